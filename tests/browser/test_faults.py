"""What the map shows when pages of cells are missing, damaged or late, or when few may be kept."""

import re

import pytest
from faults import (
    Swatches,
    check_colors,
    forgive,
    hold,
    inject,
    near,
    resident,
    still,
)
from harness import Opener
from helpers import call, rest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.parametrize("open_site", ["http"], indirect=True)


def test_a_missing_page_leaves_the_coarser_cells(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0])
    rest(visit.page)
    inject(visit, r"tiles/128/", lambda route: route.fulfill(status=404, body="gone"))
    near(visit.page)
    rest(visit.page)
    assert not any(page.startswith("128/") for page in resident(visit.page))
    check_colors(visit.page, swatches[1], soft=True)
    forgive(visit, "404")


def test_a_truncated_page_leaves_the_coarser_cells(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0])
    rest(visit.page)

    def truncate(route: Route) -> None:
        text = route.fetch().text()
        route.fulfill(body=text[: len(text) // 2], content_type="text/javascript")

    inject(visit, r"tiles/128/", truncate)
    near(visit.page)
    rest(visit.page)
    assert not any(page.startswith("128/") for page in resident(visit.page))
    check_colors(visit.page, swatches[1], soft=True)


def test_a_damaged_picture_of_cells_leaves_the_coarser_ones(
    open_site: Opener, swatches: Swatches
) -> None:
    visit = open_site(swatches[0])
    rest(visit.page)

    def damage(route: Route) -> None:
        text = route.fetch().text()
        start = text.index("/*") + 2
        # Sixteen bytes of the JPEG's head are zeros: the base64 stays sound.
        route.fulfill(body=text[:start] + 20 * "A" + text[start + 20 :], content_type="text/plain")

    inject(visit, r"tiles/128/10\.js", damage)
    near(visit.page)
    rest(visit.page)
    assert "128/10" not in resident(visit.page)
    assert any(page.startswith("128/") for page in resident(visit.page))
    check_colors(visit.page, swatches[1], soft=True)
    visit.page.locator(".notice", has_text="tiles/128/10.js is damaged").wait_for(state="attached")


def test_a_late_page_holds_up_no_other(open_site: Opener, swatches: Swatches) -> None:
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    late = hold(visit, r"tiles/128/10\.js")
    near(page)
    # 10 holds the ids 640 to 703; those of the pages beside it arrive meanwhile.
    page.wait_for_function("() => window.pixgen.stats.pending === 1")
    assert "128/10" not in resident(page)
    assert any(name.startswith("128/") for name in resident(page))
    check_colors(page, swatches[1], soft=True)
    assert len(late.routes) == 1
    late.let_go()
    page.wait_for_function("() => window.pixgen.stats.pagesResident.includes('128/10')")
    rest(page)
    check_colors(page, swatches[1])


def test_a_server_that_never_answers_leaves_a_whole_map_to_fly_through(
    open_site: Opener, swatches: Swatches
) -> None:
    visit = open_site(swatches[0])
    page = visit.page
    rest(page)
    silent = hold(visit, r"tiles/128/")
    for id_ in (700, 30, 1100):
        asked = len(silent.routes)
        near(page, id_)
        page.wait_for_function("() => window.pixgen.stats.pending > 0")
        still(page)
        assert len(silent.routes) > asked
        check_colors(page, swatches[1], soft=True)
    call(page, "(p) => p.scene.home({ animate: false })")
    rest(page)
    check_colors(page, swatches[1])
    silent.let_go()
    near(page)
    rest(page)
    assert "128/10" in resident(page)
    check_colors(page, swatches[1])


def with_settings(visit_page: Page, extra: str) -> None:
    """Write more settings into the page as it is served."""

    def answer(route: Route) -> None:
        text = route.fetch().text()
        assert '"background"' in text
        route.fulfill(body=text.replace('"background"', f'{extra}, "background"'))

    visit_page.route(re.compile(r"/(#.*)?$"), answer)


def test_four_layers_are_enough_for_a_whole_view(open_site: Opener, swatches: Swatches) -> None:
    page = open_site(swatches[0]).page
    with_settings(page, '"layers": 4')
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
    for id_ in (700, 30, 1100):
        near(page, id_)
        rest(page)
        assert len(resident(page)) <= 4
        check_colors(page, swatches[1], soft=True)
    call(page, "(p) => p.scene.home({ animate: false })")
    rest(page)
    check_colors(page, swatches[1], soft=True)
