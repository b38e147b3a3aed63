"""Owns the results of whole stages: what was computed from the same values is found again."""

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from pixgen.cache.digests import code_version, digest
from pixgen.cache.durable import TEMPORARY
from pixgen.cache.sealed import make_folder, read_sealed, write_sealed
from pixgen.cache.values import (
    Arrays,
    Deferred,
    array_bytes,
    fingerprint,
    put_together,
    take_apart,
)

T = TypeVar("T")


class Keep(Protocol):
    """Calls a function, or knows what it would return."""

    def __call__(self, function: Callable[..., T], *arguments: object, **settings: object) -> T:
        """Return ``function(*arguments, **settings)``."""
        ...


_SUFFIX = ".stage"
_LENGTH_BYTES = 8
# Packages whose new versions may give other numbers.
_PACKAGES = ("numpy", "scipy", "scikit-learn", "umap-learn", "numba", "annoy")


class Stages:
    """Calls the functions of stages, or gives what they returned to the same arguments before.

    A result is kept under a digest of the function's code (see
    `pixgen.cache.digests.code_version`) and of its arguments' content.

    Parameters
    ----------
    folder
        Where the results lie, one sealed file each.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, function: Callable[..., T], *arguments: object, **settings: object) -> T:
        """Return ``function(*arguments, **settings)``.

        Parameters
        ----------
        function
            A pure function of a module of pixgen. What a `functools.partial` binds is handed on
            and does not count, as a progress bar does not change a result.
        arguments, settings
            As `pixgen.cache.values.fingerprint` takes them; a `Deferred` counts by its key and is
            made only for a call.
        """
        bare = function.func if isinstance(function, functools.partial) else function
        code = code_version(bare.__module__, *_PACKAGES)
        key = digest(code, bare.__qualname__, fingerprint(*arguments, settings))
        name = f"{bare.__module__.partition('.')[2]}.{bare.__qualname__}"
        path = self._folder / f"{name}-{key}{_SUFFIX}"
        content = read_sealed(path)
        if content is not None:
            os.utime(path)
            kept: T = _unpack(content)
            return kept
        made = function(*map(_made, arguments), **{n: _made(v) for n, v in settings.items()})
        make_folder(self._folder)
        write_sealed(path, *_pack(made))
        return made

    def sweep(self, keep: int) -> None:
        """Remove all but the `keep` results of each function that were used last."""
        for path in self._folder.glob(f"*{TEMPORARY}"):
            path.unlink()
        by_function: dict[str, list[Path]] = {}
        for path in self._folder.glob(f"*{_SUFFIX}"):
            by_function.setdefault(path.name.rpartition("-")[0], []).append(path)
        for paths in by_function.values():
            paths.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
            for path in paths[keep:]:
                path.unlink()


def call(function: Callable[..., T], *arguments: object, **settings: object) -> T:
    """Call a stage and keep nothing."""
    return function(*map(_made, arguments), **{n: _made(v) for n, v in settings.items()})


def _made(value: object) -> object:
    return value.get() if isinstance(value, Deferred) else value


def _pack(value: object) -> list[bytes | memoryview]:
    arrays: Arrays = []
    tree = take_apart(value, arrays)
    kinds = [[array.dtype.str, list(array.shape)] for array in arrays]
    head = json.dumps({"value": tree, "arrays": kinds}).encode("utf-8")
    return [len(head).to_bytes(_LENGTH_BYTES, "little"), head, *map(array_bytes, arrays)]


def _unpack(content: memoryview) -> Any:
    start = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    head = json.loads(bytes(content[_LENGTH_BYTES:start]))
    arrays: Arrays = []
    for dtype, shape in head["arrays"]:
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        array = np.frombuffer(content[start : start + size], dtype).reshape(shape)
        # A copy is aligned and may be written to, as a new result may.
        arrays.append(array.copy())
        start += size
    return put_together(head["value"], arrays)
