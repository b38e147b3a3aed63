"""Owns the scale patterns of butterflies and moths, kind by kind, with their colours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.vector import Field, rgb

from families.wings import Wing


def _two(fore: Wing, hind: Wing, act: Callable[[Wing], None]) -> None:
    act(fore)
    act(hind)


def _swallowtail(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[0] * 0.94])))
    _two(f, h, lambda w: w.veins(8, c[2], 0.011))
    f.band(-1, 0.2, c[2], over=0.9)
    for start in (0.3, 0.46):
        f.sector(-0.1, 0.42, start, c[2], 0.03)
        f.sector(-0.1, 0.40, start + 0.08, c[0], 0.03)
    _two(f, h, lambda w: w.band(0.76, 2, c[2], wave=0.02, lobes=8))
    _two(f, h, lambda w: w.spots(0.88, 8, c[0], 0.03, tall=0.8))
    h.spots(0.8, 8, c[3], 0.04, tall=0.6)
    h.eye((0.23, 0.50), 0.07, np.stack([c[2], c[4], c[4] * 0.8]), 0.0)


def _morpho(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    lean = rng.uniform(-0.5, 0.9)
    _two(f, h, lambda w: w.ground(np.stack([c[2], c[0], c[0], c[1]])))
    f.sheen(c[3], lean, 0.85)
    h.sheen(c[3], lean + 0.5, 0.7)
    _two(f, h, lambda w: w.veins(8, c[2], 0.004, 0.55))
    deep = rng.uniform(0.74, 0.88)
    _two(f, h, lambda w: w.band(deep, 2, c[2], soft=0.1, ragged=0.3))
    f.sector(-0.2, 0.07, 0.2, c[2], 0.06)
    _two(f, h, lambda w: w.spots(0.93, 8, c[4], 0.012))
    if rng.random() < 0.5:
        _two(f, h, lambda w: w.band(0.5, 0.62, c[4], soft=0.12, over=0.8))


def _milkweed(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[1]])))
    f.sector(-0.2, 0.36, 0.6, c[2], 0.06)
    _two(f, h, lambda w: w.veins(8, c[2], 0.012))
    _two(f, h, lambda w: w.band(0.84, 2, c[2], wave=0.02, lobes=8))
    _two(f, h, lambda w: w.spots(0.885, 16, c[4], 0.012))
    _two(f, h, lambda w: w.spots(0.945, 16, c[4], 0.010))
    f.spots(0.72, 8, c[3], 0.035, tall=1.4, first=0, last=3)


def _peacock(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[2], c[0], c[0], c[1]])))
    _two(f, h, lambda w: w.veins(8, c[2], 0.004, 0.5))
    f.sector(-0.2, 0.16, 0.25, c[2], 0.05)
    f.spots(0.5, 8, c[3], 0.05, tall=1.3, first=0, last=1)
    _two(f, h, lambda w: w.band(0.9, 2, c[2] * 1.4, wave=0.02, lobes=8))
    rings = np.stack([c[3], c[2], c[4], c[4] * 0.7, c[2]])
    f.eye((0.72, -0.52), rng.uniform(0.12, 0.16), rings)
    h.eye((0.48, 0.2), rng.uniform(0.13, 0.19), rings)


def _longwing(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[2], c[2] * 1.3, c[2]])))
    at = rng.uniform(0.5, 0.6)
    f.band(at, at + rng.uniform(0.14, 0.24), c[0], ragged=0.35)
    f.veins(8, c[2], 0.008)
    if rng.random() < 0.6:
        h.sector(0.05, 0.3, 0.1, c[3], 0.05)
    else:
        h.veins(9, c[3], 0.022)
        h.band(0.82, 2, c[2])
    h.spots(0.9, 9, c[4], 0.014)
    _two(f, h, lambda w: w.sheen(c[1], 0.6, 0.3))


def _pierid(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1] * 0.8, c[0], c[0], c[0]]), 0.3))
    f.sector(-0.3, 0.52, 0.68, c[3], 0.12)
    f.sector(-0.3, 0.5, 0.9, c[2], 0.08)
    _two(f, h, lambda w: w.veins(8, c[1] * 0.7, 0.003, 0.55))
    f.eye((0.44, -0.36), 0.03, c[2:3], 0.0)
    if rng.random() < 0.5:
        _two(f, h, lambda w: w.band(0.93, 2, c[2], wave=0.03, lobes=8))
    h.band(0.45, 0.8, c[4], soft=0.4, over=0.35)


def _blue(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[1]])))
    _two(f, h, lambda w: w.sheen(c[3], 0.7, 0.6))
    _two(f, h, lambda w: w.veins(9, c[1] * 0.6, 0.004, 0.6))
    _two(f, h, lambda w: w.band(0.89, 2, c[2], soft=0.07))
    h.spots(0.86, 8, c[4], 0.026, tall=0.7, first=3)
    if rng.random() < 0.5:
        _two(f, h, lambda w: w.spots(0.7, 8, c[2], 0.018))
    _two(f, h, lambda w: w.band(0.965, 2, rgb("f4efe4"), soft=0.02, ragged=0.0))


def _emperor(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    _two(f, h, lambda w: w.ground(np.stack([c[1], c[0], c[0], c[1]])))
    _two(f, h, lambda w: w.band(0.34, 0.39, c[2], wave=0.02, lobes=3))
    _two(f, h, lambda w: w.band(0.70, 0.74, c[2], wave=0.014, lobes=9, soft=0.03))
    _two(f, h, lambda w: w.band(0.74, 0.80, c[4], wave=0.014, lobes=9, soft=0.05, over=0.8))
    _two(f, h, lambda w: w.band(0.92, 2, c[1] * 0.8, soft=0.06, wave=0.012, lobes=12))
    f.sector(-0.2, 0.05, 0.1, c[3], 0.05)
    rings = np.stack([c[2], c[4], c[3], c[2] * 0.6])
    size = rng.uniform(0.06, 0.12)
    f.eye((0.48, -0.36), size, rings, 0.5)
    h.eye((0.4, 0.2), size * 1.1, rings, 0.5)
    _two(f, h, lambda w: w.veins(8, c[1] * 0.7, 0.003, 0.35))


def _hawkmoth(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    f.ground(np.stack([c[0], c[1], c[0], c[1]]), 0.8)
    h.ground(np.stack([c[3], c[3], c[4], c[3]]))
    for at in (0.3, 0.52, 0.78):
        f.band(at, at + rng.uniform(0.04, 0.12), c[2], soft=0.08, wave=0.03, lobes=3, over=0.75)
    f.sector(0.42, 0.5, 0.15, c[4], 0.07)
    h.band(0.82, 2, c[2], soft=0.06)
    h.band(0.46, 0.56, c[2], soft=0.05)
    if rng.random() < 0.5:
        h.eye((0.3, 0.2), 0.09, np.stack([c[2], c[4] * 0.7, c[2] * 0.5]), 0.3)
    _two(f, h, lambda w: w.veins(7, c[2], 0.003, 0.4))


def _tiger(f: Wing, h: Wing, c: Field, rng: np.random.Generator) -> None:
    f.ground(np.stack([c[2], c[2] * 1.2, c[2]]))
    h.ground(np.stack([c[3], c[3], c[3] * 0.9]))
    maze = np.abs(np.sin(6.5 * f.s + 6 * f.wobble + 3 * np.cos(6 * f.t)))
    f.lay(np.clip((rng.uniform(0.3, 0.5) - maze) * 9, 0, 1), c[0])
    f.band(0.95, 2, c[0])
    for at in (0.42, 0.72):
        h.spots(at, 4, c[2], 0.075, tall=0.8)
    h.band(0.95, 2, c[4], soft=0.03)


@dataclass(frozen=True)
class Kind:
    """One kind of butterfly or moth: its shape, its pattern, and its colourings."""

    name: str
    order: str
    genera: tuple[str, ...]
    shape: str
    tail: float
    scallop: float
    paint: Callable[[Wing, Wing, Field, np.random.Generator], None]
    # Ground, its second tone, the dark, an accent, a light or second accent.
    palettes: tuple[tuple[str, str], ...]


KINDS = (
    Kind(
        "swallowtail",
        "butterfly",
        ("Papilio", "Graphium", "Iphiclides"),
        "broad",
        0.3,
        0.03,
        _swallowtail,
        (
            ("yellow", "f3d778 e8b64a 1c1712 5f8ecb c8452c"),
            ("cream", "f6ecd2 e2c894 221a18 7aa3c8 d0552f"),
            ("green", "58c9a2 1f7f86 0d1414 3fa6d8 e0713a"),
            ("blue", "5fb4e8 2a67b8 0e1020 9fe0f0 e58a3c"),
        ),
    ),
    Kind(
        "morpho",
        "butterfly",
        ("Morpho", "Prepona", "Archaeoprepona"),
        "broad",
        0.0,
        0.02,
        _morpho,
        (
            ("blue", "1d5fd0 123a96 0b0d18 6fd4ff f2f6ff"),
            ("turquoise", "18a3b8 0c5f8c 0a1416 8ff2e6 f3fff8"),
            ("violet", "5b3fc0 33207f 100a1e b9a0ff f4ecff"),
            ("pearl", "cfe0e6 9db8c8 2a2f38 ffffff ffffff"),
        ),
    ),
    Kind(
        "milkweed butterfly",
        "butterfly",
        ("Danaus", "Euploea", "Tirumala"),
        "long",
        0.0,
        0.03,
        _milkweed,
        (
            ("orange", "e5842a c05a1c 17100d f1b268 fbf4e6"),
            ("pale blue", "a9d3d6 6fa8b4 14181b dcf0ea f4fbf6"),
            ("red", "c2492a 8e2a1c 150c0b e5935a fbeede"),
        ),
    ),
    Kind(
        "brush-footed butterfly",
        "butterfly",
        ("Aglais", "Junonia", "Inachis"),
        "broad",
        0.0,
        0.06,
        _peacock,
        (
            ("red", "a83a24 7a241a 1d1412 f0c56a 6c8fd0"),
            ("brown", "9a6a3e 6e4526 241810 f3dca0 8a5fb0"),
            ("orange", "dd8434 b25a24 20150f f8dc8c 4f86b8"),
            ("grey", "b9b3a6 8d8478 2a2522 f2dfae 7c6fb4"),
        ),
    ),
    Kind(
        "longwing",
        "butterfly",
        ("Heliconius", "Eueides", "Laparus"),
        "long",
        0.0,
        0.0,
        _longwing,
        (
            ("red", "d8432c 2a2348 14100f f0d27a fff4dc"),
            ("yellow", "f4dc70 1f2c66 101018 d2512e fff8e0"),
            ("white", "f5f1e4 24407c 0f1218 7fc0dc ffffff"),
        ),
    ),
    Kind(
        "pierid",
        "butterfly",
        ("Pieris", "Anthocharis", "Colias"),
        "round",
        0.0,
        0.0,
        _pierid,
        (
            ("white", "f5f2e6 c9c8b4 2b2926 e58a34 d9d8a8"),
            ("yellow", "f2df6a d0b048 2c241c e9a23c f0c850"),
            ("white", "f0f3ee b8c2bc 34343a 4a4a52 c8d6c0"),
            ("orange", "ee9c3e c8742c 261a14 d4581f f6c878"),
        ),
    ),
    Kind(
        "gossamer-wing",
        "butterfly",
        ("Polyommatus", "Lycaena", "Plebejus"),
        "round",
        0.0,
        0.0,
        _blue,
        (
            ("blue", "6f97de 4a68b4 232433 c6defa ee9440"),
            ("copper", "e2743a b44a24 2a1a16 ffc070 f6b04a"),
            ("violet", "9480d0 6654a4 262036 dccbfa f0a050"),
        ),
    ),
    Kind(
        "emperor moth",
        "moth",
        ("Saturnia", "Actias", "Attacus"),
        "hooked",
        0.0,
        0.0,
        _emperor,
        (
            ("green", "b9dca8 8fc394 6a7a58 a4506a f4f0cc"),
            ("russet", "b5673a 7e3f26 3a1c14 e0a070 f0d2b0"),
            ("grey", "b3a498 857468 3a3030 c07a6c efe2d2"),
            ("yellow", "ecc860 cf9c44 7c4a2c b06a7c f8ecc0"),
        ),
    ),
    Kind(
        "hawk moth",
        "moth",
        ("Deilephila", "Sphinx", "Smerinthus"),
        "sharp",
        0.0,
        0.0,
        _hawkmoth,
        (
            ("pink", "a39a58 8a7f48 4c4028 dc7f92 f0b8b4"),
            ("brown", "a88a6a 80644a 3a2a20 d9905c f2d0a0"),
            ("grey", "a8a8a0 80827e 34363a c98290 e8d8d0"),
        ),
    ),
    Kind(
        "tiger moth",
        "moth",
        ("Arctia", "Callimorpha", "Hyphoraia"),
        "round",
        0.0,
        0.0,
        _tiger,
        (
            ("red", "f6ead0 e4d0a8 2e1f18 dc4a2c f2b060"),
            ("yellow", "f8f0dc e8d8b4 22201e f0bc44 f8e0a0"),
            ("pink", "f4ece0 e0d0c4 30222c e07a84 f4c8c0"),
        ),
    ),
)
