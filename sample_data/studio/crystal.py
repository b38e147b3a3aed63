"""Crystals: convex bodies bounded by planes, seen straight on and lit through."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.colour import Field, mix
from studio.raster import Shape

Planes = NDArray[np.int16]
"""Numbers of the planes seen, pixel by pixel."""
SAMPLES = ((-0.25, -0.25), (0.25, 0.25))


@dataclass(frozen=True)
class Crystal:
    """A convex body: points p with ``normals @ (p - centre) <= offsets``.

    Parameters
    ----------
    centre : ndarray of float32, shape (3,)
    normals : ndarray of float32, shape (n, 3)
    offsets : ndarray of float32, shape (n,)
    box : (left, top, right, bottom)
        Bounds in the picture.
    """

    centre: Field
    normals: Field
    offsets: Field
    box: tuple[float, float, float, float]


def _bounded(
    centre: Sequence[float], normals: Field, offsets: Field, ends: Field, margin: float
) -> Crystal:
    left, top = ends[:, :2].min(axis=0) - margin
    right, bottom = ends[:, :2].max(axis=0) + margin
    return Crystal(
        np.asarray(centre, np.float32),
        normals.astype(np.float32),
        offsets.astype(np.float32),
        (float(left), float(top), float(right), float(bottom)),
    )


def prism(
    rng: np.random.Generator, foot: Sequence[float], axis: Field, length: float, width: float
) -> Crystal:
    """A six-sided prism with an uneven pyramid at its end, as quartz grows."""
    first = np.cross(axis, [0.0, 0.0, 1.0])
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    turn = np.arange(6) * np.pi / 3 + rng.uniform(0, np.pi / 3)
    sides = np.cos(turn)[:, None] * first + np.sin(turn)[:, None] * second
    steep = np.radians(48)
    tips = sides * np.sin(steep) + axis * np.cos(steep)
    reach = (length - width * rng.uniform(0, 0.9, 6) * (np.arange(6) % 2)) * np.cos(steep)
    normals = np.vstack([sides, tips, -axis[None, :]])
    offsets = np.concatenate([width * rng.uniform(0.82, 1.08, 6), reach, [0.02]])
    start = np.asarray(foot)
    ends = np.stack([start, start + axis * (length + width * 0.2)])
    return _bounded(foot, normals, offsets, ends, width * 1.3)


def cube(rng: np.random.Generator, centre: Sequence[float], side: float) -> Crystal:
    """A cube turned at random with a corner or an edge towards the viewer."""
    turn, tip, roll = rng.uniform(0.3, 1.2), rng.uniform(0.35, 0.75), rng.uniform(-0.5, 0.5)
    about_y = np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
    )
    about_x = np.array([[1, 0, 0], [0, np.cos(tip), np.sin(tip)], [0, -np.sin(tip), np.cos(tip)]])
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    edges = about_z @ about_x @ about_y
    normals = np.vstack([edges.T, -edges.T])
    offsets = np.repeat(side * 0.5, 6) * rng.uniform(0.9, 1.1, 6)
    return _bounded(centre, normals, offsets, np.asarray(centre)[None, :], side)


def _sides(crystal: Crystal, x: Field, y: Field) -> tuple[Field, Field, Planes, Planes, Field]:
    """Front depth, back depth, the planes seen there, and the way to the nearest front edge."""
    shape = np.broadcast_shapes(x.shape, y.shape)
    front = np.full(shape, 9.0, dtype=np.float32)
    second = np.full(shape, 9.0, dtype=np.float32)
    back = np.full(shape, -9.0, dtype=np.float32)
    near = np.zeros(shape, dtype=np.int16)
    far = np.zeros(shape, dtype=np.int16)
    flat = np.full(shape, True)
    for i, ((nx, ny, nz), offset) in enumerate(zip(crystal.normals, crystal.offsets, strict=True)):
        left_over = offset - nx * (x - crystal.centre[0]) - ny * (y - crystal.centre[1])
        if abs(nz) < 1e-4:
            flat &= left_over >= 0
            continue
        depth = (left_over / nz).astype(np.float32)
        if nz > 0:
            closer = depth < front
            second = np.where(closer, front, np.minimum(second, depth))
            front = np.where(closer, depth, front)
            near[closer] = i
        else:
            deeper = depth > back
            back = np.where(deeper, depth, back)
            far[deeper] = i
    back = np.where(flat, back, np.float32(99.0))
    return front, back, near, far, second - front


def grow(
    picture: Field,
    crystals: Sequence[Crystal],
    shape: Shape,
    pale: Field,
    deep: Field,
    sun: Field,
    flaws: Field,
    *,
    metal: bool = False,
) -> Field:
    """Set crystals into a picture, nearer parts hiding farther ones.

    Clear ones take their colour from the way light travels through them, brighter where
    their back faces turn towards the sun; metal ones mirror a bright sky and a dark floor.
    """
    unit = max(shape)
    total = np.zeros_like(picture)
    for dx, dy in SAMPLES:
        layer = picture.copy()
        depth = np.full(shape, -9.0, dtype=np.float32)
        for number, crystal in enumerate(crystals):
            left, top, right, bottom = crystal.box
            columns = slice(
                max(0, int((left * unit) + shape[1] / 2)),
                min(shape[1], int(right * unit + shape[1] / 2) + 2),
            )
            rows = slice(
                max(0, int(top * unit + shape[0] / 2)),
                min(shape[0], int(bottom * unit + shape[0] / 2) + 2),
            )
            if columns.start >= columns.stop or rows.start >= rows.stop:
                continue
            px = (np.arange(columns.start, columns.stop) + 0.5 + dx - shape[1] / 2) / unit
            py = (np.arange(rows.start, rows.stop) + 0.5 + dy - shape[0] / 2) / unit
            front, back, near, far, ridge = _sides(
                crystal, px[None, :].astype(np.float32), py[:, None].astype(np.float32)
            )
            height = front + crystal.centre[2]
            seen = (front > back) & (height > depth[rows, columns])
            flaw = flaws[rows, columns]
            shaded = _shade(
                crystal, front - back, near, far, ridge, flaw, pale, deep, sun, metal, number
            )
            foot = py[:, None] - crystal.centre[1]
            grounded = np.clip(0.72 - 2.2 * foot, 0.42, 1.0)[..., None]
            layer[rows, columns] = np.where(
                seen[..., None], shaded * grounded, layer[rows, columns]
            )
            depth[rows, columns] = np.where(seen, height, depth[rows, columns])
        total += layer
    return (total / len(SAMPLES)).astype(np.float32)


def _shade(
    crystal: Crystal,
    thick: Field,
    near: Planes,
    far: Planes,
    ridge: Field,
    flaw: Field,
    pale: Field,
    deep: Field,
    sun: Field,
    metal: bool,
    number: int,
) -> Field:
    n = crystal.normals
    facing_sun = np.clip(n @ sun, 0, 1)
    mirror_x, mirror_y = 2 * n[:, 2] * n[:, 0], 2 * n[:, 2] * n[:, 1]
    sky = np.clip(0.45 - 0.55 * mirror_y - 0.45 * mirror_x, 0, 1.2) ** 1.5
    if metal:
        base = deep[None, :] * 0.35 + (pale - deep * 0.2) * (0.02 + 1.25 * sky[:, None] ** 1.6)
        streak = (1 + 9 * flaw * np.cos(near * 1.7 + number))[..., None]
        body = base[near] * streak
        glint = 0.25 * np.clip(1 - ridge / 0.006, 0, 1)
        return np.asarray(body + glint[..., None] * pale, dtype=np.float32)
    bounce = np.clip(-(n @ np.array([-sun[0], -sun[1], sun[2]], dtype=np.float32)), 0, 1)
    through = 0.30 + 0.95 * bounce[far] ** 1.4 + 5.0 * flaw
    tint = np.clip(1 - np.exp(-np.clip(thick, 0, 1) / 0.055) + 3 * flaw, 0, 1)
    body = mix(pale * np.ones((1, 1, 3), np.float32), deep, tint.astype(np.float32))
    inner = np.clip(through, 0.08, 1.6)[..., None]
    face = (0.30 + 0.75 * facing_sun[near])[..., None]
    gleam = (0.34 * sky**2)[near] + 0.34 * np.clip(1 - ridge / 0.0045, 0, 1)
    return np.asarray(body * inner * face * 1.5 + gleam[..., None] * 0.9, dtype=np.float32)
