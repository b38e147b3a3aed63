"""Owns the record of one thing that went wrong with one input while the rest was built."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

ProblemKind = Literal["skipped", "degraded", "unmatched", "cell", "ignored"]
PROBLEM_KINDS: tuple[ProblemKind, ...] = get_args(ProblemKind)


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that was left out, or taken with a loss.

    Attributes
    ----------
    kind
        ``skipped``: the image is not in the site. ``degraded``: it is, with a loss that `reason`
        tells. ``unmatched``: a row of metadata without an image, or an image without a row.
        ``cell``: a cell or row of metadata that does not say what its column says, and counts as
        missing. ``ignored``: what lies beside the images and is none; it stands in the report
        alone, and is nothing to worry about.
    name
        The image's name in the collection, ``FILE, row 12`` for a row of a table, or ``FILE, row
        12, column year`` for a cell.
    reason
        One sentence, without the name, that says what is wrong.
    """

    kind: ProblemKind
    name: str
    reason: str


def worth_telling(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that a person should see, which is all but what was rightly ignored."""
    return tuple(problem for problem in problems if problem.kind != "ignored")
