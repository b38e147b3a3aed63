"""What a curator's metadata becomes: joined, understood, and told where it is not."""

import json
from pathlib import Path

import pytest

from pixgen.collection.fill import fill_missing
from pixgen.collection.gather import gather
from pixgen.collection.intervals import Day, Interval
from pixgen.collection.records import COLUMN_KINDS, Collection, Column, Record, texts_of
from pixgen.collection.roles import ROLES, page_roles, plain_name, title_of
from pixgen.errors import ConfigError


@pytest.fixture
def scans(tmp_path: Path):
    """Return a function that makes files which pass for images until they are opened."""

    def make(*names: str) -> str:
        for name in names:
            path = tmp_path / "scans" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return str(tmp_path / "scans")

    return make


def told(tmp_path: Path, scans: str, table: str | bytes, **options) -> Collection:
    path = tmp_path / "m.csv"
    path.write_bytes(table.encode() if isinstance(table, str) else table)
    return gather([scans], [str(path)], **options)


def kinds(collection: Collection) -> dict[str, str]:
    return {column.name: column.kind for column in collection.columns}


def test_without_metadata_every_image_stays_in(scans):
    collection = gather([scans("a.jpg", "b.jpg")])
    assert [record.name for record in collection.records] == ["a.jpg", "b.jpg"]
    assert (collection.columns, collection.problems, collection.notes) == ((), (), ())


def test_records_hold_texts_and_what_they_say(scans, tmp_path):
    table = "filename,Titel,year,tags,lat,n\na.jpg,A,ca. 1905,x|y,52.5,12\nb.jpg,,-,,,\n"
    collection = told(tmp_path, scans("a.jpg", "b.jpg"), table)
    first, second = collection.records
    assert first.metadata == {
        "Titel": "A", "year": "ca. 1905", "tags": "x|y", "lat": "52.5", "n": "12",
    }  # fmt: skip
    assert first.values == {
        "year": Interval(Day(1905, 1, 1), Day(1905, 12, 31), approximate=True, text="ca. 1905"),
        "tags": ("x", "y"),
        "lat": 52.5,
        "n": 12.0,
    }
    assert (second.metadata, second.values) == ({}, {})
    assert page_roles(collection.columns) == {
        "title": "Titel", "tags": "tags", "date": "year", "lat": "lat",
    }  # fmt: skip


PIXPLOT = (
    "filename", "category", "tags", "description", "permalink", "year", "label", "lat", "lng",
    "x", "y",
)  # fmt: skip


@pytest.mark.parametrize(
    "spell", [str, str.upper, str.title, lambda name: f" {name[0]}_{name[1:]} "]
)
def test_all_names_of_pixplot_work_in_any_spelling(scans, tmp_path, spell):
    values = "a.jpg,cat,x|y,Long,https://a.org,1905,L,52.5,13.4,0.25,0.75"
    table = ",".join(map(spell, PIXPLOT)) + "\n" + values + "\n"
    collection = told(tmp_path, scans("a.jpg"), table)
    assert [column.kind for column in collection.columns] == [
        "category", "tags", "text", "link", "date", "text", "coordinate", "coordinate",
        "number", "number",
    ]  # fmt: skip
    assert [column.role for column in collection.columns] == [
        "category", "tags", "description", "link", "date", "label", "lat", "lng", "x", "y",
    ]  # fmt: skip
    assert collection.problems == ()


def test_a_label_is_the_title_where_there_is_no_other():
    columns = (Column("Label", "text", "label"), Column("Titel", "text", "title"))
    assert page_roles(columns) == {"title": "Titel", "label": "Label"}
    assert page_roles(columns[:1]) == {"title": "Label"}


def test_an_image_without_a_title_is_called_by_its_description_or_its_file():
    roles = {"title": "T", "description": "D"}
    assert title_of("a/b_c.jpg", {"T": "One", "D": "Long"}, roles) == "One"
    assert title_of("a/b_c.jpg", {"D": "Long"}, roles) == "Long"
    assert title_of("a/b_c.jpg", {"D": "word " * 60}, roles).endswith("word…")
    assert title_of("a/b_c.jpg", {}, roles) == "b c"


def test_the_user_tells_roles_and_kinds(scans, tmp_path):
    table = "Signatur,name,Nr,Werk\na,A,1,x\nb,B,2,y\n"
    roles = {"filename": "signatur", "title": "Werk", "description": "name"}
    collection = told(tmp_path, scans("a.jpg", "b.jpg"), table, roles=roles, kinds={"nr": "text"})
    assert {c.name: (c.kind, c.role) for c in collection.columns} == {
        "name": ("text", "description"), "Nr": ("text", ""), "Werk": ("text", "title"),
    }  # fmt: skip


@pytest.mark.parametrize("option", [{"roles": {"title": "Titl"}}, {"kinds": {"Titl": "text"}}])
def test_a_column_that_is_told_but_not_there_is_an_error_that_lists_the_columns(
    scans, tmp_path, option
):
    message = r"no column 'Titl'; it has 'Titel', 'year'. Did you mean 'Titel'\?"
    with pytest.raises(ConfigError, match=message):
        told(tmp_path, scans("a.jpg"), "filename,Titel,year\na,A,1905\n", **option)


def test_a_column_that_is_told_without_any_table_is_an_error(scans):
    with pytest.raises(ConfigError, match="no column 'Titel', as there is no metadata"):
        gather([scans("a.jpg")], roles={"title": "Titel"})


def test_semicolons_bring_decimal_commas(scans, tmp_path):
    collection = told(tmp_path, scans("a.jpg", "b.jpg"), "file;n\na;1,500\nb;2,750\n")
    assert [record.values["n"] for record in collection.records] == [1.5, 2.75]


def test_dates_that_could_be_either_are_told_once_with_an_example(scans, tmp_path):
    table = "file,date\na,05/12/1905\nb,06/11/1906\n"
    (tally, note) = told(tmp_path, scans("a.jpg", "b.jpg"), table).notes
    assert tally == "m.csv: 2 of 2 rows have an image."
    assert "Column date" in note
    assert "'05/12/1905'" in note


def test_tables_of_different_kinds_are_joined(scans, tmp_path):
    folder = scans("a.jpg", "b.jpg")
    (tmp_path / "1.csv").write_text("filename,title,year\na,A,1905\nb,B,1906\n")
    (tmp_path / "2.json").write_text(json.dumps([{"file": "b", "title": "Z", "tags": ["x", "y"]}]))
    collection = gather([folder], [str(tmp_path / "1.csv"), str(tmp_path / "2.json")])
    assert kinds(collection) == {"title": "text", "year": "date", "tags": "tags"}
    assert texts_of(collection.records, "title") == ("A", "B")
    assert texts_of(collection.records, "tags") == ("", "x|y")
    assert [(p.kind, p.name) for p in collection.problems] == [
        ("cell", "2.json, entry 1, column title")
    ]


def test_lists_are_tags_however_short_they_are(scans, tmp_path):
    folder = scans("a.jpg", "b.jpg", "c.jpg")
    values = [{"filename": "a", "k": ["Bern, Switzerland"]}, {"filename": "b", "k": []},
              {"filename": "c", "k": ["x", "y"]}]  # fmt: skip
    for name, rows in (("1.json", values[:2]), ("2.json", values)):
        (tmp_path / name).write_text(json.dumps(rows))
        collection = gather([folder], [str(tmp_path / name)])
        assert kinds(collection) == {"k": "tags"}
        assert collection.records[0].values == {"k": ("Bern, Switzerland",)}


def test_thirty_broken_cells_and_rows_are_all_told_by_place(scans, tmp_path):
    good = [f"{n:02}.jpg" for n in range(60)]
    folder = scans(*good, "x/twin.jpg", "y/twin.jpg", "both.jpg")
    lines = ["filename,title,year,lat,lng,height,weight,link"]
    rows = [
        [name, f"T{name}", "1905", "52.5", "13.4", "120", "7.5", "https://a.org/1"] for name in good
    ]
    broken = {
        2: ["soon", "1905-02-30", "1895-1890", "13.13.1905", "'05"],
        3: ["91.5", "north", "5200"],
        4: ["181", "13,4,5"],
        5: ["tall", "1.2.3", "12 cm", "#DIV/0!"],
        6: ["1e999"],
        7: ["www.example.org/7", "javascript:alert(1)", "https://"],
    }
    expected, at = [], 0
    for column, cells in broken.items():
        for cell in cells:
            rows[at][column] = f'"{cell}"'
            name = lines[0].split(",")[column]
            expected.append(("cell", f"m.csv, row {at + 2}, column {name}"))
            at += 1
    for _ in range(2):
        rows[at].append("one cell too much")
        expected.append(("cell", f"m.csv, row {at + 2}"))
        at += 1
    strange = ["00.jpg", "01.jpg", "", "nowhere.jpg", "lost.tif", "elsewhere", "twin.jpg",
               "p/both.jpg", "q/both.jpg"]  # fmt: skip
    for name in strange:
        rows.append([name, "T", "1905", "52.5", "13.4", "120", "7.5", "https://a.org/1"])
        expected.append(("unmatched", f"m.csv, row {len(rows) + 1}"))
    rows[at][1] = "K\xe4se"
    rows[at + 1][1] = rows[at + 2][1] = "Brot und Br\xf6tchen"
    text = "\n".join([*lines, *(",".join(row) for row in rows)]) + "\n"
    data = text.encode().replace("K\xe4se".encode(), b"K\xe4se")
    expected.append(("cell", f"m.csv, line {at + 2}"))
    assert len(expected) == 30

    collection = told(tmp_path, folder, data)
    found = [(p.kind, p.name) for p in collection.problems if p.name.startswith("m.csv")]
    assert sorted(found) == sorted(expected)
    unmatched = [p.name for p in collection.problems if not p.name.startswith("m.csv")]
    assert unmatched == ["both.jpg", "x/twin.jpg", "y/twin.jpg"]
    assert len(collection.records) == 63
    assert sum(column.bad for column in collection.columns) == 18
    assert all(0.0 not in record.values.values() for record in collection.records)


REAL = {
    "fsa-color": {
        "category": "category", "tags": "tags", "description": "text", "year": "date",
        "state": "category", "place": "category", "lat": "coordinate", "lng": "coordinate",
        "permalink": "link",
    },
    "grocery": {"category": "category", "coarse": "category", "tags": "tags"},
    "csn-generated": {
        "category": "category", "colorfulness": "number", "colors": "number",
        "contrast": "number", "file_size": "number",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_the_columns_of_real_tables_are_understood(shared, name):
    folder = shared / "data/images" / name
    collection = gather([str(folder / "images")], [str(folder / "metadata.csv")])
    assert kinds(collection) == REAL[name]
    assert collection.problems == ()
    assert all(record.metadata for record in collection.records)


@pytest.fixture
def half_filled() -> Collection:
    values = {"Jahr": Interval(Day(1905, 1, 1), Day(1905, 12, 31), text="1905")}
    records = (
        Record(Path("a.jpg"), "a.jpg", {"Jahr": "1905"}, values),
        Record(Path("b.jpg"), "b.jpg", {}),
        Record(Path("c.jpg"), "c.jpg", {}),
    )
    return Collection(records, (Column("Jahr", "date", "date", 1, 1, "1905"),), ())


def test_what_images_say_fills_only_what_tables_leave_out(half_filled):
    texts = ["1999:01:01 00:00:00", "1906:05:12 10:00:00", "sometime"]
    filled = fill_missing(half_filled, "date", "date", texts, source="EXIF")
    assert texts_of(filled.records, "Jahr") == ("1905", "1906:05:12 10:00:00", "")
    assert filled.records[1].values["Jahr"].first == Day(1906, 5, 12)
    (column,) = filled.columns
    assert (column.filled, column.span, column.bad) == (2, "1905 – 1906", 1)
    assert [(p.kind, p.name) for p in filled.problems] == [("cell", "c.jpg, EXIF, column Jahr")]


def test_what_no_table_has_becomes_a_new_column(half_filled):
    filled = fill_missing(half_filled, "keywords", "tags", ["", "x|y", "n/a"], source="IPTC")
    assert filled.columns[1] == Column("keywords", "tags", "tags", 1, 2)
    assert [record.values.get("keywords") for record in filled.records] == [None, ("x", "y"), None]
    assert filled.records[0] is half_filled.records[0]
    camera = fill_missing(filled, "camera", "category", ["Leica", "", "Leica"], source="EXIF")
    assert camera.columns[2] == Column("camera", "category", "", 2, 1)


def test_images_that_say_nothing_leave_the_collection_as_it_is(half_filled):
    assert (
        fill_missing(half_filled, "lat", "coordinate", ["", "", ""], source="EXIF") is half_filled
    )


def test_every_role_and_kind_stands_in_the_documents():
    text = (Path(__file__).parents[2] / "docs" / "METADATA.md").read_text(encoding="utf-8")
    names = [name for names in ROLES.values() for name in names]
    assert [name for name in names if name not in plain_name(text)] == []
    assert [kind for kind in COLUMN_KINDS if f"| `{kind}` |" not in text] == []
