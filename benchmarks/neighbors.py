"""Measures the search for neighbours beside Annoy on the raw vectors, and how much each finds.

    python -m benchmarks.neighbors [--count 30000] [--metrics] [--drawn] [--out benchmarks/results]

The vectors are those of `benchmarks.real_vectors`, kept in the folder of the results, or drawn
where PIXGEN_SHARED is not set. Truth is every pair of full vectors, for a sample of the images.
Ratios within one run are what counts.
"""

import argparse
import importlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import real_vectors
from pixgen.neighbors.blocks import Places
from pixgen.neighbors.finder import Finder, make_finder
from pixgen.neighbors.least import find_least
from pixgen.neighbors.metrics import measure
from pixgen.neighbors.names import METRICS
from pixgen.neighbors.search import find_neighbors
from pixgen.neighbors.within import find_within

ROOT = Path(__file__).resolve().parents[1]
TREES = 25
NEIGHBORS, LEAST, EACH = 30, 12, 8
VALUES = 12
ASKED = 1000


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Return wall and CPU seconds of a piece of work, with the processes it started and ended."""
    wall, cpu = perf_counter(), sum(os.times()[:4])
    work()
    return {"wall_s": perf_counter() - wall, "cpu_s": sum(os.times()[:4]) - cpu}


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


def measure_search(vectors: NDArray[np.float32]) -> dict[str, Any]:
    """Time each search, and compare what it finds with the truth about a sample of images."""
    count = len(vectors)
    asked = np.sort(np.random.default_rng(5).choice(count, min(ASKED, count), replace=False))
    exact = make_finder(measure(vectors), 0, exact=True)
    truth = exact.find(asked, None, NEIGHBORS)[0]
    figures: dict[str, Any] = {"annoy": _annoy(vectors, asked, truth)}
    kept: dict[str, Any] = {}
    ours = timed(lambda: kept.update(found=find_neighbors(vectors, NEIGHBORS)))
    figures["ours"] = {**ours, "recall": recall(kept["found"].ids[asked], truth)}
    plain = timed(lambda: kept.update(found=find_neighbors(vectors, NEIGHBORS, method="exact")))
    figures["exact"] = {**plain, "recall": recall(kept["found"].ids[asked], truth)}
    least = timed(lambda: kept.update(found=find_least(vectors, LEAST)))
    truth = _opposite(vectors, asked)
    figures["least"] = {**least, "recall": recall(kept["found"].ids[asked], truth)}
    figures["within"] = _within(vectors, asked, exact)
    return figures


def measure_metrics(vectors: NDArray[np.float32]) -> dict[str, Any]:
    """The same search by every other metric; for hamming on the signs of the vectors."""
    asked = np.sort(np.random.default_rng(5).choice(len(vectors), 200, replace=False))
    figures: dict[str, Any] = {}
    for metric in METRICS[1:]:
        table = vectors
        if metric == "hamming":
            table = (vectors > np.median(vectors[::100], axis=0)).astype(np.float32)
        kept: dict[str, Any] = {}
        took = timed(lambda: kept.update(found=find_neighbors(table, NEIGHBORS, metric=metric)))  # noqa: B023
        truth = make_finder(measure(table, metric), 0, exact=True).find(asked, None, NEIGHBORS)[0]
        figures[metric] = {**took, "recall": recall(kept["found"].ids[asked], truth)}
    return figures


def recall(found: NDArray[np.int32], truth: NDArray[np.int32]) -> float:
    """Return the share of the true ids that are found."""
    pairs = zip(found.tolist(), truth.tolist(), strict=True)
    return float(np.mean([len(set(a) & set(b)) / len(b) for a, b in pairs]))


def _opposite(vectors: NDArray[np.float32], asked: Places) -> NDArray[np.int32]:
    centred = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    centred -= centred.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    order = np.argpartition(centred[asked] @ centred.T, LEAST, axis=1)[:, :LEAST]
    return order.astype(np.int32)


def _annoy(vectors: NDArray[np.float32], asked: Places, truth: Any) -> dict[str, float] | None:
    """Annoy as PixPlot uses it: on the raw vectors, its own effort, every image asked."""
    try:
        module: Any = importlib.import_module("annoy")
    except ImportError:
        return None
    found = np.empty((len(vectors), NEIGHBORS), np.int32)

    def work() -> None:
        index = module.AnnoyIndex(vectors.shape[1], "angular")
        index.set_seed(24)
        for position, vector in enumerate(vectors):
            index.add_item(position, vector)
        index.build(TREES)
        for row in range(len(vectors)):
            near = index.get_nns_by_item(row, NEIGHBORS + 1)
            found[row] = [other for other in near if other != row][:NEIGHBORS]

    return {**timed(work), "recall": recall(found[asked], truth)}


def _within(vectors: NDArray[np.float32], asked: Places, exact: Finder) -> dict[str, float]:
    """Every image in one of many values, a third in the first; each value searched for all."""
    rng = np.random.default_rng(3)
    weights = 1 / np.arange(1.5, 41.5)
    value = rng.choice(len(weights), len(vectors), p=weights / weights.sum())
    members = tuple(np.flatnonzero(value == number) for number in range(len(weights)))
    kept: dict[str, Any] = {}

    def work() -> None:
        found = find_within(vectors, members, NEIGHBORS, listed=VALUES, each=EACH)
        kept["found"] = found

    took = timed(work)
    found = kept["found"]
    own = [
        recall(found.ids[some], exact.find(some, members[number], NEIGHBORS)[0])
        for number in range(VALUES)
        if len(some := asked[value[asked] == number])
    ]
    each = [
        recall(
            found.each_ids[asked][:, number * EACH : (number + 1) * EACH],
            exact.find(asked, members[number], EACH)[0],
        )
        for number in range(VALUES)
    ]
    return {**took, "recall": float(np.mean(own)), "recall_each": float(np.mean(each))}


def make_table(results: dict[str, Any]) -> str:
    """Lay the figures out as Markdown."""
    shape = f"{results['count']:,} × {results['dimensions']:,}"
    annoy = results["search"]["annoy"]
    lines = [f"{results['vectors']} vectors, {shape}; load before the run {results['load']:.1f}.",
             "", "| search | wall s | CPU s | wall / Annoy | CPU / Annoy | recall |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    titles = {"annoy": f"Annoy, {TREES} trees, raw vectors", "ours": "pixgen",
              "exact": "every pair (`--exact`)", "least": f"least similar, {LEAST}",
              "within": f"within a column of 40 values; {VALUES} of them for all"}  # fmt: skip
    rows = [(titles[name], figures) for name, figures in results["search"].items() if figures]
    rows += [(f"pixgen, {name}", figures) for name, figures in results["metrics"].items()]
    for title, figures in rows:
        ratios = [
            f"{figures[unit] / annoy[unit]:.2f}" if annoy else "" for unit in ("wall_s", "cpu_s")
        ]
        found = f"{figures['recall']:.4f}"
        if "recall_each" in figures:
            found += f", {figures['recall_each']:.4f} of each value"
        cells = [f"{figures['wall_s']:.1f}", f"{figures['cpu_s']:.1f}", *ratios, found]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _real_vectors(shared: Path, count: int, folder: Path) -> NDArray[np.float32]:
    path = folder / f"real_vectors_{count}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(path, real_vectors.make(shared, count))
    vectors: NDArray[np.float32] = np.load(path)
    return vectors


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawn", action="store_true", help="draw the vectors in any case")
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--metrics", action="store_true", help="measure the other metrics, too")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results")
    arguments = parser.parse_args()
    shared = None if arguments.drawn else os.environ.get("PIXGEN_SHARED")
    if shared:
        vectors = _real_vectors(Path(shared), arguments.count, arguments.out)
    else:
        vectors = clustered(arguments.count, 2048)
    load = os.getloadavg()[0]
    results = {
        "vectors": "Real" if shared else "Drawn",
        "count": len(vectors),
        "dimensions": vectors.shape[1],
        "load": load,
        "search": measure_search(vectors),
        "metrics": measure_metrics(vectors) if arguments.metrics else {},
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "neighbors.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (arguments.out / "neighbors.md").write_text(make_table(results), "utf-8")
    print(make_table(results))


if __name__ == "__main__":
    main()
