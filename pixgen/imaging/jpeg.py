"""Strips what is not picture from a JPEG file without touching a single coefficient."""

import re

_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)
_START, _END, _SCAN, _JFIF, _ADOBE, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE, 0xFE
_FRAMES = range(0xC0, 0xD0)
_NOT_FRAMES = (0xC4, 0xC8, 0xCC)
_BROWSER_FRAMES = (0xC0, 0xC1, 0xC2)


def strip_metadata(data: bytes) -> bytes | None:
    """Leave out of a JPEG file all that is not needed to show it.

    EXIF with its place and serial numbers, XMP, IPTC, comments, colour profiles, thumbnails and
    whatever follows the picture are dropped; tables and scans are copied as they are.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    bytes or None
        None where the file is not a whole baseline or progressive Huffman-coded JPEG, which is
        what browsers show.

    Examples
    --------
    >>> from io import BytesIO
    >>> from PIL import Image
    >>> file = BytesIO()
    >>> Image.new("RGB", (8, 8)).save(file, "JPEG", comment="by A. Nonymous")
    >>> b"Nonymous" in file.getvalue(), b"Nonymous" in strip_metadata(file.getvalue())
    (True, False)
    """
    if data[:2] != b"\xff\xd8":
        return None
    kept = [data[:2]]
    position = 2
    framed = False
    while found := _NEXT_MARKER.match(data, position):
        marker, start = data[found.end() - 1], found.end()
        if marker == _END:
            kept.append(b"\xff\xd9")
            return b"".join(kept) if framed else None
        size = int.from_bytes(data[start : start + 2])
        end = start + size
        if size < 2 or end > len(data) or marker == _START:
            return None
        if marker in _FRAMES and marker not in _NOT_FRAMES:
            if marker not in _BROWSER_FRAMES:
                return None
            framed = True
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, end)
            if following is None:
                return None
            end = following.start()
        if not _is_metadata(marker, data[start + 2 : start + 7]):
            kept.append(data[found.end() - 2 : end])
        position = end
    return None


def _is_metadata(marker: int, head: bytes) -> bool:
    if marker == _JFIF:
        return head != b"JFIF\0"
    if marker == _ADOBE:
        return head != b"Adobe"
    return _JFIF < marker < 0xF0 or marker == _COMMENT
