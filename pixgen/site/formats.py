"""Owns the bytes of every data file of a site, as docs/FORMAT.md describes them."""

import base64
import gzip
import json
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

VERSION = 1
NO_GROUP = 0xFFFF
# More points than these come in slices, the first of which suffices for a picture: at 7 bytes a
# point before compression it is at most 0.3 MB.
ONE_SLICE = 131_072
FIRST_SLICE = 32_768
_HEADER = struct.Struct("<4sHHII")


def script(key: str, payload: bytes) -> bytes:
    r"""Wrap a payload as the classic script that registers it.

    Parameters
    ----------
    key
        The file's path in the site without its suffix, such as ``tiles/32/0``.
    payload
        Any bytes.

    Examples
    --------
    >>> script("data/x", b"abc")
    b'PX("data/x",function(){/*YWJj*/})\n'
    """
    return b'PX("%s",function(){/*%s*/})\n' % (key.encode("ascii"), base64.b64encode(payload))


def compress(payload: bytes) -> bytes:
    """Gzip without a time stamp, so that the same payload gives the same bytes."""
    return gzip.compress(payload, compresslevel=9, mtime=0)


def json_payload(value: object) -> bytes:
    """Encode a JSON value compactly and compress it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return compress(text.encode("utf-8"))


def points_stride(count: int) -> int:
    """Return the stride of the ids in the first slice of the points; 1: it holds them all.

    Examples
    --------
    >>> [points_stride(count) for count in (131_072, 131_073, 1_000_000)]
    [1, 8, 32]
    """
    if count <= ONE_SLICE:
        return 1
    return 1 << (-(-count // FIRST_SLICE) - 1).bit_length()


def points_slices(count: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Give the first id and all ids of every slice of the points.

    The first slice is spread over the whole map; every further one takes what is left of
    `ONE_SLICE` ids in a row, so that the differences between its positions are small.
    """
    stride = points_stride(count)
    yield 0, np.arange(0, count, stride)
    for first in range(0, count - 1 if stride > 1 else 0, ONE_SLICE):
        ids = np.arange(first, min(first + ONE_SLICE, count))
        yield first, ids[ids % stride > 0]


def points_payload(
    positions: NDArray[np.float32],
    colors: NDArray[np.uint8],
    ratios: NDArray[np.float64],
    first: int = 0,
) -> bytes:
    """Encode the opening layout with the average colour and shape of a slice of the images.

    Parameters
    ----------
    positions
        float32, n×2, in [0, 1], in id order.
    colors
        uint8, n×3, average RGB.
    ratios
        float64, n, width / height of each picture.
    first
        The first id of the slice, as `points_slices` gives it.
    """
    wide = colors.astype(np.uint16)
    rgb565 = ((wide[:, 0] >> 3) << 11 | (wide[:, 1] >> 2) << 5 | wide[:, 2] >> 3).astype(np.uint16)
    aspect = np.clip(np.rint(128 + 48 * np.log2(ratios)), 0, 255).astype(np.uint8)
    planes = [*_position_planes(positions), *_byte_planes(rgb565), aspect]
    return _planes_payload(b"PXPT", planes, first)


def layout_payload(positions: NDArray[np.float32]) -> bytes:
    """Encode the positions, float32 N×2 in [0, 1] in id order, of a further layout."""
    return _planes_payload(b"PXLY", _position_planes(positions))


def groups_payload(groups: NDArray[np.uint16]) -> bytes:
    """Encode the hotspot index of every image, uint16, N; `NO_GROUP` for none."""
    return _planes_payload(b"PXGR", _byte_planes(groups))


def neighbors_payload(first: int, ids: NDArray[np.int64], similarity: NDArray[np.float32]) -> bytes:
    """Encode the neighbours of `n` consecutive ids.

    Parameters
    ----------
    first
        The first of the ids.
    ids
        int64, n×K, neighbour ids in descending similarity.
    similarity
        float32, n×K, cosine.
    """
    count, k = ids.shape
    own = np.arange(first, first + count, dtype=np.int64)[:, None]
    delta = (ids - own).astype(np.int32)
    coded = ((delta << 1) ^ (delta >> 31)).view(np.uint32).ravel()
    planes = [(coded >> shift & 0xFF).astype(np.uint8) for shift in (0, 8, 16, 24)]
    planes.append(np.rint(255 * np.clip(similarity, 0, 1)).astype(np.uint8).ravel())
    return _binary(b"PXNB", k, count, first, planes)


def _position_planes(positions: NDArray[np.float32]) -> list[NDArray[np.uint8]]:
    """Split quantised positions into the four byte planes of their zig-zag coded differences."""
    quantised = np.rint(np.clip(positions, 0, 1) * np.float64(65535)).astype(np.uint16)
    before = np.vstack([np.zeros((1, 2), np.uint16), quantised[:-1]])
    delta = (quantised - before).view(np.int16)
    coded = ((delta << 1) ^ (delta >> 15)).view(np.uint16)
    return [*_byte_planes(coded[:, 0]), *_byte_planes(coded[:, 1])]


def _byte_planes(values: NDArray[np.uint16]) -> list[NDArray[np.uint8]]:
    return [(values & 0xFF).astype(np.uint8), (values >> 8).astype(np.uint8)]


def _planes_payload(magic: bytes, planes: list[NDArray[np.uint8]], first: int = 0) -> bytes:
    return _binary(magic, len(planes), len(planes[0]), first, planes)


def _binary(
    magic: bytes, parameter: int, count: int, first: int, planes: list[NDArray[np.uint8]]
) -> bytes:
    header = _HEADER.pack(magic, VERSION, parameter, count, first)
    return compress(header + b"".join(plane.tobytes() for plane in planes))
