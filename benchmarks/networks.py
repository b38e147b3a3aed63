"""Measures how fast and how faithfully networks see photographs, beside Keras's own `predict`.

    python -m benchmarks.networks [--shared FOLDER] [--count 500] [--only mobilenet_v2] [--out FILE]

The plain way reads a file, squashes it with Pillow and calls `predict`, one picture after the
other. Pixgen's way is its own pass over the files, which also makes the small pictures and the
display image of each and keeps everything on the disk. Half of the plain way comes before and
half after, so that what else the machine does weighs on both. Then every precision sees the same
pictures, from memory, and is compared with what `predict` said. The photographs are those of
Caltech-101 in the folder, the weights lie in its ``data/models``.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pixgen.cache.work import Work
from pixgen.collection.records import Record
from pixgen.embedding.choice import Choice
from pixgen.embedding.engines import BATCH_SIZE
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.embedding.precision import PRECISIONS, centred_cosine
from pixgen.embedding.registry import find_model
from pixgen.errors import ModelError
from pixgen.imaging.derive import DeriveSpec, Square
from pixgen.imaging.worker import Limits
from pixgen.ingest import ingest
from pixgen.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = {
    "inception_v3": "inception_v3_2015_92of94_genuine_notop.h5",
    "mobilenet_v2": "mobilenet_v2_1.0_224_from_coral_ptq_notop.h5",
}
NEIGHBORS = 10
ROUNDS = 3
Vectors = NDArray[np.float32]


class Plain:
    """Keras alone, one picture a call."""

    def __init__(self, name: str, weights: Path) -> None:
        import keras

        spec = find_model(name)
        constructor = getattr(keras.applications, spec.constructor)
        self._network = constructor(include_top=False, weights=str(weights), pooling="avg")
        self._preprocess = getattr(keras.applications, name).preprocess_input
        self._size = spec.input_size

    def see(self, path: Path) -> Any:
        """Read one file and return its vector."""
        with Image.open(path) as image:
            picture = image.convert("RGB").resize((self._size, self._size))
        batch = np.asarray(picture, np.float32)[None]
        return self._network.predict(self._preprocess(batch), verbose=0)[0]


def run_plain(plain: Plain, paths: Sequence[Path]) -> tuple[Vectors, float]:
    """See files one by one; return the vectors and the seconds."""
    begun = perf_counter()
    vectors = [plain.see(path) for path in paths]
    return np.stack(vectors), perf_counter() - begun


def run_pass(embedder: Embedder, paths: Sequence[Path]) -> float:
    """Let pixgen read, embed and keep files; return the seconds."""
    records = [Record(path, path.name, {}) for path in paths]
    spec = DeriveSpec(inputs=(Square(embedder.input_size),))
    with tempfile.TemporaryDirectory() as folder:
        work = Work.of(Path(folder) / "site")
        work.folder.mkdir(parents=True)
        begun = perf_counter()
        ingest(
            records,
            [embedder],
            spec,
            workers=os.cpu_count() or 1,
            limits=Limits(),
            work=work,
            progress=SilentProgress(),
        )
        return perf_counter() - begun


def run_network(embedder: Embedder, pictures: NDArray[np.uint8]) -> tuple[Vectors, float]:
    """Embed pictures from memory; return the vectors and the seconds."""
    begun = perf_counter()
    starts = range(0, len(pictures), BATCH_SIZE)
    vectors = [embedder(pictures[start : start + BATCH_SIZE]) for start in starts]
    return np.concatenate(vectors), perf_counter() - begun


def shared_neighbors(exact: Vectors, other: Vectors) -> float:
    """Return the share of the nearest `NEIGHBORS` of each picture that both know."""
    nearest = []
    for vectors in (exact, other):
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, -1)
        nearest.append(np.argsort(-cosines, axis=1)[:, :NEIGHBORS])
    pairs = zip(*nearest, strict=True)
    return float(np.mean([len(set(a) & set(b)) / NEIGHBORS for a, b in pairs]))


def compare(name: str, weights: Path, paths: Sequence[Path]) -> dict[str, object]:
    """Measure one network."""
    embedder = load_embedder(Choice(name, str(weights)))
    begun = perf_counter()
    embedder.prepare()
    first = perf_counter() - begun
    begun = perf_counter()
    load_embedder(Choice(name, str(weights))).prepare()
    again = perf_counter() - begun

    plain = Plain(name, weights)
    plain.see(paths[0])
    run_pass(embedder, paths[:BATCH_SIZE])
    half = len(paths) // 2
    before, seconds_before = run_plain(plain, paths[:half])
    ours = run_pass(embedder, paths)
    after, seconds_after = run_plain(plain, paths[half:])
    exact = np.concatenate([before, after])
    plain_speed = len(paths) / (seconds_before + seconds_after)
    return {
        "precision": embedder.precision,
        "seconds to prepare, the first time and again": [round(first, 1), round(again, 1)],
        "images/s, plain": round(plain_speed, 1),
        "images/s, pixgen": round(len(paths) / ours, 1),
        "times as fast": round(len(paths) / ours / plain_speed, 1),
        "precisions": compare_precisions(name, weights, paths, exact),
    }


def compare_precisions(
    name: str, weights: Path, paths: Sequence[Path], exact: Vectors
) -> dict[str, object]:
    """Measure every precision on pictures in memory."""
    size = find_model(name).input_size
    images = [Image.open(path).convert("RGB").resize((size, size)) for path in paths]
    pictures = np.stack([np.asarray(image) for image in images])
    embedders: dict[str, Embedder] = {}
    found: dict[str, object] = {}
    for precision in PRECISIONS:
        embedder = load_embedder(Choice(name, str(weights), precision=precision))
        try:
            embedder(pictures[:BATCH_SIZE])
        except ModelError as error:
            found[precision] = str(error)
            continue
        embedders[precision] = embedder
    best = dict.fromkeys(embedders, float("inf"))
    for _ in range(ROUNDS):
        for precision, embedder in embedders.items():
            vectors, seconds = run_network(embedder, pictures)
            best[precision] = min(best[precision], seconds)
            found[precision] = {
                "images/s": round(len(paths) / best[precision], 1),
                "centred cosine": round(centred_cosine(exact, vectors), 5),
                f"{NEIGHBORS} neighbours shared": round(shared_neighbors(exact, vectors), 4),
            }
    return found


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = os.environ.get("PIXGEN_SHARED")
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(shared) if shared else None,
        required=not shared,
        help="folder with data/images and data/models; default: PIXGEN_SHARED",
    )
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--only", choices=tuple(WEIGHTS))
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/networks.json")
    arguments = parser.parse_args()
    data = arguments.shared / "data"
    paths = sorted((data / "images" / "caltech101" / "images").iterdir())
    paths = paths[:: max(1, len(paths) // arguments.count)][: arguments.count]
    results: dict[str, object] = {"photographs": len(paths), "cores": os.cpu_count()}
    for name in [arguments.only] if arguments.only else WEIGHTS:
        print(f"measuring {name}", file=sys.stderr)
        results[name] = compare(name, data / "models" / WEIGHTS[name], paths)
    results["load at the end"] = [round(load, 1) for load in os.getloadavg()]
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
