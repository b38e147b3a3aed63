"""Owns the way back from the bytes of a site's data files, as docs/FORMAT.md describes them."""

import base64
import binascii
import gzip
import json
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.site.formats import VERSION

Planes = NDArray[np.uint8]

_HEADER = struct.Struct("<4sHHII")
_NEIGHBOR_BYTES = 5


class FormatError(Exception):
    """A file is not what its format says; the message tells what is wrong, without the name."""


def payload_of(script: bytes) -> bytes:
    r"""Return what a data script carries.

    Raises
    ------
    FormatError
        It carries nothing.

    Examples
    --------
    >>> payload_of(b'PX("data/x",function(){/*YWJj*/})\n')
    b'abc'
    """
    start, end = script.find(b"/*"), script.rfind(b"*/")
    if not script.startswith(b"PX(") or start < 0 or end < start + 2:
        raise FormatError("it is no data script of pixgen")
    try:
        return base64.b64decode(script[start + 2 : end], validate=True)
    except binascii.Error as error:
        raise FormatError("its data is damaged") from error


def parse_json(payload: bytes, kind: str) -> dict[str, Any]:
    """Read a file of JSON whose ``format`` is `kind`.

    Raises
    ------
    FormatError
        It is none, or of another version.
    """
    try:
        value = json.loads(_unpacked(payload))
    except ValueError as error:
        raise FormatError("its data is damaged") from error
    if not isinstance(value, dict) or value.get("format") != kind:
        raise FormatError(f"it is no {kind}")
    _check_version(value.get("version"))
    return value


def parse_planes(payload: bytes, magic: bytes) -> tuple[int, int, Planes]:
    """Read a binary file.

    Parameters
    ----------
    payload
        With its header.
    magic
        The four letters that it has to begin with.

    Returns
    -------
    first
        The first id.
    parameter
        As the header has it: planes, or K of `PXNB`.
    planes
        uint8, P×n, or 5×(n·K) of `PXNB`.

    Raises
    ------
    FormatError
        The header is another, or the length does not fit.
    """
    content = _unpacked(payload)
    if len(content) < _HEADER.size:
        raise FormatError("it is too short")
    found, version, parameter, count, first = _HEADER.unpack_from(content)
    if found != magic:
        raise FormatError(f"it does not begin with {magic.decode('ascii')}")
    _check_version(version)
    is_lists = magic == b"PXNB"
    width = count * parameter if is_lists else count
    height = _NEIGHBOR_BYTES if is_lists else parameter
    body = np.frombuffer(content, np.uint8, offset=_HEADER.size)
    if len(body) != width * height:
        raise FormatError(f"it holds {len(body):,} bytes and not {width * height:,}")
    return first, parameter, body.reshape(height, width)


def positions_of(planes: Planes) -> NDArray[np.float64]:
    """Return positions, float64 n×2 in [0, 1], of their four planes: low and high of x and y."""
    coded = planes[::2].astype(np.uint16) | planes[1::2].astype(np.uint16) << 8
    delta = (coded >> 1) ^ (-(coded & 1).astype(np.int32)).astype(np.uint16)
    return np.asarray(np.cumsum(delta, axis=1, dtype=np.uint16).T / 65535, np.float64)


def groups_of(planes: Planes) -> NDArray[np.int64]:
    """Return the group of every image of two planes, -1 for none."""
    groups = planes[0].astype(np.int64) | planes[1].astype(np.int64) << 8
    return np.where(groups == 0xFFFF, -1, groups)


def lists_of(
    first: int, count: int, planes: Planes
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return lists of images, ids and similarities n×K, of the five planes of `PXNB`."""
    coded = np.zeros(planes.shape[1], np.int64)
    for byte in range(4):
        coded |= planes[byte].astype(np.int64) << (8 * byte)
    delta = (coded >> 1) ^ -(coded & 1)
    rows = planes.shape[1] // count if count else 0
    own = np.arange(first, first + rows, dtype=np.int64)[:, None]
    return delta.reshape(rows, count) + own, planes[4].reshape(rows, count) / 255


def _unpacked(payload: bytes) -> bytes:
    try:
        return gzip.decompress(payload)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError("its data is damaged") from error


def _check_version(version: object) -> None:
    if version != VERSION:
        raise FormatError(f"it has version {version}, and this pixgen reads version {VERSION}")
