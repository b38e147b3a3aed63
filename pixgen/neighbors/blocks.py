"""Owns the cutting of large tables into blocks, and the choice of the largest scores of a block."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

# Values of the widest temporary (block rows × columns): 64 MB of float32.
BLOCK_VALUES = 16_000_000
BLOCK_ROWS = 1024
# So many rows of scores are looked through at a time, that they stay in the processor's cache.
SCAN_ROWS = 128


def blocks(count: int, width: int) -> list[slice]:
    """Cut `count` rows so that a block of rows × `width` values stays within `BLOCK_VALUES`."""
    step = max(1, min(BLOCK_ROWS, BLOCK_VALUES // max(width, 1)))
    return [slice(start, min(start + step, count)) for start in range(0, count, step)]


def largest(scores: Floats, keep: int) -> Places:
    """Return the columns of the `keep` largest scores of each row, unordered.

    Columns are looked at in groups: the `keep` groups with the largest maxima hold `keep` largest
    scores, so that most scores are read but once.

    Examples
    --------
    >>> largest(np.array([[3, 9, 1, 7]], np.float32), 2).tolist()
    [[3, 1]]
    """
    parts = range(0, len(scores), SCAN_ROWS)
    found = [_largest(scores[start : start + SCAN_ROWS], keep) for start in parts]
    return np.vstack(found) if found else np.empty((0, min(keep, scores.shape[1])), np.intp)


def _largest(scores: Floats, keep: int) -> Places:
    height, width = scores.shape
    keep = min(keep, width)
    groups = int(np.sqrt(keep * width))
    span = width // max(groups, 1)
    if span < 4:
        return _partition(scores, keep)
    groups = width // span
    maxima = scores[:, : span * groups].reshape(height, span, groups).max(axis=1)
    chosen = _partition(maxima, keep)
    columns = (chosen[:, None, :] + groups * np.arange(span)[:, None]).reshape(height, -1)
    rest = np.broadcast_to(np.arange(span * groups, width), (height, width - span * groups))
    columns = np.hstack([columns, rest])
    best = _partition(np.take_along_axis(scores, columns, 1), keep)
    return np.take_along_axis(columns, best, 1)


def _partition(scores: Floats, keep: int) -> Places:
    width = scores.shape[1]
    if keep == width:
        return np.broadcast_to(np.arange(width), scores.shape).copy()
    return np.argpartition(scores, width - keep, axis=1)[:, width - keep :]
