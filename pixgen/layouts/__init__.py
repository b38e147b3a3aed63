"""Owns the list of layouts that a site can have, in the order in which visitors see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from pixgen.errors import ConfigError
from pixgen.layouts import grid, lattice, umap
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
    """

    title: str
    description: str
    compute: LayoutFunction
    requires: tuple[str, ...] = ()


LAYOUTS = {
    "map": LayoutRow(
        "Map", "Islands of similar pictures, side by side.", lattice.compute, ("umap",)
    ),
    "grid": LayoutRow("Grid", "All pictures in one gap-free grid.", grid.compute, ("umap",)),
    "umap": LayoutRow("Loose", "Distance shows likeness; pictures may overlap.", umap.compute),
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
