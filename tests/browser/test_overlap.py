"""Where pictures overlap, the pointer meets the one on top, and brings it to the front."""

from pathlib import Path

import numpy as np
from harness import Opener
from helpers import boxes, call, names, pixels, rest
from numpy.typing import NDArray
from playwright.sync_api import Page

Swatches = tuple[Path, dict[str, tuple[int, ...]]]
GROUND = np.array([0x10, 0x11, 0x14])
RECEDE = 0.85


def crossings(places: NDArray[np.float64], count: int) -> list[tuple[float, float]]:
    """Return points in the open that lie well inside two pictures and near no edge of any."""
    found = []
    rng = np.random.default_rng(4)
    while len(found) < count:
        x, y = rng.uniform(250, 1150), rng.uniform(130, 650)
        left, top = x - places[:, 0], y - places[:, 1]
        edges = np.stack([left, places[:, 2] - left, top, places[:, 3] - top], axis=1)
        in_or_out = (edges > 1.5).all(axis=1) | (edges < -1.5).any(axis=1)
        if in_or_out.all() and (edges > 1.5).all(axis=1).sum() >= 2:
            found.append((x, y))
    return found


def test_the_picture_on_top_is_met_and_comes_to_the_front(
    open_site: Opener, swatches: Swatches
) -> None:
    site, colors = swatches
    page = open_site(site, "#layout=umap", reduced_motion="reduce").page
    page.wait_for_function("() => window.pixgen.scene.layout === 'umap'")
    page.mouse.move(1, 1)
    rest(page)
    titles, places = names(page), boxes(page)
    points = crossings(places, 40)

    def meets(page: Page) -> list[int]:
        image = pixels(page)
        met = call(page, "(p, points) => points.map(([x, y]) => p.scene.pick(x, y))", points)
        for (x, y), id_ in zip(points, met, strict=True):
            own = np.array(colors[titles[id_]])
            expected = own if id_ in bright else own + RECEDE * (GROUND - own)
            assert np.abs(image[int(y), int(x)] - expected).max() <= 10, (x, y, titles[id_])
        return met

    bright = set(range(len(titles)))
    plain = meets(page)
    bright = set(range(0, len(titles), 3))
    call(page, "(p, ids) => { p.scene.setFilter(ids, 'dim'); }", sorted(bright))
    rest(page)
    dimmed = meets(page)
    assert dimmed != plain
    assert all(
        after in bright for after, before in zip(dimmed, plain, strict=True) if before in bright
    )

    # What is hovered comes to the front, undimmed.
    for (x, y), id_ in list(zip(points, dimmed, strict=True))[:8]:
        page.mouse.move(x, y)
        rest(page)
        shown = pixels(page)[int(y), int(x)].astype(int)
        assert np.abs(shown - colors[titles[id_]]).max() <= 10
    page.mouse.move(1, 1)

    # Without the ones on top, those beneath are met.
    left = sorted(set(range(len(titles))) - set(dimmed))
    call(page, "(p, ids) => { p.scene.setFilter(ids, 'hide'); }", left)
    rest(page)
    image = pixels(page)
    for x, y in points:
        id_ = call(page, "(p, [x, y]) => p.scene.pick(x, y)", [x, y])
        assert id_ not in dimmed
        if id_ < 0:
            continue
        own = np.array(colors[titles[id_]])
        expected = own if id_ in bright else own + RECEDE * (GROUND - own)
        box = places[id_]
        # A point well inside the picture; the pointer's slack may have met it from beside.
        if box[0] + 1 < x < box[0] + box[2] - 1 and box[1] + 1 < y < box[1] + box[3] - 1:
            assert np.abs(image[int(y), int(x)] - expected).max() <= 10
