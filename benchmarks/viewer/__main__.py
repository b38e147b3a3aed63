"""Measures the viewer on sites of several sizes, beside a renderer that works PixPlot's way.

    python -m benchmarks.viewer [--counts 1000,30000] [--site FOLDER] [--flights 100] [--quick]

Draws the sites it lacks into benchmarks/results/sites/. Prints one table and stores it, with all
figures, in benchmarks/results/. Compare figures of one run: they depend on the machine.
"""

import argparse
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.viewer.browser import launch, make_reference
from benchmarks.viewer.measure import QUICK, Plan, measure_site
from benchmarks.viewer.sites import ROOT, prepare
from benchmarks.viewer.table import make_table

COUNTS = "1000,30000,100000,1000000"
# Share of the free memory that the reference's textures may take.
SHARE = 0.45


def main() -> None:
    """Draw the sites, measure, print and store."""
    arguments = read_arguments()
    plan = QUICK if arguments.quick else Plan()
    if arguments.flights is not None:
        plan = replace(plan, flights=arguments.flights)
    counts = [int(count) for count in arguments.counts.split(",") if count]
    sites = [(f"{count:,}", prepare(count)) for count in counts]
    sites += [(folder.resolve().name, folder.resolve()) for folder in arguments.site]
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        bundle = Path(name) / "bundle"
        make_reference(bundle)
        for number, (title, site) in enumerate(sites):
            print(f"{title} images", flush=True)
            # Each in a browser of its own, so that none inherits the other's memory.
            browser = launch(playwright, gpu=arguments.gpu)
            most = int(SHARE * psutil.virtual_memory().available)
            folder = Path(name) / str(number)
            results.append({"name": title})
            # Kept part by part: the reference of a large site takes long.
            for way, figures in measure_site(browser, site, bundle, folder, plan, most):
                results[-1][way] = figures
                store(results, describe(browser), arguments.out)
            browser.close()
    print("\n" + (arguments.out / "viewer.md").read_text("utf-8"))


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.viewer",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--counts", default=None, help=f"Sizes of drawn sites. [{COUNTS}]")
    parser.add_argument(
        "--site", type=Path, action="append", default=[], help="A built site; may be repeated."
    )
    parser.add_argument("--flights", type=int, help="Views that are flown to. [100]")
    parser.add_argument("--quick", action="store_true", help="A rough look, in a few minutes.")
    parser.add_argument("--gpu", action="store_true", help="Draw on the machine's GPU.")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    arguments = parser.parse_args()
    if arguments.counts is None:
        arguments.counts = "" if arguments.site else COUNTS
    return arguments


def describe(browser: Browser) -> dict[str, Any]:
    """Tell on what was measured."""
    page = browser.new_page()
    renderer = page.evaluate(
        """() => {
          const gl = document.createElement("canvas").getContext("webgl2");
          const info = gl.getExtension("WEBGL_debug_renderer_info");
          return gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
        }"""
    )
    page.close()
    return {"browser": f"Chromium {browser.version}", "renderer": renderer, "cores": os.cpu_count()}


def store(results: list[dict[str, Any]], machine: dict[str, Any], folder: Path) -> None:
    """Write all figures, and the table."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine, "results": results}, indent=1)
    (folder / "viewer.json").write_text(text + "\n", "utf-8")
    on = f"{machine['browser']}, {machine['renderer']}, {machine['cores']} cores"
    (folder / "viewer.md").write_text(f"{make_table(results)}\n{on}\n", "utf-8")


if __name__ == "__main__":
    main()
