"""What the map shows when its window is resized, turned, on another screen, hidden or frozen."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from faults import Swatches, check_colors, fly, hold, near, release
from harness import Opener
from helpers import call, rest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("open_site", ["http"], indirect=True)


def canvas_size(page: Page) -> list[int]:
    return page.evaluate("(({ width, height }) => [width, height])(document.getElementById('map'))")


# A GPU that takes its time for every pixel: 4 ms for a million.
SLOW = """
  const gl = WebGL2RenderingContext.prototype, { drawArrays } = gl;
  gl.drawArrays = function (...which) {
    const end = performance.now() + (this.drawingBufferWidth * this.drawingBufferHeight) / 250000;
    while (performance.now() < end);
    drawArrays.apply(this, which);
  };
"""


def test_an_upright_kiosk_draws_fewer_pixels_while_they_cost_too_much_and_all_at_rest(
    open_site: Opener, sample_site: Path
) -> None:
    upright = {"width": 1080, "height": 1920}
    kiosk = {"viewport": upright, "device_scale_factor": 2, "has_touch": True}
    page = open_site(sample_site, init=SLOW, **kiosk).page
    rest(page)
    assert canvas_size(page) == [2160, 3840]
    shares = call(
        page,
        """async (p) => {
          const seen = [];
          p.scene.on("move", () => seen.push(p.stats.resolution));
          const landed = new Promise((done) => p.scene.on("rest", done));
          p.scene.flyTo([100]);
          await landed;
          return seen;
        }""",
    )
    assert shares[0] == 1
    assert min(shares) < 1
    rest(page)
    assert page.evaluate("window.pixgen.stats.resolution") == 1
    assert canvas_size(page) == [2160, 3840]


def test_a_hundred_resizes_leave_the_view_right(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    near(page)
    rest(page)
    rng = np.random.default_rng(60)
    for turn in range(100):
        width, height = int(rng.integers(320, 1600)), int(rng.integers(320, 1000))
        page.set_viewport_size({"width": width, "height": height})
        if turn % 3 == 0:
            call(page, "(p, by) => p.scene.panBy(by, -by)", int(rng.integers(-90, 90)))
        if turn % 20 == 19:
            rest(page)
            assert canvas_size(page) == page.evaluate("[innerWidth, innerHeight]")
            assert canvas_size(page) == [width, height]
    page.set_viewport_size({"width": 1200, "height": 800})
    near(page)
    rest(page)
    check_colors(page, swatches[1])


def test_other_densities_and_turned_screens_in_flight_leave_the_view_right(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    screen = page.context.new_cdp_session(page)

    def look(_: Page) -> NDArray[np.uint8]:
        # The driver does not know the size that the window has now.
        shot = base64.b64decode(screen.send("Page.captureScreenshot")["data"])
        with Image.open(io.BytesIO(shot)) as image:
            return np.asarray(image.convert("RGB"))

    # From one screen to another, on its side, upright again, zoomed, and a phone turned.
    turns = [(1200, 800, 2), (800, 1200, 2), (1200, 800, 1.5), (960, 640, 1.25), (844, 390, 3)]
    for turn, (width, height, density) in enumerate(turns):
        near(page, 30)
        fly(page, [700 + turn, 720 + turn])
        metrics = {"width": width, "height": height, "deviceScaleFactor": density, "mobile": False}
        screen.send("Emulation.setDeviceMetricsOverride", metrics)
        rest(page)
        ratio = min(2, density)
        assert canvas_size(page) == [int(width * ratio), int(height * ratio)]
        landed = page.evaluate("window.pixgen.scene.view")
        call(page, "(p, ids) => p.scene.flyTo(ids, { animate: false })", [700 + turn, 720 + turn])
        there = page.evaluate("window.pixgen.scene.view")
        assert [landed["x"], landed["y"]] == pytest.approx([there["x"], there["y"]], abs=0.02)
        near(page)
        rest(page)
        check_colors(page, swatches[1], look=look)


def test_a_tab_hidden_in_flight_is_right_when_it_is_shown_again(
    open_site: Opener, swatches: Swatches
) -> None:
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    held = hold(visit, r"tiles/128/")
    near(page)
    page.wait_for_function("() => window.pixgen.stats.pending > 0")
    screen = page.context.new_cdp_session(page)
    # Else the driver keeps every tab as if it were looked at.
    screen.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    fly(page, [704, 705])
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_function("() => document.hidden", polling=100)
    frames = page.evaluate("window.pixgen.stats.frames")
    release(visit, held)
    page.bring_to_front()
    page.wait_for_function("() => !document.hidden", polling=100)
    assert page.evaluate("window.pixgen.stats.frames") - frames <= 2
    near(page)
    rest(page)
    check_colors(page, swatches[1])


def test_a_page_frozen_in_flight_goes_on_where_it_was(
    open_site: Opener, swatches: Swatches
) -> None:
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    held = hold(visit, r"tiles/128/")
    near(page)
    page.wait_for_function("() => window.pixgen.stats.pending > 0")
    fly(page, [700, 701])
    screen = page.context.new_cdp_session(page)
    screen.send("Page.setWebLifecycleState", {"state": "frozen"})
    release(visit, held)
    screen.send("Page.setWebLifecycleState", {"state": "active"})
    near(page)
    rest(page)
    check_colors(page, swatches[1])
