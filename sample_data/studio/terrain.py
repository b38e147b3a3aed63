"""Owns invented country: where land meets sea, how water runs off it, and the lines maps draw."""

import heapq

import numpy as np
from PIL import Image
from scipy import ndimage

from studio.raster import noise
from studio.vector import Field, Points, spline

_NAMES_A = (
    "Al Bre Cor Dun El Fal Gar Hol Is Kel Lor Mar Nor Os Pel Ros Sal Tor Ul Var Wes Yar Zel"
).split()
_NAMES_B = ("ba den dra fe go la li ma mi na ra ri sa ta ve vi").split()
_NAMES_C = ("burg by dale don ford ham haven mar mouth na ne ria stad ton vik").split()


def name(rng: np.random.Generator) -> str:
    """Invented place name."""
    middle = str(rng.choice(_NAMES_B)) if rng.random() < 0.5 else ""
    return f"{rng.choice(_NAMES_A)}{middle}{rng.choice(_NAMES_C)}"


def country(
    rng: np.random.Generator, page: tuple[int, int], form: str, sea: float, cells: float = 2.6
) -> Field:
    """Heights of an invented country, zero at the coast, about 1 on the highest ground.

    Parameters
    ----------
    rng : numpy.random.Generator
    page : tuple of int
        Height and width in pixels.
    form : {"island", "islands", "coast", "strait", "inland"}
    sea : float
        Share of the page that is sea; 0 for none.
    cells : float
        Fineness of the relief.
    """
    h, w = page
    y, x = np.mgrid[:h, :w].astype(np.float32)
    y, x = (y - h / 2) / max(page) * 2, (x - w / 2) / max(page) * 2
    turn = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(turn) + y * np.sin(turn)
    across = y * np.cos(turn) - x * np.sin(turn)
    base = {
        "island": -2.6 * (along**2 * 1.3 + across**2 * 2.4),
        "islands": -0.5 * (x**2 + y**2),
        "coast": 1.9 * along,
        "strait": 3.0 * np.abs(along + 0.25 * np.sin(4 * across)),
        "inland": 0.0 * x,
    }[form]
    rough = noise(rng, page, cells, octaves=6, gain=0.48)
    ridge = noise(rng, page, cells * 1.3, octaves=4, ridged=True)
    height = (base + 0.55 * rough + 0.30 * ridge).astype(np.float32)
    level = np.quantile(height, sea) if sea else height.min() - 0.02
    height -= np.float32(level)
    scaled: Field = height / np.float32(max(np.quantile(height, 0.995), 1e-6))
    return scaled


def shade(height: Field, strength: float) -> Field:
    """Relief lit from the upper left: about 1 on flat ground."""
    gy, gx = np.gradient(height * np.float32(max(height.shape) * strength))
    lit: Field = 1 - (gx * 0.7 + gy * 0.7) / np.sqrt(1 + gx * gx + gy * gy)
    return lit


def contours(height: Field, step: float, width: float) -> Field:
    """Coverage of the lines of equal height every ``step``, ``width`` pixels thick."""
    gy, gx = np.gradient(height)
    slope = np.maximum(np.hypot(gx, gy), step / 400)
    level = height / np.float32(step)
    away = np.abs(level - np.round(level)) * np.float32(step) / slope
    lines: Field = np.clip(np.float32(width / 2 + 0.5) - away, 0, 1)
    return lines.astype(np.float32)


def offshore(height: Field) -> Field:
    """Distance to the coast in pixels: positive at sea, negative on land."""
    sea = height <= 0
    step = max(1, max(height.shape) // 400)
    if sea.all() or not sea.any():
        return np.full(height.shape, 1e3 if sea.all() else -1e3, np.float32)
    small = sea[::step, ::step]
    far = ndimage.distance_transform_edt(small) - ndimage.distance_transform_edt(~small)
    size = (height.shape[1], height.shape[0])
    wide = Image.fromarray((far * step).astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(wide, np.float32)


def rivers(
    rng: np.random.Generator, height: Field, *, least: float = 0.006, grid: int = 84
) -> list[tuple[Points, float]]:
    """Courses of rivers from source to mouth, each with its size in (0, 1].

    Runs a priority flood (Barnes, Lehman and Mulla 2014) on a coarse grid, so that water always
    finds its way to the sea or to the edge, and keeps the cells that drain enough land.

    Parameters
    ----------
    rng : numpy.random.Generator
    height : ndarray of float32
        Sea at or below zero.
    least : float
        Share of the page a stream must drain to be drawn.
    grid : int
        Cells along the long side.
    """
    h, w = height.shape
    scale = max(h, w) / grid
    rows, columns = max(8, round(h / scale)), max(8, round(w / scale))
    small = Image.fromarray(height).resize((columns, rows), Image.Resampling.BOX)
    ground = np.asarray(small) + rng.uniform(0, 0.07, (rows, columns)).astype(np.float32)
    flat = ground.ravel().tolist()
    down = [-1] * (rows * columns)
    seen = [False] * (rows * columns)
    heap: list[tuple[float, int]] = []
    for i in range(rows * columns):
        r, c = divmod(i, columns)
        if flat[i] <= 0 or r in (0, rows - 1) or c in (0, columns - 1):
            heap.append((flat[i], i))
            seen[i] = True
    heapq.heapify(heap)
    order = []
    while heap:
        level, i = heapq.heappop(heap)
        order.append(i)
        r, c = divmod(i, columns)
        for a in range(max(r - 1, 0), min(r + 2, rows)):
            for b in range(max(c - 1, 0), min(c + 2, columns)):
                j = a * columns + b
                if not seen[j]:
                    seen[j] = True
                    down[j] = i
                    heapq.heappush(heap, (max(flat[j], level), j))
    drained = [1] * (rows * columns)
    for i in reversed(order):
        if down[i] >= 0:
            drained[down[i]] += drained[i]
    wanted = max(4.0, least * rows * columns)
    fed = {down[i] for i in order if drained[i] >= wanted and flat[i] > 0}
    heads = [i for i in order if drained[i] >= wanted and flat[i] > 0 and i not in fed]
    heads.sort(key=lambda i: -drained[i])
    jitter = rng.uniform(-0.32, 0.32, (rows * columns, 2))
    drawn: set[int] = set()
    courses = []
    top = max(drained)
    for head in heads:
        path, i = [head], head
        while down[i] >= 0 and i not in drawn and flat[i] > 0:
            drawn.add(i)
            i = down[i]
            path.append(i)
        if len(path) > 3:
            cells = np.array([divmod(i, columns) for i in path], float) + 0.5 + jitter[path]
            line = spline(cells[:, ::-1] * [w / columns, h / rows], steps=5)
            courses.append((line, (max(drained[k] for k in path[:-1]) / top) ** 0.5))
    return courses


def dry(height: Field, points: Points) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the points lie on land and on the page."""
    x, y = np.floor(points[:, 0]).astype(int), np.floor(points[:, 1]).astype(int)
    h, w = height.shape
    on = (x >= 0) & (x < w) & (y >= 0) & (y < h)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = on.copy()
    found[on] = height[y[on], x[on]] > 0
    return found


def towns(rng: np.random.Generator, height: Field, count: int, apart: float, rim: float) -> Points:
    """Places on land, ``apart`` pixels from each other and ``rim`` from the page's edge."""
    h, w = height.shape
    tried = rng.uniform([rim, rim], [w - rim, h - rim], (count * 25, 2))
    tried = tried[dry(height, tried)]
    kept: list[Points] = []
    for at in tried:
        if len(kept) < count and all(np.hypot(*(at - other)) > apart for other in kept):
            kept.append(at)
    return np.array(kept).reshape(-1, 2)
