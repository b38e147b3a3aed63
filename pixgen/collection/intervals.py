"""Owns days and intervals of days in the proleptic Gregorian calendar, of any year."""

from dataclasses import dataclass
from typing import NamedTuple

LAST_YEAR = 999_999
"""Years go from -999,999 to 999,999, so that a day's number fits 32 bits."""

_DAYS_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


class Day(NamedTuple):
    """One day; the year is astronomical: 0 is 1 BC, -43 is 44 BC."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """The day's number as `datetime.date.toordinal` has it: 1 January of the year 1 is 1.

        Examples
        --------
        >>> Day(1, 1, 1).ordinal, Day(0, 12, 31).ordinal, Day(1970, 1, 1).ordinal
        (1, 0, 719163)
        """
        before = self.year - 1
        days = before * 365 + before // 4 - before // 100 + before // 400
        leap = self.month > 2 and is_leap(self.year)
        return days + _DAYS_BEFORE[self.month] + leap + self.day


@dataclass(frozen=True, slots=True)
class Interval:
    """The days in which something happened, as far as the words for it tell.

    Attributes
    ----------
    first, last
        Its first and last day, both included; None where that side is open.
    approximate
        The words say that it is a guess, such as ``ca.`` or EDTF's ``?``, ``~`` and ``%``. The
        days are those of the date itself all the same.
    text
        The words.
    """

    first: Day | None
    last: Day | None
    approximate: bool = False
    text: str = ""


def is_leap(year: int) -> bool:
    """Tell whether a year has a 29 February.

    Examples
    --------
    >>> is_leap(1900), is_leap(2000), is_leap(0), is_leap(-1)
    (False, True, True, False)
    """
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_of_month(year: int, month: int) -> int:
    """Return how many days a month has."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def years(first: int, last: int) -> Interval:
    """Return the interval of whole years.

    Raises
    ------
    ValueError
        If it goes beyond `LAST_YEAR`, or ends before it begins.
    """
    return between(Day(first, 1, 1), Day(last, 12, 31))


def months(year: int, first: int, last: int) -> Interval:
    """Return the interval of whole months of a year; a `last` over 12 lies in the year after.

    Raises
    ------
    ValueError
        If there is no such month, or the year goes beyond `LAST_YEAR`.
    """
    if not 1 <= first <= 12:
        raise ValueError(f"there is no month {first}")
    end, month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return between(Day(year, first, 1), Day(end, month, days_of_month(end, month)))


def one_day(year: int, month: int, day: int) -> Interval:
    """Return the interval of a single day.

    Raises
    ------
    ValueError
        If there is no such day, or the year goes beyond `LAST_YEAR`.
    """
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if not 1 <= day <= days_of_month(year, month):
        raise ValueError(f"month {month} of the year {year} has no day {day}")
    return between(Day(year, month, day), Day(year, month, day))


def between(first: Day | None, last: Day | None) -> Interval:
    """Return the interval from one day to another; None leaves a side open.

    Raises
    ------
    ValueError
        If it goes beyond `LAST_YEAR`, or ends before it begins.
    """
    for day in (first, last):
        if day is not None and abs(day.year) > LAST_YEAR:
            raise ValueError(f"the year {day.year} is beyond {LAST_YEAR:,}")
    if first is not None and last is not None and last < first:
        raise ValueError("it ends before it begins")
    return Interval(first, last)


def before(interval: Interval) -> Interval:
    """Return all days before an interval.

    Raises
    ------
    ValueError
        If it is open at that side.
    """
    if interval.first is None:
        raise ValueError("it has no beginning to be before")
    year, month, day = interval.first
    if day > 1:
        return between(None, Day(year, month, day - 1))
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return between(None, Day(year, month, days_of_month(year, month)))


def after(interval: Interval) -> Interval:
    """Return all days after an interval.

    Raises
    ------
    ValueError
        If it is open at that side.
    """
    if interval.last is None:
        raise ValueError("it has no end to be after")
    year, month, day = interval.last
    if day < days_of_month(year, month):
        return between(Day(year, month, day + 1), None)
    year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return between(Day(year, month, 1), None)


def until(interval: Interval) -> Interval:
    """Return all days up to the end of an interval."""
    return between(None, interval.last)


def since(interval: Interval) -> Interval:
    """Return all days from the beginning of an interval."""
    return between(interval.first, None)
