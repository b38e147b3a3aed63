"""Owns gothic tracery: rings of foils and lancets, and the panes and leads inside them."""

import numpy as np
from studio.plate import Plate
from studio.vector import Field, Points, circle, place


class Window:
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
    w: Window, at: Points, radius: float, lobes: int, turn: float, hues: tuple[int, ...]
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
    w: Window,
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
    w: Window, count: int, turn: float, outer: float, lobes: int, hues: tuple[int, ...]
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
    w: Window, count: int, turn: float, span: tuple[float, float], hues: tuple[int, ...]
) -> None:
    """Ring of lancets side by side between two radii."""
    wedge = float(np.tan(np.pi / count))
    shoulder = span[0] + (span[1] - span[0]) * 0.74
    width = 2 * wedge * shoulder * 0.92
    for angle in _around(count, turn):
        _light(w, span[0], span[1] - span[0], width, angle, hues, span[0] / shoulder * 0.88)


def fill_rose(w: Window, style: str, folds: int, rng: np.random.Generator) -> None:
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


def lancet_row(w: Window, count: int, top: float, foot: float) -> None:
    """Row of upright lancets beneath the rose."""
    order = [int(k) for k in w.rng.permutation([0, 1, 2, 4])]
    step, middle = 1.96 / count, w.centre
    for k in range(count):
        w.centre = middle + np.array([-0.98 + step * (k + 0.5), foot]) * w.radius
        hues = (order[k % 2], order[(k + 1) % 2], order[2], 3)
        _light(w, 0.0, foot - top, step * 0.86, -np.pi / 2, hues, 0.99)
    w.centre = middle
