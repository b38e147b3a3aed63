"""Reads tables of text: CSV with commas, semicolons, tabs or bars."""

import csv
import io
from collections.abc import Sequence

from pixgen.collection.readers.text import decode
from pixgen.collection.tables import Table, header_index, key_column, table_of_lines
from pixgen.errors import InputError

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 1 << 20


def read_delimited(source: str, data: bytes, *, encoding: str = "", wanted: str = "") -> Table:
    """Read a table of text; its delimiter is found.

    Raises
    ------
    InputError
        If it is no text, breaks off, is empty or has no row.
    """
    text, problems, notes = decode(source, data, encoding)
    delimiter = max(_DELIMITERS, key=lambda candidate: _fitness(text, candidate, wanted))
    lines = _parse(source, text, delimiter)
    return table_of_lines(
        source,
        lines,
        wanted=wanted,
        comma_likely=delimiter == ";",
        notes=notes,
        problems=problems,
    )


def _parse(source: str, text: str, delimiter: str) -> list[tuple[int, Sequence[str]]]:
    old_limit = csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, Sequence[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                lines.append((number, cells))
    except csv.Error as error:
        raise InputError(
            f"{source} breaks off in row {number + 1}: {error}. A quotation mark inside a quoted "
            'cell has to be doubled (""), and each quoted cell needs a closing one.'
        ) from error
    finally:
        csv.field_size_limit(old_limit)
    return lines


def _fitness(text: str, delimiter: str, wanted: str) -> tuple[bool, float, int]:
    """Rate a delimiter: a header that names the images, rows of one width, many columns."""
    reader = csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    try:
        sample = [row for _, row in zip(range(_SAMPLE_ROWS), reader, strict=False) if row]
    except csv.Error:
        return False, 0.0, 0
    start = header_index(sample, wanted)
    width = len(sample[start]) if sample else 0
    if width < 2:
        return False, 0.0, 0
    body = sample[start:]
    agreeing = sum(len(row) == width for row in body) / len(body)
    return key_column(sample[start], wanted) is not None, agreeing, width
