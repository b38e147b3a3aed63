"""Owns the search for near-duplicates over a whole collection."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixgen.duplicates.candidates import candidate_pairs
from pixgen.duplicates.compare import HELD, compare
from pixgen.duplicates.groups import group_copies
from pixgen.duplicates.thumbs import SMALL, Floats, Reader, read_grey


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Groups of images that show the same, the largest group first.

    Attributes
    ----------
    members
        int64, M: the images of the groups one after the other, in each the best copy (of the
        most pixels) first.
    similarity
        float32, M: how alike each is to its group's best copy, 0…1.
    starts
        int64, G: where each group begins.
    """

    members: NDArray[np.int64]
    similarity: Floats
    starts: NDArray[np.int64]

    def groups(self) -> list[NDArray[np.int64]]:
        """Return the images of each group."""
        return np.split(self.members, self.starts[1:]) if len(self.starts) else []


def find_duplicates(
    cells: Reader,
    neighbors: NDArray[np.int32],
    sizes: NDArray[np.int32],
    *,
    threshold: float = 0.9,
    progress: Callable[[int], None] | None = None,
) -> Duplicates:
    """Find images that are copies of each other: resized, recompressed, mirrored, cropped a little.

    Pairs that may be copies come from hashes of small grey pictures and from the neighbour graph;
    their cells decide. Work and memory grow in proportion to the number of images.

    Parameters
    ----------
    cells
        Reads the square cells of some images, uint8 n×S×S×3, S a multiple of 64.
    neighbors
        int32, N×K, the most similar images of each, the nearest first.
    sizes
        int32, N×2, width and height of the originals.
    threshold
        How alike an image must be to its group's best copy, 0…1.
    progress
        Called with the number of newly finished images.
    """
    count = len(sizes)
    thumbs = read_grey(cells, range(count), SMALL)
    pairs = candidate_pairs(thumbs, neighbors)
    alike = np.zeros(len(pairs), np.float32)
    done = 0
    for start in range(0, len(pairs), HELD):
        part = slice(start, start + HELD)
        alike[part] = compare(thumbs, cells, pairs[part], threshold)
        now = count * min(start + HELD, len(pairs)) // len(pairs)
        if progress is not None:
            progress(now - done)
        done = now
    if progress is not None:
        progress(count - done)
    groups = group_copies(
        pairs,
        alike,
        sizes.astype(np.int64).prod(axis=1),
        lambda further: compare(thumbs, cells, further, threshold),
        threshold,
    )
    lengths = np.array([len(members) for members, _ in groups], np.int64)
    return Duplicates(
        np.concatenate([np.empty(0, np.int64), *(members for members, _ in groups)]),
        np.concatenate([np.empty(0, np.float32), *(near for _, near in groups)]),
        np.cumsum(lengths) - lengths,
    )
