"""Minerals: crystal groups on rock, cubes, agates, geodes and banded stones."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from studio.colour import Field, develop, mix, oklch, paint, ramp
from studio.crystal import Crystal, cube, grow, prism
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    blur,
    edge,
    frame,
    gloss,
    lambert,
    lit,
    noise,
    normals,
    pool,
    smooth,
    unit_vector,
    vignette,
)

SUN = unit_vector(-0.55, -0.60, 0.58)
MINES = (
    ("Minas Gerais", -18.9, -42.0),
    ("Idar-Oberstein", 49.7, 7.3),
    ("Artigas", -30.4, -56.5),
    ("Herkimer", 43.0, -75.0),
    ("Katanga", -10.7, 25.5),
    ("Dalnegorsk", 44.6, 135.6),
    ("Panasqueira", 40.2, -7.8),
    ("Tsumeb", -19.2, 17.7),
    ("Navajún", 42.0, -2.1),
    ("Ouro Preto", -20.4, -43.5),
    ("Hunan", 27.6, 111.5),
    ("Muzo", 5.5, -74.1),
)
GEMS = (
    ("rock crystal", "clear", (0.93, 0.010, 230), (0.58, 0.020, 240)),
    ("amethyst", "purple", (0.80, 0.10, 310), (0.34, 0.16, 302)),
    ("citrine", "yellow", (0.90, 0.11, 88), (0.58, 0.14, 65)),
    ("smoky quartz", "brown", (0.72, 0.04, 65), (0.26, 0.035, 50)),
    ("emerald", "green", (0.82, 0.12, 160), (0.40, 0.13, 157)),
    ("aquamarine", "blue", (0.90, 0.05, 215), (0.56, 0.09, 225)),
    ("rose tourmaline", "pink", (0.84, 0.10, 355), (0.46, 0.18, 5)),
    ("blue tourmaline", "blue", (0.74, 0.09, 240), (0.33, 0.11, 250)),
)
FLUORITES = (
    ("purple fluorite", "purple", (0.78, 0.10, 300), (0.36, 0.15, 295)),
    ("green fluorite", "green", (0.86, 0.08, 165), (0.52, 0.10, 168)),
    ("blue fluorite", "blue", (0.82, 0.07, 235), (0.44, 0.11, 245)),
    ("honey fluorite", "yellow", (0.88, 0.11, 85), (0.56, 0.13, 72)),
)


@dataclass(frozen=True)
class Specimen:
    """A mineral on its ground in linear light, with the words for its label."""

    light: Field
    title: str
    words: tuple[str, ...]
    says: str


def _ground(rng: np.random.Generator, shape: Shape, at: tuple[float, float]) -> Field:
    tones = (
        ((0.30, 0.015, 260), (0.12, 0.012, 265)),
        ((0.62, 0.012, 80), (0.34, 0.015, 70)),
        ((0.86, 0.010, 85), (0.66, 0.014, 80)),
        ((0.36, 0.035, 235), (0.15, 0.03, 250)),
    )
    near, far = tones[int(rng.integers(len(tones)))]
    glow = pool(shape, at, 0.5)
    return paint(ramp((0, far), (1, near)), glow + 0.012 * noise(rng, shape, 3, 3))


def _rock(rng: np.random.Generator, shape: Shape, picture: Field, at: float) -> Field:
    """A lump of matrix for crystals to stand on, with its shadow."""
    x, y = axes(shape)
    rough = noise(rng, shape, 6, 6, gain=0.62, ridged=True)
    wave = noise(rng, shape, 3, 3)
    q = np.hypot(x / 0.36, (y - at) / 0.135) + 0.07 * wave + 0.03 * rough
    lump = np.sqrt(np.clip(1 - q * q, 0, 1)) * 0.16 + 0.014 * rough
    normal = normals(blur(lump, 0.0015))
    tone = oklch(*((0.52, 0.02, 70), (0.40, 0.02, 50), (0.62, 0.02, 90))[int(rng.integers(3))])
    body = lit(
        tone * np.ones((1, 1, 3), np.float32),
        0.12 + 0.85 * lambert(normal, SUN, 0.1) + 0.10 * rough * lambert(normal, SUN),
    )
    shade = np.exp(-((np.hypot(x - 0.05, 3.2 * (y - at - 0.10)) / 0.36) ** 4))
    return mix(lit(picture, 1 - 0.75 * shade), body, edge((1 - q) * 0.13, shape))


def _cluster(rng: np.random.Generator, shape: Shape) -> Specimen:
    name, word, pale, deep = GEMS[int(rng.integers(len(GEMS)))]
    picture = _rock(rng, shape, _ground(rng, shape, (0, -0.05)), 0.27)
    count = int(rng.integers(11, 20))
    fan = float(rng.uniform(0.5, 1.0))
    crystals: list[Crystal] = []
    for i in range(count):
        share = (i + 0.5) / count
        lean = float(rng.normal(0, 0.55)) * fan
        length = (0.62 - 0.34 * share) * float(rng.uniform(0.75, 1.1)) * (1 - 0.25 * abs(lean))
        width = length * float(rng.uniform(0.085, 0.15)) + 0.008
        axis = unit_vector(
            np.sin(lean), -np.cos(lean), float(rng.uniform(-0.05, 0.20)) + 0.55 * share
        )
        foot = (0.16 * lean + float(rng.normal(0, 0.045)), 0.285 + 0.03 * share, 0.10 * share)
        crystals.append(prism(rng, foot, axis, length, width))
    picture = grow(
        picture, crystals, shape, oklch(*pale), oklch(*deep), SUN, 0.012 * noise(rng, shape, 14, 4)
    )
    return Specimen(
        picture,
        f"{name.capitalize()} group",
        ("crystals", name, word),
        f"{count} {name} crystals on their rock",
    )


def _cubes(rng: np.random.Generator, shape: Shape) -> Specimen:
    pyrite = rng.random() < 0.4
    name, word, pale, deep = (
        ("pyrite", "brass", (0.86, 0.09, 92), (0.42, 0.06, 80))
        if pyrite
        else FLUORITES[int(rng.integers(len(FLUORITES)))]
    )
    picture = _rock(rng, shape, _ground(rng, shape, (0, 0)), 0.22)
    crystals: list[Crystal] = []
    count = int(rng.integers(7, 15))
    for i in range(count):
        side = float(rng.uniform(0.045, 0.13)) * (1.25 if i < 2 else 1)
        place = (
            float(rng.normal(0, 0.13)),
            0.10 + float(rng.uniform(-0.16, 0.12)) * (i > 1),
            float(rng.uniform(-0.02, 0.12)),
        )
        crystals.append(cube(rng, place, side))
    picture = grow(
        picture,
        crystals,
        shape,
        oklch(*pale),
        oklch(*deep),
        SUN,
        0.02 * noise(rng, shape, 10, 3),
        metal=pyrite,
    )
    return Specimen(
        picture,
        f"{name.capitalize()} cubes",
        ("crystals", "cubes", name, word),
        f"{count} intergrown cubes of {name}",
    )


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


def _agate(rng: np.random.Generator, shape: Shape) -> Specimen:
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
    q = np.hypot(x, y / squeeze) / 0.455 * (1 + 0.07 * wave) + 0.014 * fine
    shift_x, shift_y = rng.uniform(-0.09, 0.09, 2)
    inner = np.hypot(x - shift_x, (y - shift_y) / squeeze) / 0.455 * (1 + 0.16 * wave)
    depth = np.clip(q + (inner - q) * smooth(1.0, 0.2, q), 0, 1.2) + 0.010 * fine
    layers = noise(rng, (4, 2048), 46, 6, gain=0.72)[1]
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
    picture = _ground(rng, shape, (-0.05, -0.05))
    shade = np.exp(-((np.hypot(x - 0.022, (y - 0.03) / squeeze) / 0.475) ** 14))
    picture = mix(
        lit(picture, 1 - 0.72 * blur(shade, 0.012)),
        lit(colour, polish),
        edge((1 - q) * 0.455, shape),
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


def _banded(rng: np.random.Generator, shape: Shape) -> Specimen:
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
    layers = noise(rng, (4, 2048), 60, 5, gain=0.75)[1]
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


KINDS: tuple[tuple[Callable[[np.random.Generator, Shape], Specimen], float], ...] = (
    (_cluster, 0.86),
    (_cluster, 1.0),
    (_cubes, 1.15),
    (_agate, 1.15),
    (_agate, 1.0),
    (_banded, 1.25),
)


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one specimen."""
    kind, aspect = KINDS[int(rng.integers(len(KINDS)))]
    shape = frame(size, aspect)
    specimen = kind(rng, shape)
    place, lat, lng = MINES[int(rng.integers(len(MINES)))]
    return Drawing(
        develop(lit(specimen.light, vignette(shape, 0.25)), 1.08),
        f"{specimen.title}, {place}",
        specimen.words,
        int(rng.integers(1790, 1995)),
        f"{specimen.says[0].upper()}{specimen.says[1:]}.",
        lat + float(rng.normal(0, 0.1)),
        lng + float(rng.normal(0, 0.1)),
    )


FAMILY = Family("mineral", "Minerals", draw)
