"""Owns the reading of dates as people write them: each becomes an interval of days.

Understood are EDTF up to level 1, numbers in the usual orders, names of months and seasons in
English, German and French, decades, centuries and their parts, ``before`` and ``after``, ``ca.``,
BC and AD, and ranges of all these.

- A year without BC is astronomical, as in ISO 8601: -43 is 44 BC.
- The 19th century is 1801 to 1900, the 1900s are 1900 to 1909; early, mid and late are thirds.
- 70 is no date, as it could be 1970, but the year 70 where other cells are such as 150 or -366.
- ``before 1900`` ends with 1899; ``until 1900`` with 1900.
- 05/12/1905 is read in the order that other cells of its column prove, else as the year alone.
- 1918-22 is the summer of 1918 and 1905-06 a June, as in EDTF; but where other cells of the column,
  such as 1914-18, can only be ranges, the first is one too, and so is the second unless others,
  such as 1950-06, can only be months.
"""

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from pixgen.collection import intervals, wording
from pixgen.collection.edtf import SEASONS, parse_edtf
from pixgen.collection.intervals import Interval, between, one_day, years

_LONGEST = 100
_TIME = r"(?: [0-9:.]+(?: ?[ap]m)?(?:z|[+-][0-9:]+)?)?"
_TWO_NUMBERS = re.compile(rf"\s*([0-9]{{1,2}})([/-])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}\s*", re.I)
_SHORT_RANGE = re.compile(r"\s*([0-9]{4})-([0-9]{2})\s*")
_EARLY_YEAR = re.compile(r"\s*(?:-[0-9]{1,4}|[0-9]{3})\s*")
_COMPACT = re.compile(r"([0-9]{4})(0[1-9]|1[0-2])([0-3][0-9])")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([/.:-])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_RANGE_WORDS = re.compile(
    r"(?:between|from|zwischen|von|entre|de) (?P<first>.+?) (?:and|to|until|und|bis|et|à|-|–) "
    r"(?P<last>.+)"
)
_SEPARATOR = re.compile(
    r" (?:to|until|till|bis|or|oder|ou|à) | ?\.\. ?| ?[–—] ?| - |-|/",
)
_BEFORE = re.compile(r"(?:before|pre|vor|avant)(?: |-)(?:the )?(.+)")
_AFTER = re.compile(r"(?:after|post|nach|après)(?: |-)(?:the )?(.+)")
_UNTIL = re.compile(r"(?:until|till|up to|by|bis|not after|jusqu'en) (.+)")
_SINCE = re.compile(r"(?:since|from|ab|seit|depuis|not before) (.+)|(.*[0-9]) ?[–—-]")


@dataclass(frozen=True, slots=True)
class DateStyle:
    """What the cells of a column prove about how its dates are written.

    Attributes
    ----------
    day_first
        Whether 05/12/1905 begins with the day; None if no cell tells.
    ranges_from
        In 1918-22, two digits from this on are the last year of a range, where they can be.
    early_years
        Whether 70 is the year 70.
    """

    day_first: bool | None = None
    ranges_from: int = 25
    early_years: bool = False


def style_of(texts: Iterable[str]) -> DateStyle:
    """Find how the dates of a column are written.

    Examples
    --------
    >>> style_of(["05/12/1905", "25/12/1905"]).day_first
    True
    >>> [style_of(texts).ranges_from for texts in (["1914-18"], ["1914-18", "1950-06"], [])]
    [1, 21, 25]
    """
    orders: set[bool] = set()
    short = months = early = False
    for text in texts:
        if found := _TWO_NUMBERS.fullmatch(text):
            first, second = int(found[1]), int(found[3])
            if max(first, second) > 12:
                orders.add(first > 12)
        elif found := _SHORT_RANGE.fullmatch(text):
            last, is_later = int(found[2]), int(found[2]) > int(found[1][2:])
            short = short or (is_later and last > 12 and last not in SEASONS)
            months = months or (not is_later and last <= 12)
        early = early or _EARLY_YEAR.fullmatch(text) is not None
    day_first = orders.pop() if len(orders) == 1 else None
    return DateStyle(day_first, (21 if months else 1) if short else 25, early)


def is_ambiguous(text: str, style: DateStyle) -> bool:
    """Tell whether day and month of a date could be either, so that its year alone is taken."""
    found = _TWO_NUMBERS.fullmatch(text)
    if found is None or style.day_first is not None:
        return False
    return found[1] != found[3] and max(int(found[1]), int(found[3])) <= 12


@lru_cache(maxsize=1 << 16)
def parse_date(text: str, style: DateStyle = DateStyle()) -> Interval:
    """Read a date.

    Parameters
    ----------
    text
        As the cell has it.
    style
        How the dates of its column are written.

    Raises
    ------
    ValueError
        If it is no date; the message is a sentence without its beginning, such as ``there is no
        month 13``.

    Examples
    --------
    >>> parse_date("ca. 1905").first, parse_date("ca. 1905").approximate
    (Day(year=1905, month=1, day=1), True)
    >>> parse_date("before 12 May 1905").last
    Day(year=1905, month=5, day=11)
    """
    if len(text) > _LONGEST:
        raise ValueError("it is too long for a date")
    plain = wording.tidy(text)
    interval = _read(plain, style)
    if interval is None:
        if re.fullmatch(r"'?[0-9]{1,2}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}", plain):
            raise ValueError("two digits do not tell the century")
        raise ValueError("it is not a date")
    return replace(interval, text=text)


def _read(text: str, style: DateStyle) -> Interval | None:
    """Read any wording; None if there is no date in it."""
    bare = wording.without_doubt(text)
    if bare != text:
        interval = _read(bare, style)
        return interval and replace(interval, approximate=True)
    if found := _RANGE_WORDS.fullmatch(text):
        return _range(found["first"], found["last"], style)
    for pattern, side in (
        (_BEFORE, intervals.before),
        (_AFTER, intervals.after),
        (_UNTIL, intervals.until),
        (_SINCE, intervals.since),
    ):
        if found := pattern.fullmatch(text):
            limit = _read(next(filter(None, found.groups())), style)
            return limit and replace(side(limit), approximate=limit.approximate)
    try:
        return _moment(text, style) or _split_range(text, style)
    except ValueError:
        # What is no month, as in 1914-18, may be the end of a range.
        with contextlib.suppress(ValueError):
            if interval := _split_range(text, style):
                return interval
        raise


def _moment(text: str, style: DateStyle) -> Interval | None:
    """Read what is no range of two dates."""
    short = _SHORT_RANGE.fullmatch(text)
    if short and int(short[2]) >= style.ranges_from and int(short[2]) > int(short[1][2:]):
        return None
    if style.early_years and re.fullmatch(r"[0-9]{1,2}", text):
        return years(int(text), int(text))
    interval = parse_edtf(text.upper())
    if interval is not None:
        return interval
    return _numbers(text, style) or wording.read(text)


def _numbers(text: str, style: DateStyle) -> Interval | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return one_day(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(text):
        return one_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return one_day(int(found[3]), int(found[2]), int(found[1]))
    found = _TWO_NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if is_ambiguous(text, style):
        return years(year, year)
    # A cell whose numbers leave no choice is read by them, whatever the column's order.
    day_first = first > 12 if max(first, second) > 12 else bool(style.day_first)
    day, month = (first, second) if day_first else (second, first)
    return one_day(year, month, day)


def _split_range(text: str, style: DateStyle) -> Interval | None:
    problem = None
    for found in _SEPARATOR.finditer(text):
        first, last = text[: found.start()], text[found.end() :]
        if first and last:
            try:
                interval = _range(first, last, style)
            except ValueError as error:
                problem = problem or error
                continue
            if interval is not None:
                return interval
    if problem is not None:
        raise problem
    return None


def _range(first: str, last: str, style: DateStyle) -> Interval | None:
    """Read a range whose sides may lend each other what they leave out."""
    if re.fullmatch(r"[0-9]{1,2}", last) and re.search(r"[0-9]{4}$", first):
        last = first[-4 : -len(last)] + last
    end = _side(last, style)
    if end is None:
        return None
    words = last.split(" ")
    # "12 to 14 May 1905", "18th to 19th century", "500 to 400 BC".
    lent = [" ".join(words[-count:]) for count in (1, 2, 3) if count < len(words)]
    problem = None
    for candidate in (first, *(f"{first} {text}" for text in lent)):
        try:
            start = _side(candidate, style)
            if start is None:
                continue
            joined = between(start.first, end.last)
        except ValueError as error:
            problem = problem or error
            continue
        return replace(joined, approximate=start.approximate or end.approximate)
    if problem is not None:
        raise problem
    return None


def _side(text: str, style: DateStyle) -> Interval | None:
    bare = wording.without_doubt(text)
    interval = _moment(bare, style)
    return interval and replace(interval, approximate=interval.approximate or bare != text)
