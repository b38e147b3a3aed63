"""Owns outlines: curves, leaves and tapered strokes, and the antialiased coverage they leave."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from studio.raster import blur

Points = npt.NDArray[np.float64]
Field = npt.NDArray[np.float32]
Colour = Sequence[float] | npt.NDArray[np.floating]

_OVERSAMPLE = 3


def rgb(code: str) -> Field:
    """Colour of a hexadecimal code such as ``"d9a441"``, as three floats in [0, 1]."""
    return np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255


def palette(codes: str) -> Field:
    """Colours of a blank-separated list of hexadecimal codes, shape (n, 3)."""
    return np.stack([rgb(code) for code in codes.split()])


def gradient(t: npt.NDArray[np.floating], stops: Field) -> Field:
    """Colours along evenly spaced ``stops`` at the positions ``t`` in [0, 1]."""
    knots = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(t, knots, stops[:, c]) for c in range(3)], -1).astype(np.float32)


def spline(points: npt.ArrayLike, *, closed: bool = False, steps: int = 10) -> Points:
    """Catmull-Rom curve through ``points`` of shape (n, 2), ``steps`` samples a span."""
    knots = np.asarray(points, float)
    if closed:
        ring = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        ring = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (ring[i : len(ring) - 3 + i, None] for i in range(4))
    curve = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    flat: Points = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, knots[-1:]])


def normals(line: Points) -> Points:
    """Unit normals of a polyline, shape (n, 2)."""
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
    return np.stack([-along[:, 1], along[:, 0]], -1)


def ribbon(line: Points, widths: npt.ArrayLike) -> Points:
    """Outline of a stroke along ``line`` whose full width is ``widths`` (one, or one a point)."""
    half = np.broadcast_to(np.asarray(widths, float), (len(line),))[:, None] / 2
    side = normals(line) * half
    return np.concatenate([line + side, (line - side)[::-1]])


def place(
    points: npt.ArrayLike, at: Colour, *, angle: float = 0.0, scale: float | Points = 1.0
) -> Points:
    """Scale, then turn by ``angle`` radians, then move ``points`` to ``at``."""
    c, s = np.cos(angle), np.sin(angle)
    turned: Points = (np.asarray(points, float) * scale) @ np.array([[c, s], [-s, c]])
    return turned + np.asarray(at, float)


def circle(at: Colour, radius: float, *, steps: int = 40) -> Points:
    """Outline of a circle."""
    a = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    return np.stack([np.cos(a), np.sin(a)], -1) * radius + np.asarray(at, float)


def spine(base: Colour, tip: Colour, *, bend: float = 0.0, steps: int = 24) -> Points:
    """Curve from ``base`` to ``tip``, bowed sideways by ``bend`` of its length."""
    a, b = np.asarray(base, float), np.asarray(tip, float)
    t = np.linspace(0, 1, steps)[:, None]
    side = np.array([a[1] - b[1], b[0] - a[0]]) * bend
    return a + (b - a) * t + side * 4 * t * (1 - t)


def blade(
    middle: Points, width: float, *, belly: float = 0.45, point: float = 1.0, wave: float = 0.0
) -> Points:
    """Outline of a leaf or petal about its midline.

    Parameters
    ----------
    middle : ndarray of float, shape (n, 2)
        Midline from base to tip.
    width : float
        Full width at the widest place.
    belly : float
        Where along the midline, in (0, 1), the leaf is widest.
    point : float
        1 tapers to a leaf's point; below 1 the tip is rounder, above 1 sharper.
    wave : float
        Depth of an undulation of the margin, as a share of the width.
    """
    t = np.linspace(0, 1, len(middle))
    rise = np.log(0.5) / np.log(belly)
    profile = np.sin(np.pi * t**rise) ** point
    half = width / 2 * (profile * (1 + wave * np.sin(t * 34)))[:, None]
    side = normals(middle) * half
    return np.concatenate([middle + side, (middle - side)[::-1]])


def _plain(words: str) -> str:
    """Words without accents, because Pillow's own face holds ASCII only."""
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


class Stencil:
    """Coverage mask over one box of the page, drawn large and averaged down.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the box in pixels.
    corner : tuple of int
        Left and top of the box on the page; everything is drawn in page coordinates.
    """

    def __init__(self, shape: tuple[int, int], corner: tuple[int, int] = (0, 0)) -> None:
        self.corner = corner
        self.shape = shape
        size = (shape[1] * _OVERSAMPLE, shape[0] * _OVERSAMPLE)
        self._sheet = Image.new("L", size)
        self._pen = ImageDraw.Draw(self._sheet)

    @classmethod
    def around(cls, points: Points, page: tuple[int, int], margin: float = 2.0) -> Self | None:
        """Box about ``points``, cut to the page; None where nothing of it lies on the page."""
        low = np.floor(points.min(0) - margin).astype(int)
        high = np.ceil(points.max(0) + margin).astype(int)
        left, top = max(int(low[0]), 0), max(int(low[1]), 0)
        width, height = min(int(high[0]), page[1]) - left, min(int(high[1]), page[0]) - top
        return cls((height, width), (left, top)) if width > 0 and height > 0 else None

    def _flat(self, points: Points) -> list[float]:
        moved: list[float] = ((points - np.array(self.corner)) * _OVERSAMPLE - 0.5).ravel().tolist()
        return moved

    def polygon(self, outline: Points, value: float = 1.0) -> Self:
        """Fill an outline."""
        self._pen.polygon(self._flat(outline), fill=round(255 * value))
        return self

    def line(self, line: Points, width: float = 1.0, value: float = 1.0) -> Self:
        """Draw a line of one width."""
        wide = max(1, round(width * _OVERSAMPLE))
        joint = "curve" if wide > 3 else None
        self._pen.line(self._flat(line), fill=round(255 * value), width=wide, joint=joint)
        return self

    def lines(self, lines: Iterable[Points], width: float = 1.0, value: float = 1.0) -> Self:
        """Draw many lines of one width."""
        for each in lines:
            self.line(each, width, value)
        return self

    def stroke(self, line: Points, start: float, end: float, value: float = 1.0) -> Self:
        """Draw a line that tapers from the width ``start`` to the width ``end``."""
        return self.polygon(ribbon(line, np.linspace(start, end, len(line))), value)

    def dot(self, at: Colour, radius: float, value: float = 1.0) -> Self:
        """Fill a small disc."""
        x, y = self._flat(np.asarray(at, float))
        r = radius * _OVERSAMPLE
        self._pen.ellipse((x - r, y - r, x + r, y + r), fill=round(255 * value))
        return self

    def text(
        self,
        at: Colour,
        words: str,
        size: float,
        *,
        anchor: str = "mm",
        bold: float = 0.0,
        value: float = 1.0,
    ) -> Self:
        """Set a line of type of ``size`` pixels; ``bold`` thickens it by that many pixels."""
        font = ImageFont.load_default(max(1.0, size * _OVERSAMPLE))
        x, y = self._flat(np.asarray(at, float))
        self._pen.text(
            (x, y),
            _plain(words),
            fill=round(255 * value),
            font=font,
            anchor=anchor,
            stroke_width=bold * _OVERSAMPLE,
        )
        return self

    def slanted(self, at: Colour, words: str, size: float, angle: float) -> Self:
        """Set a line of type that starts at ``at`` and runs at ``angle`` radians."""
        words = _plain(words)
        font = ImageFont.load_default(max(1.0, size * _OVERSAMPLE))
        _, top, right, bottom = (int(edge) for edge in font.getbbox(words, anchor="lm"))
        strip = Image.new("L", (2 * (right + 4), bottom - top + 8))
        ImageDraw.Draw(strip).text((right + 4, 4 - top), words, fill=255, font=font, anchor="lm")
        turned = strip.rotate(-np.degrees(angle), Image.Resampling.BILINEAR, expand=True)
        x, y = self._flat(np.asarray(at, float))
        corner = (round(x - turned.width / 2), round(y - turned.height / 2))
        self._sheet.paste(255, corner, turned)
        return self

    def coverage(self) -> Field:
        """The mask, float32 in [0, 1], of the box's shape."""
        return np.asarray(self._sheet.reduce(_OVERSAMPLE), np.float32) / 255


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
