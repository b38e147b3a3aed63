"""Owns the search for the images that are nearest to vectors from outside the collection."""

import numpy as np
from numpy.typing import NDArray

from pixgen.neighbors.blocks import Floats, blocks, largest
from pixgen.neighbors.finder import SPARE
from pixgen.neighbors.metrics import Space, measure, ordered
from pixgen.neighbors.names import Metric

_LEAST_LENGTH = 1e-12


def nearest(
    vectors: Floats,
    among: Floats,
    ids: NDArray[np.int64] | None,
    count: int,
    metric: Metric = "angular",
) -> tuple[NDArray[np.int32], Floats]:
    """Find the rows nearest to each of some vectors from outside, exactly.

    Parameters
    ----------
    vectors
        float32, n×D.
    among
        float32, N×D.
    ids
        The rows that count; all if None.
    count
        How many; fewer where there are not so many.
    metric
        As for `pixgen.neighbors.metrics.Space`, which tells what the similarities are.

    Returns
    -------
    Ids and similarities, n×K, the most similar first, then ascending id.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 2], [3, 3]], np.float32)
    >>> nearest(np.array([[0, 5]], np.float32), rows, None, 2)[0].tolist()
    [[1, 2]]
    """
    ids = np.arange(len(among)) if ids is None else ids
    count = min(count, len(ids))
    space = measure(among, metric)
    best = np.empty((len(vectors), count), np.int32)
    similarity = np.empty((len(vectors), count), np.float32)
    for part in blocks(len(vectors), len(ids)):
        best[part], similarity[part] = _nearest(vectors[part], space, ids, count)
    return best, similarity


def _nearest(
    vectors: Floats, space: Space, ids: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int32], Floats]:
    scores = np.empty((len(vectors), len(ids)), np.float32)
    for part in blocks(len(ids), space.vectors.shape[1]):
        rows = ids[part]
        scores[:, part] = space.scores(vectors, space.vectors[rows], space.scale[rows])
    found = ids[largest(scores, count + SPARE)]
    lengths = np.linalg.norm(vectors, axis=1)
    similarity = np.empty(found.shape, np.float32)
    for number, vector in enumerate(vectors):
        similarity[number] = space.compare(vector, space.vectors[found[number]])
        if space.metric == "angular":
            similarity[number] *= space.scale[found[number]] / max(lengths[number], _LEAST_LENGTH)
    return ordered(found, similarity, count)
