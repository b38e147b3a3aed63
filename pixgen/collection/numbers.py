"""Owns the reading of numbers and degrees as people write them, with either decimal mark."""

import math
import re
from collections.abc import Collection, Iterable
from functools import lru_cache

_SPACES = "' \u00a0\u2009\u202f\u2019"
_UNITS = ("degrees", "minutes", "seconds")
_DEGREES = re.compile(
    r"(?P<degrees>[0-9]+(?:[.,][0-9]+)?) ?°? ?(?:(?P<minutes>[0-9]+(?:[.,][0-9]+)?) ?['′’] ?)?"
    r"(?:(?P<seconds>[0-9]+(?:[.,][0-9]+)?) ?(?:[\"″”]|''|′′) ?)?(?P<side>[NSEWO])",
    re.IGNORECASE,
)
_POINT = re.compile(r"[0-9]\.(?:[0-9]{1,2}|[0-9]{4,})$|[0-9],[0-9]{3}\.[0-9]|^[+-]?0\.[0-9]")
_COMMA = re.compile(r"[0-9],(?:[0-9]{1,2}|[0-9]{4,})$|[0-9]\.[0-9]{3},[0-9]|^[+-]?0,[0-9]")
_POINT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}$")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}$")
_IDENTIFIER = re.compile(r"[+-]?(?:0[0-9]+|[0-9]{16,})")
_LONG_NUMBER = 8
_COMMA_ANYWHERE = re.compile(r"[0-9],[0-9]{3}$")


def decimal_mark(texts: Iterable[str], *, comma_likely: bool = False) -> str:
    """Find the decimal mark of a column of numbers.

    A mark before other than three digits, or behind groups parted by the other mark, is a decimal
    mark. Where no cell tells, as in a column of 1,500 and 2,750, a comma parts thousands, unless
    `comma_likely`: in tables parted by semicolons it is the decimal mark.

    Examples
    --------
    >>> decimal_mark(["1.234,50", "12,25"]), decimal_mark(["1,500", "2.5"])
    (',', '.')
    >>> decimal_mark(["1,500"]), decimal_mark(["1,500"], comma_likely=True)
    ('.', ',')
    """
    votes = silent_commas = 0
    for text in texts:
        if _COMMA.search(text) or _POINT_GROUPS.search(text):
            votes += 1
        elif _POINT.search(text) or _COMMA_GROUPS.search(text):
            votes -= 1
        elif _COMMA_ANYWHERE.search(text):
            silent_commas += 1
    if votes == 0:
        return "," if comma_likely and silent_commas else "."
    return "," if votes > 0 else "."


@lru_cache
def _pattern(decimal: str) -> re.Pattern[str]:
    group = "[" + ("." if decimal == "," else ",") + _SPACES + "]"
    return re.compile(
        rf"([+-]?(?:[0-9]{{1,3}}(?:(?P<group>{group})[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)|[0-9]+)?"
        rf"(?:{re.escape(decimal)}[0-9]*)?(?:[eE][+-]?[0-9]{{1,3}})?)[ \u00a0\u202f]?%?"
    )


def parse_number(text: str, decimal: str = ".") -> float:
    """Read a number; a percent sign is left out.

    Raises
    ------
    ValueError
        If it is none, or too large; the message is a sentence without its beginning.

    Examples
    --------
    >>> parse_number("1,234.5"), parse_number("1 234,5", ","), parse_number("\u2212 45 %")
    (1234.5, 1234.5, -45.0)
    """
    plain = text.strip().replace("\u2212", "-")
    plain = re.sub(r"^([+-]) ", r"\1", plain)
    found = _pattern(decimal).fullmatch(plain)
    if found is None or not any(c.isdigit() for c in plain):
        raise ValueError("it is not a number")
    digits = found[1]
    if found["group"]:
        digits = digits.replace(found["group"], "")
    try:
        number = float(digits.replace(decimal, "."))
    except ValueError as error:
        raise ValueError("it is not a number") from error
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return number


def are_identifiers(texts: Collection[str]) -> bool:
    """Tell whether the different cells of a column name things by digits rather than count.

    So it is if one has a zero in front or too many digits to come back from a number, or if all
    have the same number of digits, eight or more.

    Examples
    --------
    >>> [are_identifiers(t) for t in (["007", "12"], ["0.7"], ["2017877351", "2017877452"], ["12"])]
    [True, False, True, False]
    """
    if any(_IDENTIFIER.fullmatch(text) for text in texts):
        return True
    lengths = {len(text) if text.isdecimal() else 0 for text in texts}
    return len(texts) > 1 and len(lengths) == 1 and min(lengths) >= _LONG_NUMBER


def parse_degrees(text: str, *, limit: float, decimal: str = ".") -> float:
    """Read a latitude (`limit` 90) or longitude (`limit` 180) in degrees, north and east positive.

    Raises
    ------
    ValueError
        If it is none; the message is a sentence without its beginning.

    Examples
    --------
    >>> parse_degrees("-71.3", limit=180), parse_degrees("33° 30′ S", limit=90)
    (-71.3, -33.5)
    """
    plain = text.strip()
    found = _DEGREES.fullmatch(plain)
    if found is None:
        degrees = parse_number(plain.rstrip("° "), decimal)
    else:
        parts = [float((found[name] or "0").replace(",", ".")) for name in _UNITS]
        degrees = sum(part / 60**power for power, part in enumerate(parts))
        if found["side"].upper() in "SW":
            degrees = -degrees
    if abs(degrees) > limit:
        raise ValueError(f"it lies beyond {limit:.0f} degrees")
    return degrees
