"""Measures how many planted copies of photographs a build finds, and shows what else it takes.

    python -m benchmarks.duplicates [--copies 100] [--threshold 0.9] [--out benchmarks/results]

Into the photographs of PIXGEN_SHARED go copies of some: resized, recompressed, mirrored, cropped
and recoloured. The sets hold copies of their own, so a group of photographs that were not planted
is neither right nor wrong by itself: `duplicates.png` shows them all, the best copy first.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from benchmarks.real_vectors import photographs

ROOT = Path(__file__).resolve().parents[1]
CELL, ACROSS = 100, 16

Change = Callable[[Image.Image, int], tuple[Image.Image, int]]


def resized(image: Image.Image, number: int) -> tuple[Image.Image, int]:
    """To half, a third, two thirds or more."""
    factor = (0.5, 0.35, 0.7, 1.6)[number % 4]
    return image.resize((round(image.width * factor), round(image.height * factor))), 90


def recompressed(image: Image.Image, number: int) -> tuple[Image.Image, int]:
    """With a quality of 15 to 60."""
    return image, (15, 25, 40, 60)[number % 4]


def mirrored(image: Image.Image, number: int) -> tuple[Image.Image, int]:
    """Left to right."""
    return ImageOps.mirror(image), 85


def cropped(image: Image.Image, number: int) -> tuple[Image.Image, int]:
    """By up to 8 % on each side."""
    left, top, right, bottom = np.random.default_rng(number).uniform(0, 0.08, 4)
    width, height = image.size
    box = width * left, height * top, width * (1 - right), height * (1 - bottom)
    return image.crop(tuple(map(round, box))), 85  # type: ignore[arg-type]


def recolored(image: Image.Image, number: int) -> tuple[Image.Image, int]:
    """Grey, brighter, paler or with less contrast."""
    changes = (
        lambda: ImageOps.grayscale(image).convert("RGB"),
        lambda: ImageEnhance.Brightness(image).enhance(1.3),
        lambda: ImageEnhance.Color(image).enhance(0.4),
        lambda: ImageEnhance.Contrast(image).enhance(0.7),
    )
    return changes[number % 4](), 85


CHANGES: tuple[Change, ...] = (resized, recompressed, mirrored, cropped, recolored)


def plant(folder: Path, paths: list[Path], copies: int) -> dict[str, str]:
    """Link the photographs into a folder, and put copies there; return what each is a copy of."""
    for path in paths:
        place = folder / path.parts[-3] / path.name
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(path)
    (folder / "planted").mkdir()
    chosen = np.sort(np.random.default_rng(7).choice(len(paths), copies, replace=False))
    origin = {}
    for number, path in enumerate(paths[index] for index in chosen):
        image = Image.open(path).convert("RGB")
        for change in CHANGES:
            name = f"planted/{number:03}-{change.__name__}.jpg"
            changed, quality = change(image, number)
            changed.save(folder / name, quality=quality)
            origin[name] = f"{path.parts[-3]}/{path.name}"
    return origin


def find(folder: Path, site: Path, threshold: float) -> list[list[str]]:
    """Build a site, and return the groups of its table of duplicates."""
    words = ["build", folder, "-o", site, "--model", "builtin", "--duplicate-threshold", threshold]
    command = [sys.executable, "-m", "pixgen", *map(str, words), "--display-size", "256"]
    subprocess.run(command, cwd=ROOT, check=True)
    groups: dict[str, list[str]] = defaultdict(list)
    with (site / "duplicates.csv").open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            groups[row["group"]].append(row["name"])
    return list(groups.values())


def judge(groups: list[list[str]], origin: dict[str, str]) -> dict[str, Any]:
    """Count planted copies that are in a group with what they were made of, and other groups."""
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    figures: dict[str, Any] = {}
    for change in CHANGES:
        kind = [name for name in origin if name.endswith(f"-{change.__name__}.jpg")]
        found = [n for n in kind if n in group_of and group_of[n] == group_of.get(origin[n])]
        figures[change.__name__] = {"planted": len(kind), "found": len(found)}
    others = [sorted({origin.get(name, name) for name in group}) for group in groups]
    pairs = sum(len(group) - 1 for group in groups)
    figures["others"] = [group for group in others if len(group) > 1]
    figures["joined"] = pairs
    figures["joined_others"] = sum(len(group) - 1 for group in figures["others"])
    return figures


def contact_sheet(groups: list[list[str]], folder: Path) -> Image.Image:
    """Show groups one after the other, each beginning with a white bar."""
    shown = [(name, not place) for group in groups for place, name in enumerate(group)]
    sheet = Image.new("RGB", (ACROSS * CELL, -(-len(shown) // ACROSS) * CELL), "#101114")
    for number, (name, first) in enumerate(shown):
        image = Image.open(folder / name).convert("RGB")
        x, y = number % ACROSS * CELL, number // ACROSS * CELL
        sheet.paste(image.resize((CELL - 8, CELL - 4)), (x + 8, y))
        if first:
            sheet.paste("white", (x + 2, y, x + 6, y + CELL - 4))
    return sheet


def main() -> None:
    """Plant, build, judge, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results")
    arguments = parser.parse_args()
    shared = os.environ.get("PIXGEN_SHARED")
    if not shared:
        parser.error("set PIXGEN_SHARED to the folder of real photographs")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "images"
        folder.mkdir()
        origin = plant(folder, photographs(Path(shared).resolve()), arguments.copies)
        begun = perf_counter()
        groups = find(folder, Path(name) / "site", arguments.threshold)
        figures = {**judge(groups, origin), "build_s": perf_counter() - begun}
        contact_sheet(figures["others"], folder).save(arguments.out / "duplicates.png")
    (arguments.out / "duplicates.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for change in CHANGES:
        kind = figures[change.__name__]
        print(f"{change.__name__}: {kind['found']} of {kind['planted']} found")
    print(f"{figures['joined_others']} of {figures['joined']} joined images were not planted: "
          f"{arguments.out / 'duplicates.png'} shows them")  # fmt: skip


if __name__ == "__main__":
    main()
