"""Owns the city skylines: layered towers at every hour and weather, lit windows, still water."""

from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import blur, noise
from studio.vector import Field, Plate, Points, Stencil, circle, gradient, palette, rgb


@dataclass(frozen=True)
class _Hour:
    name: str
    # Sky from zenith to horizon.
    sky: str
    haze: str
    near: str
    window: str
    lit: float
    sun: tuple[float, float] | None
    glow: str


_HOURS = (
    _Hour(
        "dawn",
        "3f5a8c 7f86b0 d8a0a8 f6c9a0 fbe3b8",
        "e6b8a8",
        "2d2f4c",
        "ffd890",
        0.16,
        (0.0, 0.05),
        "ffe0a8",
    ),
    _Hour(
        "morning haze",
        "8fb0cc b4cbd8 d8e0de efe9dc f6efe0",
        "dfe2de",
        "55697c",
        "fff0c8",
        0.0,
        (0.32, 0.045),
        "fffaf0",
    ),
    _Hour(
        "noon",
        "2f74bc 5b9ad4 93c0e4 c4dded e4eef0",
        "bcd4e4",
        "4d6278",
        "e4f2fa",
        0.0,
        None,
        "ffffff",
    ),
    _Hour(
        "golden hour",
        "54719c 9a98a0 e0b078 f4b654 fdd680",
        "eab878",
        "3c3038",
        "ffe0a0",
        0.12,
        (0.10, 0.06),
        "fff0b8",
    ),
    _Hour(
        "sunset",
        "2b2f62 6a3f7c c0506e f07c50 fdb862",
        "c86c68",
        "221c38",
        "ffce7c",
        0.3,
        (0.03, 0.07),
        "ffd880",
    ),
    _Hour(
        "blue hour",
        "0f2148 1c3a70 3a64a0 7f98bc c8b4b0",
        "56719c",
        "0e1830",
        "ffd080",
        0.5,
        None,
        "ffdca0",
    ),
    _Hour(
        "night",
        "04060f 080d20 101a38 1c2a50 34406a",
        "222e52",
        "060810",
        "ffc868",
        0.55,
        (0.6, 0.03),
        "f4f0e0",
    ),
    _Hour(
        "green dusk",
        "10333c 2a5c60 6a9a88 c8c890 f0dc9c",
        "8caa90",
        "10262c",
        "ffe49c",
        0.34,
        None,
        "fff0b0",
    ),
    _Hour(
        "rain",
        "55616c 76828a 97a0a2 b0b4b0 bdbeb6",
        "a2aaac",
        "363f48",
        "ffdc9c",
        0.24,
        None,
        "ffe8c0",
    ),
    _Hour(
        "fog",
        "a9b0b6 bec4c6 d2d4d2 e0dfd8 e6e3da",
        "d6d6d0",
        "6a727a",
        "fff0c8",
        0.06,
        (0.42, 0.05),
        "ffffff",
    ),
    _Hour(
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
_CITIES = (
    ("New York", 40.71, -74.01, "towers"), ("Chicago", 41.88, -87.63, "towers"),
    ("Hong Kong", 22.29, 114.17, "towers"), ("Shanghai", 31.24, 121.49, "towers"),
    ("Toronto", 43.65, -79.38, "towers"), ("Sydney", -33.87, 151.21, "towers"),
    ("Prague", 50.09, 14.42, "spires"), ("Tallinn", 59.44, 24.75, "spires"),
    ("Lübeck", 53.87, 10.69, "spires"), ("Edinburgh", 55.95, -3.19, "spires"),
    ("Istanbul", 41.01, 28.98, "domes"), ("Florence", 43.77, 11.26, "domes"),
    ("Isfahan", 32.65, 51.67, "domes"), ("Saint Petersburg", 59.93, 30.34, "domes"),
    ("Glasgow", 55.86, -4.25, "works"), ("Essen", 51.46, 7.01, "works"),
    ("Gothenburg", 57.71, 11.97, "works"), ("Pittsburgh", 40.44, -80.0, "works"),
)  # fmt: skip
_KINDS = {
    "towers": "high-rise city", "spires": "old town of spires", "domes": "city of domes",
    "works": "harbour and works",
}  # fmt: skip


def _box(left: float, right: float, top: float, foot: float) -> Points:
    return np.array([(left, foot), (left, top), (right, top), (right, foot)])


class _Block:
    """One layer of buildings: silhouette, the faces turned from the light, and the windows."""

    def __init__(self, plate: Plate, rng: np.random.Generator, foot: float, u: float) -> None:
        self.rng, self.foot, self.u = rng, foot, u
        self.mass, self.shade = plate.sheet(), plate.sheet()
        self.panes = np.zeros(plate.page, np.float32)

    def body(self, left: float, right: float, top: float, split: float = 0.62) -> None:
        """Upright block with its right-hand face in shadow."""
        tone = self.rng.uniform(0.0, 0.55)
        self.mass.polygon(_box(left, right, top, self.foot))
        self.shade.polygon(_box(left, right, top, self.foot), tone)
        self.shade.polygon(_box(left + (right - left) * split, right, top, self.foot), tone + 0.45)

    def shape(self, outline: Points, dark: float = 0.0) -> None:
        self.mass.polygon(outline)
        if dark:
            self.shade.polygon(outline, dark)

    def windows(self, left: float, right: float, top: float, lit: float, pitch: float) -> None:
        """Scatter lit windows over a face; whole floors tend to be lit or dark together."""
        step_x, step_y = max(2, round(pitch * 0.72)), max(2, round(pitch))
        x0, x1, y0 = round(left + step_x * 0.8), round(right - step_x * 0.4), round(top + step_y)
        y1 = min(round(self.foot), self.panes.shape[0])
        x0, x1 = max(x0, 0), min(x1, self.panes.shape[1])
        y0 = max(y0, 0)
        if x1 - x0 < 3 or y1 - y0 < 3:
            return
        rows, columns = -(-(y1 - y0) // step_y), -(-(x1 - x0) // step_x)
        floors = self.rng.random((rows, 1)) < 0.6
        on = self.rng.random((rows, columns)) < lit * np.where(floors, 1.4, 0.6)
        bright = np.where(on, self.rng.uniform(0.45, 1.0, (rows, columns)), 0)
        wide, high = max(1, round(step_x * 0.45)), max(1, round(step_y * 0.5))
        cell = np.zeros((step_y, step_x), np.float32)
        cell[:high, :wide] = 1
        grid = np.kron(bright, cell)[: y1 - y0, : x1 - x0]
        self.panes[y0:y1, x0:x1] = grid


def _tower(b: _Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """High-rise with setbacks and one of several crowns."""
    rng, top = b.rng, b.foot - high
    slender = int(high > 3.2 * wide)
    crown = rng.choice(["flat", "setback", "slant", "mast"] + ["spire", "dome"] * slender)
    left, right = x - wide / 2, x + wide / 2
    b.body(left, right, top)
    if crown == "setback":
        for k in range(1, 4):
            slim = wide * (1 - 0.22 * k)
            b.body(x - slim / 2, x + slim / 2, top - high * 0.055 * k)
        b.shape(_box(x - wide * 0.02, x + wide * 0.02, top - high * 0.36, top))
    elif crown == "spire":
        b.shape(np.array([(left, top), (x, top - wide * 1.5), (right, top)]))
        b.shape(np.array([(x, top), (x, top - wide * 1.5), (right, top)]), 1.0)
        b.shape(_box(x - 0.5 * b.u, x + 0.5 * b.u, top - wide * 2.3, top))
    elif crown == "slant":
        b.shape(np.array([(left, top), (left, top - wide * 0.7), (right, top)]))
    elif crown == "dome":
        b.shape(circle((x, top), wide * 0.42))
    elif crown == "mast":
        b.body(x - wide * 0.3, x + wide * 0.3, top - wide * 0.3)
        b.shape(_box(x - 0.7 * b.u, x + 0.7 * b.u, top - high * 0.22, top))
    b.windows(left, right, top, lit, detail)


def _gable(b: _Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """Steep-roofed house; now and then a church with its needle."""
    rng, top = b.rng, b.foot - high
    left, right = x - wide / 2, x + wide / 2
    if rng.random() < 0.16:
        slim, up = wide * 0.62, high * rng.uniform(1.3, 1.75)
        b.body(x - slim / 2, x + slim / 2, b.foot - up)
        peak = b.foot - up - slim * rng.uniform(2.2, 4.0)
        base = b.foot - up
        b.shape(np.array([(x - slim * 0.6, base), (x, peak), (x + slim * 0.6, base)]))
        b.shape(np.array([(x, base), (x, peak), (x + slim * 0.6, base)]), 1.0)
        for side in (-1, 1):
            at = x + side * slim * 0.5
            b.shape(
                np.array([(at - slim * 0.14, base), (at, base - slim), (at + slim * 0.14, base)])
            )
        b.shape(circle((x, peak), 1.2 * b.u, steps=8))
    else:
        b.body(left, right, top)
        ridge = top - wide * rng.uniform(0.5, 0.95)
        b.shape(np.array([(left - wide * 0.05, top), (x, ridge), (right + wide * 0.05, top)]))
        b.shape(np.array([(x, top), (x, ridge), (right + wide * 0.05, top)]), 1.0)
        at = x + wide * rng.uniform(-0.35, 0.3)
        b.shape(_box(at, at + wide * 0.1, ridge + wide * 0.05, top))
    b.windows(left, right, top, lit, detail)


def _dome(b: _Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """Flat-roofed quarter with domes on drums and slender towers."""
    rng, top = b.rng, b.foot - high
    left, right = x - wide / 2, x + wide / 2
    b.body(left, right, top)
    chance = rng.random()
    if chance < 0.3:
        r = wide * rng.uniform(0.4, 0.52)
        drum = top - r * 0.55
        b.body(x - r * 0.86, x + r * 0.86, drum)
        t = np.linspace(0, np.pi, 24)
        swell = 1 + 0.12 * np.sin(2 * t) ** 2
        arc = np.stack([x + r * swell * np.cos(t), drum - r * 1.06 * np.sin(t) ** 0.9], -1)
        b.shape(arc)
        b.shape(np.concatenate([arc[:9], [[x + r * 0.3, drum]]]), 0.9)
        b.shape(_box(x - r * 0.09, x + r * 0.09, drum - r * 1.28, drum))
        b.shape(
            np.array(
                [
                    (x - r * 0.07, drum - r * 1.25),
                    (x, drum - r * 1.7),
                    (x + r * 0.07, drum - r * 1.25),
                ]
            )
        )
        for side in (-1, 1):
            b.shape(circle((x + side * r * 1.15, top), r * 0.34))
    elif chance < 0.48:
        slim = max(2.2 * b.u, wide * 0.09)
        up = b.foot - high * rng.uniform(2.2, 3.0)
        b.body(x - slim, x + slim, up, 0.5)
        for level in (0.0, high * 0.35):
            b.shape(_box(x - slim * 1.6, x + slim * 1.6, up + level, up + level + slim))
        b.shape(np.array([(x - slim, up), (x, up - slim * 6), (x + slim, up)]))
    b.windows(left, right, top, lit, detail)


def _works(b: _Block, x: float, wide: float, high: float, lit: float, detail: float) -> None:
    """Sheds with saw-tooth roofs, chimneys, gasometers and cranes."""
    rng = b.rng
    high *= 0.75
    top = b.foot - high
    left, right = x - wide / 2, x + wide / 2
    b.body(left, right, top)
    chance = rng.random()
    if chance < 0.32:
        tooth = wide / 4
        for k in range(4):
            a = left + k * tooth
            b.shape(np.array([(a, top), (a, top - tooth * 0.8), (a + tooth, top)]))
    elif chance < 0.62:
        slim, up = wide * rng.uniform(0.07, 0.11), top - high * rng.uniform(0.9, 1.9)
        b.shape(
            np.array(
                [(x - slim * 1.25, top), (x - slim, up), (x + slim, up), (x + slim * 1.25, top)]
            )
        )
        b.shape(
            np.array(
                [
                    (x + slim * 0.3, top),
                    (x + slim * 0.3, up),
                    (x + slim, up),
                    (x + slim * 1.25, top),
                ]
            ),
            1.0,
        )
        b.shape(_box(x - slim * 1.35, x + slim * 1.35, up, up + slim))
    elif chance < 0.8:
        up, reach = top - high * 1.2, wide * 0.95
        side = rng.choice([-1, 1])
        for a, c in (
            ((x, b.foot), (x, up)),
            ((x - side * reach * 0.3, up), (x + side * reach, up)),
            ((x, up - wide * 0.3), (x + side * reach, up)),
            ((x, up - wide * 0.3), (x - side * reach * 0.3, up)),
            ((x, up - wide * 0.3), (x, up)),
        ):
            b.mass.line(np.array([a, c], float), 1.5 * b.u)
        hook = x + side * reach * rng.uniform(0.4, 0.9)
        b.mass.line(np.array([(hook, up), (hook, up + high * 0.5)]), 0.6 * b.u)
    b.windows(left, right, top, lit, detail)


_BUILD = {"towers": _tower, "spires": _gable, "domes": _dome, "works": _works}


def _bridge(
    sheet: Stencil,
    lamps: Stencil,
    page: tuple[int, int],
    water: float,
    u: float,
    rng: np.random.Generator,
) -> None:
    """Suspension bridge across the whole view."""
    deck = water - page[0] * 0.055
    rise = page[0] * rng.uniform(0.24, 0.34)
    start, span = page[1] * rng.uniform(-0.15, 0.1), page[1] * rng.uniform(0.6, 0.78)
    towers = [start - span, start, start + span, start + 2 * span]
    sheet.polygon(_box(0, page[1], deck, deck + 4.5 * u))
    for at in towers:
        for side in (-4.5 * u, 4.5 * u):
            sheet.polygon(
                _box(at + side - 1.8 * u, at + side + 1.8 * u, deck - rise, water + 6 * u)
            )
        for level in (0.0, 0.33, 0.66):
            sheet.polygon(
                _box(
                    at - 5 * u,
                    at + 5 * u,
                    deck - rise * (1 - level),
                    deck - rise * (1 - level) + 3 * u,
                )
            )
        sheet.polygon(_box(at - 10 * u, at + 10 * u, water - 3 * u, water + 8 * u))
    t = np.linspace(0, 1, 60)
    for a, b in zip(towers, towers[1:], strict=False):
        sag = deck - rise * 0.97 + rise * 0.9 * 4 * t * (1 - t)
        cable = np.stack([a + (b - a) * t, sag], -1)
        sheet.line(cable, 1.7 * u)
        for x, y in cable[2::2]:
            sheet.line(np.array([(x, y), (x, deck)]), 0.5 * u)
            lamps.dot((x, y - u), 0.9 * u, 0.6)
        for x in np.linspace(a, b, 22):
            lamps.dot((x, deck - 3 * u), 1.1 * u)


def _sky(
    page: tuple[int, int],
    hour: _Hour,
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


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    hour = _HOURS[rng.integers(len(_HOURS))]
    city, lat, lng, kind = _CITIES[rng.integers(len(_CITIES))]
    aspect = float(rng.choice([0.5, 0.56, 0.62, 0.66, 1.28]))
    page = (round(size * aspect), size) if aspect < 1 else (size, round(size / aspect))
    u = size / 640
    wet = rng.random() < 0.75
    water = page[0] * (rng.uniform(0.66, 0.8) if wet else 1.02)
    ground = water
    sun = None
    if hour.sun:
        sun = (
            page[1] * rng.uniform(0.15, 0.85),
            ground * (1 - hour.sun[0] - 0.12) * rng.uniform(0.85, 1.0),
        )
    plate = Plate(_sky(page, hour, ground * 0.98, rng, sun))
    haze, near, window = rgb(hour.haze), rgb(hour.near), rgb(hour.window)
    horizon_line = np.arange(page[0], dtype=np.float32)[:, None]
    layers, day = 4, hour.lit < 0.14
    glare = np.zeros(page, np.float32)
    for k in range(layers):
        depth = k / (layers - 1)
        block = _Block(plate, rng, ground + u, u)
        scale = page[0] * (0.30 + 0.20 * depth) * (1.0 if wet else 1.35)
        middle, breadth = rng.uniform(0.2, 0.8), rng.uniform(0.16, 0.34)
        x = -20 * u
        while x < page[1] + 20 * u:
            wide = u * (12 + 22 * depth) * rng.uniform(0.7, 1.5)
            if kind in ("domes", "works"):
                wide *= 1.6
            swell = np.exp(-(((x / page[1] - middle) / breadth) ** 2))
            tall = {"towers": 0.24 + 0.92 * swell, "spires": 0.46, "domes": 0.40, "works": 0.6}
            high = scale * tall[kind] * rng.uniform(0.5, 1.1) * (1.0 - 0.28 * depth)
            lit = 0.95 if day else hour.lit * (0.35 + 0.65 * depth)
            _BUILD[kind](block, x + wide / 2, wide, high, lit, u * (4.2 + 3.2 * depth))
            x += wide * rng.uniform(0.72, 1.12)
        mass, shade = block.mass.coverage(), block.shade.coverage()
        tone = haze + (near - haze) * (0.16 + 0.84 * depth**1.15)
        low = np.clip((horizon_line - (ground - scale)) / scale, 0, 1) ** 2
        mist = (0.52 - 0.30 * depth) * low * (1.5 if hour.name == "fog" else 1.0)
        body = tone * (1.12 - 0.3 * shade * (0.3 + 0.7 * depth))[..., None]
        body += np.clip(mist, 0, 1)[..., None] * (haze - body)
        plate.lay(mass, body)
        panes = block.panes * mass
        if day:
            plate.lay(panes * np.float32(0.1 + 0.2 * depth), tone * 0.72)
        else:
            plate.lay(np.clip(panes * (0.55 + 0.45 * depth), 0, 1), window)
            glare = np.maximum(glare * (1 - mass), panes)
    spanned = wet and rng.random() < 0.35
    if spanned:
        sheet, lamps = plate.sheet(), plate.sheet()
        _bridge(sheet, lamps, page, ground, u, rng)
        plate.lay(sheet.coverage(), near * 0.72)
        if hour.lit > 0.15:
            lamp = lamps.coverage()
            plate.lay(lamp * np.float32(0.9), window)
            glare = np.maximum(glare, lamp)
    if not day:
        plate.glow(blur(glare, 0.009) * np.float32(0.55), window)
        plate.glow(blur(glare, 0.04) * np.float32(0.5), window)
    if wet:
        _reflect(plate, round(ground), near, rng, u)
    if hour.name == "rain":
        _rain(plate, rng, u)
    if hour.name == "snow light":
        flakes = plate.sheet()
        for _ in range(260):
            flakes.dot(
                rng.random(2) * [page[1], page[0]], u * rng.uniform(0.5, 1.9), rng.uniform(0.3, 0.9)
            )
        plate.lay(flakes.coverage(), (0.97, 0.97, 1.0))
    known = rng.random() < 0.8
    article = "an" if kind == "spires" else "a"
    parts = [f"The sky over {article} {_KINDS[kind]}: {hour.name}"]
    parts += ["a suspension bridge before it"] * spanned
    parts += ["the city repeated in still water"] * wet
    place = city if known else "An unnamed city"
    return Drawing(
        image=plate.image(),
        title=f"{place}, {hour.name}" + (", from the bridge side" if spanned else ""),
        tags=(
            _KINDS[kind],
            hour.name,
            "waterfront" if wet else "rooftops",
            *(("bridge",) if spanned else ()),
        ),
        year=int(rng.integers(1884, 2020)),
        description="; ".join(parts) + ".",
        lat=lat if known else None,
        lng=lng if known else None,
    )


def _reflect(plate: Plate, shore: int, near: Field, rng: np.random.Generator, u: float) -> None:
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


def _rain(plate: Plate, rng: np.random.Generator, u: float) -> None:
    """Slanting streaks and a veil of grey."""
    streaks = plate.sheet()
    for _ in range(220):
        at = rng.random(2) * [plate.page[1] * 1.1, plate.page[0]]
        long = u * rng.uniform(10, 32)
        streaks.line(np.stack([at, at + [-0.22 * long, long]]), 0.6 * u, rng.uniform(0.15, 0.5))
    plate.lay(streaks.coverage() * np.float32(0.5), (0.86, 0.88, 0.9))


FAMILY = Family("skyline", "City skylines", _draw)
