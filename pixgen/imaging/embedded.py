"""Owns what a file says about its picture: date, camera, place, caption, keywords, rights."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from math import isfinite
from typing import Any
from xml.etree.ElementTree import Element

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

FIELDS = ("date", "camera", "latitude", "longitude", "caption", "keywords", "rights")
"""The names of what is read, in the order in which it is shown."""

KEYWORD_SEPARATOR = "|"

_MOST_CHARACTERS = 2000
_MOST_KEYWORDS = 200
_MOST_XMP_BYTES = 4_000_000
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_XP_COMMENT, _XP_KEYWORDS = 0x9C9C, 0x9C9E
# What cameras write where nobody has written anything.
_NO_CAPTION = re.compile(
    r"\W*(olympus digital camera|sony dsc|digital camera|dcim|exif_jpeg_\S*|default|untitled"
    r"|minolta digital camera|konica minolta digital camera|samsung|jpeg|picture|image|photo)?\W*",
    re.IGNORECASE,
)

Values = dict[str, str]


def read_embedded(image: Image.Image) -> Values:
    """Read what the metadata inside a loaded image say.

    A caption, keywords and rights are taken from XMP, where most programs write them today, else
    from IPTC, else from EXIF. A camera writes date and place into EXIF, so that goes first there.
    What makes no sense, such as a latitude of 91 degrees, is not taken.

    Parameters
    ----------
    image
        Of any format.

    Returns
    -------
    dict
        Some of `FIELDS` to texts that are not empty: `date` as ``1939``, ``1939-07`` or
        ``1939-07-04``, places in degrees, keywords separated by ``|``.
    """
    exif, iptc, xmp = (_guarded(read, image) for read in (_read_exif, _read_iptc, _read_xmp))
    found: Values = {}
    for name in FIELDS:
        written_by_people = name in ("caption", "keywords", "rights")
        for source in (xmp, iptc, exif) if written_by_people else (exif, iptc, xmp):
            # Half of a place is none.
            if source.get(name) and (name != "longitude" or "latitude" in source):
                found[name] = source[name]
                break
    return found


def _guarded(read: Callable[[Image.Image], Values], image: Image.Image) -> Values:
    try:
        return read(image)
    except Exception:
        # Broken metadata are common in old files and say nothing against their pixels; Pillow's
        # readers answer them with nearly any exception there is.
        return {}


def _read_exif(image: Image.Image) -> Values:
    exif = image.getexif()
    if not exif:
        return {}
    details = _ifd(exif, ExifTags.IFD.Exif)
    base = ExifTags.Base
    make, model = _text(exif.get(base.Make)), _text(exif.get(base.Model))
    values = {
        "date": as_date(_text(details.get(base.DateTimeOriginal))),
        "camera": model if model.casefold().startswith(make.casefold()) else f"{make} {model}",
        "caption": _caption(_text(exif.get(base.ImageDescription)))
        or _caption(_user_comment(details.get(base.UserComment)))
        or _caption(_wide(exif.get(_XP_COMMENT))),
        "keywords": _joined(_wide(exif.get(_XP_KEYWORDS)).split(";")),
        "rights": _text(exif.get(base.Copyright)),
    }
    gps = _ifd(exif, ExifTags.IFD.GPSInfo)
    place = as_place(
        _degrees(gps.get(ExifTags.GPS.GPSLatitude), _text(gps.get(ExifTags.GPS.GPSLatitudeRef))),
        _degrees(gps.get(ExifTags.GPS.GPSLongitude), _text(gps.get(ExifTags.GPS.GPSLongitudeRef))),
    )
    return {name: value.strip() for name, value in {**values, **place}.items() if value.strip()}


def _ifd(exif: Image.Exif, tag: int) -> dict[int, Any]:
    try:
        return exif.get_ifd(tag)
    except Exception:
        # As in `_guarded`: the rest of the block may be whole.
        return {}


def _user_comment(value: object) -> str:
    """Decode a comment that begins with eight bytes that name its letters."""
    if not isinstance(value, bytes):
        return _text(value)
    code, rest = value[:8].rstrip(b"\0 "), value[8:]
    if code == b"UNICODE":
        if rest[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return _text(rest.decode("utf-16", "replace"))
        # The byte order is the file's, which is not told here: Latin letters have a zero in front.
        big = rest[0:2:2] == b"\0"
        return _text(rest.decode("utf-16-be" if big else "utf-16-le", "replace"))
    if code == b"JIS":
        return _text(rest.decode("iso2022_jp", "replace"))
    return _text(rest if code in (b"ASCII", b"") else value)


def _wide(value: object) -> str:
    """Decode what Windows writes: UTF-16 as bytes."""
    content = bytes(value) if isinstance(value, bytes | tuple | list) else b""
    return _text(content.decode("utf-16-le", "replace"))


def _degrees(parts: object, side: str) -> float | None:
    if not isinstance(parts, tuple | list) or not 1 <= len(parts) <= 3 or not side:
        return None
    try:
        degrees = sum(float(part) / 60.0**power for power, part in enumerate(parts))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return -degrees if side[0] in "SsWw" else degrees


def _read_iptc(image: Image.Image) -> Values:
    info = IptcImagePlugin.getiptcinfo(image) if isinstance(image, ImageFile.ImageFile) else None
    if not info:
        return {}

    def texts(number: int) -> list[str]:
        value = info.get((2, number), b"")
        return [_text(part) for part in (value if isinstance(value, list) else [value])]

    values = {
        "date": as_date(texts(55)[0]),
        "caption": _caption(texts(120)[0]),
        "keywords": _joined(texts(25)),
        "rights": texts(116)[0],
    }
    return {name: value for name, value in values.items() if value}


def _read_xmp(image: Image.Image) -> Values:
    content = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if isinstance(content, str):
        content = content.encode("utf-8")
    if not content or len(content) > _MOST_XMP_BYTES:
        return {}
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    root = fromstring(content.strip(b"\0 \t\r\n"), forbid_dtd=True)
    found: dict[str, list[str]] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            found.setdefault(name, [_text(value)])
        for child in description:
            if texts := [text for text in _xmp_texts(child) if text]:
                found.setdefault(child.tag, texts)

    def first(*names: str) -> str:
        return next((found[name][0] for name in names if found.get(name)), "")

    make, model = first(f"{_TIFF}Make"), first(f"{_TIFF}Model")
    values = {
        "date": as_date(first(f"{_PHOTOSHOP}DateCreated", f"{_EXIF}DateTimeOriginal")),
        "camera": model if model.casefold().startswith(make.casefold()) else f"{make} {model}",
        "caption": _caption(first(f"{_DC}description")),
        "keywords": _joined(found.get(f"{_DC}subject", [])),
        "rights": first(f"{_DC}rights"),
        **as_place(
            _xmp_degrees(first(f"{_EXIF}GPSLatitude")), _xmp_degrees(first(f"{_EXIF}GPSLongitude"))
        ),
    }
    return {name: value.strip() for name, value in values.items() if value.strip()}


def _xmp_texts(element: Element) -> list[str]:
    """Return the texts of a property, that of the default language first."""
    entries = list(element.iter(f"{_RDF}li"))
    if not entries:
        return [_text("".join(element.itertext()))]
    entries.sort(key=lambda entry: entry.get(_LANGUAGE) != "x-default")
    return [_text("".join(entry.itertext())) for entry in entries]


def _xmp_degrees(text: str) -> float | None:
    """Read ``51,30.5N`` or ``51,30,30N``."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){0,2})\s*([NSEW])", text.strip())
    return _degrees(found[1].split(","), found[2]) if found else None


def as_place(latitude: float | None, longitude: float | None) -> Values:
    """Format a place, if it is one on Earth; 0, 0 is what devices write that know none.

    Examples
    --------
    >>> as_place(51.5, -0.125)
    {'latitude': '51.500000', 'longitude': '-0.125000'}
    >>> as_place(91.0, 0.0), as_place(0.0, 0.0)
    ({}, {})
    """
    if latitude is None or longitude is None or not (isfinite(latitude) and isfinite(longitude)):
        return {}
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude, longitude) == (0, 0):
        return {}
    return {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}


def as_date(text: str) -> str:
    """Bring a date of EXIF, IPTC or XMP to ISO form; empty where it is none.

    Examples
    --------
    >>> as_date("2012:05:01 12:30:00"), as_date("19390700"), as_date("1939-07-04T10:00:00Z")
    ('2012-05-01', '1939-07', '1939-07-04')
    >>> as_date("0000:00:00 00:00:00"), as_date("2012:13:45 00:00:00"), as_date("yesterday")
    ('', '', '')
    """
    found = re.match(r"(\d{4})(?:[:/-]?(\d\d)(?:[:/-]?(\d\d))?)?(?:[T ].*)?$", text.strip())
    if not found or found[1] == "0000":
        return ""
    year, month, day = found[1], found[2] or "00", found[3] or "00"
    if month == "00":
        return year
    try:
        date(int(year), int(month), max(1, int(day)))
    except ValueError:
        return ""
    return f"{year}-{month}" if day == "00" else f"{year}-{month}-{day}"


def _caption(text: str) -> str:
    return "" if _NO_CAPTION.fullmatch(text) else text


def _joined(words: Iterable[str]) -> str:
    """Join keywords, each once; the sign between them cannot be in one."""
    clean = (word.replace(KEYWORD_SEPARATOR, "/").strip() for word in words)
    return KEYWORD_SEPARATOR.join(
        list(dict.fromkeys(word for word in clean if word))[:_MOST_KEYWORDS]
    )


def _text(value: object) -> str:
    """Decode a text as UTF-8 where it is that, else as Latin-1, and leave out control characters.

    Pillow hands on the texts of EXIF with a letter for each byte, whatever they were written in.
    """
    if isinstance(value, tuple | list):
        value = value[0] if value else ""
    if isinstance(value, str) and all(character < "\u0100" for character in value):
        value = value.encode("latin-1")
    if isinstance(value, bytes):
        try:
            content = value.decode("utf-8")
        except UnicodeDecodeError:
            content = value.decode("cp1252", "replace")
    elif isinstance(value, str):
        content = value
    else:
        return ""
    content = content.replace("\r\n", "\n").split("\0\0", 1)[0].replace("\0", " ")
    clean = "".join(c for c in content if c in "\n\t" or c.isprintable())
    return clean.encode("utf-8", "ignore").decode("utf-8").strip()[:_MOST_CHARACTERS]
