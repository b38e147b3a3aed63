"""The kinds of columns are found, their cells read, and bad cells told apart from missing ones."""

import pytest

from pixgen.collection.columns import read_column
from pixgen.collection.describe import describe_columns
from pixgen.collection.intervals import Interval
from pixgen.collection.numbers import parse_degrees, parse_number


def kind(name: str, texts: list[str], **told) -> str:
    return read_column(name, texts, **told).column.kind


LONG = "A long text of the kind that a curator writes about a picture, number "


@pytest.mark.parametrize(
    ("name", "texts", "expected"),
    [
        ("n", ["1", "2.5", "-3", "1e3", "12 %"], "number"),
        ("n", ["1,234", "12,345", "7"], "number"),
        ("inventory", ["007", "012", "123"], "text"),
        ("zip", ["01067", "10115", "01067", "01067"], "category"),
        ("barcode", ["12345678901234567", "98765432109876543"], "text"),
        ("item", ["2017877351", "2017877452"], "text"),
        ("date_taken", ["19050512", "19060513"], "date"),
        ("n", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "about ten"], "number"),
        ("n", ["1", "2", "three", "four", "5"], "text"),
        ("house", ["12", "14a", "16", "18b"], "text"),
        ("made", ["1905", "1910", "1899"], "date"),
        ("year", ["1905", "850", "1899"], "date"),
        ("file_size", ["1905", "1910", "1899"], "number"),
        ("width", ["1600", "2000", "1800"], "number"),
        ("n", ["1905", "1910", "12"], "number"),
        ("made", ["1905", "ca. 1910", "1890-1895", "1920s"], "date"),
        ("when", ["12 May 1905", "May 1906", "before 1900"], "date"),
        ("Datum", ["12.05.1905", "13.05.1905"], "date"),
        ("phone", ["030-123456", "040-987654"], "text"),
        ("lat", ["52.5", "48.1", ""], "coordinate"),
        ("GPSLongitude", ["13° 24' 18\" E", "11.5"], "coordinate"),
        ("decimalLatitude", ["52.5", "-33.8"], "coordinate"),
        ("lat", ["5200000", "4800000"], "number"),
        ("flat", ["52.5", "48.1"], "number"),
        ("web", ["https://a.org/1", "http://b.org/2"], "link"),
        ("web", ["a.org/1", "b.org/2"], "text"),
        ("what", ["sky|tree", "tree", "sky", "house|sky"], "tags"),
        ("what", ["sky; tree", "tree; sky", "sky", "tree; house; sky"], "tags"),
        ("what", ["It rained; we left.", "Nothing; really nothing.", "One; two."], "text"),
        ("what", [f"Text with; semicolon {n}" for n in range(20)], "text"),
        ("what", [LONG + "1|2", LONG + "2|3", LONG + "4"], "text"),
        ("kind", ["cat", "dog", "cat"], "category"),
        ("kind", ["yes", "no"] * 20, "category"),
        ("title", [f"Title {n}" for n in range(50)], "text"),
        ("note", [LONG, LONG, LONG, LONG], "text"),
        ("empty", ["", "", ""], "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_column_is_found(name, texts, expected):
    assert kind(name, texts) == expected


def test_a_role_decides_where_any_text_fits_and_where_half_of_the_cells_do():
    assert kind("Stichwort", ["sky", "tree"], role="tags") == "tags"
    assert kind("Text", ["1905", "1906"], role="description") == "text"
    assert kind("Gruppe", ["1", "2"], role="category") == "category"
    assert kind("year", ["1905", "soon", "1906", "later"], role="date") == "date"
    assert kind("year", ["soon", "later", "1905"], role="date") == "text"
    assert kind("link", ["item/1", "item/2"], role="link") == "text"


def test_what_the_user_says_counts_and_all_that_does_not_fit_is_bad():
    typed = read_column("Nr", ["1", "two", "3"], kind="number")
    assert typed.values == (1.0, None, 3.0)
    assert [index for index, _ in typed.bad] == [1]
    typed = read_column("year", ["1905", "1906"], kind="text")
    assert (typed.column.kind, typed.texts) == ("text", ("1905", "1906"))


def test_bad_cells_are_missing_and_never_zero():
    typed = read_column("n", ["1", "2", "3", "4", "x", "", "#REF!"])
    assert typed.values == (1.0, 2.0, 3.0, 4.0, None, None, None)
    assert typed.texts == ("1", "2", "3", "4", "", "", "")
    assert typed.bad == (
        (4, "'x' is not understood: it is not a number."),
        (6, "'#REF!' is not understood: it is the error of a formula."),
    )
    assert (typed.column.filled, typed.column.bad, typed.column.span) == (4, 2, "1 – 4")


@pytest.mark.parametrize(
    "mark", ["", "  ", "n/a", "N/A", "NULL", "null", "-", "–", "?", "NaN", "#N/A"]
)
def test_marks_for_missing_are_missing_everywhere_and_not_bad(mark):
    for texts in (["1", "2", mark], ["cat", "cat", mark], ["a|b", "b", mark]):
        typed = read_column("c", texts)
        assert (typed.texts[2], typed.bad) == ("", ())


@pytest.mark.parametrize("word", ["unknown", "Unbekannt", "n.d.", "[s.d.]", "none", "NA"])
def test_words_for_missing_are_missing_in_dates_and_stay_words_in_categories(word):
    typed = read_column("year", ["1905", "1906", word])
    assert (typed.column.kind, typed.texts[2], typed.bad) == ("date", "", ())
    typed = read_column("artist", ["Klee", "Klee", word])
    assert (typed.column.kind, typed.texts[2]) == ("category", word)


@pytest.mark.parametrize(
    ("texts", "comma_likely", "expected"),
    [
        (["1.234,50", "12,25", "7"], False, [1234.5, 12.25, 7]),
        (["1,234.50", "12.25"], True, [1234.5, 12.25]),
        (["1,500", "2,750"], False, [1500, 2750]),
        (["1,500", "2,750"], True, [1.5, 2.75]),
        (["1,500", "12,5"], False, [1.5, 12.5]),
        (["1.500", "12.250"], True, [1.5, 12.25]),
        (["1.500.000", "2.000"], False, [1_500_000, 2000]),
        (["1,500,000", "2,000"], True, [1_500_000, 2000]),
        (["1 234,5", "1\u202f000,0", "1'000"], False, [1234.5, 1000, 1000]),
        (["0,123", "0,456"], False, [0.123, 0.456]),
    ],
)
def test_decimal_marks_are_those_that_the_column_proves(texts, comma_likely, expected):
    typed = read_column("n", texts, comma_likely=comma_likely)
    assert typed.column.kind == "number"
    assert list(typed.values) == expected


@pytest.mark.parametrize(
    "text",
    ["", "-", "1.2.3", "1,23,4", "12a", "0x10", "1e999", "١٢", "inf", "--1", "1 2", "%", "e5"],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("52.5", 52.5), ("52.5°", 52.5), ("52.5 N", 52.5), ("33.5S", -33.5), ("13° 30' W", -13.5),
     ("13°30′36″ O", 13.51), ("-71,25", -71.25)],
)  # fmt: skip
def test_degrees_are_read_as_maps_write_them(text, degrees):
    decimal = "," if "," in text else "."
    assert parse_degrees(text, limit=180, decimal=decimal) == pytest.approx(degrees)


def test_a_place_off_the_globe_is_a_bad_cell():
    typed = read_column("lat", ["52.5", "91.2", "48.1", "47", "46"])
    assert typed.bad == ((1, "'91.2' is not understood: it lies beyond 90 degrees."),)
    assert read_column("lng", ["52.5", "91.2", "48.1"]).bad == ()


def test_tags_are_joined_by_bars_whatever_parted_them():
    typed = read_column("k", ["sky; tree;sky", "tree"], role="tags")
    assert (typed.texts, typed.values) == (("sky|tree", "tree"), (("sky", "tree"), ("tree",)))
    assert read_column("k", ["sky, tree"], role="tags").values == (("sky", "tree"),)
    assert read_column("k", ["a|b, c"], role="tags").values == (("a", "b, c"),)


def test_dates_keep_their_wording_beside_their_days():
    typed = read_column("year", ["ca. 1905", "1890-1895", "44 BC"])
    assert typed.texts == ("ca. 1905", "1890-1895", "44 BC")
    assert all(
        isinstance(v, Interval) and v.text == t
        for v, t in zip(typed.values, typed.texts, strict=True)
    )
    assert typed.column.span == "44 BC – 1905"


def test_dates_of_which_only_the_year_is_certain_are_told():
    typed = read_column("date", ["05/12/1905", "06/11/1906", "1907"])
    assert typed.guessed == ("05/12/1905", "06/11/1906")
    assert read_column("date", ["05/12/1905", "25/12/1906"]).guessed == ()


def test_columns_are_described_in_one_aligned_block():
    columns = [
        read_column("Titel", ["A", "B", "C"], role="title").column,
        read_column("year", ["1905", "soon", "1910"], role="date").column,
        read_column("lat", ["52.51234567", "", "48"]).column,
        read_column("a name that is much too long for a table", ["x", "x", ""]).column,
    ]
    assert describe_columns(columns, 3) == [
        "Columns of the metadata, and how many of the 3 images have a value in each:",
        "  Titel                           text        3  3 distinct; as title",
        "  year                            date        2  1905 – 1910; 1 bad cell",
        "  lat                             coordinate  2  48 – 52.5123",
        "  a name that is much too long …  category    2  1 distinct",
    ]
    assert describe_columns([], 3) == []
