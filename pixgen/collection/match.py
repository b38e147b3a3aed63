"""Pairs the names that rows give with the names of images, each at the closest level that fits."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pixgen.collection.kinds import IMAGE_SUFFIXES

_LISTED = 3

_Index = dict[tuple[str, ...], list[int]]


@dataclass(slots=True)
class Matches:
    """Which row belongs to which image.

    Attributes
    ----------
    rows
        Index of the image to index of its row.
    reasons
        Index of a row to why it belongs to no image.
    unknown
        Rows whose name is not that of any image; they are not among the `reasons`.
    """

    rows: dict[int, int] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)


def tidy_key(cell: str) -> str:
    r"""Return the name in a cell as images are named: NFC, with ``/``, without ``./`` in front.

    Examples
    --------
    >>> tidy_key(" .\\scans\\a.jpg")
    'scans/a.jpg'
    """
    text = unicodedata.normalize("NFC", cell.strip()).replace("\\", "/")
    return text.removeprefix("./").lstrip("/")


def stem(key: str) -> str:
    """Return a name without folders and the ending of an image, in lower case.

    Examples
    --------
    >>> stem("scans/A.JPG"), stem("St. Mary")
    ('a', 'st. mary')
    """
    path = PurePosixPath(key)
    is_image = path.suffix.lower() in IMAGE_SUFFIXES
    return (path.stem if is_image else path.name).casefold()


def match(names: Sequence[str], keys: Sequence[str], places: Sequence[str]) -> Matches:
    """Pair images and rows.

    A row is joined by the relative path of its image, else by the file name, else by the file
    name in lower case, else by that without its ending; and where all this finds nothing, by the
    same of what is left when %20 and its like are decoded. Where several images answer to one
    row, the one that shares most of the row's folders is taken. Of rows that give the same name,
    the first counts; of rows that give an image different names, none.

    Parameters
    ----------
    names
        Names of the images.
    keys
        What the rows call them, each through `tidy_key`.
    places
        Where the rows stand, for the reasons.
    """
    found = Matches(reasons={i: "The row names no image." for i, key in enumerate(keys) if not key})
    waiting = [i for i, key in enumerate(keys) if key]
    for level, images in _levels(names):
        if not waiting:
            break
        claims: dict[int, list[int]] = defaultdict(list)
        indices: dict[str, _Index] = {}
        later = []
        for i in waiting:
            name = level(keys[i])
            answers = images.get(name, [])
            if len(answers) > 1:
                if name not in indices:
                    indices[name] = _by_folders(answers, names)
                answers = _nearest(keys[i], indices[name])
            if len(answers) == 1:
                claims[answers[0]].append(i)
            elif answers:
                listed = ", ".join(names[number] for number in answers[:_LISTED])
                more = ", …" if len(answers) > _LISTED else ""
                found.reasons[i] = f"{keys[i]!r} could be {len(answers)} images: {listed}{more}."
            else:
                later.append(i)
        for number, claimants in claims.items():
            _settle(number, claimants, names, keys, places, found)
        waiting = later
    found.unknown = waiting
    return found


def _levels(
    names: Sequence[str],
) -> Iterator[tuple[Callable[[str], str], dict[str, list[int]]]]:
    for variant in (str, _decoded):
        for shorten in (str, _file_name, lambda key: _file_name(key).casefold(), stem):

            def level(
                key: str,
                variant: Callable[[str], str] = variant,
                shorten: Callable[[str], str] = shorten,
            ) -> str:
                return shorten(variant(key))

            images: dict[str, list[int]] = defaultdict(list)
            for number, name in enumerate(names):
                images[level(name)].append(number)
            yield level, images


def _file_name(key: str) -> str:
    return key.rsplit("/", 1)[-1]


def _decoded(key: str) -> str:
    """Return a name with %20 and its like decoded; of an address on the web, its path."""
    if "://" in key:
        try:
            key = urlsplit(key).path
        except ValueError:
            return key
    return tidy_key(unquote(key)) if "%" in key else key.lstrip("/")


def _settle(
    number: int,
    claimants: Sequence[int],
    names: Sequence[str],
    keys: Sequence[str],
    places: Sequence[str],
    found: Matches,
) -> None:
    """Give an image its row, or tell why not."""
    first = claimants[0]
    other = next((i for i in claimants if keys[i] != keys[first]), None)
    refused = list(claimants)
    if number not in found.rows and other is None:
        found.rows[number] = refused.pop(0)
    for i in refused:
        if number in found.rows:
            rival, which = found.rows[number], "which counts"
        else:
            rival = first if other is None or keys[i] != keys[first] else other
            which = "so neither counts"
        found.reasons[i] = f"{keys[i]!r} means {names[number]!r}, as {places[rival]} does, {which}."


def _by_folders(numbers: Sequence[int], names: Sequence[str]) -> _Index:
    """Index images of one name by the folders that they lie in, from the file upwards.

    Under each run of folders, that of none included, stand all images whose own folders begin so.
    """
    index: _Index = defaultdict(list)
    for number in numbers:
        folders = _folders(names[number])
        for depth in range(len(folders) + 1):
            index[folders[:depth]].append(number)
    return index


def _folders(key: str) -> tuple[str, ...]:
    """Return the folders of a name, the one next to the file first."""
    return tuple(part.casefold() for part in key.split("/")[-2::-1])


def _nearest(key: str, index: _Index) -> list[int]:
    """Return the images whose folders, counted from the file upwards, agree longest with key."""
    folders = _folders(key)
    depth = next(d for d in range(len(folders), -1, -1) if folders[:d] in index)
    return index[folders[:depth]]
