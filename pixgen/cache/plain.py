"""Owns the kept files that a site takes as they are: display images, and pages of cells."""

import os
import shutil
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from pixgen.cache.digests import digest
from pixgen.cache.durable import TEMPORARY, take_name
from pixgen.cache.sealed import distrust, make_folder
from pixgen.cache.shards import Pending, ShardStore

_NAME_LENGTH = 20


class DisplayStore:
    """The display images of a collection, one plain file each, as the site will link to them.

    What was written is known from a store beside them: size, time and checksum. A file of that
    size and time is believed; of any other, the checksum decides.

    Parameters
    ----------
    folder
        Of one way to make display images; its name tells which.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = ShardStore(folder / "known")
        self._sound: dict[str, bool] = {}

    def name(self, key: str) -> str:
        """Return the name of an image in the folder, which tells its content."""
        name = digest(key, self._folder.name)[:_NAME_LENGTH]
        return f"{name[:2]}/{name[2:]}.jpg"

    def path(self, key: str) -> Path:
        """Return where the image with this key lies."""
        return Path(f"{self._folder}/{self.name(key)}")

    def check(self, keys: Sequence[str]) -> None:
        """Look at the files of these keys, to answer for them."""
        known = [key for key in keys if key in self._known and key not in self._sound]
        if known:
            stamps = self._known.rows(known, "stamp")
            for key, stamp in zip(known, stamps.tolist(), strict=True):
                self._sound[key] = _is_sound(f"{self._folder}/{self.name(key)}", stamp)
            lost = [self.path(key) for key in known if not self._sound[key]]
            if lost:
                more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
                distrust(lost[0], f"{more} is not as it was written".strip())

    def __contains__(self, key: str) -> bool:
        return self._sound.get(key, False)

    def write(self, key: str, content: bytes) -> tuple[Path, list[int]]:
        """Write an image, which counts once its stamp has been kept.

        Returns
        -------
        path
            The file, not flushed.
        stamp
            For `prepare`.
        """
        path = self.path(key)
        make_folder(path.parent)
        temporary = path.with_suffix(TEMPORARY)
        temporary.write_bytes(content)
        temporary.replace(path)
        status = path.stat()
        self._sound[key] = True
        return path, [status.st_size, status.st_mtime_ns, zlib.crc32(content)]

    def prepare(self, keys: Sequence[str], stamps: Sequence[list[int]]) -> Pending:
        """Make the stamps of images ready to be kept by `pixgen.cache.shards.commit`."""
        return self._known.prepare(keys, {"stamp": np.array(stamps, np.int64)})

    def compact(self, keys: Iterable[str]) -> None:
        """Forget and remove the images of other keys, where they are many."""
        keys = list(keys)
        before = len(self._known)
        self._known.compact(keys)
        if len(self._known) == before:
            return
        wanted = {self.path(key) for key in keys}
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if path not in wanted:
                path.unlink()


class PageStore:
    """Pages of cells, each as the file that the site takes.

    A page's name is made of the digest of what it was made from and of its content's own, so that
    whatever has been done to it shows.

    Parameters
    ----------
    folder
        Where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()
        self._told = False
        self._names: dict[str, str] = {}
        if folder.is_dir():
            for path in folder.iterdir():
                self._names[path.name.partition("-")[0]] = path.name

    def find(self, key: str) -> tuple[Path, bytes] | None:
        """Return the page with this key and its content, None where it is not kept.

        Parameters
        ----------
        key
            A digest of all that the page depends on.
        """
        name = self._names.get(key)
        content = None if name is None else self._read(name)
        if name is None or content is None:
            return None
        self._used.add(name)
        return self._folder / name, content

    def add(self, key: str, content: bytes) -> Path:
        """Keep a page; return its file."""
        name = f"{key}-{digest(content)}"
        make_folder(self._folder)
        # Not flushed: its name tells whether all of it has reached the disk.
        temporary = self._folder / f"{key}{TEMPORARY}"
        temporary.write_bytes(content)
        take_name(temporary, self._folder / name)
        self._used.add(name)
        return self._folder / name

    def sweep(self) -> None:
        """Remove the pages that were not asked for."""
        for path in self._folder.glob("*"):
            if path.name not in self._used:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _read(self, name: str) -> bytes | None:
        path = self._folder / name
        try:
            content = path.read_bytes()
            if name.partition("-")[2] == digest(content):
                return content
            why = "is damaged"
        except OSError as error:
            why = f"cannot be read ({error.strerror})"
        if not self._told:
            distrust(path, why)
        self._told = True
        return None


def _is_sound(path: str, stamp: list[int]) -> bool:
    size, time, checksum = stamp
    try:
        status = os.stat(path)
        return status.st_size == size and (
            status.st_mtime_ns == time or zlib.crc32(Path(path).read_bytes()) == checksum
        )
    except OSError:
        return False


def link_or_copy(source: str, target: str) -> bool:
    """Give a file a second name where the disk can, which costs no space, and copy it elsewhere.

    Returns
    -------
    bool
        False where the name is taken, and nothing was done.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        return link_or_copy(source, target)
    except FileExistsError:
        return False
    except OSError:
        if os.path.exists(target):
            return False
        shutil.copyfile(source, target)
    return True
