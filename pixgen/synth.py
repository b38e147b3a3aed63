"""Owns drawn collections: sites of any size from a few hundred pictures, without embedding."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import overload

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree  # type: ignore[import-untyped]

from pixgen.build import at_work, place, publish_site, read_pictures
from pixgen.cache.digests import digest
from pixgen.cache.work import Work
from pixgen.collection.gather import gather
from pixgen.collection.records import Column, Record
from pixgen.compare import arrange
from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import load_embedder
from pixgen.graph import Neighbors
from pixgen.hotspots import SMALLEST_GROUP, Hotspot
from pixgen.layouts.base import Layout, LayoutInput, typical_shape
from pixgen.layouts.umap import fit_box
from pixgen.order import hilbert_order
from pixgen.pictures import Pictures
from pixgen.progress import Advance, Progress
from pixgen.results import ModelResults, Results
from pixgen.scatter import Scatter, choose_pictures, scatter
from pixgen.settings import Settings
from pixgen.site.publish import check_apart
from pixgen.summary import Summary

MODEL = "none"
ASPECT = 1.6
COLUMN = Column("island", "category")
MOST_PICTURES = 400
NEIGHBOR_BLOCK = 50_000
# The distance, in cells of the loose layout, at which similarity has fallen to 1 / e.
REACH = 10


@dataclass(frozen=True, slots=True)
class DrawnPictures:
    """N images that are a few pictures over and over; see `pixgen.results.Pictures`.

    Attributes
    ----------
    records
        The N images, each made when it is looked at.
    colors
        uint8, N×3, average colours.
    sizes
        int32, N×2, width and height.
    changed
        Names of pictures whose files changed during the build.
    """

    records: Sequence[Record]
    colors: NDArray[np.uint8]
    sizes: NDArray[np.int32]
    changed: Sequence[str]
    _choice: NDArray[np.int64]
    _cells: NDArray[np.uint8]
    _files: Sequence[Path]
    _key: str

    def cells(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return the square cells of some images, uint8 n×S×S×3."""
        return self._cells[self._choice[indices]]

    def cells_key(self, indices: Sequence[int]) -> str:
        """Return a digest that changes whenever the cells of these images would."""
        return digest(self._key, self._choice[indices].tobytes())

    def display_name(self, index: int) -> str:
        """Return the name of the display image of an image, which tells its content."""
        return "/".join(self.display_file(index).parts[-2:])

    def display_file(self, index: int) -> Path:
        """Return where that display image lies."""
        return self._files[int(self._choice[index])]


@dataclass(frozen=True, slots=True)
class _DrawnRecords(Sequence[Record]):
    pictures: Sequence[Record]
    choice: NDArray[np.int64]
    islands: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.choice)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        picture = self.pictures[int(self.choice[index])]
        name = f"{index:07}/{picture.name}"
        return Record(picture.path, name, {COLUMN.name: island_name(int(self.islands[index]))})


def synthesize_site(settings: Settings, count: int, progress: Progress) -> Summary:
    """Make a site of `count` images from the pictures that the settings name.

    Positions are drawn; everything after them is as in `pixgen.build.build_site`.

    Raises
    ------
    PixgenError
        The site could not be made; the site that stood there before still does.
    """
    with at_work(settings) as work:
        return _synthesize(settings, count, work, progress)


def _synthesize(settings: Settings, count: int, work: Work, progress: Progress) -> Summary:
    started = monotonic()
    collection = gather(settings.images)
    check_apart(collection, place(settings))
    thinned = collection.records[:: -(-len(collection.records) // MOST_PICTURES)]
    collection = replace(collection, records=thinned)
    embedder = load_embedder(Choice("descriptor"))
    pictures = read_pictures(collection, [embedder], settings, work, progress)

    drawn = scatter(count, aspect=ASPECT, seed=settings.seed)
    repeated = repeat_pictures(pictures, drawn, settings.seed)
    loose = fit_box(drawn.points, ASPECT)
    with progress.stage("Finding neighbours", count) as advance:
        graph = find_nearest(loose, settings.neighbors, advance)
    shape = typical_shape(repeated.sizes)
    vectors = np.empty((count, 0), np.float32)
    done = {"umap": loose}
    layouts = arrange(
        LayoutInput(vectors, graph, done=done, aspect=ASPECT, seed=settings.seed, shape=shape),
        progress,
    )
    hotspots = largest_islands(drawn.islands, layouts["map"], settings.hotspots)
    order = hilbert_order(next(iter(layouts.values())).positions)
    column = replace(COLUMN, filled=count, distinct=len(np.unique(drawn.islands)))
    models = [ModelResults(MODEL, 0, graph, layouts, hotspots)]
    results = Results(repeated, (column,), models, shape, order)
    problems = (*collection.problems, *pictures.problems)
    return publish_site(results, problems, settings, work, progress, started)


def repeat_pictures(pictures: Pictures, drawn: Scatter, seed: int) -> DrawnPictures:
    """Give every drawn place one of the pictures, those of a strand alike in colour."""
    choice = choose_pictures(drawn.strands, pictures.colors, seed)
    few = range(len(pictures.records))
    return DrawnPictures(
        _DrawnRecords(pictures.records, choice, drawn.islands),
        pictures.colors[choice],
        pictures.sizes[choice],
        pictures.changed,
        choice,
        pictures.cells(few),
        [pictures.display_file(index) for index in few],
        pictures.cells_key(few),
    )


def find_nearest(loose: Layout, count: int, advance: Advance) -> Neighbors:
    """Find the `count` nearest of each place, or all others where there are fewer."""
    places = loose.positions.astype(np.float64) * [loose.aspect, 1]
    total = len(places)
    k = min(count, total - 1)
    ids = np.empty((total, k), np.int32)
    similarity = np.empty((total, k), np.float32)
    tree = cKDTree(places)
    for first in range(0, total, NEIGHBOR_BLOCK):
        rows = slice(first, first + NEIGHBOR_BLOCK)
        gaps, found = tree.query(places[rows], k=range(1, k + 2), workers=-1)
        own = found == np.arange(total)[rows, None]
        # Of places that coincide, a place itself may not be among the nearest.
        own[~own.any(axis=1), -1] = True
        ids[rows] = found[~own].reshape(len(found), k)
        similarity[rows] = np.exp(-gaps[~own].reshape(len(found), k) / (REACH * loose.cell))
        advance(len(found))
    return Neighbors(ids, similarity, "nearest on a drawn map")


def largest_islands(islands: NDArray[np.int64], layout: Layout, most: int) -> tuple[Hotspot, ...]:
    """Make hotspots of the islands that hold most images, where they hold enough."""
    sizes = np.bincount(islands)
    largest = [i for i in np.argsort(-sizes, kind="stable")[:most] if sizes[i] >= SMALLEST_GROUP]
    found = []
    for island in largest:
        members = np.flatnonzero(islands == island).astype(np.int32)
        places = layout.positions[members]
        middle = np.median(places, axis=0)
        best = members[((places - middle) ** 2).sum(axis=1).argmin()]
        x, y = middle.tolist()
        found.append(Hotspot(island_name(int(island)), members, int(best), x, y))
    return tuple(found)


def island_name(island: int) -> str:
    """Name an island, as its pictures' metadata and its hotspot do.

    Examples
    --------
    >>> island_name(0)
    'Island 1'
    """
    return f"Island {island + 1}"
