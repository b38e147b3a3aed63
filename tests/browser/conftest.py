"""Builds the sites that the browser tests open, and opens them cut off from all else."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import Thread

import browsers
import numpy as np
import pytest
from harness import ROOT, Opener, Visit
from kinds import draw_kinds
from PIL import Image
from playwright.sync_api import Browser, Playwright, Route, sync_playwright

from pixgen.build import build_site
from pixgen.progress import SilentProgress
from pixgen.serve import make_server
from pixgen.setting_files import load_settings
from pixgen.settings import Settings

# Complaints that the tests themselves cause: a software renderer warns about the readback they ask
# for, and Playwright takes a picture of the window with a style sheet that the policy forbids.
OWN_DOING = (
    "GPU stall due to ReadPixels",
    base64.b64encode(hashlib.sha256(b"body {}").digest()).decode(),
)
Launcher = Callable[[str], Browser]


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def launched(driver: Playwright) -> Iterator[Launcher]:
    """Start each browser when a test first asks for it by its name."""
    with ExitStack() as closing:
        yield cache(lambda name: closing.enter_context(getattr(browsers, name)(driver)))


@pytest.fixture(scope="session")
def browser(launched: Launcher) -> Browser:
    """Chromium, for tests that open their pages themselves."""
    return launched("chromium")


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the collection that `make demo` shows."""
    out = tmp_path_factory.mktemp("sample") / "site"
    settings = load_settings(ROOT / "sample_data" / "pixgen.toml", {"out": out})
    build_site(settings, SilentProgress())
    return out


@pytest.fixture(scope="session")
def swatches(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[int, ...]]]:
    """Build 1,500 plain swatches of many shapes: every place on the map has a known colour."""
    folder = tmp_path_factory.mktemp("swatches")
    rng = np.random.default_rng(3)
    colors = {}
    for number in range(1500):
        color = tuple(rng.integers(20, 255, 3).tolist())
        width, height = rng.integers(20, 41, 2).tolist()
        name = f"{number:04}.png"
        Image.new("RGB", (width, height), color).save(folder / name)
        colors[name] = color
    out = tmp_path_factory.mktemp("swatches-site") / "site"
    build_site(Settings(images=(str(folder),), out=out, model=("descriptor",)), SilentProgress())
    return out, colors


@pytest.fixture(scope="session")
def kinds_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small site of two networks, with all that can be told of likeness."""
    folder = tmp_path_factory.mktemp("kinds")
    settings = Settings(
        images=(str(folder / "*.*g"),),
        metadata=(str(draw_kinds(folder)),),
        model=("builtin", "descriptor"),
        within=("category", "tags"),
        title="Kinds",
        out=folder / "site",
    )
    build_site(settings, SilentProgress())
    return folder / "site"


@pytest.fixture(params=["http", "file"])
def open_site(
    request: pytest.FixtureRequest, driver: Playwright, launched: Launcher
) -> Iterator[Opener]:
    """Open a site over http or from the disk; every test fails on any complaint of the page.

    The parameter may begin with `firefox-` (see `everywhere`), or with `fresh-`: a Chromium of its
    own, for a test that breaks it.
    """
    name, _, scheme = request.param.rpartition("-")
    if name == "firefox" and browsers.find_firefox() is None:
        pytest.skip(browsers.FIREFOX_HELP)
    closing = ExitStack()
    if name == "fresh":
        browser = closing.enter_context(browsers.chromium(driver))
    else:
        browser = launched(name or "chromium")
    visits: list[Visit] = []

    def serve(site: Path) -> str:
        if scheme == "file":
            return (site / "index.html").as_uri()
        server = make_server(site, port=0)
        thread = Thread(target=server.serve_forever)
        thread.start()
        for end in (server.server_close, thread.join, server.shutdown):
            closing.callback(end)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    def opener(
        site: Path, hash_: str = "", init: str | None = None, **context_options: object
    ) -> Visit:
        base = serve(site)
        options = {"viewport": {"width": 1200, "height": 800}, **context_options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        if init is not None:
            context.add_init_script(init)
        page = context.new_page()
        visit = Visit(page, base + hash_)
        own = base.removesuffix("index.html")

        def watch(route: Route) -> None:
            address = route.request.url
            if address.startswith((own, "data:", "blob:")):
                visit.requests.append(address.removeprefix(own))
                route.continue_()
            else:
                visit.foreign.append(address)
                route.abort()

        context.route("**/*", watch)
        page.on("console", lambda message: note(visit, message.type, message.text))
        page.on("pageerror", lambda error: note(visit, "error", str(error)))
        page.goto(visit.url)
        page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
        closing.callback(context.close)
        visits.append(visit)
        return visit

    yield opener
    # Before the page is judged: a server left running would keep a failed run from ending.
    closing.close()
    for visit in visits:
        judged = [c for c in visit.complaints if not any(each in c for each in visit.expected)]
        assert judged == []
        assert visit.foreign == []


def note(visit: Visit, kind: str, text: str) -> None:
    if kind in ("error", "warning") and not any(each in text for each in OWN_DOING):
        visit.complaints.append(f"{kind}: {text}")
