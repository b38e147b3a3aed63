"""Owns writes that survive a power cut: bytes reach the disk before a name points to them."""

import ctypes
import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

TEMPORARY = ".tmp"
"""Ending of what is being written; whatever is found with it was cut short and may go."""


def write_whole(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file that is there whole or not at all, whenever the power goes.

    What stands in its place is replaced, be it a folder.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    with temporary.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    take_name(temporary, path)
    flush_folder(path.parent)


def take_name(temporary: Path, path: Path) -> None:
    """Rename a file to `path`, in the place of whatever stands there."""
    try:
        os.replace(temporary, path)
    except (IsADirectoryError, PermissionError):
        if not path.is_dir() or path.is_symlink():
            raise
        shutil.rmtree(path)
        os.replace(temporary, path)


def flush(paths: Iterable[Path], folder: Path) -> None:
    """Make sure that files written before are on the disk.

    Where the system can flush a whole file system at once, it is one call: flushing 256 files one
    by one takes up to ten times as long.

    Parameters
    ----------
    paths
        The files.
    folder
        On the file system that holds them all.
    """
    at_once = _file_system_flush()
    if at_once is not None:
        at_once(folder)
        return
    for path in paths:
        # Windows flushes only what is open for writing.
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def flush_tree(folder: Path) -> None:
    """Make sure that all that a folder holds is on the disk."""
    at_once = _file_system_flush()
    if at_once is not None:
        at_once(folder)
        return
    for current, _, names in os.walk(folder):
        flush((Path(current, name) for name in names), folder)
        flush_folder(Path(current))


def flush_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@functools.cache
def _file_system_flush() -> Callable[[Path], None] | None:
    if sys.platform != "linux":
        return None
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return None

    def flush_all(folder: Path) -> None:
        number = os.open(folder, os.O_RDONLY)
        try:
            if syncfs(number):
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code), str(folder))
        finally:
            os.close(number)

    return flush_all
