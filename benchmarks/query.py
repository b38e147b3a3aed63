"""Asks a site for photographs held out of it: how many of the images found are of their class.

    python -m benchmarks.query COLLECTION --model builtin --model mobilenet_v2

COLLECTION is a folder with ``images/`` and ``metadata.csv``, in which ``category`` is the class.
"""

import argparse
import csv
import os
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from pixgen.build import build_site
from pixgen.progress import SilentProgress
from pixgen.query import query
from pixgen.setting_files import load_settings

AMONG = 5
SEED = 24


def main() -> None:
    """Hold photographs out, build, ask, and print one line a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--model", action="append", required=True)
    parser.add_argument("--weights", action="append", default=[])
    parser.add_argument("--held-out", type=int, default=4, help="photographs of each class")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), options.collection.resolve(), options)


def compare(folder: Path, collection: Path, options: argparse.Namespace) -> None:
    """Build one site with all models in `folder`, and ask each of them."""
    inside, held = part(collection, folder, options.held_out)
    given = {"images": [str(folder / "in")], "out": str(folder / "site"), "model": options.model}
    if options.weights:
        given["weights"] = options.weights
    build_site(load_settings(None, given), SilentProgress())
    classes = {**inside, **held}
    pictures = [str(folder / "held" / name) for name in held]
    print(f"{collection.name}: {len(held)} of {len(classes)} photographs held out")
    print(f"{'model':<22}{f'precision@{AMONG}':>12}{'first right':>12}{'s in all':>10}")
    for model in options.model:
        began = perf_counter()
        name = Path(model).stem
        found = query(pictures, folder / "site", count=AMONG, model=name, progress=SilentProgress())
        seconds = perf_counter() - began
        if len(found.answers) != len(held):
            raise SystemExit(f"only {len(found.answers)} of {len(held)} could be read")
        hits = [
            [classes[match.name] == held[answer.picture] for match in answer.matches]
            for answer in found.answers
        ]
        precision = sum(map(sum, hits)) / AMONG / len(hits)
        first = sum(row[0] for row in hits) / len(hits)
        print(f"{name:<22}{precision:>12.3f}{first:>12.3f}{seconds:>10.1f}")


def part(collection: Path, folder: Path, count: int) -> tuple[dict[str, str], dict[str, str]]:
    """Link `count` photographs of each class into ``held/``, the others into ``in/``.

    Returns
    -------
    The class by file name of those inside, and of those held out.
    """
    by_class = defaultdict(list)
    with (collection / "metadata.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_class[row["category"]].append(row["filename"])
    draw = random.Random(SEED)
    sides: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for label, names in sorted(by_class.items()):
        out = set(draw.sample(sorted(names), count))
        for name in names:
            side = folder / ("held" if name in out else "in")
            side.mkdir(exist_ok=True)
            os.symlink(collection / "images" / name, side / Path(name).name)
            sides[name in out][Path(name).name] = label
    return sides


if __name__ == "__main__":
    main()
