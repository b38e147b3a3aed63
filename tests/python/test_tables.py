"""What reading metadata files of every kind promises."""

import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pixgen.collection.readers import read_tables
from pixgen.collection.tables import Table
from pixgen.errors import InputError

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_one(name: str, content: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_one


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def save(rows: list[list[object]], *, merge: str = "", formats: dict[str, str] | None = None):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = "Werke"
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
        for cell, shape in (formats or {}).items():
            sheet[cell].number_format = shape
        if merge:
            sheet.merge_cells(merge)
        workbook.create_sheet("Notizen")["A1"] = "nothing"
        workbook.save(tmp_path / "m.xlsx")
        return tmp_path / "m.xlsx"

    return save


def read(path: Path, **options: str) -> Table:
    (table,) = read_tables([str(path)], **options)
    return table


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write, delimiter):
    rows = ["filename,title,tags", f'a.jpg,"1{delimiter} 2; 3",x', "b.jpg,Two,y"]
    text = "\n".join(rows).replace(",", delimiter) if delimiter != "," else "\n".join(rows)
    table = read(write("m.csv", text))
    assert table.columns == ("filename", "title", "tags")
    assert cells(table) == [("a.jpg", f"1{delimiter} 2; 3", "x"), ("b.jpg", "Two", "y")]
    assert table.comma_likely == (delimiter == ";")


def test_bars_inside_a_column_of_tags_do_not_part_it(write):
    table = read(write("m.csv", "filename,tags\na.jpg,red|green|blue\nb.jpg,red|green|blue\n"))
    assert table.columns == ("filename", "tags")
    assert table.rows[0].cells == ("a.jpg", "red|green|blue")


def test_a_single_column_is_a_table(write):
    assert read(write("m.csv", "filename\na.jpg\n")).columns == ("filename",)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_with_and_without_a_mark(write, encoding):
    text = "filename,title\r\na.jpg,Gemälde 写真\r\n"
    table = read(write("m.csv", text.encode(encoding)))
    assert table.columns == ("filename", "title")
    assert cells(table) == [("a.jpg", "Gemälde 写真")]
    assert len(table.notes) == (encoding in ("utf-16-le", "utf-16-be"))


def test_what_is_not_unicode_is_read_as_windows_1252_and_told_once(write):
    text = "filename,title\na.jpg,Café – “Zürich”\nb.jpg,Käse\n"
    table = read(write("m.csv", text.encode("cp1252")))
    assert cells(table) == [("a.jpg", "Café – “Zürich”"), ("b.jpg", "Käse")]
    (note,) = table.notes
    assert "byte 0xe9 in line 2" in note
    assert "--encoding" in note


def test_a_damaged_byte_does_not_spoil_a_file_of_utf_8(write):
    data = "filename,title\na.jpg,Käse\nb.jpg,Bröt\nc.jpg,x\n".encode().replace(b"x", b"\xff")
    table = read(write("m.csv", data))
    assert cells(table) == [("a.jpg", "Käse"), ("b.jpg", "Bröt"), ("c.jpg", "\ufffd")]
    assert [(p.kind, p.name) for p in table.problems] == [("cell", "m.csv, line 4")]


def test_the_encoding_that_is_told_counts(write):
    path = write("m.csv", "filename,title\na.jpg,Łódź\n".encode("cp1250"))
    assert cells(read(path, encoding="cp1250")) == [("a.jpg", "Łódź")]
    with pytest.raises(InputError, match=r"m\.csv is not utf-8 text: byte 0xa3 in line 2"):
        read(path, encoding="utf-8")


def test_every_cell_stays_text(write):
    table = read(write("m.csv", "filename,n,y\na.jpg,007, 1.50 \n"))
    assert table.rows[0].cells == ("a.jpg", "007", " 1.50 ")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(write):
    table = read(write("m.csv", 'filename,title\na.jpg,"two\nlines"\n\n,\nb.jpg,x\n'))
    assert [row.place for row in table.rows] == ["m.csv, row 2", "m.csv, row 5"]


def test_uneven_rows_are_filled_up_or_cut_and_reported(write):
    table = read(write("m.csv", "filename,title\na.jpg\nb.jpg,x,left over\nc.jpg,y,\n"))
    assert cells(table) == [("a.jpg", ""), ("b.jpg", "x"), ("c.jpg", "y")]
    assert [(p.kind, p.name) for p in table.problems] == [("cell", "m.csv, row 3")]


def test_columns_are_unique_and_empty_ones_dropped(write):
    table = read(write("m.csv", "filename,tag,tag,,\na.jpg,x,y,z,\n"))
    assert table.columns == ("filename", "tag", "tag (2)", "column 4")


def test_a_title_above_the_header_is_left_out_and_told(write):
    table = read(write("m.csv", "Our collection,,\n2024,,\nFile name,Title,Year\na.jpg,A,1905\n"))
    assert table.columns == ("File name", "Title", "Year")
    assert table.rows[0].place == "m.csv, row 4"
    assert "row 3 names the columns" in table.notes[0]


def test_a_row_that_happens_to_say_image_is_not_taken_for_the_header(write):
    table = read(write("m.csv", "nr,kind,year\n1,image,1905\n2,image,1906\n"))
    assert table.columns == ("nr", "kind", "year")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "m.csv", "m.csv is empty"),
        (b"filename,title\n", "m.csv", "not a single row"),
        (b'filename,title\na.jpg,"open\nb.jpg,x\n', "m.csv", "m.csv breaks off in row 2"),
        (b"a\0b\0c\0\0\0\0d", "m.csv", "zero bytes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "m.xls", r"ends in '.xls'. Allowed are .csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "m.xlsx", "old kind or behind a password"),
        (b"PK\x03\x04 no zip", "m.xlsx", "cannot be read as an Excel workbook"),
        (b"PK\x03\x04 no zip", "m.csv", "cannot be read as an Excel workbook"),
        (b'[{"filename": "a.jpg"},', "m.json", r"m.json is not valid JSON: .*line 1 column"),
        (b"[" * 100_000, "m.json", "too deep"),
        (b"[" * 60 + b"]" * 60, "m.json", "too deep"),
        (b"7", "m.json", "neither a list of objects nor an object"),
        (b"[1, 2]", "m.json", "holds no entry.*\n  m.json, entry 1: It is no object"),
        (b"{\n[\n", "m.jsonl", "holds no entry.*\n  m.jsonl, line 1: It is not valid JSON"),
        (b"PAR1 nothing", "m.parquet", "cannot be read as a Parquet file"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_the_reason(write, content, name, message):
    if name == "m.parquet":
        pytest.importorskip("pyarrow")
    with pytest.raises(InputError, match=message):
        read(write(name, content))


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read: No such file"):
        read_tables([str(tmp_path / "nowhere.csv")])


def test_a_workbook_gives_the_text_that_it_shows(book):
    path = book(
        [
            ["filename", "year", "share", "taken", "seen", "ok", "id", "sum", "month", "born"],
            ["a.jpg", 1905.0, 0.125, datetime.date(1905, 5, 12),
             datetime.datetime(1905, 5, 12, 10, 30), True, 7, 0.1 + 0.2,
             datetime.date(1905, 5, 1), datetime.date(1905, 1, 1)],
        ],
        formats={"C2": "0.0%", "G2": "00000", "I2": "mmm yyyy", "J2": "yyyy"},
    )  # fmt: skip
    assert cells(read(path)) == [
        ("a.jpg", "1905", "12.5%", "1905-05-12", "1905-05-12 10:30:00", "true", "00007", "0.3",
         "1905-05", "1905"),
    ]  # fmt: skip


def test_a_formula_has_the_value_that_was_stored_with_it(book, tmp_path):
    import zipfile

    path = book([["filename", "n"], ["a.jpg", 12345]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "f.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"<v>12345</v>", b"<f>2*3</f><v>6</v>")
            new.writestr(name, data)
    assert cells(read(tmp_path / "f.xlsx")) == [("a.jpg", "6")]


def test_a_formula_without_a_stored_value_is_told_by_its_place(book):
    path = book([["filename", "n"], ["a.jpg", 5], ["b.jpg", "=2*3"], ["c.jpg", "=A1"]])
    table = read(path)
    assert cells(table) == [("a.jpg", "5"), ("b.jpg", ""), ("c.jpg", "")]
    places = [(problem.kind, problem.name) for problem in table.problems]
    assert places == [("cell", "m.xlsx, row 3, column B"), ("cell", "m.xlsx, row 4, column B")]


def test_merged_cells_count_for_each_row_and_blank_rows_for_none(book):
    rows = [
        ["Works", None, None],
        [None, None, None],
        ["filename", "series", "title"],
        ["a.jpg", "Harbour", "A"],
        ["b.jpg", None, "B"],
        [None, None, None],
        ["c.jpg", None, "C"],
        ["d.jpg", None, "D"],
    ]
    table = read(book(rows, merge="B4:B7"))
    assert cells(table) == [
        ("a.jpg", "Harbour", "A"), ("b.jpg", "Harbour", "B"), ("c.jpg", "Harbour", "C"),
        ("d.jpg", "", "D"),
    ]  # fmt: skip
    assert [row.place for row in table.rows][:2] == ["m.xlsx, row 4", "m.xlsx, row 5"]


def test_another_sheet_is_chosen_by_name_and_a_wrong_one_lists_them(book):
    path = book([["filename"], ["a.jpg"]])
    assert "there are also 'Notizen'" in read(path).notes[0]
    with pytest.raises(InputError, match=r"m\.xlsx has the columns nothing but not a single row"):
        read(path, sheet="Notizen")
    with pytest.raises(InputError, match="no sheet 'Worke'; its sheets are 'Werke', 'Notizen'"):
        read(path, sheet="Worke")


def test_an_empty_first_sheet_tells_of_the_others(book):
    with pytest.raises(InputError, match=r"'Werke' of m\.xlsx is empty.*'Notizen'"):
        read(book([]))


ENTRIES = [{"filename": "a.jpg", "tags": ["x", "y"], "at": {"lat": 1.50}, "n": 1905.0, "ok": True},
           {"filename": "b.jpg", "note": None}]  # fmt: skip
COLUMNS = ("filename", "tags", "at.lat", "n", "ok", "note")
ROWS = [("a.jpg", "x|y", "1.5", "1905", "true", ""), ("b.jpg", "", "", "", "", "")]


def test_a_json_list_is_a_table(write):
    table = read(write("m.json", ENTRIES))
    assert (table.columns, cells(table)) == (COLUMNS, ROWS)
    assert table.rows[1].place == "m.json, entry 2"


def test_a_json_list_may_lie_in_an_object(write):
    assert cells(read(write("m.json", {"images": ENTRIES}))) == ROWS


def test_a_json_object_is_keyed_by_file_name(write):
    table = read(write("m.json", {"a.jpg": {"title": "A"}, "b": {"filename": "x/b.jpg"}}))
    assert table.key == "filename"
    assert [dict(zip(table.columns, row, strict=True)) for row in cells(table)] == [
        {"title": "A", "filename": "a.jpg"},
        {"title": "", "filename": "x/b.jpg"},
    ]


@pytest.mark.parametrize("wrap", [list, lambda cells: {str(n): c for n, c in enumerate(cells)}])
def test_a_json_object_of_columns_is_a_table(write, wrap):
    columns = {"filename": wrap(["a.jpg", "b.jpg"]), "tags": wrap([["x", "y"], None])}
    table = read(write("m.json", columns))
    assert (table.columns, cells(table)) == (
        ("filename", "tags"),
        [("a.jpg", "x|y"), ("b.jpg", "")],
    )


def test_json_lines_are_a_table_and_a_broken_line_is_one_problem(write):
    lines = [json.dumps(ENTRIES[0]), '{"filename": "c.jpg"', "", "[1]", json.dumps(ENTRIES[1])]
    for name in ("m.jsonl", "m.ndjson"):
        table = read(write(name, "\n".join(lines)))
        assert (table.columns, cells(table)) == (COLUMNS, ROWS)
        assert [(p.kind, p.name) for p in table.problems] == [
            ("cell", f"{name}, line 2"),
            ("cell", f"{name}, line 4"),
        ]


def test_json_lines_in_a_file_called_json_are_read(write):
    lines = "\n".join(map(json.dumps, ENTRIES))
    assert cells(read(write("m.json", lines))) == ROWS


def test_numbers_in_json_keep_their_digits(write):
    table = read(write("m.json", '[{"filename": "a", "n": 52.061314736228965, "m": 1e3, "i": 12}]'))
    assert cells(table) == [("a", "52.061314736228965", "1e3", "12")]


def test_a_key_that_occurs_twice_is_reported(write):
    table = read(write("m.json", '[{"filename": "a", "title": "one", "title": "two"}]'))
    assert cells(table) == [("a", "one")]
    assert [p.name for p in table.problems] == ["m.json, entry 1, key title"]


def test_half_of_a_surrogate_pair_becomes_a_mark(write):
    table = read(write("m.json", '[{"filename": "a", "t": "x\\ud800y \\ud83d\\udcf7"}]'))
    assert cells(table) == [("a", "x\ufffdy \U0001f4f7")]


def test_a_folder_of_json_files_is_one_table_and_a_broken_file_one_problem(write, tmp_path):
    write("meta/a.json", {"title": "A", "tags": ["x", "y"]})
    write("meta/sub/b.jpg.json", {"title": "B"})
    write("meta/c.json", {"filename": "other.jpg", "title": "C"})
    write("meta/d.json", "{")
    write("meta/.hidden.json", "{")
    write("meta/readme.txt", "not a table")
    for given in (tmp_path / "meta", tmp_path / "meta/**/*.json"):
        (table,) = read_tables([str(given)])
        by_name = {row[table.columns.index(table.key)]: row for row in cells(table)}
        assert list(by_name) == ["a", "other.jpg", "sub/b.jpg"]
        assert "x|y" in by_name["a"]
        (problem,) = table.problems
        assert (problem.kind, problem.name) == ("cell", "d.json")
        assert problem.reason.startswith("It is not valid JSON: ")
        assert [row.place for row in table.rows] == ["a.json", "c.json", "sub/b.jpg.json"]


def test_files_folders_and_globs_are_read_once_each_in_their_order(write, tmp_path):
    write("b.csv", "filename,title\na.jpg,B\n")
    write("a.csv", "filename,title\na.jpg,A\n")
    inputs = [str(tmp_path / "b.csv"), str(tmp_path / "*.csv"), str(tmp_path)]
    assert [table.source for table in read_tables(inputs)] == ["b.csv", "a.csv"]


@pytest.mark.parametrize(("given", "message"), [("none", "holds no"), ("*.csv", "No metadata")])
def test_a_folder_or_glob_without_tables_is_an_input_error(tmp_path, given, message):
    (tmp_path / "none").mkdir()
    with pytest.raises(InputError, match=f"{message}.*Allowed are"):
        read_tables([str(tmp_path / given)])


def test_parquet_is_read_with_dates_lists_and_objects(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    day = datetime.date(1905, 5, 12)
    columns = {
        "filename": ["a.jpg", "b.jpg"],
        "taken": [day, None],
        "seen": pyarrow.array([datetime.datetime(1905, 5, 12), None], pyarrow.timestamp("ns")),
        "tags": [["x", "y"], []],
        "at": [{"lat": 1.5}, None],
        "n": pyarrow.array([0.1, 2], pyarrow.float32()),
        "raw": [b"\xff\x00", b"text"],
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "m.parquet")
    table = read(tmp_path / "m.parquet")
    assert table.columns == ("filename", "taken", "seen", "tags", "at.lat", "n", "raw")
    assert cells(table) == [
        ("a.jpg", "1905-05-12", "1905-05-12", "x|y", "1.5", "0.1", ""),
        ("b.jpg", "", "", "", "", "2", "text"),
    ]
    assert [(p.kind, p.name) for p in table.problems] == [("cell", "m.parquet, column raw")]
    assert table.rows[1].place == "m.parquet, row 2"


def test_parquet_without_pyarrow_says_what_to_install(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"needs pyarrow: pip install 'pixgen\[parquet\]'"):
        read(write("m.parquet", b"PAR1"))
