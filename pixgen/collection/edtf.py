"""Owns the reading of EDTF, the Extended Date/Time Format of ISO 8601-2, up to its level 1.

The package `edtf` reads it too, but takes 3 ms a date and intervals that end before they begin.
"""

import re

from pixgen.collection.intervals import Interval, between, months, one_day, years

SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}
"""Months of the seasons of the northern half of the earth; winter ends in the year after."""

_OPEN = Interval(None, None)
_TIME = r"[T ][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?(?: ?Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_DATE = re.compile(
    r"(?:Y(?P<long>-?[0-9]{5,12})(?:E(?P<exponent>[0-9]{1,2}))?|"
    r"Y(?P<base>-?[0-9]{1,4})E(?P<power>[0-9]{1,2})|"
    r"(?P<year>-?[0-9]{4})|(?P<masked>-?[0-9]{1,3}[XxU]{1,3}))"
    rf"(?:-(?P<month>[0-9]{{2}}|XX)(?:-(?P<day>[0-9]{{2}}|XX)(?P<time>{_TIME})?)?)?"
    r"(?P<mark>[?~%])?"
)


def parse_edtf(text: str) -> Interval | None:
    """Read an EDTF date or interval; the time of the day is left out.

    Returns
    -------
    Interval or None
        None if `text` is not written so.

    Raises
    ------
    ValueError
        If it is, but there is no such day, or the years go beyond `intervals.LAST_YEAR`.

    Examples
    --------
    >>> parse_edtf("199X").first, parse_edtf("199X").last
    (Day(year=1990, month=1, day=1), Day(year=1999, month=12, day=31))
    >>> parse_edtf("1985/..").last is None, parse_edtf("May 1985") is None
    (True, True)
    """
    if text.count("/") != 1:
        return _single(text)
    sides = text.split("/")
    if all(side in ("", "..") for side in sides):
        return None
    ends = [_OPEN if side in ("", "..") else _single(side) for side in sides]
    first, last = ends
    if first is None or last is None:
        return None
    joined = between(first.first, last.last)
    return Interval(joined.first, joined.last, first.approximate or last.approximate)


def _single(text: str) -> Interval | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    interval = _days(found)
    if interval is None or not found["mark"]:
        return interval
    return Interval(interval.first, interval.last, approximate=True)


def _days(found: re.Match[str]) -> Interval | None:
    month, day = found["month"], found["day"]
    if found["masked"]:
        return _masked(found["masked"].upper().replace("U", "X")) if month is None else None
    if found["year"] is None:
        base = int(found["long"] or found["base"])
        year = base * 10 ** int(found["exponent"] or found["power"] or 0)
        return years(year, year) if month is None else None
    year = int(found["year"])
    if month is None or (month == "XX" and day in (None, "XX")):
        return years(year, year)
    if month == "XX":
        return None
    if int(month) in SEASONS and day is None:
        return months(year, *SEASONS[int(month)])
    if day in (None, "XX"):
        return months(year, int(month), int(month))
    return one_day(year, int(month), int(day))


def _masked(text: str) -> Interval | None:
    """Read a year of four places of which the last are unknown."""
    if len(text.removeprefix("-")) != 4:
        return None
    ends = sorted(int(text.replace("X", digit)) for digit in "09")
    return years(*ends)
