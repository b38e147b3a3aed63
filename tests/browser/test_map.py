"""The map shows the right pictures in the right places, loads what is in view, and then rests."""

from pathlib import Path

import numpy as np
import pytest
from faults import LOSE
from harness import Opener, everywhere
from helpers import boxes, call, count_frames, free_ids, middle, names, pixels, rest

Swatches = tuple[Path, dict[str, tuple[int, ...]]]


def check_colors(page, colors: dict[str, tuple[int, ...]], sample: int) -> None:  # type: ignore[no-untyped-def]
    places, image, titles = boxes(page), pixels(page), names(page)
    seen = free_ids(page, places)
    assert len(seen) >= sample
    chosen = np.random.default_rng(1).choice(seen, sample, replace=False)
    for id_ in chosen.tolist():
        x, y = middle(places[id_])
        expected = colors[titles[id_]]
        assert np.abs(image[int(y), int(x)].astype(int) - expected).max() <= 10, titles[id_]


@everywhere
def test_the_first_picture_appears(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site).page
    rest(page)
    stats = page.evaluate("window.pixgen.stats")
    assert stats["drawn"] == stats["visible"] == call(page, "(p) => p.site.manifest.count")
    image = pixels(page)
    ground = np.array([0x10, 0x11, 0x14])
    assert (np.abs(image.astype(int) - ground).max(axis=2) > 30).mean() > 0.2


@everywhere
def test_known_colours_stand_where_the_layout_puts_them(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    check_colors(page, swatches[1], 200)


def test_pictures_never_overlap_on_the_map(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    places = boxes(page)
    middles = places[:, :2] + places[:, 2:] / 2
    side = places[:, 2:].max()
    apart = np.abs(middles[:, None] - middles[None]).max(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() >= 0.98 * side


@everywhere
def test_zooming_in_loads_only_the_pages_in_view(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    assert not any(name.startswith("128/") for name in resident(page))
    requested = page.evaluate("window.pixgen.stats.requests")
    call(page, "(p) => { p.scene.flyTo([700], { animate: false }); p.scene.zoomBy(0.45); }")
    rest(page)
    places = boxes(page)
    right, bottom = places[:, 0] + places[:, 2], places[:, 1] + places[:, 3]
    in_view = (right > 0) & (bottom > 0) & (places[:, 0] < 1200) & (places[:, 1] < 800)
    assert 10 < in_view.sum() < 400
    assert places[700, 2:].max() > 96
    wanted = {f"128/{id_ // 64}" for id_ in np.flatnonzero(in_view).tolist()}
    fine = {name for name in resident(page) if name.startswith("128/")}
    # A picture may reach into the window by its hair's breadth at the edge, hence one page of play.
    assert wanted <= fine
    assert len(fine - wanted) <= 1
    assert page.evaluate("window.pixgen.stats.requests") - requested <= len(wanted) + 3
    check_colors(page, swatches[1], 8)


def resident(page) -> list[str]:  # type: ignore[no-untyped-def]
    return page.evaluate("window.pixgen.stats.pagesResident")


@everywhere
def test_a_change_of_layout_lands_every_picture(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    page.get_by_role("button", name="Grid").click()
    page.wait_for_function("() => window.pixgen.scene.layout === 'grid'")
    rest(page)
    places = boxes(page)
    info = call(page, "(p) => p.site.models[0].info.layouts.find(({name}) => name === 'grid')")
    stored = call(page, "async (p) => Array.from(await p.site.models[0].layout('grid'))")
    positions = np.array(stored).reshape(-1, 2) / 65535 * [info["aspect"], 1]
    middles = places[:, :2] + places[:, 2:] / 2
    scale = np.ptp(middles[:, 0]) / np.ptp(positions[:, 0])
    expected = (positions - positions[0]) * scale + middles[0]
    assert np.abs(middles - expected).max() < 0.5
    check_colors(page, swatches[1], 200)
    page.get_by_role("button", name="Map").click()
    page.wait_for_function("() => window.pixgen.scene.layout === 'map'")
    rest(page)
    check_colors(page, swatches[1], 200)


def test_a_change_of_layout_does_not_move_for_those_who_want_none(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0], reduced_motion="reduce").page
    rest(page)
    call(page, "(p) => p.site.models[0].layout('grid')")
    before = page.evaluate("window.pixgen.stats.frames")
    call(page, "(p) => p.scene.setLayout('grid')")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate("window.pixgen.scene.layout") == "grid"
    assert page.evaluate("window.pixgen.stats.frames") - before <= 3


@pytest.mark.parametrize("open_site", ["file", "firefox-file"], indirect=True)
def test_a_page_from_the_disk_reads_no_files(open_site: Opener, sample_site: Path) -> None:
    # Else the tests from the disk would prove nothing: profiles for automation may allow it.
    visit = open_site(sample_site)
    visit.expected += ["data/manifest.js", "ERR_FAILED"]
    read = "async () => (await fetch('data/manifest.js')).text().then(() => true)"
    assert not visit.page.evaluate(f"({read})().catch(() => false)")


@everywhere
def test_nothing_is_drawn_at_rest(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site).page
    page.mouse.move(1, 1)
    rest(page)
    assert count_frames(page, 90) == 0


@everywhere
@pytest.mark.parametrize("ratio", [1, 2])
def test_hover_lifts_the_right_picture_and_names_it(
    open_site: Opener, sample_site: Path, ratio: int
) -> None:
    page = open_site(sample_site, device_scale_factor=ratio).page
    rest(page)
    places = boxes(page)
    for id_ in np.random.default_rng(2).choice(free_ids(page, places), 5, replace=False).tolist():
        page.mouse.move(*middle(places[id_]))
        title = call(page, "async (p, id) => (await p.site.record(id)).title", id_)
        page.locator(".label-shown .label-title", has_text=title).wait_for()
        assert call(page, "(p, [x, y]) => p.scene.pick(x, y)", list(middle(places[id_]))) == id_


@everywhere
def test_wheel_zooms_to_the_pointer(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site).page
    rest(page)
    places = boxes(page)
    id_ = free_ids(page, places)[40]
    x, y = middle(places[id_])
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    rest(page)
    after = boxes(page)
    assert after[id_, 2] > 1.3 * places[id_, 2]
    # Hover lifts the picture about its own middle, so the middle stays under the pointer.
    assert np.abs(np.subtract(middle(after[id_]), (x, y))).max() < 1.5


def test_a_drag_moves_the_map_with_the_pointer(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site, reduced_motion="reduce").page
    call(page, "(p) => { p.scene.flyTo([100], { animate: false }); }")
    rest(page)
    before = boxes(page)
    page.mouse.move(400, 350)
    page.mouse.down()
    page.mouse.move(450, 380, steps=5)
    page.mouse.up()
    rest(page)
    moved = boxes(page)[:, :2] - before[:, :2]
    assert np.abs(moved[100] - [50, 30]).max() < 1.5
    assert call(page, "() => location.hash.includes('image=')") is False


def test_keys_zoom_move_and_come_home(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site, reduced_motion="reduce").page
    rest(page)
    home = page.evaluate("window.pixgen.scene.view")
    page.locator("#map").focus()
    page.keyboard.press("+")
    rest(page)
    near = page.evaluate("window.pixgen.scene.view")
    assert near["scale"] > 1.2 * home["scale"]
    page.keyboard.press("ArrowRight")
    rest(page)
    assert page.evaluate("window.pixgen.scene.view")["x"] > near["x"]
    page.keyboard.press("0")
    rest(page)
    assert page.evaluate("window.pixgen.scene.view") == pytest.approx(home)
    page.keyboard.press("-")
    rest(page)
    assert page.evaluate("window.pixgen.scene.view")["scale"] >= 0.75 * home["scale"]


@everywhere
def test_the_map_heals_after_a_lost_context(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    page.evaluate(LOSE, 1)
    rest(page)
    check_colors(page, swatches[1], 100)
