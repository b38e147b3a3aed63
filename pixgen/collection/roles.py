"""Owns the parts that metadata columns play on the page, found by their names."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

_NAMES = {
    "title": ("title", "label"),
    "description": ("description", "caption", "summary"),
    "link": ("permalink", "link", "url", "homepage"),
    "tags": ("tags", "keywords", "subjects"),
}
_TITLE_LENGTH = 120


def find_roles(columns: Sequence[str]) -> dict[str, str]:
    """Map each role to the column that plays it, by case-insensitive name.

    Examples
    --------
    >>> find_roles(["Title", "year", "Permalink"])
    {'title': 'Title', 'link': 'Permalink'}
    """
    by_name = {column.casefold(): column for column in reversed(columns)}
    roles = {}
    for role, names in _NAMES.items():
        found = [by_name[name] for name in names if name in by_name]
        if found:
            roles[role] = found[0]
    return roles


def title_of(name: str, metadata: Mapping[str, str], roles: Mapping[str, str]) -> str:
    """Return the title of an image: its own, else the start of its description, else its file.

    Examples
    --------
    >>> title_of("a/red_house-02.jpg", {}, {})
    'red house-02'
    """
    title = metadata.get(roles.get("title", ""), "").strip()
    description = metadata.get(roles.get("description", ""), "").strip()
    if title:
        return title
    if len(description) > _TITLE_LENGTH:
        return description[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
    return description or PurePosixPath(name).stem.replace("_", " ").strip() or name
