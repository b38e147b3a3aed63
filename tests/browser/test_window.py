"""What the map shows when its window is resized, turned, on another screen, or hidden."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from faults import Swatches, check_colors, fly, hold, near
from harness import Opener
from helpers import boxes, call, middle, rest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

on_http = pytest.mark.parametrize("open_site", ["http"], indirect=True)


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


@on_http
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


@on_http
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


@on_http
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
        x, y = middle(boxes(page)[700 + turn])
        assert 0 < x < width
        assert 0 < y < height
        near(page)
        rest(page)
        check_colors(page, swatches[1], look=look)


@pytest.mark.parametrize("open_site", ["firefox-http"], indirect=True)
def test_a_tab_hidden_in_flight_goes_on_when_it_is_shown_again(
    open_site: Opener, swatches: Swatches
) -> None:
    # In Firefox: a Chromium without a screen shows all its tabs at once.
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    held = hold(visit, r"tiles/128/")
    near(page)
    page.wait_for_function("() => window.pixgen.stats.pending > 0")
    fly(page, list(range(700, 716)))
    with page.context.expect_page() as other:
        page.evaluate("() => void window.open('about:blank')")
    page.wait_for_function("() => document.hidden", polling=100)
    held.let_go()
    other.value.close()
    page.wait_for_function("() => !document.hidden", polling=100)
    rest(page)
    check_colors(page, swatches[1])
