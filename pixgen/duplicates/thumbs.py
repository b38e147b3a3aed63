"""Owns the small grey pictures that copies are told by, and their hashes."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn  # type: ignore[import-untyped]

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Reader = Callable[[Sequence[int]], Bytes]

# Luma of ITU-R BT.601.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# Side of the pictures that are held of a whole collection: 256 bytes an image.
SMALL = 16
READ_AT_ONCE = 256
_BITS = 8


def grey(cells: Bytes, side: int) -> Floats:
    """Reduce square cells, n×S×S×3, to grey pictures, float32 n×side×side in 0…255.

    `side` divides S.

    Examples
    --------
    >>> grey(np.full((1, 4, 4, 3), 200, np.uint8), 2).round().tolist()
    [[[200.0, 200.0], [200.0, 200.0]]]
    """
    count, size = cells.shape[:2]
    step = size // side
    rows = cells.reshape(count * size, size * 3).astype(np.float32) @ _row_weights(size, side)
    reduced: Floats = rows.reshape(count, side, step, side).mean(axis=2)
    return reduced


@cache
def _row_weights(size: int, side: int) -> Floats:
    """What each value of a row of pixels adds to each pixel of a reduced grey row."""
    luma = np.tile(_LUMA, size // side)[:, None]
    weights: Floats = (np.kron(np.eye(side), luma) * side / size).astype(np.float32)
    return weights


def read_grey(cells: Reader, indices: Sequence[int], side: int) -> Bytes:
    """Read the grey pictures of some images, uint8 n×side×side, a few at a time."""
    out = np.empty((len(indices), side, side), np.uint8)
    for start in range(0, len(indices), READ_AT_ONCE):
        part = slice(start, start + READ_AT_ONCE)
        out[part] = np.rint(grey(cells(indices[part]), side))
    return out


def hashes(thumbs: Bytes) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hash pictures, n×side×side, and their mirror images to 64 bits each.

    A bit is the sign of one of the lowest terms of the discrete cosine transform, as in C.
    Zauner's pHash (2010). Scaling, recompression and other brightness change few bits. In a mirror
    image the terms of odd horizontal frequency change their sign.

    Examples
    --------
    >>> picture = np.random.default_rng(1).integers(0, 255, (1, 16, 16)).astype(np.uint8)
    >>> bool(hashes(picture)[1] == hashes(picture[:, :, ::-1])[0])
    True
    """
    every = dctn(thumbs.astype(np.float32), axes=(1, 2), norm="ortho")
    terms = every[:, :_BITS, :_BITS]
    # The first is the mean brightness, which says nothing by its sign.
    terms[:, 0, 0] = every[:, _BITS, 0]
    mirrored = terms * np.where(np.arange(_BITS) % 2, -1, 1)
    return _packed(terms), _packed(mirrored)


def _packed(terms: Floats) -> NDArray[np.uint64]:
    bits = np.packbits(terms.reshape(len(terms), _BITS * _BITS) > 0, axis=1)
    return np.ascontiguousarray(bits).view(np.uint64).ravel()
