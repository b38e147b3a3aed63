"""Opens one image file, whatever it holds, as an upright opaque sRGB picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil, sqrt
from pathlib import Path
from traceback import extract_tb

import numpy as np
from PIL import ExifTags, Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from pixgen.imaging.color import is_srgb, to_eight_bits, to_srgb
from pixgen.imaging.embedded import read_embedded
from pixgen.imaging.opening import ImageError as ImageError
from pixgen.imaging.opening import open_image, pixel_guard
from pixgen.imaging.shrink import shrink_decoder

_LEAST_SHORT_SIDE = 512
_FLAT = 0.995

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_INCOMPLETE = "The file is damaged or ends too early; a part of the picture may be missing."
NO_MEMORY = "It needs more memory than there is, or than --image-memory allows."
_IDLE_ALPHA = ("BMP", "DIB", "TGA")
"""Formats whose fourth byte is often just not used, and then zero."""
_BAD_END = "The file is damaged behind its picture; the picture itself seems to be whole."
_ALLOW_MORE = "allow more with --max-megapixels"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded picture.

    Attributes
    ----------
    image
        Mode RGB, upright, sRGB, opaque; as large as was asked for or larger, never enlarged.
    width, height
        The upright size of the whole picture in the file, in pixels.
    notes
        One sentence for each loss.
    plain_jpeg
        Whether the file itself is a JPEG that any viewer shows as exactly this picture.
    embedded
        What the file says about its picture; see `pixgen.imaging.embedded`.
    """

    image: Image.Image
    width: int
    height: int
    notes: tuple[str, ...] = ()
    plain_jpeg: bool = False
    embedded: Mapping[str, str] = field(default_factory=dict)


def open_upright(
    path: Path,
    *,
    longest: int,
    background: tuple[int, int, int],
    max_pixels: int,
    keep_truncated: bool = True,
) -> Decoded:
    """Decode the first picture of a file once, for all later sizes.

    Parameters
    ----------
    path
        The file; its content decides how it is read, not its ending.
    longest
        The longest side, in pixels, that will be made of it. Larger pictures are decoded (JPEG,
        JPEG 2000) or reduced (others) to a whole fraction of their size that is at least this, and
        in which the short side keeps 512 pixels.
    background
        sRGB colour that transparent parts are laid over.
    max_pixels
        Pictures with more pixels are reduced to fewer while they are decoded, and refused where
        their format does not allow that.
    keep_truncated
        Whether to take what there is of a picture that is not whole.

    Raises
    ------
    ImageError
        If there is no picture to be had from the file, for whatever reason.
    """
    kind = "picture"
    try:
        with pixel_guard(max_pixels), open_image(path) as image:
            kind = f"{image.format} picture"
            return _decode(path, image, longest, background, max_pixels, keep_truncated)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(
            f"The picture, or one inside it, is too large: it has far more than the "
            f"{_mega(max_pixels)} allowed; {_ALLOW_MORE}, or make it smaller."
        ) from error
    except MemoryError as error:
        raise ImageError(NO_MEMORY, lasting=False) from error
    except Exception as error:
        # Pillow's readers answer a hostile file with nearly any exception there is.
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        raise ImageError(
            f"The {kind} is damaged or of a variety that cannot be read "
            f"({detail.rstrip('.')}); save it anew with another program."
        ) from error


def _mega(pixels: int) -> str:
    return f"{pixels / 1e6:,.0f} megapixels"


def _decode(
    path: Path,
    image: Image.Image,
    longest: int,
    background: tuple[int, int, int],
    max_pixels: int,
    keep_truncated: bool,
) -> Decoded:
    width, height = image.size
    if width < 1 or height < 1:
        raise ImageError("The picture has no pixels.")
    kind, profile = image.format, image.info.get("icc_profile")
    needed = ceil(sqrt(width * height / max_pixels))
    shrink = max(1, min(max(width, height) // longest, min(width, height) // _LEAST_SHORT_SIDE))
    divisor = shrink_decoder(image, shrink, needed)
    if width * height > max_pixels * divisor**2:
        raise ImageError(
            f"The picture is too large: {width} × {height} pixels, where {_mega(max_pixels)} are "
            f"allowed; {_ALLOW_MORE}, or make it smaller."
        )
    loaded, loss = _load(path, image, shrink, needed, keep_truncated)
    notes = [loss] if loss else []
    if needed > 1:
        notes.append(
            f"Its {width} × {height} pixels are more than the {_mega(max_pixels)} allowed; it was "
            f"read at 1/{divisor} of its size."
        )
    orientation = _orientation(loaded)
    profile = loaded.info.get("icc_profile") or profile
    plain = (
        kind in ("JPEG", "MPO")
        and not notes
        and loaded.mode in ("L", "RGB")
        and orientation not in _UPRIGHT
        and is_srgb(profile, loaded.mode)
    )
    embedded = read_embedded(loaded)
    picture, more = to_eight_bits(loaded)
    notes += more
    if kind in _IDLE_ALPHA and picture.mode == "RGBA" and not picture.getchannel("A").getbbox():
        picture = picture.convert("RGB")
    if shrink // divisor > 1:
        # Called by its class: pictures of JPEG 2000 have a number of this name.
        picture = Image.Image.reduce(picture, shrink // divisor)
    picture, more = to_srgb(picture, profile, background)
    notes += more
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
        # Pillow already gives the upright size of a TIFF.
        if orientation >= 5 and kind != "TIFF":
            width, height = height, width
    return Decoded(picture, width, height, tuple(notes), plain, embedded)


def _load(
    path: Path, image: Image.Image, shrink: int, needed: int, keep_truncated: bool
) -> tuple[Image.Image, str]:
    """Load `image`, or what can be had of it; return what is loaded, and a sentence on a loss."""
    try:
        image.load()
        return image, ""
    except (Image.DecompressionBombError, MemoryError):
        raise
    except Exception as error:
        # The last step of Pillow's readers is about what follows the pixels.
        if any(frame.name == "load_end" for frame in extract_tb(error.__traceback__)):
            return image.copy(), _BAD_END
        rescued = _rescue(path, image, shrink, needed)
        if rescued is None:
            raise
        if not keep_truncated:
            raise ImageError(
                "The file is damaged or ends too early; --truncated keep takes what there is."
            ) from error
        return rescued, _INCOMPLETE


def _rescue(path: Path, image: Image.Image, shrink: int, needed: int) -> Image.Image | None:
    """Return what was decoded before a reader gave up, None where that is nothing to see.

    `PIL.ImageFile.LOAD_TRUNCATED_IMAGES` would do it, but for all threads at once and without
    telling which pictures are broken.
    """
    try:
        if isinstance(image, JpegImageFile):
            # With an end marker in its place, libjpeg fills up what is missing by itself.
            partial: Image.Image = Image.open(
                BytesIO(path.read_bytes() + b"\xff\xd9"), formats=("JPEG",)
            )
            shrink_decoder(partial, shrink, needed)
            partial.load()
        elif isinstance(image, ImageFile.ImageFile):
            image.tile = []
            image.load()
            partial = image.copy()
        else:
            return None
        values = np.asarray(partial)
    except (OSError, SyntaxError, ValueError):
        return None
    return partial if np.mean(values == values[-1, -1]) < _FLAT else None


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        # A broken EXIF block is common in old files and says nothing against their pixels.
        return 1
