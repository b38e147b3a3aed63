"""Owns the order of measuring a site: over http, from the disk, drawn by the reference."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from benchmarks.viewer.actions import measure_actions, measure_reference_actions
from benchmarks.viewer.browser import lay_beside, serve, visit_reference, visit_site
from benchmarks.viewer.flights import load_pages, measure_flights
from benchmarks.viewer.frames import measure_frames, measure_reference_frames
from benchmarks.viewer.opening import measure_opening, read_reference_opening
from benchmarks.viewer.sites import unpack

# From here on opening the reference takes so long that once must do.
LARGE = 200_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How thoroughly to measure."""

    flights: int = 100
    frames: int = 40
    openings: int = 3
    page_loads: int = 1000
    seed: int = 7


QUICK = Plan(flights=6, frames=8, openings=1, page_loads=20)


def measure_site(
    browser: Browser, site: Path, bundle: Path, folder: Path, plan: Plan, most: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Measure one site over http, from the disk, and drawn by the reference, one after the other.

    Parameters
    ----------
    browser
        A running Chromium.
    site, bundle, folder
        The site; the bundled reference; a folder that does not exist yet.
    plan
        How thoroughly.
    most
        Bytes that the reference's textures may take.

    Yields
    ------
    "http", "file" or "reference", and its figures.
    """
    http = measure_http(browser, site, (bundle / "needs.js").read_text("utf-8"), plan)
    views = http.pop("views")
    yield "http", http
    yield "file", measure_file(browser, site, plan)
    lay_beside(bundle, site, folder)
    yield "reference", measure_reference(browser, site, folder, plan, most, views)


def measure_http(browser: Browser, site: Path, needs: str, plan: Plan) -> dict[str, Any]:
    """Measure everything over http."""
    with serve(site) as url:
        open_site = partial(visit_site, browser, url)
        # The server packs a file when it is first asked for; a host does so beforehand.
        measure_opening(open_site, 1)
        say("opening")
        figures = measure_opening(open_site, plan.openings)
        with open_site() as visit:
            visit.call("async (p) => (await p.site.allPoints()).stride")
            visit.rest()
            say("frames")
            figures |= measure_frames(visit, frames=plan.frames, flights=6, seed=plan.seed)
            say("actions")
            figures |= measure_actions(visit, seed=plan.seed)
        with open_site() as visit:
            say("flights")
            figures |= measure_flights(visit, site, needs, number=plan.flights, seed=plan.seed)
        with open_site() as visit:
            say("page loads")
            figures |= load_pages(visit, plan.page_loads, plan.seed)
            figures["complaints"] += visit.complaints
    return figures


def measure_file(browser: Browser, site: Path, plan: Plan) -> dict[str, Any]:
    """Measure what is different from the disk: opening, and what its scripts leave in memory."""
    open_site = partial(visit_site, browser, (site / "index.html").as_uri())
    say("opening from file://")
    figures = measure_opening(open_site, plan.openings)
    with open_site() as visit:
        say("page loads from file://")
        figures |= load_pages(visit, plan.page_loads, plan.seed)
        figures["complaints"] += visit.complaints
    return figures


def measure_reference(
    browser: Browser, site: Path, folder: Path, plan: Plan, most: int, views: dict[str, Any]
) -> dict[str, Any]:
    """Measure the reference in the views in which the viewer was measured."""
    count = json.loads(unpack(site / "data" / "manifest.js"))["count"]
    turns = 1 if count >= LARGE else plan.openings
    times = []
    with serve(folder) as url:
        for turn in range(turns):
            with visit_reference(browser, url, site, most) as visit:
                say("reference: opening")
                figures = read_reference_opening(visit)
                times.append(figures["first_ms"])
                if turn == turns - 1:
                    say("reference: frames")
                    frames = min(plan.frames, 20)
                    figures |= measure_reference_frames(visit, views, frames=frames)
                    say("reference: actions")
                    figures |= measure_reference_actions(visit, seed=plan.seed)
    figures["first_ms"] = figures["textured_ms"] = median(times)
    return figures


def say(what: str) -> None:
    """Tell what is being measured."""
    print(f"  {what} …", flush=True)
