"""Owns the one pass over the image files: each is decoded once, embedded in batches, and kept."""

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.files import FileKeys
from pixgen.cache.shards import SHARD_ROWS, Pending, commit
from pixgen.cache.work import Work
from pixgen.collection.records import Record
from pixgen.embedding.ahead import Ahead
from pixgen.embedding.extract import Embedder
from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec
from pixgen.imaging.pool import derive_many
from pixgen.imaging.worker import Limits
from pixgen.pictures import NOTE_SEPARATOR, Pictures, Stores, gather_pictures
from pixgen.progress import Advance, Progress

_VANISHED = "The file vanished while the site was being built."
_RESTLESS = "The file was changed again and again while it was read; build again when it is still."
# A file that is changed while it is read is read once more.
_TRIES = 2
_LEAST_BATCH = 32

_Vectors = dict[int, NDArray[np.float32]]
"""The new vectors of a picture, by the number of the network."""
_Row = tuple[str, Derived, _Vectors]
_Batch = tuple[list[tuple[str, Derived]], dict[int, list[int]]]
"""Pictures, and by the number of a network the rows among them that are new to it."""


def ingest(
    records: Sequence[Record],
    embedders: Sequence[Embedder],
    spec: DeriveSpec,
    *,
    workers: int,
    limits: Limits,
    work: Work,
    progress: Progress,
) -> Pictures:
    """Decode and embed every image that the work folder does not know yet.

    Parameters
    ----------
    records
        The collection.
    embedders
        Each turns batches of pictures into vectors.
    spec
        The sizes to derive, with the square of each embedder in their order.
    workers
        Processes that decode.
    limits
        What reading one image may take.
    work
        The work folder; what is finished there is kept for the next build.
    progress
        Shows the bars.

    Raises
    ------
    CacheError
        Kept rows are damaged and were removed; another try makes them anew.
    """
    untried = [embedder for embedder in embedders if getattr(embedder, "untried", False)]
    with progress.stage("Trying precisions", len(untried)) as advance:
        for embedder in untried:
            embedder.prepare()
            advance(1)
    stores = Stores(work, embedders, spec)
    files = FileKeys(work.files)
    keys: dict[str, str] = {}
    reasons: dict[str, str] = {}
    changes: dict[str, int] = {}
    try:
        with progress.stage("Finding changes", len(records)) as advance:
            _hash(records, files, keys, reasons, advance)
        stores.display.check(list(keys.values()))
        while missing := _missing(records, keys, reasons, stores):
            pass_ = _Pass(work, stores, embedders, files, reasons)
            pass_.run(missing, spec, workers, limits, progress)
            for record in pass_.changed:
                changes[record.name] = changes.get(record.name, 0) + 1
                if changes[record.name] == _TRIES:
                    reasons[record.name] = _RESTLESS
            again = [record for record in pass_.changed if record.name not in reasons]
            _hash(again, files, keys, reasons, lambda count: None)
            stores.display.check([keys[record.name] for record in again if record.name in keys])
    except BaseException:
        # Ctrl-C, or a full disk, on which this may fail as well.
        with contextlib.suppress(OSError):
            files.save(whole=False)
            stores.save_failures()
        raise
    files.save()
    stores.save_failures()
    taken = sorted(changes.keys() - reasons.keys())
    return gather_pictures(records, embedders, stores, keys, reasons, taken)


def _hash(
    records: Iterable[Record],
    files: FileKeys,
    keys: dict[str, str],
    reasons: dict[str, str],
    advance: Advance,
) -> None:
    """Find the keys of files by image name; or the reasons why they cannot be read."""
    for record in records:
        try:
            keys[record.name] = files.key(record.path)
        except FileNotFoundError:
            reasons[record.name] = _VANISHED
        except OSError as error:
            reasons[record.name] = f"The file cannot be read: {error.strerror}."
        advance(1)


def _missing(
    records: Iterable[Record], keys: dict[str, str], reasons: dict[str, str], stores: Stores
) -> dict[str, Record]:
    """Find one record for every key of which something is yet to be made."""
    missing: dict[str, Record] = {}
    for record in records:
        if record.name not in reasons and stores.lacks(keys[record.name]):
            missing.setdefault(keys[record.name], record)
    return missing


class _Pass:
    """One pass over files: what is embedded is kept a shard at a time, and when it is cut short.

    Attributes
    ----------
    changed
        Files that were changed while they were read; nothing of them is kept.
    """

    def __init__(
        self,
        work: Work,
        stores: Stores,
        embedders: Sequence[Embedder],
        files: FileKeys,
        reasons: dict[str, str],
    ) -> None:
        self.changed: list[Record] = []
        self._work = work
        self._stores = stores
        self._embedders = embedders
        self._batch = max((_LEAST_BATCH, *(embedder.batch_size for embedder in embedders)))
        # The numbers of the networks that have something to do, which see a picture in this order.
        self._seeing: list[int] = []
        self._files = files
        self._reasons = reasons
        self._waiting: list[tuple[str, Derived]] = []
        # A batch comes in by one step, so that an interrupt finds all of it or nothing.
        self._done: list[list[_Row]] = []
        self._shown: list[tuple[str, Path, list[int]]] = []

    def run(
        self,
        missing: dict[str, Record],
        spec: DeriveSpec,
        workers: int,
        limits: Limits,
        progress: Progress,
    ) -> None:
        """Read the missing images, embed them and keep the results."""
        unseen = [sum(key not in store for key in missing) for store in self._stores.vectors]
        self._seeing = [number for number, count in enumerate(unseen) if count]
        for number in self._seeing:
            self._embedders[number].prepare()
        spec = replace(spec, inputs=tuple(spec.inputs[number] for number in self._seeing))
        paths = [record.path for record in missing.values()]
        with (
            progress.stage("Reading images", len(missing)) as read,
            progress.stage("Embedding", sum(unseen)) as embedded,
            contextlib.closing(derive_many(paths, spec, workers=workers, limits=limits)) as results,
            Ahead(self._see) as networks,
        ):
            try:
                for (key, record), result in zip(missing.items(), results, strict=True):
                    self._take(key, record, result)
                    if len(self._waiting) == self._batch:
                        self._gather(networks.put(self._batch_of_waiting()), embedded)
                    read(1)
                self._gather(networks.put(self._batch_of_waiting()), embedded)
                self._gather(networks.rest(), embedded)
            except BaseException:
                # Ctrl-C, or a full disk, on which this may fail as well.
                with contextlib.suppress(OSError):
                    self._keep()
                raise
            self._keep()

    def _take(self, key: str, record: Record, result: Derived | ImageError) -> None:
        try:
            if not self._files.unchanged(record.path):
                self.changed.append(record)
                return
        except OSError:
            self._reasons[record.name] = _VANISHED
            return
        if isinstance(result, ImageError):
            if result.lasting:
                self._stores.failed[key] = result.reason
            else:
                self._reasons[record.name] = result.reason
            return
        if key not in self._stores.display:
            self._shown.append((key, *self._stores.display.write(key, result.display)))
        # What has been taken of it needs no memory any more.
        self._waiting.append((key, replace(result, display=b"")))

    def _batch_of_waiting(self) -> _Batch:
        """Take what waits, with the rows that each network has not seen."""
        waiting, self._waiting = self._waiting, []
        new = {}
        for number in self._seeing:
            store = self._stores.vectors[number]
            new[number] = [row for row, (key, _) in enumerate(waiting) if key not in store]
        return waiting, new

    def _see(self, batch: _Batch) -> list[_Row]:
        """Let the networks see a batch, in their thread."""
        waiting, new = batch
        rows: list[_Row] = [(key, replace(picture, inputs=()), {}) for key, picture in waiting]
        for place, (number, unseen) in enumerate(new.items()):
            embedder = self._embedders[number]
            for first in range(0, len(unseen), embedder.batch_size):
                seen = unseen[first : first + embedder.batch_size]
                squares = np.stack([waiting[row][1].inputs[place] for row in seen])
                for row, vector in zip(seen, embedder(squares), strict=True):
                    rows[row][2][number] = vector
        return rows

    def _gather(self, batches: Iterable[list[_Row]], advance: Advance) -> None:
        for batch in batches:
            self._done.append(batch)
            advance(sum(len(vectors) for _, _, vectors in batch))
            if sum(map(len, self._done)) >= SHARD_ROWS:
                self._keep()

    def _keep(self) -> None:
        """Keep what is embedded, and the display images: flushed together, then counted in."""
        stores = self._stores
        rows = [row for batch in self._done for row in batch]
        pending: list[Pending] = []
        pictures = [(key, picture) for key, picture, _ in rows if key not in stores.pixels]
        if pictures:
            pending.append(stores.pixels.prepare([k for k, _ in pictures], _fields(pictures)))
        for number, store in enumerate(stores.vectors):
            found = [(k, v[number]) for k, _, v in rows if number in v and k not in store]
            if found:
                stacked = np.stack([vector for _, vector in found])
                pending.append(store.prepare([k for k, _ in found], {"vectors": stacked}))
        if self._shown:
            keys, _, stamps = zip(*self._shown, strict=True)
            pending.append(stores.display.prepare(keys, stamps))
        commit(pending, self._work.folder, [path for _, path, _ in self._shown])
        stores.save_failures()
        self._done.clear()
        self._shown.clear()


def _fields(pictures: Sequence[tuple[str, Derived]]) -> dict[str, NDArray[Any]]:
    """Return what is kept of pictures, a row each."""
    return {
        "cells": np.stack([picture.cell for _, picture in pictures]),
        "colors": np.array([picture.color for _, picture in pictures], np.uint8),
        "sizes": np.array([(p.width, p.height) for _, p in pictures], np.int32),
        "notes": np.array([NOTE_SEPARATOR.join(p.notes) for _, p in pictures], object),
        "embedded": np.array([json.dumps(dict(p.embedded)) for _, p in pictures], object),
    }
