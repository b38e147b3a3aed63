"""Reads a file of vectors as its kind; NumPy's own kinds here, tables in their own modules."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.digests import digest
from pixgen.collection.readers import read_tables
from pixgen.collection.tables import key_column
from pixgen.errors import InputError
from pixgen.vectors.delimited import read_delimited_vectors
from pixgen.vectors.parquet import read_parquet_vectors
from pixgen.vectors.table import (
    ALLOWED,
    VectorTable,
    check_names,
    check_vectors,
    row_numbers,
    unpack_codes,
)

NAMES_BESIDE = "names.csv"
"""The table beside a .npy file that names its rows, as ``pixgen export vectors`` writes it."""

_TEXT = (".csv", ".tsv", ".txt")
_NAMES, _VECTORS = ("names", "filenames", "filename"), ("vectors", "embeddings", "features")


def read_vectors(path: Path, *, wanted: str = "", codes: bool = False) -> VectorTable:
    """Read a file of vectors.

    Parameters
    ----------
    path
        A .npy, .npz, .csv, .tsv, .txt or .parquet file.
    wanted
        What the user calls the column that names the images; empty for the usual names.
    codes
        Whether bytes are eight binary places each, as ``hamming`` compares them.

    Raises
    ------
    InputError
        There is no such file, or no vectors can be had from it.
    """
    kind = path.suffix.lower()
    if not path.is_file():
        raise InputError(f"The file of vectors {path} does not exist (--vectors).")
    try:
        if kind == ".npy":
            table = _read_npy(path, wanted)
        elif kind == ".npz":
            table = _read_npz(path)
        elif kind in _TEXT:
            table = read_delimited_vectors(path, wanted=wanted)
        elif kind == ".parquet":
            table = read_parquet_vectors(path, wanted=wanted)
        else:
            raise InputError(
                f"The file of vectors {path} ends in {path.suffix or 'nothing'!r}. {ALLOWED}"
            )
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"The file of vectors {path} cannot be read: {reason}.") from error
    check_vectors(table.source, table.vectors)
    return check_names(unpack_codes(table) if codes else table)


def companions(path: Path) -> tuple[Path, ...]:
    """Return all files that `read_vectors` looks at."""
    beside = path.with_name(NAMES_BESIDE)
    return (path, beside) if path.suffix.lower() == ".npy" and beside.is_file() else (path,)


def content_of(path: Path) -> str:
    """Return a digest of all that `read_vectors` reads."""
    contents = []
    for file in companions(path):
        with file.open("rb") as stream:
            contents.append(hashlib.file_digest(stream, "blake2b").hexdigest())
    return digest(*contents)


def _read_npy(path: Path, wanted: str) -> VectorTable:
    try:
        vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise InputError(
            f"{path.name} is no array that NumPy can read ({_first_line(error)}). Write it with "
            "numpy.save(file, array), the array being of numbers."
        ) from error
    if not isinstance(vectors, np.ndarray):
        raise InputError(f"{path.name} holds no array of numbers. {ALLOWED}")
    names: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    for beside in companions(path)[1:]:
        names = _column_of_names(beside, wanted)
        notes = (f"{path.name}: {beside.name} beside it names the rows.",)
    return VectorTable(
        path.name, vectors, names, NAMES_BESIDE, row_numbers(_length(vectors)), notes
    )


def _column_of_names(path: Path, wanted: str) -> tuple[str, ...]:
    (table,) = read_tables([str(path)], wanted=wanted)
    key = table.key or key_column(table.columns, wanted)
    if key is None:
        raise InputError(
            f"{path} has the columns {', '.join(table.columns)}; one of them has to name the image "
            "files: call it filename. If it has nothing to do with the vectors, move it elsewhere."
        )
    position = table.columns.index(key)
    return tuple(row.cells[position] for row in table.rows)


def _read_npz(path: Path) -> VectorTable:
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name} is no archive of plain arrays that NumPy can read "
            f"({_first_line(error)}). Write it with numpy.savez(file, vectors=array, "
            "names=numpy.array(names, dtype=str))."
        ) from error
    vectors_name = _find(_VECTORS, {n for n, array in arrays.items() if array.ndim == 2})
    if vectors_name is None:
        held = ", ".join(f"{name} ({array.ndim} axes)" for name, array in arrays.items())
        raise InputError(
            f"{path.name} holds the arrays {held or 'none'}; call the one with a row an image "
            "'vectors', and the one with their file names 'names'."
        )
    names_name = _find(
        _NAMES, {n for n, a in arrays.items() if a.ndim == 1 and a.dtype.kind in "US"}
    )
    names = None
    if names_name is not None:
        names = tuple(map(_as_text, arrays[names_name].tolist()))
    vectors = arrays[vectors_name]
    named_by = f"its array {names_name!r}"
    return VectorTable(path.name, vectors, names, named_by, row_numbers(len(vectors)))


def _find(usual: tuple[str, ...], among: set[str]) -> str | None:
    """Return the array of a usual name, else the only one there is."""
    named = next((name for name in usual if name in among), None)
    return named or (next(iter(among)) if len(among) == 1 else None)


def _length(array: NDArray[Any]) -> int:
    return len(array) if array.ndim else 0


def _as_text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160].rstrip(".")
