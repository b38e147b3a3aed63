"""Owns pixgen's own network: its weights file, which lies in the package, and inference with it.

How it was trained, on what, and how well it does, stands in ``training/README.md``.
"""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding import builtin_network as plan
from pixgen.embedding.choice import Crop
from pixgen.embedding.colors import soft_histogram
from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("builtin.npz")
VERSION = 1
BATCH_SIZE = 32

# Length of the colour part beside the network's part, which has length one, and the power that
# keeps a large plain area from drowning the other colours.
COLOR_WEIGHT = 0.35
COLOR_POWER = 0.35


@dataclass(frozen=True, slots=True)
class Weights:
    """What training left.

    Attributes
    ----------
    input_size
        Side of the pictures, in pixels.
    convolutions
        `NAME.kernel`, float32 HWIO, and `NAME.bias` of each convolution, normalisation included.
    project, project_bias
        float32, P×F and F: from pooled features to those of the teacher.
    whiten, whiten_mean
        float32, F×D and F: principal directions over the training pictures, partly evened.
    color_mean
        float32, the mean colour part of the training pictures.
    """

    input_size: int
    convolutions: dict[str, Floats]
    project: Floats
    project_bias: Floats
    whiten: Floats
    whiten_mean: Floats
    color_mean: Floats


def read_weights(path: Path) -> Weights:
    """Read a weights file; kernels are stored in 8 bits with one scale for each output.

    Raises
    ------
    ModelError
        The file is missing, damaged, or of another version.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = dict(file)
        if int(stored["version"]) != VERSION:
            raise ValueError(f"version {int(stored['version'])} instead of {VERSION}")
        names = [name.removesuffix(".kernel") for name in stored if name.endswith(".kernel")]
        matrices = {name: _restored(stored, name) for name in names}
        convolutions = {f"{name}.kernel": matrix for name, matrix in matrices.items()}
        convolutions |= {
            name: stored[name].astype(np.float32) for name in stored if name.endswith(".bias")
        }
        return Weights(
            int(stored["input_size"]),
            {k: v for k, v in convolutions.items() if not k.startswith(("project", "whiten"))},
            matrices["project"],
            convolutions["project.bias"],
            matrices["whiten"],
            stored["whiten_mean"].astype(np.float32),
            stored["color_mean"].astype(np.float32),
        )
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The built-in network's weights in {path} cannot be read ({error}). Install pixgen "
            "again, or build with another --model."
        ) from error


def _restored(stored: dict[str, NDArray[Any]], name: str) -> Floats:
    kernel, scale = stored[f"{name}.kernel"], stored[f"{name}.scale"]
    return np.asarray(kernel.astype(np.float32) * scale.astype(np.float32), np.float32)


class Builtin:
    """The built-in network, a whitened projection of its features, and a colour part.

    Every call runs one graph on a batch of exactly `BATCH_SIZE` pictures, so that a picture's
    vector does not depend on how a collection falls into batches.

    Parameters
    ----------
    spec
        Its row of the registry.
    path
        The weights file.

    Raises
    ------
    ModelError
        The weights cannot be read.
    """

    batch_size = BATCH_SIZE
    crop: Crop = "squash"

    def __init__(self, spec: ModelSpec, path: Path = WEIGHTS) -> None:
        weights = read_weights(path)
        self.name = spec.name
        self.input_size = weights.input_size
        self.dimensions = weights.whiten.shape[1] + len(weights.color_mean)
        content = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        self.key = f"builtin {VERSION} {COLOR_WEIGHT} {COLOR_POWER} {content}"
        self._weights = weights
        self._run: Any = None

    def prepare(self) -> None:
        """Import TensorFlow and make the graph, once."""
        if self._run is None:
            self._run = pooling(self._weights)

    def __call__(self, pictures: NDArray[np.uint8]) -> Floats:
        """Embed at most `BATCH_SIZE` pictures, uint8 B×S×S×3, as float32 B×D of unit length."""
        self.prepare()
        count = len(pictures)
        batch = np.zeros((self.batch_size, self.input_size, self.input_size, 3), np.uint8)
        batch[:count] = pictures
        pooled = np.asarray(self._run(batch), np.float32)
        return joined(whitened(pooled, self._weights), colors(batch), self._weights)[:count]


def whitened(pooled: Floats, weights: Weights) -> Floats:
    """Turn pooled features, B×P, into the network's part, B×D of unit length."""
    features = pooled @ weights.project + weights.project_bias
    return _unit(np.asarray((features - weights.whiten_mean) @ weights.whiten, np.float32))


def colors(pictures: NDArray[np.uint8]) -> Floats:
    """Return how pictures, uint8 B×S×S×3, are coloured: B×C, not yet freed of the mean."""
    return np.asarray(soft_histogram(pictures >> 3) ** COLOR_POWER, np.float32)


def joined(network: Floats, colored: Floats, weights: Weights) -> Floats:
    """Put the network's part and the colour part in one vector of unit length."""
    part = _unit(colored - weights.color_mean) * np.float32(COLOR_WEIGHT)
    return _unit(np.concatenate([network, part], axis=1))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)


def pooling(weights: Weights) -> Any:
    """Make the graph from uint8 `BATCH_SIZE`×S×S×3 to pooled features."""
    tensorflow = import_tensorflow()
    shape = (BATCH_SIZE, weights.input_size, weights.input_size, 3)
    do = _TensorFlow(tensorflow, weights.convolutions)

    def run(pictures: Any) -> Any:
        return plan.network(tensorflow.cast(pictures, tensorflow.float32) / plan.SCALE - 1, do)

    return tensorflow.function(run, input_signature=[tensorflow.TensorSpec(shape, "uint8")])


class _TensorFlow:
    """The operations of the network in TensorFlow, weights as constants of the graph."""

    def __init__(self, tensorflow: Any, convolutions: dict[str, Floats]) -> None:
        self._tensorflow = tensorflow
        self._convolutions = convolutions

    def convolve(self, name: str, x: Any, outputs: int, *, size: int, stride: int) -> Any:
        nn = self._tensorflow.nn
        kernel, bias = self._convolutions[f"{name}.kernel"], self._convolutions[f"{name}.bias"]
        margin = [size // 2, size // 2]
        padding = [[0, 0], margin, margin, [0, 0]]
        return nn.bias_add(nn.conv2d(x, kernel, stride, padding), bias)

    def rectify(self, x: Any) -> Any:
        return self._tensorflow.nn.relu(x)

    def add(self, x: Any, y: Any) -> Any:
        return x + y

    def halve(self, x: Any) -> Any:
        return self._tensorflow.nn.avg_pool2d(x, 2, 2, "VALID")

    def average(self, x: Any) -> Any:
        return self._tensorflow.reduce_mean(x, (1, 2))
