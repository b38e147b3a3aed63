"""Owns the comparison of two pictures by their pixels, one laid on the other as well as can be."""

from functools import cache

import numpy as np

from pixgen.duplicates.thumbs import Floats

# Steps on pictures of each size, in which a placing nearly always comes to rest.
STEPS = 6
# How far a copy may be shifted and stretched, in halves of a picture.
MOST_MOVED = 0.3
# Of two pictures, so much must lie on the other.
LEAST_COMMON = 0.6
# Grey levels of detail below which there is none to tell a picture by, and what part of a picture
# has to have some.
NOISE = 8.0
FLAT = 0.05
# Grey levels by which flat pictures may differ.
TONES = 16.0
# Sigma of what counts as detail, in halves of a picture.
DETAIL = 0.25


def place(fixed: Floats, moved: Floats, moves: Floats, steps: int = STEPS) -> Floats:
    """Shift and stretch pictures so that they fit others as well as can be.

    Gauss-Newton steps on the differences (B. Lucas and T. Kanade 1981), for all pairs at once.

    Parameters
    ----------
    fixed, moved
        float32, P×s×s, grey.
    moves
        float32, P×4, where to start: shift and stretch along x, then along y, in halves of a
        picture.
    steps
        How many.

    Returns
    -------
    Better moves, as given.
    """
    count, side = fixed.shape[:2]
    at = _positions(side)
    best, least = moves, np.full(count, np.inf, np.float32)
    for _ in range(steps + 1):
        warped, there = warp(moved, moves)
        area = np.maximum(there.sum(axis=(1, 2)), 1)
        seen = _normal(warped, there, area)
        gap = _normal(fixed, there, area) - seen
        error = np.square(gap).sum(axis=(1, 2)) / area
        better = (error < least)[:, None]
        best, least = np.where(better, moves, best), np.minimum(error, least)
        along_y, along_x = np.gradient(seen, 2 / side, axis=(1, 2))
        slopes = np.stack([along_x, along_x * at, along_y, along_y * at[:, None]], axis=1)
        slopes = (slopes * there[:, None]).reshape(count, 4, side * side)
        normal = slopes @ slopes.transpose(0, 2, 1)
        # Keeps flat pictures, which pull nowhere, where they are.
        damping = 1e-3 * np.trace(normal, axis1=1, axis2=2) + 1e-3
        normal += damping[:, None, None] * np.eye(4, dtype=np.float32)
        step = np.linalg.solve(normal, slopes @ gap.reshape(count, side * side, 1))[:, :, 0]
        moves = np.clip(moves + step, -MOST_MOVED, MOST_MOVED).astype(np.float32)
    return best


def warp(moved: Floats, moves: Floats) -> tuple[Floats, Floats]:
    """Return pictures shifted and stretched, and 1 where there is a picture, 0 beyond its edges."""
    side = moved.shape[1]
    across, has_x = _weights(side, moves[:, 0], moves[:, 1])
    down, has_y = _weights(side, moves[:, 2], moves[:, 3])
    warped: Floats = np.matmul(down @ moved, across.transpose(0, 2, 1), dtype=np.float32)
    there: Floats = has_y[:, :, None] * has_x[:, None, :]
    return warped, there


def likeness(fixed: Floats, moved: Floats, moves: Floats) -> Floats:
    """Return how alike pictures are where one lies on the other, 0…1.

    The correlation of their detail: of what a blur takes away, divided by how much of it there is
    around, so that brightness, colour and a frame that both have count little. Flat pictures,
    whose detail is below the noise, are alike as far as their brightness is.
    """
    warped, there = warp(moved, moves)
    area = there.sum(axis=(1, 2))
    safe = np.maximum(area, 1)
    first, second = _detail(fixed, there), _detail(warped, there)
    tones = ((fixed - warped) * there).sum(axis=(1, 2)) / safe
    same = np.exp(-np.square(tones / TONES))
    noise = FLAT * safe
    product = (first * second).sum(axis=(1, 2)) + noise * same
    energy = [np.square(detail).sum(axis=(1, 2)) + noise for detail in (first, second)]
    score = product / np.sqrt(energy[0] * energy[1])
    score[area < LEAST_COMMON * fixed.shape[1] ** 2] = 0
    clipped: Floats = np.clip(score, 0, 1).astype(np.float32)
    return clipped


def _positions(side: int) -> Floats:
    """The middles of the pixels of a row, from -1 to 1."""
    return ((np.arange(side, dtype=np.float32) + 0.5) * 2 / side - 1).astype(np.float32)


def _weights(side: int, shift: Floats, stretch: Floats) -> tuple[Floats, Floats]:
    """Weights, P×side×side, of linear interpolation along an axis, and where they are whole."""
    at = _positions(side)
    wanted = at + shift[:, None] + stretch[:, None] * at
    pixel = (wanted + 1) * side / 2 - 0.5
    inside = ((pixel > -0.5) & (pixel < side - 0.5)).astype(np.float32)
    pixel = np.clip(pixel, 0, side - 1)
    gaps = np.abs(pixel[:, :, None] - np.arange(side, dtype=np.float32))
    return np.maximum(1 - gaps, 0), inside


def _normal(pictures: Floats, there: Floats, area: Floats) -> Floats:
    """Pictures with mean 0 and variance 1 where `there` is 1, and 0 elsewhere."""
    mean = (pictures * there).sum(axis=(1, 2)) / area
    centred = (pictures - mean[:, None, None]) * there
    spread = np.sqrt(np.square(centred).sum(axis=(1, 2)) / area + 4)
    out: Floats = centred / spread[:, None, None]
    return out


def _detail(pictures: Floats, there: Floats) -> Floats:
    """What a blur takes away, in units of how much that is around."""
    soft = _blurred(there) + np.float32(1e-3)
    detail = (pictures - _blurred(pictures * there) / soft) * there
    around = _blurred(np.square(detail)) / soft
    out: Floats = (detail / np.sqrt(around + NOISE**2)).astype(np.float32)
    return out


def _blurred(pictures: Floats) -> Floats:
    kernel = _kernel(pictures.shape[1])
    out: Floats = kernel @ (pictures @ kernel)
    return out


@cache
def _kernel(side: int) -> Floats:
    """The symmetric matrix that blurs a row of pixels; nothing is beyond its ends."""
    gaps = np.subtract.outer(_positions(side), _positions(side)) / DETAIL
    weights = np.exp(-np.square(gaps) / 2)
    kernel: Floats = (weights / weights.sum(axis=1).max()).astype(np.float32)
    return kernel
