"""Knows which files are pictures, by their endings and by how they begin."""

import re
from pathlib import Path

_IMAGE_ENDINGS = (
    "jpg jpeg jpe jfif jif mpo png apng gif tif tiff webp avif avifs bmp dib jp2 j2k j2c jpc jpf"
    " jpx heic heif hif ppm pgm pbm pnm pfm tga icb vda vst pcx dcx psd qoi sgi bw dds ico cur icns"
    " fits fit fli flc ras xbm xpm"
)
_UNREADABLE_ENDINGS = "svg svgz jxl dng cr2 cr3 nef arw orf raf rw2 eps ps ai pdf wmf emf"
_COMPANION_ENDINGS = (
    "csv tsv tab txt md rst json jsonl ndjson geojson xml xmp rdf ttl html htm css js yml yaml toml"
    " ini cfg log xls xlsx ods doc docx odt rtf ppt pptx parquet sqlite db zip gz tar 7z rar"
    " mp3 wav mp4 mov avi mkv py ipynb r sh bat exe lnk url aae thm lrcat lock sha256 md5"
)

IMAGE_SUFFIXES = frozenset(f".{ending}" for ending in _IMAGE_ENDINGS.split())
"""Endings of the files that are taken, in lower case; the content decides how one is read."""

UNREADABLE_SUFFIXES = frozenset(f".{ending}" for ending in _UNREADABLE_ENDINGS.split())
"""Endings of pictures that pixgen cannot read; they are reported, not passed over in silence."""

COMPANION_SUFFIXES = frozenset(f".{ending}" for ending in _COMPANION_ENDINGS.split())
"""Endings of what lies beside pictures; such files are counted, not looked into."""

_SIGNATURES = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|II[*+]\0|MM\0[*+]|RIFF....WEBP|BM.{4}\0{4}|....ftyp"
    rb"(?:avi[fs]|hei[cxms]|mif1)|\0\0\0\x0cjP  |\xff\x4f\xff\x51|8BPS\0\x01|qoif",
    re.DOTALL,
)
"""How pictures begin that are taken without a known ending."""

_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"})


def begins_like_a_picture(path: Path) -> bool:
    """Tell whether a file begins like one of the common kinds of pictures.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with path.open("rb") as file:
        return _SIGNATURES.match(file.read(16)) is not None


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder of this name is hidden, or belongs to a system."""
    return name.startswith(".") or name.lower() in _SYSTEM_NAMES


def is_missed(name: str) -> bool:
    """Tell whether someone may miss a hidden file of this name: a picture, or a system's own.

    Examples
    --------
    >>> is_missed(".hidden.jpg"), is_missed(".DS_Store"), is_missed(".gitignore")
    (True, True, False)
    """
    lowered = name.lower()
    return lowered in (*_SYSTEM_NAMES, ".ds_store") or Path(lowered).suffix in IMAGE_SUFFIXES
