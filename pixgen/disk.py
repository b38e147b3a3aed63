"""Owns what the user is told when a disk is full, may not be written to, or fails."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixgen.errors import DiskError

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def telling_of_disks(site: Path, work: Path) -> Iterator[None]:
    """Turn the errors of a disk into one sentence about what happened, what stands and what to do.

    Parameters
    ----------
    site
        The folder of the site.
    work
        Its work folder.

    Raises
    ------
    DiskError
        In the place of every OSError.
    """
    try:
        yield
    except OSError as error:
        raise DiskError(_told(error, site, work)) from error


def _told(error: OSError, site: Path, work: Path) -> str:
    stands = "The old site is untouched" if site.exists() else "No site has been made yet"
    kept = f"{stands}; what was finished is kept in {work}, and the next build goes on from there."
    place = Path(os.fsdecode(error.filename)) if error.filename else work
    if error.errno in _FULL:
        return (
            f"The disk that holds {work.parent} is full ({_free(work)} free). {kept} Make room "
            "there and build again, or give a folder on another disk with -o."
        )
    if error.errno in _FORBIDDEN:
        return (
            f"{place} may not be written or read ({error.strerror}). {kept} Change its permissions "
            "or give another folder with -o."
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return (
            f"{place} is in the way ({error.strerror}): pixgen keeps its work in the folder "
            f"{work}. {kept} Move it elsewhere and build again."
        )
    return f"{place}: {error.strerror or error}. {kept} Check the disk, and build again."


def _free(folder: Path) -> str:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return f"{free / 1e6:,.1f} MB"
