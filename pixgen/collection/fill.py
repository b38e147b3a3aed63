"""Adds what the images themselves say to the columns of a collection."""

from collections.abc import Sequence
from dataclasses import replace

from pixgen.collection import cells
from pixgen.collection.columns import read_cells
from pixgen.collection.counting import count_column
from pixgen.collection.records import Collection, Column, ColumnKind, Value, texts_of
from pixgen.collection.roles import plain_name, role_named
from pixgen.problems import Problem


def fill_missing(
    collection: Collection, name: str, kind: ColumnKind, texts: Sequence[str], *, source: str
) -> Collection:
    """Fill a column where the tables have nothing for an image, and add it where there is none.

    The column is the one that plays the role `name`, such as ``date`` or ``lat``, whatever the
    table calls it; else the one called so; else a new one behind the others. What a table says
    stays, in any spelling.

    Parameters
    ----------
    collection
        Its images and columns.
    name
        The role of the column, or its name.
    kind
        The kind of a new column. One that is there keeps its own.
    texts
        One an image, in the order of the records: what the image says, "" for nothing. Numbers
        with a point, dates as `pixgen.collection.dates.parse_date` reads them (EXIF's
        ``1905:05:12 10:00:00`` among them), tags joined by ``|``.
    source
        Where the texts come from, for messages, such as ``EXIF``.

    Returns
    -------
    Collection
        With the column filled and counted anew. Texts that cannot be read as its kind are among
        the problems, of the kind ``cell``. If `texts` says nothing, it is the same as before.
    """
    role = role_named(name) or ""
    by_role = [column for column in collection.columns if role and column.role == role]
    by_name = [c for c in collection.columns if plain_name(c.name) == plain_name(name)]
    found = next(iter([*by_role, *by_name]), None)
    target = found or Column(name, kind, role)
    old = texts_of(collection.records, target.name)
    new = [
        "" if has or cells.says_nothing(text, target.kind) else text.strip()
        for has, text in zip(old, texts, strict=True)
    ]
    if not any(new):
        return collection
    style = cells.style_of(target.name, ())
    read = read_cells(target, new, replace(style, separator=cells.TAG_SEPARATOR))
    records = tuple(
        replace(
            record,
            metadata={**record.metadata, target.name: text},
            values=record.values if value is None else {**record.values, target.name: value},
        )
        if text
        else record
        for record, text, value in zip(collection.records, read.texts, read.values, strict=True)
    )
    values: list[Value | None] = [record.values.get(target.name) for record in records]
    counted = replace(
        count_column(target, texts_of(records, target.name), values),
        bad=target.bad + read.column.bad,
    )
    columns = [counted if column is found else column for column in collection.columns]
    problems = [
        Problem("cell", f"{collection.records[index].name}, {source}, column {target.name}", reason)
        for index, reason in read.bad
    ]
    return replace(
        collection,
        records=records,
        columns=tuple(columns if found else [*columns, counted]),
        problems=(*collection.problems, *problems),
    )
