"""What joining the rows of tables to the images promises."""

import pytest

from pixgen.collection.join import join
from pixgen.collection.tables import Row, Table
from pixgen.errors import ConfigError, InputError


def table(text: str, source: str = "m.csv") -> Table:
    """Make a table of lines whose cells are parted by commas."""
    header, *lines = [line.split(",") for line in text.strip().split("\n")]
    rows = [Row(f"{source}, row {n}", tuple(cells)) for n, cells in enumerate(lines, start=2)]
    return Table(source, tuple(header), tuple(rows))


def column(joined, name: str = "title") -> list[str]:
    (found,) = [column for column in joined.columns if column.name == name]
    return found.texts


def reasons(joined) -> dict[str, str]:
    names = [problem.name for problem in joined.problems]
    assert len(set(names)) == len(names)
    return {problem.name: problem.reason for problem in joined.problems}


def test_without_a_table_there_are_no_columns_and_no_problems():
    joined = join(["a.jpg"], [])
    assert (joined.columns, joined.problems, joined.notes) == ((), (), ())


@pytest.mark.parametrize(
    "header", ["filename", "File Name", "FILE_NAME", "IMAGE", "path", "name", "Dateiname"]
)
def test_the_column_that_names_the_images_has_several_names(header):
    joined = join(["a.jpg"], [table(f"title,{header}\nOne,a.jpg")])
    assert column(joined) == ["One"]
    assert len(joined.columns) == 1


@pytest.mark.parametrize(
    "key",
    ["sub/a b.jpg", "a b.jpg", "a b", "A B.JPG", "a b.tif", "./sub/a b.jpg",
     r"C:\scans\sub\a b.jpg", "sub/a%20b.jpg", "a%20b", "SUB/A%20B.JPG",
     "https://example.org/iiif/a%20b.jpg?width=200#top"],
)  # fmt: skip
def test_a_row_is_joined_by_path_name_or_stem_and_decoded_last(key):
    joined = join(["b.jpg", "sub/a b.jpg"], [table(f"filename,title\n{key},One")])
    assert column(joined) == ["", "One"]
    assert list(reasons(joined)) == ["b.jpg"]


def test_a_file_whose_own_name_is_encoded_is_found():
    assert column(join(["a%20b.jpg"], [table("filename,title\na b.jpg,One")])) == ["One"]
    assert column(join(["a%20b.jpg"], [table("filename,title\na%20b.jpg,One")])) == ["One"]
    names = ["a b.jpg", "a%20b.jpg"]
    assert column(join(names, [table("filename,title\na%20b.jpg,One")])) == ["", "One"]


def test_a_dot_in_a_name_is_not_taken_for_an_ending():
    rows = table("filename,title\nSt. Mary,One")
    assert column(join(["St. Mary.jpg", "St.jpg"], [rows])) == ["One", ""]


def test_the_path_goes_before_the_name():
    rows = table("filename,title\ny/a.jpg,Y\na.jpg,top\nold/x/a.jpg,X")
    assert column(join(["a.jpg", "x/a.jpg", "y/a.jpg"], [rows])) == ["top", "X", "Y"]


def test_composed_and_decomposed_letters_meet():
    assert column(join(["caf\u00e9.jpg"], [table("filename,title\ncafe\u0301.jpg,One")])) == ["One"]


def test_what_is_ambiguous_twice_or_unmatched_is_reported_on_both_sides():
    files = ["a.jpg", "b.jpg", "x/c.jpg", "y/c.jpg"]
    rows = table("filename,title\na.jpg,One\na.jpg,again\nc.jpg,which\nd.jpg,no\n,nil")
    joined = join(files, [rows])
    assert column(joined) == ["One", "", "", ""]
    assert {problem.kind for problem in joined.problems} == {"unmatched"}
    told = reasons(joined)
    assert list(told) == [
        "m.csv, row 3", "m.csv, row 4", "m.csv, row 5", "m.csv, row 6",
        "b.jpg", "x/c.jpg", "y/c.jpg",
    ]  # fmt: skip
    assert told["m.csv, row 3"] == "'a.jpg' means 'a.jpg', as m.csv, row 2 does, which counts."
    assert "2 images: x/c.jpg, y/c.jpg" in told["m.csv, row 4"]
    assert told["m.csv, row 5"] == "There is no image 'd.jpg'."
    assert told["b.jpg"] == "The image has no row in m.csv."
    assert joined.notes == ("m.csv: 1 of 5 rows have an image.",)


def test_two_different_rows_for_one_image_are_not_guessed_between():
    joined = join(["a.jpg", "b.jpg"], [table("filename,title\np/a.jpg,P\nq/a.jpg,Q\nb.jpg,B")])
    assert column(joined) == ["", "B"]
    assert "so neither counts" in reasons(joined)["m.csv, row 2"]


def test_misspelt_names_are_told_what_they_may_mean_on_both_sides():
    files = ["harbour_view.jpg", "IMG_0012.jpg", "fine.jpg"]
    rows = table("filename,title\nharbor view.jpg,H\nimg-12.png,I\nfine.jpg,F\nquite else.jpg,Q")
    told = reasons(join(files, [rows]))
    assert "without a row: 'harbour_view.jpg'." in told["m.csv, row 2"]
    assert "without a row: 'IMG_0012.jpg'." in told["m.csv, row 3"]
    assert told["m.csv, row 5"] == "There is no image 'quite else.jpg'."
    assert "'harbor view.jpg' (m.csv, row 2)" in told["harbour_view.jpg"]
    assert "'img-12.png' (m.csv, row 3)" in told["IMG_0012.jpg"]


def test_a_table_without_a_column_of_names_says_what_there_is_and_what_to_do():
    with pytest.raises(InputError, match=r"m\.csv has the columns title, year.*filename or file"):
        join(["a.jpg"], [table("title,year\nOne,1900")])
    with pytest.raises(InputError, match=r"'Nr' names images: give --column 'filename=Nr'"):
        join(["a.jpg"], [table("title,Nr\nOne,a")])


def test_the_user_tells_which_column_names_the_images():
    rows = table("name,Signatur\nOne,a.jpg")
    assert column(join(["a.jpg"], [rows], wanted="signatur"), "name") == ["One"]
    with pytest.raises(ConfigError, match=r"no column 'Signatr'.*Did you mean 'Signatur'\?"):
        join(["a.jpg"], [rows], wanted="Signatr")


def test_a_table_that_names_no_image_at_all_is_an_error_that_names_a_better_column():
    with pytest.raises(InputError, match=r"'inv-1'.*'a\.jpg'") as caught:
        join(["a.jpg"], [table("filename,title\ninv-1,One")])
    assert "give --column" not in str(caught.value)
    with pytest.raises(InputError, match=r"--column 'filename=Scan'"):
        join(["a.jpg"], [table("name,Scan\nOne,a.jpg\nTwo,b.jpg")])


def test_several_tables_are_joined_column_by_column():
    first = table("filename,Title,place\na.jpg,A,\nb.jpg,B,Rome", "1.csv")
    second = table(
        "file,place,title,year\na.jpg,Bern,A,1905\nb.jpg,Milan,-,1906\nc.jpg,,C,", "2.csv"
    )
    joined = join(["a.jpg", "b.jpg", "c.jpg", "d.jpg"], [first, second])
    assert [c.name for c in joined.columns] == ["Title", "place", "year"]
    assert column(joined, "Title") == ["A", "B", "C", ""]
    assert column(joined, "place") == ["Bern", "Rome", "", ""]
    assert [p.kind for p in joined.problems] == ["cell", "unmatched"]
    assert reasons(joined) == {
        "2.csv, row 3, column place": "'Milan' contradicts 'Rome' in 1.csv, row 3, which counts.",
        "d.jpg": "The image has no row in 1.csv, 2.csv.",
    }


def test_columns_of_one_table_that_are_alike_stay_two():
    joined = join(["a.jpg"], [table("filename,Year,year\na.jpg,1905,1906")])
    assert [(c.name, c.texts) for c in joined.columns] == [("Year", ["1905"]), ("year", ["1906"])]


def test_many_images_of_one_name_are_told_apart_by_their_folders():
    names = [f"{n:04}/front.jpg" for n in range(3000)]
    rows = "\n".join(f"C:\\scans\\{n:04}\\front.jpg,{n}" for n in range(3000))
    joined = join(names, [table(f"filename,n\n{rows}")])
    assert column(joined, "n") == [str(n) for n in range(3000)]
    assert joined.problems == ()
