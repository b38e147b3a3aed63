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
        float32, N×D, the reduced embedding (see `pixgen.neighbors.reduce.reduce_dimensions`).
    neighbors
        The neighbour graph of the same N images.
    done
        Layouts computed before this one, by name: `grid` and `map` start from ``done["umap"]``.
    seed
        The seed of every random choice.
    aspect
        The screen shape to aim at, width / height.
    shape
        Width / height of the cells of `map` and `grid`: that of the typical picture.
    n_neighbors
        Neighbours of a picture, itself included, that UMAP looks at; K + 1 at most are there.
    min_dist
        How near UMAP lets two pictures come, in its own unit.
    own
        float64, N×2, positions that the user gives, in any unit, y downwards; not a number where
        a picture has none. None where there are no such positions.
    """

    vectors: NDArray[np.float32]
    neighbors: Neighbors
    done: Mapping[str, "Layout"] = field(default_factory=dict)
    seed: int = 24
    aspect: float = 1.6
    shape: float = 1.0
    n_neighbors: int = 15
    min_dist: float = 0.1
    own: NDArray[np.float64] | None = None


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
        Side of a square as large as a picture's cell, as a fraction of the height of the box.
    """

    positions: NDArray[np.float32]
    aspect: float
    cell: float


LayoutFunction = Callable[[LayoutInput], Layout]


def typical_shape(sizes: NDArray[np.int32]) -> float:
    """Return the width / height that cells should have for these pictures.

    Parameters
    ----------
    sizes
        int32, N×2, widths and heights.

    Returns
    -------
    float
        The median, at least 2 / 3 and at most 3 / 2 so that other shapes keep their due.

    Examples
    --------
    >>> typical_shape(np.array([[400, 300], [400, 300], [300, 400]], np.int32)).__round__(3)
    1.333
    """
    return float(np.clip(np.median(sizes[:, 0] / sizes[:, 1]), 2 / 3, 3 / 2))
