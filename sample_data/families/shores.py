"""Shores seen from above: sand, lace of foam, shallows and deep water."""

import numpy as np
from studio.colour import develop, mix, oklch, paint, ramp
from studio.drawing import Drawing
from studio.raster import (
    axes,
    frame,
    lit,
    noise,
    smooth,
    vignette,
)

REEFS = (
    ("Maldives", 4.2, 73.5),
    ("Bora Bora", -16.5, -151.7),
    ("Exuma", 23.6, -75.9),
    ("Zanzibar", -6.1, 39.4),
    ("Whitsundays", -20.3, 149.0),
)


def shore(rng: np.random.Generator, size: int) -> Drawing:
    """A beach from above: sand, wet sand, lace of foam, shallows and deep water."""
    shape = frame(size, float(rng.choice([0.75, 1.0, 1.33])))
    x, y = axes(shape)
    lean = float(rng.uniform(0, 2 * np.pi))
    bend = noise(rng, shape, 1.6, 4, gain=0.42)
    out = x * np.cos(lean) + y * np.sin(lean) + 0.055 * bend + float(rng.uniform(0.02, 0.18))
    hue = float(rng.uniform(192, 222))
    fine = noise(rng, shape, 9, 5)
    sand = [(0.88, 0.035, 82), (0.82, 0.05, 75), (0.42, 0.012, 60), (0.86, 0.04, 45)][
        int(rng.choice(4, p=[0.45, 0.25, 0.15, 0.15]))
    ]
    reef = smooth(0.3, 1.7, noise(rng, shape, 6, 6, gain=0.55)) * smooth(0.06, 0.2, out)
    table = ramp(
        (0, (0.86, 0.05, hue - 25)),
        (0.18, (0.78, 0.10, hue - 15)),
        (0.5, (0.60, 0.12, hue)),
        (1, (0.36, 0.11, hue + 30)),
    )
    caustic = noise(rng, shape, 16, 3, ridged=True)
    swell = np.sin(out * 75 + 3.0 * bend + 0.8 * fine)
    sea = paint(table, np.clip(out, 0, 1) * 1.35 + 0.03 * fine)
    sea = lit(sea, 1 + 0.05 * caustic * smooth(0.35, 0.0, out) + 0.035 * swell)
    sea = mix(sea, oklch(0.36, 0.06, hue), 0.55 * reef)
    dunes = noise(rng, shape, 12, 4, stretch=(0.6, 1.6))
    dry = lit(oklch(*sand) * np.ones((1, 1, 3), np.float32), 0.97 + 0.035 * dunes + 0.10 * bend)
    wet = smooth(-0.075, -0.045, out + 0.010 * fine)
    land = mix(dry, dry * 0.62 * np.array([1.0, 0.97, 0.95], np.float32), 0.85 * wet)
    picture = mix(land, sea, smooth(-0.004, 0.035, out))
    lace = noise(rng, shape, 20, 5, gain=0.62, ridged=True)
    for at, wide, strength in ((0.004, 0.016, 1.0), (0.075, 0.022, 0.75), (0.150, 0.022, 0.5)):
        line = out - at - 0.014 * noise(rng, shape, 3.5, 3)
        front = smooth(-0.005, 0.001, line) * smooth(wide * 2.6, 0.0, line)
        net = smooth(0.9 - 1.6 * smooth(wide * 1.6, 0, line), 1.5, lace + 0.35)
        shadow = smooth(-0.022, -0.003, line) * smooth(0.003, -0.002, line)
        picture = lit(picture, 1 - 0.28 * strength * shadow)
        foam = np.clip(front * (0.25 * smooth(wide, 0, line) + net), 0, 1) * strength
        picture = mix(picture, oklch(0.98, 0.006, 200), foam)
    place, lat, lng = REEFS[int(rng.integers(len(REEFS)))]
    ground = "black sand" if sand[0] < 0.5 else "pink sand" if sand[2] == 45 else "pale sand"
    return Drawing(
        develop(lit(picture, vignette(shape, 0.15)), 1.0),
        f"Shore from above, {place}",
        ("shore", "aerial", ground),
        int(rng.integers(1950, 2020)),
        f"Surf drawing lace over {ground}, seen straight from above.",
        lat + float(rng.normal(0, 0.1)),
        lng + float(rng.normal(0, 0.1)),
    )
