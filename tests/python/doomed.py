"""Runs builds in children that are killed, told to end, or find the disk full at a chosen moment.

A moment is the number of an operation on files below a folder: opening for writing, renaming,
linking, making and removing. The children are forked from one process that has loaded everything,
so that a build of a few small pictures takes a fraction of a second.

    python -m tests.python.doomed ROOT     reads one JSON line a build, answers with one
"""

import contextlib
import errno
import io
import json
import os
import signal
import sys
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# For a full disk, operations that need no room.
GIVING_BACK = ("os.remove", "os.rmdir", "os.utime")
PATHS = {"open": 1, "os.mkdir": 1, "os.rename": 2, "os.link": 2, "os.symlink": 2, "os.remove": 1,
         "os.rmdir": 1, "os.utime": 1, "os.truncate": 1}  # fmt: skip


class Fate:
    """Counts the operations below a folder, and strikes at one of them."""

    def __init__(self, root: str, kind: str | None, moment: int) -> None:
        self.root, self.kind, self.moment = root, kind, moment
        self.count = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in PATHS or (event == "open" and not arguments[2] & WRITING):
            return
        paths = [path for path in arguments[: PATHS[event]] if isinstance(path, str | os.PathLike)]
        # A name beside the number of a folder comes from the removal of a tree.
        if not any(os.fspath(p).startswith(self.root) or "/" not in os.fspath(p) for p in paths):
            return
        self.count += 1
        if self.kind == "full" and self.count >= self.moment and event not in GIVING_BACK:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(paths[-1]))
        if self.count == self.moment:
            if self.kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            elif self.kind in ("SIGINT", "SIGTERM"):
                os.kill(os.getpid(), getattr(signal, self.kind))


def build(root: str, order: dict[str, Any], answer: int) -> None:
    """Build in this process, which ends with it."""
    from pixgen.cli import main

    said = io.StringIO()
    fate = Fate(root, order.get("kind"), order.get("moment", 0))
    sys.addaudithook(fate)
    code: object = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main.main(args=order["words"])
        except SystemExit as end:
            code = end.code
    value = {"code": code, "said": said.getvalue(), "operations": fate.count}
    os.write(answer, json.dumps(value).encode())
    os._exit(0)


def main() -> None:
    """Serve."""
    root = sys.argv[1]
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            build(root, json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        found = json.loads(answer) if answer else {"code": None}
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(json.dumps({**found, "killed": killed}) + "\n")
        sys.stdout.flush()


def prepare() -> None:
    """Load for all children what a build loads, and leave out what would only take time."""
    # Compiled functions are loaded by each child: their threads do not survive a fork.
    import pixgen.build
    import pixgen.ingest
    from pixgen.cache import durable
    from pixgen.embedding.descriptor import Descriptor
    from pixgen.layouts.umap import _import_umap

    assert pixgen.build
    _import_umap()
    # A shell lets what it starts in the background ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Small shards, so that a small collection makes several.
    pixgen.ingest.SHARD_ROWS = 8
    Descriptor.batch_size = 4
    # A kill loses nothing that was written, flushed or not; only a power cut does.
    os.fsync = lambda number: None
    durable._file_system_flush = lambda: lambda folder: None  # type: ignore[assignment]


if __name__ == "__main__":
    prepare()
    main()
