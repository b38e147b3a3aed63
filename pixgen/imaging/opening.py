"""Tells what kind of picture a file holds, by its content, and opens it without decoding it."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError

_UNSAFE_FORMATS = frozenset({"EPS", "WMF", "BUFR", "GRIB", "HDF5", "MPEG", "PDF"})
"""EPS starts Ghostscript on the file's own program; the others hold no picture Pillow can read."""

_REDUCIBLE_FORMATS = ("JPEG", "JPEG2000", "TIFF")
"""What can be decoded at a fraction of its size, and holds no other picture inside."""

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1")

_OTHER_KINDS = (
    (rb"%PDF", "a PDF document; export its pages as PNG or TIFF"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript program; export it as PNG or TIFF"),
    (rb"\xff\x0a|\0\0\0\x0cJXL ", "a JPEG XL picture; convert it to JPEG or PNG"),
    (rb"FUJIFILMCCD-RAW|....ftypcrx |IIRO|IIU\0|II\x1a\0\0\0HEAP", "a raw file of a camera; "
     "develop it and export it as JPEG or TIFF"),
    (rb"PK\x03\x04", "a ZIP archive or an office document; take the pictures out of it"),
    (rb"\xd0\xcf\x11\xe0", "an office document; take the pictures out of it"),
    (rb"....ftyp(isom|mp4|M4V|qt  |avc1|3gp)", "a film; export a frame of it as JPEG"),
    (rb"\x1f\x8b", "a gzip archive; unpack it"),
)  # fmt: skip

_PICTURE_KINDS = (
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"\x89PNG", "PNG"),
    (rb"GIF8", "GIF"),
    (rb"II[*+]\0|MM\0[*+]", "TIFF"),
    (rb"BM", "BMP"),
    (rb"RIFF....WEBP", "WebP"),
    (rb"....ftypavi[fs]", "AVIF"),
    (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", "JPEG 2000"),
    (rb"8BPS", "Photoshop"),
    (rb"icns", "ICNS"),
    (rb"\0\0[\1\2]\0", "icon"),
)


class ImageError(ValueError):
    """One file that cannot be used; the build goes on without it.

    Attributes
    ----------
    reason
        One plain sentence, without the file's name.
    lasting
        Whether the same bytes would fail again; False where the disk, the memory or the time at
        hand was the matter, or something that is not installed.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting


@contextmanager
def pixel_guard(max_pixels: int | None) -> Iterator[None]:
    """Let Pillow refuse all pictures of over twice these pixels, those nested in a file too."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def open_image(path: Path) -> Image.Image:
    """Open a file for decoding; its content decides how it is read, not its ending.

    A picture of more than the pixels that `pixel_guard` allows is opened only where less than all
    of it can be decoded.

    Raises
    ------
    ImageError
        The file holds no picture that can be read.
    """
    try:
        return Image.open(path, formats=_formats())
    except Image.DecompressionBombError as error:
        with pixel_guard(None):
            try:
                return Image.open(path, formats=_REDUCIBLE_FORMATS)
            except UnidentifiedImageError:
                raise error from None
    except UnidentifiedImageError as error:
        head = _head(path)
        if _is_heif(head):
            return _open_heif(path)
        raise ImageError(why_no_image(head)) from error
    except OSError as error:
        if error.errno is None:
            raise
        raise ImageError(f"The file cannot be read: {error.strerror}.", lasting=False) from error


@lru_cache(maxsize=1)
def _formats() -> tuple[str, ...]:
    Image.preinit()
    Image.init()
    return tuple(name for name in Image.ID if name not in _UNSAFE_FORMATS)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1024)


def _is_heif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _open_heif(path: Path) -> Image.Image:
    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        raise ImageError(
            "The file is a HEIC picture, for which a part is missing: pip install 'pixgen[heif]'.",
            lasting=False,
        ) from error
    register_heif_opener(thumbnails=False)
    try:
        return Image.open(path, formats=("HEIF",))
    except UnidentifiedImageError as error:
        raise ImageError(_damaged("HEIC")) from error


def why_no_image(head: bytes) -> str:
    """Say in a sentence why a file with this beginning is no picture that can be read.

    Examples
    --------
    >>> why_no_image(b"%PDF-1.7")
    'The file is a PDF document; export its pages as PNG or TIFF.'
    """
    if not head:
        return "The file is empty (0 bytes)."
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"<svg|<\?xml.{0,900}<svg|<!--.{0,900}<svg", text, re.DOTALL | re.IGNORECASE):
        return "The file is an SVG drawing, which cannot be read; export it as PNG."
    if text.startswith(b"<"):
        return "The file holds HTML or XML text, not a picture."
    for pattern, what in _OTHER_KINDS:
        if re.match(pattern, head, re.DOTALL):
            return f"The file is {what}."
    for pattern, kind in _PICTURE_KINDS:
        if re.match(pattern, head, re.DOTALL):
            return _damaged(kind)
    if not any(byte < 9 for byte in head):
        return "The file holds text, not a picture."
    return "The file is not a picture of a kind that can be read, or it is badly damaged."


def _damaged(kind: str) -> str:
    return (
        f"The file begins like {'an' if kind[0] in 'AI' else 'a'} {kind} picture, but is badly "
        "damaged or of a variety that cannot be read; save it anew with another program."
    )
