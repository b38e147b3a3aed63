"""Gathers a collection: the images found, each with its metadata."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pixgen.collection.columns import TypedColumn, read_column
from pixgen.collection.folder import FoundFile, discover
from pixgen.collection.join import Joined, JoinedColumn, join
from pixgen.collection.readers import read_tables
from pixgen.collection.records import Collection, ColumnKind, Record, Value
from pixgen.collection.roles import find_column, find_roles, role_named
from pixgen.problems import Problem


def gather(
    inputs: Sequence[str],
    metadata: Sequence[str] = (),
    *,
    encoding: str = "",
    sheet: str = "",
    roles: Mapping[str, str] | None = None,
    kinds: Mapping[str, ColumnKind] | None = None,
    exclude: Path | None = None,
) -> Collection:
    """Find the images of `inputs` and join their metadata.

    Parameters
    ----------
    inputs
        Folders, globs and files with the images.
    metadata
        Files, folders and globs with tables.
    encoding, sheet
        As `pixgen.collection.readers.read_tables` takes them.
    roles
        Role, or a name that stands for it, to the name of the column that plays it.
    kinds
        Name of a column to what it is, where the user knows better.
    exclude
        A folder that is never searched for images.

    Raises
    ------
    InputError
        If there is no image, or metadata cannot be read or joined at all; the tables are read
        first, as that is soon done.
    ConfigError
        If a column that `roles` or `kinds` name does not exist.
    """
    told = {role_named(name) or name: column for name, column in (roles or {}).items()}
    wanted = told.pop("filename", "")
    tables = read_tables(metadata, encoding=encoding, sheet=sheet, wanted=wanted)
    files, problems = discover(inputs, exclude=exclude)
    joined = join([file.name for file in files], tables, wanted=wanted)
    names = [column.name for column in joined.columns]
    by_role = find_roles(names, told)
    by_column = {find_column(name, names): kind for name, kind in (kinds or {}).items()}
    played = {column: role for role, column in reversed(by_role.items()) if role != "filename"}
    typed = [
        read_column(
            column.name,
            column.texts,
            role=played.get(column.name, ""),
            kind=by_column.get(column.name),
            comma_likely=column.comma_likely,
            is_list=column.is_list,
        )
        for column in joined.columns
    ]
    return _collect(files, joined, typed, problems)


def _collect(
    files: Sequence[FoundFile],
    joined: Joined,
    typed: Sequence[TypedColumn],
    problems: Sequence[Problem],
) -> Collection:
    found, notes = [*problems, *joined.problems], list(joined.notes)
    metadata: list[dict[str, str]] = [{} for _ in files]
    values: list[dict[str, Value]] = [{} for _ in files]
    kept = []
    for source, column in zip(joined.columns, typed, strict=True):
        kept.append(column.column)
        found += _bad_cells(source, column)
        if column.guessed:
            notes.append(
                f"Column {source.name}: in dates such as {column.guessed[0]!r}, day and month "
                "could be either, so only the year was taken. Write 1905-12-05 or 5 December 1905."
            )
        pairs = zip(column.texts, column.values, strict=True)
        for index, (text, value) in enumerate(pairs):
            if text:
                metadata[index][source.name] = text
                if value is not None:
                    values[index][source.name] = value
    records = tuple(
        Record(file.path, file.name, texts, said)
        for file, texts, said in zip(files, metadata, values, strict=True)
    )
    return Collection(records, tuple(kept), tuple(found), tuple(notes))


def _bad_cells(source: JoinedColumn, column: TypedColumn) -> list[Problem]:
    problems = []
    for index, reason in column.bad:
        row = source.rows[index]
        place = f"{row.place if row else ''}, column {source.name}"
        problems.append(Problem("cell", place, reason))
    return problems
