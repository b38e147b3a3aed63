"""Owns the city skylines: layers of buildings receding into the haze of the hour."""

import numpy as np
from studio.drawing import Drawing, Family
from studio.plate import Plate
from studio.raster import blur
from studio.vector import rgb

from families.buildings import BUILD, Block, span_bridge
from families.city_light import HOUR_SHARES, HOURS, fall_rain, reflect, sky_over

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


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    hour = HOURS[rng.choice(len(HOURS), p=HOUR_SHARES)]
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
    plate = Plate(sky_over(page, hour, ground * 0.98, rng, sun))
    haze, near, window = rgb(hour.haze), rgb(hour.near), rgb(hour.window)
    horizon_line = np.arange(page[0], dtype=np.float32)[:, None]
    layers, day = 4, hour.lit < 0.14
    glare = np.zeros(page, np.float32)
    for k in range(layers):
        depth = k / (layers - 1)
        block = Block(plate, rng, ground + u, u)
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
            BUILD[kind](block, x + wide / 2, wide, high, lit, u * (4.2 + 3.2 * depth))
            x += wide * rng.uniform(0.72, 1.12)
        mass, shade = block.mass.coverage(), block.shade.coverage()
        tone = haze + (near - haze) * (0.16 + 0.84 * depth**1.15)
        low = np.clip((horizon_line - (ground - scale)) / scale, 0, 1) ** 2
        mist = (0.52 - 0.30 * depth) * low * (1.5 if hour.name == "fog" else 1.0)
        body = (
            tone * (1.12 + 0.16 * day - (0.3 + 0.22 * day) * shade * (0.3 + 0.7 * depth))[..., None]
        )
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
        span_bridge(sheet, lamps, page, ground, u, rng)
        plate.lay(sheet.coverage(), near * 0.72)
        if hour.lit > 0.15:
            lamp = lamps.coverage()
            plate.lay(lamp * np.float32(0.9), window)
            glare = np.maximum(glare, lamp)
    if not day:
        plate.glow(blur(glare, 0.009) * np.float32(0.55), window)
        plate.glow(blur(glare, 0.04) * np.float32(0.5), window)
    if wet:
        reflect(plate, round(ground), near, rng, u)
    if hour.name == "rain":
        fall_rain(plate, rng, u)
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


FAMILY = Family("skyline", "City skylines", _draw)
