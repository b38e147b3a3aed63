"""Lets a made-up visitor use a site for an hour, and watches what the browser's memory does.

    python -m benchmarks.soak [--minutes 60] [--count 30000 | --site FOLDER] [--file] [--seed 5]

Every half minute goes into benchmarks/results/soak.csv, the slopes into soak.md beside it. The
visitor's choices are seeded; how far he comes depends on the machine. Ends with 1 after an error
of the page.
"""

import argparse
import csv
import json
import random
import sys
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from benchmarks.soak.kiosk import Kiosk, kiosk
from benchmarks.soak.visitor import Visitor
from benchmarks.viewer.browser import serve
from benchmarks.viewer.sites import ROOT, prepare

SAMPLE_EVERY = 30
# Minutes at the beginning that count for no slope: caches fill.
WARM_UP = 10
MEMORY = ("heap", "texture", "browser", "GPU", "renderer", "others", "all")


def run(machine: Kiosk, visitor: Visitor, minutes: float, record: Path) -> list[dict[str, float]]:
    """Let the visitor act for so many minutes; writes a line of the record each half minute."""
    rows: list[dict[str, float]] = []
    began = monotonic()
    with record.open("w", newline="", encoding="utf-8") as file:
        writer: Any = None
        while (now := monotonic() - began) < 60 * minutes:
            while monotonic() - began < now + SAMPLE_EVERY:
                visitor.act()
            visitor.complaints += machine.evaluate("heard.splice(0)")
            row = {
                "seconds": monotonic() - began,
                **machine.counts(),
                **machine.memory(),
                "actions": visitor.done.total(),
                "complaints": len(visitor.complaints),
            }
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            rows.append(row)
            writer.writerow({key: round(value, 2) for key, value in row.items()})
            file.flush()
    return rows


def summarize(rows: list[dict[str, float]], warm_up: float) -> str:
    """Tell of every size how it began, ended, peaked, and by how much it grows an hour."""
    late = [row for row in rows if row["seconds"] >= 60 * warm_up]
    lines = ["| | first | last | peak | slope an hour |", "|---|---:|---:|---:|---:|"]
    for key in (*MEMORY, "nodes", "listeners"):
        values = [row[key] for row in rows]
        slope = "–"
        if len(late) >= 3:
            hours = [row["seconds"] / 3600 for row in late]
            slope = f"{np.polyfit(hours, [row[key] for row in late], 1)[0]:+,.1f}"
        unit = " MB" if key in MEMORY else ""
        lines.append(
            f"| {key}{unit} | {values[0]:,.1f} | {values[-1]:,.1f} | {max(values):,.1f} | {slope} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Open the site, let the visitor in, tell what the memory did."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--count", type=int, default=30_000, help="Size of the drawn site.")
    parser.add_argument("--site", type=Path, help="A built site instead of a drawn one.")
    parser.add_argument("--file", action="store_true", help="Open it from the disk.")
    parser.add_argument("--gpu", action="store_true", help="Draw on the machine's GPU.")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    arguments = parser.parse_args()
    site = (arguments.site or prepare(arguments.count)).resolve()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        machine = stack.enter_context(kiosk(gpu=arguments.gpu))
        url = (site / "index.html").as_uri() if arguments.file else stack.enter_context(serve(site))
        machine.open(url)
        visitor = Visitor(machine, random.Random(arguments.seed))
        rows = run(machine, visitor, arguments.minutes, arguments.out / "soak.csv")
    print(json.dumps(visitor.done))
    summary = summarize(rows, min(WARM_UP, arguments.minutes / 3))
    (arguments.out / "soak.md").write_text(summary, "utf-8")
    print(summary)
    if visitor.complaints:
        sys.exit("The page complained:\n" + "\n".join(visitor.complaints))


if __name__ == "__main__":
    main()
