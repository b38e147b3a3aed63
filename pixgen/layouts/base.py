"""Owns the one signature that every layout has, and the plain data that goes in and comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pixgen.graph import Neighbors


@dataclass(frozen=True, slots=True)
class LayoutInput:
    """All that a layout may look at.

    Attributes
    ----------
    vectors
        float32, N×D, the reduced embedding (see `pixgen.neighbors.reduce_dimensions`).
    neighbors
        The neighbour graph of the same N images.
    metadata
        Column name to the N texts of that column.
    done
        Layouts computed before this one, by name: `grid` and `map` start from ``done["umap"]``.
    seed
        The seed of every random choice.
    aspect
        The screen shape to aim at, width / height.
    n_neighbors
        Neighbours of a picture, itself included, that UMAP looks at; K + 1 at most are there.
    min_dist
        How near UMAP lets two pictures come, in its own unit.
    """

    vectors: NDArray[np.float32]
    neighbors: Neighbors
    metadata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    done: Mapping[str, "Layout"] = field(default_factory=dict)
    seed: int = 24
    aspect: float = 1.6
    n_neighbors: int = 15
    min_dist: float = 0.1


@dataclass(frozen=True, slots=True)
class Layout:
    """Where every image lies.

    Attributes
    ----------
    positions
        float32, N×2, centres of the pictures in [0, 1]², x to the right and y downwards, each
        axis scaled to the layout's own box.
    aspect
        Width / height of that box.
    cell
        Side of a picture's square as a fraction of the height of the box.
    """

    positions: NDArray[np.float32]
    aspect: float
    cell: float


LayoutFunction = Callable[[LayoutInput], Layout]
