"""Owns the order of a site's files: hands every result, by id, to the writer of its format."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pixgen import __version__
from pixgen.atlas import TIERS, Tier, page_count
from pixgen.cache.plain import PageStore
from pixgen.collection.records import Column, Record
from pixgen.collection.roles import page_roles, title_of
from pixgen.graph import Neighbors
from pixgen.hotspots import Hotspot
from pixgen.layouts import LAYOUTS
from pixgen.layouts.base import Layout
from pixgen.progress import Progress
from pixgen.settings import Settings
from pixgen.site import formats, publish, render
from pixgen.site.writer import IDS_PER_FILE, SiteWriter
from pixgen.tiles import write_tiles

# A bar redrawn for every image would cost more than most images do.
_TOLD_EVERY = 256


class Pictures(Protocol):
    """The images of a site, by their index in the collection."""

    @property
    def records(self) -> Sequence[Record]:
        """The N images."""

    @property
    def colors(self) -> NDArray[np.uint8]:
        """Average colours, uint8, N×3."""

    @property
    def sizes(self) -> NDArray[np.int32]:
        """Width and height of the upright originals, int32, N×2."""

    @property
    def changed(self) -> Sequence[str]:
        """Names of images whose files changed during the build."""

    def cells(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return the square cells of some images, uint8 n×S×S×3."""

    def cells_key(self, indices: Sequence[int]) -> str:
        """Return a digest that changes whenever the cells of these images would."""

    def display_name(self, index: int) -> str:
        """Return the name of the display image of an image, which tells its content."""

    def display_file(self, index: int) -> Path:
        """Return where that display image lies."""


@dataclass(frozen=True, slots=True)
class Results:
    """All that a build computed, in the order of the collection.

    Attributes
    ----------
    pictures
        The images.
    columns
        The metadata columns.
    graph
        The neighbours.
    layouts
        By name, the opening one first.
    shape
        Width / height of a cell.
    hotspots
        With labels.
    order
        int64, N: the image at each id.
    model
        Name of the network, and its number of dimensions.
    """

    pictures: Pictures
    columns: tuple[Column, ...]
    graph: Neighbors
    layouts: Mapping[str, Layout]
    shape: float
    hotspots: Sequence[Hotspot]
    order: NDArray[np.int64]
    model: tuple[str, int]


def assemble(
    results: Results, settings: Settings, folder: Path, pages: PageStore, progress: Progress
) -> SiteWriter:
    """Write the whole site into an empty folder.

    Parameters
    ----------
    results
        What the stages returned.
    settings
        Of this build.
    folder
        The empty folder.
    pages
        The pages of cells of earlier builds.
    progress
        Shows the bars.

    Returns
    -------
    SiteWriter
        It knows the size of each part.
    """
    writer = SiteWriter(folder)
    order = results.order
    ids = np.empty(len(order), np.int64)
    ids[order] = np.arange(len(order))

    _write_layouts(writer, results)
    _write_groups(writer, results.hotspots, ids)
    writer.neighbors(_neighbor_blocks(results, ids))
    _place_display_images(writer, results, progress)
    writer.records(_record_rows(results))
    tiers = [tier for tier in TIERS if tier.size in settings.tiers]
    with progress.stage("Writing atlases", len(order)) as advance:
        pictures = results.pictures
        write_tiles(writer, tiers, order, pictures.cells, pictures.cells_key, pages, advance)
    _write_page(writer, results, settings, ids, tiers)
    return writer


def _write_layouts(writer: SiteWriter, results: Results) -> None:
    order, pictures = results.order, results.pictures
    opening, *others = results.layouts
    ratios = pictures.sizes[:, 0] / pictures.sizes[:, 1]
    positions = results.layouts[opening].positions
    for number, (first, ids) in enumerate(formats.points_slices(len(order))):
        rows = order[ids]
        payload = formats.points_payload(
            positions[rows], pictures.colors[rows], ratios[rows], first
        )
        writer.data(f"data/points-{number}" if number else "data/points", payload)
    for name in others:
        payload = formats.layout_payload(results.layouts[name].positions[order])
        writer.data(f"data/layout-{name}", payload)


def _write_groups(writer: SiteWriter, hotspots: Sequence[Hotspot], ids: NDArray[np.int64]) -> None:
    groups = np.full(len(ids), formats.NO_GROUP, np.uint16)
    for number, hotspot in enumerate(hotspots):
        groups[ids[hotspot.members]] = number
    writer.data("data/groups", formats.groups_payload(groups))


def _neighbor_blocks(
    results: Results, ids: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Give the neighbour lists in id order, one file at a time: whole, they are large."""
    graph = results.graph
    for first in range(0, len(ids), IDS_PER_FILE):
        rows = results.order[first : first + IDS_PER_FILE]
        yield ids[graph.ids[rows]], graph.similarity[rows]


def _place_display_images(writer: SiteWriter, results: Results, progress: Progress) -> None:
    """Put the display images into ``images/``."""
    count = len(results.order)
    with progress.stage("Placing images", count) as advance:
        for first in range(0, count, _TOLD_EVERY):
            block = range(first, min(first + _TOLD_EVERY, count))
            for index in block:
                source = results.pictures.display_file(index)
                writer.place(_image_url(results, index), source, part="images")
            advance(len(block))


def _image_url(results: Results, index: int) -> str:
    return f"images/{results.pictures.display_name(index)}"


def _record_rows(results: Results) -> Iterator[list[object]]:
    """Give one row an image, in id order, as docs/FORMAT.md describes it."""
    roles = page_roles(results.columns)
    for index in results.order.tolist():
        record = results.pictures.records[index]
        width, height = results.pictures.sizes[index].tolist()
        values = [record.metadata.get(column.name, "") for column in results.columns]
        title = title_of(record.name, record.metadata, roles)
        image = _image_url(results, index)
        yield [record.name, image, width, height, title, values]


def _write_page(
    writer: SiteWriter,
    results: Results,
    settings: Settings,
    ids: NDArray[np.int64],
    tiers: Sequence[Tier],
) -> None:
    """Write the report, the page, its assets, and last the manifest, which knows the rest."""
    assets = render.copy_assets(writer.folder)
    _count(writer, assets.values(), part="assets")
    manifest = {
        "format": "pixgen-site",
        "version": formats.VERSION,
        "generator": f"pixgen {__version__}",
        "title": settings.title,
        "description": settings.description,
        "count": len(results.order),
        "seed": settings.seed,
        "model": {"name": results.model[0], "dimensions": results.model[1]},
        "neighbors": {
            "count": results.graph.ids.shape[1],
            "page": IDS_PER_FILE,
            "method": results.graph.method,
        },
        "records": {"page": IDS_PER_FILE},
        "points": {
            "stride": formats.points_stride(len(results.order)),
            "page": formats.ONE_SLICE,
        },
        "tiers": [
            {
                "size": tier.size,
                "capacity": tier.capacity,
                "pages": page_count(len(results.order), tier),
            }
            for tier in tiers
        ],
        "layouts": [
            _layout_entry(name, layout, results.shape) for name, layout in results.layouts.items()
        ],
        "hotspots": [
            {
                "label": hotspot.label,
                "count": len(hotspot.members),
                "representative": int(ids[hotspot.representative]),
            }
            for hotspot in results.hotspots
        ],
        "columns": [{"name": column.name, "type": column.kind} for column in results.columns],
        "roles": page_roles(results.columns),
    }
    build = writer.fingerprint(manifest)
    writer.data("data/manifest", formats.json_payload({**manifest, "build": build}))
    page = render.render_page(
        {
            **assets,
            "title": settings.title,
            "description": settings.description,
            "lang": settings.lang,
            "count": len(results.order),
            "generator": manifest["generator"],
            "theme_color": settings.background,
            "build": build,
            "settings": {"build": build, "background": int(settings.background[1:], 16)},
        }
    )
    writer.text("index.html", page)
    _count(writer, publish.mark(writer.folder, build), part="marks")


def _count(writer: SiteWriter, names: Iterable[str], *, part: str) -> None:
    for name in names:
        writer.count_file(name, (writer.folder / name).stat().st_size, part=part)


def _layout_entry(name: str, layout: Layout, shape: float) -> dict[str, object]:
    row = LAYOUTS[name]
    return {
        "name": name,
        "title": row.title,
        "description": row.description,
        "aspect": round(float(layout.aspect), 6),
        "cell": round(float(layout.cell), 9),
        "shape": round(shape, 6),
    }
