"""Deep skies: stars, nebulae, galaxies and planets as through a telescope."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from studio.colour import Field, mix, oklch, paint, ramp
from studio.raster import (
    Shape,
    axes,
    blur,
    edge,
    facing,
    noise,
    sample,
    smooth,
    unit_vector,
    warp,
)


@dataclass(frozen=True)
class Sky:
    """A finished sky in linear light and the words for its label."""

    light: Field
    title: str
    words: tuple[str, ...]
    says: str


def stars(
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


def nebula(rng: np.random.Generator, shape: Shape) -> Sky:
    """Glowing gas in two colours, veiled by dust and lit from its heart."""
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
    sky = sky + stars(rng, shape, 2600, 0.42, 1 - 0.5 * dust)
    return Sky(sky, name, ("nebula", word), f"a {name.lower()} of glowing gas and dark dust")


def galaxy(rng: np.random.Generator, shape: Shape) -> Sky:
    """Two arms wound about a golden core, leaning away from the viewer."""
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
    sky = sky + stars(rng, shape, 1500, 0.40)
    return Sky(
        sky,
        "Spiral galaxy",
        ("galaxy",),
        "a spiral galaxy with blue arms, rosy star nurseries and a golden core",
    )


def planet(rng: np.random.Generator, shape: Shape) -> Sky:
    """A world of bands or of land and cloud, some with rings, lit from one side."""
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
    sky: Field = oklch(0.11, 0.03, 275) + 0.05 * smooth(0.3, 2.2, noise(rng, shape, 3, 5))[
        ..., None
    ] * oklch(0.5, 0.1, hue + 180)
    sky = sky + stars(rng, shape, 1500, 0.42)
    air = np.exp(-np.clip(np.sqrt(r2) - 1, 0, 9) / 0.035) * np.clip(
        0.4 - 0.8 * (side * u * 0.72 + v * 0.38), 0, 1
    )
    sky = sky + air[..., None] * oklch(0.7, 0.09, hue if hue > 200 else 60) * 0.5
    shadow = np.ones(1, np.float32)
    if ringed:
        ring = np.hypot(u, v / 0.28)
        grain = _ring_profile(rng, ring)
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


def _ring_profile(rng: np.random.Generator, ring: Field) -> Field:
    """Brightness of a planet's rings by distance, with gaps."""
    profile = 0.62 + 0.25 * noise(rng, (2, 256), 26, 3)[0]
    profile[150:163] = 0.04
    seen = np.interp((ring - 1.28) / 0.77 * 255, np.arange(256), profile.clip(0.05, 1))
    return np.asarray(seen, dtype=np.float32)
