"""Owns the plain data of a collection: its images, their metadata, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pixgen.problems import Problem


@dataclass(frozen=True, slots=True)
class Record:
    """One image of the collection.

    Attributes
    ----------
    path
        Where the file lies on this disk.
    name
        Its identity: the path relative to the folder it was found in, with ``/``, unique in the
        collection.
    metadata
        Its row of the metadata table, column name to text; empty where it has none.
    """

    path: Path
    name: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Collection:
    """The images to build, in a stable order, with the metadata columns in the table's order."""

    records: tuple[Record, ...]
    columns: tuple[str, ...]
    problems: tuple[Problem, ...]
