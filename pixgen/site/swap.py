"""Owns the exchange of two folders' names in one step, where the system knows how."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_NOT_HERE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV, errno.EPERM)


def exchange(first: Path, second: Path) -> bool:
    """Let two folders change their names, so that nobody ever sees either of them missing.

    Linux has ``renameat2``, macOS ``renamex_np``; not every file system takes part.

    Returns
    -------
    bool
        False where it cannot be done, and nothing was.

    Raises
    ------
    OSError
        It can, but not with these folders.
    """
    call = _call()
    if call is None:
        return False
    if call(os.fsencode(first), os.fsencode(second)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(second))


def _call() -> Callable[[bytes, bytes], int] | None:
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            at = library.renameat2
            return lambda a, b: int(at(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE))
        if sys.platform == "darwin":
            swap = library.renamex_np
            return lambda a, b: int(swap(a, b, _RENAME_SWAP))
    except (OSError, AttributeError, TypeError):
        # TypeError: Windows has no library of the process itself.
        pass
    return None
