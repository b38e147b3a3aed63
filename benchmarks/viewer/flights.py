"""Owns the journeys over a site: what each new view costs, what a thousand pages leave behind."""

import gzip
import math
import random
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.viewer.browser import Visit

Figures = dict[str, Any]
View = dict[str, float]
# Far and near end of the flights: the whole map, and a picture as large as most of the window.
LIMITS = """({ site, scene }) => {
  const home = scene.view.scale, { cell, aspect } = site.manifest.models[0].layouts[0];
  return { home, most: 0.9 * Math.min(innerWidth, innerHeight) / cell, aspect, cell,
           count: site.manifest.count };
}"""


def draw_views(visit: Visit, number: int, seed: int) -> list[View]:
    """Choose views around images drawn at random, from the whole map to close-ups, log-uniform."""
    rng = random.Random(seed)
    visit.call("(p) => p.scene.home({ animate: false })")
    limits = visit.call(LIMITS)
    ids = [rng.randrange(limits["count"]) for _ in range(number)]
    ends = math.log(limits["home"]), math.log(limits["most"])
    scales = [math.exp(rng.uniform(*ends)) for _ in range(number)]
    return visit.call(
        """async ({ site }, [ids, scales]) => {
          const { positions } = await site.allPoints();
          const { aspect } = site.manifest.models[0].layouts[0];
          return ids.map((id, i) => ({
            x: (positions[2 * id] / 65535 - 0.5) * aspect,
            y: positions[2 * id + 1] / 65535 - 0.5,
            scale: scales[i],
          }));
        }""",
        [ids, scales],
    )


def measure_flights(visit: Visit, site: Path, needs: str, *, number: int, seed: int) -> Figures:
    """Fly to seeded views, each when the one before has come to rest.

    What a view needs counts from nothing: all its pages, as if it were opened by a link. What it
    loaded counts what was not there from the views before, display images included.
    """
    visit.call("async (p) => (await p.site.allPoints()).stride")
    visit.rest()
    asked = draw_views(visit, number, seed)
    views, loaded, sizes = [], [], []
    for view in asked:
        pages, before = visit.call("(p) => p.stats.pagesLoaded"), visit.traffic.pictures()
        visit.call("(p, view) => p.scene.setView(view)", view)
        visit.rest()
        # The limits of the map may have moved it.
        views.append(visit.call("(p) => ({ ...p.scene.view })"))
        loaded.append(visit.call("(p) => p.stats.pagesLoaded") - pages)
        sizes.append(visit.traffic.pictures() - before)
    visit.page.evaluate(needs)
    needed = visit.page.evaluate("(views) => pixgenNeeds(pixgen.site, views)", views)
    weights = [sum(packed(site / "tiles" / f"{page}.js") for page in pages) for pages in needed]
    return {
        **ends("pages_needed", [len(pages) for pages in needed]),
        **ends("bytes_needed", weights),
        **ends("pages_loaded", loaded),
        **ends("bytes_loaded", sizes),
        "flights": number,
    }


@lru_cache(maxsize=10_000)
def packed(path: Path) -> int:
    """Return the bytes of a file as a server sends it."""
    return len(gzip.compress(path.read_bytes(), compresslevel=6))


def ends(name: str, values: list[int]) -> Figures:
    """Return the median, the 95th percentile and the most."""
    p50, p95, most = np.percentile(values, [50, 95, 100])
    return {f"{name}_p50": float(p50), f"{name}_p95": float(p95), f"{name}_max": float(most)}


def load_pages(visit: Visit, pages: int, seed: int) -> Figures:
    """Jump from close-up to close-up until so many pages were loaded; tell what JavaScript holds.

    A site of fewer pages than the device holds never loads one twice: it stops when a round of
    views brings nothing new.
    """
    visit.rest()
    start, first = visit.heap(), visit.call("(p) => p.stats.pagesLoaded")
    rng = random.Random(seed)
    cell, aspect = visit.call(
        "({ site }) => { const [{ cell, aspect }] = site.manifest.models[0].layouts;"
        " return [cell, aspect]; }"
    )
    seen, idle = first, 0
    while seen - first < pages and idle < 20:
        # Between 14 and 140 px a side: cells of 32 and of 128 px.
        scale = 14 * 10 ** rng.random() / cell
        x, y = (rng.random() - 0.5) * aspect, rng.random() - 0.5
        jump = "(p, view) => p.scene.setView(view, { animate: false })"
        visit.call(jump, {"x": x, "y": y, "scale": scale})
        visit.rest()
        now = visit.call("(p) => p.stats.pagesLoaded")
        idle = idle + 1 if now == seen else 0
        seen = now
    visit.call("(p) => p.scene.home({ animate: false })")
    visit.rest()
    end = visit.heap()
    return {
        "heap_start": start,
        "heap_end": end,
        "heap_pages": seen - first,
        "texture_bytes_end": visit.call("(p) => p.stats.textureBytes"),
    }
