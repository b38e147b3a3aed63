"""Owns the frame times: whole, fenced frames of viewer and reference in the same views."""

import random
from typing import Any

import numpy as np

from benchmarks.viewer.browser import Visit

Figures = dict[str, Any]
# Side of a picture in the near view, in CSS pixels.
NEAR = 40
# Milliseconds after which no further frame is asked for, once there are a few.
ENOUGH = 45_000
FEW = 2

# What a drawn frame takes, over and over, in one view: `again` makes a frame due.
REPEAT = f"""async (again, frames) => {{
  const found = (bench.frames = []), began = performance.now();
  bench.recording = true;
  for (let i = 0; i < frames; i++) {{
    const before = found.length;
    again(i);
    while (found.length === before) await new Promise(requestAnimationFrame);
    if (found.length >= {FEW} && performance.now() - began > {ENOUGH}) break;
  }}
  bench.recording = false;
  return [found, bench.calls];
}}"""

# Every frame of a flight and its views; the frame in which the camera rests is not one of them.
FLY = """async (scene, views) => {
  bench.frames = [];
  const seen = [], calls = [];
  for (const view of views) {
    const ending = new Promise((resolve) => {
      const stop = scene.on("rest", () => { bench.recording = false; stop(); resolve(); });
    });
    const stopMoves = scene.on("move", ({ view }) => { seen.push(view); calls.push(bench.calls); });
    bench.recording = true;
    scene.setView(view);
    await ending;
    stopMoves();
  }
  return { frames: bench.frames, seen, calls: Math.max(0, ...calls) };
}"""


def measure_frames(visit: Visit, *, frames: int, flights: int, seed: int) -> Figures:
    """Measure the viewer's frames; gives the views as well, for the reference to draw.

    The page has come to rest, and all its points are known.
    """
    visit.call("async (p) => { p.scene.home({ animate: false }); await p.site.allPoints(); }")
    visit.rest()
    still = visit.page.evaluate(
        """async () => {
          const before = pixgen.stats.frames, end = performance.now() + 2000;
          while (performance.now() < end) await new Promise(requestAnimationFrame);
          return pixgen.stats.frames - before;
        }"""
    )
    fit = visit.page.evaluate(
        f"(n) => ({REPEAT})(() => pixgen.scene.home({{ animate: false }}), n)", frames
    )
    near = near_views(visit, max(1, frames // 4), seed)
    fly_to = near[:flights]
    flown = visit.page.evaluate(f"(views) => ({FLY})(pixgen.scene, views)", fly_to)
    times, calls = [], 0
    for view in near:
        visit.call("(p, view) => p.scene.setView(view, { animate: false })", view)
        visit.rest()
        # Small steps, so that every frame is of a view of its own with nothing new to fetch.
        found, calls = visit.page.evaluate(
            f"({REPEAT})((i) => pixgen.scene.panBy(i % 2 ? 3 : -3, 0, {{ animate: false }}), 4)"
        )
        times += found
    return {
        "frames_at_rest": still,
        **spread("fit_ms", fit[0]),
        **spread("fly_ms", flown["frames"]),
        **spread("near_ms", times),
        "calls_fit": fit[1],
        "calls_fly": flown["calls"],
        "calls_near": calls,
        "views": {"near": near, "fly": flown["seen"]},
    }


def measure_reference_frames(visit: Visit, views: dict[str, Any], *, frames: int) -> Figures:
    """Measure the reference's frames in the same views."""

    def repeat(chosen: list[Any]) -> Any:
        script = f"(views) => ({REPEAT})((i) => reference.setView(views[i]), views.length)"
        return visit.page.evaluate(script, chosen)

    home = visit.page.evaluate("(reference.home(), reference.view)")
    fit, calls = repeat([home] * frames)
    flown = views["fly"]
    fly, _ = repeat(flown[:: max(1, len(flown) // frames)])
    near, _ = repeat((views["near"] * frames)[:frames])
    return {
        **spread("fit_ms", fit),
        **spread("fly_ms", fly),
        **spread("near_ms", near),
        "calls_fit": calls,
        "calls_fly": calls,
        "calls_near": calls,
    }


def near_views(visit: Visit, number: int, seed: int) -> list[dict[str, float]]:
    """Choose views in which pictures are easily recognised, around seeded images."""
    rng = random.Random(seed)
    count = visit.call("(p) => p.site.manifest.count")
    ids = [rng.randrange(count) for _ in range(number)]
    return visit.call(
        """async ({ site }, [ids, side]) => {
          const { positions } = await site.allPoints();
          const { aspect, cell } = site.manifest.models[0].layouts[0];
          return ids.map((id) => ({
            x: (positions[2 * id] / 65535 - 0.5) * aspect,
            y: positions[2 * id + 1] / 65535 - 0.5,
            scale: side / cell,
          }));
        }""",
        [ids, NEAR],
    )


def spread(name: str, values: list[float]) -> Figures:
    """Return the median and the 95th percentile of some values."""
    if not values:
        return {f"{name}_p50": None, f"{name}_p95": None}
    p50, p95 = np.percentile(values, [50, 95])
    return {f"{name}_p50": float(p50), f"{name}_p95": float(p95), f"{name}_n": len(values)}
