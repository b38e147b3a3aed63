"""Opens one image file, whatever it holds, as an upright opaque sRGB picture."""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from pixgen.imaging.color import is_srgb, to_eight_bits, to_srgb

_LEAST_SHORT_SIDE = 512
_FLAT = 0.995
_UNSAFE_FORMATS = frozenset({"EPS", "WMF", "BUFR", "GRIB", "HDF5", "MPEG", "PDF"})
"""EPS starts Ghostscript on the file's own program; the others hold no picture Pillow can read."""

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


class ImageError(ValueError):
    """One file that cannot be used; the build goes on without it.

    Attributes
    ----------
    reason
        One plain sentence, without the file's name.
    lasting
        Whether the same bytes would fail again; False where the disk, the memory or the time at
        hand was the matter.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting


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
    """

    image: Image.Image
    width: int
    height: int
    notes: tuple[str, ...] = ()
    plain_jpeg: bool = False


def open_upright(
    path: Path, *, longest: int, background: tuple[int, int, int], max_pixels: int
) -> Decoded:
    """Decode the first picture of a file once, for all later sizes.

    Parameters
    ----------
    path
        The file; its content decides how it is read, not its ending.
    longest
        The longest side, in pixels, that will be made of it. Larger pictures are decoded (JPEG)
        or reduced (others) to a whole fraction of their size that is at least this, and in which
        the short side keeps 512 pixels.
    background
        sRGB colour that transparent parts are laid over.
    max_pixels
        Pictures with more pixels are refused before they are decoded.

    Raises
    ------
    ImageError
        If there is no picture to be had from the file, for whatever reason.
    """
    _prepare_pillow(max_pixels)
    try:
        with _open(path) as image:
            return _decode(path, image, longest, background, max_pixels)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(f"The picture is too large: it has over {_mega(max_pixels)}.") from error
    except MemoryError as error:
        raise ImageError("The picture needs more memory than there is.", lasting=False) from error
    except Exception as error:
        # Pillow's readers answer a hostile file with nearly any exception there is.
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        raise ImageError(f"The file is damaged or of a kind that cannot be read: {detail}.") from (
            error
        )


def _prepare_pillow(max_pixels: int) -> None:
    # Pillow's own guard also sees the pictures nested in a file; it refuses above twice this.
    if max_pixels != Image.MAX_IMAGE_PIXELS:
        Image.MAX_IMAGE_PIXELS = max_pixels
        warnings.filterwarnings("ignore", module=r"PIL\.")
        warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@lru_cache(maxsize=1)
def _formats() -> tuple[str, ...]:
    Image.preinit()
    Image.init()
    return tuple(name for name in Image.ID if name not in _UNSAFE_FORMATS)


def _open(path: Path) -> Image.Image:
    try:
        return Image.open(path, formats=_formats())
    except UnidentifiedImageError as error:
        raise ImageError(_why_no_image(path)) from error
    except OSError as error:
        if error.errno is None:
            raise
        raise ImageError(f"The file cannot be read: {error.strerror}.", lasting=False) from error


def _why_no_image(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        return "The file is empty (0 bytes)."
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "The file holds HTML or XML text, not a picture."
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heim", b"heis", b"mif1"):
        return "The file is a HEIC picture, which cannot be read; convert it to JPEG."
    return "The file is not a picture of a kind that can be read, or it is badly damaged."


def _mega(pixels: int) -> str:
    return f"{pixels / 1e6:,.0f} megapixels"


def _decode(
    path: Path, image: Image.Image, longest: int, background: tuple[int, int, int], max_pixels: int
) -> Decoded:
    width, height = image.size
    if width < 1 or height < 1:
        raise ImageError("The picture has no pixels.")
    if width * height > max_pixels:
        raise ImageError(
            f"The picture is too large: {width} × {height} pixels, where {_mega(max_pixels)} are "
            "allowed."
        )
    shrink = max(1, min(max(width, height) // longest, min(width, height) // _LEAST_SHORT_SIDE))
    loaded, drafted = _load(path, image, shrink)
    notes = [] if loaded is image else [_INCOMPLETE]
    orientation = _orientation(loaded)
    profile = loaded.info.get("icc_profile")
    plain = (
        image.format in ("JPEG", "MPO")
        and not notes
        and loaded.mode in ("L", "RGB")
        and orientation not in _UPRIGHT
        and is_srgb(profile, loaded.mode)
    )
    picture, more = to_eight_bits(loaded)
    notes += more
    if shrink // drafted > 1:
        picture = picture.reduce(shrink // drafted)
    picture, more = to_srgb(picture, profile, background)
    notes += more
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
        # Pillow already gives the upright size of a TIFF.
        if orientation >= 5 and image.format != "TIFF":
            width, height = height, width
    return Decoded(picture, width, height, tuple(notes), plain)


def _load(path: Path, image: Image.Image, shrink: int) -> tuple[Image.Image, int]:
    """Load `image`, or what can be had of it; return a new image where it is not whole."""
    drafted = _draft(image, shrink)
    try:
        image.load()
        return image, drafted
    except (Image.DecompressionBombError, MemoryError):
        raise
    except Exception as error:
        rescued = _rescue(path, image, shrink, error)
        if rescued is None:
            raise
        return rescued, drafted


def _draft(image: Image.Image, shrink: int) -> int:
    """Let libjpeg leave out the detail that is not needed; return the divisor it will use."""
    divisor = next(d for d in (8, 4, 2, 1) if d <= shrink)
    if divisor == 1 or not isinstance(image, JpegImageFile):
        return 1
    width, height = image.size
    return divisor if image.draft(None, (width // divisor, height // divisor)) else 1


def _rescue(path: Path, image: Image.Image, shrink: int, error: Exception) -> Image.Image | None:
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
            _draft(partial, shrink)
            partial.load()
        elif isinstance(image, ImageFile.ImageFile):
            # A syntax error with no tile left is about what follows the pixels.
            if isinstance(error, SyntaxError) and not image.tile:
                return image.copy()
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
