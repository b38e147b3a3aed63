"""Owns how long the page takes for what a visitor asks: a layout, a filter, a lasso, hovering."""

import random
import statistics
from typing import Any

from benchmarks.viewer.browser import SIZE, Visit

Figures = dict[str, Any]
TURNS = 5
PICKS = 10_000
CORNERS = 120

# From the call to the end of the frame that shows it, and how long the page was deaf meanwhile.
LAYOUT = """async (change) => {
  const began = performance.now();
  bench.frames = [];
  bench.recording = true;
  await change();
  // A change that was animated has drawn its last frame, any other draws its only one now.
  const drawn = bench.frames.length;
  for (let i = 0; i < 10 && bench.frames.length === drawn; i++) {
    await new Promise(requestAnimationFrame);
  }
  bench.recording = false;
  const took = performance.now() - began;
  // The observer of long tasks is told of them after the fact.
  await new Promise((resolve) => setTimeout(resolve));
  await new Promise(requestAnimationFrame);
  const long = bench.long.filter(([start]) => start >= began - 1).map(([, duration]) => duration);
  return [took, Math.max(0, ...long)];
}"""

# The call alone, and until its frame is done.
APPLY = """async (apply) => {
  const began = performance.now();
  bench.frames = [];
  bench.recording = true;
  apply();
  const called = performance.now() - began;
  while (bench.frames.length === 0) await new Promise(requestAnimationFrame);
  bench.recording = false;
  return [called, performance.now() - began];
}"""


def measure_actions(visit: Visit, *, seed: int) -> Figures:
    """Measure what the viewer does on request; the page rests, and all its points are known."""
    names = visit.call("(p) => p.site.manifest.models[0].layouts.map(({ name }) => name)")
    figures: Figures = {}
    if len(names) > 1:
        jump = "(name) => (%s)(() => pixgen.scene.setLayout(name, { animate: %s }))"
        still, moving = (jump % (LAYOUT, word) for word in ("false", "true"))
        figures["layout_first_ms"], figures["layout_first_long_ms"] = visit.page.evaluate(
            still, names[1]
        )
        visit.rest()
        again = []
        for turn in range(TURNS):
            again.append(visit.page.evaluate(still, names[turn % 2])[0])
            visit.rest()
        figures["layout_ms"] = statistics.median(again)
        flown = [visit.page.evaluate(moving, name)[1] for name in (names[1], names[0])]
        figures["layout_long_ms"] = max(flown)
    visit.call("(p) => p.scene.home({ animate: false })")
    visit.rest()
    called, shown = [], []
    for turn in range(TURNS):
        visit.page.evaluate(
            """(turn) => {
              const { count } = pixgen.site.manifest;
              bench.mask = Uint8Array.from({ length: count }, (_, id) => Number(id % 5 === turn));
            }""",
            turn,
        )
        call, frame = visit.page.evaluate(
            f"() => ({APPLY})(() => pixgen.scene.setFilter(bench.mask, 'dim'))"
        )
        called.append(call)
        shown.append(frame)
        visit.rest()
    visit.call("(p) => p.scene.setFilter(null, 'dim')")
    visit.rest()
    figures["filter_ms"] = statistics.median(called)
    figures["filter_frame_ms"] = statistics.median(shown)
    figures |= measure_pointing(visit, "pixgen.scene", seed=seed)
    return figures


def measure_reference_actions(visit: Visit, *, seed: int) -> Figures:
    """Measure the same of the reference."""
    figures: Figures = {}
    names = visit.page.evaluate("reference.layouts")
    if len(names) > 1:
        script = f"(name) => ({LAYOUT})(() => reference.setLayout(name))"
        figures["layout_first_ms"], figures["layout_first_long_ms"] = visit.page.evaluate(
            script, names[1]
        )
        again = [visit.page.evaluate(script, names[turn % 2]) for turn in range(2)]
        figures["layout_ms"] = statistics.median(took for took, _ in again)
        figures["layout_long_ms"] = max(long for _, long in again)
    visit.page.evaluate(
        "bench.mask = Uint8Array.from({ length: reference.count }, (_, id) => Number(id % 5 === 0))"
    )
    figures["filter_ms"], figures["filter_frame_ms"] = visit.page.evaluate(
        f"() => ({APPLY})(() => reference.setFilter(bench.mask))"
    )
    return figures | measure_pointing(visit, "reference", seed=seed)


def measure_pointing(visit: Visit, who: str, *, seed: int) -> Figures:
    """Measure the lasso and the search for the picture under the pointer."""
    rng = random.Random(seed)
    points = [[rng.random() * SIZE["width"], rng.random() * SIZE["height"]] for _ in range(PICKS)]
    # As many as ten seconds hold.
    micro = visit.page.evaluate(
        f"""(points) => {{
          const began = performance.now();
          let done = 0;
          for (const [x, y] of points) {{
            {who}.pick(x, y);
            done++;
            if (performance.now() - began > 10000) break;
          }}
          return 1000 * (performance.now() - began) / done;
        }}""",
        points,
    )
    lasso = visit.page.evaluate(
        f"""([corners, width, height]) => {{
          const line = Array.from({{ length: corners }}, (_, i) => {{
            const turn = (2 * Math.PI * i) / corners, far = 0.35 + 0.1 * Math.cos(7 * turn);
            const x = 0.5 + far * Math.cos(turn), y = 0.5 + far * Math.sin(turn);
            return {{ x: x * width, y: y * height }};
          }});
          const times = [];
          let found = 0;
          for (let i = 0; i < {TURNS}; i++) {{
            const began = performance.now();
            found = {who}.lasso(line).length;
            times.push(performance.now() - began);
          }}
          return [times.sort((a, b) => a - b)[{TURNS // 2}], found];
        }}""",
        [CORNERS, SIZE["width"], SIZE["height"]],
    )
    return {"pick_us": micro, "lasso_ms": lasso[0], "lasso_found": lasso[1]}
