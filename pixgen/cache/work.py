"""Owns the work folder of a site: what lies where, who works in it, and what may go."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pixgen.cache.sealed import make_folder
from pixgen.errors import BusyError

KEPT = 2
"""So many results of one kind are kept, those used last: going back to a setting costs nothing."""

_STORES = ("pixels", "vectors", "display")
_HOLDER, _LOCK = "holder.json", "lock"
_RESULTS = (
    *_STORES,
    *("stages", "pages", "built", "staging", "previous", "files", "files.tmp", "report.json"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """The paths in the work folder of one site.

    Attributes
    ----------
    folder
        ``.pixgen/NAME`` beside the site.
    """

    folder: Path

    @classmethod
    def of(cls, site: Path) -> "Work":
        """Return the work folder of a site."""
        return cls(site.parent / ".pixgen" / site.name)

    @property
    def files(self) -> Path:
        """The table of the collection's files."""
        return self.folder / "files"

    @property
    def stages(self) -> Path:
        """Results of whole stages."""
        return self.folder / "stages"

    @property
    def pages(self) -> Path:
        """Pages of cells."""
        return self.folder / "pages"

    @property
    def built(self) -> Path:
        """Records of what the site was made of."""
        return self.folder / "built"

    @property
    def staging(self) -> Path:
        """The site that is being written."""
        return self.folder / "staging"

    @property
    def previous(self) -> Path:
        """The old site, while it is moved aside."""
        return self.folder / "previous"

    @property
    def report(self) -> Path:
        """The report of a build that did not become a site."""
        return self.folder / "report.json"

    def store(self, kind: str, key: str) -> Path:
        """Return the folder of a store, one of pixels, vectors and display, and mark it as used."""
        path = self.folder / kind / key
        for folder in (path.parent, path):
            make_folder(folder)
        os.utime(path)
        return path

    def sweep_stores(self, models: int = 1) -> None:
        """Remove all stores of each kind but the `KEPT` that were used last, of vectors a model."""
        for kind in _STORES:
            keep = KEPT * models if kind == "vectors" else KEPT
            stores = [path for path in (self.folder / kind).glob("*") if path.is_dir()]
            stores.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
            for path in stores[keep:]:
                shutil.rmtree(path)

    def forget(self) -> None:
        """Remove all that was kept, as ``--no-cache`` asks for."""
        for name in _RESULTS:
            _remove(self.folder / name)

    def recover(self, site: Path) -> None:
        """Put the old site back, if a run was cut short after it had been moved aside."""
        if self.previous.is_dir() and not site.exists():
            os.replace(self.previous, site)


@contextmanager
def hold(work: Work, site: Path) -> Iterator[None]:
    """Work alone in a work folder; the system ends the hold when the process ends, however.

    Raises
    ------
    BusyError
        Another process holds it.
    """
    from filelock import FileLock, Timeout

    work.folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(work.folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(
            f"Another pixgen{_holder(work)} is at work on {site}. Wait until it has finished, or "
            "give another folder with -o."
        ) from None
    try:
        since = datetime.now().astimezone().strftime("%H:%M:%S on %Y-%m-%d")
        holder = {"pid": os.getpid(), "since": since}
        (work.folder / _HOLDER).write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (work.folder / _HOLDER).unlink()
        lock.release()


def clean(work: Work, site: Path) -> tuple[int, list[str]]:
    """Remove a work folder; what else lies in it stays.

    Returns
    -------
    int
        Bytes that are free now. What the site uses too is not among them.
    list of str
        What was found there and left, as it is not pixgen's.

    Raises
    ------
    BusyError
        Another process works there.
    """
    lock = work.folder / _LOCK
    with hold(work, site):
        work.recover(site)
        freed = sum(_remove(work.folder / name) for name in _RESULTS)
        # Windows removes no open file; elsewhere nobody else can have opened this one to hold it.
        if os.name != "nt":
            lock.unlink()
    if os.name == "nt":
        lock.unlink(missing_ok=True)
    left = sorted(path.name for path in work.folder.iterdir())
    for folder in (work.folder, work.folder.parent):
        with suppress(OSError):
            folder.rmdir()
    return freed, left


def _remove(path: Path) -> int:
    """Remove a file or folder; return the bytes of what had no other name."""
    if path.is_symlink() or not path.is_dir():
        size = _own_size(path) if path.exists() else 0
        path.unlink(missing_ok=True)
        return size
    size = sum(
        _own_size(Path(folder, name)) for folder, _, names in os.walk(path) for name in names
    )
    shutil.rmtree(path)
    return size


def _own_size(path: Path) -> int:
    status = path.lstat()
    return status.st_size if status.st_nlink == 1 else 0


def _holder(work: Work) -> str:
    try:
        found = json.loads((work.folder / _HOLDER).read_text(encoding="utf-8"))
        return f" (process {int(found['pid'])}, since {found['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
