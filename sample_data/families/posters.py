"""Owns the posters: travel views, Swiss type, Bauhaus shapes, concerts, op art and overprints."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from studio.drawing import Drawing, Family
from studio.raster import noise, vignette
from studio.vector import Colour, Field, Plate, Points, Stencil, circle, palette, place, spline

_INKS = (
    ("red", "f2e8d5 1b1a1a d8321f f0b323 2a5b9c"), ("blue", "efe9d8 14213d 1f4fa8 f2a541 e4572e"),
    ("yellow", "f4c41c 1c1b1a d62b1f f6efdf 2464a4"), ("black", "191817 f2ead8 e03a24 f3b61f 4a8fc0"),
    ("green", "ece5cd 16302b 1f7a5a f0803c f3cf5b"), ("pink", "f4c4c0 26264f e8453c 2a6fb0 f9ecd6"),
    ("orange", "ec642a 201a1a f8ecd4 16476a f8c33a"), ("teal", "0f5f66 f4ead2 f3a63a e4573d 9fd0c2"),
    ("cobalt", "1d3fb0 f6efe0 f2452e f7c933 8fb7ee"), ("scarlet", "d3291f f7efdd 1a1a1c f4c12f f3a79a"),
    ("lilac", "cdbfe0 2a1d4a f05a3c 3a7f6a f7e27a"), ("white", "f5f2ea 151515 111111 e2231a 8c8c88"),
)  # fmt: skip
_HALLS = (
    ("Basel", "Kunsthalle", 47.56, 7.59), ("Zurich", "Stadthaus", 47.37, 8.54),
    ("Dessau", "Werkhaus", 51.83, 12.24), ("Milano", "Palazzo del Disegno", 45.46, 9.19),
    ("Copenhagen", "Formhuset", 55.68, 12.57), ("London", "South Gallery", 51.5, -0.11),
    ("Paris", "Galerie du Port", 48.86, 2.35), ("Tokyo", "Harbour Hall", 35.68, 139.77),
    ("Lisbon", "Pavilion", 38.72, -9.14), ("Barcelona", "Sala Gran", 41.39, 2.17),
    ("Chicago", "Lake Pavilion", 41.88, -87.63), ("Ulm", "Hochschule", 48.4, 9.99),
)  # fmt: skip
_THEMES = (
    "Form", "Light", "Glass", "Rhythm", "Kites", "Bridges", "Radio", "Weaving", "Shadow", "Maps",
    "Gardens", "Queues", "Attic", "Echo", "Salt", "Unit", "Orbit", "Yarn", "Parks", "Film",
)  # fmt: skip
_PIECES = ("Nocturne", "Quartet", "Fugue", "Sonata", "Percussion", "Organ", "Strings", "Serenade",
           "Jazz", "Chorale", "Etude", "Toccata")  # fmt: skip
_VIEWS = (
    ("alps", "Arolla", 46.02, 7.48), ("alps", "Lago Blu", 46.44, 12.1),
    ("alps", "Engadin", 46.5, 9.84), ("alps", "Telemark", 59.6, 8.4),
    ("coast", "Capri", 40.55, 14.24), ("coast", "Riviera", 43.7, 7.27),
    ("coast", "Isafjord", 66.07, -23.13), ("coast", "Bahia", -12.97, -38.5),
    ("dunes", "Sahara", 30.5, 3.0), ("dunes", "Namib", -24.7, 15.3),
    ("lighthouse", "Cornwall", 50.07, -5.72), ("lighthouse", "Bretagne", 48.46, -5.1),
    ("pines", "Karelia", 62.9, 30.2), ("pines", "Yukon", 63.0, -135.0),
)  # fmt: skip
# Sky above, sky below, sun, far land, near land, foreground, lettering.
_MOODS = (
    ("morning", "6fb4c9 f6dcae fff3cf 7d9fb8 35628a 1d3557 fbf1dc"),
    ("sunset", "d8432f f8b24a ffe7a0 a8415a 5f2450 2a1338 ffe9c4"),
    ("midday", "2f8fd0 bfe3e6 fff6d8 5fae9d 2a7a62 153f3e fff8e6"),
    ("night", "0d1b45 3f6ea6 f6ecc4 35507f 1d3161 0a132e f5e6b8"),
    ("evening", "5a4a9c f2a08c ffe0b0 7d5a9c 49357a 1e1642 ffeeda"),
    ("golden", "e9a53a f9e2a8 fffae0 d0743a 93412a 45201c fff2d2"),
)


@dataclass
class _Press:
    """One sheet being printed; lengths are in sheet widths, `high` is its height."""

    plate: Plate
    rng: np.random.Generator
    wide: int
    high: float
    inks: Field
    year: int
    city: str
    hall: str

    def shape(self, outline: Points, colour: Colour, *, over: bool = False) -> None:
        """Print one outline, covering or (`over`) mixing with what lies beneath."""
        box = Stencil.around(outline * self.wide, self.plate.page)
        if box is not None:
            mask = box.polygon(outline * self.wide).coverage()
            (self.plate.stain if over else self.plate.lay)(mask, colour, box.corner)

    def bar(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """Print an upright rectangle."""
        self.shape(np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]), colour)

    def fade(self, outline: Points, top: Colour, low: Colour) -> None:
        """Print one outline with an airbrushed passage from its top to its foot."""
        y = outline[:, 1] * self.wide
        self.plate.wash(outline * self.wide, top, low, ((0, y.min()), (0, y.max())), edge=0)

    def type(
        self,
        words: str,
        at: tuple[float, float],
        size: float,
        colour: Colour,
        *,
        anchor: float = 0.0,
        bold: float = 0.0,
        angle: float = 0.0,
        over: bool = False,
    ) -> None:
        """Set words on a baseline at `at`, or turned by `angle` degrees about that middle."""
        pixels = max(3.0, size * self.wide * 3)
        font, stroke = ImageFont.load_default(pixels), bold * pixels
        left, top, right, low = font.getbbox(words, anchor="ls", stroke_width=stroke)
        sheet = Image.new("L", (int(right - left) + 6, int(low - top) + 6))
        ImageDraw.Draw(sheet).text(
            (3 - left, 3 - top), words, fill=255, font=font, anchor="ls", stroke_width=stroke
        )
        if angle:
            sheet = sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        mask = np.asarray(sheet.reduce(3), np.float32) / 255
        x, y = at[0] * self.wide, at[1] * self.wide
        x0 = round(x - mask.shape[1] * (0.5 if angle else anchor))
        y0 = round(y - mask.shape[0] / 2 if angle else y + top / 3)
        height, width = self.plate.page
        mask = mask[max(-y0, 0) : max(height - y0, 0), max(-x0, 0) : max(width - x0, 0)]
        ink = self.plate.stain if over else self.plate.lay
        ink(mask, colour, (max(x0, 0), max(y0, 0)))

    def fitted(self, words: str, width: float, bold: float = 0.0) -> float:
        """Size at which the words are that wide."""
        left, _, right, _ = ImageFont.load_default(100).getbbox(words, stroke_width=bold * 100)
        return width * 100 / (right - left)

    def column(self, x: float, y: float, lines: list[str], size: float, colour: Colour) -> None:
        """Set lines one under another, the first one bold."""
        for k, line in enumerate(lines):
            self.type(line, (x, y + k * size * 1.28), size, colour, bold=0.0 if k else 0.025)

    def dates(self) -> list[str]:
        """Place and days, as printed small."""
        month = self.rng.choice(["March", "April", "May", "June", "September", "October"])
        first = int(self.rng.integers(2, 12))
        return [f"{self.hall} {self.city}", f"{first}-{first + 16} {month} {self.year}"]


def _arc(at: Colour, inner: float, outer: float, start: float, end: float) -> Points:
    a = np.radians(np.linspace(start, end, max(6, int(abs(end - start) / 4))))
    ring = np.stack([np.cos(a), np.sin(a)], -1)
    return np.concatenate([ring * outer, ring[::-1] * inner]) + np.asarray(at)


def _swiss(p: _Press, theme: str) -> str:
    paper, ink, main, second, _ = p.inks
    letter = theme[0] if p.rng.random() < 0.6 else theme[0].lower()
    x, y = p.rng.choice([0.14, 0.5, 0.8]), p.high * p.rng.uniform(0.78, 0.95)
    if p.rng.random() < 0.6:
        p.shape(
            circle(
                (p.rng.uniform(0.2, 0.8), p.high * p.rng.uniform(0.3, 0.6)),
                p.rng.choice([0.12, 0.2, 0.3]),
                steps=90,
            ),
            second,
        )
    size = p.rng.uniform(1.35, 1.9)
    turn = float(p.rng.choice([0, 0, 0, 90, -90, -12]))
    at = (0.5, p.high * 0.56) if turn else (x, y)
    p.type(letter, at, size, main, anchor=float(x), bold=0.035, angle=turn)
    left = float(p.rng.choice([0.06, 0.37]))
    p.bar(0, 0, 1, 0.27, paper)
    p.bar(left, 0.045, 0.94 - left, 0.008, ink)
    p.type(theme, (left, 0.155), 0.105, ink, bold=0.03)
    p.column(left, 0.205, p.dates(), 0.034, ink)
    return f"The giant letter {letter} fills the sheet below a ruled heading"


def _bauhaus(p: _Press, theme: str) -> str:
    _, ink, main, second, third = p.inks
    angle = float(p.rng.choice([-38, -30, 30, 38, 45, 0]))
    turn, middle = -np.radians(angle), np.array([0.5, p.high * 0.46])

    def box(x: float, y: float, wide: float, high: float) -> Points:
        corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)]) + [x, y]
        return place(corners, middle, angle=turn)

    radius = p.rng.uniform(0.26, 0.36)
    hub = place(
        np.array([[p.rng.uniform(-0.22, 0.22), p.rng.uniform(-0.25, 0.1)]]), middle, angle=turn
    )[0]
    p.shape(circle(hub, radius, steps=120), main)
    half = float(np.degrees(turn)) + p.rng.choice([0, 90, 180])
    p.shape(_arc(hub, 0, radius * 0.72, half, half + 180), second)
    p.shape(circle(hub, radius * 0.2, steps=60), ink)
    for k in range(int(p.rng.integers(3, 7))):
        p.shape(box(-0.9, 0.22 + 0.035 * k, p.rng.uniform(0.7, 1.7), 0.016), ink)
    bar = p.rng.uniform(-0.1, 0.06)
    p.shape(box(-1.2, bar, 2.4, 0.13), ink)
    p.shape(box(p.rng.uniform(-0.5, -0.3), -1.2, 0.07, 2.4), third)
    p.shape(box(0.28, bar - 0.34, 0.18, 0.18), second)
    for radius in (0.11, 0.17, 0.23):
        p.shape(_arc(hub + [0.3, 0.55], radius, radius + 0.025, half, half + 180), main)
    words = place(np.array([[0.06, bar + 0.065]]), middle, angle=turn)[0]
    p.type(
        theme.upper(),
        (words[0], words[1]),
        min(0.12, p.fitted(theme.upper(), 0.62)),
        p.inks[0],
        bold=0.03,
        angle=angle or 0.01,
    )
    p.column(0.06, p.high - 0.1, p.dates(), 0.036, ink)
    return "A halved disc, a heavy bar and ruled lines cross at an angle"


def _concert(p: _Press, theme: str) -> str:
    paper, ink, main, second, third = p.inks
    said = int(p.rng.integers(3))
    colours = (main, main, ink, second, third)
    if said == 0:
        at = np.array([p.rng.choice([0.08, 0.35, 0.9]), p.high * p.rng.uniform(0.5, 0.85)])
        radius = 0.07
        while radius < 1.7:
            thick = radius * p.rng.choice([0.1, 0.22, 0.38])
            for _ in range(2):
                start = p.rng.integers(16) * 22.5
                p.shape(
                    _arc(at, radius, radius + thick, start, start + p.rng.integers(3, 9) * 22.5),
                    colours[p.rng.integers(5)],
                )
            radius += thick + 0.02
        told = "Broken rings widen like sound from one point"
    elif said == 1:
        count = int(p.rng.integers(9, 17))
        swell = 0.5 + 0.3 * np.sin(np.linspace(0, p.rng.uniform(3, 9), count) + p.rng.uniform(0, 6))
        for k in range(count):
            tall, step = p.high * float(swell[k]) * 0.8, 0.9 / count
            x, foot = 0.05 + k * step, p.high * p.rng.choice([0.93, 0.9, 0.84])
            p.bar(x, foot - tall, step * 0.72, tall, colours[p.rng.integers(3)])
            p.shape(
                circle((x + step * 0.36, foot - tall * p.rng.uniform(0.2, 0.8)), step * 0.36),
                (second, third, paper)[k % 3],
            )
        told = "Upright bars rise and fall like a phrase of music"
    else:
        count = int(p.rng.integers(7, 12))
        step, phase = 0.9 / count, p.rng.uniform(0, 6)
        for row in range(int(p.high * 0.78 / step)):
            for k in range(count):
                wave = np.sin(k * p.rng.uniform(0.5, 0.56) + row * 0.45 + phase)
                at = (0.05 + (k + 0.5) * step, p.high * 0.24 + row * step)
                colour = second if wave > 0.86 else main if (k + row) % 3 else ink
                p.shape(circle(at, step * (0.28 + 0.19 * wave), steps=28), colour)
        told = "Rows of discs swell and shrink in a steady beat"
    p.bar(0, 0, 1, 0.21, paper)
    p.type(theme.lower(), (0.05, 0.13), min(0.15, p.fitted(theme.lower(), 0.6)), ink, bold=0.02)
    p.column(0.05, 0.172, [" ".join(p.dates())], 0.03, ink)
    return told


def _op(p: _Press, theme: str) -> str:
    paper, ink, main, second, _ = p.inks
    height, width = p.plate.page
    y, x = np.mgrid[:height, :width].astype(np.float32) / np.float32(width)
    cx, cy, reach = 0.5, p.high * 0.42, p.rng.uniform(0.3, 0.4)
    away = np.hypot(x - cx, y - cy) / reach
    ball = np.sqrt(np.clip(1 - away**2, 0, 1))
    turn = p.rng.choice([0.0, np.pi / 2, np.pi / 4])
    along = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)
    across = (y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)
    way = int(p.rng.integers(3))
    bent = (
        along / (1 + 0.9 * ball),
        along + 0.09 * ball * np.sin(across * 16),
        along + np.where(away < 1, 0.5, 0.0) / 22,
    )[way]
    stripe = np.sin(bent * np.float32(2 * np.pi * p.rng.integers(7, 11)))
    mask = np.clip(stripe / np.maximum(np.hypot(*np.gradient(stripe)), 0.02) + 0.5, 0, 1)
    inside = np.clip((1 - away) * reach * width + 0.5, 0, 1)
    back, front = (main, ink) if p.rng.random() < 0.5 else (paper, main)
    p.plate.lay(np.ones_like(mask), paper)
    p.plate.lay(inside, second if way else back)
    p.plate.lay(mask * (1 - inside), ink)
    p.plate.lay(mask * inside, front if front is not second else ink)
    p.bar(0, p.high - 0.33, 1, 0.33, ink)
    p.type(
        theme.lower(),
        (0.05, p.high - 0.15),
        min(0.24, p.fitted(theme.lower(), 0.88, 0.03)),
        paper,
        bold=0.03,
    )
    p.column(0.055, p.high - 0.08, p.dates(), 0.034, second)
    return "Stripes swell into a globe" if way == 0 else "Stripes are broken by one large disc"


def _tiles(p: _Press, theme: str) -> str:
    paper, ink, *_ = p.inks
    count = int(p.rng.integers(3, 6))
    step = 1 / count
    rows = int((p.high - 0.27) / step)
    top = p.high - rows * step
    for row in range(rows):
        for k in range(count):
            x, y = k * step, top + row * step
            back, front, dot = p.rng.permutation(5)[:3]
            p.bar(x, y, step, step, p.inks[back])
            corner, kind = int(p.rng.integers(4)), int(p.rng.integers(5))
            at = np.array([x + step * (corner in (1, 2)), y + step * (corner in (2, 3))])
            middle = np.array([x + step / 2, y + step / 2])
            if kind < 2:
                p.shape(_arc(at, 0, step, corner * 90, corner * 90 + 90), p.inks[front])
                p.shape(_arc(at, 0, step * 0.5, corner * 90, corner * 90 + 90), p.inks[dot])
            elif kind == 2:
                p.shape(_arc(middle, 0, step / 2, corner * 90, corner * 90 + 180), p.inks[front])
            elif kind == 3:
                p.shape(circle(middle, step * 0.36, steps=60), p.inks[front])
                p.shape(circle(middle, step * 0.14, steps=40), p.inks[dot])
            else:
                ring = np.array([(0, 0), (step, 0), (step, step), (0, step)]) + [x, y]
                p.shape(np.delete(ring, corner, 0), p.inks[front])
    p.bar(0, 0, 1, top, paper)
    p.type(theme, (0.05, top - 0.1), min(0.2, p.fitted(theme, 0.86)), ink, bold=0.03)
    p.column(0.055, top - 0.04, [", ".join(p.dates())], 0.03, ink)
    return f"Quarter circles, discs and triangles fill a grid of {rows * count} squares"


def _overprint(p: _Press, theme: str) -> str:
    paper, ink, main, second, third = p.inks
    p.plate.lay(np.ones(p.plate.page, np.float32), np.maximum(paper, (0.93, 0.91, 0.86)))
    letters = list(dict.fromkeys(theme.upper()))[:3]
    bright = [c for c in (main, second, third, paper) if 0.25 < c.mean() < 0.8] or [main]
    spots = p.rng.permutation(np.array([(0.36, 0.32), (0.62, 0.5), (0.42, 0.7)]))
    for k, (letter, (x, y)) in enumerate(zip(letters, spots, strict=False)):
        p.type(
            letter,
            (float(x), float(y * p.high)),
            p.rng.uniform(0.85, 1.15),
            bright[k % len(bright)],
            bold=0.05,
            angle=float(p.rng.uniform(-24, 24)) or 1,
            over=True,
        )
    p.shape(
        circle((p.rng.uniform(0.3, 0.7), p.high * p.rng.uniform(0.4, 0.6)), 0.27, steps=100),
        bright[-1],
        over=True,
    )
    dark = ink if ink.mean() < 0.4 else np.array([0.1, 0.1, 0.12])
    p.type(theme, (0.05, p.high - 0.12), 0.075, dark, bold=0.03)
    p.column(0.05, p.high - 0.07, [", ".join(p.dates())], 0.034, dark)
    return f"The letters {', '.join(letters)} and a disc are printed over one another"


def _ridge(p: _Press, y: float, rise: float, count: int) -> Points:
    x = np.linspace(-0.1, 1.1, count * 2 + 1)
    top = y - rise * p.rng.uniform(0.1, 0.35, len(x))
    top[1::2] = y - rise * p.rng.uniform(0.55, 1.0, count)
    return np.stack([x + p.rng.normal(0, 0.02, len(x)), top], -1)


def _land(line: Points, foot: float) -> Points:
    return np.concatenate([line, [(1.1, foot), (-0.1, foot)]])


def _peaks(
    p: _Press, line: Points, foot: float, light: Colour, shade: Colour, snow: Colour
) -> None:
    """Mountains in three flat tones: sunny flanks, shaded flanks, snow."""
    p.fade(_land(line, foot), light, shade)
    for k in range(1, len(line) - 1, 2):
        left, peak, right = line[k - 1], line[k], line[k + 1]
        crook = peak + (right - peak) * [0.15, 0.6] - [0.03, 0]
        fold = np.array([peak, right, (right[0], foot), (peak[0] - 0.02, foot), crook])
        p.shape(fold, np.asarray(shade) * 0.94)
        cut = [
            peak + (end - peak) * share
            for end, share in (
                (left, 0.42),
                (left * 0.6 + crook * 0.4, 0.24),
                (crook, 0.52),
                (right, 0.3),
                (right, 0.42),
            )
        ]
        p.shape(np.array([peak, *cut]), snow)
        p.shape(
            np.array([peak, cut[2], cut[3], cut[4]]),
            np.asarray(snow) * 0.55 + np.asarray(light) * 0.4,
        )


def _pine(p: _Press, x: float, foot: float, tall: float, colour: Colour) -> None:
    y = np.linspace(0, 1, 9)
    half = 0.24 * y + np.where(np.arange(9) % 2, 0.05, -0.03)
    half[0] = 0
    side = np.stack([half, y * 0.92 - 1], -1)
    p.shape(np.concatenate([side, side[::-1] * [-1, 1], [(0, -1)]]) * tall + [x, foot], colour)


def _travel(p: _Press, scene: str, colours: Field) -> str:
    above, below, sun, far, near, front, white = colours
    rng, high = p.rng, p.high
    page = np.array([(0, 0), (1, 0), (1, high), (0, high)])
    line = high * rng.uniform(0.52, 0.6)
    p.fade(page * [1, line / high], above, below)
    spot = np.array([rng.uniform(0.22, 0.78), high * rng.uniform(0.2, 0.34)])
    if rng.random() < 0.45:
        for k in range(0, 18, 2):
            p.shape(_arc(spot, 0, 1.8, k * 20 + 3, k * 20 + 23), above * 0.7 + sun * 0.3)
    for k in (3, 2, 1, 0):
        p.shape(
            circle(spot, 0.1 + 0.035 * k, steps=80),
            sun * (1 - k / 4) + (below * 0.6 + above * 0.4) * (k / 4),
        )
    water = np.array([(0, line), (1, line), (1, high), (0, high)])
    if scene == "alps":
        _peaks(p, _ridge(p, line, 0.5, 4), line, far * 0.6 + below * 0.4, far, white)
        _peaks(p, _ridge(p, line + 0.05, 0.36, 3), line + 0.03, near * 0.6 + far * 0.4, near, white)
        p.fade(water + [0, 0.02], below * 0.5 + far * 0.5, near)
        _glitter(p, line + 0.05, spot[0], white)
        for x in np.linspace(-0.02, 1.02, 9):
            _pine(
                p,
                x + rng.normal(0, 0.03),
                high - rng.uniform(0.1, 0.24),
                rng.uniform(0.2, 0.42) * (0.5 + abs(x - 0.5) * 1.3),
                front,
            )
        return "Snowy peaks stand over a lake fringed with firs"
    if scene == "pines":
        for k, tone in enumerate((far, (far + near) / 2, near, front)):
            y = line + 0.12 * k - 0.06
            p.fade(_land(spline(_ridge(p, y, 0.14, 3)), high), tone * 0.8 + below * 0.2, tone)
            for x in np.linspace(-0.02, 1.02, 11 - 2 * k):
                _pine(
                    p,
                    x + rng.normal(0, 0.02),
                    y + 0.03,
                    (0.13 + 0.1 * k) * rng.uniform(0.7, 1.2),
                    tone,
                )
        return "Ranks of firs step down a hillside below the round sun or moon"
    if scene == "dunes":
        for k, tone in enumerate((far, (far + near) / 2, near, front)):
            y = line + 0.13 * k
            crest = spline(_ridge(p, y, 0.16, 2), steps=16)
            p.fade(_land(crest, high), tone * 0.6 + below * 0.4, tone)
            i = int(rng.integers(30, 50))
            fold = np.concatenate(
                [
                    crest[i:],
                    [(1.1, high), (crest[i, 0] - 0.25, high)],
                    spline(
                        [(crest[i, 0] - 0.16, y + 0.2), (crest[i, 0] + 0.05, y + 0.06), crest[i]]
                    ),
                ]
            )
            p.shape(fold, tone * 0.82)
        return "Wind-cut dunes lie in light and shade under a huge sun"
    p.fade(water, far * 0.5 + below * 0.5, near)
    _glitter(p, line + 0.02, spot[0], sun)
    if scene == "coast":
        head = spline(
            [
                (-0.1, line - 0.26),
                (0.08, line - 0.24),
                (0.22, line - 0.1),
                (0.42, line - 0.03),
                (0.5, line + 0.02),
            ]
        )
        cape = np.concatenate([head, [(-0.1, line + 0.02)]])
        flip = rng.random() < 0.5
        mirrored = (lambda o: o * [-1, 1] + [1, 0]) if flip else (lambda o: o)
        p.fade(mirrored(cape), far, near)
        at, tall = (
            np.array([rng.uniform(0.5, 0.66), line + rng.uniform(0.12, 0.22)]),
            rng.uniform(0.4, 0.55),
        )
        for sail, tone in (
            ([(0, 0), (0, -1), (0.42, -0.06)], white),
            ([(-0.04, -0.02), (-0.04, -0.86), (-0.3, 0)], below),
        ):
            curved = spline([*sail, sail[0]], steps=2)
            p.shape(mirrored(curved * tall + at), tone)
        hull = np.array([(-0.34, 0.03), (0.46, 0.03), (0.36, 0.12), (-0.24, 0.12)])
        p.shape(mirrored(hull * tall + at), front)
        for k in range(7):
            y = high - 0.3 + 0.05 * k
            p.bar(rng.uniform(0, 0.8), y, rng.uniform(0.1, 0.3), 0.007, far)
        return "A white sail passes a headland in the sun's path"
    x = float(rng.choice([0.3, 0.68]))
    beam = np.array([(x, line - 0.42), (x - 1.2, line - 0.85), (x - 1.2, line - 0.35)])
    p.shape(beam, below * 0.55 + sun * 0.45)
    p.shape(beam * [-1, 1] + [2 * x, 0], below * 0.6 + sun * 0.4)
    rock = spline(
        [
            (x - 0.45, line + 0.2),
            (x - 0.2, line + 0.06),
            (x, line + 0.02),
            (x + 0.2, line + 0.07),
            (x + 0.5, line + 0.22),
        ]
    )
    p.fade(
        np.concatenate([rock, [(x + 0.5, line + 0.3), (x - 0.45, line + 0.3)]]), near * 0.8, front
    )
    tower = np.array([(-0.075, 0.06), (-0.05, -0.38), (0.05, -0.38), (0.075, 0.06)])
    p.shape(tower + [x, line], white)
    for k in (0, 2):
        low, top = 0.06 - 0.11 * k, -0.05 - 0.11 * k
        p.shape(
            np.array(
                [
                    (-0.075 + 0.006 * k, low),
                    (-0.07 + 0.006 * k, top),
                    (0.07 - 0.006 * k, top),
                    (0.075 - 0.006 * k, low),
                ]
            )
            + [x, line],
            (0.78, 0.2, 0.14),
        )
    p.shape(np.array([(0.03, 0.06), (0.02, -0.38), (0.05, -0.38), (0.075, 0.06)]) + [x, line],
            white * 0.8)
    p.bar(x - 0.07, line - 0.395, 0.14, 0.018, front)
    p.bar(x - 0.035, line - 0.46, 0.07, 0.066, sun)
    p.shape(np.array([(x - 0.05, line - 0.455), (x, line - 0.52), (x + 0.05, line - 0.455)]), front)
    return "A banded lighthouse on its rock throws two beams over the sea"


def _glitter(p: _Press, top: float, x: float, colour: Colour) -> None:
    """Flat dashes of light on water, widening towards the viewer."""
    y, k = top, 0
    while y < p.high:
        wide = p.rng.uniform(0.05, 0.16) * (1 + k * 0.08)
        p.bar(x - wide / 2 + p.rng.normal(0, 0.02 + 0.004 * k), y, wide, 0.004 + 0.0006 * k, colour)
        y += 0.016 + 0.003 * k
        k += 1


def _headline(p: _Press, spot: str, colours: Field) -> None:
    """Name of the place in wide capitals across the foot of the view, on its own band or not."""
    *_, front, white = colours
    words = " ".join(spot.upper()) if len(spot) < 8 else spot.upper()
    size = min(0.2, p.fitted(words, 0.8, 0.02))
    foot = p.high - 0.1
    if p.rng.random() < 0.6:
        p.bar(0, foot - size * 0.72 - 0.06, 1, 1, front)
    p.type(words, (0.5, foot), size, white, anchor=0.5, bold=0.02)


@dataclass(frozen=True)
class _Kind:
    name: str
    years: tuple[int, int]
    show: str
    words: tuple[str, ...]
    compose: Callable[[_Press, str], str]


_KINDS = (
    _Kind("Swiss style", (1955, 1974), "exhibition", _THEMES, _swiss),
    _Kind("Bauhaus", (1922, 1934), "exhibition", _THEMES, _bauhaus),
    _Kind("concert poster", (1951, 1969), "concert", _PIECES, _concert),
    _Kind("op art", (1964, 1975), "exhibition", _THEMES, _op),
    _Kind("modular grid", (1958, 1982), "fair", _THEMES, _tiles),
    _Kind("overprint", (1966, 2004), "exhibition", _THEMES, _overprint),
)


def _age(p: _Press, ground: Field) -> None:
    """Uneven ink, the sheet's fibres, fold creases and the yellowing of its edges."""
    page, rng = p.plate.page, p.rng
    tooth = 0.016 * noise(rng, page, 55, octaves=2) + 0.022 * noise(rng, page, 5, octaves=3)
    light = (1 + tooth) * vignette(page, 0.16)
    if rng.random() < 0.5:
        for axis, places in ((0, (1 / 4, 1 / 2, 3 / 4)), (1, (1 / 2,))):
            at = np.arange(page[axis], dtype=np.float32) / page[axis]
            for place_ in places:
                gap = (at - place_) * page[axis] / p.wide
                crease = 0.07 * np.exp(-((gap / 0.003) ** 2)) - 0.05 * np.exp(
                    -(((gap - 0.008) / 0.008) ** 2))
                light *= 1 + (crease[:, None] if axis == 0 else crease[None, :])
    p.plate.pixels *= light[..., None].astype(np.float32)
    p.plate.pixels += 0.035 * (ground - p.plate.pixels)
    p.plate.pixels *= np.array([1.0, 0.99, 0.965], np.float32)


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    wide, travel = round(size * rng.choice([0.66, 0.707, 0.75])), rng.random() < 0.34
    kind = _KINDS[rng.integers(len(_KINDS))]
    scene, spot, view_lat, view_lng = _VIEWS[rng.integers(len(_VIEWS))]
    city, hall, lat, lng = _HALLS[rng.integers(len(_HALLS))]
    hue, codes = _INKS[rng.integers(len(_INKS))]
    inks = np.clip(palette(codes) * rng.normal(1, 0.03, (5, 3)), 0.02, 0.98).astype(np.float32)
    paper = np.array([0.94, 0.91, 0.83], np.float32)
    plate = Plate(np.zeros((size, wide, 3), np.float32) + inks[0])
    year = int(rng.integers(1924, 1960) if travel else rng.integers(*kind.years))
    press = _Press(plate, rng, wide, size / wide, inks, year, city, hall)
    if travel:
        mood, colours = _MOODS[rng.integers(len(_MOODS))]
        said = _travel(press, scene, palette(colours))
        _headline(press, spot, palette(colours))
        title, tags = f"{spot}, travel poster", ("travel poster", scene, mood, "lithograph")
        lat, lng = view_lat, view_lng
    else:
        word = str(rng.choice(kind.words))
        said = kind.compose(press, word)
        title = f"{word}, {kind.show} poster, {city}"
        tags = (kind.name, hue, "typography", "screenprint")
    if travel or rng.random() < 0.3:
        rim = rng.uniform(0.025, 0.045)
        for x, y, w, h in ((0, 0, 1, rim), (0, press.high - rim, 1, rim), (0, 0, rim, press.high),
                           (1 - rim, 0, rim, press.high)):
            press.bar(x, y, w, h, paper)
    _age(press, paper)
    return Drawing(plate.image(), title, tags, year, f"{said}.", lat, lng)


FAMILY = Family("poster", "Posters", _draw)
