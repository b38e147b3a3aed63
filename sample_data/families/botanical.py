"""Owns the botanical plates: old paper or cyanotype, one plant, its Latin name below."""

import numpy as np
from studio.drawing import Drawing, Family
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Field, palette, rgb

from families.penwork import Hand
from families.plants import PLANTS

_EPITHETS = (
    "vulgaris sylvestris officinalis alpina pratensis gracilis nobilis hortensis "
    "palustris orientalis elegans pallida montana speciosa"
).split()


_PLACES = (
    (51.48, -0.29),
    (52.16, 4.48),
    (48.84, 2.36),
    (45.4, 11.88),
    (59.86, 17.63),
    (40.41, -3.69),
    (50.94, 11.59),
    (55.97, -3.21),
    (48.2, 16.38),
    (43.08, 141.34),
)


def _paper(rng: np.random.Generator, page: tuple[int, int], tone: Field) -> Field:
    """Old rag paper: cloudy, browner toward the edges, with a few foxing spots."""
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32)
    y, x = y / page[0], x / page[1]
    rim = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    cloud = noise(rng, page, 4, octaves=4)
    fox = np.clip(noise(rng, page, 22, octaves=2) - 2.7, 0, 1) * 0.16
    age = 0.10 * np.exp(-(rim + 0.012 * cloud) / 0.05) + 0.012 * cloud + fox + 0.01
    paper: Field = tone * (1 - age[..., None] * np.array([0.55, 1.0, 1.7], np.float32))
    return paper


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    plant = PLANTS[rng.integers(len(PLANTS))]
    hue, codes = plant.palettes[rng.integers(len(plant.palettes))].split(": ")
    colours = np.clip(palette(codes) * rng.normal(1, 0.05, (5, 3)), 0, 1).astype(np.float32)
    page = (size, round(size * plant.aspect * rng.uniform(0.95, 1.06)))
    u = size / 640
    cyanotype = plant.name in ("fern", "umbel") and rng.random() < 0.3
    if cyanotype:
        blue = np.stack([rgb("1d3f77"), rgb("24508c"), rgb("16305f")])[rng.integers(3)]
        wash = noise(rng, page, 3, octaves=4)
        plate = Plate(blue * (1 + 0.10 * wash[..., None]))
        pale = rgb("dfe9ef")
        colours = np.stack([pale, pale * 0.95, pale * 0.8, pale * 0.88, pale * 0.97])
    else:
        tones = ("f3ead4", "f0e6cc", "f5efdf", "ece2ca")
        plate = Plate(_paper(rng, page, rgb(tones[rng.integers(len(tones))])))
    hand = Hand(plate, rng, u, rgb("4a3b2c") if rng.random() < 0.6 else rgb("2f3a2e"))
    hand.cyanotype = cyanotype
    base = np.array([page[1] * rng.uniform(0.45, 0.55), size * 0.855])
    plant.grow(hand, colours, size * 0.98, base)

    genus = plant.genera[rng.integers(len(plant.genera))]
    latin = f"{genus} {_EPITHETS[rng.integers(len(_EPITHETS))]}"
    number = int(rng.integers(1, 240))
    words = plate.sheet()
    words.text((page[1] / 2, size * 0.955), latin, 13 * u)
    words.text((page[1] * 0.93, size * 0.045), f"Pl. {number}", 9 * u, anchor="rm")
    if cyanotype:
        plate.lay(words.coverage() * np.float32(0.85), rgb("dfe9ef"))
    else:
        plate.ink(words, hand.ink, 0.85)
        frame = np.array(
            [[0.035, 0.022], [0.965, 0.022], [0.965, 0.978], [0.035, 0.978], [0.035, 0.022]]
        ) * [page[1], page[0]]
        if rng.random() < 0.5:
            plate.ink(plate.sheet().line(frame, 0.6 * u), hand.ink, 0.55)
    place_at = _PLACES[rng.integers(len(_PLACES))] if rng.random() < 0.75 else None
    technique = "cyanotype" if cyanotype else "hand-coloured engraving"
    tone = "white" if cyanotype else hue
    return Drawing(
        image=plate.image(),
        title=f"{latin}, plate {number}",
        tags=(plant.name, technique, "blue" if cyanotype else hue),
        year=int(rng.integers(1843, 1880) if cyanotype else rng.integers(1753, 1868)),
        description=f"{'A' if tone[0] not in 'o' else 'An'} {tone} {plant.name}, drawn as a "
        f"{technique} with its Latin name below.",
        lat=place_at[0] if place_at else None,
        lng=place_at[1] if place_at else None,
    )


FAMILY = Family("botanical", "Botanical plates", _draw)
