"""Owns the order of a site's files: hands every result, by id, to the writer of its format."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pixgen.atlas import TIERS
from pixgen.cache.plain import PageStore
from pixgen.collection.roles import page_roles, title_of
from pixgen.duplicates.table import NAME, duplicates_table
from pixgen.hotspots import Hotspot
from pixgen.manifest import GENERATOR, describe_site, model_folder
from pixgen.progress import Progress
from pixgen.results import ModelResults, Results
from pixgen.settings import Settings
from pixgen.site import formats, publish, render
from pixgen.site.writer import IDS_PER_FILE, SiteWriter
from pixgen.tiles import write_tiles

# A bar redrawn for every image would cost more than most images do.
_TOLD_EVERY = 256


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

    _write_points(writer, results)
    for number, model in enumerate(results.models):
        _write_model(writer, model, model_folder(number), order, ids)
    _write_duplicates(writer, results, ids)
    _place_display_images(writer, results, progress)
    writer.records(_record_rows(results))
    tiers = [tier for tier in TIERS if tier.size in settings.tiers]
    with progress.stage("Writing atlases", len(order)) as advance:
        pictures = results.pictures
        write_tiles(writer, tiers, order, pictures.cells, pictures.cells_key, pages, advance)
    assets = render.copy_assets(writer.folder)
    _count(writer, assets.values(), part="assets")
    _write_page(writer, describe_site(results, settings, ids, tiers), assets, settings)
    return writer


def _write_points(writer: SiteWriter, results: Results) -> None:
    order, pictures = results.order, results.pictures
    ratios = pictures.sizes[:, 0] / pictures.sizes[:, 1]
    positions = results.opening.positions
    for number, (first, ids) in enumerate(formats.points_slices(len(order))):
        rows = order[ids]
        payload = formats.points_payload(
            positions[rows], pictures.colors[rows], ratios[rows], first
        )
        writer.data(f"data/points-{number}" if number else "data/points", payload)


def _write_model(
    writer: SiteWriter,
    model: ModelResults,
    folder: str,
    order: NDArray[np.int64],
    ids: NDArray[np.int64],
) -> None:
    """Write what one model gave; the places that open the site are in the points."""
    for number, (name, layout) in enumerate(model.layouts.items()):
        if number or folder != model_folder(0):
            payload = formats.layout_payload(layout.positions[order])
            writer.data(f"{folder}/layout-{name}", payload)
    _write_groups(writer, f"{folder}/groups", model.hotspots, ids)
    graph = model.graph
    writer.neighbors(f"{folder}/neighbors", _blocks(graph.ids, graph.similarity, order, ids))
    if model.least is not None:
        lists = _blocks(model.least.ids, model.least.similarity, order, ids)
        writer.neighbors(f"{folder}/least", lists)
    for number, (_, within) in enumerate(model.within):
        lists = _blocks(within.ids, within.similarity, order, ids)
        writer.neighbors(f"{folder}/within-{number}", lists)
        lists = _blocks(within.each_ids, within.each_similarity, order, ids)
        writer.neighbors(f"{folder}/within-{number}-each", lists)


def _write_groups(
    writer: SiteWriter, key: str, hotspots: Sequence[Hotspot], ids: NDArray[np.int64]
) -> None:
    groups = np.full(len(ids), formats.NO_GROUP, np.uint16)
    for number, hotspot in enumerate(hotspots):
        groups[ids[hotspot.members]] = number
    writer.data(key, formats.groups_payload(groups))


def _blocks(
    found: NDArray[np.int32],
    similarity: NDArray[np.float32],
    order: NDArray[np.int64],
    ids: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Give lists of images in id order, one file at a time: whole, they are large."""
    for first in range(0, len(ids), IDS_PER_FILE):
        rows = order[first : first + IDS_PER_FILE]
        yield ids[found[rows]], similarity[rows]


def _write_duplicates(writer: SiteWriter, results: Results, ids: NDArray[np.int64]) -> None:
    copies = results.duplicates
    if copies is None or not len(copies.starts):
        return
    value = {
        "format": "pixgen-duplicates",
        "version": formats.VERSION,
        "groups": [ids[members].tolist() for members in copies.groups()],
    }
    writer.data("data/duplicates", formats.json_payload(value))
    names = [record.name for record in results.pictures.records]
    writer.text(NAME, duplicates_table(copies, names, results.pictures.sizes))


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
    manifest: dict[str, object],
    assets: Mapping[str, str],
    settings: Settings,
) -> None:
    """Write the manifest, which tells all that was written before, and the page."""
    build = writer.fingerprint(manifest)
    writer.data("data/manifest", formats.json_payload({**manifest, "build": build}))
    page = render.render_page(
        {
            **assets,
            "title": settings.title,
            "description": settings.description,
            "lang": settings.lang,
            "count": manifest["count"],
            "generator": GENERATOR,
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
