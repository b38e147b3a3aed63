"""Owns the parts that metadata columns play on the page, found by their names or as told."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from pixgen.collection.records import Column
from pixgen.errors import ConfigError

ROLES: Mapping[str, tuple[str, ...]] = {
    "filename": ("filename", "file", "path", "image", "name", "dateiname", "datei", "bild",
                 "nomdufichier", "fichier"),
    "title": ("title", "titel", "titre"),
    "description": ("description", "caption", "summary", "beschreibung", "légende"),
    "link": ("permalink", "link", "url", "homepage"),
    "tags": ("tags", "keywords", "subjects", "schlagwörter", "schlagworte", "motsclés"),
    "category": ("category", "class", "kategorie", "catégorie"),
    "label": ("label",),
    "date": ("year", "date", "jahr", "datum", "datierung", "année"),
    "lat": ("lat", "latitude", "breitengrad"),
    "lng": ("lng", "lon", "long", "longitude", "längengrad"),
    "x": ("x",),
    "y": ("y",),
}  # fmt: skip
"""Each role, with the names of columns that play it, best first; see `plain_name`."""

_TITLE_LENGTH = 120


def plain_name(name: str) -> str:
    """Return a column's name as names are compared: case, spaces, ``_`` and ``-`` do not matter.

    Examples
    --------
    >>> plain_name("File_Name"), plain_name("Mots-clés")
    ('filename', 'motsclés')
    """
    plain = unicodedata.normalize("NFC", name).casefold()
    return "".join(c for c in plain if c not in "_-\ufeff" and not c.isspace())


def words_of(name: str) -> list[str]:
    """Return the words of a column's name.

    Examples
    --------
    >>> words_of("GPSLatitude"), words_of("date_taken")
    (['gps', 'latitude'], ['date', 'taken'])
    """
    plain = unicodedata.normalize("NFC", name)
    parted = re.sub(r"(?<=[^\W\d_])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", " ", plain)
    return re.findall(r"[^\W\d_]+", parted.casefold())


def role_named(name: str) -> str | None:
    """Return the role that a name stands for, such as ``link`` for ``permalink``.

    Examples
    --------
    >>> role_named("permalink"), role_named("year"), role_named("colour")
    ('link', 'date', None)
    """
    plain = plain_name(name)
    return next((role for role, names in ROLES.items() if plain in (role, *names)), None)


def find_roles(columns: Sequence[str], told: Mapping[str, str] | None = None) -> dict[str, str]:
    """Map each role to the column that plays it: the one told, else the first of a known name.

    Parameters
    ----------
    columns
        Names of the columns.
    told
        Role, or a name that stands for it, to a column's name.

    Raises
    ------
    ConfigError
        If a column that was told does not exist.

    Examples
    --------
    >>> find_roles(["Titel", "year", "Permalink", "Werk"], {"title": "werk"})
    {'title': 'Werk', 'link': 'Permalink', 'date': 'year'}
    """
    by_name = {plain_name(column): column for column in reversed(columns)}
    given = {role_named(name) or name: column for name, column in (told or {}).items()}
    taken = {find_column(column, columns) for column in given.values()}
    roles = {}
    for role, names in ROLES.items():
        if role in given:
            roles[role] = find_column(given[role], columns)
            continue
        found = [by_name[name] for name in names if by_name.get(name, "") not in ("", *taken)]
        if found:
            roles[role] = found[0]
    return roles


def find_column(wanted: str, columns: Sequence[str]) -> str:
    """Return the column of a name that a setting gives.

    Raises
    ------
    ConfigError
        If there is none.
    """
    if wanted in columns:
        return wanted
    plain = {plain_name(column): column for column in reversed(columns)}
    if plain_name(wanted) in plain:
        return plain[plain_name(wanted)]
    if not columns:
        raise ConfigError(
            f"There is no column {wanted!r}, as there is no metadata: name a table with --metadata."
        )
    close = difflib.get_close_matches(plain_name(wanted), plain, n=1)
    hint = f" Did you mean {plain[close[0]]!r}?" if close else ""
    raise ConfigError(
        f"The metadata has no column {wanted!r}; it has {', '.join(map(repr, columns))}.{hint}"
    )


def page_roles(columns: Sequence[Column]) -> dict[str, str]:
    """Map the roles that the page knows to the columns that play them, as the manifest does."""
    by_role = {column.role: column.name for column in columns if column.role}
    if "title" not in by_role and "label" in by_role:
        by_role["title"] = by_role.pop("label")
    return {role: by_role[role] for role in ROLES if role in by_role}


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
