"""Owns the kinds of columns: finds what the cells of a column are, and reads them.

The first that holds is the kind:

1. what the user says, of which any cell that does not fit is bad; tags, where the file has lists;
2. by role: tags, description and title (text), category; dates, links and coordinates where at
   least half of the cells are such;
3. link, where the cells are addresses on the web;
4. coordinate, where the name has a word such as *lat* or *longitude* and the cells are degrees;
5. number; but date, where they are whole years and the name says so, or at least does not speak
   of sizes and counts;
6. date;
7. tags, where a fifth of the cells have parts parted by ``|``, or by ``;`` and parts recur;
8. category, where cells are short (40 characters in the mean) and recur: at most half as many
   values as cells;
9. text.

For 3 to 6, almost all cells have to fit: one may be bad, and a tenth of the others. A column of
identifiers, see `pixgen.collection.numbers.are_identifiers`, is neither 5 nor 6 unless its name
speaks of dates.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pixgen.collection import cells
from pixgen.collection.cells import CellStyle
from pixgen.collection.counting import count_column
from pixgen.collection.numbers import are_identifiers, parse_number
from pixgen.collection.records import Column, ColumnKind, Value
from pixgen.collection.roles import words_of

_BY_ROLE: Mapping[str, ColumnKind] = {
    "tags": "tags",
    "description": "text",
    "title": "text",
    "category": "category",
}
_LIKELY_BY_ROLE: Mapping[str, ColumnKind] = {
    "date": "date",
    "link": "link",
    "lat": "coordinate",
    "lng": "coordinate",
}
_DATE_WORDS = frozenset(
    "date dates dated dating year years created taken published decade century datum jahr jahre "
    "datiert datierung jahrzehnt jahrhundert année annee années siècle".split()
)
_MEASURE_WORDS = frozenset(
    "width height size length depth weight pixels px bytes price cost count number no nr num id "
    "page pages votes views score x y breite höhe größe länge gewicht preis anzahl nummer seite "
    "largeur hauteur taille poids prix nombre".split()
)
_PLACE_WORDS = frozenset(
    "lat latitude breitengrad lng lon longitude längengrad latitudes longitudes".split()
)
_FIRST_YEAR, _LAST_YEAR = 1500, 2099
_LONGEST_TAG = 40
_LONGEST_CATEGORY = 40
_FEW_CELLS = 20


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A column whose cells have been read.

    Attributes
    ----------
    column
        What the collection knows of it.
    texts
        One text an image, "" where it is missing.
    values
        One value an image, None where there is none beside the text.
    bad
        Index of the image and reason of each bad cell.
    guessed
        Dates of which only the year was certain, each once.
    """

    column: Column
    texts: tuple[str, ...]
    values: tuple[Value | None, ...]
    bad: tuple[tuple[int, str], ...]
    guessed: tuple[str, ...] = ()


def read_column(
    name: str,
    texts: Sequence[str],
    *,
    role: str = "",
    kind: ColumnKind | None = None,
    comma_likely: bool = False,
    is_list: bool = False,
) -> TypedColumn:
    """Read the cells of a column.

    Parameters
    ----------
    name
        The column's name, which tells dates and coordinates from numbers.
    texts
        One cell an image.
    role
        The part it plays on the page; empty for none.
    kind
        What the user says it is; None finds it.
    comma_likely
        Whether its table writes decimal commas as far as one can tell.
    is_list
        Whether its cells are lists joined by ``|``, which are tags.

    Examples
    --------
    >>> typed = read_column("Year", ["1905", "ca. 1910", "", "soon"], role="date")
    >>> typed.column.kind, typed.column.span, typed.texts[3], typed.bad[0]
    ('date', '1905 – 1910', '', (3, "'soon' is not understood: it is not a date."))
    """
    stripped = ["" if cells.is_missing(text) else text.strip() for text in texts]
    counts = Counter(text for text in stripped if text and not cells.is_error(text))
    known = Counter({text: n for text, n in counts.items() if not cells.is_word_for_missing(text)})
    style = cells.style_of(name, known, comma_likely=comma_likely)
    if is_list:
        kind, style = kind or "tags", replace(style, separator=cells.TAG_SEPARATOR)
    chosen = kind or _infer(name, role, counts, known, style)
    said = ["" if cells.says_nothing(text, chosen) else text for text in stripped]
    return read_cells(Column(name, chosen, role), said, style)


def read_cells(column: Column, texts: Sequence[str], style: CellStyle) -> TypedColumn:
    """Read the cells of a column of a known kind, and count what is in it.

    Parameters
    ----------
    column
        Of the kind to read; what it has counted is counted anew.
    texts
        One cell an image, stripped, "" where it is missing.
    style
        How the cells are written.
    """
    read = cells.reader_of(column.kind, style)
    known: dict[str, Value | None] = {"": None}
    refused: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        if cells.is_error(text):
            refused[text] = "it is the error of a formula"
        elif text:
            try:
                known[text] = read(text)
            except ValueError as error:
                refused[text] = str(error)
    bad = [
        (index, f"{_shown(text)} is not understood: {refused[text]}.")
        for index, text in enumerate(texts)
        if text in refused
    ]
    good = ["" if text in refused else text for text in texts]
    values = tuple(known[text] for text in good)
    if column.kind == "tags":
        good = [
            cells.TAG_SEPARATOR.join(value) if isinstance(value, tuple) else "" for value in values
        ]
    guessed: tuple[str, ...] = ()
    if column.kind == "date":
        guessed = tuple(t for t in dict.fromkeys(good) if cells.is_guessed_date(t, style))
    counted = replace(count_column(column, good, values), bad=len(bad))
    return TypedColumn(counted, tuple(good), values, tuple(bad), guessed)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _infer(
    name: str, role: str, counts: Counter[str], known: Counter[str], style: CellStyle
) -> ColumnKind:
    """Find the kind of a column from its cells: all that say something, and the `known` of them."""
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    total = known.total()
    if total:
        likely = _LIKELY_BY_ROLE.get(role)
        if likely is not None and _reads_but(likely, known, style, most=total // 2):
            return likely
        words = set(words_of(name))
        if _fits("link", known, style):
            return "link"
        if words & _PLACE_WORDS and _fits("coordinate", known, style):
            return "coordinate"
        named = bool(words & _DATE_WORDS)
        if named or not are_identifiers(known):
            if _fits("number", known, style):
                return "date" if _are_years(words, known, style) else "number"
            if _fits("date", known, style):
                return "date"
    if _are_tags(counts):
        return "tags"
    return "category" if _are_categories(counts) else "text"


def _fits(kind: ColumnKind, counts: Counter[str], style: CellStyle) -> bool:
    total = counts.total()
    return _reads_but(kind, counts, style, most=min(1 + total // 10, total // 4))


def _reads_but(kind: ColumnKind, counts: Counter[str], style: CellStyle, *, most: int) -> bool:
    """Tell whether all but so many cells are of a kind."""
    read = cells.reader_of(kind, style)
    bad = 0
    for text, count in counts.items():
        if not _reads(read, text):
            bad += count
            if bad > most:
                return False
    return True


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _are_years(words: set[str], counts: Counter[str], style: CellStyle) -> bool:
    """Tell whether a column of numbers is one of years."""
    if words & _DATE_WORDS:
        return _fits("date", counts, style)
    if words & _MEASURE_WORDS:
        return False
    numbers = [text for text in counts if _reads(parse_number, text)]
    return all(
        len(text) == 4 and text.isdecimal() and _FIRST_YEAR <= int(text) <= _LAST_YEAR
        for text in numbers
    )


def _are_tags(counts: Counter[str]) -> bool:
    for mark in "|;":
        parted = sum(n for text, n in counts.items() if mark in text)
        if not parted or 5 * parted < counts.total():
            continue
        parts = Counter(part.strip() for text in counts for part in text.split(mark))
        length = sum(len(part) * n for part, n in parts.items())
        if length <= _LONGEST_TAG * parts.total() and (mark == "|" or _recur(parts)):
            return True
    return False


def _recur(parts: Counter[str]) -> bool:
    """Tell words that come again and again from the halves of sentences."""
    recurring = sum(1 for n in parts.values() if n > 1)
    return len(parts) <= 0.7 * parts.total() and 5 * recurring >= len(parts)


def _are_categories(counts: Counter[str]) -> bool:
    total = counts.total()
    if not total or sum(n * len(text) for text, n in counts.items()) > _LONGEST_CATEGORY * total:
        return False
    return len(counts) <= total / 2 or (total <= _FEW_CELLS and len(counts) < total)
