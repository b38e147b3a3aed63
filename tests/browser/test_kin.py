"""What an open picture is compared with: the least alike, some only, and its near-duplicates."""

from pathlib import Path

import pytest
from harness import Opener
from helpers import call, names, rest, wait_listed
from kinds import COPIED
from playwright.sync_api import Page, expect

on_http = pytest.mark.parametrize("open_site", ["http"], indirect=True)

NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null;"
# Pictures shown before the visitor asks for all.
SHOWN = 12
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def open_picture(page: Page, name: str) -> int:
    """Open a picture by its name."""
    id_ = names(page).index(name)
    page.evaluate("(id) => { location.hash = `#image=${id}`; }", id_)
    shows(page, id_)
    return id_


def shows(page: Page, id_: int) -> None:
    title = call(page, "async (p, id) => (await p.site.record(id)).title", id_)
    page.locator("#detail").get_by_role("heading", name=title, exact=True).wait_for()


def values(page: Page, column: str) -> list[set[str]]:
    """Return what each picture says in a column, by id."""
    texts = call(
        page,
        """async (p, name) => {
          const { columns, count } = p.site.manifest, out = [];
          const at = columns.findIndex((column) => column.name === name);
          for (let id = 0; id < count; id++) out.push((await p.site.record(id)).values[at]);
          return out;
        }""",
        column,
    )
    return [set(filter(None, text.split("|"))) for text in texts]


def nearest(page: Page, id_: int) -> list[int]:
    return call(page, "(p, id) => p.site.models[0].neighbors(id)", id_)["ids"]


@on_http
def test_the_least_alike_are_fetched_once_they_are_looked_at_and_stay_in_sight(
    open_site: Opener, kinds_site: Path
) -> None:
    visit = open_site(kinds_site, "#image=3")
    page = visit.page
    shows(page, 3)
    rest(page)
    assert not any("/least/" in request for request in visit.requests)
    page.locator("#detail summary", has_text="Least alike").click()
    least = call(page, "(p) => p.site.models[0].least(3)")
    wait_listed(page, ".kin-least", least["ids"])
    assert least["similarities"] == sorted(least["similarities"])
    assert not set(least["ids"]) & set(nearest(page, 3)[:12])
    page.get_by_role("button", name="Next picture").click()
    shows(page, 4)
    wait_listed(page, ".kin-least", call(page, "(p) => p.site.models[0].least(4)")["ids"])
    page.locator("#models").get_by_role("button", name="Colours and edges").click()
    wait_listed(page, ".kin-least", call(page, "(p) => p.site.models[1].least(4)")["ids"])


# Lists of choices are each browser's own.
@pytest.mark.parametrize("open_site", ["file", "firefox-http"], indirect=True)
def test_a_choice_of_what_is_compared_stays_from_picture_to_picture(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site).page
    id_ = open_picture(page, "rings-01.png")
    kinds = values(page, "category")
    choice = page.get_by_role("combobox", name="Compare with")
    choice.select_option(label="Same category")
    rings = [other for other in nearest(page, id_) if kinds[other] == {"Rings"}]
    page.wait_for_function("() => location.hash.includes('among=category')")
    shown = page.locator(".neighbors .neighbor")
    expect(shown).to_have_count(sum(kind == {"Rings"} for kind in kinds) - 1)
    first = call(page, "async (p, id) => (await p.site.record(id)).title", rings[0])
    expect(shown.first).to_have_attribute("title", first)
    shown.first.click()
    shows(page, rings[0])
    assert "among=category" in page.evaluate("location.hash")
    assert choice.locator("option:checked").inner_text() == "Same category"
    choice.select_option(label="Stripes")
    stripes = call(
        page,
        "(p, id) => p.site.models[0].neighbors(id, { column: 'category', value: 'Stripes' })",
        rings[0],
    )["ids"]
    assert stripes
    assert all(kinds[other] == {"Stripes"} for other in stripes)
    wait_listed(page, ".neighbors", stripes)
    page.get_by_role("button", name="Next picture").click()
    shows(page, rings[0] + 1)
    assert "value=Stripes" in page.evaluate("location.hash")
    page.get_by_role("button", name="Compare with all pictures again").click()
    wait_listed(page, ".neighbors", nearest(page, rings[0] + 1)[:SHOWN])
    assert "among" not in page.evaluate("location.hash")
    page.go_back()
    page.wait_for_function("() => location.hash.includes('value=Stripes')")
    assert choice.locator("option:checked").inner_text() == "Stripes"


@on_http
def test_a_shared_tag_is_enough(open_site: Opener, kinds_site: Path) -> None:
    page = open_site(kinds_site).page
    id_ = open_picture(page, "stripes-00.png")
    tags = values(page, "tags")
    page.get_by_role("combobox", name="Compare with").select_option(label="Shared tags")
    page.wait_for_function("() => location.hash.includes('among=tags')")
    among = "(p, id) => p.site.models[0].neighbors(id, { column: 'tags', value: null })"
    found = call(page, among, id_)["ids"]
    assert all(tags[other] & tags[id_] for other in found)
    assert any(tags[other] != tags[id_] for other in found)
    wait_listed(page, ".neighbors", found[:SHOWN])


@on_http
def test_where_there_is_none_the_page_says_why(open_site: Opener, kinds_site: Path) -> None:
    page = open_site(kinds_site).page
    note = page.locator(".neighbors .note")
    id_ = open_picture(page, "lone-00.png")
    page.get_by_role("combobox", name="Compare with").select_option(label="Same category")
    expect(note).to_have_text("No other picture shares its category.")
    page.get_by_role("combobox", name="Compare with").select_option(label="Lone")
    expect(note).to_have_text("No other picture is found under “Lone”.")
    open_picture(page, "crosses-06.png")
    page.get_by_role("combobox", name="Compare with").select_option(label="Same category")
    expect(note).to_have_text("Nothing is known of this picture’s category, so no other shares it.")
    page.keyboard.press("Escape")
    page.locator("#detail").wait_for(state="hidden")
    assert "among" not in page.evaluate("location.hash")
    assert id_ != names(page).index("crosses-06.png")


@on_http
def test_words_of_the_collection_stay_words(open_site: Opener, kinds_site: Path) -> None:
    kind = "Dots & <b>grids</b>"
    page = open_site(kinds_site).page
    id_ = open_picture(page, "dots-00.png")
    choice = page.get_by_role("combobox", name="Compare with")
    choice.select_option(label=kind)
    page.wait_for_function("() => location.hash.includes('value=')")
    assert page.locator("#detail b").count() == 0
    again = open_site(kinds_site, page.evaluate("location.hash")).page
    shows(again, id_)
    chosen = again.get_by_role("combobox", name="Compare with").locator("option:checked")
    assert chosen.inner_text() == kind


def groups_by_name(page: Page) -> list[list[str]]:
    called = names(page)
    groups = call(page, "async (p) => (await p.site.duplicates()).groups")
    return [[called[id_] for id_ in group] for group in groups]


def test_a_picture_shows_its_near_duplicates_and_the_way_to_all(
    open_site: Opener, kinds_site: Path
) -> None:
    visit = open_site(kinds_site)
    page = visit.page
    rest(page)
    assert not any("data/duplicates" in request for request in visit.requests)
    first = COPIED[0]
    copies = [f"{first}-copy-{number}.jpg" for number in (0, 1)]
    id_ = open_picture(page, f"{first}.png")
    page.get_by_role("heading", name="2 near-duplicates").wait_for()
    wait_listed(page, ".kin-copies", [names(page).index(name) for name in copies])
    page.get_by_role("button", name="All near-duplicates").click()
    panel = page.get_by_role("region", name="Near-duplicates")
    expect(panel.locator(".duplicates-group")).to_have_count(len(COPIED))
    assert groups_by_name(page)[0] == [f"{first}.png", *copies]
    expect(panel.locator(".duplicates-name").nth(2)).to_have_text(copies[1])
    assert panel.locator("[aria-current=true]").get_attribute("title") == "Rings 1"
    assert "duplicates=1" in page.evaluate("location.hash")
    panel.locator(".duplicates-picture").nth(1).click()
    shows(page, names(page).index(copies[0]))
    page.go_back()
    shows(page, id_)
    page.keyboard.press("Escape")
    page.locator("#detail").wait_for(state="hidden")
    assert panel.is_visible()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert not page.locator("#map").evaluate("(map) => map.inert")
    assert "duplicates" not in page.evaluate("location.hash")


@on_http
def test_a_picture_that_is_there_once_has_no_near_duplicates(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site).page
    open_picture(page, f"{COPIED[0]}.png")
    page.locator(".kin-copies").wait_for()
    open_picture(page, "dots-00.png")
    wait_listed(page, ".neighbors", nearest(page, names(page).index("dots-00.png"))[:SHOWN])
    assert not page.locator(".kin-copies").is_visible()


@on_http
def test_the_list_is_reached_from_the_explanation_and_works_by_keyboard(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site).page
    rest(page)
    page.keyboard.press("?")
    page.get_by_role("button", name="Show near-duplicates").press("Enter")
    panel = page.get_by_role("region", name="Near-duplicates")
    expect(panel.locator(".duplicates-group")).to_have_count(len(COPIED))
    assert page.evaluate("document.activeElement.id") == "duplicates-title"
    view = page.evaluate("window.pixgen.scene.view")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    rest(page)
    assert page.evaluate("window.pixgen.scene.view") == view
    panel.locator(".duplicates-picture").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    shows(page, names(page).index(f"{COPIED[0]}-copy-0.jpg"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    page.wait_for_function("() => document.activeElement.id === 'map'")


@on_http
def test_a_link_opens_the_list_at_a_group_and_a_picture_of_it_on_the_map(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site, "#duplicates=3&image=20").page
    shows(page, 20)
    panel = page.get_by_role("region", name="Near-duplicates")
    expect(panel.locator(".duplicates-group")).to_have_count(len(COPIED))
    page.get_by_role("button", name="Show on the map").click()
    panel.wait_for(state="hidden")
    rest(page)
    box = call(page, "(p) => p.scene.boxOf(20)")
    assert 0 < box["x"] < 1200 - box["width"]
    assert 0 < box["y"] < 800 - box["height"]
    beyond = open_site(kinds_site, "#duplicates=99").page
    rest(beyond)
    assert not beyond.locator("#duplicates").is_visible()


@on_http
def test_a_phone_shows_the_list_or_a_picture(open_site: Opener, kinds_site: Path) -> None:
    page = open_site(kinds_site, "#duplicates=1", **PHONE).page
    panel = page.locator("#duplicates")
    expect(panel.locator(".duplicates-group")).to_have_count(len(COPIED))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert panel.evaluate("(panel) => panel.scrollWidth") <= 390
    panel.locator(".duplicates-picture").first.tap()
    page.locator("#detail .detail-image").wait_for()
    assert panel.evaluate("(panel) => panel.inert")
    assert page.locator("#detail .detail-scroll").evaluate("(e) => e.scrollWidth") <= 390
    page.go_back()
    page.locator("#detail").wait_for(state="hidden")
    assert not panel.evaluate("(panel) => panel.inert")


@on_http
def test_without_a_map_everything_is_compared_alike(open_site: Opener, kinds_site: Path) -> None:
    page = open_site(kinds_site, init=NO_WEBGL).page
    id_ = open_picture(page, "dots-00.png")
    page.get_by_role("combobox", name="Compare with").select_option(label="Same category")
    kinds = values(page, "category")
    expect(page.locator(".neighbors .neighbor")).to_have_count(
        sum(kind == kinds[id_] for kind in kinds) - 1
    )
    assert page.evaluate("location.hash").endswith(f"&image={id_}&among=category")
    page.keyboard.press("?")
    page.get_by_role("button", name="Show near-duplicates").click()
    panel = page.get_by_role("region", name="Near-duplicates")
    expect(panel.locator(".duplicates-group")).to_have_count(len(COPIED))
    panel.locator(".duplicates-picture").nth(2).click()
    shows(page, names(page).index(f"{COPIED[0]}-copy-1.jpg"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert not page.locator("#gallery").evaluate("(gallery) => gallery.inert")
