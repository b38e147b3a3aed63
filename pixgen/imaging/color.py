"""Brings decoded pixels of any mode to opaque 8-bit sRGB."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_WHITE_IS_ZERO = 0
_PHOTOMETRIC_TAG = 262
_DEEP_MODES = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
_STRIP_PIXELS = 1 << 22


def to_eight_bits(image: Image.Image) -> tuple[Image.Image, list[str]]:
    """Bring a loaded image to a mode in which it can be reduced without losing its sense.

    Parameters
    ----------
    image
        Loaded, of any mode of Pillow.

    Returns
    -------
    image
        Of mode L, LA, RGB, RGBA, CMYK or LAB, with transparent colours turned into an alpha band.
    notes
        One sentence for each guess about the range of deep greys.
    """
    if image.mode in _DEEP_MODES:
        return _shallow(image)
    if image.mode == "1":
        return image.convert("L"), []
    if image.mode in ("La", "RGBa"):
        return image.convert("LA" if image.mode == "La" else "RGBA"), []
    if image.mode == "PA" or (image.mode == "P" and "transparency" in image.info):
        return image.convert("RGBA"), []
    if image.mode in ("L", "RGB") and "transparency" in image.info:
        return image.convert("LA" if image.mode == "L" else "RGBA"), []
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        return image, []
    return image.convert("RGB"), []


def to_srgb(
    image: Image.Image, profile: bytes | None, background: tuple[int, int, int]
) -> tuple[Image.Image, list[str]]:
    """Convert colours to sRGB and lay what is transparent over `background`.

    Parameters
    ----------
    image
        Of a mode that `to_eight_bits` returns.
    profile
        The embedded ICC profile; None reads the values as sRGB.
    background
        sRGB, 0 to 255.

    Returns
    -------
    image
        Of mode RGB.
    notes
        A sentence where the profile could not be used.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image if alpha is None else image.convert(image.mode[:-1])
    notes: list[str] = []
    if opaque.mode == "LAB":
        converted = ImageCms.applyTransform(opaque, _lab_transform())
        opaque = opaque.convert("RGB") if converted is None else converted
    elif profile:
        try:
            transform = _transform(profile, opaque.mode)
            if transform is not None:
                opaque = ImageCms.applyTransform(opaque, transform) or opaque
        except (ImageCms.PyCMSError, ValueError, OSError):
            notes.append("Its colour profile is broken or not meant for it and was not used.")
    if opaque.mode != "RGB":
        opaque = opaque.convert("RGB")
    if alpha is not None:
        ground = Image.new("RGB", opaque.size, background)
        ground.paste(opaque, (0, 0), alpha)
        opaque = ground
    return opaque, notes


def is_srgb(profile: bytes | None, mode: str) -> bool:
    """Tell whether values under this ICC profile can be shown as sRGB unchanged."""
    if not profile:
        return True
    try:
        return _transform(profile, mode) is None
    except (ImageCms.PyCMSError, ValueError, OSError):
        return False


@lru_cache(maxsize=32)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the transform to sRGB, or None for a profile that is sRGB itself."""
    opened = ImageCms.ImageCmsProfile(BytesIO(profile))
    is_rgb = opened.profile.xcolor_space.strip() == "RGB"
    if mode == "RGB" and is_rgb:
        name = opened.profile.profile_description or ""
        if name.strip().casefold().startswith("srgb"):
            return None
    return ImageCms.buildTransform(
        opened,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


@lru_cache(maxsize=1)
def _lab_transform() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )


def _shallow(image: Image.Image) -> tuple[Image.Image, list[str]]:
    """Scale 16-bit, 32-bit and float greys to 8 bits as a viewer would."""
    low, high = _range(image)
    scale, notes = _scale(low, high, is_float=image.mode == "F")
    tags = getattr(image, "tag_v2", {})
    # Pillow inverts such TIFFs at 1 to 8 bits, but not at 16.
    inverted = image.mode.startswith("I;16") and tags.get(_PHOTOMETRIC_TAG) == _WHITE_IS_ZERO
    clear = image.info.get("transparency")
    shallow = Image.new("LA" if isinstance(clear, int) else "L", image.size)
    for top, values in _strips(image):
        levels = scale(values)
        grey = Image.fromarray(255 - levels if inverted else levels)
        if isinstance(clear, int):
            grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
        shallow.paste(grey, (0, top))
    return shallow, notes


def _strips(image: Image.Image) -> Iterator[tuple[int, NDArray[np.generic]]]:
    """Yield the values a strip at a time: all of a large scan would not fit twice into memory."""
    width, height = image.size
    rows = max(1, _STRIP_PIXELS // width)
    for top in range(0, height, rows):
        yield top, np.asarray(image.crop((0, top, width, min(top + rows, height))))


def _range(image: Image.Image) -> tuple[float, float]:
    """Return the least and the greatest value that is a number."""
    lows, highs = [], []
    for _, values in _strips(image):
        finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
        if finite.size:
            lows.append(float(finite.min()))
            highs.append(float(finite.max()))
    return min(lows, default=0.0), max(highs, default=1.0)


def _scale(
    low: float, high: float, *, is_float: bool
) -> tuple[Callable[[NDArray[np.generic]], NDArray[np.uint8]], list[str]]:
    """Choose what counts as black and white; return the function that scales, and notes."""
    tops: tuple[float, ...] = (1, 255, 65535) if is_float else (255, 1023, 4095, 65535)
    white = next((top for top in tops if high <= top), 0)
    black = 0.0
    notes = []
    if low < 0 or not white:
        notes.append(f"Its grey values from {low:g} to {high:g} were stretched to black and white.")
        black, white = low, high
    elif not is_float and white != 65535:
        notes.append(f"Its 16-bit grey values reach only {high:g}; {white:g} was taken as white.")

    def scale(values: NDArray[np.generic]) -> NDArray[np.uint8]:
        floats = np.nan_to_num(values.astype(np.float32), nan=low, posinf=high, neginf=low)
        floats = (floats - np.float32(black)) / np.float32(max(white - black, 1e-30))
        return np.rint(floats * 255).clip(0, 255).astype(np.uint8)

    return scale, notes
