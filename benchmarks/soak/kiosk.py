"""Owns the kiosk: a Chromium of its own that is looked into at times, and what its processes hold.

A browser that is watched through the DevTools keeps the bodies of all that it has loaded, so the
watcher lets go of it after each part of the run, and memory is read when nobody is connected.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from time import monotonic, sleep
from typing import Any

import psutil
from playwright.sync_api import CDPSession, Page, Playwright

from benchmarks.viewer.browser import REST, browser_command

PATIENCE = 30
FLAGS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--window-size=1200,800",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "about:blank",
)
# Errors are kept in the page, for while nobody is connected nobody would hear of them.
LISTEN = """window.heard = [];
addEventListener("error", (event) => window.heard.push(String(event.message)));
addEventListener("unhandledrejection", (event) => window.heard.push(String(event.reason)));"""
KINDS = {"gpu-process": "GPU", "renderer": "renderer"}


@dataclass
class Visit:
    """The page while somebody is connected to it."""

    page: Page
    cdp: CDPSession

    def call(self, script: str, argument: Any = None) -> Any:
        """Run an async function of (pixgen, argument) in the page."""
        body = f"async (argument) => await ({script})(window.pixgen, argument)"
        return self.page.evaluate(body, argument)

    def rest(self) -> None:
        """Wait until nothing moves, loads or is drawn."""
        self.page.evaluate(REST)

    def counts(self) -> dict[str, float]:
        """Tell what the page holds, sizes in MB; JavaScript's after a collection."""
        self.cdp.send("HeapProfiler.collectGarbage")
        usage = self.cdp.send("Runtime.getHeapUsage")
        self.cdp.send("Performance.enable")
        metrics = self.cdp.send("Performance.getMetrics")["metrics"]
        held = {one["name"]: one["value"] for one in metrics}
        stats = self.call("({ stats }) => [stats.textureBytes, stats.frames, stats.pagesLoaded]")
        return {
            "heap": (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6,
            "nodes": held["Nodes"],
            "listeners": held["JSEventListeners"],
            "texture": stats[0] / 1e6,
            "frames": stats[1],
            "pages": stats[2],
        }


class Kiosk:
    """A running Chromium with one page."""

    def __init__(self, playwright: Playwright, process: Popen[bytes], address: str) -> None:
        self._playwright = playwright
        self._process = process
        self._address = address

    def open(self, url: str) -> None:
        """Open the site, and wait for its first picture."""
        with self.connected() as visit:
            visit.page.add_init_script(LISTEN)
            visit.page.goto(url)
            visit.page.wait_for_function("() => document.documentElement.dataset.ready === '1'")

    @contextmanager
    def connected(self) -> Iterator[Visit]:
        """Look into the page for a while."""
        browser = self._playwright.chromium.connect_over_cdp(self._address)
        try:
            context = browser.contexts[0]
            page = context.pages[0]
            yield Visit(page, context.new_cdp_session(page))
        finally:
            browser.close()

    def memory(self) -> dict[str, float]:
        """Return the resident memory of the browser's processes by kind, in MB."""
        sizes: Counter[str] = Counter()
        own = psutil.Process(self._process.pid)
        for process in (own, *own.children(recursive=True)):
            try:
                flags = [part for part in process.cmdline() if part.startswith("--type=")]
                kind = KINDS.get(flags[0][7:], "others") if flags else "browser"
                sizes[kind] += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        sizes["all"] = sizes.total()
        return {kind: sizes[kind] / 1e6 for kind in ("browser", "GPU", "renderer", "others", "all")}


@contextmanager
def kiosk(playwright: Playwright, *, gpu: bool) -> Iterator[Kiosk]:
    """Start Chromium, on a software renderer unless a real GPU is asked for."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [*browser_command(playwright, gpu=gpu), f"--user-data-dir={profile}", *FLAGS]
        process = Popen(command)
        try:
            yield Kiosk(playwright, process, f"http://127.0.0.1:{port_of(process, Path(profile))}")
        finally:
            process.terminate()
            process.wait()


def port_of(process: Popen[bytes], profile: Path) -> int:
    """Return the port on which the browser lets itself be looked into, once it has told."""
    told, end = profile / "DevToolsActivePort", monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        lines = told.read_text("utf-8").splitlines() if told.is_file() else []
        if len(lines) > 1:
            return int(lines[0])
        sleep(0.1)
    raise SystemExit("Chromium did not start.")
