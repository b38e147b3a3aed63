"""Owns how the settings of the metadata are written: roles and kinds of columns, encodings."""

import difflib
from collections.abc import Callable, Mapping

from pixgen.collection.records import COLUMN_KINDS, ColumnKind

_SETTINGS = {"files": "metadata", "encoding": "encoding", "sheet": "sheet", "types": "type"}
"""Keys of the table ``[metadata]`` to settings; its other keys are roles of columns."""

_ROLES = "filename title description permalink tags category label year lat lng x y".split()
_SYNONYMS = ("link", "date")


def unfold_metadata(values: Mapping[str, object]) -> dict[str, object]:
    """Make settings of the table ``[metadata]`` of a configuration.

    Examples
    --------
    >>> unfold_metadata({"metadata": {"files": "a.csv", "title": "Titel"}})
    {'metadata': 'a.csv', 'column': {'title': 'Titel'}}
    """
    table = values.get("metadata")
    if not isinstance(table, dict):
        return dict(values)
    unfolded = {name: value for name, value in values.items() if name != "metadata"}
    unfolded |= {_SETTINGS[key]: value for key, value in table.items() if key in _SETTINGS}
    roles = {key: value for key, value in table.items() if key not in _SETTINGS}
    return {**unfolded, "column": roles} if roles else unfolded


def check_roles(value: object) -> tuple[tuple[str, str], ...]:
    """Take roles and the columns that play them.

    Raises
    ------
    ValueError
        It says what is allowed.

    Examples
    --------
    >>> check_roles(["title=Titel"]), check_roles({"title": "Titel"})
    ((('title', 'Titel'),), (('title', 'Titel'),))
    """
    for key in value if isinstance(value, Mapping) else ():
        _check_role(key)
    pairs = _pairs(value, "title=Titel", str.partition)
    return tuple((_check_role(role), column) for role, column in pairs)


def _check_role(name: str) -> str:
    role = name.casefold()
    if role not in (*_ROLES, *_SYNONYMS):
        close = difflib.get_close_matches(role, [*_ROLES, *_SETTINGS], n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ValueError(f"knows the roles {', '.join(_ROLES)}, not {name!r}{hint}")
    return role


def check_kinds(value: object) -> tuple[tuple[str, ColumnKind], ...]:
    """Take columns and what they are.

    Raises
    ------
    ValueError
        It says what is allowed.

    Examples
    --------
    >>> check_kinds(["a=b=text"])
    (('a=b', 'text'),)
    """
    pairs = []
    for name, text in _pairs(value, "year=date", str.rpartition):
        kind = next((kind for kind in COLUMN_KINDS if kind == text), None)
        if kind is None:
            raise ValueError(f"must be one of {', '.join(COLUMN_KINDS)} for {name!r}, not {text!r}")
        pairs.append((name, kind))
    return tuple(pairs)


def check_encoding(value: str) -> str:
    """Take the name of an encoding of text.

    Raises
    ------
    ValueError
        If Python does not know it.
    """
    try:
        "a".encode(value)
    except LookupError as error:
        raise ValueError(
            f"must be an encoding of text such as utf-8, utf-16, cp1252 or mac-roman, not {value!r}"
        ) from error
    return value


def _pairs(
    value: object, example: str, part: Callable[[str, str], tuple[str, str, str]]
) -> list[tuple[str, str]]:
    """Take ``a=b`` from a flag, pairs or a table from a file."""
    entries = list(value.items()) if isinstance(value, Mapping) else value
    if not isinstance(entries, list | tuple):
        raise ValueError(f"must be pairs such as {example}, not {value!r}")
    pairs = []
    for entry in entries:
        sides = part(entry, "=")[::2] if isinstance(entry, str) else entry
        if not isinstance(sides, list | tuple) or len(sides) != 2:
            raise ValueError(f"must be pairs such as {example}, not {entry!r}")
        left, right = sides
        if not isinstance(left, str) or not isinstance(right, str):
            raise ValueError(f"must be pairs of texts such as {example}, not {entry!r}")
        if not left.strip() or not right.strip():
            raise ValueError(f"must be pairs such as {example}, not {entry!r}")
        pairs.append((left.strip(), right.strip()))
    return pairs
