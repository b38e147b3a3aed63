"""Owns the end of a build that is told to end: soon, whatever it is doing."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread, current_thread, main_thread
from time import sleep
from types import FrameType

INTERRUPTED = "Interrupted; what was finished is kept for the next run."
PATIENCE_S = 1.5
"""So long may the build take to end by itself; compiled code may not look up for longer."""

_EXIT_CODE = 130


@contextmanager
def ending_soon() -> Iterator[None]:
    """Make SIGTERM end the work as Ctrl-C does, and both end the process within `PATIENCE_S`.

    Both raise KeyboardInterrupt in the main thread, which only happens between two steps of
    Python. Where that takes too long, another thread, woken by the signal itself, ends the process
    at once; what is kept on the disk is whole at every moment.
    """
    if current_thread() is not main_thread():
        yield
        return
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = signal.signal(signal.SIGTERM, _interrupt)
    woken = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    over = Event()
    Thread(target=_watch, args=(ours, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGTERM, before)
        # Ends the watch, unless it counts: threads that still read may keep the process as well.
        theirs.close()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _watch(ours: socket.socket, over: Event) -> None:
    ending = {signal.SIGINT, signal.SIGTERM}
    with ours:
        while received := ours.recv(1):
            if received[0] in ending:
                break
        else:
            return
    sleep(PATIENCE_S)
    if not over.is_set():
        with suppress(OSError):
            sys.stderr.write(f"\n{INTERRUPTED}\n")
            sys.stderr.flush()
    os._exit(_EXIT_CODE)
