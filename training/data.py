"""Owns the training pictures: reading them, and which are held out."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_HELD_OUT_CLASSES = 40
_HELD_OUT_EACH = 50


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


def enlarged(pictures: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Bring pictures, uint8 N×64×64×3, to size×size as pixgen would."""
    out = np.empty((len(pictures), size, size, 3), np.uint8)
    for index, picture in enumerate(pictures):
        image = Image.fromarray(picture)
        out[index] = np.asarray(image.resize((size, size), Image.Resampling.BICUBIC))
    return out


def batches(indices: Sequence[int] | NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    """Split indices into runs of `size`, the last one shorter."""
    everything = np.asarray(indices, np.int64)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]
