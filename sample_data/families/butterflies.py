"""Owns the pinned butterflies and moths: wing shapes, scale patterns and the museum's label."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import blur, noise
from studio.vector import (
    Colour,
    Field,
    Plate,
    Points,
    Stencil,
    gradient,
    palette,
    rgb,
    shadow,
    spine,
    spline,
)

_FORE_ROOT, _HIND_ROOT = (0.0, -0.10), (0.0, 0.0)
_SHAPES: dict[str, tuple[list[tuple[float, float]], list[tuple[float, float]]]] = {
    "broad": (
        [
            (0.02, -0.14),
            (0.3, -0.42),
            (0.66, -0.7),
            (0.9, -0.74),
            (0.93, -0.6),
            (0.83, -0.32),
            (0.77, -0.08),
            (0.62, 0.04),
            (0.3, 0.03),
            (0.02, -0.02),
        ],
        [
            (0.02, -0.08),
            (0.4, -0.12),
            (0.66, -0.02),
            (0.74, 0.22),
            (0.64, 0.48),
            (0.44, 0.64),
            (0.24, 0.66),
            (0.13, 0.55),
            (0.06, 0.3),
            (0.02, 0.08),
        ],
    ),
    "long": (
        [
            (0.02, -0.13),
            (0.35, -0.38),
            (0.8, -0.62),
            (1.02, -0.62),
            (1.03, -0.48),
            (0.85, -0.22),
            (0.7, -0.04),
            (0.5, 0.03),
            (0.25, 0.02),
            (0.02, -0.03),
        ],
        [
            (0.02, -0.07),
            (0.35, -0.08),
            (0.6, 0.0),
            (0.66, 0.16),
            (0.55, 0.36),
            (0.36, 0.46),
            (0.2, 0.45),
            (0.1, 0.36),
            (0.05, 0.2),
            (0.02, 0.06),
        ],
    ),
    "round": (
        [
            (0.02, -0.14),
            (0.3, -0.46),
            (0.6, -0.66),
            (0.82, -0.64),
            (0.86, -0.48),
            (0.8, -0.24),
            (0.7, -0.04),
            (0.54, 0.04),
            (0.26, 0.03),
            (0.02, -0.02),
        ],
        [
            (0.02, -0.08),
            (0.36, -0.1),
            (0.6, 0.0),
            (0.7, 0.2),
            (0.64, 0.42),
            (0.46, 0.56),
            (0.28, 0.58),
            (0.13, 0.48),
            (0.06, 0.28),
            (0.02, 0.08),
        ],
    ),
    "sharp": (
        [
            (0.02, -0.13),
            (0.35, -0.34),
            (0.75, -0.5),
            (1.08, -0.56),
            (1.0, -0.38),
            (0.78, -0.16),
            (0.56, 0.0),
            (0.4, 0.05),
            (0.2, 0.03),
            (0.02, -0.02),
        ],
        [
            (0.02, -0.05),
            (0.26, -0.04),
            (0.48, 0.04),
            (0.56, 0.16),
            (0.5, 0.29),
            (0.36, 0.36),
            (0.22, 0.37),
            (0.12, 0.32),
            (0.06, 0.2),
            (0.02, 0.06),
        ],
    ),
    "hooked": (
        [
            (0.02, -0.14),
            (0.26, -0.5),
            (0.6, -0.78),
            (0.86, -0.8),
            (1.0, -0.62),
            (0.86, -0.4),
            (0.74, -0.1),
            (0.66, 0.08),
            (0.3, 0.06),
            (0.02, -0.02),
        ],
        [
            (0.02, -0.08),
            (0.4, -0.08),
            (0.66, 0.06),
            (0.72, 0.3),
            (0.62, 0.52),
            (0.46, 0.66),
            (0.28, 0.68),
            (0.14, 0.54),
            (0.06, 0.3),
            (0.02, 0.08),
        ],
    ),
}


class _Wing:
    """One right wing: its pixels in wing coordinates, painted layer upon layer."""

    def __init__(
        self, outline: Points, root: tuple[float, float], scale: float, rng: np.random.Generator
    ) -> None:
        low, high = outline.min(0) - 0.02, outline.max(0) + 0.02
        left, top = np.floor(low * scale).astype(int)
        right, bottom = np.ceil(high * scale).astype(int)
        left = max(int(left), 0)
        self.corner, self.scale, self.rng = (left, int(top)), scale, rng
        shape = (int(bottom - top), int(right - left))
        self.mask = Stencil(shape, self.corner).polygon(outline * scale).coverage()
        y, x = np.mgrid[top:bottom, left:right].astype(np.float32) / np.float32(scale)
        self.x, self.y = x, y
        dx, dy = x - np.float32(root[0]), y - np.float32(root[1])
        turn, reach = np.arctan2(dy, dx), np.hypot(dx, dy)
        a = np.arctan2(outline[:, 1] - root[1], outline[:, 0] - root[0])
        r = np.hypot(outline[:, 0] - root[0], outline[:, 1] - root[1])
        a, r = a[r > 0.16], r[r > 0.16]
        order = np.argsort(a)
        self.s = (reach / np.interp(turn, a[order], r[order])).astype(np.float32)
        self.reach = reach
        self.wobble = noise(rng, shape, 7, octaves=3) * np.float32(0.17)
        t = (turn - a.min()) / (a.max() - a.min())
        bow = 0.10 * np.sin(np.pi * np.clip(t, 0, 1)) * (1 - self.s)
        self.t = np.clip(t + bow, 0, 1).astype(np.float32)
        self.spread = float(a.max() - a.min())
        self.colour = np.zeros((*shape, 3), np.float32)

    def _edge(self, distance: Field, soft: float) -> Field:
        step: Field = np.clip(0.5 - distance / np.float32(soft), 0, 1)
        return step * step * (3 - 2 * step)

    def lay(self, cover: Field, colour: Colour | Field) -> None:
        self.colour += cover[..., None] * (np.asarray(colour, np.float32) - self.colour)

    def ground(self, stops: Field, wander: float = 0.5) -> None:
        self.colour[:] = gradient(np.clip(self.s + wander * self.wobble, 0, 1), stops)

    def band(
        self,
        start: float,
        end: float,
        colour: Colour,
        *,
        soft: float = 0.05,
        wave: float = 0.0,
        lobes: int = 7,
        ragged: float = 0.12,
        over: float = 1.0,
    ) -> None:
        """Colour the ring between two shares of the way from root to margin."""
        bent = self.s + wave * np.cos(2 * np.pi * lobes * self.t) + ragged * self.wobble
        self.lay(self._edge(start - bent, soft) * self._edge(bent - end, soft) * over, colour)

    def sector(self, start: float, end: float, inner: float, colour: Colour, soft: float) -> None:
        """Colour a wedge of the wing beyond ``inner``, from its leading (0) to hind edge (1)."""
        bent = self.t + 0.2 * self.wobble
        cover = self._edge(start - bent, soft) * self._edge(bent - end, soft)
        self.lay(cover * self._edge(inner - self.s - 0.2 * self.wobble, soft), colour)

    def veins(self, count: int, colour: Colour, width: float, over: float = 1.0) -> None:
        """Draw the discal cell and the veins that fan out from it to the margin."""
        lane = self.t * count
        away = np.abs(lane - np.round(lane)) / count * self.spread * self.reach
        swell = width * (0.55 + 0.9 * np.clip(self.s - 0.5, 0, 1) ** 2)
        cell = np.abs(np.hypot((self.s - 0.3) / 0.26, (self.t - 0.42) / 0.17) - 1) * 0.12
        outside = np.hypot((self.s - 0.3) / 0.26, (self.t - 0.42) / 0.17) > 1
        fine = 1.6 / self.scale
        line = self._edge(away - swell, fine) * outside
        self.lay(np.maximum(line, self._edge(cell - width * 0.6, fine)) * over, colour)

    def spots(
        self,
        at: float,
        count: int,
        colour: Colour,
        size: float,
        *,
        tall: float = 1.0,
        first: int = 0,
        last: int | None = None,
    ) -> None:
        """Row of spots between the veins at one share of the way to the margin."""
        lane = self.t * count
        seat = np.floor(lane)
        sizes = size * self.rng.uniform(0.75, 1.2, count + 1)
        own = sizes[np.clip(seat, 0, count).astype(int)].astype(np.float32)
        sideways = (lane - seat - 0.5) / count * self.spread * self.reach
        along = (self.s - at) * self.reach / np.maximum(self.s, 0.05) / tall
        cover = self._edge(np.hypot(sideways, along) - own, 3.0 / self.scale)
        cover *= (seat >= first) & (seat < (count if last is None else last))
        self.lay(cover, colour)

    def eye(self, at: tuple[float, float], size: float, rings: Field, glint: float = 0.8) -> None:
        """Eyespot of concentric ``rings``, from the outermost inward."""
        away = np.hypot((self.x - at[0]) * 1.08, self.y - at[1]) + 0.02 * self.wobble
        for k, colour in enumerate(rings):
            self.lay(self._edge(away - size * (1 - k / len(rings)) ** 0.8, 0.016), colour)
        moon = np.hypot(self.x - at[0] + size * 0.17, self.y - at[1] + size * 0.2) - size * 0.13
        self.lay(self._edge(moon, 0.012) * glint, (1.0, 1.0, 1.0))

    def sheen(self, colour: Colour, angle: float, strength: float, width: float = 0.34) -> None:
        """Light caught by the scales along one direction, as on morphos."""
        across = self.x * np.cos(angle) + self.y * np.sin(angle)
        middle = float(across.mean())
        flare = np.exp(-(((across - middle + 0.25 * self.wobble) / width) ** 2)) * strength
        ribs = 0.85 + 0.15 * np.cos(self.t * 150 + 12 * self.wobble)
        flare = (flare * ribs)[..., None] * np.asarray(colour, np.float32)
        self.colour += flare * (1.15 - self.colour)

    def finish(self) -> Field:
        """Colours with the fine relief of scales, fluting between veins and a darker root."""
        flute = 1 + 0.045 * np.cos(2 * np.pi * 8 * self.t) * np.clip(self.s * 1.6, 0, 1)
        flute *= 1 + 0.16 * self.wobble + 0.02 * np.cos(self.s * 130 + 9 * self.wobble)
        flute *= 1 - 0.35 * np.exp(-((self.s / 0.16) ** 2))
        done: Field = np.clip(self.colour * flute[..., None], 0, 1)
        return done


def _two(fore: _Wing, hind: _Wing, act: Callable[[_Wing], None]) -> None:
    act(fore)
    act(hind)


def _swallowtail(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[0] * 0.94])))
    _two(f, h, lambda w: w.veins(8, c[2], 0.011))
    f.band(-1, 0.2, c[2], over=0.9)
    for start in (0.3, 0.46):
        f.sector(-0.1, 0.42, start, c[2], 0.03)
        f.sector(-0.1, 0.40, start + 0.08, c[0], 0.03)
    _two(f, h, lambda w: w.band(0.76, 2, c[2], wave=0.02, lobes=8))
    _two(f, h, lambda w: w.spots(0.88, 8, c[0], 0.03, tall=0.8))
    h.spots(0.8, 8, c[3], 0.04, tall=0.6)
    h.eye((0.23, 0.50), 0.07, np.stack([c[2], c[4], c[4] * 0.8]), 0.0)


def _morpho(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    lean = rng.uniform(-0.5, 0.9)
    _two(f, h, lambda w: w.ground(np.stack([c[2], c[0], c[0], c[1]])))
    f.sheen(c[3], lean, 0.85)
    h.sheen(c[3], lean + 0.5, 0.7)
    _two(f, h, lambda w: w.veins(8, c[2], 0.004, 0.55))
    deep = rng.uniform(0.74, 0.88)
    _two(f, h, lambda w: w.band(deep, 2, c[2], soft=0.1, ragged=0.3))
    f.sector(-0.2, 0.07, 0.2, c[2], 0.06)
    _two(f, h, lambda w: w.spots(0.93, 8, c[4], 0.012))
    if rng.random() < 0.5:
        _two(f, h, lambda w: w.band(0.5, 0.62, c[4], soft=0.12, over=0.8))


def _milkweed(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[1]])))
    f.sector(-0.2, 0.36, 0.6, c[2], 0.06)
    _two(f, h, lambda w: w.veins(8, c[2], 0.012))
    _two(f, h, lambda w: w.band(0.84, 2, c[2], wave=0.02, lobes=8))
    _two(f, h, lambda w: w.spots(0.885, 16, c[4], 0.012))
    _two(f, h, lambda w: w.spots(0.945, 16, c[4], 0.010))
    f.spots(0.72, 8, c[3], 0.035, tall=1.4, first=0, last=3)


def _peacock(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[2], c[0], c[0], c[1]])))
    _two(f, h, lambda w: w.veins(8, c[2], 0.004, 0.5))
    f.sector(-0.2, 0.16, 0.25, c[2], 0.05)
    f.spots(0.5, 8, c[3], 0.05, tall=1.3, first=0, last=1)
    _two(f, h, lambda w: w.band(0.9, 2, c[2] * 1.4, wave=0.02, lobes=8))
    rings = np.stack([c[3], c[2], c[4], c[4] * 0.7, c[2]])
    f.eye((0.72, -0.52), rng.uniform(0.12, 0.16), rings)
    h.eye((0.48, 0.2), rng.uniform(0.13, 0.19), rings)


def _longwing(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[2], c[2] * 1.3, c[2]])))
    at = rng.uniform(0.5, 0.6)
    f.band(at, at + rng.uniform(0.14, 0.24), c[0], ragged=0.35)
    f.veins(8, c[2], 0.008)
    if rng.random() < 0.6:
        h.sector(0.05, 0.3, 0.1, c[3], 0.05)
    else:
        h.veins(9, c[3], 0.022)
        h.band(0.82, 2, c[2])
    h.spots(0.9, 9, c[4], 0.014)
    _two(f, h, lambda w: w.sheen(c[1], 0.6, 0.3))


def _pierid(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1] * 0.8, c[0], c[0], c[0]]), 0.3))
    f.sector(-0.3, 0.52, 0.68, c[3], 0.12)
    f.sector(-0.3, 0.5, 0.9, c[2], 0.08)
    _two(f, h, lambda w: w.veins(8, c[1] * 0.7, 0.003, 0.55))
    f.eye((0.44, -0.36), 0.03, c[2:3], 0.0)
    if rng.random() < 0.5:
        _two(f, h, lambda w: w.band(0.93, 2, c[2], wave=0.03, lobes=8))
    h.band(0.45, 0.8, c[4], soft=0.4, over=0.35)


def _blue(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[1]])))
    _two(f, h, lambda w: w.sheen(c[3], 0.7, 0.6))
    _two(f, h, lambda w: w.veins(9, c[1] * 0.6, 0.004, 0.6))
    _two(f, h, lambda w: w.band(0.89, 2, c[2], soft=0.07))
    h.spots(0.86, 8, c[4], 0.026, tall=0.7, first=3)
    if rng.random() < 0.5:
        _two(f, h, lambda w: w.spots(0.7, 8, c[2], 0.018))
    _two(f, h, lambda w: w.band(0.965, 2, rgb("f4efe4"), soft=0.02, ragged=0.0))


def _emperor(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[1]])))
    _two(f, h, lambda w: w.band(0.34, 0.39, c[2], wave=0.02, lobes=3))
    _two(f, h, lambda w: w.band(0.70, 0.74, c[2], wave=0.014, lobes=9, soft=0.03))
    _two(f, h, lambda w: w.band(0.74, 0.80, c[4], wave=0.014, lobes=9, soft=0.05, over=0.8))
    _two(f, h, lambda w: w.band(0.92, 2, c[1] * 0.8, soft=0.06, wave=0.012, lobes=12))
    f.sector(-0.2, 0.05, 0.1, c[3], 0.05)
    rings = np.stack([c[2], c[4], c[3], c[2] * 0.6])
    size = rng.uniform(0.06, 0.12)
    f.eye((0.48, -0.36), size, rings, 0.5)
    h.eye((0.4, 0.2), size * 1.1, rings, 0.5)
    _two(f, h, lambda w: w.veins(8, c[1] * 0.7, 0.003, 0.35))


def _hawkmoth(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    f.ground(np.stack([c[0], c[1], c[0], c[1]]), 0.8)
    h.ground(np.stack([c[3], c[3], c[4], c[3]]))
    for at in (0.3, 0.52, 0.78):
        f.band(at, at + rng.uniform(0.04, 0.12), c[2], soft=0.08, wave=0.03, lobes=3, over=0.75)
    f.sector(0.42, 0.5, 0.15, c[4], 0.07)
    h.band(0.82, 2, c[2], soft=0.06)
    h.band(0.46, 0.56, c[2], soft=0.05)
    if rng.random() < 0.5:
        h.eye((0.3, 0.2), 0.09, np.stack([c[2], c[4] * 0.7, c[2] * 0.5]), 0.3)
    _two(f, h, lambda w: w.veins(7, c[2], 0.003, 0.4))


def _tiger(f: _Wing, h: _Wing, c: Field, rng: np.random.Generator) -> None:
    f.ground(np.stack([c[2], c[2] * 1.2, c[2]]))
    h.ground(np.stack([c[3], c[3], c[3] * 0.9]))
    maze = np.abs(np.sin(6.5 * f.s + 6 * f.wobble + 3 * np.cos(6 * f.t)))
    f.lay(np.clip((rng.uniform(0.3, 0.5) - maze) * 9, 0, 1), c[0])
    f.band(0.95, 2, c[0])
    for at in (0.42, 0.72):
        h.spots(at, 4, c[2], 0.075, tall=0.8)
    h.band(0.95, 2, c[4], soft=0.03)


@dataclass(frozen=True)
class _Kind:
    name: str
    order: str
    genera: tuple[str, ...]
    shape: str
    tail: float
    scallop: float
    paint: Callable[[_Wing, _Wing, Field, np.random.Generator], None]
    # Ground, its second tone, the dark, an accent, a light or second accent.
    palettes: tuple[tuple[str, str], ...]


_KINDS = (
    _Kind(
        "swallowtail",
        "butterfly",
        ("Papilio", "Graphium", "Iphiclides"),
        "broad",
        0.3,
        0.03,
        _swallowtail,
        (
            ("yellow", "f3d778 e8b64a 1c1712 5f8ecb c8452c"),
            ("cream", "f6ecd2 e2c894 221a18 7aa3c8 d0552f"),
            ("green", "58c9a2 1f7f86 0d1414 3fa6d8 e0713a"),
            ("blue", "5fb4e8 2a67b8 0e1020 9fe0f0 e58a3c"),
        ),
    ),
    _Kind(
        "morpho",
        "butterfly",
        ("Morpho", "Prepona", "Archaeoprepona"),
        "broad",
        0.0,
        0.02,
        _morpho,
        (
            ("blue", "1d5fd0 123a96 0b0d18 6fd4ff f2f6ff"),
            ("turquoise", "18a3b8 0c5f8c 0a1416 8ff2e6 f3fff8"),
            ("violet", "5b3fc0 33207f 100a1e b9a0ff f4ecff"),
            ("pearl", "cfe0e6 9db8c8 2a2f38 ffffff ffffff"),
        ),
    ),
    _Kind(
        "milkweed butterfly",
        "butterfly",
        ("Danaus", "Euploea", "Tirumala"),
        "long",
        0.0,
        0.03,
        _milkweed,
        (
            ("orange", "e5842a c05a1c 17100d f1b268 fbf4e6"),
            ("pale blue", "a9d3d6 6fa8b4 14181b dcf0ea f4fbf6"),
            ("red", "c2492a 8e2a1c 150c0b e5935a fbeede"),
        ),
    ),
    _Kind(
        "brush-footed butterfly",
        "butterfly",
        ("Aglais", "Junonia", "Inachis"),
        "broad",
        0.0,
        0.06,
        _peacock,
        (
            ("red", "a83a24 7a241a 1d1412 f0c56a 6c8fd0"),
            ("brown", "9a6a3e 6e4526 241810 f3dca0 8a5fb0"),
            ("orange", "dd8434 b25a24 20150f f8dc8c 4f86b8"),
            ("grey", "b9b3a6 8d8478 2a2522 f2dfae 7c6fb4"),
        ),
    ),
    _Kind(
        "longwing",
        "butterfly",
        ("Heliconius", "Eueides", "Laparus"),
        "long",
        0.0,
        0.0,
        _longwing,
        (
            ("red", "d8432c 2a2348 14100f f0d27a fff4dc"),
            ("yellow", "f4dc70 1f2c66 101018 d2512e fff8e0"),
            ("white", "f5f1e4 24407c 0f1218 7fc0dc ffffff"),
        ),
    ),
    _Kind(
        "pierid",
        "butterfly",
        ("Pieris", "Anthocharis", "Colias"),
        "round",
        0.0,
        0.0,
        _pierid,
        (
            ("white", "f5f2e6 c9c8b4 2b2926 e58a34 d9d8a8"),
            ("yellow", "f2df6a d0b048 2c241c e9a23c f0c850"),
            ("white", "f0f3ee b8c2bc 34343a 4a4a52 c8d6c0"),
            ("orange", "ee9c3e c8742c 261a14 d4581f f6c878"),
        ),
    ),
    _Kind(
        "gossamer-wing",
        "butterfly",
        ("Polyommatus", "Lycaena", "Plebejus"),
        "round",
        0.0,
        0.0,
        _blue,
        (
            ("blue", "6f97de 4a68b4 232433 c6defa ee9440"),
            ("copper", "e2743a b44a24 2a1a16 ffc070 f6b04a"),
            ("violet", "9480d0 6654a4 262036 dccbfa f0a050"),
        ),
    ),
    _Kind(
        "emperor moth",
        "moth",
        ("Saturnia", "Actias", "Attacus"),
        "hooked",
        0.0,
        0.0,
        _emperor,
        (
            ("green", "b9dca8 8fc394 6a7a58 a4506a f4f0cc"),
            ("russet", "b5673a 7e3f26 3a1c14 e0a070 f0d2b0"),
            ("grey", "b3a498 857468 3a3030 c07a6c efe2d2"),
            ("yellow", "ecc860 cf9c44 7c4a2c b06a7c f8ecc0"),
        ),
    ),
    _Kind(
        "hawk moth",
        "moth",
        ("Deilephila", "Sphinx", "Smerinthus"),
        "sharp",
        0.0,
        0.0,
        _hawkmoth,
        (
            ("pink", "a39a58 8a7f48 4c4028 dc7f92 f0b8b4"),
            ("brown", "a88a6a 80644a 3a2a20 d9905c f2d0a0"),
            ("grey", "a8a8a0 80827e 34363a c98290 e8d8d0"),
        ),
    ),
    _Kind(
        "tiger moth",
        "moth",
        ("Arctia", "Callimorpha", "Hyphoraia"),
        "round",
        0.0,
        0.0,
        _tiger,
        (
            ("red", "f6ead0 e4d0a8 2e1f18 dc4a2c f2b060"),
            ("yellow", "f8f0dc e8d8b4 22201e f0bc44 f8e0a0"),
            ("pink", "f4ece0 e0d0c4 30222c e07a84 f4c8c0"),
        ),
    ),
)
_SPECIES = (
    "aurelia",
    "montana",
    "lucina",
    "borealis",
    "celestina",
    "ornata",
    "sylvana",
    "perlata",
    "meridiana",
    "clymene",
    "ianthe",
    "obscura",
    "vestalis",
    "amaryllis",
    "hyperion",
    "leucothea",
)
_PLACES = (
    ("Iquitos, Peru", -3.75, -73.25), ("Sarawak, Borneo", 1.55, 110.35),
    ("Buea, Cameroon", 4.16, 9.24), ("Zermatt, Switzerland", 46.02, 7.75),
    ("Dorset, England", 50.7, -2.4), ("Sikkim, India", 27.5, 88.5),
    ("Veracruz, Mexico", 19.2, -96.1), ("Kyushu, Japan", 32.6, 130.7),
    ("Cairns, Queensland", -16.9, 145.8), ("Toamasina, Madagascar", -18.15, 49.4),
    ("Ohio, United States", 40.4, -82.9), ("Cayenne, Guiana", 4.9, -52.3),
)  # fmt: skip


def _outlines(kind: _Kind, rng: np.random.Generator) -> tuple[Points, Points, float]:
    """Fore and hind wing, each specimen a little its own, and the length of its tail."""
    fore, hind = (np.array(points) for points in _SHAPES[kind.shape])
    for wing in (fore, hind):
        wing[1:-1] += rng.normal(0, 0.012, (len(wing) - 2, 2))
    hind[2:8] *= [1.0, rng.uniform(0.94, 1.08)]
    tail = kind.tail * rng.uniform(0.6, 1.1)
    if kind.name == "emperor moth" and rng.random() < 0.45:
        tail = rng.uniform(0.5, 0.75)
    fore, hind = spline(fore, steps=16), spline(hind, steps=16)
    for wing in (fore, hind):
        i = np.arange(len(wing)) / len(wing)
        bite = kind.scallop * np.clip(np.sin(np.pi * (i - 0.3) / 0.5), 0, 1)
        wing *= (1 - bite * np.abs(np.sin(i * np.pi * 17)))[:, None]
    if tail:
        i = int(np.argmax(hind[:, 1] + 0.25 * hind[:, 0]))
        curl = rng.uniform(0.0, 0.25)
        end = hind[i] + np.array([0.10 + curl * 0.2, tail])
        line = spine(hind[i] + [-0.02, -0.05], end, bend=-curl, steps=18)
        t = np.linspace(0, 1, 18)
        wide = 0.10 - 0.06 * np.sin(np.pi * t * 0.7) + 0.05 * np.clip(t - 0.7, 0, 1) * 2
        wide[-3:] *= [0.95, 0.75, 0.3]
        side = np.stack([wide / 2, 0 * wide], -1)
        hind = np.concatenate([hind[: i - 2], line + side, (line - side)[::-1], hind[i + 3 :]])
    return fore, hind, tail


def _body(
    plate: Plate,
    at: tuple[float, float],
    scale: float,
    colour: Field,
    moth: bool,
    rng: np.random.Generator,
) -> None:
    """Abdomen, thorax, head, antennae and the pin, in the light from the upper left."""
    x0, y0 = at
    stout = 1.5 if moth else 1.0
    profile = spline(
        [
            (0, -0.215),
            (0.024, -0.2),
            (0.03, -0.175),
            (0.026, -0.16),
            (0.05 * stout, -0.12),
            (0.052 * stout, -0.06),
            (0.03 * stout, 0.0),
            (0.036 * stout, 0.09),
            (0.03 * stout, 0.2),
            (0.012, 0.31),
            (0, 0.325),
        ]
    )
    outline = np.concatenate([profile, profile[::-1] * [-1, 1]]) * scale + [x0, y0]
    box = Stencil.around(outline, plate.page, 3)
    if box is None:
        return
    mask = box.polygon(outline).coverage()
    (h, w), (left, top) = box.shape, box.corner
    y = (np.arange(h) + top - y0) / scale
    half = np.maximum(np.interp(y, profile[:, 1], profile[:, 0]), 0.008)
    across = ((np.arange(w) + left - x0) / scale)[None] / half[:, None]
    round_ = np.clip(1.05 - 0.55 * (across + 0.35) ** 2, 0.25, 1.2)
    rings = np.where(y > 0.01, 1 - 0.28 * np.clip(np.cos(y * 190), 0, 1) ** 3, 1)
    shade = (round_ * rings[:, None]).astype(np.float32)
    plate.lay(mask, np.clip(colour * shade[..., None], 0, 1), box.corner)
    hair = Stencil.around(outline, plate.page, 6)
    assert hair is not None
    for _ in range(150 if moth else 90):
        y_hair = rng.uniform(-0.2, 0.05)
        x_hair = rng.uniform(-1, 1) * np.interp(y_hair, profile[:, 1], profile[:, 0])
        root = np.array([x_hair, y_hair]) * scale + [x0, y0]
        lean = np.array([x_hair * 0.5, 0.024]) * scale * rng.uniform(0.5, 1.2)
        hair.line(np.stack([root, root + lean]), 0.5, rng.uniform(0.3, 0.9))
    plate.lay(hair.coverage() * np.float32(0.5), colour * 1.5 + 0.12, hair.corner)
    feelers = plate.sheet()
    for side in (-1.0, 1.0):
        reach = 0.28 if moth else 0.42
        base = np.array([x0 + side * 0.012 * scale, y0 - 0.2 * scale])
        tip = base + np.array([side * reach * 0.62, -reach * 0.85]) * scale
        line = spine(base, tip, bend=-0.1 * side)
        feelers.stroke(line, 0.008 * scale, 0.005 * scale)
        if moth:
            barbs = np.stack([-side * np.array([1.0, 0.7]), side * np.array([1.0, 0.2])])
            for k, joint in enumerate(line[3:-1]):
                long = 0.045 * scale * np.sin(np.pi * (k + 2) / 23)
                for way in barbs:
                    feelers.line(np.stack([joint, joint + way * long]), 0.6, 0.8)
        else:
            feelers.stroke(line[-4:], 0.008 * scale, 0.022 * scale).dot(tip, 0.011 * scale)
    plate.lay(feelers.coverage(), colour * 0.5)
    pin = (x0, y0 - 0.08 * scale)
    plate.lay(plate.sheet().dot(pin, 0.017 * scale).coverage(), (0.16, 0.15, 0.16))
    glint = (pin[0] - 0.005 * scale, pin[1] - 0.006 * scale)
    plate.lay(plate.sheet().dot(glint, 0.006 * scale).coverage(), (0.95, 0.95, 0.95))


def _label(plate: Plate, at: tuple[float, float], u: float, lines: list[str]) -> None:
    """Small printed card with its own shadow."""
    (x, y), wide, high = at, 58 * u, 17 * u
    card = np.array(
        [(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)]
    )
    cover = plate.sheet().polygon(card).coverage()
    plate.stain(shadow(cover, (2 * u, 3 * u), 2.5 * u) * np.float32(0.4), (0.3, 0.28, 0.3))
    plate.lay(cover, rgb("faf6ea"))
    inner = (card - [x, y]) * [0.955, 0.86] + [x, y]
    plate.ink(plate.sheet().line(np.concatenate([inner, inner[:1]]), 0.5), (0.5, 0.46, 0.42), 0.7)
    words = plate.sheet()
    for k, (line, size) in enumerate(zip(lines, (8.6, 7.0, 7.0), strict=True)):
        words.text((x, y + (k - 0.95) * 9.2 * u), line, size * u)
    plate.ink(words, (0.18, 0.15, 0.14))


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    kind = _KINDS[rng.integers(len(_KINDS))]
    hue, codes = kind.palettes[rng.integers(len(kind.palettes))]
    colours = np.clip(palette(codes) * rng.normal(1, 0.045, (5, 3)), 0, 1).astype(np.float32)
    fore_line, hind_line, tail = _outlines(kind, rng)
    width, u = size, size / 640
    deep = hind_line[:, 1].max()
    high = -min(fore_line[:, 1].min(), -0.66)
    scale = width * rng.uniform(0.41, 0.44) / max(fore_line[:, 0].max(), 0.9)
    height = min(size, round((high + deep) * scale + 130 * u))
    scale = min(scale, (height - 105 * u) / (high + deep))
    centre = (width // 2, round(high * scale + 36 * u))

    tones = ("efe9dc", "e6e9e8", "e9e6dc", "f1ede6", "dfe5df", "ebe2d6")
    ground = rgb(tones[rng.integers(len(tones))])
    linen = noise(rng, (height, width), 7, octaves=4) * np.float32(0.2)
    y, x = np.mgrid[:height, :width].astype(np.float32) / np.float32(size)
    light = 1.03 - 0.16 * np.hypot(x - 0.38, y - 0.3) ** 1.6 + 0.035 * linen
    plate = Plate(ground * light[..., None])

    fore = _Wing(fore_line, _FORE_ROOT, scale, rng)
    hind = _Wing(hind_line, _HIND_ROOT, scale, rng)
    kind.paint(fore, hind, colours, rng)
    half_w = width - centre[0]
    half, cover = np.zeros((height, half_w, 3), np.float32), np.zeros((height, half_w), np.float32)
    for wing in (hind, fore):
        h, w = wing.mask.shape
        top, left = wing.corner[1] + centre[1], wing.corner[0]
        mask = wing.mask[: height - top, : half_w - left]
        span = (slice(top, top + mask.shape[0]), slice(left, left + mask.shape[1]))
        fall = shadow(np.pad(mask, 4), (0, 4 * u), 5 * u)[4:-4, 4:-4]
        half[span] *= 1 - 0.5 * (fall * (1 - mask))[..., None]
        done = wing.finish()[: mask.shape[0], : mask.shape[1]]
        half[span] += mask[..., None] * (done - half[span])
        cover[span] = np.maximum(cover[span], mask)
    left_w = centre[0]
    both = np.concatenate([half[:, :left_w][:, ::-1], half], 1)
    mask = np.concatenate([cover[:, :left_w][:, ::-1], cover], 1)
    lit = 1.0 + 0.10 * np.clip(0.5 - x, -0.5, 0.5) - 0.10 * (blur(mask, 0.011) - 0.8)
    plate.stain(shadow(mask, (7 * u, 13 * u), 9 * u) * np.float32(0.5), (0.33, 0.31, 0.36))
    plate.stain(shadow(mask, (2 * u, 4 * u), 2.5 * u) * np.float32(0.35), (0.3, 0.28, 0.32))
    plate.lay(mask, both * lit[..., None])
    dark = 0.45 * colours[2] + 0.35 * colours[1] if kind.order == "moth" else colours[2] + 0.07
    _body(plate, centre, scale, dark, kind.order == "moth", rng)

    genus = kind.genera[rng.integers(len(kind.genera))]
    species = _SPECIES[rng.integers(len(_SPECIES))]
    place, lat, lng = _PLACES[rng.integers(len(_PLACES))]
    year = int(rng.integers(1838, 1966))
    _label(plate, (width / 2, height - 30 * u), u, [f"{genus} {species}", place, str(year)])
    known = rng.random() < 0.78
    tailed = ", its hind wings tailed" if tail else ""
    return Drawing(
        image=plate.image(),
        title=f"{genus} {species}, {place.split(',')[0] if known else 'locality unknown'}",
        tags=(kind.name, kind.order, hue, "specimen"),
        year=year,
        description=f"{'An' if hue[0] == 'o' else 'A'} {hue} {kind.name}, spread and pinned above its label{tailed}.",
        lat=round(lat + float(rng.normal(0, 0.2)), 3) if known else None,
        lng=round(lng + float(rng.normal(0, 0.2)), 3) if known else None,
    )


FAMILY = Family("butterfly", "Butterflies", _draw)
