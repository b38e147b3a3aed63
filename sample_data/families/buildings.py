"""Owns the silhouettes of a city: towers, gables, domes, works and a bridge."""

from itertools import pairwise

import numpy as np
from studio.plate import Plate
from studio.vector import Points, Stencil, circle


def _box(left: float, right: float, top: float, foot: float) -> Points:
    return np.array([(left, foot), (left, top), (right, top), (right, foot)])


class Block:
    """One layer of buildings: silhouette, the faces turned from the light, and the windows."""

    def __init__(self, plate: Plate, rng: np.random.Generator, foot: float, u: float) -> None:
        self.rng, self.foot, self.u = rng, foot, u
        self.mass, self.shade = plate.sheet(), plate.sheet()
        self.panes = np.zeros(plate.page, np.float32)

    def body(self, left: float, right: float, top: float, split: float = 0.62) -> None:
        """Upright block with its right-hand face in shadow."""
        tone = self.rng.uniform(0.0, 0.55)
        self.mass.polygon(_box(left, right, top, self.foot))
        self.shade.polygon(_box(left, right, top, self.foot), tone)
        self.shade.polygon(_box(left + (right - left) * split, right, top, self.foot), tone + 0.45)

    def shape(self, outline: Points, dark: float = 0.0) -> None:
        """Any other part of a building, ``dark`` as far as it is turned from the light."""
        self.mass.polygon(outline)
        if dark:
            self.shade.polygon(outline, dark)

    def windows(self, left: float, right: float, top: float, lit: float, pitch: float) -> None:
        """Scatter lit windows over a face; whole floors tend to be lit or dark together."""
        step_x, step_y = max(2, round(pitch * 0.72)), max(2, round(pitch))
        x0, x1, y0 = round(left + step_x * 0.8), round(right - step_x * 0.4), round(top + step_y)
        y1 = min(round(self.foot), self.panes.shape[0])
        x0, x1 = max(x0, 0), min(x1, self.panes.shape[1])
        y0 = max(y0, 0)
        if x1 - x0 < 3 or y1 - y0 < 3:
            return
        rows, columns = -(-(y1 - y0) // step_y), -(-(x1 - x0) // step_x)
        floors = self.rng.random((rows, 1)) < 0.6
        on = self.rng.random((rows, columns)) < lit * np.where(floors, 1.4, 0.6)
        bright = np.where(on, self.rng.uniform(0.45, 1.0, (rows, columns)), 0)
        wide, high = max(1, round(step_x * 0.45)), max(1, round(step_y * 0.5))
        cell = np.zeros((step_y, step_x), np.float32)
        cell[:high, :wide] = 1
        grid = np.kron(bright, cell)[: y1 - y0, : x1 - x0]
        self.panes[y0:y1, x0:x1] = grid


def _tower(b: Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """High-rise with setbacks and one of several crowns."""
    rng, top = b.rng, b.foot - high
    slender = int(high > 3.2 * wide)
    crown = rng.choice(["flat", "setback", "slant", "mast"] + ["spire", "dome"] * slender)
    left, right = x - wide / 2, x + wide / 2
    b.body(left, right, top)
    if crown == "setback":
        for k in range(1, 4):
            slim = wide * (1 - 0.22 * k)
            b.body(x - slim / 2, x + slim / 2, top - high * 0.055 * k)
        b.shape(_box(x - wide * 0.02, x + wide * 0.02, top - high * 0.36, top))
    elif crown == "spire":
        b.shape(np.array([(left, top), (x, top - wide * 1.5), (right, top)]))
        b.shape(np.array([(x, top), (x, top - wide * 1.5), (right, top)]), 1.0)
        b.shape(_box(x - 0.5 * b.u, x + 0.5 * b.u, top - wide * 2.3, top))
    elif crown == "slant":
        b.shape(np.array([(left, top), (left, top - wide * 0.7), (right, top)]))
    elif crown == "dome":
        b.shape(circle((x, top), wide * 0.42))
    elif crown == "mast":
        b.body(x - wide * 0.3, x + wide * 0.3, top - wide * 0.3)
        b.shape(_box(x - 0.7 * b.u, x + 0.7 * b.u, top - high * 0.22, top))
    b.windows(left, right, top, lit, detail)


def _gable(b: Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """Steep-roofed house; now and then a church with its needle."""
    rng, top = b.rng, b.foot - high
    left, right = x - wide / 2, x + wide / 2
    if rng.random() < 0.16:
        slim, up = wide * 0.62, high * rng.uniform(1.3, 1.75)
        b.body(x - slim / 2, x + slim / 2, b.foot - up)
        peak = b.foot - up - slim * rng.uniform(2.2, 4.0)
        base = b.foot - up
        b.shape(np.array([(x - slim * 0.6, base), (x, peak), (x + slim * 0.6, base)]))
        b.shape(np.array([(x, base), (x, peak), (x + slim * 0.6, base)]), 1.0)
        for side in (-1, 1):
            at = x + side * slim * 0.5
            b.shape(
                np.array([(at - slim * 0.14, base), (at, base - slim), (at + slim * 0.14, base)])
            )
        b.shape(circle((x, peak), 1.2 * b.u, steps=8))
    else:
        b.body(left, right, top)
        ridge = top - wide * rng.uniform(0.5, 0.95)
        b.shape(np.array([(left - wide * 0.05, top), (x, ridge), (right + wide * 0.05, top)]))
        b.shape(np.array([(x, top), (x, ridge), (right + wide * 0.05, top)]), 1.0)
        at = x + wide * rng.uniform(-0.35, 0.3)
        b.shape(_box(at, at + wide * 0.1, ridge + wide * 0.05, top))
    b.windows(left, right, top, lit, detail)


def _dome(b: Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """Flat-roofed quarter with domes on drums and slender towers."""
    rng, top = b.rng, b.foot - high
    left, right = x - wide / 2, x + wide / 2
    b.body(left, right, top)
    chance = rng.random()
    if chance < 0.3:
        r = wide * rng.uniform(0.4, 0.52)
        drum = top - r * 0.55
        b.body(x - r * 0.86, x + r * 0.86, drum)
        t = np.linspace(0, np.pi, 24)
        swell = 1 + 0.12 * np.sin(2 * t) ** 2
        arc = np.stack([x + r * swell * np.cos(t), drum - r * 1.06 * np.sin(t) ** 0.9], -1)
        b.shape(arc)
        b.shape(np.concatenate([arc[:9], [[x + r * 0.3, drum]]]), 0.9)
        b.shape(_box(x - r * 0.09, x + r * 0.09, drum - r * 1.28, drum))
        b.shape(
            np.array(
                [
                    (x - r * 0.07, drum - r * 1.25),
                    (x, drum - r * 1.7),
                    (x + r * 0.07, drum - r * 1.25),
                ]
            )
        )
        for side in (-1, 1):
            b.shape(circle((x + side * r * 1.15, top), r * 0.34))
    elif chance < 0.48:
        slim = max(2.2 * b.u, wide * 0.09)
        up = b.foot - high * rng.uniform(2.2, 3.0)
        b.body(x - slim, x + slim, up, 0.5)
        for level in (0.0, high * 0.35):
            b.shape(_box(x - slim * 1.6, x + slim * 1.6, up + level, up + level + slim))
        b.shape(np.array([(x - slim, up), (x, up - slim * 6), (x + slim, up)]))
    b.windows(left, right, top, lit, detail)


def _works(b: Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """Sheds with saw-tooth roofs, chimneys, gasometers and cranes."""
    rng = b.rng
    high *= 0.75
    top = b.foot - high
    left, right = x - wide / 2, x + wide / 2
    b.body(left, right, top)
    chance = rng.random()
    if chance < 0.32:
        tooth = wide / 4
        for k in range(4):
            a = left + k * tooth
            b.shape(np.array([(a, top), (a, top - tooth * 0.8), (a + tooth, top)]))
    elif chance < 0.62:
        slim, up = wide * rng.uniform(0.07, 0.11), top - high * rng.uniform(0.9, 1.9)
        b.shape(
            np.array(
                [(x - slim * 1.25, top), (x - slim, up), (x + slim, up), (x + slim * 1.25, top)]
            )
        )
        b.shape(
            np.array(
                [
                    (x + slim * 0.3, top),
                    (x + slim * 0.3, up),
                    (x + slim, up),
                    (x + slim * 1.25, top),
                ]
            ),
            1.0,
        )
        b.shape(_box(x - slim * 1.35, x + slim * 1.35, up, up + slim))
    elif chance < 0.8:
        up, reach = top - high * 1.2, wide * 0.95
        side = rng.choice([-1, 1])
        for start, end in (
            ((x, b.foot), (x, up)),
            ((x - side * reach * 0.3, up), (x + side * reach, up)),
            ((x, up - wide * 0.3), (x + side * reach, up)),
            ((x, up - wide * 0.3), (x - side * reach * 0.3, up)),
            ((x, up - wide * 0.3), (x, up)),
        ):
            b.mass.line(np.array([start, end], float), 1.5 * b.u)
        hook = x + side * reach * rng.uniform(0.4, 0.9)
        b.mass.line(np.array([(hook, up), (hook, up + high * 0.5)]), 0.6 * b.u)
    b.windows(left, right, top, lit, detail)


BUILD = {"towers": _tower, "spires": _gable, "domes": _dome, "works": _works}


def span_bridge(
    sheet: Stencil,
    lamps: Stencil,
    page: tuple[int, int],
    water: float,
    u: float,
    rng: np.random.Generator,
) -> None:
    """Suspension bridge across the whole view."""
    deck = water - page[0] * 0.055
    rise = page[0] * rng.uniform(0.24, 0.34)
    start, span = page[1] * rng.uniform(-0.15, 0.1), page[1] * rng.uniform(0.6, 0.78)
    towers = [start - span, start, start + span, start + 2 * span]
    sheet.polygon(_box(0, page[1], deck, deck + 4.5 * u))
    for at in towers:
        for side in (-4.5 * u, 4.5 * u):
            sheet.polygon(
                _box(at + side - 1.8 * u, at + side + 1.8 * u, deck - rise, water + 6 * u)
            )
        for level in (0.0, 0.33, 0.66):
            sheet.polygon(
                _box(
                    at - 5 * u,
                    at + 5 * u,
                    deck - rise * (1 - level),
                    deck - rise * (1 - level) + 3 * u,
                )
            )
        sheet.polygon(_box(at - 10 * u, at + 10 * u, water - 3 * u, water + 8 * u))
    t = np.linspace(0, 1, 60)
    for a, b in pairwise(towers):
        sag = deck - rise * 0.97 + rise * 0.9 * 4 * t * (1 - t)
        cable = np.stack([a + (b - a) * t, sag], -1)
        sheet.line(cable, 1.7 * u)
        for x, y in cable[2::2]:
            sheet.line(np.array([(x, y), (x, deck)]), 0.5 * u)
            lamps.dot((x, y - u), 0.9 * u, 0.6)
        for x in np.linspace(a, b, 22):
            lamps.dot((x, deck - 3 * u), 1.1 * u)
