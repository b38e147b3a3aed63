"""Owns what it means for two vectors to be near: the metrics, and the similarity each one gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist  # type: ignore[import-untyped]

from pixgen.errors import ConfigError, ModelError
from pixgen.neighbors.blocks import Floats, Places, blocks
from pixgen.neighbors.names import METRICS, Metric

# Similarities are rounded to this, so that equal pictures tie in spite of float32 arithmetic.
SIMILARITY_STEPS = 2**20
# Where it stands for a similarity, there is no pair.
NO_PAIR = -2


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors with a metric.

    The similarity of two vectors never exceeds 1 and falls as the metric's distance grows:

    - ``angular``: their cosine; a vector of zeros has the cosine 0 with every other;
    - ``euclidean``, ``manhattan``: 1 − distance / `span`, where `span` is twice the largest
      distance from the mean of all, which no distance of two exceeds: 1 for equal vectors, never
      below 0;
    - ``dot``: their dot product / `span`, where `span` is the largest squared length, so that it
      lies in [-1, 1] as the cosine does;
    - ``hamming``: the share of places in which two codes of 0 and 1 agree.

    So 1 − similarity is the metric's own distance up to one factor (for ``dot`` up to a constant
    too), which leaves UMAP's map as it is.

    Attributes
    ----------
    metric
        One of `METRICS`.
    vectors
        float32, N×D.
    scale
        float32, N: what each vector is multiplied by before it is compared.
    span
        As above; 1 for ``angular``, D for ``hamming``.
    """

    metric: Metric
    vectors: Floats
    scale: Floats
    span: float

    def similarity(self, rows: Places, found: Places) -> Floats:
        """Return the similarities, n×k, of the images `rows`, n, with those `found`, n×k.

        Where `found` is -1 stands `NO_PAIR`.
        """
        out = np.empty(found.shape, np.float32)
        near = np.empty((found.shape[1], self.vectors.shape[1]), np.float32)
        # Row by row, as what is gathered for one image fits into the processor's cache.
        for line, row in enumerate(rows.tolist()):
            # Without "clip", numpy checks in a copy of its own.
            np.take(self.vectors, found[line], axis=0, out=near, mode="clip")
            out[line] = self.compare(self.vectors[row], near)
        if self.metric == "angular":
            out *= self.scale[rows, None] * self.scale[found]
        out[found < 0] = NO_PAIR
        return out

    def scores(self, rows: Floats, columns: Floats, scale: Floats) -> Floats:
        """Score n rows against m columns, of the same space: larger is nearer, row by row.

        Parameters
        ----------
        rows, columns
            float32, n×D and m×D.
        scale
            float32, m: the columns' part of `scale`.
        """
        if self.metric == "manhattan":
            gaps: Floats = cdist(rows, columns, "cityblock").astype(np.float32)
            return -gaps
        scores: Floats = rows @ columns.T
        if self.metric == "angular":
            scores *= scale
        elif self.metric != "dot":
            scores -= np.einsum("ij,ij->i", columns, columns) / 2
        return scores

    def compare(self, own: Floats, near: Floats) -> Floats:
        """Return the similarities of one vector with k others, k×D, which are overwritten.

        Those of ``angular`` have still to be multiplied by both their `scale`.
        """
        if self.metric in ("angular", "dot"):
            products: Floats = near @ own
            return products if self.metric == "angular" else products / np.float32(self.span)
        near -= own
        if self.metric == "manhattan":
            gaps: Floats = np.abs(near, out=near).sum(axis=1)
        else:
            gaps = np.einsum("ij,ij->i", near, near)
            if self.metric == "euclidean":
                np.sqrt(gaps, out=gaps)
        return 1 - gaps / np.float32(self.span)


def measure(vectors: Floats, metric: Metric = "angular") -> Space:
    """Look at all vectors once, and return them as a space.

    Raises
    ------
    ConfigError
        There is no such metric, or ``hamming`` is to compare what is not 0 or 1.
    ModelError
        A vector holds a value that is not finite.

    Examples
    --------
    >>> codes = np.array([[0, 1, 1, 0], [0, 1, 0, 0]], np.float32)
    >>> measure(codes, "hamming").similarity(np.array([0]), np.array([[1]]))
    array([[0.75]], dtype=float32)
    """
    if metric not in METRICS:
        raise ConfigError(f"There is no metric {metric!r}. Allowed: {', '.join(METRICS)}.")
    count, width = vectors.shape
    lengths = np.empty(count)
    for block in blocks(count, width):
        lengths[block] = np.linalg.norm(vectors[block].astype(np.float64), axis=1)
    broken = np.flatnonzero(~np.isfinite(lengths))
    if len(broken):
        raise ModelError(
            f"{len(broken)} of {count} vectors hold values that are not finite (the first is that "
            f"of image {broken[0]}); choose another network or full precision."
        )
    scale = np.ones(count, np.float32)
    span = 1.0
    if metric == "angular":
        scale = np.divide(1, lengths, out=np.zeros(count), where=lengths > 0).astype(np.float32)
    elif metric == "dot":
        span = float(np.square(lengths).max(initial=0))
    elif metric == "hamming":
        _check_codes(vectors)
        span = float(width)
    else:
        span = 2 * _radius(vectors, metric)
    return Space(metric, vectors, scale, span if span > 0 else 1.0)


def ordered(found: Places, similarity: Floats, k: int) -> tuple[NDArray[np.int32], Floats]:
    """Return the best `k` of each row's candidates, by descending similarity, then ascending id.

    Parameters
    ----------
    found
        Ids, n×m.
    similarity
        Theirs, n×m; they come back rounded to 1 / `SIMILARITY_STEPS`.
    k
        At most m.
    """
    steps = np.rint(np.clip(similarity, NO_PAIR, 1) * SIMILARITY_STEPS).astype(np.int64)
    order = np.argsort(-steps * 2**32 + found, axis=1)[:, :k]
    ids = np.take_along_axis(found, order, 1).astype(np.int32)
    return ids, (np.take_along_axis(steps, order, 1) / SIMILARITY_STEPS).astype(np.float32)


def _check_codes(vectors: Floats) -> None:
    for block in blocks(*vectors.shape):
        part = vectors[block]
        odd = np.argwhere((part != 0) & (part != 1))
        if len(odd):
            row, column = odd[0].tolist()
            raise ConfigError(
                "The metric 'hamming' compares codes of 0 and 1, but the vector of image "
                f"{block.start + row} holds {part[row, column]:g}. Choose another --metric, or "
                "give binary codes."
            )


def _radius(vectors: Floats, metric: Metric) -> float:
    """Return the largest distance of a vector from the mean of all."""
    if not len(vectors):
        return 0.0
    mean = vectors.mean(axis=0, dtype=np.float64)
    order = 1 if metric == "manhattan" else 2
    return max(
        float(np.linalg.norm(vectors[block] - mean, order, axis=1).max())
        for block in blocks(*vectors.shape)
    )
