"""Owns the file of one field of a shard: rows one after the other, each with its checksum."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.values import array_bytes

# Shorter files are read whole when one row of them is wanted.
READ_WHOLE = 262_144


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows lie in their file.

    Attributes
    ----------
    dtype
        Of the array, with its byte order; None for texts in UTF-8.
    shape
        Of one row.
    starts
        Where each row starts, and where the last one ends.
    sums
        CRC-32 of each row.
    """

    dtype: str | None
    shape: tuple[int, ...]
    starts: Sequence[int]
    sums: Sequence[int]


def write_rows(path: Path, rows: NDArray[Any]) -> Rows:
    """Write rows one after the other, not flushed.

    Parameters
    ----------
    path
        The file.
    rows
        Any array of at least one dimension; texts may be of any length.
    """
    if rows.dtype.kind in "OU":
        contents: list[bytes | memoryview] = [
            str(text).encode("utf-8", "surrogatepass") for text in rows
        ]
        dtype, shape = None, ()
    else:
        # In the byte order of nearly all machines, so that a folder may move between them.
        rows = rows.astype(rows.dtype.newbyteorder("<"), copy=False)
        contents = [array_bytes(row) for row in rows]
        dtype, shape = rows.dtype.str, rows.shape[1:]
    starts = np.cumsum([0, *map(len, contents)]).tolist()
    with path.open("wb") as file:
        for content in contents:
            file.write(content)
    sums = [zlib.crc32(content) for content in contents]
    return Rows(dtype, shape, starts, sums)


def read_rows(path: Path, kind: Rows, rows: Sequence[int]) -> list[bytes] | None:
    """Read rows of a field; None where one cannot be read or is not what was written."""
    found = []
    try:
        with path.open("rb", buffering=0) as file:
            total = kind.starts[-1]
            whole = None
            if total <= READ_WHOLE or 4 * len(rows) >= len(kind.sums):
                whole = memoryview(file.read())
                if len(whole) != total:
                    return None
            for row in rows:
                start, end = kind.starts[row], kind.starts[row + 1]
                if whole is None:
                    file.seek(start)
                    content = file.read(end - start)
                else:
                    content = bytes(whole[start:end])
                if zlib.crc32(content) != kind.sums[row]:
                    return None
                found.append(content)
    except OSError:
        return None
    return found
