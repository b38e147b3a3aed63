"""Dyes that cloth is woven in: palettes that go together, and a choice among them."""

import numpy as np
from studio.colour import Field, oklch

# A name, then five dyes that go together: ground, relative, undyed thread, accent, light accent.
PALETTES = (
    (
        "indigo",
        (0.30, 0.09, 265),
        (0.46, 0.12, 255),
        (0.93, 0.02, 90),
        "rust",
        (0.62, 0.14, 45),
        (0.75, 0.11, 85),
    ),
    (
        "madder",
        (0.36, 0.13, 25),
        (0.52, 0.16, 30),
        (0.92, 0.03, 85),
        "navy",
        (0.30, 0.06, 265),
        (0.76, 0.12, 80),
    ),
    (
        "green",
        (0.32, 0.07, 155),
        (0.50, 0.09, 145),
        (0.91, 0.03, 95),
        "scarlet",
        (0.50, 0.15, 30),
        (0.78, 0.12, 90),
    ),
    (
        "umber",
        (0.28, 0.04, 50),
        (0.50, 0.10, 55),
        (0.90, 0.03, 85),
        "sea blue",
        (0.45, 0.09, 210),
        (0.70, 0.13, 65),
    ),
    (
        "plum",
        (0.33, 0.10, 330),
        (0.52, 0.13, 345),
        (0.93, 0.02, 80),
        "teal",
        (0.42, 0.09, 200),
        (0.80, 0.10, 85),
    ),
    (
        "peacock",
        (0.40, 0.08, 220),
        (0.60, 0.09, 205),
        (0.94, 0.02, 100),
        "orange",
        (0.65, 0.15, 40),
        (0.85, 0.11, 95),
    ),
    (
        "black",
        (0.25, 0.02, 280),
        (0.55, 0.02, 250),
        (0.93, 0.01, 90),
        "red",
        (0.50, 0.17, 28),
        (0.72, 0.02, 240),
    ),
    (
        "saffron",
        (0.58, 0.14, 70),
        (0.72, 0.14, 80),
        (0.95, 0.03, 95),
        "garnet",
        (0.38, 0.12, 20),
        (0.34, 0.07, 250),
    ),
)


def dyes_for(rng: np.random.Generator) -> tuple[list[Field], str]:
    """Five dyes, the ground first, and the name of the ground's colour."""
    name, ground, second, pale, other, accent, light = PALETTES[int(rng.integers(len(PALETTES)))]
    row = [ground, second, pale, accent, light]
    if rng.random() >= 0.55:
        row, name = [accent, second, pale, ground, light], other
    shift, fade = rng.uniform(-10, 10), rng.uniform(0.75, 1.05)
    return [oklch(tone, chroma * fade, hue + shift) for tone, chroma, hue in row], name
