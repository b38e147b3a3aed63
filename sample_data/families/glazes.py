"""Glazes for the vases: each paints the unrolled wall of a vessel and says what it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from studio.colour import Field, mix, oklch, paint, ramp
from studio.raster import noise, sample, smooth

WALL = (448, 448)


@dataclass(frozen=True)
class Surface:
    """A glazed wall as seen: colour, unevenness, shine, and the words of its label."""

    colour: Field
    bump: Field
    shine: float
    title: str
    words: tuple[str, ...]
    says: str
    years: tuple[int, int]
    place: tuple[float, float]


def seen(wall: Field, height: Field, turn: Field) -> Field:
    """Read a field of the unrolled front wall where the camera sees it."""
    rows, columns = wall.shape
    return sample(wall, (turn / np.pi + 0.5) * (columns - 1), (1 - height) * (rows - 1))


def _cracks(rng: np.random.Generator, cells: int, width: float) -> Field:
    """Walls between the cells of a random partition of the wall, 1 on a crack."""
    ys, xs = np.mgrid[0 : WALL[0], 0 : WALL[1]].astype(np.float32) / WALL[0]
    bend = noise(rng, WALL, 8, 3) * 0.014
    sites = rng.uniform(-0.05, 1.05, (cells, 2))
    places = np.stack([(xs + bend).ravel(), (ys - bend).ravel()], axis=1)
    near, _ = cKDTree(sites).query(places, k=2)
    gap = (near[:, 1] - near[:, 0]).reshape(WALL).astype(np.float32)
    return smooth(width, width * 0.25, gap)


def _celadon(rng: np.random.Generator, height: Field, turn: Field) -> Surface:
    hue, name = [(150, "celadon"), (190, "sky-blue celadon"), (125, "olive celadon")][
        int(rng.integers(3))
    ]
    chroma = float(rng.uniform(0.035, 0.065))
    glaze = ramp(
        (0, (0.46, chroma * 1.3, hue)),
        (0.5, (0.66, chroma, hue)),
        (1, (0.84, chroma * 0.5, hue - 15)),
    )
    pooled = 0.52 + 0.5 * (height - 0.45) + 0.10 * seen(noise(rng, WALL, 4, 4), height, turn)
    flutes = int(rng.choice([0, 0, 18, 28]))
    bump = np.zeros_like(height)
    if flutes:
        zone = smooth(0.06, 0.16, height) * smooth(0.74, 0.62, height)
        wave = np.cos(turn * flutes) * zone
        pooled += 0.10 * wave
        bump = 0.0022 * wave
    colour = paint(glaze, pooled)
    crackled = not flutes
    if crackled:
        cells = int(rng.integers(60, 220))
        lines = seen(_cracks(rng, cells, 0.012), height, turn)
        stain = oklch(0.33, 0.05, 60) if rng.random() < 0.5 else oklch(0.88, 0.03, hue)
        colour = mix(colour, stain, 0.55 * lines)
    finish = "with crackle" if crackled else "with carved flutes"
    return Surface(
        colour,
        bump,
        1.0,
        f"{name.capitalize()} {{form}} {finish}",
        (name, "crackle" if crackled else "fluted"),
        f"in {name} glaze {finish}",
        (1080, 1320),
        (28.07, 119.14),
    )


def _tenmoku(rng: np.random.Generator, height: Field, turn: Field) -> Surface:
    silver = rng.random() < 0.4
    if silver:
        fine = seen(noise(rng, WALL, 62, 1), height, turn)
        mark = smooth(0.8, 1.9, fine)
        streak = oklch(0.70, 0.03, 250)
        label, word = "Oil-spot tenmoku {form}", "oil spot"
    else:
        fine = seen(noise(rng, WALL, 40, 3, stretch=(0.07, 2.2)), height, turn)
        mark = smooth(-0.6, 2.0, fine + 1.6 * (height - 0.5)) * smooth(0.08, 0.4, height)
        streak = oklch(0.56, 0.13, float(rng.uniform(45, 75)))
        label, word = "Hare's-fur tenmoku {form}", "hare's fur"
    colour = paint(
        ramp((0, (0.30, 0.05, 45)), (0.25, (0.17, 0.03, 40)), (1, (0.14, 0.02, 30))),
        height + 0 * turn,
    )
    colour = mix(colour, streak, 0.75 * mark)
    lip = smooth(0.90, 1.0, height + 0.015 * seen(noise(rng, WALL, 9, 3), height, turn))
    colour = mix(colour, oklch(0.50, 0.11, 50), 0.85 * lip)
    clay = smooth(0.075, 0.06, height + 0.012 * seen(noise(rng, WALL, 7, 3), height, turn))
    colour = mix(colour, oklch(0.36, 0.03, 40), clay)
    return Surface(
        colour,
        0.0001 * mark,
        1.15,
        label,
        ("tenmoku", word, "brown"),
        f"in black tenmoku glaze with {word} markings",
        (1100, 1280),
        (27.05, 118.32),
    )


def _flambe(rng: np.random.Generator, height: Field, turn: Field) -> Surface:
    kinds = (
        ("Oxblood", 25, 15, "red"),
        ("Flambé", 5, 290, "purple"),
        ("Peach-bloom", 30, 50, "pink"),
        ("Moonlight-blue Jun", 265, 300, "blue"),
        ("Jun purple-splash", 320, 265, "purple"),
    )
    name, hue, second, word = kinds[int(rng.integers(len(kinds)))]
    pale = word in ("pink", "blue")
    deep = 0.55 if pale else 0.34
    flow = seen(noise(rng, WALL, 14, 5, stretch=(0.16, 1.0)), height, turn)
    cloud = seen(noise(rng, WALL, 3, 4), height, turn)
    table = ramp(
        (0, (deep - 0.10, 0.09, second)),
        (0.4, (deep, 0.15 if not pale else 0.08, hue)),
        (
            0.75,
            (
                deep + 0.14,
                0.13 if not pale else 0.07,
                (hue + second) / 2 if abs(hue - second) < 180 else hue,
            ),
        ),
        (1, (0.88, 0.03, 95)),
    )
    thin = smooth(0.80, 1.03, height + 0.02 * flow)
    t = 0.40 + 0.10 * flow + 0.16 * cloud + 0.55 * thin - 0.1 * smooth(0.3, 0, height)
    return Surface(
        paint(table, t),
        0.0005 * flow,
        1.1,
        f"{name} {{form}}",
        ("flambé", word),
        f"in running {name.lower()} glaze, pale where it thins at the lip",
        (1690, 1910),
        (34.15, 113.37),
    )


def _ash(rng: np.random.Generator, height: Field, turn: Field) -> Surface:
    over = [
        (0.62, 0.08, 115),
        (0.80, 0.03, 85),
        (0.52, 0.09, 230),
        (0.68, 0.10, 75),
        (0.30, 0.03, 280),
    ][int(rng.integers(5))]
    clay = [(0.52, 0.07, 50), (0.42, 0.06, 40), (0.66, 0.04, 70)][int(rng.integers(3))]
    runs = seen(np.repeat(noise(rng, (2, WALL[1]), 8, 2)[:1], WALL[0], axis=0), height, turn)
    level = float(rng.uniform(0.30, 0.5))
    line = level - 0.10 * np.sign(runs) * np.abs(runs) ** 1.2
    rough = seen(noise(rng, WALL, 50, 3), height, turn)
    above = height - line
    glazed = smooth(-0.004, 0.004, above)
    thick = np.exp(-np.clip(above, 0, 1) / 0.03) * glazed
    turned = np.sin(height * 150 + seen(noise(rng, WALL, 3, 2), height, turn))
    body = paint(
        ramp((0, (clay[0] - 0.1, clay[1], clay[2])), (1, (clay[0] + 0.06, *clay[1:]))),
        0.5 + 0.16 * rough + 0.10 * turned,
    )
    coat = paint(
        ramp(
            (0, (over[0] - 0.16, over[1] * 1.2, over[2])),
            (0.6, over),
            (1, (min(0.9, over[0] + 0.15), over[1] * 0.6, over[2] - 10)),
        ),
        0.55
        + 0.14 * seen(noise(rng, WALL, 6, 5, stretch=(0.35, 1)), height, turn)
        - 0.5 * thick
        + 0.15 * (height - 0.6),
    )
    return Surface(
        mix(body, coat, glazed),
        (0.004 * thick + 0.0006 * turned * (1 - glazed)),
        0.75,
        "Stoneware {form} with run ash glaze",
        ("stoneware", "ash glaze"),
        "of bare stoneware whose ash glaze ran down and stopped in drips",
        (1560, 1960),
        (34.89, 136.06),
    )


def _crystalline(rng: np.random.Generator, height: Field, turn: Field) -> Surface:
    hue = float(rng.choice([75, 160, 215, 255, 300, 20]))
    ys, xs = np.mgrid[0 : WALL[0], 0 : WALL[1]].astype(np.float32) / WALL[0]
    sites = rng.uniform(0, 1, (int(rng.integers(16, 34)), 2))
    bend = noise(rng, WALL, 6, 3) * 0.02
    places = np.stack([(xs + bend).ravel(), (ys + bend).ravel()], axis=1)
    distance, which = cKDTree(sites).query(places)
    angle = np.arctan2(places[:, 1] - sites[which, 1], places[:, 0] - sites[which, 0])
    grown = rng.uniform(0.05, 0.13, len(sites))[which]
    fan = 0.6 + 0.25 * np.cos(angle * 14 + which) + 0.15 * np.cos(angle * 37 + 2 * which)
    bloom = smooth(1.0, 0.86, distance / grown) * fan * (0.55 + 0.45 * distance / grown)
    mark = seen(bloom.reshape(WALL).astype(np.float32), height, turn)
    base = paint(
        ramp((0, (0.45, 0.08, hue)), (1, (0.80, 0.05, hue + 20))),
        0.25 + 0.6 * height + 0.08 * seen(noise(rng, WALL, 5, 3), height, turn),
    )
    pale = oklch(0.90, 0.05, hue - 30) if rng.random() < 0.6 else oklch(0.60, 0.12, hue + 60)
    return Surface(
        mix(base, pale, 0.85 * mark),
        0.0005 * mark,
        1.2,
        "Crystalline-glazed {form}",
        ("crystalline",),
        "whose glaze grew fans of pale crystals in the kiln",
        (1890, 1975),
        (55.68, 12.57),
    )


POURED: tuple[Callable[[np.random.Generator, Field, Field], Surface], ...] = (
    _celadon,
    _tenmoku,
    _flambe,
    _ash,
    _crystalline,
)
