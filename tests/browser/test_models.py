"""Where several networks have looked at the pictures, the page switches between what they see."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from harness import Opener
from helpers import boxes, call, members, rest, wait_listed
from playwright.sync_api import Page

on_http = pytest.mark.parametrize("open_site", ["http"], indirect=True)

NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null;"
LANDED = "(model) => window.pixgen.scene.model === model"


def switch(page: Page, name: str) -> None:
    page.locator("#models").get_by_role("button", name=name).click()


def lands(page: Page, model: int) -> None:
    """Wait until the pictures stand where a network puts them."""
    page.wait_for_function(LANDED, arg=model)
    rest(page)


def stored(page: Page, model: int, layout: str) -> np.ndarray:
    """Return the places of the pictures in a layout, in cells of its lattice, N×2."""
    flat, info = call(
        page,
        """async (p, [number, name]) => {
          const model = p.site.models[number];
          const info = model.info.layouts.find((layout) => layout.name === name);
          return [Array.from(await model.layout(name)), info];
        }""",
        [model, layout],
    )
    places = np.array(flat).reshape(-1, 2) / 65535 - 0.5
    return places * [info["aspect"], 1]


def stands_at(page: Page, model: int, layout: str) -> bool:
    """Whether the boxes on the page are those places, moved and scaled."""
    found = boxes(page)
    middles = found[:, :2] + found[:, 2:] / 2
    wanted = stored(page, model, layout)
    scale = np.ptp(middles[:, 0]) / np.ptp(wanted[:, 0])
    apart = (middles - middles.mean(0)) - scale * (wanted - wanted.mean(0))
    return bool(np.abs(apart).max() < 1)


def names_neighbors_of(page: Page, model: int, id_: int) -> None:
    """Wait until the neighbours shown are those that a network found, the first twelve of them."""
    near = call(page, "(p, [m, id]) => p.site.models[m].neighbors(id)", [model, id_])["ids"]
    wait_listed(page, ".neighbors", near[:12])


def test_another_network_puts_the_pictures_elsewhere_and_names_other_neighbours(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site, "#image=20&selection=FA").page
    lands(page, 0)
    assert stands_at(page, 0, "map")
    names_neighbors_of(page, 0, 20)
    switch(page, "Colours and edges")
    lands(page, 1)
    assert stands_at(page, 1, "map")
    names_neighbors_of(page, 1, 20)
    hash_ = page.evaluate("location.hash")
    for part in ("model=descriptor", "image=20", "selection=FA"):
        assert part in hash_
    assert page.locator(".detail-position").inner_text() == "21 of 60"
    page.go_back()
    lands(page, 0)
    assert stands_at(page, 0, "map")
    names_neighbors_of(page, 0, 20)
    assert "model=" not in page.evaluate("location.hash")
    chosen = page.locator("#models [aria-pressed=true]")
    assert chosen.inner_text() == "pixgen"


@on_http
def test_the_pictures_fly_and_the_open_one_stays_in_view(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site, "#image=30").page
    rest(page)
    before = boxes(page)
    frames = page.evaluate("window.pixgen.stats.frames")
    switch(page, "Colours and edges")
    page.wait_for_function(LANDED, arg=1)
    page.wait_for_function("(n) => window.pixgen.stats.frames > n + 2", arg=frames)
    on_the_way = boxes(page)
    rest(page)
    after = boxes(page)
    moved = np.abs(after - before)[:, :2].max()
    assert moved > 100
    assert np.abs(on_the_way - after)[:, :2].max() > 1
    assert np.abs(after[30] - before[30]).max() < 1


@on_http
def test_the_arrangement_stays_and_groups_are_those_of_the_network(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site, "#layout=grid&hotspot=0").page
    lands(page, 0)

    def labels(model: int) -> list[str]:
        script = "(p, m) => p.site.models[m].info.hotspots.map(({label}) => label)"
        return call(page, script, model)

    cards = page.locator(".card-label")
    assert cards.all_inner_texts() == labels(0)
    assert page.locator(".card[aria-pressed=true]").count() == 1
    switch(page, "Colours and edges")
    lands(page, 1)
    assert page.evaluate("window.pixgen.scene.layout") == "grid"
    assert stands_at(page, 1, "grid")
    assert cards.all_inner_texts() == labels(1)
    assert page.locator(".card[aria-pressed=true]").count() == 0
    assert page.evaluate("location.hash") == "#model=descriptor&layout=grid"
    page.locator(".card").first.click()
    rest(page)
    assert page.evaluate("location.hash").startswith("#model=descriptor&layout=grid&hotspot=0")
    places = boxes(page)[members(page, 0, model=1)]
    middles = places[:, :2] + places[:, 2:] / 2
    assert ((middles > 0) & (middles < [1200, 800])).all(axis=1).mean() >= 0.9


@on_http
def test_the_switch_works_by_keyboard_and_tells_what_stands(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site).page
    rest(page)
    group = page.get_by_role("group", name="Network that has compared the pictures")
    group.get_by_role("button", name="pixgen").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    lands(page, 1)
    assert page.evaluate("document.activeElement.textContent") == "Colours and edges"
    assert page.locator("#live").inner_text() == "Seen by Colours and edges. Arrangement: Map"


@on_http
def test_a_network_whose_places_are_missing_leaves_the_page_as_it_was(
    open_site: Opener, kinds_site: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(kinds_site, site)
    (site / "data" / "model-1" / "layout-map.js").unlink()
    visit = open_site(site, "#image=20")
    visit.expected += ["404"]
    page = visit.page
    rest(page)
    switch(page, "Colours and edges")
    page.locator(".notice").get_by_text("could not be loaded").wait_for()
    rest(page)
    assert page.locator("#models [aria-pressed=true]").inner_text() == "pixgen"
    assert stands_at(page, 0, "map")
    names_neighbors_of(page, 0, 20)
    assert "model=" not in page.evaluate("location.hash")


@on_http
def test_a_site_of_one_network_has_no_switch(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site, "#model=descriptor").page
    rest(page)
    assert not page.locator("#models").is_visible()
    assert page.locator("#layouts").is_visible()


@on_http
def test_without_a_map_the_groups_and_neighbours_follow_the_network(
    open_site: Opener, kinds_site: Path
) -> None:
    page = open_site(kinds_site, "#image=20", init=NO_WEBGL).page
    names_neighbors_of(page, 0, 20)
    switch(page, "Colours and edges")
    names_neighbors_of(page, 1, 20)
    assert page.evaluate("location.hash") == "#model=descriptor&page=1&image=20"
    wanted = call(page, "(p) => p.site.models[1].info.hotspots.map(({label}) => label)")
    assert page.locator(".card-label").all_inner_texts() == wanted
    page.go_back()
    names_neighbors_of(page, 0, 20)
