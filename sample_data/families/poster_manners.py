"""Owns the composed posters: Swiss, Bauhaus, concert, cut-paper and optical."""

import numpy as np
from studio.vector import Points, circle, spline

from families.press import Press


def swiss(p: Press, topic: str, town: str) -> str:
    """Huge letterform on a grid, cut by the edge, with small type in columns."""
    letter = topic[0] if p.rng.random() < 0.6 else str(p.rng.choice(list("&aeRGS2358")))
    size = p.page[0] * p.rng.uniform(0.8, 1.1)
    if p.rng.random() < 0.6:
        cut = p.rng.uniform(0.4, 0.66)
        p.shape(p.scaled([(0, cut), (1, cut - p.rng.uniform(-0.2, 0.2)), (1, 1), (0, 1)]), 2)
    at = p.at(p.rng.uniform(0.4, 0.72), p.rng.uniform(0.58, 0.64))
    p.words(at, letter, size, 1, anchor="mm", bold=size * 0.03)
    if p.rng.random() < 0.5:
        ghost = (
            p.plate.sheet()
            .text(
                at + np.array([0.10, 0.07]) * p.page[1], letter, size, anchor="mm", bold=size * 0.03
            )
            .coverage()
        )
        p.ink(ghost, 3, over=True)
    x, y = p.rng.uniform(0.06, 0.1), p.rng.uniform(0.055, 0.09)
    p.words(p.at(x, y + 0.035), topic.lower(), 44 * p.u, 4, bold=1.0 * p.u)
    for k, line in enumerate((town.lower(), "2. bis 28. mai", "kunstgewerbemuseum")):
        p.words(p.at(x, y + 0.075 + 0.026 * k), line, 13 * p.u, 4)
    return f"the letter {letter} filling the sheet"


def bauhaus(p: Press, topic: str, town: str) -> str:
    """Circle, bar and square in tension along one diagonal."""
    lean = float(p.rng.choice([-1, 1])) * p.rng.uniform(0.4, 0.8)
    c, s = np.cos(lean), np.sin(lean)
    turn = np.array([[c, s], [-s, c]])
    heart = p.at(p.rng.uniform(0.42, 0.58), p.rng.uniform(0.40, 0.52))
    w = p.page[1]

    def bar(x: float, y: float, long: float, thick: float) -> Points:
        box = np.array([(-long, -thick), (long, -thick), (long, thick), (-long, thick)]) / 2
        placed: Points = (box + [x, y]) @ turn * w + heart
        return placed

    big = p.rng.uniform(0.27, 0.36)
    p.shape(circle(heart + np.array([0.10, 0.02]) * w * np.sign(lean), big * w, steps=120), 1)
    p.shape(bar(0, 0.0, 1.9, 0.16), 4)
    p.shape(bar(0, 0.135, 1.4, 0.05), 2)
    p.shape(bar(0.12, -0.14, 0.9, 0.025), 4)
    half = circle((0, 0), big * 0.62, steps=120)
    half = half[half[:, 1] <= 1e-9]
    p.shape((half + [-0.2, -0.085]) @ turn * w + heart, 3)
    ring = circle((0.44, 0.30), 0.15, steps=90) @ turn * w + heart
    p.ink(p.plate.sheet().line(np.concatenate([ring, ring[:3]]), 0.035 * w).coverage(), 4)
    p.shape(circle((0.44, 0.30), 0.07, steps=60) @ turn * w + heart, 2)
    for k in range(int(p.rng.integers(4, 8))):
        p.shape(bar(-0.52 + 0.06 * k, -0.27, 0.026, 0.16), 2 if k % 2 else 4)
    p.shape(bar(-0.42, 0.36, 0.2, 0.2), 1, over=True)
    word = f"{topic.upper()}  {town.upper()}"
    start = np.array([(0.07 * w - heart[0]) / c / w, 0.0])
    p.turned((start @ turn) * w + heart, word, 0.095 * w, lean, 0)
    low = 0.94 if lean > 0 else 0.09
    p.words(p.at(0.07, low), "ausstellung", 21 * p.u, 4)
    p.words(p.at(0.07, low + 0.03), "juli-sept", 14 * p.u, 4)
    return "circle, half-circle and bars along one diagonal"


def concert(p: Press, topic: str, town: str) -> str:
    """Arcs of growing weight turning about one point."""
    heart = p.at(p.rng.uniform(0.3, 0.7), p.rng.uniform(0.42, 0.66))
    radius = 0.05 * p.page[1]
    hues = [1, 4, 2, 1, 3]
    count = 0
    while radius < 0.72 * p.page[1]:
        thick = radius * p.rng.uniform(0.22, 0.5)
        start = p.rng.integers(0, 16) * np.pi / 8
        sweep = p.rng.integers(6, 14) * np.pi / 8
        a = np.linspace(start, start + sweep, 90)
        arc = np.stack([np.cos(a), np.sin(a)], -1)
        band = np.concatenate([arc * radius, arc[::-1] * (radius + thick)]) + heart
        p.shape(band, hues[count % 5], over=count % 3 == 2)
        radius = (radius + thick + p.page[1] * 0.012) * 1.04
        count += 1
    p.shape(p.scaled([(0, 0), (1, 0), (1, 0.155), (0, 0.155)]), 0)
    p.shape(p.scaled([(0, 0.885), (1, 0.885), (1, 1), (0, 1)]), 0)
    p.words(p.at(0.07, 0.10), topic.lower(), 62 * p.u, 4, bold=0.8 * p.u)
    p.words(p.at(0.07, 0.135), f"tonhalle {town.lower()}", 15 * p.u, 4)
    for k, line in enumerate(("bartók  strawinsky  webern", "leitung h. rosbaud", "20.15 uhr")):
        p.words(p.at(0.93, 0.915 + 0.026 * k), line, 13.5 * p.u, 4, anchor="rs")
    return f"{count} arcs turning about one point"


def cut_paper(p: Press, topic: str, town: str) -> str:
    """Paper panels with leaf and wave shapes cut by scissors."""
    rows, columns = int(p.rng.integers(3, 5)), int(p.rng.integers(2, 4))
    rise = 0.82 / rows
    for r in range(rows):
        edges = np.linspace(0.05, 0.95, columns + 1)
        edges[1:-1] += p.rng.normal(0, 0.05, columns - 1)
        for k in range(columns):
            hue = 1 + (r * 2 + k + int(p.rng.integers(2))) % 4
            x0, x1 = edges[k] + 0.006, edges[k + 1] - 0.006
            y0, y1 = 0.04 + r * rise, 0.04 + (r + 1) * rise - 0.008
            wob = p.rng.normal(0, 0.006, (4, 2))
            p.shape(p.scaled([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) + wob * p.page[1], hue)
            middle = p.at((x0 + x1) / 2, (y0 + y1) / 2)
            room = min((x1 - x0) * p.page[1], (y1 - y0) * p.page[0]) * 0.42
            unlike = np.abs(p.inks - p.inks[hue]).sum(1)
            other = int(p.rng.choice(np.flatnonzero(unlike > 0.6 * unlike.max())))
            lobes = int(p.rng.integers(4, 9))
            kind = p.rng.integers(3)
            a = np.arange(lobes * 2) * np.pi / lobes + p.rng.uniform(0, 1)
            if kind == 0:
                r_ = np.where(np.arange(lobes * 2) % 2, 0.38, 1.0) * p.rng.uniform(
                    0.8, 1.1, lobes * 2
                )
                p.shape(
                    spline(
                        np.stack([np.cos(a), np.sin(a)], -1) * r_[:, None] * room + middle,
                        closed=True,
                    ),
                    other,
                )
            elif kind == 1:
                t = np.linspace(0.95, -0.8, 9)
                wide = np.where(np.arange(9) % 2, 0.82, 0.2) * np.linspace(1.0, 0.55, 9)
                right = np.stack([wide, t - 0.18 * (np.arange(9) % 2)], -1)
                frond = np.concatenate([right, [[0, -1.1]], right[::-1] * [-1, 1]])
                p.shape(spline(frond * room + middle, closed=True, steps=8), other)
            else:
                for j in range(3):
                    x = np.linspace(-1, 1, 30)
                    wave = np.stack([x * room, 0.22 * room * np.sin(x * 6 + j)], -1)
                    y = (j - 1) * 0.62 * room
                    thick = np.stack([0 * x, 0.13 * room * np.sqrt(1.02 - x * x)], -1)
                    p.shape(
                        np.concatenate([wave + thick, (wave - thick)[::-1]]) + middle + [0, y],
                        other,
                    )
    p.words(p.at(0.06, 0.955), topic, 58 * p.u, 4, bold=0.6 * p.u)
    p.words(p.at(0.94, 0.955), town, 17 * p.u, 4, anchor="rs")
    return f"{rows * columns} panels of cut paper"


def optical(p: Press, topic: str, town: str) -> str:
    """Fine stripes bent by a hidden form."""
    h, w = p.page
    y, x = np.mgrid[:h, :w].astype(np.float32) / np.float32(w)
    heart = p.rng.uniform(0.35, 0.65), p.rng.uniform(0.4, 0.65) * h / w
    d = np.hypot(x - heart[0], y - heart[1])
    bulge = np.exp(-((d / p.rng.uniform(0.22, 0.34)) ** 2))
    turn = p.rng.uniform(0, np.pi)
    along = x * np.cos(turn) + y * np.sin(turn)
    if p.rng.random() < 0.5:
        field = along * 15 + 9.0 * (d / 0.3) ** 2 * bulge * np.cos(
            3 * np.arctan2(y - heart[1], x - heart[0])
        )
    else:
        field = along * 15 - 3.4 * bulge + 0.6 * np.sin(9 * (y * np.cos(turn) - x * np.sin(turn)))
    wave = np.sin(2 * np.pi * field) + 0.35 * bulge
    gy, gx = np.gradient(field)
    soft = np.maximum(2 * np.pi * np.hypot(gx, gy), 1e-3)
    p.ink(np.clip(wave / soft + 0.5, 0, 1).astype(np.float32), 4 if p.rng.random() < 0.5 else 1)
    p.shape(circle(p.at(heart[0], heart[1] * w / h), 0.14 * w, steps=90), 2, over=True)
    top = p.rng.random() < 0.5
    a = 0.04 if top else 0.84
    p.shape(p.scaled([(0.06, a), (0.94, a), (0.94, a + 0.12), (0.06, a + 0.12)]), 0)
    p.words(p.at(0.1, a + 0.077), topic.lower(), 46 * p.u, 4, bold=0.8 * p.u)
    p.words(p.at(0.9, a + 0.077), town.lower(), 15 * p.u, 4, anchor="rs")
    return "stripes bent by a hidden form"
