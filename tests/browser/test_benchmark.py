"""The benchmark of the viewer measures what it says, on a site small enough for every run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import pixels
from numpy.typing import NDArray
from playwright.sync_api import Browser

from benchmarks.viewer.browser import (
    lay_beside,
    make_reference,
    serve,
    visit_reference,
    visit_site,
)
from benchmarks.viewer.measure import Plan, measure_site
from benchmarks.viewer.table import ROWS, make_table
from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.synth import synthesize_site

ROOT = Path(__file__).parents[2]
COUNT = 300
PLAN = Plan(flights=3, frames=4, openings=1, page_loads=3)
AMPLE = 10**9


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw a site of a few hundred of the sample pictures."""
    out = tmp_path_factory.mktemp("measured") / "site"
    pictures = str(ROOT / "sample_data" / "images" / "*1.jpg")
    settings = Settings(images=(pictures,), out=out, hotspots=2, neighbors=4)
    synthesize_site(settings, COUNT, SilentProgress())
    return out


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bundle the reference renderer."""
    out = tmp_path_factory.mktemp("bundle")
    make_reference(out)
    return out


def test_every_quantity_is_measured_of_the_viewer_and_of_the_reference(
    browser: Browser, site: Path, bundle: Path, tmp_path: Path
) -> None:
    found = dict(measure_site(browser, site, bundle, tmp_path / "reference", PLAN, AMPLE))
    own, disk, reference = found["http"], found["file"], found["reference"]
    for row in ROWS:
        for key in row.keys:
            # The attributes are the reference's own.
            holders = [reference] if key == "attribute_bytes" else [found[row.own]]
            assert all(holder[key] is not None for holder in holders), key
    for key in ("fit_ms_p50", "fly_ms_p95", "near_ms_p50", "first_ms", "layout_ms", "pick_us"):
        assert own[key] > 0, key
        assert reference[key] > 0, key
    assert own["complaints"] == disk["complaints"] == []
    assert own["frames_at_rest"] == 0
    assert own["calls_fit"] == reference["calls_fit"] == 1
    assert 4 <= own["requests_first"] == disk["requests_first"] <= 6
    # What comes over http is packed.
    assert 100_000 < own["bytes_first"] < disk["bytes_first"]
    assert own["bytes_needed_max"] > 0
    assert own["lasso_found"] > 0
    assert reference["attribute_bytes"] == 49 * COUNT
    assert reference["texture_bytes"] == 2048**2 * 4
    assert reference["borrowed"] == 0

    lines = make_table([{"name": "a few", **found}]).splitlines()
    titles = [line.split("|")[1].strip() for line in lines if line.startswith("|")]
    assert titles[2:] == [row.title for row in ROWS]


def test_the_reference_draws_the_picture_that_the_viewer_draws(
    browser: Browser, site: Path, bundle: Path, tmp_path: Path
) -> None:
    with serve(site) as url, visit_site(browser, url) as visit:
        visit.rest()
        visit.call(
            """({ site, scene }) => {
              // A picture that is laid over the canvas, or a panel, is none of the map's own.
              for (const part of document.body.children)
                if (part.localName !== "main") part.style.visibility = "hidden";
              scene.setView({ x: 0, y: 0, scale: 780 }, { animate: false });
            }"""
        )
        visit.rest()
        view = visit.call("(p) => ({ ...p.scene.view })")
        near = {**view, "scale": 2 * view["scale"]}
        ours = [pixels(visit.page)]
        visit.call("(p, view) => p.scene.setView(view, { animate: false })", near)
        visit.rest()
        ours.append(pixels(visit.page))
    folder = lay_beside(bundle, site, tmp_path / "reference")
    with serve(folder) as url, visit_reference(browser, url, site, AMPLE) as visit:
        theirs = [drawn_by_reference(visit, each) for each in (view, near)]
    for one, other in zip(ours, theirs, strict=True):
        assert coarse(one).std() > 10
        assert np.abs(coarse(one) - coarse(other)).max() < 12


def drawn_by_reference(visit: Any, view: dict[str, float]) -> NDArray[np.uint8]:
    visit.page.evaluate(
        """async (view) => {
          reference.setView(view);
          for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
        }""",
        view,
    )
    return pixels(visit.page)


def coarse(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Average colours of squares of 100 px."""
    height, width = (size // 100 for size in image.shape[:2])
    return image.reshape(height, 100, width, 100, 3).mean(axis=(1, 3))
