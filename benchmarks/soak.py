"""Lets a made-up visitor use a site for an hour, and watches what the browser's memory does.

    python -m benchmarks.soak [--minutes 60] [--count 30000 | --site FOLDER] [--file] [--seed 5]

Every half minute goes into benchmarks/results/soak.csv, the slopes into soak.md beside it. The
visitor's choices are seeded; how far he comes depends on the machine. Ends with 1 after an error
of the page.
"""

import argparse
import csv
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.viewer.browser import Visit, launch, serve, visit_site
from benchmarks.viewer.sites import ROOT, prepare

SAMPLE_EVERY = 30
# Minutes at the beginning that count for no slope: caches fill.
WARM_UP = 10
SIZES = ((1200, 800), (1080, 1920), (1920, 1080), (820, 1180), (390, 844), (1366, 768))
IDLE_MS = 4000
MEMORY = ("heap", "texture", "browser", "GPU", "renderer", "all")


class Visitor:
    """Someone at a kiosk: looks around, opens pictures, steps to their neighbours, goes away."""

    def __init__(self, visit: Visit, rng: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self._visit = visit
        self._page = visit.page
        self._rng = rng
        self._count = visit.call("(p) => p.site.manifest.count")
        # How often each is done, compared with the others.
        self._habits: list[tuple[Callable[[], None], int]] = [
            (self.choose_hotspot, 5),
            (self.come_close, 6),
            (self.wander, 6),
            (self.open_picture, 6),
            (self.change_layout, 2),
            (self.go_home, 2),
            (self.idle, 2),
            (self.resize, 1),
            (self.lose_context, 1),
        ]

    def act(self) -> None:
        """Do one thing, and wait until the map rests."""
        habits, weights = zip(*self._habits, strict=True)
        habit = self._rng.choices(habits, weights)[0]
        habit()
        self._visit.rest()
        self.done[habit.__name__] += 1

    def choose_hotspot(self) -> None:
        """Press one of the hotspots' cards, where they are unfolded."""
        self._press("#hotspots .card")

    def change_layout(self) -> None:
        """Press one of the layouts' names."""
        self._press("#layouts button")

    def come_close(self) -> None:
        """Fly to a picture."""
        self._visit.call("(p, id) => p.scene.flyTo([id])", self._rng.randrange(self._count))

    def wander(self) -> None:
        """Drag and turn the wheel."""
        size = self._page.viewport_size or {"width": 1200, "height": 800}
        x, y = (int(size[side] * self._rng.uniform(0.35, 0.65)) for side in ("width", "height"))
        mouse = self._page.mouse
        for _ in range(self._rng.randint(1, 4)):
            mouse.move(x, y)
            mouse.down()
            away = self._rng.randint(-150, 150), self._rng.randint(-150, 150)
            mouse.move(x + away[0], y + away[1], steps=6)
            mouse.up()
            self._visit.rest()
            mouse.wheel(0, self._rng.choice((-400, -200, 250)))
            self._visit.rest()

    def open_picture(self) -> None:
        """Fly to a picture, open it, step to some of its neighbours, and close it."""
        id_ = self._rng.randrange(self._count)
        self._visit.call("(p, id) => p.scene.flyTo([id])", id_)
        self._visit.rest()
        box = self._visit.call("(p, id) => p.scene.boxOf(id)", id_)
        self._page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        detail = self._page.locator("#detail")
        detail.wait_for(state="visible")
        for _ in range(self._rng.randint(0, 3)):
            title = self._page.evaluate("location.hash")
            self._press("#detail .neighbor:visible")
            self._page.wait_for_function("(hash) => location.hash !== hash", arg=title)
            self._visit.rest()
        self._page.keyboard.press("Escape")
        detail.wait_for(state="hidden")

    def go_home(self) -> None:
        """Press the key that brings back the whole map."""
        self._page.locator("#map").focus()
        self._page.keyboard.press("0")

    def idle(self) -> None:
        """Do nothing for a while; the page must do nothing either."""
        self._page.mouse.move(1, 1)
        self._visit.rest()
        frames = self._visit.call("(p) => p.stats.frames")
        self._page.wait_for_timeout(IDLE_MS)
        drawn = self._visit.call("(p) => p.stats.frames") - frames
        if drawn:
            self._visit.complaints.append(f"{drawn} frames drawn while nothing moved")

    def resize(self) -> None:
        """Turn the screen, or use another one."""
        width, height = self._rng.choice(SIZES)
        self._page.set_viewport_size({"width": width, "height": height})

    def lose_context(self) -> None:
        """Take the GPU away for a moment."""
        self._page.evaluate(
            """async () => {
              const canvas = document.getElementById("map");
              const extension = bench.gl.getExtension("WEBGL_lose_context");
              const heard = (name) =>
                new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
              const lost = heard("webglcontextlost");
              extension.loseContext();
              await lost;
              await new Promise((resolve) => setTimeout(resolve));
              const back = heard("webglcontextrestored");
              extension.restoreContext();
              await back;
            }"""
        )

    def _press(self, selector: str) -> None:
        found = self._page.locator(selector)
        if number := found.count():
            one = found.nth(self._rng.randrange(number))
            if one.is_visible():
                one.click()


def sample(browser: Browser, visit: Visit, seconds: float, visitor: Visitor) -> dict[str, float]:
    """Take one line of the record; sizes in MB."""
    heap = visit.heap()
    metrics = {
        one["name"]: one["value"] for one in visit.cdp.send("Performance.getMetrics")["metrics"]
    }
    stats = visit.call("({ stats }) => [stats.textureBytes, stats.frames, stats.pagesLoaded]")
    session = browser.new_browser_cdp_session()
    rss: Counter[str] = Counter()
    for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
        try:
            rss[process["type"]] += psutil.Process(process["id"]).memory_info().rss
        except psutil.NoSuchProcess:
            continue
    session.detach()
    return {
        "seconds": round(seconds, 1),
        "heap": heap / 1e6,
        "nodes": metrics["Nodes"],
        "listeners": metrics["JSEventListeners"],
        "texture": stats[0] / 1e6,
        **{kind: rss[kind] / 1e6 for kind in ("browser", "GPU", "renderer")},
        "all": rss.total() / 1e6,
        "frames": stats[1],
        "pages": stats[2],
        "actions": visitor.done.total(),
        "complaints": len(visit.complaints),
    }


def summarize(rows: list[dict[str, float]], warm_up: float) -> str:
    """Tell of every size how it began, ended, peaked, and by how much it grows an hour."""
    late = [row for row in rows if row["seconds"] >= 60 * warm_up]
    lines = ["| | first | last | peak | slope an hour |", "|---|---:|---:|---:|---:|"]
    for key in (*MEMORY, "nodes", "listeners"):
        values = [row[key] for row in rows]
        slope = "–"
        if len(late) >= 3:
            hours = [row["seconds"] / 3600 for row in late]
            slope = f"{np.polyfit(hours, [row[key] for row in late], 1)[0]:+,.1f}"
        unit = " MB" if key in MEMORY else ""
        lines.append(
            f"| {key}{unit} | {values[0]:,.1f} | {values[-1]:,.1f} | {max(values):,.1f} | {slope} |"
        )
    return "\n".join(lines) + "\n"


def run(browser: Browser, visit: Visit, arguments: argparse.Namespace) -> list[dict[str, float]]:
    """Let the visitor act for so many minutes; writes every sample at once."""
    visitor = Visitor(visit, random.Random(arguments.seed))
    visit.cdp.send("Performance.enable")
    rows: list[dict[str, float]] = []
    began, due = monotonic(), 0.0
    with (arguments.out / "soak.csv").open("w", newline="", encoding="utf-8") as file:
        writer: Any = None
        while True:
            now = monotonic() - began
            if now >= due or now >= 60 * arguments.minutes:
                row = sample(browser, visit, now, visitor)
                if writer is None:
                    writer = csv.DictWriter(file, list(row))
                    writer.writeheader()
                rows.append(row)
                writer.writerow({key: round(value, 2) for key, value in row.items()})
                file.flush()
                due = now + SAMPLE_EVERY
            if now >= 60 * arguments.minutes:
                print(json.dumps(visitor.done))
                return rows
            visitor.act()


def main() -> None:
    """Open the site, let the visitor in, tell what the memory did."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--count", type=int, default=30_000, help="Size of the drawn site.")
    parser.add_argument("--site", type=Path, help="A built site instead of a drawn one.")
    parser.add_argument("--file", action="store_true", help="Open it from the disk.")
    parser.add_argument("--gpu", action="store_true", help="Draw on the machine's GPU.")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    arguments = parser.parse_args()
    site = (arguments.site or prepare(arguments.count)).resolve()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = launch(playwright, gpu=arguments.gpu)
        stack.callback(browser.close)
        url = (site / "index.html").as_uri() if arguments.file else stack.enter_context(serve(site))
        visit = stack.enter_context(visit_site(browser, url))
        visit.page.on(
            "console",
            lambda message: (
                visit.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        rows = run(browser, visit, arguments)
        complaints = visit.complaints
    summary = summarize(rows, min(WARM_UP, arguments.minutes / 3))
    (arguments.out / "soak.md").write_text(summary, "utf-8")
    print(summary)
    if complaints:
        sys.exit("The page complained:\n" + "\n".join(complaints))


if __name__ == "__main__":
    main()
