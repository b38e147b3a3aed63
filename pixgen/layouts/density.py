"""Owns the two flows that turn a cloud of points into islands of even density."""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn  # type: ignore[import-untyped]
from scipy.ndimage import gaussian_filter  # type: ignore[import-untyped]

Points = NDArray[np.float64]
Field = NDArray[np.float64]

# The flow stops when this share of the points is still too many where it is.
TOLERANCE = 0.01
# Blur of the density, in bins: one point alone must not count as a crowd.
BLUR = 1.0
STEP = 0.5


def gather(points: Points, shape: tuple[int, int], radius: float, steps: int) -> Points:
    """Draw points together with the neighbours within about `radius`, so that gaps open up.

    A few steps of mean shift (Fukunaga and Hostetler 1975): up the gradient of the logarithm of
    the blurred density, which is taken on a grid so that the cost grows with the points only.

    Parameters
    ----------
    points
        float64, N×2, x in [0, columns) and y in [0, rows) of the grid, in bins.
    shape
        Rows and columns of the grid.
    radius
        Standard deviation of the blur, in bins.
    steps
        Number of steps; each goes half the way to the local mean, at most half the radius.

    Returns
    -------
    float64, N×2, within the grid.
    """
    for _ in range(steps):
        corners, weights = _corners(points, shape)
        density = gaussian_filter(_deposit(corners, weights, shape), radius, mode="constant")
        slope = np.gradient(np.log(density + 1e-9))
        shift = np.stack([_sample(s, corners, weights) for s in slope[::-1]], axis=1)
        shift *= STEP * radius**2
        length = np.hypot(shift[:, 0], shift[:, 1])
        shift *= np.minimum(1, STEP * radius / np.maximum(length, 1e-9))[:, None]
        points = _within(points + shift, shape)
    return points


def spread(points: Points, shape: tuple[int, int], capacity: float, steps: int) -> Points:
    """Let crowded places swell until no place holds more than its capacity.

    A density-equalising map in the manner of Gastner and Newman (2004), with sources only where
    the density is above `capacity`, and the sinks that balance them only where it is below: the
    velocity is the gradient of the potential that solves Poisson's equation for them (by a cosine
    transform, so that nothing crosses the walls). Islands push one another apart like drops, and
    the gaps between them are moved and narrowed but not filled.

    Parameters
    ----------
    points
        float64, N×2, x in [0, columns) and y in [0, rows) of the grid, in bins.
    shape
        Rows and columns of the grid; rows × columns × capacity should exceed N.
    capacity
        Points that fit in a bin.
    steps
        Greatest number of steps; fewer are taken where all fit earlier.

    Returns
    -------
    float64, N×2, within the grid.
    """
    rows, columns = shape
    waves = np.add.outer(
        (np.pi * np.arange(rows) / rows) ** 2, (np.pi * np.arange(columns) / columns) ** 2
    )
    waves[0, 0] = 1
    for _ in range(steps):
        corners, weights = _corners(points, shape)
        density = gaussian_filter(_deposit(corners, weights, shape), BLUR, mode="reflect")
        excess = np.maximum(density / capacity - 1, 0)
        room = np.maximum(1 - density / capacity, 0)
        if excess.sum() * capacity < TOLERANCE * len(points) or not room.any():
            break
        source = excess - room * (excess.sum() / room.sum())
        potential = -idctn(dctn(source) / waves)
        down, across = np.gradient(potential)
        down[[0, -1]] = 0
        across[:, [0, -1]] = 0
        fastest = max(np.abs(down).max(), np.abs(across).max(), 1e-9)
        velocity = np.stack([_sample(v, corners, weights) for v in (across, down)], axis=1)
        points = _within(points + min(STEP, 1 / fastest) * velocity, shape)
    return points


def _corners(points: Points, shape: tuple[int, int]) -> tuple[list[NDArray[np.int64]], list[Field]]:
    """The four bin centres around each point, as flat indices, and their bilinear weights."""
    rows, columns = shape
    place = np.clip(points - 0.5, 0, np.array([columns, rows]) - 1.0001)
    first = place.astype(np.int64)
    right, down = (place - first).T
    index = first[:, 1] * columns + first[:, 0]
    left, up = 1 - right, 1 - down
    return (
        [index, index + 1, index + columns, index + columns + 1],
        [left * up, right * up, left * down, right * down],
    )


def _deposit(
    corners: list[NDArray[np.int64]], weights: list[Field], shape: tuple[int, int]
) -> Field:
    size = shape[0] * shape[1]
    total = np.zeros(size)
    for corner, weight in zip(corners, weights, strict=True):
        total += np.bincount(corner, weight, size)
    return total.reshape(shape)


def _sample(field: Field, corners: list[NDArray[np.int64]], weights: list[Field]) -> Field:
    flat = field.ravel()
    total = np.zeros(len(weights[0]))
    for corner, weight in zip(corners, weights, strict=True):
        total += flat[corner] * weight
    return total


def _within(points: Points, shape: tuple[int, int]) -> Points:
    return np.clip(points, 0, np.array([shape[1], shape[0]]) - 1e-6)
