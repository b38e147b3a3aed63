"""Puts what image files say about their pictures where the tables say nothing."""

from collections.abc import Iterable, Mapping

from pixgen.collection.fill import fill_missing
from pixgen.collection.records import Collection, ColumnKind

_KINDS: Mapping[str, ColumnKind] = {
    "date": "date",
    "camera": "category",
    "latitude": "coordinate",
    "longitude": "coordinate",
    "caption": "text",
    "keywords": "tags",
    "rights": "text",
}
_PLACE = ("latitude", "longitude")


def add_embedded(collection: Collection, embedded: Iterable[Mapping[str, str]]) -> Collection:
    """Fill the columns for date, camera, place, caption, keywords and rights.

    A cell of a table stays as it is, and so does an image's place where a table has a half of it.

    Parameters
    ----------
    collection
        Its images and columns.
    embedded
        One an image, in the order of the records: some of date, camera, latitude, longitude,
        caption, keywords (joined by ``|``) and rights, as texts.

    Returns
    -------
    Collection
        With the columns filled, and those added that the tables do not have.
    """
    texts: dict[str, list[str]] = {name: [] for name in _KINDS}
    placed = [column.name for column in collection.columns if column.role in ("lat", "lng")]
    for record, said in zip(collection.records, embedded, strict=True):
        has_place = any(record.metadata.get(name) for name in placed)
        for name, column in texts.items():
            column.append("" if has_place and name in _PLACE else said.get(name, ""))
    for name, kind in _KINDS.items():
        collection = fill_missing(
            collection, name, kind, texts[name], source="metadata of the file"
        )
    return collection
