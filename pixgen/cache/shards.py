"""Owns the results that outlive a build image by image: rows of arrays, some hundred a shard."""

import math
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.digests import digest
from pixgen.cache.durable import TEMPORARY, flush, flush_folder
from pixgen.cache.rows import Rows, read_rows, write_rows
from pixgen.cache.sealed import distrust, read_sealed_json, write_sealed_json
from pixgen.cache.values import array_bytes
from pixgen.errors import CacheError

SHARD_ROWS = 256
# Tables of more bytes than these are mapped rather than held.
IN_MEMORY = 256_000_000
_INDEX = "index.json"
_NAME = re.compile("[0-9a-f]{32}")
_COPIED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class _Shard:
    path: Path
    keys: tuple[str, ...]
    fields: Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Pending:
    """A shard that is written under a temporary name and waits to be counted in."""

    store: "ShardStore"
    temporary: Path
    path: Path
    files: list[Path] = field(default_factory=list)


class ShardStore:
    """Rows of arrays by key, written a shard at a time.

    A shard is a folder with one file a field and a sealed index that holds the checksum of every
    row; it takes its name only when it is whole. A shard that is not whole or was not written by
    this code is passed over, and a row that does not fit its checksum is never returned.

    Parameters
    ----------
    folder
        Where the shards lie, one store a folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._places: dict[str, tuple[int, int]] = {}
        self._shards: list[_Shard] = []
        self._useless: list[Path] = []
        self._load()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def append(self, keys: Sequence[str], fields: Mapping[str, NDArray[Any]]) -> None:
        """Keep one row a key.

        Parameters
        ----------
        keys
            One key a row.
        fields
            Arrays whose first axis is as long as `keys`; texts may be of any length.
        """
        commit([self.prepare(keys, fields)], self._folder)

    def prepare(self, keys: Sequence[str], fields: Mapping[str, NDArray[Any]]) -> Pending:
        """Write a shard without counting it in, as `commit` does."""
        name = digest(*keys)
        while (self._folder / name).exists():
            name = digest(name)
        pending = Pending(self, self._folder / f"{name}{TEMPORARY}", self._folder / name)
        shutil.rmtree(pending.temporary, ignore_errors=True)
        pending.temporary.mkdir()
        entries = {}
        for title, rows in fields.items():
            path = pending.temporary / title
            entries[title] = asdict(write_rows(path, rows))
            pending.files.append(path)
        write_sealed_json(pending.temporary / _INDEX, {"keys": list(keys), "fields": entries})
        return pending

    def rows(self, keys: Sequence[str], field: str) -> NDArray[Any]:
        """Return the rows of `keys`, in their order, as one array; texts as an array of objects.

        Raises
        ------
        KeyError
            A key has no row.
        CacheError
            A row is damaged. Every damaged shard of the store has been removed.
        """
        places = np.array([self._places[key] for key in keys]).reshape(-1, 2)
        found: list[bytes] = [b""] * len(keys)
        order = np.argsort(places[:, 0], kind="stable")
        shards, ends = np.unique(places[order, 0], return_index=True)
        kind = None
        for number, wanted in zip(shards.tolist(), np.split(order, ends[1:]), strict=True):
            shard = self._shards[number]
            kind = shard.fields[field]
            rows = places[wanted, 1].tolist()
            read = read_rows(shard.path / field, kind, rows)
            if read is None:
                self._remove_damaged(field)
            for place, content in zip(wanted.tolist(), read or (), strict=True):
                found[place] = content
        if kind is None or kind.dtype is None:
            texts = np.empty(len(keys), object)
            texts[:] = [content.decode("utf-8", "surrogatepass") for content in found]
            return texts
        joined = bytearray().join(found)
        return np.frombuffer(joined, kind.dtype).reshape(len(keys), *kind.shape)

    def table(self, keys: Sequence[str], field: str) -> NDArray[Any]:
        """Return the rows of `keys`, in their order, mapped where they would take much memory.

        More than `IN_MEMORY` bytes are copied into a file without a name beside the shards, which
        goes when the array does.

        Raises
        ------
        KeyError, CacheError
            As `rows` does.
        """
        first = self._shards[self._places[keys[0]][0]].fields[field]
        shape = (len(keys), *first.shape)
        dtype = np.dtype(first.dtype)
        if math.prod(shape) * dtype.itemsize <= IN_MEMORY:
            return self.rows(keys, field)
        with TemporaryFile(dir=self._folder) as file:
            for start in range(0, len(keys), _COPIED_AT_ONCE):
                file.write(array_bytes(self.rows(keys[start : start + _COPIED_AT_ONCE], field)))
            file.flush()
            return np.memmap(file, dtype, mode="r", shape=shape)

    def compact(self, keys: Iterable[str]) -> None:
        """Write the rows of `keys` anew where most of what is kept is not among them.

        Also where shards have become small and many, as each addition of a few images leaves one.
        Shards that could not be used go in any case.
        """
        for path in self._useless:
            _remove(path)
        self._useless.clear()
        wanted = sorted({key for key in keys if key in self._places}, key=self._places.__getitem__)
        few = -(-len(wanted) // SHARD_ROWS)
        if len(self) <= 2 * len(wanted) and len(self._shards) <= 2 * few + 8:
            return
        old = [shard.path for shard in self._shards]
        for start in range(0, len(wanted), SHARD_ROWS):
            block = wanted[start : start + SHARD_ROWS]
            fields = self._shards[self._places[block[0]][0]].fields
            self.append(block, {name: self.rows(block, name) for name in fields})
        for path in old:
            _remove(path)
        self._load()

    def _load(self) -> None:
        self._places.clear()
        self._shards.clear()
        for path in sorted(self._folder.iterdir()):
            if path.name.endswith(TEMPORARY):
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_dir() and not self._add(path) and _NAME.fullmatch(path.name):
                self._useless.append(path)

    def _add(self, path: Path) -> bool:
        """Count a shard in; tell and return False where it is not whole."""
        index = read_sealed_json(path / _INDEX)
        if index is None:
            if not (path / _INDEX).exists():
                distrust(path, "is not what pixgen wrote")
            return False
        fields = {
            name: Rows(entry["dtype"], tuple(entry["shape"]), entry["starts"], entry["sums"])
            for name, entry in index["fields"].items()
        }
        for name, kind in fields.items():
            try:
                size = (path / name).stat().st_size
            except OSError as error:
                distrust(path / name, f"cannot be read ({error.strerror})")
                return False
            if size != kind.starts[-1]:
                distrust(path / name, "is damaged")
                return False
        self._shards.append(_Shard(path, tuple(index["keys"]), fields))
        for row, key in enumerate(index["keys"]):
            self._places[key] = (len(self._shards) - 1, row)
        return True

    def _remove_damaged(self, field: str) -> None:
        """Look at all shards, as damage seldom comes alone; remove those with damage and tell."""
        for shard in self._shards:
            rows = range(len(shard.keys))
            if read_rows(shard.path / field, shard.fields[field], rows) is None:
                distrust(shard.path / field, "is damaged")
                _remove(shard.path)
        raise CacheError(
            f"Files in {self._folder} are damaged again and again. The disk may be failing: check "
            "it, or build with -o on another one."
        )


def commit(pending: Iterable[Pending], folder: Path, files: Iterable[Path] = ()) -> None:
    """Count shards in, once they and further files are on the disk.

    Parameters
    ----------
    pending
        What `ShardStore.prepare` returned.
    folder
        On the file system of them all.
    files
        Files without which the shards would mean nothing.
    """
    shards = list(pending)
    written = [*files, *(file for shard in shards for file in shard.files)]
    flush(written, folder)
    for parent in {file.parent for file in written}:
        flush_folder(parent)
    for shard in shards:
        os.replace(shard.temporary, shard.path)
        flush_folder(shard.path.parent)
        shard.store._add(shard.path)


def _remove(path: Path) -> None:
    """Remove a shard so that a run cut short leaves none that looks whole."""
    aside = path.with_name(path.name + TEMPORARY)
    os.replace(path, aside)
    shutil.rmtree(aside)
