"""Asks the open page where its pictures stand, and waits until it has come to rest."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

# A frame is due whenever something has to be drawn or fetched: when 20 animation frames of the
# browser pass without one of ours and no page of cells is on its way, the map is at rest.
REST = """async () => {
  const stats = () => window.pixgen.stats;
  let calm = 0, frames = stats().frames, requests = stats().requests, loaded = stats().pagesLoaded;
  while (calm < 20) {
    await new Promise(requestAnimationFrame);
    const now = stats();
    const still = now.frames === frames && now.requests === requests && now.pagesLoaded === loaded;
    calm = still && now.pending === 0 ? calm + 1 : 0;
    frames = now.frames; requests = now.requests; loaded = now.pagesLoaded;
  }
}"""


def rest(page: Page) -> None:
    """Wait until nothing moves, loads or is drawn."""
    page.evaluate(REST)


def count_frames(page: Page, frames: int) -> int:
    """Return how many frames the map drew while the browser showed `frames` of its own."""
    return page.evaluate(
        """async (n) => {
          const before = window.pixgen.stats.frames;
          for (let i = 0; i < n; i++) await new Promise(requestAnimationFrame);
          return window.pixgen.stats.frames - before;
        }""",
        frames,
    )


def names(page: Page) -> list[str]:
    """Return the name of every image, by id."""
    return page.evaluate(
        """async () => {
          const { site } = window.pixgen, out = [];
          for (let id = 0; id < site.manifest.count; id++) out.push((await site.record(id)).name);
          return out;
        }"""
    )


def wait_listed(page: Page, part: str, ids: list[int]) -> None:
    """Wait until a part of the detail view shows exactly these pictures, in this order."""
    page.wait_for_function(
        """async ([part, ids]) => {
          const shown = [...document.querySelectorAll(`${part} .neighbor`)]
            .filter((button) => button.checkVisibility());
          if (shown.length !== ids.length) return false;
          const { site } = window.pixgen;
          const titles = (await Promise.all(ids.map((id) => site.record(id)))).map((r) => r.title);
          // A picture is named once it has come into view.
          for (const button of shown) {
            if (button.title !== "") continue;
            button.scrollIntoView();
            await new Promise(requestAnimationFrame);
          }
          return shown.every((button, i) => button.title === titles[i]);
        }""",
        arg=[part, ids],
    )


def members(page: Page, hotspot: int, model: int = 0) -> list[int]:
    """Return the ids of a hotspot's pictures."""
    return page.evaluate(
        """async ([hotspot, model]) => Array.from(await window.pixgen.site.models[model].groups())
          .flatMap((group, id) => group === hotspot ? [id] : [])""",
        [hotspot, model],
    )


def boxes(page: Page) -> NDArray[np.float64]:
    """Return x, y, width, height of every picture on the page, N×4, in CSS pixels."""
    rows = page.evaluate(
        """() => {
          const { site, scene } = window.pixgen, out = [];
          for (let id = 0; id < site.manifest.count; id++) {
            const { x, y, width, height } = scene.boxOf(id);
            out.push([x, y, width, height]);
          }
          return out;
        }"""
    )
    return np.array(rows)


def free_ids(page: Page, places: NDArray[np.float64]) -> list[int]:
    """Return the ids whose middle no panel or shade of the title covers and the window holds."""
    middles = (places[:, :2] + places[:, 2:] / 2).tolist()
    return page.evaluate(
        """(middles) => {
          const shade = 1.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
          const top = document.getElementById("header").getBoundingClientRect().bottom + shade;
          return middles.flatMap(([x, y], id) =>
            y > top && document.elementFromPoint(x, y)?.id === "map" ? [id] : []);
        }""",
        middles,
    )


def middle(box: NDArray[np.float64]) -> tuple[float, float]:
    """Return the middle of a box."""
    return float(box[0] + box[2] / 2), float(box[1] + box[3] / 2)


def pixels(page: Page) -> NDArray[np.uint8]:
    """Return what the window shows, height×width×3."""
    with Image.open(io.BytesIO(page.screenshot())) as image:
        return np.asarray(image.convert("RGB"))


def call(page: Page, script: str, argument: Any = None) -> Any:
    """Run an async function of (pixgen, argument) in the page."""
    return page.evaluate(f"async (argument) => await ({script})(window.pixgen, argument)", argument)
