"""How little a first picture takes, in what order the rest is asked for, and who decodes it."""

import re
from pathlib import Path

import pytest
from harness import Opener, Visit
from helpers import call, rest
from PIL import Image
from playwright.sync_api import Page, Route

from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.site import formats
from pixgen.synth import synthesize_site

MANY = 30_000

# Counts the workers that are made and the orders they get.
COUNT_WORKERS = """{
  window.made = window.orders = 0;
  const Native = Worker, post = Worker.prototype.postMessage;
  window.Worker = class extends Native { constructor(...a) { super(...a); window.made++; } };
  Native.prototype.postMessage = function (...a) { window.orders++; post.apply(this, a); };
}"""
FORBIDDEN = 'window.Worker = class { constructor() { throw new Error("forbidden"); } };'
STILLBORN = """window.Worker = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.onerror(new ErrorEvent("error"))); }
  postMessage() { window.handedOver = true; }
};"""


def draw(folder: Path, out: Path, count: int) -> Path:
    """Draw a site of so many pictures from 60 of plain colours."""
    folder.mkdir()
    for number in range(60):
        color = (4 * number + 15, 250 - 3 * number, (37 * number) % 256)
        Image.new("RGB", (40, 30), color).save(folder / f"{number:02}.png")
    settings = Settings(images=(str(folder),), out=out, tiers=(8, 32), neighbors=5)
    synthesize_site(settings, count, SilentProgress())
    return out


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    return draw(folder / "pictures", folder / "site", MANY)


@pytest.fixture(scope="module")
def sliced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 30,000 whose points come in five slices."""
    folder = tmp_path_factory.mktemp("sliced-many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "ONE_SLICE", 8192)
        patch.setattr(formats, "FIRST_SLICE", 2048)
        return draw(folder / "pictures", folder / "site", MANY)


def until_first(page: Page) -> list[list[object]]:
    """Return name and transferred bytes of all that was asked for before the first picture."""
    return page.evaluate(
        """() => {
          const first = performance.getEntriesByName("pixgen-first")[0].startTime;
          const own = performance.getEntriesByType("navigation")[0];
          return [own, ...performance.getEntriesByType("resource")]
            .filter((entry) => entry.startTime <= first && !/^(data|blob):/.test(entry.name))
            .map((entry) => [entry.name.replace(/.*[/]/, ""), entry.transferSize]);
        }"""
    )


def asked(visit: Visit, pattern: str) -> list[str]:
    """Return the data files asked for that match, without their versions, in order."""
    found = [address.split("?")[0] for address in visit.requests]
    return [name for name in found if re.search(pattern, name)]


@pytest.mark.parametrize("open_site", ["http"], indirect=True)
def test_a_first_picture_takes_at_most_six_requests_and_300_kb(
    open_site: Opener, many: Path, sliced: Path
) -> None:
    for site in (many, sliced):
        page = open_site(site).page
        rows = until_first(page)
        assert len(rows) <= 6, rows
        assert 150_000 < sum(int(row[1]) for row in rows) <= 300_000, rows


@pytest.mark.parametrize("open_site", ["http"], indirect=True)
def test_the_rest_of_the_points_follows_the_first_picture_and_then_the_next_layout(
    open_site: Opener, sliced: Path
) -> None:
    visit = open_site(sliced)
    visit.page.wait_for_function(
        "() => performance.getEntriesByType('resource')"
        ".some((entry) => entry.name.includes('data/layout-'))"
    )
    names = asked(visit, r"^data/(points|layout)")
    assert names == [
        "data/points.js",
        *(f"data/points-{slice_}.js" for slice_ in range(1, 5)),
        "data/layout-grid.js",
    ]
    first = visit.page.evaluate("performance.getEntriesByName('pixgen-first')[0].startTime")
    starts = visit.page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((e) => /points-|layout-|tiles/.test(e.name)).map((e) => e.startTime)"
    )
    assert min(starts) > first


@pytest.mark.parametrize("open_site", ["http"], indirect=True)
def test_a_visitor_who_saves_data_gets_no_layout_unasked(open_site: Opener, many: Path) -> None:
    saving = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}});"
    visit = open_site(many, init=saving)
    rest(visit.page)
    # The browser is idle by now, and has told everyone who wanted to know.
    visit.page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
    assert asked(visit, "layout") == []
    call(visit.page, "(p) => p.scene.setLayout('grid', { animate: false })")
    assert asked(visit, "layout") == ["data/layout-grid.js"]


@pytest.mark.parametrize("open_site", ["http"], indirect=True)
def test_a_layout_that_was_foreseen_is_not_fetched_again(open_site: Opener, many: Path) -> None:
    visit = open_site(many)
    page = visit.page
    page.wait_for_function(
        "() => performance.getEntriesByType('resource')"
        ".some((entry) => entry.name.includes('data/layout-grid'))"
    )
    call(page, "(p) => p.scene.setLayout('grid', { animate: false })")
    rest(page)
    assert asked(visit, "layout-grid") == ["data/layout-grid.js"]


@pytest.mark.parametrize("open_site", ["http"], indirect=True)
def test_large_pictures_are_waited_for_and_small_ones_come_after_their_colours(
    open_site: Opener, many: Path, swatches: tuple[Path, object]
) -> None:
    near = open_site(swatches[0])
    marks = "['first', 'textured'].map((m) => performance.getEntriesByName(`pixgen-${m}`).length)"
    assert near.page.evaluate(marks) == [1, 1]
    tiles = near.page.evaluate(
        "performance.getEntriesByType('resource').filter((e) => e.name.includes('/tiles/8/'))"
        ".map((e) => e.responseEnd < performance.getEntriesByName('pixgen-first')[0].startTime)"
    )
    assert tiles == [True]

    held: list[Route] = []
    page = open_site(many, device_scale_factor=2).page
    page.context.route("**/tiles/**", lambda route: held.append(route))
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
    page.wait_for_function("() => window.pixgen.stats.pending > 0")
    assert page.evaluate(marks) == [1, 0]
    assert page.evaluate("window.pixgen.stats.drawn") == MANY
    page.context.unroute("**/tiles/**")
    for route in held:
        route.continue_()
    page.wait_for_function("() => performance.getEntriesByName('pixgen-textured').length === 1")


def answers(page: Page) -> list[object]:
    """Return what the map says of places that take points, slices, a layout and its grid."""
    rest(page)
    call(page, "(p) => p.scene.setLayout('grid', { animate: false })")
    rest(page)
    return call(
        page,
        """(p) => {
          const found = [];
          for (let x = 50; x < 1150; x += 50) for (let y = 150; y < 750; y += 50)
            found.push(p.scene.pick(x, y));
          const boxes = [1, 33, 29999].map((id) => p.scene.boxOf(id));
          return [found, boxes, p.stats.visible];
        }""",
    )


def test_one_worker_decodes_everything_and_where_none_can_be_had_the_page_does(
    open_site: Opener, sliced: Path
) -> None:
    page = open_site(sliced, init=COUNT_WORKERS).page
    shown = answers(page)
    assert page.evaluate("window.made") == 1
    # The first slice, four more, the grid over all of them, the further layout, perhaps the next.
    assert page.evaluate("window.orders") in (7, 8)
    for none in (FORBIDDEN, STILLBORN):
        page = open_site(sliced, init=none).page
        assert answers(page) == shown
        assert page.evaluate("window.handedOver") is None


def test_a_page_that_is_given_up_leaves_nothing_and_can_be_had_again(
    open_site: Opener, many: Path
) -> None:
    page = open_site(many).page
    rest(page)
    outcome = call(
        page,
        """async (p) => {
          const controller = new AbortController(), before = p.stats.bytes;
          const given = p.site.tile(32, 11, controller.signal);
          await new Promise((sent) => setTimeout(sent));
          controller.abort();
          const end = await given.then(() => "arrived", (error) => error.name);
          const scripts = document.querySelectorAll("script[src*='tiles/']").length;
          const kept = p.stats.bytes - before;
          const again = await p.site.tile(32, 11);
          return [end, scripts, kept, again[0], again[1]];
        }""",
    )
    assert outcome == ["AbortError", 0, 0, 0xFF, 0xD8]
