"""Owns one process that reads images, as the thread that hands it paths sees it."""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, cast

import psutil  # type: ignore[import-untyped]

from pixgen.errors import PixgenError
from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec
from pixgen.imaging.worker import Limits, read_answer, receive

_PIPE_BYTES = 1 << 20
_START = (
    "import json, sys; setup = json.loads(sys.argv[1]); sys.path[:] = setup['path']; "
    "from pixgen.imaging.worker import serve; serve(setup['spec'], setup['limits'])"
)


Result = Derived | ImageError


class Reader:
    """A process that reads images, started at once.

    One thread hands it paths; another may call `check` meanwhile, and any may call `kill`.

    Parameters
    ----------
    spec
        As for `pixgen.imaging.derive.derive`.
    limits
        What one image may take.

    Attributes
    ----------
    alive
        Whether it can read another image.

    Raises
    ------
    PixgenError
        The system starts no more processes.
    """

    def __init__(self, spec: DeriveSpec, limits: Limits) -> None:
        self.alive = True
        self._spec = spec
        self._limits = limits
        self._lock = threading.Lock()
        self._spent: float | None = None
        self._verdict: ImageError | None = None
        self._watched: psutil.Process | None = None
        self._start_memory = 0
        setup = {
            "path": [os.path.abspath(entry) for entry in sys.path],
            "spec": asdict(spec),
            "limits": asdict(limits),
        }
        self._complaints = TemporaryFile()  # noqa: SIM115
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, json.dumps(setup)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                bufsize=0,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                **_apart(),
            )
        except OSError as error:
            self._complaints.close()
            raise PixgenError(f"No process can be started to read images: {error}.") from error
        self._paths = cast(IO[bytes], self._popen.stdin)
        self._answers = cast(IO[bytes], self._popen.stdout)
        _widen(self._answers)

    def greet(self) -> None:
        """Wait until the process can take paths.

        Raises
        ------
        PixgenError
            It ended before that.
        """
        try:
            header, *_ = read_answer(self._answers)
            self._watched = psutil.Process(int(header["pid"]))
            self._start_memory = self._watched.memory_info().rss
        except (EOFError, psutil.Error) as error:
            self.kill()
            self._complaints.seek(0)
            lines = self._complaints.read().decode("utf-8", "replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "it gave no reason")
            raise PixgenError(
                f"The process that reads images ended when it started: {last}."
            ) from error

    def derive(self, path: Path) -> Result:
        """Read one image; `alive` tells whether the process can read another."""
        with self._lock:
            self._spent = 0.0
        try:
            self._paths.write(json.dumps(os.path.abspath(path)).encode("ascii") + b"\n")
            return receive(self._answers, self._spec)
        except (EOFError, OSError):
            self.kill()
            return self._verdict or ImageError(
                f"Reading the file ended the process that did it ({self._last_words()}).",
                lasting=False,
            )
        finally:
            with self._lock:
                self._spent = None
                self.alive = self.alive and self._verdict is None

    def check(self, passed: float) -> None:
        """Count the time that has passed, and end a process that takes too much of anything."""
        with self._lock:
            if self._spent is None or self._watched is None or self._verdict is not None:
                return
            self._spent += passed
            seconds, megabytes = self._limits.seconds, self._limits.megabytes
            if self._spent > seconds:
                reason = f"Reading it took over {seconds:,} seconds and was given up."
                self._verdict = ImageError(
                    f"{reason} Allow more with --image-seconds.", lasting=False
                )
            else:
                with suppress(psutil.Error):
                    taken = self._watched.memory_info().rss - self._start_memory
                    if taken > megabytes * 1_000_000:
                        reason = (
                            f"Reading it took over {megabytes:,} MB of memory and was given up."
                        )
                        self._verdict = ImageError(
                            f"{reason} Allow more with --image-memory.", lasting=False
                        )
            if self._verdict is not None:
                self.kill()

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self.alive = False
        # On Windows a process that stands in for Python may lie between.
        with suppress(psutil.Error):
            if self._watched is not None:
                self._watched.kill()
        with suppress(OSError):
            self._popen.kill()

    def end(self) -> None:
        """End the process, wait until it is gone, and let go of its pipes."""
        self.kill()
        self._popen.wait()
        for stream in (self._paths, self._answers, self._complaints):
            with suppress(OSError):
                stream.close()

    def _last_words(self) -> str:
        code = self._popen.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _apart() -> dict[str, Any]:
    """Put a process out of the reach of Ctrl-C, which is for the one who knows what to do."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _widen(stream: IO[bytes]) -> None:
    """Let a whole answer fit into the pipe, so that the next picture can begin meanwhile."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
