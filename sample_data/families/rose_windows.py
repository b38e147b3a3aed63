"""Owns the rose windows: rotational tracery, panes of glowing glass, lead and dark stone."""

from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import blur, noise
from studio.vector import Field, Plate, Points, circle, palette, place, rgb


@dataclass(frozen=True)
class _Glass:
    name: str
    # Field, border, medallion, pearl, and two more for small panes.
    codes: str
    stone: str


_GLASSES = (
    _Glass("blue", "1a3fb4 c41f2e 2d7fd8 f2d06a 5a2a98 2fa8c8", "15131a"),
    _Glass("red", "b81a24 1f3fa8 e0512a f4cf66 6a1a5a e88a30", "17110f"),
    _Glass("amber", "dc8a1e 8f2a1a f4c24a fff0c0 4a6a2a c4541e", "17130e"),
    _Glass("green", "1f7a4a 1f4a9a 6fb84a f2dc80 b8302e 2fa898", "0f1513"),
    _Glass("violet", "5a2f9e b02a5a 3f5fd0 f0c878 9a4ac0 2f9ac0", "14101a"),
    _Glass("grisaille", "b8c4b4 8a9c98 d8dcc4 f4ecd0 a87a4a 5f86a4", "1a1a18"),
    _Glass("rose", "d0527a 6a3a9a f09ab0 fbe6c0 3a6ab8 e88a5a", "18121a"),
    _Glass("turquoise", "128a9c 1f3f94 3fc4b8 f4e2a0 c43a3a 7a4ab0", "0e1418"),
)
_CHURCHES = (
    ("Chartres", 48.447, 1.488), ("Reims", 49.254, 4.034), ("Strasbourg", 48.582, 7.751),
    ("Laon", 49.564, 3.625), ("Lausanne", 46.522, 6.635), ("York", 53.962, -1.082),
    ("Lincoln", 53.234, -0.536), ("Burgos", 42.341, -3.704), ("León", 42.599, -5.567),
    ("Palma", 39.567, 2.648), ("Orvieto", 42.717, 12.113), ("Assisi", 43.074, 12.605),
    ("Prague", 50.091, 14.401), ("Amiens", 49.895, 2.302), ("Sens", 48.198, 3.284),
)  # fmt: skip


class _Window:
    """Panes and leads of one window, drawn in units of the rose's radius."""

    def __init__(
        self,
        plate: Plate,
        centre: tuple[float, float],
        radius: float,
        glass: Field,
        rng: np.random.Generator,
    ) -> None:
        self.centre, self.radius, self.glass, self.rng = np.array(centre), radius, glass, rng
        self.plate = plate
        self.lead = plate.sheet()
        self.open = plate.sheet()

    def pane(self, outline: Points, colour: int, *, lead: float = 1.0) -> None:
        """One piece of coloured glass, a little unlike its neighbours, set in lead."""
        page = outline * self.radius + self.centre
        tint = self.glass[colour] * self.rng.uniform(0.7, 1.15) + self.rng.normal(0, 0.02, 3)
        low, high = page.min(0), page.max(0)
        self.plate.wash(
            page, np.clip(tint * 1.16, 0, 1), np.clip(tint * 0.78, 0, 1), (low, high), edge=0.3
        )
        if lead:
            width = max(0.9, lead * self.radius * 0.0055)
            self.lead.line(np.concatenate([page, page[:2]]), width)

    def cut(self, line: Points, width: float = 1.0) -> None:
        """A lead across panes already laid."""
        self.lead.line(line * self.radius + self.centre, max(0.8, width * self.radius * 0.0045))

    def opening(self, outline: Points) -> None:
        """Let the light through the stone inside an outline."""
        self.open.polygon(outline * self.radius + self.centre)


def _around(count: int, turn: float) -> list[float]:
    return [turn + 2 * np.pi * k / count for k in range(count)]


def _polar(r: float, angle: float) -> Points:
    return np.array([np.cos(angle), np.sin(angle)]) * r


def _lancet(length: float, width: float, foot: float) -> Points:
    """Light with a pointed head outward and a foot of share ``foot``, along +x from the origin."""
    t = np.linspace(0, 1, 14)
    rise = length * 0.74
    head = np.stack(
        [rise + (length - rise) * np.sin(t * np.pi / 2), width / 2 * np.cos(t * np.pi / 2) ** 0.85],
        -1,
    )
    upper = np.concatenate([[[0.0, width / 2 * foot]], head])
    return np.concatenate([upper, upper[::-1] * [1, -1]])


def _foil(radius: float, lobes: int, depth: float = 0.3) -> Points:
    """Trefoil, quatrefoil and so on, as lobes about the origin."""
    a = np.linspace(0, 2 * np.pi, lobes * 14, endpoint=False)
    r = radius * (1 - depth + depth * np.abs(np.cos(a * lobes / 2)) ** 0.55)
    return np.stack([np.cos(a), np.sin(a)], -1) * r[:, None]


def _medallion(
    w: _Window, at: Points, radius: float, lobes: int, turn: float, hues: tuple[int, ...]
) -> None:
    """Foiled opening: a border of panes, a ground, and a flower of glass at its heart."""
    field, border, heart, pearl = hues
    rim = _foil(radius, lobes) if lobes else circle((0, 0), radius, steps=48)
    w.opening(place(rim, at, angle=turn))
    if radius * w.radius < 12:
        w.pane(place(rim, at, angle=turn), heart)
        return
    parts = lobes * (2 if radius > 0.12 else 1) if lobes else 8
    seams = np.linspace(0, len(rim), parts + 1).round().astype(int)
    for k in range(parts):
        arc = rim[np.arange(seams[k], seams[k + 1] + 1) % len(rim)]
        pane = np.concatenate([arc, arc[::-1] * 0.6])
        w.pane(place(pane, at, angle=turn), border if k % 2 or lobes else pearl)
    w.pane(circle(at, radius * 0.62), field)
    petals = lobes if 4 < lobes < 13 else 6
    for angle in _around(petals, turn + np.pi / petals):
        light = _lancet(radius * 0.56, radius * 1.7 / petals, 0.35)
        w.pane(place(light, at, angle=angle), heart)
    w.pane(circle(at, radius * 0.2, steps=20), pearl)


def _light(
    w: _Window,
    base: float,
    length: float,
    width: float,
    angle: float,
    hues: tuple[int, ...],
    foot: float,
) -> None:
    """Radial lancet: a jewelled border, a barred ground and roundels up its middle."""
    shape = _lancet(length, width, foot)
    seat = _polar(base, angle)
    outline = place(shape, seat, angle=angle)
    field, border, heart, pearl = hues
    w.opening(outline)
    w.pane(outline, border)
    half = len(shape) // 2
    knots = np.linspace(0, length, max(4, round(length / 0.075)))
    reach = np.interp(knots, shape[:half, 0], shape[:half, 1])
    for k in range(len(knots) - 1):
        for side in (-1, 1):
            bead = np.array(
                [
                    [knots[k], reach[k]],
                    [knots[k + 1], reach[k + 1]],
                    [knots[k + 1], reach[k + 1] * 0.6],
                    [knots[k], reach[k] * 0.6],
                ]
            )
            w.pane(place(bead * [1, side], seat, angle=angle), pearl if k % 3 == 1 else border)
    inner = place(shape * [0.93, 0.64] + [length * 0.02, 0], seat, angle=angle)
    w.pane(inner, field)
    count = max(1, round(length / max(width, 0.09) * 0.85))
    for share in (np.arange(count) + 0.62) / (count + 0.3):
        spot = seat + _polar(length * share, angle)
        size = 0.56 * float(np.interp(length * share, shape[:half, 0], shape[:half, 1]))
        across = _polar(size * 1.1, angle + np.pi / 2)
        w.cut(np.stack([spot - across, spot + across]))
        w.pane(circle(spot, size * 0.94, steps=20), heart)
        w.pane(place(_foil(size * 0.56, 4), spot, angle=angle), pearl)


def _ring(
    w: _Window, count: int, turn: float, outer: float, lobes: int, hues: tuple[int, ...]
) -> float:
    """Ring of medallions touching the radius ``outer`` and each other; returns their radius."""
    share = float(np.sin(np.pi / count)) * 0.95
    size = outer * share / (1 + share)
    for angle in _around(count, turn):
        _medallion(w, _polar(outer - size, angle), size, lobes, angle, hues)
        if outer > 0.95 and count < 12:
            small = size * 0.2
            spandrel = _polar(outer - small, angle + np.pi / count)
            _medallion(w, spandrel, small, 3, angle + np.pi / count, hues[::-1])
    return size


def _fan(
    w: _Window, count: int, turn: float, span: tuple[float, float], hues: tuple[int, ...]
) -> None:
    """Ring of lancets side by side between two radii."""
    wedge = float(np.tan(np.pi / count))
    shoulder = span[0] + (span[1] - span[0]) * 0.74
    width = 2 * wedge * shoulder * 0.92
    for angle in _around(count, turn):
        _light(w, span[0], span[1] - span[0], width, angle, hues, span[0] / shoulder * 0.88)


def _rose(w: _Window, style: str, folds: int, rng: np.random.Generator) -> None:
    """Fill the circle with rings of openings, from the rim to the eye."""
    order = [int(k) for k in rng.permutation([0, 1, 2, 4, 5])]
    order.remove(0)
    order.insert(int(rng.integers(0, 2)), 0)
    first, second, third = (
        (order[0], order[1], order[2], 3),
        (order[1], order[0], order[3], 3),
        (order[2], order[0], order[1], 3),
    )
    turn, offset, gap = -np.pi / 2, np.pi / folds, 0.016
    lobes = int(rng.choice([0, 4]))
    if style == "wheel":
        size = _ring(w, folds, turn + offset, 0.985, lobes, second)
        eye = rng.uniform(0.17, 0.24)
        _fan(w, folds, turn, (eye + gap, 0.985 - size * 1.8), first)
    elif style == "foiled":
        size = _ring(w, folds, turn + offset, 0.985, 4, first)
        inner = _ring(w, folds, turn, 0.985 - size * 1.86, lobes, second)
        eye = 0.985 - size * 1.86 - inner * 2 - gap
        if eye > 0.34:
            spare = _ring(w, folds, turn + offset, eye, 0, third)
            eye -= 2 * spare + gap
    elif style == "double":
        eye, middle = rng.uniform(0.16, 0.2), rng.uniform(0.46, 0.54)
        _fan(w, folds, turn, (eye + gap, middle), first)
        outer = 2 * folds if folds < 10 else folds
        _fan(w, outer, turn + np.pi / outer, (middle + gap, 0.95), second)
        for angle in _around(outer, turn):
            size = float(np.sin(np.pi / outer)) * 0.24
            _medallion(w, _polar(0.985 - size, angle), size, 3, angle, third)
    else:
        size = _ring(w, folds, turn, 0.985, 4, second)
        seat = 0.985 - size * 1.94
        spare = _ring(w, folds, turn + offset, seat, 3, third)
        eye = min(0.26, (seat - 2 * spare) * 0.6)
        _fan(w, folds, turn, (eye + gap, seat - spare * 1.7), first)
    _medallion(w, np.zeros(2), max(eye, 0.06), int(rng.choice([0, 6, 8])), turn, second)


def _row(w: _Window, count: int, top: float, foot: float) -> None:
    """Row of upright lancets beneath the rose."""
    order = [int(k) for k in w.rng.permutation([0, 1, 2, 4])]
    step, middle = 1.96 / count, w.centre
    for k in range(count):
        w.centre = middle + np.array([-0.98 + step * (k + 0.5), foot]) * w.radius
        hues = (order[k % 2], order[(k + 1) % 2], order[2], 3)
        _light(w, 0.0, foot - top, step * 0.86, -np.pi / 2, hues, 0.99)
    w.centre = middle


_STYLES = {
    "wheel": "wheel window", "foiled": "foiled rose", "double": "double-ringed rose",
    "flowering": "flowering rose",
}  # fmt: skip


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    glass = _GLASSES[rng.integers(len(_GLASSES))]
    tints = np.clip(palette(glass.codes) * rng.normal(1, 0.06, (6, 3)), 0.02, 1)
    folds = int(rng.choice([6, 8, 8, 10, 12, 12]))
    tall = rng.random() < 0.3
    page = (size, round(size * 0.76)) if tall else (size, size)
    radius = page[1] * (0.455 if tall else rng.uniform(0.44, 0.475))
    centre = (page[1] / 2, radius + page[1] * 0.045 if tall else page[0] / 2)

    plate = Plate(np.zeros((*page, 3), np.float32))
    window = _Window(plate, centre, radius, tints.astype(np.float32), rng)
    style = str(rng.choice(list(_STYLES)))
    _rose(window, style, folds, rng)
    lancets = int(rng.integers(4, 7)) if tall else 0
    if tall:
        _row(window, lancets, 1.08, page[0] / radius - 1.16)
    halo = 1.0 / 640
    through = blur(window.open.coverage(), halo)
    lead = blur(window.lead.coverage(), halo) * through

    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32)
    away = np.hypot((x - centre[0]) / radius, (y - centre[1]) / radius)
    sky = 1.12 - 0.34 * away**2 * rng.uniform(0.3, 1.0) + 0.16 * noise(rng, page, 3, octaves=3)
    seeds = 1 + 0.08 * noise(rng, page, 24, octaves=2)
    hot = np.array([x.min() + page[1] * rng.uniform(0.25, 0.75), page[0] * rng.uniform(0.2, 0.6)])
    sun = np.exp(-(((x - hot[0]) ** 2 + (y - hot[1]) ** 2) / (radius * 0.62) ** 2))
    light = np.clip(sky * 0.84, 0.35, 1.2) * seeds + 0.5 * sun
    shine = plate.pixels * (light * through * (1 - 0.93 * lead))[..., None]
    shine += (0.16 * sun * through * (1 - lead))[..., None] * plate.pixels.mean(-1, keepdims=True)

    near = np.stack([blur(shine[..., c], 0.01) for c in range(3)], -1)
    far = np.stack([blur(shine[..., c], 0.07) for c in range(3)], -1)
    solid = (1 - through)[..., None]
    carved = np.clip((1.04 - away) * 40, 0, 1) + 0.35
    grain = 1.0 + 0.12 * noise(rng, page, 18, octaves=3)
    gy, gx = np.gradient(blur(through, 0.0042))
    lip = np.clip((gx * 0.6 + gy) * radius * 0.09, -0.7, 1.6)
    stone = rgb(glass.stone) * (carved * grain * (1.5 + 1.5 * lip))[..., None]
    rings = plate.sheet()
    for r, wide in ((1.01, 0.016), (1.05, 0.006)):
        rim = circle(centre, radius * r, steps=160)
        rings.line(np.concatenate([rim, rim[:2]]), radius * wide)
    stone = stone * (1 + 0.9 * rings.coverage())[..., None]
    wall = (stone + near * (0.25 + 0.5 * np.clip(lip, 0, 1))[..., None] + far * 0.2) * solid
    plate.pixels[:] = wall + shine * 1.06 + near * 0.2 * (1 - solid) + far * 0.1

    church, lat, lng = _CHURCHES[rng.integers(len(_CHURCHES))]
    known = rng.random() < 0.78
    side = str(rng.choice(["north transept", "south transept", "west front"]))
    below = f", {lancets} lancets below" if tall else ""
    named = _STYLES[style]
    return Drawing(
        image=plate.image(),
        title=f"{named.capitalize()} of {folds} parts" + (f", after {church}" if known else ""),
        tags=(named, glass.name, f"{folds}-fold", "with lancets" if tall else "stained glass"),
        year=int(rng.integers(1195, 1420)),
        description=f"A {named} divided in {folds}, mostly {glass.name} glass{below}; "
        f"{side}, seen from within.",
        lat=lat if known else None,
        lng=lng if known else None,
    )


FAMILY = Family("rose-window", "Rose windows", _draw)
