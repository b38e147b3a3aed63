"""Describes pictures by hand-made measures of colour, edges and texture, with no weights at all.

The blocks, each of length one before its weight: a soft histogram of Lab colours; orientations of
gradients on a grid (Dalal and Triggs, 2005); uniform local binary patterns at two sizes (Ojala,
Pietikäinen and Mäenpää, 2002); and the picture itself at 8×8 pixels. Histograms are taken to a
power below one, so that a large plain area does not drown the rest (Arandjelović and Zisserman,
2012), and blocks are freed of their mean, so that the angle between two of them is a correlation.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.choice import Crop
from pixgen.embedding.colors import soft_histogram, to_lab
from pixgen.embedding.registry import ModelSpec

Floats = NDArray[np.float32]
Pictures = NDArray[np.uint8]

BATCH_SIZE = 32

# Weight of each block in the cosine, found on four labelled collections.
_WEIGHTS = {"color": 0.43, "edges": 0.2, "fine texture": 0.17, "texture": 0.17, "picture": 0.03}

_COLOR_POWER = 0.35

_ORIENTATIONS = 9
_CELLS = 8
_EDGE_FLOOR = 20.0

_PATTERN_THRESHOLD = 2
_PATTERNS = 59
_RING = ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))


class Descriptor:
    """Four blocks in one vector of unit length.

    Parameters
    ----------
    spec
        Its row of the registry.
    """

    batch_size = BATCH_SIZE
    crop: Crop = "squash"

    def __init__(self, spec: ModelSpec) -> None:
        self.name = spec.name
        self.dimensions = spec.dimensions
        self.input_size = spec.input_size
        self.key = f"descriptor 3 {spec.input_size}"

    def prepare(self) -> None:
        """Nothing has to be loaded."""

    def __call__(self, pictures: Pictures) -> Floats:
        """Describe pictures, uint8 B×128×128×3, as float32 B×D of unit length."""
        half = _halved(pictures.astype(np.uint16))
        quarter = _halved(half)
        blocks = {
            "color": soft_histogram(half >> 5) ** _COLOR_POWER,
            "edges": _mean_free(_edges(quarter.astype(np.float32) / np.float32(16))),
            "fine texture": _mean_free(np.sqrt(_patterns(_luma(pictures.astype(np.int32))))),
            "texture": _mean_free(np.sqrt(_patterns(_luma(half.astype(np.int32) >> 2)))),
            "picture": _thumbnail(quarter),
        }
        parts = [_unit(block) * np.float32(_WEIGHTS[name] ** 0.5) for name, block in blocks.items()]
        return _unit(np.concatenate(parts, axis=1))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)


def _mean_free(rows: Floats) -> Floats:
    return np.asarray(rows - rows.mean(axis=1, keepdims=True), np.float32)


def _halved(images: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the sums, not the means, of 2×2 pixels."""
    rows = images[:, ::2] + images[:, 1::2]
    return np.asarray(rows[:, :, ::2] + rows[:, :, 1::2], np.uint16)


def _luma(images: NDArray[np.int32]) -> NDArray[np.int16]:
    weighted = 77 * images[..., 0] + 150 * images[..., 1] + 29 * images[..., 2]
    return (weighted >> 8).astype(np.int16)


def _edges(images: Floats) -> Floats:
    across, down = np.zeros_like(images), np.zeros_like(images)
    across[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    strongest = (across**2 + down**2).argmax(-1)[..., None]
    across = np.take_along_axis(across, strongest, -1)[..., 0]
    down = np.take_along_axis(down, strongest, -1)[..., 0]
    turn = (np.arctan2(down, across) % np.pi) * (_ORIENTATIONS / np.pi)
    lower = np.floor(turn)
    rest = turn - lower
    strength = np.hypot(across, down)
    spread = np.zeros((*strength.shape, _ORIENTATIONS), np.float32)
    first = lower.astype(np.intp)[..., None] % _ORIENTATIONS
    np.put_along_axis(spread, first, (strength * (1 - rest))[..., None], -1)
    np.put_along_axis(spread, (first + 1) % _ORIENTATIONS, (strength * rest)[..., None], -1)
    side = images.shape[1] // _CELLS
    cells = spread.reshape(len(images), _CELLS, side, _CELLS, side, _ORIENTATIONS).mean((2, 4))
    energy = np.pad((cells**2).sum(-1), ((0, 0), (1, 1), (1, 1)), mode="edge")
    around = sum(energy[:, i : i + _CELLS, j : j + _CELLS] for i in range(3) for j in range(3)) / 9
    cells /= np.sqrt(around + _EDGE_FLOOR**2)[..., None]
    return np.asarray(cells.reshape(len(images), -1), np.float32)


@lru_cache(maxsize=1)
def _uniform_patterns() -> NDArray[np.uint8]:
    """Number the 58 ring patterns with at most two changes; 0 is for all others."""
    table = np.zeros(256, np.uint8)
    number = 0
    for pattern in range(256):
        turned = (pattern >> 1) | ((pattern & 1) << 7)
        if (pattern ^ turned).bit_count() <= 2:
            number += 1
            table[pattern] = number
    return table


def _patterns(luma: NDArray[np.int16]) -> Floats:
    count, side = len(luma), luma.shape[1] - 2
    floor = luma[:, 1:-1, 1:-1] + np.int16(_PATTERN_THRESHOLD)
    code = np.zeros(floor.shape, np.uint8)
    for bit, (i, j) in enumerate(_RING):
        code |= (luma[:, i : i + side, j : j + side] > floor).view(np.uint8) << np.uint8(bit)
    offset = np.arange(count, dtype=np.int32)[:, None] * _PATTERNS
    index = _uniform_patterns()[code].reshape(count, -1) + offset
    found = np.bincount(index.ravel(), minlength=count * _PATTERNS)
    return found.reshape(count, _PATTERNS).astype(np.float32)


def _thumbnail(quarter: NDArray[np.uint16]) -> Floats:
    side = quarter.shape[1] // _CELLS
    cells = quarter.reshape(len(quarter), _CELLS, side, _CELLS, side, 3)
    means = cells.mean((2, 4), dtype=np.float32) / np.float32(16 * 255)
    lab = to_lab(means).reshape(len(quarter), _CELLS**2, 3)
    return np.asarray((lab - lab.mean(1, keepdims=True)).reshape(len(quarter), -1), np.float32)
