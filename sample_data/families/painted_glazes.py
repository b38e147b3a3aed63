"""Painted pots: a flower scroll between lappets and a key border, in one pigment on one ground."""

import numpy as np
from studio.colour import Field, mix, oklch, paint, ramp
from studio.raster import noise, smooth

from families.glazes import WALL, Surface, seen


def painted(rng: np.random.Generator, height: Field, turn: Field) -> Surface:
    """Borders, lappets and a flower scroll in one pigment on a plain ground."""
    kinds = (
        (
            "Blue-and-white",
            (0.92, 0.012, 220),
            (0.40, 0.14, 262),
            "cobalt",
            (1350, 1720),
            (29.27, 117.18),
        ),
        (
            "Iron-painted",
            (0.84, 0.035, 85),
            (0.26, 0.03, 50),
            "iron brown",
            (1050, 1400),
            (36.37, 114.21),
        ),
        (
            "Copper-red",
            (0.90, 0.012, 90),
            (0.46, 0.14, 25),
            "copper red",
            (1370, 1690),
            (29.27, 117.18),
        ),
        ("Turquoise", (0.68, 0.10, 205), (0.24, 0.04, 260), "black", (1180, 1340), (33.98, 51.43)),
        (
            "Black-figure",
            (0.58, 0.12, 48),
            (0.18, 0.015, 40),
            "black slip",
            (-560, -480),
            (37.98, 23.73),
        ),
    )
    name, ground, ink, pigment, years, place = kinds[int(rng.integers(len(kinds)))]
    drawn = np.zeros_like(height)
    around = turn / np.pi
    for at, wide in (
        (0.10, 0.006),
        (0.115, 0.003),
        (0.30, 0.005),
        (0.665, 0.005),
        (0.80, 0.006),
        (0.82, 0.003),
        (0.955, 0.008),
    ):
        drawn = np.maximum(drawn, smooth(wide, wide * 0.5, np.abs(height - at)))
    folds = int(rng.integers(7, 11))
    u = np.mod(around * folds + 0.25, 1) - 0.5
    petal = (height - 0.12) / 0.17
    half = 0.44 * np.sqrt(np.clip(1 - petal**2, 0, 1)) * (petal > 0)
    drawn = np.maximum(
        drawn, smooth(0.10, 0.04, np.abs(np.abs(u) - half)) * (petal > 0) * (petal < 1.02)
    )
    drawn = np.maximum(drawn, 0.55 * smooth(0.02, -0.05, np.abs(u) - half * 0.55) * (petal < 0.8))
    key_u = np.mod(around * folds * 2.5, 1)
    key_v = (height - 0.675) / 0.115
    meander = (np.abs(key_v - 0.5 - 0.32 * np.sign(key_u - 0.5)) < 0.11) | (
        (np.minimum(key_u, np.abs(key_u - 0.5)) < 0.09) & (np.abs(key_v - 0.5) < 0.42)
    )
    drawn = np.maximum(drawn, meander * (key_v > 0) * (key_v < 1))
    drawn = np.maximum(drawn, _scroll(rng, height, around))
    wash = 0.82 + 0.16 * seen(noise(rng, WALL, 16, 4), height, turn)
    shade = 0.5 + 0.12 * seen(noise(rng, WALL, 3, 3), height, turn)
    body = paint(
        ramp((0, (ground[0] - 0.06, *ground[1:])), (1, (ground[0] + 0.04, *ground[1:]))), shade
    )
    return Surface(
        mix(body, oklch(*ink), np.clip(drawn * wash, 0, 1).astype(np.float32)),
        np.zeros_like(height),
        0.55 if name == "Black-figure" else 1.0,
        f"{name} {{form}} with flower scroll",
        ("painted", pigment),
        f"painted in {pigment} with a flower scroll between lappets and a key border",
        years,
        place,
    )


def _scroll(rng: np.random.Generator, height: Field, around: Field) -> Field:
    """Blossoms on a waving stem, in the belt between the borders."""
    mid, high = 0.483, 0.155
    blooms = int(rng.integers(2, 4))
    petals = int(rng.integers(5, 9))
    phase = float(rng.uniform(0, 1))
    u = (np.mod(around * blooms + phase, 1) - 0.5) / blooms * 2.6
    v = (height - mid) / high
    stem_at = 0.62 * np.sin(2 * np.pi * (around * blooms + phase))
    drawn = smooth(0.075, 0.035, np.abs(v - stem_at) / (1 + 0.5 * np.abs(v)))
    for side in (-1, 1):
        at = np.mod((around * blooms + phase) * 4 + 0.5 * (side > 0), 1) - 0.5
        leaf = np.abs(v - stem_at - side * 0.28) / 0.20
        drawn = np.maximum(drawn, 0.8 * smooth(1.05, 0.85, leaf**2 + (at / 0.34) ** 2))
    r = np.hypot(u / 0.30, v / 0.95)
    angle = np.arctan2(v / 0.95, u / 0.30)
    rose = 0.72 + 0.22 * np.abs(np.cos(angle * petals / 2))
    drawn = drawn * (r > rose + 0.06)
    blossom = smooth(1.0, 0.9, r / rose) * (0.45 + 0.55 * (r / rose) ** 2)
    blossom = np.where(np.abs(r - 0.34) < 0.05, 0.05, blossom)
    blossom = np.where(r < 0.22, 1.0, blossom)
    belt = np.abs(v) < 1.12
    return np.asarray(np.maximum(drawn, blossom) * belt, dtype=np.float32)
