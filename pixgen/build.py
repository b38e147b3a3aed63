"""Owns the pipeline: it calls each stage in turn and hands on what it returns."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic

from pixgen.assemble import Results, assemble
from pixgen.cache.plain import PageStore
from pixgen.cache.sealed import make_folder
from pixgen.cache.stages import Keep, Stages, call
from pixgen.cache.work import KEPT, Work, hold
from pixgen.collection.embedded import add_embedded
from pixgen.collection.gather import gather
from pixgen.collection.records import Collection, texts_of
from pixgen.disk import telling_of_disks
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.errors import CacheError, InputError
from pixgen.hotspots import find_hotspots, name_hotspots
from pixgen.imaging.derive import DeriveSpec
from pixgen.imaging.worker import Limits
from pixgen.ingest import ingest
from pixgen.layouts import LAYOUTS, resolve_order
from pixgen.layouts.base import Layout, LayoutInput, typical_shape
from pixgen.neighbors import find_neighbors, reduce_dimensions
from pixgen.order import hilbert_order
from pixgen.pictures import Pictures
from pixgen.problems import Problem, worth_telling
from pixgen.progress import Progress
from pixgen.settings import Settings
from pixgen.site.publish import check_apart, check_target, publish
from pixgen.site.render import parse_color
from pixgen.summary import Summary, check_strict, notes_of

# Damage is removed where it is met, so that more tries than these tell of a failing disk.
_TRIES = 4


def build_site(settings: Settings, progress: Progress) -> Summary:
    """Turn a collection of images into a site.

    Raises
    ------
    PixgenError
        The site could not be built; the site that stood there before still does.
    """
    with at_work(settings) as work:
        for _ in range(_TRIES):
            # What turns out damaged late is removed, and all else is found again.
            with contextlib.suppress(CacheError):
                return _build(settings, work, progress)
        return _build(settings, work, progress)


def _build(settings: Settings, work: Work, progress: Progress) -> Summary:
    started = monotonic()
    keep = Stages(work.stages)
    collection = gather(
        settings.images,
        settings.metadata,
        encoding=settings.encoding,
        sheet=settings.sheet,
        roles=dict(settings.column),
        kinds=dict(settings.type),
    )
    check_apart(collection, place(settings))
    embedder = load_embedder(settings.model, weights=settings.weights)
    pictures = read_pictures(collection, embedder, settings, work, progress)
    if settings.exif:
        told = add_embedded(replace(collection, records=pictures.records), pictures.embedded())
        collection, pictures = told, replace(pictures, records=told.records)
    problems = (*collection.problems, *pictures.problems)
    count = len(pictures.records)
    if settings.strict:
        check_strict([record.name for record in pictures.records], problems, work)

    with progress.stage("Finding neighbours", count) as advance:
        search = partial(find_neighbors, progress=advance)
        graph = keep(search, pictures.vectors, settings.neighbors, seed=settings.seed)
    reduced = keep(reduce_dimensions, pictures.vectors, seed=settings.seed)
    shape = typical_shape(pictures.sizes)
    source = LayoutInput(
        reduced,
        graph,
        seed=settings.seed,
        shape=shape,
        n_neighbors=settings.umap_neighbors,
        min_dist=settings.min_dist,
    )
    layouts = arrange(source, progress, keep)
    with progress.stage("Finding hotspots", 1) as advance:
        found = keep(
            find_hotspots,
            layouts["umap"].positions,
            reduced,
            aspect=layouts["umap"].aspect,
            shown=layouts["map"].positions,
            max_count=settings.hotspots,
            min_size=settings.min_cluster_size or None,
            seed=settings.seed,
        )
        metadata = {c.name: texts_of(pictures.records, c.name) for c in collection.columns}
        by_role = {c.role: metadata[c.name] for c in collection.columns if c.role}
        hotspots = name_hotspots(found, {**metadata, **by_role})
        advance(1)
    order = hilbert_order(next(iter(layouts.values())).positions)
    model = (embedder.name, embedder.dimensions)
    results = Results(pictures, collection.columns, graph, layouts, shape, hotspots, order, model)
    summary = publish_site(results, problems, settings, work, progress, started)
    notes = (*collection.notes, *summary.notes, *_tidy(work, keep, pictures))
    return replace(summary, notes=notes)


def place(settings: Settings) -> Path:
    """Return the folder of the site; where it is given as a link, the folder that is meant."""
    return Path(os.path.realpath(settings.out))


@contextmanager
def at_work(settings: Settings) -> Iterator[Work]:
    """Work alone on the site, with the errors of its disk told as such.

    Raises
    ------
    PublishError
        The site may not be put there.
    BusyError
        Another process works on it.
    DiskError
        A disk is full, or may not be written to.
    """
    site = place(settings)
    work = Work.of(site)
    with telling_of_disks(site, work.folder):
        check_target(site, force=settings.force)
        with hold(work, site):
            work.recover(site)
            if settings.no_cache:
                work.forget()
            yield work


def read_pictures(
    collection: Collection,
    embedder: Embedder,
    settings: Settings,
    work: Work,
    progress: Progress,
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
        work=work,
        progress=progress,
    )
    if not pictures.records:
        raise InputError(_nothing_left((*collection.problems, *pictures.problems)))
    return pictures


def arrange(source: LayoutInput, progress: Progress, keep: Keep = call) -> dict[str, Layout]:
    """Compute every layout that is not done, each after those it builds on.

    Parameters
    ----------
    source
        With the layouts that are done.
    progress
        Shows the bar.
    keep
        Calls a function or knows what it would return.

    Returns
    -------
    dict
        By name, in the registry's order.
    """
    done = dict(source.done)
    missing = [name for name in resolve_order(LAYOUTS) if name not in done]
    with progress.stage("Computing layouts", len(missing)) as advance:
        for name in missing:
            needed = {earlier: done[earlier] for earlier in LAYOUTS[name].requires}
            done[name] = keep(LAYOUTS[name].compute, replace(source, done=needed))
            advance(1)
    return {name: done[name] for name in LAYOUTS}


def publish_site(
    results: Results,
    problems: tuple[Problem, ...],
    settings: Settings,
    work: Work,
    progress: Progress,
    started: float,
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
    work
        The work folder.
    progress
        Shows the bars.
    started
        When the build began, by `time.monotonic`.
    """
    pages = PageStore(work.pages)
    shutil.rmtree(work.staging, ignore_errors=True)
    make_folder(work.staging)
    try:
        writer = assemble(results, settings, work.staging, pages, progress)
        writer.report([record.name for record in results.pictures.records], problems)
        kept = publish(work.staging, place(settings))
    except OSError:
        # Where the disk is full, the next build needs the room.
        shutil.rmtree(work.staging, ignore_errors=True)
        raise
    pages.sweep()
    return Summary(
        out=settings.out,
        count=len(results.order),
        problems=worth_telling(problems),
        notes=notes_of(results.graph, kept, results.pictures.changed),
        sizes=writer.sizes,
        files=writer.files,
        largest=writer.largest,
        seconds=monotonic() - started,
        columns=results.columns,
    )


def _tidy(work: Work, stages: Stages, pictures: Pictures) -> tuple[str, ...]:
    """Remove what serves no more; return a note where that could not be done."""
    try:
        work.sweep_stores()
        stages.sweep(KEPT)
        # What is damaged was told of, and the next build makes it anew.
        with contextlib.suppress(CacheError):
            pictures.compact()
    except OSError as error:
        return (f"The site is finished, but {work.folder} could not be tidied: {error}",)
    return ()


def _nothing_left(problems: tuple[Problem, ...]) -> str:
    lines = [f"  {p.name}: {p.reason}" for p in problems if p.kind == "skipped"][:10]
    return "None of the images could be read:\n" + "\n".join(lines)
