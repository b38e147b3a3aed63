"""Owns what one cell says, by the kind of its column, and which cells say nothing.

Cells such as ``n/a`` or ``-`` are missing in every column. Words such as ``unknown`` are missing in
columns of numbers, dates, links and coordinates, and are words in the others, where "Unknown" may
be the very thing to look for. A spreadsheet's error, such as ``#REF!``, is a bad cell everywhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pixgen.collection.dates import DateStyle, is_ambiguous, parse_date
from pixgen.collection.dates import style_of as date_style_of
from pixgen.collection.numbers import decimal_mark, parse_degrees, parse_number
from pixgen.collection.records import ColumnKind, Value
from pixgen.collection.roles import words_of

TAG_SEPARATOR = "|"

_LONGEST_NUMBER = 40

_MARKS = frozenset("n/a n.a. n.a #n/a nan null <na> nil - -- --- – — ? ?? ??? . .. … /".split())
_WORDS = frozenset(
    "na none unknown undated unbekannt undatiert inconnu inconnue n.d. n.d nd s.d. s.d o.j. o.j "
    "k.a. tbd tba".split()
) | {"not known", "no date", "sans date", "ohne jahr", "n. d.", "s. d.", "o. j.", "k. a."}
_ERRORS = frozenset("#ref! #value! #div/0! #name? #num! #null! #spill! #calc!".split())
# What cameras and databases write for a date that they do not have.
_NO_DAY = ("0000:00:00", "0000-00-00")
_STRICT: frozenset[ColumnKind] = frozenset({"number", "date", "link", "coordinate"})
_LATITUDES = frozenset("lat latitude breitengrad".split())


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How the cells of one column are written.

    Attributes
    ----------
    decimal
        The decimal mark of its numbers.
    dates
        How its dates are written.
    separator
        What parts its tags.
    limit
        Greatest degrees of its coordinates.
    """

    decimal: str = "."
    dates: DateStyle = DateStyle()
    separator: str = TAG_SEPARATOR
    limit: float = 180


def is_missing(text: str) -> bool:
    """Tell whether a cell says nothing in a column of any kind.

    Examples
    --------
    >>> [is_missing(text) for text in ("", " N/A ", "-", "unknown", "0")]
    [True, True, True, False, False]
    """
    plain = text.strip()
    return not plain or (len(plain) <= 4 and plain.casefold() in _MARKS)


def is_word_for_missing(text: str) -> bool:
    """Tell whether a cell says that a number, a date, a link or a place is not known.

    Examples
    --------
    >>> [is_word_for_missing(text) for text in ("Unknown", "[n.d.]", "0000:00:00 00:00:00", "0")]
    [True, True, True, False]
    """
    plain = text.strip()
    if plain.startswith(_NO_DAY):
        return True
    return len(plain) <= 12 and plain.strip("[]()").casefold() in _WORDS


def says_nothing(text: str, kind: ColumnKind) -> bool:
    """Tell whether a cell of a column of this kind is missing."""
    return is_missing(text) or (kind in _STRICT and is_word_for_missing(text))


def is_error(text: str) -> bool:
    """Tell whether a cell holds the error of a spreadsheet's formula."""
    return text.startswith("#") and text.strip().casefold() in _ERRORS


def style_of(name: str, texts: Iterable[str], *, comma_likely: bool = False) -> CellStyle:
    """Find how the cells of a column are written."""
    sample = list(texts)
    short = [text for text in sample if len(text) <= _LONGEST_NUMBER]
    separator = next((mark for mark in "|;" if any(mark in text for text in sample)), ",")
    return CellStyle(
        decimal=decimal_mark(short, comma_likely=comma_likely),
        dates=date_style_of(short),
        separator=separator,
        limit=90 if _LATITUDES & set(words_of(name)) else 180,
    )


def reader_of(kind: ColumnKind, style: CellStyle) -> Callable[[str], Value | None]:
    """Return the function that reads a cell of this kind.

    Returns
    -------
    Callable
        It returns the value, or None where the text is all there is. It raises ValueError with a
        sentence without its beginning for a cell that does not say what its column says.
    """
    if kind == "number":
        return lambda text: parse_number(text, style.decimal)
    if kind == "coordinate":
        return lambda text: parse_degrees(text, limit=style.limit, decimal=style.decimal)
    if kind == "date":
        return lambda text: parse_date(text, style.dates)
    if kind == "tags":
        return lambda text: split_tags(text, style.separator)
    return _check_link if kind == "link" else lambda text: None


def is_guessed_date(text: str, style: CellStyle) -> bool:
    """Tell whether only the year of a date was certain."""
    return is_ambiguous(text, style.dates)


def split_tags(text: str, separator: str) -> tuple[str, ...]:
    """Return the tags of a cell, each once.

    Examples
    --------
    >>> split_tags("sky | tree|sky|", "|")
    ('sky', 'tree')
    """
    parts = (part.strip() for part in text.split(separator))
    return tuple(dict.fromkeys(part for part in parts if part))


def _check_link(text: str) -> None:
    """Refuse what is not a whole address on the web."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or any(character.isspace() for character in text):
        raise ValueError("it is not a whole address that begins with http:// or https://")
