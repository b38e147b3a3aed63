"""Reads a sheet of an Excel workbook through openpyxl: each cell as the text that Excel shows."""

import datetime
import io
import re
import warnings
from collections.abc import Sequence
from typing import Any

from pixgen.collection.tables import Table, header_index, table_of_lines
from pixgen.errors import InputError, PixgenError
from pixgen.problems import Problem

_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"'
)
_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")


def read_workbook(source: str, data: bytes, *, sheet: str = "", wanted: str = "") -> Table:
    """Read one sheet of a workbook.

    A formula's cell has the value that was stored with it. A cell merged over several rows counts
    for each of them.

    Parameters
    ----------
    source
        Name of the file.
    data
        Its bytes.
    sheet
        Name of the sheet; empty takes the first.
    wanted
        What the user calls the column that names the images.

    Raises
    ------
    InputError
        If it is no workbook, or has no such sheet, or the sheet has no row.
    """
    import openpyxl  # type: ignore[import-untyped]

    try:
        with warnings.catch_warnings():
            # It warns of what it does not keep, such as the rules for entering data.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            chosen = _choose(source, book, sheet)
            markup = _markup(book, chosen)
            lines, merged = _lines(chosen), _merged(markup)
    except PixgenError:
        raise
    except Exception as error:
        # A damaged workbook makes openpyxl raise whatever its parts raise.
        raise InputError(
            f"{source} cannot be read as an Excel workbook ({type(error).__name__}: {error}). Open "
            "it in a spreadsheet and save it again as .xlsx or as 'CSV UTF-8'."
        ) from error
    if not lines and len(book.sheetnames) > 1:
        raise InputError(
            f"The sheet {chosen.title!r} of {source} is empty. Choose another with --sheet: "
            f"{', '.join(map(repr, book.sheetnames))}."
        )
    _spread(lines, merged, header_index([cells for _, cells in lines], wanted))
    notes = []
    if not sheet and len(book.worksheets) > 1:
        others = ", ".join(repr(other.title) for other in book.worksheets if other is not chosen)
        notes.append(f"{source}: the sheet {chosen.title!r} was read; there are also {others}.")
    return table_of_lines(
        source, lines, wanted=wanted, notes=notes, problems=_without_value(source, markup)
    )


def _choose(source: str, book: Any, sheet: str) -> Any:
    sheets = {other.title: other for other in book.worksheets}
    if not sheets:
        raise InputError(f"{source} has no sheet with cells.")
    if not sheet:
        return book.worksheets[0]
    if sheet not in sheets:
        raise InputError(
            f"{source} has no sheet {sheet!r}; its sheets are {', '.join(map(repr, sheets))}."
        )
    return sheets[sheet]


def _lines(sheet: Any) -> list[tuple[int, Sequence[str]]]:
    # What the file says of its size is often wrong.
    sheet.reset_dimensions()
    lines: list[tuple[int, Sequence[str]]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            lines.append((number, cells))
    return lines


def _markup(book: Any, sheet: Any) -> bytes:
    """Return the XML of a sheet, which tells what openpyxl leaves out when it reads row by row."""
    with book._archive.open(sheet._worksheet_path) as file:
        return bytes(file.read())


def _without_value(source: str, markup: bytes) -> list[Problem]:
    """Tell of formulas whose value the writing program left to the one that opens the file."""
    reason = (
        "The formula has no stored value and counts as missing. Open the file in a spreadsheet and "
        "save it again."
    )
    return [
        Problem("cell", f"{source}, row {row.decode()}, column {column.decode()}", reason)
        for column, row in _WITHOUT_VALUE.findall(markup)
    ]


def _merged(markup: bytes) -> list[tuple[int, int, int]]:
    """Return column, first and last row of the cells merged over several rows."""
    from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped]

    areas = [
        (column_index_from_string(column.decode()) - 1, int(first), int(last))
        for column, first, last in _MERGED.findall(markup)
    ]
    return [(column, first, last) for column, first, last in areas if first < last]


def _spread(
    lines: list[tuple[int, Sequence[str]]], merged: list[tuple[int, int, int]], header: int
) -> None:
    """Repeat the text of cells merged over several rows in each of these rows that has text."""
    body = {number: index for index, (number, _) in enumerate(lines) if index > header}
    for column, first, last in merged:
        if first not in body:
            continue
        cells = lines[body[first]][1]
        text = cells[column] if column < len(cells) else ""
        for index in range(body[first] + 1, len(lines)):
            number, old = lines[index]
            if number > last:
                break
            padded = [*old, *[""] * (column + 1 - len(old))]
            padded[column] = padded[column] or text
            lines[index] = number, padded


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    shape = _NOT_SHOWN.sub("", cell.number_format or "").casefold()
    if isinstance(value, int | float):
        return _number_text(value, shape)
    if isinstance(value, datetime.datetime | datetime.date):
        return _date_text(value, shape)
    return str(value)


def _number_text(value: float, shape: str) -> str:
    if "%" in shape:
        return f"{value * 100:.12g}%"
    if abs(value) < 1e15 and value == int(value):
        # A number shown as 00012 is an identifier.
        return str(int(value)).zfill(len(shape)) if shape.strip("0") == "" else str(int(value))
    # Excel counts in 15 digits.
    return f"{value:.15g}"


def _date_text(value: datetime.date, shape: str) -> str:
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return value.isoformat(sep=" ", timespec="seconds")
    if "y" in shape and "d" not in shape:
        return value.isoformat()[: 7 if "m" in shape else 4]
    return value.isoformat()[:10]
