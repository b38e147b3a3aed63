"""Owns the travel posters: mountains and bays in blended inks over a band of type."""

import numpy as np
from studio.vector import circle, gradient

from families.press import Press


def travel_view(p: Press, topic: str, town: str) -> str:
    """Stylised landscape in blended inks over a broad band of type."""
    rng, (h, w) = p.rng, p.page
    floor = 0.845
    horizon = rng.uniform(0.46, 0.58)
    sky = gradient(np.linspace(0, 1, h, dtype=np.float32) / horizon, p.inks[[1, 2, 5]])
    p.plate.pixels[:] = sky[:, None]
    sun = p.at(rng.uniform(0.25, 0.75), horizon - rng.uniform(0.06, 0.22))
    size = rng.uniform(0.09, 0.15) * w
    if rng.random() < 0.4:
        for k in range(24):
            a = k * np.pi / 12
            ray = np.array(
                [[np.cos(a - 0.055), np.sin(a - 0.055)], [np.cos(a + 0.055), np.sin(a + 0.055)]]
            )
            outline = np.concatenate([[sun], ray * h + sun])
            cover = p.plate.sheet().polygon(outline).coverage() * np.float32(0.28)
            p.plate.lay(cover, p.inks[5])
    p.shape(circle(sun, size, steps=90), np.clip(p.inks[5] * 1.12, 0, 1))
    sea = rng.random() < 0.6
    layers = int(rng.integers(3, 5))
    for k in range(layers):
        depth = (k + 1) / layers
        base = horizon + 0.02 + (0.0 if sea else 0.24 * depth)
        x = np.linspace(-0.05, 1.05, 9 + 3 * k)
        tall = 0.24 * (1 - 0.5 * depth) if sea else 0.2 * (1 - 0.4 * depth)
        peaks = base - tall * np.clip(rng.normal(0.5, 0.32, len(x)), 0.02, 1.2)
        if sea:
            peaks = base - (base - peaks) * np.clip((x - rng.uniform(0.1, 0.5)) * 2.2, 0, 1) ** 0.6
            x = x if k % 2 else 1 - x
        order = np.argsort(x)
        ridge = np.stack([x[order], peaks[order]], -1) * [w, h]
        outline = np.concatenate([ridge, [[w * 1.05, h], [-0.05 * w, h]]])
        near = p.inks[3] * depth + p.inks[2] * (1 - depth)
        p.fade(outline, near * 0.85 + 0.12, near * 0.8, (p.at(0, base - tall), p.at(0, base + 0.1)))
        for j in range(1, len(ridge) - 1):
            if ridge[j, 1] < min(ridge[j - 1, 1], ridge[j + 1, 1]):
                flank = ridge[j + 1] - ridge[j]
                drop = np.array(
                    [
                        ridge[j],
                        ridge[j + 1],
                        ridge[j] + flank * [0.42, 1.25],
                        ridge[j] + flank * [0.2, 0.62],
                        ridge[j] + flank * [-0.08, 0.5],
                    ]
                )
                p.shape(drop, near * 0.66)
    if sea:
        water = horizon + 0.02
        p.fade(
            p.scaled([(0, water), (1, water), (1, 1), (0, 1)]),
            p.inks[2] * 0.6 + p.inks[4] * 0.4,
            p.inks[4],
            (p.at(0, water), p.at(0, floor)),
        )
        for k in range(26):
            y = water + 0.012 + (floor - water) * (k / 26) ** 1.4
            wide = size * (0.35 + 1.5 * k / 26) * rng.uniform(0.3, 1.1) / w
            x = sun[0] / w + rng.normal(0, 0.02 + 0.05 * k / 26)
            dash = p.scaled([(x - wide, y), (x, y - 0.004), (x + wide, y), (x, y + 0.004)])
            p.shape(dash, p.inks[5])
        boat, s = p.at(rng.uniform(0.2, 0.8), rng.uniform(water + 0.1, floor - 0.06)), 0.11 * w
        p.shape(
            np.array([(-0.6, 0), (0.7, 0), (0.45, 0.2), (-0.45, 0.2)]) * s + boat, p.inks[3] * 0.6
        )
        p.shape(
            np.array([(0.03, -0.06), (0.1, -1.5), (0.62, -0.06)]) * s + boat, (0.98, 0.95, 0.88)
        )
        p.shape(np.array([(-0.04, -0.06), (0.02, -1.25), (-0.5, -0.06)]) * s + boat, p.inks[5])
    frame_x = float(rng.choice([0.0, 1.0]))
    trees = p.plate.sheet()
    for k in range(int(rng.integers(2, 5))):
        root = np.array([abs(frame_x - 0.06 - 0.1 * k) * w, h * (floor + 0.03)])
        tall = h * rng.uniform(0.2, 0.44) * (1 - 0.14 * k)
        thin = 0.034 * w
        t = np.linspace(0, 1, 20)
        girth = thin * np.sin(np.pi * t**0.5) ** 0.8
        trees.polygon(
            np.concatenate(
                [np.stack([girth, -t * tall], -1), np.stack([-girth, -t * tall], -1)[::-1]]
            )
            + root
        )
    p.ink(trees.coverage(), p.inks[3] * 0.42)
    p.shape(p.scaled([(0, floor), (1, floor), (1, 1), (0, 1)]), 0)
    p.shape(p.scaled([(0, floor), (1, floor), (1, floor + 0.008), (0, floor + 0.008)]), 3)
    letters = " ".join(topic.upper())
    p.words(
        p.at(0.5, 0.925),
        letters,
        min(70, 560 / len(letters) * 1.3) * p.u,
        3,
        anchor="mm",
        bold=1.6 * p.u,
    )
    edge = np.ones((h, w), np.float32)
    rim = round(0.022 * h)
    edge[rim:-rim, rim:-rim] = 0
    p.ink(edge, 0)
    return "a bay with a sailing boat" if sea else "mountain ranges beneath the sun"
