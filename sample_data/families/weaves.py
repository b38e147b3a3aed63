"""Weaves: drafts of tartan, ikat, kilim, brocade and other cloth, thread by thread."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.colour import Field, oklch
from studio.raster import noise, smooth

from families.dyes import dyes_for

Grid = tuple[int, int]


@dataclass(frozen=True)
class Weave:
    """A cloth as drafted: the colour at each crossing, and where the warp lies on top."""

    colour: Field
    warp_up: Field
    title: str
    words: tuple[str, ...]
    says: str
    years: tuple[int, int]
    place: tuple[float, float]


def _pick(dyes: list[Field], choice: Field) -> Field:
    return np.asarray(np.stack(dyes)[np.clip(choice, 0, len(dyes) - 1).astype(int)])


def _checks(grid: Grid, float_over: int) -> Field:
    """Warp-up plan of a plain weave or of a twill stepping one thread a pick."""
    rows, columns = np.mgrid[0 : grid[0], 0 : grid[1]]
    if float_over == 1:
        return np.asarray((rows + columns) % 2, dtype=np.float32)
    return np.asarray((rows + columns) % (2 * float_over) < float_over, dtype=np.float32)


def _tartan(rng: np.random.Generator, grid: Grid) -> Weave:
    dyes, hue = dyes_for(rng)
    counts = rng.choice([2, 4, 6, 8, 12, 16], 7)
    shades = np.concatenate([[0, 1, 0], rng.integers(0, 5, 2), [1, int(rng.integers(2, 5))]])
    half = np.repeat(shades, counts)
    sett = np.concatenate([half, half[::-1]])
    warp_dye, weft_dye = np.resize(sett, grid[1]), np.resize(sett, grid[0])
    up = _checks(grid, 2)
    choice = np.where(up > 0, warp_dye[None, :], weft_dye[:, None])
    return Weave(
        _pick(dyes, choice),
        up,
        f"Tartan with {hue}, in twill",
        ("tartan", "wool", hue),
        "woollen tartan in two-and-two twill",
        (1780, 1930),
        (57.2, -4.5),
    )


def _ikat(rng: np.random.Generator, grid: Grid) -> Weave:
    dyes, hue = dyes_for(rng)
    rows, columns = np.mgrid[0 : grid[0], 0 : grid[1]].astype(np.float32)
    wide = float(rng.choice([36, 50, 66]))
    tall = wide * float(rng.uniform(1.1, 1.9))
    slip = np.cumsum(rng.normal(0, 1.0, grid[1])) * 0.5 + rng.normal(0, 1.6, grid[1])
    slip = slip - np.convolve(slip, np.ones(25) / 25, "same")
    v = np.mod((rows + slip[None, :] + tall * 0.5 * (np.floor(columns / wide) % 2)) / tall, 1) - 0.5
    u = np.mod(columns / wide, 1) - 0.5
    power = float(rng.choice([1.0, 1.6, 0.75]))
    d = (np.abs(2 * u) ** power + np.abs(2 * v) ** power) ** (1 / power)
    d = d + 0.05 * np.sin(rows / 3.1 + columns) * 0.5
    choice = np.select([d < 0.22, d < 0.40, d < 0.62, d < 0.80], [3, 2, 4, 1], 0)
    between = np.mod(v + 1.0, 1) - 0.5
    small = np.abs(2.6 * u) + np.abs(3.2 * between)
    choice = np.select(
        [(choice == 0) & (small < 0.26), (choice == 0) & (small < 0.62)], [2, 3], choice
    )
    if rng.random() < 0.5:
        striped = (np.floor(columns / wide) % 2 == 1) & (choice == 0)
        choice = np.where(
            striped, 1, np.where((choice == 1) & (columns // wide % 2 == 1), 0, choice)
        )
    rail = np.abs(np.abs(u) - 0.5) * wide < 2.2
    choice = np.where(rail, 2, choice)
    return Weave(
        _pick(dyes, choice),
        np.ones(grid, np.float32) * 0.8 + 0.2 * _checks(grid, 1),
        f"Ikat with lozenges on {hue}",
        ("ikat", "silk", hue),
        "silk ikat whose lozenges blur along the tied warp",
        (1820, 1900),
        (39.8, 64.4),
    )


def _kilim(rng: np.random.Generator, grid: Grid) -> Weave:
    dyes, hue = dyes_for(rng)
    rows, columns = np.mgrid[0 : grid[0], 0 : grid[1]]
    step = 2
    r, c = rows // step, columns // step
    band = int(rng.choice([14, 18, 24]))
    which = r // band
    inside = r % band
    period = int(rng.choice([12, 18, 24]))
    orders = rng.permuted(np.tile(np.arange(5), (400, 1)), axis=1)
    kinds = rng.integers(0, 4, 400)
    u = np.abs((c % period) - period // 2)
    v = np.abs(inside - band // 2)
    hook = ((u + v) // 3) % 4
    steps = np.where(u // 2 + v // 2 < band // 4 + 1, 1, 0) + np.where(u // 2 + v // 2 < 3, 1, 0)
    zigzag = ((inside + u) // 4) % 3
    comb = np.where((c % 6 < 3) ^ (inside % (band // 2) < band // 4), 1, 3)
    kind = kinds[which]
    motif = np.select([kind == 0, kind == 1, kind == 2], [hook, steps, zigzag], comb)
    choice = orders[which, np.clip(motif, 0, 4)]
    border = inside < 2
    choice = np.where(border, 2 * ((c // 2) % 2), choice)
    rough = 1 + 0.09 * noise(rng, grid, 60, 2, stretch=(1.5, 0.2))[..., None]
    return Weave(
        _pick(dyes, choice) * rough,
        0.15 + 0.35 * (columns % 2).astype(np.float32),
        f"Kilim with {hue} and stepped motifs",
        ("kilim", "wool", hue),
        "woollen kilim with bands of stepped and hooked motifs",
        (1790, 1920),
        (38.7, 35.5),
    )


def _brocade(rng: np.random.Generator, grid: Grid) -> Weave:
    dyes, hue = dyes_for(rng)
    rows, columns = np.mgrid[0 : grid[0], 0 : grid[1]].astype(np.float32)
    wide = float(rng.choice([50, 66, 84]))
    tall = wide * 1.3
    column = np.floor(columns / wide)
    u = (np.mod(columns / wide, 1) - 0.5) * 2
    v = (np.mod(rows / tall + 0.5 * (column % 2), 1) - 0.5) * 2.6
    r, angle = np.hypot(u, v), np.arctan2(u, -v)
    petals = int(rng.choice([5, 6, 8]))
    bloom = 0.46 + 0.13 * np.cos(petals * angle) + 0.05 * np.cos(3 * petals * angle)
    flower = (r < bloom).astype(int) + (r < bloom * 0.66) + (r < 0.13)
    vein = np.abs(np.sin(petals * angle / 2)) < 0.10
    frame_at = np.abs(np.abs(u) - 0.92 * np.cos(v * 1.208) ** 2)
    ogee = frame_at < 0.11
    leaf = ((np.abs(u) - 0.42) / 0.20) ** 2 + ((np.abs(v) - 0.78) / 0.20) ** 2 < 1
    choice = np.zeros(grid, int)
    choice = np.where(leaf, 1, choice)
    choice = np.where(ogee, 4, choice)
    choice = np.where((flower == 1) & ~vein, 2, choice)
    choice = np.where((flower == 1) & vein, 4, choice)
    choice = np.where(flower == 2, 3, choice)
    choice = np.where(flower == 3, 4, choice)
    raised = np.where(choice > 0, 0.05, 0.95) + 0.05 * _checks(grid, 2)
    return Weave(
        _pick(dyes, choice),
        raised.astype(np.float32),
        f"Brocade with blossoms in ogees on {hue}",
        ("brocade", "silk", hue),
        "silk brocade with blossoms inside an ogee lattice",
        (1480, 1780),
        (45.44, 12.33),
    )


def _damask(rng: np.random.Generator, grid: Grid) -> Weave:
    made = _brocade(rng, grid)
    dyes, hue = dyes_for(rng)
    base = dyes[0] * float(rng.uniform(1.0, 2.0))
    figure = (made.warp_up < 0.5)[..., None]
    colour = np.where(figure, base * 1.9 + 0.03, base * 0.85)
    return Weave(
        colour.astype(np.float32),
        made.warp_up,
        f"Damask in {hue}",
        ("damask", "silk", hue),
        "damask whose pattern shows only in the sheen",
        (1550, 1800),
        (44.49, 11.34),
    )


def _tweed(rng: np.random.Generator, grid: Grid) -> Weave:
    dyes, hue = dyes_for(rng)
    rows, columns = np.mgrid[0 : grid[0], 0 : grid[1]]
    turn = int(rng.choice([10, 14, 20]))
    zig = np.where((columns // turn) % 2 == 0, columns % turn, turn - 1 - columns % turn)
    up = ((rows + zig) % 4 < 2).astype(np.float32)
    fleck = rng.random(grid)
    choice = np.where(up > 0, 2, 0)
    choice = np.where(fleck > 0.985, 3, np.where(fleck > 0.97, 4, choice))
    softened = _pick(dyes, choice) * 0.6 + 0.4 * dyes[0]
    return Weave(
        softened,
        up,
        f"Herringbone tweed in {hue}",
        ("tweed", "wool", hue),
        "wool tweed in herringbone with coloured flecks",
        (1850, 1960),
        (57.9, -6.8),
    )


def _resist(rng: np.random.Generator, grid: Grid) -> Weave:
    rows, columns = np.mgrid[0 : grid[0], 0 : grid[1]].astype(np.float32)
    hue = float(rng.choice([262, 262, 20, 150, 75]))
    dark, pale = oklch(0.30, 0.10, hue), oklch(0.93, 0.02, 90)
    cell = float(rng.choice([40, 54, 70]))
    sway = noise(rng, grid, 5, 3)
    shift = cell * 0.5 * (np.floor(rows / cell) % 2)
    u = np.mod((columns + 2 * sway + shift) / cell, 1) - 0.5
    v = np.mod((rows + 2 * noise(rng, grid, 5, 3)) / cell, 1) - 0.5
    r = np.hypot(u, v) + 0.030 * noise(rng, grid, 22, 3)
    rays = 0.5 + 0.5 * np.cos(np.arctan2(v, u) * 10 + 2 * sway)
    left = np.clip(
        smooth(0.10, 0.05, np.abs(r - 0.31)) * (0.45 + 0.55 * rays)
        + smooth(0.12, 0.05, r)
        + 0.5 * smooth(0.04, 0.01, np.abs(r - 0.46)),
        0,
        1,
    )
    depth = 0.9 + 0.12 * noise(rng, grid, 7, 4)
    colour = dark * depth[..., None] + (pale - dark) * left[..., None]
    name = {262.0: "indigo", 20.0: "madder", 150.0: "green", 75.0: "ochre"}[hue]
    return Weave(
        colour.astype(np.float32),
        _checks(grid, 1),
        f"Tie-dyed cotton in {name}",
        ("shibori", "cotton", name),
        f"cotton tied and dyed in {name}, with white rings where it was bound",
        (1780, 1930),
        (35.0, 137.0),
    )


# Each with the threads that lie side by side along the picture's long side.
WEAVES: tuple[tuple[Callable[[np.random.Generator, Grid], Weave], int], ...] = (
    (_tartan, 128),
    (_ikat, 200),
    (_kilim, 132),
    (_brocade, 210),
    (_damask, 210),
    (_tweed, 112),
    (_resist, 200),
    (_ikat, 170),
    (_kilim, 160),
    (_tartan, 160),
    (_brocade, 180),
)
