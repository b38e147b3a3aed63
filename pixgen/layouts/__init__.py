"""Owns the list of layouts that a site can have, in the order in which visitors see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from pixgen.errors import ConfigError
from pixgen.layouts import grid, lattice, own, umap
from pixgen.layouts.base import Layout, LayoutFunction, LayoutInput

__all__ = ["LAYOUTS", "Layout", "LayoutInput", "LayoutRow", "resolve_order"]


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One layout.

    Attributes
    ----------
    title, description
        Its name and one line about it, as visitors read them.
    compute
        The function.
    requires
        Names of the layouts that it finds in `LayoutInput.done`.
    needs_own
        Whether it needs `LayoutInput.own`, and is left out where there is none.
    """

    title: str
    description: str
    compute: LayoutFunction
    requires: tuple[str, ...] = ()
    needs_own: bool = False


LAYOUTS = {
    "map": LayoutRow(
        "Map", "Islands of similar pictures, side by side.", lattice.compute, ("umap",)
    ),
    "grid": LayoutRow("Grid", "All pictures in one gap-free grid.", grid.compute, ("umap",)),
    "umap": LayoutRow("Loose", "Distance shows likeness; pictures may overlap.", umap.compute),
    "own": LayoutRow(
        "Own positions", "Every picture where the table puts it.", own.compute, needs_own=True
    ),
}


def resolve_order(names: Iterable[str]) -> list[str]:
    """Order layouts so that each comes after those it requires, which are added where missing.

    Raises
    ------
    ConfigError
        A name is not in `LAYOUTS`.

    Examples
    --------
    >>> resolve_order(["map", "umap"])
    ['umap', 'map']
    """
    order: list[str] = []
    for name in names:
        if name not in LAYOUTS:
            raise ConfigError(f"There is no layout {name!r}; choose from {', '.join(LAYOUTS)}.")
        for needed in (*resolve_order(LAYOUTS[name].requires), name):
            if needed not in order:
                order.append(needed)
    return order
