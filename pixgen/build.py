"""Owns the pipeline: it calls each stage in turn and hands on what it returns."""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from pixgen.assemble import Results, assemble
from pixgen.collection.embedded import add_embedded
from pixgen.collection.gather import gather
from pixgen.collection.records import Collection, Column, texts_of
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.errors import InputError
from pixgen.graph import Neighbors
from pixgen.hotspots import find_hotspots, name_hotspots
from pixgen.imaging.derive import DeriveSpec
from pixgen.imaging.worker import Limits
from pixgen.ingest import Pictures, ingest
from pixgen.layouts import LAYOUTS, resolve_order
from pixgen.layouts.base import Layout, LayoutInput, typical_shape
from pixgen.neighbors import find_neighbors, reduce_dimensions
from pixgen.order import hilbert_order
from pixgen.problems import Problem, worth_telling
from pixgen.progress import Progress
from pixgen.settings import Settings
from pixgen.site.publish import check_target, publish, work_folder
from pixgen.site.render import parse_color


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build has to tell.

    Attributes
    ----------
    out
        The site's folder.
    count
        Images in the site.
    problems
        What was skipped, degraded or unmatched.
    notes
        Choices the user may want to know of.
    sizes
        Bytes by part of the site.
    files
        Number of files.
    largest
        Name and bytes of the largest file.
    seconds
        Wall time.
    columns
        What the metadata holds.
    """

    out: Path
    count: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    sizes: dict[str, int]
    files: int
    largest: tuple[str, int]
    seconds: float
    columns: tuple[Column, ...] = ()


def build_site(settings: Settings, progress: Progress) -> Summary:
    """Turn a collection of images into a site.

    Raises
    ------
    PixgenError
        The site could not be built; the site that stood there before still does.
    """
    started = monotonic()
    site = settings.out.absolute()
    check_target(site, force=settings.force)
    collection = gather(
        settings.images,
        settings.metadata,
        encoding=settings.encoding,
        sheet=settings.sheet,
        roles=dict(settings.column),
        kinds=dict(settings.type),
    )
    check_apart(collection, site)
    embedder = load_embedder(settings.model, weights=settings.weights)
    pictures = read_pictures(collection, embedder, settings, progress)
    if settings.exif:
        told = add_embedded(replace(collection, records=pictures.records), pictures.embedded())
        collection, pictures = told, replace(pictures, records=told.records)

    count = len(pictures.records)
    with progress.stage("Finding neighbours", count) as advance:
        graph = find_neighbors(
            pictures.vectors, settings.neighbors, seed=settings.seed, progress=advance
        )
    reduced = reduce_dimensions(pictures.vectors, seed=settings.seed)
    metadata = {
        column.name: texts_of(pictures.records, column.name) for column in collection.columns
    }
    shape = typical_shape(pictures.sizes)
    source = LayoutInput(
        reduced,
        graph,
        metadata,
        seed=settings.seed,
        shape=shape,
        n_neighbors=settings.umap_neighbors,
        min_dist=settings.min_dist,
    )
    layouts = arrange(source, progress)
    with progress.stage("Finding hotspots", 1) as advance:
        hotspots = find_hotspots(
            layouts["umap"].positions,
            reduced,
            aspect=layouts["umap"].aspect,
            shown=layouts["map"].positions,
            max_count=settings.hotspots,
            min_size=settings.min_cluster_size or None,
            seed=settings.seed,
        )
        by_role = {c.role: metadata[c.name] for c in collection.columns if c.role}
        hotspots = name_hotspots(hotspots, {**metadata, **by_role})
        advance(1)
    order = hilbert_order(next(iter(layouts.values())).positions)
    model = (embedder.name, embedder.dimensions)
    results = Results(pictures, collection.columns, graph, layouts, shape, hotspots, order, model)
    problems = (*collection.problems, *pictures.problems)
    return publish_site(results, problems, settings, progress, started, notes=collection.notes)


def read_pictures(
    collection: Collection, embedder: Embedder, settings: Settings, progress: Progress
) -> Pictures:
    """Decode and embed what the work folder of the site does not know yet.

    Raises
    ------
    InputError
        None of the images could be read.
    """
    spec = DeriveSpec(
        input_size=embedder.input_size,
        display_size=settings.display_size,
        display_quality=settings.display_quality,
        background=parse_color(settings.background),
        max_pixels=settings.max_megapixels * 1_000_000,
        keep_truncated=settings.truncated == "keep",
    )
    limits = Limits(
        seconds=settings.image_seconds,
        megabytes=settings.image_memory or max(1000, 10 * settings.max_megapixels),
    )
    pictures = ingest(
        collection.records,
        embedder,
        spec,
        workers=settings.workers or os.cpu_count() or 1,
        limits=limits,
        work=work_folder(settings.out.absolute()),
        progress=progress,
    )
    if not pictures.records:
        raise InputError(_nothing_left((*collection.problems, *pictures.problems)))
    return pictures


def arrange(source: LayoutInput, progress: Progress) -> dict[str, Layout]:
    """Compute every layout that is not done, each after those it builds on.

    Returns
    -------
    dict
        By name, in the registry's order.
    """
    done = dict(source.done)
    missing = [name for name in resolve_order(LAYOUTS) if name not in done]
    with progress.stage("Computing layouts", len(missing)) as advance:
        for name in missing:
            done[name] = LAYOUTS[name].compute(replace(source, done=dict(done)))
            advance(1)
    return {name: done[name] for name in LAYOUTS}


def publish_site(
    results: Results,
    problems: tuple[Problem, ...],
    settings: Settings,
    progress: Progress,
    started: float,
    notes: tuple[str, ...] = (),
) -> Summary:
    """Write the site beside the old one and let it take its place.

    Parameters
    ----------
    results
        All that was computed.
    problems
        What was skipped, degraded or unmatched.
    settings
        Of this build.
    progress
        Shows the bars.
    started
        When the build began, by `time.monotonic`.
    notes
        Choices that were made before, to be told with those of the stages.
    """
    site = settings.out.absolute()
    staged = work_folder(site) / "staging"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    writer = assemble(results, settings, staged, progress)
    writer.report(len(results.order), problems)
    kept = publish(staged, site)
    return Summary(
        out=settings.out,
        count=len(results.order),
        problems=worth_telling(problems),
        notes=(*notes, *_notes(results.graph, kept)),
        sizes=writer.sizes,
        files=writer.files,
        largest=writer.largest,
        seconds=monotonic() - started,
        columns=results.columns,
    )


def check_apart(collection: Collection, site: Path) -> None:
    """Refuse a site folder that holds the images, since the old folder goes when the new comes."""
    inside = [r for r in collection.records if r.path.resolve().is_relative_to(site.resolve())]
    if inside:
        raise InputError(
            f"{len(inside):,} of the images lie inside the folder of the site, {site} "
            f"({inside[0].name} for one). Give a folder beside them with -o."
        )


def _notes(graph: Neighbors, kept: list[str]) -> tuple[str, ...]:
    notes = [f"Neighbours: {graph.method}."]
    if kept:
        shown = ", ".join(kept[:5]) + (" …" if len(kept) > 5 else "")
        notes.append(f"Kept your own files in the site: {shown}")
    return tuple(notes)


def _nothing_left(problems: tuple[Problem, ...]) -> str:
    lines = [f"  {p.name}: {p.reason}" for p in problems if p.kind == "skipped"][:10]
    return "None of the images could be read:\n" + "\n".join(lines)
