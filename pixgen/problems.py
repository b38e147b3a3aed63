"""Owns the record of one thing that went wrong with one input while the rest was built."""

from dataclasses import dataclass
from typing import Literal

ProblemKind = Literal["skipped", "degraded", "unmatched"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that was left out, or taken with a loss.

    Attributes
    ----------
    kind
        ``skipped``: the image is not in the site. ``degraded``: it is, with a loss that `reason`
        tells. ``unmatched``: a row of metadata without an image, or an image without a row.
    name
        The image's name in the collection, or ``FILE, row 12`` for a row of a table.
    reason
        One sentence, without the name, that says what is wrong.
    """

    kind: ProblemKind
    name: str
    reason: str
