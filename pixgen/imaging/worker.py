"""Owns the process that reads images one by one, and what it says to the one that started it.

Run by `pixgen.imaging.pool`: paths come in on standard input, one JSON text a line; answers go out
on standard output. The answers are plain texts and pixels and nothing that could run, since the
files that this process reads may be hostile.
"""

import faulthandler
import gc
import json
import os
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from pixgen.imaging.decode import NO_MEMORY, ImageError
from pixgen.imaging.derive import Derived, DeriveSpec, Square, derive

_SIZES = struct.Struct("<4Q")
_MOST_BYTES = 2**31
# The one who waits ends a process that is late; this is for a process that nobody waits for.
_LATE = 2.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one image may take.

    Attributes
    ----------
    seconds
        Wall time.
    megabytes
        Memory beyond what the process takes when it starts.
    """

    seconds: int = 60
    megabytes: int = 4000


def serve(spec_values: dict[str, Any], limit_values: dict[str, int]) -> NoReturn:
    """Read the images whose paths come in, until nobody is there who asks."""
    inputs = tuple(Square(**square) for square in spec_values["inputs"])
    background = tuple(spec_values["background"])
    spec = DeriveSpec(**{**spec_values, "inputs": inputs, "background": background})
    limits = Limits(**limit_values)
    answers, paths = _take_streams()
    _bound_memory(limits.megabytes)
    answer(answers, {"pid": os.getpid()})
    while True:
        path = paths.get()
        faulthandler.dump_traceback_later(limits.seconds * _LATE, exit=True)
        result = _derive_or_error(Path(path), spec)
        faulthandler.cancel_dump_traceback_later()
        send(answers, result)


def send(stream: IO[bytes], result: Derived | ImageError) -> None:
    """Write a result."""
    if isinstance(result, ImageError):
        answer(stream, {"error": result.reason, "lasting": result.lasting})
        return
    header = {
        "size": (result.width, result.height),
        "color": result.color,
        "notes": result.notes,
        "embedded": dict(result.embedded),
    }
    inputs = b"".join(pixels.tobytes() for pixels in result.inputs)
    answer(stream, header, inputs, np.ascontiguousarray(result.cell).data.cast("B"), result.display)


def receive(stream: IO[bytes], spec: DeriveSpec) -> Derived | ImageError:
    """Read a result.

    Raises
    ------
    EOFError
        If the other process is gone, or answers what makes no sense.
    """
    header, inputs, cell, display = read_answer(stream)
    try:
        if "error" in header:
            return ImageError(str(header["error"]), lasting=bool(header["lasting"]))
        width, height = map(int, header["size"])
        red, green, blue = map(int, header["color"])
        return Derived(
            width,
            height,
            _squares(inputs, spec),
            np.frombuffer(cell, np.uint8).reshape(spec.cell_size, spec.cell_size, 3),
            bytes(display),
            (red, green, blue),
            tuple(map(str, header["notes"])),
            {str(name): str(value) for name, value in header["embedded"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EOFError("the answer makes no sense") from error


def _squares(pixels: bytearray, spec: DeriveSpec) -> tuple[NDArray[np.uint8], ...]:
    """Part the networks' squares, which come in one piece."""
    ends = np.cumsum([3 * square.size**2 for square in spec.inputs], dtype=np.int64)
    if len(pixels) != (ends[-1] if len(ends) else 0):
        raise ValueError("there are more pixels than squares")
    parts = np.split(np.frombuffer(pixels, np.uint8), ends[:-1])
    return tuple(
        part.reshape(square.size, square.size, 3)
        for part, square in zip(parts, spec.inputs, strict=False)
    )


def answer(stream: IO[bytes], header: dict[str, Any], *buffers: memoryview | bytes) -> None:
    """Write a header and up to three buffers."""
    parts = [json.dumps(header).encode("ascii"), *buffers, b"", b"", b""][:4]
    stream.write(_SIZES.pack(*map(len, parts)))
    for part in parts:
        stream.write(part)
    stream.flush()


def read_answer(stream: IO[bytes]) -> tuple[dict[str, Any], bytearray, bytearray, bytearray]:
    """Read a header and three buffers.

    Raises
    ------
    EOFError
        As `receive`.
    """
    sizes = _SIZES.unpack(_read(stream, _SIZES.size))
    if max(sizes) > _MOST_BYTES:
        raise EOFError("the answer makes no sense")
    head, *buffers = (_read(stream, size) for size in sizes)
    try:
        header = json.loads(head)
    except ValueError as error:
        raise EOFError("the answer makes no sense") from error
    return header, buffers[0], buffers[1], buffers[2]


def _read(stream: IO[bytes], size: int) -> bytearray:
    content = bytearray(size)
    rest = memoryview(content)
    while rest:
        count = stream.readinto(rest)  # type: ignore[attr-defined]
        if not count:
            raise EOFError("the process is gone")
        rest = rest[count:]
    return content


def _derive_or_error(path: Path, spec: DeriveSpec) -> Derived | ImageError:
    try:
        return derive(path, spec)
    except ImageError as error:
        return error
    except MemoryError:
        gc.collect()
        return ImageError(NO_MEMORY, lasting=False)
    except OSError as error:
        return ImageError(f"The file cannot be read: {error.strerror or error}.", lasting=False)
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:160]
        return ImageError(f"The picture could not be worked on ({detail}).", lasting=False)


def _take_streams() -> tuple[IO[bytes], SimpleQueue[str]]:
    """Keep the two pipes, and let the libraries that print do so into nothing."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1 << 16)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    paths: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            paths.put(json.loads(line))
        # Nobody waits for what may be in hand: the one who asked has closed the pipe or is dead.
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return answers, paths


def _bound_memory(megabytes: int) -> None:
    """Let what asks for absurd amounts of memory fail, where the system can.

    The bound that counts is the pool's, on what is really used: a library that is refused memory
    often calls the file broken.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + 2 * megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
