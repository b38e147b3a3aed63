"""Owns what is known of images by their content: kept rows and files, and failures that last."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.digests import code_version, digest
from pixgen.cache.plain import DisplayStore
from pixgen.cache.sealed import read_sealed_json, write_sealed_json
from pixgen.cache.shards import SHARD_ROWS, ShardStore
from pixgen.cache.values import Deferred
from pixgen.cache.work import Work
from pixgen.collection.records import Record
from pixgen.embedding.extract import Embedder
from pixgen.imaging.derive import DeriveSpec, derive
from pixgen.problems import Problem

NOTE_SEPARATOR = "\n"
_READERS = ("pillow", "pillow-heif")
_NETWORKS = ("numpy", "scipy", "tensorflow", "keras")


@dataclass(frozen=True, slots=True)
class Pictures:
    """The readable images of a collection and all that was derived from them.

    Attributes
    ----------
    records
        The N images that could be read, in the collection's order.
    vectors
        For each network, float32, N×D, the embedding, read when it is needed; a memory map where
        it is large.
    colors
        uint8, N×3, average colours.
    sizes
        int32, N×2, width and height of the upright originals.
    problems
        What was skipped or degraded.
    changed
        Names of files that changed during the build and were taken as they were then.
    """

    records: tuple[Record, ...]
    vectors: tuple[Deferred[NDArray[np.float32]], ...]
    colors: NDArray[np.uint8]
    sizes: NDArray[np.int32]
    problems: tuple[Problem, ...]
    changed: tuple[str, ...]
    _keys: tuple[str, ...]
    _stores: "Stores"

    @property
    def keys(self) -> tuple[str, ...]:
        """The hash of each file's content, under which its rows are kept."""
        return self._keys

    @property
    def vectors_keys(self) -> tuple[str, ...]:
        """The store of each network's vectors."""
        return self._stores.vectors_keys

    def cells(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return the square cells of some images, uint8 n×S×S×3.

        Raises
        ------
        CacheError
            They are damaged, and will be made anew by another try.
        """
        rows = self._stores.pixels.rows([self._keys[index] for index in indices], "cells")
        return cast(NDArray[np.uint8], rows)

    def cells_key(self, indices: Sequence[int]) -> str:
        """Return a digest that changes whenever the cells of these images would."""
        return digest(self._stores.pixels_key, *(self._keys[index] for index in indices))

    def display_name(self, index: int) -> str:
        """Return the name of the display image of an image, which tells its content."""
        return self._stores.display.name(self._keys[index])

    def display_file(self, index: int) -> Path:
        """Return where that display image lies."""
        return self._stores.display.path(self._keys[index])

    def embedded(self) -> Iterator[Mapping[str, str]]:
        """Yield what each file says about its picture; see `pixgen.imaging.embedded`.

        Raises
        ------
        CacheError
            As for `cells`.
        """
        for start in range(0, len(self._keys), SHARD_ROWS):
            keys = self._keys[start : start + SHARD_ROWS]
            for text in self._stores.pixels.rows(keys, "embedded"):
                yield json.loads(text)

    def compact(self) -> None:
        """Let the kept rows of other images go, where they have become many."""
        stores = self._stores
        stores.display.compact(self._keys)
        for store in (stores.pixels, *stores.vectors):
            store.compact(self._keys)


class Stores:
    """What is known of images by their content: rows, files, and lasting failures.

    Each part has a key of its own, so that another JPEG quality embeds nothing anew and another
    network makes no display image.

    Parameters
    ----------
    work
        Where they lie.
    embedders
        The networks.
    spec
        What is made of each image, with the square of each network in their order.
    """

    def __init__(self, work: Work, embedders: Sequence[Embedder], spec: DeriveSpec) -> None:
        readers = code_version(derive.__module__, *_READERS)
        bare = replace(spec, inputs=())
        seen = json.dumps([asdict(replace(bare, display_quality=1)), spec.longest])
        shown = json.dumps([asdict(bare), spec.longest])
        self.pixels_key = digest(readers, seen)
        self.vectors_keys = tuple(
            digest(
                *(readers, seen, json.dumps(asdict(square)), embedder.key),
                code_version(type(embedder).__module__, *_NETWORKS),
            )
            for embedder, square in zip(embedders, spec.inputs, strict=True)
        )
        self.pixels = ShardStore(work.store("pixels", self.pixels_key))
        self.vectors = tuple(ShardStore(work.store("vectors", key)) for key in self.vectors_keys)
        self.display = DisplayStore(work.store("display", digest(readers, shown)))
        self._failures = work.folder / "pixels" / self.pixels_key / "failures"
        self.failed: dict[str, str] = read_sealed_json(self._failures) or {}

    def lacks(self, key: str) -> bool:
        """Tell whether something has to be made of the image with this key."""
        rows = all(key in store for store in (self.pixels, *self.vectors))
        whole = rows and key in self.display
        return not whole and key not in self.failed

    def save_failures(self) -> None:
        """Keep the failures that would come again."""
        if self.failed != (read_sealed_json(self._failures) or {}):
            write_sealed_json(self._failures, self.failed)


def gather_pictures(
    records: Sequence[Record],
    embedders: Sequence[Embedder],
    stores: Stores,
    keys: Mapping[str, str],
    reasons: Mapping[str, str],
    changed: Sequence[str],
) -> Pictures:
    """Gather what is known of a collection whose every image has been looked at.

    Parameters
    ----------
    records
        The collection.
    embedders
        Whose vectors they are.
    stores
        What is known.
    keys
        The hash of each file's content, by image name.
    reasons
        Why a file could not be read this time, by image name.
    changed
        As in `Pictures`.

    Raises
    ------
    CacheError
        Kept rows are damaged and were removed; another try makes them anew.
    """
    problems: list[Problem] = []
    kept: list[Record] = []
    for record in records:
        reason = reasons.get(record.name) or stores.failed.get(keys[record.name])
        if reason:
            problems.append(Problem("skipped", record.name, reason))
        else:
            kept.append(record)
    row_keys = tuple(keys[record.name] for record in kept)
    notes = _rows(stores.pixels, row_keys, "notes", np.empty(0, object))
    for record, note in zip(kept, notes, strict=True):
        lines = note.split(NOTE_SEPARATOR)
        problems += [Problem("degraded", record.name, line) for line in lines if line]

    def vectors(store: ShardStore, embedder: Embedder) -> NDArray[np.float32]:
        if not row_keys:
            return np.empty((0, embedder.dimensions), np.float32)
        return cast(NDArray[np.float32], store.table(row_keys, "vectors"))

    return Pictures(
        records=tuple(kept),
        vectors=tuple(
            Deferred(digest(key, *row_keys), partial(vectors, store, embedder))
            for key, store, embedder in zip(
                stores.vectors_keys, stores.vectors, embedders, strict=True
            )
        ),
        colors=_rows(stores.pixels, row_keys, "colors", np.empty((0, 3), np.uint8)),
        sizes=_rows(stores.pixels, row_keys, "sizes", np.empty((0, 2), np.int32)),
        problems=tuple(problems),
        changed=tuple(changed),
        _keys=row_keys,
        _stores=stores,
    )


def _rows(store: ShardStore, keys: Sequence[str], field: str, empty: NDArray[Any]) -> NDArray[Any]:
    return store.rows(keys, field) if keys else empty
