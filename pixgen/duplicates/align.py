"""Owns the comparison of two pictures by their pixels, one laid on the other as well as can be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixgen.duplicates.thumbs import Floats

STEPS = 8
# A copy may be cut, on each side, by up to this share of the half of a picture, and a bit more.
MOST_MOVED = 0.3
# Grey levels of noise: flatter pictures have no detail to be told by.
NOISE = 2.0


@dataclass(frozen=True, slots=True)
class Placing:
    """How pictures lie on others: float32, P×4.

    Columns: shift and stretch along x, shift and stretch along y, in halves of a picture.
    """

    moves: Floats


def place(fixed: Floats, moved: Floats, moves: Floats) -> Floats:
    """Shift and stretch pictures so that they fit others as well as can be.

    Gauss-Newton steps on the differences (B. Lucas and T. Kanade 1981), for all pairs at once.

    Parameters
    ----------
    fixed, moved
        float32, P×s×s.
    moves
        float32, P×4, where to start: shift and stretch along x, then along y, in halves of a
        picture.

    Returns
    -------
    The moves, as given.
    """
    side = fixed.shape[1]
    at = _positions(side)
    aim = _normal(fixed, np.ones_like(fixed))
    best, least = moves.copy(), np.full(len(moves), np.inf, np.float32)
    for _ in range(STEPS):
        warped, there = warp(moved, moves)
        seen = _normal(warped, there)
        gap = (_normal(fixed, there) - seen) * there
        error = np.square(gap).sum(axis=(1, 2)) / np.maximum(there.sum(axis=(1, 2)), 1)
        better = error < least
        best[better], least[better] = moves[better], error[better]
        along_y, along_x = np.gradient(seen, 2 / side, axis=(1, 2))
        slopes = np.stack(
            [along_x, along_x * at, along_y, along_y * at[:, None]], axis=1
        ).reshape(len(moves), 4, -1)
        slopes = slopes * there.reshape(len(moves), 1, -1)
        pull = slopes @ gap.reshape(len(moves), -1, 1)
        normal = slopes @ slopes.transpose(0, 2, 1)
        damping = 1e-3 * np.trace(normal, axis1=1, axis2=2) + 1e-6
        normal += damping[:, None, None] * np.eye(4, dtype=np.float32)
        step = np.linalg.solve(normal, pull)[:, :, 0]
        moves = np.clip(moves + step, -MOST_MOVED, MOST_MOVED).astype(np.float32)
    del aim
    return best
