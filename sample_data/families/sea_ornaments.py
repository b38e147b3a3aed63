"""Owns a sea chart's ornaments: rhumb lines, roses, ships, serpents and soundings."""

import numpy as np
from studio.plate import Plate
from studio.vector import Colour, Field, Points, Stencil, blade, circle, ribbon, spine, spline


def rhumb_lines(
    plate: Plate, style: list[Field], hub: Points, u: float, gilt: bool
) -> list[Points]:
    """Sixteen wind nodes about a hub, joined to each other and out to the page's edge."""
    ring = min(plate.page) * 0.47
    angles = np.arange(16) * np.pi / 8
    nodes = [hub + ring * np.array([np.cos(a), np.sin(a)]) for a in angles]
    inks: list[Colour] = [style[4], style[5], style[6]]
    for turn, ink in enumerate(inks):
        lines = plate.sheet()
        for i, node in enumerate(nodes):
            for j in range(i + 1, 16):
                if (j - i) % 3 == turn and (j - i) in (4, 5, 6):
                    heading = nodes[j] - node
                    lines.line(np.stack([node - heading * 3, node + heading * 4]), 0.5 * u)
        for k in range(turn, 16, 3):
            out = np.array([np.cos(k * np.pi / 8), np.sin(k * np.pi / 8)]) * max(plate.page) * 1.5
            lines.line(np.stack([hub, hub + out]), 0.6 * u)
        cover = lines.coverage() * np.float32(0.42)
        if gilt:
            plate.lay(cover * np.float32(0.9), ink)
        else:
            plate.stain(cover, ink)
    return nodes


def compass_rose(plate: Plate, at: Points, radius: float, style: list[Field], u: float) -> None:
    """Compass rose of thirty-two points, each half dark and half light, a lance at north."""
    for r, colour in (
        (1.0, style[2]),
        (0.94, style[4]),
        (0.9, style[2]),
        (0.62, style[4]),
        (0.6, style[0]),
    ):
        plate.fill(circle(at, radius * r, steps=60), colour)
    hues = (style[5], style[6], style[7])
    for count, reach, wide, hue in (
        (16, 0.62, 0.10, hues[2]),
        (8, 0.8, 0.12, hues[1]),
        (4, 0.98, 0.15, hues[0]),
    ):
        for k in range(count):
            a = k * 2 * np.pi / count + (np.pi / count if count > 4 else 0)
            out = np.array([np.cos(a), np.sin(a)]) * radius
            side = np.array([-out[1], out[0]])
            root = at + out * wide * 0.8
            tip = at + out * reach
            plate.fill(np.array([at, root + side * wide, tip]), hue)
            plate.fill(np.array([at, root - side * wide, tip]), style[2])
            edge = Stencil.around(np.array([at - radius, at + radius]), plate.page)
            if edge is not None:
                edge.line(np.array([at, root + side * wide, tip, root - side * wide, at]), 0.5 * u)
                plate.lay(edge.coverage() * np.float32(0.8), style[4], edge.corner)
    plate.fill(circle(at, radius * 0.12), style[7])
    top = at - [0, radius * 1.02]
    for lean in (-1, 0, 1):
        petal = spine(
            top, top + np.array([0.17 * lean, -0.36 + 0.12 * abs(lean)]) * radius, bend=0.3 * lean
        )
        plate.fill(blade(petal, radius * 0.13), hues[0] if lean == 0 else style[4])


def draw_ship(plate: Plate, at: Points, s: float, style: list[Field], facing: float) -> None:
    """Three-masted ship under sail, ``s`` pixels long, on a few strokes of sea."""

    def put(points: list[tuple[float, float]]) -> Points:
        return np.array(points) * [facing * s, s] + at

    ink = plate.sheet()
    hull = put(
        [
            (-0.5, -0.16),
            (-0.42, 0.05),
            (-0.3, 0.11),
            (0.34, 0.11),
            (0.46, -0.02),
            (0.6, -0.13),
            (0.4, -0.06),
            (-0.2, -0.03),
            (-0.26, -0.12),
        ]
    )
    plate.fill(hull, style[4] * 0.6 + style[5] * 0.4)
    ink.line(np.concatenate([hull, hull[:1]]), 0.012 * s)
    ink.line(put([(-0.42, 0.0), (0.42, 0.02)]), 0.01 * s)
    for x, high in ((-0.28, 0.62), (0.02, 0.8), (0.3, 0.6)):
        ink.line(put([(x, -0.03), (x, -high)]), 0.014 * s)
        for k, (foot, head) in enumerate(((0.14, 0.42), (0.46, 0.7))):
            w0, w1 = 0.13 - 0.03 * k, 0.105 - 0.03 * k
            a, b = -high * head / 0.7, -high * foot / 0.7
            sail = spline(
                put(
                    [
                        (x - w1, a),
                        (x + w1, a),
                        (x + w0 + 0.06, (a + b) / 2),
                        (x + w0, b),
                        (x - w0, b),
                        (x - w0 + 0.07, (a + b) / 2),
                    ]
                ),
                closed=True,
                steps=6,
            )
            plate.wash(
                sail,
                style[2] * 0.86,
                np.clip(style[2] * 1.12, 0, 1),
                (put([(x - w0, 0)])[0], put([(x + w0, 0)])[0]),
                edge=0.2,
            )
            ink.line(np.concatenate([sail, sail[:1]]), 0.011 * s)
        plate.fill(put([(x, -high), (x - 0.17, -high + 0.02), (x, -high + 0.07)]), style[5])
    ink.line(put([(0.5, -0.09), (0.78, -0.26)]), 0.014 * s)
    for k in range(4):
        y = 0.12 + 0.035 * k
        wave = np.linspace(-0.62 + 0.09 * k, 0.66 - 0.1 * k, 40)
        ink.line(np.stack([wave * s, (y + 0.014 * np.sin(wave * 34 + k)) * s], -1) + at, 0.009 * s)
    plate.lay(ink.coverage(), style[4])


def draw_monster(plate: Plate, at: Points, s: float, style: list[Field], facing: float) -> None:
    """Sea serpent whose coils rise in arches from the water."""
    ink = plate.sheet()
    flip = np.array([facing * s, s])
    for x, wide, high in ((-0.42, 0.20, 0.16), (-0.1, 0.24, 0.24)):
        t = np.linspace(0, np.pi, 26)
        arch = np.stack([x - wide / 2 * np.cos(t), -high * np.sin(t) ** 0.8], -1) * flip + at
        body = ribbon(arch, 0.085 * s + 0.03 * s * np.sin(t))
        plate.wash(
            body,
            style[6] * 0.75,
            np.clip(style[6] * 1.25, 0, 1),
            (at, at - [0, high * s]),
            edge=0.35,
        )
        ink.line(np.concatenate([body, body[:1]]), 0.011 * s)
        for k in range(3, 24, 2):
            out = (arch[k] - at - np.array([x, 0.02]) * flip) * 0.16
            ink.line(np.stack([arch[k] + out * 1.3, arch[k] + out * 2.1]), 0.02 * s)
    neck = spline(
        np.array(
            [(0.16, 0.0), (0.22, -0.22), (0.3, -0.4), (0.42, -0.44), (0.52, -0.36), (0.57, -0.3)]
        )
        * flip
        + at,
        steps=8,
    )
    t = np.linspace(0, 1, len(neck))
    body = ribbon(neck, s * np.interp(t, [0, 0.5, 0.75, 0.9, 1], [0.11, 0.08, 0.12, 0.08, 0.02]))
    plate.wash(
        body, style[6] * 0.75, np.clip(style[6] * 1.2, 0, 1), (at, at - [0, 0.45 * s]), edge=0.35
    )
    ink.line(np.concatenate([body, body[:1]]), 0.011 * s)
    ink.dot(np.array([0.43, -0.45]) * flip + at, 0.014 * s)
    for k in range(2, 26, 3):
        out = np.array([-0.05, -0.04]) * flip
        ink.line(np.stack([neck[k] + out * 0.9, neck[k] + out * 2]), 0.016 * s)
    tail = np.array([-0.62, 0.0]) * flip + at
    for lean in (-0.16, 0.02):
        fluke = spine(tail, tail + np.array([lean, -0.2]) * flip, bend=0.3 * np.sign(lean))
        plate.fill(blade(fluke, 0.07 * s), style[5])
    for k in range(4):
        span = np.linspace(-0.72 + 0.1 * k, 0.6 - 0.13 * k, 40)
        y = 0.02 + 0.04 * k + 0.014 * np.sin(span * 30 + k)
        ink.line(np.stack([span, y], -1) * flip + at, 0.009 * s)
    plate.lay(ink.coverage(), style[4])


def mark_soundings(
    plate: Plate, off: Field, rng: np.random.Generator, ink: Colour, u: float
) -> None:
    """Depths in fathoms over the sea, and dotted lines of equal depth."""
    figures = plate.sheet()
    pitch = 25 * u
    for y in np.arange(40 * u, plate.page[0] - 36 * u, pitch):
        for x in np.arange(40 * u, plate.page[1] - 36 * u, pitch * 1.25):
            at = np.array([x, y]) + rng.normal(0, 4.5 * u, 2)
            row, column = np.clip(at[::-1].astype(int), 0, np.array(off.shape) - 1)
            deep = off[row, column] / u
            if deep > 9 and rng.random() < 0.72:
                fathoms = max(1, round(deep * 0.35 * rng.uniform(0.7, 1.3)))
                figures.text(at, str(fathoms), 6.6 * u)
    plate.ink(figures, ink, 0.8)
    lanes = np.zeros_like(off)
    y, x = np.mgrid[: off.shape[0], : off.shape[1]]
    for deep in (14, 40, 84):
        line = np.clip(0.5 * u + 0.5 - np.abs(off - deep * u), 0, 1)
        lanes = np.maximum(lanes, line * (((x + y) // max(1, round(3 * u))) % 3 > 0))
    plate.stain(lanes.astype(np.float32) * np.float32(0.5), ink)
