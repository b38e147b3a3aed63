"""Owns the last touch on a lattice: small moves that bring pictures home and close holes."""

import numba
import numpy as np
from numpy.typing import NDArray


@numba.njit(cache=True)
def _company(owner: NDArray[np.int64], row: int, column: int, rows: int, columns: int) -> int:
    """Number of occupied cells among the eight around one."""
    found = 0
    for r in range(max(row - 1, 0), min(row + 2, rows)):
        for c in range(max(column - 1, 0), min(column + 2, columns)):
            if (r != row or c != column) and owner[r * columns + c] >= 0:
                found += 1
    return found


@numba.njit(cache=True)
def _away(point: NDArray[np.float64], row: int, column: int) -> float:
    """Squared distance of a point from the centre of a cell."""
    x, y = column + 0.5 - point[0], row + 0.5 - point[1]
    distance: float = x * x + y * y
    return distance


@numba.njit(cache=True)
def settle(
    cells: NDArray[np.int64],
    points: NDArray[np.float64],
    rows: int,
    columns: int,
    cohesion: float,
    sweeps: int,
) -> NDArray[np.int64]:
    """Move pictures to, or swap them with, one of the eight cells around while that pays.

    What falls with every move is the sum over all pictures of the squared distance from home,
    less `cohesion` for each occupied cell around: Ising spins exchanged at zero temperature
    (Kawasaki 1966). It rounds the outlines of islands and drives single holes out of them.

    Parameters
    ----------
    cells
        int64, N, all different, ``row * columns + column``.
    points
        float64, N×2, the pictures' homes, x and y in cells.
    rows, columns
        Size of the lattice.
    cohesion
        Worth of one occupied cell around, in squared cells.
    sweeps
        Greatest number of rounds over all pictures.

    Returns
    -------
    int64, N, all different.
    """
    cells = cells.copy()
    owner = np.full(rows * columns, -1, np.int64)
    owner[cells] = np.arange(len(cells))
    for _ in range(sweeps):
        moved = False
        for i in range(len(cells)):
            cell = cells[i]
            row, column = cell // columns, cell % columns
            here = _away(points[i], row, column)
            company = _company(owner, row, column, rows, columns)
            # A hair below 0, so that rounding never keeps two equal places in turn.
            best, goal = -1e-9, -1
            for r in range(max(row - 1, 0), min(row + 2, rows)):
                for c in range(max(column - 1, 0), min(column + 2, columns)):
                    if r == row and c == column:
                        continue
                    other = owner[r * columns + c]
                    change = _away(points[i], r, c) - here
                    if other >= 0:
                        change += _away(points[other], row, column) - _away(points[other], r, c)
                    else:
                        # The picture itself is among those around its goal.
                        gained = _company(owner, r, c, rows, columns) - 1 - company
                        change -= cohesion * gained
                    if change < best:
                        best, goal = change, r * columns + c
            if goal >= 0:
                other = owner[goal]
                owner[cell] = other
                if other >= 0:
                    cells[other] = cell
                owner[goal] = i
                cells[i] = goal
                moved = True
        if not moved:
            break
    return cells
