"""Builds the sites that the browser tests open, and a browser that can reach nothing else."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import chromium
import numpy as np
import pytest
from harness import ROOT, Opener, Visit
from PIL import Image
from playwright.sync_api import Browser, Route, sync_playwright

from pixgen.build import build_site
from pixgen.progress import SilentProgress
from pixgen.serve import make_server
from pixgen.settings import Settings, load_settings

FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path is not None, chromium.HELP
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *(["--no-sandbox"] if root else [])]
        )
        yield browser
        browser.close()


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
    build_site(Settings(images=(str(folder),), out=out, model="descriptor"), SilentProgress())
    return out, colors


@pytest.fixture(params=["http", "file"])
def open_site(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Opener]:
    """Open a site over http or from the disk; every test fails on any complaint of the page."""
    closers: list[Callable[[], None]] = []
    visits: list[Visit] = []

    def serve(site: Path) -> str:
        if request.param == "file":
            return (site / "index.html").as_uri()
        server = make_server(site, port=0)
        thread = Thread(target=server.serve_forever)
        thread.start()
        closers.append(lambda: (server.shutdown(), thread.join(), server.server_close()))  # type: ignore[func-returns-value]
        return f"http://127.0.0.1:{server.server_address[1]}/"

    def opener(site: Path, hash_: str = "", **context_options: object) -> Visit:
        base = serve(site)
        options = {"viewport": {"width": 1200, "height": 800}, **context_options}
        context = browser.new_context(**options)  # type: ignore[arg-type]
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
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.goto(visit.url)
        page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
        closers.append(context.close)
        visits.append(visit)
        return visit

    yield opener
    for close in reversed(closers):
        close()
    for visit in visits:
        assert visit.complaints == []
        assert visit.foreign == []


def note(visit: Visit, kind: str, text: str) -> None:
    # A software renderer warns about the readback that the tests themselves ask for.
    if kind in ("error", "warning") and "GPU stall due to ReadPixels" not in text:
        visit.complaints.append(f"{kind}: {text}")
