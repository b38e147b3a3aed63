"""The minimap shows up when the visitor is close, frames what is in view, and moves the map."""

from pathlib import Path
from typing import Any

import numpy as np
from harness import Opener
from helpers import call, count_frames, rest
from playwright.sync_api import Page

Swatches = tuple[Path, dict[str, tuple[int, ...]]]


def shown(page: Page) -> bool:
    return page.locator("#minimap").is_visible()


def zoom(page: Page, factor: float) -> None:
    call(page, "(p, factor) => p.scene.zoomBy(factor, undefined, { animate: false })", factor)
    rest(page)


def view(page: Page) -> dict[str, float]:
    return page.evaluate("window.pixgen.scene.view")


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return found  # type: ignore[return-value]


def framed(page: Page) -> list[bool]:
    """Return which images the frame holds on the minimap, by id."""
    room, frame = box(page, ".minimap-room"), box(page, ".minimap-frame")
    info = call(
        page, "(p) => p.site.models[0].info.layouts.find(({name}) => name === p.scene.layout)"
    )
    flat = call(page, "async (p) => Array.from(await p.site.models[0].layout(p.scene.layout))")
    places = (np.array(flat).reshape(-1, 2) / 65535 - 0.5) * [info["aspect"], 1]
    scale = room["width"] / (info["aspect"] + info["cell"] * np.sqrt(info["shape"]))
    middle = np.array([room["x"] + room["width"] / 2, room["y"] + room["height"] / 2])
    spots = places * scale + middle
    low = np.array([frame["x"], frame["y"]])
    high = low + [frame["width"], frame["height"]]
    return ((spots >= low) & (spots <= high)).all(axis=1).tolist()


def in_free_part(page: Page) -> list[bool]:
    """Return which images have their middle where no panel of the map's edges reaches, by id."""
    return page.evaluate(
        """() => {
          const { site, scene } = window.pixgen;
          const box = (id) => document.getElementById(id).getBoundingClientRect();
          const left = box("hotspots").right;
          const top = box("header").bottom, bottom = box("layouts").top;
          return Array.from({ length: site.manifest.count }, (_, id) => {
            const { x, y, width, height } = scene.boxOf(id);
            const [h, v] = [x + width / 2, y + height / 2];
            return h >= left && h <= innerWidth && v >= top && v <= bottom;
          });
        }"""
    )


def painted(page: Page) -> Any:
    return page.evaluate(
        """() => {
          const canvas = document.querySelector(".minimap-picture");
          const copy = new OffscreenCanvas(canvas.width, canvas.height)
            .getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          const filled = data.filter((value, at) => at % 4 === 3 && value > 0).length;
          return { share: filled / canvas.width / canvas.height, data: Array.from(data) };
        }"""
    )


def wait_painted(page: Page, layout: str) -> None:
    page.locator(f'#minimap[data-layout="{layout}"]').wait_for()


def test_it_shows_only_while_a_part_of_the_map_fills_the_window(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    assert not shown(page)
    zoom(page, 3)
    assert shown(page)
    wait_painted(page, "map")
    assert painted(page)["share"] > 0.3
    page.get_by_role("button", name="Show everything").click()
    rest(page)
    page.locator("#minimap").wait_for(state="hidden")


def test_the_frame_holds_the_pictures_in_view(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    zoom(page, 4)
    on_map, on_minimap = in_free_part(page), framed(page)
    assert 20 < sum(on_map) < 600
    # The frame's edges are a pixel's breadth; a pixel of the minimap is a fifth of a picture here.
    assert np.mean(np.array(on_map) != np.array(on_minimap)) < 0.02


def test_the_frame_follows_every_frame_of_a_flight(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    zoom(page, 4)
    before = box(page, ".minimap-frame")
    moves = call(
        page,
        """async (p) => {
          let moves = 0;
          const frame = document.querySelector(".minimap-frame");
          const seen = new Set();
          p.scene.on("move", () => { moves++; seen.add(frame.style.transform); });
          const landed = new Promise((done) => p.scene.on("rest", done));
          p.scene.panBy(-200, 100);
          await landed;
          return { moves, places: seen.size };
        }""",
    )
    after = box(page, ".minimap-frame")
    assert moves["places"] >= 2
    assert moves["moves"] <= page.evaluate("window.pixgen.stats.frames")
    assert after["x"] > before["x"]
    assert after["y"] < before["y"]
    rest(page)
    assert count_frames(page, 30) == 0


def test_a_click_flies_there_and_a_drag_takes_the_frame_along(
    open_site: Opener, swatches: Swatches
) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    zoom(page, 5)
    scale = view(page)["scale"]
    room = box(page, ".minimap-room")
    target = room["x"] + 0.75 * room["width"], room["y"] + 0.3 * room["height"]
    page.mouse.click(*target)
    rest(page)
    frame = box(page, ".minimap-frame")
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    assert np.abs(np.subtract(middle, target)).max() < 1
    assert view(page)["scale"] == scale
    # Taken beside its middle, the frame does not jump under the pointer.
    x, y = middle[0] + 3, middle[1] + 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y + 20, steps=4)
    page.mouse.up()
    rest(page)
    moved = box(page, ".minimap-frame")
    assert abs(moved["x"] - frame["x"] + 40) < 1
    assert abs(moved["y"] - frame["y"] - 20) < 1
    page.wait_for_function("() => location.hash.includes('view=')")


def test_a_click_jumps_for_those_who_want_no_motion(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], reduced_motion="reduce").page
    rest(page)
    zoom(page, 5)
    moves = "(p) => { p.moves = 0; p.scene.on('move', () => p.moves++); }"
    call(page, moves)
    room = box(page, ".minimap-room")
    page.mouse.click(room["x"] + 0.7 * room["width"], room["y"] + 0.4 * room["height"])
    rest(page)
    assert page.evaluate("window.pixgen.moves") == 1


def test_it_follows_a_change_of_layout(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    rest(page)
    zoom(page, 4)
    wait_painted(page, "map")
    first = painted(page)["data"]
    page.get_by_role("button", name="Grid").click()
    page.wait_for_function("() => window.pixgen.scene.layout === 'grid'")
    rest(page)
    zoom(page, 4)
    wait_painted(page, "grid")
    assert painted(page)["data"] != first
    on_map, on_minimap = in_free_part(page), framed(page)
    assert np.mean(np.array(on_map) != np.array(on_minimap)) < 0.02


def test_a_phone_has_no_minimap(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0], viewport={"width": 390, "height": 844}, has_touch=True).page
    rest(page)
    zoom(page, 4)
    assert not shown(page)
