"""Owns the search for every image's nearest images by the cosine of their vectors."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh  # type: ignore[import-untyped]

from pixgen import annoy_index
from pixgen.errors import ConfigError, ModelError
from pixgen.graph import Neighbors

Method = Literal["auto", "exact", "annoy"]
Floats = NDArray[np.float32]
Ids = NDArray[np.int32]

PCA_DIMENSIONS = 128
PCA_SAMPLE = 20_000
# Of the true 30 nearest of 30,000 photographs' vectors, 96 candidates in 128 dimensions hold .994,
# in 192 dimensions .999 at a tenth more time.
SEARCH_DIMENSIONS = 192
CANDIDATES = 96
# Up to here comparing the full vectors costs less than reducing them first.
PLAIN_LIMIT = 5_000
# Up to here blocked exact search costs no more processor time than Annoy with a recall of .99.
EXACT_LIMIT = 60_000
# Values of the widest temporary (block rows × images): 64 MB of float32.
BLOCK_VALUES = 16_000_000
SIMILARITY_STEPS = 2**20


def reduce_dimensions(vectors: Floats, dimensions: int = PCA_DIMENSIONS, seed: int = 24) -> Floats:
    """Reduce unit-length copies of the vectors by principal component analysis.

    The Euclidean distance of unit vectors orders pairs as their cosine does, and projecting
    centred unit vectors on their main axes keeps that distance as well as any linear map can, so
    the nearest rows of the result are candidates for the most similar images. The axes are
    eigenvectors of the covariance (of the Gram matrix where images are fewer than dimensions) of
    at most `PCA_SAMPLE` rows, each turned so that its largest entry is positive.

    Parameters
    ----------
    vectors
        float32, N×D; rows of zeros stay at the origin before centring.
    dimensions
        Wanted number of columns.
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
    count, width = vectors.shape
    size = min(dimensions, count, width)
    scale = _inverse_norms(vectors)
    if size == 0:
        return np.zeros((count, 0), np.float32)
    rows = np.arange(count)
    if count > PCA_SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(count, PCA_SAMPLE, replace=False))
    sample = vectors[rows] * scale[rows, None]
    mean = sample.mean(axis=0, dtype=np.float64).astype(np.float32)
    sample -= mean
    if len(sample) < width:
        axes: NDArray[np.floating[Any]] = sample.T @ _largest_eigenvectors(sample @ sample.T, size)
        spread = np.linalg.norm(axes, axis=0)
        # Directions without variance come out as noise, and would count some others twice.
        axes = np.where(spread > 1e-4 * spread.max(), axes / np.maximum(spread, 1e-12), 0)
    else:
        axes = _largest_eigenvectors(sample.T @ sample, size)
    peaks = axes[np.abs(axes).argmax(axis=0), np.arange(size)]
    turned = (axes * np.where(peaks < 0, -1, 1)).astype(np.float32)
    reduced = np.empty((count, size), np.float32)
    for block in _blocks(count, width):
        reduced[block] = (vectors[block] * scale[block, None] - mean) @ turned
    return reduced


def find_neighbors(
    vectors: Floats,
    k: int = 30,
    *,
    seed: int = 24,
    method: Method = "auto",
    trees: int = 25,
    progress: Callable[[int], None] | None = None,
) -> Neighbors:
    """Find the `k` most similar other images of every image.

    Small collections are compared whole. Beyond `PLAIN_LIMIT`, 96 candidates are searched among
    the vectors reduced to 192 dimensions, exactly or with Annoy (beyond `EXACT_LIMIT`, where it
    is installed and passes a self-test), and put in order by the cosine of the full vectors. Rows
    for which Annoy finds too few are searched exactly. Cosines are rounded to 2⁻²⁰ so that equal
    pictures tie in spite of float32 arithmetic.

    Parameters
    ----------
    vectors
        float32, N×D, of any length; a vector of zeros has the cosine 0 with every other.
    k
        Wanted number of neighbours; the result has ``K = min(k, N - 1)``.
    seed
        Seed of the reduction and of Annoy.
    method
        ``auto`` decides by N; ``exact`` never uses Annoy; ``annoy`` uses it beyond `PLAIN_LIMIT`.
    trees
        Number of Annoy's trees.
    progress
        Called with the number of newly finished images.

    Raises
    ------
    ConfigError
        `k` is below 1, or `method` is ``annoy`` and Annoy cannot be used.
    ModelError
        A vector holds a value that is not finite.

    Examples
    --------
    >>> found = find_neighbors(np.array([[1, 0], [0, 1], [2, 1]], np.float32), 1)
    >>> found.ids.ravel().tolist(), found.similarity.round(2).ravel()
    ([2, 2, 0], array([0.89, 0.45, 0.89], dtype=float32))
    """
    if k < 1:
        raise ConfigError(f"The number of neighbours is {k}; give 1 or more.")
    count = len(vectors)
    k = min(k, max(count - 1, 0))
    scale = _inverse_norms(vectors)
    ids = np.empty((count, k), np.int32)
    similarity = np.empty((count, k), np.float32)
    if k == 0:
        _report(progress, count)
        return Neighbors(ids, similarity, "exact")
    if count <= max(PLAIN_LIMIT, k + 1):
        note = "exact"
        for block in _blocks(count, count):
            rows = np.arange(block.start, block.stop)
            scores = _scaled(vectors[block] @ vectors.T, scale[block], scale)
            found = _nearest_columns(scores, rows, k)
            near: Floats = np.take_along_axis(scores, found, 1)
            ids[block], similarity[block] = _ordered(found, near, k)
            _report(progress, len(rows))
        return Neighbors(ids, similarity, note)
    reduced = reduce_dimensions(vectors, SEARCH_DIMENSIONS, seed)
    note, index = _choose_index(reduced, method, trees, seed)
    keep = min(max(CANDIDATES, 2 * k), count - 1)
    lengths: Floats = np.square(reduced).sum(axis=1)
    for block in _blocks(count, count if index is None else 1):
        rows = np.arange(block.start, block.stop)
        if index is None:
            found = _nearest_reduced(reduced, lengths, rows, keep)
        else:
            found = index.query(rows, keep)
            for short in np.flatnonzero((found >= 0).sum(axis=1) < k):
                found[short] = _nearest_reduced(reduced, lengths, rows[[short]], keep)[0]
        near = _cosines(vectors, scale, rows, found)
        ids[block], similarity[block] = _ordered(found, near, k)
        _report(progress, len(rows))
    return Neighbors(ids, similarity, note)


def _report(progress: Callable[[int], None] | None, finished: int) -> None:
    if progress is not None:
        progress(finished)


def _choose_index(
    reduced: Floats, method: Method, trees: int, seed: int
) -> tuple[str, annoy_index.AnnoySearch | None]:
    """Decide between Annoy and exact candidates; None stands for exact."""
    exact = "exact candidates, re-ranked"
    if method == "exact" or (method == "auto" and len(reduced) <= EXACT_LIMIT):
        return exact, None
    fault = annoy_index.self_test(seed)
    if fault is None:
        return f"Annoy, {trees} trees, re-ranked", annoy_index.AnnoySearch(reduced, trees, seed)
    if method == "annoy":
        raise ConfigError(
            f"The neighbour method is 'annoy', but {fault}. Install pixgen[annoy] with a C++ "
            "compiler at hand, or choose 'auto' or 'exact'."
        )
    return f"{exact} ({fault})", None


def _blocks(count: int, width: int) -> list[slice]:
    """Cut `count` rows so that a block of rows × `width` values stays within `BLOCK_VALUES`."""
    step = max(1, min(1024, BLOCK_VALUES // max(width, 1)))
    return [slice(start, min(start + step, count)) for start in range(0, count, step)]


def _inverse_norms(vectors: Floats) -> Floats:
    """One over the length of each row, 0 for a row of zeros."""
    lengths = np.empty(len(vectors))
    for block in _blocks(len(vectors), vectors.shape[1]):
        lengths[block] = np.linalg.norm(vectors[block].astype(np.float64), axis=1)
    broken = np.flatnonzero(~np.isfinite(lengths))
    if len(broken):
        raise ModelError(
            f"{len(broken)} of {len(vectors)} vectors hold values that are not finite (the first "
            f"is that of image {broken[0]}); choose another network or full precision."
        )
    return np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0).astype(np.float32)


def _largest_eigenvectors(matrix: Floats, size: int) -> Floats:
    last = len(matrix) - 1
    vectors: Floats = eigh(matrix, subset_by_index=[last - size + 1, last])[1]
    return vectors[:, ::-1]


def _nearest_columns(scores: Floats, rows: NDArray[np.intp], keep: int) -> NDArray[np.intp]:
    """Columns of the `keep` largest scores of each row, never the row's own id; unordered.

    The keep-th largest of the maxima of groups of columns bounds the keep-th largest score from
    below, so that one comparison leaves little more than `keep` columns to sort. Rows with many
    equal scores leave more, and are partitioned whole.
    """
    height, width = scores.shape
    own = np.arange(height)
    scores[own, rows] = -np.inf
    keep = min(keep, width)
    span = width // (8 * keep)
    if span < 4:
        return np.argpartition(scores, width - keep, axis=1)[:, width - keep :]
    body = scores[:, : width - width % span].reshape(height, -1, span).max(axis=2)
    bound = np.partition(body, body.shape[1] - keep, axis=1)[:, -keep]
    row, column = np.nonzero(scores >= bound[:, None])
    passed = np.bincount(row, minlength=height)
    found = np.empty((height, keep), np.intp)
    crowded = passed > 4 * keep
    if crowded.any():
        found[crowded] = np.argpartition(scores[crowded], width - keep, axis=1)[:, width - keep :]
        light = ~crowded[row]
        row, column = row[light], column[light]
        passed = np.where(crowded, 0, passed)
    best = np.lexsort((-scores[row, column], row))
    starts = np.cumsum(passed) - passed
    place = starts[~crowded, None] + np.arange(keep)
    found[~crowded] = column[best[place]]
    return found


def _nearest_reduced(
    reduced: Floats, lengths: Floats, rows: NDArray[np.intp], keep: int
) -> NDArray[np.intp]:
    """The `keep` other rows nearest to each of `rows` by Euclidean distance; unordered."""
    scores = reduced[rows] @ reduced.T
    scores *= 2
    scores -= lengths
    return _nearest_columns(scores, rows, keep)


def _cosines(
    vectors: Floats, scale: Floats, rows: NDArray[np.intp], found: NDArray[np.intp]
) -> Floats:
    """Cosines of each row with its candidates; -2 where a candidate is missing (id -1)."""
    out = np.empty(found.shape, np.float32)
    step = max(1, BLOCK_VALUES // max(1, found.shape[1] * vectors.shape[1]))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        dots = np.matmul(vectors[found[part]], vectors[rows[part]][:, :, None])[:, :, 0]
        out[part] = _scaled(dots, scale[rows[part]], scale[found[part]])
    out[found < 0] = -2
    return out


def _scaled(dots: Floats, rows: Floats, columns: Floats) -> Floats:
    """Turn dot products into cosines, in place."""
    dots *= rows[:, None]
    dots *= columns
    return dots


def _ordered(found: NDArray[np.intp], scores: Floats, k: int) -> tuple[Ids, Floats]:
    """The best `k` of each row's candidates, by descending rounded cosine and ascending id."""
    steps = np.rint(np.clip(scores, -2, 1) * SIMILARITY_STEPS).astype(np.int64)
    order = np.argsort(-steps * 2**32 + found, axis=1)[:, :k]
    ids = np.take_along_axis(found, order, 1).astype(np.int32)
    return ids, (np.take_along_axis(steps, order, 1) / SIMILARITY_STEPS).astype(np.float32)
