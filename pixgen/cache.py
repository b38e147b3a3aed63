"""Owns the results that outlive a build: rows of arrays kept by key, a few hundred rows a file."""

import hashlib
import json
import math
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen import __version__

_INDEX = "keys.json"
_DIGEST_BYTES = 16
# Tables of more bytes than these are mapped rather than held.
IN_MEMORY = 256_000_000
_COPIED_AT_ONCE = 4096


def digest(*parts: str | bytes) -> str:
    """Return a short hex digest of the parts, each kept apart from the next.

    Examples
    --------
    >>> digest("a", "b") == digest("ab")
    False
    """
    state = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        content = part.encode("utf-8") if isinstance(part, str) else part
        state.update(len(content).to_bytes(8, "little"))
        state.update(content)
    return state.hexdigest()


class FileKeys:
    """Knows the content hash of each file, and reads a file again only when it has changed.

    Parameters
    ----------
    folder
        Where the table of sizes, times and hashes is kept between builds.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "files.json"
        self._known: dict[str, list[object]] = _read_json(self._path)
        self._seen: dict[str, list[object]] = {}

    def key(self, path: Path) -> str:
        """Return the hash of a file's content.

        Raises
        ------
        OSError
            The file cannot be read.
        """
        name = str(path.resolve())
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        known = self._known.get(name)
        if known is not None and known[:2] == stamp:
            entry = known
        else:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
            entry = [*stamp, content.hexdigest()]
        self._seen[name] = entry
        return str(entry[2])

    def save(self) -> None:
        """Keep what was seen for the next build."""
        _write_json(self._path, self._seen)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the rows of a field lie in the file of a shard."""

    path: Path
    offset: int
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, path: Path) -> "_Rows":
        found = np.load(path, mmap_mode="r")
        return cls(path, found.offset, found.dtype, found.shape)

    def open(self) -> NDArray[np.generic]:
        """Map the rows; the file is open as long as the map is held."""
        return np.memmap(self.path, self.dtype, mode="r", offset=self.offset, shape=self.shape)


class ShardStore:
    """Rows of arrays by key, written a shard at a time and read back through memory maps.

    A shard is a folder with one ``.npy`` file a field; it takes its name only when it is whole. A
    shard that is damaged or was written by another version is passed over, so that its rows are
    computed again.

    Parameters
    ----------
    folder
        Where the shards lie, one store a folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._places: dict[str, tuple[int, int]] = {}
        self._shards: list[Path] = []
        self._shapes: dict[tuple[int, str], _Rows] = {}
        for shard in sorted(folder.iterdir()):
            if shard.suffix == ".tmp":
                shutil.rmtree(shard, ignore_errors=True)
            else:
                self._add(shard)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def append(self, keys: Sequence[str], fields: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep one row a key.

        Parameters
        ----------
        keys
            One key a row.
        fields
            Arrays whose first axis is as long as `keys`.
        """
        name = digest(*keys)
        temporary = self._folder / f"{name}.tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        for field, rows in fields.items():
            np.save(temporary / f"{field}.npy", rows, allow_pickle=False)
        shapes = {field: [str(rows.dtype), list(rows.shape)] for field, rows in fields.items()}
        _write_json(
            temporary / _INDEX, {"version": __version__, "keys": list(keys), "fields": shapes}
        )
        for file in temporary.iterdir():
            _flush(file)
        shard = self._folder / name
        shutil.rmtree(shard, ignore_errors=True)
        os.replace(temporary, shard)
        self._add(shard)

    def rows(self, keys: Sequence[str], field: str) -> NDArray[np.generic]:
        """Return the rows of `keys`, in their order, as one array.

        Raises
        ------
        KeyError
            A key has no row.
        """
        places = np.array([self._places[key] for key in keys])
        # Texts take as much room in each shard as its longest needs.
        shards = np.unique(places[:, 0])
        kinds = [self._shape(shard, field) for shard in shards.tolist()]
        dtype = np.result_type(*(kind.dtype for kind in kinds))
        out = np.empty((len(keys), *kinds[0].shape[1:]), dtype)
        order = np.argsort(places[:, 0], kind="stable")
        ends = np.searchsorted(places[order, 0], shards, side="right")
        for kind, wanted in zip(kinds, np.split(order, ends[:-1]), strict=True):
            out[wanted] = kind.open()[places[wanted, 1]]
        return out

    def table(self, keys: Sequence[str], field: str) -> NDArray[np.generic]:
        """Return the rows of `keys`, in their order, mapped where they would take much memory.

        More than `IN_MEMORY` bytes are copied into a file without a name beside the shards, which
        goes when the array does.

        Raises
        ------
        KeyError
            A key has no row.
        """
        first = self._shape(self._places[keys[0]][0], field)
        shape = (len(keys), *first.shape[1:])
        if math.prod(shape) * first.dtype.itemsize <= IN_MEMORY:
            return self.rows(keys, field)
        with TemporaryFile(dir=self._folder) as file:
            for start in range(0, len(keys), _COPIED_AT_ONCE):
                file.write(self.rows(keys[start : start + _COPIED_AT_ONCE], field).tobytes())
            file.flush()
            return np.memmap(file, first.dtype, mode="r", shape=shape)

    def _shape(self, shard: int, field: str) -> "_Rows":
        place = (shard, field)
        if place not in self._shapes:
            self._shapes[place] = _Rows.of(self._shards[shard] / f"{field}.npy")
        return self._shapes[place]

    def _add(self, shard: Path) -> None:
        index = _read_json(shard / _INDEX)
        if index.get("version") != __version__:
            return
        keys, fields = index["keys"], index["fields"]
        for field, (dtype, shape) in fields.items():
            try:
                found = np.load(shard / f"{field}.npy", mmap_mode="r")
            except (OSError, ValueError):
                return
            if str(found.dtype) != dtype or list(found.shape) != shape:
                return
        number = len(self._shards)
        self._shards.append(shard)
        for row, key in enumerate(keys):
            self._places[key] = (number, row)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _write_json(path: Path, value: object) -> None:
    temporary = path.with_name(path.name + ".tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_text(json.dumps(value), encoding="utf-8")
    os.replace(temporary, path)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
