"""Forms of shells: whorls, fans, spires, urchins and ears, each as relief and colour."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.colour import Field, mix, oklch, paint, ramp
from studio.raster import (
    Shape,
    axes,
    edge,
    lit,
    noise,
    smooth,
)


@dataclass(frozen=True)
class Shell:
    """A shell as carved: relief, colour, outline, lustre, and its label."""

    relief: Field
    colour: Field
    cover: Field
    pearl: float
    title: str
    words: tuple[str, ...]
    says: str


def _hues(rng: np.random.Generator) -> tuple[Field, Field, Field, str]:
    """Pale, middle and dark colour of one species."""
    sets = (
        ("coral", (0.92, 0.03, 60), (0.74, 0.12, 40), (0.50, 0.13, 32)),
        ("amber", (0.93, 0.03, 90), (0.76, 0.11, 75), (0.46, 0.09, 50)),
        ("violet", (0.92, 0.02, 320), (0.68, 0.09, 320), (0.42, 0.10, 310)),
        ("chestnut", (0.90, 0.03, 80), (0.60, 0.09, 55), (0.34, 0.07, 40)),
        ("rose", (0.94, 0.02, 40), (0.80, 0.08, 15), (0.56, 0.12, 10)),
        ("olive", (0.90, 0.03, 100), (0.66, 0.07, 110), (0.40, 0.06, 120)),
        ("ivory", (0.95, 0.015, 90), (0.86, 0.03, 80), (0.66, 0.05, 65)),
        ("sea-green", (0.92, 0.02, 170), (0.70, 0.07, 180), (0.42, 0.07, 195)),
    )
    name, pale, middle, dark = sets[int(rng.integers(len(sets)))]
    return oklch(*pale), oklch(*middle), oklch(*dark), name


def _turned(x: Field, y: Field, angle: float) -> tuple[Field, Field]:
    return x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)


def _whorl(rng: np.random.Generator, shape: Shape) -> Shell:
    """A flat logarithmic spiral: nautilus, ram's horn, moon snail from above."""
    x, y = axes(shape)
    pale, middle, dark, hue = _hues(rng)
    hand = float(rng.choice([-1, 1]))
    growth = float(rng.choice([3.0, 2.4, 1.75, 1.5]))
    b = np.log(growth) / (2 * np.pi)
    outer = 0.47 / np.sqrt(growth)
    u, v = _turned(hand * x, y, float(rng.uniform(-0.5, 0.5)))
    u = u - 0.40 * (0.47 - outer)
    r = np.hypot(u, v) + 1e-5
    theta = np.arctan2(v, u)
    winding = np.log(r / outer) / b - theta
    lap = np.floor(winding / (2 * np.pi)) + 1
    across = winding / (2 * np.pi) - (lap - 1)
    inside = lap <= 0
    grown = theta + 2 * np.pi * lap
    bulge = np.sqrt(np.clip(1 - (2 * across - 1) ** 2, 0, 1))
    ribs = int(rng.choice([0, 0, 26, 40, 60]))
    ridge = np.cos(grown * ribs + 3 * across) * bulge if ribs else np.zeros_like(r)
    keel = 0.35 if growth < 2 else 0.55
    relief = r * (keel * bulge * (1 - 1 / growth) + 0.012 * ridge)
    relief = relief + 0.10 * (outer - r) * (growth < 2)
    rough = noise(rng, shape, 6, 4)
    lines = noise(rng, (4, 2048), 220, 3)[1]
    growth_lines = np.interp(np.mod(grown, 40) / 40 * 2047, np.arange(2048), lines)
    kind = int(rng.integers(3))
    if growth > 2.2:
        flame = np.sin(grown * 9 + 2.4 * across + 1.1 * rough) + 0.5 * rough
        amount: Field = smooth(0.15, 0.5, flame) * smooth(2.6, -0.5, grown)
        name = "Chambered nautilus"
    elif kind == 0:
        amount = smooth(0.2, 0.6, np.sin(across * 21 + 0.5 * rough))
        name = "Banded land snail"
    else:
        amount = smooth(0.1, 0.7, np.sin(grown * 7 + 5 * across + 1.2 * rough))
        name = "Ram's-horn shell" if ribs else "Moon snail"
    colour = mix(pale + 0 * r[..., None], middle, smooth(-1.5, 2.0, rough + growth_lines))
    colour = mix(colour, dark, 0.85 * amount)
    colour = lit(colour, 0.96 + 0.05 * growth_lines.astype(np.float32))
    last = lap == 0
    opening = (np.pi - theta) * r - 0.10 * r * (2 * across - 1) ** 4
    outline = np.where(last, np.minimum((1 - across) * r * np.log(growth), opening), 1.0)
    cover = edge(np.where(inside, outline, -1.0).astype(np.float32), shape)
    return Shell(
        relief.astype(np.float32),
        colour,
        cover,
        0.5,
        f"{name}, {hue}",
        ("spiral", name.lower().replace("'", ""), hue),
        f"a {hue} {name.lower()} whose whorls grow {growth:.2g} times wider each turn",
    )


def _scallop(rng: np.random.Generator, shape: Shape) -> Shell:
    x, y = axes(shape)
    pale, middle, dark, hue = _hues(rng)
    hinge = 0.34
    u, v = x, hinge - y
    r = np.hypot(u, v) + 1e-5
    angle = np.arctan2(u, v)
    ribs = int(rng.choice([15, 19, 23, 31]))
    spread = float(rng.uniform(1.10, 1.32))
    phase = angle / spread
    limit = 0.70 * np.sqrt(np.clip(1 - np.abs(phase) ** 3.2 * 0.62, 0, 1))
    wave = np.cos(phase * ribs * np.pi)
    limit = limit * (1 + 0.014 * wave)
    t = r / np.maximum(limit, 1e-3)
    fan = np.minimum((1 - t) * limit, (spread - np.abs(angle)) * r)
    ear = np.minimum(np.minimum(v + 0.005, 0.115 - v), 0.205 - np.abs(u) - 0.45 * np.abs(v - 0.02))
    outline = np.maximum(fan, ear)
    crown = np.sqrt(np.clip(np.sin(np.clip(t, 0, 1) * np.pi * 0.80 + 0.35), 0, 1))
    dome = 0.15 * crown * np.cos(np.clip(phase, -1, 1) * 1.35) ** 0.7
    wing = 0.055 + 0.0010 * np.sin(np.abs(u) * 190 + v * 60) - 0.12 * np.abs(u)
    relief = np.where(fan > 0, np.maximum(dome + 0.011 * wave * np.clip(t, 0, 1), wing), wing)
    years = noise(rng, (4, 1024), 42, 4)[1]
    ring = np.interp(np.clip(t, 0, 1) * 1023, np.arange(1024), years).astype(np.float32)
    relief = relief + 0.0012 * ring * np.clip(t * 2, 0, 1)
    rough = noise(rng, shape, 7, 5)
    zone = 0.5 + 0.28 * ring + 0.20 * rough + 0.35 * (0.6 - t)
    colour = mix(
        mix(pale + 0 * r[..., None], middle, smooth(0.15, 0.55, zone)),
        dark,
        smooth(0.62, 1.0, zone),
    )
    colour = mix(colour, pale, 0.30 * smooth(-0.2, -1.0, wave))
    return Shell(
        relief.astype(np.float32),
        colour,
        edge(outline, shape),
        0.35,
        f"Scallop, {hue}",
        ("bivalve", "scallop", hue),
        f"a {hue} scallop valve with {ribs} ribs",
    )


def _spire(rng: np.random.Generator, shape: Shape) -> Shell:
    """A tall spired snail seen from the side, apex up."""
    x, y = axes(shape)
    pale, middle, dark, hue = _hues(rng)
    opening = float(rng.choice([0.17, 0.24, 0.34]))
    wide = {0.17: 1.26, 0.24: 1.38, 0.34: 1.55}[opening]
    bulge = float(rng.uniform(0.25, 0.5))
    u, v = _turned(x, y, float(rng.uniform(-0.25, 0.25)))
    down = v + 0.44
    length = 0.86
    at = np.clip(down, 1e-3, 2)
    for _ in range(5):
        radius = at * opening
        turn = np.arcsin(np.clip(u / (radius * (1 + 0.2 * bulge)), -1, 1))
        whorl = np.log(at / length) / np.log(wide) - turn / (2 * np.pi)
        part = whorl - np.floor(whorl)
        swell = np.sqrt(np.clip(1 - (2 * part - 1) ** 2, 0, 1))
        reach = radius * (0.78 + bulge * swell)
    inside = np.clip(1 - (u / reach) ** 2, 0, None)
    relief = reach * np.sqrt(inside) * 0.85
    beads = int(rng.choice([0, 0, 12, 18]))
    grown = whorl * 2 * np.pi * 1.0
    spiral = np.cos(part * 2 * np.pi * int(rng.choice([3, 4, 6])))
    relief = relief + 0.010 * radius / opening * (
        0.25 * spiral + (0.5 * np.cos(turn * beads + np.floor(whorl)) * swell if beads else 0)
    ) * np.sqrt(inside)
    rough = noise(rng, shape, 9, 4)
    style = int(rng.integers(3))
    if style == 0:
        mark = smooth(0.2, 0.7, np.sin(turn * 7 + grown * 3 + 1.5 * rough))
        word = "flamed"
    elif style == 1:
        mark = smooth(0.45, 0.6, part + 0.02 * rough) * smooth(0.82, 0.72, part + 0.02 * rough)
        word = "banded"
    else:
        mark = smooth(0.5, 1.4, noise(rng, shape, 26, 2, stretch=(0.8, 1.6)))
        word = "spotted"
    colour = mix(pale + 0 * at[..., None], middle, smooth(-1.2, 1.8, rough + 1.2 * (part - 0.5)))
    colour = mix(colour, dark, 0.8 * mark)
    seam = np.minimum(part, 1 - part)
    colour = lit(colour, 0.45 + 0.55 * smooth(0.0, 0.09, seam))
    round_off = np.sqrt(np.clip(1 - (u / (length * opening * 1.25)) ** 2, 0, 1))
    lip = length * (0.84 + 0.17 * round_off)
    relief = relief * np.sqrt(np.clip((lip - down) / (0.16 * length), 0, 1))
    hole_u, hole_v = _turned(u - 0.26 * opening, down - length * 0.865, 0.30)
    hole = 1 - np.hypot(hole_u / (opening * 0.30), hole_v / (length * 0.120))
    mouth = edge(hole * 0.08, shape)
    inner = mix(pale * 0.9 + 0 * at[..., None], dark * 0.22, smooth(0.10, 0.6, hole))
    colour = mix(colour, inner, mouth)
    relief = relief * (1 - 0.45 * smooth(0, 0.9, hole)) + 0.006 * smooth(0.2, 0, np.abs(hole))
    cover = edge(np.minimum(np.minimum(reach - np.abs(u), lip - down), down - 0.004), shape)
    name = {0.17: "Auger", 0.24: "Turret", 0.34: "Whelk"}[opening]
    return Shell(
        relief.astype(np.float32),
        colour,
        cover,
        0.6,
        f"{word.capitalize()} {name.lower()} shell, {hue}",
        ("spire", name.lower(), word, hue),
        f"a {word} {hue} {name.lower()} shell standing on its aperture",
    )


def _urchin(rng: np.random.Generator, shape: Shape) -> Shell:
    x, y = axes(shape)
    pale, middle, dark, hue = _hues(rng)
    r = np.hypot(x, y) + 1e-5
    radius = 0.40
    angle = np.arctan2(y, x) + float(rng.uniform(0, 1))
    size = radius * (1 + 0.012 * np.cos(5 * angle))
    t = np.clip(r / size, 0, 1.2)
    lift = np.sqrt(np.clip(1 - t * t, 0, 1))
    sector = np.mod(angle / (2 * np.pi) * 5, 1)
    latitude = np.arcsin(np.clip(t, 0, 1)) / (np.pi / 2)
    rows = int(rng.integers(13, 19))
    knobs = np.zeros_like(r)
    for at, big in ((0.13, 0.8), (0.32, 1.0), (0.5, 0.75), (0.68, 1.0), (0.87, 0.8)):
        offset = 0.5 if at in (0.32, 0.68) else 0.0
        ring = np.mod(latitude * rows + offset, 1) - 0.5
        along = ring / rows * (np.pi / 2) * radius
        side = (
            (sector - at) * 2 * np.pi / 5 * np.sin(np.clip(latitude, 0.02, 1) * np.pi / 2) * radius
        )
        bump = 0.0105 * big * (0.45 + 0.75 * np.sin(np.clip(latitude, 0, 1) * np.pi * 0.8))
        knobs = np.maximum(knobs, np.sqrt(np.clip(1 - (along**2 + side**2) / bump**2, 0, 1)) * bump)
    pores = smooth(0.018, 0.008, np.minimum(np.abs(sector - 0.225), np.abs(sector - 0.775)) - 0.004)
    dots = pores * smooth(-0.2, 0.5, np.cos(latitude * rows * 4 * np.pi))
    relief = lift * radius * 0.72 + knobs * 0.9 - 0.004 * dots
    stripe = smooth(0.20, 0.30, sector) * smooth(0.80, 0.70, sector)
    rough = noise(rng, shape, 6, 4)
    colour = mix(middle + 0 * r[..., None], pale, 0.75 * stripe + 0.10 * rough)
    colour = mix(colour, dark, 0.45 * smooth(0.5, 1.0, latitude) + 0.5 * dots)
    colour = mix(colour, pale * 1.02, smooth(0.002, 0.008, knobs) * 0.75)
    top = smooth(0.105, 0.095, t)
    colour = mix(colour, dark * 0.35, top)
    relief = relief - 0.05 * smooth(0.13, 0.05, t)
    return Shell(
        relief.astype(np.float32),
        colour,
        edge((1 - t) * radius, shape),
        0.12,
        f"Sea urchin test, {hue}",
        ("urchin", "five-fold", hue),
        f"the {hue} test of a sea urchin with rows of knobs in five-fold order",
    )


def _abalone(rng: np.random.Generator, shape: Shape) -> Shell:
    x, y = axes(shape)
    hand = float(rng.choice([-1, 1]))
    u, v = _turned(hand * x, y, float(rng.uniform(-0.4, 0.4)))
    wobble = noise(rng, shape, 3, 3)
    q = np.hypot((u + 0.01) / 0.44, v / 0.315) + 0.020 * wobble
    bowl = np.sqrt(np.clip(1 - q * q, 0, 1))
    eye = np.hypot(u + 0.20, v - 0.08)
    twist = np.arctan2(v - 0.08, u + 0.20)
    waves = noise(rng, shape, 5, 5, gain=0.55)
    curl = np.log(eye + 0.03) * 3.4 - twist * 0.55 + 0.20 * waves
    ridges = np.sin(curl * 6)
    relief = (
        -0.16 * bowl + 0.0075 * ridges * bowl + 0.003 * waves + 0.05 * np.exp(-((eye / 0.05) ** 2))
    )
    hue = float(rng.choice([175, 195, 330, 215]))
    t = 0.5 + 0.5 * np.sin(curl * 3.1 + 2.2 * waves + 3 * q)
    sheen = ramp(
        (0, (0.62, 0.12, hue)),
        (0.25, (0.80, 0.11, hue - 35)),
        (0.5, (0.78, 0.12, hue + 130)),
        (0.75, (0.70, 0.13, hue + 60)),
        (1, (0.86, 0.08, hue - 70)),
    )
    colour = paint(sheen, t)
    milk = smooth(0.2, 1.6, noise(rng, shape, 3, 4))
    colour = mix(colour, oklch(0.93, 0.02, 120), 0.35 * milk)
    edge_band = smooth(0.90, 0.955, q)
    colour = mix(colour, oklch(0.40, 0.06, 35), edge_band)
    relief = relief + 0.035 * edge_band
    holes = np.zeros_like(q)
    for k in range(6):
        at = 2.2 + 0.27 * k
        hx, hy = 0.34 * np.cos(at) * (1 + 0.04 * k) + 0.02, -0.235 * np.sin(at)
        holes = np.maximum(
            holes, smooth(0.021, 0.015, np.hypot(u - hx, v - hy) * (1.25 - 0.06 * k))
        )
    colour = mix(colour, oklch(0.16, 0.02, 40), holes)
    name = {175: "green", 195: "teal", 330: "rose", 215: "blue"}[int(hue)]
    return Shell(
        relief.astype(np.float32),
        colour,
        edge((1 - q) * 0.3, shape),
        1.6,
        f"Abalone, {name} mother-of-pearl",
        ("abalone", "mother-of-pearl", name),
        f"the inside of an abalone shell with {name} mother-of-pearl and a row of holes",
    )


KINDS: tuple[tuple[Callable[[np.random.Generator, Shape], Shell], float], ...] = (
    (_whorl, 1.1),
    (_scallop, 1.0),
    (_spire, 0.72),
    (_urchin, 1.0),
    (_abalone, 1.3),
    (_whorl, 1.0),
    (_spire, 0.66),
)
