"""Figures struck on coins: each a mask to be raised, and finer detail cut into it."""

# The tables of points read better in rows than one number a line.
# fmt: off

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from studio.colour import Field
from studio.raster import Shape, axes, curve, edge, noise, polygon, smooth

Outline = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """A figure's coverage, and its detail (about -1 to 1, raised where positive)."""

    mask: Field
    detail: Field


@dataclass(frozen=True)
class CoinType:
    """One figure with its article, the tag of its group, and how to model it."""

    name: str
    tag: str
    model: Callable[[np.random.Generator, Shape, float], Figure]


def _turn(points: Outline, tilt: float) -> Outline:
    c, s = np.cos(tilt), np.sin(tilt)
    return points @ np.array([[c, s], [-s, c]])


def _bar(start: tuple[float, float], end: tuple[float, float], thick: float, taper: float = 1.0
         ) -> Outline:
    a, b = np.array(start), np.array(end)
    along = (b - a) / np.linalg.norm(b - a)
    side = np.array([-along[1], along[0]]) * thick / 2
    return np.array([a + side, b + side * taper, b - side * taper, a - side])


def _leaf(root: tuple[float, float], angle: float, length: float, wide: float) -> Outline:
    t = np.linspace(0, 1, 12)
    half = wide * np.sin(np.pi * t**0.8)
    xs = np.concatenate([t, t[::-1]]) * length
    ys = np.concatenate([half, -half[::-1]])
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([root[0] + xs * c - ys * s, root[1] + xs * s + ys * c], axis=1)


def _ellipse(cx: float, cy: float, rx: float, ry: float, turn: float = 0.0) -> Outline:
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    px, py = rx * np.cos(t), ry * np.sin(t)
    c, s = np.cos(turn), np.sin(turn)
    return np.stack([cx + px * c - py * s, cy + px * s + py * c], axis=1)


def _masks(shape: Shape, tilt: float, *outlines: Outline) -> Field:
    return polygon(shape, *(_turn(o, tilt) for o in outlines))


def _head(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    """A profile to the right or left, with curls and a wreath or a band."""
    j = rng.normal(0, 0.005, 24)
    face = [
        (-.045, .265), (-.075, .20), (-.085, .145), (-.155, .10), (-.190, .01), (-.180, -.10),
        (-.120, -.195), (-.02, -.235), (.075, -.215), (.118 + j[0], -.165), (.128 + j[1], -.105),
        (.132 + j[2], -.062), (.150 + j[3], -.03), (.176 + j[4], .018 + j[5]), (.150, .034),
        (.140, .046), (.154 + j[6], .066), (.142, .080), (.150 + j[7], .098), (.134, .116),
        (.138 + j[8], .142 + j[9]), (.108, .172), (.05, .168), (.028, .19), (.045, .245),
        (.06, .285),
    ]
    side = float(rng.choice([-1, 1]))
    flip = np.array([side, 1.0])
    head = curve(face, steps=10) * flip
    mask = _masks(shape, tilt, head)
    x, y = axes(shape)
    u = (x * np.cos(tilt) + y * np.sin(tilt)) * side
    v = -x * np.sin(tilt) + y * np.cos(tilt)
    hair_line = 0.055 - 0.55 * np.abs(v + 0.13) + 0.02 * np.sin(v * 60)
    hair = smooth(0.012, -0.012, u - hair_line) * smooth(0.16, 0.12, v + 0.5 * (u + 0.1))
    flow = noise(rng, shape, 5, 3)
    strands = np.sin(np.hypot(u + 0.02, v + 0.06) * 260 + 3.0 * np.sin(np.arctan2(v, u) * 9) + flow)
    detail = hair * (0.55 + 0.5 * strands)
    eye = np.hypot((u - 0.098) / 0.020, (v + 0.052 + 0.15 * (u - 0.098)) / 0.010)
    detail = detail + 0.9 * smooth(1.0, 0.5, eye) - 0.8 * smooth(0.5, 0.0, np.abs(eye - 1.25))
    brow = np.abs(v + 0.082 + 0.8 * (u - 0.10) ** 2)
    detail = detail + 0.7 * smooth(0.012, 0.003, brow) * smooth(0.05, 0.03, np.abs(u - 0.10))
    ear = np.hypot((u + 0.012) / 0.022, (v + 0.018) / 0.036)
    detail = detail + 1.0 * smooth(0.35, 0.05, np.abs(ear - 0.85)) - 0.6 * smooth(0.5, 0.2, ear)
    detail = detail - 0.8 * smooth(0.005, 0.001, np.abs(v - 0.081)) * smooth(0.118, 0.135, u)
    jaw = np.abs(np.hypot(u - 0.06, v - 0.06) - 0.095)
    detail = detail + 0.25 * smooth(0.020, 0.0, jaw) * (u < 0.08) * (v > 0.08)
    outlines = []
    if rng.random() < 0.6:
        for k in range(9):
            at = -2.75 + 0.20 * k
            root = (side * (0.150 * np.cos(at) - 0.02), -0.02 + 0.175 * np.sin(at))
            for lean in (-0.45, 0.45):
                aim = at + np.pi / 2 + lean
                outlines.append(_leaf(root, aim if side > 0 else np.pi - aim, 0.062, 0.011))
        wreath = _masks(shape, tilt, *outlines)
        mask = np.maximum(mask, wreath)
        detail = detail * (1 - wreath) + 1.3 * wreath
    else:
        band = smooth(0.012, 0.008, np.abs(v + 0.105 + 0.25 * u)) * hair
        detail = detail * (1 - band) + 1.2 * band
    return Figure(mask, detail.astype(np.float32))


def _owl(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    body = curve([(-.02, -.23), (.09, -.22), (.125, -.13), (.115, -.04), (.13, .06), (.09, .17),
                  (.03, .22), (-.06, .235), (-.13, .27), (-.115, .16), (-.13, .05), (-.12, -.05),
                  (-.125, -.13), (-.09, -.22)])
    legs = [_bar((.00, .2), (.0, .27), .035), _bar((.055, .19), (.065, .27), .035),
            _bar((-.03, .272), (.11, .272), .022)]
    twig = [_leaf((-.25 + .03 * k, -.20 + .045 * k), a, .085, .018)
            for k in range(3) for a in (-0.6, 1.5)]
    mask = _masks(shape, tilt, body, *legs, *twig)
    x, y = axes(shape)
    u, v = x * np.cos(tilt) + y * np.sin(tilt), -x * np.sin(tilt) + y * np.cos(tilt)
    left, right = np.hypot(u + 0.052, v + 0.135), np.hypot(u - 0.052, v + 0.135)
    eye = np.minimum(left, right)
    detail = 1.2 * smooth(0.012, 0.003, np.abs(eye - 0.042)) + 1.2 * smooth(0.022, 0.014, eye)
    beak = smooth(0.02, 0.0, np.abs(u) * 2 + np.abs(v + 0.085) - 0.025)
    rows = v * 38 + 0.5 * (np.floor(u * 34) % 2)
    scales = np.hypot(np.mod(u * 34, 1) - 0.5, np.mod(rows, 1) - 0.25)
    feathers = smooth(0.52, 0.30, scales) * smooth(-0.06, -0.03, v) * smooth(0.20, 0.18, v)
    wing = np.sin((u * 0.8 + v) * 150) * smooth(0.045, 0.06, np.abs(u)) * smooth(-0.04, 0.0, v)
    detail = detail + beak + 0.7 * feathers * smooth(0.06, 0.045, np.abs(u)) + 0.6 * wing
    return Figure(mask, detail.astype(np.float32))


def _dolphin(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    side = np.array([float(rng.choice([-1, 1])), 1.0])
    body = curve([(.26, .005), (.20, -.035), (.15, -.085), (.03, -.135), (-.08, -.10), (-.16, .0),
                  (-.20, .10), (-.265, .115), (-.23, .145), (-.225, .20), (-.175, .155),
                  (-.13, .10),
                  (-.04, .03), (.06, .03), (.15, .03), (.21, .035)]) * side
    fins = [curve([(.03, -.12), (-.06, -.205), (-.075, -.12), (-.03, -.10)]) * side,
            curve([(.09, .015), (.05, .10), (.015, .095), (.03, .015)]) * side]
    x, y = axes(shape)
    u, v = x * np.cos(tilt) + y * np.sin(tilt), -x * np.sin(tilt) + y * np.cos(tilt)
    mask = _masks(shape, tilt, body, *fins)
    wave = v - 0.205 - 0.020 * np.sin(u * 38)
    waves = edge(0.009 - np.abs(wave), shape) + edge(0.009 - np.abs(wave - 0.042), shape)
    mask = np.maximum(mask, np.clip(waves, 0, 1) * smooth(0.26, 0.25, np.abs(u)))
    s = u * side[0]
    eye = np.hypot(s - 0.165, v + 0.022)
    detail = 1.4 * smooth(0.013, 0.008, eye) - 0.8 * smooth(0.006, 0.002, np.abs(
        v - 0.012 + 0.12 * (s - 0.2))) * (s > 0.16)
    stripe = np.abs(v + 0.055 + 2.2 * (s - 0.02) ** 2)
    return Figure(mask, (detail + 0.5 * smooth(0.02, 0.0, stripe) * (s < 0.14)).astype(np.float32))


def _ship(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    hull = curve([(-.27, .05), (-.235, .06), (-.20, .10), (0, .115), (.19, .10), (.235, .04),
                  (.265, -.03),
                  (.275, .05), (.23, .14), (.16, .185), (-.14, .185), (-.22, .14)])
    masts, sails = [], []
    for at, tall in ((-.12, .19), (.03, .27), (.15, .17)):
        masts.append(_bar((at, .11), (at, .10 - tall * 1.22), .012))
        for low, high in ((.06, .06 - tall * .55), (.06 - tall * .62, .06 - tall)):
            wide = .060 if low > 0 else .046
            sails.append(curve([(at - wide, low), (at - wide * .75, high), (at + wide * .75, high),
                                (at + wide, low), (at + .015, low - .018)], steps=6))
        masts.append(_leaf((at, .10 - tall * 1.2), 0.15, .07, .012))
    x, y = axes(shape)
    u, v = x * np.cos(tilt) + y * np.sin(tilt), -x * np.sin(tilt) + y * np.cos(tilt)
    mask = _masks(shape, tilt, hull, *masts, *sails)
    wave = np.mod(v - 0.012 * np.sin(u * 48), 0.036) - 0.018
    sea = edge(0.008 - np.abs(wave), shape) * smooth(0.188, 0.192, v) * smooth(0.285, 0.27, v)
    mask = np.maximum(mask, sea * (np.hypot(u, v) < 0.31))
    planks = np.sin(v * 290) * (v > 0.05)
    cloth = np.cos((v + 0.1) * 42) * (v < 0.06) + 0.4 * np.sin(u * 190) * (v < 0.06)
    ports = smooth(0.013, 0.008, np.hypot(np.mod(u, 0.045) - 0.0225, v - 0.135)) * (np.abs(u) < 0.2)
    return Figure(mask, (0.5 * planks + 0.35 * cloth - 0.9 * ports).astype(np.float32))


def _tree(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    outlines = [curve([(-.03, .26), (-.018, .08), (-.02, -.05), (.0, -.12), (.02, -.05), (.02, .08),
                       (.035, .26)]), _bar((-.14, .262), (.14, .262), .018)]
    for level in range(7):
        reach = 0.06 + 0.135 * np.sin(np.pi * (level + 1.2) / 8.2)
        root_y = 0.10 - 0.047 * level
        for way in (-1, 1):
            tip = (way * reach, root_y - 0.055)
            outlines.append(_bar((0, root_y), tip, .014, 0.5))
            for k in range(4):
                t = 0.35 + 0.2 * k
                root = (tip[0] * t, root_y + (tip[1] - root_y) * t)
                for lean in (-0.7, 0.7):
                    aim = (-0.35 if way > 0 else np.pi + 0.35) + lean
                    outlines.append(_leaf(root, aim, .056, .012))
    outlines += [_leaf((0, -.20), a, .065, .014) for a in (-1.57, -0.9, -2.2)]
    mask = _masks(shape, tilt, *outlines)
    return Figure(mask, 0.3 * noise(rng, shape, 30, 2))


def _wheat(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    outlines = []
    for lean in (-0.38, 0.0, 0.38):
        end = (0.62 * np.sin(lean) * 0.38, -0.22 + 0.10 * abs(lean))
        outlines.append(_bar((0.03 * lean, .25), end, .013, 0.7))
        for k in range(7):
            t = 0.42 + 0.085 * k
            root = (0.03 * lean + (end[0] - 0.03 * lean) * t, .25 + (end[1] - .25) * t)
            for way in (-0.42, 0.42):
                outlines.append(_leaf(root, -np.pi / 2 + lean * 0.75 + way, .064, .013))
        outlines.append(_leaf(end, -np.pi / 2 + lean * 0.75, .07, .012))
    outlines.append(_bar((-.045, .14), (.045, .14), .024))
    return Figure(_masks(shape, tilt, *outlines), 0.2 * noise(rng, shape, 40, 2))


def _rose(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    x, y = axes(shape)
    r, angle = np.hypot(x, y) + 1e-5, np.arctan2(y, x) - tilt
    petals = int(rng.choice([5, 6, 8]))
    wave = np.abs(np.cos(angle * petals / 2))
    outer, inner = 0.20 + 0.065 * wave, 0.115 + 0.035 * np.abs(np.sin(angle * petals / 2))
    sepal = 0.10 + 0.185 * np.clip(np.cos(angle * petals + np.pi), 0, 1) ** 3
    mask = edge((np.maximum(outer, sepal) - r), shape)
    detail = 0.9 * smooth(0.0, 0.06, outer - r) * smooth(0.012, 0.03, np.abs(r - inner))
    detail = detail + 1.1 * smooth(0.0, 0.03, inner - r) * smooth(0.05, 0.06, r)
    seeds = np.cos(x * 330) * np.cos(y * 330)
    detail = detail + (1.4 + 0.5 * seeds) * smooth(0.055, 0.045, r)
    veins = np.cos(angle * petals * 5) * (r > inner)
    return Figure(mask, (detail + 0.2 * veins).astype(np.float32))


def _sun(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    x, y = axes(shape)
    r, angle = np.hypot(x, y) + 1e-5, np.arctan2(y, x) - tilt
    rays = int(rng.choice([12, 16, 20]))
    saw = np.abs(np.mod(angle / (2 * np.pi) * rays, 1) - 0.5) * 2
    wavy = np.abs(np.mod(angle / (2 * np.pi) * rays + 0.5 + 0.08 * np.sin(r * 70), 1) - 0.5) * 2
    star = np.maximum(0.12 + 0.155 * (1 - saw * 1.5), 0.12 + 0.12 * (1 - wavy * 1.5))
    mask = edge((np.maximum(star, 0.125) - r) * 0.5, shape)
    detail = 1.2 * smooth(0.122, 0.100, r) - 0.9 * smooth(0.008, 0.002, np.abs(r - 0.128))
    eyes = np.hypot((np.abs(x) - 0.042) / 0.020, (y + 0.022) / 0.010)
    detail = detail + 0.7 * smooth(0.4, 0.0, np.abs(eyes - 1)) - 0.5 * smooth(0.6, 0.2, eyes)
    nose = smooth(0.016, 0.004, np.abs(x) - 0.006 - 0.12 * np.clip(y + 0.03, 0, 0.07)) * (
        np.abs(y - 0.005) < 0.036)
    mouth = smooth(0.010, 0.002, np.abs(y - 0.066 + 4 * x**2)) * (np.abs(x) < 0.036)
    return Figure(mask, (detail + 0.6 * nose - 0.9 * mouth).astype(np.float32))


def _horse(rng: np.random.Generator, shape: Shape, tilt: float) -> Figure:
    side = np.array([float(rng.choice([-1, 1])), 1.0])
    body = curve([(.225, -.185), (.175, -.215), (.135, -.235), (.12, -.20), (.085, -.165),
                  (.035, -.09),
                  (-.05, -.07), (-.13, -.085), (-.175, -.05), (-.18, .03), (-.13, .065),
                  (-.05, .05),
                  (.04, .065), (.10, .04), (.125, -.03), (.15, -.11), (.19, -.145), (.235, -.155)])
    legs = [
        [(.08, .03), (.15, .02), (.205, -.02), (.225, .03), (.205, .035), (.195, .01), (.15, .055),
         (.09, .07)],
        [(.05, .04), (.115, .08), (.16, .14), (.20, .15), (.185, .17), (.14, .16), (.085, .11),
         (.03, .07)],
        [(-.17, .0), (-.13, .05), (-.155, .12), (-.125, .20), (-.085, .21), (-.09, .225),
         (-.14, .22),
         (-.185, .13), (-.185, .05)],
        [(-.13, .03), (-.08, .05), (-.07, .11), (-.03, .17), (.005, .185), (-.01, .2), (-.05, .185),
         (-.105, .12), (-.14, .08)],
    ]
    tail = curve([(-.165, -.07), (-.225, -.085), (-.275, -.02), (-.27, .09), (-.245, .03),
                  (-.225, -.02),
                  (-.17, -.02)])
    mane = curve([(.125, -.24), (.07, -.225), (.01, -.15), (-.02, -.07), (.04, -.07), (.09, -.14)])
    parts = [body, tail, mane, *(curve(leg) for leg in legs), _bar((-.24, .245), (.24, .245), .014)]
    mask = _masks(shape, tilt, *(part * side for part in parts))
    x, y = axes(shape)
    u, v = (x * np.cos(tilt) + y * np.sin(tilt)) * side[0], -x * np.sin(tilt) + y * np.cos(tilt)
    hair = np.sin((u * 0.7 + v) * 170 + 4 * np.sin(u * 22)) * np.maximum(
        smooth(-0.17, -0.19, u), smooth(-0.06, -0.08, v) * smooth(0.09, 0.05, u + 0.6 * (v + 0.1))
        * smooth(-0.04, 0.0, u))
    eye = smooth(0.010, 0.006, np.hypot(u - 0.148, v + 0.192))
    girth = 0.9 * smooth(0.06, 0.0, np.hypot(u - 0.06, v + 0.01)) + 0.8 * smooth(
        0.07, 0.0, np.hypot(u + 0.13, v + 0.01))
    return Figure(mask, (0.6 * hair + 1.2 * eye + girth).astype(np.float32))


TYPES = (
    CoinType("a head", "portrait", _head), CoinType("a head", "portrait", _head),
    CoinType("an owl", "animal", _owl), CoinType("a dolphin", "animal", _dolphin),
    CoinType("a ship", "ship", _ship), CoinType("a tree", "plant", _tree),
    CoinType("three ears of wheat", "plant", _wheat), CoinType("a rose", "plant", _rose),
    CoinType("a radiant sun", "sun", _sun), CoinType("a horse", "animal", _horse),
)
