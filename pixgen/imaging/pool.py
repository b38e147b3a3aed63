"""Owns the processes that read images, so that no file can cost more than itself.

One process a worker is started as it is needed, with a thread that hands it paths and takes its
answers. One more thread watches the time and the memory that each takes. Of the libraries for this,
loky gives up all that is under way when a process dies, and pebble passes all results through one
pipe and one lock, knows no bound of memory, and runs the user's own main module in each process.
"""

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Any, cast

import psutil  # type: ignore[import-untyped]

from pixgen.errors import PixgenError
from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec
from pixgen.imaging.worker import Limits, read_answer, receive

_AHEAD_PER_WORKER = 4
# A process takes as long to start as this many small pictures to read.
_WORTH_A_PROCESS = 16
_PIPE_BYTES = 1 << 20
_WATCH_SECONDS = 0.05
_START = (
    "import json, sys; setup = json.loads(sys.argv[1]); sys.path[:] = setup['path']; "
    "from pixgen.imaging.worker import serve; serve(setup['spec'], setup['limits'])"
)

Result = Derived | ImageError


def derive_many(
    paths: Sequence[Path], spec: DeriveSpec, *, workers: int, limits: Limits | None = None
) -> Generator[Result, None, None]:
    """Derive many images in `workers` processes.

    Parameters
    ----------
    paths
        The files.
    spec
        As for `pixgen.imaging.derive.derive`.
    workers
        Processes, at least 1; fewer are started for few files. At most four images a worker are
        held ahead of the reader.
    limits
        What one image may take. A file that takes more, or that ends the process, costs itself.

    Yields
    ------
    Derived or ImageError
        One for each path, in the order of `paths`. Closing the iterator drops what is not done.

    Raises
    ------
    PixgenError
        The processes cannot be started.
    """
    count = max(1, min(workers, -(-len(paths) // _WORTH_A_PROCESS)))
    ahead: deque[Future[Result]] = deque()
    pool = _Pool(spec, limits or Limits(), count)
    try:
        for path in paths:
            ahead.append(pool.submit(path))
            if len(ahead) >= count * _AHEAD_PER_WORKER:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.close()


class _Pool:
    """Threads that each hand paths to a process of their own, and one that watches them all.

    The threads are daemons: an interrupted program does not wait for them, and with the program's
    end of the pipes the processes end too.
    """

    def __init__(self, spec: DeriveSpec, limits: Limits, count: int) -> None:
        self._spec = spec
        self._limits = limits
        self._jobs: SimpleQueue[tuple[Path, Future[Result]] | None] = SimpleQueue()
        self._closed = threading.Event()
        self._running: set[_Process] = set()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._work, name=f"derive-{number}", daemon=True)
            for number in range(count)
        ]
        self._threads.append(threading.Thread(target=self._watch, name="derive-watch", daemon=True))
        for thread in self._threads:
            thread.start()

    def submit(self, path: Path) -> Future[Result]:
        future: Future[Result] = Future()
        self._jobs.put((path, future))
        return future

    def close(self) -> None:
        """End all processes, whatever they do, and wait until they are gone."""
        with self._lock:
            self._closed.set()
            for process in self._running:
                process.kill()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        process: _Process | None = None
        try:
            while (job := self._jobs.get()) is not None and not self._closed.is_set():
                path, future = job
                try:
                    if process is None:
                        process = self._start()
                    result = process.derive(path)
                    if not process.alive:
                        self._end(process)
                        process = None
                    future.set_result(result)
                except BaseException as error:
                    # Its answers may be out of step.
                    if process is not None:
                        self._end(process)
                        process = None
                    future.set_exception(error)
        finally:
            if process is not None:
                self._end(process)

    def _start(self) -> "_Process":
        process = _Process(self._spec, self._limits)
        with self._lock:
            self._running.add(process)
            if self._closed.is_set():
                process.kill()
        try:
            process.greet()
        except BaseException:
            self._end(process)
            raise
        return process

    def _end(self, process: "_Process") -> None:
        with self._lock:
            self._running.discard(process)
        process.end()

    def _watch(self) -> None:
        last = monotonic()
        while not self._closed.wait(_WATCH_SECONDS):
            now = monotonic()
            # A machine that slept, or a program that was stopped, did not work on the picture.
            passed = min(now - last, 4 * _WATCH_SECONDS)
            last = now
            with self._lock:
                running = list(self._running)
            for process in running:
                process.check(passed)


class _Process:
    """One process that reads images, as seen by the thread that hands it paths."""

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
        self.alive = False
        # On Windows a process that stands in for Python may lie between.
        with suppress(psutil.Error):
            if self._watched is not None:
                self._watched.kill()
        with suppress(OSError):
            self._popen.kill()

    def end(self) -> None:
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
