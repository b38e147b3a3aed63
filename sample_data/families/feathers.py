"""Owns the feathers: one or a pair laid on paper, with shaft, down and shadow."""

import numpy as np
from studio.drawing import Drawing, Family
from studio.plate import Plate
from studio.raster import blur, noise
from studio.vector import Field, Points, gradient, palette, rgb, spline

from families.plumage import BIRDS, Bird
from families.vane import Vane

_PLACES = (
    (51.5, -0.1),
    (-2.2, 37.9),
    (23.1, 72.6),
    (-8.6, 115.2),
    (-16.5, 145.4),
    (9.7, -84.0),
    (60.2, 24.9),
    (35.7, 139.7),
    (-34.6, -58.4),
    (43.5, 4.5),
)


def _one(
    plate: Plate,
    bird: Bird,
    colours: Field,
    rng: np.random.Generator,
    u: float,
    *,
    at: tuple[float, float],
    angle: float,
    length: float,
    dark: bool,
) -> None:
    """Lay one feather, its quill at ``at``, with its shadow and down."""
    h, w = plate.page
    y, x = np.mgrid[:h, :w].astype(np.float32)
    c, s = np.cos(angle), np.sin(angle)
    along = (((x - at[0]) * c + (y - at[1]) * s) / length).astype(np.float32)
    across = (((y - at[1]) * c - (x - at[0]) * s) / length).astype(np.float32)
    bend = float(rng.uniform(-0.075, 0.075))
    f = Vane(
        rng,
        along,
        across,
        bend,
        float(rng.uniform(*bird.width)),
        rng.uniform(0.9, 1.5),
        bird.lead if rng.random() < 0.5 else bird.lead[::-1],
    )
    bird.paint(f, colours)

    def on_page(points: Points) -> Points:
        back: Points = (
            np.stack([points[:, 0] * c - points[:, 1] * s, points[:, 0] * s + points[:, 1] * c], -1)
            * length
            + at
        )
        return back

    t = np.linspace(-0.03, 0.985, 70)
    shaft_line = on_page(np.stack([t, bend * 4 * t * (1 - t)], -1))
    shaft = plate.sheet().stroke(shaft_line, 0.017 * length, 0.0028 * length).coverage()
    down = plate.sheet()
    for _ in range(90):
        root = rng.uniform(0.10, 0.27)
        side = rng.choice([-1.0, 1.0])
        reach = rng.uniform(0.04, 0.115) * (1.1 - abs(root - 0.19) * 4)
        start = np.array([root, bend * 4 * root * (1 - root)])
        curl = rng.normal(0, 0.03, 3)
        wisp = spline(
            np.array(
                [
                    start,
                    start + [0.01 + curl[0] * 0.4, side * reach * 0.4],
                    start + [0.03 + curl[1], side * reach * 0.8],
                    start + [0.03 + curl[2] * 1.6, side * reach],
                ]
            ),
            steps=6,
        )
        down.stroke(on_page(wisp), 1.5 * u, 0.5 * u, rng.uniform(0.35, 0.9))
    fluff = down.coverage() * np.float32(0.5)
    whole = np.maximum(np.maximum(f.mask, shaft), fluff * np.float32(0.5))
    gap = max(1, round(9 * u))
    fall = blur(np.roll(whole, (gap, round(gap * 0.6)), (0, 1)), 0.010)
    plate.stain(fall * np.float32(0.55 if dark else 0.42), rgb("101018") if dark else rgb("6a6470"))
    close = blur(np.roll(whole, (round(3 * u), round(2 * u)), (0, 1)), 0.003)
    plate.stain(close * np.float32(0.3), rgb("3a3640"))
    plate.lay(f.mask, f.finish())
    pale = colours[3] * 0.5 + 0.45
    plate.lay(fluff, np.clip(pale, 0, 1))
    horn = rgb("f0e6d0") if rng.random() < 0.6 else colours[2] * 0.6 + 0.22
    tone = gradient(np.clip(along, 0, 1), np.stack([rgb("f4ecdc"), horn, horn * 0.62]))
    round_ = 1.0 - 14 * np.clip(across - bend * 4 * along * (1 - along), -0.012, 0.012)
    plate.lay(shaft, np.clip(tone * round_[..., None], 0, 1))


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    bird = BIRDS[rng.integers(len(BIRDS))]
    hue, codes = bird.palettes[rng.integers(len(bird.palettes))]
    colours = np.clip(palette(codes) * rng.normal(1, 0.05, (5, 3)), 0, 1).astype(np.float32)
    pair = rng.random() < 0.28
    aspect = 0.8 if pair else float(rng.choice([0.56, 0.66, 0.74]))
    page = (size, round(size * aspect))
    u = size / 640
    dark = hue in ("white", "silver", "pink", "yellow") and rng.random() < 0.75
    tones = ("1f2a33", "2a2430", "24302c") if dark else ("ebe6da", "dfe4e6", "efe8dc", "e4e0e4")
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32) / np.float32(size)
    cloud = noise(rng, page, 4, octaves=4)
    light = 1.05 - 0.22 * np.hypot(x - aspect * 0.35, y - 0.3) ** 1.5 + 0.014 * cloud
    plate = Plate(rgb(tones[rng.integers(len(tones))]) * light[..., None])
    lean = float(rng.choice([-1, 1]))
    if pair:
        for side in (-1, 1):
            tilt = -np.pi / 2 + side * rng.uniform(0.12, 0.24)
            start = (page[1] * (0.5 + 0.10 * side), size * rng.uniform(0.90, 0.93))
            _one(
                plate,
                bird,
                colours,
                rng,
                u,
                at=start,
                angle=tilt,
                dark=dark,
                length=size * rng.uniform(0.76, 0.83),
            )
    else:
        room = float(np.arctan2(page[1] * 0.42, size * 0.8))
        tilt = -np.pi / 2 + lean * rng.uniform(0.25, 0.95) * room
        length = size * rng.uniform(0.87, 0.93)
        middle = np.array([page[1] / 2, size / 2])
        reach = np.array([np.cos(tilt), np.sin(tilt)]) * length / 2
        start = (float(middle[0] - reach[0]), float(middle[1] - reach[1]))
        _one(plate, bird, colours, rng, u, at=start, angle=tilt, length=length, dark=dark)

    kind = bird.kinds[rng.integers(len(bird.kinds))]
    place = _PLACES[rng.integers(len(_PLACES))] if rng.random() < 0.75 else None
    number = "Pair of" if pair else "Single"
    ending = "s" if pair else ""
    return Drawing(
        image=plate.image(),
        title=f"{bird.name.capitalize()}{ending}, {kind}",
        tags=(
            bird.name,
            hue,
            "pair" if pair else "single",
            "dark ground" if dark else "pale ground",
        ),
        year=int(rng.integers(1848, 1985)),
        description=f"{number} {hue} {bird.name}{ending} of the {kind} kind on a "
        f"{'dark' if dark else 'pale'} ground.",
        lat=place[0] if place else None,
        lng=place[1] if place else None,
    )


FAMILY = Family("feather", "Feathers", _draw)
