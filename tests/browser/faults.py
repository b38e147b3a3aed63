"""Makes things go wrong, and asks whether every picture in the open still has its own colour."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from harness import Visit
from helpers import boxes, call, free_ids, middle, names, pixels
from numpy.typing import NDArray
from playwright.sync_api import Page, Route

Colors = dict[str, tuple[int, ...]]
Look = Callable[[Page], NDArray[np.uint8]]
Swatches = tuple[Path, Colors]
GROUND = np.array([0x10, 0x11, 0x14])

# What lies over the map without taking the pointer (shades, the hint) would change its colours.
BARE = """() => {
  const map = document.getElementById("map");
  for (const each of document.body.querySelectorAll("*")) {
    const part = each.contains(map) || map.nextElementSibling.contains(each);
    if (!part) each.style.visibility = "hidden";
  }
}"""

# Takes the context away, and gives it back after so many animation frames.
LOSE = """async (hold) => {
  const canvas = document.getElementById("map");
  const event = (name) =>
    new Promise((done) => canvas.addEventListener(name, done, { once: true }));
  const lose = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
  const gone = event("webglcontextlost"), back = event("webglcontextrestored");
  lose.loseContext();
  await gone;
  for (let i = 0; i < hold; i++) await new Promise(requestAnimationFrame);
  lose.restoreContext();
  await back;
}"""

# Pages may be on their way for ever: the map stands still when 20 animation frames pass without
# one of ours.
STILL = """async () => {
  let calm = 0, frames = 0;
  while (calm < 20) {
    await new Promise(requestAnimationFrame);
    calm = window.pixgen.stats.frames === frames ? calm + 1 : 0;
    frames = window.pixgen.stats.frames;
  }
}"""


def errors(page: Page, colors: Colors, look: Look) -> dict[int, int]:
    """Return, for every picture in the open, how far its middle is from its own colour."""
    page.evaluate(BARE)
    places, image, titles = boxes(page), look(page), names(page)
    ratio = page.evaluate("devicePixelRatio")
    found = {}
    for id_ in free_ids(page, places):
        x, y = middle(places[id_])
        shown = image[int(y * ratio), int(x * ratio)].astype(int)
        assert np.abs(shown - GROUND).max() > 3, f"the ground shows through picture {id_}"
        found[id_] = int(np.abs(shown - colors[titles[id_]]).max())
    assert len(found) >= 8
    return found


def check_colors(page: Page, colors: Colors, soft: bool = False, look: Look = pixels) -> None:
    """Compare every picture in the open with its colour; where pages are short, not so sharply.

    Cells of 8 pixels bleed into each other, and a coarser page comes only where it serves many.
    """
    far = np.array(list(errors(page, colors, look).values()))
    assert far.max() <= (60 if soft else 10)
    assert (far <= 12).mean() >= 0.9


def near(page: Page, id_: int = 700) -> None:
    """Jump so near that cells of the finest tier are wanted."""
    call(
        page,
        "(p, id) => { p.scene.flyTo([id], { animate: false }); p.scene.zoomBy(0.45); }",
        id_,
    )


def fly(page: Page, ids: list[int]) -> None:
    """Set out for some pictures, as a visitor does, and see the first frame on the way."""
    page.evaluate("() => document.getElementById('map').dispatchEvent(new WheelEvent('wheel'))")
    call(page, "(p, ids) => p.scene.flyTo(ids)", ids)
    page.evaluate("() => new Promise(requestAnimationFrame)")


def still(page: Page) -> None:
    """Wait until nothing is drawn, whatever is still on its way."""
    page.evaluate(STILL)


def resident(page: Page) -> list[str]:
    """Return the pages of cells on the GPU, as size/page."""
    return page.evaluate("window.pixgen.stats.pagesResident")


def inject(visit: Visit, pattern: str, answer: Callable[[Route], None]) -> None:
    """Let requests whose address matches end otherwise than they should."""
    visit.page.route(re.compile(pattern), answer)


@dataclass
class Held:
    """Requests that wait until they are let go, and those that come after them pass."""

    routes: list[Route] = field(default_factory=list)
    open: bool = False

    def take(self, route: Route) -> None:
        if self.open:
            route.fallback()
        else:
            self.routes.append(route)

    def let_go(self) -> None:
        self.open = True
        for route in self.routes:
            route.fallback()


def hold(visit: Visit, pattern: str) -> Held:
    """Let requests whose address matches wait."""
    held = Held()
    inject(visit, pattern, lambda route: held.take(route))
    return held


def forgive(visit: Visit, expected: str) -> None:
    """Take the complaints that a fault is meant to cause out of the visit's."""
    assert any(expected in complaint for complaint in visit.complaints)
    visit.complaints = [text for text in visit.complaints if expected not in text]
