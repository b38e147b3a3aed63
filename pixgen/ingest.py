"""Owns the one pass over the image files: each is decoded once, embedded in batches, and kept."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pixgen.cache import FileKeys, ShardStore, digest
from pixgen.collection.records import Record
from pixgen.embedding.extract import Embedder
from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec
from pixgen.imaging.pool import derive_many
from pixgen.imaging.worker import Limits
from pixgen.problems import Problem
from pixgen.progress import Advance, Progress

SHARD_ROWS = 256
_NOTE_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Pictures:
    """The readable images of a collection and all that was derived from them.

    Attributes
    ----------
    records
        The N images that could be read, in the collection's order.
    vectors
        float32, N×D, the embedding; a memory map where it is large.
    colors
        uint8, N×3, average colours.
    sizes
        int32, N×2, width and height of the upright originals.
    problems
        What was skipped or degraded.
    """

    records: tuple[Record, ...]
    vectors: NDArray[np.float32]
    colors: NDArray[np.uint8]
    sizes: NDArray[np.int32]
    problems: tuple[Problem, ...]
    _keys: tuple[str, ...]
    _pixels: ShardStore
    _display: "_DisplayFolder"

    def cells(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return the square cells of some images, uint8 n×S×S×3."""
        rows = self._pixels.rows([self._keys[index] for index in indices], "cells")
        return cast(NDArray[np.uint8], rows)

    def display_file(self, index: int) -> Path:
        """Return the display image of an image; its name tells its content."""
        return self._display.path(self._keys[index])

    def embedded(self) -> Iterator[Mapping[str, str]]:
        """Yield what each file says about its picture; see `pixgen.imaging.embedded`."""
        for start in range(0, len(self._keys), SHARD_ROWS):
            block = self._pixels.rows(self._keys[start : start + SHARD_ROWS], "embedded")
            for text in block:
                yield json.loads(bytes(text))


class _DisplayFolder:
    """The display images of a work folder, one plain file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        name = digest(key, self._folder.name)[:20]
        return self._folder / name[:2] / f"{name[2:]}.jpg"

    def write(self, key: str, content: bytes) -> None:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(content)
        temporary.replace(path)


def ingest(
    records: Sequence[Record],
    embedder: Embedder,
    spec: DeriveSpec,
    *,
    workers: int,
    limits: Limits,
    work: Path,
    progress: Progress,
) -> Pictures:
    """Decode and embed every image that the work folder does not know yet.

    Parameters
    ----------
    records
        The collection.
    embedder
        Turns batches of model inputs into vectors.
    spec
        The sizes to derive; `input_size` is the embedder's.
    workers
        Processes that decode.
    limits
        What reading one image may take.
    work
        The work folder; what is finished there is kept for the next build.
    progress
        Shows the bars.
    """
    shown = digest(str(spec.display_size), str(spec.display_quality), str(spec.background))
    pixels = ShardStore(work / "pixels" / digest(json.dumps(asdict(spec))))
    vectors = ShardStore(work / "vectors" / digest(embedder.key, json.dumps(asdict(spec))))
    display = _DisplayFolder(work / "display" / shown)
    keys, problems = _content_keys(records, work, progress)

    missing: dict[str, Record] = {}
    for record in records:
        key = keys.get(record.name)
        if key and not (key in pixels and key in vectors and display.path(key).is_file()):
            missing.setdefault(key, record)
    failed = _process(missing, embedder, spec, workers, limits, pixels, vectors, display, progress)

    kept: list[Record] = []
    for record in records:
        if record.name not in keys:
            continue
        if reason := failed.get(keys[record.name]):
            problems.append(Problem("skipped", record.name, reason))
        else:
            kept.append(record)
    row_keys = tuple(keys[record.name] for record in kept)
    # In blocks: as an array, every note takes as much room as the longest.
    for start in range(0, len(kept), SHARD_ROWS):
        notes = pixels.rows(row_keys[start : start + SHARD_ROWS], "notes")
        for record, note in zip(kept[start : start + SHARD_ROWS], notes, strict=True):
            lines = str(note).split(_NOTE_SEPARATOR)
            problems += [Problem("degraded", record.name, line) for line in lines if line]
    return Pictures(
        records=tuple(kept),
        vectors=(
            cast(NDArray[np.float32], vectors.table(row_keys, "vectors"))
            if kept
            else np.empty((0, embedder.dimensions), np.float32)
        ),
        colors=_rows(pixels, row_keys, "colors", np.empty((0, 3), np.uint8)),
        sizes=_rows(pixels, row_keys, "sizes", np.empty((0, 2), np.int32)),
        problems=tuple(problems),
        _keys=row_keys,
        _pixels=pixels,
        _display=display,
    )


def _content_keys(
    records: Sequence[Record], work: Path, progress: Progress
) -> tuple[dict[str, str], list[Problem]]:
    """Hash every file; return the keys by image name, and the files that could not be read."""
    files = FileKeys(work)
    keys: dict[str, str] = {}
    problems = []
    with progress.stage("Finding changes", len(records)) as advance:
        for record in records:
            try:
                keys[record.name] = files.key(record.path)
            except OSError as error:
                reason = f"The file cannot be read: {error.strerror}."
                problems.append(Problem("skipped", record.name, reason))
            advance(1)
    files.save()
    return keys, problems


def _process(
    missing: dict[str, Record],
    embedder: Embedder,
    spec: DeriveSpec,
    workers: int,
    limits: Limits,
    pixels: ShardStore,
    vectors: ShardStore,
    display: _DisplayFolder,
    progress: Progress,
) -> dict[str, str]:
    """Derive and embed the missing images a shard at a time; return the failures by key."""
    failed: dict[str, str] = {}
    with (
        progress.stage("Reading images", len(missing)) as read,
        progress.stage("Embedding", len(missing)) as embedded,
    ):
        results = _derive(missing, spec, workers, limits, failed, read, embedded)
        for shard in _chunks(results, SHARD_ROWS):
            keys = [key for key, _ in shard]
            derived = [picture for _, picture in shard]
            for key, picture in shard:
                display.write(key, picture.display)
            rows = _embed(derived, embedder, embedded)
            pixels.append(
                keys,
                {
                    "cells": np.stack([picture.cell for picture in derived]),
                    "colors": np.array([picture.color for picture in derived], np.uint8),
                    "sizes": np.array([(p.width, p.height) for p in derived], np.int32),
                    "notes": np.array([_NOTE_SEPARATOR.join(p.notes) for p in derived], np.str_),
                    "embedded": np.array([_packed(p.embedded) for p in derived], np.bytes_),
                },
            )
            vectors.append(keys, {"vectors": rows})
    return failed


def _derive(
    missing: dict[str, Record],
    spec: DeriveSpec,
    workers: int,
    limits: Limits,
    failed: dict[str, str],
    read: Advance,
    embedded: Advance,
) -> Iterator[tuple[str, Derived]]:
    paths = [record.path for record in missing.values()]
    results = derive_many(paths, spec, workers=workers, limits=limits)
    for key, result in zip(missing, results, strict=True):
        read(1)
        if isinstance(result, ImageError):
            failed[key] = str(result)
            embedded(1)
        else:
            yield key, result


def _packed(embedded: Mapping[str, str]) -> bytes:
    return json.dumps(embedded, ensure_ascii=False).encode("utf-8")


def _embed(derived: Sequence[Derived], embedder: Embedder, advance: Advance) -> NDArray[np.float32]:
    rows = []
    for first in range(0, len(derived), embedder.batch_size):
        batch = derived[first : first + embedder.batch_size]
        rows.append(embedder(np.stack([picture.model_input for picture in batch])))
        advance(len(batch))
    return np.concatenate(rows)


def _chunks(items: Iterator[tuple[str, Derived]], size: int) -> Iterator[list[tuple[str, Derived]]]:
    chunk: list[tuple[str, Derived]] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _rows(
    store: ShardStore, keys: Sequence[str], field: str, empty: NDArray[np.generic]
) -> NDArray[Any]:
    return store.rows(keys, field) if keys else empty
