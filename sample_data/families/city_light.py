"""Owns the hours and weathers over a city: sky, sun, stars, water and rain."""

from dataclasses import dataclass

import numpy as np
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Field, Stencil, gradient, palette, rgb


@dataclass(frozen=True)
class Hour:
    """Colours of one hour or weather, how many windows are lit, and where the sun stands."""

    name: str
    # Sky from zenith to horizon.
    sky: str
    haze: str
    near: str
    window: str
    lit: float
    sun: tuple[float, float] | None
    glow: str


HOURS = (
    Hour(
        "dawn",
        "3f5a8c 7f86b0 d8a0a8 f6c9a0 fbe3b8",
        "e6b8a8",
        "2d2f4c",
        "ffd890",
        0.16,
        (0.0, 0.05),
        "ffe0a8",
    ),
    Hour(
        "morning haze",
        "8fb0cc b4cbd8 d8e0de efe9dc f6efe0",
        "dfe2de",
        "746a70",
        "fff0c8",
        0.0,
        (0.32, 0.045),
        "fffaf0",
    ),
    Hour(
        "noon",
        "2f74bc 5b9ad4 93c0e4 c4dded e4eef0",
        "bcd4e4",
        "80655a",
        "e4f2fa",
        0.0,
        None,
        "ffffff",
    ),
    Hour(
        "golden hour",
        "54719c 9a98a0 e0b078 f4b654 fdd680",
        "eab878",
        "3c3038",
        "ffe0a0",
        0.12,
        (0.10, 0.06),
        "fff0b8",
    ),
    Hour(
        "sunset",
        "2b2f62 6a3f7c c0506e f07c50 fdb862",
        "c86c68",
        "221c38",
        "ffce7c",
        0.3,
        (0.03, 0.07),
        "ffd880",
    ),
    Hour(
        "blue hour",
        "0f2148 1c3a70 3a64a0 7f98bc c8b4b0",
        "56719c",
        "0e1830",
        "ffd080",
        0.5,
        None,
        "ffdca0",
    ),
    Hour(
        "night",
        "04060f 080d20 101a38 1c2a50 34406a",
        "222e52",
        "060810",
        "ffc868",
        0.55,
        (0.6, 0.03),
        "f4f0e0",
    ),
    Hour(
        "green dusk",
        "10333c 2a5c60 6a9a88 c8c890 f0dc9c",
        "8caa90",
        "10262c",
        "ffe49c",
        0.34,
        None,
        "fff0b0",
    ),
    Hour(
        "rain",
        "55616c 76828a 97a0a2 b0b4b0 bdbeb6",
        "a2aaac",
        "363f48",
        "ffdc9c",
        0.24,
        None,
        "ffe8c0",
    ),
    Hour(
        "fog",
        "a9b0b6 bec4c6 d2d4d2 e0dfd8 e6e3da",
        "d6d6d0",
        "6a727a",
        "fff0c8",
        0.06,
        (0.42, 0.05),
        "ffffff",
    ),
    Hour(
        "snow light",
        "8c98b4 a8b2c6 c8ced8 e2dfe0 f0e6de",
        "ccd0da",
        "49526a",
        "ffdf9c",
        0.28,
        None,
        "ffffff",
    ),
)


HOUR_SHARES = (0.12, 0.07, 0.09, 0.13, 0.13, 0.12, 0.12, 0.08, 0.05, 0.04, 0.05)


def sky_over(
    page: tuple[int, int],
    hour: Hour,
    horizon: float,
    rng: np.random.Generator,
    sun: tuple[float, float] | None,
) -> Field:
    """Sky with layered cloud, the sun or moon, and stars at night."""
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32)
    drift = noise(rng, page, 2.2, octaves=5, stretch=(3.0, 1.0))
    stops = palette(hour.sky) * np.float32(rng.uniform(0.94, 1.05))
    t = np.clip(y / horizon + 0.02 * drift, 0, 1)
    sky = gradient(t, stops)
    cover = rng.uniform(-0.3, 0.9)
    bank = np.clip(drift - cover, 0, 1.6) * np.clip(1.25 - t, 0, 1) * 0.42
    under = np.clip(drift - np.roll(drift, max(1, page[0] // 60), 0) + 0.1, -0.5, 0.8)
    lit = gradient(np.clip(t + 0.45, 0, 1), stops) * (1 + 0.22 * under)[..., None]
    sky += bank[..., None] * (lit - sky)
    glow = rgb(hour.glow)
    if sun is not None:
        d = np.hypot(x - sun[0], y - sun[1]) / page[0]
        radius = hour.sun[1] if hour.sun else 0.05
        disc = np.clip((radius * 0.6 - d) * page[0] + 0.5, 0, 1)
        veil = 0.55 * np.exp(-((d / (radius * 2.4)) ** 1.2)) + 0.3 * np.exp(-d / 0.3)
        sky += (np.clip(disc * 0.95 + veil, 0, 1) * (1 - 0.3 * np.clip(bank * 2, 0, 1)))[
            ..., None
        ] * np.maximum(glow - sky, 0)
    if hour.name == "night":
        stars = Stencil(page)
        for _ in range(130):
            at = (rng.uniform(0, page[1]), horizon * rng.uniform(0, 0.85) ** 1.3)
            stars.dot(at, page[1] / 640 * rng.uniform(0.3, 0.75), rng.uniform(0.3, 1))
        sky += (stars.coverage() * np.clip(1 - 2 * bank, 0, 1))[..., None] * (0.9 - sky)
    return sky


def reflect(plate: Plate, shore: int, near: Field, rng: np.random.Generator, u: float) -> None:
    """Mirror what stands above ``shore`` into rippled water below it."""
    high, wide = plate.page[0] - shore, plate.page[1]
    if high < 2:
        return
    y = np.arange(high, dtype=np.float32)[:, None]
    x = np.arange(wide, dtype=np.float32)[None]
    depth = y / high
    swell = noise(rng, (high, wide), 9, octaves=3, stretch=(5.0, 1.0))
    row = shore - 1 - y * 1.05 - swell * u * (1.2 + 9 * depth)
    column = x + swell * u * (0.6 + 2.5 * depth)
    source = plate.pixels[
        np.clip(row, 0, shore - 1).astype(int), np.clip(column, 0, wide - 1).astype(int)
    ]
    reach = max(3, int(5 * u))
    smear = np.cumsum(np.pad(source, ((reach, reach), (0, 0), (0, 0)), mode="edge"), 0)
    soft = (smear[2 * reach :] - smear[: -2 * reach]) / (2 * reach)
    glint = 0.035 * np.clip(swell, -2, 2) * (0.4 + depth)
    sea = soft[:high] * (0.86 - 0.22 * depth + glint)[..., None] + near * 0.10 * depth[..., None]
    plate.pixels[shore:] = sea
    edge = np.exp(-(((np.arange(plate.page[0]) - shore) / (1.6 * u)) ** 2))[:, None] * 0.5
    plate.stain(np.broadcast_to(edge, plate.page).astype(np.float32), near)


def fall_rain(plate: Plate, rng: np.random.Generator, u: float) -> None:
    """Slanting streaks and a veil of grey."""
    streaks = plate.sheet()
    for _ in range(220):
        at = rng.random(2) * [plate.page[1] * 1.1, plate.page[0]]
        long = u * rng.uniform(10, 32)
        streaks.line(np.stack([at, at + [-0.22 * long, long]]), 0.6 * u, rng.uniform(0.15, 0.5))
    plate.lay(streaks.coverage() * np.float32(0.5), (0.86, 0.88, 0.9))
