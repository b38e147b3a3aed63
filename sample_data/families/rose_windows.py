"""Owns the rose windows: the light behind the glass, its bloom, and the dark stone."""

from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.plate import Plate
from studio.raster import blur, noise
from studio.vector import circle, palette, rgb

from families.tracery import Window, fill_rose, lancet_row


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
    window = Window(plate, centre, radius, tints.astype(np.float32), rng)
    style = str(rng.choice(list(_STYLES)))
    fill_rose(window, style, folds, rng)
    lancets = int(rng.integers(4, 7)) if tall else 0
    if tall:
        lancet_row(window, lancets, 1.08, page[0] / radius - 1.16)
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
    spill = np.asarray(0.25 + 0.5 * np.clip(lip, 0, 1), np.float32)[..., None]
    wall = (stone + near * spill + far * 0.2) * solid
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
