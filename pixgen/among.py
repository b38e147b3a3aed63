"""Owns the division of a collection by the values of its columns, for "only among these"."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixgen.collection.records import Column, Record
from pixgen.errors import ConfigError

KINDS = ("category", "tags")
# For so many values of a column, and so many images with each, every image has a list: 480 bytes
# an image before compression.
MOST_VALUES = 12
EACH = 8


@dataclass(frozen=True, slots=True)
class Among:
    """The values of one column, and the images with each.

    Attributes
    ----------
    column
        Its name.
    values
        The most frequent values, at most `MOST_VALUES`.
    members
        For every value, the most frequent first, the images that have it, int64, ascending.
    """

    column: str
    values: tuple[str, ...]
    members: tuple[NDArray[np.int64], ...]


def check_columns(wanted: Sequence[str], columns: Sequence[Column]) -> None:
    """Make sure that there are such columns and that they divide a collection.

    Raises
    ------
    ConfigError
        It names the columns that are allowed.
    """
    kinds = {column.name: column.kind for column in columns}
    allowed = [name for name, kind in kinds.items() if kind in KINDS]
    for name in wanted:
        if name in allowed:
            continue
        if name in kinds:
            reason = f"holds values of the kind {kinds[name]}, not category or tags"
        else:
            close = difflib.get_close_matches(name, allowed, n=1)
            reason = "does not exist" + (f" (did you mean {close[0]}?)" if close else "")
        choice = f"Allowed: {', '.join(allowed)}." if allowed else "No column of the metadata is."
        raise ConfigError(f"--within {name}: this column {reason}. {choice}")


def divide(
    wanted: Sequence[str], records: Sequence[Record], columns: Sequence[Column]
) -> tuple[Among, ...]:
    """Divide a collection by each of the wanted columns.

    Raises
    ------
    ConfigError
        As `check_columns`.
    """
    check_columns(wanted, columns)
    tags = {column.name for column in columns if column.kind == "tags"}
    found = []
    for name in wanted:
        members: dict[str, list[int]] = {}
        for index, record in enumerate(records):
            for value in _values(record, name, tags=name in tags):
                members.setdefault(value, []).append(index)
        found.append(_most_frequent_first(name, members))
    return tuple(found)


def _values(record: Record, column: str, *, tags: bool) -> Sequence[str]:
    if tags:
        value = record.values.get(column, ())
        return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else ()
    text = record.metadata.get(column, "")
    return (text,) if text else ()


def _most_frequent_first(column: str, members: Mapping[str, list[int]]) -> Among:
    names = sorted(members, key=lambda name: (-len(members[name]), name))
    return Among(
        column,
        tuple(names[:MOST_VALUES]),
        tuple(np.array(members[name], np.int64) for name in names),
    )
