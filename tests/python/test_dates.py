"""Dates as people write them become the intervals of days that they mean."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixgen.collection.dates import DateStyle, is_ambiguous, parse_date, style_of
from pixgen.collection.intervals import LAST_YEAR, Day, days_of_month, one_day


def span(text: str, **style) -> str:
    """Write an interval as ``first/last``, whole years and months shortened."""
    interval = parse_date(text, DateStyle(**style))
    ends = []
    for day, plain in ((interval.first, (1, 1)), (interval.last, (12, 31))):
        if day is None:
            ends.append("..")
        elif day[1:] == plain:
            ends.append(str(day.year))
        else:
            ends.append("-".join(map(str, day)))
    text = ends[0] if ends[0] == ends[1] else "/".join(ends)
    return text + ("~" if interval.approximate else "")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # Years and days
        ("1905", "1905"), ("0450", "450"), ("450", "450"), ("1905.", "1905"), ("[1905]", "1905"),
        ("©1905", "1905"), ("1905-05-12", "1905-5-12"), ("1905-5-2", "1905-5-2"),
        ("1905/05/12", "1905-5-12"), ("19050512", "1905-5-12"),
        ("1905:05:12 10:11:12+01:00", "1905-5-12"), ("13/5/1905 3:15 PM", "1905-5-13"),
        ("1905-05-12T10:30:00+02:00", "1905-5-12"), ("1905-05-12 10:30", "1905-5-12"),
        ("12.05.1905", "1905-5-12"), ("12 May 1905", "1905-5-12"),
        ("12th of May, 1905", "1905-5-12"),
        ("May 12, 1905", "1905-5-12"), ("Sept. 3, 1905", "1905-9-3"), ("12. Mai 1905", "1905-5-12"),
        ("1er février 1905", "1905-2-1"), ("3. Dez. 1905", "1905-12-3"),
        ("1905-05", "1905-5-1/1905-5-31"), ("May 1905", "1905-5-1/1905-5-31"),
        ("Février 1904", "1904-2-1/1904-2-29"),
        # EDTF, level 1
        ("1984?", "1984~"), ("1984~", "1984~"), ("1984%", "1984~"),
        ("1984-06?", "1984-6-1/1984-6-30~"),
        ("199X", "1990/1999"), ("19XX", "1900/1999"), ("199u", "1990/1999"), ("1984-XX", "1984"),
        ("1984-05-XX", "1984-5-1/1984-5-31"), ("1984-XX-XX", "1984"),
        ("2001-21", "2001-3-1/2001-5-31"), ("2001-24", "2001-12-1/2002-2-28"),
        ("../1985", "../1985"), ("/1985", "../1985"), ("1985/..", "1985/.."), ("1985/", "1985/.."),
        ("1964/2008", "1964/2008"), ("1984-06-02?/2004-08-08~", "1984-6-2/2004-8-8~"),
        ("-0044", "-44"), ("-0100/0100", "-100/100"), ("0000", "0"), ("Y-17000", "-17000"),
        ("Y170000", "170000"), ("Y17E3", "17000"),
        # Ranges
        ("1890-1895", "1890/1895"), ("1890–95", "1890/1895"), ("1890-95", "1890/1895"),
        ("1914-18", "1914/1918"), ("1905/06", "1905/1906"), ("1890 - 1895", "1890/1895"),
        ("1890 to 1895", "1890/1895"), ("between 1890 and 1895", "1890/1895"),
        ("zwischen 1890 und 1895", "1890/1895"), ("von 1890 bis 1895", "1890/1895"),
        ("entre 1890 et 1895", "1890/1895"), ("1905 or 1906", "1905/1906"),
        ("12-14 May 1905", "1905-5-12/1905-5-14"), ("12 May – 3 June 1905", "1905-5-12/1905-6-3"),
        ("05/12/1905 - 06/12/1906", "1905/1906"),
        ("May-June 1905", "1905-5-1/1905-6-30"), ("1905-05-12 - 1905-06-01", "1905-5-12/1905-6-1"),
        # Doubt
        ("ca. 1905", "1905~"), ("ca 1905", "1905~"), ("c1905", "1905~"), ("c. 1905", "1905~"),
        ("circa 1905", "1905~"), ("um 1905", "1905~"), ("vers 1905", "1905~"),
        ("1905 ca.", "1905~"),
        ("[1905?]", "1905~"), ("1905 (?)", "1905~"), ("ca. 1890-1895", "1890/1895~"),
        ("1890-ca. 1895", "1890/1895~"), ("~1905", "1905~"), ("probably 1905", "1905~"),
        # Open sides
        ("before 1900", "../1899"), ("vor 1900", "../1899"), ("before 12 May 1905", "../1905-5-11"),
        ("before ca. 1900", "../1899~"), ("until 1900", "../1900"), ("bis 1900", "../1900"),
        ("after 1900", "1901/.."), ("nach 1900", "1901/.."), ("since 1900", "1900/.."),
        ("1900-", "1900/.."),
        # Decades and centuries
        ("1920s", "1920/1929"), ("1920's", "1920/1929"), ("1920er", "1920/1929"),
        ("1920er Jahre", "1920/1929"), ("années 1920", "1920/1929"), ("1900s", "1900/1909"),
        ("early 1920s", "1920/1922"), ("mid-1920s", "1923/1925"), ("late 1920s", "1926/1929"),
        ("19th century", "1801/1900"), ("early 19th century", "1801/1833"),
        ("mid-19th century", "1834/1866"), ("late 19th century", "1867/1900"),
        ("19. Jahrhundert", "1801/1900"), ("Ende 19. Jh.", "1867/1900"),
        ("1. Hälfte 19. Jh.", "1801/1850"), ("second half of the 19th century", "1851/1900"),
        ("last quarter of the 19th century", "1876/1900"), ("XIXe siècle", "1801/1900"),
        ("début du XIXe siècle", "1801/1833"), ("18th-19th century", "1701/1900"),
        ("1st century", "1/100"), ("late 1920s – early 1930s", "1926/1932"),
        # Before Christ
        ("44 BC", "-43"), ("44 B.C.E.", "-43"), ("44 v. Chr.", "-43"), ("44 av. J.-C.", "-43"),
        ("1 BC", "0"), ("AD 14", "14"), ("14 CE", "14"), ("500-400 BC", "-499/-399"),
        ("44 BC – AD 14", "-43/14"), ("5th century BC", "-499/-400"), ("520s BC", "-528/-519"),
        ("10,000 BC", "-9999"), ("-500", "-500"), ("early 5th century BC", "-499/-467"),
        # Seasons
        ("Spring 1905", "1905-3-1/1905-5-31"), ("Herbst 1905", "1905-9-1/1905-11-30"),
    ],
)  # fmt: skip
def test_a_date_becomes_the_days_that_it_means(text, meant):
    assert span(text) == meant
    assert parse_date(text).text == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello", "not a date"),
        ("House 7", "not a date"),
        ("", "not a date"),
        ("5", "two digits"),
        ("'05", "two digits"),
        ("12.05.05", "two digits"),
        ("1984-13", "no month 13"),
        ("1905-02-30", "has no day 30"),
        ("31 April 1905", "has no day 31"),
        ("29.02.1900", "has no day 29"),
        ("1895-1890", "ends before it begins"),
        ("1895/1890", "ends before it begins"),
        ("Y17E7", "beyond 999,999"),
        ("Y1E99", "beyond 999,999"),
        ("0 BC", "no year 0"),
        ("0th century", "no century 0"),
        ("12345", "not a date"),
        ("1905, 1906", "not a date"),
        ("../..", "not a date"),
        ("19" * 80, "too long"),
        ("\u0661\u0669\u0660\u0665", "not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


def test_the_order_of_day_and_month_is_that_which_the_column_proves():
    assert style_of(["05/12/1905", "25/12/1905"]).day_first is True
    assert style_of(["05/12/1905", "12/25/1905"]).day_first is False
    assert style_of(["05/12/1905"]).day_first is None
    assert style_of(["25/12/1905", "12/25/1905"]).day_first is None
    assert span("05/12/1905", day_first=True) == "1905-12-5"
    assert span("05/12/1905", day_first=False) == "1905-5-12"
    assert span("05/12/1905") == "1905"
    assert span("25/12/1905") == "1905-12-25"
    assert span("12/25/1905") == "1905-12-25"
    assert span("05/05/1905") == "1905-5-5"
    assert is_ambiguous("05/12/1905", DateStyle())
    assert not is_ambiguous("05/12/1905", DateStyle(day_first=True))
    assert not any(is_ambiguous(text, DateStyle()) for text in ("25/12/1905", "05/05/1905", "1905"))


def test_a_short_range_that_could_be_a_season_or_a_month_is_read_as_its_column_proves():
    assert span("1918-22") == "1918-6-1/1918-8-31"
    assert span("1905-06") == "1905-6-1/1905-6-30"
    ranges = style_of(["1918-22", "1914-18", "1905-06"])
    both = style_of(["1914-18", "1950-06"])
    for style, june in ((ranges, "1905/1906"), (both, "1905-6-1/1905-6-30")):
        assert span("1918-22", ranges_from=style.ranges_from) == "1918/1922"
        assert span("1905-06", ranges_from=style.ranges_from) == june
        assert span("1950-06", ranges_from=style.ranges_from) == "1950-6-1/1950-6-30"


def test_two_digits_are_a_year_where_the_column_goes_back_so_far():
    assert not style_of(["1905", "1970"]).early_years
    for proof in ("150", "-366", "-0366"):
        style = style_of(["1905", proof, "70"])
        assert span("70", early_years=style.early_years) == "70"
        assert span("70-75", early_years=style.early_years) == "70/75"


@given(st.dates())
def test_ordinals_are_those_of_the_standard_library(date: datetime.date) -> None:
    assert Day(date.year, date.month, date.day).ordinal == date.toordinal()


_years = st.integers(-LAST_YEAR, LAST_YEAR)
_days = st.builds(
    lambda year, month, day: Day(year, month, min(day, days_of_month(year, month))),
    _years,
    st.integers(1, 12),
    st.integers(1, 31),
)


@given(_days, _days)
def test_days_in_order_have_ordinals_in_order(one: Day, other: Day) -> None:
    assert (one < other) == (one.ordinal < other.ordinal)


@given(st.text(max_size=30) | st.text("0123456789-/.?~XY BCcas", max_size=14))
def test_any_text_is_a_date_or_a_value_error_and_begins_before_it_ends(text: str) -> None:
    try:
        interval = parse_date(text)
    except ValueError:
        return
    assert interval.first is not None or interval.last is not None
    if interval.first is not None and interval.last is not None:
        assert interval.first <= interval.last
    for day in (interval.first, interval.last):
        if day is not None:
            assert abs(day.year) <= LAST_YEAR
            assert one_day(*day).first == day


_MONTHS = "January February March April May June July August September October November December"
_FORMATS = (
    lambda d: f"{d.year:04}-{d.month:02}-{d.day:02}",
    lambda d: f"{d.year:04}-{d.month:02}",
    lambda d: f"{d.year:04}",
    lambda d: f"{d.day}.{d.month}.{d.year:04}",
    lambda d: f"{d.day} {_MONTHS.split()[d.month - 1]} {d.year:04}",
    lambda d: f"{_MONTHS.split()[d.month - 1][:3]} {d.day}, {d.year:04}",
    lambda d: f"{d.day}/{d.month}/{d.year:04}",
    lambda d: f"ca. {d.year:04}",
    lambda d: f"{str(d.year).zfill(4)[:3]}X",
    lambda d: f"{d.year // 10 * 10:04}s",
    lambda d: f"{(d.year - 1) // 100 + 1}th century",
    lambda d: f"{d.year:04}-{d.year + 3:04}",
)


@given(
    st.dates(min_value=datetime.date(100, 1, 1), max_value=datetime.date(9995, 12, 31)),
    st.sampled_from(_FORMATS),
)
def test_a_day_lies_in_what_is_read_from_any_way_to_write_it(date, form) -> None:
    interval = parse_date(form(date))
    day = Day(date.year, date.month, date.day)
    assert interval.first is not None
    assert interval.last is not None
    assert interval.first <= day <= interval.last
