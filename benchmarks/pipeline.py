"""Measures whole builds on drawn pictures.

    python -m benchmarks.pipeline [--counts 1000,10000] [--out benchmarks/results]

For each count: a first build, one with nothing changed, one with another title, and one with a
hundredth of the images new; the time of each, and the peak of the memory of all its processes.
Ratios within one run are what counts; seconds depend on the machine and on what else it does.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from benchmarks.imaging import draw
from pixgen.embedding.registry import MODELS

ROOT = Path(__file__).resolve().parents[1]
MODEL = "descriptor"
SIZE = (600, 450)
NEW = 100
SAMPLE_SECONDS = 0.05


def measure_builds(count: int, folder: Path) -> dict[str, Any]:
    """Build a site of `count` images, and build it again after each kind of change."""
    images, later = folder / "images", folder / "later"
    for path in (images, later):
        path.mkdir(parents=True)
    draw(images, SIZE, count)
    for path in sorted(images.iterdir())[::NEW][: count // NEW]:
        path.rename(later / path.name)
    figures = {
        "first": build(images, folder),
        "unchanged": build(images, folder),
        "title": build(images, folder, "--title", "Another"),
    }
    for path in later.iterdir():
        shutil.move(path, images / path.name)
    figures["new"] = build(images, folder, "--title", "Another")
    return {
        **figures,
        "vectors_mb": count * MODELS[MODEL].dimensions * 4 / 1e6,
        "ratios": {
            name: figures["first"]["cpu_s"] / figures[name]["cpu_s"]
            for name in ("unchanged", "title", "new")
        },
    }


def build(images: Path, folder: Path, *flags: str) -> dict[str, float]:
    """Build in a process of its own; return its time and the most memory of its whole tree."""
    command = [sys.executable, "-m", "pixgen", "build", str(images), "-o", str(folder / "site")]
    peak = 0
    before, started = os.times(), perf_counter()
    process = psutil.Popen([*command, "--model", MODEL, "--quiet", *flags], cwd=ROOT)
    while process.poll() is None:
        peak = max(peak, tree_memory(process))
        try:
            process.wait(timeout=SAMPLE_SECONDS)
        except psutil.TimeoutExpired:
            continue
    if process.returncode:
        sys.exit(f"the build ended with {process.returncode}")
    after = os.times()
    cpu = after.children_user + after.children_system - before[2] - before[3]
    return {"wall_s": perf_counter() - started, "cpu_s": cpu, "peak_mb": peak / 1e6}


def tree_memory(process: psutil.Process) -> int:
    """Sum the resident memory of a process and of those it started; shared pages count for each."""
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def make_table(results: dict[str, Any]) -> str:
    """Lay the figures out as Markdown."""
    lines = ["| images | build | wall s | CPU s | first / this, CPU | peak MB |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    names = {"first": "first", "unchanged": "nothing changed", "title": "another title",
             "new": "1 % new images"}  # fmt: skip
    for count, builds in results["builds"].items():
        for name, title in names.items():
            figures = builds[name]
            ratio = f"{builds['ratios'][name]:.0f}" if name in builds["ratios"] else ""
            cells = [f"{figures['wall_s']:.1f}", f"{figures['cpu_s']:.1f}", ratio,
                     f"{figures['peak_mb']:.0f}"]  # fmt: skip
            lines.append("| " + " | ".join([f"{int(count):,}", title, *cells]) + " |")
    counts = list(results["builds"])
    if len(counts) > 1:
        low, high = results["builds"][counts[0]], results["builds"][counts[-1]]
        grown = high["first"]["peak_mb"] - low["first"]["peak_mb"]
        vectors = high["vectors_mb"] - low["vectors_mb"]
        lines += ["", f"Peak memory grew by {grown:.0f} MB, the vectors by {vectors:.0f} MB."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw the pictures, measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", default="1000,10000")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results")
    arguments = parser.parse_args()
    results: dict[str, Any] = {"builds": {}}
    for count in map(int, arguments.counts.split(",")):
        with tempfile.TemporaryDirectory() as name:
            results["builds"][str(count)] = measure_builds(count, Path(name))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "pipeline.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (arguments.out / "pipeline.md").write_text(make_table(results), "utf-8")
    print(make_table(results))


if __name__ == "__main__":
    main()
