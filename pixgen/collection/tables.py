"""Owns the plain table that every kind of metadata file becomes: names of columns, rows of text."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pixgen.collection.roles import ROLES, plain_name
from pixgen.errors import InputError
from pixgen.problems import Problem

_HEADER_WITHIN = 10
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: where it stands, for messages, and one text for each column."""

    place: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A metadata table, all text.

    Attributes
    ----------
    source
        The file's name, for messages.
    columns
        Unique and not empty.
    rows
        At least one; rows without any text are left out.
    key
        The column that names the images, where the kind of file tells; else empty.
    comma_likely
        Whether its numbers are likely to have a decimal comma.
    lists
        Columns whose cells are lists, joined by ``|``.
    problems
        Rows and entries that cannot be read whole.
    notes
        Choices made while reading it.
    """

    source: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    key: str = ""
    comma_likely: bool = False
    lists: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def key_column(columns: Sequence[str], wanted: str = "") -> str | None:
    """Return the column that names the images: the one `wanted`, else the first of a known name.

    Examples
    --------
    >>> key_column(["Title", "File Name"]), key_column(["Nr", "file"], "nr")
    ('File Name', 'Nr')
    """
    plain = {plain_name(column): column for column in reversed(columns)}
    names = (plain_name(wanted), *ROLES["filename"])
    return next((plain[name] for name in names if name and name in plain), None)


def header_index(lines: Sequence[Sequence[str]], wanted: str = "") -> int:
    """Return which of the lines names the columns.

    It is the first, unless a fuller one soon after names the images: spreadsheets often begin
    with a title.
    """
    filled = [sum(1 for cell in line if cell.strip()) for line in lines[:_HEADER_WITHIN]]
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        if key_column(line, wanted) is not None:
            lesser = all(2 * count <= filled[index] for count in filled[:index])
            return index if lesser else 0
    return 0


def table_of_lines(
    source: str,
    lines: Sequence[tuple[int, Sequence[str]]],
    *,
    wanted: str = "",
    comma_likely: bool = False,
    notes: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> Table:
    """Make a table of the numbered lines of a spreadsheet, of which one names the columns.

    Parameters
    ----------
    source
        Name of the file.
    lines
        Number as a spreadsheet shows it, and cells; lines without text are left out.
    wanted
        What the user calls the column that names the images.

    Raises
    ------
    InputError
        If there is no line, or none but the header.
    """
    if not lines:
        raise InputError(f"{source} is empty. Its first row has to name the columns.")
    start = header_index([cells for _, cells in lines[:_HEADER_WITHIN]], wanted)
    (number, header), body = lines[start], lines[start + 1 :]
    told = list(notes)
    if start:
        told.append(f"{source}: row {number} names the columns; what stands above it is left out.")
    used = {i for _, cells in body for i, cell in enumerate(cells[: len(header)]) if cell.strip()}
    kept = [i for i, name in enumerate(header) if name.strip() or i in used]
    columns = unique(header[i].strip() or f"column {i + 1}" for i in kept)
    rows, found = [], list(problems)
    for number, cells in body:
        place = f"{source}, row {number}"
        if any(cell.strip() for cell in cells[len(header) :]):
            reason = (
                f"The row has {len(cells)} cells where the header has {len(header)}; what is too "
                "much is left out."
            )
            found.append(Problem("cell", place, reason))
        padded = (*cells, *[""] * (len(header) - len(cells)))
        rows.append(Row(place, tuple(clean(padded[i]) for i in kept)))
    if not rows:
        raise InputError(f"{source} has the columns {', '.join(columns)} but not a single row.")
    return Table(
        source,
        columns,
        tuple(rows),
        comma_likely=comma_likely,
        problems=tuple(found),
        notes=tuple(told),
    )


def table_of_entries(
    source: str,
    entries: Iterable[tuple[str, str | None, Mapping[str, str]]],
    *,
    lists: Collection[str] = (),
    problems: Sequence[Problem] = (),
    notes: Sequence[str] = (),
) -> Table:
    """Make a table of entries that name their own columns.

    Parameters
    ----------
    source
        Name of the file or folder.
    entries
        Where the entry stands; the name of its image where the entry itself need not tell, else
        None; column to text.
    lists
        Columns whose texts are lists, joined by ``|``.

    Raises
    ------
    InputError
        If there is no entry.
    """
    kept = [(place, name, dict(values)) for place, name, values in entries]
    if not kept:
        reasons = "".join(f"\n  {p.name}: {p.reason}" for p in problems[:5])
        raise InputError(f"{source} holds no entry with metadata of an image.{reasons}")
    order = dict.fromkeys(column for _, _, values in kept for column in values)
    # An object that is missing in some entries stands there as an empty column of its name.
    outer = {".".join(column.split(".")[:-1]) for column in order} & set(order)
    for column in outer:
        if not any(values.get(column) for _, _, values in kept):
            del order[column]
    key = ""
    if any(name is not None for _, name, _ in kept):
        key = next((column for column in order if plain_name(column) == "filename"), "filename")
        order.setdefault(key)
        for _, name, values in kept:
            values[key] = values.get(key, "").strip() or name or ""
    columns = unique(clean(column).strip() or "no name" for column in order)
    rows = tuple(
        Row(place, tuple(clean(values.get(column, "")) for column in order))
        for place, _, values in kept
    )
    return Table(
        source,
        columns,
        rows,
        key=columns[list(order).index(key)] if key else "",
        lists=frozenset(c for c, own in zip(columns, order, strict=True) if own in lists),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Tell columns of one name apart by a number.

    Examples
    --------
    >>> unique(["tag", "tag"])
    ('tag', 'tag (2)')
    """
    taken: dict[str, None] = {}
    for name in names:
        count, candidate = 1, name
        while candidate in taken:
            count += 1
            candidate = f"{name} ({count})"
        taken[candidate] = None
    return tuple(taken)


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which no file can hold, by U+FFFD."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)
