"""Measures reading images, from files to all sizes, beside a plain Pillow loop.

    python -m benchmarks.imaging [--counts 2000 300] [--workers 2] [--out FILE]

The plain way decodes each file once for each size, and makes the same pictures: the input of the
network, the cells of the atlas, and the JPEG of the detail view. Both run in one go on the same
drawn photographs and on the same number of processes. Ratios are what counts; seconds depend on
the machine and on what else it does.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil
from PIL import Image

from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import DeriveSpec, Square, derive
from pixgen.imaging.pool import derive_many

ROOT = Path(__file__).resolve().parents[1]
SPEC = DeriveSpec((Square(299),))
CELLS = (128, 64, 32, 16, 8)
KINDS = {"600×450": (600, 450), "2000×1500": (2000, 1500)}
BASES = 24
SMALL = 20
SAMPLE_SECONDS = 0.02


def draw(folder: Path, size: tuple[int, int], count: int) -> list[Path]:
    """Draw seeded JPEGs with detail at all scales, as photographs have it."""
    rng = np.random.default_rng(17)
    width, height = size
    canvas = (width * 5 // 4, height * 5 // 4)
    bases = []
    for _ in range(min(BASES, count)):
        levels = np.zeros((canvas[1], canvas[0], 3), np.float32)
        for octave in range(2, 9):
            side = 2**octave
            coarse = rng.normal(0, 60 / octave, (side * 3 // 4, side, 3)).astype(np.float32)
            for channel in range(3):
                band = Image.fromarray(coarse[..., channel]).resize(
                    canvas, Image.Resampling.BICUBIC
                )
                levels[..., channel] += np.asarray(band)
        bases.append(Image.fromarray((levels + 128).clip(0, 255).astype(np.uint8)))
    paths = []
    for number in range(count):
        base = bases[number % len(bases)]
        left, top = rng.integers(0, base.width - width), rng.integers(0, base.height - height)
        paths.append(folder / f"{number:05}.jpg")
        crop = base.crop((int(left), int(top), int(left) + width, int(top) + height))
        crop.save(paths[-1], quality=88)
    return paths


def plain(path: Path) -> int:
    """Make all sizes of one image with a decode for each; return the bytes made."""
    made = 0
    for side in (SPEC.inputs[0].size, *CELLS):
        with Image.open(path) as image:
            picture = image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
        made += len(picture.tobytes())
    with Image.open(path) as image:
        shown = image.convert("RGB")
    shown.thumbnail((SPEC.display_size,) * 2, Image.Resampling.LANCZOS)
    file = BytesIO()
    shown.save(file, "JPEG", quality=SPEC.display_quality)
    return made + len(file.getvalue())


def run_plain(paths: Sequence[Path], workers: int) -> None:
    """Run the plain way in processes, fed in chunks."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        assert all(pool.map(plain, paths, chunksize=16))


def run_ours(paths: Sequence[Path], workers: int) -> None:
    """Run the reader of pixgen."""
    for result in derive_many(paths, SPEC, workers=workers):
        assert not isinstance(result, ImageError), result


def run_here(paths: Sequence[Path]) -> None:
    """Read images in this very process, which costs no start and bounds nothing."""
    for path in paths:
        derive(path, SPEC)


class Memory:
    """The most memory that this process and its children take, from ``with`` to its end."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._done = threading.Event()
        self.parent_mb = 0.0
        self.worker_mb = 0.0

    def __enter__(self) -> "Memory":
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.parent_mb = max(self.parent_mb, self._own.memory_info().rss / 1e6)
            for child in self._own.children(recursive=True):
                try:
                    self.worker_mb = max(self.worker_mb, child.memory_info().rss / 1e6)
                except psutil.Error:
                    continue


def measure(work: Callable[[], None], count: int) -> dict[str, float]:
    """Return images a second by the clock and by the processors, and the most memory taken.

    Time of the processors is that of this process and of all that it started and ended; it tells
    more where the machine does other things as well.
    """
    with Memory() as memory:
        begun, used = perf_counter(), sum(os.times()[:4])
        work()
        seconds, cpu = perf_counter() - begun, sum(os.times()[:4]) - used
    return {
        "images_per_s": round(count / seconds, 1),
        "images_per_cpu_s": round(count / cpu, 1),
        "parent_mb": round(memory.parent_mb),
        "worker_mb": round(memory.worker_mb),
    }


def compare(paths: Sequence[Path], workers: int) -> dict[str, object]:
    """Measure both ways, each twice in turn; keep the better rates, and the most memory."""
    ways = {
        "pixgen": partial(run_ours, paths, workers),
        "plain": partial(run_plain, paths, workers),
    }
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(2):
        for name, work in ways.items():
            runs[name].append(measure(work, len(paths)))
    best = {
        name: {key: max(result[key] for result in results) for key in results[0]}
        for name, results in runs.items()
    }
    ratios = {
        f"ratio_{name}": round(best["pixgen"][name] / best["plain"][name], 2)
        for name in ("images_per_s", "images_per_cpu_s")
    }
    return {"images": len(paths), **best, **ratios}


def main() -> None:
    """Draw the pictures, measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--counts", type=int, nargs=2, default=(2000, 300))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/imaging.json")
    arguments = parser.parse_args()
    results: dict[str, object] = {"workers": arguments.workers}
    with tempfile.TemporaryDirectory() as name:
        for (kind, size), count in zip(KINDS.items(), arguments.counts, strict=True):
            folder = Path(name) / kind
            folder.mkdir()
            print(f"drawing {count} pictures of {kind}", file=sys.stderr)
            paths = draw(folder, size, count)
            results[kind] = compare(paths, arguments.workers)
            few = paths[:SMALL]
            results[f"{len(few)} of {kind}"] = {
                "pixgen": measure(partial(run_ours, few, arguments.workers), len(few)),
                "in this process": measure(partial(run_here, few), len(few)),
            }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
