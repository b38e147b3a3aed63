"""Reads metadata from JSON: lists of objects, objects by file name, lines, one file an image."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pixgen.collection.readers.text import decode
from pixgen.collection.tables import Table, key_column, table_of_entries
from pixgen.errors import InputError
from pixgen.problems import Problem

_DEEPEST = 50
_TOO_DEEP = "its lists and objects lie too deep in one another"

Entry = tuple[str, str | None, Mapping[str, str]]


class _Pairs(dict[str, Any]):
    """An object of JSON, with the keys that occur in it more than once."""

    repeated: tuple[str, ...] = ()


def read_json(source: str, data: bytes, *, encoding: str = "") -> Table | Mapping[str, Any]:
    """Read a JSON file.

    Returns
    -------
    Table or Mapping
        The table of a list of objects, of an object whose values are objects, by file name, or
        of an object whose values are columns, as data frames write them. Else the file's one
        object, which is the metadata of one image.

    Raises
    ------
    InputError
        If it is no JSON, or holds something else.
    """
    text, problems, notes = decode(source, data, encoding)
    try:
        value = _parse(text)
    except ValueError as error:
        if str(error).startswith("Extra data") and _is_object(text.split("\n", 1)[0]):
            return _table_of_lines(source, text, problems, notes)
        raise InputError(f"{source} is not valid JSON: {error}.") from error
    if isinstance(value, dict) and len(value) == 1:
        (inner,) = value.values()
        value = inner if isinstance(inner, list) and _all_objects(inner) else value
    if isinstance(value, list):
        return _table_of_list(source, value, problems, notes)
    if not isinstance(value, _Pairs):
        raise InputError(f"{source} holds neither a list of objects nor an object.")
    if columns := _columns(value):
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return _table_of_list(source, rows, problems, notes)
    if not value or not _all_objects(value.values()):
        return value
    lists: set[str] = set()
    entries = [(f"{source}, key {key}", key, flatten(entry, lists)) for key, entry in value.items()]
    problems = (*problems, *_repeated(source, value))
    return table_of_entries(source, entries, lists=lists, problems=problems, notes=notes)


def read_json_lines(source: str, data: bytes, *, encoding: str = "") -> Table:
    """Read a file with one JSON object a line.

    Raises
    ------
    InputError
        If not a single line is one.
    """
    return _table_of_lines(source, *decode(source, data, encoding))


def table_of_files(
    source: str, files: Iterable[tuple[str, str, Mapping[str, Any]]], problems: Sequence[Problem]
) -> Table:
    """Make a table of files that hold one object each.

    Parameters
    ----------
    source
        Name of the folder.
    files
        The file, for messages; the name of its image where the object has no ``filename``; the
        object.
    problems
        Files that could not be read.

    Raises
    ------
    InputError
        If there is no file.
    """
    found, entries, lists = list(problems), list[Entry](), set[str]()
    for place, name, value in files:
        found += _repeated(place, value)
        entries.append((place, name, flatten(value, lists)))
    return table_of_entries(source, entries, lists=lists, problems=found)


def flatten(value: Mapping[str, Any], lists: set[str], prefix: str = "") -> dict[str, str]:
    """Return the texts of an object, those of objects in it under ``outer.inner``.

    Parameters
    ----------
    value
        The object.
    lists
        Names of texts that were lists are added to it.
    prefix
        What goes in front of the names.

    Examples
    --------
    >>> flatten({"tags": ["a", "b"], "place": {"lat": "1.50"}, "n": None, "ok": True}, set())
    {'tags': 'a|b', 'place.lat': '1.50', 'n': '', 'ok': 'true'}
    """
    flat: dict[str, str] = {}
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, Mapping):
            parts = flatten(inner, lists, f"{name}.")
        else:
            parts = {name: scalar_text(inner)}
            if isinstance(inner, list):
                lists.add(name)
        for part, text in parts.items():
            flat[part if part not in flat else f"{part} (2)"] = text
    return flat


def scalar_text(value: Any) -> str:
    """Return the text of a value; the parts of a list are joined by ``|``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple):
        return "|".join(scalar_text(part) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(text for text in flatten(value, set()).values() if text)
    return str(value)


def _parse(text: str) -> Any:
    """Parse JSON, numbers as they are written.

    Raises
    ------
    ValueError
        With the place of the mistake.
    """
    try:
        value = json.loads(
            text, parse_int=str, parse_float=_plain_number, object_pairs_hook=_first_of_pairs
        )
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return value
    raise ValueError(_TOO_DEEP)


def _inside(value: Any) -> Iterable[Any]:
    """Return the lists and objects directly in a list or an object."""
    values = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return ()
    return [inner for inner in values if isinstance(inner, dict | list)]


def _plain_number(text: str) -> str:
    """Write 1905.0 as 1905: it is how programs write whole numbers of a column with gaps."""
    return re.sub(r"\.0+$", "", text)


def _first_of_pairs(pairs: list[tuple[str, Any]]) -> _Pairs:
    value = _Pairs()
    for key, inner in pairs:
        value.setdefault(key, inner)
    if len(value) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        value.repeated = tuple(key for key in value if counts[key] > 1)
    return value


def _repeated(place: str, value: Mapping[str, Any]) -> list[Problem]:
    """Tell of the keys that occur more than once in an object, or in one within it."""
    reason = "The key is there more than once; the first counts."
    keys = getattr(value, "repeated", ())
    found = [Problem("cell", f"{place}, key {key}", reason) for key in keys]
    for key, inner in value.items():
        if isinstance(inner, dict):
            found += _repeated(f"{place}, key {key}", inner)
    return found


def _is_object(text: str) -> bool:
    try:
        return isinstance(_parse(text), dict)
    except ValueError:
        return False


def _columns(value: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the columns of an object that consists of them, else none."""
    columns = {
        name: list(column.values()) if isinstance(column, dict) else column
        for name, column in value.items()
        if isinstance(column, dict | list)
    }
    lengths = set(map(len, columns.values()))
    whole = len(columns) == len(value) and len(lengths) == 1 and 0 not in lengths
    return columns if whole and key_column(list(columns)) is not None else {}


def _all_objects(values: Iterable[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _table_of_list(
    source: str, values: Sequence[Any], problems: Sequence[Problem], notes: Sequence[str]
) -> Table:
    numbered = ((f"{source}, entry {n}", value) for n, value in enumerate(values, start=1))
    return _table(source, numbered, problems, notes)


def _table_of_lines(
    source: str, text: str, problems: Sequence[Problem], notes: Sequence[str]
) -> Table:
    def parsed() -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                try:
                    value = _parse(line)
                except ValueError as error:
                    value = error
                yield f"{source}, line {number}", value

    return _table(source, parsed(), problems, notes)


def _table(
    source: str,
    values: Iterable[tuple[str, Any]],
    problems: Sequence[Problem],
    notes: Sequence[str],
) -> Table:
    found, entries, lists = list(problems), list[Entry](), set[str]()
    for place, value in values:
        if isinstance(value, ValueError):
            found.append(Problem("cell", place, f"It is not valid JSON: {value}."))
        elif not isinstance(value, dict):
            found.append(Problem("cell", place, "It is no object with an image's metadata."))
        else:
            found += _repeated(place, value)
            entries.append((place, None, flatten(value, lists)))
    return table_of_entries(source, entries, lists=lists, problems=found, notes=notes)
