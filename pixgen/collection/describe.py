"""Writes what the columns of a collection hold as lines for a terminal."""

from collections.abc import Sequence

from pixgen.collection.records import Column

_LONGEST_NAME = 30


def describe_columns(columns: Sequence[Column], count: int) -> list[str]:
    r"""Describe columns, one a line: name, kind, how many images have it, and what is in it.

    Parameters
    ----------
    columns
        The columns.
    count
        Number of images.

    Examples
    --------
    >>> lines = describe_columns([Column("Jahr", "date", "date", 9, 4, "1905 – 1910", 1)], 10)
    >>> print("\n".join(lines))
    Columns of the metadata, and how many of the 10 images have a value in each:
      Jahr  date  9  1905 – 1910; 1 bad cell
    """
    if not columns:
        return []
    rows = [
        (_name(column), column.kind, f"{column.filled:,}", "; ".join(_about(column)))
        for column in columns
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    head = f"Columns of the metadata, and how many of the {count:,} images have a value in each:"
    return [
        head,
        *(
            f"  {name:{widths[0]}}  {kind:{widths[1]}}  {filled:>{widths[2]}}  {about}"
            for name, kind, filled, about in rows
        ),
    ]


def _name(column: Column) -> str:
    name = " ".join(column.name.split())
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _about(column: Column) -> list[str]:
    parts = [column.span or f"{column.distinct:,} distinct"]
    if column.bad:
        parts.append(f"{column.bad:,} bad cell{'s' if column.bad > 1 else ''}")
    if column.role not in ("", column.name, column.kind):
        parts.append(f"as {column.role}")
    return parts
