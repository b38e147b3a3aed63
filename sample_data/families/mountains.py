"""Mountains: a fractal range seen across its own height field at a given hour."""

import numpy as np
from studio.colour import Field, develop, mix, oklch, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    blur,
    cast,
    frame,
    lit,
    noise,
    normals,
    polygon,
    sample,
    smooth,
    unit_vector,
    vignette,
    warp,
)

from families.hours import COVERS, DESERTS, HOURS, RANGES, Hour

NEAR, FAR = 0.36, 6.0
RELIEF = 2.3


def _terrain(rng: np.random.Generator, side: int, cover: str, lake: bool) -> Field:
    """Height of a square of land, 0 at the water, rows running away from the viewer."""
    shape = (side, side)
    bend_x, bend_y = noise(rng, shape, 3, 4) * 0.035, noise(rng, shape, 3, 4) * 0.035
    peaks = noise(rng, shape, 3.2, 8, gain=0.5, ridged=True)
    peaks = warp(peaks, bend_x, bend_y)
    broad = noise(rng, shape, 1.6, 2)
    land = 0.5 + 0.26 * peaks + 0.20 * broad
    if cover == "red rock":
        steps = land * 7
        land = (np.floor(steps) + smooth(0.25, 0.6, steps - np.floor(steps))) / 7
        land = 0.75 * land + 0.25 * steps / 7
    elif cover in ("forest", "autumn"):
        land = 0.46 + 0.20 * blur(peaks, 0.0042) + 0.24 * broad
    depth = np.linspace(0, 1, side, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, side, dtype=np.float32)[None, :]
    valley = smooth(0.03, 0.42, depth + 0.16 * np.abs(across) ** 1.5 + 0.05 * broad)
    # The ground at the viewer's feet stays below the eye, or nothing else would be seen.
    valley = valley * smooth(0.05, 0.26, depth)
    low = -0.12 if lake else 0.06
    return np.asarray(low + (land * valley) * (0.40 + 0.75 * depth), dtype=np.float32)


def _look(
    land: Field, shape: Shape, eye: float, horizon: float
) -> tuple[Field, Field, Field, Field]:
    """Cast every column of the picture across the land.

    Returns the map column, map row and distance seen in each pixel, and the coverage of land.
    The nearest ground that rises above all before it is what a pixel shows: a running maximum
    along the distance, then one search a column.
    """
    rows, columns = shape
    last = land.shape[0] - 1
    steps = max(160, round(0.66 * max(shape)))
    distance = (NEAR * (FAR / NEAR) ** np.linspace(0, 1, steps)).astype(np.float32)[:, None]
    angle = ((np.arange(columns) + 0.5) / columns - 0.5).astype(np.float32)[None, :]
    map_row = np.broadcast_to((distance / FAR) * last, (steps, columns))
    spread = (angle * distance / FAR * 0.92 + 0.5) * last
    ground = sample(np.maximum(land, 0), spread, map_row)
    rise = (ground * RELIEF - eye) / distance
    top = np.maximum.accumulate(rise, axis=0)
    tops = horizon - top * 0.62
    wanted = (np.arange(rows, dtype=np.float32) + 0.5) / rows
    hit = np.empty(shape, dtype=np.float32)
    for column in range(columns):
        climb = -tops[:, column]
        hit[:, column] = np.interp(-wanted, climb + np.arange(steps) * 1e-7, np.arange(steps))
    cover = np.clip((wanted[:, None] - tops[-1][None, :]) * rows + 0.5, 0, 1)
    share = hit / (steps - 1)
    seen = (NEAR * (FAR / NEAR) ** share).astype(np.float32)
    return (angle * seen / FAR * 0.92 + 0.5) * last, seen / FAR * last, seen, cover


def _sky(rng: np.random.Generator, shape: Shape, hour: Hour, horizon: float) -> Field:
    x, y = axes(shape)
    down = (y / (shape[0] / max(shape)) + 0.5) / horizon
    drift = noise(rng, shape, 2, 2)
    sky = paint(ramp(*hour.sky), down + 0.02 * drift + 0 * x)
    billow = noise(rng, shape, 3.5, 6, gain=0.55, stretch=(2.6, 1))
    cover = float(rng.uniform(-0.1, 1.1))
    amount = smooth(cover, cover + 1.6, billow + 0.5 * drift) * smooth(1.15, 0.6, down)
    lit_below = smooth(-1.4, 1.6, warp(billow, 0 * x + 0.012, 0 * y - 0.012) - billow + 0.4)
    cloud = mix(oklch(*hour.shade) * 1.3, oklch(*hour.cloud), 0.35 + 0.65 * lit_below)
    sky = mix(sky, cloud, 0.75 * amount)
    if hour.name == "moonlight":
        stars = np.random.default_rng(int(rng.integers(2**40))).random(shape)
        sky = (
            sky
            + (
                smooth(0.9985, 1.0, stars.astype(np.float32))
                * (1 - amount)
                * (1 - 0.8 * np.clip(down, 0, 1))
            )[..., None]
            * 0.5
        )
        at = (float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-0.26, -0.18)))
        r = np.hypot(x - at[0], y - at[1])
        sky = sky + (np.exp(-((r / 0.07) ** 1.2)) * 0.16)[..., None] * oklch(0.85, 0.03, 230)
        sky = mix(sky, oklch(0.96, 0.02, 95), smooth(0.021, 0.0185, r))
    elif hour.name in ("dawn", "dusk"):
        side = float(np.sign(hour.sun[0]))
        r = np.hypot(x - side * 0.33, 1.4 * (y - (horizon - 0.5) * shape[0] / max(shape) + 0.07))
        sky = sky + np.exp(-r / 0.16)[..., None] * oklch(0.86, 0.13, 65) * 0.55
    return sky


def _land(rng: np.random.Generator, land: Field, cover: str, hour: Hour) -> Field:
    """The lit map, seen from above: rock, growth, snow, sunlight and shadow."""
    stops, snowline = COVERS[cover]
    relief = land * (RELIEF / FAR)
    normal = normals(relief)
    steep = 1 - normal[..., 2]
    grain = noise(rng, land.shape, 26, 5, gain=0.65)
    if cover == "red rock":
        tone = np.mod(land * 3.1 + 0.02 * grain, 1.0)
    else:
        tone = land * 0.85 + 0.7 * steep * (cover not in ("forest",)) + 0.06 * grain
    colour = paint(ramp(*stops), tone)
    if cover in ("forest", "autumn"):
        trees = noise(rng, land.shape, 70, 3, gain=0.8)
        wooded = smooth(0.95, 0.6, land + 0.05 * grain)
        colour = mix(colour, colour * (0.72 + 0.30 * trees[..., None]).clip(0.3, 1.5), wooded)
    snow = smooth(snowline - 0.03, snowline + 0.10, land + 0.035 * grain) * smooth(
        0.70, 0.50, steep
    )
    colour = mix(colour, oklch(0.97, 0.008, 240), snow)
    sun = unit_vector(hour.sun[0], hour.sun[2], -hour.sun[1])
    open_sky = cast(relief, sun, reach=0.22, steps=16, soft=0.012)
    direct = np.clip(normal @ sun, 0, 1) * open_sky
    hollow = np.clip(0.75 + 6 * (relief - blur(relief, 0.02)), 0.35, 1.15)
    beam = oklch(*hour.light) * hour.strength
    ambient = oklch(*hour.shade) * (0.85 if hour.name != "moonlight" else 0.6)
    light: Field = direct[..., None] * beam + hollow[..., None] * ambient
    return colour * light


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one range: a cover, an hour, perhaps a lake or mist in the valleys."""
    aspect = float(rng.choice([1.5, 1.5, 1.62, 1.3, 0.8]))
    hour = HOURS[int(rng.integers(len(HOURS)))]
    cover = str(rng.choice(list(COVERS), p=[0.36, 0.2, 0.14, 0.15, 0.15]))
    shape = frame(size, max(aspect, 1.3) if cover == "red rock" else aspect)
    lake = cover != "red rock" and rng.random() < 0.45
    mist = not lake and cover != "red rock" and rng.random() < 0.55
    horizon = float(rng.uniform(0.60, 0.66)) + (0.08 if cover == "red rock" else 0.0)
    land = _terrain(rng, max(128, round(size * 9 / 8)), cover, lake)
    column, row, distance, covered = _look(land, shape, 0.42, horizon)
    sky = _sky(rng, shape, hour, horizon)
    plan = _land(rng, land, cover, hour)
    seen = np.stack([sample(plan[..., i], column, row) for i in range(3)], axis=-1)
    far = smooth(0.4, FAR * 1.05, distance)
    near = smooth(1.6, 0.6, distance)
    tufts = noise(rng, shape, 44, 4, gain=0.8, stretch=(3.5, 1))
    seen = lit(seen, (1 - 0.4 * near) * (1 + 0.12 * near * tufts))
    picture = mix(seen, oklch(*hour.haze), 0.10 + 0.62 * far**1.1)
    height = sample(land, column, row)
    if mist:
        swirl = noise(rng, shape, 4, 5, stretch=(2.2, 1))
        bank = smooth(0.34, 0.05, height + 0.05 * swirl) * smooth(0.5, 1.6, distance)
        picture = mix(picture, oklch(*hour.cloud), 0.68 * bank)
    picture = mix(sky, picture, covered)
    if lake:
        picture = _reflected(rng, picture, height, covered, shape, horizon)
    wooded = cover != "red rock" and rng.random() < 0.7
    if wooded:
        dark = oklch(*hour.shade) * 0.16 + oklch(0.24, 0.03, 150) * 0.35
        glow = oklch(*hour.haze) * 0.22
        depth = np.linspace(1, 0, shape[0], dtype=np.float32)[:, None, None]
        picture = mix(picture, dark + glow * depth, _pines(rng, shape))
    place, lat, lng = (DESERTS if cover == "red rock" else RANGES)[
        int(rng.integers(4 if cover == "red rock" else len(RANGES)))
    ]
    extra = "with a lake" if lake else "with mist in the valleys" if mist else "under open sky"
    kind = {
        "snow": "Snow peaks",
        "granite": "Granite peaks",
        "red rock": "Red mesas",
        "forest": "Wooded mountains",
        "autumn": "Autumn slopes",
    }[cover]
    when = {"moonlight": "by moonlight", "after rain": "after rain"}.get(
        hour.name, f"at {hour.name}"
    )
    picture = picture * vignette(shape, 0.22)[..., None]
    return Drawing(
        develop(picture, 1.0),
        f"{kind} {when}, {place}",
        (cover, hour.name, *(("lake",) if lake else ("mist",) if mist else ())),
        int(rng.integers(1840, 1990)),
        f"{kind} {extra} {when}, in the manner of the {place}.",
        lat + float(rng.normal(0, 0.4)),
        lng + float(rng.normal(0, 0.5)),
    )


def _pines(rng: np.random.Generator, shape: Shape) -> Field:
    """Mask of a stand of conifers along the lower edge, tallest towards one side."""
    high, wide = shape[0] / max(shape), shape[1] / max(shape)
    side = float(rng.choice([-1, 1]))
    outlines = []
    for _ in range(46):
        place = float(rng.uniform(-0.54, 0.54))
        towards = 0.5 + side * place
        tall = (0.05 + 0.24 * towards**3.0) * float(rng.uniform(0.7, 1.25))
        foot = high / 2 + 0.015
        tiers = max(7, int(tall * 90))
        t = np.repeat(np.linspace(0, 1, tiers), 2)[1:]
        reach = t**0.85 * tall * 0.17 * rng.uniform(0.8, 1.15, t.size)
        reach[0::2] *= 0.45
        left = np.stack([place * wide - reach, foot - tall * (1 - t) + 0.25 * reach], axis=1)
        reach = reach * rng.uniform(0.75, 1.2, t.size)
        right = np.stack([place * wide + reach, foot - tall * (1 - t) + 0.25 * reach], axis=1)
        outlines.append(np.vstack([left, right[::-1]]))
    return polygon(shape, *outlines)


def _reflected(
    rng: np.random.Generator,
    picture: Field,
    height: Field,
    covered: Field,
    shape: Shape,
    horizon: float,
) -> Field:
    """Turn everything at water level into a lake that mirrors what stands above it."""
    x, _ = axes(shape)
    rows = shape[0]
    pixel_y = np.arange(rows, dtype=np.float32)[:, None] + 0 * x
    water = smooth(0.004, -0.004, height) * covered
    shore = (horizon + 0.035) * rows
    below = np.clip(pixel_y - shore, 0, None)
    ripple = noise(rng, shape, 10, 4, stretch=(7.0, 1)) * (0.002 + 0.010 * below / rows) * rows
    up = np.clip(shore - 1.35 * below + 1.6 * ripple, 0, rows - 1)
    across = np.arange(shape[1], dtype=np.float32)[None, :] + 0.6 * ripple
    mirror = np.stack([sample(picture[..., i], across, up) for i in range(3)], axis=-1)
    deep = oklch(0.30, 0.05, 225)
    lake = mix(mirror * 0.86, deep, 0.16 + 0.30 * smooth(0, rows * 0.45, below))
    return mix(picture, lake, water)


FAMILY = Family("mountain", "Mountain views", draw)
