"""Owns the layout of positions that the user gives: kept in proportion, the rest set beside."""

import numpy as np
from numpy.typing import NDArray

from pixgen.layouts.base import Layout, LayoutInput

Points = NDArray[np.float64]

# Side of a picture in a cloud of positions, in units of the side of its share of the box.
PICTURE = 0.7
# The largest picture, as a share of the box's smaller side.
LARGEST = 0.25
# Positions that fill less of their lattice than this are a cloud that happens to be in numbers
# without fractions, such as pixels.
LATTICE_FILL = 0.1
# Boxes are no longer or taller than so many times the screen: what is left over stays empty.
NARROWEST = 4.0
# Gap between the positions and the block of pictures that have none, in pictures.
GAP = 2.0


def compute(source: LayoutInput) -> Layout:
    """Put every picture where the user says; those that have no place stand in a block beside.

    Both axes have one scale, so distances and angles stay as given. Positions of whole numbers
    that lie on a lattice get pictures that fit into its cells; elsewhere the size of a picture
    follows from how many there are. The block stands to the right, or below where that comes
    nearer to the screen's shape.

    Parameters
    ----------
    source
        Needs `own`.

    Raises
    ------
    ValueError
        No picture has a position.
    """
    if source.own is None:
        raise ValueError("no positions are given")
    own = source.own.astype(np.float64)
    placed = np.isfinite(own).all(axis=1)
    if not placed.any():
        raise ValueError("no picture has a position")
    points = own[placed] - own[placed].min(axis=0)
    extent = points.max(axis=0)
    cell = _cell(points, extent, source.shape)
    size = cell * np.array([np.sqrt(source.shape), 1 / np.sqrt(source.shape)])
    box = extent + size
    positions = np.empty((len(own), 2))
    positions[placed] = points + size / 2
    positions[~placed], box = _beside(int((~placed).sum()), box, size, source.aspect)
    # A line or a column alone would make a box that no screen can show.
    wanted = np.clip(box[0] / box[1], source.aspect / NARROWEST, source.aspect * NARROWEST)
    room = np.maximum(box, [box[1] * wanted, box[0] / wanted])
    positions = (positions + (room - box) / 2) / room
    return Layout(positions.astype(np.float32), float(room[0] / room[1]), float(cell / room[1]))


def lattice_step(points: Points) -> Points | None:
    """Return the distances between columns and rows where the points lie on a lattice.

    Parameters
    ----------
    points
        float64, N×2, from 0.

    Returns
    -------
    float64, 2, or None where they are a cloud, or all in one place.

    Examples
    --------
    >>> lattice_step(np.array([[0, 0], [128, 0], [256, 96]], float)).tolist()
    [128.0, 96.0]
    >>> lattice_step(np.array([[0, 0], [1.5, 0]])) is None
    True
    """
    whole = np.rint(points).astype(np.int64)
    if np.abs(points - whole).max() > 1e-6 or not whole.any():
        return None
    step = np.gcd.reduce(whole, axis=0)
    step = np.where(step > 0, step, step.max())
    cells = np.prod(whole.max(axis=0) // step + 1, dtype=np.float64)
    if len(np.unique(whole, axis=0)) < LATTICE_FILL * cells:
        return None
    return np.asarray(step, np.float64)


def _cell(points: Points, extent: Points, shape: float) -> float:
    """Return the side of a square as large as the cell of a picture, in the points' unit."""
    step = lattice_step(points)
    if step is not None:
        return float(min(step[0] / np.sqrt(shape), step[1] * np.sqrt(shape)))
    longest = float(extent.max())
    if longest == 0:
        return 1.0
    # A cloud along a line has no area, but pictures on it need some.
    area = max(float(extent.prod()), longest**2 / len(points))
    return float(min(PICTURE * np.sqrt(area / len(points)), LARGEST * longest))


def _beside(count: int, box: Points, size: Points, aspect: float) -> tuple[Points, Points]:
    """Place pictures in rows beside a box; return their places and the box around all."""
    if not count:
        return np.empty((0, 2)), box
    gap = GAP * size
    numbers = np.arange(count)
    offers = []
    for axis in (0, 1):
        across = 1 - axis
        line = max(1, int(box[across] / size[across] + 1e-9))
        lines = -(-count // line)
        places = np.empty((count, 2))
        # Read as text is: rows from the left, one below the other.
        wide = line if axis == 1 else lines
        row, column = np.divmod(numbers, wide)
        places[:, 0], places[:, 1] = (column + 0.5) * size[0], (row + 0.5) * size[1]
        places[:, axis] += box[axis] + gap[axis]
        whole = box.copy()
        whole[axis] += gap[axis] + lines * size[axis]
        offers.append((abs(float(np.log(whole[0] / whole[1] / aspect))), axis, places, whole))
    _, _, places, whole = min(offers, key=lambda offer: offer[:2])
    return places, whole
