"""Counts the colours of pictures in even steps of what the eye tells apart."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

Floats = NDArray[np.float32]

# A channel of a picture has so many levels here.
LEVELS = 32

_LIGHTNESS_STEPS = 4
_CHROMA_STEP = 22.0
_BIN_SOFTNESS = 0.6
_LEAST_COLORS = 60


def to_lab(rgb: Floats) -> Floats:
    """Convert sRGB in [0, 1] to CIE L*a*b* under D65; the last axis is the colour."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = linear @ to_xyz.T / (0.95047, 1.0, 1.08883)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lightness = 116 * root[..., 1] - 16
    green_red = 500 * (root[..., 0] - root[..., 1])
    blue_yellow = 200 * (root[..., 1] - root[..., 2])
    return np.stack([lightness, green_red, blue_yellow], axis=-1).astype(np.float32)


@lru_cache(maxsize=1)
def _color_bins() -> sparse.csr_matrix:
    """Return how much each of 32³ colours belongs to each bin of a grid in Lab."""
    levels = ((np.arange(LEVELS) + 0.5) / LEVELS).astype(np.float32)
    grid = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(-1, 3)
    lab = to_lab(np.asarray(grid, np.float32))
    lightness = (np.arange(_LIGHTNESS_STEPS) + 0.5) * 100 / _LIGHTNESS_STEPS
    chroma = np.arange(-5, 6) * _CHROMA_STEP
    centres = np.stack(np.meshgrid(lightness, chroma, chroma, indexing="ij"), -1).reshape(-1, 3)
    step = np.array([100 / _LIGHTNESS_STEPS, _CHROMA_STEP, _CHROMA_STEP])
    distances = (((lab[:, None] - centres[None]) / step) ** 2).sum(-1)
    used = np.bincount(distances.argmin(1), minlength=len(centres)) > _LEAST_COLORS
    shares = np.exp(-distances[:, used] / (2 * _BIN_SOFTNESS**2))
    shares /= shares.sum(1, keepdims=True)
    shares[shares < 0.02] = 0
    return sparse.csr_matrix((shares / shares.sum(1, keepdims=True)).astype(np.float32))


def soft_histogram(levels: NDArray[np.integer]) -> Floats:
    """Return the share of each colour in each picture, shared out among near bins.

    Parameters
    ----------
    levels
        B×H×W×3, sRGB in `LEVELS` steps, 0 to 31.

    Returns
    -------
    ndarray
        float32, B×`BINS`; rows sum to one.
    """
    level = levels.astype(np.int32)
    index = (level[..., 0] * LEVELS + level[..., 1]) * LEVELS + level[..., 2]
    count, pixels = len(level), level.shape[1] * level.shape[2]
    ones = np.full(index.size, 1 / pixels, np.float32)
    starts = np.arange(count + 1) * pixels
    chosen = sparse.csr_matrix((ones, index.ravel(), starts), (count, LEVELS**3))
    return np.asarray((chosen @ _color_bins()).toarray(), np.float32)
