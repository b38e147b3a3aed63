"""Owns the made-up visitor of a kiosk: what he does, how often, and how he does it."""

import random
from collections import Counter
from collections.abc import Callable

from benchmarks.soak.kiosk import Visit

SIZES = ((1200, 800), (1080, 1920), (1920, 1080), (820, 1180), (390, 844), (1366, 768))
IDLE_MS = 4000


class Visitor:
    """Someone at a kiosk: looks around, opens pictures, steps to their neighbours, goes away."""

    def __init__(self, count: int, rng: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self.complaints: list[str] = []
        self._count = count
        self._rng = rng
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

    def act(self, visit: Visit) -> None:
        """Do one thing on the open page, and wait until the map rests."""
        self._visit, self._page = visit, visit.page
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
        size = self._page.evaluate("[innerWidth, innerHeight]")
        x, y = (int(side * self._rng.uniform(0.35, 0.65)) for side in size)
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
            self.complaints.append(f"{drawn} frames drawn while nothing moved")

    def resize(self) -> None:
        """Turn the screen, or use another one."""
        width, height = self._rng.choice(SIZES)
        window = self._visit.cdp.send("Browser.getWindowForTarget")["windowId"]
        bounds = {"width": width, "height": height}
        self._visit.cdp.send("Browser.setWindowBounds", {"windowId": window, "bounds": bounds})

    def lose_context(self) -> None:
        """Take the GPU away for a moment."""
        self._page.evaluate(
            """async () => {
              const canvas = document.getElementById("map");
              const extension = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
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
