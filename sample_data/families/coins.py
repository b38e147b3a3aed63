"""Coins: struck relief in gold, silver and bronze, worn, toned and lit from the side."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from studio.colour import Field, develop, mix, oklch, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    axes,
    blur,
    cast,
    edge,
    frame,
    gloss,
    lambert,
    lit,
    mirrored,
    noise,
    normals,
    pool,
    sample,
    smooth,
    unit_vector,
    vignette,
)

from families.coin_types import TYPES


@dataclass(frozen=True)
class Metal:
    """How a coin metal mirrors the room, from dark to bright, and how it tones in the hollows."""

    name: str
    mirror: tuple[tuple[float, tuple[float, float, float]], ...]
    patina: tuple[float, float, float]
    toned: float


METALS = (
    Metal(
        "gold",
        (
            (0, (0.30, 0.07, 60)),
            (0.35, (0.58, 0.12, 75)),
            (0.7, (0.80, 0.13, 88)),
            (1, (0.97, 0.06, 98)),
        ),
        (0.34, 0.08, 50),
        0.55,
    ),
    Metal(
        "silver",
        (
            (0, (0.22, 0.01, 260)),
            (0.35, (0.52, 0.008, 250)),
            (0.7, (0.78, 0.006, 240)),
            (1, (0.98, 0.003, 100)),
        ),
        (0.26, 0.02, 280),
        0.75,
    ),
    Metal(
        "toned silver",
        (
            (0, (0.22, 0.03, 300)),
            (0.35, (0.50, 0.05, 40)),
            (0.7, (0.74, 0.05, 85)),
            (1, (0.95, 0.03, 100)),
        ),
        (0.28, 0.07, 265),
        0.85,
    ),
    Metal(
        "bronze",
        (
            (0, (0.22, 0.04, 45)),
            (0.4, (0.46, 0.08, 52)),
            (0.75, (0.66, 0.09, 62)),
            (1, (0.88, 0.07, 75)),
        ),
        (0.24, 0.03, 50),
        0.75,
    ),
    Metal(
        "green bronze",
        (
            (0, (0.24, 0.04, 165)),
            (0.4, (0.44, 0.06, 160)),
            (0.75, (0.62, 0.06, 155)),
            (1, (0.84, 0.05, 120)),
        ),
        (0.50, 0.06, 175),
        0.7,
    ),
    Metal(
        "copper",
        (
            (0, (0.26, 0.07, 35)),
            (0.4, (0.50, 0.12, 42)),
            (0.75, (0.70, 0.12, 48)),
            (1, (0.92, 0.07, 60)),
        ),
        (0.26, 0.05, 25),
        0.7,
    ),
)
WORDS = (
    "AVRELIA",
    "NOVA CIVITAS",
    "CONCORDIA",
    "LVX ET MARE",
    "PAX",
    "FELICITAS",
    "THALASSA",
    "LIBERTAS",
    "SOL ORIENS",
    "PORTVS",
    "ARBOR VITAE",
    "VIRTVS",
    "AETERNA",
    "FIDES PVBLICA",
    "STELLA MARIS",
    "MONS ALBVS",
    "HARMONIA",
    "AVGVSTA",
)
SEATS = (
    ("Syracuse", 37.07, 15.29),
    ("Ephesus", 37.94, 27.34),
    ("Rome", 41.89, 12.49),
    ("Alexandria", 31.2, 29.9),
    ("Toledo", 39.86, -4.02),
    ("Kraków", 50.06, 19.94),
    ("Samarkand", 39.65, 66.96),
    ("Lima", -12.05, -77.04),
    ("Carthage", 36.85, 10.32),
)
CLOTHS = (
    ((0.24, 0.03, 260), (0.13, 0.02, 265)),
    ((0.30, 0.09, 20), (0.17, 0.06, 15)),
    ((0.30, 0.05, 155), (0.17, 0.03, 155)),
    ((0.80, 0.02, 80), (0.66, 0.025, 75)),
    ((0.42, 0.02, 60), (0.28, 0.02, 50)),
)
RADIUS = 0.44


@cache
def _type_face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _legend(text: str, r: Field, angle: Field, at: float, tall: float, middle: float) -> Field:
    """Letters set around the coin, upright when read from its centre."""
    high = 48
    face = _type_face(high)
    gap = high // 5
    widths = [int(face.getlength(letter)) + gap for letter in text]
    strip = Image.new("L", (sum(widths) + gap, high + 12), 0)
    pen, left = ImageDraw.Draw(strip), gap
    for letter, wide in zip(text, widths, strict=True):
        pen.text((left, 0), letter, fill=255, font=face, stroke_width=1)
        left += wide
    letters = np.asarray(strip, dtype=np.float32) / 255
    scale = strip.height / tall
    turn = np.mod(angle - middle + np.pi, 2 * np.pi) - np.pi
    across = turn * at * scale + strip.width / 2
    down = (at + tall / 2 - r) * scale
    return sample(letters, across.astype(np.float32), down.astype(np.float32), "constant")


def _inflate(mask: Field, plump: float) -> Field:
    """Raise a flat figure into a rounded one: steep at its outline, flatter within."""
    inside = np.clip(blur(mask, 0.010) * 2 - 1, 0, 1) * mask
    wide = np.clip(blur(mask, 0.030) * 2 - 0.9, 0, 1) * mask
    return plump * (0.25 * mask + 0.40 * np.sqrt(inside) + 0.45 * np.sqrt(wide))


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one coin: a type, a metal, a legend, a border and its wear."""
    shape = frame(size, 1.0)
    metal = METALS[int(rng.integers(len(METALS)))]
    kind = TYPES[int(rng.integers(len(TYPES)))]
    ancient = rng.random() < 0.55
    x, y = axes(shape)
    tilt = float(rng.normal(0, 0.06))
    u = x * np.cos(tilt) + y * np.sin(tilt)
    v = -x * np.sin(tilt) + y * np.cos(tilt)
    r, angle = np.hypot(u, v), np.arctan2(u, -v)
    ragged = noise(rng, shape, 2.2, 3) * 0.011 + noise(rng, shape, 8, 2) * 0.0015
    flan = RADIUS + (ragged if ancient else 0 * r)
    height = 0.034 * smooth(0, 0.030, flan - r) if ancient else 0.030 * smooth(0, 0.012, flan - r)
    relief = np.zeros(shape, dtype=np.float32)
    border = str(rng.choice(["beads", "rope", "line"]))
    rim = 0.395
    if border == "beads":
        count = int(rng.integers(64, 96))
        along = (np.mod(angle / (2 * np.pi) * count, 1) - 0.5) * 2 * np.pi * rim / count
        relief += 0.011 * np.sqrt(np.clip(1 - (along**2 + (r - rim) ** 2) / 0.0105**2, 0, 1))
    elif border == "rope":
        twist = 0.6 + 0.4 * np.cos(angle * 90 + (r - rim) * 260)
        relief += 0.010 * twist * smooth(0.011, 0.003, np.abs(r - rim))
    else:
        relief += 0.008 * smooth(0.006, 0.002, np.abs(r - rim))
    if not ancient:
        relief += 0.016 * smooth(0.413, 0.420, r)
    figure = kind.model(rng, shape, tilt)
    relief += _inflate(figure.mask, 0.040) + figure.detail * 0.011 * figure.mask
    text = str(rng.choice(WORDS))
    pieces = text.split(" ")
    if len(pieces) == 1:
        pieces = [text, str(rng.choice(["MDCC", "XII", "ANNO IV", "SC", "VIII"]))]
    half = len(pieces) // 2
    lettering = _legend(" ".join(pieces[:half]), r, angle, 0.345, 0.062, -1.25)
    lettering = np.maximum(
        lettering, _legend(" ".join(pieces[half:]), r, angle, 0.345, 0.062, 1.25)
    )
    relief += 0.012 * blur(lettering * (figure.mask < 0.3), 0.0014)

    wear = float(rng.uniform(0.0, 1.0)) if ancient else float(rng.uniform(0, 0.35))
    worn = relief - 0.5 * wear * np.clip(relief - 0.018, 0, None)
    pits = noise(rng, shape, 24, 3, gain=0.6)
    struck = height + blur(worn, 0.0012 + 0.0016 * wear)
    struck = (
        struck
        + 0.0008 * (0.15 + 0.8 * wear) * blur(pits, 0.0022)
        + 0.0016 * noise(rng, shape, 5, 3)
    )
    light = unit_vector(-0.60, -0.58, 0.55)
    normal = normals(struck.astype(np.float32))
    rx, ry, _ = mirrored(normal)
    room = 0.50 - 0.42 * rx - 0.50 * ry + 0.05 * noise(rng, shape, 2, 2)
    hollow = struck - blur(struck.astype(np.float32), 0.016)
    polish = ramp(*metal.mirror)
    shade = 0.62 * room + 0.34 * lambert(normal, light) + 6.0 * hollow
    body = paint(polish, shade)
    grime = smooth(0.0015, -0.0045, hollow + 0.0007 * pits) * metal.toned
    body = mix(body, oklch(*metal.patina), grime)
    if metal.name == "toned silver":
        film = paint(
            ramp(
                (0, (0.55, 0.13, 260)),
                (0.35, (0.60, 0.12, 330)),
                (0.7, (0.72, 0.11, 60)),
                (1, (0.9, 0.02, 90)),
            ),
            (flan - r) / 0.24 + 0.10 * noise(rng, shape, 3, 3),
        )
        body = mix(body, body * film * 1.7, 0.75)
    elif metal.name == "green bronze":
        crust = smooth(0.2, 1.6, noise(rng, shape, 5, 6, gain=0.62) - 60 * hollow)
        body = mix(
            body, lit(oklch(0.56, 0.08, 172), 0.3 + 0.9 * lambert(normal, light)), 0.7 * crust
        )
    body = body + (0.55 * gloss(normal, light, 45))[..., None] * oklch(*metal.mirror[-1][1])
    cover = edge(flan - r, shape)
    near, far = CLOTHS[int(rng.integers(len(CLOTHS)))]
    ground = paint(
        ramp((0, far), (1, near)), pool(shape, (-0.15, -0.2), 0.65) + 0.03 * noise(rng, shape, 4, 3)
    )
    thrown = cast((0.055 * (cover > 0.5)).astype(np.float32), light, 0.12, 14, 0.02)
    ground = lit(ground, 0.25 + 0.75 * blur(thrown, 0.006))
    picture = mix(ground, lit(body, 0.75 + 0.4 * pool(shape, (-0.2, -0.25), 0.6)), cover)
    place, lat, lng = SEATS[int(rng.integers(len(SEATS)))]
    year = int(rng.integers(-420, 290)) if ancient else int(rng.integers(1480, 1910))
    state = "worn" if wear > 0.5 else "well preserved"
    return Drawing(
        develop(lit(picture, vignette(shape, 0.2)), 1.05),
        f"{metal.name.capitalize()} coin with {kind.name}, {place}",
        (metal.name, kind.tag, kind.name.split(" ", 1)[1], border),
        year,
        f"A {state} {metal.name} coin showing {kind.name} within a border of "
        f"{border if border != 'line' else 'one line'}, lettered {text}.",
        lat,
        lng,
    )


FAMILY = Family("coin", "Coins and medals", draw)
