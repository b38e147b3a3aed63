"""Counts what is in a column, and finds between which values its cells lie."""

from collections.abc import Sequence
from dataclasses import replace

from pixgen.collection.intervals import Interval
from pixgen.collection.records import Column, ColumnKind, Value


def count_column(column: Column, texts: Sequence[str], values: Sequence[Value | None]) -> Column:
    """Return the column with its cells counted; its bad ones stay as they were."""
    return replace(
        column,
        filled=sum(1 for text in texts if text),
        distinct=_distinct(column.kind, texts, values),
        span=_span(column.kind, values),
    )


def _distinct(kind: ColumnKind, texts: Sequence[str], values: Sequence[Value | None]) -> int:
    if kind == "tags":
        return len({tag for value in values if isinstance(value, tuple) for tag in value})
    return len({text for text in texts if text})


def _span(kind: ColumnKind, values: Sequence[Value | None]) -> str:
    """Return the least and the greatest of numbers, degrees or dates."""
    if kind == "date":
        intervals = [value for value in values if isinstance(value, Interval)]
        years = [day.year for i in intervals for day in (i.first, i.last) if day is not None]
        ends = [_year_text(year) for year in (min(years), max(years))] if years else []
    else:
        numbers = [value for value in values if isinstance(value, float)]
        show = _degrees_text if kind == "coordinate" else _number_text
        ends = [show(number) for number in (min(numbers), max(numbers))] if numbers else []
    return " – ".join(dict.fromkeys(ends))


def _year_text(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _degrees_text(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _number_text(number: float) -> str:
    """Write a number as short as one reads it.

    Examples
    --------
    >>> _number_text(20051.0), _number_text(52.061314), _number_text(1e22)
    ('20,051', '52.06', '1e+22')
    """
    if abs(number) >= 1e15:
        return f"{number:.4g}"
    return f"{number:,.0f}" if number.is_integer() or abs(number) >= 1e4 else f"{number:.4g}"
