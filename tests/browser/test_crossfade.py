"""Zooming in, points become quads and tier follows tier without a jump that the eye would catch."""

from pathlib import Path

import numpy as np
import pytest
from harness import Opener
from helpers import call, rest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.synth import synthesize_site

COUNT = 2000
MIDDLE = 700
BLOCKS = 4

# The viewer's shaders as they would be without any fading.
HARD = """{
  const gl = WebGL2RenderingContext.prototype, { shaderSource } = gl;
  gl.shaderSource = function (shader, text) {
    shaderSource.call(this, shader, text
      .replace(/uniform float uTextured;/, "const float uTextured = 1.0;")
      .replace(/uniform float uBlend;/, "const float uBlend = 1.0;"));
  };
}"""

# The frames of a slow zoom, each reduced to what a few pictures look like, whatever their size:
# the mean colours of some squares of each.
ZOOM = """async (p, [sizes, id, parts]) => {
  const { scene, site } = p, map = document.getElementById("map");
  const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const { cell } = site.manifest.models[0].layouts[0];
  const jump = (size) => {
    const { x, y, width, height } = scene.boxOf(id), { view } = scene;
    const at = {
      x: view.x + (x + width / 2 - map.clientWidth / 2) / view.scale,
      y: view.y + (y + height / 2 - map.clientHeight / 2) / view.scale,
      scale: size / cell,
    };
    scene.setView(at, { animate: false });
    return new Promise(requestAnimationFrame);
  };
  const shown = () => {
    const [w, h] = [map.width, map.height];
    Object.assign(copy.canvas, { width: w, height: h });
    copy.drawImage(map, 0, 0);
    return copy.getImageData(0, 0, w, h);
  };
  const near = (size) => {
    const found = [];
    for (let other = 0; other < site.manifest.count; other++) {
      const { x, y, width, height } = scene.boxOf(other);
      const away = Math.max(Math.abs(x + width / 2 - map.clientWidth / 2),
        Math.abs(y + height / 2 - map.clientHeight / 2));
      if (away < 2 * size) found.push(other);
    }
    return found;
  };
  const means = ({ data, width: w }, box) => {
    const out = [];
    for (let part = 0; part < parts * parts; part++) {
      const x0 = box.x + box.width * (part % parts) / parts, x1 = x0 + box.width / parts;
      const y0 = box.y + box.height * Math.floor(part / parts) / parts;
      const y1 = y0 + box.height / parts;
      const sum = [0, 0, 0]; let all = 0;
      for (let y = Math.floor(y0); y < y1; y++) for (let x = Math.floor(x0); x < x1; x++) {
        const share = (Math.min(x + 1, x1) - Math.max(x, x0))
          * (Math.min(y + 1, y1) - Math.max(y, y0));
        for (let c = 0; c < 3; c++) sum[c] += share * data[4 * (y * w + x) + c];
        all += share;
      }
      out.push(...sum.map((each) => each / all));
    }
    return out;
  };
  await jump(sizes.at(-1));
  const ids = near(sizes.at(-1)), frames = [];
  for (const size of sizes) {
    await jump(size);
    const image = shown();
    frames.push(ids.map((other) => means(image, scene.boxOf(other))));
  }
  return frames;
}"""


@pytest.fixture(scope="module")
def textured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw a site of pictures that look nothing like their average colours."""
    folder = tmp_path_factory.mktemp("textured")
    rng = np.random.default_rng(8)
    # Coarse squares for the coarse tiers, and fine stripes that only the finest one holds.
    stripes = 50 * np.sign(np.sin(2 * np.pi * np.arange(128) / 9.3 + 0.1))
    for number in range(30):
        squares = rng.choice([70, 185], (BLOCKS, BLOCKS)).astype(np.uint8)
        large = np.asarray(Image.fromarray(squares).resize((128, 96), Image.Resampling.NEAREST))
        pixels = (large + stripes).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:02}.png")
    out = folder.parent / "textured-site"
    settings = Settings(images=(str(folder),), out=out, neighbors=5)
    synthesize_site(settings, COUNT, SilentProgress())
    return out


def slow_zoom(page: Page, sizes: list[float], parts: int = BLOCKS) -> NDArray[np.float64]:
    """Return by how much the pictures change from each frame of a zoom to the next."""
    frames = np.array(call(page, ZOOM, [sizes, MIDDLE, parts]))
    assert frames.shape[1] >= 6
    return np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2))


def jumps(page: Page) -> list[float]:
    """Return the change at 4, 12 and 48 pixels, in units of the steps beside it."""
    found = []
    # The finer the tier, the finer what it adds.
    for threshold, parts in ((4, BLOCKS), (12, BLOCKS), (48, 6 * BLOCKS)):
        steps = slow_zoom(page, [threshold * 1.003 ** (n - 7.5) for n in range(16)], parts)
        found.append(float(steps[7] / np.median(steps)))
    return found


def small_window(open_site: Opener, site: Path, init: str | None = None) -> Page:
    """Open the site so small that pictures are specks, with all pages at hand for a zoom."""
    page = open_site(site, init=init, viewport={"width": 480, "height": 320}).page
    call(page, "(p, id) => p.scene.flyTo([id], { animate: false })", MIDDLE)
    for size in (64, 50, 14):
        call(page, ZOOM, [[size], MIDDLE, BLOCKS])
        rest(page)
    return page


def test_a_slow_zoom_changes_no_picture_at_once(open_site: Opener, textured: Path) -> None:
    page = small_window(open_site, textured)
    assert max(jumps(page)) < 1.5
    # From specks to the finest tier: also where the fading begins and ends.
    assert slow_zoom(page, [3.4 * 1.02**n for n in range(148)]).max() < 14


def test_without_the_fading_each_change_would_be_seen(open_site: Opener, textured: Path) -> None:
    assert min(jumps(small_window(open_site, textured, HARD))) > 2.5
