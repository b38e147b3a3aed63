"""Owns the plain data that a build has computed when the site is to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pixgen.among import Among
from pixgen.collection.records import Column, Record
from pixgen.duplicates.find import Duplicates
from pixgen.graph import Neighbors, Within
from pixgen.hotspots import Hotspot
from pixgen.layouts.base import Layout


class Pictures(Protocol):
    """The images of a site, by their index in the collection."""

    @property
    def records(self) -> Sequence[Record]:
        """The N images."""

    @property
    def colors(self) -> NDArray[np.uint8]:
        """Average colours, uint8, N×3."""

    @property
    def sizes(self) -> NDArray[np.int32]:
        """Width and height of the upright originals, int32, N×2."""

    @property
    def changed(self) -> Sequence[str]:
        """Names of images whose files changed during the build."""

    def cells(self, indices: Sequence[int]) -> NDArray[np.uint8]:
        """Return the square cells of some images, uint8 n×S×S×3."""

    def cells_key(self, indices: Sequence[int]) -> str:
        """Return a digest that changes whenever the cells of these images would."""

    def display_name(self, index: int) -> str:
        """Return the name of the display image of an image, which tells its content."""

    def display_file(self, index: int) -> Path:
        """Return where that display image lies."""


@dataclass(frozen=True, slots=True)
class ModelResults:
    """All that was computed from the vectors of one model, in the order of the collection.

    Attributes
    ----------
    name
        As visitors choose it.
    dimensions
        Length of a vector, D.
    graph
        The neighbours.
    layouts
        By name, the opening one first.
    hotspots
        With labels.
    least
        The least similar images; None where they were not asked for.
    within
        The nearest images among those with a value, for each column that was asked for.
    """

    name: str
    dimensions: int
    graph: Neighbors
    layouts: Mapping[str, Layout]
    hotspots: Sequence[Hotspot]
    least: Neighbors | None = None
    within: Sequence[tuple[Among, Within]] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """All that a build computed, in the order of the collection.

    Attributes
    ----------
    pictures
        The images.
    columns
        The metadata columns.
    models
        What each model gave; the first one opens the site.
    shape
        Width / height of a cell.
    order
        int64, N: the image at each id.
    duplicates
        Groups of copies; None where they were not looked for.
    """

    pictures: Pictures
    columns: tuple[Column, ...]
    models: Sequence[ModelResults]
    shape: float
    order: NDArray[np.int64]
    duplicates: Duplicates | None = None

    @property
    def opening(self) -> Layout:
        """The layout that opens the site."""
        return next(iter(self.models[0].layouts.values()))
