"""Joins the user's own vectors to the images: by name as tables are, or by the order of rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.digests import digest
from pixgen.cache.values import Deferred
from pixgen.collection.join import join
from pixgen.collection.records import Collection
from pixgen.collection.tables import Row, Table
from pixgen.errors import InputError
from pixgen.problems import Problem
from pixgen.vectors.files import content_of, read_vectors
from pixgen.vectors.table import VectorTable, as_floats

_BLOCK = 4096
_LISTED = 5
_POSITION = "row"


@dataclass(frozen=True, slots=True, eq=False)
class OwnVectors:
    """The vectors of a file, each with the image that it belongs to.

    Attributes
    ----------
    name
        What the site calls them: the file's name in lower case, without its ending.
    path
        The file.
    content
        A digest of what it holds.
    dimensions
        Length of a vector.
    rows
        Name of an image to its row in the file, of those that have a vector that can serve.
    problems
        Images without one, which are left out of the site, and rows without an image.
    notes
        Choices the user may want to know of.
    """

    name: str
    path: Path
    content: str
    dimensions: int
    rows: Mapping[str, int]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    _table: VectorTable

    def take(self, names: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of some images of `rows`, float32, n×D."""
        return as_floats(self._table.vectors[[self.rows[name] for name in names]])

    def deferred(self, names: Sequence[str]) -> Deferred[NDArray[np.float32]]:
        """Return the same under a key, read when they are needed."""
        key = digest(self.content, *(str(self.rows[name]) for name in names))
        return Deferred(key, partial(self.take, names))

    def limit(self, collection: Collection) -> Collection:
        """Leave out the images without a vector, and tell."""
        return replace(
            collection,
            records=tuple(record for record in collection.records if record.name in self.rows),
            problems=(*collection.problems, *self.problems),
            notes=(*collection.notes, *self.notes),
        )


def load_own_vectors(
    path: Path,
    names: Sequence[str],
    *,
    wanted: str = "",
    taken: Sequence[str] = (),
    metric: str = "angular",
) -> OwnVectors:
    """Read a file of vectors and join it to the images.

    Parameters
    ----------
    path
        As `pixgen.vectors.files.read_vectors` takes it.
    names
        All images that were found, in the collection's order: that of their names. Rows without
        names are taken in this order, so that an image that cannot be read has its row too.
    wanted
        What the user calls the column that names the images.
    taken
        Names that other models of the site have.
    metric
        How vectors are compared. By their angle, a vector of zeros means nothing; for ``hamming``,
        bytes are eight binary places each.

    Raises
    ------
    InputError
        The file cannot serve, or not a single vector belongs to an image.
    """
    table = read_vectors(path, wanted=wanted, codes=metric == "hamming")
    problems: list[Problem] = []
    notes = list(table.notes)
    if table.names is None:
        rows = _by_order(table, names)
        first, last = names[0], names[-1]
        notes.append(
            f"{table.source}: its rows were taken in the order of the images' names, from {first} "
            f"to {last}; pixgen names lists them."
        )
    else:
        rows = _by_name(table, names, problems, notes)
    by_row = {row: name for name, row in rows.items()}
    for row, reason in _faults(table, may_be_zero=metric != "angular").items():
        name = by_row.get(row)
        if name is not None:
            problems.append(Problem("skipped", name, f"Its vector ({table.place(row)}) {reason}."))
    bad = {problem.name for problem in problems if problem.kind == "skipped"}
    rows = {name: row for name, row in rows.items() if name not in bad}
    if not rows:
        told = "".join(f"\n  {p.name}: {p.reason}" for p in problems[:_LISTED])
        raise InputError(f"Not one image has a vector in {table.source} that can serve:{told}")
    name = plain_name(path)
    return OwnVectors(
        name=f"own-{name}" if name in taken else name,
        path=path,
        content=content_of(path),
        dimensions=table.vectors.shape[1],
        rows=rows,
        problems=tuple(problems),
        notes=tuple(notes),
        _table=table,
    )


def plain_name(path: Path) -> str:
    """Return what the vectors of a file are called.

    Examples
    --------
    >>> plain_name(Path("CLIP ViT-B32.npy")), plain_name(Path("Ähnlichkeit.csv"))
    ('clip-vit-b32', 'hnlichkeit')
    """
    return re.sub("[^a-z0-9_]+", "-", path.stem.lower()).strip("-") or "vectors"


def _by_order(table: VectorTable, names: Sequence[str]) -> dict[str, int]:
    count = len(table.vectors)
    if count != len(names):
        raise InputError(
            f"{table.source} has {count:,} rows, but there are {len(names):,} images, from "
            f"{names[0]!r} to {names[-1]!r}. Rows without names are taken in the order of the "
            "images' names, which pixgen names lists; there has to be one for every image found, "
            "whether it can be read or not. Or give each row the name of its image: a .npz file "
            "with the arrays 'vectors' and 'names', or a table with a column filename."
        )
    return {name: row for row, name in enumerate(names)}


def _by_name(
    table: VectorTable, names: Sequence[str], problems: list[Problem], notes: list[str]
) -> dict[str, int]:
    rows = tuple(
        Row(table.place(row), (name, str(row))) for row, name in enumerate(table.names or ())
    )
    of_names = Table(table.source, ("names", _POSITION), rows, key="names")
    joined = join(names, [of_names])
    notes += joined.notes
    (column,) = joined.columns
    found = {name: int(row) for name, row in zip(names, column.texts, strict=True) if row}
    without = set(names) - found.keys()
    for problem in joined.problems:
        if problem.name not in without:
            problems.append(problem)
        else:
            reason = problem.reason.replace("has no row in", "has no vector in", 1)
            problems.append(Problem("skipped", problem.name, reason))
    return found


def _faults(table: VectorTable, *, may_be_zero: bool) -> dict[int, str]:
    """Find the rows that cannot serve, and why."""
    faults: dict[int, str] = {}
    for start in range(0, len(table.vectors), _BLOCK):
        block = as_floats(table.vectors[start : start + _BLOCK])
        finite = np.isfinite(block).all(axis=1)
        for row in np.flatnonzero(~finite):
            bad = block[row][~np.isfinite(block[row])][0]
            faults[start + int(row)] = f"holds a value that is not finite ({bad})"
        if not may_be_zero:
            for row in np.flatnonzero(finite & ~block.any(axis=1)):
                faults[start + int(row)] = "is all zeros, so that it has no direction to compare by"
    return faults
