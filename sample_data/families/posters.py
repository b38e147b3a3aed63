"""Owns the posters: which manner, which inks, whose exhibition, how worn the sheet."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import blur, noise
from studio.vector import palette, rgb

from families.poster_manners import bauhaus, concert, cut_paper, optical, swiss
from families.press import Press
from families.travel_posters import travel_view

_TOPICS = (
    "Musik Form Film Theater Kunst Licht Ton Plakat Tanz Jazz Foto Glas Raum Schrift Ballett Oper"
).split()


_TOWNS = (
    ("Zürich", 47.37, 8.54),
    ("Basel", 47.56, 7.59),
    ("Dessau", 51.83, 12.24),
    ("Weimar", 50.98, 11.33),
    ("Ulm", 48.4, 9.99),
    ("Milano", 45.46, 9.19),
    ("Rotterdam", 51.92, 4.48),
    ("Wien", 48.21, 16.37),
    ("Praha", 50.09, 14.42),
)


_RESORTS = (
    ("Amalfi", 40.63, 14.6),
    ("Lugano", 46.0, 8.95),
    ("Menton", 43.77, 7.5),
    ("Madeira", 32.65, -16.9),
    ("Tirol", 47.25, 11.4),
    ("Lofoten", 68.2, 13.6),
    ("Capri", 40.55, 14.24),
    ("Davos", 46.8, 9.84),
    ("Nazaré", 39.6, -9.07),
    ("Atlas", 31.1, -7.9),
    ("Rügen", 54.4, 13.4),
    ("Izu", 34.9, 138.9),
)


@dataclass(frozen=True)
class _Manner:
    name: str
    compose: Callable[[Press, str, str], str]
    years: tuple[int, int]
    # Paper, main, second, third, type.
    palettes: tuple[tuple[str, str], ...]


_FLAT = (
    ("red", "f3efe4 d8321f 1e5fa8 f2b632 1a1a1c"),
    ("blue", "f1eee6 1d4fa0 e4572e f0c23c 15181f"),
    ("yellow", "f4c52e 1c1c1c d8361f 2a6fb0 161616"),
    ("green", "eef0e4 1f7a52 e88a2a 2a4a90 14201a"),
    ("black", "f2f0ea 181818 e03a24 b8b4a8 101010"),
    ("pink", "f6e6e0 d8447a 2f4a9c f0a83a 221a28"),
    ("turquoise", "e8f0ea 128a94 e85a3a f2c84a 122028"),
    ("orange", "f5ead8 e86a1c 2a3f6a c8b89a 1c1816"),
)


_VIEWS = (
    ("blue", "f6eedb 1f6fb4 7fc0dc 1f3f5c 14588c fbe6a0"),
    ("orange", "f8ecd4 d8562c f2a45c 4a2a4c 8a3a5a fde09a"),
    ("teal", "f4f0de 1a7a80 7fc8b8 1c3a48 126070 f8e8a8"),
    ("violet", "f6ead8 4a3f8c d07a9c 2c2450 5a4a98 fcd8a0"),
    ("gold", "faf2dc e0a030 f4cf70 5a3a2c a86a34 fff0b8"),
    ("rose", "f8ece4 d86a7c f4b4a0 5c2f50 9c4a70 fdeac0"),
)


_MANNERS = (
    _Manner("Swiss poster", swiss, (1950, 1972), _FLAT),
    _Manner("Bauhaus poster", bauhaus, (1921, 1933), _FLAT),
    _Manner("concert poster", concert, (1951, 1972), _FLAT),
    _Manner("cut-paper poster", cut_paper, (1943, 1962), _FLAT),
    _Manner("travel poster", travel_view, (1922, 1958), _VIEWS),
    _Manner("travel poster", travel_view, (1922, 1958), _VIEWS),
    _Manner("optical poster", optical, (1961, 1974), _FLAT),
)


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    manner = _MANNERS[rng.integers(len(_MANNERS))]
    hue, codes = manner.palettes[rng.integers(len(manner.palettes))]
    inks = palette(codes)
    inks = np.clip(inks * rng.normal(1, 0.018, (len(inks), 3)), 0, 1).astype(np.float32)
    page = (size, round(size * float(rng.choice([0.64, 0.7, 0.75]))))
    press = Press(page, inks, rng)
    travel = manner.name == "travel poster"
    town, lat, lng = (_RESORTS if travel else _TOWNS)[rng.integers(9)]
    topic = town if travel else str(rng.choice(_TOPICS))
    seen = manner.compose(press, topic, town)
    pixels = press.plate.pixels
    fibre = 1 + 0.006 * press.mottle + 0.008 * noise(rng, page, 3, octaves=4)
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32)
    edge = np.minimum(np.minimum(x, page[1] - x), np.minimum(y, page[0] - y)) / size
    worn = 1 - 0.10 * np.exp(-edge / 0.012)
    pixels[:] = 0.03 + 0.955 * pixels * (fibre * worn)[..., None] * rgb("fffaf0")
    if rng.random() < 0.4:
        fold = np.zeros(page, np.float32)
        fold[page[0] // 2] = fold[:, page[1] // 2] = 1
        crease = blur(fold, 0.0022) * size / 640
        pixels += (crease * 0.35 * (0.5 + 0.5 * press.mottle))[..., None] * (0.95 - pixels)
    known = rng.random() < 0.78
    name = topic if travel else f"{topic}, {town}"
    return Drawing(
        image=press.plate.image(),
        title=f"{name}: {manner.name}",
        tags=(manner.name, hue, "landscape" if travel else "typography"),
        year=int(rng.integers(*manner.years)),
        description=f"{'An' if manner.name[0] == 'o' else 'A'} {manner.name} in {hue}: {seen}.",
        lat=lat if known else None,
        lng=lng if known else None,
    )


FAMILY = Family("poster", "Posters", _draw)
