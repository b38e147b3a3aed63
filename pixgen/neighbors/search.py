"""Owns the search for every image's nearest images."""

from typing import Literal

import numpy as np

from pixgen.errors import ConfigError
from pixgen.graph import Neighbors
from pixgen.neighbors import annoy_index
from pixgen.neighbors.blocks import Floats, blocks
from pixgen.neighbors.finder import CANDIDATES, Finder, Progress, make_finder
from pixgen.neighbors.metrics import measure
from pixgen.neighbors.names import Metric

Method = Literal["auto", "exact", "reduced", "annoy"]

# Up to here blocked search costs no more processor time than Annoy with a recall of .99.
REDUCED_LIMIT = 60_000


def find_neighbors(
    vectors: Floats,
    k: int = 30,
    *,
    metric: Metric = "angular",
    seed: int = 24,
    method: Method = "auto",
    trees: int = 25,
    progress: Progress = None,
) -> Neighbors:
    """Find the `k` most similar other images of every image.

    Small collections are compared whole. Beyond `pixgen.neighbors.finder.PLAIN_LIMIT`, candidates
    are searched among vectors reduced by principal component analysis, block by block or with
    Annoy (beyond `REDUCED_LIMIT`, where it is installed and passes a self-test), and put in order
    by the metric of the full vectors. Rows for which Annoy finds too few are searched block by
    block.

    Parameters
    ----------
    vectors
        float32, N×D, of any length.
    k
        Wanted number of neighbours; the result has ``K = min(k, N - 1)``.
    metric
        What makes two images similar; see `pixgen.neighbors.metrics.Space`.
    seed
        Seed of the reduction and of Annoy.
    method
        ``auto`` decides by N; ``exact`` compares every pair of full vectors; ``reduced`` never
        uses Annoy; ``annoy`` uses it beyond the limit of small collections.
    trees
        Number of Annoy's trees.
    progress
        Called with the number of newly finished images.

    Raises
    ------
    ConfigError
        `k` is below 1, `method` is ``annoy`` and Annoy cannot be used, or the metric does not fit
        the vectors.
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
    finder = make_finder(measure(vectors, metric), seed, exact=method == "exact")
    note, index = _choose_index(finder, method, trees, seed)
    rows = np.arange(count)
    if index is None:
        return Neighbors(*finder.find(rows, None, k, progress=progress), note)
    ids = np.empty((count, k), np.int32)
    similarity = np.empty((count, k), np.float32)
    for block in blocks(count, 1):
        found = index.query(rows[block], max(CANDIDATES, 2 * k))
        finder.rank(rows[block], found, ids[block], similarity[block])
        short = rows[block][(found >= 0).sum(axis=1) < k]
        ids[short], similarity[short] = finder.find(short, None, k)
        if progress is not None:
            progress(block.stop - block.start)
    return Neighbors(ids, similarity, note)


def _choose_index(
    finder: Finder, method: Method, trees: int, seed: int
) -> tuple[str, annoy_index.AnnoySearch | None]:
    """Decide whether Annoy gives the candidates, and say how they are found."""
    if finder.reduced is None:
        return "exact", None
    exact = "exact candidates, re-ranked"
    count = len(finder.space.vectors)
    # Annoy asks with what it holds, so it cannot look for the largest dot product.
    if method == "reduced" or finder.space.metric == "dot":
        return exact, None
    if method == "auto" and count <= REDUCED_LIMIT:
        return exact, None
    fault = annoy_index.self_test(seed)
    if fault is None:
        index = annoy_index.AnnoySearch(finder.reduced.vectors, trees, seed)
        return f"Annoy, {trees} trees, re-ranked", index
    if method == "annoy":
        raise ConfigError(
            f"The neighbour method is 'annoy', but {fault}. Install pixgen[annoy] with a C++ "
            "compiler at hand, or choose 'auto' or 'exact'."
        )
    return f"{exact} ({fault})", None
