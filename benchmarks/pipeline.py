"""Measures the pipeline on drawn pictures, each figure beside the plain way to do the same.

    python benchmarks/pipeline.py [--count 1000] [--out benchmarks/results/pipeline.json]

Ratios within one run are what counts; seconds depend on the machine and on what else it does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil
from numpy.typing import NDArray
from PIL import Image

from pixgen.imaging.derive import DeriveSpec
from pixgen.imaging.pool import derive_many
from pixgen.neighbors import find_neighbors

ROOT = Path(__file__).resolve().parents[1]
SPEC = DeriveSpec(input_size=299, max_pixels=500_000_000)


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Return wall and CPU seconds of a piece of work, with the processes it started and ended."""
    wall, cpu = perf_counter(), sum(os.times()[:4])
    work()
    return {"wall_s": perf_counter() - wall, "cpu_s": sum(os.times()[:4]) - cpu}


def decode_once_per_size(paths: list[Path]) -> None:
    """Make the same pictures the plain way: a full decode for each size."""
    for path in paths:
        for size in ((299, 299), (128, 128), (32, 32), (8, 8), (1600, 1600)):
            with Image.open(path) as image:
                picture = image.convert("RGB")
            if size[0] == 1600:
                picture.thumbnail(size, Image.Resampling.LANCZOS)
            else:
                picture = picture.resize(size, Image.Resampling.LANCZOS)


def measure_imaging(paths: list[Path]) -> dict[str, object]:
    """Images a second from file to all derived sizes."""
    workers = os.cpu_count() or 1
    ours = timed(lambda: [None for _ in derive_many(paths, SPEC, workers=workers)])
    plain = timed(lambda: decode_once_per_size(paths))
    return {"ours": ours, "plain": plain, "cpu_ratio": plain["cpu_s"] / ours["cpu_s"]}


def clustered(count: int, dimensions: int) -> NDArray[np.float32]:
    """Draw vectors like a network's: clusters of many sizes near a 24-dimensional sheet."""
    rng = np.random.default_rng(11)
    centres = rng.normal(size=(200, 24)) * 1.5
    weights = rng.pareto(1.0, 200) + 0.1
    points = centres[rng.choice(200, count, p=weights / weights.sum())]
    points += rng.normal(size=points.shape) * 0.7
    lifted = points @ rng.normal(size=(24, dimensions)) / 5
    lifted += 0.3 * rng.normal(size=lifted.shape)
    return np.maximum(lifted, 0).astype(np.float32)


def measure_neighbors(count: int) -> dict[str, object]:
    """Exact search against the plain product of all pairs on the full vectors, with recall."""
    vectors = clustered(count, 1280)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    exact = np.empty((count, 30), np.int64)

    def brute() -> None:
        for first in range(0, count, 1000):
            cosine = unit[first : first + 1000] @ unit.T
            cosine[np.arange(len(cosine)), first + np.arange(len(cosine))] = -2
            exact[first : first + 1000] = np.argsort(-cosine, axis=1)[:, :30]

    plain = timed(brute)
    found = {}
    ours = timed(lambda: found.update(graph=find_neighbors(vectors, 30, seed=24)))
    rows = zip(found["graph"].ids, exact, strict=True)
    recall = np.mean([len(set(a.tolist()) & set(b.tolist())) / 30 for a, b in rows])
    return {"ours": ours, "plain": plain, "recall_at_30": float(recall)}


def measure_build(images: Path, folder: Path) -> dict[str, object]:
    """Build a site twice in a process of its own: all anew, then with nothing changed."""
    command = [sys.executable, "-m", "pixgen", "build", str(images), "-o", str(folder / "site")]
    command += ["--model", "descriptor", "--quiet"]
    figures: dict[str, object] = {}
    for name in ("first", "unchanged"):
        started, peak = perf_counter(), 0
        process = psutil.Popen(command)
        while process.poll() is None:
            try:
                peak = max(peak, process.memory_info().rss)
                process.wait(timeout=0.05)
            except (psutil.TimeoutExpired, psutil.NoSuchProcess):
                continue
        figures[name] = {"wall_s": perf_counter() - started, "peak_mb": peak / 1e6}
    return figures


def main() -> None:
    """Draw the pictures, measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/pipeline.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw = [sys.executable, str(ROOT / "sample_data" / "draw.py"), "-o", str(folder)]
        subprocess.run([*draw, "--count", str(arguments.count)], check=True)
        paths = sorted((folder / "images").glob("*.jpg"))
        results = {
            "count": len(paths),
            "imaging": measure_imaging(paths),
            "neighbors_10000": measure_neighbors(10_000),
            "build": measure_build(folder / "images", folder),
        }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=1)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
