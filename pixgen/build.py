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
from pixgen.built import Built, describe_build, keep_built, sweep_built
from pixgen.cache.plain import PageStore
from pixgen.cache.sealed import make_folder
from pixgen.cache.stages import Keep, Stages
from pixgen.cache.values import Deferred
from pixgen.cache.work import KEPT, Work, hold
from pixgen.collection.embedded import add_embedded
from pixgen.collection.gather import gather
from pixgen.collection.positions import read_positions
from pixgen.collection.records import Collection, texts_of
from pixgen.compare import Embedding, compare
from pixgen.disk import telling_of_disks
from pixgen.duplicates.candidates import NEAREST
from pixgen.duplicates.find import Duplicates, find_duplicates
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.errors import CacheError, InputError
from pixgen.graph import Neighbors
from pixgen.ingest import ingest
from pixgen.labels import add_labels, class_names
from pixgen.layouts.base import typical_shape
from pixgen.order import hilbert_order
from pixgen.pictures import Pictures
from pixgen.problems import Problem, worth_telling
from pixgen.progress import Progress
from pixgen.reading import limits_of, spec_of, workers_of
from pixgen.results import Results
from pixgen.settings import Settings
from pixgen.site.publish import build_of, check_apart, check_target, publish
from pixgen.summary import Summary, check_strict, notes_of
from pixgen.vectors.chosen import networks, own_vectors
from pixgen.vectors.join import OwnVectors

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
    told: list[str] = []
    chosen = networks(settings, progress, told)
    own = own_vectors(collection, settings, chosen)
    if own is not None:
        collection = own.limit(collection)
    embedders = [load_embedder(choice, progress) for choice in chosen]
    names = class_names(settings.label_names) if settings.labels else []
    pictures = read_pictures(collection, embedders, settings, work, progress)
    if settings.exif:
        collection = add_embedded(
            replace(collection, records=pictures.records), pictures.embedded()
        )
        pictures = replace(pictures, records=collection.records)
    if settings.labels:
        asked = [choice.labels for choice in chosen].index(True)
        collection = add_labels(
            replace(collection, records=pictures.records),
            pictures.vectors[asked],
            embedders[asked],
            names,
            settings.labels,
            keep,
        )
        pictures = replace(pictures, records=collection.records)
    problems = (*collection.problems, *pictures.problems)
    if settings.strict:
        check_strict([record.name for record in pictures.records], problems, work)

    shape = typical_shape(pictures.sizes)
    upwards = settings.y_axis == "up"
    positions = read_positions(pictures.records, collection.columns, upwards=upwards)
    metadata = {c.name: texts_of(pictures.records, c.name) for c in collection.columns}
    by_role = {c.role: metadata[c.name] for c in collection.columns if c.role}
    texts = {**metadata, **by_role}
    among = divide(settings.within, pictures.records, collection.columns)
    models = [
        compare(
            *(embedding, texts, among, shape, settings, keep, progress),
            own=None if number else positions.points,
        )
        for number, embedding in enumerate(embeddings_of(pictures, embedders, own))
    ]
    copies = find_copies(pictures, models[0].graph, settings, keep, progress)
    order = hilbert_order(next(iter(models[0].layouts.values())).positions)
    results = Results(pictures, collection.columns, models, shape, order, copies)
    built = describe_build(pictures, results, chosen, embedders, own, settings)
    summary = publish_site(results, problems, settings, work, progress, started, built)
    notes = (*told, *collection.notes, *positions.notes, *summary.notes)
    notes += _tidy(work, keep, pictures, len(models))
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
    pictures = ingest(
        collection.records,
        embedders,
        spec_of(settings, embedders),
        workers=workers_of(settings),
        limits=limits_of(settings),
        work=work,
        progress=progress,
    )
    if not pictures.records:
        raise InputError(_nothing_left((*collection.problems, *pictures.problems)))
    return pictures


def embeddings_of(
    pictures: Pictures, embedders: Sequence[Embedder], own: OwnVectors | None = None
) -> list[Embedding]:
    """Give the vectors of each model a name; the user's own come first."""
    several = len(embedders) + (own is not None) > 1
    names = [record.name for record in pictures.records]
    given = [] if own is None else [(own.name, own.dimensions, own.deferred(names))]
    made = [
        # Layers and files tell only when they are loaded, which may not have been necessary.
        (embedder.name, embedder.dimensions or vectors.get().shape[1], vectors)
        for embedder, vectors in zip(embedders, pictures.vectors, strict=True)
    ]
    return [
        Embedding(name, dimensions, vectors, len(names), f" ({name})" if several else "")
        for name, dimensions, vectors in (*given, *made)
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
    built: Built | None = None,
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
    built
        What it was made of, which is kept for later commands.
    """
    pages = PageStore(work.pages)
    shutil.rmtree(work.staging, ignore_errors=True)
    make_folder(work.staging)
    try:
        writer = assemble(results, settings, work.staging, pages, progress)
        writer.report([record.name for record in results.pictures.records], problems)
        build = build_of(work.staging)
        if built is not None:
            keep_built(work, build, built)
        kept = publish(work.staging, place(settings))
    except OSError:
        # Where the disk is full, the next build needs the room.
        shutil.rmtree(work.staging, ignore_errors=True)
        raise
    # The site stands; what cannot be tidied now goes with the next build.
    with contextlib.suppress(OSError):
        pages.sweep()
        sweep_built(work, build)
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


def _tidy(work: Work, stages: Stages, pictures: Pictures, models: int) -> tuple[str, ...]:
    """Remove what serves no more; return a note where that could not be done."""
    try:
        work.sweep_stores(models)
        stages.sweep(KEPT * models)
        # What is damaged was told of, and the next build makes it anew.
        with contextlib.suppress(CacheError):
            pictures.compact()
    except OSError as error:
        return (f"The site is finished, but {work.folder} could not be tidied: {error}",)
    return ()


def _nothing_left(problems: tuple[Problem, ...]) -> str:
    lines = [f"  {p.name}: {p.reason}" for p in problems if p.kind == "skipped"][:10]
    return "None of the images could be read:\n" + "\n".join(lines)
