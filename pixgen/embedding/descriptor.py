"""Owns hand-made features: colours, edges and textures, by rules and without weights."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.registry import ModelSpec

BATCH_SIZE = 64

_HUES, _SATURATIONS, _VALUES = 12, 3, 4
_ORIENTATIONS = 9
_CELLS = 8
_LAYOUT = 6
# Weight of each block in the cosine: share of its squared length.
_WEIGHTS = {"histogram": 0.45, "gradients": 0.3, "colors": 0.1, "texture": 0.15}
# Typical values over photographs and drawings, taken off so that the cosine compares what is
# particular to a picture and not what all have in common.
_TYPICAL_GRADIENT = 0.23
_TYPICAL_TEXTURE = {1: 0.186, 2: 0.217, 4: 0.246, 8: 0.27}

Floats = NDArray[np.floating[Any]]


class Descriptor:
    """Four blocks in one vector, each of unit length times the root of its weight.

    A soft HSV histogram (Hellinger-normalised) of the whole picture and of its middle, histograms
    of oriented gradients on an 8×8 grid (Dalal and Triggs 2005), mean Lab-like colours on a 6×6
    grid, and gradient energy at four scales.

    Parameters
    ----------
    spec
        Its row of the registry.
    """

    batch_size = BATCH_SIZE

    def __init__(self, spec: ModelSpec) -> None:
        self.name = spec.name
        self.dimensions = spec.dimensions
        self.input_size = spec.input_size
        self.key = f"descriptor 2 {spec.input_size}"

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Describe pictures, uint8 B×S×S×3, as float32 B×D of unit length."""
        rgb = pictures.astype(np.float32) / 255
        gray = rgb @ np.array([0.299, 0.587, 0.114], np.float32)
        blocks = {
            "histogram": _color_histogram(rgb),
            "gradients": _gradients(gray),
            "colors": _color_layout(rgb),
            "texture": _texture(gray),
        }
        parts = [_unit(block) * np.sqrt(_WEIGHTS[name]) for name, block in blocks.items()]
        return np.concatenate(parts, axis=1, dtype=np.float32)


def _unit(block: Floats) -> Floats:
    norm = np.linalg.norm(block, axis=1, keepdims=True)
    return np.asarray(block / np.maximum(norm, 1e-6), np.float32)


def _hsv(rgb: Floats) -> tuple[Floats, Floats, Floats]:
    """Hue in turns, saturation and value, each in [0, 1]."""
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    chroma = high - low
    safe = np.where(chroma > 0, chroma, 1)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(
        high == red,
        (green - blue) / safe % 6,
        np.where(high == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    return hue / 6, np.where(high > 0, chroma / np.where(high > 0, high, 1), 0), high


def _color_histogram(rgb: Floats) -> Floats:
    """Hue × saturation × value with linear sharing between bins, over the whole and the middle."""
    small = _pool(rgb, 2)
    count, side = len(small), small.shape[1]
    hue, saturation, value = _hsv(small)
    axes = (
        _shared(hue * _HUES, _HUES, circular=True),
        _shared(saturation * (_SATURATIONS - 1), _SATURATIONS, circular=False),
        _shared(value * (_VALUES - 1), _VALUES, circular=False),
    )
    bins = _HUES * _SATURATIONS * _VALUES
    coordinate = np.abs((np.arange(side) + 0.5) / side - 0.5) < 0.3
    middle = (coordinate[:, None] & coordinate[None]).astype(np.float32)
    row = np.arange(count)[:, None, None] * bins
    parts = []
    for mask in (np.ones_like(middle), middle):
        total = np.zeros(count * bins, np.float64)
        for hue_bin, hue_share in axes[0]:
            for sat_bin, sat_share in axes[1]:
                for val_bin, val_share in axes[2]:
                    place = row + (hue_bin * _SATURATIONS + sat_bin) * _VALUES + val_bin
                    weight = hue_share * sat_share * val_share * mask
                    total += np.bincount(place.ravel(), weight.ravel(), minlength=count * bins)
        histogram = total.reshape(count, bins)
        histogram /= histogram.sum(axis=1, keepdims=True)
        parts.append(np.sqrt(histogram).astype(np.float32))
    return np.concatenate(parts, axis=1)


def _shared(place: Floats, bins: int, *, circular: bool) -> list[tuple[NDArray[np.int64], Floats]]:
    """Return both bins that each value falls between, with its share in each."""
    low = np.floor(place).astype(np.int64)
    part = (place - low).astype(np.float32)
    if circular:
        return [(low % bins, 1 - part), ((low + 1) % bins, part)]
    return [(np.clip(low, 0, bins - 1), 1 - part), (np.clip(low + 1, 0, bins - 1), part)]


def _gradients(gray: Floats) -> Floats:
    """Histograms of unsigned gradient orientations on a grid, normalised by 2×2 blocks."""
    across = np.zeros_like(gray)
    down = np.zeros_like(gray)
    across[:, :, 1:-1] = gray[:, :, 2:] - gray[:, :, :-2]
    down[:, 1:-1] = gray[:, 2:] - gray[:, :-2]
    strength = np.hypot(across, down)
    turn = (np.arctan2(down, across) / np.pi) % 1
    count, side = gray.shape[:2]
    cell = side // _CELLS
    cells = np.zeros((count, _CELLS, _CELLS, _ORIENTATIONS), np.float32)
    for bin_, share in _shared(turn * _ORIENTATIONS, _ORIENTATIONS, circular=True):
        for orientation in range(_ORIENTATIONS):
            votes = np.where(bin_ == orientation, share * strength, 0)
            votes = votes[:, : cell * _CELLS, : cell * _CELLS]
            votes = votes.reshape(count, _CELLS, cell, _CELLS, cell)
            cells[..., orientation] += votes.sum(axis=(2, 4))
    energy = (cells**2).sum(axis=-1)
    around = np.zeros_like(energy)
    padded = np.pad(energy, ((0, 0), (1, 1), (1, 1)), mode="edge")
    for y in range(3):
        for x in range(3):
            around += padded[:, y : y + _CELLS, x : x + _CELLS]
    cells /= np.sqrt(around + 1e-2)[..., None]
    return np.asarray(np.sqrt(np.minimum(cells, 0.4)).reshape(count, -1) - _TYPICAL_GRADIENT)


def _color_layout(rgb: Floats) -> Floats:
    """Mean lightness and two opponent colours on a coarse grid, without the picture's mean."""
    side = rgb.shape[1]
    edges = np.linspace(0, side, _LAYOUT + 1).astype(int)[:-1]
    sums = np.add.reduceat(np.add.reduceat(rgb, edges, axis=1), edges, axis=2)
    sizes = np.diff(np.append(edges, side))
    means = sums / (sizes[:, None] * sizes[None])[None, ..., None]
    light = means.mean(axis=-1)
    opponents = [means[..., 0] - means[..., 1], means[..., :2].mean(axis=-1) - means[..., 2]]
    planes = np.stack([light - 0.5, *(2 * plane for plane in opponents)], axis=-1)
    return np.asarray(planes.reshape(len(rgb), -1), np.float32)


def _texture(gray: Floats) -> Floats:
    """Mean and spread of the gradient's strength at four scales on a 4×4 grid."""
    parts = []
    for scale, typical in _TYPICAL_TEXTURE.items():
        small = _pool(gray[..., None], scale)[..., 0] if scale > 1 else gray
        across = np.abs(np.diff(small, axis=2))[:, :-1]
        down = np.abs(np.diff(small, axis=1))[:, :, :-1]
        side = min(across.shape[1], across.shape[2]) // 4 * 4
        for plane in (across, down):
            grid = plane[:, :side, :side].reshape(len(gray), 4, side // 4, 4, side // 4)
            strength = np.sqrt(grid.mean(axis=(2, 4)))
            parts.append(strength.reshape(len(gray), -1) - typical)
    return np.concatenate(parts, axis=1)


def _pool(planes: Floats, size: int) -> Floats:
    """Mean over squares of `size` pixels."""
    count, side = len(planes), planes.shape[1] // size
    cut = planes[:, : side * size, : side * size]
    squares = cut.reshape(count, side, size, side, size, -1)
    return np.asarray(squares.mean(axis=(2, 4), dtype=np.float32))
