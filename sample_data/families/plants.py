"""Owns how each plant of the botanical plates grows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.vector import Field, Points, blade, circle, place, rgb, ribbon, spine, spline

from families.penwork import Hand, point_on, ragged_leaf, sway, toward


def _tulip_head(h: Hand, at: Points, angle: float, size: float, c: Field) -> None:
    for spread, wide in ((-0.5, 0.5), (0.5, 0.5), (-0.26, 0.62), (0.28, 0.62), (0.0, 0.7)):
        turn = angle + spread * h.rng.uniform(0.7, 1.3)
        middle = spine(at, toward(at, turn, size * h.rng.uniform(0.92, 1.08)), bend=-0.34 * spread)
        h.petal(middle, size * wide * 0.72, c[1], c[0], belly=0.5, point=0.85, streaks=7)


def _tulip(h: Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(1, 4))
    h.ball(base + [0, 0.03 * size], 0.035 * size, rgb("a8794a"))
    h.roots(base + [0, 0.045 * size], 0.036 * size, rgb("b89a72"))
    for k in range(n):
        lean = (k - (n - 1) / 2) * 0.22 + h.rng.normal(0, 0.03)
        top = base + [lean * size, -size * h.rng.uniform(0.56, 0.66)]
        line = sway(h, base, top)
        h.stem(line, 0.016 * size, 0.011 * size, c[3])
        _tulip_head(h, line[-1], point_on(line, 1)[1], 0.19 * size, c)
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


def _poppy_flower(h: Hand, at: Points, size: float, c: Field) -> None:
    turn = h.rng.uniform(0, 1.5)
    for ring, count in ((1.0, 4), (0.8, 3)):
        for k in range(count):
            angle = turn + 2 * np.pi * k / count + ring
            long = size * ring * h.rng.uniform(0.85, 1.05)
            middle = spine(at, toward(at, angle, long) * [1, 1] - [0, 0.12 * size])
            h.petal(middle, long * 1.25, c[1], c[0], belly=0.66, point=0.55, wave=0.025, streaks=8)
    for radius, colour in ((0.3, c[2]), (0.13, c[4])):
        h.dots(at + h.rng.normal(0, radius * size * 0.45, (60, 2)), size * 0.022, colour)
    h.ball(at, size * 0.12, c[4] * 1.1)


def _poppy(h: Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(2, 4))
    spots = []
    for k in range(n + 1):
        lean = (k - n / 2) * 0.15 + h.rng.normal(0, 0.03)
        top = base + [lean * size, -size * (0.6 - 0.1 * (k % 2) + h.rng.uniform(-0.06, 0.1))]
        line = sway(h, base, top)
        h.stem(line, 0.011 * size, 0.007 * size, c[3])
        spots.append(line[-1])
        for share in h.rng.uniform(0.08, 0.5, 2):
            ragged_leaf(h, *point_on(line, share), 0.2 * size, c)
    for k, at in enumerate(spots):
        if k == n:
            h.leaf(spine(at, at + [0, -0.07 * size]), 0.05 * size, c[3], c[4], veins=0, point=0.7)
        else:
            _poppy_flower(h, at, size * h.rng.uniform(0.12, 0.16), c)


def _iris(h: Hand, c: Field, size: float, base: Points) -> None:
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
    line = sway(h, base, top)
    h.stem(line, 0.016 * size, 0.012 * size, c[3])
    flowers = [(line[-1], h.rng.uniform(0.16, 0.2) * size)]
    if h.rng.random() < 0.6:
        at, _ = point_on(line, 0.66)
        side = h.rng.choice([-1, 1])
        end = at + np.array([0.15 * side, -0.1]) * size
        h.stem(spine(at, end, bend=0.2 * side), 0.011 * size, 0.009 * size, c[3])
        flowers.append((end, 0.13 * size))
    for at, s in flowers:
        h.leaf(spine(at + [0, 0.3 * s], at - [0, 0.25 * s]), 0.22 * s, c[3], c[4], veins=0)
        for angle in (-2.1, -1.04, -1.57):
            middle = spine(at, toward(at, angle, s), bend=0.3 * (angle + 1.57))
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


def _fern(h: Hand, c: Field, size: float, base: Points) -> None:
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
                root, angle = point_on(rib, share)
                tip = toward(root, angle + way * (1.15 - 0.3 * j / pairs), reach)
                mid = spine(root, tip, bend=-0.08 * way, steps=26)
                outline = blade(mid, reach * 0.3, belly=0.3)
                teeth = 1 - 0.55 * (np.arange(len(outline)) % 3 == 0)
                centre = np.concatenate([mid, mid[::-1]])
                outline = centre + (outline - centre) * teeth[:, None]
                shade = h.rng.uniform(0.85, 1.1)
                h.plate.wash(outline, c[3] * shade, c[4] * shade, (root, tip), tooth=h.tooth)
                h.contour(outline, [mid], 0.35)


def _umbel(h: Hand, c: Field, size: float, base: Points) -> None:
    line = sway(h, base, base + [h.rng.uniform(-0.05, 0.05) * size, -0.56 * size])
    h.roots(base, 0.07 * size, rgb("b89a72"))
    heads = [(line[-1], -np.pi / 2, 0.22 * size)]
    for share, side in ((0.38, -1), (0.6, 1)):
        at, angle = point_on(line, share)
        end = toward(at, angle + side * 0.5, h.rng.uniform(0.22, 0.32) * size)
        branch = spine(at, end, bend=0.1 * side)
        h.stem(branch, 0.009 * size, 0.006 * size, c[3])
        heads.append((branch[-1], point_on(branch, 1)[1], 0.13 * size))
        ragged_leaf(h, at, angle, 0.26 * size, c)
    ragged_leaf(h, *point_on(line, 0.12), 0.28 * size, c)
    h.stem(line, 0.015 * size, 0.009 * size, c[3])
    for at, heading, reach in heads:
        for turn in np.linspace(-0.95, 0.95, 13) + h.rng.normal(0, 0.03, 13):
            long = reach * (0.86 + 0.14 * np.cos(turn * 1.4)) * h.rng.uniform(0.93, 1.05)
            ray = spine(at, toward(at, heading + turn, long), bend=-0.09 * turn)
            h.stem(ray, 1.5 * h.u, 0.9 * h.u, c[3])
            florets = ray[-1] + h.rng.normal(0, reach * 0.055, (26, 2)) * [1.2, 0.8]
            h.dots(florets, reach * 0.024, c[1] * 0.86)
            h.dots(florets[:18] - [0.6 * h.u, 0.8 * h.u], reach * 0.018, c[0])
            h.dots(florets[::6], reach * 0.008, c[2])


def _daisy(h: Hand, c: Field, size: float, base: Points) -> None:
    n = int(h.rng.integers(1, 4))
    heads = []
    for k in range(n):
        lean = (k - (n - 1) / 2) * 0.2 + h.rng.normal(0, 0.025)
        rise = h.rng.uniform(0.46, 0.6) + 0.09 * (k % 2)
        line = sway(h, base, base + [lean * size, -size * rise])
        h.stem(line, 0.013 * size, 0.010 * size, c[3])
        for share in h.rng.uniform(0.1, 0.75, 3):
            at, angle = point_on(line, share)
            side = h.rng.choice([-1, 1])
            tip = toward(at, angle + side * 0.9, size * h.rng.uniform(0.14, 0.22))
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
        seed = np.arange(90)
        spiral = np.stack([np.cos(seed * 2.39996), np.sin(seed * 2.39996)], -1)
        h.dots(at + spiral * (np.sqrt(seed / 90) * s * 0.3)[:, None], s * 0.018, c[2] * 0.55)


def _foxglove(h: Hand, c: Field, size: float, base: Points) -> None:
    line = sway(h, base, base + [h.rng.uniform(-0.07, 0.07) * size, -0.8 * size])
    h.stem(line, 0.018 * size, 0.004 * size, c[3])
    for k in range(7):
        side = (-1) ** k
        at, angle = point_on(line, 0.02 + 0.045 * k)
        tip = toward(at, angle + side * (1.15 - 0.05 * k), size * (0.28 - 0.026 * k))
        h.leaf(spine(at, tip, bend=0.16 * side), size * 0.095, c[3], c[4], veins=7)
    count = 21
    for k in range(count):
        share = 0.97 - 0.57 * k / count
        at, _ = point_on(line, share)
        side = (-1) ** k if h.rng.random() < 0.8 else 0.3
        s = size * (0.022 + 0.075 * (k / count) ** 0.8)
        end = at + np.array([side * 0.75, 0.85]) * s
        mid = spine(at, end, bend=-0.12 * side)
        outline = ribbon(
            mid, s * np.interp(np.linspace(0, 1, 24), [0, 0.2, 0.7, 1], [0.15, 0.42, 0.56, 0.72])
        )
        h.plate.wash(outline, c[3] if k < 5 else c[1], c[0], (at, end), tooth=h.tooth)
        h.contour(outline, [], 0.4)
        if k > 6:
            mouth = place(
                circle((0, 0), 1.0, steps=20) * [0.18, 0.37],
                mid[-1],
                angle=float(np.arctan2(*(end - at)[::-1])),
                scale=s,
            )
            h.plate.wash(mouth, c[1] * 0.8, c[0] * 1.06, (mid[-1] - s, mid[-1] + s), edge=0.4)
            h.contour(mouth, [], 0.4)
            h.dots(mid[-1] + h.rng.normal(0, s * 0.07, (5, 2)), s * 0.025, c[2])
        h.leaf(spine(at, at + [side * s * 0.35, s * 0.1]), s * 0.2, c[3], c[4], veins=0)


def _berries(h: Hand, c: Field, size: float, base: Points) -> None:
    side = float(h.rng.choice([-1, 1]))
    start = base + np.array([-0.18 * side, -0.04]) * size
    branch = spine(start, start + np.array([0.36 * side, -0.7]) * size, bend=0.12 * side, steps=50)
    h.stem(branch, 0.016 * size, 0.005 * size, rgb("8a6a4a"))
    for k, share in enumerate(np.linspace(0.1, 0.98, 9)):
        way = (-1) ** k
        at, angle = point_on(branch, share)
        twig_end = toward(at, angle + way * h.rng.uniform(0.5, 1.0), size * 0.16 * (1.2 - share))
        twig = spine(at, twig_end, bend=0.1 * way)
        h.stem(twig, 2.6 * h.u, 1.4 * h.u, rgb("8a6a4a"))
        for turn in (-0.9, 0.0, 0.9):
            tip = toward(twig[-1], angle + way * 0.75 + turn, size * h.rng.uniform(0.09, 0.14))
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
class Plant:
    """One kind of plant: its genera, how it grows, and its colourings."""

    name: str
    genera: tuple[str, ...]
    grow: Callable[[Hand, Field, float, Points], None]
    aspect: float
    # Blossom, its base, accent, stem, leaf.
    palettes: tuple[str, ...]


PLANTS = (
    Plant("tulip", ("Tulipa",), _tulip, 0.74, (
        "red: c8402f e9b94c 2a1d24 6f8a4e 86a476", "yellow: eec04a e2dca0 5a4a20 718c50 8aa878",
        "pink: e295a0 f4e3d2 6a3040 6a8a5a 80a27c", "violet: 6d4378 b79ab4 221628 5f7f56 7a9a74",
    )),
    Plant("poppy", ("Papaver", "Meconopsis"), _poppy, 0.8, (
        "red: d8452e a82a22 1e1820 6f8552 8a9e68", "orange: e98c3a d9a83c 5a3a1a 73875a 90a070",
        "blue: 6f92cc 4a64a8 e8c860 64805c 7e9a72", "white: f1e8da d9b8b4 5a3440 6d8558 8ba075",
    )),
    Plant("iris", ("Iris",), _iris, 0.72, (
        "violet: 6a58a8 9a8acc e8b43e 587f56 78a078", "yellow: e8c24e f2e2a0 b0662a 5f8450 7fa270",
        "blue: 4f78b8 8fb0dc f0d060 557c58 74a07c", "brown: 9a5a48 c79a70 e0a83c 647c4c 84986a",
    )),
    Plant("fern", ("Dryopteris", "Asplenium", "Polypodium"), _fern, 0.76, (
        "green: 7f9a54 7f9a54 7f9a54 5f7d42 88a55c", "brown: a88a50 a88a50 a88a50 7d6a38 a6a05a",
        "blue-green: 6f9a86 6f9a86 6f9a86 43705f 7fa892",
    )),
    Plant("umbel", ("Angelica", "Daucus", "Anthriscus"), _umbel, 0.78, (
        "white: f8f4e8 cfd2b4 a8b070 6b8450 86a068", "yellow: ecd45c c8b44a a08c30 6f8648 8a9e60",
        "purple: b89ac0 8a6a98 f0e0f0 6a5a60 7f9a72",
    )),
    Plant("daisy", ("Leucanthemum", "Helianthus", "Echinacea", "Aster"), _daisy, 0.78, (
        "white: f8f5ec e2dccb e0ac3a 6a8650 86a26a", "yellow: efc044 dd9a34 7a4a26 6c8448 8ba060",
        "pink: d98aa6 b8607f b8683a 64804f 82a06c", "blue: 8c9ad2 6674b4 e6bc4c 5f7f58 7c9c74",
    )),
    Plant("foxglove", ("Digitalis", "Penstemon"), _foxglove, 0.62, (
        "purple: b0608f d8a4c0 6a2048 68844e 84a068", "white: f4efe0 dfe0c0 8a5060 66845a 80a272",
        "apricot: eab48a dc8f68 984a38 6c8450 88a06a",
    )),
    Plant("berry branch", ("Crataegus", "Rosa", "Prunus", "Sorbus"), _berries, 0.82, (
        "red: c23a2c 9a2a20 fbe4d4 6a8248 84996a", "blue: 4a5488 343c68 e4e8f6 6a8a5c 86a27a",
        "orange: dd7f2e b05a1e fff0d8 8a8440 aa9a52",
    )),
)  # fmt: skip
