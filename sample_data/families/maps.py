"""Owns the engraved maps: invented lands and towns, surveyed, inked and coloured by hand."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage, sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree
from studio.drawing import Drawing, Family
from studio.raster import axes, enlarge, frame, lambert, noise, normals, smooth, unit_vector
from studio.vector import (
    Field,
    Plate,
    Points,
    Stencil,
    circle,
    gradient,
    palette,
    place,
    rgb,
    spline,
)

_CELLS = 80


@dataclass(frozen=True)
class _Region:
    """A language of place names and roughly where it is spoken."""

    starts: str
    ends: str
    lat: float
    lng: float
    words: dict[str, str]


_REGIONS = (
    _Region(
        "Ard Kil Strath Dun Inver Bal",
        "more loch vane garry craig dale",
        57.0,
        -5.0,
        {
            "island": "The Isle of {}",
            "coast": "The Shire of {}",
            "inland": "The Vale of {}",
            "town": "A Plan of the Burgh of {}",
        },
    ),
    _Region(
        "Mont Val Beau Roche Clair Saint-",
        "brun lieu aubin marc vert elle",
        45.0,
        2.5,
        {
            "island": "Ilot de {}",
            "coast": "Rivage de {}",
            "inland": "Pays de {}",
            "town": "Plan de la ville de {}",
        },
    ),
    _Region(
        "Monte Castel Rocca Villa Porto Torre",
        "bruno chiaro nero alba sera vento",
        42.6,
        12.4,
        {
            "island": "Isola di {}",
            "coast": "Riviera di {}",
            "inland": "Contado di {}",
            "town": "Pianta di {}",
        },
    ),
    _Region(
        "Stor Nord Lang Fager Sol Hest",
        "vik fjell dal nes holm strand",
        63.4,
        9.5,
        {"island": "{}holmen", "coast": "{} Amt", "inland": "{}dalen", "town": "Kart over {}"},
    ),
    _Region(
        "Wald Hohen Linden Stein Adler Birken",
        "berg furt au stadt bach rode",
        49.6,
        10.6,
        {
            "island": "Insel {}",
            "coast": "Ufer von {}",
            "inland": "Landschaft {}",
            "town": "Grundriss von {}",
        },
    ),
)
_STYLES = ("tints", "provinces", "contours", "hachures", "town")
_TINTS = (
    "7ea877 a9c48a d9d69a e6c888 cf9d62 a87350 8a5c4c efe6dc",
    "8fb08c c0cd9c ebe0b0 ddb989 bf8a68 96655a 7b564f e8e0dc",
    "5f9a86 9dbd91 d6d3a0 ecd79a dba467 b9744e 91533f f3ece0",
)
_WASHES = (
    "e7a9a0 efd489 a9c79a a8c3cf d9b6cd e9c19a",
    "e2b48f b9cda2 f0dc98 c9b5d0 a3c6c0 eab9ac",
    "d8c187 9dbcae e0a58b c5cd97 b7b0cd f0d9ac",
)
_SEAS = palette("a9cbd2 bcd6d4 9bbfd0 c7d9cf b3cfdd d9dcc8")


@dataclass
class _Land:
    """Terrain under the map: height above the sea, shore, and the paths that cross it."""

    height: Field
    dry: Field
    shore: Field
    u: float

    def nodes(self) -> tuple[Field, Points]:
        """Heights on a coarse lattice and the page positions of its nodes."""
        h, w = self.height.shape
        step = max(h, w) / _CELLS
        rows, columns = round(h / step), round(w / step)
        y, x = np.mgrid[:rows, :columns] + 0.5
        at = np.stack([x.ravel() * w / columns, y.ravel() * h / rows], -1)
        found = self.height[at[:, 1].astype(int), at[:, 0].astype(int)].reshape(rows, columns)
        return found, at


def _terrain(rng: np.random.Generator, shape: tuple[int, int], form: str) -> _Land:
    x, y = axes(shape)
    raw = noise(rng, shape, 3.2, octaves=7, gain=0.5)
    ridges = noise(rng, shape, 3.5, octaves=6, ridged=True)
    turn = rng.uniform(0, 2 * np.pi)
    ahead = x * np.cos(turn) + y * np.sin(turn)
    if form == "island":
        tall = shape[0] / shape[1]
        raw = (
            raw
            + 2.6
            - 17 * ((x * min(tall, 1)) ** 2 + (y * min(1 / tall, 1)) ** 2) / min(tall, 1 / tall)
        )
        share = 0.6
    else:
        raw = raw + ahead * (6 if form == "coast" else 2.5)
        share = 0.36 if form == "coast" else 0.0
    level = np.quantile(raw[::4, ::4], share) if share else float(raw.min()) - 0.4
    height = raw - level
    height = height / np.quantile(height[::4, ::4], 0.99)
    height += 0.16 * ridges * smooth(0.1, 0.8, height)
    slope = np.hypot(*np.gradient(height)) + 1e-6
    dry = np.clip(height / slope + 0.5, 0, 1).astype(np.float32)
    unit = max(shape) / 640
    coarse = ndimage.distance_transform_edt(height[::2, ::2] <= 0) * 2 / unit
    shore = enlarge(coarse.astype(np.float32), shape)
    return _Land(height.astype(np.float32), dry, shore, unit)


def _lattice(cost: Field) -> sparse.csr_matrix:
    """Graph of a lattice whose steps, eight ways, cost the mean of the two nodes."""
    number = np.arange(cost.size).reshape(cost.shape)
    h, w = cost.shape
    parts = []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = (slice(0, h - dy), slice(max(0, -dx), w - max(0, dx)))
        b = (slice(dy, h), slice(max(0, dx), w + min(0, dx)))
        weight = (cost[a] + cost[b]) * np.hypot(dx, dy)
        parts.append((number[a].ravel(), number[b].ravel(), weight.ravel()))
    i, j, weight = (np.concatenate(each) for each in zip(*parts, strict=True))
    return sparse.csr_matrix((weight, (i, j)), shape=(cost.size, cost.size))


def _rivers(land: _Land, rng: np.random.Generator, count: int) -> list[Points]:
    """River lines from their springs, each ending in the sea or in another river."""
    height, at = land.nodes()
    cost = 0.08 + np.clip(height, 0, None) ** 1.5 + 0.25 * rng.random(height.shape)
    flat = height.ravel()
    mouths = np.flatnonzero(flat <= 0)
    if not len(mouths):
        edge = np.flatnonzero(np.pad(np.zeros(np.subtract(height.shape, 2)), 1, constant_values=1))
        mouths = edge[np.argsort(flat[edge])[:1]]
    _, down, _ = csgraph.dijkstra(
        _lattice(cost), directed=False, indices=mouths, min_only=True, return_predecessors=True
    )
    springs = np.flatnonzero(flat > np.quantile(flat[flat > 0], 0.55))
    known: dict[int, Points] = {}
    lines = []
    for start in rng.choice(springs, count):
        path = [int(start)]
        while down[path[-1]] >= 0 and path[-1] not in known:
            path.append(int(down[path[-1]]))
        if len(path) < 9:
            continue
        points = ndimage.gaussian_filter1d(at[path], 1.3, axis=0, mode="nearest")
        points += rng.normal(0, 1.1 * land.u, points.shape)
        points[-1] = known.get(path[-1], at[path[-1]])
        known.update(zip(path[:-1], points, strict=False))
        lines.append(spline(points, steps=4))
    return lines


def _towns(land: _Land, rng: np.random.Generator, count: int) -> tuple[Points, list[Points]]:
    """Places of towns on low ground, and the roads that join each to an earlier one."""
    height, at = land.nodes()
    inside = np.all((at > 0.1 * at.max(0)) & (at < 0.9 * at.max(0)), 1)
    fit = np.flatnonzero((height.ravel() > 0.06) & (height.ravel() < 0.6) & inside)
    chosen: list[int] = []
    for spot in rng.permutation(fit)[:120]:
        if all(np.hypot(*(at[spot] - at[each])) > 75 * land.u for each in chosen):
            chosen.append(int(spot))
    chosen = chosen[:count]
    slope = np.hypot(*np.gradient(height))
    graph = _lattice(0.4 + 9 * slope + 60 * (height <= 0) + 0.2 * rng.random(height.shape))
    roads = []
    for k, spot in enumerate(chosen[1:], 1):
        far, back = csgraph.dijkstra(graph, directed=False, indices=spot, return_predecessors=True)
        path = [chosen[:k][int(np.argmin(far[chosen[:k]]))]]
        while path[-1] != spot:
            path.append(int(back[path[-1]]))
        if far[path[0]] < 90:
            points = ndimage.gaussian_filter1d(at[path], 1.6, axis=0, mode="nearest")
            roads.append(spline(points, steps=4))
    return at[chosen], roads


def _levels(field: Field, step: float, width: float) -> Field:
    """Coverage of the lines on which a field is a multiple of `step`, `width` pixels wide."""
    slope = np.hypot(*np.gradient(field)) + 1e-6
    away = np.abs((field / step + 0.5) % 1 - 0.5) * step / slope
    return np.clip(width / 2 + 0.5 - away, 0, 1).astype(np.float32)


def _scatter(rng: np.random.Generator, shape: tuple[int, int], gap: float) -> Points:
    """Points about `gap` pixels apart all over the page, from top to bottom."""
    y, x = np.mgrid[gap / 2 : shape[0] : gap, gap / 2 : shape[1] : gap]
    y, x = (v + rng.uniform(-0.42, 0.42, v.shape) * gap for v in (y, x))
    points = np.stack([x.ravel(), y.ravel()], -1)
    points = points[np.argsort(points[:, 1])]
    return np.clip(points, 0, np.array(shape[::-1]) - 1)


def _at(field: Field, points: Points) -> Field:
    found: Field = field[points[:, 1].astype(int), points[:, 0].astype(int)]
    return found


def _hachures(plate: Plate, land: _Land, rng: np.random.Generator, ink: Field) -> None:
    """Strokes down the slope, heavier where it is steep."""
    soft = ndimage.gaussian_filter(land.height, 1.5 * land.u)
    down, right = np.gradient(soft * 300 * land.u)
    pen = plate.sheet()
    for gap, least, wide in ((7.5, 1.2, 0.6), (5.2, 2.2, 0.9)):
        seeds = _scatter(rng, plate.page, gap * land.u)
        steep = np.hypot(_at(down, seeds), _at(right, seeds))
        for at, s, gx, gy in zip(seeds, steep, _at(right, seeds), _at(down, seeds), strict=True):
            if s > least and soft[int(at[1]), int(at[0])] > 0.05:
                way = np.array([gx, gy]) / s * min(2.2 + 1.4 * s, 7.5) * land.u
                pen.stroke(
                    np.array([at + way / 2, at - way / 2]),
                    wide * land.u * min(s / 2.2, 1.9),
                    0.35 * land.u,
                )
    plate.ink(pen, ink, 0.8)


def _molehills(plate: Plate, land: _Land, rng: np.random.Generator, ink: Field) -> None:
    """Hills drawn as little mounds in rows, shaded on the right."""
    u = land.u
    seeds = _scatter(rng, plate.page, 19 * u)
    soft = ndimage.gaussian_filter(land.height, 3 * u)
    hill = [
        (-1.1, 0),
        (-0.8, -0.28),
        (-0.42, -0.85),
        (0, -1.05),
        (0.4, -0.82),
        (0.8, -0.25),
        (1.1, 0),
    ]
    for at, high in zip(seeds, _at(soft, seeds), strict=True):
        if high < 0.62 or rng.random() < 0.25:
            continue
        size = (5 + 7 * min(high, 1.2)) * u * rng.uniform(0.8, 1.2)
        line = spline(place(hill, at, scale=np.array([size, size * 0.95])), steps=4)
        plate.fill(line, rgb("e9d9b4") * rng.uniform(0.93, 1.03), 0.75)
        pen = Stencil.around(line, plate.page, 3 * u)
        if pen is None:
            continue
        pen.line(line, 0.9 * u)
        for t in (0.1, 0.42, 0.7):
            top = at + np.array([0.02 + t * 0.9, -0.98 + t * 0.8]) * size
            pen.stroke(np.array([top, top + [0.12 * size, (0.62 - 0.4 * t) * size]]), 1.3 * u, 0.3)
        plate.ink(pen, ink, 0.85)


def _woods(plate: Plate, land: _Land, rng: np.random.Generator, green: Field) -> None:
    """Round trees in groves on the middle slopes."""
    u = land.u
    seeds = _scatter(rng, plate.page, 10 * u)
    grove = noise(rng, plate.page, 5, octaves=3)
    fit = (_at(grove, seeds) > 0.85) & (np.abs(_at(land.height, seeds) - 0.36) < 0.26)
    shade, crown = plate.sheet(), plate.sheet()
    for at in seeds[fit]:
        shade.dot(at + [1.1 * u, 0.9 * u], 2.8 * u)
        crown.dot(at, 2.7 * u)
    plate.ink(shade, green * 0.35, 0.75)
    plate.lay(crown.coverage() * np.float32(0.9), green)


def _country(plate: Plate, rng: np.random.Generator, style: str, form: str, ink: Field) -> str:
    """Draw a terrain in one of the four country styles and name the colour that rules it."""
    page, u = plate.page, max(plate.page) / 640
    land = _terrain(rng, page, form)
    dry, wet = land.dry, 1 - land.dry
    sea = _SEAS[rng.integers(len(_SEAS))]
    tooth = 1 + np.float32(0.03) * noise(rng, page, 9, octaves=3)
    soft = ndimage.gaussian_filter(land.height, 1.7 * u)
    light = lambert(normals(soft * np.float32(0.055)), unit_vector(-0.5, -0.6, 0.75))
    relief = np.clip(light / 0.69, 0.45, 1.25)[..., None]
    high = np.clip(soft, 0, 1.25)
    green = rgb("6d8f58") * np.float32(rng.uniform(0.85, 1.12))
    hue = "green"
    if style == "tints":
        steps = np.floor(high / 1.25 * 9) / 8
        stops = palette(_TINTS[rng.integers(len(_TINTS))])
        plate.stain(dry, gradient(steps, stops) * relief**0.8 * tooth[..., None])
        deep = np.clip(np.floor(land.shore / 26), 0, 3) / 3
        plate.stain(wet, gradient(deep, np.stack([sea, sea * sea * [0.72, 0.88, 0.98]])))
        plate.stain(_levels(soft, 1.25 / 9, 0.5 * u) * dry * 0.5, (0.62, 0.5, 0.4))
    elif style == "provinces":
        seeds = _scatter(rng, page, 165 * u)
        y, x = np.mgrid[: page[0] : 2, : page[1] : 2].astype(np.float32)
        bend = [noise(rng, x.shape, 7, octaves=5) * 13 * u for _ in range(2)]
        far, who = cKDTree(seeds).query(np.stack([x + bend[0], y + bend[1]], -1), k=2)
        border = enlarge((far[..., 1] - far[..., 0]).astype(np.float32), page)
        washes = palette(_WASHES[rng.integers(len(_WASHES))])[rng.permutation(6)]
        cell = np.repeat(np.repeat(who[..., 0], 2, 0), 2, 1)[: page[0], : page[1]]
        strong = (0.5 + 0.5 * smooth(26 * u, 2 * u, border)) * tooth
        plate.stain(dry * strong, washes[cell % 6])
        plate.stain(smooth(1.8 * u, 0.6 * u, border) * dry * 0.8, rgb("7a2f28"))
        plate.stain(wet * smooth(60, 0, land.shore) * 0.75, sea * 0.94)
        hue = "pastel"
    elif style == "contours":
        brown = rgb(("a5653a", "8c5a3c", "7d6a4a", "b2583c")[rng.integers(4)])
        grove = smooth(0.35, 0.55, noise(rng, page, 6, octaves=5)) * smooth(0.85, 0.6, high)
        plate.stain(grove * dry * 0.8, rgb("b7cd9a") * tooth[..., None])
        plate.stain(dry * 0.7, np.clip(0.55 + 0.45 * relief, 0, 1) * rgb("fdf2e0"))
        plate.stain(_levels(soft, 1 / 12, 0.6 * u) * dry * 0.7, brown)
        plate.stain(_levels(soft, 1 / 3, 1.2 * u) * dry * 0.8, brown)
        plate.stain(wet, sea)
        plate.stain(_levels(land.shore, 14, 0.5) * wet * 0.6, rgb("5f95a8"))
        hue = "blue" if form != "inland" else "brown"
    else:
        plate.stain(
            dry * smooth(1.3, 0, high) * 0.5,
            rgb(("c9d3a0", "ead09a", "e6b9a0")[rng.integers(3)]) * tooth[..., None],
        )
        plate.stain(dry, np.clip(0.4 + 0.6 * relief, 0, 1) * rgb("fff6e6"))
        _hachures(plate, land, rng, ink)
        plate.stain(wet * smooth(75, 0, land.shore) * 0.65, sea * 0.9)
        hue = "sepia"
    if style in ("provinces", "hachures"):
        rings = 9 * np.sqrt(np.clip(land.shore, 0, None) / 34)
        fade = smooth(36, 4, land.shore)
        plate.stain(_levels(rings, 1.5, 0.6 * u) * wet * fade * 0.8, ink)
    plate.stain(np.clip(1.1 - np.abs(dry - 0.5) * 2.2, 0, 1), ink * 0.7)
    water = ink if style in ("provinces", "hachures") else rgb("2f6d92")
    pen = plate.sheet()
    for line in _rivers(land, rng, int(rng.integers(14, 24))):
        pen.stroke(line, 0.5 * u, min(0.7 + len(line) / 90, 2.6) * u)
    plate.stain(pen.coverage() * np.maximum(dry, 0.3) * 0.85, water)
    if style == "provinces":
        _molehills(plate, land, rng, ink)
    if style != "tints":
        _woods(plate, land, rng, green)
    towns, roads = _towns(land, rng, int(rng.integers(5, 10)))
    if style == "contours":
        plate.ink(plate.sheet().lines(roads, 2.4 * u), rgb("5a2a22"), 0.8)
        plate.lay(plate.sheet().lines(roads, 1.3 * u).coverage(), rgb("e9a35c"))
    else:
        plate.ink(plate.sheet().lines(roads, 1.0 * u), rgb("7c2a1c"), 0.85)
    for at in towns:
        plate.fill(circle(at, 3.6 * u), ink * 0.6)
        plate.fill(circle(at, 2.4 * u), rgb("c9402c"))
    return hue


def _town(plate: Plate, rng: np.random.Generator, ink: Field) -> str:
    """Draw a walled town of crooked blocks on a river, among its fields."""
    page, u = plate.page, max(plate.page) / 640
    h, w = page
    x, y = (v * 640 for v in axes(page))
    centre, reach = rng.uniform(-40, 40, 2), rng.uniform(135, 165)
    bend = noise(rng, page, 2.5, octaves=3)
    turn = rng.uniform(0, np.pi)
    across = (x - centre[0]) * np.cos(turn) + (y - centre[1]) * np.sin(turn)
    stream = np.abs(across - rng.uniform(-70, 70) + 42 * bend) - rng.uniform(8, 17)
    half = (slice(None, None, 2), slice(None, None, 2))
    spots = np.stack(np.broadcast_arrays(x[:, ::2], y[::2]), -1) + 5 * bend[half][..., None]
    tilt = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])

    def plots(gap: float, loose: float) -> tuple[Field, Field, int]:
        grid = np.stack(np.meshgrid(*[np.arange(-480.0, 480.0, gap)] * 2), -1).reshape(-1, 2)
        grid[:, 0] += (np.round(grid[:, 1] / gap) % 2) * gap * 0.5
        grid = (grid * [1, 0.75] + rng.normal(0, gap * loose, grid.shape)) @ tilt
        far, who = cKDTree(grid).query(spots, k=2)
        near = enlarge((far[..., 1] - far[..., 0]).astype(np.float32), page)
        return near, np.repeat(np.repeat(who[..., 0], 2, 0), 2, 1)[:h, :w], len(grid)

    hedge, field, many = plots(74, 0.2)
    crops = palette("c8cf98 dccf94 b4c48c e6dcae d3b98a a9bf98")[rng.integers(0, 6, many)]
    plate.stain(np.full(page, 0.75, np.float32), crops[field])
    plate.stain(smooth(3, 0.5, hedge) * 0.5, rgb("5d7148"))
    street, block, many = plots(float(rng.uniform(26, 33)), 0.16)

    sides = int(rng.integers(5, 9))
    a = np.linspace(0, 2 * np.pi, sides, endpoint=False) + turn
    star = np.stack([a - 0.55 / sides, a - 0.7 / sides, a, a + 0.7 / sides, a + 0.55 / sides], -1)
    out = np.tile([1.0, 1.09, 1.28, 1.09, 1.0], sides)
    mid = np.array([w, h]) / 2 + centre * u
    ring = np.stack([np.cos(star.ravel()), np.sin(star.ravel())], -1)
    wall = mid + ring * (out * reach * u)[:, None]
    moat = mid + ring * (out * reach * u + 11 * u)[:, None]
    water, dark = rgb(("8fb9c4", "a3c6c0", "86aec6")[rng.integers(3)]), ink * 0.7
    for angle in a + np.pi / sides:
        road = spline(
            [
                mid,
                mid + np.array([np.cos(angle), np.sin(angle)]) * 210 * u,
                mid + np.array([np.cos(angle + 0.25), np.sin(angle + 0.25)]) * 520 * u,
            ]
        )
        plate.ink(plate.sheet().line(road, 6 * u), dark, 0.7)
        plate.lay(plate.sheet().line(road, 4 * u).coverage(), rgb("f3e7c9"))
    plate.fill(moat, water)
    plate.ink(plate.sheet().line(np.concatenate([moat, moat[:1]]), 1 * u), dark)
    plate.fill(wall, rgb("f1e4c4"))
    inside = plate.sheet().polygon(mid + (wall - mid) * 0.93).coverage()
    roofs = palette(
        ("d98f7c e0a48c cf8070", "d9a066 e2b57e c98a58", "b98a94 c79aa0 a87a88")[rng.integers(3)]
    )[rng.integers(0, 3, many)]
    roofs[rng.random(many) < 0.07] = rgb("93ad74")
    near = np.hypot(x - centre[0], y - centre[1])
    open_land = np.clip(stream - 7, 0, 1) * inside * smooth(15, 18, near)
    plate.lay(
        open_land * smooth(3.6, 5.6, street),
        roofs[block] * (0.62 + 0.38 * smooth(5.4, 9, street))[..., None],
    )
    plate.ink(plate.sheet().line(np.concatenate([wall, wall[:1]]), 2.6 * u), dark)
    plate.lay(np.clip(1.5 - stream, 0, 1), dark)
    plate.lay(np.clip(-stream, 0, 1), water * (1 - 0.14 * smooth(-9, 0, stream))[..., None])
    plate.fill(circle(mid, 6 * u), dark)
    plate.fill(circle(mid, 4 * u), rgb("c9402c"))
    return ("rose", "ochre", "violet")[
        int(np.argmin(np.abs(roofs[0] - palette("d98f7c d9a066 b98a94")).sum(1)))
    ]


def _furnish(plate: Plate, paper: Field, name: str, ink: Field, rng: np.random.Generator) -> None:
    """Graticule, border and title cartouche."""
    (h, w), u = plate.page, max(plate.page) / 640
    edge, band = 22 * u, 7 * u
    grid, step = plate.sheet(), rng.uniform(85, 130) * u
    for k in range(1, int(max(h, w) / step) + 1):
        grid.line(np.array([(k * step, 0), (k * step, h)]), 0.6 * u)
        grid.line(np.array([(0, k * step), (w, k * step)]), 0.6 * u)
    plate.ink(grid, ink, 0.4)
    box = np.array([(edge, edge), (w - edge, edge), (w - edge, h - edge), (edge, h - edge)])
    page = plate.sheet().polygon(box).coverage()
    plate.lay(1 - page, paper)
    ticks = plate.sheet()
    for k in range(0, int(max(h, w) / step * 2) + 1, 2):
        low, high = np.clip([k * step / 2, (k + 1) * step / 2], edge - band, [w - edge] * 2)
        for y in (edge - band / 2, h - edge + band / 2):
            ticks.line(np.array([(low, y), (high, y)]), band * 0.45)
        low, high = np.clip([k * step / 2, (k + 1) * step / 2], edge - band, [h - edge] * 2)
        for x in (edge - band / 2, w - edge + band / 2):
            ticks.line(np.array([(x, low), (x, high)]), band * 0.45)
    for out, wide in ((0, 0.9), (band, 0.9), (band + 3.5 * u, 2.0)):
        rim = box + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * out
        ticks.line(np.concatenate([rim, rim[:1]]), wide * u)
    plate.ink(ticks, ink, 0.9)

    wide, high = (46 + 3.2 * len(name)) * u, 27 * u
    sx, sy = rng.choice([-1, 1], 2)
    at = np.array(
        [w / 2 + sx * (w / 2 - edge - wide - 14 * u), h / 2 + sy * (h / 2 - edge - high - 14 * u)]
    )
    if rng.random() < 0.5:
        shape = circle((0, 0), 1, steps=80) * [wide, high * 1.12]
    else:
        corner = [
            (-1, -0.7),
            (-0.9, -1),
            (0.9, -1),
            (1, -0.7),
            (1, 0.7),
            (0.9, 1),
            (-0.9, 1),
            (-1, 0.7),
        ]
        shape = np.array(corner) * [wide, high]
    plate.fill(at + shape * 1.03 + 1.5 * u, ink, 0.75)
    plate.fill(at + shape, rgb("f6ead0"))
    words = plate.sheet()
    for share, thick in ((0.985, 1.2), (0.93, 0.6)):
        words.line(at + np.concatenate([shape, shape[:1]]) * share, thick * u)
    words.text(at - [0, 5 * u], name, 11.5 * u, bold=0.15 * u)
    bar = np.array([(-0.42, 0), (0.42, 0)]) * wide + at + [0, 9 * u]
    words.line(bar, 1 * u)
    for k in range(0, 6, 2):
        words.line(bar[0] + (bar[1] - bar[0]) * np.array([[k / 6], [(k + 1) / 6]]), 3 * u)
    plate.ink(words, ink, 0.95)


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    style = _STYLES[rng.choice(5, p=(0.22, 0.22, 0.2, 0.18, 0.18))]
    form = (
        "town"
        if style == "town"
        else ("island", "coast", "inland")[rng.choice(3, p=(0.45, 0.33, 0.22))]
    )
    shape = frame(size, float((1.33, 1.25, 1.45, 0.8)[rng.integers(4)]))
    region = _REGIONS[rng.integers(len(_REGIONS))]
    starts, ends = region.starts.split(), region.ends.split()
    name = starts[rng.integers(len(starts))] + ends[rng.integers(len(ends))]
    title = region.words[form].format(name.replace("-", "-").title() if "-" in name else name)

    tone = palette("f3e6c8 efe2c4 f5ebd6 ecdcb8 f1e7d2")[rng.integers(5)]
    age = 1 + np.float32(0.022) * noise(rng, shape, 4, octaves=4)
    paper = (tone * age[..., None]).astype(np.float32)
    ink = palette("3b2a20 2f2622 4a3324 2c2c34")[rng.integers(4)]
    plate = Plate(paper.copy())
    hue = _town(plate, rng, ink) if style == "town" else _country(plate, rng, style, form, ink)
    _furnish(plate, paper, title, ink, rng)
    x, y = axes(shape)
    plate.stain(smooth(0.36, 0.64, np.hypot(x, y)) * 0.16, rgb("a4793f"))

    years = {
        "tints": (1850, 1935),
        "provinces": (1590, 1760),
        "contours": (1840, 1930),
        "hachures": (1740, 1850),
        "town": (1640, 1790),
    }[style]
    kind = {
        "tints": "layer-tinted map",
        "provinces": "hand-coloured map",
        "contours": "contour survey",
        "hachures": "hachured map",
        "town": "town plan",
    }[style]
    says = {
        "tints": "Height shown in steps of colour from {low} to pale summits",
        "provinces": "Provinces washed in different colours, with small drawn hills",
        "contours": "Brown contour lines, woods and roads",
        "hachures": "Hills shaped by short engraved strokes, with woods and roads",
        "town": "A walled town of close blocks with a star-shaped moat, on a river among fields",
    }[style].format(low="green")
    where = {
        "island": " on an island surrounded by sea",
        "coast": " along a coast",
        "inland": " in country without a sea",
        "town": "",
    }[form]
    return Drawing(
        image=plate.image(),
        title=f"{title}, {kind}" if style != "town" else title,
        tags=(kind, form, hue) if style != "town" else (kind, "fortified", hue),
        year=int(rng.integers(*years)),
        description=f"{says}{where}.",
        lat=round(region.lat + float(rng.normal(0, 1)), 3),
        lng=round(region.lng + float(rng.normal(0, 1)), 3),
    )


FAMILY = Family("map", "Maps", _draw)
