"""Owns the search among some: of images with the same value, and of images with each value."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pixgen.graph import Within
from pixgen.neighbors.blocks import Floats, Places
from pixgen.neighbors.finder import Progress, make_finder
from pixgen.neighbors.metrics import NO_PAIR, measure, ordered
from pixgen.neighbors.names import Metric


def find_within(
    vectors: Floats,
    members: Sequence[NDArray[np.int64]],
    k: int = 30,
    *,
    listed: int,
    each: int,
    metric: Metric = "angular",
    seed: int = 24,
    exact: bool = False,
    progress: Progress = None,
) -> Within:
    """Find the nearest images of every image among those with a value.

    Candidates are chosen as in `pixgen.neighbors.search.find_neighbors`, but among at most
    `pixgen.neighbors.finder.PLAIN_COLUMNS` images by their full vectors.

    Parameters
    ----------
    vectors
        float32, N×D.
    members
        For each value the images that have it, ascending. An image may have several values, or
        none.
    k
        How many that share a value.
    listed
        The first `listed` values are searched for every image.
    each
        How many with each of those.
    metric, seed, exact
        As for `find_neighbors`; `exact` compares every pair.
    progress
        Called with the number of newly finished rows: those of every value, and N for each listed.

    Raises
    ------
    ConfigError, ModelError
        As `find_neighbors`.
    """
    count = len(vectors)
    finder = make_finder(measure(vectors, metric), seed, exact=exact)
    own = np.arange(count, dtype=np.int32)[:, None]
    found = Within(
        np.repeat(own, k, axis=1),
        np.zeros((count, k), np.float32),
        np.repeat(own, listed * each, axis=1),
        np.zeros((count, listed * each), np.float32),
    )
    for rows in members:
        ids, similarity = finder.find(rows, rows, k, progress=progress)
        _merge(found, rows, ids, similarity)
    for number, columns in enumerate(members[:listed]):
        part = slice(number * each, (number + 1) * each)
        found.each_ids[:, part], found.each_similarity[:, part] = finder.find(
            np.arange(count), columns, each, progress=progress
        )
    return found


def _merge(found: Within, rows: Places, ids: NDArray[np.int32], similarity: Floats) -> None:
    """Put what one value gives together with what an image's other values gave before."""
    k = ids.shape[1]
    both = np.hstack([found.ids[rows], ids]).astype(np.intp)
    values = np.hstack([found.similarity[rows], similarity])
    order = np.argsort(both, axis=1, kind="stable")
    both = np.take_along_axis(both, order, 1)
    values = np.take_along_axis(values, order, 1)
    twice = np.hstack([np.zeros((len(rows), 1), bool), both[:, 1:] == both[:, :-1]])
    values[twice | (both == rows[:, None])] = NO_PAIR
    best, near = ordered(both, values, k)
    none = near == NO_PAIR
    found.ids[rows] = np.where(none, rows[:, None], best)
    found.similarity[rows] = np.where(none, 0, near)
