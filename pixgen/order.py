"""Owns the order of the images: their rank along a Hilbert curve through the main layout."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def hilbert_order(positions: NDArray[np.floating[Any]], bits: int = 16) -> NDArray[np.int64]:
    """Order points along a Hilbert curve, so that near ranks lie near each other.

    The curve of D. Hilbert (1891), by the turns and flips of Wikipedia's ``xy2d``, for all points
    at once.

    Parameters
    ----------
    positions
        Floats, N×2, in [0, 1]²; what lies outside counts as on the edge.
    bits
        Levels of the curve, 1 to 31: it passes through 2^bits × 2^bits squares.

    Returns
    -------
    int64, N, a permutation: the index of the first point on the curve, of the second, and so on.
    Points in the same square keep the order of their indices.

    Raises
    ------
    ValueError
        `bits` is out of range, or a position is not finite.

    Examples
    --------
    >>> hilbert_order(np.array([[0.9, 0.1], [0.9, 0.9], [0.1, 0.9], [0.1, 0.1]])).tolist()
    [3, 2, 1, 0]
    """
    if not 1 <= bits <= 31:
        raise ValueError(f"bits is {bits}; it may be 1 to 31")
    if not np.isfinite(positions).all():
        raise ValueError("a position is not finite")
    side = 1 << bits
    x, y = np.clip(positions.astype(np.float64) * side, 0, side - 1).astype(np.int64).T
    rank = np.zeros(len(positions), np.int64)
    for level in range(bits - 1, -1, -1):
        step = 1 << level
        right, down = (x >> level) & 1, (y >> level) & 1
        rank += step * step * ((3 * right) ^ down)
        # Only the lower bits are looked at from here on, so that ~ mirrors the quarter.
        flip = (down == 0) & (right == 1)
        x, y = np.where(flip, ~x, x), np.where(flip, ~y, y)
        turn = down == 0
        x, y = np.where(turn, y, x), np.where(turn, x, y)
    return np.argsort(rank, kind="stable").astype(np.int64)
