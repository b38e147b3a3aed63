"""Owns the way from a stage's plain values to one tree of JSON with arrays beside it, and back."""

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.digests import digest

Arrays = list[NDArray[Any]]
T = TypeVar("T")


class Deferred(Generic[T]):
    """A value that is known by a key, and made when it is first looked at.

    Parameters
    ----------
    key
        Changes whenever the value would.
    make
        Returns the value.
    """

    def __init__(self, key: str, make: Callable[[], T]) -> None:
        self.key = key
        self._make = make
        self._made: list[T] = []

    def get(self) -> T:
        """Return the value."""
        if not self._made:
            self._made.append(self._make())
        return self._made[0]


def fingerprint(*values: object) -> str:
    """Return a digest of values: arrays, plain values, dataclasses, and tuples and maps of them.

    Raises
    ------
    TypeError
        A value is of another kind.

    Examples
    --------
    >>> fingerprint(np.zeros(2), 1.5) == fingerprint(np.zeros(2), 1.5)
    True
    >>> fingerprint(np.zeros(2)) == fingerprint(np.zeros(2, np.float32))
    False
    """
    arrays: Arrays = []
    tree = take_apart(values, arrays)
    kinds = [[array.dtype.str, *array.shape] for array in arrays]
    return digest(json.dumps([tree, kinds]), *map(array_bytes, arrays))


def take_apart(value: object, arrays: Arrays) -> Any:
    """Return a value as JSON, in which arrays are numbers of entries of `arrays`.

    Raises
    ------
    TypeError
        A value cannot be kept.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return {"plain": value}
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, Deferred):
        return {"key": value.key}
    if isinstance(value, tuple):
        return {"tuple": [take_apart(item, arrays) for item in value]}
    if isinstance(value, Mapping):
        return {"map": [[key, take_apart(item, arrays)] for key, item in value.items()]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        fields = [[name, take_apart(getattr(value, name), arrays)] for name in names]
        kind = type(value)
        return {"class": [kind.__module__, kind.__qualname__], "fields": fields}
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def put_together(tree: Any, arrays: Arrays) -> Any:
    """Return the value that `take_apart` took apart."""
    if "plain" in tree:
        return tree["plain"]
    if "array" in tree:
        return arrays[tree["array"]]
    if "tuple" in tree:
        return tuple(put_together(item, arrays) for item in tree["tuple"])
    if "map" in tree:
        return {key: put_together(item, arrays) for key, item in tree["map"]}
    module, name = tree["class"]
    # The stage that is asked for has been imported, and with it the classes that it returns.
    kind = getattr(sys.modules[module], name)
    return kind(**{name: put_together(item, arrays) for name, item in tree["fields"]})


def array_bytes(array: NDArray[Any]) -> memoryview:
    """Return the bytes of an array, row by row."""
    if array.size == 0:
        return memoryview(b"")
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
