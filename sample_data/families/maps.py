"""Owns the maps: relief, hachured, contoured, geological and political sheets of invented land."""

import numpy as np
from studio import terrain
from studio.drawing import Drawing, Family
from studio.plate import Plate
from studio.raster import noise
from studio.vector import gradient, palette, rgb

from families.map_sheet import Sheet, frame_sheet, set_towns
from families.town_plans import draw_plan


def _relief(s: Sheet) -> str:
    """Hypsometric tints under a slanting light, the sea deepening from the shore."""
    scheme, land, sea = [
        ("green", "7fa873 b3c47e e2d79a d8b478 b98a63 a4806c f4f1ee", "cfe6ec 9cc9dc 6ba6c6"),
        ("ochre", "d8cf9e e6d3a0 dfb67c c99462 a8744f 8f6450 f0e6dc", "dcebe4 b2d6d2 7fb4ba"),
        ("rose", "b9c79a e0d6ac ebc9a0 dfa58c c08584 a87c90 f6eef0", "d4dff0 a6bcdc 7794c2"),
        ("arctic", "a9bfa4 c9d0b8 dcdad0 e6e6e6 f0f2f4 f8fafc ffffff", "c4dce4 8fbace 5688ac"),
    ][s.rng.integers(4)]
    depth = np.clip(s.off / (90 * s.u), 0, 1) ** 0.7
    ground = gradient(np.clip(s.height * 1.05, 0, 1) ** 0.8, palette(land))
    light = terrain.shade(s.height, 0.08)
    cool = np.array([0.94, 1.0, 1.08], np.float32)
    ground = ground * (0.30 + 0.70 * light)[..., None] * cool ** (1.6 * (1 - light))[..., None]
    s.plate.pixels[:] = gradient(depth, palette(sea))
    s.plate.lay(s.land, ground)
    s.plate.stain(terrain.contours(s.height, 0.1, 0.5) * s.land * np.float32(0.22), rgb("6a4a34"))
    s.coast(rgb("4a7890"), 0.9)
    s.rivers(rgb("4f8fb8"), 2.6)
    return scheme


def _hachured(s: Sheet) -> str:
    """Copper engraving: hachures down every slope, waterlines, a washed coast."""
    scheme, tint, sea = [
        ("sepia", "e6cfa0", "e4e6d4"),
        ("pink", "ecb8a8", "dfe8e4"),
        ("green", "c2d0a0", "e2e8e0"),
        ("yellow", "efdc98", "d6e4e6"),
    ][s.rng.integers(4)]
    paper, ink = rgb("f4ead2"), rgb("3c2f26")
    fade = np.exp(-np.clip(-s.off, 0, None) / (14 * s.u))
    s.plate.pixels[:] = rgb(sea)
    s.plate.lay(s.land, paper + (rgb(tint) - paper) * (0.28 + 0.62 * fade)[..., None])
    gy, gx = np.gradient(s.height * np.float32(max(s.height.shape)))
    slope = np.hypot(gx, gy)
    h, w = s.height.shape
    pitch = 6.2 * s.u
    rows, columns = np.mgrid[0 : h / pitch, 0 : w / pitch]
    seats = np.stack([columns, rows], -1).reshape(-1, 2) * pitch
    seats += s.rng.uniform(-0.45, 0.45, seats.shape) * pitch
    seats = seats[terrain.dry(s.height, seats)]
    x, y = seats.astype(int).T
    steep = slope[y, x]
    limit = np.quantile(steep, 0.42)
    hatch = s.plate.sheet()
    heading = np.stack([gx[y, x], gy[y, x]], -1) / np.maximum(steep, 1e-6)[:, None]
    reach = np.clip(steep / np.quantile(steep, 0.9), 0.2, 1.2)
    dark = np.clip(reach * (1.0 + 0.45 * (heading @ [0.7, 0.7])), 0.25, 1.4)
    for k in np.flatnonzero(steep > limit):
        span = heading[k] * pitch * (0.35 + 0.4 * reach[k])
        line = np.stack([seats[k] + span, seats[k] - span])
        hatch.stroke(line, 1.35 * s.u * dark[k], 0.35 * s.u)
    s.plate.ink(hatch, ink, 0.75)
    s.waterlines(ink, 7, 0.45)
    s.rivers(ink, 1.8)
    s.coast(ink, 1.3)
    return scheme


def _contoured(s: Sheet) -> str:
    """Survey sheet: brown contours, green woods, blue water."""
    paper = rgb("f8f6ec")
    s.plate.pixels[:] = rgb("cfe4ee")
    s.plate.lay(s.land, paper)
    woods = noise(s.rng, s.plate.page, 9, octaves=4) + 0.5 - 1.2 * np.abs(s.height - 0.35)
    s.plate.lay(np.clip(woods * 30, 0, 1) * s.land, rgb("c6dcae"))
    light = terrain.shade(s.height, 0.07)
    s.plate.stain(s.land * np.float32(0.3) * (1 - light), rgb("3a4a5a"))
    lines, scheme = [("a8683a", "brown"), ("b8503a", "red-brown"), ("6a7a4a", "olive")][
        s.rng.integers(3)
    ]
    step = float(s.rng.choice([0.07, 0.09]))
    s.plate.stain(terrain.contours(s.height, step, 0.7) * s.land * np.float32(0.62), rgb(lines))
    s.plate.stain(terrain.contours(s.height, step * 5, 1.5) * s.land * np.float32(0.8), rgb(lines))
    s.waterlines(rgb("3a7aa8"), 4, 0.6)
    s.coast(rgb("2a6a9a"), 1.2)
    s.rivers(rgb("3a84b8"), 2.4, 0.004)
    return scheme


def _geological(s: Sheet) -> str:
    """Strata cropping out in bands of flat colour, cut by faults."""
    scheme, strata = [
        ("warm", "f0d890 e8a870 d87c68 b8648c 8f78b0 7fa4c8 9cc8a8 d8dc9c"),
        ("cool", "c8dcb0 8fc0a0 6fa4b0 7f8cc0 b090c0 e0a8b0 f0cc98 f4e8b4"),
        ("bright", "f4e070 e8b048 e07050 c85080 9060a8 5088c0 60b090 b8d070"),
    ][s.rng.integers(3)]
    bands = palette(strata)
    warp = noise(s.rng, s.plate.page, 2.5, octaves=4)
    y, x = np.mgrid[: s.plate.page[0], : s.plate.page[1]].astype(np.float32) / max(s.plate.page)
    turn = s.rng.uniform(0, np.pi)
    order = (x * np.cos(turn) + y * np.sin(turn)) * 7 + 1.1 * warp + 1.6 * s.height
    for _ in range(int(s.rng.integers(1, 4))):
        a, c = s.rng.uniform(0, np.pi), s.rng.uniform(0.3, 0.7)
        order = order + s.rng.uniform(0.5, 1.4) * (x * np.cos(a) + y * np.sin(a) > c)
    bed = np.floor(order)
    colour = bands[(bed.astype(int) * 3) % len(bands)] * np.float32(0.78) + rgb("37352f")
    tooth = 1 + 0.025 * noise(s.rng, s.plate.page, 30, octaves=2)
    s.plate.pixels[:] = rgb("dfeaec")
    s.plate.lay(s.land, colour * tooth[..., None])
    rock = np.clip(noise(s.rng, s.plate.page, 5, octaves=4) * 14 - 20, 0, 1) * s.land
    s.plate.lay(rock, rgb("c8485a"))
    edge = terrain.contours(order.astype(np.float32) + np.float32(0.0), 1.0, 0.8)
    s.plate.stain(edge * s.land * np.float32(0.7), rgb("4a3a34"))
    s.plate.stain(s.land * np.float32(0.2) * (1 - terrain.shade(s.height, 0.08)), rgb("3a3a4a"))
    s.waterlines(rgb("5a88a0"), 6, 0.5)
    s.rivers(rgb("3f6f98"), 1.8)
    s.coast(rgb("3c3a3a"), 1.1)
    return scheme


def _political(s: Sheet) -> str:
    """Atlas plate: provinces, each washed in its own tint, strongest along its border."""
    scheme, codes = [
        ("pastel", "e8a0a0 f0d080 a8c890 90b8d0 c8a8cc f0b888 a8d0c0"),
        ("muted", "d0988c dcc48c a4b48c 8ca4b0 ac94a8 d0a880 98b4a8"),
        ("vivid", "e87c70 f4cc58 88bc6c 68a4d0 b888c4 f49c58 68c0b0"),
    ][s.rng.integers(3)]
    count = int(s.rng.integers(7, 13))
    h, w = s.plate.page
    seats = s.rng.uniform(0, 1, (count, 2)) * [w, h]
    y, x = np.mgrid[:h, :w].astype(np.float32)
    x = x + noise(s.rng, s.plate.page, 6, octaves=5) * np.float32(13 * s.u)
    y = y + noise(s.rng, s.plate.page, 6, octaves=5) * np.float32(13 * s.u)
    away = np.stack([np.hypot(x - a, y - b) for a, b in seats])
    own = away.argmin(0)
    two = np.partition(away, 1, axis=0)[:2]
    border = (two[1] - two[0]) / 2
    tints = palette(codes)[s.rng.permutation(count) % 7]
    paper = rgb("f6eeda")
    wash = 0.34 + 0.62 * np.exp(-np.minimum(border, np.clip(-s.off, 0, None)) / (8 * s.u))
    s.plate.pixels[:] = rgb("dbe6e2")
    s.plate.lay(s.land, paper + (tints[own] - paper) * wash[..., None])
    s.plate.stain(s.land * np.float32(0.22) * (1 - terrain.shade(s.height, 0.07)), rgb("4a3a3a"))
    line = np.clip(0.7 * s.u + 0.4 - border, 0, 1)
    s.plate.stain(line * s.land * np.float32(0.75), rgb("5a3030"))
    s.waterlines(rgb("5f8494"), 7, 0.6)
    s.rivers(rgb("5a7c94"), 1.7)
    s.coast(rgb("3a3a42"), 1.2)
    return scheme


_STYLES = {
    "relief map": _relief, "hachured map": _hachured, "contour map": _contoured,
    "geological map": _geological, "political map": _political,
}  # fmt: skip


_FORMS = {
    "island": "an island", "islands": "an archipelago", "coast": "a stretch of coast",
    "strait": "two shores of a strait", "inland": "country far from the sea",
}  # fmt: skip


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    if rng.random() < 0.2:
        return draw_plan(rng, size)
    style = str(rng.choice(list(_STYLES)))
    form = str(
        rng.choice(
            ["island", "islands", "coast", "strait", "inland"], p=[0.25, 0.15, 0.3, 0.15, 0.15]
        )
    )
    aspect = float(rng.choice([1.35, 1.25, 0.78, 1.0]))
    page = (round(size / aspect), size) if aspect >= 1 else (size, round(size * aspect))
    share = {"island": 0.55, "islands": 0.62, "coast": 0.36, "strait": 0.3, "inland": 0.0}[form]
    height = terrain.country(rng, page, form, share)
    plate = Plate(np.zeros((*page, 3), np.float32))
    sheet = Sheet(plate, rng, height, terrain.offshore(height), size / 640)
    scheme = _STYLES[style](sheet)
    ink, paper = rgb("2e2620"), rgb("f5ecd6")
    names = set_towns(sheet, ink, rgb("a83a2a"))
    title = terrain.name(rng)
    frame_sheet(sheet, title, ink, paper)
    age = 1 + np.float32(0.018) * noise(rng, page, 3, octaves=4)
    plate.pixels *= age[..., None] * np.array([1.0, 0.988, 0.955], np.float32)
    known = rng.random() < 0.72
    return Drawing(
        image=plate.image(),
        title=f"{style.capitalize()} of {title}",
        tags=(style, scheme, form),
        year=int(rng.integers(1790, 1968)),
        description=f"A {style} of {_FORMS[form]}, with rivers and {len(names)} named towns.",
        lat=round(float(rng.uniform(-45, 66)), 2) if known else None,
        lng=round(float(rng.uniform(-120, 150)), 2) if known else None,
    )


FAMILY = Family("map", "Maps", _draw)
