"""Owns the browser and the server of a measurement, and what comes over the wire."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright

from benchmarks.viewer.sites import ROOT, build_of

SIZE = {"width": 1200, "height": 800}
HOOK = (Path(__file__).parent / "hook.js").read_text("utf-8")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
HARDWARE = ["--use-angle=default", "--enable-gpu", "--ignore-gpu-blocklist"]
# A frame of the reference may take a minute.
PATIENCE = 900_000

# At rest: in 20 animation frames of the browser none of ours was drawn and nothing came in.
REST = """async () => {
  const stats = window.pixgen.stats;
  const end = performance.now() + 300_000;
  const now = () => [stats.frames, stats.requests, stats.pagesLoaded, stats.pending].join();
  for (let calm = 0, before = ""; calm < 20; ) {
    await new Promise(requestAnimationFrame);
    if (performance.now() > end) throw new Error("The map did not come to rest in five minutes.");
    calm = now() === before && stats.pending === 0 ? calm + 1 : 0;
    before = now();
  }
}"""


def browser_command(playwright: Playwright, *, gpu: bool) -> list[str]:
    """Return Chromium and its flags: for a software renderer unless a real GPU is asked for."""
    found = (shutil.which(name) for name in NAMES)
    path = os.environ.get("PIXGEN_CHROMIUM") or next(filter(None, found), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*(HARDWARE if gpu else SOFTWARE), *(["--no-sandbox"] if root else [])]
    # Where there is none, Playwright's own; without that Playwright says how to install it.
    return [path or playwright.chromium.executable_path, *flags]


def launch(playwright: Playwright, *, gpu: bool) -> Browser:
    """Start Chromium for a measurement."""
    path, *flags = browser_command(playwright, gpu=gpu)
    return playwright.chromium.launch(executable_path=path, args=flags)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder by `pixgen serve` in a process of its own; gives its address."""
    command = [sys.executable, "-u", "-m", "pixgen", "serve", str(folder), "--port", "0"]
    # It complains of every page that is closed while it loads.
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+/", line)
        if address is None:
            raise SystemExit(f"pixgen serve said {line!r} instead of its address.")
        yield address[0]
    finally:
        process.terminate()
        process.wait()


def make_reference(out: Path) -> None:
    """Bundle the reference renderer, and the count of what a view needs."""
    own = str(Path(sys.executable).parent)
    node = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), own]))
    if node is None:
        raise SystemExit("The reference renderer needs Node; see package.json for its version.")
    script = ROOT / "benchmarks" / "reference" / "build.mjs"
    subprocess.run([node, str(script), str(out)], check=True)


def lay_beside(reference: Path, site: Path, folder: Path) -> Path:
    """Make a folder in which the reference finds the site's own files."""
    folder.mkdir(parents=True)
    for name in ("index.html", "reference.js"):
        shutil.copyfile(reference / name, folder / name)
    for name in ("data", "tiles"):
        (folder / name).symlink_to(site / name, target_is_directory=True)
    return folder


@dataclass
class Transfer:
    """One request: when it began and ended (epoch, seconds) and its bytes on the wire."""

    url: str
    began: float
    ended: float = float("inf")
    size: int = 0


class Traffic:
    """What a page has asked for and got, as transferred."""

    def __init__(self, cdp: CDPSession) -> None:
        self._transfers: dict[str, Transfer] = {}
        self._offset = 0.0
        cdp.on("Network.requestWillBeSent", self._asked)
        cdp.on("Network.loadingFinished", self._got)
        cdp.send("Network.enable")

    def until(self, moment: float = float("inf")) -> list[Transfer]:
        """Return what was asked for before a moment."""
        return [one for one in self._transfers.values() if one.began < moment]

    def size(self, moment: float = float("inf")) -> int:
        """Return the bytes of what had arrived by a moment."""
        return sum(one.size for one in self._transfers.values() if one.ended <= moment)

    def pictures(self) -> int:
        """Return the bytes of all pages of cells and display images so far."""
        kinds = ("/tiles/", "/images/")
        return sum(
            one.size for one in self._transfers.values() if any(kind in one.url for kind in kinds)
        )

    def _asked(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if url.startswith(("data:", "blob:")):
            return
        self._offset = event["wallTime"] - event["timestamp"]
        self._transfers[event["requestId"]] = Transfer(url, event["wallTime"])

    def _got(self, event: dict[str, Any]) -> None:
        transfer = self._transfers.get(event["requestId"])
        if transfer is not None:
            transfer.ended = event["timestamp"] + self._offset
            transfer.size = max(0, int(event["encodedDataLength"]))


@dataclass
class Visit:
    """One open page in a context of its own, so with an empty cache."""

    context: BrowserContext
    page: Page
    cdp: CDPSession
    traffic: Traffic
    complaints: list[str] = field(default_factory=list)

    def call(self, script: str, argument: Any = None) -> Any:
        """Run an async function of (pixgen, argument) in the page."""
        body = f"async (argument) => await ({script})(window.pixgen, argument)"
        return self.page.evaluate(body, argument)

    def rest(self) -> None:
        """Wait until nothing moves, loads or is drawn."""
        self.page.evaluate(REST)

    def mark(self, name: str) -> float | None:
        """Return the milliseconds to a mark of the page; None: it has not been set."""
        script = "(name) => performance.getEntriesByName(name)[0]?.startTime ?? null"
        return self.page.evaluate(script, name)

    def moment(self, milliseconds: float) -> float:
        """Return when that was, as `Traffic` counts."""
        return (self.page.evaluate("performance.timeOrigin") + milliseconds) / 1000

    def heap(self) -> int:
        """Return the bytes that JavaScript holds after a collection, array buffers included."""
        self.cdp.send("HeapProfiler.collectGarbage")
        usage = self.cdp.send("Runtime.getHeapUsage")
        return int(usage["usedSize"] + usage.get("backingStorageSize", 0))


@contextmanager
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    """Open a page that holds the hook; the caller waits for what it wants to see."""
    context = browser.new_context(viewport=SIZE, device_scale_factor=1)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(HOOK)
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    opened = Visit(context, page, cdp, Traffic(cdp))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.goto(url, wait_until="commit")
    try:
        yield opened
    finally:
        context.close()


@contextmanager
def visit_site(browser: Browser, url: str) -> Iterator[Visit]:
    """Open a site and wait for its first picture."""
    with visit(browser, url) as opened:
        opened.page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
        yield opened


@contextmanager
def visit_reference(browser: Browser, url: str, site: Path, most: int) -> Iterator[Visit]:
    """Open the reference on a site, whose textures may take `most` bytes; wait for its picture."""
    with visit(browser, f"{url}?build={build_of(site)}&bytes={most}") as opened:
        opened.page.wait_for_function("() => window.reference || window.referenceError")
        error = opened.page.evaluate("window.referenceError")
        if error is not None:
            raise SystemExit(f"The reference renderer failed: {error}")
        yield opened
