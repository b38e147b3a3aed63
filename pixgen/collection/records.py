"""Owns the plain data of a collection: its images, their metadata, and what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from pixgen.collection.intervals import Interval
from pixgen.problems import Problem

ColumnKind = Literal["category", "tags", "number", "date", "text", "link", "coordinate"]
COLUMN_KINDS: tuple[ColumnKind, ...] = get_args(ColumnKind)

Value = float | Interval | tuple[str, ...]
"""What a cell of a number or coordinate, of a date, and of a column of tags says."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the metadata.

    Attributes
    ----------
    name
        As the table writes it; unique in the collection.
    kind
        What its cells are.
    role
        The part it plays on the page, of `pixgen.collection.roles.ROLES`; empty for none.
    filled
        Images that have a value in it.
    distinct
        Different values among these.
    span
        The least and greatest value of numbers, coordinates and dates, as one reads it.
    bad
        Cells that do not say what the column says, and count as missing.
    """

    name: str
    kind: ColumnKind
    role: str = ""
    filled: int = 0
    distinct: int = 0
    span: str = ""
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One image of the collection.

    Attributes
    ----------
    path
        Where the file lies on this disk.
    name
        Its identity: the path relative to the folder it was found in, with ``/``, unique in the
        collection.
    metadata
        Its row of the metadata, column name to the text of the cell; columns in which it has no
        value are left out. Tags are joined by ``|``.
    values
        What these texts say, for columns of numbers, coordinates, dates and tags.
    """

    path: Path
    name: str
    metadata: Mapping[str, str]
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collection:
    """The images to build, in a stable order, and their metadata.

    Attributes
    ----------
    records
        The images.
    columns
        The metadata columns, in the order of the tables.
    problems
        What was skipped or unmatched, and cells that cannot be read.
    notes
        Choices made while reading the metadata that the user may want to know of.
    """

    records: tuple[Record, ...]
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def texts_of(records: Sequence[Record], column: str) -> tuple[str, ...]:
    """Return the texts of one column, "" where an image has none."""
    return tuple(record.metadata.get(column, "") for record in records)
