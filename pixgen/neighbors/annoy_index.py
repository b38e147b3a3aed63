"""Owns the use of Annoy, an optional package, for the search of candidates in large collections."""

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Nodes looked at for each wanted neighbour and tree; Annoy's own 1 finds .94 to .96 of the true
# neighbours of photographs, 4 find .98 to .99 in four times the time.
EFFORT = 4
SELF_TEST_ROWS = 600
SELF_TEST_RECALL = 0.9


class AnnoySearch:
    """A forest of random projection trees over vectors, after E. Bernhardsson's Annoy.

    Built in one thread, so that the same seed gives the same forest.

    Parameters
    ----------
    vectors
        float32, N×D, compared by Euclidean distance.
    trees
        Number of trees: more cost time and memory and find more of the true neighbours.
    seed
        Seed of the projections.
    """

    def __init__(self, vectors: NDArray[np.float32], trees: int, seed: int) -> None:
        # Imported by name: the package is optional and carries no types.
        index: Any = importlib.import_module("annoy").AnnoyIndex(vectors.shape[1], "euclidean")
        index.set_seed(seed)
        for position, vector in enumerate(vectors):
            index.add_item(position, vector)
        index.build(trees, n_jobs=1)
        self._index = index
        self._effort = EFFORT * trees

    def query(self, rows: NDArray[np.intp], keep: int) -> NDArray[np.intp]:
        """Find up to `keep` other ids for each row of the index.

        Returns
        -------
        intp, len(rows)×keep, without the row's own id; -1 stands where fewer were found.
        """
        found = np.full((len(rows), keep), -1, np.intp)
        for line, row in enumerate(rows.tolist()):
            near = self._index.get_nns_by_item(row, keep + 1, self._effort * (keep + 1))
            near = [other for other in near if other != row]
            found[line, : len(near[:keep])] = near[:keep]
        return found


def self_test(seed: int) -> str | None:
    """Try Annoy on a small set whose neighbours are known.

    Annoy 1.17.3 is compiled for the machine at hand, and is reported to return a single neighbour
    on some.

    Returns
    -------
    None if Annoy can be used, else a clause that says why not.
    """
    try:
        importlib.import_module("annoy")
    except ImportError:
        return "the package annoy is not installed"
    keep = 10
    vectors = np.random.default_rng(seed).standard_normal((SELF_TEST_ROWS, 8)).astype(np.float32)
    gaps = ((vectors[:, None] - vectors[None]) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    truth = np.argsort(gaps, axis=1)[:, :keep]
    found = AnnoySearch(vectors, 25, seed).query(np.arange(SELF_TEST_ROWS), keep)
    recall = (found[:, :, None] == truth[:, None, :]).any(axis=2).mean()
    if recall < SELF_TEST_RECALL:
        return f"annoy finds only {recall:.0%} of the true neighbours in its self-test here"
    return None
