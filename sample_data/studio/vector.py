"""Owns outlines: curves, leaves and tapered strokes, and the antialiased coverage they leave."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Points = npt.NDArray[np.float64]
Field = npt.NDArray[np.float32]
Colour = Sequence[float] | npt.NDArray[np.floating]

_OVERSAMPLE = 3


def rgb(code: str) -> Field:
    """Colour of a hexadecimal code such as ``"d9a441"``, as three floats in [0, 1]."""
    levels = [int(code[i : i + 2], 16) for i in (0, 2, 4)]
    return np.array(levels, np.float32) / np.float32(255)


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
    turned = (np.asarray(points, float) * scale) @ np.array([[c, s], [-s, c]])
    moved: Points = turned + np.asarray(at, float)
    return moved


def circle(at: Colour, radius: float, *, steps: int = 40) -> Points:
    """Outline of a circle."""
    a = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    ring: Points = np.stack([np.cos(a), np.sin(a)], -1) * radius + np.asarray(at, float)
    return ring


def spine(base: Colour, tip: Colour, *, bend: float = 0.0, steps: int = 24) -> Points:
    """Curve from ``base`` to ``tip``, bowed sideways by ``bend`` of its length."""
    a, b = np.asarray(base, float), np.asarray(tip, float)
    t = np.linspace(0, 1, steps)[:, None]
    side = np.array([a[1] - b[1], b[0] - a[0]]) * bend
    line: Points = a + (b - a) * t + side * 4 * t * (1 - t)
    return line


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
        return np.asarray(self._sheet.reduce(_OVERSAMPLE), np.float32) / np.float32(255)
