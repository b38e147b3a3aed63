"""Colour for the sample's drawings: OKLCH swatches, ramps, and the way from light to sRGB."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.floating[Any]]
"""A picture-sized array of one quantity, mostly float32, or one that broadcasts to it."""

_LMS_FROM_LAB = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.2914855480],
    ]
)
_RGB_FROM_LMS = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_RAMP_STEPS = 1024
_LIGHT_STEPS = 4096


def _linear_from_lab(lab: NDArray[np.float64]) -> Field:
    lms = (lab @ _LMS_FROM_LAB.T) ** 3
    return np.asarray(np.clip(lms @ _RGB_FROM_LMS.T, 0.0, None), dtype=np.float32)


def _lab(lch: Sequence[float]) -> list[float]:
    lightness, chroma, hue = lch
    angle = np.radians(hue)
    return [lightness, chroma * float(np.cos(angle)), chroma * float(np.sin(angle))]


def oklch(lightness: float, chroma: float, hue: float) -> Field:
    """Linear-light RGB of one OKLCH colour (Ottosson 2020).

    Parameters
    ----------
    lightness : float
        0 black to 1 white.
    chroma : float
        0 grey to about 0.3.
    hue : float
        Degrees: 30 red, 90 yellow, 145 green, 195 cyan, 260 blue, 330 magenta.

    Returns
    -------
    ndarray of float32, shape (3,)
    """
    return _linear_from_lab(np.array(_lab((lightness, chroma, hue))))


def ramp(*stops: tuple[float, Sequence[float]]) -> Field:
    """Table of colours blended in OKLab through the given stops.

    Parameters
    ----------
    *stops : (position, (lightness, chroma, hue))
        Positions rise from 0 to 1.

    Returns
    -------
    ndarray of float32, shape (1024, 3)
        Linear RGB, for `paint`.
    """
    at = [position for position, _ in stops]
    labs = np.array([_lab(lch) for _, lch in stops])
    t = np.linspace(0, 1, _RAMP_STEPS)
    return _linear_from_lab(np.stack([np.interp(t, at, labs[:, i]) for i in range(3)], axis=1))


def paint(table: Field, t: Field) -> Field:
    """Colours of `table` at positions `t` (clipped to 0..1), shape ``t.shape + (3,)``."""
    index = (np.clip(t, 0, 1) * (_RAMP_STEPS - 1)).astype(np.int32)
    return np.take(table, index, axis=0)


def mix(under: Field, over: Field, amount: Field | float) -> Field:
    """Blend two linear RGB pictures or colours by a picture-sized or single amount."""
    share = np.asarray(amount, dtype=np.float32)
    if share.ndim >= 2:
        share = share[..., None]
    return under + (over - under) * share


def _encoding_table() -> NDArray[np.uint8]:
    light = np.linspace(0, 1, _LIGHT_STEPS)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(encoded * 255).astype(np.uint8)


_ENCODED = _encoding_table()


def develop(light: Field, exposure: float = 1.0, shoulder: float = 0.8) -> Image.Image:
    """Turn linear light into an sRGB picture, rolling highlights off as film does.

    Parameters
    ----------
    light : ndarray of float32, shape (h, w, 3)
    exposure : float
        Multiplies the light first.
    shoulder : float
        Light above this is compressed smoothly towards 1; below it nothing changes.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    exposed = np.clip(light * np.float32(exposure), 0, None)
    room = 1.0 - shoulder
    excess = np.clip(exposed - shoulder, 0, None)
    rolled = np.minimum(exposed, shoulder) + room * excess / (excess + room)
    index = np.minimum(rolled * (_LIGHT_STEPS - 1) + 0.5, _LIGHT_STEPS - 1).astype(np.uint16)
    return Image.fromarray(_ENCODED[index], "RGB")
