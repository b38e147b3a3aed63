"""Owns what is known of the collection's files: their content's hash, and that it holds still."""

import hashlib
import os
from pathlib import Path
from time import monotonic, time_ns

from pixgen.cache.sealed import read_sealed_json, write_sealed_json

# A file written within the tick of a clock in which it was hashed would look unchanged ever after.
_YOUNG = 3_000_000_000
_SAVED_EVERY_S = 20.0


class FileKeys:
    """Knows the content hash of each file, and reads a file again only when it has changed.

    A file counts as unchanged while its size, its times of change and its number on the disk are
    what they were.

    Parameters
    ----------
    path
        Where the table is kept between builds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        found = read_sealed_json(path)
        self._known: dict[str, list[object]] = found or {}
        self._is_useless = found is None and path.exists()
        self._seen: dict[str, list[object]] = {}
        self._stamps: dict[str, list[int]] = {}
        self._saved = monotonic()

    def key(self, path: Path) -> str:
        """Return the hash of a file's content.

        Raises
        ------
        OSError
            The file cannot be read.
        """
        name = os.path.abspath(path)
        stamp = _stamp(os.stat(name))
        self._stamps[name] = stamp
        known = self._known.get(name)
        if known is not None and known[:-1] == stamp:
            self._seen[name] = known
            return str(known[-1])
        with open(name, "rb") as file:
            content = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
        if time_ns() - max(stamp[1:3]) > _YOUNG:
            self._seen[name] = [*stamp, content]
        else:
            self._seen.pop(name, None)
        if monotonic() - self._saved > _SAVED_EVERY_S:
            self._write({**self._known, **self._seen})
        return content

    def unchanged(self, path: Path) -> bool:
        """Tell whether a file is still as it was before `key` read it.

        Raises
        ------
        OSError
            There is no such file any more.
        """
        name = os.path.abspath(path)
        return _stamp(os.stat(name)) == self._stamps[name]

    def save(self, *, whole: bool = True) -> None:
        """Keep what was seen for the next build.

        Parameters
        ----------
        whole
            All files have been seen, so that what is known of others can go.
        """
        table = self._seen if whole else {**self._known, **self._seen}
        if table != self._known or self._is_useless:
            self._write(table)

    def _write(self, table: dict[str, list[object]]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_sealed_json(self._path, table)
        self._saved = monotonic()


def _stamp(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
