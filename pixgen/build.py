"""Owns the pipeline: it calls each stage in turn and hands on what it returns."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic

from pixgen.among import check_columns, divide
from pixgen.assemble import assemble
from pixgen.cache.plain import PageStore
from pixgen.cache.sealed import make_folder
from pixgen.cache.stages import Keep, Stages
from pixgen.cache.values import Deferred
from pixgen.cache.work import KEPT, Work, hold
from pixgen.collection.embedded import add_embedded
from pixgen.collection.gather import gather
from pixgen.collection.records import Collection, texts_of
from pixgen.compare import Embedding, compare
from pixgen.disk import telling_of_disks
from pixgen.duplicates.candidates import NEAREST
from pixgen.duplicates.find import Duplicates, find_duplicates
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.errors import CacheError, InputError
from pixgen.graph import Neighbors
from pixgen.imaging.derive import DeriveSpec, Square
from pixgen.imaging.worker import Limits
from pixgen.ingest import ingest
from pixgen.layouts.base import typical_shape
from pixgen.order import hilbert_order
from pixgen.pictures import Pictures
from pixgen.problems import Problem, worth_telling
from pixgen.progress import Progress
from pixgen.results import Results
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
    if not settings.exif:
        check_columns(settings.within, collection.columns)
    embedders = [load_embedder(name, weights=settings.weights) for name in settings.model]
    pictures = read_pictures(collection, embedders, settings, work, progress)
    if settings.exif:
        told = add_embedded(replace(collection, records=pictures.records), pictures.embedded())
        collection, pictures = told, replace(pictures, records=told.records)
    problems = (*collection.problems, *pictures.problems)
    if settings.strict:
        check_strict([record.name for record in pictures.records], problems, work)

    shape = typical_shape(pictures.sizes)
    metadata = {c.name: texts_of(pictures.records, c.name) for c in collection.columns}
    by_role = {c.role: metadata[c.name] for c in collection.columns if c.role}
    texts = {**metadata, **by_role}
    among = divide(settings.within, pictures.records, collection.columns)
    models = [
        compare(embedding, texts, among, shape, settings, keep, progress)
        for embedding in embeddings_of(pictures, embedders)
    ]
    copies = find_copies(pictures, models[0].graph, settings, keep, progress)
    order = hilbert_order(next(iter(models[0].layouts.values())).positions)
    results = Results(pictures, collection.columns, models, shape, order, copies)
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
    embedders: Sequence[Embedder],
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
        inputs=tuple(Square(embedder.input_size) for embedder in embedders),
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
        embedders,
        spec,
        workers=settings.workers or os.cpu_count() or 1,
        limits=limits,
        work=work,
        progress=progress,
    )
    if not pictures.records:
        raise InputError(_nothing_left((*collection.problems, *pictures.problems)))
    return pictures


def embeddings_of(pictures: Pictures, embedders: Sequence[Embedder]) -> list[Embedding]:
    """Give the vectors of each model a name."""
    several = len(embedders) > 1
    return [
        Embedding(
            embedder.name,
            embedder.dimensions,
            vectors,
            len(pictures.records),
            f" ({embedder.name})" if several else "",
        )
        for embedder, vectors in zip(embedders, pictures.vectors, strict=True)
    ]


def find_copies(
    pictures: Pictures, graph: Neighbors, settings: Settings, keep: Keep, progress: Progress
) -> Duplicates | None:
    """Find near-duplicates, unless the threshold is 0."""
    if not settings.duplicate_threshold:
        return None
    count = len(pictures.records)
    with progress.stage("Finding duplicates", count) as advance:
        return keep(
            partial(find_duplicates, progress=advance),
            Deferred(pictures.cells_key(range(count)), lambda: pictures.cells),
            graph.ids[:, :NEAREST],
            pictures.sizes,
            threshold=settings.duplicate_threshold,
        )


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
        notes=notes_of(results, kept),
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
