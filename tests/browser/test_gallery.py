"""A browser without WebGL 2 gets the collection page by page, with groups and neighbours."""

import shutil
from pathlib import Path

import pytest
from harness import Opener, Visit, everywhere
from helpers import call, members, names
from playwright.sync_api import Page

Swatches = tuple[Path, dict[str, tuple[int, ...]]]

NO_WEBGL = """
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
  };
"""
# A GPU whose limits hold too little: textures for its vertex shaders, layers, texels across.
LACKING = """
  const {{ getParameter }} = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getParameter = function (name) {{
    return name === WebGL2RenderingContext.{limit} ? {least} : getParameter.call(this, name);
  }};
"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LINKS = "links => links.map((link) => link.title)"


def titles(page: Page) -> list[str]:
    return page.locator(".sheet-link").evaluate_all(LINKS)


def titles_of(page: Page, ids: list[int]) -> list[str]:
    return call(
        page,
        "(p, ids) => Promise.all(ids.map(async (id) => (await p.site.record(id)).title))",
        ids,
    )


def wait_titles(page: Page, ids: list[int]) -> None:
    """Wait until the sheet shows exactly these images, in this order."""
    page.wait_for_function(
        """(wanted) => JSON.stringify(wanted) === JSON.stringify(
          [...document.querySelectorAll(".sheet-link")].map((link) => link.title))""",
        arg=titles_of(page, ids),
    )


def shows(page: Page, id_: int) -> None:
    title = titles_of(page, [id_])[0]
    page.locator("#detail").get_by_role("heading", name=title, exact=True).wait_for()


def focused_title(page: Page) -> str:
    return page.evaluate("document.activeElement.title")


def without(site: Path, folder: Path, *keys: str) -> Path:
    """Copy a site and leave out some of its data files."""
    copy = folder / "site"
    shutil.copytree(site, copy)
    for key in keys:
        (copy / f"{key}.js").unlink()
    return copy


def forget_missing(visit: Visit) -> None:
    """A browser complains of files that the test itself has taken away."""
    visit.complaints = [
        c for c in visit.complaints if "404" not in c and "ERR_FILE_NOT_FOUND" not in c
    ]


@everywhere
def test_the_first_page_stands_with_its_pictures(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0], init=NO_WEBGL)
    page = visit.page
    assert titles(page) == titles_of(page, list(range(60)))
    drawn = page.locator(".sheet img").evaluate_all(
        """(images) => images.filter((image) => image.getBoundingClientRect().top < innerHeight)
          .map((image) => image.naturalWidth)"""
    )
    assert len(drawn) > 10
    assert min(drawn) > 0
    assert page.get_by_role("heading", name="1–60 of 1,500 pictures").is_visible()
    assert page.get_by_text("WebGL 2 is missing").is_visible()
    assert not page.locator("#map").is_visible()
    page.locator("#loading").wait_for(state="hidden")
    assert not any("tiles/128" in address or "tiles/32" in address for address in visit.requests)


@pytest.mark.parametrize("open_site", ["http", "firefox-http"], indirect=True)
@pytest.mark.parametrize(
    ("limit", "least"),
    [
        ("MAX_VERTEX_TEXTURE_IMAGE_UNITS", 4),
        ("MAX_ARRAY_TEXTURE_LAYERS", 2),
        ("MAX_TEXTURE_SIZE", 512),
    ],
)
def test_a_gpu_that_holds_too_little_gets_the_gallery(
    open_site: Opener, swatches: Swatches, limit: str, least: int
) -> None:
    page = open_site(swatches[0], "#page=2", init=LACKING.format(limit=limit, least=least)).page
    assert titles(page) == titles_of(page, list(range(60, 120)))
    assert page.get_by_text("cannot draw the map").is_visible()
    assert not page.locator("#map").is_visible()


def test_the_pages_are_links_and_back_goes_back(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], init=NO_WEBGL).page
    pages = page.get_by_role("navigation", name="Pages", exact=True)
    assert pages.get_by_role("link").all_inner_texts() == ["1", "2", "3", "4", "5", "25", ""]
    page.evaluate("scrollTo(0, 1e6)")
    below = page.get_by_role("navigation", name="Pages, below")
    below.get_by_role("link", name="Next page").click()
    wait_titles(page, list(range(60, 120)))
    assert page.evaluate("[location.hash, scrollY]") == ["#page=2", 0]
    assert page.evaluate("document.activeElement.textContent") == "61–120 of 1,500 pictures"
    pages.get_by_role("link", name="Page 25 of 25").click()
    wait_titles(page, list(range(1440, 1500)))
    assert pages.get_by_role("link", name="Next page").count() == 0
    assert pages.locator("[aria-current]").inner_text() == "25"
    page.go_back()
    wait_titles(page, list(range(60, 120)))
    page.go_back()
    wait_titles(page, list(range(60)))


def test_a_link_to_a_page_opens_it(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], "#page=4", init=NO_WEBGL).page
    assert titles(page) == titles_of(page, list(range(180, 240)))
    beyond = open_site(swatches[0], "#page=9999", init=NO_WEBGL).page
    assert titles(beyond) == titles_of(beyond, list(range(1440, 1500)))


def test_a_link_to_the_map_opens_the_same_picture(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], "#layout=grid&image=700&view=0,0,4", init=NO_WEBGL).page
    shows(page, 700)
    assert titles(page) == titles_of(page, list(range(660, 720)))
    assert page.locator(".sheet [aria-current]").evaluate_all(LINKS) == titles_of(page, [700])


@everywhere
def test_a_click_opens_the_picture_with_its_neighbours(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0], "#page=2", init=NO_WEBGL).page
    page.locator(".sheet-link").nth(5).click()
    shows(page, 65)
    assert page.evaluate("location.hash") == "#page=2&image=65"
    near = call(page, "(p) => p.site.models[0].neighbors(65)")["ids"]
    page.locator(".neighbor").first.click()
    shows(page, near[0])
    page.go_back()
    shows(page, 65)
    page.get_by_role("button", name="Next picture").click()
    shows(page, 66)
    page.keyboard.press("Escape")
    page.locator("#detail").wait_for(state="hidden")
    assert page.evaluate("location.hash") == "#page=2"
    assert focused_title(page) == titles_of(page, [65])[0]


def test_a_neighbour_is_shown_among_the_pictures_it_lies_by(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0], "#page=1&image=1000", init=NO_WEBGL).page
    shows(page, 1000)
    assert titles(page) == titles_of(page, list(range(60)))
    page.get_by_role("button", name="Show among the pictures").click()
    wait_titles(page, list(range(960, 1020)))
    page.wait_for_function(
        "(title) => document.activeElement.title === title", arg=titles_of(page, [1000])[0]
    )


def test_a_group_is_a_filter(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], init=NO_WEBGL).page
    hotspot = call(page, "(p) => p.site.models[0].info.hotspots[0]")
    ids = members(page, 0)
    card = page.locator(".card").first
    card.click()
    wait_titles(page, ids[:60])
    assert page.evaluate("location.hash") == "#hotspot=0"
    assert hotspot["label"] in page.locator(".gallery-summary").inner_text()
    assert card.get_attribute("aria-pressed") == "true"
    page.locator(".sheet-link").first.click()
    shows(page, ids[0])
    page.keyboard.press("Escape")
    page.locator("#detail").wait_for(state="hidden")
    page.keyboard.press("Escape")
    wait_titles(page, list(range(60)))
    assert card.get_attribute("aria-pressed") == "false"


def test_a_link_to_a_selection_shows_it_and_nothing_else(
    open_site: Opener, swatches: Swatches
) -> None:
    # 700 to 709, as the map writes them into its address.
    page = open_site(swatches[0], "#layout=grid&selection=-QoI&only=1", init=NO_WEBGL).page
    selected = list(range(700, 710))
    assert titles(page) == titles_of(page, selected)
    summary = page.get_by_role("heading", name="Selected pictures: 1–10 of 10 pictures")
    assert summary.is_visible()
    page.get_by_role("button", name="Show all").click()
    wait_titles(page, list(range(60)))
    assert page.get_by_role("button", name="Show all").count() == 0
    page.go_back()
    wait_titles(page, selected)
    page.keyboard.press("Escape")
    wait_titles(page, list(range(60)))


def test_it_works_by_keyboard(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], init=NO_WEBGL).page
    listed = titles(page)
    page.locator(".sheet-link").first.focus()
    page.keyboard.press("ArrowRight")
    assert focused_title(page) == listed[1]
    page.keyboard.press("ArrowDown")
    below = listed.index(focused_title(page))
    tops = page.locator(".sheet-link").evaluate_all(
        "(links) => links.map((link) => Math.round(link.getBoundingClientRect().top))"
    )
    assert tops[below] == min(top for top in tops if top > tops[1])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator("#detail").wait_for()
    opened = page.evaluate("Number(location.hash.match(/image=(\\d+)/)[1])")
    assert tops[opened] == tops[0]
    shows(page, opened)
    page.keyboard.press("ArrowRight")
    shows(page, opened + 1)
    page.keyboard.press("Escape")
    page.locator("#detail").wait_for(state="hidden")
    assert focused_title(page) == listed[opened]
    page.keyboard.press("?")
    assert page.get_by_role("dialog").get_by_text("Turn the page").is_visible()


def test_a_phone_shows_one_thing_at_a_time(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], init=NO_WEBGL, **PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".sheet-link").nth(3).tap()
    shows(page, 3)
    assert page.locator("#gallery").evaluate("(root) => root.inert")
    page.get_by_role("button", name="Show among the pictures").tap()
    page.locator("#detail").wait_for(state="hidden")
    assert not page.locator("#gallery").evaluate("(root) => root.inert")
    assert focused_title(page) == titles_of(page, [3])[0]
    page.go_back()
    shows(page, 3)


def test_records_that_are_missing_cost_the_names_and_nothing_else(
    open_site: Opener, swatches: Swatches, tmp_path: Path
) -> None:
    site = without(swatches[0], tmp_path, "data/records/1")
    visit = open_site(site, "#page=18", init=NO_WEBGL)
    page = visit.page
    # Page 18 holds the ids 1,020 to 1,079: the records of the last four are on the first file.
    listed = titles(page)
    assert listed[:4] == titles_of(page, [1020, 1021, 1022, 1023])
    assert listed[4:] == [f"Picture {id_ + 1:,}" for id_ in range(1024, 1080)]
    assert "data/records/1.js" in page.locator(".notice").inner_text()
    page.get_by_role("link", name="Previous page").first.click()
    wait_titles(page, list(range(960, 1020)))
    forget_missing(visit)


def test_the_map_tells_once_of_pages_that_are_missing(
    open_site: Opener, swatches: Swatches, tmp_path: Path
) -> None:
    fine = [f"tiles/128/{path.stem}" for path in (swatches[0] / "tiles" / "128").glob("*.js")]
    site = without(swatches[0], tmp_path, *fine)
    visit = open_site(site)
    page = visit.page
    page.evaluate(
        """() => {
          const notice = document.querySelector(".notice");
          window.told = [];
          new MutationObserver(() => window.told.push(notice.textContent))
            .observe(notice, { childList: true });
        }"""
    )
    call(page, "(p) => { p.scene.flyTo([700], { animate: false }); p.scene.zoomBy(0.45); }")
    notice = page.locator(".notice")
    notice.wait_for()
    assert "tiles/128/" in notice.inner_text()
    page.wait_for_function("() => window.pixgen.stats.pending === 0")
    assert len(page.evaluate("window.told")) == 1
    assert len(names(page)) == 1500
    forget_missing(visit)
