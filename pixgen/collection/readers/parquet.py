"""Reads a Parquet file through pyarrow, which comes with the extra ``parquet``."""

import io
from typing import Any

from pixgen.collection.readers.objects import flatten
from pixgen.collection.tables import Table, table_of_entries, unique
from pixgen.errors import InputError
from pixgen.problems import Problem


def read_parquet(source: str, data: bytes) -> Table:
    """Read a Parquet file; its rows are numbered from 1.

    Raises
    ------
    InputError
        If it is none, has no row, or pyarrow is not installed.
    """
    try:
        import pyarrow  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(
            f"{source} is a Parquet file, which needs pyarrow: pip install 'pixgen[parquet]'."
        ) from error
    problems = []
    try:
        table = pyarrow.parquet.ParquetFile(io.BytesIO(data)).read()
        columns = []
        for name, column in zip(table.column_names, table.columns, strict=True):
            lost: list[bytes] = []
            columns.append([_as_text(value, lost) for value in _plain(column, pyarrow)])
            if lost:
                reason = "It holds binary data, which is left out."
                problems.append(Problem("cell", f"{source}, column {name}", reason))
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise InputError(f"{source} cannot be read as a Parquet file: {error}.") from error
    names = unique(table.column_names)
    lists: set[str] = set()
    entries = [
        (f"{source}, row {number}", None, flatten(dict(zip(names, row, strict=True)), lists))
        for number, row in enumerate(zip(*columns, strict=True), start=1)
    ]
    return table_of_entries(source, entries, lists=lists, problems=problems)


def _plain(column: Any, pyarrow: Any) -> list[Any]:
    """Return the values of a column; dates and times as their text."""
    kind = column.type
    if pyarrow.types.is_temporal(kind):
        texts = column.cast(pyarrow.string()).to_pylist()
        return [text and _short_time(text) for text in texts]
    if pyarrow.types.is_float32(kind):
        # As float64, 0.1 would become 0.10000000149011612.
        return [value and float(value) for value in column.cast(pyarrow.string()).to_pylist()]
    return list(column.to_pylist())


def _short_time(text: str) -> str:
    """Leave out the time of a day that has none.

    Examples
    --------
    >>> _short_time("1905-05-12 00:00:00.000000"), _short_time("1905-05-12 10:30:00.000")
    ('1905-05-12', '1905-05-12 10:30:00')
    """
    head, _, fraction = text.partition(".")
    text = head if not fraction.strip("0Z") else text
    return text.removesuffix(" 00:00:00")


def _as_text(value: Any, lost: list[bytes]) -> Any:
    """Decode bytes anywhere in a value; those that are no text become None and are told."""
    if isinstance(value, dict):
        return {key: _as_text(inner, lost) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner, lost) for inner in value]
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            lost.append(value)
            return None
    return value
