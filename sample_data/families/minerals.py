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
    ("Minas Gerais", -18.9, -42.0), ("Idar-Oberstein", 49.7, 7.3), ("Artigas", -30.4, -56.5),
    ("Herkimer", 43.0, -75.0), ("Katanga", -10.7, 25.5), ("Dalnegorsk", 44.6, 135.6),
    ("Panasqueira", 40.2, -7.8), ("Tsumeb", -19.2, 17.7), ("Navajún", 42.0, -2.1),
    ("Ouro Preto", -20.4, -43.5), ("Hunan", 27.6, 111.5), ("Muzo", 5.5, -74.1),
)
GEMS = (
    ("rock crystal", "clear", (.93, .010, 230), (.58, .020, 240)),
    ("amethyst", "purple", (.80, .10, 310), (.34, .16, 302)),
    ("citrine", "yellow", (.90, .11, 88), (.58, .14, 65)),
    ("smoky quartz", "brown", (.72, .04, 65), (.26, .035, 50)),
    ("emerald", "green", (.82, .12, 160), (.40, .13, 157)),
    ("aquamarine", "blue", (.90, .05, 215), (.56, .09, 225)),
    ("rose tourmaline", "pink", (.84, .10, 355), (.46, .18, 5)),
    ("blue tourmaline", "blue", (.74, .09, 240), (.33, .11, 250)),
)
FLUORITES = (
    ("purple fluorite", "purple", (.78, .10, 300), (.36, .15, 295)),
    ("green fluorite", "green", (.86, .08, 165), (.52, .10, 168)),
    ("blue fluorite", "blue", (.82, .07, 235), (.44, .11, 245)),
    ("honey fluorite", "yellow", (.88, .11, 85), (.56, .13, 72)),
)


@dataclass(frozen=True)
class Specimen:
    """A mineral on its ground in linear light, with the words for its label."""

    light: Field
    title: str
    words: tuple[str, ...]
    says: str


def _ground(rng: np.random.Generator, shape: Shape, at: tuple[float, float]) -> Field:
    tones = (((.30, .015, 260), (.12, .012, 265)), ((.62, .012, 80), (.34, .015, 70)),
             ((.86, .010, 85), (.66, .014, 80)), ((.36, .035, 235), (.15, .03, 250)))
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
    tone = oklch(*((.52, .02, 70), (.40, .02, 50), (.62, .02, 90))[int(rng.integers(3))])
    body = lit(tone * np.ones((1, 1, 3), np.float32), 0.12 + 0.85 * lambert(normal, SUN, 0.1)
               + 0.10 * rough * lambert(normal, SUN))
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
        axis = unit_vector(np.sin(lean), -np.cos(lean), float(rng.uniform(-0.05, 0.20))
                           + 0.55 * share)
        foot = (0.16 * lean + float(rng.normal(0, 0.045)), 0.285 + 0.03 * share, 0.10 * share)
        crystals.append(prism(rng, foot, axis, length, width))
    picture = grow(picture, crystals, shape, oklch(*pale), oklch(*deep), SUN,
                   0.012 * noise(rng, shape, 14, 4))
    return Specimen(picture, f"{name.capitalize()} group", ("crystals", name, word),
                    f"{count} {name} crystals on their rock")


def _cubes(rng: np.random.Generator, shape: Shape) -> Specimen:
    pyrite = rng.random() < 0.4
    name, word, pale, deep = (("pyrite", "brass", (.86, .09, 92), (.42, .06, 80)) if pyrite
                              else FLUORITES[int(rng.integers(len(FLUORITES)))])
    picture = _rock(rng, shape, _ground(rng, shape, (0, 0)), 0.22)
    crystals: list[Crystal] = []
    count = int(rng.integers(7, 15))
    for i in range(count):
        side = float(rng.uniform(0.045, 0.13)) * (1.25 if i < 2 else 1)
        place = (float(rng.normal(0, 0.13)), 0.10 + float(rng.uniform(-0.16, 0.12)) * (i > 1),
                 float(rng.uniform(-0.02, 0.12)))
        crystals.append(cube(rng, place, side))
    picture = grow(picture, crystals, shape, oklch(*pale), oklch(*deep), SUN,
                   0.02 * noise(rng, shape, 10, 3), metal=pyrite)
    return Specimen(picture, f"{name.capitalize()} cubes", ("crystals", "cubes", name, word),
                    f"{count} intergrown cubes of {name}")


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
        ("Fire agate", "red", ((.30, .10, 30), (.60, .17, 40), (.90, .06, 80), (.46, .15, 30))),
        ("Blue lace agate", "blue", ((.50, .08, 255), (.74, .06, 250), (.95, .01, 240),
                                     (.62, .07, 260))),
        ("Moss-green agate", "green", ((.30, .06, 155), (.55, .08, 150), (.90, .03, 120),
                                       (.42, .09, 165))),
        ("Amethyst geode", "purple", ((.32, .03, 60), (.86, .02, 90), (.66, .07, 310),
                                      (.50, .13, 305))),
        ("Grey agate", "grey", ((.30, .015, 60), (.62, .015, 70), (.93, .008, 90), (.48, .02, 50))),
        ("Honey agate", "brown", ((.34, .06, 55), (.66, .11, 70), (.93, .04, 90), (.50, .10, 55))),
        ("Teal agate", "teal", ((.28, .06, 215), (.56, .10, 200), (.92, .03, 180), (.42, .09, 210))),
        ("Rose agate", "pink", ((.44, .09, 10), (.70, .10, 10), (.95, .02, 40), (.60, .13, 5))),
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
    table = ramp((0, stops[0]), (.35, stops[3]), (.62, stops[1]), (1, stops[2]))
    colour = paint(table, 0.52 + 0.24 * band + 0.25 * (0.5 - depth))
    hollow = float(rng.uniform(0.30, 0.62)) if word == "purple" else float(rng.uniform(0.0, 0.34))
    cavity = smooth(hollow, hollow - 0.015, depth)
    druse = _facets(rng, shape, cavity, 900)
    depth_in = smooth(hollow, 0.0, depth) if hollow > 0.02 else np.zeros_like(depth)
    gem = paint(ramp((0, (.16, stops[3][1] * 0.7, stops[3][2])), (.45, stops[3]),
                     (.8, stops[1]), (1, (.98, .01, 90))), 0.16 + 0.62 * druse - 0.25 * depth_in)
    rim_dark = 1 - 0.5 * smooth(0.05, 0.0, np.abs(depth - hollow + 0.03))
    colour = mix(colour, lit(gem, rim_dark), cavity)
    rind = smooth(0.955, 0.975, q)
    colour = mix(colour, oklch(.34, .03, 55) * (1 + 0.2 * fine[..., None]), rind)
    polish = 1 + 0.16 * (-x - y) + 0.05 * wave
    picture = _ground(rng, shape, (-0.05, -0.05))
    shade = np.exp(-((np.hypot(x - 0.022, (y - 0.03) / squeeze) / 0.475) ** 14))
    picture = mix(lit(picture, 1 - 0.72 * blur(shade, 0.012)), lit(colour, polish),
                  edge((1 - q) * 0.455, shape))
    glare = smooth(0.03, -0.02, np.abs(x + 0.7 * y + 0.20) - 0.035) * smooth(1.0, 0.9, q) * (
        1 - cavity)
    picture = picture + 0.035 * glare[..., None]
    return Specimen(picture, f"{name} slice", ("agate", "banded", word),
                    f"polished slice of {name.lower()} with bands around "
                    + ("a hollow lined with crystals" if hollow > 0.1 else "a filled heart"))


def _banded(rng: np.random.Generator, shape: Shape) -> Specimen:
    kinds = (
        ("Malachite", "green", ((.20, .05, 165), (.42, .11, 158), (.64, .13, 160), (.80, .09, 165))),
        ("Rhodochrosite", "pink", ((.50, .16, 15), (.66, .14, 10), (.86, .06, 20), (.95, .02, 40))),
        ("Chrysocolla", "teal", ((.34, .08, 220), (.56, .11, 205), (.74, .10, 190),
                                 (.88, .05, 180))),
        ("Azurite", "blue", ((.22, .10, 268), (.36, .16, 264), (.52, .15, 258), (.70, .09, 240))),
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
    colour = paint(ramp(*zip((0, .35, .7, 1), stops, strict=True)), 0.48 + 0.23 * band)
    knobby = rng.random() < 0.6
    relief = np.sqrt(np.clip(1.9 - ball, 0.02, 2)) * (0.085 if knobby else 0.012)
    relief = blur(relief.astype(np.float32), 0.004)
    normal = normals(relief)
    hollow = np.clip(1 + 7 * (relief - blur(relief, 0.03)), 0.35, 1.15)
    light = (0.22 + 0.95 * lambert(normal, SUN, 0.1)) * hollow
    picture = lit(colour, light.astype(np.float32)) + (
        0.30 * gloss(normal, SUN, 60) + 0.05 * gloss(normal, SUN, 8))[..., None]
    finish = "in rounded knobs" if knobby else "cut and polished"
    return Specimen(picture, f"{name} {finish}", ("banded", name.lower(), word),
                    f"{name.lower()} {finish}, with concentric bands")


KINDS: tuple[tuple[Callable[[np.random.Generator, Shape], Specimen], float], ...] = (
    (_cluster, 0.86), (_cluster, 1.0), (_cubes, 1.15), (_agate, 1.15), (_agate, 1.0), (_banded, 1.25),
)


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one specimen."""
    kind, aspect = KINDS[int(rng.integers(len(KINDS)))]
    shape = frame(size, aspect)
    specimen = kind(rng, shape)
    place, lat, lng = MINES[int(rng.integers(len(MINES)))]
    return Drawing(
        develop(lit(specimen.light, vignette(shape, 0.25)), 1.08), f"{specimen.title}, {place}",
        specimen.words, int(rng.integers(1790, 1995)),
        f"{specimen.says[0].upper()}{specimen.says[1:]}.",
        lat + float(rng.normal(0, 0.1)), lng + float(rng.normal(0, 0.1)),
    )


FAMILY = Family("mineral", "Minerals", draw)
