"""Owns the printing of posters: flat inks, overprints and type on one sheet."""

import numpy as np
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Colour, Field, Points


class Press:
    """One sheet on the press: paper, and each ink laid with its own mottle and slip."""

    def __init__(self, page: tuple[int, int], inks: Field, rng: np.random.Generator) -> None:
        self.rng, self.inks, self.page = rng, inks, page
        self.u = page[0] / 640
        self.plate = Plate(np.broadcast_to(inks[0], (*page, 3)).copy())
        self.mottle = noise(rng, page, 14, octaves=3)

    def at(self, x: float, y: float) -> Points:
        """Point at shares of the page's width and height."""
        return np.array([x * self.page[1], y * self.page[0]])

    def scaled(self, points: list[tuple[float, float]]) -> Points:
        """Points at shares of the page's width and height."""
        return np.array(points) * [self.page[1], self.page[0]]

    def ink(self, cover: Field, hue: int | Colour, *, over: bool = False) -> None:
        """Print a coverage; ``over`` lets what lies beneath show through, as thin inks do."""
        colour = self.inks[hue] if isinstance(hue, int) else np.asarray(hue, np.float32)
        body = cover * np.clip(0.975 + 0.025 * self.mottle, 0, 1)
        if over:
            self.plate.stain(body, colour)
        else:
            self.plate.lay(body, colour)

    def shape(self, outline: Points, hue: int | Colour, *, over: bool = False) -> None:
        """Print one outline."""
        self.ink(self.plate.sheet().polygon(outline).coverage(), hue, over=over)

    def fade(self, outline: Points, low: Colour, high: Colour, axis: tuple[Colour, Colour]) -> None:
        """Print one outline with a split-fountain blend."""
        self.plate.wash(outline, low, high, axis, edge=0.0)

    def words(
        self, at: Points, text: str, size: float, hue: int, *, anchor: str = "ls", bold: float = 0.0
    ) -> None:
        """Set a line of type."""
        cover = self.plate.sheet().text(at, text, size, anchor=anchor, bold=bold).coverage()
        self.ink(cover, hue)

    def turned(self, at: Points, text: str, size: float, angle: float, hue: int) -> None:
        """Set a line of type at an angle."""
        self.ink(self.plate.sheet().slanted(at, text, size, angle).coverage(), hue)
