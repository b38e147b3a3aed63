"""Coins: a die cut with a motif and a legend, struck in metal, worn, and laid on cloth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage
from studio.colour import Field, develop, mix, oklch
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    blur,
    cast,
    curve,
    frame,
    gloss,
    lit,
    mirrored,
    noise,
    normals,
    pool,
    sample,
    smooth,
    unit_vector,
    vignette,
)
from studio.vector import Points, Stencil, blade, circle, place, ribbon, spine

SUN = unit_vector(-0.62, -0.60, 0.62)


@dataclass(frozen=True)
class Metal:
    """Reflectance of a clean surface, and the colour and strength of what settles in hollows."""

    name: str
    shine: Field
    tarnish: Field
    toning: float


GOLD = Metal("gold", oklch(0.87, 0.135, 84), oklch(0.28, 0.07, 55), 0.7)
PALE_GOLD = Metal("electrum", oklch(0.90, 0.08, 92), oklch(0.30, 0.035, 75), 0.6)
SILVER = Metal("silver", oklch(0.93, 0.008, 250), oklch(0.22, 0.02, 270), 0.85)
TONED = Metal("toned silver", oklch(0.82, 0.035, 70), oklch(0.25, 0.06, 300), 0.9)
COPPER = Metal("copper", oklch(0.72, 0.10, 48), oklch(0.23, 0.05, 40), 0.75)
BRONZE = Metal("bronze", oklch(0.66, 0.075, 75), oklch(0.22, 0.03, 70), 0.8)
GREEN = Metal("bronze with green patina", oklch(0.63, 0.055, 165), oklch(0.27, 0.04, 175), 0.9)


@dataclass(frozen=True)
class Era:
    """How one time struck its money: shape of the flan, border, names, metals, places."""

    word: str
    ragged: float
    border: str
    lettered: float
    names: dict[str, tuple[Metal, ...]]
    years: tuple[int, int]
    motifs: tuple[str, ...]
    legends: tuple[str, ...]
    mints: tuple[tuple[str, float, float], ...]


ERAS = (
    Era(
        "provincial",
        0.030,
        "dots",
        0.25,
        {"Stater": (GOLD, PALE_GOLD), "Tetradrachm": (SILVER, TONED), "Bronze": (GREEN, BRONZE)},
        (12, 260),
        ("head", "owl", "dolphin", "turtle", "bee", "horse", "barley", "galley"),
        ("KOINON", "SYRAKOSION", "EPHESION", "TARAS", "RHODION"),
        (
            ("Syracuse", 37.06, 15.29),
            ("Ephesus", 37.94, 27.34),
            ("Tarentum", 40.47, 17.24),
            ("Rhodes", 36.43, 28.22),
        ),
    ),
    Era(
        "imperial",
        0.014,
        "dots",
        1.0,
        {"Aureus": (GOLD,), "Denarius": (SILVER, TONED), "Sestertius": (BRONZE, GREEN, COPPER)},
        (60, 310),
        ("head", "head", "head", "eagle", "galley", "palm"),
        (
            "IMP CAES LVCIVS AVG PONT MAX",
            "MARCELLA AVGVSTA PIA FELIX",
            "SALVS PVBLICA  S C",
            "DIVVS VALERIVS PATER PATRIAE",
        ),
        (
            ("Rome", 41.90, 12.48),
            ("Antioch", 36.20, 36.16),
            ("Lugdunum", 45.76, 4.83),
            ("Alexandria", 31.20, 29.90),
        ),
    ),
    Era(
        "medieval",
        0.012,
        "inner circle",
        1.0,
        {"Florin": (GOLD,), "Groat": (SILVER, TONED), "Noble": (GOLD, PALE_GOLD)},
        (1180, 1520),
        ("rose", "rose", "cog", "eagle", "olive", "horse"),
        (
            "+ CIVITAS LIBERA MARIS",
            "+ MONETA NOVA CIVITATIS",
            "+ PAX ET ABVNDANTIA",
            "+ GLORIA IN EXCELSIS",
        ),
        (
            ("Florence", 43.77, 11.25),
            ("Lübeck", 53.87, 10.69),
            ("Bruges", 51.21, 3.22),
            ("Kraków", 50.06, 19.94),
        ),
    ),
    Era(
        "milled",
        0.0,
        "teeth",
        1.0,
        {"Ducat": (GOLD,), "Thaler": (SILVER, TONED), "Penny": (COPPER, BRONZE)},
        (1640, 1880),
        ("head", "cog", "palm", "bee", "barley", "eagle", "olive"),
        (
            "DEI GRATIA * ANNO DOMINI",
            "LIBERTAS * CONCORDIA",
            "PROVIDENTIA * ET LABORE",
            "NAVIGARE * NECESSE EST",
        ),
        (
            ("Nuremberg", 49.45, 11.08),
            ("Vienna", 48.21, 16.37),
            ("Copenhagen", 55.68, 12.57),
            ("Utrecht", 52.09, 5.12),
        ),
    ),
)
GROUNDS: tuple[tuple[str, Field, float], ...] = (
    ("black slate", oklch(0.25, 0.012, 250), 0.0),
    ("green baize", oklch(0.36, 0.07, 160), 1.0),
    ("crimson velvet", oklch(0.34, 0.12, 22), 0.5),
    ("midnight velvet", oklch(0.28, 0.085, 268), 0.5),
    ("linen", oklch(0.74, 0.035, 80), 1.6),
    ("grey felt", oklch(0.52, 0.012, 240), 0.7),
    ("plum silk", oklch(0.34, 0.09, 335), 0.8),
)


class _Die:
    """Height of one face, built of rounded parts; drawn in coin radii about its centre."""

    def __init__(self, pixels: int, radius: float) -> None:
        self.height = np.zeros((pixels, pixels), dtype=np.float32)
        self.radius = radius
        self.middle = pixels / 2

    def add(self, tall: float, swell: float, *outlines: Points) -> None:
        """Raise outlines above what is there; among themselves, later ones lie on top."""
        layer = np.zeros_like(self.height)
        for outline in outlines:
            points = outline * self.radius + self.middle
            box = Stencil.around(points, self.height.shape, margin=3)
            if box is None:
                continue
            mask = box.polygon(points).coverage()
            soft = blur(mask, max(0.6, swell * self.radius / 2) / max(mask.shape))
            dome = np.clip((soft / max(float(soft.max()), 1e-3) - 0.3) / 0.7, 0, 1) ** 0.7
            (left, top), (rows, columns) = box.corner, box.shape
            under = layer[top : top + rows, left : left + columns]
            under += mask * (0.25 + 0.75 * dome - under)
        self.height += np.float32(tall) * layer

    def fuse(self, tall: float, swell: float, *outlines: Points) -> None:
        """Raise outlines as one smooth body that melts into what is there."""
        sheet = Stencil(self.height.shape)
        for outline in outlines:
            sheet.polygon(outline * self.radius + self.middle)
        mask = sheet.coverage()
        soft = blur(mask, swell * self.radius / 2 / mask.shape[0])
        self.height += np.float32(tall) * mask * np.clip(2 * soft / soft.max() - 0.9, 0, 1) ** 0.6

    def cut(self, deep: float, width: float, *lines: Points) -> None:
        """Engrave lines."""
        sheet = Stencil(self.height.shape)
        sheet.lines([line * self.radius + self.middle for line in lines], width * self.radius)
        self.height -= np.float32(deep) * ndimage.gaussian_filter(sheet.coverage(), 0.7)


def _limb(points: Sequence[tuple[float, float]], widths: Sequence[float]) -> Points:
    line = curve(points, closed=False, steps=8)
    along = np.linspace(0, 1, len(line))
    return ribbon(line, np.interp(along, np.linspace(0, 1, len(widths)), widths))


def _oval(x: float, y: float, wide: float, high: float, angle: float = 0.0) -> Points:
    return place(circle((0, 0), 1), (x, y), angle=angle, scale=np.array([wide, high]))


def _leaf(x: float, y: float, angle: float, long: float, wide: float, bend: float = 0.0) -> Points:
    tip = (x + long * float(np.cos(angle)), y + long * float(np.sin(angle)))
    return blade(spine((x, y), tip, bend=bend, steps=14), wide)


def _head(rng: np.random.Generator, die: _Die) -> str:
    nose, chin, brow = rng.normal(0, 0.014, 3)
    woman = rng.random() < 0.4
    face = [
        (0.10, 0.62),
        (0.12, 0.43),
        (0.20, 0.345),
        (0.32, 0.335),
        (0.375 + chin, 0.27),
        (0.348, 0.195),
        (0.385, 0.16),
        (0.362, 0.122),
        (0.398, 0.09),
        (0.378, 0.042),
        (0.47 + nose, 0.012),
        (0.412 + nose / 2, -0.10),
        (0.358, -0.185),
        (0.375 + brow, -0.25),
        (0.345, -0.40),
        (0.24, -0.53),
        (0.02, -0.62),
        (-0.26, -0.55),
        (-0.42, -0.30),
        (-0.41, -0.05),
        (-0.29, 0.17),
        (-0.22, 0.36),
        (-0.30, 0.60),
        (-0.10, 0.69),
    ]
    profile = curve(face, steps=6)
    die.fuse(0.050, 0.55, profile)
    die.fuse(0.016, 0.12, profile)
    die.fuse(0.016, 0.22, _oval(0.19, 0.10, 0.13, 0.15, 0.3))
    die.fuse(0.012, 0.12, _limb([(0.24, 0.22), (0.05, 0.24), (-0.06, 0.08)], [0.12, 0.14, 0.08]))
    die.add(
        0.013, 0.05, _limb([(0.20, -0.20), (0.29, -0.235), (0.36, -0.215)], [0.03, 0.055, 0.03])
    )
    die.add(0.012, 0.03, _leaf(0.215, -0.145, -0.05, 0.11, 0.055))
    die.cut(
        0.006,
        0.012,
        np.array([[0.29, 0.125], [0.33, 0.118], [0.37, 0.122]]),
        curve([(0.34, 0.05), (0.315, 0.03), (0.33, 0.0)], closed=False),
    )
    locks = []
    for ring in np.linspace(0.50, 0.06, 8):
        for turn in np.linspace(-2.75, -0.75 if ring > 0.3 else -0.6, max(3, int(17 * ring))):
            at = (-0.04 + ring * 1.0 * np.cos(turn), -0.17 + ring * 0.88 * np.sin(turn))
            if at[0] > 0.20 and at[1] > -0.42:
                continue
            locks.append(
                _leaf(
                    *at,
                    turn + 1.9 + rng.normal(0, 0.25) - np.pi * (not woman),
                    0.19,
                    0.062,
                    rng.choice([-0.25, 0.25]),
                )
            )
    for y in np.linspace(-0.16, 0.16, 9):
        locks.append(_leaf(-0.28 + 0.10 * abs(y), y, 2.4 + rng.normal(0, 0.3), 0.17, 0.06, 0.25))
    if woman:
        locks += [_leaf(-0.40, -0.02, a, 0.17, 0.08, 0.3) for a in np.linspace(0, 5.6, 9)]
    die.add(0.020, 0.05, *locks)
    die.add(
        0.018,
        0.04,
        _limb(
            [(0.02, -0.06), (-0.05, -0.09), (-0.06, 0.0), (-0.01, 0.05)], [0.03, 0.05, 0.05, 0.03]
        ),
    )
    crown = str(rng.choice(["laurel wreath", "diadem", "rayed crown"]))
    band = curve(
        [(0.33, -0.36), (0.12, -0.40), (-0.12, -0.30), (-0.36, -0.10)], closed=False, steps=8
    )
    die.add(0.014, 0.03, ribbon(band, 0.03 if crown == "laurel wreath" else 0.055))
    if crown == "laurel wreath":
        die.add(
            0.020,
            0.04,
            *[
                _leaf(*band[i], -0.55 + side * 0.75 + 0.25 * (1 - i / 24), 0.17, 0.065, side * 0.1)
                for i in range(22, 1, -2)
                for side in (1, -1)
            ],
        )
    elif crown == "rayed crown":
        die.add(
            0.022,
            0.04,
            *[
                np.array(
                    [
                        band[i] - [0.03, 0],
                        band[i] + [0.035 - 0.006 * i, -0.30 + 0.003 * i],
                        band[i] + [0.03, 0.01],
                    ]
                )
                for i in range(1, 24, 4)
            ],
        )
    ties = [
        _limb([(-0.38, -0.08), (-0.48, 0.04), (-0.44, 0.16)], [0.03, 0.035, 0.02]),
        _limb([(-0.38, -0.08), (-0.42, 0.08), (-0.52, 0.20)], [0.03, 0.035, 0.02]),
    ]
    die.add(0.016, 0.03, *ties)
    return f"{'an empress' if woman else 'a ruler'} with a {crown}"


def _owl(rng: np.random.Generator, die: _Die) -> str:
    die.add(
        0.045,
        0.26,
        curve(
            [
                (-0.26, -0.38),
                (0.26, -0.38),
                (0.33, -0.02),
                (0.22, 0.36),
                (0.02, 0.56),
                (-0.22, 0.34),
                (-0.33, -0.02),
            ],
            steps=8,
        ),
    )
    die.add(
        0.028,
        0.14,
        curve(
            [(-0.33, -0.52), (0, -0.46), (0.33, -0.52), (0.34, -0.26), (0, -0.10), (-0.34, -0.26)],
            steps=8,
        ),
    )
    feathers = [
        _leaf(x + 0.035 * (row % 2), -0.04 + row * 0.075, 1.57, 0.10, 0.075)
        for row in range(6)
        for x in np.linspace(-0.13, 0.10, 4)
    ]
    die.add(0.012, 0.03, *feathers)
    for s in (-1, 1):
        die.add(
            0.020,
            0.05,
            *[
                _leaf(s * (0.27 - 0.03 * i), -0.08 + 0.09 * i, 1.57 + s * 0.28, 0.34, 0.10)
                for i in range(4)
            ][::-1],
        )
        die.add(0.020, 0.05, _oval(s * 0.155, -0.32, 0.125, 0.125))
        die.cut(0.022, 0.022, circle((s * 0.155, -0.32), 0.085))
        die.add(0.018, 0.04, _oval(s * 0.155, -0.32, 0.045, 0.045))
        die.add(
            0.020,
            0.04,
            *[
                _limb([(s * 0.09, 0.46), (s * (0.09 + d), 0.60)], [0.05, 0.03])
                for d in (-0.06, 0, 0.06)
            ],
        )
    die.add(0.030, 0.05, np.array([[-0.05, -0.30], [0.05, -0.30], [0, -0.14]]))
    side = float(rng.choice([-1, 1]))
    die.add(
        0.022,
        0.05,
        *[
            _leaf(side * -0.52, -0.36 + 0.02 * i, a, 0.17, 0.075)
            for i, a in enumerate((-1.9, -0.9, 0.4))
        ],
    )
    die.add(
        0.022,
        0.05,
        _limb(
            [(side * 0.50, -0.44), (side * 0.44, -0.52), (side * 0.38, -0.58)], [0.02, 0.05, 0.03]
        ),
    )
    return "an owl with an olive sprig"


def _dolphin(rng: np.random.Generator, die: _Die) -> str:
    back = [
        (0.60, -0.02),
        (0.44, -0.12),
        (0.34, -0.26),
        (0.06, -0.36),
        (-0.24, -0.26),
        (-0.44, 0.02),
        (-0.50, 0.30),
    ]
    die.add(
        0.030,
        0.06,
        np.array([[-0.02, -0.32], [-0.20, -0.56], [-0.24, -0.22]]),
        _leaf(-0.50, 0.27, 2.6, 0.30, 0.14, 0.2),
        _leaf(-0.50, 0.27, 0.9, 0.30, 0.14, -0.2),
        _leaf(0.16, -0.10, 1.9, 0.26, 0.12, 0.2),
    )
    die.add(0.052, 0.2, _limb(back, [0.03, 0.09, 0.24, 0.33, 0.28, 0.14, 0.06]))
    die.add(0.014, 0.02, _oval(0.33, -0.17, 0.03, 0.03))
    die.cut(0.010, 0.016, curve([(0.54, -0.03), (0.42, -0.06), (0.34, -0.08)], closed=False))
    for row in range(3):
        t = np.linspace(-0.66 + 0.1 * row, 0.66 - 0.1 * row, 60)
        line = np.stack([t, 0.47 + 0.085 * row + 0.025 * np.sin(t * 22 + row)], -1)
        die.add(0.022, 0.04, ribbon(line, 0.042))
    if rng.random() < 0.5:
        die.add(0.022, 0.04, *[_leaf(0.25, 0.20, a, 0.12, 0.06) for a in np.arange(8) * np.pi / 4])
        return "a dolphin and a star above the waves"
    return "a leaping dolphin"


def _turtle(rng: np.random.Generator, die: _Die) -> str:
    limbs = [
        _limb(
            [(s * 0.26, y * 0.26), (s * 0.44, y * 0.40), (s * 0.50, y * 0.56)], [0.15, 0.13, 0.05]
        )
        for s in (-1, 1)
        for y in (-1, 1)
    ]
    die.add(
        0.036,
        0.1,
        *limbs,
        _limb([(0, -0.36), (0, -0.66)], [0.15, 0.17]),
        _limb([(0, 0.38), (0.02, 0.66)], [0.10, 0.01]),
    )
    die.add(0.070, 0.4, _oval(0, 0, 0.38, 0.46))
    plates = [place(circle((0, 0), 0.135, steps=6), (0, y), angle=0.52) for y in (-0.26, 0, 0.26)]
    plates += [
        place(circle((0, 0), 0.12, steps=6), (s * 0.225, y), angle=0.52)
        for y in (-0.13, 0.13)
        for s in (-1, 1)
    ]
    die.add(0.016, 0.05, *plates)
    rim = [
        _oval(0.345 * np.cos(a), 0.42 * np.sin(a), 0.05, 0.04, a + 1.57)
        for a in np.linspace(0, 2 * np.pi, 22, endpoint=False)
    ]
    die.add(0.014, 0.03, *rim)
    die.add(0.014, 0.02, _oval(-0.05, -0.58, 0.02, 0.02), _oval(0.05, -0.58, 0.02, 0.02))
    return "a land tortoise" if rng.random() < 0.5 else "a sea turtle"


def _bee(rng: np.random.Generator, die: _Die) -> str:
    for s in (-1, 1):
        upper = _leaf(s * 0.07, -0.20, 1.57 - s * 1.18, 0.58, 0.23)
        lower = _leaf(s * 0.07, -0.12, 1.57 - s * 0.72, 0.48, 0.19)
        die.add(0.024, 0.06, lower, upper)
        die.cut(
            0.007,
            0.012,
            *[
                spine((s * 0.08, -0.19), (s * x, y), bend=s * 0.08)
                for x, y in ((0.50, 0.02), (0.54, -0.02), (0.36, 0.20), (0.30, 0.18))
            ],
        )
        die.add(
            0.018,
            0.03,
            _limb([(s * 0.05, -0.46), (s * 0.12, -0.58), (s * 0.22, -0.62)], [0.025, 0.02, 0.045]),
            _limb([(s * 0.10, -0.26), (s * 0.26, -0.34), (s * 0.36, -0.48)], [0.04, 0.03, 0.02]),
            _limb([(s * 0.12, 0.22), (s * 0.26, 0.36), (s * 0.28, 0.54)], [0.04, 0.03, 0.02]),
        )
    die.add(0.055, 0.22, blade(spine((0, -0.10), (0, 0.58)), 0.36, belly=0.4, point=0.7))
    die.cut(
        0.020,
        0.026,
        *[
            curve([(-0.2, y - 0.03), (0, y + 0.02), (0.2, y - 0.03)], closed=False)
            for y in np.linspace(0.06, 0.44, 5)
        ],
    )
    die.add(0.050, 0.16, _oval(0, -0.17, 0.15, 0.15), _oval(0, -0.39, 0.12, 0.10))
    die.add(0.014, 0.03, _oval(-0.08, -0.41, 0.04, 0.05), _oval(0.08, -0.41, 0.04, 0.05))
    return "a bee with spread wings"


def _horse(rng: np.random.Generator, die: _Die) -> str:
    legs = [
        _limb([(0.24, 0.06), (0.42, 0.14), (0.40, 0.36), (0.48, 0.40)], [0.15, 0.09, 0.05, 0.07]),
        _limb([(0.18, 0.10), (0.26, 0.30), (0.16, 0.48), (0.22, 0.53)], [0.15, 0.08, 0.05, 0.07]),
        _limb(
            [(-0.26, 0.06), (-0.34, 0.28), (-0.24, 0.46), (-0.18, 0.52)], [0.20, 0.09, 0.05, 0.07]
        ),
        _limb(
            [(-0.30, 0.02), (-0.48, 0.22), (-0.50, 0.44), (-0.44, 0.50)], [0.20, 0.09, 0.05, 0.07]
        ),
    ]
    body = [
        _oval(-0.30, -0.01, 0.16, 0.14),
        _oval(0.20, -0.01, 0.17, 0.15),
        _limb([(-0.36, 0.0), (-0.16, 0.04), (0.06, 0.02), (0.26, -0.02)], [0.20, 0.24, 0.22, 0.24]),
        _limb([(0.22, 0.02), (0.33, -0.22), (0.38, -0.40)], [0.27, 0.17, 0.13]),
        _limb([(0.35, -0.42), (0.46, -0.34), (0.56, -0.24)], [0.14, 0.13, 0.085]),
    ]
    die.fuse(0.034, 0.10, *legs, *body)
    die.fuse(0.034, 0.26, *body)
    die.add(0.02, 0.03, _leaf(0.35, -0.44, -1.75, 0.12, 0.05), _oval(0.44, -0.37, 0.018, 0.018))
    mane = [
        _leaf(0.30 - 0.035 * i, -0.46 + 0.085 * i, 2.75 + 0.1 * i, 0.20, 0.06, -0.2)
        for i in range(6)
    ]
    tail = [_leaf(-0.42, -0.06, 2.5 - 0.18 * i, 0.34 + 0.03 * i, 0.06, 0.35) for i in range(4)]
    die.add(0.024, 0.04, *mane, *tail)
    where = [(-0.08, -0.40), (-0.30, -0.32), (0, 0.30), (0.02, -0.30)]
    die.add(0.026, 0.06, *[_oval(x, y, 0.045, 0.045) for x, y in where[: rng.integers(1, 5)]])
    die.add(0.022, 0.03, _limb([(-0.56, 0.60), (0.56, 0.60)], [0.03, 0.03]))
    return "a prancing horse"


def _eagle(rng: np.random.Generator, die: _Die) -> str:
    for s in (-1, 1):
        lift = np.linspace(-1.15, 1.05, 9)
        die.add(
            0.026,
            0.06,
            *[
                _leaf(
                    s * (0.18 + 0.20 * np.cos(a / 1.6)),
                    -0.20 + 0.05 * i,
                    np.pi / 2 - s * (1.57 - a),
                    0.34 + 0.05 * np.cos(a),
                    0.105,
                    -s * 0.12,
                )
                for i, a in enumerate(lift)
            ][::-1],
        )
        die.fuse(
            0.034,
            0.14,
            _limb(
                [(s * 0.10, -0.10), (s * 0.28, -0.30), (s * 0.40, -0.36), (s * 0.42, -0.16)],
                [0.16, 0.18, 0.14, 0.06],
            ),
        )
        die.add(
            0.024,
            0.05,
            _limb([(s * 0.08, 0.24), (s * 0.20, 0.38), (s * 0.24, 0.46)], [0.13, 0.08, 0.04]),
            *[
                _limb([(s * 0.24, 0.44), (s * (0.24 + d), 0.54)], [0.035, 0.02])
                for d in (-0.08, 0, 0.08)
            ],
        )
    die.add(
        0.026, 0.06, *[_leaf(0, 0.24, 1.57 + a, 0.38, 0.10) for a in (-0.5, 0.5, -0.26, 0.26, 0)]
    )
    die.add(0.050, 0.2, blade(spine((0, -0.36), (0, 0.38)), 0.36, belly=0.42, point=0.6))
    die.add(
        0.010,
        0.03,
        *[
            _leaf(x + 0.03 * (row % 2), -0.14 + 0.075 * row, 1.57, 0.09, 0.065)
            for row in range(5)
            for x in (-0.10, -0.035, 0.03, 0.095)
        ],
    )
    look = float(rng.choice([-1, 1]))
    die.add(0.050, 0.1, _limb([(0, -0.26), (0, -0.42), (look * 0.07, -0.50)], [0.18, 0.15, 0.14]))
    die.add(
        0.034,
        0.05,
        _limb(
            [(look * 0.10, -0.52), (look * 0.21, -0.50), (look * 0.20, -0.41)], [0.08, 0.07, 0.015]
        ),
    )
    die.add(0.016, 0.02, _oval(look * 0.06, -0.52, 0.02, 0.02))
    return "an eagle with spread wings"


def _barley(rng: np.random.Generator, die: _Die) -> str:
    die.add(0.024, 0.04, _limb([(0, -0.3), (0, 0.64)], [0.03, 0.045]))
    for s in (-1, 1):
        die.add(
            0.010,
            0.02,
            *[
                _limb([(s * 0.06, y), (s * (0.20 + 0.02 * i), y - 0.30)], [0.022, 0.008])
                for i, y in enumerate(np.linspace(-0.36, 0.20, 8))
            ],
        )
        die.add(
            0.046,
            0.1,
            *[
                _leaf(s * 0.02, y, -1.57 + s * 0.5, 0.21, 0.115)
                for y in np.linspace(-0.32, 0.32, 8)
            ],
        )
    die.add(0.046, 0.1, _leaf(0, -0.38, -1.57, 0.22, 0.11))
    side = float(rng.choice([-1, 1]))
    die.add(
        0.026,
        0.06,
        _limb(
            [(0, 0.56), (side * 0.22, 0.40), (side * 0.40, 0.10), (side * 0.48, -0.02)],
            [0.04, 0.10, 0.06, 0.01],
        ),
    )
    return "an ear of barley"


def _olive(rng: np.random.Generator, die: _Die) -> str:
    for s in (-1, 1):
        stem = curve(
            [(s * 0.03, 0.56), (s * 0.36, 0.40), (s * 0.50, 0.02), (s * 0.36, -0.40)],
            closed=False,
            steps=8,
        )
        die.add(0.022, 0.03, ribbon(stem, np.linspace(0.05, 0.02, len(stem))))
        along = np.arctan2(*np.gradient(stem, axis=0).T[::-1])
        die.add(
            0.030,
            0.06,
            *[
                _leaf(*stem[i], along[i] + side * 0.62, 0.24, 0.09, side * 0.1)
                for i in range(2, len(stem), 3)
                for side in (-1, 1)
            ],
        )
        die.add(0.036, 0.06, *[_oval(*(stem[i] * [0.84, 1]), 0.036, 0.045) for i in (6, 13, 19)])
    points = int(rng.choice([5, 6, 8]))
    die.add(
        0.040,
        0.08,
        *[_leaf(0, -0.02, a * 2 * np.pi / points - 1.57, 0.26, 0.12) for a in range(points)],
    )
    die.add(0.02, 0.05, _oval(0, -0.02, 0.055, 0.055))
    return f"olive branches about a star of {points} rays"


def _rose(rng: np.random.Generator, die: _Die) -> str:
    count = int(rng.choice([5, 6, 8]))
    turns = np.arange(count) * 2 * np.pi / count - 1.57
    step = np.pi / count
    die.add(
        0.024,
        0.05,
        *[_leaf(0.28 * np.cos(a), 0.28 * np.sin(a), a, 0.34, 0.11) for a in turns + step],
    )
    for reach, wide, turn in ((0.34, 1.9, 0.0), (0.20, 1.15, step)):
        die.add(
            0.034,
            0.16,
            *[
                _oval(
                    reach * np.cos(a), reach * np.sin(a), 0.17 * wide / 1.7, reach * step * 0.92, a
                )
                for a in turns + turn
            ],
        )
    die.add(0.030, 0.1, _oval(0, 0, 0.11, 0.11))
    die.add(
        0.014,
        0.02,
        *[_oval(0.06 * np.cos(a), 0.06 * np.sin(a), 0.022, 0.022) for a in np.arange(7) * 0.9],
        _oval(0, 0, 0.022, 0.022),
    )
    return f"a rose of {count} petals"


def _palm(rng: np.random.Generator, die: _Die) -> str:
    sway = float(rng.normal(0, 0.05))
    trunk = curve([(0, 0.56), (sway, 0.2), (0, -0.18)], closed=False)
    die.add(0.036, 0.06, ribbon(trunk, np.linspace(0.13, 0.075, len(trunk))))
    die.cut(
        0.012,
        0.014,
        *[
            np.array([[-0.06, y - 0.01], [sway, y + 0.02], [0.08, y - 0.01]])
            for y in np.linspace(-0.1, 0.5, 11)
        ],
    )
    for turn in (-2.95, -0.2, -2.5, -0.64, -2.1, -1.04, -1.57):
        drop = 0.30 * np.cos(turn)
        tip = (0.52 * np.cos(turn), -0.20 + 0.42 * np.sin(turn) + 0.20 * abs(np.cos(turn)))
        rib = spine((0, -0.18), tip, bend=float(-drop), steps=12)
        fan = [
            _leaf(*rib[i], turn + s * 0.9 + 0.9 * np.cos(turn), 0.16 * (1.25 - i / 12), 0.04)
            for i in range(2, 12)
            for s in (-1, 1)
        ]
        die.add(0.014, 0.03, *fan, ribbon(rib, 0.025))
    die.add(
        0.030,
        0.05,
        *[
            _oval(s * 0.06 + 0.03 * i * s, -0.08 + 0.05 * i, 0.04, 0.045)
            for i in range(3)
            for s in (-1, 1)
        ],
    )
    die.add(0.026, 0.05, _limb([(-0.46, 0.58), (0, 0.54), (0.46, 0.58)], [0.03, 0.06, 0.03]))
    return "a date palm in fruit"


def _waves(die: _Die) -> None:
    for row in range(3):
        t = np.linspace(-0.62 + 0.12 * row, 0.62 - 0.12 * row, 70)
        crest = 0.024 * np.abs(np.sin(t * 13 + row * 1.6))
        die.add(0.018, 0.03, ribbon(np.stack([t, 0.46 + 0.08 * row - crest], -1), 0.034))


def _galley(rng: np.random.Generator, die: _Die) -> str:
    hull = [
        (-0.58, -0.06),
        (-0.52, 0.12),
        (-0.40, 0.22),
        (0.36, 0.22),
        (0.62, 0.20),
        (0.50, 0.30),
        (0.30, 0.39),
        (-0.34, 0.39),
        (-0.54, 0.26),
        (-0.63, 0.04),
    ]
    die.add(
        0.022,
        0.04,
        _limb([(-0.03, 0.2), (-0.03, -0.58)], [0.04, 0.03]),
        _limb([(-0.40, -0.46), (0.36, -0.46)], [0.03, 0.03]),
    )
    die.fuse(
        0.044,
        0.5,
        curve(
            [
                (-0.36, -0.44),
                (0, -0.47),
                (0.33, -0.44),
                (0.40, -0.20),
                (0.34, 0.06),
                (0, 0.0),
                (-0.33, 0.06),
                (-0.30, -0.20),
            ],
            steps=6,
        ),
    )
    die.cut(
        0.010,
        0.016,
        *[
            spine((x, -0.44), (x * 1.02 + 0.02, 0.02), bend=-0.12)
            for x in np.linspace(-0.25, 0.25, 5)
        ],
    )
    die.add(0.044, 0.12, curve(hull, steps=6))
    die.add(
        0.020,
        0.04,
        _limb([(-0.60, -0.02), (-0.64, -0.22), (-0.50, -0.30)], [0.06, 0.05, 0.02]),
        _limb([(0.46, 0.22), (0.54, 0.04), (0.60, -0.02)], [0.06, 0.05, 0.03]),
    )
    die.cut(0.012, 0.016, np.array([[-0.5, 0.27], [0.5, 0.26]]))
    die.add(
        0.022,
        0.03,
        *[
            _limb([(x, 0.30), (x - 0.10, 0.54)], [0.022, 0.035])
            for x in np.linspace(-0.36, 0.36, 9)
        ],
    )
    _waves(die)
    return "a galley under oars and sail" if rng.random() < 0.6 else "a war galley"


def _cog(rng: np.random.Generator, die: _Die) -> str:
    masts = int(rng.integers(1, 4))
    for at in {1: (0.0,), 2: (-0.2, 0.22), 3: (-0.34, 0.02, 0.36)}[masts]:
        tall = 0.62 - 0.3 * abs(at)
        wide = 0.34 / masts**0.5
        die.add(
            0.020,
            0.03,
            _limb([(at, 0.2), (at, -tall)], [0.04, 0.03]),
            np.array([[at, -tall], [at - 0.16, -tall + 0.04], [at, -tall + 0.08]]),
        )
        for top, low, spread in ((-tall + 0.11, -tall + 0.30, 0.7), (-tall + 0.33, 0.08, 1.0)):
            half = wide * spread
            die.fuse(
                0.040,
                0.34,
                curve(
                    [
                        (at - half, top),
                        (at, top - 0.02),
                        (at + half, top),
                        (at + half * 1.12 + 0.02, (top + low) / 2),
                        (at + half * 0.95, low),
                        (at, low - 0.05),
                        (at - half * 0.95, low),
                    ],
                    steps=6,
                ),
            )
    hull = [
        (-0.60, 0.02),
        (-0.38, 0.06),
        (-0.36, 0.16),
        (0.30, 0.16),
        (0.34, 0.05),
        (0.62, 0.02),
        (0.50, 0.26),
        (0.36, 0.42),
        (-0.36, 0.42),
        (-0.52, 0.26),
    ]
    die.add(0.046, 0.14, np.array(hull))
    die.cut(
        0.012,
        0.014,
        *[curve([(-0.5, y), (0, y + 0.05), (0.5, y)], closed=False) for y in (0.18, 0.24, 0.30)],
    )
    die.add(0.018, 0.03, *[_oval(x, 0.205, 0.024, 0.024) for x in np.linspace(-0.28, 0.28, 5)])
    die.add(0.018, 0.03, _limb([(0.56, 0.05), (0.70, -0.14)], [0.03, 0.015]))
    _waves(die)
    return f"a ship of {masts} mast{'s' * (masts > 1)}"


MOTIFS: dict[str, tuple[Callable[[np.random.Generator, _Die], str], str]] = {
    "head": (_head, "portrait"),
    "owl": (_owl, "animal"),
    "dolphin": (_dolphin, "animal"),
    "turtle": (_turtle, "animal"),
    "bee": (_bee, "animal"),
    "horse": (_horse, "animal"),
    "eagle": (_eagle, "animal"),
    "barley": (_barley, "plant"),
    "olive": (_olive, "plant"),
    "rose": (_rose, "plant"),
    "palm": (_palm, "plant"),
    "galley": (_galley, "ship"),
    "cog": (_cog, "ship"),
}


def _legend(words: str, r: Field, turn: Field, radius: float, tall: float) -> Field:
    """Words set around the rim, read clockwise from the lower left, in coin radii."""
    high = 48
    font = ImageFont.load_default(high * 0.92)
    long = int(2 * np.pi * radius / tall * high)
    strip = Image.new("L", (long, high), 0)
    pen = ImageDraw.Draw(strip)
    widths = [pen.textlength(letter, font=font) for letter in words]
    gap = min(high * 0.45, (long * 0.94 - sum(widths)) / len(words))
    at = (long - sum(widths) - gap * (len(words) - 1)) / 2
    for letter, wide in zip(words, widths, strict=True):
        pen.text((at, high / 2), letter, fill=255, font=font, anchor="lm", stroke_width=1)
        at += wide + gap
    letters = ndimage.gaussian_filter(np.asarray(strip, dtype=np.float32) / 255, 1.6)
    across = (turn / (2 * np.pi) % 1.0) * (long - 1)
    down = (radius + tall / 2 - r) / tall * (high - 1)
    return sample(letters, across.astype(np.float32), down.astype(np.float32), mode="constant")


def _strike(
    rng: np.random.Generator, pixels: int, era: Era, motif: str, words: str
) -> tuple[Field, Field, str]:
    """Height (in patch widths) and coverage of one face, and what it shows."""
    x, y = axes((pixels, pixels))
    die = _Die(pixels, pixels * 0.44)
    scale = 0.44
    r = np.hypot(x, y) / scale
    turn = np.arctan2(x, -y) + np.pi
    flan = np.ones((1, 1), np.float32)
    if era.ragged:
        flan = 1 + sum(era.ragged / n * np.cos(n * turn + rng.uniform(0, 6)) for n in (2, 3, 5, 7))
    off = rng.normal(0, era.ragged * 0.9, 2)
    inner = 0.78 if words else 0.92
    if era.border == "inner circle":
        inner = 0.66
    radius = die.radius
    die.radius = radius * inner / 0.70
    says = MOTIFS[motif][0](rng, die)
    if rng.random() < 0.4 and motif in ("head", "horse", "dolphin", "galley"):
        die.height = die.height[:, ::-1].copy()
    height = die.height * inner
    if words:
        at = 0.825
        letters = _legend(words, r, turn, at, 0.155)
        height = height * smooth(at - 0.07, at - 0.13, r) + 0.020 * letters
    if era.border == "dots":
        beads = np.clip(np.cos(turn * 72), 0, 1) * smooth(0.026, 0.006, np.abs(r - 0.945))
        height += 0.016 * beads
    elif era.border == "teeth":
        height += 0.016 * smooth(-0.3, 0.6, np.cos(turn * 96)) * smooth(0.89, 0.915, r)
        height += 0.022 * smooth(0.955, 0.972, r)
    else:
        for ring in (0.70, 0.955):
            beads = smooth(-0.6, 0.8, np.cos(turn * round(ring * 90)))
            height += 0.014 * beads * smooth(0.022, 0.006, np.abs(r - ring))
    if off.any():
        height = ndimage.shift(height, off[::-1] * radius, order=1, mode="nearest")
    wear = float(rng.uniform(0.2, 0.9)) if era.ragged else float(rng.uniform(0.0, 0.45))
    top = 0.075 - 0.03 * wear
    height = np.where(height < top, height, top + (height - top) * 0.45)
    height = ndimage.gaussian_filter(height, (0.5 + 0.7 * wear) * pixels / 520)
    dents = noise(rng, (pixels, pixels), 5, 6, gain=0.55)
    height += dents * (0.0008 + 0.0035 * era.ragged / 0.03 * (0.4 + wear))
    edge = flan - r
    height += 0.06 * np.sqrt(np.clip(edge / 0.05, 0, 1)) - 0.06
    cover = np.clip(edge * scale * pixels + 0.5, 0, 1).astype(np.float32)
    return (height * 1.05).astype(np.float32), cover, says


def _shine(rng: np.random.Generator, height: Field, metal: Metal, window: float) -> Field:
    """Light that the struck metal sends back: a room with one window, hollows darkened."""
    normal = normals(height)
    across, down, _ = mirrored(normal)
    towards = -0.70 * across * window - 0.72 * down
    sky = 0.30 + 0.22 * smooth(-0.8, 0.0, towards) + 1.15 * smooth(0.12, 0.95, towards)
    floor = 0.34 * smooth(0.22, 0.0, np.abs(towards + 0.78))
    direct = gloss(normal, SUN * np.array([window, 1, 1], np.float32), 26)
    shade = cast(height, SUN * np.array([window, 1, 0.8], np.float32), 0.09, 7, 0.010)
    x, y = axes(height.shape)
    sheen = 0.30 * np.exp(-(((0.70 * x * window + 0.72 * y + 0.14) / 0.16) ** 2))
    light = 0.80 * (sky * (0.45 + 0.55 * shade) + floor + 1.1 * direct * shade + sheen)
    light *= smooth(-1.35, -0.1, towards) * 0.65 + 0.35
    hollow = height - blur(height, 0.018)
    cloudy = noise(rng, height.shape, 3, 5, gain=0.6)
    grime = smooth(0.002, -0.008, hollow + 0.0015 * cloudy) * metal.toning
    grime = np.maximum(grime, 0.30 * metal.toning * smooth(-0.2, 1.8, cloudy))
    bare = smooth(0.003, 0.016, hollow + 0.002 * cloudy)
    base = mix(np.broadcast_to(metal.shine, (*height.shape, 3)), metal.tarnish, 0.85 * grime)
    if metal is GREEN:
        base = mix(base, BRONZE.shine * 1.1, 0.75 * bare)
    if metal is TONED:
        ring = smooth(0.2, 0.46, np.hypot(*axes(height.shape)) + 0.03 * cloudy)
        base = mix(base, oklch(0.62, 0.10, 245), 0.55 * ring * smooth(0.0, 0.5, ring))
    return lit(base, light) + (0.12 * bare * light)[..., None] * metal.shine


def _cloth(rng: np.random.Generator, shape: Shape, colour: Field, weave: float) -> Field:
    x, y = axes(shape)
    folds = noise(rng, shape, 1.6, 2) * 0.10 * min(weave, 1.0)
    nap = noise(rng, shape, 9, 4, gain=0.6)
    threads = np.cos((x + 0.002 * nap) * 620) * np.cos((y + 0.002 * nap) * 620)
    level = 1 + folds + (0.045 if weave else 0.09) * nap + 0.05 * weave * threads
    return lit(colour, level.astype(np.float32))


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one coin, or both faces of one: an era, a metal, a motif, a ground."""
    era = ERAS[int(rng.integers(len(ERAS)))]
    name = str(rng.choice(list(era.names)))
    metal = era.names[name][int(rng.integers(len(era.names[name])))]
    both = rng.random() < 0.22
    motifs = list(rng.choice(sorted(set(era.motifs) - {"head"}), 2, replace=False))
    if both and "head" in era.motifs:
        motifs[0] = "head"
    elif not both:
        motifs = [str(rng.choice(era.motifs))]
    shape = frame(size, 1.62 if both else 1.0)
    ground, cloth, weave = GROUNDS[int(rng.integers(len(GROUNDS)))]
    window = 1.0 if rng.random() < 0.75 else -1.0
    picture = _cloth(rng, shape, cloth, weave)
    fall = 0.45 + 0.75 * pool(shape, (-0.22 * window, -0.2), 0.62)
    picture = lit(picture, fall)
    wide = round(size * (0.50 if both else float(rng.uniform(0.90, 0.99))))
    says = []
    lettered = rng.random() < era.lettered
    for i, motif in enumerate(motifs):
        words = era.legends[int(rng.integers(len(era.legends)))] if lettered else ""
        height, cover, seen = _strike(rng, wide, era, motif, words)
        says.append(seen)
        coin = _shine(rng, height, metal, window)
        middle = size * (0.25 + 0.5 * i if both else 0.5)
        top, left = (shape[0] - wide) // 2, round(middle - wide / 2)
        rows, columns = slice(top, top + wide), slice(left, left + wide)
        spread = np.zeros(shape, dtype=np.float32)
        spread[rows, columns] = cover
        drop = size * 0.018
        moved = ndimage.shift(spread, (drop, drop * window), order=0)
        dark = 0.55 * blur(moved, 0.024) + 0.40 * blur(spread, 0.008)
        picture = lit(picture, 1 - np.clip(dark, 0, 0.9))
        picture[rows, columns] = mix(picture[rows, columns], coin, cover)
    picture = lit(picture, vignette(shape, 0.35))
    mint, lat, lng = era.mints[int(rng.integers(len(era.mints)))]
    kinds = dict.fromkeys(MOTIFS[motif][1] for motif in motifs)
    shown = " and ".join(says)
    label = f"{name} with {shown}, {mint}" if not both else f"Two faces of a {name.lower()}, {mint}"
    faces = "Both faces of a" if both else "One face of a"
    says = f"{faces} {era.word} {name.lower()} in {metal.name}, showing {shown}, laid on {ground}."
    return Drawing(
        develop(picture, 1.1),
        label,
        (metal.name, *kinds, era.word, ground),
        int(rng.integers(*era.years)),
        says.replace("a imperial", "an imperial"),
        lat,
        lng,
    )


FAMILY = Family("coin", "Coins", draw)
