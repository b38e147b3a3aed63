"""Finds the metadata files that the user names, and reads each as its kind."""

import glob
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pixgen.collection.readers.delimited import read_delimited
from pixgen.collection.readers.objects import read_json, read_json_lines, table_of_files
from pixgen.collection.readers.parquet import read_parquet
from pixgen.collection.readers.workbook import read_workbook
from pixgen.collection.tables import Table
from pixgen.errors import InputError
from pixgen.problems import Problem

_TEXT = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm")
_JSON_LINES = (".jsonl", ".ndjson")
_KINDS = (*_TEXT, *_WORKBOOK, ".json", *_JSON_LINES, ".parquet")
# A text file in a folder is rather a note than a table.
_IN_FOLDERS = tuple(kind for kind in _KINDS if kind != ".txt")
_REMEDY = f"Allowed are {', '.join(_KINDS)}. From a spreadsheet, save it as .xlsx or 'CSV UTF-8'."


def read_tables(
    inputs: Sequence[str], *, encoding: str = "", sheet: str = "", wanted: str = ""
) -> list[Table]:
    """Read metadata.

    Parameters
    ----------
    inputs
        Files, folders (searched with their subfolders) and globs. Their order counts. JSON files
        of one folder or glob that hold one object each make one table.
    encoding
        Codec of text files; empty finds it.
    sheet
        Sheet of workbooks; empty takes the first.
    wanted
        What the user calls the column that names the images; empty for the usual names.

    Raises
    ------
    InputError
        If an input does not exist, or a file cannot be read at all.
    """
    tables: list[Table] = []
    seen: set[Path] = set()
    for text in inputs:
        base, paths, single = _find(text)
        fresh = [path for path in paths if path.resolve() not in seen]
        seen.update(path.resolve() for path in fresh)
        objects: list[tuple[str, str, Mapping[str, Any]]] = []
        broken: list[Problem] = []
        for path in fresh:
            place = path.name if single else path.relative_to(base).as_posix()
            try:
                table = _read(path, place, encoding, sheet, wanted)
            except RecursionError as error:
                raise InputError(f"{place} holds values too deep in one another.") from error
            except InputError as error:
                if single or path.suffix.lower() != ".json":
                    raise
                reason = re.sub(f"^{re.escape(place)} ", "It ", str(error))
                broken.append(Problem("cell", place, reason))
                continue
            if isinstance(table, Table):
                tables.append(table)
            else:
                objects.append((place, place[: -len(path.suffix)], table))
        if objects or broken:
            tables.append(table_of_files(Path(text).name or text, objects, broken))
    return tables


def _find(text: str) -> tuple[Path, list[Path], bool]:
    """Return the folder that places are told from, the files, and whether one file was named."""
    given = Path(text).expanduser()
    if given.is_dir():
        found = sorted(path for path in given.rglob("*") if _is_taken(path, given))
        if not found:
            raise InputError(f"The metadata folder {text} holds no metadata file. {_REMEDY}")
        return given, found, False
    if given.exists() or not glob.has_magic(text):
        return given.parent, [given], True
    matches = [Path(match) for match in glob.glob(str(given), recursive=True)]
    found = sorted(path for path in matches if path.is_file())
    if not found:
        raise InputError(f"No metadata file matches {text!r}. {_REMEDY}")
    fixed = given.parts[: _first_magic(given)]
    return Path(*fixed), found, False


def _first_magic(path: Path) -> int:
    return next(i for i, part in enumerate(path.parts) if glob.has_magic(part))


def _is_taken(path: Path, base: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(base).parts)
    return not hidden and path.suffix.lower() in _IN_FOLDERS and path.is_file()


def _read(
    path: Path, source: str, encoding: str, sheet: str, wanted: str
) -> Table | Mapping[str, Any]:
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise InputError(
            f"The metadata file {path} ends in {path.suffix or 'nothing'!r}. {_REMEDY}"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"The metadata file {path} cannot be read: {error.strerror}.") from error
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            f"{source} is a workbook of an old kind or behind a password. Open it in a spreadsheet "
            "and save it as .xlsx without a password."
        )
    # What a file is shows in its first bytes, whatever its name ends in.
    if data.startswith(b"PK\x03\x04") or kind in _WORKBOOK:
        return read_workbook(source, data, sheet=sheet, wanted=wanted)
    if data.startswith(b"PAR1") or kind == ".parquet":
        return read_parquet(source, data)
    if kind in _JSON_LINES:
        return read_json_lines(source, data, encoding=encoding)
    if kind == ".json":
        return read_json(source, data, encoding=encoding)
    return read_delimited(source, data, encoding=encoding, wanted=wanted)
