"""Whatever the names and tables are: no text is changed, no image lost, no row forgotten."""

import csv
import io
import json
import random
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pixgen.collection.columns import read_column
from pixgen.collection.intervals import Interval
from pixgen.collection.join import join
from pixgen.collection.readers import read_tables
from pixgen.collection.records import COLUMN_KINDS
from pixgen.collection.tables import Row, Table
from pixgen.errors import InputError, PixgenError

few = partial(
    settings,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
COLUMNS = ("filename", "one", "two")


def is_plain(character: str) -> bool:
    return character.isprintable() or character in "\n\t\u00a0\u3000"


# What no text file may hold: NUL, halves of surrogate pairs.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
xml_texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
tricky = st.sampled_from(
    ["", '"', "'", ",", ";", "a;b;c", "|", "\t", "\n", "=1+1", "007", "1.50", "\\", "null", "#N/A",
     " x ", "_x0041_", "\u2028", "e\u0301", "\U0001f5bc"]
)  # fmt: skip


def rows_of(cells):
    return st.lists(st.tuples(cells, cells), min_size=1, max_size=5).map(
        lambda rows: [(f"{n}.jpg", *row) for n, row in enumerate(rows)]
    )


def delimited(delimiter: str, encoding: str, rows) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([COLUMNS, *rows])
    return file.getvalue().encode(encoding)


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for number, row in enumerate([COLUMNS, *rows], start=1):
        for column, text in enumerate(row, start=1):
            # Without its type, openpyxl would make formulas and errors of some.
            book.active.cell(number, column, text).data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parquet(rows) -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    file = io.BytesIO()
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    parquet.write_table(pyarrow.table({k: list(v) for k, v in columns.items()}), file)
    return file.getvalue()


def objects(rows) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


FORMATS = {
    "comma.csv": (partial(delimited, ",", "utf-8"), texts),
    "semicolon.csv": (partial(delimited, ";", "utf-8-sig"), texts),
    "tab.tsv": (partial(delimited, "\t", "utf-16"), texts),
    "bar.txt": (partial(delimited, "|", "utf-16-le"), texts),
    "m.xlsx": (workbook, xml_texts),
    "m.json": (lambda rows: json.dumps(objects(rows)).encode(), texts),
    "keyed.json": (
        lambda rows: json.dumps({row["filename"]: row for row in objects(rows)}).encode(),
        texts,
    ),
    "m.jsonl": (
        lambda rows: "\n".join(json.dumps(o, ensure_ascii=False) for o in objects(rows)).encode(),
        texts,
    ),
    "m.parquet": (parquet, texts),
}


@pytest.mark.parametrize("name", FORMATS)
@few(max_examples=25)
@given(data=st.data())
def test_any_text_survives_its_way_through_any_format(name, tmp_path: Path, data) -> None:
    encode, cells = FORMATS[name]
    rows = data.draw(rows_of(cells | tricky))
    path = tmp_path / name
    path.write_bytes(encode(rows))
    (table,) = read_tables([str(path)])
    assert table.columns == COLUMNS
    assert [row.cells for row in table.rows] == rows
    assert table.problems == ()


SUFFIXES = ["csv", "tsv", "txt", "xlsx", "json", "jsonl", "parquet", "xls"]
MAGICS = [
    b"",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"PAR1",
    b'{"a": {',
    b'[{"filename": "a',
]


def read_or_refuse(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"m.{suffix}"
    path.write_bytes(data)
    try:
        tables = read_tables([str(path)])
    except PixgenError as error:
        assert "m." in str(error)
    else:
        for table in tables:
            assert table.rows
            assert {len(row.cells) for row in table.rows} == {len(table.columns)}
            assert len(set(table.columns)) == len(table.columns)


@few(max_examples=150)
@given(st.sampled_from(SUFFIXES), st.sampled_from(MAGICS), st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path, suffix, magic, data) -> None:
    read_or_refuse(tmp_path, suffix, magic + data)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "m.parquet"])
def test_damaged_files_are_read_or_refused_in_a_sentence(tmp_path, name) -> None:
    rng = random.Random(24)
    whole = FORMATS[name][0]([("a.jpg", "One; two", "x|y"), ("b.jpg", "Käse", '"')] * 3)
    for _ in range(25):
        data = bytearray(whole[: rng.choice([len(whole), rng.randrange(len(whole))])])
        for _ in range(rng.randrange(4)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        read_or_refuse(tmp_path, name.split(".")[1], bytes(data))


def test_a_parquet_file_that_breaks_off_is_refused_in_a_sentence(tmp_path) -> None:
    pytest.importorskip("pyarrow")
    whole = parquet([("a.jpg", "One", "x")])
    for length in range(0, len(whole), 40):
        with pytest.raises(InputError, match=r"m\.parquet"):
            read_tables([str(write(tmp_path / "m.parquet", whole[:length]))])


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# Few letters, so that names meet, nearly meet and contradict each other.
names = st.lists(
    st.text("aAb/.% ", min_size=1, max_size=6).map(lambda text: f"x{text}.jpg"),
    unique=True, min_size=1, max_size=6,
)  # fmt: skip
keys = st.lists(
    st.text("aAb/.%20 ", max_size=6) | st.text("aAb/", max_size=4).map(lambda t: f"x{t}.jpg"),
    min_size=1, max_size=8,
)  # fmt: skip


@few(max_examples=200)
@given(names, keys, st.randoms(use_true_random=False))
def test_no_image_is_lost_and_every_row_is_joined_or_reported_once(names, keys, rng) -> None:
    rng.shuffle(keys)
    keys = [*keys, names[0]]
    rows = tuple(Row(f"m.csv, row {n}", (key, f"value {n}")) for n, key in enumerate(keys, start=2))
    joined = join(names, [Table("m.csv", ("filename", "v"), rows)])
    (column,) = joined.columns
    assert len(column.texts) == len(column.rows) == len(names)
    used = [row.place for row in column.rows if row is not None]
    reported = [p.name for p in joined.problems if p.name.startswith("m.csv, row")]
    assert sorted(used + reported) == sorted(row.place for row in rows)
    lacking = [p.name for p in joined.problems if not p.name.startswith("m.csv, row")]
    assert lacking == [name for name, row in zip(names, column.rows, strict=True) if row is None]


@few(max_examples=100)
@given(names, st.data())
def test_a_row_with_an_image_s_own_path_is_that_image_s(names, data) -> None:
    chosen = data.draw(st.sampled_from(names))
    assume(chosen == chosen.strip())
    table = Table("m.csv", ("filename", "v"), (Row("m.csv, row 2", (chosen, "yes")),))
    (column,) = join(names, [table]).columns
    assert [name for name, text in zip(names, column.texts, strict=True) if text] == [chosen]


cells = st.lists(
    st.sampled_from(["", "1905", "12", "1,5", "n/a", "ca. 1905", "007", "unknown", "52.5", "a|b",
                     "https://a.org", "#REF!", "x" * 90]) | texts,
    max_size=12,
)  # fmt: skip


@few(max_examples=200)
@given(
    st.sampled_from(["n", "year", "lat", "tags", "link"]),
    cells,
    st.sampled_from(["", "date", "lat", "tags", "link", "title"]),
    st.none() | st.sampled_from(COLUMN_KINDS),
)
def test_every_cell_is_kept_missing_or_bad(name, cells, role, kind) -> None:
    typed = read_column(name, cells, role=role, kind=kind)
    assert kind is None or typed.column.kind == kind
    bad = {index for index, _ in typed.bad}
    assert (typed.column.bad, typed.column.filled) == (len(bad), sum(map(bool, typed.texts)))
    for index, (cell, text, value) in enumerate(zip(cells, typed.texts, typed.values, strict=True)):
        if index in bad:
            assert (text, value) == ("", None)
        elif typed.column.kind != "tags":
            assert text in ("", cell.strip())
        if value is not None:
            assert text
            assert not isinstance(value, Interval) or value.text == text
