"""Owns the grid: all pictures side by side without a gap, similar ones near each other."""

import numpy as np

from pixgen.layouts.base import Layout, LayoutInput
from pixgen.layouts.cells import assign_cells


def compute(source: LayoutInput) -> Layout:
    """Fill a grid of the screen's shape from the loose map, the last row perhaps in part.

    Recursive bisection (`pixgen.layouts.cells`): half of the pictures go to either half of the
    grid, in the order of the loose map, and so on down to single cells.

    Parameters
    ----------
    source
        Needs ``done["umap"]``.
    """
    loose = source.done["umap"].positions.astype(np.float64)
    count = len(loose)
    columns = max(1, min(count, round(np.sqrt(count * source.aspect / source.shape))))
    rows = max(1, -(-count // columns))
    cells = assign_cells(loose * [columns, rows], rows, columns, count)
    y, x = np.divmod(cells, columns)
    positions = np.stack([(x + 0.5) / columns, (y + 0.5) / rows], axis=1).astype(np.float32)
    return Layout(positions, columns * source.shape / rows, float(np.sqrt(source.shape)) / rows)
