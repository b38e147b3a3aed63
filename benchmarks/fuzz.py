"""Sends damaged image files through the readers, and fails where one does what it must not.

    python -m benchmarks.fuzz [--minutes 10] [--seed 1] [--seeds FOLDER]

Seeds are pictures drawn in every format and mode that Pillow writes, and the files of a folder (by
default those of PIXGEN_SHARED). Each is changed in one to four ways: flipped bits, bytes of 0 and
255, a cut, parts of other files, numbers of sizes and offsets, parts doubled, swapped or left out.
The files go through `derive_many` as in a build. Every one must come back as pictures or as an
`ImageError` with a reason, in bounded time, and the program must stay alive and small.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from time import monotonic

import numpy as np
import psutil
from PIL import Image

from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec, Square
from pixgen.imaging.pool import derive_many
from pixgen.imaging.worker import Limits

ROOT = Path(__file__).resolve().parents[1]
SPEC = DeriveSpec((Square(96),), cell_size=32, display_size=256, max_pixels=50_000_000)
LIMITS = Limits(seconds=20, megabytes=1500)
BATCH = 200
MOST_SEED_BYTES = 200_000
MOST_GROWTH_MB = 300
EXTREMES = (0, 1, 2, 7, 8, 255, 256, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

COMPRESSIONS = ("tiff_lzw", "tiff_deflate", "jpeg", "group4")
MODES_OF = {"group4": ("1",), "jpeg": ("L", "RGB", "YCbCr", "CMYK")}

Mutation = Callable[[bytearray, random.Random, Sequence[bytes]], bytearray]


def drawn_seeds() -> list[bytes]:
    """Draw one small picture in each format and mode that can be written here."""
    Image.init()
    rng = np.random.default_rng(5)
    noise = rng.integers(0, 255, (6, 9, 3), np.uint8)
    picture = Image.fromarray(noise).resize((45, 30), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[274], exif[0x010E] = 6, "A barn"
    exif.get_ifd(0x8825).update({1: "N", 2: (51, 30, 0), 3: "E", 4: (7, 0, 0)})
    told: dict[str, object] = {"exif": exif, "xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"}
    frames: dict[str, object] = {"save_all": True, "append_images": [picture.rotate(90)]}
    ways: dict[str, tuple[dict[str, object], ...]] = {
        "JPEG": ({}, told, {"progressive": True}),
        "PNG": ({}, told, frames),
        "GIF": ({}, frames),
        "WEBP": ({}, told, frames, {"lossless": True}),
        "AVIF": (told,),
        "TIFF": ({}, frames, *({"compression": kind} for kind in COMPRESSIONS)),
        "JPEG2000": ({}, {"num_resolutions": 3, "tile_size": (16, 16)}),
    }
    found: dict[bytes, None] = {}
    for name in sorted(set(Image.SAVE) - {"PDF", "EPS", "WMF"}):
        for mode in ("RGB", "L", "1", "P", "RGBA", "LA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"):
            for options in ways.get(name, ({},)):
                if mode not in MODES_OF.get(str(options.get("compression")), (mode,)):
                    continue
                file = BytesIO()
                try:
                    picture.convert("L").convert(mode).save(file, name, **options)
                except Exception:
                    # Not every format has every mode.
                    continue
                found[file.getvalue()] = None
    with suppress(ImportError):
        from pillow_heif import from_pillow

        for mode in ("RGB", "RGBA", "L"):
            file = BytesIO()
            from_pillow(picture.convert(mode)).save(file, exif=exif.tobytes())
            found[file.getvalue()] = None
    return list(found)


def given_seeds(folder: Path) -> list[bytes]:
    """Return the files of a folder that are small enough to be read many times a second."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.read_bytes() for path in files if 0 < path.stat().st_size <= MOST_SEED_BYTES]


def flip(data: bytearray, rng: random.Random, _: Sequence[bytes]) -> bytearray:
    """Flip a few bits, mostly near the beginning, where the headers are."""
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        reach = min(len(data), rng.choice((64, 512, len(data))))
        data[rng.randrange(reach)] ^= 1 << rng.randrange(8)
    return data


def blot(data: bytearray, rng: random.Random, _: Sequence[bytes]) -> bytearray:
    """Overwrite a stretch with one byte, or with noise."""
    start, size = rng.randrange(len(data)), rng.choice((1, 4, 32, 512))
    fill = rng.choice((b"\0", b"\xff", None))
    stretch = data[start : start + size]
    data[start : start + size] = (
        rng.randbytes(len(stretch)) if fill is None else fill * len(stretch)
    )
    return data


def cut(data: bytearray, rng: random.Random, _: Sequence[bytes]) -> bytearray:
    """Leave out the end."""
    return data[: rng.randrange(1, len(data) + 1)]


def splice(data: bytearray, rng: random.Random, seeds: Sequence[bytes]) -> bytearray:
    """Go on with another file in the middle."""
    other = rng.choice(seeds)
    return data[: rng.randrange(1, len(data) + 1)] + other[rng.randrange(len(other)) :]


def resize(data: bytearray, rng: random.Random, _: Sequence[bytes]) -> bytearray:
    """Write an extreme number where a size or an offset may be."""
    size, order = rng.choice((1, 2, 4)), rng.choice(("big", "little"))
    value = rng.choice(EXTREMES) % 256**size
    start = rng.randrange(min(len(data), rng.choice((64, 512, len(data)))))
    data[start : start + size] = value.to_bytes(size, order)
    return data


def shuffle(data: bytearray, rng: random.Random, _: Sequence[bytes]) -> bytearray:
    """Swap two parts, double one, or leave one out."""
    a, b, c, d = sorted(rng.randrange(len(data) + 1) for _ in range(4))
    how = rng.randrange(3)
    if how == 0:
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
    return data[:b] + data[a:b] + data[b:] if how == 1 else data[:a] + data[b:]


MUTATIONS: tuple[Mutation, ...] = (flip, flip, blot, cut, splice, resize, resize, shuffle)


def mutated(seeds: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Yield damaged files without end; the same for the same seed."""
    rng = random.Random(seed)
    while True:
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            data = rng.choice(MUTATIONS)(data, rng, seeds) or bytearray(b"\0")
        yield bytes(data)


def outcome(result: object) -> str:
    """Name what came of a file; an AssertionError says that it must not be."""
    if isinstance(result, ImageError):
        assert result.reason, "an ImageError without a reason"
        for word in ("seconds", "memory", "ended the process", "could not be worked on"):
            if word in result.reason:
                return word
        return "refused"
    assert isinstance(result, Derived), f"neither pictures nor ImageError: {result!r}"
    assert result.display.startswith(b"\xff\xd8"), "the display image is no JPEG"
    assert min(result.width, result.height) >= 1, "a picture without pixels"
    return "degraded" if result.notes else "whole"


def run(
    seeds: Sequence[bytes], *, seed: int, folder: Path, seconds: float, most: int | None = None
) -> Counter[str]:
    """Send damaged files through `derive_many` for a time, or a number of them; count outcomes.

    A file that ends its process, takes too much, or surprises the reader is kept in ``odd/``.
    """
    counts: Counter[str] = Counter()
    source = mutated(seeds, seed)
    end = monotonic() + seconds
    own = psutil.Process()
    before = own.memory_info().rss
    while monotonic() < end and (most is None or sum(counts.values()) < most):
        paths = []
        for number in range(BATCH if most is None else min(BATCH, most - sum(counts.values()))):
            paths.append(folder / f"{number:04}.jpg")
            paths[-1].write_bytes(next(source))
        begun = monotonic()
        results = derive_many(paths, SPEC, workers=os.cpu_count() or 1, limits=LIMITS)
        for path, result in zip(paths, results, strict=True):
            name = outcome(result)
            counts[name] += 1
            if name not in ("refused", "degraded", "whole"):
                keep(path, f"{sum(counts.values()):06}-{name.replace(' ', '-')}", str(result))
        slow = monotonic() - begun
        assert slow < len(paths) * LIMITS.seconds, f"a batch took {slow:.0f} s"
        grown = (own.memory_info().rss - before) / 1e6
        assert grown < MOST_GROWTH_MB, f"the program has grown by {grown:.0f} MB"
    return counts


def keep(path: Path, name: str, reason: str) -> None:
    """Put a file aside that did something out of the ordinary."""
    odd = path.parent / "odd"
    odd.mkdir(exist_ok=True)
    (odd / name).write_bytes(path.read_bytes())
    (odd / f"{name}.txt").write_text(reason, encoding="utf-8")


def main() -> None:
    """Fuzz for the given time and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    shared = os.environ.get("PIXGEN_SHARED")
    default = Path(shared) / "data/odd" if shared else None
    parser.add_argument("--seeds", type=Path, default=default, help="folder of further files")
    parser.add_argument("--keep", type=Path, help="folder for files that do odd things")
    arguments = parser.parse_args()
    seeds = drawn_seeds()
    print(f"{len(seeds)} drawn files", end="", file=sys.stderr)
    if arguments.seeds is not None:
        given = given_seeds(arguments.seeds)
        print(f" and {len(given)} of {arguments.seeds}", end="", file=sys.stderr)
        seeds += given
    print(" as seeds", file=sys.stderr)
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        counts = run(seeds, seed=arguments.seed, folder=folder, seconds=60 * arguments.minutes)
    print(json.dumps({"seed": arguments.seed, "files": sum(counts.values()), **counts}, indent=1))


if __name__ == "__main__":
    main()
