"""Owns the pinned butterflies and moths: wing shapes, bodies and the museum's label."""

import numpy as np
from studio.drawing import Drawing, Family
from studio.plate import Plate, shadow
from studio.raster import blur, noise
from studio.vector import Field, Points, Stencil, palette, rgb, spine, spline

from families.wing_patterns import KINDS, Kind
from families.wings import Wing

_FORE_ROOT, _HIND_ROOT = (0.0, -0.10), (0.0, 0.0)


# Fore and hind wing as x y pairs, in lengths of the fore wing, from the body outward.
_SHAPES = {
    "broad": (
        "0.02,-0.14 0.3,-0.42 0.66,-0.7 0.9,-0.74 0.93,-0.6 0.83,-0.32 0.77,-0.08 0.62,0.04 "
        "0.3,0.03 0.02,-0.02",
        "0.02,-0.08 0.4,-0.12 0.66,-0.02 0.74,0.22 0.64,0.48 0.44,0.64 0.24,0.66 0.13,0.55 "
        "0.06,0.3 0.02,0.08",
    ),
    "long": (
        "0.02,-0.13 0.35,-0.38 0.8,-0.62 1.02,-0.62 1.03,-0.48 0.85,-0.22 0.7,-0.04 0.5,0.03 "
        "0.25,0.02 0.02,-0.03",
        "0.02,-0.07 0.35,-0.08 0.6,0 0.66,0.16 0.55,0.36 0.36,0.46 0.2,0.45 0.1,0.36 0.05,0.2 "
        "0.02,0.06",
    ),
    "round": (
        "0.02,-0.14 0.3,-0.46 0.6,-0.66 0.82,-0.64 0.86,-0.48 0.8,-0.24 0.7,-0.04 0.54,0.04 "
        "0.26,0.03 0.02,-0.02",
        "0.02,-0.08 0.36,-0.1 0.6,0 0.7,0.2 0.64,0.42 0.46,0.56 0.28,0.58 0.13,0.48 0.06,0.28 "
        "0.02,0.08",
    ),
    "sharp": (
        "0.02,-0.13 0.35,-0.34 0.75,-0.5 1.08,-0.56 1,-0.38 0.78,-0.16 0.56,0 0.4,0.05 0.2,0.03 "
        "0.02,-0.02",
        "0.02,-0.05 0.26,-0.04 0.48,0.04 0.56,0.16 0.5,0.29 0.36,0.36 0.22,0.37 0.12,0.32 "
        "0.06,0.2 0.02,0.06",
    ),
    "hooked": (
        "0.02,-0.14 0.26,-0.5 0.6,-0.78 0.86,-0.8 1,-0.62 0.86,-0.4 0.74,-0.1 0.66,0.08 "
        "0.3,0.06 0.02,-0.02",
        "0.02,-0.08 0.4,-0.08 0.66,0.06 0.72,0.3 0.62,0.52 0.46,0.66 0.28,0.68 0.14,0.54 "
        "0.06,0.3 0.02,0.08",
    ),
}


_SPECIES = (
    "aurelia montana lucina borealis celestina ornata sylvana perlata meridiana clymene "
    "ianthe obscura vestalis amaryllis hyperion leucothea"
).split()


_PLACES = (
    ("Iquitos, Peru", -3.75, -73.25), ("Sarawak, Borneo", 1.55, 110.35),
    ("Buea, Cameroon", 4.16, 9.24), ("Zermatt, Switzerland", 46.02, 7.75),
    ("Dorset, England", 50.7, -2.4), ("Sikkim, India", 27.5, 88.5),
    ("Veracruz, Mexico", 19.2, -96.1), ("Kyushu, Japan", 32.6, 130.7),
    ("Cairns, Queensland", -16.9, 145.8), ("Toamasina, Madagascar", -18.15, 49.4),
    ("Ohio, United States", 40.4, -82.9), ("Cayenne, Guiana", 4.9, -52.3),
)  # fmt: skip


def _outlines(kind: Kind, rng: np.random.Generator) -> tuple[Points, Points, float]:
    """Fore and hind wing, each specimen a little its own, and the length of its tail."""
    fore, hind = (
        np.array([pair.split(",") for pair in points.split()], float)
        for points in _SHAPES[kind.shape]
    )
    for wing in (fore, hind):
        wing[1:-1] += rng.normal(0, 0.012, (len(wing) - 2, 2))
    hind[2:8] *= [1.0, rng.uniform(0.94, 1.08)]
    tail = kind.tail * rng.uniform(0.6, 1.1)
    if kind.name == "emperor moth" and rng.random() < 0.45:
        tail = rng.uniform(0.5, 0.75)
    fore, hind = spline(fore, steps=16), spline(hind, steps=16)
    for wing in (fore, hind):
        share = np.arange(len(wing)) / len(wing)
        bite = kind.scallop * np.clip(np.sin(np.pi * (share - 0.3) / 0.5), 0, 1)
        wing *= (1 - bite * np.abs(np.sin(share * np.pi * 17)))[:, None]
    if tail:
        i = int(np.argmax(hind[:, 1] + 0.25 * hind[:, 0]))
        curl = rng.uniform(0.0, 0.25)
        end = hind[i] + np.array([0.10 + curl * 0.2, tail])
        line = spine(hind[i] + [-0.02, -0.05], end, bend=-curl, steps=18)
        t = np.linspace(0, 1, 18)
        wide = 0.10 - 0.06 * np.sin(np.pi * t * 0.7) + 0.05 * np.clip(t - 0.7, 0, 1) * 2
        wide[-3:] *= [0.95, 0.75, 0.3]
        side = np.stack([wide / 2, 0 * wide], -1)
        hind = np.concatenate([hind[: i - 2], line + side, (line - side)[::-1], hind[i + 3 :]])
    return fore, hind, tail


def _body(
    plate: Plate,
    at: tuple[float, float],
    scale: float,
    colour: Field,
    moth: bool,
    rng: np.random.Generator,
) -> None:
    """Abdomen, thorax, head, antennae and the pin, in the light from the upper left."""
    x0, y0 = at
    stout = 1.5 if moth else 1.0
    profile = spline(
        [
            (0, -0.215),
            (0.024, -0.2),
            (0.03, -0.175),
            (0.026, -0.16),
            (0.05 * stout, -0.12),
            (0.052 * stout, -0.06),
            (0.03 * stout, 0.0),
            (0.036 * stout, 0.09),
            (0.03 * stout, 0.2),
            (0.012, 0.31),
            (0, 0.325),
        ]
    )
    outline = np.concatenate([profile, profile[::-1] * [-1, 1]]) * scale + [x0, y0]
    box = Stencil.around(outline, plate.page, 3)
    if box is None:
        return
    mask = box.polygon(outline).coverage()
    (h, w), (left, top) = box.shape, box.corner
    y = (np.arange(h) + top - y0) / scale
    half = np.maximum(np.interp(y, profile[:, 1], profile[:, 0]), 0.008)
    across = ((np.arange(w) + left - x0) / scale)[None] / half[:, None]
    round_ = np.clip(1.05 - 0.55 * (across + 0.35) ** 2, 0.25, 1.2)
    rings = np.where(y > 0.01, 1 - 0.28 * np.clip(np.cos(y * 190), 0, 1) ** 3, 1)
    shade = (round_ * rings[:, None]).astype(np.float32)
    plate.lay(mask, np.clip(colour * shade[..., None], 0, 1), box.corner)
    hair = Stencil.around(outline, plate.page, 6)
    assert hair is not None
    for _ in range(150 if moth else 90):
        y_hair = rng.uniform(-0.2, 0.05)
        x_hair = rng.uniform(-1, 1) * np.interp(y_hair, profile[:, 1], profile[:, 0])
        root = np.array([x_hair, y_hair]) * scale + [x0, y0]
        lean = np.array([x_hair * 0.5, 0.024]) * scale * rng.uniform(0.5, 1.2)
        hair.line(np.stack([root, root + lean]), 0.5, rng.uniform(0.3, 0.9))
    plate.lay(hair.coverage() * np.float32(0.5), colour * 1.5 + 0.12, hair.corner)
    feelers = plate.sheet()
    for side in (-1.0, 1.0):
        reach = 0.28 if moth else 0.42
        base = np.array([x0 + side * 0.012 * scale, y0 - 0.2 * scale])
        tip = base + np.array([side * reach * 0.62, -reach * 0.85]) * scale
        line = spine(base, tip, bend=-0.1 * side)
        feelers.stroke(line, 0.008 * scale, 0.005 * scale)
        if moth:
            barbs = np.stack([-side * np.array([1.0, 0.7]), side * np.array([1.0, 0.2])])
            for k, joint in enumerate(line[3:-1]):
                long = 0.045 * scale * np.sin(np.pi * (k + 2) / 23)
                for way in barbs:
                    feelers.line(np.stack([joint, joint + way * long]), 0.6, 0.8)
        else:
            feelers.stroke(line[-4:], 0.008 * scale, 0.022 * scale).dot(tip, 0.011 * scale)
    plate.lay(feelers.coverage(), colour * 0.5)
    pin = (x0, y0 - 0.08 * scale)
    plate.lay(plate.sheet().dot(pin, 0.017 * scale).coverage(), (0.16, 0.15, 0.16))
    glint = (pin[0] - 0.005 * scale, pin[1] - 0.006 * scale)
    plate.lay(plate.sheet().dot(glint, 0.006 * scale).coverage(), (0.95, 0.95, 0.95))


def _label(plate: Plate, at: tuple[float, float], u: float, lines: list[str]) -> None:
    """Small printed card with its own shadow."""
    (x, y), wide, high = at, 58 * u, 17 * u
    card = np.array(
        [(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)]
    )
    cover = plate.sheet().polygon(card).coverage()
    plate.stain(shadow(cover, (2 * u, 3 * u), 2.5 * u) * np.float32(0.4), (0.3, 0.28, 0.3))
    plate.lay(cover, rgb("faf6ea"))
    inner = (card - [x, y]) * [0.955, 0.86] + [x, y]
    plate.ink(plate.sheet().line(np.concatenate([inner, inner[:1]]), 0.5), (0.5, 0.46, 0.42), 0.7)
    words = plate.sheet()
    for k, (line, size) in enumerate(zip(lines, (8.6, 7.0, 7.0), strict=True)):
        words.text((x, y + (k - 0.95) * 9.2 * u), line, size * u)
    plate.ink(words, (0.18, 0.15, 0.14))


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    kind = KINDS[rng.integers(len(KINDS))]
    hue, codes = kind.palettes[rng.integers(len(kind.palettes))]
    colours = np.clip(palette(codes) * rng.normal(1, 0.045, (5, 3)), 0, 1).astype(np.float32)
    fore_line, hind_line, tail = _outlines(kind, rng)
    width, u = size, size / 640
    deep = hind_line[:, 1].max()
    high = -min(fore_line[:, 1].min(), -0.66)
    scale = width * rng.uniform(0.41, 0.44) / max(fore_line[:, 0].max(), 0.9)
    height = min(size, round((high + deep) * scale + 130 * u))
    scale = min(scale, (height - 105 * u) / (high + deep))
    centre = (width // 2, round(high * scale + 36 * u))

    tones = ("efe9dc", "e6e9e8", "e9e6dc", "f1ede6", "dfe5df", "ebe2d6")
    ground = rgb(tones[rng.integers(len(tones))])
    linen = noise(rng, (height, width), 7, octaves=4) * np.float32(0.2)
    y, x = np.mgrid[:height, :width].astype(np.float32) / np.float32(size)
    light = 1.03 - 0.16 * np.hypot(x - 0.38, y - 0.3) ** 1.6 + 0.035 * linen
    plate = Plate(ground * light[..., None])

    fore = Wing(fore_line, _FORE_ROOT, scale, rng)
    hind = Wing(hind_line, _HIND_ROOT, scale, rng)
    kind.paint(fore, hind, colours, rng)
    half_w = width - centre[0]
    half, cover = np.zeros((height, half_w, 3), np.float32), np.zeros((height, half_w), np.float32)
    for wing in (hind, fore):
        top, left = wing.corner[1] + centre[1], wing.corner[0]
        mask = wing.mask[: height - top, : half_w - left]
        span = (slice(top, top + mask.shape[0]), slice(left, left + mask.shape[1]))
        fall = shadow(np.pad(mask, 4), (0, 4 * u), 5 * u)[4:-4, 4:-4]
        half[span] *= 1 - 0.5 * (fall * (1 - mask))[..., None]
        done = wing.finish()[: mask.shape[0], : mask.shape[1]]
        half[span] += mask[..., None] * (done - half[span])
        cover[span] = np.maximum(cover[span], mask)
    left_w = centre[0]
    both = np.concatenate([half[:, :left_w][:, ::-1], half], 1)
    mask = np.concatenate([cover[:, :left_w][:, ::-1], cover], 1)
    lit = 1.0 + 0.10 * np.clip(0.5 - x, -0.5, 0.5) - 0.10 * (blur(mask, 0.011) - 0.8)
    plate.stain(shadow(mask, (7 * u, 13 * u), 9 * u) * np.float32(0.5), (0.33, 0.31, 0.36))
    plate.stain(shadow(mask, (2 * u, 4 * u), 2.5 * u) * np.float32(0.35), (0.3, 0.28, 0.32))
    plate.lay(mask, both * lit[..., None])
    dark = 0.45 * colours[2] + 0.35 * colours[1] if kind.order == "moth" else colours[2] + 0.07
    _body(plate, centre, scale, dark, kind.order == "moth", rng)

    genus = kind.genera[rng.integers(len(kind.genera))]
    species = _SPECIES[rng.integers(len(_SPECIES))]
    place, lat, lng = _PLACES[rng.integers(len(_PLACES))]
    year = int(rng.integers(1838, 1966))
    _label(plate, (width / 2, height - 30 * u), u, [f"{genus} {species}", place, str(year)])
    known = rng.random() < 0.78
    tailed = ", its hind wings tailed" if tail else ""
    return Drawing(
        image=plate.image(),
        title=f"{genus} {species}, {place.split(',')[0] if known else 'locality unknown'}",
        tags=(kind.name, kind.order, hue, "specimen"),
        year=year,
        description=f"{'An' if hue[0] == 'o' else 'A'} {hue} {kind.name}, spread and pinned "
        f"above its label{tailed}.",
        lat=round(lat + float(rng.normal(0, 0.2)), 3) if known else None,
        lng=round(lng + float(rng.normal(0, 0.2)), 3) if known else None,
    )


FAMILY = Family("butterfly", "Butterflies", _draw)
