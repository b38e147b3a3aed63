"""Draws a small collection of four kinds of pictures, some of them there twice, with a table."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

COUNTS = {"Rings": 18, "Stripes": 16, "Dots & <b>grids</b>": 14, "Crosses": 7, "Lone": 1}
COPIED = ("rings-00", "stripes-03", "crosses-02")
"""Names of the pictures that have a smaller, recompressed copy; the first one has two."""


def draw_kinds(folder: Path) -> Path:
    """Draw the pictures into a folder, and return the table that tells what they are."""
    rng = np.random.default_rng(5)
    rows = []
    for kind, count in COUNTS.items():
        for number in range(count):
            stem = f"{kind.split(' ')[0].lower()}-{number:02}"
            picture = _draw(kind, rng)
            picture.save(folder / f"{stem}.png")
            tags = [kind.split(" ")[0].lower(), "large" if number % 2 else "small"]
            rows.append([f"{stem}.png", f"{kind} {number + 1}", kind, "|".join(tags)])
    # One of which nothing is known.
    rows[-2][2] = ""
    for stem in COPIED:
        with Image.open(folder / f"{stem}.png") as picture:
            for copy, share in enumerate((2, 3) if stem == COPIED[0] else (2,)):
                small = picture.resize((picture.width // share, picture.height // share))
                small.save(folder / f"{stem}-copy-{copy}.jpg", quality=85)
    table = folder / "kinds.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["filename", "title", "category", "tags"], *rows])
    return table


def _draw(kind: str, rng: np.random.Generator) -> Image.Image:
    width, height = rng.integers(180, 320, 2).tolist()
    back, front = rng.integers(20, 120, 3), rng.integers(130, 256, 3)
    picture = Image.new("RGB", (width, height), tuple(back.tolist()))
    pen = ImageDraw.Draw(picture)
    ink = tuple(front.tolist())
    # Shades behind the pattern, without which two of a kind were the same but for their colours.
    for _ in range(8):
        x, y, side = rng.random(3) * (width, height, 150)
        shade = tuple(rng.integers(0, 256, 3).tolist())
        pen.ellipse((x - side, y - side, x + side, y + side), fill=shade)
    step = int(rng.integers(24, 44))
    if kind == "Rings":
        for radius in range(step, max(width, height), step):
            box = (width / 2 - radius, height / 2 - radius, width / 2 + radius, height / 2 + radius)
            pen.ellipse(box, outline=ink, width=step // 4)
    elif kind == "Stripes":
        for x in range(-height, width, step):
            pen.line((x, height, x + height, 0), fill=ink, width=step // 3)
    elif kind.startswith("Dots"):
        for x in range(step // 2, width, step):
            for y in range(step // 2, height, step):
                pen.ellipse((x - step / 4, y - step / 4, x + step / 4, y + step / 4), fill=ink)
    elif kind == "Crosses":
        pen.line((0, 0, width, height), fill=ink, width=step)
        pen.line((0, height, width, 0), fill=ink, width=step)
    else:
        pen.polygon((width / 2, 10, width - 10, height - 10, 10, height - 10), fill=ink)
    return picture
