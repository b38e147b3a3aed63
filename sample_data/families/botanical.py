"""Owns the botanical plates: pressed-looking plants, inked and hand-coloured on old paper."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import noise
from studio.vector import (
    Colour,
    Field,
    Plate,
    Points,
    Stencil,
    blade,
    circle,
    palette,
    place,
    rgb,
    ribbon,
    spine,
    spline,
)


class _Hand:
    """The engraver's and the colourist's hand over one plate."""

    def __init__(self, plate: Plate, rng: np.random.Generator, u: float, ink: Colour) -> None:
        self.plate, self.rng, self.u, self.ink = plate, rng, u, ink
        self.tooth = 1 + np.float32(0.055) * noise(rng, plate.page, 16, octaves=3)
        self.cyanotype = False

    def _outline(self, outline: Points, lines: list[Points], thin: float) -> None:
        box = Stencil.around(outline, self.plate.page, 3)
        if box is None or self.cyanotype:
            return
        count = len(outline)
        weight = self.u * (0.75 + 0.45 * np.sin(np.arange(count) * 2 * np.pi / count + 0.6))
        box.polygon(ribbon(outline, np.maximum(weight, 0.3 * self.u)))
        box.lines(lines, thin * self.u, 0.8)
        self.plate.ink(box, self.ink, 0.8)

    def leaf(
        self,
        middle: Points,
        width: float,
        low: Colour,
        high: Colour,
        *,
        belly: float = 0.4,
        veins: int = 6,
        point: float = 1.0,
        wave: float = 0.0,
        lean: float = 0.55,
    ) -> None:
        """Leaf or petal with midrib, side veins and one half in shade."""
        shade = float(self.rng.uniform(0.9, 1.08))
        outline = blade(middle, width, belly=belly, point=point, wave=wave)
        low, high = np.asarray(low) * shade, np.asarray(high) * shade
        axis = (middle[0], middle[-1])
        self.plate.wash(outline, low, high, axis, tooth=self.tooth, edge=0.3)
        n = len(middle)
        half = np.concatenate([outline[:n], middle[::-1]])
        if not self.cyanotype:
            self.plate.wash(half, low * 0.8, high * 0.86, axis, opacity=0.5, edge=0)
        lines = [middle]
        for k in range(1, veins + 1):
            i = int(n * (0.08 + 0.74 * k / (veins + 1)))
            j = min(n - 1, i + int(n * lean * 0.4))
            for rim in (outline[:n], outline[n:][::-1]):
                lines.append(middle[i] + (rim[j] - middle[i]) * np.array([[0], [0.45], [0.86]]))
        self._outline(outline, lines, 0.4)

    def petal(
        self,
        middle: Points,
        width: float,
        low: Colour,
        high: Colour,
        *,
        belly: float = 0.6,
        point: float = 0.8,
        wave: float = 0.0,
        streaks: int = 5,
    ) -> None:
        """Petal whose fine lines run from the base along its length."""
        outline = blade(middle, width, belly=belly, point=point, wave=wave)
        shade = float(self.rng.uniform(0.93, 1.06))
        self.plate.wash(
            outline,
            np.asarray(low) * shade,
            np.asarray(high) * shade,
            (middle[0], middle[-1]),
            tooth=self.tooth,
            edge=0.24,
        )
        n = len(middle)
        lines = []
        for share in np.linspace(-0.75, 0.75, streaks):
            end = int(n * self.rng.uniform(0.45, 0.85))
            rim = outline[:n] if share > 0 else outline[n:][::-1]
            lines.append((middle + (rim - middle) * abs(share))[2:end])
        self._outline(outline, [line for line in lines if len(line) > 1], 0.35)

    def stem(self, line: Points, start: float, end: float, colour: Colour) -> None:
        """Stalk, lit from the left."""
        outline = ribbon(line, np.linspace(start, end, len(line)))
        base = np.asarray(colour)
        left = line - [start * 0.5, 0]
        right = line + [start * 0.5, 0]
        mid = len(line) // 2
        self.plate.wash(
            outline, base * 1.16, base * 0.74, (left[mid], right[mid]), tooth=self.tooth, edge=0.1
        )
        self._outline(outline, [], 0.4)

    def ball(self, at: Points, radius: float, colour: Colour) -> None:
        """Round bud, berry or seed head."""
        outline = circle(at, radius, steps=24)
        base, r = np.asarray(colour), np.array([radius, radius]) * 0.8
        self.plate.wash(
            outline,
            np.clip(base * 1.3, 0, 1),
            base * 0.7,
            (at - r, at + r),
            tooth=self.tooth,
            edge=0.2,
        )
        self._outline(outline, [], 0.4)

    def dots(self, places: Points, radius: float, colour: Colour) -> None:
        """Many small grains, such as anthers."""
        box = Stencil.around(places, self.plate.page, radius + 3)
        if box is None:
            return
        for at in places:
            box.dot(at, radius * self.rng.uniform(0.7, 1.2))
        self.plate.lay(box.coverage(), colour, box.corner)

    def roots(self, at: Points, reach: float, colour: Colour) -> None:
        """Fine roots spreading downwards."""
        for angle in self.rng.uniform(0.15 * np.pi, 0.85 * np.pi, 15):
            long = reach * self.rng.uniform(0.4, 1.0)
            bends = np.cumsum(self.rng.normal(0, 0.25, 6)) * 0.5 + angle
            steps = np.stack([np.cos(bends), np.sin(bends)], -1) * long / 6
            line = spline(np.concatenate([at[None], at + np.cumsum(steps, 0)]), steps=6)
            self.stem(line, 2.6 * self.u, 0.5 * self.u, colour)


def _point(line: Points, share: float) -> tuple[Points, float]:
    """Place on a line at a share of its length, and the line's heading there."""
    i = int(np.clip(share, 0, 1) * (len(line) - 1))
    step = line[min(i + 1, len(line) - 1)] - line[max(i - 1, 0)]
    return line[i], float(np.arctan2(step[1], step[0]))


def _toward(at: Points, angle: float, long: float) -> Points:
    return at + np.array([np.cos(angle), np.sin(angle)]) * long


def _sway(h: _Hand, base: Points, top: Points) -> Points:
    bend = float(h.rng.uniform(-0.09, 0.09))
    return spine(base, top, bend=bend, steps=40)


def _tulip_head(h: _Hand, at: Points, angle: float, size: float, c: Field) -> None:
    for spread, wide in ((-0.5, 0.5), (0.5, 0.5), (-0.26, 0.62), (0.28, 0.62), (0.0, 0.7)):
        turn = angle + spread * h.rng.uniform(0.7, 1.3)
        middle = spine(at, _toward(at, turn, size * h.rng.uniform(0.92, 1.08)), bend=-0.34 * spread)
        h.petal(middle, size * wide * 0.72, c[1], c[0], belly=0.5, point=0.85, streaks=7)


def _tulip(h: _Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(1, 4))
    h.ball(base + [0, 0.03 * size], 0.035 * size, rgb("a8794a"))
    h.roots(base + [0, 0.05 * size], 0.06 * size, rgb("b89a72"))
    for k in range(n):
        lean = (k - (n - 1) / 2) * 0.22 + h.rng.normal(0, 0.03)
        top = base + [lean * size, -size * h.rng.uniform(0.56, 0.66)]
        line = _sway(h, base, top)
        h.stem(line, 0.016 * size, 0.011 * size, c[3])
        _tulip_head(h, line[-1], _point(line, 1)[1], 0.19 * size, c)
    for side in (-1, 1, -0.5):
        tip = base + [side * size * h.rng.uniform(0.2, 0.3), -size * h.rng.uniform(0.34, 0.5)]
        h.leaf(
            spine(base, tip, bend=0.2 * side, steps=40),
            0.085 * size,
            c[3] * 0.8,
            c[4],
            belly=0.45,
            veins=0,
        )


def _poppy_flower(h: _Hand, at: Points, size: float, c: Field) -> None:
    turn = h.rng.uniform(0, 1.5)
    for ring, count in ((1.0, 4), (0.8, 3)):
        for k in range(count):
            angle = turn + 2 * np.pi * k / count + ring
            long = size * ring * h.rng.uniform(0.85, 1.05)
            middle = spine(at, _toward(at, angle, long) * [1, 1] - [0, 0.12 * size])
            h.petal(middle, long * 1.25, c[1], c[0], belly=0.66, point=0.55, wave=0.025, streaks=8)
    for radius, colour in ((0.3, c[2]), (0.13, c[4])):
        h.dots(at + h.rng.normal(0, radius * size * 0.45, (60, 2)), size * 0.022, colour)
    h.ball(at, size * 0.12, c[4] * 1.1)


def _poppy(h: _Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(2, 4))
    spots = []
    for k in range(n + 1):
        lean = (k - n / 2) * 0.2 + h.rng.normal(0, 0.03)
        top = base + [lean * size, -size * (0.6 - 0.1 * (k % 2) + h.rng.uniform(-0.06, 0.1))]
        line = _sway(h, base, top)
        h.stem(line, 0.011 * size, 0.007 * size, c[3])
        spots.append(line[-1])
        for share in h.rng.uniform(0.08, 0.5, 2):
            _ragged_leaf(h, *_point(line, share), 0.2 * size, c)
    for k, at in enumerate(spots):
        if k == n:
            h.leaf(spine(at, at + [0, -0.07 * size]), 0.05 * size, c[3], c[4], veins=0, point=0.7)
        else:
            _poppy_flower(h, at, size * h.rng.uniform(0.12, 0.16), c)


def _ragged_leaf(h: _Hand, at: Points, heading: float, long: float, c: Field) -> None:
    """Deeply cut leaf: leaflets on both sides of a rib."""
    side = h.rng.choice([-1, 1])
    rib = spine(at, _toward(at, heading + side * h.rng.uniform(0.5, 1.0), long), bend=0.12 * side)
    h.stem(rib, 1.6 * h.u, 0.8 * h.u, c[3])
    for share in (0.3, 0.48, 0.66, 0.82):
        for way in (-1, 1):
            root, angle = _point(rib, share)
            tip = _toward(root, angle + way * 0.7, long * 0.34 * (1.15 - share * 0.6))
            h.leaf(spine(root, tip, bend=0.1 * way), long * 0.11, c[3] * 0.85, c[4], veins=2)
    h.leaf(
        spine(rib[-6], _toward(rib[-1], _point(rib, 1)[1], long * 0.2)),
        long * 0.12,
        c[3],
        c[4],
        veins=2,
    )


def _iris(h: _Hand, c: Field, size: float, base: Points) -> None:
    for side in h.rng.permutation([-1.0, -0.6, -0.25, 0.3, 0.7, 1.0]):
        tip = base + [side * h.rng.uniform(0.12, 0.27) * size, -size * h.rng.uniform(0.3, 0.58)]
        h.leaf(
            spine(base + [side * 12 * h.u, 0], tip, bend=0.09 * side, steps=40),
            0.045 * size,
            c[3] * 0.8,
            c[4],
            belly=0.35,
            veins=0,
        )
    top = base + [h.rng.uniform(-0.06, 0.06) * size, -0.66 * size]
    line = _sway(h, base, top)
    h.stem(line, 0.016 * size, 0.012 * size, c[3])
    flowers = [(line[-1], h.rng.uniform(0.16, 0.2) * size)]
    if h.rng.random() < 0.6:
        at, _ = _point(line, 0.66)
        side = h.rng.choice([-1, 1])
        end = at + np.array([0.15 * side, -0.1]) * size
        h.stem(spine(at, end, bend=0.2 * side), 0.011 * size, 0.009 * size, c[3])
        flowers.append((end, 0.13 * size))
    for at, s in flowers:
        h.leaf(spine(at + [0, 0.3 * s], at - [0, 0.25 * s]), 0.22 * s, c[3], c[4], veins=0)
        for angle in (-2.1, -1.04, -1.57):
            middle = spine(at, _toward(at, angle, s), bend=0.3 * (angle + 1.57))
            h.petal(middle, s * 0.62, c[1], c[0], belly=0.62, point=0.6, wave=0.03, streaks=7)
        for side in (-1, 1, 0):
            mid = spline(
                [
                    at,
                    at + [side * 0.45 * s, -0.05 * s],
                    at + [side * 0.78 * s, 0.3 * s],
                    at + [side * 0.72 * s, 0.85 * s if side == 0 else 0.72 * s],
                ],
                steps=8,
            )
            if side == 0:
                mid = spine(at, at + [0.04 * s, 0.8 * s])
            h.petal(mid, s * 0.62, c[0] * 0.8, c[0], belly=0.66, point=0.55, wave=0.03, streaks=9)
            h.dots(
                mid[3 : len(mid) // 2] + h.rng.normal(0, s * 0.012, (len(mid) // 2 - 3, 2)),
                s * 0.025,
                c[2],
            )


def _fern(h: _Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(1, 4))
    slim = 1 - 0.2 * (n - 1)
    for k in range(n):
        lean = (k - (n - 1) / 2) * 0.21 + h.rng.normal(0, 0.03)
        long = size * h.rng.uniform(0.62, 0.78) * (1 - 0.5 * abs(lean))
        rib = spine(
            base, base + [lean * size, -long], bend=0.2 * lean + h.rng.normal(0, 0.04), steps=60
        )
        pairs = 17
        h.stem(rib, 0.008 * size, 0.002 * size, c[3] * 0.8)
        for j in range(pairs):
            share = 0.16 + 0.83 * (j / pairs) ** 0.92
            reach = slim * size * 0.19 * np.sin(np.pi * (0.22 + 0.78 * j / pairs)) ** 0.9
            for way in (-1, 1):
                root, angle = _point(rib, share)
                tip = _toward(root, angle + way * (1.15 - 0.3 * j / pairs), reach)
                mid = spine(root, tip, bend=-0.08 * way, steps=26)
                outline = blade(mid, reach * 0.3, belly=0.3)
                teeth = 1 - 0.55 * (np.arange(len(outline)) % 3 == 0)
                centre = np.concatenate([mid, mid[::-1]])
                outline = centre + (outline - centre) * teeth[:, None]
                shade = h.rng.uniform(0.85, 1.1)
                h.plate.wash(outline, c[3] * shade, c[4] * shade, (root, tip), tooth=h.tooth)
                h._outline(outline, [mid], 0.35)


def _umbel(h: _Hand, c: Field, size: float, base: Points) -> None:
    line = _sway(h, base, base + [h.rng.uniform(-0.05, 0.05) * size, -0.56 * size])
    h.roots(base, 0.07 * size, rgb("b89a72"))
    heads = [(line[-1], -np.pi / 2, 0.22 * size)]
    for share, side in ((0.38, -1), (0.6, 1)):
        at, angle = _point(line, share)
        end = _toward(at, angle + side * 0.5, h.rng.uniform(0.22, 0.32) * size)
        branch = spine(at, end, bend=0.1 * side)
        h.stem(branch, 0.009 * size, 0.006 * size, c[3])
        heads.append((branch[-1], _point(branch, 1)[1], 0.13 * size))
        _ragged_leaf(h, at, angle, 0.26 * size, c)
    _ragged_leaf(h, *_point(line, 0.12), 0.28 * size, c)
    h.stem(line, 0.015 * size, 0.009 * size, c[3])
    for at, heading, reach in heads:
        for turn in np.linspace(-0.95, 0.95, 13) + h.rng.normal(0, 0.03, 13):
            long = reach * (0.86 + 0.14 * np.cos(turn * 1.4)) * h.rng.uniform(0.93, 1.05)
            ray = spine(at, _toward(at, heading + turn, long), bend=-0.09 * turn)
            h.stem(ray, 1.5 * h.u, 0.9 * h.u, c[3])
            florets = ray[-1] + h.rng.normal(0, reach * 0.055, (26, 2)) * [1.2, 0.8]
            h.dots(florets, reach * 0.024, c[1] * 0.86)
            h.dots(florets[:18] - [0.6 * h.u, 0.8 * h.u], reach * 0.018, c[0])
            h.dots(florets[::6], reach * 0.008, c[2])


def _daisy(h: _Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(1, 4))
    heads = []
    for k in range(n):
        lean = (k - (n - 1) / 2) * 0.2 + h.rng.normal(0, 0.025)
        rise = h.rng.uniform(0.46, 0.6) + 0.09 * (k % 2)
        line = _sway(h, base, base + [lean * size, -size * rise])
        h.stem(line, 0.013 * size, 0.010 * size, c[3])
        for share in h.rng.uniform(0.1, 0.75, 3):
            at, angle = _point(line, share)
            side = h.rng.choice([-1, 1])
            tip = _toward(at, angle + side * 0.9, size * h.rng.uniform(0.14, 0.22))
            h.leaf(spine(at, tip, bend=0.12 * side), 0.07 * size, c[3], c[4], wave=0.06)
        heads.append(line[-1])
    for at in heads:
        s = size * h.rng.uniform(0.13, 0.17) * (1.25 if n == 1 else 1)
        count = int(h.rng.integers(15, 24))
        for ring in (1.0, 0.86):
            for k in range(count):
                angle = 2 * np.pi * (k + ring * 2.5) / count + h.rng.normal(0, 0.05)
                end = at + np.array([np.cos(angle), np.sin(angle) * 0.86]) * s * ring
                h.petal(spine(at, end, steps=14), s * 0.26, c[1], c[0], belly=0.66, streaks=2)
        h.ball(at, s * 0.34, c[2])
        k = np.arange(90)
        spiral = np.stack([np.cos(k * 2.39996), np.sin(k * 2.39996)], -1)
        h.dots(at + spiral * (np.sqrt(k / 90) * s * 0.3)[:, None], s * 0.018, c[2] * 0.55)


def _foxglove(h: _Hand, c: Field, size: float, base: Points) -> None:
    line = _sway(h, base, base + [h.rng.uniform(-0.07, 0.07) * size, -0.8 * size])
    h.stem(line, 0.018 * size, 0.004 * size, c[3])
    for k in range(7):
        side = (-1) ** k
        at, angle = _point(line, 0.02 + 0.045 * k)
        tip = _toward(at, angle + side * (1.15 - 0.05 * k), size * (0.28 - 0.026 * k))
        h.leaf(spine(at, tip, bend=0.16 * side), size * 0.095, c[3], c[4], veins=7)
    count = 21
    for k in range(count):
        share = 0.97 - 0.57 * k / count
        at, _ = _point(line, share)
        side = (-1) ** k if h.rng.random() < 0.8 else 0.3
        s = size * (0.022 + 0.075 * (k / count) ** 0.8)
        end = at + np.array([side * 0.75, 0.85]) * s
        mid = spine(at, end, bend=-0.12 * side)
        outline = ribbon(
            mid, s * np.interp(np.linspace(0, 1, 24), [0, 0.2, 0.7, 1], [0.15, 0.42, 0.56, 0.72])
        )
        h.plate.wash(outline, c[3] if k < 5 else c[1], c[0], (at, end), tooth=h.tooth)
        h._outline(outline, [], 0.4)
        if k > 6:
            mouth = place(
                circle((0, 0), 1.0, steps=20) * [0.18, 0.37],
                mid[-1],
                angle=float(np.arctan2(*(end - at)[::-1])),
                scale=s,
            )
            h.plate.wash(mouth, c[1] * 0.8, c[0] * 1.06, (mid[-1] - s, mid[-1] + s), edge=0.4)
            h._outline(mouth, [], 0.4)
            h.dots(mid[-1] + h.rng.normal(0, s * 0.07, (5, 2)), s * 0.025, c[2])
        h.leaf(spine(at, at + [side * s * 0.35, s * 0.1]), s * 0.2, c[3], c[4], veins=0)


def _berries(h: _Hand, c: Field, size: float, base: Points) -> None:
    side = float(h.rng.choice([-1, 1]))
    start = base + np.array([-0.18 * side, -0.04]) * size
    branch = spine(start, start + np.array([0.36 * side, -0.7]) * size, bend=0.12 * side, steps=50)
    h.stem(branch, 0.016 * size, 0.005 * size, rgb("8a6a4a"))
    for k, share in enumerate(np.linspace(0.1, 0.98, 9)):
        way = (-1) ** k
        at, angle = _point(branch, share)
        twig_end = _toward(at, angle + way * h.rng.uniform(0.5, 1.0), size * 0.16 * (1.2 - share))
        twig = spine(at, twig_end, bend=0.1 * way)
        h.stem(twig, 2.6 * h.u, 1.4 * h.u, rgb("8a6a4a"))
        for turn in (-0.9, 0.0, 0.9):
            tip = _toward(twig[-1], angle + way * 0.75 + turn, size * h.rng.uniform(0.09, 0.14))
            h.leaf(
                spine(twig[-1], tip, bend=0.1 * turn), size * 0.062, c[3], c[4], veins=6, wave=0.03
            )
        if h.rng.random() < 0.8:
            for _ in range(int(h.rng.integers(2, 6))):
                end = at + h.rng.normal(0, 0.028, 2) * size + [0, 0.075 * size]
                h.stem(spine(at, end, bend=0.1), 1.2 * h.u, 1.0 * h.u, c[3])
                h.ball(end, size * h.rng.uniform(0.014, 0.021), c[0])
                h.dots((end - size * 0.006)[None], size * 0.0035, c[2])


@dataclass(frozen=True)
class _Plant:
    name: str
    genera: tuple[str, ...]
    grow: Callable[[_Hand, Field, float, Points], None]
    aspect: float
    # Blossom, its base, accent, stem, leaf.
    palettes: tuple[tuple[str, str], ...]


_PLANTS = (
    _Plant("tulip", ("Tulipa",), _tulip, 0.74,
           (("red", "c8402f e9b94c 2a1d24 6f8a4e 86a476"),
            ("yellow", "eec04a e2dca0 5a4a20 718c50 8aa878"),
            ("pink", "e295a0 f4e3d2 6a3040 6a8a5a 80a27c"),
            ("violet", "6d4378 b79ab4 221628 5f7f56 7a9a74"))),
    _Plant("poppy", ("Papaver", "Meconopsis"), _poppy, 0.8,
           (("red", "d8452e a82a22 1e1820 6f8552 8a9e68"),
            ("orange", "e98c3a d9a83c 5a3a1a 73875a 90a070"),
            ("blue", "6f92cc 4a64a8 e8c860 64805c 7e9a72"),
            ("white", "f1e8da d9b8b4 5a3440 6d8558 8ba075"))),
    _Plant("iris", ("Iris",), _iris, 0.72,
           (("violet", "6a58a8 9a8acc e8b43e 587f56 78a078"),
            ("yellow", "e8c24e f2e2a0 b0662a 5f8450 7fa270"),
            ("blue", "4f78b8 8fb0dc f0d060 557c58 74a07c"),
            ("brown", "9a5a48 c79a70 e0a83c 647c4c 84986a"))),
    _Plant("fern", ("Dryopteris", "Asplenium", "Polypodium"), _fern, 0.76,
           (("green", "7f9a54 7f9a54 7f9a54 5f7d42 88a55c"),
            ("brown", "a88a50 a88a50 a88a50 7d6a38 a6a05a"),
            ("blue-green", "6f9a86 6f9a86 6f9a86 43705f 7fa892"))),
    _Plant("umbel", ("Angelica", "Daucus", "Anthriscus"), _umbel, 0.78,
           (("white", "f8f4e8 cfd2b4 a8b070 6b8450 86a068"),
            ("yellow", "ecd45c c8b44a a08c30 6f8648 8a9e60"),
            ("purple", "b89ac0 8a6a98 f0e0f0 6a5a60 7f9a72"))),
    _Plant("daisy", ("Leucanthemum", "Helianthus", "Echinacea", "Aster"), _daisy, 0.78,
           (("white", "f8f5ec e2dccb e0ac3a 6a8650 86a26a"),
            ("yellow", "efc044 dd9a34 7a4a26 6c8448 8ba060"),
            ("pink", "d98aa6 b8607f b8683a 64804f 82a06c"),
            ("blue", "8c9ad2 6674b4 e6bc4c 5f7f58 7c9c74"))),
    _Plant("foxglove", ("Digitalis", "Penstemon"), _foxglove, 0.62,
           (("purple", "b0608f d8a4c0 6a2048 68844e 84a068"),
            ("white", "f4efe0 dfe0c0 8a5060 66845a 80a272"),
            ("apricot", "eab48a dc8f68 984a38 6c8450 88a06a"))),
    _Plant("berry branch", ("Crataegus", "Rosa", "Prunus", "Sorbus"), _berries, 0.82,
           (("red", "c23a2c 9a2a20 fbe4d4 6a8248 84996a"),
            ("blue", "4a5488 343c68 e4e8f6 6a8a5c 86a27a"),
            ("orange", "dd7f2e b05a1e fff0d8 8a8440 aa9a52"))),
)  # fmt: skip
_EPITHETS = (
    "vulgaris",
    "sylvestris",
    "officinalis",
    "alpina",
    "pratensis",
    "gracilis",
    "nobilis",
    "hortensis",
    "palustris",
    "orientalis",
    "elegans",
    "pallida",
    "montana",
    "speciosa",
)
_PLACES = (
    (51.48, -0.29),
    (52.16, 4.48),
    (48.84, 2.36),
    (45.4, 11.88),
    (59.86, 17.63),
    (40.41, -3.69),
    (50.94, 11.59),
    (55.97, -3.21),
    (48.2, 16.38),
    (43.08, 141.34),
)


def _paper(rng: np.random.Generator, page: tuple[int, int], tone: Field) -> Field:
    """Old rag paper: cloudy, browner toward the edges, with a few foxing spots."""
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32)
    y, x = y / page[0], x / page[1]
    rim = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    cloud = noise(rng, page, 4, octaves=4)
    fox = np.clip(noise(rng, page, 22, octaves=2) - 2.7, 0, 1) * 0.16
    age = 0.10 * np.exp(-(rim + 0.012 * cloud) / 0.05) + 0.012 * cloud + fox + 0.01
    return tone * (1 - age[..., None] * np.array([0.55, 1.0, 1.7], np.float32))


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    plant = _PLANTS[rng.integers(len(_PLANTS))]
    hue, codes = plant.palettes[rng.integers(len(plant.palettes))]
    colours = np.clip(palette(codes) * rng.normal(1, 0.05, (5, 3)), 0, 1).astype(np.float32)
    page = (size, round(size * plant.aspect * rng.uniform(0.95, 1.06)))
    u = size / 640
    cyanotype = plant.name in ("fern", "umbel") and rng.random() < 0.3
    if cyanotype:
        blue = np.stack([rgb("1d3f77"), rgb("24508c"), rgb("16305f")])[rng.integers(3)]
        wash = noise(rng, page, 3, octaves=4)
        plate = Plate(blue * (1 + 0.10 * wash[..., None]))
        pale = rgb("dfe9ef")
        colours = np.stack([pale, pale * 0.95, pale * 0.8, pale * 0.88, pale * 0.97])
    else:
        tones = ("f3ead4", "f0e6cc", "f5efdf", "ece2ca")
        plate = Plate(_paper(rng, page, rgb(tones[rng.integers(len(tones))])))
    hand = _Hand(plate, rng, u, rgb("4a3b2c") if rng.random() < 0.6 else rgb("2f3a2e"))
    hand.cyanotype = cyanotype
    base = np.array([page[1] * rng.uniform(0.45, 0.55), size * 0.855])
    plant.grow(hand, colours, size * 0.98, base)

    genus = plant.genera[rng.integers(len(plant.genera))]
    latin = f"{genus} {_EPITHETS[rng.integers(len(_EPITHETS))]}"
    number = int(rng.integers(1, 240))
    words = plate.sheet()
    words.text((page[1] / 2, size * 0.955), latin, 13 * u)
    words.text((page[1] * 0.93, size * 0.045), f"Pl. {number}", 9 * u, anchor="rm")
    if cyanotype:
        plate.lay(words.coverage() * np.float32(0.85), rgb("dfe9ef"))
    else:
        plate.ink(words, hand.ink, 0.85)
        frame = np.array(
            [[0.035, 0.022], [0.965, 0.022], [0.965, 0.978], [0.035, 0.978], [0.035, 0.022]]
        ) * [page[1], page[0]]
        if rng.random() < 0.5:
            plate.ink(plate.sheet().line(frame, 0.6 * u), hand.ink, 0.55)
    place_at = _PLACES[rng.integers(len(_PLACES))] if rng.random() < 0.75 else None
    technique = "cyanotype" if cyanotype else "hand-coloured engraving"
    tone = "white" if cyanotype else hue
    return Drawing(
        image=plate.image(),
        title=f"{latin}, plate {number}",
        tags=(plant.name, technique, "blue" if cyanotype else hue),
        year=int(rng.integers(1843, 1880) if cyanotype else rng.integers(1753, 1868)),
        description=f"{'A' if tone[0] not in 'o' else 'An'} {tone} {plant.name}, drawn as a "
        f"{technique} with its Latin name below.",
        lat=place_at[0] if place_at else None,
        lng=place_at[1] if place_at else None,
    )


FAMILY = Family("botanical", "Botanical plates", _draw)
