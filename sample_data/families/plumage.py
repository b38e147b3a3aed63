"""Owns how each bird marks its feathers: bars, spots, eyes and sheens, with their colours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.vector import Field

from families.vane import Vane


def _hawk(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[0], c[0], c[1]]))
    f.rim(c[1], 0.5, 0.7)
    f.bars(int(f.rng.integers(7, 13)), c[2], f.rng.uniform(0.3, 0.5), bow=0.05)
    f.tip(c[2], 0.92)
    f.tip(c[3], 0.975, 0.02)


def _peacock(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0]]))
    f.bars(60, c[1] * 0.75, 0.4, soft=0.8)
    f.sheen(c[3], 0.45, 0.2, 0.5)
    f.sheen(c[2], 0.72, 0.14, 0.5)
    f.eye(0.72, 0.125, np.stack([c[2], c[3], c[2] * 0.8, c[4], c[4] * 0.35]))


def _jay(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[4], c[0], c[0]]))
    f.lay((f.side > 0) * np.clip((f.v - 0.12) * 6, 0, 1), c[2])
    count = int(f.rng.integers(16, 26))
    at = f.b * count + 0.3 * f.wobble
    band = 0.5 + 0.5 * np.cos(2 * np.pi * at)
    front = f.side < 0
    f.lay((band - 0.3) / 0.7 * front, c[3])
    f.lay((band - 0.72) / 0.15 * front, c[2])
    f.sheen(c[3], 0.5, 0.4, 0.25)


def _plain(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0], c[2]]))
    f.rim(c[3], 0.55, 0.9)
    f.sheen(c[4], f.rng.uniform(0.3, 0.7), 0.25, 0.3)


def _guinea(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0]]))
    f.spots(int(f.rng.integers(11, 17)), c[3], f.rng.uniform(0.014, 0.018))
    f.rim(c[1] * 0.7, 0.9, 0.2)


def _parrot(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0], c[3]]))
    f.lay((f.side > 0) * np.clip((f.v - 0.45) * 3, 0, 1), c[2])
    f.sheen(c[4], f.rng.uniform(0.35, 0.75), 0.22, 0.6)
    f.tip(c[2] * 0.6, 0.93)


def _owl(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[3], c[0], c[0]]))
    speck = np.clip(f.wobble * 5 + f.barbs * 0.5 - 0.1, 0, 1) * 0.8
    f.lay(speck, c[1])
    f.bars(int(f.rng.integers(4, 8)), c[2], 0.3, bow=-0.06, soft=0.5, ragged=1.6)
    f.rim(c[3], 0.82, 0.3)


def _pheasant(f: Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0]]))
    f.bars(int(f.rng.integers(17, 26)), c[2], 0.26, bow=-0.045, soft=0.25, ragged=0.8)
    f.rim(c[3], 0.6, 0.5)
    f.bars(int(f.rng.integers(17, 26)), c[4], 0.1, bow=-0.045, soft=0.5)


@dataclass(frozen=True)
class Bird:
    """One way a feather is marked: whose it is, its breadth, and its colourings."""

    name: str
    kinds: tuple[str, ...]
    paint: Callable[[Vane, Field], None]
    # Half width, and the shares of it that the leading and trailing vanes take.
    width: tuple[float, float]
    lead: tuple[float, float]
    # Ground, its second tone, the dark, the pale, the sheen.
    palettes: tuple[tuple[str, str], ...]


BIRDS = (
    Bird(
        "barred flight feather",
        ("buzzard", "kestrel", "harrier"),
        _hawk,
        (0.085, 0.11),
        (0.45, 0.7),
        (
            ("brown", "c9a478 efe2c8 4a3426 f6eedc e0c090"),
            ("grey", "b8b8b4 ecece6 3c4048 f8f8f4 c0c8d0"),
            ("chestnut", "b8683c e8c49c 34241e f4e8d4 e0a878"),
        ),
    ),
    Bird(
        "peacock eye",
        ("peafowl",),
        _peacock,
        (0.15, 0.17),
        (1.0, 1.0),
        (
            ("green", "4f7a34 8a7a3a 1f8a7c c8a840 1c2f8c"),
            ("bronze", "8a6a30 5c5028 2a7a6a d8a848 203a98"),
            ("teal", "2a7c74 6a7a3c 1f9aa0 b8b050 3a2a8c"),
            ("white", "e4e4da d0d0c4 c8d4d0 f4f0dc b4c0cc"),
        ),
    ),
    Bird(
        "barred covert",
        ("jay", "roller"),
        _jay,
        (0.10, 0.13),
        (0.8, 1.0),
        (
            ("blue", "3f7ad0 2a58a8 161a2c b4dcf8 d8d4cc"),
            ("turquoise", "2aa0b4 1f7890 14222c b8f0ec d4d8d0"),
        ),
    ),
    Bird(
        "contour plume",
        ("flamingo", "ibis", "spoonbill", "swan", "raven"),
        _plain,
        (0.13, 0.19),
        (0.9, 1.0),
        (
            ("pink", "f09a98 fbe4dc e8706c fbd4cc ffd8c8"),
            ("scarlet", "d8402c f0b098 a82420 e8684c ff9878"),
            ("white", "f0eee8 fbfaf6 dcdcd8 ffffff ffffff"),
            ("black", "24262e 4a4c54 101218 34384a 6a80b8"),
            ("yellow", "f2cc50 fbf0d0 e0a030 f8e490 fff4b0"),
        ),
    ),
    Bird(
        "spotted feather",
        ("guineafowl", "woodpecker"),
        _guinea,
        (0.115, 0.15),
        (0.85, 1.0),
        (
            ("black", "2c2c34 6a6a70 16161c f4f2ec 8088a0"),
            ("grey", "6c7078 a4a6a8 3a3c44 f8f6f0 b0b8c8"),
            ("umber", "54382a 9a7a60 2c1c16 f6ead4 c09070"),
        ),
    ),
    Bird(
        "iridescent quill",
        ("macaw", "lory", "sunbird", "kingfisher"),
        _parrot,
        (0.08, 0.12),
        (0.55, 0.9),
        (
            ("green", "2f9a4c f0d050 1f4a8c 2fb8a8 a0f0c0"),
            ("blue", "2060c0 f0c040 12204c 3fa8e8 a0d8ff"),
            ("red", "cc2f2a f0a030 24388c e86a3a ffb890"),
            ("violet", "6a3fa8 e070a0 20204c a070d8 d8b8ff"),
        ),
    ),
    Bird(
        "soft mottled feather",
        ("tawny owl", "barn owl", "nightjar"),
        _owl,
        (0.115, 0.16),
        (0.8, 1.0),
        (
            ("tawny", "c49a68 8a5f3c 5a3a28 f2e4cc e0c8a0"),
            ("buff", "e0bc84 b08850 7a5a40 faf2e0 f0dcb8"),
            ("grey", "a8a098 706860 403a38 ece8e0 c8c4c0"),
        ),
    ),
    Bird(
        "long tail feather",
        ("pheasant", "lyrebird", "cuckoo"),
        _pheasant,
        (0.06, 0.09),
        (0.9, 1.0),
        (
            ("gold", "cfa060 b07c44 3c2418 e0b888 7a4430"),
            ("copper", "b86a3c 8c4a2c 2c1a18 d8a078 50202c"),
            ("silver", "dcdcd8 b8bcc0 2c3038 f4f4f2 6c7480"),
        ),
    ),
)
