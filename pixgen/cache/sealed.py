"""Owns the seal of a kept file: its content is believed only where its digest says the same."""

import hashlib
import json
import logging
import os
from pathlib import Path
from typing import Any

from pixgen.cache.durable import write_whole

_MAGIC = b"pixgen sealed 1\n"
_DIGEST_BYTES = 16
_HEAD = len(_MAGIC) + _DIGEST_BYTES

logger = logging.getLogger(__name__)


def write_sealed(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file with its seal, whole or not at all."""
    state = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        state.update(part)
    write_whole(path, _MAGIC, state.digest(), *parts)


def read_sealed(path: Path) -> memoryview | None:
    """Return the content of a sealed file; None where there is none that can be believed.

    What is damaged, of another kind or cannot be read is told in one line, as its content will be
    computed anew.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        distrust(path, f"cannot be read ({error.strerror})")
        return None
    body = memoryview(content)[_HEAD:]
    if not content.startswith(_MAGIC):
        distrust(path, "is not what pixgen wrote")
    elif hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() != content[len(_MAGIC) : _HEAD]:
        distrust(path, "is damaged")
    else:
        return body
    return None


def write_sealed_json(path: Path, value: object) -> None:
    """Seal a JSON value."""
    # In ASCII, as names of files may hold bytes that are no text.
    write_sealed(path, json.dumps(value, separators=(",", ":")).encode("ascii"))


def read_sealed_json(path: Path) -> Any:
    """Return a sealed JSON value, None where there is none that can be believed."""
    content = read_sealed(path)
    if content is None:
        return None
    return json.loads(bytes(content))


def make_folder(path: Path) -> None:
    """Make sure that there is a folder; what stands in its place is told of and goes."""
    if os.path.lexists(path) and not path.is_dir():
        distrust(path, "is no folder")
        path.unlink()
    path.mkdir(parents=True, exist_ok=True)


def distrust(path: Path, why: str) -> None:
    """Tell in one line that a kept entry is not used."""
    logger.warning("%s %s; what it held is computed anew.", path, why)
