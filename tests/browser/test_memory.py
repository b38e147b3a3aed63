"""What a visitor leaves behind does not pile up."""

from pathlib import Path

import pytest
from harness import Opener
from helpers import call, rest
from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("open_site", ["http", "file"], indirect=True)


def held(page: Page) -> tuple[int, int]:
    """Return the nodes and listeners that live after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    counts = {one["name"]: int(one["value"]) for one in metrics}
    return counts["Nodes"], counts["JSEventListeners"]


def open_and_close(page: Page, ids: range) -> None:
    for id_ in ids:
        page.evaluate("(id) => { location.hash = `#image=${id}`; }", id_)
        page.locator("#detail .neighbor").first.wait_for(state="attached")
        page.wait_for_function("() => document.querySelector('.detail-title').textContent !== ''")
        page.keyboard.press("Escape")
        page.locator("#detail").wait_for(state="hidden")
    # Flights may be under way, and the pictures of the last one still be loading.
    call(page, "(p) => p.scene.home({ animate: false })")
    rest(page)


def test_pictures_opened_and_closed_again_leave_nothing_in_the_page(
    open_site: Opener, sample_site: Path
) -> None:
    page = open_site(sample_site).page
    open_and_close(page, range(4))
    before = held(page)
    open_and_close(page, range(4, 16))
    after = held(page)
    # A panel of neighbours has some 100 nodes and 18 listeners: twelve of them would be seen.
    assert after[0] - before[0] < 400
    assert after[1] - before[1] < 60
