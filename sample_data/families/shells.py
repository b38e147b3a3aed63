"""Shells: whorled, ribbed and pearly ones, and sea urchins, laid on a collector's ground."""

import numpy as np
from studio.colour import develop, mix, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    axes,
    blur,
    cast,
    frame,
    gloss,
    lambert,
    lit,
    noise,
    normals,
    unit_vector,
    vignette,
)

from families.shell_forms import KINDS

SUN = unit_vector(-0.55, -0.55, 0.63)
GROUNDS = (
    ("cream paper", (0.91, 0.020, 85), (0.84, 0.028, 80)),
    ("black velvet", (0.20, 0.008, 270), (0.13, 0.01, 270)),
    ("slate", (0.46, 0.02, 240), (0.36, 0.02, 240)),
    ("sand", (0.82, 0.045, 80), (0.74, 0.05, 75)),
    ("sea-blue card", (0.50, 0.07, 225), (0.40, 0.065, 230)),
    ("blush card", (0.84, 0.035, 35), (0.77, 0.045, 35)),
)
COASTS = (
    ("Cebu", 10.3, 124.0),
    ("Great Barrier Reef", -18.3, 147.7),
    ("Zanzibar", -6.2, 39.2),
    ("Okinawa", 26.5, 128.0),
    ("Sanibel", 26.4, -82.1),
    ("Brittany", 48.7, -3.9),
    ("Palawan", 9.8, 118.7),
    ("Tuamotu", -16.8, -144.9),
    ("Galápagos", -0.6, -90.6),
    ("Sicily", 37.0, 15.3),
    ("Cape Agulhas", -34.8, 20.0),
    ("Baja California", 24.1, -110.3),
)


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one shell with its shadow on a plain ground."""
    kind, aspect = KINDS[int(rng.integers(len(KINDS)))]
    shape = frame(size, aspect)
    shell = kind(rng, shape)
    ground_name, near, far = GROUNDS[int(rng.integers(len(GROUNDS)))]
    x, y = axes(shape)
    tooth = noise(rng, shape, 5, 4)
    ground = paint(ramp((0, far), (1, near)), 0.55 - 0.55 * (x + y) + 0.06 * tooth)
    standing = np.where(shell.cover > 0.5, np.maximum(np.abs(shell.relief), 0.02), 0)
    thrown = cast(
        (standing * 0.9).astype(np.float32), unit_vector(-0.6, -0.6, 0.65), 0.22, 18, 0.02
    )
    shade = blur(thrown, 0.008) * (1 - 0.45 * blur(shell.cover, 0.018))
    picture = lit(ground, 0.28 + 0.72 * shade)
    relief = blur(shell.relief, 0.0012)
    normal = normals(relief)
    hollow = np.clip(1 + 9 * (relief - blur(relief, 0.014)), 0.5, 1.12)
    light = 0.22 + 0.95 * lambert(normal, SUN, 0.12)
    body = lit(shell.colour, (light * hollow).astype(np.float32))
    lustre = 0.35 * gloss(normal, SUN, 38) + 0.16 * gloss(normal, SUN, 9)
    tint = paint(
        ramp((0, (0.86, 0.07, 10)), (0.5, (0.92, 0.05, 120)), (1, (0.86, 0.07, 250))),
        0.5 + 0.8 * normal[..., 0] - 0.5 * normal[..., 1],
    )
    body = body + (shell.pearl * lustre)[..., None] * tint
    picture = mix(picture, body, shell.cover)
    place, lat, lng = COASTS[int(rng.integers(len(COASTS)))]
    return Drawing(
        develop(lit(picture, vignette(shape, 0.22)), 1.06),
        shell.title,
        (*shell.words, ground_name),
        int(rng.integers(1760, 1985)),
        f"Study of {shell.says}, on {ground_name}; label: {place}.",
        lat + float(rng.normal(0, 0.2)),
        lng + float(rng.normal(0, 0.2)),
    )


FAMILY = Family("shell", "Shells and urchins", draw)
