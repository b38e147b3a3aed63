"""Owns the way from a cloud of points to cells of a lattice, each for one point at most."""

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]


def assign_cells(
    points: NDArray[np.float64], rows: int, columns: int, usable: int | None = None
) -> Cells:
    """Give every point a cell of its own, near its place, by halving the lattice level by level.

    Each rectangle of cells is cut across its longer side. The points on either side of the cut go
    to that half as far as its cells reach; those too many, the nearest to the cut first, go to
    the other. Where there are as many points as cells this is the balanced bisection behind a
    gap-free grid; where cells are plenty, points stay where they are. All rectangles of a level
    are cut at once, so the cost is one sort per level: N log N log cells.

    Parameters
    ----------
    points
        float64, N×2, x and y in cells, anywhere.
    rows, columns
        Size of the lattice.
    usable
        Only the first `usable` cells, row by row, may be taken; all of them if None.

    Returns
    -------
    int64, N, all different, ``row * columns + column``.

    Raises
    ------
    ValueError
        There are more points than usable cells.

    Examples
    --------
    >>> assign_cells(np.array([[0.5, 0.5], [0.6, 0.5], [2.5, 0.5]]), 1, 4).tolist()
    [0, 1, 2]
    """
    count = len(points)
    usable = rows * columns if usable is None else usable
    if count > usable:
        raise ValueError(f"{count} points do not fit in {usable} cells")
    if count == 0:
        return np.zeros(0, np.int64)
    low = points.min(axis=0)
    unit = (points - low) / (np.maximum(points.max(axis=0) - low, 1e-9) * (1 + 1e-9))
    region = np.zeros(count, np.int64)
    boxes = np.array([[0, 0, columns, rows]], np.int64)
    while True:
        left, top, wide, high = boxes.T
        if (wide * high).max() == 1:
            cells: Cells = top[region] * columns + left[region]
            return cells
        across = wide >= high
        first = np.where(across, wide, high) // 2
        near, far = _halves(boxes, across, first)
        held = np.bincount(region, minlength=len(boxes))
        cut = np.where(across, left, top) + first
        before = np.where(across[region], points[:, 0], points[:, 1]) < cut[region]
        wanted = np.bincount(region[before], minlength=len(boxes))
        fewest = held - _capacity(far, columns, usable)
        most = np.minimum(held, _capacity(near, columns, usable))
        taken = np.clip(wanted, fewest, most)
        order = np.argsort(region + np.where(across[region], unit[:, 0], unit[:, 1]), kind="stable")
        sorted_region = region[order]
        rank = np.arange(count) - (np.cumsum(held) - held)[sorted_region]
        child = np.empty(count, np.int64)
        child[order] = 2 * sorted_region + (rank >= taken[sorted_region])
        boxes = np.stack([near, far], axis=1).reshape(-1, 4)
        lived_in = np.bincount(child, minlength=len(boxes)) > 0
        region = (np.cumsum(lived_in) - 1)[child]
        boxes = boxes[lived_in]


def _halves(boxes: Cells, across: NDArray[np.bool_], first: Cells) -> tuple[Cells, Cells]:
    """Cut each box (left, top, width, height) after `first` columns or rows."""
    near, far = boxes.copy(), boxes.copy()
    for axis, chosen in ((0, across), (1, ~across)):
        near[chosen, axis + 2] = first[chosen]
        far[chosen, axis] += first[chosen]
        far[chosen, axis + 2] -= first[chosen]
    return near, far


def _capacity(boxes: Cells, columns: int, usable: int) -> Cells:
    """Number of usable cells in each box: whole rows, and the part of the last one."""
    left, top, wide, high = boxes.T
    full, rest = divmod(usable, columns)
    whole: Cells = np.clip(full - top, 0, high) * wide
    has_last = (top <= full) & (full < top + high)
    last: Cells = np.where(has_last, np.clip(rest - left, 0, wide), 0)
    return whole + last
