"""What reading a metadata table and joining it to the images promises."""

from pathlib import Path

import pytest

from pixgen.collection.folder import FoundFile
from pixgen.collection.gather import gather
from pixgen.collection.metadata import join, read_table
from pixgen.errors import InputError


def table(tmp_path: Path, text: str | bytes, name: str = "metadata.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_table(path)


def found(*names: str) -> list[FoundFile]:
    return [FoundFile(Path("/scans") / name, name) for name in names]


def titles(collection) -> list[str | None]:
    return [record.metadata.get("title") for record in collection.records]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = ["filename,title,tags", 'a.jpg,"One, two; three",x', "b.jpg,Two,y"]
    text = "\n".join(row if "One" in row else row.replace(",", delimiter) for row in rows)
    text = text.replace('a.jpg,"One, two; three",x', f'a.jpg{delimiter}"1, 2; 3"{delimiter}x')
    result = table(tmp_path, text)
    assert result.columns == ("filename", "title", "tags")
    assert [row.cells for row in result.rows] == [("a.jpg", "1, 2; 3", "x"), ("b.jpg", "Two", "y")]


def test_bars_inside_a_column_of_tags_do_not_part_it(tmp_path):
    result = table(tmp_path, "filename,tags\na.jpg,red|green|blue\nb.jpg,red|green|blue\n")
    assert result.columns == ("filename", "tags")
    assert result.rows[0].cells == ("a.jpg", "red|green|blue")


def test_a_single_column_is_a_table(tmp_path):
    assert table(tmp_path, "filename\na.jpg\n").columns == ("filename",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_spreadsheets_are_read(tmp_path, encoding):
    text = "filename,title\r\na.jpg,Gemälde 写真\r\n"
    result = table(tmp_path, text.encode(encoding))
    assert result.columns == ("filename", "title")
    assert result.rows[0].cells == ("a.jpg", "Gemälde 写真")


def test_every_cell_stays_text(tmp_path):
    result = table(tmp_path, "filename,n,y\na.jpg,007, 1.50 \n")
    assert result.rows[0].cells == ("a.jpg", "007", " 1.50 ")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    result = table(tmp_path, 'filename,title\na.jpg,"two\nlines"\n\n,\nb.jpg,x\n')
    assert [(row.number, row.cells[0]) for row in result.rows] == [(2, "a.jpg"), (5, "b.jpg")]


def test_uneven_rows_are_filled_up_or_cut_with_a_note(tmp_path):
    result = table(tmp_path, "filename,title\na.jpg\nb.jpg,x,left over\nc.jpg,y,\n")
    assert [row.cells for row in result.rows] == [("a.jpg", ""), ("b.jpg", "x"), ("c.jpg", "y")]
    assert [(p.kind, p.name) for p in result.problems] == [("degraded", "metadata.csv, row 3")]


def test_columns_are_unique_and_empty_ones_dropped(tmp_path):
    result = table(tmp_path, "filename,tag,tag,,\na.jpg,x,y,z,\n")
    assert result.columns == ("filename", "tag", "tag (2)", "column 4")


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (b"", "m.csv", "m.csv is empty"),
        (b"filename,title\n", "m.csv", "not a single row"),
        (b"filename\ncaf\xe9.jpg\n", "m.csv", "byte 0xe9 in line 2"),
        (b'filename,title\na.jpg,"open\nb.jpg,x\n', "m.csv", "row 2"),
        (b"PK", "m.xlsx", r"'.xlsx'; allowed are .csv"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_the_reason(tmp_path, text, name, message):
    with pytest.raises(InputError, match=message):
        table(tmp_path, text, name)


def test_a_missing_table_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        read_table(tmp_path / "nowhere.csv")


def test_without_a_table_every_image_stays_in(tmp_path):
    collection = join(found("a.jpg", "b.jpg"), None)
    assert [record.name for record in collection.records] == ["a.jpg", "b.jpg"]
    assert collection.columns == ()
    assert collection.problems == ()


@pytest.mark.parametrize("header", ["filename", "File Name", "IMAGE", "path", "name"])
def test_the_join_column_has_several_names(tmp_path, header):
    collection = join(found("a.jpg"), table(tmp_path, f"title,{header}\nOne,a.jpg\n"))
    assert titles(collection) == ["One"]
    assert collection.columns == ("title",)


@pytest.mark.parametrize(
    "key", ["sub/a.jpg", "a.jpg", "a", "A.JPG", "a.tif", "./sub/a.jpg", r"C:\scans\sub\a.jpg"]
)
def test_a_row_is_joined_by_path_name_or_stem(tmp_path, key):
    collection = join(found("b.jpg", "sub/a.jpg"), table(tmp_path, f"filename,title\n{key},One\n"))
    assert titles(collection) == [None, "One"]
    assert [p.name for p in collection.problems] == ["b.jpg"]


def test_a_dot_in_a_name_is_not_taken_for_an_ending(tmp_path):
    collection = join(
        found("St. Mary.jpg", "St.jpg"), table(tmp_path, "filename,title\nSt. Mary,One\n")
    )
    assert titles(collection) == ["One", None]


def test_the_path_goes_before_the_name(tmp_path):
    files = found("a.jpg", "x/a.jpg", "y/a.jpg")
    rows = table(tmp_path, "filename,title\ny/a.jpg,Y\na.jpg,top\nold/x/a.jpg,X\n")
    assert titles(join(files, rows)) == ["top", "X", "Y"]


def test_composed_and_decomposed_letters_meet(tmp_path):
    rows = table(tmp_path, "filename,title\ncafe\u0301.jpg,One\n")
    assert titles(join(found("caf\u00e9.jpg"), rows)) == ["One"]


def test_what_is_ambiguous_or_unmatched_is_reported_on_both_sides(tmp_path):
    files = found("a.jpg", "b.jpg", "x/c.jpg", "y/c.jpg")
    rows = table(tmp_path, "filename,title\na.jpg,One\na.jpg,again\nc.jpg,which\nd.jpg,no\n,nil\n")
    collection = join(files, rows)
    assert titles(collection) == ["One", None, None, None]
    reasons = {p.name: p.reason for p in collection.problems}
    assert {p.kind for p in collection.problems} == {"unmatched"}
    assert list(reasons) == [
        "metadata.csv, row 3", "metadata.csv, row 4", "metadata.csv, row 5", "metadata.csv, row 6",
        "b.jpg", "x/c.jpg", "y/c.jpg",
    ]  # fmt: skip
    assert "another row" in reasons["metadata.csv, row 3"]
    assert "2 images: x/c.jpg, y/c.jpg" in reasons["metadata.csv, row 4"]
    assert "no image 'd.jpg'" in reasons["metadata.csv, row 5"]


def test_two_different_rows_for_one_image_are_not_guessed_between(tmp_path):
    rows = table(tmp_path, "filename,title\np/a.jpg,P\nq/a.jpg,Q\nb.jpg,B\n")
    assert titles(join(found("a.jpg", "b.jpg"), rows)) == [None, "B"]


def test_a_table_without_a_join_column_names_what_was_found_and_is_allowed(tmp_path):
    with pytest.raises(InputError, match=r"metadata\.csv.*title, year.*filename, file"):
        join(found("a.jpg"), table(tmp_path, "title,year\nOne,1900\n"))


def test_a_table_that_names_no_image_at_all_is_an_error_with_examples(tmp_path):
    with pytest.raises(InputError, match=r"'inv-1'.*'a\.jpg'"):
        join(found("a.jpg"), table(tmp_path, "filename,title\ninv-1,One\n"))


def test_gathering_joins_what_was_found(draw, tmp_path):
    draw("scans/a.jpg")
    draw("scans/b.png")
    (tmp_path / "m.csv").write_text("filename;title\na;One\n")
    collection = gather([str(tmp_path / "scans")], tmp_path / "m.csv")
    assert [record.name for record in collection.records] == ["a.jpg", "b.png"]
    assert titles(collection) == ["One", None]


def test_a_real_table_joins_whole(shared):
    folder = shared / "data/images/fsa-color"
    collection = gather([str(folder / "images")], folder / "metadata.csv")
    assert len(collection.records) == 1077
    assert all(record.metadata for record in collection.records)
    assert collection.problems == ()
