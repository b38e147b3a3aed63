"""Owns the sea charts: coasts and their havens, soundings, the border and the scroll."""

from dataclasses import dataclass

import numpy as np
from studio import terrain
from studio.drawing import Drawing, Family
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Colour, Field, Points, gradient, palette, rgb

from families.sea_ornaments import (
    compass_rose,
    draw_monster,
    draw_ship,
    mark_soundings,
    rhumb_lines,
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
    _Style(
        "portolan",
        "vellum",
        "ecd9b0 e4cc98 f0e0bc 8a9a58 4a2e1c b83a28 3f7a54 c8962e",
        False,
        (1320, 1590),
    ),
    _Style(
        "portolan",
        "rose vellum",
        "efd6b4 e6c49c f4e4c8 b8603c 46281c a82f30 36608a d09c34",
        False,
        (1320, 1590),
    ),
    _Style(
        "Dutch sea chart",
        "pale blue",
        "d3e4e4 aacdd4 f1e6c8 d0a050 3a3026 b84a34 4a7c6c e0b448",
        False,
        (1590, 1720),
    ),
    _Style(
        "Dutch sea chart",
        "sea green",
        "c4dcc8 98c4b0 f0e4c0 c87c48 33322a a83c2c 3c5c88 e4b84c",
        False,
        (1590, 1720),
    ),
    _Style(
        "admiralty chart",
        "white",
        "f4f6f2 b4d4e8 ecdcaa c8a860 2c3038 a8387c 3a6aa0 a8387c",
        True,
        (1830, 1960),
    ),
    _Style(
        "admiralty chart",
        "ice blue",
        "e8f0f4 9cc4e0 dcd8c0 a0a48c 28303c c0406c 2f6090 c0406c",
        True,
        (1830, 1960),
    ),
    _Style(
        "gilded chart",
        "midnight blue",
        "14284e 1e3d70 0d1b38 d8ac54 e4c070 e8c878 b8c8dc d4a040",
        False,
        (1540, 1660),
    ),
    _Style(
        "gilded chart",
        "oxblood",
        "5a1a20 7a2a2c 3a0f16 e0b060 ecc880 f0d090 e0b8a0 d8a848",
        False,
        (1540, 1660),
    ),
)


_WATERS = (
    ("Aegean", 37.5, 25.2),
    ("Adriatic", 43.0, 15.5),
    ("Tyrrhenian", 39.9, 11.9),
    ("Levant", 34.5, 33.8),
    ("Skagerrak", 57.9, 9.2),
    ("Biscay", 45.4, -4.2),
    ("Azores", 38.5, -28.1),
    ("Hebrides", 57.5, -7.2),
    ("Malacca", 3.2, 100.4),
    ("Lofoten", 68.2, 13.6),
    ("Antilles", 16.3, -61.8),
    ("Zanzibar", -6.1, 39.6),
)


def _coast_names(plate: Plate, off: Field, rng: np.random.Generator, ink: Colour, u: float) -> int:
    """Names of havens set inland, square to the coast; returns how many."""
    words = plate.sheet()
    gy, gx = (np.asarray(slope) for slope in np.gradient(off))
    shore = np.argwhere((off < -0.2) & (off > -1.6))
    placed: list[Points] = []
    for y, x in rng.permutation(shore)[:700]:
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


def _coast(
    plate: Plate, style: list[Field], off: Field, chart: _Style, u: float, rng: np.random.Generator
) -> None:
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
    spots = [
        np.array([x, y])
        for x in (half[0] + 30 * u, w - half[0] - 30 * u)
        for y in (half[1] + 32 * u, h - half[1] - 32 * u)
    ]
    return spots[int(np.argmax([abs(float(off[int(p[1]), int(p[0])])) for p in spots]))]


def _frame(plate: Plate, style: list[Field], words: str, below: str, at: Points, u: float) -> None:
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
    card = (
        np.concatenate(
            [np.stack([t * wide, -high + roll], -1), np.stack([t * wide, high + roll], -1)[::-1]]
        )
        + at
    )
    plate.wash(
        card, style[2], np.clip(style[2] * 1.08, 0, 1), (at - [wide, 0], at + [wide, 0]), edge=0.3
    )
    type_ = plate.sheet().line(np.concatenate([card, card[:1]]), 1.0 * u)
    type_.text(at - [0, 5 * u], words, 13 * u, bold=0.2 * u).text(at + [0, 10 * u], below, 7.5 * u)
    plate.lay(type_.coverage(), style[4])


def _open_water(
    off: Field,
    rng: np.random.Generator,
    count: int,
    clear: float,
    taken: list[tuple[Points, float]],
) -> list[Points]:
    """Places at sea, well offshore, apart from each other and by a distance from ``taken``."""
    h, w = off.shape
    tried = rng.uniform([clear, clear], [w - clear, h - clear], (160, 2))
    score = off[tried[:, 1].astype(int), tried[:, 0].astype(int)]
    kept: list[Points] = []
    for i in np.argsort(-np.minimum(score, clear * 1.1) - rng.uniform(0, clear * 0.2, 160)):
        if len(kept) == count or score[i] < clear * 0.45:
            break
        bounds = [*taken, *((other, clear * 2.1) for other in kept)]
        if all(np.hypot(*(tried[i] - other)) > reach for other, reach in bounds):
            kept.append(tried[i])
    return kept


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    chart = _STYLES[rng.integers(len(_STYLES))]
    style = list(
        np.clip(palette(chart.codes) * rng.normal(1, 0.02, (8, 3)), 0, 1).astype(np.float32)
    )
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
    nodes = rhumb_lines(plate, style, hub, u, gilt)
    if chart.soundings:
        mark_soundings(plate, off, rng, style[4], u)
    havens = _coast_names(plate, off, rng, style[4], u)

    big = min(page) * rng.uniform(0.12, 0.19)
    water, lat, lng = _WATERS[rng.integers(len(_WATERS))]
    year = int(rng.integers(*chart.years))
    words = f"{water} Sea" if water != "Biscay" else "Bay of Biscay"
    below = "soundings in fathoms" if chart.soundings else f"anno {year}"
    corner = _corner(off, _scroll(words, below, u), u)
    roses = _open_water(off, rng, 1, big * 1.35, [(corner, big + 95 * u)]) or [hub]
    compass_rose(plate, roses[0], big, style, u)
    for node in nodes[:: int(rng.integers(3, 6))]:
        inside = 50 * u < node[0] < page[1] - 50 * u and 50 * u < node[1] < page[0] - 50 * u
        apart = min(np.hypot(*(node - roses[0])) / 2, np.hypot(*(node - corner)) / 1.3)
        if inside and apart > big:
            compass_rose(plate, node, big * 0.3, style, u)
            roses.append(node)
    ships = monsters = 0
    if not chart.soundings:
        taken = [(roses[0], big + 60 * u), (corner, 125 * u)]
        taken += [(small, 0.3 * big + 58 * u) for small in roses[1:]]
        for at in _open_water(off, rng, int(rng.integers(1, 4)), 62 * u, taken):
            facing = float(rng.choice([-1, 1]))
            if rng.random() < 0.62:
                draw_ship(plate, at + [0, 16 * u], rng.uniform(58, 82) * u, style, facing)
                ships += 1
            else:
                draw_monster(plate, at + [0, 14 * u], rng.uniform(78, 100) * u, style, facing)
                monsters += 1
    _frame(plate, style, words, below, corner, u)
    known = rng.random() < 0.78
    seen = [f"{havens} named havens", f"{len(roses)} compass rose" + "s" * (len(roses) > 1)]
    seen += [f"{ships} ship" + "s" * (ships > 1)] * bool(ships)
    seen += [f"{monsters} sea monster" + "s" * (monsters > 1)] * bool(monsters)
    extra = (
        ("sea monster",) if monsters else ("ship",) if ships else ("soundings",) * chart.soundings
    )
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
