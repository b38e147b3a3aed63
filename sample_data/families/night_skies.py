"""Night skies: the Milky Way, nebulae, galaxies, planets, comets and star trails over dark land."""

import numpy as np
from studio.colour import Field, develop, mix, oklch, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    edge,
    frame,
    noise,
    sample,
    smooth,
    warp,
)

from families.deep_skies import Sky, galaxy, nebula, planet, stars

SITES = (
    ("Atacama Desert", -24.6, -70.4),
    ("Mauna Kea", 19.8, -155.5),
    ("La Palma", 28.8, -17.9),
    ("Namib Desert", -24.7, 15.3),
    ("Lake Tekapo", -44.0, 170.5),
    ("Pic du Midi", 42.9, 0.1),
    ("Wadi Rum", 29.6, 35.4),
    ("Gobi Desert", 43.5, 104.2),
    ("Kerry", 51.9, -10.3),
)


def _milky_way(rng: np.random.Generator, shape: Shape) -> Sky:
    x, y = axes(shape)
    lean = float(rng.uniform(0.35, 1.25)) * float(rng.choice([-1, 1]))
    along = x * np.cos(lean) + y * np.sin(lean)
    across = -x * np.sin(lean) + y * np.cos(lean) + 0.10 * along**2
    turb = noise(rng, shape, 4, 6, gain=0.58)
    fine = noise(rng, shape, 7, 6, gain=0.6)
    band = np.exp(-(((across + 0.020 * turb) / 0.150) ** 2)) * (
        0.78 + 0.45 * np.exp(-(((along - 0.08) / 0.22) ** 2))
    )
    lane = np.exp(-(((across + 0.012 * fine + 0.018 * turb) / 0.038) ** 2))
    dust = smooth(-0.5, 1.3, warp(fine, 0.02 * turb, 0.02 * turb) + 1.9 * lane - 0.4)
    glow = band * (0.72 + 0.17 * turb + 0.12 * fine).clip(0.1, 2) * (1 - 0.86 * dust * band)
    hue = float(rng.choice([285, 250, 310, 200]))
    table = ramp(
        (0, (0.13, 0.035, hue)),
        (0.25, (0.27, 0.06, hue)),
        (0.55, (0.52, 0.07, hue + 35)),
        (0.8, (0.76, 0.07, 60)),
        (1, (0.93, 0.05, 85)),
    )
    sky = paint(table, 0.08 + 0.80 * glow)
    rose = smooth(1.3, 2.6, noise(rng, shape, 14, 5, gain=0.6)) * band
    sky = sky + rose[..., None] * oklch(0.50, 0.14, 5) * 0.22
    sky = sky + stars(rng, shape, 5200, 0.42, 0.35 + 1.4 * band * (1 - 0.7 * dust))
    return Sky(sky, "Milky Way", ("milky way",), "the band of the Milky Way, split by dark dust,")


def _twilight(rng: np.random.Generator, shape: Shape) -> Field:
    x, y = axes(shape)
    down = y * max(shape) / shape[0] + 0.5 + 0 * x
    low, high = [(55, 265), (160, 250), (30, 285), (230, 262)][int(rng.integers(4))]
    return paint(
        ramp(
            (0, (0.13, 0.05, high)),
            (0.5, (0.23, 0.07, high)),
            (0.78, (0.42, 0.07, (low + high) / 2 if low > 100 else 330)),
            (0.93, (0.68, 0.10, low)),
        ),
        down,
    )


def _comet(rng: np.random.Generator, shape: Shape) -> Sky:
    x, y = axes(shape)
    side = float(rng.choice([-1, 1]))
    hx, hy = float(rng.uniform(-0.2, 0.0)) * side, float(rng.uniform(0.02, 0.2))
    lean = float(rng.uniform(0.55, 1.3))
    dx, dy = side * np.cos(lean), -np.sin(lean)
    along = (x - hx) * dx + (y - hy) * dy
    across = -(x - hx) * dy + (y - hy) * dx
    streak = noise(rng, shape, 5, 4)
    far = np.clip(along, 0, None)
    bent = across - side * 0.55 * far**2
    dust = np.exp(-(np.abs(bent / (0.006 + 0.17 * far)) ** 1.6)) * np.exp(-far / 0.26) * (along > 0)
    fan = np.arctan2(bent, far + 0.02)
    dust = dust * (0.85 + 0.16 * np.sin(fan * 40 + 2.5 * streak))
    ion = (
        np.exp(-(np.abs((across + side * 0.10 * far) / (0.004 + 0.030 * far)) ** 1.5))
        * np.exp(-far / 0.36)
        * (along > 0)
    )
    head = np.hypot(along * np.where(along > 0, 0.5, 1.0), across)
    sky = _twilight(rng, shape)
    sky = sky + stars(rng, shape, 1300, 0.36)
    sky = (
        sky
        + dust[..., None] * oklch(0.90, 0.06, 85) * 1.3
        + ion[..., None] * oklch(0.75, 0.10, 245) * 0.9
        + np.exp(-head / 0.016)[..., None] * oklch(0.96, 0.04, 170) * 2.2
    )
    return Sky(
        sky, "Great comet", ("comet",), "a comet with a curved dust tail and a blue ion tail"
    )


def _trails(rng: np.random.Generator, shape: Shape) -> Sky:
    x, y = axes(shape)
    px, py = float(rng.uniform(-0.15, 0.15)), float(rng.uniform(-0.12, 0.12))
    r = np.hypot(x - px, y - py)
    angle = np.arctan2(y - py, x - px)
    rings, parts = 420, 720
    marks = np.zeros((rings, parts), dtype=np.float32)
    hues = np.zeros((rings, parts), dtype=np.float32)
    length = int(rng.integers(60, 150))
    for _ in range(int(rng.integers(300, 460))):
        row, start = int(rng.integers(rings)), int(rng.integers(parts))
        span = (start + np.arange(length)) % parts
        marks[row, span] = np.maximum(marks[row, span], float(rng.pareto(2.2) + 0.25) * 0.55)
        hues[row, span] = float(rng.random())
    at_r, at_a = r / 0.95 * (rings - 1), (angle / (2 * np.pi) + 0.5) * (parts - 1)
    light = np.minimum(sample(marks, at_a, at_r), 1.6)
    tint = paint(
        ramp((0, (0.80, 0.12, 55)), (0.5, (0.96, 0.02, 90)), (1, (0.80, 0.11, 250))),
        sample(hues, at_a, np.round(at_r)),
    )
    sky = _twilight(rng, shape) + light[..., None] * tint
    return Sky(sky, "Star trails", ("star trails",), "stars drawn into arcs around the pole")


def _land(rng: np.random.Generator, shape: Shape, sky: Field) -> Field:
    """Stand dark hills, and perhaps trees, before the sky, with a faint glow behind them."""
    _, y = axes(shape)
    bottom = shape[0] / max(shape) / 2
    width = shape[1]
    picture = sky
    for layer in range(2):
        hills = noise(rng, (3, max(width, 2)), 2.2 + 1.4 * layer, 6, gain=0.48)[1][None, :]
        top = bottom - 0.105 + 0.06 * layer - 0.030 * hills
        if layer == 1 and rng.random() < 0.6:
            spikes = np.abs(noise(rng, (3, width), 60, 2)[1][None, :])
            top = top - 0.018 * spikes * smooth(-0.6, 1.2, hills)
        glow = np.exp(-np.clip(top - y, 0, 1) / 0.06) * 0.12
        if layer == 0:
            picture = picture + glow[..., None] * oklch(0.66, 0.08, 75)
        dark = oklch(0.20 - 0.08 * layer, 0.03, 265) + 0 * picture
        picture = mix(picture, dark, edge(y - top, shape))
    return picture


KINDS = (_milky_way, _milky_way, nebula, nebula, galaxy, planet, _comet, _trails)


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one sky; those seen with the naked eye stand above a landscape."""
    kind = KINDS[int(rng.integers(len(KINDS)))]
    grounded = kind in (_milky_way, _comet, _trails)
    aspect = float(rng.choice([0.68, 0.75, 1.4] if grounded else [1.0, 1.25, 1.0]))
    shape = frame(size, aspect)
    sky = kind(rng, shape)
    if not grounded:
        return Drawing(
            develop(sky.light, 1.0),
            f"{sky.title} no. {int(rng.integers(2, 900))}",
            (*sky.words, "deep sky"),
            int(rng.integers(1925, 2020)),
            f"An imagined telescope plate of {sky.says}.",
        )
    place, lat, lng = SITES[int(rng.integers(len(SITES)))]
    return Drawing(
        develop(_land(rng, shape, sky.light), 1.0),
        f"{sky.title} over the {place}" if "Desert" in place else f"{sky.title} over {place}",
        (*sky.words, "landscape"),
        int(rng.integers(1890, 2020)),
        f"An imagined night with {sky.says} above a dark horizon.",
        lat + float(rng.normal(0, 0.2)),
        lng + float(rng.normal(0, 0.2)),
    )


FAMILY = Family("night-sky", "Night skies", draw)
