"""Owns the map: islands of pictures tiled on a lattice, as near their loose places as can be."""

import numpy as np

from pixgen.layouts.base import Layout, LayoutInput
from pixgen.layouts.cells import assign_cells
from pixgen.layouts.density import gather, spread

# Cells for each picture: what is left over is the channels between islands.
ROOM = 2.0
# Below, islands mean nothing and the pictures stand in rows.
SMALLEST = 10
# Share of the lattice that is kept clear along its edges at the start.
INSET = 0.04
# Reach, in cells, within which pictures draw together, and how many times.
REACH = 2.0
GATHER_STEPS = 6
SPREAD_STEPS = 150
# Widest grid of the flow: at most 2 MB a field, while a step takes the time of its transform.
WIDEST = 1000
# A little more than fits, so that the moves to single cells leave no holes in the islands. The
# fewer cells a bin has, the more the number of its points varies by chance.
PRESSURE = 0.2
COHESION = 1.5
SWEEPS = 24


def compute(source: LayoutInput) -> Layout:
    """Tile the loose map: every picture in a cell of its own, islands apart.

    Points are drawn together within a few cells, so that gaps open; crowded places swell until
    all pictures fit side by side (`pixgen.layouts.density`); then each gets a cell
    (`pixgen.layouts.cells`), and small moves round the outlines (`pixgen.layouts.settle`). Empty
    rows and columns along the edges are cut off, so the box comes close to the screen's aspect.

    Parameters
    ----------
    source
        Needs ``done["umap"]``.
    """
    # Numba takes half a second to import; a command that needs no map should not wait for it.
    from pixgen.layouts.settle import settle

    loose = source.done["umap"].positions.astype(np.float64)
    count = len(loose)
    room = ROOM if count >= SMALLEST else 1.0
    rows = max(1, round(np.sqrt(room * count * source.shape / source.aspect)))
    columns = max(1, int(np.ceil(room * count / rows)))
    size = np.array([columns, rows], np.float64)
    points = (INSET + loose * (1 - 2 * INSET)) * size
    if count >= SMALLEST:
        # Points in one place would stay together for ever.
        points += np.random.default_rng(source.seed).uniform(-0.01, 0.01, points.shape)
        bin_cells = max(1, -(-columns // WIDEST))
        grid = max(4, round(rows / bin_cells)), max(4, round(columns / bin_cells))
        scale = np.array([grid[1], grid[0]]) / size
        points = gather(points * scale, grid, REACH / bin_cells, GATHER_STEPS)
        capacity = (1 + PRESSURE / bin_cells) / float(scale.prod())
        points = spread(points, grid, capacity, SPREAD_STEPS) / scale
    cells = assign_cells(points, rows, columns)
    cells = settle(cells, points, rows, columns, COHESION, SWEEPS)
    y, x = np.divmod(cells, columns)
    x, y = x - x.min(initial=columns), y - y.min(initial=rows)
    columns, rows = int(x.max(initial=0)) + 1, int(y.max(initial=0)) + 1
    positions = np.stack([(x + 0.5) / columns, (y + 0.5) / rows], axis=1).astype(np.float32)
    return Layout(positions, columns * source.shape / rows, float(np.sqrt(source.shape)) / rows)
