"""Owns the plain data that every kind of file with vectors becomes, and what its numbers may be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.errors import InputError

ALLOWED = (
    "Allowed are .npy (one row an image), .npz (with the arrays 'vectors' and 'names'), .csv and "
    ".parquet (one row an image: its file name, and its numbers)."
)


@dataclass(frozen=True, slots=True, eq=False)
class VectorTable:
    """What a file of vectors holds.

    Attributes
    ----------
    source
        The file's name, for messages.
    vectors
        M×D, a real number type; a memory map where the file allows it.
    names
        What the rows call their images; None where they count by their order.
    named_by
        What the file calls these names: a column, an array, or a file beside it.
    numbers
        The number of each row as one finds it in the file.
    notes
        Choices made while reading it.
    """

    source: str
    vectors: NDArray[Any]
    names: tuple[str, ...] | None
    named_by: str
    numbers: Sequence[int]
    notes: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """Tell where a row stands."""
        return f"{self.source}, row {self.numbers[row]}"


def check_vectors(source: str, vectors: NDArray[Any]) -> NDArray[Any]:
    """Make sure that an array can be one of vectors.

    Raises
    ------
    InputError
        It is no table of real numbers, or holds none.
    """
    if vectors.ndim != 2:
        raise InputError(
            f"{source} holds an array of the shape {_shape(vectors)}; it has to have two axes: a "
            "row an image, a column a dimension."
        )
    if vectors.dtype.kind not in "fiub":
        raise InputError(
            f"{source} holds values of the type {vectors.dtype}; a vector is made of real numbers, "
            "such as float32."
        )
    if not vectors.size:
        raise InputError(f"{source} holds no vector: its shape is {_shape(vectors)}.")
    return vectors


def check_names(table: VectorTable) -> VectorTable:
    """Make sure that there is a name for each row.

    Raises
    ------
    InputError
        There are more or fewer.
    """
    if table.names is not None and len(table.names) != len(table.vectors):
        raise InputError(
            f"{table.source} has {len(table.vectors):,} vectors, but {table.named_by} has "
            f"{len(table.names):,} names. There has to be one for each, in the same order."
        )
    return table


def unpack_codes(table: VectorTable) -> VectorTable:
    """Return binary codes of eight bits a byte as 0 and 1, and any other vectors as they are.

    Examples
    --------
    >>> codes = np.array([[5, 255]], np.uint8)
    >>> unpack_codes(VectorTable("v.npy", codes, None, "", [1])).vectors.shape
    (1, 16)
    """
    if table.vectors.dtype != np.uint8 or table.vectors.max() <= 1:
        return table
    bits = np.unpackbits(table.vectors, axis=1)
    note = f"{table.source}: its bytes were taken as codes of {bits.shape[1]:,} bits."
    return replace(table, vectors=bits, notes=(*table.notes, note))


def _shape(array: NDArray[Any]) -> str:
    return "×".join(map(str, array.shape)) or "a single value"


def row_numbers(count: int, first: int = 1) -> Sequence[int]:
    """Number rows one after the other."""
    return range(first, first + count)


def as_floats(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Return rows as float32; what is too large for it becomes infinite."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(rows, np.float32)
