"""Textiles: cloth built thread by thread, then draped a little and lit from the side."""

import numpy as np
from scipy import ndimage
from studio.colour import Field, develop
from studio.drawing import Drawing, Family
from studio.raster import Shape, axes, frame, lambert, noise, normals, unit_vector, vignette

from families.weaves import WEAVES, Weave


def _cloth(rng: np.random.Generator, weave: Weave, shape: Shape, pitch: float) -> Field:
    """Show the drafted cloth: round threads, crossings, folds and light from the upper left."""
    x, y = axes(shape)
    lean = float(rng.uniform(-0.9, 0.9))
    bend = noise(rng, shape, 1.2, 2, gain=0.4)
    pleats = float(rng.uniform(7, 13)) * (x * np.cos(lean) + y * np.sin(lean)) + 1.3 * bend
    folds = (0.8 * np.sin(pleats) + 0.5 * bend).astype(np.float32)
    sway = 0.012 * folds
    rows, columns = weave.colour.shape[:2]
    across = np.clip((x + 0.5 + sway) / pitch, 0, columns - 1.001)
    down = np.clip((y + 0.5 + 0.6 * sway) / pitch, 0, rows - 1.001)
    i, j = down.astype(np.int32), across.astype(np.int32)
    colour = weave.colour[i, j]
    up = weave.warp_up[i, j]
    warp_round = np.cos((across - j - 0.5) * np.pi)
    weft_round = np.cos((down - i - 0.5) * np.pi)
    crown = up * warp_round * (0.6 + 0.4 * weft_round) + (1 - up) * weft_round * (
        0.6 + 0.4 * warp_round
    )
    visible = np.clip(pitch * max(shape) / 2.5 - 0.6, 0, 1)
    thread = 1 + visible * (0.50 * (crown - 0.62))
    depth = float(rng.uniform(0.030, 0.055))
    normal = normals(folds * depth)
    sun = unit_vector(-0.62, -0.48, 0.62)
    light = 0.22 + 1.15 * lambert(normal, sun) ** 1.3
    sheen = np.clip(normal[..., 0] * -0.7 - normal[..., 1] * 0.5, 0, 1) ** 1.5
    silky = 0.9 if {"silk"} & set(weave.words) else 0.12
    gleam = silky * sheen * (0.5 + 0.5 * up) * thread
    seen = colour * (light * thread)[..., None] + gleam[..., None] * (colour * 0.7 + 0.06)
    return np.asarray(ndimage.gaussian_filter(seen, (0.65, 0.65, 0), truncate=3.0), np.float32)


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one piece of cloth, near enough for its threads to be seen."""
    weave_of, threads = WEAVES[int(rng.integers(len(WEAVES)))]
    shape = frame(size, float(rng.choice([1.0, 0.8, 1.25])))
    weave = weave_of(rng, (threads + 8, threads + 8))
    cloth = _cloth(rng, weave, shape, 1.0 / threads)
    cloth = cloth * vignette(shape, 0.22)[..., None]
    return Drawing(
        develop(cloth, 1.0),
        weave.title,
        weave.words,
        int(rng.integers(*weave.years)),
        f"Detail of a {weave.says}.",
        weave.place[0] + float(rng.normal(0, 0.5)),
        weave.place[1] + float(rng.normal(0, 0.5)),
    )


FAMILY = Family("textile", "Woven cloth", draw)
