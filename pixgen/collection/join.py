"""Joins the rows of all tables to the images, column by column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pixgen.collection.cells import is_missing
from pixgen.collection.match import Matches, match, stem, tidy_key
from pixgen.collection.roles import ROLES, find_column, plain_name
from pixgen.collection.tables import Row, Table, key_column, unique
from pixgen.errors import InputError
from pixgen.problems import Problem

_SEARCHED = 200
_NEAR = 3
_LEAST_LIKENESS = 85


@dataclass(frozen=True, slots=True)
class JoinedColumn:
    """One column of the joined tables.

    Attributes
    ----------
    name
        As the first table that has it writes it.
    texts
        One cell an image, "" where no table has one.
    rows
        The row that the cell stands in.
    comma_likely
        Whether its numbers are likely to have a decimal comma.
    is_list
        Whether its cells are lists, joined by ``|``.
    """

    name: str
    texts: list[str]
    rows: list[Row | None]
    comma_likely: bool
    is_list: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """The columns of all tables, by image, and what was found amiss."""

    columns: tuple[JoinedColumn, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def join(names: Sequence[str], tables: Sequence[Table], *, wanted: str = "") -> Joined:
    """Join the rows of `tables` to the images, as `pixgen.collection.match.match` pairs them.

    Parameters
    ----------
    names
        The images, in the collection's order.
    tables
        Where several have a column of one name, the first that has a value for an image counts.
    wanted
        What the user calls the column that names the images; empty for the usual names.

    Returns
    -------
    Joined
        Every column but those that name the images. Rows without an image, rows that could mean
        several, images without a row in any table and values that contradict each other are
        among the problems.

    Raises
    ------
    ConfigError
        If no table has the column `wanted`.
    InputError
        If a table has no column that can name images, or none of its rows names one.
    """
    if wanted and tables and not any(table.key for table in tables):
        all_columns = list(dict.fromkeys(name for table in tables for name in table.columns))
        find_column(wanted, all_columns)
    columns: dict[str, JoinedColumn] = {}
    found: list[Problem] = []
    notes: list[str] = []
    joined: set[int] = set()
    strays: list[tuple[str, str]] = []
    for table in tables:
        key = _key_of(table, wanted, names)
        position = table.columns.index(key)
        keys = [tidy_key(row.cells[position]) for row in table.rows]
        matches = match(names, keys, [row.place for row in table.rows])
        if not matches.rows:
            raise InputError(_nothing_joined(names, table, position))
        joined.update(matches.rows)
        strays += [(keys[i], table.rows[i].place) for i in matches.unknown]
        notes += [*table.notes, _tally(table, matches)]
        found += [*table.problems, *_row_problems(table, keys, matches, names)]
        found += _take(table, position, matches, names, columns)
    if tables:
        found += _image_problems(names, joined, strays, [table.source for table in tables])
    return Joined(tuple(columns.values()), tuple(found), tuple(notes))


def _key_of(table: Table, wanted: str, names: Sequence[str]) -> str:
    key = table.key or key_column(table.columns, wanted)
    if key is None:
        raise InputError(
            f"{table.source} has the columns {', '.join(table.columns)}; one of them has to name "
            f"the image files. Call it {' or '.join(ROLES['filename'][:5])}, or tell which it is "
            f"with --column filename=COLUMN.{_better_column(names, table)}"
        )
    return key


def _tally(table: Table, matches: Matches) -> str:
    return f"{table.source}: {len(matches.rows):,} of {len(table.rows):,} rows have an image."


def _nothing_joined(names: Sequence[str], table: Table, position: int) -> str:
    return (
        f"Not one of the {len(table.rows):,} rows of {table.source} names an image: its column "
        f"{table.columns[position]!r} begins with {table.rows[0].cells[position]!r}, the images "
        f"with {names[0]!r}.{_better_column(names, table)}"
    )


def _better_column(names: Sequence[str], table: Table) -> str:
    """Tell which column does name images, if any."""
    stems = set(map(stem, names))
    hits = [
        sum(stem(tidy_key(row.cells[i])) in stems for row in table.rows)
        for i in range(len(table.columns))
    ]
    if not any(hits):
        return ""
    better = table.columns[hits.index(max(hits))]
    return f" The column {better!r} names images: give --column 'filename={better}'."


def _row_problems(
    table: Table, keys: Sequence[str], matches: Matches, names: Sequence[str]
) -> list[Problem]:
    reasons = dict(matches.reasons)
    free = [name for number, name in enumerate(names) if number not in matches.rows]
    near = _nearest([keys[i] for i in matches.unknown], free)
    for i, candidates in zip(matches.unknown, near, strict=True):
        hint = f" The nearest without a row: {_listed(free, candidates)}." if candidates else ""
        reasons[i] = f"There is no image {keys[i]!r}.{hint}"
    return [Problem("unmatched", table.rows[i].place, reasons[i]) for i in sorted(reasons)]


def _image_problems(
    names: Sequence[str],
    joined: set[int],
    strays: Sequence[tuple[str, str]],
    sources: Sequence[str],
) -> list[Problem]:
    lacking = [name for number, name in enumerate(names) if number not in joined]
    near = _nearest(lacking, [key for key, _ in strays])
    problems = []
    for name, candidates in zip(lacking, near, strict=True):
        hint = ""
        if candidates:
            rows = ", ".join(f"{strays[i][0]!r} ({strays[i][1]})" for i in candidates)
            hint = f" The nearest without an image: {rows}."
        reason = f"The image has no row in {', '.join(sources)}.{hint}"
        problems.append(Problem("unmatched", name, reason))
    return problems


def _nearest(wanted: Sequence[str], among: Sequence[str]) -> list[list[int]]:
    """Find the few names of `among` that look most like each of the first ones of `wanted`."""
    near: list[list[int]] = [[] for _ in wanted]
    if not wanted or not among:
        return near
    from rapidfuzz import fuzz, process

    choices = list(map(_skeleton, among))
    for number, name in enumerate(wanted[:_SEARCHED]):
        hits = process.extract(
            _skeleton(name), choices, scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_LEAST_LIKENESS
        )
        near[number] = [index for _, _, index in hits]
    return near


def _skeleton(name: str) -> str:
    """Return what two spellings of one name are likely to share.

    Examples
    --------
    >>> _skeleton("IMG_0012.JPG") == _skeleton("img-12.png")
    True
    """
    return re.sub(r"0+(?=[0-9])", "", re.sub(r"[\s_.-]+", "", stem(name)))


def _listed(names: Sequence[str], indices: Sequence[int]) -> str:
    return ", ".join(repr(names[index]) for index in indices)


def _take(
    table: Table,
    position: int,
    matches: Matches,
    names: Sequence[str],
    columns: dict[str, JoinedColumn],
) -> list[Problem]:
    """Put a table's cells into the columns; return the values that others contradict."""
    problems = []
    own: set[str] = set()
    for index, name in enumerate(table.columns):
        if index == position:
            continue
        plain = plain_name(name)
        while plain in own:
            # Two columns of one table stay two, however alike their names are.
            plain += " "
        own.add(plain)
        if plain not in columns:
            *_, free = unique([*(column.name for column in columns.values()), name])
            columns[plain] = JoinedColumn(
                name=free,
                texts=[""] * len(names),
                rows=[None] * len(names),
                comma_likely=table.comma_likely,
                is_list=name in table.lists,
            )
        column = columns[plain]
        for number, i in matches.rows.items():
            row, old = table.rows[i], column.texts[number]
            text = row.cells[index]
            if is_missing(old):
                if text.strip():
                    column.texts[number], column.rows[number] = text, row
            elif not is_missing(text) and text.strip() != old.strip():
                first = column.rows[number]
                reason = (
                    f"{_short(text)} contradicts {_short(old)} in {first.place if first else ''}, "
                    "which counts."
                )
                problems.append(Problem("cell", f"{row.place}, column {name}", reason))
    return problems


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "…")
