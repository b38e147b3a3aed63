"""Minerals: crystal groups on rock, cubes, agates, geodes and banded stones."""

from collections.abc import Callable

import numpy as np
from studio.colour import Field, develop, mix, oklch
from studio.crystal import Crystal, cube, grow, prism
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    blur,
    edge,
    frame,
    lambert,
    lit,
    noise,
    normals,
    unit_vector,
    vignette,
)

from families.stones import SUN, Specimen, agate, banded, ground

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
    picture = _rock(rng, shape, ground(rng, shape, (0, -0.05)), 0.27)
    count = int(rng.integers(11, 20))
    fan = float(rng.uniform(0.5, 1.0))
    crystals: list[Crystal] = []
    for i in range(count):
        share = (i + 0.5) / count
        lean = float(np.clip(rng.normal(0, 0.55) * fan, -0.8, 0.8))
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
    picture = _rock(rng, shape, ground(rng, shape, (0, 0)), 0.23)
    crystals: list[Crystal] = []
    count = int(rng.integers(7, 15))
    for i in range(count):
        large = i < 3
        side = float(rng.uniform(0.17, 0.25)) if large else float(rng.uniform(0.07, 0.14))
        across = float(np.clip(rng.normal(0, 0.09), -0.17, 0.17)) if i else 0.0
        climb = 0.0 if large else float(rng.uniform(0, 0.8)) * (0.17 - abs(across))
        low = 0.22 - 0.55 * side - climb
        place = (across, low, float(rng.uniform(-0.03, 0.05)) + (0.0 if large else 0.11))
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


KINDS: tuple[tuple[Callable[[np.random.Generator, Shape], Specimen], float], ...] = (
    (_cluster, 0.86),
    (_cluster, 1.0),
    (_cubes, 1.15),
    (agate, 1.15),
    (agate, 1.0),
    (banded, 1.25),
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
