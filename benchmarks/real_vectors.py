"""Makes vectors like those of a large collection: a network's view of regions of photographs.

Of each photograph, Inception-v3's last map (8×8 places, 2,048 channels) is averaged over windows
drawn at random, as a crop of the photograph would be pooled. So one pass over a few thousand
photographs gives the spectrum, the sparseness and the uneven density of real features, at any
count, without a made-up distribution.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.quiet import import_tensorflow
from pixgen.imaging.derive import DeriveSpec, Square, derive

WEIGHTS = "inception_v3_2015_92of94_genuine_notop.h5"
SIZE = 299
PLACES = 8
SMALLEST = 4
BATCH = 32


def photographs(shared: Path) -> list[Path]:
    """Return the photographs of all shared sets, by name."""
    found = (shared / "data" / "images").glob("*/images/**/*")
    return sorted(path for path in found if path.is_file())


def make(shared: Path, count: int, seed: int = 24) -> NDArray[np.float32]:
    """Return float32 count×2048: one whole view of each photograph, the rest windows."""
    paths = photographs(shared)
    each = -(-count // len(paths))
    rng = np.random.default_rng(seed)
    rows: list[NDArray[np.float32]] = []
    for maps in _maps(shared, paths):
        for view in maps:
            for number in range(each):
                low = PLACES if number == 0 else SMALLEST
                height, width = rng.integers(low, PLACES + 1, 2)
                top, left = rng.integers(0, (PLACES - height + 1, PLACES - width + 1))
                window = view[top : top + height, left : left + width]
                rows.append(window.mean(axis=(0, 1), dtype=np.float32))
    chosen = np.sort(rng.permutation(len(rows))[:count])
    return np.stack(rows)[chosen]


def _maps(shared: Path, paths: Sequence[Path]) -> Iterator[NDArray[np.float32]]:
    tensorflow = import_tensorflow()
    network = tensorflow.keras.applications.InceptionV3(
        include_top=False, weights=str(shared / "data" / "models" / WEIGHTS),
        input_shape=(SIZE, SIZE, 3),
    )  # fmt: skip
    shape = tensorflow.TensorSpec((None, SIZE, SIZE, 3), tensorflow.float32)
    run = tensorflow.function(lambda x: network(x, training=False), input_signature=[shape])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for first in range(0, len(paths), BATCH):
            pictures = np.stack(list(pool.map(_squashed, paths[first : first + BATCH])))
            yield np.asarray(run(pictures.astype(np.float32) / 127.5 - 1))


def _squashed(path: Path) -> NDArray[np.uint8]:
    return derive(path, DeriveSpec((Square(SIZE),), cell_size=8, display_size=512)).inputs[0]
