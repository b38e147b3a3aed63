"""Reads the metadata table and joins its rows to the images."""

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pixgen.collection.folder import FoundFile
from pixgen.collection.kinds import IMAGE_SUFFIXES
from pixgen.collection.records import Collection, Record
from pixgen.errors import InputError
from pixgen.problems import Problem

JOIN_COLUMNS = ("filename", "file", "path", "image", "name")
"""Columns that may name the image of a row, the first found wins; case and spaces do not matter."""

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it, and one text for each column."""

    number: int
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
    problems
        Rows that do not fit the header.
    """

    source: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_table(path: Path) -> Table:
    """Read a metadata table.

    Parameters
    ----------
    path
        A ``.csv``, ``.tsv`` or ``.txt`` file in UTF-8, with or without a byte order mark, or in
        UTF-16 with one. The delimiter is found among comma, semicolon, tab and bar; the first
        row names the columns.

    Raises
    ------
    InputError
        If the file cannot be read or decoded, is of another kind, is empty or has no row.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"The metadata file {path} ends in {path.suffix or 'nothing'!r}; allowed are "
            f"{', '.join(sorted(_READERS))}. From a spreadsheet, save it as 'CSV UTF-8'."
        )
    try:
        return reader(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(f"The metadata file {path} cannot be read: {error.strerror}.") from error


def _read_delimited(source: str, data: bytes) -> Table:
    lines = list(_parse(source, _decode(source, data)))
    if not lines:
        raise InputError(f"{source} is empty. Its first row has to name the columns.")
    header, *body = lines
    used = {i for row in body for i, cell in enumerate(row.cells) if cell}
    kept = [i for i, name in enumerate(header.cells) if name.strip() or i in used]
    columns = _unique(header.cells[i].strip() or f"column {i + 1}" for i in kept)
    rows, problems = [], []
    for row in body:
        surplus = [cell for cell in row.cells[len(header.cells) :] if cell.strip()]
        if surplus:
            reason = (
                f"The row has {len(row.cells)} cells where the header has {len(header.cells)}; "
                "what is too much is left out."
            )
            problems.append(Problem("degraded", f"{source}, row {row.number}", reason))
        cells = row.cells + ("",) * (len(header.cells) - len(row.cells))
        rows.append(Row(row.number, tuple(cells[i] for i in kept)))
    if not rows:
        raise InputError(f"{source} has the columns {', '.join(columns)} but not a single row.")
    return Table(source, columns, tuple(rows), tuple(problems))


_READERS: Mapping[str, Callable[[str, bytes], Table]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".txt": _read_delimited,
}


def _decode(source: str, data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{source} is not UTF-8 text: byte 0x{data[error.start]:02x} in line {line}. Save it "
            "again as 'CSV UTF-8'."
        ) from error


def _parse(source: str, text: str) -> Iterable[Row]:
    delimiter = max(_DELIMITERS, key=lambda candidate: _fitness(text, candidate))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield Row(number, tuple(cells))
    except csv.Error as error:
        raise InputError(
            f"{source} breaks off in row {number + 1}: {error}. A quotation mark inside a quoted "
            'cell has to be doubled (""), and each quoted cell needs a closing one.'
        ) from error


def _fitness(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Rate a delimiter: a join column in the header, rows of one width, many columns."""
    reader = csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    try:
        sample = [row for _, row in zip(range(_SAMPLE_ROWS), reader, strict=False) if row]
    except csv.Error:
        return False, 0.0, 0
    width = len(sample[0]) if sample else 0
    if width < 2:
        return False, 0.0, 0
    agreeing = sum(len(row) == width for row in sample) / len(sample)
    return _join_column(sample[0]) is not None, agreeing, width


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    unique: list[str] = []
    for name in names:
        count, candidate = 1, name
        while candidate in unique:
            count += 1
            candidate = f"{name} ({count})"
        unique.append(candidate)
    return tuple(unique)


def _join_column(columns: Sequence[str]) -> int | None:
    plain = ["".join(c for c in name.casefold() if c not in " _-\ufeff") for name in columns]
    return next((plain.index(name) for name in JOIN_COLUMNS if name in plain), None)


def join(
    files: Sequence[FoundFile], table: Table | None, problems: Sequence[Problem] = ()
) -> Collection:
    """Join the rows of `table` to the images.

    A row is joined by the relative path of its image, else by the file name, else by the file
    name without its ending, in which upper and lower case are one. Where several images answer
    to one row, the one that shares most of the row's folders is taken.

    Parameters
    ----------
    files
        The images, in the collection's order.
    table
        None leaves every image without metadata.
    problems
        What was already found amiss; it goes in front of the collection's own.

    Returns
    -------
    Collection
        All of `files` in their order, with every column but the one that names the images. Rows
        without an image, rows that could mean several, and images without a row are among its
        problems.

    Raises
    ------
    InputError
        If no column can name the images, or not one row names an image.
    """
    if table is None:
        records = tuple(Record(file.path, file.name, {}) for file in files)
        return Collection(records, (), tuple(problems))
    column = _join_column(table.columns)
    if column is None:
        raise InputError(
            f"{table.source} has the columns {', '.join(table.columns)}; one of them has to name "
            f"the image files and be called {', '.join(JOIN_COLUMNS)}."
        )
    keys = [_key(row.cells[column]) for row in table.rows]
    chosen, unmatched = _match([file.name for file in files], keys)
    if not chosen:
        raise InputError(
            f"Not one of the {len(table.rows):,} rows of {table.source} names an image: its "
            f"column {table.columns[column]!r} begins with {table.rows[0].cells[column]!r}, the "
            f"images with {files[0].name!r}."
        )
    found = [*problems, *table.problems]
    for index, reason in sorted(unmatched.items()):
        name = f"{table.source}, row {table.rows[index].number}"
        found.append(Problem("unmatched", name, reason))
    records_list = []
    for number, file in enumerate(files):
        if number in chosen:
            row = table.rows[chosen[number]]
            metadata = dict(zip(table.columns, row.cells, strict=True))
            del metadata[table.columns[column]]
        else:
            metadata = {}
            reason = f"The image has no row in {table.source}."
            found.append(Problem("unmatched", file.name, reason))
        records_list.append(Record(file.path, file.name, metadata))
    others = (*table.columns[:column], *table.columns[column + 1 :])
    return Collection(tuple(records_list), others, tuple(found))


def _key(cell: str) -> str:
    text = unicodedata.normalize("NFC", cell.strip()).replace("\\", "/")
    return text.removeprefix("./").lstrip("/")


def _stem(key: str) -> str:
    path = PurePosixPath(key)
    is_image = path.suffix.lower() in IMAGE_SUFFIXES
    return (path.stem if is_image else path.name).casefold()


def _match(names: Sequence[str], keys: Sequence[str]) -> tuple[dict[int, int], dict[int, str]]:
    """Pair names and keys; return name index → key index, and key index → why it has none."""
    chosen: dict[int, int] = {}
    reasons = {i: "The row names no image." for i, key in enumerate(keys) if not key}
    waiting = [i for i, key in enumerate(keys) if key]
    levels: tuple[Callable[[str], str], ...] = (str, lambda key: PurePosixPath(key).name, _stem)
    for level in levels:
        images: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            images[level(name)].append(number)
        claims: dict[int, list[int]] = defaultdict(list)
        later = []
        for i in waiting:
            answers = _nearest(keys[i], images.get(level(keys[i]), []), names)
            if len(answers) == 1:
                claims[answers[0]].append(i)
            elif answers:
                listed = ", ".join(names[number] for number in answers[:3])
                reasons[i] = f"{keys[i]!r} could be {len(answers)} images: {listed}."
            else:
                later.append(i)
        for number, claimants in claims.items():
            same = len({keys[i] for i in claimants}) == 1
            if number not in chosen and same:
                chosen[number] = claimants.pop(0)
            for i in claimants:
                reasons[i] = f"{keys[i]!r} means {names[number]!r}, which another row names too."
        waiting = later
    for i in waiting:
        reasons[i] = f"There is no image {keys[i]!r}."
    return chosen, reasons


def _nearest(key: str, candidates: Sequence[int], names: Sequence[str]) -> list[int]:
    """Keep the candidates whose folders, counted from the file upwards, agree longest with key."""
    if len(candidates) < 2:
        return list(candidates)

    def shared(number: int) -> int:
        pairs = zip(key.split("/")[-2::-1], names[number].split("/")[-2::-1], strict=False)
        agreeing = 0
        for ours, theirs in pairs:
            if ours != theirs:
                break
            agreeing += 1
        return agreeing

    best = max(map(shared, candidates))
    return [number for number in candidates if shared(number) == best]
