"""Owns the search for every image's least similar images."""

import numpy as np

from pixgen.graph import Neighbors
from pixgen.neighbors.blocks import Floats, Places
from pixgen.neighbors.finder import Finder, Progress, make_finder
from pixgen.neighbors.metrics import measure
from pixgen.neighbors.names import Metric

# So many images are asked for their least similar ones among all, and each is asked for so many.
ASKED = 1024
EXTREMES = 32


def find_least(
    vectors: Floats,
    k: int = 12,
    *,
    metric: Metric = "angular",
    seed: int = 24,
    exact: bool = False,
    progress: Progress = None,
) -> Neighbors:
    """Find the `k` least similar other images of every image.

    Beyond `pixgen.neighbors.finder.PLAIN_LIMIT` images these are searched among the extremes
    only: the images that are among the least similar ones of a sample of images. They are few,
    as whoever is far from one image in many dimensions is far from most (the "hubs" of
    Radovanović, Nanopoulos and Ivanović 2010).

    Parameters
    ----------
    vectors
        float32, N×D.
    k
        Wanted number; the result has ``K = min(k, N - 1)``.
    metric, exact
        As for `pixgen.neighbors.search.find_neighbors`; `exact` compares every pair.
    seed
        Seed of the reduction and of the sample.
    progress
        Called with the number of newly finished images.

    Returns
    -------
    The ids, with similarities that ascend along each row.

    Raises
    ------
    ConfigError, ModelError
        As `find_neighbors`.

    Examples
    --------
    >>> find_least(np.array([[1, 0], [0, 1], [2, 1]], np.float32), 1).ids.ravel().tolist()
    [1, 0, 1]
    """
    count = len(vectors)
    k = min(k, max(count - 1, 0))
    finder = make_finder(measure(vectors, metric), seed, exact=exact)
    columns = None if finder.reduced is None else _extremes(finder, k, seed)
    note = "exact" if columns is None else f"among {len(columns):,} extremes, re-ranked"
    found = finder.find(np.arange(count), columns, k, farthest=True, progress=progress)
    return Neighbors(*found, note)


def _extremes(finder: Finder, k: int, seed: int) -> Places:
    count = len(finder.space.vectors)
    asked = np.sort(np.random.default_rng(seed).choice(count, min(ASKED, count), replace=False))
    ids, _ = finder.find(asked, None, max(EXTREMES, 2 * k), farthest=True)
    return np.unique(ids).astype(np.intp)
