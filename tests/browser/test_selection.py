"""Pictures are selected by a line drawn around them or by a key, shown alone, and linked to."""

import base64
import math
from pathlib import Path

import numpy as np
import pytest
from harness import Opener
from helpers import boxes, call, free_ids, middle, names, pixels, rest
from numpy.typing import NDArray
from playwright.sync_api import Page

Swatches = tuple[Path, dict[str, tuple[int, ...]]]
Line = list[tuple[float, float]]
TOOL = "Draw around pictures"


def ring(x: float, y: float, radius: float) -> Line:
    """Return a closed line about a point that runs through the middle of no picture."""
    angles = [2 * math.pi * n / 40 for n in range(40)]
    return [(x + radius * math.cos(a) + 0.137, y + radius * math.sin(a) + 0.071) for a in angles]


def inside(line: Line, places: NDArray[np.float64]) -> list[int]:
    """Return the ids whose middles a line turns about, by the sum of the angles."""
    points = np.array(line)[None] - (places[:, :2] + places[:, 2:] / 2)[:, None]
    after = np.roll(points, -1, axis=1)
    cross = points[..., 0] * after[..., 1] - points[..., 1] * after[..., 0]
    dot = (points * after).sum(axis=2)
    return np.flatnonzero(np.abs(np.arctan2(cross, dot).sum(axis=1)) > 3).tolist()


def draw(page: Page, line: Line) -> None:
    page.mouse.move(*line[0])
    page.mouse.down()
    for point in line[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def decoded(page: Page) -> list[int]:
    """Return the ids in the page's address, read by the rules of docs/FORMAT.md."""
    text = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('selection') ?? ''")
    data = iter(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    ids: list[int] = []
    free = 0

    def varint(byte: int) -> int:
        return byte if byte < 128 else byte - 128 + 128 * varint(next(data))

    for byte in data:
        head = varint(byte)
        first = free + head // 2
        free = first + (varint(next(data)) + 2 if head % 2 else 1)
        ids.extend(range(first, free))
    return ids


def clear_ids(page: Page, colors: dict[str, tuple[int, ...]]) -> list[int]:
    """Return the ids in the open, large enough and light enough to be told from a dimmed one."""
    places, titles = boxes(page), names(page)
    large = [id_ for id_ in free_ids(page, places) if places[id_, 2:].min() > 3]
    return [id_ for id_ in large if max(colors[titles[id_]]) >= 90]


def bright(page: Page, ids: list[int], places: NDArray[np.float64]) -> list[int]:
    """Return those of the ids whose middles are not dimmed."""
    image = pixels(page)
    columns, rows = (places[ids, :2] + places[ids, 2:] / 2).astype(int).T
    # Swatches have channels of 20 to 255; dimmed ones come within 40 of the ground.
    lit = np.abs(image[rows, columns].astype(int) - [0x10, 0x11, 0x14]).max(axis=1) > 40
    return np.array(ids)[lit].tolist()


def test_the_pictures_inside_a_drawn_line_stay_bright(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0], reduced_motion="reduce").page
    rest(page)
    places = boxes(page)
    view = page.evaluate("window.pixgen.scene.view")
    page.keyboard.press("l")
    tool = page.get_by_role("button", name=TOOL)
    assert tool.get_attribute("aria-pressed") == "true"
    page.get_by_text("Draw a line around pictures").wait_for()
    line = ring(600, 350, 120)
    draw(page, line)
    page.mouse.move(1, 1)
    expected = inside(line, places)
    assert 50 < len(expected) < 700
    page.get_by_text(f"{len(expected)} pictures", exact=True).wait_for()
    assert page.locator("#live").inner_text() == f"Selected: {len(expected)} pictures"
    assert decoded(page) == expected
    rest(page)
    free = clear_ids(page, swatches[1])
    assert set(bright(page, free, places)) == set(free) & set(expected)
    # The map has not moved, and moves again when the tool is laid down.
    assert page.evaluate("window.pixgen.scene.view") == view
    tool.click()
    assert tool.get_attribute("aria-pressed") == "false"
    draw(page, [(600, 300), (620, 310), (640, 320)])
    rest(page)
    assert page.evaluate("window.pixgen.scene.view")["x"] < view["x"]
    assert decoded(page) == expected


def test_shift_adds_and_alt_takes_away_without_the_tool(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0], reduced_motion="reduce").page
    rest(page)
    places = boxes(page)
    first, second, third = ring(560, 330, 80), ring(660, 380, 80), ring(610, 350, 50)
    for key, line in (("Shift", first), ("Shift", second), ("Alt", third)):
        page.keyboard.down(key)
        draw(page, line)
        page.keyboard.up(key)
    one, two, three = (set(inside(line, places)) for line in (first, second, third))
    assert one & two
    assert one - two
    assert three - one or three - two
    assert set(decoded(page)) == (one | two) - three
    page.go_back()
    page.wait_for_function(
        "(n) => document.querySelector('.selection-text').textContent === n",
        arg=f"{len(one | two)} pictures",
    )
    assert set(decoded(page)) == one | two


def test_a_link_shows_the_same_pictures_alone(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], reduced_motion="reduce").page
    rest(page)
    places = boxes(page)
    page.keyboard.down("Shift")
    line = ring(600, 350, 100)
    draw(page, line)
    page.keyboard.up("Shift")
    page.get_by_role("button", name="Show only these").click()
    expected = inside(line, places)
    page.wait_for_function("() => location.hash.includes('only=1')")
    hash_ = page.evaluate("location.hash")

    other = open_site(swatches[0], hash_, viewport={"width": 900, "height": 700}).page
    rest(other)
    assert other.evaluate("window.pixgen.stats.visible") == len(expected)
    assert other.evaluate("window.pixgen.stats.drawn") == len(expected)
    there = boxes(other)
    free = clear_ids(other, swatches[1])
    assert set(bright(other, free, there)) == set(free) & set(expected)
    picked = call(
        other,
        "(p, places) => places.map(([x, y, w, h]) => p.scene.pick(x + w / 2, y + h / 2))",
        there.tolist(),
    )
    assert [id_ for id_ in range(len(picked)) if picked[id_] == id_] == expected
    # A second line takes from what is shown only.
    everything = call(
        other,
        "(p) => Array.from(p.scene.lasso([{x: 0, y: 0}, {x: 900, y: 0}, {x: 900, y: 700},"
        " {x: 0, y: 700}]))",
    )
    assert everything == expected
    other.get_by_role("button", name="Show all", exact=True).click()
    rest(other)
    assert other.evaluate("window.pixgen.stats.drawn") == len(places)


def test_escape_takes_back_one_thing_at_a_time(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site, "#hotspot=1", reduced_motion="reduce").page
    rest(page)
    page.keyboard.press("l")
    x, y = middle(boxes(page)[free_ids(page, boxes(page))[0]])
    draw(page, ring(x, y, 90))
    page.get_by_role("button", name="Show only these").click()
    page.locator("#map").focus()
    state = """() => [document.querySelector('.zoom [aria-pressed]').ariaPressed,
      ...['only', 'selection', 'hotspot'].map((part) => location.hash.includes(part + '='))]"""
    assert page.evaluate(state) == ["true", True, True, True]
    for expected in (
        ["false", True, True, True],
        ["false", False, True, True],
        ["false", False, False, True],
        ["false", False, False, False],
    ):
        page.keyboard.press("Escape")
        assert page.evaluate(state) == expected
    page.keyboard.press("l")
    page.mouse.move(500, 300)
    page.mouse.down()
    page.mouse.move(600, 300)
    page.mouse.move(600, 400)
    assert page.locator(".lasso[data-drawing]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".lasso[data-drawing]").count() == 0
    page.mouse.up()
    assert page.evaluate(state) == ["true", False, False, False]


def test_the_key_s_selects_the_picture_at_hand(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site, reduced_motion="reduce").page
    rest(page)
    # From one in the middle of the map there is a way to go.
    own = int(np.abs(boxes(page)[:, :2] - [640, 400]).sum(axis=1).argmin())
    page.evaluate("(id) => { location.hash = `#image=${id}`; }", own)
    page.locator("#detail").wait_for()
    rest(page)
    page.keyboard.press("s")
    page.get_by_text("1 picture", exact=True).wait_for()
    assert decoded(page) == [own]
    page.keyboard.press("Escape")
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    rest(page)
    reticle = page.locator("#reticle").bounding_box()
    assert reticle is not None
    at = [reticle["x"] + reticle["width"] / 2, reticle["y"] + reticle["height"] / 2]
    chosen = call(page, "(p, [x, y]) => p.scene.pick(x, y)", at)
    page.keyboard.press("s")
    assert decoded(page) == sorted({own, chosen})
    assert len(decoded(page)) == 2
    page.keyboard.press("s")
    assert decoded(page) == [own]
    hover = next(id_ for id_ in free_ids(page, boxes(page)) if id_ != own)
    page.mouse.move(*middle(boxes(page)[hover]))
    page.locator(".label-shown").wait_for()
    page.keyboard.press("s")
    assert decoded(page) == sorted({own, hover})
    clear = page.get_by_role("button", name="Clear")
    clear.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash.includes('selection')") is False
    assert page.evaluate("document.activeElement.id") == "map"
    page.go_back()
    page.get_by_text("2 pictures", exact=True).wait_for()


def test_a_group_can_be_looked_at_among_the_pictures_shown_alone(
    open_site: Opener, sample_site: Path
) -> None:
    page = open_site(sample_site, reduced_motion="reduce").page
    rest(page)
    groups = call(page, "async (p) => Array.from(await p.site.models[0].groups())")
    ids = [id_ for id_ in range(len(groups)) if id_ % 3 > 0]
    marked = "(p, ids) => { p.scene.setFilter(ids, 'hide'); }"
    call(page, marked, ids)
    page.get_by_role(
        "button", name=call(page, "(p) => p.site.models[0].info.hotspots[0].label")
    ).click()
    page.wait_for_function("() => location.hash.includes('hotspot=0')")
    rest(page)
    shown = call(
        page,
        """(p) => {
          const all = [{x: -1e5, y: -1e5}, {x: 1e5, y: -1e5}, {x: 1e5, y: 1e5}, {x: -1e5, y: 1e5}];
          return Array.from(p.scene.lasso(all));
        }""",
    )
    assert shown == ids
    places = boxes(page)
    seen = [id_ for id_ in free_ids(page, places) if places[id_, 2:].min() > 20]
    top = call(
        page,
        "(p, places) => places.map(([x, y, w, h]) => p.scene.pick(x + w / 2, y + h / 2))",
        places[seen].tolist(),
    )
    assert all((picked == id_) == (id_ % 3 > 0) for id_, picked in zip(seen, top, strict=True))


def test_a_finger_draws_with_the_tool_and_two_still_zoom(
    open_site: Opener, sample_site: Path
) -> None:
    page = open_site(
        sample_site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).page
    rest(page)
    places = boxes(page)
    tool = page.get_by_role("button", name=TOOL)
    before = tool.bounding_box()
    tool.tap()
    page.get_by_text("Draw a line around pictures").wait_for()
    assert tool.bounding_box() == before
    view = page.evaluate("window.pixgen.scene.view")
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    line = ring(180, 330, 70)
    touch("touchStart", line[0])
    for point in line[1:]:
        touch("touchMove", point)
    touch("touchEnd")
    page.get_by_role("button", name="Clear").wait_for()
    assert page.evaluate("window.pixgen.scene.view") == view
    assert decoded(page) == inside(line, places)
    bar = page.locator("#selection").bounding_box()
    assert bar is not None
    assert bar["x"] >= 0
    assert bar["x"] + bar["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    touch("touchStart", (150, 330))
    touch("touchMove", (170, 340))
    touch("touchStart", (170, 340), (250, 340))
    touch("touchMove", (130, 340), (290, 340))
    touch("touchEnd")
    rest(page)
    assert page.evaluate("window.pixgen.scene.view")["scale"] > 1.5 * view["scale"]
    assert page.locator(".lasso[data-drawing]").count() == 0
    assert decoded(page) == inside(line, places)


@pytest.mark.parametrize("how", ["dim", "hide"])
def test_a_filter_holds_while_pictures_travel_and_after_a_lost_context(
    open_site: Opener, swatches: Swatches, how: str
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    count = call(page, "(p) => p.site.manifest.count")
    kept = [id_ for id_ in range(count) if id_ % 4 == 0]
    call(
        page,
        """(p, how) => {
          const mask = new Uint8Array(p.site.manifest.count).map((_, id) => id % 4 === 0 ? 1 : 0);
          p.scene.setFilter(mask, how);
        }""",
        how,
    )
    seen = call(
        page,
        """async (p) => {
          const done = p.scene.setLayout("grid"), seen = new Set();
          let landed = false;
          void done.then(() => { landed = true; });
          while (!landed) {
            await new Promise(requestAnimationFrame);
            seen.add(p.stats.drawn);
          }
          return [...seen];
        }""",
    )
    assert seen == [len(kept) if how == "hide" else count]
    page.evaluate(
        """async () => {
          const canvas = document.getElementById("map");
          const lost = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
          const event = (name) =>
            new Promise((done) => canvas.addEventListener(name, done, { once: true }));
          const gone = event("webglcontextlost"), back = event("webglcontextrestored");
          lost.loseContext();
          await gone;
          await new Promise(requestAnimationFrame);
          lost.restoreContext();
          await back;
        }"""
    )
    page.mouse.move(1, 1)
    rest(page)
    places = boxes(page)
    free = clear_ids(page, swatches[1])
    assert set(bright(page, free, places)) == set(free) & set(kept)
    call(page, "(p, how) => p.scene.setFilter(null, how)", how)
    rest(page)
    assert len(bright(page, free, places)) == len(free)


def test_pages_of_hidden_pictures_are_not_fetched(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    call(
        page,
        """(p) => {
          p.scene.setFilter(Array.from({ length: 64 }, (_, i) => 704 + i), "hide");
          p.scene.flyTo([700], { animate: false });
          p.scene.zoomBy(0.45);
        }""",
    )
    rest(page)
    fine = page.evaluate(
        "window.pixgen.stats.pagesResident.filter((page) => page.startsWith('128/'))"
    )
    assert fine == ["128/11"]
