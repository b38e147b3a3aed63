"""Owns the processes that read images, so that no file can cost more than itself.

One process a worker is started as it is needed, with a thread that hands it paths and takes its
answers. One more thread watches the time and the memory that each takes. Of the libraries for this,
loky gives up all that is under way when a process dies, and pebble passes all results through one
pipe and one lock, knows no bound of memory, and runs the user's own main module in each process.
"""

import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

from pixgen.imaging.derive import DeriveSpec
from pixgen.imaging.process import Reader, Result
from pixgen.imaging.worker import Limits

_AHEAD_PER_WORKER = 4
# A process takes as long to start as this many small pictures to read.
_WORTH_A_PROCESS = 16
_WATCH_SECONDS = 0.05


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
        self._running: set[Reader] = set()
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
        process: Reader | None = None
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

    def _start(self) -> Reader:
        process = Reader(self._spec, self._limits)
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

    def _end(self, process: Reader) -> None:
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
