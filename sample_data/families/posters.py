"""Owns the posters: Swiss, Bauhaus, travel, concert and cut-paper compositions in flat inks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import blur, noise
from studio.vector import Colour, Field, Plate, Points, circle, gradient, palette, rgb, spline


class _Press:
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
        self.ink(self.plate.sheet().polygon(outline).coverage(), hue, over=over)

    def fade(self, outline: Points, low: Colour, high: Colour, axis: tuple[Colour, Colour]) -> None:
        """Print one outline with a split-fountain blend."""
        self.plate.wash(outline, low, high, axis, edge=0.0)

    def words(self, at: Points, text: str, size: float, hue: int, *, anchor: str = "ls",
              bold: float = 0.0) -> None:
        cover = self.plate.sheet().text(at, text, size, anchor=anchor, bold=bold).coverage()
        self.ink(cover, hue)

    def turned(self, at: Points, text: str, size: float, angle: float, hue: int) -> None:
        self.ink(self.plate.sheet().slanted(at, text, size, angle).coverage(), hue)


_TOPICS = ("Musik", "Form", "Film", "Theater", "Kunst", "Licht", "Ton", "Plakat", "Tanz", "Jazz",
           "Foto", "Glas", "Raum", "Schrift", "Ballett", "Oper")
_TOWNS = (("Zürich", 47.37, 8.54), ("Basel", 47.56, 7.59), ("Dessau", 51.83, 12.24),
          ("Weimar", 50.98, 11.33), ("Ulm", 48.4, 9.99), ("Milano", 45.46, 9.19),
          ("Rotterdam", 51.92, 4.48), ("Wien", 48.21, 16.37), ("Praha", 50.09, 14.42))
_RESORTS = (("Amalfi", 40.63, 14.6), ("Lugano", 46.0, 8.95), ("Menton", 43.77, 7.5),
            ("Madeira", 32.65, -16.9), ("Tirol", 47.25, 11.4), ("Lofoten", 68.2, 13.6),
            ("Capri", 40.55, 14.24), ("Davos", 46.8, 9.84), ("Nazaré", 39.6, -9.07),
            ("Atlas", 31.1, -7.9), ("Rügen", 54.4, 13.4), ("Izu", 34.9, 138.9))


def _swiss(p: _Press, topic: str, town: str) -> str:
    """Huge letterform on a grid, cut by the edge, with small type in columns."""
    letter = topic[0] if p.rng.random() < 0.6 else str(p.rng.choice(list("&aeRGS2358")))
    size = p.page[0] * p.rng.uniform(0.8, 1.1)
    if p.rng.random() < 0.6:
        cut = p.rng.uniform(0.4, 0.66)
        p.shape(p.scaled([(0, cut), (1, cut - p.rng.uniform(-0.2, 0.2)), (1, 1), (0, 1)]), 2)
    at = p.at(p.rng.uniform(0.4, 0.72), p.rng.uniform(0.58, 0.64))
    p.words(at, letter, size, 1, anchor="mm", bold=size * 0.03)
    if p.rng.random() < 0.5:
        ghost = p.plate.sheet().text(at + np.array([0.10, 0.07]) * p.page[1], letter, size,
                                     anchor="mm", bold=size * 0.03).coverage()
        p.ink(ghost, 3, over=True)
    x, y = p.rng.uniform(0.06, 0.1), p.rng.uniform(0.055, 0.09)
    p.words(p.at(x, y + 0.035), topic.lower(), 44 * p.u, 4, bold=1.0 * p.u)
    for k, line in enumerate((town.lower(), "2. bis 28. mai", "kunstgewerbemuseum")):
        p.words(p.at(x, y + 0.075 + 0.026 * k), line, 13 * p.u, 4)
    p.shape(p.scaled([(x, 0.955), (0.94, 0.955), (0.94, 0.958), (x, 0.958)]), 4)
    return f"the letter {letter} filling the sheet"


def _bauhaus(p: _Press, topic: str, town: str) -> str:
    """Circle, bar and square in tension along one diagonal."""
    lean = float(p.rng.choice([-1, 1])) * p.rng.uniform(0.4, 0.8)
    c, s = np.cos(lean), np.sin(lean)
    turn = np.array([[c, s], [-s, c]])
    heart = p.at(p.rng.uniform(0.42, 0.58), p.rng.uniform(0.40, 0.52))
    w = p.page[1]

    def bar(x: float, y: float, long: float, thick: float) -> Points:
        box = np.array([(-long, -thick), (long, -thick), (long, thick), (-long, thick)]) / 2
        return (box + [x, y]) @ turn * w + heart

    big = p.rng.uniform(0.27, 0.36)
    p.shape(circle(heart + np.array([0.10, 0.02]) * w * np.sign(lean), big * w, steps=120), 1)
    p.shape(bar(0, 0.0, 1.9, 0.16), 4)
    p.shape(bar(0, 0.135, 1.4, 0.05), 2)
    p.shape(bar(0.12, -0.14, 0.9, 0.025), 4)
    half = circle((0, 0), big * 0.62, steps=120)
    half = half[half[:, 1] <= 1e-9]
    p.shape((half + [-0.2, -0.085]) @ turn * w + heart, 3)
    ring = circle((0.44, 0.30), 0.15, steps=90) @ turn * w + heart
    p.ink(p.plate.sheet().line(np.concatenate([ring, ring[:3]]), 0.035 * w).coverage(), 4)
    p.shape(circle((0.44, 0.30), 0.07, steps=60) @ turn * w + heart, 2)
    for k in range(int(p.rng.integers(4, 8))):
        p.shape(bar(-0.52 + 0.06 * k, -0.27, 0.026, 0.16), 2 if k % 2 else 4)
    p.shape(bar(-0.42, 0.36, 0.2, 0.2), 1, over=True)
    word = f"{topic.upper()}  {town.upper()}"
    start = np.array([(0.07 * w - heart[0]) / c / w, 0.0])
    p.turned((start @ turn) * w + heart, word, 0.095 * w, lean, 0)
    low = 0.94 if lean > 0 else 0.09
    p.words(p.at(0.07, low), "ausstellung", 21 * p.u, 4)
    p.words(p.at(0.07, low + 0.03), "juli-sept", 14 * p.u, 4)
    return "circle, half-circle and bars along one diagonal"


def _concert(p: _Press, topic: str, town: str) -> str:
    """Arcs of growing weight turning about one point."""
    heart = p.at(p.rng.uniform(0.3, 0.7), p.rng.uniform(0.42, 0.66))
    radius = 0.05 * p.page[1]
    hues = [1, 4, 2, 1, 3]
    count = 0
    while radius < 0.72 * p.page[1]:
        thick = radius * p.rng.uniform(0.22, 0.5)
        start = p.rng.integers(0, 16) * np.pi / 8
        sweep = p.rng.integers(6, 14) * np.pi / 8
        a = np.linspace(start, start + sweep, 90)
        arc = np.stack([np.cos(a), np.sin(a)], -1)
        band = np.concatenate([arc * radius, arc[::-1] * (radius + thick)]) + heart
        p.shape(band, hues[count % 5], over=count % 3 == 2)
        radius = (radius + thick + p.page[1] * 0.012) * 1.04
        count += 1
    p.shape(p.scaled([(0, 0), (1, 0), (1, 0.155), (0, 0.155)]), 0)
    p.shape(p.scaled([(0, 0.885), (1, 0.885), (1, 1), (0, 1)]), 0)
    p.words(p.at(0.07, 0.10), topic.lower(), 62 * p.u, 4, bold=0.8 * p.u)
    p.words(p.at(0.07, 0.135), f"tonhalle {town.lower()}", 15 * p.u, 4)
    for k, line in enumerate(("bartók  strawinsky  webern", "leitung h. rosbaud", "20.15 uhr")):
        p.words(p.at(0.93, 0.915 + 0.026 * k), line, 13.5 * p.u, 4, anchor="rs")
    return f"{count} arcs turning about one point"


def _cutouts(p: _Press, topic: str, town: str) -> str:
    """Paper panels with leaf and wave shapes cut by scissors."""
    rows, columns = int(p.rng.integers(3, 5)), int(p.rng.integers(2, 4))
    rise = 0.82 / rows
    for r in range(rows):
        edges = np.linspace(0.05, 0.95, columns + 1)
        edges[1:-1] += p.rng.normal(0, 0.05, columns - 1)
        for k in range(columns):
            hue = 1 + (r * 2 + k + int(p.rng.integers(2))) % 4
            x0, x1 = edges[k] + 0.006, edges[k + 1] - 0.006
            y0, y1 = 0.04 + r * rise, 0.04 + (r + 1) * rise - 0.008
            wob = p.rng.normal(0, 0.006, (4, 2))
            p.shape(p.scaled([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) + wob * p.page[1], hue)
            middle = p.at((x0 + x1) / 2, (y0 + y1) / 2)
            room = min((x1 - x0) * p.page[1], (y1 - y0) * p.page[0]) * 0.42
            unlike = np.abs(p.inks - p.inks[hue]).sum(1)
            other = int(p.rng.choice(np.flatnonzero(unlike > 0.6 * unlike.max())))
            lobes = int(p.rng.integers(4, 9))
            kind = p.rng.integers(3)
            a = np.arange(lobes * 2) * np.pi / lobes + p.rng.uniform(0, 1)
            if kind == 0:
                r_ = np.where(np.arange(lobes * 2) % 2, 0.38, 1.0) * p.rng.uniform(0.8, 1.1, lobes * 2)
                p.shape(spline(np.stack([np.cos(a), np.sin(a)], -1) * r_[:, None] * room + middle,
                               closed=True), other)
            elif kind == 1:
                t = np.linspace(0.95, -0.8, 9)
                wide = np.where(np.arange(9) % 2, 0.82, 0.2) * np.linspace(1.0, 0.55, 9)
                right = np.stack([wide, t - 0.18 * (np.arange(9) % 2)], -1)
                frond = np.concatenate([right, [[0, -1.1]], right[::-1] * [-1, 1]])
                p.shape(spline(frond * room + middle, closed=True, steps=8), other)
            else:
                for j in range(3):
                    x = np.linspace(-1, 1, 30)
                    wave = np.stack([x * room, 0.22 * room * np.sin(x * 6 + j)], -1)
                    y = (j - 1) * 0.62 * room
                    thick = np.stack([0 * x, 0.13 * room * np.sqrt(1.02 - x * x)], -1)
                    p.shape(np.concatenate([wave + thick, (wave - thick)[::-1]]) + middle + [0, y],
                            other)
    p.words(p.at(0.06, 0.955), topic, 58 * p.u, 4, bold=0.6 * p.u)
    p.words(p.at(0.94, 0.955), town, 17 * p.u, 4, anchor="rs")
    return f"{rows * columns} panels of cut paper"


def _travel(p: _Press, topic: str, town: str) -> str:
    """Stylised landscape in blended inks over a broad band of type."""
    rng, (h, w) = p.rng, p.page
    floor = 0.845
    horizon = rng.uniform(0.46, 0.58)
    sky = gradient(np.linspace(0, 1, h, dtype=np.float32) / horizon, p.inks[[1, 2, 5]])
    p.plate.pixels[:] = sky[:, None]
    sun = p.at(rng.uniform(0.25, 0.75), horizon - rng.uniform(0.06, 0.22))
    size = rng.uniform(0.09, 0.15) * w
    if rng.random() < 0.4:
        for k in range(24):
            a = k * np.pi / 12
            ray = np.array([[np.cos(a - 0.055), np.sin(a - 0.055)], [np.cos(a + 0.055), np.sin(a + 0.055)]])
            outline = np.concatenate([[sun], ray * h + sun])
            cover = p.plate.sheet().polygon(outline).coverage() * np.float32(0.28)
            p.plate.lay(cover, p.inks[5])
    p.shape(circle(sun, size, steps=90), np.clip(p.inks[5] * 1.12, 0, 1))
    sea = rng.random() < 0.6
    layers = int(rng.integers(3, 5))
    for k in range(layers):
        depth = (k + 1) / layers
        base = horizon + 0.02 + (0.0 if sea else 0.24 * depth)
        x = np.linspace(-0.05, 1.05, 9 + 3 * k)
        tall = 0.24 * (1 - 0.5 * depth) if sea else 0.2 * (1 - 0.4 * depth)
        peaks = base - tall * np.clip(rng.normal(0.5, 0.32, len(x)), 0.02, 1.2)
        if sea:
            peaks = base - (base - peaks) * np.clip((x - rng.uniform(0.1, 0.5)) * 2.2, 0, 1) ** 0.6
            x = x if k % 2 else 1 - x
        order = np.argsort(x)
        ridge = np.stack([x[order], peaks[order]], -1) * [w, h]
        outline = np.concatenate([ridge, [[w * 1.05, h], [-0.05 * w, h]]])
        near = p.inks[3] * depth + p.inks[2] * (1 - depth)
        p.fade(outline, near * 0.85 + 0.12, near * 0.8, (p.at(0, base - tall), p.at(0, base + 0.1)))
        for j in range(1, len(ridge) - 1):
            if ridge[j, 1] < min(ridge[j - 1, 1], ridge[j + 1, 1]):
                flank = ridge[j + 1] - ridge[j]
                drop = np.array([ridge[j], ridge[j + 1], ridge[j] + flank * [0.42, 1.25],
                                 ridge[j] + flank * [0.2, 0.62], ridge[j] + flank * [-0.08, 0.5]])
                p.shape(drop, near * 0.66)
    if sea:
        water = horizon + 0.02
        p.fade(p.scaled([(0, water), (1, water), (1, 1), (0, 1)]), p.inks[2] * 0.6 + p.inks[4] * 0.4,
               p.inks[4], (p.at(0, water), p.at(0, floor)))
        for k in range(26):
            y = water + 0.012 + (floor - water) * (k / 26) ** 1.4
            wide = size * (0.35 + 1.5 * k / 26) * rng.uniform(0.3, 1.1) / w
            x = sun[0] / w + rng.normal(0, 0.02 + 0.05 * k / 26)
            dash = p.scaled([(x - wide, y), (x, y - 0.004), (x + wide, y), (x, y + 0.004)])
            p.shape(dash, p.inks[5])
        boat, s = p.at(rng.uniform(0.2, 0.8), rng.uniform(water + 0.1, floor - 0.06)), 0.11 * w
        p.shape(np.array([(-0.6, 0), (0.7, 0), (0.45, 0.2), (-0.45, 0.2)]) * s + boat, p.inks[3] * 0.6)
        p.shape(np.array([(0.03, -0.06), (0.1, -1.5), (0.62, -0.06)]) * s + boat, (0.98, 0.95, 0.88))
        p.shape(np.array([(-0.04, -0.06), (0.02, -1.25), (-0.5, -0.06)]) * s + boat, p.inks[5])
    frame_x = float(rng.choice([0.0, 1.0]))
    trees = p.plate.sheet()
    for k in range(int(rng.integers(2, 5))):
        root = np.array([abs(frame_x - 0.06 - 0.1 * k) * w, h * (floor + 0.03)])
        tall = h * rng.uniform(0.2, 0.44) * (1 - 0.14 * k)
        thin = 0.034 * w
        t = np.linspace(0, 1, 20)
        wide = thin * np.sin(np.pi * t**0.5) ** 0.8
        trees.polygon(np.concatenate([np.stack([wide, -t * tall], -1),
                                      np.stack([-wide, -t * tall], -1)[::-1]]) + root)
    p.ink(trees.coverage(), p.inks[3] * 0.42)
    p.shape(p.scaled([(0, floor), (1, floor), (1, 1), (0, 1)]), 0)
    p.shape(p.scaled([(0, floor), (1, floor), (1, floor + 0.008), (0, floor + 0.008)]), 3)
    letters = " ".join(topic.upper())
    p.words(p.at(0.5, 0.925), letters, min(70, 560 / len(letters) * 1.3) * p.u, 3, anchor="mm",
            bold=1.6 * p.u)
    edge = np.ones((h, w), np.float32)
    rim = round(0.022 * h)
    edge[rim:-rim, rim:-rim] = 0
    p.ink(edge, 0)
    return "a bay with a sailing boat" if sea else "mountain ranges beneath the sun"


def _optical(p: _Press, topic: str, town: str) -> str:
    """Fine stripes bent by a hidden form."""
    h, w = p.page
    y, x = np.mgrid[:h, :w].astype(np.float32) / np.float32(w)
    heart = p.rng.uniform(0.35, 0.65), p.rng.uniform(0.4, 0.65) * h / w
    d = np.hypot(x - heart[0], y - heart[1])
    bulge = np.exp(-((d / p.rng.uniform(0.22, 0.34)) ** 2))
    turn = p.rng.uniform(0, np.pi)
    along = x * np.cos(turn) + y * np.sin(turn)
    if p.rng.random() < 0.5:
        field = along * 15 + 9.0 * (d / 0.3) ** 2 * bulge * np.cos(3 * np.arctan2(y - heart[1], x - heart[0]))
    else:
        field = along * 15 - 3.4 * bulge + 0.6 * np.sin(9 * (y * np.cos(turn) - x * np.sin(turn)))
    wave = np.sin(2 * np.pi * field) + 0.35 * bulge
    gy, gx = np.gradient(field)
    soft = np.maximum(2 * np.pi * np.hypot(gx, gy), 1e-3)
    p.ink(np.clip(wave / soft + 0.5, 0, 1).astype(np.float32), 4 if p.rng.random() < 0.5 else 1)
    p.shape(circle(p.at(heart[0], heart[1] * w / h), 0.14 * w, steps=90), 2, over=True)
    top = p.rng.random() < 0.5
    a = 0.04 if top else 0.84
    p.shape(p.scaled([(0.06, a), (0.94, a), (0.94, a + 0.12), (0.06, a + 0.12)]), 0)
    p.words(p.at(0.1, a + 0.077), topic.lower(), 46 * p.u, 4, bold=0.8 * p.u)
    p.words(p.at(0.9, a + 0.077), town.lower(), 15 * p.u, 4, anchor="rs")
    return "stripes bent by a hidden form"


@dataclass(frozen=True)
class _Manner:
    name: str
    compose: Callable[[_Press, str, str], str]
    years: tuple[int, int]
    # Paper, main, second, third, type.
    palettes: tuple[tuple[str, str], ...]


_FLAT = (
    ("red", "f3efe4 d8321f 1e5fa8 f2b632 1a1a1c"), ("blue", "f1eee6 1d4fa0 e4572e f0c23c 15181f"),
    ("yellow", "f4c52e 1c1c1c d8361f 2a6fb0 161616"), ("green", "eef0e4 1f7a52 e88a2a 2a4a90 14201a"),
    ("black", "f2f0ea 181818 e03a24 b8b4a8 101010"), ("pink", "f6e6e0 d8447a 2f4a9c f0a83a 221a28"),
    ("turquoise", "e8f0ea 128a94 e85a3a f2c84a 122028"), ("orange", "f5ead8 e86a1c 2a3f6a c8b89a 1c1816"),
)  # fmt: skip
_VIEWS = (
    ("blue", "f6eedb 1f6fb4 7fc0dc 1f3f5c 14588c fbe6a0"),
    ("orange", "f8ecd4 d8562c f2a45c 4a2a4c 8a3a5a fde09a"),
    ("teal", "f4f0de 1a7a80 7fc8b8 1c3a48 126070 f8e8a8"),
    ("violet", "f6ead8 4a3f8c d07a9c 2c2450 5a4a98 fcd8a0"),
    ("gold", "faf2dc e0a030 f4cf70 5a3a2c a86a34 fff0b8"),
    ("rose", "f8ece4 d86a7c f4b4a0 5c2f50 9c4a70 fdeac0"),
)  # fmt: skip
_MANNERS = (
    _Manner("Swiss poster", _swiss, (1950, 1972), _FLAT),
    _Manner("Bauhaus poster", _bauhaus, (1921, 1933), _FLAT),
    _Manner("concert poster", _concert, (1951, 1972), _FLAT),
    _Manner("cut-paper poster", _cutouts, (1943, 1962), _FLAT),
    _Manner("travel poster", _travel, (1922, 1958), _VIEWS),
    _Manner("travel poster", _travel, (1922, 1958), _VIEWS),
    _Manner("optical poster", _optical, (1961, 1974), _FLAT),
)  # fmt: skip


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    manner = _MANNERS[rng.integers(len(_MANNERS))]
    hue, codes = manner.palettes[rng.integers(len(manner.palettes))]
    inks = palette(codes)
    inks = np.clip(inks * rng.normal(1, 0.018, (len(inks), 3)), 0, 1).astype(np.float32)
    page = (size, round(size * float(rng.choice([0.64, 0.7, 0.75]))))
    press = _Press(page, inks, rng)
    travel = manner.name == "travel poster"
    town, lat, lng = (_RESORTS if travel else _TOWNS)[rng.integers(9)]
    topic = town if travel else str(rng.choice(_TOPICS))
    seen = manner.compose(press, topic, town)
    pixels = press.plate.pixels
    fibre = 1 + 0.006 * press.mottle + 0.008 * noise(rng, page, 3, octaves=4)
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32)
    edge = np.minimum(np.minimum(x, page[1] - x), np.minimum(y, page[0] - y)) / size
    worn = 1 - 0.10 * np.exp(-edge / 0.012)
    pixels[:] = 0.03 + 0.955 * pixels * (fibre * worn)[..., None] * rgb("fffaf0")
    if rng.random() < 0.4:
        fold = np.zeros(page, np.float32)
        fold[page[0] // 2] = fold[:, page[1] // 2] = 1
        crease = blur(fold, 0.0022) * size / 640
        pixels += (crease * 0.35 * (0.5 + 0.5 * press.mottle))[..., None] * (0.95 - pixels)
    known = rng.random() < 0.78
    name = topic if travel else f"{topic}, {town}"
    return Drawing(
        image=press.plate.image(),
        title=f"{name}: {manner.name}",
        tags=(manner.name, hue, "landscape" if travel else "typography"),
        year=int(rng.integers(*manner.years)),
        description=f"{'An' if manner.name[0] == 'o' else 'A'} {manner.name} in {hue}: {seen}.",
        lat=lat if known else None,
        lng=lng if known else None,
    )


FAMILY = Family("poster", "Posters", _draw)
