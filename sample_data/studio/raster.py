"""Fields a picture is made of: coordinates, noise, masks, relief, reflected light, shadows.

Lengths are in units of the picture's long side, so that a drawing looks the same at every size.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from studio.colour import Field

Shape = tuple[int, int]


def frame(size: int, aspect: float) -> Shape:
    """Height and width in pixels of a picture with that long side and width : height."""
    if aspect >= 1:
        return max(1, round(size / aspect)), size
    return size, max(1, round(size * aspect))


def axes(shape: Shape) -> tuple[Field, Field]:
    """X of shape (1, w) and y of shape (h, 1), centred, y growing downwards."""
    height, width = shape
    unit = max(shape)
    x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2) / unit
    y = (np.arange(height, dtype=np.float32) + 0.5 - height / 2) / unit
    return x[None, :].astype(np.float32), y[:, None].astype(np.float32)


def smooth(low: Field | float, high: Field | float, value: Field) -> Field:
    """Hermite step from 0 at `low` to 1 at `high` (which may be the smaller one)."""
    t: Field = np.clip((value - low) / (high - low), 0, 1).astype(np.float32)
    return t * t * (3 - 2 * t)


def edge(distance: Field, shape: Shape) -> Field:
    """Antialiased coverage of the region where a signed distance is positive."""
    return np.asarray(np.clip(distance * max(shape) + 0.5, 0, 1), dtype=np.float32)


def enlarge(
    small: Field, shape: Shape, box: tuple[float, float, float, float] | None = None
) -> Field:
    """Resample a field to `shape` with a bicubic kernel; `box` is (left, top, right, bottom)."""
    picture = Image.fromarray(np.ascontiguousarray(small, dtype=np.float32))
    wanted = picture.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box=box)
    return np.asarray(wanted, dtype=np.float32)


def noise(
    rng: np.random.Generator,
    shape: Shape,
    cells: float,
    octaves: int = 5,
    gain: float = 0.5,
    stretch: tuple[float, float] = (1.0, 1.0),
    ridged: bool = False,
) -> Field:
    """Fractal value noise with mean near 0 and standard deviation near 1.

    Parameters
    ----------
    rng : numpy.random.Generator
        One integer is drawn from it, whatever the shape.
    shape : (int, int)
    cells : float
        Lattice cells of the coarsest octave along the long side.
    octaves : int
        Octaves finer than two pixels a cell are left out.
    gain : float
        Strength of each octave against the one before.
    stretch : (float, float)
        Cells are multiplied by these along y and x.
    ridged : bool
        Fold each octave at zero, which makes creases, and let it fade where the coarser
        one is low (Musgrave's ridged multifractal).

    Returns
    -------
    ndarray of float32, shape `shape`
    """
    seed = int(rng.integers(2**62))
    unit = max(shape)
    total = np.zeros(shape, dtype=np.float32)
    weight: Field | float = 1.0
    power = 0.0
    for octave in range(octaves):
        fine = cells * 2**octave
        if octave and fine * max(stretch) > unit / 2:
            break
        spans = [shape[i] / unit * fine * stretch[i] for i in (0, 1)]
        lattice_rng = np.random.default_rng([seed, octave])
        full = [int(np.ceil(fine * s)) + 5 for s in stretch]
        lattice = lattice_rng.standard_normal(full, dtype=np.float32)
        layer = enlarge(lattice, shape, (2, 2, 2 + spans[1], 2 + spans[0]))
        strength = gain**octave
        if ridged:
            crease = np.clip(1 - np.abs(layer) * 0.9, -0.5, 1)
            total += strength * (crease - 0.36) * weight
            weight = np.clip(crease + 0.25, 0.1, 1)
            power += (0.4 * strength) ** 2
        else:
            total += strength * layer
            power += (0.72 * strength) ** 2
    return total * np.float32(1 / np.sqrt(power))


def sample(field: Field, x: Field, y: Field, mode: str = "mirror") -> Field:
    """Read a field at pixel positions x, y (bilinear)."""
    found = ndimage.map_coordinates(
        field, np.broadcast_arrays(y, x), order=1, mode=mode, prefilter=False
    )
    return np.asarray(found, dtype=np.float32)


def warp(field: Field, dx: Field, dy: Field) -> Field:
    """The field read at positions moved by dx, dy (units of the long side)."""
    height, width = field.shape
    unit = max(field.shape)
    columns = np.arange(width, dtype=np.float32)[None, :] + dx * unit
    rows = np.arange(height, dtype=np.float32)[:, None] + dy * unit
    return sample(field, columns, rows)


def blur(field: Field, radius: float) -> Field:
    """Gaussian blur with a standard deviation of `radius` long sides, cheap when wide."""
    sigma = radius * max(field.shape)
    step = max(1, int(sigma / 2))
    if step == 1:
        return np.asarray(ndimage.gaussian_filter(field, sigma, truncate=3.0), dtype=np.float32)
    height, width = field.shape
    small = Image.fromarray(np.ascontiguousarray(field, dtype=np.float32)).resize(
        (max(2, width // step), max(2, height // step)), Image.Resampling.BOX
    )
    soft = ndimage.gaussian_filter(np.asarray(small, dtype=np.float32), sigma / step, truncate=3.0)
    return enlarge(soft, (height, width))


def polygon(shape: Shape, *outlines: NDArray[np.floating]) -> Field:
    """Antialiased mask of filled outlines, each (n, 2) of centred x, y."""
    height, width = shape
    finer = 4
    unit = max(shape) * finer
    canvas = Image.new("L", (width * finer, height * finer), 0)
    pen = ImageDraw.Draw(canvas)
    for outline in outlines:
        points = outline * unit + np.array([width, height]) * finer / 2
        pen.polygon([(float(px), float(py)) for px, py in points], fill=255)
    return np.asarray(canvas.reduce(finer), dtype=np.float32) / 255


def curve(
    points: Sequence[tuple[float, float]], closed: bool = True, steps: int = 12
) -> NDArray[np.float64]:
    """Catmull-Rom curve through the points, as (n, 2)."""
    p = np.asarray(points, dtype=np.float64)
    around = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False)
    ]
    return np.vstack(pieces if closed else [*pieces, p[-1:]])


def unit_vector(x: float, y: float, z: float) -> Field:
    """A direction of length one; z points at the viewer, y downwards."""
    v = np.array([x, y, z], dtype=np.float32)
    return v / np.float32(np.linalg.norm(v))


def normals(height: Field) -> Field:
    """Unit normals (h, w, 3) of a height field given in units of the long side."""
    unit = max(height.shape)
    step = np.float32(1 / unit)
    return facing(
        -np.asarray(np.gradient(height, step, axis=1)),
        -np.asarray(np.gradient(height, step, axis=0)),
    )


def facing(nx: Field, ny: Field, nz: Field | float = 1.0) -> Field:
    """Normalised vectors from components that broadcast together, shape (h, w, 3)."""
    joined: Field = np.stack(np.broadcast_arrays(nx, ny, nz), axis=-1).astype(np.float32)
    length: Field = np.sqrt(np.einsum("...i,...i", joined, joined))
    return joined / length[..., None]


def lambert(normal: Field, light: Field, wrap: float = 0.0) -> Field:
    """Diffuse light on a surface, 0..1; `wrap` lets it reach round the edge."""
    return np.clip((normal @ light + wrap) / (1 + wrap), 0, None)


def gloss(normal: Field, light: Field, power: float) -> Field:
    """Blinn-Phong highlight for a viewer straight above the picture."""
    half = light + np.array([0, 0, 1], dtype=np.float32)
    half /= np.linalg.norm(half)
    return np.clip(normal @ half, 0, 1) ** np.float32(power)


def mirrored(normal: Field) -> tuple[Field, Field, Field]:
    """Components of the direction in which a viewer above sees the room reflected."""
    double = 2 * normal[..., 2]
    return double * normal[..., 0], double * normal[..., 1], double * normal[..., 2] - 1


def fresnel(normal: Field, base: float = 0.04) -> Field:
    """Schlick's share of light reflected towards a viewer above."""
    return base + (1 - base) * (1 - np.clip(normal[..., 2], 0, 1)) ** 5


def cast(
    height: Field, light: Field, reach: float = 0.3, steps: int = 20, soft: float = 0.01
) -> Field:
    """Light that reaches a height field from `light`: 1 in the open, 0 in full shadow.

    The field is compared with copies of itself moved towards the light, a coarse
    ray march that needs no per-pixel loop. What rises `soft` above a ray blocks it fully.
    """
    rows, columns = height.shape
    unit = max(height.shape)
    flat = float(np.hypot(light[0], light[1])) or 1e-6
    slope = float(light[2]) / flat
    least = np.full(height.shape, 1.0, dtype=np.float32)
    for i in range(1, steps + 1):
        away = reach * (i / steps) ** 1.6
        dx = round(float(light[0]) / flat * away * unit)
        dy = round(float(light[1]) / flat * away * unit)
        if abs(dx) >= columns or abs(dy) >= rows:
            break
        here = (slice(max(0, -dy), rows - max(0, dy)), slice(max(0, -dx), columns - max(0, dx)))
        there = (slice(max(0, dy), rows - max(0, -dy)), slice(max(0, dx), columns - max(0, -dx)))
        clear = 1 + (height[here] + slope * away - height[there]) / soft
        least[here] = np.minimum(least[here], clear)
    return np.clip(least, 0, 1)


def vignette(shape: Shape, strength: float = 0.35, reach: float = 0.75) -> Field:
    """Factor that darkens the corners of a picture."""
    x, y = axes(shape)
    wide, high = shape[1] / max(shape) / 2, shape[0] / max(shape) / 2
    distance = (x / wide) ** 2 + (y / high) ** 2
    return 1 - np.float32(strength) * smooth(reach * 0.6, 2.0, distance)


def pool(shape: Shape, at: tuple[float, float], radius: float) -> Field:
    """A soft round pool of light, 1 at its centre."""
    x, y = axes(shape)
    squared = ((x - at[0]) ** 2 + (y - at[1]) ** 2) / radius**2
    return np.exp(-squared).astype(np.float32)


def lit(colour: Field, amount: Field) -> Field:
    """A colour or picture (…, 3) multiplied by an amount of light (h, w)."""
    return colour * amount[..., None]
