"""Finds out how the bytes of a text file are encoded, and decodes them.

In this order: what the user says; a byte order mark; UTF-16 without one, by its zero bytes;
UTF-8; UTF-8 of which a few bytes are damaged; Windows-1252, which spreadsheets write in the west.
"""

import codecs
import re

from pixgen.collection.tables import clean
from pixgen.errors import InputError
from pixgen.problems import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_ZEROS = 1 / 20
_REMEDY = "Save it again as 'CSV UTF-8', or name its encoding with --encoding."
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def decode(
    source: str, data: bytes, encoding: str = ""
) -> tuple[str, tuple[Problem, ...], tuple[str, ...]]:
    """Decode the bytes of a text file.

    Parameters
    ----------
    source
        Name of the file.
    data
        Its bytes.
    encoding
        Name of the codec; empty finds it.

    Returns
    -------
    text
        Without a byte order mark.
    problems
        Places whose bytes are damaged.
    notes
        That another encoding than UTF-8 was found.

    Raises
    ------
    InputError
        If it cannot be text.
    """
    if encoding:
        try:
            return clean(data.decode(encoding)).removeprefix("\ufeff"), (), ()
        except UnicodeError as error:
            raise InputError(
                f"{source} is not {encoding} text{_at(data, error)}. {_REMEDY}"
            ) from error
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec).removeprefix("\ufeff"), (), ()
            except UnicodeDecodeError as error:
                if codec == "utf-8":
                    break
                raise InputError(
                    f"{source} begins as {codec.upper()} text but does not go on so"
                    f"{_at(data, error)}. {_REMEDY}"
                ) from error
    if data.count(0) >= _LEAST_ZEROS * max(len(data), 1):
        return _utf16(source, data)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), (), ()
    except UnicodeDecodeError as error:
        text, damaged = _repair(source, data)
        if len(damaged) < len(_MULTIBYTE.findall(data)):
            return text, damaged, ()
        note = (
            f"{source} is not UTF-8{_at(data, error)}; it was read as Windows-1252. If letters "
            "look wrong, name its encoding with --encoding."
        )
        return data.decode("cp1252", "replace"), (), (note,)


def _utf16(source: str, data: bytes) -> tuple[str, tuple[Problem, ...], tuple[str, ...]]:
    """Decode UTF-16 without a mark in the order of bytes that gives more plain characters."""
    texts = []
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            texts.append((sum(map(text.count, "\n,;\t. ")), codec, text))
    if not texts:
        raise InputError(f"{source} is not text: it holds zero bytes. {_REMEDY}")
    _, codec, text = max(texts)
    note = f"{source} was read as {codec.upper()}, although it has no byte order mark."
    return text, (), (note,)


def _repair(source: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Decode UTF-8 and list the places where bytes had to be replaced, one a line."""
    text = data.decode("utf-8", "replace")
    problems = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            reason = f"Byte 0x{line[error.start]:02x} is not UTF-8 text; it is shown as \ufffd."
            problems.append(Problem("cell", f"{source}, line {number}", reason))
    return text, tuple(problems)


def _at(data: bytes, error: UnicodeError) -> str:
    if not isinstance(error, UnicodeDecodeError) or error.start >= len(data):
        return ""
    line = data.count(b"\n", 0, error.start) + 1
    return f": byte 0x{data[error.start]:02x} in line {line}"
