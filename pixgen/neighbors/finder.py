"""Owns the search of a few images among many: candidates by cheap scores, then exact order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixgen.neighbors.blocks import Floats, Places, blocks, largest
from pixgen.neighbors.metrics import Space, ordered
from pixgen.neighbors.reduce import Reduced, reduce

Progress = Callable[[int], None] | None

SEARCH_DIMENSIONS = 160
SEARCH_SAMPLE = 4_096
# Of the true 30 nearest among 30,000 vectors of Inception-v3, 80 candidates hold .997; in 128
# dimensions .991, in 192 .999.
CANDIDATES = 80
# Blocks under way at a time; more would only take memory.
WORKERS = 2
# So many times the candidates where they are chosen by another metric than they are ranked by.
FOREIGN = 4
# Beside those that are wanted, for what float32 arithmetic takes for farther than it is.
SPARE = 16
# Up to here comparing full vectors costs less than comparing reduced ones and what it finds anew.
PLAIN_LIMIT = 5_000
PLAIN_COLUMNS = 600


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the nearest or farthest of some images for others.

    Attributes
    ----------
    space
        What is compared.
    reduced
        The same on few dimensions, to choose candidates by; None: all of `space` is.
    """

    space: Space
    reduced: Reduced | None

    def find(
        self,
        rows: Places,
        columns: Places | None,
        k: int,
        *,
        farthest: bool = False,
        progress: Progress = None,
    ) -> tuple[NDArray[np.int32], Floats]:
        """Find the `k` nearest among the images `columns` of each of `rows`, never itself.

        Parameters
        ----------
        rows
            Ids, n.
        columns
            Ids, m, each once; None for all.
        k
            Where there are fewer, the row's own id stands, with the similarity 0.
        farthest
            Find the farthest instead; they come in ascending similarity.
        progress
            Called with the number of newly finished rows.

        Returns
        -------
        Ids and similarities, n×k.
        """
        ids = np.repeat(rows.astype(np.int32)[:, None], k, axis=1)
        similarity = np.zeros((len(rows), k), np.float32)
        count = len(self.space.vectors) if columns is None else len(columns)
        candidates = self._candidates(columns, k, farthest)

        def work(block: slice) -> int:
            found = candidates(rows[block])
            found[found == rows[block, None]] = -1
            self.rank(rows[block], found, ids[block], similarity[block], farthest=farthest)
            return int(block.stop - block.start)

        # Products take all cores by themselves; what lies between them takes one.
        with ThreadPoolExecutor(WORKERS) as pool:
            for finished in pool.map(work, blocks(len(rows), count)):
                if progress is not None:
                    progress(finished)
        return ids, similarity

    def rank(
        self,
        rows: Places,
        found: Places,
        ids: NDArray[np.int32],
        similarity: Floats,
        *,
        farthest: bool = False,
    ) -> None:
        """Write the best of the candidates `found` (-1: none) into `ids` and `similarity`."""
        near = self.space.similarity(rows, found)
        k = min(ids.shape[1], found.shape[1])
        if farthest:
            near = np.where(found < 0, near, -near)
        best, values = ordered(found, near, k)
        there = best >= 0
        ids[:, :k][there] = best[there]
        similarity[:, :k][there] = -values[there] if farthest else values[there]

    def _candidates(
        self, columns: Places | None, k: int, farthest: bool
    ) -> Callable[[Places], Places]:
        """Return the function that gives candidates, n×m, of n rows."""
        few = columns is not None and len(columns) <= PLAIN_COLUMNS
        if self.reduced is None or few:
            return self._whole(columns, k, farthest)
        return self._reduced(columns, k, farthest)

    def _whole(self, columns: Places | None, k: int, farthest: bool) -> Callable[[Places], Places]:
        space = self.space
        table = space.vectors if columns is None else space.vectors[columns]
        scale = space.scale if columns is None else space.scale[columns]
        own = _places(columns, len(space.vectors))

        def choose(rows: Places) -> Places:
            scores = space.scores(space.vectors[rows], table, scale)
            return _chosen(scores, own[rows], columns, k + SPARE, farthest)

        return choose

    def _reduced(
        self, columns: Places | None, k: int, farthest: bool
    ) -> Callable[[Places], Places]:
        assert self.reduced is not None
        every, offsets = self.reduced.vectors, self._offsets()
        table = every if columns is None else every[columns]
        shift = offsets if columns is None else offsets[columns]
        own = _places(columns, len(every))
        keep = max(CANDIDATES, 2 * k) * (FOREIGN if self.space.metric == "manhattan" else 1)

        def choose(rows: Places) -> Places:
            scores = every[rows] @ table.T
            scores += shift
            return _chosen(scores, own[rows], columns, keep, farthest)

        return choose

    def _offsets(self) -> Floats:
        """Return what each image adds to its product with another on the reduced vectors."""
        assert self.reduced is not None
        if self.space.metric == "dot":
            return self.reduced.slopes
        lengths: Floats = np.einsum("ij,ij->i", self.reduced.vectors, self.reduced.vectors)
        return lengths * np.float32(-0.5)


def make_finder(space: Space, seed: int, *, exact: bool = False) -> Finder:
    """Make a finder; beyond `PLAIN_LIMIT` images, unless `exact`, by reduced vectors."""
    if exact or len(space.vectors) <= PLAIN_LIMIT:
        return Finder(space, None)
    return Finder(space, reduce(space, SEARCH_DIMENSIONS, seed, SEARCH_SAMPLE))


def _places(columns: Places | None, count: int) -> Places:
    """Return where each image stands among the columns; -1: nowhere."""
    if columns is None:
        return np.arange(count)
    places = np.full(count, -1)
    places[columns] = np.arange(len(columns))
    return places


def _chosen(
    scores: Floats, own: Places, columns: Places | None, keep: int, farthest: bool
) -> Places:
    if farthest:
        np.negative(scores, out=scores)
    there = np.flatnonzero(own >= 0)
    scores[there, own[there]] = -np.inf
    found = largest(scores, keep)
    return found if columns is None else columns[found]
