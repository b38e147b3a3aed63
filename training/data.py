"""Owns the training pictures: reading them, which are held out, and the views cut from them.

A view is one fixed random crop of every picture. Fixed, so that the teacher, which is slow, looks
at exactly what the student will see, and looks only once.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_HELD_OUT_CLASSES = 40
_HELD_OUT_EACH = 50
_LEAST_AREA = 0.25
_LEAST_AREA_OF_FIRST = 0.8
_MOST_STRETCH = 4 / 3


@dataclass(frozen=True, slots=True)
class Dataset:
    """The training pictures in the order of their names.

    Attributes
    ----------
    pictures
        uint8, N×64×64×3, sRGB.
    labels
        int64, N, number of the picture's folder in the order of the folders' names.
    held_out
        bool, N, true for the pictures that only validate: 50 each of 40 classes.
    """

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    held_out: NDArray[np.bool_]


def load(folder: Path, *, seed: int) -> Dataset:
    """Read all zip files of a folder; an entry's folder is its class.

    Raises
    ------
    FileNotFoundError
        There is no zip file.
    """
    archives = sorted(folder.glob("*.zip"))
    if not archives:
        raise FileNotFoundError(f"There is no zip file with pictures in {folder}.")
    found = []
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".webp")]
            found += [(name, archive.read(name)) for name in names]
    found.sort()
    pictures = np.stack([_decode(content) for _, content in found])
    classes = [name.split("/")[0] for name, _ in found]
    labels = np.unique(classes, return_inverse=True)[1].astype(np.int64)
    return Dataset(pictures, labels, hold_out(labels, seed=seed))


def _decode(content: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def hold_out(labels: NDArray[np.int64], *, seed: int) -> NDArray[np.bool_]:
    """Choose the pictures that validate, as a mask over all."""
    random = np.random.default_rng([seed, 1])
    chosen = np.zeros(len(labels), np.bool_)
    classes = np.unique(labels)
    some = random.choice(classes, min(_HELD_OUT_CLASSES, len(classes)), replace=False)
    for label in np.sort(some):
        members = np.flatnonzero(labels == label)
        chosen[random.choice(members, min(_HELD_OUT_EACH, len(members)), replace=False)] = True
    return chosen


def boxes(count: int, view: int, side: int, *, seed: int) -> NDArray[np.float64]:
    """Return one crop box for each picture, float64 N×4 as left, top, right, bottom in pixels.

    View 0 shows nearly the whole picture, as pixgen will; further views show a quarter and more.
    """
    random = np.random.default_rng([seed, 2, view])
    least = _LEAST_AREA_OF_FIRST if view == 0 else _LEAST_AREA
    area = random.uniform(least, 1, count)
    stretch = np.exp(random.uniform(-np.log(_MOST_STRETCH), np.log(_MOST_STRETCH), count))
    width = np.minimum(np.sqrt(area * stretch), 1) * side
    height = np.minimum(np.sqrt(area / stretch), 1) * side
    left = random.uniform(0, 1, count) * (side - width)
    top = random.uniform(0, 1, count) * (side - height)
    return np.stack([left, top, left + width, top + height], axis=1)


def whole(count: int, side: int) -> NDArray[np.float64]:
    """Return boxes that hold all of each picture."""
    return np.tile(np.array([0.0, 0.0, side, side]), (count, 1))


def cut(
    pictures: NDArray[np.uint8], where: NDArray[np.float64], size: int, *, workers: int
) -> NDArray[np.uint8]:
    """Cut a box out of each picture and bring it to size×size."""
    out = np.empty((len(pictures), size, size, 3), np.uint8)

    def one(index: int) -> None:
        box = tuple(where[index])
        image = Image.fromarray(pictures[index])
        out[index] = np.asarray(image.resize((size, size), Image.Resampling.BICUBIC, box=box))

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(one, range(len(pictures)), chunksize=64):
            pass
    return out


def batches(indices: Sequence[int] | NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    """Split indices into runs of `size`, the last one shorter."""
    everything = np.asarray(indices, np.int64)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]
