"""Draws the sample collection: seeded pictures of sixteen families and their table of labels."""

import argparse
import csv
import io
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

# One thread a process, set before NumPy loads: the processes are the parallelism.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np
from families import FAMILIES
from PIL import Image

COLUMNS = ("filename", "title", "category", "tags", "year", "description", "lat", "lng")
QUALITIES = (80, 74, 68, 60, 52, 45)
BYTES_A_PIXEL = 0.07


def jobs(count: int) -> list[tuple[int, int]]:
    """Family and index of each picture, so that the families stay balanced for any count."""
    return [(i % len(FAMILIES), i // len(FAMILIES)) for i in range(count)]


def encoded(image: Image.Image) -> bytes:
    """JPEG bytes at the first quality that keeps to the budget, or at the last."""
    budget = image.width * image.height * BYTES_A_PIXEL
    data = b""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        data = buffer.getvalue()
        if len(data) <= budget:
            break
    return data


def draw_one(job: tuple[int, int], *, seed: int, size: int, folder: Path) -> dict[str, object]:
    """Draw one picture into `folder` and return its row of the table.

    Its chance comes from (seed, family, index) alone, so it does not depend on the count.
    """
    number, index = job
    family = FAMILIES[number]
    key = [seed, *family.name.encode(), index]
    drawing = family.draw(np.random.default_rng(key), size)
    filename = f"{family.name}-{index:04d}.jpg"
    (folder / filename).write_bytes(encoded(drawing.image))
    return {
        "filename": filename,
        "title": drawing.title,
        "category": family.category,
        "tags": "|".join(drawing.tags),
        "year": drawing.year,
        "description": drawing.description,
        "lat": "" if drawing.lat is None else f"{drawing.lat:.4f}",
        "lng": "" if drawing.lng is None else f"{drawing.lng:.4f}",
    }


def main() -> None:
    """Parse the command line, draw, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=304, help="how many pictures")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same bytes")
    parser.add_argument("--size", type=int, default=640, help="long side in pixels")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder to write into")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    options = parser.parse_args()
    if options.count < 1 or options.size < 16 or options.workers < 1 or options.seed < 0:
        parser.error("--count and --workers are at least 1, --size 16, --seed 0")

    folder = options.output / "images"
    folder.mkdir(parents=True, exist_ok=True)
    work = partial(draw_one, seed=options.seed, size=options.size, folder=folder)
    with ProcessPoolExecutor(options.workers) as pool:
        rows = sorted(
            pool.map(work, jobs(options.count), chunksize=8),
            key=lambda row: str(row["filename"]),
        )
    with (options.output / "metadata.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} pictures in {folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
