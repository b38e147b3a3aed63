"""Owns the positions that the columns x and y of the metadata give to images."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixgen.collection.records import Column, Record


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where the user puts the images.

    Attributes
    ----------
    points
        float64, N×2, in the columns' own unit, y downwards; not a number where an image has none.
        None where no image has a position.
    notes
        What the user may want to know of.
    """

    points: NDArray[np.float64] | None
    notes: tuple[str, ...] = ()


def read_positions(
    records: Sequence[Record], columns: Sequence[Column], *, upwards: bool = True
) -> Positions:
    """Read the positions of images from the columns that play the roles x and y.

    Parameters
    ----------
    records
        The images.
    columns
        The metadata columns.
    upwards
        Whether the numbers of y grow upwards, as in plots, or downwards, as in pictures.
    """
    played = {column.role: column for column in columns if column.role in ("x", "y")}
    if not played:
        return Positions(None)
    lacking = [role for role in ("x", "y") if role not in played]
    if lacking:
        have = next(iter(played.values())).name
        note = (
            f"Column {have}: positions of your own need a column {lacking[0]} too; tell which with "
            f"--column {lacking[0]}=COLUMN."
        )
        return Positions(None, (note,))
    other = [column for column in played.values() if column.kind not in ("number", "coordinate")]
    if other:
        named = " and ".join(f"{column.name} ({column.kind})" for column in other)
        note = f"No positions of your own: {named} should hold numbers."
        return Positions(None, (note,))
    points = np.full((len(records), 2), np.nan)
    for axis, role in enumerate(("x", "y")):
        name = played[role].name
        for index, record in enumerate(records):
            value = record.values.get(name)
            if isinstance(value, float | int):
                points[index, axis] = value
    placed = np.isfinite(points).all(axis=1)
    points[~placed] = np.nan
    if not placed.any():
        return Positions(None, ("No positions of your own: no image has both x and y.",))
    if upwards:
        points[:, 1] *= -1
    return Positions(points, _told(points[placed], len(records)))


def _told(placed: NDArray[np.float64], count: int) -> tuple[str, ...]:
    notes = []
    if len(placed) < count:
        notes.append(
            f"Own positions: {len(placed):,} of {count:,} images have one; the others stand in a "
            "block beside them."
        )
    hidden = len(placed) - len(np.unique(placed, axis=0))
    if hidden:
        who = "image lies" if hidden == 1 else "images lie"
        covers = "covers" if hidden == 1 else "cover"
        notes.append(
            f"Own positions: {hidden:,} {who} exactly where another one does, and {covers} it."
        )
    return tuple(notes)
