"""Owns the picture being made: a plate that is covered, stained and lit through masks."""

import numpy as np
from PIL import Image
from scipy import ndimage

from studio.raster import blur
from studio.vector import Colour, Field, Points, Stencil


class Plate:
    """The picture being made: float32 RGB in [0, 1], painted through coverage masks.

    Parameters
    ----------
    ground : ndarray of float32, shape (height, width, 3)
        What lies beneath; kept and painted on in place.
    """

    def __init__(self, ground: Field) -> None:
        self.pixels = ground
        self.page = (ground.shape[0], ground.shape[1])

    def sheet(self) -> Stencil:
        """Empty stencil over the whole page."""
        return Stencil(self.page)

    def _under(self, coverage: Field, corner: tuple[int, int]) -> Field:
        h, w = coverage.shape
        return self.pixels[corner[1] : corner[1] + h, corner[0] : corner[0] + w]

    def lay(
        self, coverage: Field, colour: Colour | Field, corner: tuple[int, int] = (0, 0)
    ) -> None:
        """Cover with opaque paint; ``colour`` is one colour or a field of them."""
        under = self._under(coverage, corner)
        under += coverage[..., None] * (np.asarray(colour, np.float32) - under)

    def stain(
        self, coverage: Field, colour: Colour | Field, corner: tuple[int, int] = (0, 0)
    ) -> None:
        """Multiply, as ink and shadow do."""
        under = self._under(coverage, corner)
        under *= 1 - coverage[..., None] * (1 - np.asarray(colour, np.float32))

    def glow(
        self, coverage: Field, colour: Colour | Field, corner: tuple[int, int] = (0, 0)
    ) -> None:
        """Screen, as light does."""
        under = self._under(coverage, corner)
        under += coverage[..., None] * np.asarray(colour, np.float32) * (1 - under)

    def ink(self, stencil: Stencil, colour: Colour, strength: float = 1.0) -> None:
        """Multiply a finished stencil onto the page."""
        self.stain(stencil.coverage() * np.float32(strength), colour, stencil.corner)

    def fill(self, outline: Points, colour: Colour, opacity: float = 1.0) -> None:
        """Cover one outline with flat paint."""
        box = Stencil.around(outline, self.page)
        if box is not None:
            mask = box.polygon(outline).coverage() * np.float32(opacity)
            self.lay(mask, colour, box.corner)

    def wash(
        self,
        outline: Points,
        base: Colour,
        tip: Colour,
        axis: tuple[Colour, Colour],
        *,
        edge: float = 0.25,
        tooth: Field | None = None,
        opacity: float = 1.0,
    ) -> None:
        """Hand-colour one outline: a gradient along ``axis`` that pools darker at the rim.

        Parameters
        ----------
        outline : ndarray of float, shape (n, 2)
        base, tip : colour
            At the two ends of the axis.
        axis : pair of points
        edge : float
            How much darker the rim is.
        tooth : ndarray of float32, shape of the page, optional
            Unevenness of the pigment, about 1.
        opacity : float
        """
        box = Stencil.around(outline, self.page)
        if box is None:
            return
        mask = box.polygon(outline).coverage()
        (h, w), (left, top) = box.shape, box.corner
        start, span = np.asarray(axis[0], float), np.subtract(axis[1], axis[0]).astype(float)
        span /= max(float(span @ span), 1e-9)
        along = ((np.arange(w) + left - start[0]) * span[0])[None] + (
            (np.arange(h) + top - start[1]) * span[1]
        )[:, None]
        low, high = np.asarray(base, np.float32), np.asarray(tip, np.float32)
        colour = low + (high - low) * np.clip(along, 0, 1).astype(np.float32)[..., None]
        reach = max(2, round(min(h, w) * 0.16))
        rim = 1 - edge * (1 - ndimage.uniform_filter(mask, reach)) * 1.6
        if tooth is not None:
            rim = rim * tooth[top : top + h, left : left + w]
        self.lay(mask * np.float32(opacity), colour * rim[..., None], box.corner)

    def image(self) -> Image.Image:
        """The finished 8-bit RGB image."""
        return Image.fromarray((np.clip(self.pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def shadow(coverage: Field, shift: tuple[float, float], radius: float) -> Field:
    """Soft shadow of a mask, moved by ``shift`` pixels (right, down)."""
    dx, dy = round(shift[0]), round(shift[1])
    moved = np.zeros_like(coverage)
    h, w = coverage.shape
    moved[max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)] = coverage[
        max(-dy, 0) : h + min(-dy, 0), max(-dx, 0) : w + min(-dx, 0)
    ]
    return blur(moved, radius / max(h, w))
