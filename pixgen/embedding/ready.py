"""Owns the folder of networks that are ready to run on this machine, which all sites share.

It lies where the system keeps such things for a user, or where ``PIXGEN_CACHE`` says. Everything in
it can be made again, and is when it is damaged.
"""

import logging
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pixgen.cache.digests import code_version, digest
from pixgen.cache.durable import TEMPORARY
from pixgen.cache.sealed import (
    make_folder,
    read_sealed,
    read_sealed_json,
    write_sealed,
    write_sealed_json,
)

logger = logging.getLogger(__name__)

CACHE_VARIABLE = "PIXGEN_CACHE"
_PACKAGES = ("tensorflow", "tensorflow-metal", "keras")
# A network takes up to 600 MB.
_MOST_NETWORKS = 6
_NETWORK_SUFFIXES = (".graph", ".lite")
_PROCESSOR_LINES = ("model name", "flags", "Features", "CPU part")


def default_folder() -> Path:
    """Return where the networks lie."""
    import platformdirs

    chosen = os.environ.get(CACHE_VARIABLE)
    folder = Path(chosen) if chosen else platformdirs.user_cache_path("pixgen", appauthor=False)
    return folder / "networks"


class ReadyNetwork:
    """What is kept of one network on this machine: what was measured, and its converted forms.

    Nothing here imports TensorFlow, and a folder that cannot be written to costs time alone.

    Parameters
    ----------
    key
        Changes whenever the network would: name, layers, weights, preprocessing.
    folder
        Where it is kept; None for `default_folder`.
    module
        Name of the module that measures and converts, whose code counts.
    """

    def __init__(self, key: str, folder: Path | None, module: str) -> None:
        self._folder = folder or default_folder()
        self._name = digest(key, code_version(module, *_PACKAGES))
        self._measured = self._folder / f"{self._name}-{digest(machine())}.json"

    def measured(self) -> Any:
        """Return what was measured on a machine like this one; None where nothing was."""
        return read_sealed_json(self._measured)

    def keep_measured(self, value: object) -> None:
        """Keep what was measured."""
        with self._trying():
            make_folder(self._folder)
            write_sealed_json(self._measured, value)

    def form(self, kind: str) -> memoryview | None:
        """Return a converted form; None where there is none that can be believed."""
        path = self._path(kind)
        content = read_sealed(path)
        if content is not None:
            with suppress(OSError):
                os.utime(path)
        return content

    def keep_form(self, kind: str, content: bytes) -> None:
        """Keep a converted form, and let those go that were not used for long."""
        with self._trying():
            make_folder(self._folder)
            write_sealed(self._path(kind), content)
            self._sweep()

    def _path(self, kind: str) -> Path:
        return self._folder / f"{self._name}.{kind}"

    @contextmanager
    def _trying(self) -> Iterator[None]:
        """Pass over a disk that is full or may not be written to, and tell of it."""
        try:
            yield
        except OSError as error:
            # A full disk needs the room of what was begun.
            with suppress(OSError):
                self._remove_unfinished()
            logger.warning(
                "%s cannot be written to (%s); the network will be prepared again next time. Name "
                "another folder in %s.",
                self._folder,
                error.strerror,
                CACHE_VARIABLE,
            )

    def _remove_unfinished(self) -> None:
        for path in self._folder.glob(f"*{TEMPORARY}"):
            path.unlink()

    def _sweep(self) -> None:
        self._remove_unfinished()
        paths = [path for path in self._folder.iterdir() if path.suffix in _NETWORK_SUFFIXES]
        paths.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
        for path in paths[_MOST_NETWORKS:]:
            path.unlink()


def machine() -> str:
    """Return what tells machines apart on which another precision may be the fastest."""
    parts = [platform.machine(), platform.processor(), f"{os.cpu_count()} cores"]
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        known = {line for line in lines if line.startswith(_PROCESSOR_LINES)}
        parts += sorted(known)
    # TensorFlow would have to be loaded to say whether it sees them.
    parts += sorted(path.name for path in Path("/dev").glob("nvidia[0-9]*"))
    parts += [f"visible {os.environ.get('CUDA_VISIBLE_DEVICES', 'all')}"]
    return "\n".join(parts)
