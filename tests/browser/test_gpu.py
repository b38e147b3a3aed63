"""What the map shows when the GPU runs out of memory, loses its context, crashes, or stays away."""

import pytest
from faults import LOSE, Swatches, check_colors, fly, forgive, hold, near, resident
from harness import Opener
from helpers import call, rest
from playwright.sync_api import Page

LOSE_FOR_GOOD = """() => document.getElementById("map").getContext("webgl2")
  .getExtension("WEBGL_lose_context").loseContext()"""

on_http = pytest.mark.parametrize("open_site", ["http"], indirect=True)


@on_http
def test_a_context_lost_in_flight_heals_where_the_flight_ends(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    fly(page, list(range(700, 716)))
    page.evaluate(LOSE, 5)
    rest(page)
    aim = call(
        page,
        """async (p, ids) => {
          const there = p.scene.view;
          p.scene.flyTo(ids, { animate: false });
          return [there, p.scene.view];
        }""",
        list(range(700, 716)),
    )
    assert aim[0] == pytest.approx(aim[1])
    rest(page)
    check_colors(page, swatches[1])


@pytest.mark.parametrize("open_site", ["http", "firefox-http"], indirect=True)
def test_a_context_lost_twice_while_pages_load_takes_them_in_afterwards(
    open_site: Opener, swatches: Swatches
) -> None:
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    held = hold(visit, r"tiles/128/")
    near(page)
    page.wait_for_function("() => window.pixgen.stats.pending > 0")
    for _ in range(2):
        page.evaluate(LOSE, 1)
    held.let_go()
    rest(page)
    assert "128/10" in resident(page)
    check_colors(page, swatches[1])


@on_http
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


def standing(page: Page) -> tuple[object, ...]:
    """Return what must outlive a fault: the address, the view, the layout and the open picture."""
    scene = page.evaluate("[window.pixgen.scene.view, window.pixgen.scene.layout]")
    return (page.evaluate("location.hash"), *scene, page.locator("#detail h2").inner_text())


@pytest.mark.parametrize("open_site", ["fresh-http"], indirect=True)
def test_a_crash_of_the_gpu_process_is_healed_in_place(
    open_site: Opener, swatches: Swatches
) -> None:
    visit = open_site(swatches[0], "#layout=grid&image=700")
    page = visit.page
    page.wait_for_function("() => window.pixgen.scene.layout === 'grid'")
    page.locator("#detail h2").wait_for()
    rest(page)
    page.wait_for_function("() => location.hash.includes('view=')")
    before = standing(page)
    page.evaluate(
        """() => {
          const canvas = document.getElementById("map");
          canvas.addEventListener("webglcontextrestored", () => (window.healed = true));
        }"""
    )
    assert page.context.browser is not None
    page.context.browser.new_browser_cdp_session().send("Browser.crashGpuProcess")
    page.wait_for_function("() => window.healed")
    rest(page)
    assert standing(page) == before
    check_colors(page, swatches[1])
    forgive(visit, "CONTEXT_LOST_WEBGL")


@pytest.mark.parametrize("open_site", ["http", "firefox-file"], indirect=True)
def test_a_context_that_does_not_come_back_gives_way_to_the_gallery_at_the_same_picture(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0], "#hotspot=1&image=700").page
    rest(page)
    heading = page.locator("#detail h2").inner_text()
    page.evaluate(LOSE_FOR_GOOD)
    page.locator(".notice", has_text="stopped drawing the map").wait_for()
    assert page.locator(".gallery-reason", has_text="stopped drawing the map").count() == 1
    page.locator("#detail").get_by_role("heading", name=heading, exact=True).wait_for()
    assert not page.locator("#map").is_visible()
    assert page.evaluate("location.hash").startswith("#hotspot=1&image=700")
    # The keys of the map are gone with it, and those of the gallery are there.
    page.keyboard.press("Escape")
    page.locator("#detail").wait_for(state="hidden")
    assert page.locator(".card[aria-pressed=true]").count() == 1
    assert page.locator(".card").count() == page.locator(".hotspots .card").count() > 1
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="1,500 pictures").wait_for()


@on_http
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
