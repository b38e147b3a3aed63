"""Owns the drawn pictures on which two precisions of a network are compared.

Drawn by a seed, so that what is chosen depends on the network and the machine and on no collection.
On them the precisions differ about as much as on photographs.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

_SEED = 24
_MOST_SHAPES = 12
_MOST_WIDTH = 14
_MOST_NOISE = 25.0
_GRAY = 0.3


def draw_pictures(count: int, size: int) -> NDArray[np.uint8]:
    """Draw pictures of many kinds, uint8 N×S×S×3: blurred and blocky, gray and coloured."""
    rng = np.random.default_rng(_SEED)
    return np.stack([_draw(rng, size) for _ in range(count)])


def _draw(rng: np.random.Generator, size: int) -> NDArray[np.uint8]:
    side = int(rng.integers(2, 40))
    levels = rng.normal(rng.uniform(60, 200), rng.uniform(10, 70), (side, side, 3))
    if rng.random() < _GRAY:
        levels[:] = levels.mean(2, keepdims=True)
    filters = (Image.Resampling.NEAREST, Image.Resampling.BICUBIC)
    ground = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    image = ground.resize((size, size), filters[int(rng.integers(len(filters)))])
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(_MOST_SHAPES))):
        _shape(rng, draw, size)
    grain = rng.normal(0, rng.uniform(0, _MOST_NOISE), (size, size, 1))
    return (np.asarray(image) + grain).clip(0, 255).astype(np.uint8)


def _shape(rng: np.random.Generator, draw: Any, size: int) -> None:
    left, top = rng.uniform(-0.1, 0.9, 2) * size
    width, height = rng.uniform(0.03, 0.6, 2) * size
    box = (left, top, left + width, top + height)
    color = tuple(rng.integers(0, 256, 3).tolist())
    line = int(rng.integers(1, _MOST_WIDTH))
    kind = int(rng.integers(4))
    if kind == 0:
        draw.ellipse(box, color)
    elif kind == 1:
        draw.rectangle(box, color)
    elif kind == 2:
        draw.arc(box, 0, int(rng.integers(90, 360)), color, line)
    else:
        for y in np.linspace(top, top + height, _MOST_SHAPES):
            draw.line((left, y, left + width, y + width / 5), color, line)
