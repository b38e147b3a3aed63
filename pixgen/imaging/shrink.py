"""Lets a decoder leave out what is not needed of a large picture."""

from PIL import Image
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.TiffImagePlugin import TiffImageFile

_NEW_SUBFILE_TYPE = 254
_REDUCED = 1
_HEADER_BYTES = 1 << 16
_MOST_PAGES = 64


def shrink_decoder(image: Image.Image, wanted: int, needed: int) -> int:
    """Set up a picture that is not yet loaded to be decoded at a fraction of its size.

    Parameters
    ----------
    image
        JPEG leaves out detail in its cosine transform, JPEG 2000 the finest wavelets; of a TIFF
        a smaller copy that lies beside the picture is taken, if `needed` is more than 1. Others
        stay as they are.
    wanted
        The largest divisor that leaves enough detail, 1 or more.
    needed
        The least divisor that makes the picture small enough to be decoded at all; it goes before
        `wanted`.

    Returns
    -------
    int
        The divisor that the decoder will use; it may be less than what is needed.
    """
    if isinstance(image, JpegImageFile):
        return _draft(image, _power(wanted, needed, 3))
    if isinstance(image, Jpeg2KImageFile):
        divisor = _power(wanted, needed, _wavelet_levels(image))
        # The setter takes the exponent; the name is also that of a method of every image.
        image.reduce = divisor.bit_length() - 1
        return divisor
    if isinstance(image, TiffImageFile) and needed > 1:
        return _smaller_copy(image, wanted, needed)
    return 1


def _power(wanted: int, needed: int, most: int) -> int:
    """Return the largest power of two up to `wanted`, or the least from `needed` on.

    Examples
    --------
    >>> _power(7, 1, 3), _power(3, 5, 3), _power(100, 1, 3), _power(1, 100, 3)
    (4, 8, 8, 8)
    """
    exponent = max(wanted.bit_length() - 1, (needed - 1).bit_length())
    return 1 << min(exponent, most)


def _draft(image: JpegImageFile, divisor: int) -> int:
    width, height = image.size
    if divisor == 1 or not image.draft(None, (width // divisor, height // divisor)):
        return 1
    return divisor


def _wavelet_levels(image: Jpeg2KImageFile) -> int:
    """Return how often the size can be halved, from the code stream's header."""
    file = image.fp
    if file is None:
        return 0
    position = file.tell()
    file.seek(0)
    head = file.read(_HEADER_BYTES)
    file.seek(position)
    at = head.find(b"\xff\x4f\xff\x51") + 2
    while at >= 2 and head[at : at + 1] == b"\xff":
        if head[at + 1 : at + 2] == b"\x52":
            return int.from_bytes(head[at + 9 : at + 10])
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return 0


def _smaller_copy(image: TiffImageFile, wanted: int, needed: int) -> int:
    """Go to a page that holds the same picture small enough, if there is one."""
    width, height = image.size
    copies: dict[int, int] = {}
    for page in range(1, min(image.n_frames, _MOST_PAGES)):
        image.seek(page)
        divisor = round(width / image.width)
        same_shape = abs(height / max(divisor, 1) - image.height) <= max(2, image.height / 100)
        if int(image.tag_v2.get(_NEW_SUBFILE_TYPE, 0)) & _REDUCED and same_shape:
            copies.setdefault(divisor, page)
    fitting = [divisor for divisor in copies if divisor >= needed]
    chosen = max((d for d in fitting if d <= wanted), default=min(fitting, default=1))
    image.seek(copies.get(chosen, 0))
    return chosen
