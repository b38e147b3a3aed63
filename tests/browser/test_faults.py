"""What the map shows when pages are missing, damaged or late, and when GPU or window fail it."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from harness import Opener, Visit
from helpers import boxes, call, free_ids, middle, names, pixels, rest
from playwright.sync_api import Page, Route

Swatches = tuple[Path, dict[str, tuple[int, ...]]]
GROUND = np.array([0x10, 0x11, 0x14])

# What lies over the map without taking the pointer (shades, the hint) would change its colours.
BARE = """() => {
  const map = document.getElementById("map");
  for (const each of document.body.querySelectorAll("*")) {
    const part = each.contains(map) || map.nextElementSibling.contains(each);
    if (!part) each.style.visibility = "hidden";
  }
}"""

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


pytestmark = pytest.mark.parametrize("open_site", ["http"], indirect=True)


def errors(page: Page, colors: dict[str, tuple[int, ...]]) -> dict[int, int]:
    """Return, for every picture in the open, how far its middle is from its own colour."""
    page.evaluate(BARE)
    places, image, titles = boxes(page), pixels(page), names(page)
    found = {}
    for id_ in free_ids(page, places):
        x, y = middle(places[id_])
        shown = image[int(y), int(x)].astype(int)
        assert np.abs(shown - GROUND).max() > 3, f"the ground shows through picture {id_}"
        found[id_] = int(np.abs(shown - colors[titles[id_]]).max())
    assert len(found) >= 8
    return found


def check_colors(page: Page, colors: dict[str, tuple[int, ...]], soft: bool = False) -> None:
    """Compare every picture in the open with its colour; where pages are short, not so sharply.

    Cells of 8 pixels bleed into each other, and a coarser page comes only where it serves many.
    """
    far = np.array(list(errors(page, colors).values()))
    assert far.max() <= (60 if soft else 10)
    assert (far <= 12).mean() >= 0.9


def near(page: Page, id_: int = 700) -> None:
    """Jump so near that cells of the finest tier are wanted."""
    call(
        page,
        "(p, id) => { p.scene.flyTo([id], { animate: false }); p.scene.zoomBy(0.25); }",
        id_,
    )


def inject(visit: Visit, pattern: str, answer: Callable[[Route], None]) -> None:
    """Let requests whose address matches end otherwise than they should."""
    visit.page.route(re.compile(pattern), answer)


def forgive(visit: Visit, expected: str) -> None:
    """Take the complaints that a fault is meant to cause out of the visit's."""
    assert any(expected in complaint for complaint in visit.complaints)
    visit.complaints = [text for text in visit.complaints if expected not in text]


def test_a_missing_page_leaves_the_coarser_cells(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0])
    rest(visit.page)
    inject(visit, r"tiles/128/", lambda route: route.fulfill(status=404, body="gone"))
    near(visit.page)
    rest(visit.page)
    assert not any(page.startswith("128/") for page in resident(visit.page))
    check_colors(visit.page, swatches[1], soft=True)
    forgive(visit, "404")


def test_a_truncated_page_leaves_the_coarser_cells(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0])
    rest(visit.page)

    def truncate(route: Route) -> None:
        text = route.fetch().text()
        route.fulfill(body=text[: len(text) // 2], content_type="text/javascript")

    inject(visit, r"tiles/128/", truncate)
    near(visit.page)
    rest(visit.page)
    assert not any(page.startswith("128/") for page in resident(visit.page))
    check_colors(visit.page, swatches[1], soft=True)


def test_a_late_page_holds_up_no_other(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    late: list[Route] = []
    inject(visit, r"tiles/128/10\.js", lambda route: late.append(route))
    near(page)
    # 10 holds the ids 640 to 703; those of the pages beside it arrive meanwhile.
    page.wait_for_function("() => window.pixgen.stats.pending === 1")
    assert "128/10" not in resident(page)
    assert any(name.startswith("128/") for name in resident(page))
    check_colors(page, swatches[1], soft=True)
    assert len(late) == 1
    late[0].continue_()
    page.wait_for_function("() => window.pixgen.stats.pagesResident.includes('128/10')")
    rest(page)
    check_colors(page, swatches[1])


def resident(page: Page) -> list[str]:
    return page.evaluate("window.pixgen.stats.pagesResident")


def test_a_context_lost_in_flight_heals_where_the_flight_ends(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    call(page, "(p) => p.scene.flyTo([700, 701, 702])")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.evaluate(LOSE, 5)
    rest(page)
    aim = call(
        page,
        """async (p) => {
          const there = p.scene.view;
          p.scene.flyTo([700, 701, 702], { animate: false });
          return [there, p.scene.view];
        }""",
    )
    assert aim[0] == pytest.approx(aim[1])
    rest(page)
    check_colors(page, swatches[1])


def test_each_lost_context_leaves_fewer_layers_and_a_whole_view(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    near(page)
    rest(page)
    for _ in range(2):
        page.evaluate(LOSE, 1)
        rest(page)
        check_colors(page, swatches[1])
    assert len(resident(page)) <= 8


def with_settings(visit_page: Page, extra: str) -> None:
    """Write more settings into the page as it is served."""

    def answer(route: Route) -> None:
        text = route.fetch().text()
        assert '"background"' in text
        route.fulfill(body=text.replace('"background"', f'{extra}, "background"'))

    visit_page.route(re.compile(r"/(#.*)?$"), answer)


def test_four_layers_are_enough_for_a_whole_view(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    with_settings(page, '"layers": 4')
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
    for id_ in (700, 30, 1400):
        near(page, id_)
        rest(page)
        assert len(resident(page)) <= 4
        check_colors(page, swatches[1], soft=True)
    call(page, "(p) => p.scene.home({ animate: false })")
    rest(page)
    check_colors(page, swatches[1], soft=True)


def test_a_gpu_without_memory_for_more_pages_goes_on_with_those_it_has(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    page.add_init_script(
        """{
          const gl = WebGL2RenderingContext.prototype, { texStorage3D, getError } = gl;
          let full = false;
          window.refusals = 0;
          gl.texStorage3D = function (target, levels, format, width, height, depth) {
            if (depth > 8) { full = true; window.refusals++; return; }
            texStorage3D.call(this, target, levels, format, width, height, depth);
          };
          gl.getError = function () {
            if (!full) return getError.call(this);
            full = false;
            return gl.OUT_OF_MEMORY;
          };
        }"""
    )
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
    for id_ in (700, 30, 1400):
        near(page, id_)
        rest(page)
        assert len(resident(page)) <= 8
        check_colors(page, swatches[1], soft=True)
    assert page.evaluate("window.refusals") == 1


def test_sixty_resizes_leave_the_view_right(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    near(page)
    rest(page)
    rng = np.random.default_rng(60)
    for turn in range(60):
        width, height = int(rng.integers(320, 1600)), int(rng.integers(320, 1000))
        page.set_viewport_size({"width": width, "height": height})
        if turn % 3 == 0:
            call(page, "(p, by) => p.scene.panBy(by, -by)", int(rng.integers(-90, 90)))
        if turn % 20 == 19:
            rest(page)
            size = page.evaluate("[innerWidth, innerHeight]")
            canvas = page.evaluate("(({ width, height }) => [width, height])(map)")
            assert canvas == size == [width, height]
    page.set_viewport_size({"width": 1200, "height": 800})
    near(page)
    rest(page)
    check_colors(page, swatches[1])
