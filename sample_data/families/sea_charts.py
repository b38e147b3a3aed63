"""Owns the sea charts: rhumb lines, compass roses, soundings, ships and sea monsters."""

from dataclasses import dataclass

import numpy as np
from studio import terrain
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
    gradient,
    palette,
    ribbon,
    rgb,
    spine,
    spline,
)


@dataclass(frozen=True)
class _Style:
    name: str
    colour: str
    # Sea, sea by the shore, land, land's rim, ink, first accent, second accent, third accent.
    codes: str
    soundings: bool
    years: tuple[int, int]


_STYLES = (
    _Style("portolan", "vellum", "ecd9b0 e4cc98 f0e0bc 8a9a58 4a2e1c b83a28 3f7a54 c8962e", False,
           (1320, 1590)),
    _Style("portolan", "rose vellum", "efd6b4 e6c49c f4e4c8 b8603c 46281c a82f30 36608a d09c34",
           False, (1320, 1590)),
    _Style("Dutch sea chart", "pale blue", "d3e4e4 aacdd4 f1e6c8 d0a050 3a3026 b84a34 4a7c6c e0b448",
           False, (1590, 1720)),
    _Style("Dutch sea chart", "sea green", "c4dcc8 98c4b0 f0e4c0 c87c48 33322a a83c2c 3c5c88 e4b84c",
           False, (1590, 1720)),
    _Style("admiralty chart", "white", "f4f6f2 b4d4e8 ecdcaa c8a860 2c3038 a8387c 3a6aa0 a8387c",
           True, (1830, 1960)),
    _Style("admiralty chart", "ice blue", "e8f0f4 9cc4e0 dcd8c0 a0a48c 28303c c0406c 2f6090 c0406c",
           True, (1830, 1960)),
    _Style("gilded chart", "midnight blue", "14284e 1e3d70 0d1b38 d8ac54 e4c070 e8c878 b8c8dc d4a040",
           False, (1540, 1660)),
    _Style("gilded chart", "oxblood", "5a1a20 7a2a2c 3a0f16 e0b060 ecc880 f0d090 e0b8a0 d8a848",
           False, (1540, 1660)),
)  # fmt: skip
_WATERS = (
    ("Aegean", 37.5, 25.2), ("Adriatic", 43.0, 15.5), ("Tyrrhenian", 39.9, 11.9),
    ("Levant", 34.5, 33.8), ("Skagerrak", 57.9, 9.2), ("Biscay", 45.4, -4.2),
    ("Azores", 38.5, -28.1), ("Hebrides", 57.5, -7.2), ("Malacca", 3.2, 100.4),
    ("Lofoten", 68.2, 13.6), ("Antilles", 16.3, -61.8), ("Zanzibar", -6.1, 39.6),
)  # fmt: skip


def _rhumbs(plate: Plate, style: list[Field], hub: Points, u: float, gilt: bool) -> list[Points]:
    """Sixteen wind nodes about a hub, joined to each other and out to the page's edge."""
    ring = min(plate.page) * 0.47
    angles = np.arange(16) * np.pi / 8
    nodes = [hub + ring * np.array([np.cos(a), np.sin(a)]) for a in angles]
    inks: list[Colour] = [style[4], style[5], style[6]]
    for turn, ink in enumerate(inks):
        lines = plate.sheet()
        for i, node in enumerate(nodes):
            for j in range(i + 1, 16):
                if (j - i) % 3 == turn and (j - i) in (4, 5, 6):
                    heading = nodes[j] - node
                    lines.line(np.stack([node - heading * 3, node + heading * 4]), 0.5 * u)
        for k in range(turn, 16, 3):
            out = np.array([np.cos(k * np.pi / 8), np.sin(k * np.pi / 8)]) * max(plate.page) * 1.5
            lines.line(np.stack([hub, hub + out]), 0.6 * u)
        cover = lines.coverage() * np.float32(0.42)
        if gilt:
            plate.lay(cover * np.float32(0.9), ink)
        else:
            plate.stain(cover, ink)
    return nodes


def _rose(plate: Plate, at: Points, radius: float, style: list[Field], u: float) -> None:
    """Compass rose of thirty-two points, each half dark and half light, a lance at north."""
    for r, colour in ((1.0, style[2]), (0.94, style[4]), (0.9, style[2]), (0.62, style[4]),
                      (0.6, style[0])):
        plate.fill(circle(at, radius * r, steps=60), colour)
    hues = (style[5], style[6], style[7])
    for count, reach, wide, hue in ((16, 0.62, 0.10, hues[2]), (8, 0.8, 0.12, hues[1]),
                                    (4, 0.98, 0.15, hues[0])):
        for k in range(count):
            a = k * 2 * np.pi / count + (np.pi / count if count > 4 else 0)
            out = np.array([np.cos(a), np.sin(a)]) * radius
            side = np.array([-out[1], out[0]])
            root = at + out * wide * 0.8
            tip = at + out * reach
            plate.fill(np.array([at, root + side * wide, tip]), hue)
            plate.fill(np.array([at, root - side * wide, tip]), style[2])
            edge = Stencil.around(np.array([at - radius, at + radius]), plate.page)
            if edge is not None:
                edge.line(np.array([at, root + side * wide, tip, root - side * wide, at]), 0.5 * u)
                plate.lay(edge.coverage() * np.float32(0.8), style[4], edge.corner)
    plate.fill(circle(at, radius * 0.12), style[7])
    top = at - [0, radius * 1.02]
    for side in (-1, 0, 1):
        petal = spine(top, top + np.array([0.17 * side, -0.36 + 0.12 * abs(side)]) * radius,
                      bend=0.3 * side)
        plate.fill(blade(petal, radius * 0.13), hues[0] if side == 0 else style[4])


def _ship(plate: Plate, at: Points, s: float, style: list[Field], facing: float) -> None:
    """Three-masted ship under sail, ``s`` pixels long, on a few strokes of sea."""
    def put(points: list[tuple[float, float]]) -> Points:
        return np.array(points) * [facing * s, s] + at

    ink = plate.sheet()
    hull = put([(-0.5, -0.16), (-0.42, 0.05), (-0.3, 0.11), (0.34, 0.11), (0.46, -0.02),
                (0.6, -0.13), (0.4, -0.06), (-0.2, -0.03), (-0.26, -0.12)])
    plate.fill(hull, style[4] * 0.6 + style[5] * 0.4)
    ink.line(np.concatenate([hull, hull[:1]]), 0.012 * s)
    ink.line(put([(-0.42, 0.0), (0.42, 0.02)]), 0.01 * s)
    for x, high in ((-0.28, 0.62), (0.02, 0.8), (0.3, 0.6)):
        ink.line(put([(x, -0.03), (x, -high)]), 0.014 * s)
        for k, (foot, head) in enumerate(((0.14, 0.42), (0.46, 0.7))):
            w0, w1 = 0.13 - 0.03 * k, 0.105 - 0.03 * k
            a, b = -high * head / 0.7, -high * foot / 0.7
            sail = spline(put([(x - w1, a), (x + w1, a), (x + w0 + 0.06, (a + b) / 2),
                               (x + w0, b), (x - w0, b), (x - w0 + 0.07, (a + b) / 2)]),
                          closed=True, steps=6)
            plate.wash(sail, style[2] * 0.86, np.clip(style[2] * 1.12, 0, 1),
                       (put([(x - w0, 0)])[0], put([(x + w0, 0)])[0]), edge=0.2)
            ink.line(np.concatenate([sail, sail[:1]]), 0.011 * s)
        plate.fill(put([(x, -high), (x - 0.17, -high + 0.02), (x, -high + 0.07)]), style[5])
    ink.line(put([(0.5, -0.09), (0.78, -0.26)]), 0.014 * s)
    for k in range(4):
        y = 0.12 + 0.035 * k
        wave = np.linspace(-0.62 + 0.09 * k, 0.66 - 0.1 * k, 40)
        ink.line(np.stack([wave * s, (y + 0.014 * np.sin(wave * 34 + k)) * s], -1) + at, 0.009 * s)
    plate.lay(ink.coverage(), style[4])


def _monster(plate: Plate, at: Points, s: float, style: list[Field], facing: float) -> None:
    """Sea serpent whose coils rise in arches from the water."""
    ink = plate.sheet()
    flip = np.array([facing * s, s])
    for x, wide, high in ((-0.42, 0.20, 0.16), (-0.1, 0.24, 0.24)):
        t = np.linspace(0, np.pi, 26)
        arch = np.stack([x - wide / 2 * np.cos(t), -high * np.sin(t) ** 0.8], -1) * flip + at
        body = ribbon(arch, 0.085 * s + 0.03 * s * np.sin(t))
        plate.wash(body, style[6] * 0.75, np.clip(style[6] * 1.25, 0, 1),
                   (at, at - [0, high * s]), edge=0.35)
        ink.line(np.concatenate([body, body[:1]]), 0.011 * s)
        for k in range(3, 24, 2):
            out = (arch[k] - at - np.array([x, 0.02]) * flip) * 0.16
            ink.line(np.stack([arch[k] + out * 1.3, arch[k] + out * 2.1]), 0.02 * s)
    neck = spline(np.array([(0.16, 0.0), (0.22, -0.22), (0.3, -0.4), (0.42, -0.44),
                            (0.52, -0.36), (0.57, -0.3)]) * flip + at, steps=8)
    t = np.linspace(0, 1, len(neck))
    body = ribbon(neck, s * np.interp(t, [0, 0.5, 0.75, 0.9, 1], [0.11, 0.08, 0.12, 0.08, 0.02]))
    plate.wash(body, style[6] * 0.75, np.clip(style[6] * 1.2, 0, 1), (at, at - [0, 0.45 * s]),
               edge=0.35)
    ink.line(np.concatenate([body, body[:1]]), 0.011 * s)
    ink.dot(np.array([0.43, -0.45]) * flip + at, 0.014 * s)
    for k in range(2, 26, 3):
        out = np.array([-0.05, -0.04]) * flip
        ink.line(np.stack([neck[k] + out * 0.9, neck[k] + out * 2]), 0.016 * s)
    tail = np.array([-0.62, 0.0]) * flip + at
    for lean in (-0.16, 0.02):
        fluke = spine(tail, tail + np.array([lean, -0.2]) * flip, bend=0.3 * np.sign(lean))
        plate.fill(blade(fluke, 0.07 * s), style[5])
    for k in range(4):
        span = np.linspace(-0.72 + 0.1 * k, 0.6 - 0.13 * k, 40)
        y = 0.02 + 0.04 * k + 0.014 * np.sin(span * 30 + k)
        ink.line(np.stack([span, y], -1) * flip + at, 0.009 * s)
    plate.lay(ink.coverage(), style[4])


def _coast_names(plate: Plate, off: Field, rng: np.random.Generator, ink: Colour, u: float) -> int:
    """Names of havens set inland, square to the coast; returns how many."""
    words = plate.sheet()
    gy, gx = np.gradient(off)
    shore = np.argwhere((off < -0.2) & (off > -1.6))
    placed: list[Points] = []
    for i in rng.permutation(len(shore))[:700]:
        y, x = shore[i]
        at = np.array([x, y], float)
        inland = -np.array([gx[y, x], gy[y, x]])
        if not (30 * u < x < plate.page[1] - 30 * u and 30 * u < y < plate.page[0] - 30 * u):
            continue
        if np.hypot(*inland) < 0.3 or any(np.hypot(*(at - p)) < 12 * u for p in placed):
            continue
        placed.append(at)
        angle = float(np.arctan2(inland[1], inland[0]))
        words.slanted(at + inland * 3 * u, terrain.name(rng).lower(), 6.6 * u, angle)
        if len(placed) == 34:
            break
    plate.lay(words.coverage() * np.float32(0.85), ink)
    return len(placed)


def _soundings(plate: Plate, off: Field, rng: np.random.Generator, ink: Colour, u: float) -> None:
    """Depths in fathoms over the sea, and dotted lines of equal depth."""
    figures = plate.sheet()
    pitch = 25 * u
    for y in np.arange(40 * u, plate.page[0] - 36 * u, pitch):
        for x in np.arange(40 * u, plate.page[1] - 36 * u, pitch * 1.25):
            at = np.array([x, y]) + rng.normal(0, 4.5 * u, 2)
            row, column = np.clip(at[::-1].astype(int), 0, np.array(off.shape) - 1)
            deep = off[row, column] / u
            if deep > 9 and rng.random() < 0.72:
                fathoms = max(1, round(deep * 0.35 * rng.uniform(0.7, 1.3)))
                figures.text(at, str(fathoms), 6.6 * u)
    plate.ink(figures, ink, 0.8)
    lanes = np.zeros_like(off)
    y, x = np.mgrid[: off.shape[0], : off.shape[1]]
    for at in (14, 40, 84):
        line = np.clip(0.5 * u + 0.5 - np.abs(off - at * u), 0, 1)
        lanes = np.maximum(lanes, line * (((x + y) // max(1, round(3 * u))) % 3 > 0))
    plate.stain(lanes.astype(np.float32) * np.float32(0.5), ink)


def _coast(plate: Plate, style: list[Field], off: Field, chart: _Style, u: float,
           rng: np.random.Generator) -> None:
    """Sea shading to the shore, land with its coloured rim, and the stippled shallows."""
    h, w = plate.page
    age = noise(rng, plate.page, 3, octaves=5)
    depth = np.clip(off / (34 * u if chart.soundings else 60 * u), 0, 1)
    plate.pixels[:] = gradient(depth**0.6, np.stack([style[1], style[0]]))
    land = np.clip(0.5 - off, 0, 1)
    rim = 0.9 * np.exp(off / (7 * u)) * (off <= 0.5)
    plate.lay(land, style[2] + (style[3] - style[2]) * rim[..., None])
    plate.pixels *= (1 + 0.028 * age)[..., None] * np.array([1, 0.995, 0.985], np.float32)
    y, x = np.mgrid[:h, :w].astype(np.float32)
    edge = np.minimum(np.minimum(x, w - x), np.minimum(y, h - y)) / u
    plate.stain((0.24 * np.exp(-edge / 26)).astype(np.float32), rgb("8a5a30"))
    stipple = plate.sheet()
    seats = rng.uniform(0, 1, (5200, 2)) * [w, h]
    far = off[seats[:, 1].astype(int), seats[:, 0].astype(int)] / u
    for at in seats[(far > 0) & (far < rng.exponential(7, len(far)))]:
        stipple.dot(at, 0.55 * u)
    plate.lay(stipple.coverage() * np.float32(0.8), style[4])
    plate.lay(np.clip(0.75 * u + 0.5 - np.abs(off), 0, 1), style[4])


def _scroll(words: str, below: str, u: float) -> tuple[float, float]:
    """Half width and half height of the scroll that holds the title."""
    return (46 + 8.0 * max(len(words), 0.7 * len(below))) * u / 2, 23 * u


def _corner(off: Field, half: tuple[float, float], u: float) -> Points:
    """The corner of the page with the least coast under a scroll of that size."""
    h, w = off.shape
    spots = [np.array([x, y]) for x in (half[0] + 30 * u, w - half[0] - 30 * u)
             for y in (half[1] + 32 * u, h - half[1] - 32 * u)]
    return spots[int(np.argmax([abs(float(off[int(p[1]), int(p[0])])) for p in spots]))]


def _frame(
    plate: Plate, style: list[Field], words: str, below: str, at: Points, u: float
) -> None:
    """Ruled border with its scale of degrees, and a scroll for the title."""
    h, w = plate.page
    lines = plate.sheet()
    for inset, width in ((9, 1.8), (13, 0.6), (20, 0.8)):
        i = inset * u
        lines.line(np.array([[i, i], [w - i, i], [w - i, h - i], [i, h - i], [i, i]]), width * u)
    for span, along in ((w, 0), (h, 1)):
        for k, mark in enumerate(np.arange(20 * u, span - 30 * u, 10 * u)):
            if k % 2 == 0:
                for side in (16.5 * u, (h if along == 0 else w) - 16.5 * u):
                    bar = np.array([[mark, side], [mark + 10 * u, side]])
                    lines.line(bar if along == 0 else bar[:, ::-1], 5 * u)
    plate.lay(lines.coverage() * np.float32(0.85), style[4])
    wide, high = _scroll(words, below, u)
    t = np.linspace(-1, 1, 30)
    roll = 4 * u * np.sin(t * 3)
    card = np.concatenate([np.stack([t * wide, -high + roll], -1),
                           np.stack([t * wide, high + roll], -1)[::-1]]) + at
    plate.wash(card, style[2], np.clip(style[2] * 1.08, 0, 1), (at - [wide, 0], at + [wide, 0]),
               edge=0.3)
    type_ = plate.sheet().line(np.concatenate([card, card[:1]]), 1.0 * u)
    type_.text(at - [0, 5 * u], words, 13 * u, bold=0.2 * u).text(at + [0, 10 * u], below, 7.5 * u)
    plate.lay(type_.coverage(), style[4])


def _open_water(
    off: Field, rng: np.random.Generator, count: int, clear: float, taken: list[Points]
) -> list[Points]:
    """Places at sea, as far offshore as can be had, apart from each other and from ``taken``."""
    h, w = off.shape
    tried = rng.uniform([clear, clear], [w - clear, h - clear], (160, 2))
    score = off[tried[:, 1].astype(int), tried[:, 0].astype(int)]
    kept = list(taken)
    for i in np.argsort(-np.minimum(score, clear * 1.1) - rng.uniform(0, clear * 0.2, 160)):
        if len(kept) - len(taken) == count or score[i] < clear * 0.45:
            break
        if all(np.hypot(*(tried[i] - other)) > clear * 2.1 for other in kept):
            kept.append(tried[i])
    return kept[len(taken):]


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    chart = _STYLES[rng.integers(len(_STYLES))]
    style = list(np.clip(palette(chart.codes) * rng.normal(1, 0.02, (8, 3)), 0, 1)
                 .astype(np.float32))
    gilt = chart.name == "gilded chart"
    aspect = float(rng.choice([1.45, 1.3, 1.0, 0.8]))
    page = (round(size / aspect), size) if aspect >= 1 else (size, round(size * aspect))
    u = size / 640
    form = str(rng.choice(["coast", "islands", "strait", "island"], p=[0.35, 0.3, 0.25, 0.1]))
    sea = {"coast": 0.6, "islands": 0.72, "strait": 0.55, "island": 0.76}[form]
    off = terrain.offshore(terrain.country(rng, page, form, sea, cells=3.6))
    plate = Plate(np.zeros((*page, 3), np.float32))
    _coast(plate, style, off, chart, u, rng)
    hub = np.array([page[1], page[0]]) * rng.uniform(0.35, 0.65, 2)
    nodes = _rhumbs(plate, style, hub, u, gilt)
    if chart.soundings:
        _soundings(plate, off, rng, style[4], u)
    havens = _coast_names(plate, off, rng, style[4], u)

    big = min(page) * rng.uniform(0.12, 0.19)
    water, lat, lng = _WATERS[rng.integers(len(_WATERS))]
    year = int(rng.integers(*chart.years))
    words = f"{water} Sea" if water != "Biscay" else "Bay of Biscay"
    below = "soundings in fathoms" if chart.soundings else f"anno {year}"
    corner = _corner(off, _scroll(words, below, u), u)
    roses = _open_water(off, rng, 1, big * 1.35, [corner]) or [hub]
    _rose(plate, roses[0], big, style, u)
    for node in nodes[:: int(rng.integers(3, 6))]:
        inside = 50 * u < node[0] < page[1] - 50 * u and 50 * u < node[1] < page[0] - 50 * u
        apart = min(np.hypot(*(node - roses[0])) / 2, np.hypot(*(node - corner)) / 1.3)
        if inside and apart > big:
            _rose(plate, node, big * 0.3, style, u)
            roses.append(node)
    ships = monsters = 0
    if not chart.soundings:
        for at in _open_water(off, rng, int(rng.integers(1, 4)), 62 * u, [*roses, corner]):
            facing = float(rng.choice([-1, 1]))
            if rng.random() < 0.62:
                _ship(plate, at + [0, 16 * u], rng.uniform(58, 82) * u, style, facing)
                ships += 1
            else:
                _monster(plate, at + [0, 14 * u], rng.uniform(78, 100) * u, style, facing)
                monsters += 1
    _frame(plate, style, words, below, corner, u)
    known = rng.random() < 0.78
    seen = [f"{havens} named havens", f"{len(roses)} compass rose" + "s" * (len(roses) > 1)]
    seen += [f"{ships} ship" + "s" * (ships > 1)] * bool(ships)
    seen += [f"{monsters} sea monster" + "s" * (monsters > 1)] * bool(monsters)
    extra = ("sea monster",) if monsters else ("ship",) if ships else ("soundings",) * chart.soundings
    name = chart.name[0].upper() + chart.name[1:]
    return Drawing(
        image=plate.image(),
        title=f"{name}, {water} waters" if known else f"{name} of an unnamed coast",
        tags=(chart.name, chart.colour, *extra),
        year=year,
        description=f"{'An' if name[0] == 'A' else 'A'} {chart.name} on {chart.colour} with "
        f"{', '.join(seen)}.",
        lat=lat if known else None,
        lng=lng if known else None,
    )


FAMILY = Family("sea-chart", "Sea charts", _draw)
