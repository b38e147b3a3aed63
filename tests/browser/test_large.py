"""A large site begins with a part of its points, and is whole when the rest has arrived."""

from pathlib import Path

import numpy as np
import pytest
from harness import Opener
from helpers import boxes, call, free_ids, middle, names, pixels, rest
from PIL import Image
from playwright.sync_api import Route

from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.site import formats
from pixgen.synth import synthesize_site

COUNT = 1500
STRIDE = 32
Colors = dict[str, tuple[int, ...]]


@pytest.fixture(scope="module")
def sliced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Colors]:
    """Draw a site whose points come in seven slices, from 30 pictures of plain colours."""
    folder = tmp_path_factory.mktemp("sliced")
    rng = np.random.default_rng(6)
    colors = {}
    for number in range(30):
        color = tuple(rng.integers(60, 255, 3).tolist())
        Image.new("RGB", (40, 30), color).save(folder / f"{number:02}.png")
        colors[f"{number:02}.png"] = color
    out = folder.parent / "sliced-site"
    settings = Settings(images=(str(folder),), out=out, tiers=(8, 32), neighbors=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "ONE_SLICE", 256)
        patch.setattr(formats, "FIRST_SLICE", 64)
        synthesize_site(settings, COUNT, SilentProgress())
    return out, colors


def test_pictures_whose_places_are_not_known_are_neither_drawn_nor_picked_until_they_are(
    open_site: Opener, sliced: tuple[Path, Colors]
) -> None:
    page = open_site(sliced[0]).page
    call(page, "async (p) => (await p.site.allPoints()).stride")
    waiting: list[Route] = []
    holding = True
    page.route(
        "**/data/points-*", lambda route: waiting.append(route) if holding else route.fallback()
    )
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
    rest(page)
    known = -(-COUNT // STRIDE)
    assert page.evaluate("[window.pixgen.stats.visible, window.pixgen.stats.drawn]") == [known] * 2
    standing = call(
        page, "(p, n) => Array.from({length: n}, (_, id) => p.scene.boxOf(id) !== null)", COUNT
    )
    assert [id_ for id_, stands in enumerate(standing) if stands] == list(range(0, COUNT, STRIDE))
    picked = call(
        page,
        """(p) => {
          const found = new Set();
          for (let x = 0; x < 1200; x += 4)
            for (let y = 0; y < 800; y += 4) found.add(p.scene.pick(x, y));
          return [...found];
        }""",
    )
    assert len(picked) > known / 2
    assert all(id_ == -1 or id_ % STRIDE == 0 for id_ in picked)
    assert len(waiting) == 1

    call(page, "(p) => p.scene.flyTo([33], { animate: false })")
    holding = False
    waiting.pop().fallback()
    page.wait_for_function("() => window.pixgen.scene.boxOf(1) !== null")
    rest(page)
    x, y = middle(boxes(page)[33])
    assert abs(x - 600) < 200
    assert abs(y - 400) < 200
    assert boxes(page)[33, 2:].max() > 100

    call(page, "(p) => p.scene.home({ animate: false })")
    rest(page)
    assert page.evaluate("window.pixgen.stats.drawn") == COUNT
    places, image, titles = boxes(page), pixels(page), names(page)
    for id_ in free_ids(page, places)[::20]:
        x, y = middle(places[id_])
        expected = sliced[1][titles[id_].split("/")[1]]
        assert np.abs(image[int(y), int(x)].astype(int) - expected).max() <= 10, titles[id_]


def test_a_link_to_a_layout_waits_for_all_the_points(
    open_site: Opener, sliced: tuple[Path, Colors]
) -> None:
    page = open_site(sliced[0], "#layout=grid").page
    page.wait_for_function("() => window.pixgen.scene.layout === 'grid'")
    rest(page)
    assert page.evaluate("window.pixgen.stats.drawn") == COUNT
