"""Night skies: the Milky Way, nebulae, galaxies, planets, comets and star trails over dark land."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from studio.colour import Field, develop, mix, oklch, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    blur,
    edge,
    facing,
    frame,
    noise,
    sample,
    smooth,
    unit_vector,
    warp,
)

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


@dataclass(frozen=True)
class Sky:
    """A finished sky in linear light and the words for its label."""

    light: Field
    title: str
    words: tuple[str, ...]
    says: str


def _stars(
    rng: np.random.Generator,
    shape: Shape,
    count: int,
    gain: float = 1.0,
    where: Field | None = None,
) -> Field:
    """A field of stars of all magnitudes and temperatures, the bright ones with a glow."""
    height, width = shape
    unit = max(shape)
    spots = rng.random((count, 2)).astype(np.float32)
    flux = (rng.pareto(1.25, count).astype(np.float32) + 0.15) * 0.10
    warmth = rng.random(count).astype(np.float32)
    px, py = spots[:, 0] * (width - 2), spots[:, 1] * (height - 2)
    if where is not None:
        flux *= where[py.astype(int), px.astype(int)]
    flux = np.minimum(flux, 7.0) * gain
    tint = paint(
        ramp((0, (0.80, 0.10, 55)), (0.45, (0.97, 0.01, 90)), (1, (0.82, 0.09, 255))), warmth
    )
    layer = np.zeros((3, height * width), dtype=np.float32)
    scale = (unit / 640) ** 2
    for dx in (0, 1):
        for dy in (0, 1):
            share = np.abs(1 - dx - px % 1) * np.abs(1 - dy - py % 1) * flux * scale
            cell = (py.astype(int) + dy) * width + px.astype(int) + dx
            for band in range(3):
                layer[band] += np.bincount(cell, share * tint[:, band], height * width)
    picture = layer.reshape(3, height, width).transpose(1, 2, 0)
    sharp = np.stack([ndimage.gaussian_filter(picture[..., i], 0.55) for i in range(3)], axis=-1)
    halo = np.stack(
        [blur(np.clip(picture[..., i] - 0.8, 0, None), 0.006) for i in range(3)], axis=-1
    )
    return sharp * 1.6 + halo * 3.0


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
    sky = sky + _stars(rng, shape, 5200, 0.42, 0.35 + 1.4 * band * (1 - 0.7 * dust))
    return Sky(sky, "Milky Way", ("milky way",), "the band of the Milky Way, split by dark dust,")


def _nebula(rng: np.random.Generator, shape: Shape) -> Sky:
    kinds = (
        ("Rose nebula", 5, 55, "red"),
        ("Blue reflection nebula", 255, 220, "blue"),
        ("Teal and amber nebula", 195, 65, "teal"),
        ("Violet nebula", 310, 250, "violet"),
        ("Green veil nebula", 165, 20, "green"),
    )
    name, hue, second, word = kinds[int(rng.integers(len(kinds)))]
    x, y = axes(shape)
    a, b = noise(rng, shape, 2.2, 5), noise(rng, shape, 2.2, 5)
    gas = warp(noise(rng, shape, 3, 7, gain=0.56), 0.10 * a, 0.10 * b)
    other = warp(noise(rng, shape, 2.5, 6), 0.13 * b, 0.10 * a)
    wisps = warp(noise(rng, shape, 4, 6, gain=0.6, ridged=True), 0.09 * b, 0.09 * a)
    middle = np.exp(-((np.hypot(x - 0.05 * a, y + 0.05 * b) / 0.34) ** 2))
    first = np.clip(0.30 * gas + 0.22 * wisps + 0.05, 0, None) * (0.25 + 1.25 * middle)
    warm = np.clip(0.30 * other - 0.18 * gas + 0.10, 0, None) * (0.15 + 1.1 * middle)
    core = middle**3 * np.clip(0.55 + 0.35 * wisps + 0.2 * gas, 0, None)
    dust = smooth(0.5, 1.7, warp(gas, 0.03 * b, 0.05 * a) * -0.8 + other * 0.4)
    sky = (
        paint(
            ramp(
                (0, (0.10, 0.02, hue)),
                (0.35, (0.36, 0.13, hue)),
                (0.7, (0.62, 0.15, hue)),
                (1, (0.86, 0.09, hue + 15)),
            ),
            first * 0.85,
        )
        + paint(ramp((0, (0, 0, 0)), (0.5, (0.45, 0.11, second)), (1, (0.85, 0.09, second))), warm)
        + paint(ramp((0, (0, 0, 0)), (0.6, (0.62, 0.08, 70)), (1, (0.97, 0.03, 90))), 0.75 * core)
    )
    sky = sky * (1 - 0.72 * dust * (1 - middle**4))[..., None]
    sky = sky + _stars(rng, shape, 2600, 0.42, 1 - 0.5 * dust)
    return Sky(sky, name, ("nebula", word), f"a {name.lower()} of glowing gas and dark dust")


def _galaxy(rng: np.random.Generator, shape: Shape) -> Sky:
    x, y = axes(shape)
    turn, squash = float(rng.uniform(0, np.pi)), float(rng.uniform(0.35, 0.9))
    along = x * np.cos(turn) + y * np.sin(turn)
    across = (-x * np.sin(turn) + y * np.cos(turn)) / squash
    r = np.hypot(along, across) + 1e-4
    angle = np.arctan2(across, along)
    pitch = float(rng.uniform(2.2, 3.6)) * float(rng.choice([-1, 1]))
    rough = noise(rng, shape, 9, 5, gain=0.62)
    wind = angle * 2 - 2 * pitch * np.log(r) + 0.55 * rough
    arm = (0.5 + 0.5 * np.cos(wind)) ** 2.0
    lane = (0.5 + 0.5 * np.cos(wind + 1.1)) ** 6
    disc = np.exp(-r / 0.115) * smooth(0.46, 0.20, r)
    blue = disc * arm * (0.9 + 0.45 * rough).clip(0.1, 3) * smooth(0.02, 0.09, r)
    knots = smooth(1.2, 2.3, noise(rng, shape, 26, 3)) * disc * arm * smooth(0.04, 0.12, r)
    bulge = np.exp(-((r / 0.045) ** 0.9))
    sky = (
        oklch(0.10, 0.02, 270)
        + blue[..., None] * oklch(0.78, 0.09, 255) * 3.1
        + (disc * (1 - 0.6 * lane))[..., None] * oklch(0.72, 0.07, 60) * 0.9
        + bulge[..., None] * oklch(0.90, 0.07, 75) * 1.5
        + knots[..., None] * oklch(0.66, 0.19, 5) * 3.0
    )
    sky = sky + _stars(rng, shape, 1500, 0.40)
    return Sky(
        sky,
        "Spiral galaxy",
        ("galaxy",),
        "a spiral galaxy with blue arms, rosy star nurseries and a golden core",
    )


def _planet(rng: np.random.Generator, shape: Shape) -> Sky:
    x, y = axes(shape)
    size = float(rng.uniform(0.24, 0.31))
    kinds = (
        ("Banded giant", 65, "bands"),
        ("Blue giant", 245, "bands"),
        ("Rust world", 40, "land"),
        ("Ocean world", 240, "land"),
        ("Cloud world", 85, "bands"),
    )
    name, hue, sort = kinds[int(rng.integers(len(kinds)))]
    ringed = sort == "bands" and rng.random() < 0.6
    cx, cy = float(rng.uniform(-0.06, 0.06)), float(rng.uniform(-0.05, 0.05))
    tip = float(rng.uniform(-0.5, 0.5))
    u = ((x - cx) * np.cos(tip) + (y - cy) * np.sin(tip)) / size
    v = (-(x - cx) * np.sin(tip) + (y - cy) * np.cos(tip)) / size
    if ringed:
        size, u, v = size * 0.72, u / 0.72, v / 0.72
    r2 = u * u + v * v
    z = np.sqrt(np.clip(1 - r2, 0, 1))
    texture = (512, 512)
    if sort == "bands":
        flow = noise(rng, texture, 9, 5, stretch=(1, 0.22))
        lines = noise(rng, texture, 7, 3, stretch=(1, 0.02))
        eddies = warp(lines + 0.25 * flow, 0.008 * flow, 0.006 * flow)
        skin = paint(
            ramp(
                (0, (0.46, 0.09, hue - 15)),
                (0.4, (0.70, 0.08, hue)),
                (0.7, (0.86, 0.05, hue + 10)),
                (1, (0.94, 0.02, hue + 20)),
            ),
            0.5 + 0.22 * eddies,
        )
    else:
        land = noise(rng, texture, 4, 7, gain=0.58)
        clouds = smooth(0.3, 1.8, noise(rng, texture, 5, 6, stretch=(1.6, 1)))
        stops = ramp(
            (0, (0.30, 0.11, hue)),
            (0.48, (0.45, 0.11, hue)),
            (0.52, (0.55, 0.09, hue if hue < 90 else 110)),
            (0.8, (0.60, 0.08, 60)),
            (1, (0.9, 0.01, 90)),
        )
        skin = mix(paint(stops, 0.5 + 0.24 * land), oklch(0.97, 0.01, 240), 0.8 * clouds)
    longitude = np.arctan2(u, z + 1e-6) / np.pi + 0.5
    latitude = np.arcsin(np.clip(v, -1, 1)) / np.pi + 0.5
    ball = np.stack(
        [sample(skin[..., i], longitude * 511, latitude * 511) for i in range(3)], axis=-1
    )
    side = float(rng.choice([-1, 1]))
    sun = unit_vector(-0.80 * side, -0.40, 0.36)
    shine = np.clip(facing(u, v, z) @ sun + 0.03, 0, None) ** 1.1
    cover = edge((1 - np.sqrt(r2)) * size, shape)
    sky = oklch(0.11, 0.03, 275) + 0.05 * smooth(0.3, 2.2, noise(rng, shape, 3, 5))[
        ..., None
    ] * oklch(0.5, 0.1, hue + 180)
    sky = sky + _stars(rng, shape, 1500, 0.42)
    air = np.exp(-np.clip(np.sqrt(r2) - 1, 0, 9) / 0.035) * np.clip(
        0.4 - 0.8 * (side * u * 0.72 + v * 0.38), 0, 1
    )
    sky = sky + air[..., None] * oklch(0.7, 0.09, hue if hue > 200 else 60) * 0.5
    shadow = np.ones(1, np.float32)
    if ringed:
        ring = np.hypot(u, v / 0.28)
        grain = ramp_noise(rng, ring)
        opaque = smooth(1.28, 1.34, ring) * smooth(2.05, 1.98, ring) * grain
        dark = 1 - 0.92 * (
            smooth(0.05, 0.30, side * u) * (v < 0) * smooth(1.0, 0.8, np.hypot(u * 0.55, v * 1.6))
        )
        sheet = oklch(0.84, 0.05, hue) * 1.1 * dark[..., None]
        sky = mix(sky, sheet, opaque * 0.9 * (v <= 0))
        shadow = 1 - 0.55 * smooth(0.035, 0.02, np.abs(v - 0.17 * z - 0.05))[..., None]
    sky = mix(sky, ball * shine[..., None] * 1.3 * shadow, cover)
    if ringed:
        sky = mix(sky, sheet, opaque * 0.9 * (v > 0))
    title = f"{name} with rings" if ringed else name
    return Sky(
        sky,
        title,
        ("planet", *(("rings",) if ringed else ())),
        f"a {title.lower()}, half in shadow, among stars",
    )


def ramp_noise(rng: np.random.Generator, ring: Field) -> Field:
    """Brightness of a planet's rings by distance, with gaps."""
    profile = 0.62 + 0.25 * noise(rng, (2, 256), 26, 3)[0]
    profile[150:163] = 0.04
    return np.interp((ring - 1.28) / 0.77 * 255, np.arange(256), profile.clip(0.05, 1)).astype(
        np.float32
    )


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
    sky = sky + _stars(rng, shape, 1300, 0.36)
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
    x, y = axes(shape)
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


KINDS = (_milky_way, _milky_way, _nebula, _nebula, _galaxy, _planet, _comet, _trails)


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
