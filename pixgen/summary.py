"""Owns what a build has to tell when it is done, or when it should not be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pixgen.among import Among
from pixgen.cache.work import Work
from pixgen.collection.records import Column
from pixgen.duplicates.table import NAME
from pixgen.errors import StrictError
from pixgen.problems import PROBLEM_KINDS, Problem, worth_telling
from pixgen.results import Results
from pixgen.site.writer import report_text

_SHOWN, _NAMED = 20, 5


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build has to tell.

    Attributes
    ----------
    out
        The site's folder.
    count
        Images in the site.
    problems
        What was skipped, degraded or unmatched.
    notes
        Choices the user may want to know of.
    sizes
        Bytes by part of the site.
    files
        Number of files.
    largest
        Name and bytes of the largest file.
    seconds
        Wall time.
    columns
        What the metadata holds.
    """

    out: Path
    count: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    sizes: dict[str, int]
    files: int
    largest: tuple[str, int]
    seconds: float
    columns: tuple[Column, ...] = ()


def check_strict(taken: Sequence[str], problems: tuple[Problem, ...], work: Work) -> None:
    """Refuse to go on where anything was amiss.

    Raises
    ------
    StrictError
        Something was. The report lies in the work folder.
    """
    amiss = worst_first(worth_telling(problems))
    if not amiss:
        return
    work.report.write_text(report_text(taken, problems), encoding="utf-8")
    lines = [f"  {p.kind}: {p.name}: {p.reason}" for p in amiss[:_SHOWN]]
    more = len(amiss) - len(lines)
    raise StrictError(
        f"With --strict nothing may be amiss, but there are {counted(amiss)}:\n"
        + "\n".join([*lines, *([f"  and {more:,} more."] if more else [])])
        + f"\nThe site was not replaced. All of them are in {work.report}."
    )


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Put skipped images before degraded ones, and these before what is amiss in the metadata."""
    return sorted(problems, key=lambda problem: PROBLEM_KINDS.index(problem.kind))


def counted(problems: Iterable[Problem]) -> str:
    """Count problems of each kind.

    Examples
    --------
    >>> counted([Problem("skipped", "a", "It is empty."), Problem("cell", "b", "No number.")])
    '1 skipped, 1 cell'
    """
    counts = Counter(problem.kind for problem in problems)
    # Of these words only one is a noun.
    names = {kind: "cells" if kind == "cell" and counts[kind] > 1 else kind for kind in counts}
    return ", ".join(f"{counts[kind]:,} {names[kind]}" for kind in PROBLEM_KINDS if counts[kind])


def notes_of(results: Results, kept: Sequence[str]) -> tuple[str, ...]:
    """Tell of choices the user may want to know of.

    Parameters
    ----------
    results
        What was computed.
    kept
        Files of the user's in the site.
    """
    first, changed = results.models[0], results.pictures.changed
    notes = [f"Neighbours: {first.graph.method}."]
    notes += [_among(among) for among, _ in first.within if len(among.members) > len(among.values)]
    if results.duplicates is not None and len(results.duplicates.starts):
        groups, images = len(results.duplicates.starts), len(results.duplicates.members)
        in_groups = f"{groups:,} groups" if groups > 1 else "one group"
        notes.append(
            f"Near-duplicates: {images:,} images in {in_groups}; {NAME} in the site's folder lists "
            "them."
        )
    if kept:
        notes.append(f"Kept your own files in the site: {_some(kept)}.")
    if changed:
        notes.append(f"Changed during the build, and taken as they were then: {_some(changed)}.")
    return tuple(notes)


def _among(among: Among) -> str:
    return (
        f"Within {among.column}: the images most like each are listed for the "
        f"{len(among.values)} most frequent of its {len(among.members):,} values."
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (
        f" and {len(names) - _NAMED:,} more" * (len(names) > _NAMED)
    )
