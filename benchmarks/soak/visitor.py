"""Owns the made-up visitor of a kiosk: what he does, how often, and how he does it."""

import random
from collections import Counter
from collections.abc import Callable

from benchmarks.soak.kiosk import Kiosk

SIZES = ((1200, 800), (1080, 1920), (1920, 1080), (820, 1180), (390, 844), (1366, 768))
IDLE_MS = 4000


class Visitor:
    """Someone at a kiosk: looks around, opens pictures, steps to their neighbours, goes away."""

    def __init__(self, kiosk: Kiosk, rng: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self.complaints: list[str] = []
        self._kiosk = kiosk
        self._rng = rng
        self._count = kiosk.call("(p) => p.site.manifest.count")
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
        self._kiosk.rest()
        self.done[habit.__name__] += 1

    def choose_hotspot(self) -> None:
        """Press one of the hotspots' cards, where they are unfolded."""
        self._press("#hotspots .card")

    def change_layout(self) -> None:
        """Press one of the layouts' names."""
        self._press("#layouts button")

    def come_close(self) -> None:
        """Fly to a picture."""
        self._kiosk.call("(p, id) => p.scene.flyTo([id])", self._rng.randrange(self._count))

    def wander(self) -> None:
        """Drag and turn the wheel."""
        size = self._kiosk.evaluate("[innerWidth, innerHeight]")
        x, y = (int(side * self._rng.uniform(0.35, 0.65)) for side in size)
        mouse = self._kiosk.mouse
        for _ in range(self._rng.randint(1, 4)):
            mouse("Pressed", x, y)
            dx, dy = self._rng.randint(-150, 150), self._rng.randint(-150, 150)
            for step in range(1, 7):
                mouse("Moved", x + dx * step / 6, y + dy * step / 6)
            mouse("Released", x + dx, y + dy)
            self._kiosk.rest()
            mouse("Wheel", x, y, self._rng.choice((-400, -200, 250)))
            self._kiosk.rest()

    def open_picture(self) -> None:
        """Fly to a picture, open it, step to some of its neighbours, and close it."""
        id_ = self._rng.randrange(self._count)
        self._kiosk.call("(p, id) => p.scene.flyTo([id])", id_)
        self._kiosk.rest()
        box = self._kiosk.call("(p, id) => p.scene.boxOf(id)", id_)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._kiosk.mouse("Pressed", x, y)
        self._kiosk.mouse("Released", x, y)
        self._kiosk.until("!document.getElementById('detail').hidden")
        for _ in range(self._rng.randint(0, 3)):
            self._kiosk.until("document.querySelector('#detail .neighbor')")
            before = self._kiosk.evaluate("location.hash")
            self._press("#detail .neighbor")
            self._kiosk.until(f"location.hash !== {before!r}")
            self._kiosk.rest()
        self._kiosk.press("Escape")
        self._kiosk.until("document.getElementById('detail').hidden")

    def go_home(self) -> None:
        """Press the key that brings back the whole map."""
        self._kiosk.evaluate("document.getElementById('map').focus()")
        self._kiosk.press("0")

    def idle(self) -> None:
        """Do nothing for a while; the page must do nothing either."""
        self._kiosk.mouse("Moved", 1, 1)
        self._kiosk.rest()
        frames = self._kiosk.call("(p) => p.stats.frames")
        self._kiosk.evaluate(f"new Promise((resolve) => setTimeout(resolve, {IDLE_MS}))")
        drawn = self._kiosk.call("(p) => p.stats.frames") - frames
        if drawn:
            self.complaints.append(f"{drawn} frames drawn while nothing moved")

    def resize(self) -> None:
        """Turn the screen, or use another one."""
        self._kiosk.resize(*self._rng.choice(SIZES))

    def lose_context(self) -> None:
        """Take the GPU away for a moment."""
        self._kiosk.evaluate(
            """(async () => {
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
            })()"""
        )

    def _press(self, selector: str) -> None:
        script = """(p, [selector, share]) => {
          const seen = [...document.querySelectorAll(selector)].filter((one) => one.offsetParent);
          seen[Math.floor(share * seen.length)]?.click();
        }"""
        self._kiosk.call(script, [selector, self._rng.random()])
