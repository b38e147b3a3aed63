"""Owns the kiosk: a Chromium of its own, steered by as few words as can be, and what it holds.

The tools that steer browsers leave scripts of their own in the page, and let the browser keep the
bodies of all that it has loaded. Here neither is there to be taken for a leak of the page.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import monotonic, sleep
from typing import Any

import psutil
from playwright.sync_api import sync_playwright
from websockets.sync.client import ClientConnection, connect

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
LISTEN = """window.heard = [];
addEventListener("error", (event) => window.heard.push(String(event.message)));
addEventListener("unhandledrejection", (event) => window.heard.push(String(event.reason)));
const { error } = console;
console.error = (...words) => { window.heard.push(words.join(" ")); error(...words); };"""
UNTIL = """new Promise((resolve, reject) => {{
  const end = performance.now() + 60000;
  const look = () => {{
    if ({condition}) resolve(true);
    else if (performance.now() > end) reject(new Error("Not so within a minute: {condition}"));
    else requestAnimationFrame(look);
  }};
  look();
}})"""
KINDS = {"gpu-process": "GPU", "renderer": "renderer"}
KEYS = {"Escape": 27, "0": 48}


class Kiosk:
    """A running Chromium with one page."""

    def __init__(self, process: Popen[bytes], browser: ClientConnection) -> None:
        self._process = process
        self._browser = browser
        self._sent = 0
        self._session: str | None = None
        targets = self.send("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        given = self.send("Target.attachToTarget", {"targetId": page, "flatten": True})
        self._session = given["sessionId"]

    def send(self, method: str, parameters: dict[str, Any] | None = None) -> Any:
        """Call a method of the Chrome DevTools protocol, and return its result."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": parameters or {}}
        if self._session is not None:
            message["sessionId"] = self._session
        self._browser.send(json.dumps(message))
        while (answer := json.loads(self._browser.recv())).get("id") != self._sent:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, url: str) -> None:
        """Open the site, and wait for its first picture."""
        self.send("Page.enable")
        self.send("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
        self.send("Page.navigate", {"url": url})
        end = monotonic() + PATIENCE
        while not self.evaluate("document.documentElement?.dataset.ready === '1'"):
            if monotonic() > end:
                raise SystemExit("The site did not open.")
            sleep(0.1)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page, awaited."""
        wishes = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        given = self.send("Runtime.evaluate", wishes)
        if "exceptionDetails" in given:
            raise RuntimeError(given["exceptionDetails"]["exception"].get("description"))
        return given["result"].get("value")

    def call(self, script: str, argument: Any = None) -> Any:
        """Run an async function of (pixgen, argument) in the page."""
        return self.evaluate(f"({script})(window.pixgen, {json.dumps(argument)})")

    def rest(self) -> None:
        """Wait until nothing moves, loads or is drawn."""
        self.evaluate(f"({REST})()")

    def until(self, condition: str) -> None:
        """Wait until an expression holds in the page."""
        self.evaluate(UNTIL.format(condition=condition))

    def mouse(self, kind: str, x: float, y: float, wheel: float = 0) -> None:
        """Move, press, release or turn the wheel of the mouse."""
        event = {"type": f"mouse{kind}", "x": x, "y": y, "deltaX": 0, "deltaY": wheel}
        held = {"button": "left", "buttons": 1, "clickCount": 1}
        self.send("Input.dispatchMouseEvent", event | (held if kind != "Wheel" else {}))

    def press(self, key: str) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key, "windowsVirtualKeyCode": KEYS[key]}
            self.send("Input.dispatchKeyEvent", event)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        window = self.send("Browser.getWindowForTarget")["windowId"]
        bounds = {"width": width, "height": height}
        self.send("Browser.setWindowBounds", {"windowId": window, "bounds": bounds})

    def counts(self) -> dict[str, float]:
        """Tell what the page holds, sizes in MB; JavaScript's after a collection."""
        self.send("HeapProfiler.collectGarbage")
        usage = self.send("Runtime.getHeapUsage")
        nodes = self.send("Memory.getDOMCounters")
        stats = self.call("({ stats }) => [stats.textureBytes, stats.frames, stats.pagesLoaded]")
        return {
            "heap": (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6,
            "nodes": nodes["nodes"],
            "listeners": nodes["jsEventListeners"],
            "texture": stats[0] / 1e6,
            "frames": stats[1],
            "pages": stats[2],
        }

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
def kiosk(*, gpu: bool) -> Iterator[Kiosk]:
    """Start Chromium, on a software renderer unless a real GPU is asked for."""
    with sync_playwright() as playwright:
        command = browser_command(playwright, gpu=gpu)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = Popen([*command, f"--user-data-dir={profile}", *FLAGS], stderr=DEVNULL)
        try:
            with connect(address_of(process, Path(profile)), max_size=None) as browser:
                yield Kiosk(process, browser)
        finally:
            process.terminate()
            process.wait()


def address_of(process: Popen[bytes], profile: Path) -> str:
    """Return where the browser lets itself be steered, once it has told."""
    told, end = profile / "DevToolsActivePort", monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        lines = told.read_text("utf-8").splitlines() if told.is_file() else []
        if len(lines) > 1:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        sleep(0.1)
    raise SystemExit("Chromium did not start.")
