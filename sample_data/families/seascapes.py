"""Seascapes: open water under every sky, and shores seen from above."""

import numpy as np
from studio.colour import Field, develop, mix, oklch, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    blur,
    curve,
    edge,
    facing,
    frame,
    lit,
    noise,
    polygon,
    sample,
    smooth,
    vignette,
)

from families.shores import shore
from families.weathers import COASTS, WEATHERS, Weather

TEXTURE = 512


def _sky(
    rng: np.random.Generator,
    shape: Shape,
    weather: Weather,
    horizon: float,
    sun: tuple[float, float],
) -> Field:
    """Clouds on a ceiling that runs to the horizon, lit from where the sun stands."""
    x, y = axes(shape)
    up = np.clip(horizon - y, 0, 2)
    down = 1 - up / (horizon + shape[0] / max(shape) / 2)
    sky = paint(ramp(*weather.sky), down + 0 * x)
    away = np.hypot(x - sun[0], y - sun[1])
    sky = sky + (weather.glow * (0.50 * np.exp(-away / 0.15) + 0.4 * np.exp(-away / 0.035)))[
        ..., None
    ] * oklch(*weather.sun)
    ceiling = noise(rng, (TEXTURE, TEXTURE), 6, 7, gain=0.54)
    bulk = noise(rng, (TEXTURE, TEXTURE), 3, 2)
    far = 0.42 / (up + 0.10)
    scale = TEXTURE * 0.20
    columns, rows = (x * far * 1.1 + 7) * scale, far * scale * 1.25
    cloud = sample(ceiling + 0.7 * bulk, columns, rows)
    toward_x, toward_y = 6.0 * (sun[0] - x), 7.0
    beyond = sample(ceiling + 0.7 * bulk, columns + toward_x, rows + toward_y)
    level = weather.cover + float(rng.normal(0, 0.25))
    amount = smooth(level, level + 1.3, cloud) * smooth(0.0, 0.05, up)
    light = smooth(-0.7, 0.9, cloud - beyond + 0.35 - 0.25 * amount)
    colour = mix(oklch(*weather.shade), oklch(*weather.bright), light)
    near_sun = np.exp(-away / 0.22)[..., None] * weather.glow * 0.55
    colour = colour + near_sun * oklch(*weather.sun) * light[..., None]
    sky = mix(sky, colour, 0.88 * amount)
    disc = smooth(0.030, 0.027, away) * (1 - 0.8 * amount)
    if weather.name in ("sunset", "dawn", "moonlight"):
        sky = mix(sky, oklch(*weather.sun) * 1.25, disc)
    return mix(
        sky,
        paint(ramp(*weather.sky), np.ones((1, 1), np.float32))[0, 0],
        0.55 * smooth(0.05, 0.0, up + 0 * x),
    )


def _water(
    rng: np.random.Generator,
    shape: Shape,
    weather: Weather,
    horizon: float,
    sun: tuple[float, float],
    sky: Field,
) -> Field:
    """Waves in perspective that mirror the sky, with the sun's path and white crests."""
    x, y = axes(shape)
    below = np.clip(y - horizon, 0.0015, 2) + 0 * x
    far = 0.16 / below
    across, along = x * far, far
    slope_x, slope_z, crest = np.zeros(shape, np.float32), np.zeros(shape, np.float32), 0.0
    for pitch, tall, fade in ((0.16, 0.150, 16.0), (0.5, 0.105, 7.0), (1.4, 0.075, 3.0)):
        waves = noise(rng, (TEXTURE, TEXTURE), 22, 3, gain=0.5, stretch=(1.7, 0.75))
        unit = TEXTURE * pitch
        step = 3.0
        columns, rows = across * unit * 0.5 + 900.0, along * unit * 0.5 + 40.0
        here = sample(waves, columns, rows)
        strength = tall * weather.swell * np.exp(-far / fade)
        slope_x += strength * (sample(waves, columns + step, rows) - here)
        slope_z += strength * 1.6 * (sample(waves, columns, rows + step) - here)
        crest = crest + here * strength * 4
    normal = facing(-slope_x * 2.2, np.float32(1.0) + 0 * slope_x, -slope_z * 3.2)
    view_y = -below / np.sqrt(below**2 + 0.30)
    cosine = np.clip(-view_y * normal[..., 1] + np.sqrt(1 - view_y**2) * -normal[..., 2], 0.0, 1)
    share = 0.03 + 0.97 * (1 - cosine) ** 4.0
    height = shape[0]
    mirror_row = horizon - below * 0.85 - np.abs(normal[..., 2]) * 0.24 * below**0.35
    mirror_row = mirror_row * max(shape) + height / 2
    column = (x + normal[..., 0] * 0.12) * max(shape) + shape[1] / 2
    soft = np.stack([blur(sky[..., i], 0.012) for i in range(3)], axis=-1)
    mirror = np.stack(
        [sample(soft[..., i], column, np.clip(mirror_row, 0, height - 1)) for i in range(3)],
        axis=-1,
    )
    deep = oklch(*weather.water)
    body = deep * (0.75 + 0.8 * np.clip(crest, -0.6, 1.2))[..., None].clip(0.3, 2.2)
    sea = mix(body.astype(np.float32), mirror, np.clip(share, 0, 0.96).astype(np.float32))
    spread = 0.030 + 0.16 * below + 0.02 * weather.swell
    lane = np.exp(-(((x - sun[0]) / spread) ** 2))
    ripple = (
        np.clip(0.5 + 7.0 * slope_z + 9.0 * slope_x * np.tanh((sun[0] - x) / 0.06), 0, 1.6) ** 3
    )
    glitter = weather.glow * lane * ripple * np.exp(-below / 0.5)
    sea = sea + glitter[..., None] * oklch(*weather.sun) * 1.1
    if weather.swell > 0.55:
        froth = noise(rng, (TEXTURE, TEXTURE), 46, 4, gain=0.7)
        lace = sample(froth, across * TEXTURE * 0.9 + 500, along * TEXTURE * 0.7)
        level = 1.35 if weather.swell > 1 else 1.20
        white = smooth(level, level + 0.9, crest * 1.25 + 0.55 * lace) * np.exp(-far / 9)
        sea = mix(sea, oklch(*weather.bright) + 0.1, 0.75 * white)
    return sea


def _sails(
    rng: np.random.Generator,
    shape: Shape,
    picture: Field,
    horizon: float,
    weather: Weather,
    sun_x: float,
) -> Field:
    """A small boat under sail, with its reflection."""
    place = float(np.clip(-sun_x * 0.8 + rng.normal(0, 0.1), -0.34, 0.34))
    tall = float(rng.uniform(0.06, 0.15))
    base = horizon + tall * 0.16
    side = float(rng.choice([-1, 1]))
    flip = np.array([side * tall, tall])
    at = np.array([place, base])
    main = curve([(0.02, -0.06), (0.02, -1.0), (0.25, -0.55), (0.40, -0.06)], steps=8) * flip + at
    jib = (
        curve([(-0.03, -0.08), (-0.03, -0.86), (-0.20, -0.45), (-0.36, -0.06)], steps=8) * flip + at
    )
    hull = (
        curve([(-0.42, -0.02), (0.0, 0.0), (0.44, -0.04), (0.34, 0.08), (-0.30, 0.08)], steps=8)
        * flip
        + at
    )
    mirrored = [
        part * np.array([1, -0.75]) + np.array([0, 1.75 * base + tall * 0.08])
        for part in (main, jib, hull)
    ]
    ghost = blur(polygon(shape, *mirrored), 0.004)
    backlit = weather.name in ("sunset", "moonlight", "storm")
    cloth = oklch(*weather.shade) * 0.55 if backlit else oklch(0.95, 0.02, 85)
    picture = mix(picture, cloth * 0.7, 0.35 * ghost)
    picture = mix(picture, cloth * 0.85, polygon(shape, jib))
    picture = mix(picture, cloth, polygon(shape, main))
    return mix(picture, oklch(0.24, 0.04, 40), polygon(shape, hull))


def _headland(
    rng: np.random.Generator, shape: Shape, picture: Field, horizon: float, weather: Weather
) -> Field:
    """Capes one behind the other on one side of the horizon."""
    x, y = axes(shape)
    side = float(rng.choice([-1, 1]))
    haze = paint(ramp(*weather.sky), np.ones((1, 1), np.float32))[0, 0]
    for layer in range(3):
        ridge = noise(rng, (3, shape[1]), 4 + 2 * layer, 6)[1][None, :]
        reach = smooth(-0.30 + 0.16 * layer, 0.30 + 0.16 * layer, side * x)
        top = horizon - reach * (0.055 + 0.030 * layer) * (1.2 + 0.35 * ridge)
        land = np.minimum(y - top, horizon + 0.002 + 0.004 * layer - y) + 0 * x
        cover = edge(np.where(reach > 0.02, land, -1), shape)
        colour = mix(oklch(*weather.shade) * 0.45, haze, 0.62 - 0.25 * layer)
        picture = mix(picture, colour, cover)
    return picture


def _open(rng: np.random.Generator, size: int) -> Drawing:
    weather = WEATHERS[int(rng.integers(len(WEATHERS)))]
    shape = frame(size, float(rng.choice([1.5, 1.33, 1.6, 0.8])))
    horizon = float(rng.uniform(-0.02, 0.10))
    low = weather.name in ("sunset", "dawn")
    sun = (
        float(rng.uniform(-0.28, 0.28)),
        horizon - float(rng.uniform(0.03, 0.09))
        if low
        else horizon - float(rng.uniform(0.18, 0.24)),
    )
    sky = _sky(rng, shape, weather, horizon, sun)
    sea = _water(rng, shape, weather, horizon, sun, sky)
    x, y = axes(shape)
    picture = mix(sky, sea, edge(y - horizon + 0 * x, shape))
    haze = np.exp(-np.abs(y - horizon) / 0.008) * 0.35 + 0 * x
    picture = mix(picture, paint(ramp(*weather.sky), np.ones((1, 1), np.float32))[0, 0], haze)
    added = str(rng.choice(["capes", "sail", "water"], p=[0.35, 0.35, 0.3]))
    if added == "capes":
        picture = _headland(rng, shape, picture, horizon, weather)
    elif added == "sail":
        picture = _sails(rng, shape, picture, horizon, weather, sun[0])
    place, lat, lng = COASTS[int(rng.integers(len(COASTS)))]
    what = {"capes": "Capes", "sail": "Sail", "water": "Open sea"}[added]
    when = {
        "storm": "before a storm",
        "moonlight": "by moonlight",
        "silver light": "in silver light",
    }.get(weather.name, f"at {weather.name}")
    return Drawing(
        develop(lit(picture, vignette(shape, 0.2)), 1.0),
        f"{what} {when}, {place}",
        ("sea", weather.name, what.lower()),
        int(rng.integers(1820, 1960)),
        f"{what} {when}, the water mirroring the sky.",
        lat + float(rng.normal(0, 0.1)),
        lng + float(rng.normal(0, 0.1)),
    )


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one seascape: mostly open water, sometimes a shore from above."""
    return shore(rng, size) if rng.random() < 0.25 else _open(rng, size)


FAMILY = Family("seascape", "Seascapes", draw)
