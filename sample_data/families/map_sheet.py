"""Owns what every map shares: water, coasts, towns, roads, the frame and the title."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from studio import terrain
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Field, Points, rgb, spline


@dataclass(frozen=True)
class Sheet:
    """One map under way: its plate, its land and what the styles share."""

    plate: Plate
    rng: np.random.Generator
    height: Field
    off: Field
    u: float

    @property
    def land(self) -> Field:
        """Coverage of the dry land."""
        dry: Field = np.clip(0.5 - self.off, 0, 1)
        return dry

    def rivers(self, colour: Field, widest: float, least: float = 0.006) -> None:
        """Draw the rivers, up to ``widest`` pixels at their mouths."""
        water = self.plate.sheet()
        for line, size in terrain.rivers(self.rng, self.height, least=least):
            water.stroke(line, 0.5 * self.u, max(0.9, widest * size) * self.u)
        self.plate.lay(water.coverage() * np.float32(0.9), colour)

    def waterlines(self, colour: Field, count: int, strength: float) -> None:
        """Lines that follow the coast out to sea, each fainter and further from the last."""
        cover = np.zeros_like(self.off)
        at = 0.0
        for k in range(count):
            at += (2.6 + 0.75 * k) * self.u
            line = np.clip(0.5 * self.u + 0.5 - np.abs(self.off - at), 0, 1)
            cover = np.maximum(cover, line * (1 - k / count) ** 0.8)
        self.plate.stain(cover * np.float32(strength), colour)

    def coast(self, colour: Field, width: float) -> None:
        """Draw the shore line."""
        line = np.clip(width * self.u / 2 + 0.5 - np.abs(self.off), 0, 1)
        self.plate.stain(line.astype(np.float32), colour)


def set_towns(s: Sheet, ink: Field, red: Field) -> list[str]:
    """Towns with their names, and roads that wander between neighbours."""
    sites = terrain.towns(s.rng, s.height, int(s.rng.integers(6, 13)), 78 * s.u, 56 * s.u)
    roads, marks, words = s.plate.sheet(), s.plate.sheet(), s.plate.sheet()
    for k, at in enumerate(sites):
        gaps = np.hypot(*(sites - at).T)
        for j in np.argsort(gaps)[1:3]:
            if j > k or gaps[j] > 170 * s.u:
                continue
            t = np.linspace(0, 1, 6)[:, None]
            bends = s.rng.normal(0, 0.05, (6, 2)) * gaps[j] * (t * (1 - t) * 4)
            line: Points = spline(at + (sites[j] - at) * t + bends, steps=6)
            if terrain.dry(s.height, line).all():
                roads.line(line, 1.1 * s.u)
    names = []
    for k, at in enumerate(sites):
        big = k < 2
        marks.dot(at, (3.0 if big else 2.0) * s.u)
        names.append(terrain.name(s.rng))
        words.text(
            at + np.array([5.5, -5]) * s.u,
            names[-1],
            (10.5 if big else 8) * s.u,
            anchor="lm",
            bold=0.15 * s.u if big else 0,
        )
    s.plate.lay(roads.coverage() * np.float32(0.85), red)
    s.plate.lay(marks.coverage(), ink)
    words_on = words.coverage()
    s.plate.lay(np.clip(ndimage.maximum_filter(words_on, 3) * 0.5, 0, 1), rgb("fbf6e8"))
    s.plate.lay(words_on, ink)
    return names


def frame_sheet(s: Sheet, title: str, ink: Field, paper: Field) -> None:
    """Graticule, margin, the checkered neat line, and the title in its cartouche."""
    h, w = s.plate.page
    u, rim = s.u, 20 * s.u
    lines = s.plate.sheet()
    pitch = float(s.rng.uniform(85, 125)) * u
    bow = s.rng.uniform(-0.03, 0.03)
    for at in np.arange(rim + pitch / 2, w, pitch):
        lines.line(np.array([[at + bow * (at - w / 2), 0], [at - bow * (at - w / 2), h]]), 0.5)
    for at in np.arange(rim + pitch / 2, h, pitch):
        lines.line(spline([[0, at], [w / 2, at + bow * 250 * u], [w, at]]), 0.5)
    s.plate.ink(lines, ink, 0.28)
    margin = np.ones((h, w), np.float32)
    inner = round(rim)
    margin[inner : h - inner, inner : w - inner] = 0
    tooth = 1 + 0.012 * noise(s.rng, s.plate.page, 5, octaves=4)
    s.plate.lay(margin, paper * tooth[..., None])
    neat = s.plate.sheet()
    for inset, width in ((rim, 1.0), (rim - 5 * u, 0.6), (rim - 9 * u, 1.4)):
        ring = np.array(
            [
                [inset, inset],
                [w - inset, inset],
                [w - inset, h - inset],
                [inset, h - inset],
                [inset, inset],
            ]
        )
        neat.line(ring, width * u)
    for k, at in enumerate(np.arange(rim, w - rim, pitch / 4)):
        if k % 2:
            end = min(at + pitch / 4, w - rim)
            for y in (rim - 2.5 * u, h - rim + 2.5 * u):
                neat.line(np.array([[at, y], [end, y]]), 4 * u)
    for k, at in enumerate(np.arange(rim, h - rim, pitch / 4)):
        if k % 2:
            end = min(at + pitch / 4, h - rim)
            for x in (rim - 2.5 * u, w - rim + 2.5 * u):
                neat.line(np.array([[x, at], [x, end]]), 4 * u)
    s.plate.ink(neat, ink, 0.85)
    wide, high = (60 + 7.0 * len(title)) * u / 2, 21 * u
    corners = [
        (rim + wide + 9 * u, rim + high + 9 * u),
        (w - rim - wide - 9 * u, h - rim - high - 9 * u),
        (rim + wide + 9 * u, h - rim - high - 9 * u),
        (w - rim - wide - 9 * u, rim + high + 9 * u),
    ]
    sea = [s.off[int(np.clip(y, 0, h - 1)), int(np.clip(x, 0, w - 1))] for x, y in corners]
    x, y = corners[int(np.argmax(sea))]
    card = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high], [-wide, -high]])
    s.plate.fill(card + [x, y], paper)
    words = s.plate.sheet().line(card + [x, y], 1.2 * u)
    words.line(card * [1 - 6 * u / wide, 1 - 6 * u / high] * 0.99 + [x, y], 0.5 * u)
    words.text((x, y - 5 * u), title.upper(), 11 * u, bold=0.2 * u)
    for k in range(4):
        a = x - 32 * u + 16 * u * k
        bar = np.array([[a, y + 9 * u], [a + 16 * u, y + 9 * u]])
        words.line(bar, (3.0 if k % 2 else 0.8) * u)
    s.plate.ink(words, ink)
