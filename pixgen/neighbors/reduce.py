"""Owns the reduction of vectors by principal component analysis."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh  # type: ignore[import-untyped]

from pixgen.neighbors.blocks import Floats, blocks
from pixgen.neighbors.metrics import Space, measure
from pixgen.neighbors.names import Metric

PCA_DIMENSIONS = 128
PCA_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Reduced:
    """Vectors on their main axes, and what they were moved by.

    Attributes
    ----------
    vectors
        float32, N×d, columns by descending variance.
    slopes
        float32, N, the dot product of each vector with the mean.
    """

    vectors: Floats
    slopes: Floats


def reduce_dimensions(
    vectors: Floats,
    dimensions: int = PCA_DIMENSIONS,
    *,
    metric: Metric = "angular",
    seed: int = 24,
) -> Floats:
    """Reduce vectors, made one unit long where the metric is angular, to their main axes.

    Parameters
    ----------
    vectors
        float32, N×D; rows of zeros stay at the origin before centring.
    dimensions
        Wanted number of columns.
    metric
        What the vectors are compared by.
    seed
        Seed of the sample of rows.

    Returns
    -------
    float32, N×min(dimensions, D, N), columns by descending variance.

    Raises
    ------
    ModelError
        A vector holds a value that is not finite.

    Examples
    --------
    >>> line = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32)
    >>> reduce_dimensions(line, 1).round(2).ravel()
    array([ 0.71,  0.  , -0.71], dtype=float32)
    """
    return reduce(measure(vectors, metric), dimensions, seed).vectors


def reduce(space: Space, dimensions: int, seed: int, sample: int = PCA_SAMPLE) -> Reduced:
    """Project the vectors of a space on their main axes.

    The Euclidean distance of unit vectors orders pairs as their cosine does, and projecting
    centred vectors on their main axes keeps that distance as well as any linear map can, so the
    nearest rows of the result are candidates for the nearest vectors. The axes are eigenvectors
    of the covariance (of the Gram matrix where vectors are fewer than dimensions) of at most
    `sample` rows, each turned so that its largest entry is positive.
    """
    vectors, scale = space.vectors, space.scale
    count, width = vectors.shape
    size = min(dimensions, count, width)
    reduced = Reduced(np.zeros((count, size), np.float32), np.zeros(count, np.float32))
    if size == 0:
        return reduced
    mean, axes = _axes(_sample(space, sample, seed), size)
    for block in blocks(count, width):
        part = vectors[block] * scale[block, None]
        reduced.slopes[block] = part @ mean
        part -= mean
        reduced.vectors[block] = part @ axes
    return reduced


def _sample(space: Space, most: int, seed: int) -> Floats:
    rows = np.arange(len(space.vectors))
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), most, replace=False))
    sample: Floats = space.vectors[rows] * space.scale[rows, None]
    return sample


def _axes(sample: Floats, size: int) -> tuple[Floats, Floats]:
    """Return the mean of a sample, D, and its main axes, D×size; the sample is overwritten."""
    mean = sample.mean(axis=0, dtype=np.float64).astype(np.float32)
    sample -= mean
    if len(sample) < sample.shape[1]:
        axes: NDArray[np.floating[Any]] = sample.T @ _largest_eigenvectors(sample @ sample.T, size)
        spread = np.linalg.norm(axes, axis=0)
        # Directions without variance come out as noise, and would count some others twice.
        axes = np.where(spread > 1e-4 * spread.max(), axes / np.maximum(spread, 1e-12), 0)
    else:
        axes = _largest_eigenvectors(sample.T @ sample, size)
    peaks = axes[np.abs(axes).argmax(axis=0), np.arange(size)]
    return mean, (axes * np.where(peaks < 0, -1, 1)).astype(np.float32)


def _largest_eigenvectors(matrix: Floats, size: int) -> Floats:
    last = len(matrix) - 1
    vectors: Floats = eigh(matrix, subset_by_index=[last - size + 1, last])[1]
    return vectors[:, ::-1]
