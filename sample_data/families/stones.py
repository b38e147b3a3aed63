"""Cut and polished stones: agate slices, geodes and banded minerals, and the ground they lie on."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from studio.colour import Field, mix, oklch, paint, ramp
from studio.raster import (
    Shape,
    axes,
    blur,
    edge,
    gloss,
    lambert,
    lit,
    noise,
    normals,
    pool,
    smooth,
    unit_vector,
)

SUN = unit_vector(-0.55, -0.60, 0.58)


@dataclass(frozen=True)
class Specimen:
    """A mineral on its ground in linear light, with the words for its label."""

    light: Field
    title: str
    words: tuple[str, ...]
    says: str


def ground(rng: np.random.Generator, shape: Shape, at: tuple[float, float]) -> Field:
    """A studio ground with a pool of light at the given place."""
    tones = (
        ((0.30, 0.015, 260), (0.12, 0.012, 265)),
        ((0.62, 0.012, 80), (0.34, 0.015, 70)),
        ((0.86, 0.010, 85), (0.66, 0.014, 80)),
        ((0.36, 0.035, 235), (0.15, 0.03, 250)),
    )
    near, far = tones[int(rng.integers(len(tones)))]
    glow = pool(shape, at, 0.5)
    return paint(ramp((0, far), (1, near)), glow + 0.012 * noise(rng, shape, 3, 3))


def _facets(rng: np.random.Generator, shape: Shape, within: Field, count: int) -> Field:
    """Brightness of a crust of small crystal points where `within` is positive."""
    x, y = axes(shape)
    rows, columns = np.nonzero(within > 0)
    sites = rng.uniform(-0.5, 0.5, (count, 2))
    light = np.zeros(shape, dtype=np.float32)
    if rows.size == 0:
        return light
    places = np.stack([x[0, columns], y[rows, 0]], axis=1)
    distance, which = cKDTree(sites).query(places)
    angle = np.arctan2(places[:, 1] - sites[which, 1], places[:, 0] - sites[which, 0])
    turned = rng.uniform(0, 2 * np.pi, count)[which]
    face = np.floor((angle + turned) / (np.pi / 3)) * (np.pi / 3) - turned + np.pi / 6
    shine = 0.5 + 0.5 * np.cos(face + 2.3)
    spark = (rng.random(count)[which] > 0.86) * (shine > 0.9)
    light[rows, columns] = 0.25 + 0.75 * shine**1.5 + 1.2 * spark - 2.0 * distance
    return light


def agate(rng: np.random.Generator, shape: Shape) -> Specimen:
    """A polished slice: rind, bands, and often a hollow lined with crystals."""
    kinds = (
        (
            "Fire agate",
            "red",
            ((0.30, 0.10, 30), (0.60, 0.17, 40), (0.90, 0.06, 80), (0.46, 0.15, 30)),
        ),
        (
            "Blue lace agate",
            "blue",
            ((0.50, 0.08, 255), (0.74, 0.06, 250), (0.95, 0.01, 240), (0.62, 0.07, 260)),
        ),
        (
            "Moss-green agate",
            "green",
            ((0.30, 0.06, 155), (0.55, 0.08, 150), (0.90, 0.03, 120), (0.42, 0.09, 165)),
        ),
        (
            "Amethyst geode",
            "purple",
            ((0.32, 0.03, 60), (0.86, 0.02, 90), (0.66, 0.07, 310), (0.50, 0.13, 305)),
        ),
        (
            "Grey agate",
            "grey",
            ((0.30, 0.015, 60), (0.62, 0.015, 70), (0.93, 0.008, 90), (0.48, 0.02, 50)),
        ),
        (
            "Honey agate",
            "brown",
            ((0.34, 0.06, 55), (0.66, 0.11, 70), (0.93, 0.04, 90), (0.50, 0.10, 55)),
        ),
        (
            "Teal agate",
            "teal",
            ((0.28, 0.06, 215), (0.56, 0.10, 200), (0.92, 0.03, 180), (0.42, 0.09, 210)),
        ),
        (
            "Rose agate",
            "pink",
            ((0.44, 0.09, 10), (0.70, 0.10, 10), (0.95, 0.02, 40), (0.60, 0.13, 5)),
        ),
    )
    name, word, stops = kinds[int(rng.integers(len(kinds)))]
    x, y = axes(shape)
    wave, fine = noise(rng, shape, 2.4, 3, gain=0.4), noise(rng, shape, 6, 4)
    squeeze = float(rng.uniform(0.66, 0.92))
    q = np.hypot(x, y / squeeze) / 0.43 * (1 + 0.05 * np.clip(wave, -2, 2)) + 0.014 * fine
    shift_x, shift_y = rng.uniform(-0.09, 0.09, 2)
    inner = np.hypot(x - shift_x, (y - shift_y) / squeeze) / 0.43 * (1 + 0.16 * wave)
    depth = np.clip(q + (inner - q) * smooth(1.0, 0.2, q), 0, 1.2) + 0.010 * fine
    layers = noise(rng, (4, 2048), 40, 5, gain=0.66)[1]
    band = np.interp(np.clip(depth, 0, 1) ** 1.1 * 2047, np.arange(2048), layers).astype(np.float32)
    table = ramp((0, stops[0]), (0.35, stops[3]), (0.62, stops[1]), (1, stops[2]))
    colour = paint(table, 0.52 + 0.24 * band + 0.25 * (0.5 - depth))
    hollow = float(rng.uniform(0.30, 0.62)) if word == "purple" else float(rng.uniform(0.0, 0.34))
    cavity = smooth(hollow, hollow - 0.015, depth)
    druse = _facets(rng, shape, cavity, 900)
    depth_in = smooth(hollow, 0.0, depth) if hollow > 0.02 else np.zeros_like(depth)
    gem = paint(
        ramp(
            (0, (0.16, stops[3][1] * 0.7, stops[3][2])),
            (0.45, stops[3]),
            (0.8, stops[1]),
            (1, (0.98, 0.01, 90)),
        ),
        0.16 + 0.62 * druse - 0.25 * depth_in,
    )
    rim_dark = 1 - 0.5 * smooth(0.05, 0.0, np.abs(depth - hollow + 0.03))
    colour = mix(colour, lit(gem, rim_dark), cavity)
    rind = smooth(0.955, 0.975, q)
    colour = mix(colour, oklch(0.34, 0.03, 55) * (1 + 0.2 * fine[..., None]), rind)
    polish = 1 + 0.16 * (-x - y) + 0.05 * wave
    picture = ground(rng, shape, (-0.05, -0.05))
    shade = np.exp(-((np.hypot(x - 0.022, (y - 0.03) / squeeze) / 0.45) ** 14))
    picture = mix(
        lit(picture, 1 - 0.72 * blur(shade, 0.012)),
        lit(colour, polish),
        edge((1 - q) * 0.43, shape),
    )
    glare = (
        smooth(0.03, -0.02, np.abs(x + 0.7 * y + 0.20) - 0.035) * smooth(1.0, 0.9, q) * (1 - cavity)
    )
    picture = picture + 0.035 * glare[..., None]
    return Specimen(
        picture,
        f"{name} slice",
        ("agate", "banded", word),
        f"polished slice of {name.lower()} with bands around "
        + ("a hollow lined with crystals" if hollow > 0.1 else "a filled heart"),
    )


def banded(rng: np.random.Generator, shape: Shape) -> Specimen:
    """Malachite and its kin: concentric bands about many centres, in knobs or cut flat."""
    kinds = (
        (
            "Malachite",
            "green",
            ((0.20, 0.05, 165), (0.42, 0.11, 158), (0.64, 0.13, 160), (0.80, 0.09, 165)),
        ),
        (
            "Rhodochrosite",
            "pink",
            ((0.50, 0.16, 15), (0.66, 0.14, 10), (0.86, 0.06, 20), (0.95, 0.02, 40)),
        ),
        (
            "Chrysocolla",
            "teal",
            ((0.34, 0.08, 220), (0.56, 0.11, 205), (0.74, 0.10, 190), (0.88, 0.05, 180)),
        ),
        (
            "Azurite",
            "blue",
            ((0.22, 0.10, 268), (0.36, 0.16, 264), (0.52, 0.15, 258), (0.70, 0.09, 240)),
        ),
    )
    name, word, stops = kinds[int(rng.integers(len(kinds)))]
    x, y = axes(shape)
    bend = noise(rng, shape, 3, 4)
    sites = rng.uniform(-0.55, 0.55, (int(rng.integers(9, 20)), 2))
    reach = rng.uniform(0.10, 0.24, len(sites)).astype(np.float32)
    ball = np.full(shape, 9.0, dtype=np.float32)
    for (sx, sy), size in zip(sites, reach, strict=True):
        ball = np.minimum(ball, np.hypot(x - sx, y - sy) / size)
    ball = ball * (1 + 0.06 * bend) + 0.03 * bend
    layers = noise(rng, (4, 2048), 44, 4, gain=0.7)[1]
    band = np.interp(np.clip(ball / 3.2, 0, 1) * 2047, np.arange(2048), layers).astype(np.float32)
    colour = paint(ramp(*zip((0, 0.35, 0.7, 1), stops, strict=True)), 0.48 + 0.23 * band)
    knobby = rng.random() < 0.6
    relief = np.sqrt(np.clip(1.9 - ball, 0.02, 2)) * (0.085 if knobby else 0.012)
    relief = blur(relief.astype(np.float32), 0.004)
    normal = normals(relief)
    hollow = np.clip(1 + 7 * (relief - blur(relief, 0.03)), 0.35, 1.15)
    light = (0.22 + 0.95 * lambert(normal, SUN, 0.1)) * hollow
    picture = (
        lit(colour, light.astype(np.float32))
        + (0.30 * gloss(normal, SUN, 60) + 0.05 * gloss(normal, SUN, 8))[..., None]
    )
    finish = "in rounded knobs" if knobby else "cut and polished"
    return Specimen(
        picture,
        f"{name} {finish}",
        ("banded", name.lower(), word),
        f"{name.lower()} {finish}, with concentric bands",
    )
