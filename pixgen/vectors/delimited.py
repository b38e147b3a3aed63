"""Reads vectors from a table of text: a row an image, a column a dimension, perhaps one of names.

Rows become numbers one by one, as the texts of a large table would take many times its memory.
"""

import csv
import io
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pixgen.collection.readers.text import decode
from pixgen.collection.tables import key_column
from pixgen.errors import InputError
from pixgen.vectors.table import ALLOWED, VectorTable

_DELIMITERS = ",;\t|"
_SHOWN = 5

_Lines = Iterator[tuple[int, list[str]]]


def read_delimited_vectors(path: Path, *, wanted: str = "") -> VectorTable:
    """Read a table of text; its delimiter, its header and its column of names are found.

    The names stand in a column called ``filename`` or the like, else in the first that holds no
    numbers. Other columns without numbers are left out, and so is one without a name that counts
    the rows. With semicolons or tabs, numbers may have a decimal comma.

    Parameters
    ----------
    path
        The file.
    wanted
        What the user calls the column of names.

    Raises
    ------
    InputError
        It is no such table.
    """
    text, _, notes = decode(path.name, path.read_bytes())
    delimiter = _delimiter(text)
    lines = _lines(path.name, text, delimiter)
    first = next(lines, None)
    if first is None:
        raise InputError(f"{path.name} is empty. {ALLOWED}")
    comma = delimiter != ","
    second = next(lines, None)
    header = _header(first[1], second[1] if second else [], wanted, comma)
    body = [line for line in (None if header else first, second) if line is not None]
    if not body:
        raise InputError(f"{path.name} has a header but not a single vector.")
    width = len(header or body[0][1])
    sample = body[0][1]
    _check_width(path.name, body[0], width)
    texts = [i for i in range(width) if not _is_number(sample[i], comma)]
    name_at = _column_of_names(header, texts, wanted)
    counted = [i for i in range(width) if header and not header[i].strip() and i not in texts]
    left_out = {*texts, *counted[: 1 if name_at is None or name_at not in counted else 0]}
    kept = [i for i in range(width) if i not in left_out and i != name_at]
    if not kept:
        raise InputError(f"{path.name} has no column of numbers. {ALLOWED}")
    notes = (*notes, *_told_of(path.name, header, sorted(left_out - {name_at})))

    numbers: list[int] = []
    names: list[str] = []
    values = array("f")
    for line in _chain(body, lines):
        number, cells = line
        _check_width(path.name, line, width)
        numbers.append(number)
        if name_at is not None:
            names.append(cells[name_at])
        for i in kept:
            try:
                values.append(_number(cells[i], comma))
            except ValueError:
                column = header[i].strip() if header else i + 1
                raise InputError(
                    f"{path.name}, row {number}, column {column}: {cells[i][:40]!r} is no number. "
                    "Every row needs a number in each of the columns of its vector."
                ) from None
    vectors = np.frombuffer(values, np.float32).reshape(len(numbers), len(kept))
    named_by = f"its column {header[name_at]!r}" if header and name_at is not None else "it"
    found = tuple(names) if name_at is not None else None
    return VectorTable(path.name, vectors, found, named_by, numbers, tuple(notes))


def _delimiter(text: str) -> str:
    start = text[: 1 << 16].lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=lambda mark: (start.count(mark), mark == ","))


def _lines(source: str, text: str, delimiter: str) -> _Lines:
    """Give each row that is not empty, with its number as a spreadsheet shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise InputError(f"{source} breaks off in row {number + 1}: {error}.") from error


def _chain(body: list[tuple[int, list[str]]], lines: _Lines) -> _Lines:
    yield from body
    yield from lines


def _header(first: list[str], second: Sequence[str], wanted: str, comma: bool) -> list[str] | None:
    """Return the first row where it names the columns.

    It does where it names the column of names, has cells that are no numbers above numbers, or
    counts the columns, as tables do whose columns were given no names.
    """
    texts = [not _is_number(cell, comma) for cell in first]
    above = [
        text and i < len(second) and _is_number(second[i], comma) for i, text in enumerate(texts)
    ]
    tail = [cell.strip() for cell in first if cell.strip()]
    counts = tail == [str(n) for n in range(len(tail))] and len(tail) > 1
    named = any(texts) and key_column(first, wanted) is not None
    return first if any(above) or counts or named else None


def _column_of_names(header: list[str] | None, texts: list[int], wanted: str) -> int | None:
    if header is not None:
        key = key_column(header, wanted)
        if key is not None:
            return header.index(key)
    return texts[0] if texts else None


def _told_of(source: str, header: list[str] | None, left_out: list[int]) -> tuple[str, ...]:
    if not left_out:
        return ()
    told = [(header[i].strip() if header else "") or f"column {i + 1}" for i in left_out]
    more = f" and {len(told) - _SHOWN:,} more" if len(told) > _SHOWN else ""
    return (f"{source}: {', '.join(told[:_SHOWN])}{more} left out of the vectors.",)


def _check_width(source: str, line: tuple[int, list[str]], width: int) -> None:
    number, cells = line
    if len(cells) != width:
        raise InputError(
            f"{source}, row {number} has {len(cells):,} cells where the first row has {width:,}. "
            "All vectors have to be of one length."
        )


def _number(cell: str, comma: bool) -> float:
    return float(cell.replace(",", ".") if comma else cell)


def _is_number(cell: str, comma: bool) -> bool:
    try:
        _number(cell, comma)
    except ValueError:
        return False
    return True
