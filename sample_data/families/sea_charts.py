"""Owns the sea charts: imagined coasts under nets of rhumb lines, with roses, ships and beasts."""

from dataclasses import dataclass

import numpy as np
from PIL import ImageFilter
from scipy import ndimage
from studio.drawing import Drawing, Family
from studio.raster import axes, enlarge, frame, noise, smooth
from studio.vector import Colour, Field, Plate, Points, Stencil, circle, palette, place, rgb, spline


@dataclass(frozen=True)
class _Manner:
    """A way of drawing charts: its colours and the years it was in use."""

    name: str
    sea: str
    land: str
    bands: str
    lines: str
    star: str
    years: tuple[int, int]
    says: str


_MANNERS = (
    _Manner(
        "portolan chart",
        "f1e2bd ecdab0 f4e8cb",
        "f4e6c4",
        "4f8a5b b9473a c99a34 4d7f96",
        "7a5a3a 3f7d55 b0392e",
        "b3382c 2f5f86 d7a63a",
        (1375, 1560),
        "Rhumb lines cross a vellum sea",
    ),
    _Manner(
        "illuminated sea atlas",
        "6fa3b8 5b93b0 7fb0ae 4f86a6 8fb3a0",
        "ecd9a4",
        "6f9a55 c4873a a8483a",
        "f3dfa0 f7ebc6 e6c878",
        "c23b2e 24486e e8bd4c",
        (1540, 1660),
        "Gilded rhumb lines cross a blue sea",
    ),
    _Manner(
        "engraved sea chart",
        "ebe6d6 e3e6dc efe7d0",
        "e8d3a2",
        "d8a860 a9bf8d d39a8c",
        "5b5348 7d7464 5b5348",
        "37302a f4ecd8 b9573f",
        (1660, 1790),
        "Fine rhumb lines cross an engraved sea with a stippled coast",
    ),
    _Manner(
        "hydrographic survey",
        "f2f1e6 eef0ea f5f0e0",
        "e2cc98",
        "bfa56a",
        "b9557f 8e9aa0 b9557f",
        "a83a72 f2f1e6 5c6f7c",
        (1830, 1935),
        "Soundings and depth lines fill the water off a surveyed coast",
    ),
)
_WATERS = (
    ("the Ligurian Sea", 43.6, 8.9),
    ("the Gulf of Lions", 42.8, 4.1),
    ("the Ionian Sea", 38.2, 19.0),
    ("the Aegean Sea", 38.4, 25.1),
    ("the Adriatic", 43.2, 15.0),
    ("the Bay of Biscay", 45.4, -4.0),
    ("the Irish Sea", 53.8, -5.0),
    ("the Kattegat", 56.8, 11.3),
    ("the Gulf of Cadiz", 36.4, -7.2),
    ("the Red Sea", 20.5, 38.4),
    ("the Gulf of Aden", 12.4, 47.6),
    ("the Bay of Bengal", 14.8, 87.5),
    ("the Malabar Coast", 11.0, 74.9),
    ("the Moluccas", -1.9, 127.6),
    ("the Sunda Strait", -6.0, 105.3),
    ("the Caribbean Sea", 15.4, -74.5),
    ("the Gulf of Guinea", 2.2, 5.0),
    ("the Davis Strait", 64.8, -57.4),
    ("the Baltic", 57.6, 19.5),
    ("the Sea of Marmara", 40.7, 28.2),
)
_WINDS = np.arange(16) * np.pi / 8


def _ray(at: Points, angle: float, long: float) -> Points:
    return np.array([at, at + np.array([np.cos(angle), np.sin(angle)]) * long])


def _coast(rng: np.random.Generator, page: tuple[int, int]) -> tuple[Field, Field, Field]:
    """Land coverage, distance to the shore (positive at sea, u), and which land each pixel is."""
    x, y = axes(page)
    raw = noise(rng, page, 2.6, octaves=6, gain=0.5)
    turn = rng.uniform(0, 2 * np.pi)
    ahead = x * np.cos(turn) + y * np.sin(turn)
    one_sided = bool(rng.random() < 0.5)
    raw += 4.5 * ahead if one_sided else 9 * np.maximum(np.abs(ahead) - 0.22, 0)
    raw -= np.quantile(raw[::4, ::4], rng.uniform(0.6, 0.74))
    slope = np.hypot(*np.gradient(raw)) + 1e-6
    land = np.clip(raw / slope + 0.5, 0, 1).astype(np.float32)
    dry = raw[::2, ::2] > 0
    reach = ndimage.distance_transform_edt(~dry) - ndimage.distance_transform_edt(dry)
    shore = enlarge(reach.astype(np.float32) * 2 * 640 / max(page), page)
    pieces = ndimage.label(raw > 0)[0]
    return land, shore, pieces


def _level(field: Field, at: float, width: float, u: float) -> Field:
    """Line where a distance field is `at`."""
    return np.clip((width / 2 - np.abs(field - at)) * u + 0.5, 0, 1).astype(np.float32)


def _net(
    plate: Plate,
    rng: np.random.Generator,
    coast: tuple[Field, Field, Field],
    colours: Field,
    strong: float,
    dense: bool,
) -> tuple[Points, Points]:
    """Rhumb lines from a centre and from a ring of sixteen nodes about it."""
    (h, w), u = plate.page, max(plate.page) / 640
    land, shore, _ = coast
    spots = np.array([w, h]) * rng.uniform(0.3, 0.7, (16, 2))
    hub = spots[np.argmax(np.minimum(shore[spots[:, 1].astype(int), spots[:, 0].astype(int)], 70))]
    reach = rng.uniform(225, 290) * u
    ring = hub + np.stack([np.cos(_WINDS), np.sin(_WINDS)], -1) * reach
    rays: list[list[Points]] = [[], [], []]
    for k, angle in enumerate(_WINDS):
        rays[0 if k % 2 == 0 else 1].append(_ray(hub, angle, 900 * u))
    for i in range(0, 16, 4):
        for k, angle in enumerate(_WINDS[:: 1 if dense else 2]):
            if np.cos(angle - _WINDS[i]) < 0.4:
                rays[k % 3].append(_ray(ring[i], angle, 900 * u))
    y, x = np.mgrid[:h, :w].astype(np.float32) - hub.astype(np.float32)[::-1, None, None]
    turn = np.arctan2(y, x) * np.float32(8 / np.pi)
    fan = np.clip((np.abs(turn % 2 - 1) - 0.5) * np.hypot(x, y) * np.pi / 8 + 0.5, 0, 1)
    plate.stain(fan * (1 - land) * np.float32(0.55), rgb("dcd6c6"))
    for lines, colour, wide in zip(rays, colours, (1.5, 1.2, 0.9), strict=True):
        cover = plate.sheet().lines(lines, wide * u).coverage() * np.float32(strong)
        plate.lay(cover * (1 - 0.75 * land), colour)
    return hub, ring


def _rose(
    plate: Plate, at: Points, size: float, colours: Field, paper: Colour, ink: Field, points: int
) -> None:
    """Compass rose of 8 or 16 points, each half light and half dark, with a fleur at north."""
    u = max(plate.page) / 640
    plate.fill(circle(at, size), paper, 0.9)
    pen = Stencil.around(circle(at, size * 1.5), plate.page)
    if pen is None:
        return
    for radius, wide in ((1.0, 1.6), (0.88, 0.7), (0.5, 0.7)):
        loop = circle(at, size * radius, steps=72)
        pen.line(np.concatenate([loop, loop[:1]]), wide * u)
    for angle in np.linspace(0, 2 * np.pi, 32, endpoint=False):
        pen.line(
            _ray(at, angle, size)[0] + np.array([[0.88], [1.0]]) * (_ray(at, angle, size)[1] - at),
            1.2 * u,
        )
    plate.ink(pen, ink, 0.9)
    tiers = [(16, 0.66, 0.24), (8, 0.84, 0.24), (4, 1.0, 0.2)][0 if points == 16 else 1 :]
    for tier, (count, long, waist) in enumerate(tiers):
        wide = np.pi / count
        for k in range(count):
            angle = 2 * np.pi * k / count - np.pi / 2
            if tier < len(tiers) - 1 and k % 2 == 0:
                continue
            tip = _ray(at, angle, size * long)[1]
            for side, colour in ((-1, colours[tier % 3]), (1, paper)):
                flank = _ray(at, angle + side * wide * 0.98, size * waist)[1]
                outline = np.array([at, flank, tip])
                plate.fill(outline, colour)
                edge = Stencil.around(outline, plate.page)
                if edge is not None:
                    plate.ink(edge.line(np.concatenate([outline, outline[:1]]), 0.6 * u), ink)
    plate.fill(circle(at, size * 0.09), colours[2])
    north = at - [0, size * 1.02]
    for lean in (-0.5, 0.5, 0.0):
        petal = np.array(
            [
                (0, 0),
                (-0.07 + lean * 0.2, -0.16),
                (lean * 0.55, -0.34 + abs(lean) * 0.1),
                (0.07 + lean * 0.2, -0.16),
            ]
        )
        plate.fill(spline(petal * size + north, closed=True, steps=5), ink)


def _ship(plate: Plate, at: Points, size: float, facing: int, ink: Field, sail: Field) -> None:
    """Three-masted ship under full sail."""
    u, grow = max(plate.page) / 640, np.array([size * facing, size])
    hull = spline(
        [
            (-0.62, -0.2),
            (-0.5, 0.1),
            (-0.2, 0.24),
            (0.25, 0.24),
            (0.52, 0.05),
            (0.72, -0.14),
            (0.4, -0.02),
            (-0.25, 0.02),
            (-0.42, -0.18),
        ],
        closed=True,
        steps=5,
    )
    pen = plate.sheet()
    plate.fill(place(hull, at, scale=grow), ink * 1.1 + rgb("3a1c0c"))
    for mast, tall in ((-0.34, 0.78), (0.02, 1.05), (0.36, 0.8)):
        pen.line(place([(mast, 0.05), (mast, -tall)], at, scale=grow), 1.3 * u)
        for low, high, wide in ((0.12, 0.5, 0.17), (0.54, 0.84, 0.12)):
            top, foot = -tall * high - 0.04, -tall * low
            cloth = spline(
                [
                    (mast - wide, top),
                    (mast + wide, top),
                    (mast + wide + 0.13, (top + foot) / 2),
                    (mast + wide * 1.1, foot),
                    (mast - wide * 1.1, foot),
                    (mast - wide + 0.1, (top + foot) / 2),
                ],
                closed=True,
                steps=4,
            )
            cloth = place(cloth, at, scale=grow)
            plate.fill(cloth, sail)
            pen.line(np.concatenate([cloth, cloth[:1]]), 0.9 * u)
        flag = [(mast, -tall), (mast - 0.26, -tall + 0.02), (mast, -tall + 0.09)]
        plate.fill(place(flag, at, scale=grow), rgb("b8372b"))
    pen.line(place([(0.6, -0.1), (0.95, -0.32)], at, scale=grow), 1.1 * u)
    for drop, span in ((0.26, 0.8), (0.36, 0.55)):
        t = np.linspace(-span, span, 30)
        pen.line(place(np.stack([t, drop + 0.025 * np.sin(t * 22)], -1), at, scale=grow), 0.9 * u)
    plate.ink(pen, ink, 0.9)


def _serpent(plate: Plate, at: Points, size: float, facing: int, ink: Field, skin: Field) -> None:
    """Sea serpent whose coils rise from the water."""
    u, grow = max(plate.page) / 640, np.array([size * facing, size])
    pen = plate.sheet()
    for x, tall, thick in ((-0.75, 0.22, 0.08), (-0.32, 0.36, 0.12), (0.2, 0.5, 0.15)):
        a = np.linspace(np.pi, 2 * np.pi, 16)
        arch = np.stack([x + 0.25 * np.cos(a), 0.1 + tall * np.sin(a)], -1)
        inner = np.stack([x + (0.25 - thick) * np.cos(a), 0.1 + (tall - thick) * np.sin(a)], -1)
        coil = place(np.concatenate([arch, inner[::-1]]), at, scale=grow)
        plate.fill(coil, skin)
        pen.line(np.concatenate([coil, coil[:1]]), 1.1 * u)
        pen.lines(place(np.stack([arch[k], inner[k]]), at, scale=grow) for k in range(2, 15, 3))
    head = spline(
        [
            (0.58, 0.1),
            (0.6, -0.2),
            (0.7, -0.5),
            (0.86, -0.62),
            (1.12, -0.5),
            (1.16, -0.42),
            (0.98, -0.42),
            (1.08, -0.32),
            (0.9, -0.34),
            (0.8, -0.1),
            (0.76, 0.1),
        ],
        steps=4,
    )
    head = place(head, at, scale=grow)
    plate.fill(head, skin)
    pen.line(head, 1.2 * u).dot(place([(0.92, -0.5)], at, scale=grow)[0], 1.4 * u)
    tail = spline(
        [
            (-1.02, 0.1),
            (-1.1, -0.1),
            (-1.28, -0.16),
            (-1.16, -0.24),
            (-1.05, -0.2),
            (-1.0, -0.36),
            (-0.94, -0.12),
            (-0.92, 0.1),
        ],
        steps=4,
    )
    plate.fill(place(tail, at, scale=grow), skin)
    t = np.linspace(-1.35, 1.15, 60)
    pen.line(place(tail, at, scale=grow), 1.1 * u)
    pen.line(place(np.stack([t, 0.13 + 0.03 * np.sin(t * 18)], -1), at, scale=grow), 1.0 * u)
    plate.ink(pen, ink, 0.9)


def _whale(plate: Plate, at: Points, size: float, facing: int, ink: Field, skin: Field) -> None:
    """Spouting whale with a raised fluke."""
    u, grow = max(plate.page) / 640, np.array([size * facing, size])
    body = spline(
        [
            (0.9, 0.02),
            (0.78, -0.3),
            (0.35, -0.42),
            (-0.2, -0.26),
            (-0.62, -0.12),
            (-0.8, -0.36),
            (-1.12, -0.52),
            (-0.86, -0.58),
            (-0.74, -0.5),
            (-0.56, -0.64),
            (-0.62, -0.36),
            (-0.52, 0.08),
            (0.1, 0.22),
            (0.6, 0.2),
        ],
        closed=True,
        steps=5,
    )
    body = place(body, at, scale=grow)
    plate.fill(body, skin)
    pen = plate.sheet().line(np.concatenate([body, body[:1]]), 1.2 * u)
    pen.line(place(spline([(0.86, 0.06), (0.6, 0.02), (0.42, -0.06)]), at, scale=grow), 1.1 * u)
    pen.dot(place([(0.52, -0.17)], at, scale=grow)[0], 1.6 * u)
    for lean in (-0.3, -0.14, 0.14, 0.3):
        jet = spline([(0.5, -0.4), (0.5 + lean * 0.4, -0.75), (0.5 + lean, -0.66)])
        pen.line(place(jet, at, scale=grow), 1.0 * u)
    t = np.linspace(-1.0, 1.1, 50)
    pen.line(place(np.stack([t, 0.2 + 0.03 * np.sin(t * 18)], -1), at, scale=grow), 1.0 * u)
    plate.ink(pen, ink, 0.9)


class _Waters:
    """Finds open water for each thing to be drawn, and keeps things apart."""

    def __init__(self, shore: Field, u: float) -> None:
        self.u, self.step = u, max(2, round(8 * u))
        self.free = shore[:: self.step, :: self.step].copy()
        h, w = self.free.shape
        self.y, self.x = (v * self.step / u for v in np.mgrid[:h, :w])
        inset = (
            np.minimum(
                np.minimum(self.x, self.x.max() - self.x), np.minimum(self.y, self.y.max() - self.y)
            )
            - 26
        )
        self.free = np.minimum(self.free, inset)

    def claim(
        self, need: float, upto: float, rng: np.random.Generator
    ) -> tuple[Points, float] | None:
        """A place with at least `need` units of water around it, and how much there is."""
        rated = np.minimum(self.free, upto) + rng.uniform(0, 6, self.free.shape)
        row, column = np.unravel_index(int(np.argmax(rated)), rated.shape)
        room = float(self.free[row, column])
        if room < need:
            return None
        at = np.array([self.x[row, column], self.y[row, column]])
        self.block(at * self.u, min(room, upto))
        return at * self.u, room

    def block(self, at: Points, radius: float) -> None:
        """Keep later things `radius` units from a place."""
        away = np.hypot(self.x - at[0] / self.u, self.y - at[1] / self.u) - radius
        self.free = np.minimum(self.free, away)


def _shores(
    plate: Plate,
    rng: np.random.Generator,
    manner: _Manner,
    coast: tuple[Field, Field, Field],
    ink: Field,
) -> None:
    """Paint land and shore in the manner's way."""
    land, shore, pieces = coast
    u = max(plate.page) / 640
    plate.lay(
        land,
        rgb(manner.land) * (1 + np.float32(0.03) * noise(rng, plate.page, 6, octaves=3))[..., None],
    )
    bands = palette(manner.bands)
    colour = bands[(pieces + rng.integers(len(bands))) % len(bands)]
    plate.stain(land * (0.15 + 0.75 * smooth(-26, -1, shore)), colour)
    sea = 1 - land
    if manner.name == "hydrographic survey":
        plate.stain(sea * smooth(34, 31, shore), rgb("bcd9e2"))
        plate.stain(sea * smooth(13, 11, shore), rgb("b5d3e0"))
        for at in (12, 32, 66):
            plate.stain(_level(shore, at, 0.8, u) * sea * 0.8, rgb("5f8ca3"))
    elif manner.name == "engraved sea chart":
        plate.stain(sea * smooth(30, 0, shore) * 0.5, rgb("a9c4c4"))
        spots = rng.random((9000, 2)) * np.array(plate.page[::-1])
        away = shore[spots[:, 1].astype(int), spots[:, 0].astype(int)]
        dots = plate.sheet()
        for at in spots[(away > 2) & (away < rng.exponential(9, len(spots)) + 3)]:
            dots.dot(at, 0.75 * u)
        plate.ink(dots, ink, 0.8)
    else:
        for at in (5.5, 10.5):
            plate.stain(_level(shore, at, 0.8, u) * sea * 0.5, ink)
        rim = np.argwhere(np.abs(shore + 3) < 1.2)[:, ::-1]
        down, right = np.gradient(shore)
        pen = plate.sheet()
        for at in rim[rng.permutation(len(rim))[:150]]:
            way = np.array([right[at[1], at[0]], down[at[1], at[0]]])
            way /= np.hypot(*way) + 1e-6
            pen.line(np.array([at, at - way * rng.uniform(8, 17) * u]), 0.9 * u)
        plate.ink(pen, ink, 0.75)
    plate.stain(_level(shore, 0, 1.5, u), ink * 0.8)


def _soundings(
    plate: Plate, rng: np.random.Generator, shore: Field, waters: _Waters, ink: Field
) -> None:
    """Depths in fathoms, deeper away from the shore."""
    (h, w), u = plate.page, waters.u
    pen, gap = plate.sheet(), 36 * u
    for y in np.arange(gap, h - gap / 2, gap):
        for x in np.arange(gap, w - gap / 2, gap):
            at = np.array([x, y]) + rng.uniform(-0.3, 0.3, 2) * gap
            deep = float(shore[int(at[1]), int(at[0])])
            room = waters.free[int(at[1]) // waters.step, int(at[0]) // waters.step]
            if deep > 9 and room > 7:
                pen.text(at, str(max(1, round(deep * rng.uniform(0.2, 0.34)))), 10 * u)
    plate.ink(pen, ink, 0.85)


def _border(plate: Plate, paper: Field, ink: Field, accent: Colour) -> None:
    """Bare margin and a scale of alternating bars."""
    (h, w), u = plate.page, max(plate.page) / 640
    edge = 17 * u
    box = np.array([(edge, edge), (w - edge, edge), (w - edge, h - edge), (edge, h - edge)])
    plate.lay(1 - plate.sheet().polygon(box).coverage(), paper)
    bars, rims = plate.sheet(), plate.sheet()
    for (ax, ay), (bx, by) in zip(box, np.roll(box, -1, 0), strict=True):
        start, span = np.array([ax, ay]), np.array([bx - ax, by - ay])
        out = np.array([span[1], -span[0]]) / np.hypot(*span) * 4 * u
        for k in range(0, 15, 2):
            bars.line(start + out + span * np.array([[k / 15], [(k + 1) / 15]]), 4 * u)
    for grow, wide in ((0, 1.0), (7.5, 1.2)):
        rim = box + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * grow * u
        rims.line(np.concatenate([rim, rim[:1]]), wide * u)
    plate.ink(bars, accent, 0.9)
    plate.ink(rims, ink, 0.9)


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    manner = _MANNERS[rng.integers(len(_MANNERS))]
    survey = manner.name == "hydrographic survey"
    page = frame(size, float((1.3, 1.42, 1.2, 0.8)[rng.integers(4)]))
    u = size / 640
    tones = palette(manner.sea)
    tone = tones[rng.integers(len(tones))]
    vellum = palette("f2e4c2 eedfba f3e9d0")[rng.integers(3)]
    age = (1 + np.float32(0.025) * noise(rng, page, 3.5, octaves=4))[..., None]
    plate = Plate((tone * age).astype(np.float32))
    ink = palette("3a2a1e 2f2520 46301f")[rng.integers(3)]
    coast = _coast(rng, page)
    _shores(plate, rng, manner, coast, ink)
    hub, ring = _net(
        plate,
        rng,
        coast,
        palette(manner.lines),
        0.5 if survey else 0.8,
        manner.name == "portolan chart",
    )

    stars, waters = palette(manner.star), _Waters(coast[1], u)
    tags, seen = [manner.name], []
    drawn = 0
    for node in (hub, *ring[rng.permutation(16)]):
        near = (
            waters.free[
                min(int(node[1] / waters.step), waters.free.shape[0] - 1),
                min(int(node[0] / waters.step), waters.free.shape[1] - 1),
            ]
            if np.all((node > 0) & (node < np.array(page[::-1])))
            else -1
        )
        large = (58.0 if survey else 50.0) if drawn == 0 else 25.0
        if (drawn == 0 and node is hub) or (near > large + 6 and drawn < 3):
            _rose(plate, node, large * u, stars, rgb("f6ecd2"), ink, 16 if drawn == 0 else 8)
            waters.block(node, large * 1.4)
            drawn += 1
    tags.append("compass rose")
    beasts = {"ship": _ship, "sea serpent": _serpent, "whale": _whale}
    wanted = (
        []
        if survey
        else [
            str(each)
            for each in rng.permutation(["ship", ("sea serpent", "whale")[rng.integers(2)], "ship"])
        ]
    )
    for name in wanted:
        found = waters.claim(30, 62, rng)
        if found is None:
            continue
        at, room = found
        cloth = palette("f7edd6 f3dfb6") if name == "ship" else palette("8fae86 9db4b8 c79a6a")
        beasts[name](
            plate,
            at,
            min(room, 58) * 0.82 * u,
            int(rng.choice([-1, 1])),
            ink,
            cloth[rng.integers(len(cloth))],
        )
        seen.append(name)
    if survey or (manner.name == "engraved sea chart" and rng.random() < 0.7):
        _soundings(plate, rng, coast[1], waters, ink)
        tags.append("soundings")
    _border(plate, vellum * age, ink, stars[0] if rng.random() < 0.5 else ink)
    x, y = axes(page)
    plate.stain(smooth(0.36, 0.66, np.hypot(x, y)) * 0.16, rgb("a4793f"))

    water, lat, lng = _WATERS[rng.integers(len(_WATERS))]
    extra = [name for name in ("sea serpent", "whale", "ship") if name in seen]
    tags += extra[:2]
    heads = {
        "portolan chart": "Portolan chart of {}",
        "illuminated sea atlas": "{}, from a sea atlas",
        "engraved sea chart": "A new chart of {}",
        "hydrographic survey": "Hydrographic survey of {}",
    }
    title = heads[manner.name].format(water)
    if extra and rng.random() < 0.6:
        title += f", with a {extra[0]}"
    ends = " and ".join(f"a {each}" if seen.count(each) == 1 else f"{each}s" for each in extra)
    roses = "one compass rose" if drawn == 1 else f"{('two', 'three')[drawn - 2]} compass roses"
    return Drawing(
        image=plate.image().filter(ImageFilter.GaussianBlur(0.6 * size / 640)),
        title=title[0].upper() + title[1:],
        tags=tuple(tags[:5]),
        year=int(rng.integers(*manner.years)),
        description=f"{manner.says}, with {roses}{f', {ends}' if ends else ''}.",
        lat=round(lat + float(rng.normal(0, 0.3)), 3),
        lng=round(lng + float(rng.normal(0, 0.3)), 3),
    )


FAMILY = Family("sea-chart", "Sea charts", _draw)
