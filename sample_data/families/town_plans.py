"""Owns the town plans among the maps: streets, blocks, a river, ramparts and gardens."""

import numpy as np
from studio import terrain
from studio.drawing import Drawing
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Points, palette, rgb, spline

_SCHEMES = {
    "rose": "f2e8d2 d8897c b85a50 b8cc98 a8ccd8 e6dcb8",
    "ochre": "f4ecd4 dcae6c b07a3c c0cc9c b4d0d0 ece0b4",
    "grey": "f0ece0 a8a298 6c665e b0c4a0 a0c0d4 e2dcc4",
    "blue": "eae8e0 8498b8 50648c b4caa8 b8d8e4 dfe0cc",
}


def _split(rng: np.random.Generator, quad: Points, least: float, depth: int) -> list[Points]:
    """Blocks left between streets when a quarter is cut again and again across its length."""
    sides = np.hypot(*(np.roll(quad, -1, 0) - quad).T)
    area = abs(np.cross(quad[2] - quad[0], quad[3] - quad[1])) / 2
    if area < least * rng.uniform(0.7, 2.2):
        return [quad]
    k = 0 if sides[0] + sides[2] > sides[1] + sides[3] else 1
    a, b, c, d = np.roll(quad, -k, 0)
    near, far = rng.uniform(0.38, 0.62) + rng.normal(0, 0.035, 2)
    street = least**0.5 * (0.26 if depth < 2 else 0.12 if depth < 4 else 0.075)
    gap, back = street / max(sides[k], 1), street / max(sides[k + 2], 1)
    first = np.array([a, a + (b - a) * (near - gap), d + (c - d) * (far - back), d])
    second = np.array([a + (b - a) * (near + gap), b, c, d + (c - d) * (far + back)])
    return _split(rng, first, least, depth + 1) + _split(rng, second, least, depth + 1)


def _star(centre: Points, radius: float, points: int, turn: float) -> Points:
    """Trace of a bastioned rampart."""
    step = 2 * np.pi / points
    ring = []
    for k in range(points):
        a = turn + k * step
        for da, r in (
            (-0.30, 0.90),
            (-0.17, 0.93),
            (-0.21, 1.0),
            (0.0, 1.16),
            (0.21, 1.0),
            (0.17, 0.93),
            (0.30, 0.90),
        ):
            ring.append([np.cos(a + da * step) * r, np.sin(a + da * step) * r])
    return np.array(ring) * radius + centre


def _fields(plate: Plate, rng: np.random.Generator, colours: list[Points], u: float) -> None:
    """Furrowed plots and gardens around the town."""
    h, w = plate.page
    quad = np.array(
        [[-w * 0.1, -h * 0.1], [w * 1.1, -h * 0.05], [w * 1.05, h * 1.1], [-w * 0.1, h * 1.05]]
    )
    furrows = plate.sheet()
    for plot in _split(rng, quad, (74 * u) ** 2, 3):
        kind = rng.integers(4)
        tint = (colours[5], colours[3], colours[5] * 0.96, colours[0])[kind]
        plate.fill(plot, tint, 0.85)
        a, b, c, d = plot
        if kind != 3:
            for t in np.linspace(0.04, 0.96, int(rng.integers(6, 14))):
                furrows.line(np.stack([a + (b - a) * t, d + (c - d) * t]), 0.4 * u, 0.6)
    plate.ink(furrows, colours[3] * 0.62, 0.4)


def draw_plan(rng: np.random.Generator, size: int) -> Drawing:
    """Plan of an invented town, with or without its ramparts."""
    scheme = str(rng.choice(list(_SCHEMES)))
    colours = list(palette(_SCHEMES[scheme]))
    aspect = float(rng.choice([1.0, 1.25, 0.8]))
    page = (round(size / aspect), size) if aspect >= 1 else (size, round(size * aspect))
    h, w = page
    u = size / 640
    ink = rgb("33291f")
    plate = Plate(np.broadcast_to(colours[0], (*page, 3)).copy())
    _fields(plate, rng, colours, u)

    walled = rng.random() < 0.6
    centre = np.array([w, h]) * rng.uniform(0.46, 0.54, 2)
    radius = min(page) * rng.uniform(0.34, 0.375)
    turn = rng.uniform(0, np.pi)
    bastions = int(rng.integers(6, 10))
    rim = noise(rng, page, 5, octaves=3)
    if walled:
        moat = _star(centre, radius * 1.17, bastions, turn)
        plate.fill(moat, colours[4])
        rampart = _star(centre, radius * 1.06, bastions, turn)
        plate.fill(rampart, colours[3])
        edges = plate.sheet()
        for ring, width in (
            (moat, 0.8),
            (rampart, 1.4),
            (_star(centre, radius, bastions, turn), 0.6),
        ):
            edges.line(np.concatenate([ring, ring[:2]]), width * u)
        plate.ink(edges, ink, 0.8)
        a = np.linspace(0, 2 * np.pi, 80)
        plate.fill(centre + np.stack([np.cos(a), np.sin(a)], -1) * radius * 0.88, colours[0])

    c, s = np.cos(turn), np.sin(turn)
    reach = radius * 1.5
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach @ np.array([[c, s], [-s, c]])
    blocks = _split(rng, corners + centre, (27 * u) ** 2, 0)
    outlines = plate.sheet()
    shadows = plate.sheet()
    trees = plate.sheet()
    standing, market = [], 0
    for block in blocks:
        middle = block.mean(0)
        x, y = np.clip(middle, 0, [w - 1, h - 1]).astype(int)
        spread = np.hypot(*(block - centre).T).max() / radius
        limit = 0.87 if walled else 1.08 + 0.22 * rim[y, x]
        if spread > limit:
            continue
        if spread < 0.2 and not market:
            market = 1
            continue
        standing.append(block)
        shadows.polygon(block + 1.6 * u)
    plate.ink(shadows, (0.5, 0.45, 0.42), 0.4)
    for block in standing:
        middle = block.mean(0)
        if rng.random() < 0.07:
            plate.fill(block, colours[3])
            for at in rng.uniform(block.min(0) + 2 * u, block.max(0) - 2 * u, (9, 2)):
                trees.dot(middle + (at - middle) * 0.7, 1.6 * u)
        else:
            tone = colours[1] * rng.uniform(0.9, 1.06)
            great = rng.random() < 0.06
            plate.fill(block, colours[2] if great else tone)
            yard = middle + (block - middle) * rng.uniform(0.3, 0.55)
            if not great:
                plate.fill(yard, colours[5])
        outlines.line(np.concatenate([block, block[:1]]), 0.6 * u)
    plate.ink(outlines, ink, 0.75)
    plate.ink(trees, rgb("4f6a3c"), 0.8)

    course = rng.uniform(0, np.pi)
    way = np.array([np.cos(course), np.sin(course)])
    side = np.array([-way[1], way[0]]) * rng.uniform(-0.35, 0.35) * radius
    t = np.linspace(-1.1, 1.1, 9)
    bends = np.stack([-way[1] * np.ones(9), way[0] * np.ones(9)], -1)
    bends = bends * rng.normal(0, 0.12 * radius, (9, 1))
    river = spline(centre + side + way * t[:, None] * max(page) * 0.75 + bends, steps=10)
    width = rng.uniform(17, 34) * u
    stream = plate.sheet().stroke(river, width * 0.8, width * 1.2).coverage()
    bank = plate.sheet().stroke(river, width * 0.8 + 3 * u, width * 1.2 + 3 * u).coverage()
    plate.stain(bank, ink)
    plate.lay(stream, colours[4] * (1 + 0.03 * rim[..., None]))
    ripples = plate.sheet()
    for k in (-0.36, -0.26, 0.26, 0.36):
        ripples.line(river + np.array([-way[1], way[0]]) * k * width, 0.5 * u)
    plate.ink(ripples, rgb("3f6880"), 0.5)
    for share in rng.uniform(0.36, 0.64, int(rng.integers(1, 4))):
        k = int(share * (len(river) - 1))
        heading = river[k + 1] - river[k - 1]
        across = np.array([-heading[1], heading[0]]) / np.hypot(*heading) * width * 0.75
        span = np.stack([river[k] - across, river[k] + across])
        plate.ink(plate.sheet().line(span, 6.5 * u), ink)
        plate.lay(plate.sheet().line(span, 4.6 * u).coverage(), colours[0])

    title = terrain.name(rng)
    rim_px = round(17 * u)
    margin = np.ones(page, np.float32)
    margin[rim_px : h - rim_px, rim_px : w - rim_px] = 0
    plate.lay(margin, rgb("f6efdc"))
    frame = plate.sheet()
    for inset, width in ((rim_px, 1.6), (rim_px - 5 * u, 0.6)):
        frame.line(
            np.array(
                [
                    [inset, inset],
                    [w - inset, inset],
                    [w - inset, h - inset],
                    [inset, h - inset],
                    [inset, inset],
                ]
            ),
            width * u,
        )
    half = (40 + 8.2 * len(title)) * u / 2
    at = np.array([rim_px + half + 8 * u, rim_px + 22 * u])
    card = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * [half, 14 * u] + at
    plate.fill(card, rgb("f6efdc"))
    frame.line(card, 1.0 * u).text(at, title.upper(), 12 * u, bold=0.2 * u)
    plate.ink(frame, ink)
    plate.pixels *= (1 + 0.02 * noise(rng, page, 4, octaves=4))[..., None] * rgb("fffaf0")
    known = rng.random() < 0.75
    walls = f"ringed by {bastions} bastions" if walled else "open to its fields"
    return Drawing(
        image=plate.image(),
        title=f"Plan of the town of {title}",
        tags=("town plan", scheme, "fortified" if walled else "open town"),
        year=int(rng.integers(1680, 1860)),
        description=f"A town plan of {len(standing)} blocks on a river, {walls}.",
        lat=round(float(rng.uniform(36, 60)), 2) if known else None,
        lng=round(float(rng.uniform(-8, 28)), 2) if known else None,
    )
