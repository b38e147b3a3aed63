"""Owns the words of dates in English, German and French: months, seasons, centuries."""

import re

from pixgen.collection.edtf import SEASONS
from pixgen.collection.intervals import Interval, months, one_day, years

_MONTHS = [
    tuple(names.split())
    for names in (
        "january januar jänner janvier",
        "february februar feber février fevrier",
        "march märz maerz mars mrz",
        "april avril",
        "may mai",
        "june juni juin",
        "july juli juillet",
        "august août aout",
        "september septembre",
        "october oktober octobre",
        "november novembre",
        "december dezember décembre decembre",
    )
]
_SEASON_WORDS = {
    21: ("spring", "frühling", "frühjahr", "printemps"),
    22: ("summer", "sommer", "été"),
    23: ("autumn", "fall", "herbst", "automne"),
    24: ("winter", "hiver"),
}
_DOUBT_BEFORE = re.compile(
    r"^(?:(?:circa|cca|ca|approximately|approx|about|around|probably|possibly|perhaps|um|gegen|etwa"
    r"|wohl|vermutlich|wahrscheinlich|vers|environ)(?:\. ?| )|(?:c|ca)\.? ?(?=[0-9])|[~≈] ?)(?=.)"
)
_DOUBT_BEHIND = re.compile(r" ?(?:\?|\(\?\)|~|,? (?:ca\.?|circa))$")
_BC = re.compile(
    r" ?(?:b\. ?c\.?(?: ?e\.?)?|bce?|v\. ?chr\.?|v ?chr\.?|v\. ?u\. ?z\.?|av\.? ?j\.?-? ?c\.?)$"
)
_AD = re.compile(
    r"^(?:a\. ?d\.?|ad) |"
    r" ?(?:a\. ?d\.?|ad|c\. ?e\.?|ce|n\. ?chr\.?|n ?chr\.?|ap\.? ?j\.?-? ?c\.?)$"
)
_PARTS = (
    (re.compile(r"(?:early|frühes|anfang|beginn|début(?: du)?)[ -]"), 0, 3),
    (re.compile(r"(?:mid|middle(?: of)?|mittleres|mitte|milieu(?: du)?)[ -]"), 1, 3),
    (re.compile(r"(?:late|end of|spätes|ende|fin(?: du)?)[ -]"), 2, 3),
    (re.compile(r"(?:first|1st|1\.|erste) (?:half|hälfte)(?: of| des| der)? "), 0, 2),
    (re.compile(r"(?:second|2nd|2\.|zweite) (?:half|hälfte)(?: of| des| der)? "), 1, 2),
    (re.compile(r"(?:first|1st|1\.|erstes) (?:quarter|viertel)(?: of| des| der)? "), 0, 4),
    (re.compile(r"(?:second|2nd|2\.|zweites) (?:quarter|viertel)(?: of| des| der)? "), 1, 4),
    (re.compile(r"(?:third|3rd|3\.|drittes) (?:quarter|viertel)(?: of| des| der)? "), 2, 4),
    (re.compile(r"(?:fourth|last|4th|4\.|letztes) (?:quarter|viertel)(?: of| des| der)? "), 3, 4),
)
_CENTURY = re.compile(
    r"(?:the )?(?P<number>[0-9]{1,2}|[ivx]{1,5})(?:st|nd|rd|th|\.|ème|eme|er|e)?[ -]?"
    r"(?:century|cent\.?|jahrhunderts?|jhd?t?s?\.?|siècle|siecle)"
)
_DECADE = re.compile(
    r"(?:the )?([0-9]{2,3}0)(?:'?s|er(?:[ -]jahren?)?)|(?:les )?années ([0-9]{2,3}0)"
)
_YEAR = re.compile(r"[0-9]{3,4}|-[0-9]{1,3}")
_ERA_YEAR = re.compile(r"[0-9]{1,3}(?:[ ,.]?[0-9]{3})?")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi".split()
_DAY_MONTH = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?(?: of)? ?)?(?P<month>[^\W\d_]{3,9})\.?,? ?"
    r"(?P<year>[0-9]{3,4})"
)
_MONTH_DAY = re.compile(
    r"(?P<month>[^\W\d_]{3,9})\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{3,4})"
)


def tidy(text: str) -> str:
    """Return a date in lower case, without what people put around it.

    Examples
    --------
    >>> tidy(" [Ca.  1905] ")
    'ca. 1905'
    """
    plain = " ".join(text.casefold().replace("\u2019", "'").replace("\u2212", "-").split())
    plain = plain.removeprefix("©").strip()
    while plain[:1] + plain[-1:] in ("[]", "()") and not set("[]()") & set(plain[1:-1]):
        plain = plain[1:-1].strip()
    return plain[:-1] if re.fullmatch(r".*[0-9][.,;]", plain) else plain


def without_doubt(text: str) -> str:
    """Return a tidy date without ``ca.`` and its like.

    Examples
    --------
    >>> without_doubt("c1905"), without_doubt("um 1905"), without_doubt("1905 (?)")
    ('1905', '1905', '1905')
    """
    return _DOUBT_BEHIND.sub("", _DOUBT_BEFORE.sub("", text))


def read(text: str) -> Interval | None:
    """Read a single tidy date in words; None if it is none.

    Raises
    ------
    ValueError
        If there is no such day, or the years go beyond `intervals.LAST_YEAR`.
    """
    for pattern, part, of in _PARTS:
        if found := pattern.match(text):
            span = _span(text[found.end() :])
            if span is None:
                return None
            first, count = span[0], span[1] - span[0] + 1
            return years(first + count * part // of, first + count * (part + 1) // of - 1)
    span = _span(text)
    return years(*span) if span is not None else _in_a_year(text)


def _span(text: str) -> tuple[int, int] | None:
    """Read a century, a decade or a year, of either era, as its first and last year."""
    bare = _BC.sub("", text)
    is_bc = bare != text
    bare = _AD.sub("", bare)
    if found := _CENTURY.fullmatch(bare):
        number = found["number"]
        if number.isdigit():
            century = int(number)
        elif number in _ROMAN:
            century = _ROMAN.index(number) + 1
        else:
            return None
        first, last = 100 * century - 99, 100 * century
        if century == 0:
            raise ValueError("there is no century 0")
    elif found := _DECADE.fullmatch(bare):
        first = int(found[1] or found[2])
        last = first + 9
    elif _YEAR.fullmatch(bare) or (bare != text and _ERA_YEAR.fullmatch(bare)):
        first = last = int(re.sub("[ ,.]", "", bare))
        if first == 0 and bare != text:
            raise ValueError("there is no year 0 before or after Christ")
    else:
        return None
    return (1 - last, 1 - first) if is_bc else (first, last)


def _in_a_year(text: str) -> Interval | None:
    """Read a month, a day or a season of a year."""
    if found := re.fullmatch(r"(?:in the )?(\S+)(?: of)? ([0-9]{3,4})", text):
        for code, words in _SEASON_WORDS.items():
            if found[1] in words:
                return months(int(found[2]), *SEASONS[code])
    date = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    month = None if date is None else _month_of(date["month"])
    if date is None or month is None:
        return None
    year = int(date["year"])
    if date["day"] is None:
        return months(year, month, month)
    return one_day(year, month, int(date["day"]))


def _month_of(word: str) -> int | None:
    """Return the month of a name or an abbreviation of three letters or more."""
    fitting = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(word) for name in names)
    ]
    return fitting[0] if len(fitting) == 1 else None
