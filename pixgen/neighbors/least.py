"""Owns the search for every image's least similar images."""

import numpy as np

from pixgen.graph import Neighbors
from pixgen.neighbors.blocks import Floats
from pixgen.neighbors.finder import SEARCH_DIMENSIONS, SEARCH_SAMPLE, Finder, Progress
from pixgen.neighbors.metrics import measure, ordered
from pixgen.neighbors.names import Metric
from pixgen.neighbors.reduce import reduce

# Of more images than these, so many are looked among.
MOST_IMAGES, LOOKED_AMONG = 60_000, 20_000


def find_least(
    vectors: Floats,
    k: int = 12,
    *,
    metric: Metric = "angular",
    seed: int = 24,
    exact: bool = False,
    progress: Progress = None,
) -> Neighbors:
    """Find `k` images for every image that are as unlike it as can be.

    They are those that lie, as seen from the mean of all images, most nearly in the opposite
    direction. By similarity alone a few odd pictures would be the least similar of nearly
    everybody, as they are farther from the mean than others ("hubs": Radovanović, Nanopoulos and
    Ivanović 2010); to look from the mean is a known remedy (Suzuki and others 2013).

    Parameters
    ----------
    vectors
        float32, N×D.
    k
        Wanted number; the result has ``K = min(k, N - 1)``.
    metric
        As for `pixgen.neighbors.search.find_neighbors`.
    seed
        Seed of the reduction, and of the sample that is looked among beyond `MOST_IMAGES`.
    exact
        Compare directions in all dimensions rather than in the main ones, and look among all.
    progress
        Called with the number of newly finished images.

    Returns
    -------
    The ids with their similarity by `metric`, which ascends along each row.

    Raises
    ------
    ConfigError, ModelError
        As `find_neighbors`.

    Examples
    --------
    >>> find_least(np.array([[1, 0], [0, 1], [2, 1]], np.float32), 1).ids.ravel().tolist()
    [1, 0, 1]
    """
    count, width = vectors.shape
    k = min(k, max(count - 1, 0))
    space = measure(vectors, metric)
    seen = reduce(space, width if exact else SEARCH_DIMENSIONS, seed, SEARCH_SAMPLE)
    columns, note = None, "opposite as seen from the mean"
    if count > MOST_IMAGES and not exact:
        chosen = np.random.default_rng(seed).choice(count, LOOKED_AMONG, replace=False)
        columns, note = np.sort(chosen), f"{note}, among {LOOKED_AMONG:,} images"
    rows = np.arange(count)
    finder = Finder(measure(seen.vectors), None)
    found, _ = finder.find(rows, columns, k, farthest=True, progress=progress)
    ids, near = ordered(found.astype(np.intp), -space.similarity(rows, found.astype(np.intp)), k)
    return Neighbors(ids, -near, note)
