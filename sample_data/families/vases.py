"""Vases: thrown vessels put together from a form and a glaze, and photographed in a studio."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d
from studio.colour import Field, develop, mix, paint, ramp
from studio.drawing import Drawing, Family
from studio.raster import (
    Shape,
    axes,
    facing,
    frame,
    fresnel,
    lambert,
    lit,
    mirrored,
    noise,
    pool,
    smooth,
    unit_vector,
    vignette,
)

from families.glazes import POURED, Surface
from families.painted_glazes import painted

# Height above the foot (0 to 1) against radius in heights.
FORMS: dict[str, tuple[tuple[float, float], ...]] = {
    "bottle vase": (
        (0, 0.16),
        (0.05, 0.19),
        (0.25, 0.31),
        (0.43, 0.26),
        (0.6, 0.10),
        (0.86, 0.07),
        (1, 0.11),
    ),
    "meiping": (
        (0, 0.15),
        (0.15, 0.16),
        (0.5, 0.25),
        (0.76, 0.34),
        (0.89, 0.25),
        (0.94, 0.10),
        (1, 0.13),
    ),
    "moon jar": (
        (0, 0.23),
        (0.05, 0.25),
        (0.3, 0.44),
        (0.52, 0.50),
        (0.75, 0.43),
        (0.93, 0.25),
        (1, 0.26),
    ),
    "baluster vase": (
        (0, 0.21),
        (0.1, 0.18),
        (0.35, 0.25),
        (0.62, 0.34),
        (0.79, 0.22),
        (0.88, 0.15),
        (1, 0.2),
    ),
    "double-gourd vase": (
        (0, 0.18),
        (0.22, 0.31),
        (0.44, 0.21),
        (0.53, 0.14),
        (0.68, 0.20),
        (0.83, 0.12),
        (1, 0.08),
    ),
    "trumpet vase": (
        (0, 0.20),
        (0.1, 0.15),
        (0.3, 0.14),
        (0.42, 0.20),
        (0.54, 0.14),
        (0.78, 0.18),
        (1, 0.33),
    ),
    "deep bowl": ((0, 0.28), (0.06, 0.27), (0.12, 0.34), (0.4, 0.56), (0.75, 0.66), (1, 0.68)),
    "ovoid jar": ((0, 0.20), (0.2, 0.29), (0.55, 0.40), (0.8, 0.34), (0.92, 0.21), (1, 0.23)),
    "pear-shaped vase": (
        (0, 0.2),
        (0.05, 0.2),
        (0.28, 0.32),
        (0.5, 0.24),
        (0.75, 0.11),
        (0.9, 0.1),
        (1, 0.17),
    ),
    "cylinder vase": (
        (0, 0.22),
        (0.04, 0.235),
        (0.5, 0.22),
        (0.83, 0.235),
        (0.93, 0.19),
        (1, 0.21),
    ),
}
ROOMS = (
    ("pale", (0.86, 0.015, 80), (0.62, 0.02, 70)),
    ("grey", (0.66, 0.010, 250), (0.36, 0.015, 250)),
    ("umber", (0.48, 0.035, 60), (0.20, 0.025, 50)),
    ("night blue", (0.40, 0.045, 255), (0.16, 0.03, 260)),
    ("ochre", (0.74, 0.065, 82), (0.48, 0.06, 72)),
    ("sage", (0.66, 0.030, 150), (0.38, 0.03, 155)),
)
# Celadon and painting come twice as often as the others.
GLAZES = (*POURED, painted, POURED[0], painted)
TILT = 0.15


@dataclass(frozen=True)
class Vessel:
    """Where the vessel stands in the picture, pixel by pixel."""

    height: Field
    turn: Field
    normal: Field
    cover: Field
    mouth: Field
    depth: Field
    foot: tuple[float, float]
    lip: tuple[float, float]


def _throw(rng: np.random.Generator, shape: Shape, form: str) -> Vessel:
    """Cast the form of revolution into the picture, seen from a little above."""
    stations, radii = np.array(FORMS[form]).T
    radii = radii * rng.uniform(0.92, 1.08, radii.size)
    tall = min(0.76, 0.335 / float(radii.max())) * float(rng.uniform(0.92, 1.02))
    fine = np.linspace(0, 1, 512)
    turned = gaussian_filter1d(PchipInterpolator(stations, radii)(fine), 9, mode="nearest")
    radius = (turned * tall).astype(np.float32)
    slope = np.gradient(turned, fine).astype(np.float32)
    x, y = axes(shape)
    base = 0.5 * tall + 0.035
    up = base - y + 0 * x
    height = up / tall
    for _ in range(6):
        r = np.interp(height, fine, radius).astype(np.float32)
        bulge = TILT * np.sqrt(np.clip(r * r - x * x, 0, None))
        height = 0.5 * height + 0.5 * (up + bulge) / tall
    r = np.interp(height, fine, radius).astype(np.float32)
    across = np.clip(x / r, -1, 1)
    out = np.sqrt(1 - across * across)
    rise = -np.interp(height, fine, slope).astype(np.float32)
    lean = float(np.sqrt(1 - TILT * TILT))
    normal = facing(across, out * TILT - rise * lean, out * lean + rise * TILT)
    lip = float(radius[-1])
    ring = np.sqrt((x / lip) ** 2 + ((up - tall) / (lip * TILT)) ** 2)
    mouth = edge_of(1 - ring, ring, shape)
    side = np.clip((r - np.abs(x)) * max(shape) + 0.5, 0, 1)
    ends = np.clip(height * tall * max(shape) + 0.5, 0, 1) * (height < 1)
    cover = np.maximum(side * ends, mouth)
    return Vessel(
        np.clip(height, 0, 1),
        np.arcsin(across),
        normal,
        cover.astype(np.float32),
        mouth,
        ring,
        (base, float(radius[0])),
        (base - tall, lip),
    )


def edge_of(inside: Field, measure: Field, shape: Shape) -> Field:
    """Antialiased coverage where `inside` > 0 for a measure that is not a length."""
    down, right = np.gradient(measure)
    step = np.hypot(down, right) + 1e-6
    return np.asarray(np.clip(inside / step + 0.5, 0, 1), dtype=np.float32)


def _room(rng: np.random.Generator, shape: Shape, vessel: Vessel, key: float) -> tuple[Field, str]:
    """A seamless paper sweep with a pool of light and the vessel's shadow on it."""
    name, near, far = ROOMS[int(rng.integers(len(ROOMS)))]
    x, y = axes(shape)
    base, foot = vessel.foot
    horizon = base - 0.09
    table = smooth(horizon - 0.10, horizon + 0.14, y + 0 * x)
    glow = pool(shape, (-0.12 * key, -0.12), 0.52)
    tone = 0.20 + 0.55 * glow * (1 - 0.25 * table) + 0.30 * table + 0.012 * noise(rng, shape, 3, 3)
    ground = paint(ramp((0, far), (1, near)), tone)
    contact = np.exp(-np.clip((x / (foot * 1.1)) ** 2 + ((y - base) / (foot * 0.24)) ** 2, 0, 60))
    away = key * x - foot * 0.4
    spread = 0.030 + 0.10 * np.clip(away, 0, 1)
    thrown = (
        np.exp(-(((y - base + 0.004 - 0.05 * away) / spread) ** 2))
        * smooth(-0.14, 0.05, away)
        * smooth(0.50, 0.02, away)
    )
    shade = (1 - 0.82 * contact) * (1 - 0.55 * thrown)
    return lit(ground, shade.astype(np.float32)), name


def _photograph(vessel: Vessel, surface: Surface, room: Field, shape: Shape, key: float) -> Field:
    """Light the glazed vessel with a window, a strip light and the room."""
    unit = max(shape)
    down, right = np.gradient(surface.bump, np.float32(1 / unit))
    normal = vessel.normal - np.stack([right, down, 0 * down], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    sun = unit_vector(-0.62 * key, -0.50, 0.62)
    fill = unit_vector(0.8 * key, -0.1, 0.5)
    body = 0.92 * lambert(normal, sun, 0.18) + 0.16 * lambert(normal, fill, 0.3) + 0.10
    grounded = 0.45 + 0.55 * smooth(-0.02, 0.22, vessel.height)
    light = lit(surface.colour, (body * grounded).astype(np.float32))
    rx, ry, rz = mirrored(normal)
    azimuth = np.arctan2(rx * key, rz + 0.35)
    window = (
        smooth(0.30, 0.36, -azimuth)
        * smooth(0.98, 0.90, -azimuth)
        * smooth(0.10, 0.18, -ry)
        * smooth(0.86, 0.74, -ry)
    )
    bars = 1 - 0.75 * smooth(0.030, 0.018, np.abs(-azimuth - 0.63)) * (window > 0)
    strip = (
        smooth(1.22, 1.30, azimuth) * smooth(1.62, 1.50, azimuth) * smooth(0.75, 0.3, np.abs(ry))
    )
    share = fresnel(normal)
    bounce = share * (0.30 + 0.5 * smooth(0.2, -0.9, ry))
    gleam = surface.shine * (0.62 * window * bars + 0.30 * strip + bounce)
    return light + gleam[..., None] * np.array([1.0, 0.985, 0.95], dtype=np.float32)


def draw(rng: np.random.Generator, size: int) -> Drawing:
    """Draw one vase: a form, a glaze, a room."""
    shape = frame(size, 0.78)
    form = str(rng.choice(list(FORMS)))
    glaze = GLAZES[int(rng.integers(len(GLAZES)))]
    key = 1.0 if rng.random() < 0.75 else -1.0
    vessel = _throw(rng, shape, form)
    room, ground = _room(rng, shape, vessel, key)
    surface = glaze(rng, vessel.height, vessel.turn)
    pot = _photograph(vessel, surface, room, shape, key)
    lip_y, lip = vessel.lip
    x, y = axes(shape)
    within = smooth(0.93, 0.86, vessel.depth) * vessel.mouth
    inside = lit(
        surface.colour * 0.55,
        (0.10 + 0.5 * smooth(-1, 1, (y - lip_y) / (lip * TILT) + key * x / lip * 0.6)).astype(
            np.float32
        ),
    )
    rim = mix(surface.colour * 0.8, np.full(3, 0.75, np.float32), 0.25 * surface.shine)
    pot = mix(pot, rim, vessel.mouth)
    pot = mix(pot, inside, within)
    picture = mix(room, pot, vessel.cover)
    picture = lit(picture, vignette(shape, 0.35))
    form_name = "bowl" if form == "deep bowl" else form
    article, window = "An" if form[0] == "o" else "A", "left" if key > 0 else "right"
    return Drawing(
        develop(picture, 1.12),
        surface.title.format(form=form_name),
        (*surface.words, form, f"{ground} ground"),
        int(rng.integers(*surface.years)),
        f"{article} {form} {surface.says}, lit by a window on the {window}.",
        *surface.place,
    )


FAMILY = Family("vase", "Glazed vases", draw)
