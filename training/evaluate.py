"""Owns the table of retrieval: labelled sets of images × embeddings, measured in one run.

    python -m training.evaluate [--shared FOLDER] [--builtin FILE] [--only builtin,descriptor]

Every picture goes through pixgen's own reading and squashing. A picture counts as found where it
has the label of the one asked with; in `pacs`, also its style.
"""

import argparse
import csv
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding import builtin
from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.embedding.registry import MODELS
from pixgen.imaging.derive import DeriveSpec, Square, derive
from training import data, squeezenet
from training.retrieval import precision

SETS = ("caltech101", "grocery", "clothing", "pacs")

Look = Callable[[NDArray[np.uint8]], dict[str, NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Subject:
    """One network to judge.

    Attributes
    ----------
    size
        Side of its pictures.
    look
        From uint8 N×S×S×3 to vectors N×D, by the name of the embedding.
    """

    size: int
    look: Look


@dataclass(frozen=True, slots=True)
class Labelled:
    """A set of images with their labels."""

    name: str
    paths: tuple[Path, ...]
    labels: NDArray[np.int64]


def main() -> None:
    """Print the table as Markdown."""
    options = _options()
    sets = [read_set(options.shared / "data" / "images" / name) for name in SETS]
    rows: dict[str, list[float]] = {}
    speeds: dict[str, float] = {}
    for subject in _subjects(options):
        seen = pictures_seen = 0.0
        for labelled in sets:
            pictures = read_pictures(labelled.paths, subject.size)
            begun = time.monotonic()
            embeddings = subject.look(pictures)
            seen += time.monotonic() - begun
            pictures_seen += len(pictures)
            for name, vectors in embeddings.items():
                rows.setdefault(name, []).append(precision(vectors, labelled.labels))
        speeds |= dict.fromkeys(embeddings, pictures_seen / seen)
    print("| embedding | " + " | ".join(labelled.name for labelled in sets) + " | images/s |")
    print("|---|" + "---|" * (len(sets) + 1))
    for name, values in rows.items():
        figures = " | ".join(f"{value:.3f}" for value in values)
        print(f"| {name} | {figures} | {speeds[name]:.0f} |")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = os.environ.get("PIXGEN_SHARED")
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(shared) if shared else None,
        required=not shared,
        help="folder with data/images and data/models; default: PIXGEN_SHARED",
    )
    parser.add_argument("--builtin", type=Path, default=builtin.WEIGHTS)
    parser.add_argument("--only", help="names of networks, with commas between")
    return parser.parse_args()


def read_set(folder: Path) -> Labelled:
    """Read the table of a set."""
    with (folder / "metadata.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    styles = folder.name == "pacs"
    texts = [row["category"] + (f" {row['tags']}" if styles else "") for row in rows]
    paths = tuple(folder / "images" / row["filename"] for row in rows)
    return Labelled(folder.name, paths, np.unique(texts, return_inverse=True)[1].astype(np.int64))


def read_pictures(paths: tuple[Path, ...], size: int) -> NDArray[np.uint8]:
    """Read images as pixgen does, uint8 N×S×S×3.

    Raises
    ------
    ImageError
        One of them cannot be read.
    """
    pictures = np.empty((len(paths), size, size, 3), np.uint8)
    spec = DeriveSpec((Square(size),), cell_size=8, display_size=512)
    with ThreadPoolExecutor(2) as pool:
        for index, derived in enumerate(pool.map(lambda path: derive(path, spec), paths)):
            pictures[index] = derived.inputs[0]
    return pictures


def _subjects(options: argparse.Namespace) -> Iterator[Subject]:
    models = options.shared / "data" / "models"
    makers: dict[str, Callable[[], Subject]] = {
        "builtin": lambda: _builtin(options.builtin),
        "parts": lambda: _parts(options.builtin),
        "descriptor": lambda: _embedder("descriptor", None),
        "squeezenet": lambda: _squeezenet(
            models / "squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ),
        "mobilenet_v2": lambda: _embedder(
            "mobilenet_v2", models / "mobilenet_v2_1.0_224_from_coral_ptq_notop.h5"
        ),
        "inception_v3": lambda: _embedder(
            "inception_v3", models / "inception_v3_2015_92of94_genuine_notop.h5"
        ),
    }
    wanted = options.only.split(",") if options.only else list(makers)
    for name in wanted:
        yield makers[name]()


def _embedder(name: str, weights: Path | None) -> Subject:
    embedder = load_embedder(Choice(name, weights=str(weights or "")))
    embedder.prepare()
    return Subject(embedder.input_size, lambda pictures: {name: in_batches(embedder, pictures)})


def in_batches(embedder: Embedder, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Embed any number of pictures."""
    rows = data.batches(np.arange(len(pictures)), embedder.batch_size)
    return np.concatenate([embedder(pictures[some]) for some in rows])


def _squeezenet(weights: Path) -> Subject:
    network = squeezenet.load(weights)

    def look(pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        rows = data.batches(np.arange(len(pictures)), 50)
        parts = [network(squeezenet.preprocess(pictures[some])).numpy() for some in rows]
        return {"squeezenet": np.concatenate(parts)}

    return Subject(squeezenet.SIZE, look)


def _builtin(path: Path) -> Subject:
    weights = builtin.read_weights(path)
    whole = builtin.Builtin(MODELS["builtin"], path)
    whole.prepare()

    def look(pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        return {"builtin": in_batches(whole, pictures)}

    return Subject(weights.input_size, look)


def _parts(path: Path) -> Subject:
    weights = builtin.read_weights(path)
    run = builtin.pooling(weights)

    def look(pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        blocks = data.batches(np.arange(len(pictures)), builtin.BATCH_SIZE)
        features = np.concatenate([run(pictures[rows]) for rows in blocks])
        return {
            "its features, raw": features @ weights.project + weights.project_bias,
            "its features, whitened": builtin.whitened(features, weights),
            "its colours": builtin.colors(pictures) - weights.color_mean,
        }

    return Subject(weights.input_size, look)


if __name__ == "__main__":
    main()
