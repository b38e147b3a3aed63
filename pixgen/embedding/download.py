"""Owns fetching a file from the network: whole or not at all, without waiting for long."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixgen.progress import Advance

# A server that has not answered by then is taken for out of reach; one that stops sending, too.
_PATIENCE = 10
_CHUNK = 1 << 18
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a server.

    Attributes
    ----------
    name
        What it is called here.
    address
        Where it is fetched.
    digest
        ``md5:…`` or ``sha256:…`` of its content; empty where none is known.
    """

    name: str
    address: str
    digest: str


def fetch_file(file: RemoteFile, folder: Path, advance: Advance) -> Path:
    """Fetch a file into a folder, which is made if need be.

    Parameters
    ----------
    file
        The file.
    folder
        Where it goes under its name.
    advance
        Called with megabytes as they come.

    Raises
    ------
    OSError
        It cannot be had; the message is one short line.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            f"{folder} cannot be written to; set KERAS_HOME to a folder that can"
        ) from error
    transfer = _Transfer(advance)
    failures: list[Exception] = []

    def work() -> None:
        try:
            _retrieve(file, folder, transfer)
        except Exception as error:  # requests, urllib3, ssl and pooch each raise their own
            failures.append(error)
        transfer.answered.set()

    # Looking up a name and connecting to address after address know no common bound of time.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        if not transfer.answered.wait(_PATIENCE):
            raise TimeoutError(f"{_host(file)} did not answer in {_PATIENCE} seconds")
        while thread.is_alive():
            thread.join(0.2)
    except BaseException:
        # Late or interrupted: the thread cannot be stopped, and is told to leave nothing behind.
        transfer.abandoned = True
        raise
    if failures:
        raise OSError(_reason(file, failures[0])) from failures[0]
    return folder / file.name


def _retrieve(file: RemoteFile, folder: Path, transfer: "_Transfer") -> None:
    import pooch  # type: ignore[import-untyped]

    pooch.get_logger().setLevel("ERROR")
    # What lies there is no such file, or pixgen would not ask.
    (folder / file.name).unlink(missing_ok=True)
    pooch.retrieve(
        file.address,
        known_hash=file.digest or None,
        fname=file.name,
        path=folder,
        downloader=pooch.HTTPDownloader(
            progressbar=transfer, chunk_size=_CHUNK, timeout=(_PATIENCE, _PATIENCE)
        ),
    )


class _Transfer:
    """Follows a download, as `pooch.HTTPDownloader` wants it.

    Attributes
    ----------
    answered
        Set when the first bytes come, or nothing more will.
    abandoned
        Set to end the download.
    """

    total = 0

    def __init__(self, advance: Advance) -> None:
        self.answered = threading.Event()
        self.abandoned = False
        self._advance = advance
        self._bytes, self._counted = 0, False

    def update(self, count: int) -> None:
        """Count bytes."""
        if self.abandoned:
            raise InterruptedError("abandoned")
        self.answered.set()
        if self._counted:
            return
        before = self._bytes // _MEGABYTE
        self._bytes += count
        self._advance(self._bytes // _MEGABYTE - before)

    def reset(self) -> None:
        """Count no more: in the end pooch tells of all bytes once again."""
        self._counted = True

    def close(self) -> None:
        """Do nothing: the bar is closed by who opened it."""


def _host(file: RemoteFile) -> str:
    return file.address.split("/")[2]


def _reason(file: RemoteFile, error: Exception) -> str:
    """Say in one line why a file could not be had; libraries nest their errors."""
    causes: list[Any] = [error]
    while causes[-1].__context__ is not None:
        causes.append(causes[-1].__context__)
    texts = " ".join(map(str, causes))
    if "does not match" in texts and "hash" in texts.lower():
        return f"what {_host(file)} sent is another file than expected"
    if "getaddrinfo" in texts or "Name or service not known" in texts or "resolve" in texts:
        return f"{_host(file)} is not known here, as without a network"
    innermost = str(causes[-1]).strip().splitlines() or [repr(causes[-1])]
    return innermost[0][:200].rstrip(".")
