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
from pixgen.embedding.engines import BATCH_SIZE, Engine, run_lite, to_lite
from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError

Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("builtin.npz")
VERSION = 1

# Length of the colour part beside the network's part, which has length one, and the power that
# keeps a large plain area from drowning the other colours.
COLOR_WEIGHT = 0.25
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

    It computes in 8 bits, several times as fast as in 32, and each picture for itself, so that a
    picture's vector does not depend on how a collection falls into batches.

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
        self._run: Engine | None = None

    def prepare(self) -> None:
        """Import TensorFlow and make the network, once."""
        self._engine()

    def __call__(self, pictures: NDArray[np.uint8]) -> Floats:
        """Embed at most `BATCH_SIZE` pictures, uint8 B×S×S×3, as float32 B×D of unit length."""
        count = len(pictures)
        # Always the same shape: products of another one are rounded elsewhere.
        pooled = np.zeros((self.batch_size, plan.HEAD), np.float32)
        pooled[:count] = self._engine()(pictures)
        network = whitened(pooled, self._weights)[:count]
        return joined(network, colors(pictures), self._weights)

    def _engine(self) -> Engine:
        if self._run is None:
            self._run = pooling(self._weights)
        return self._run


def whitened(pooled: Floats, weights: Weights) -> Floats:
    """Turn pooled features, B×P, into the network's part, B×D of unit length."""
    features = _product(pooled, weights.project) + weights.project_bias
    return _unit(_product(features - weights.whiten_mean, weights.whiten))


def colors(pictures: NDArray[np.uint8]) -> Floats:
    """Return how pictures, uint8 B×S×S×3, are coloured: B×C, not yet freed of the mean."""
    # A quarter of the pixels tells as much.
    return np.asarray(soft_histogram(pictures[:, ::2, ::2] >> 3) ** COLOR_POWER, np.float32)


def joined(network: Floats, colored: Floats, weights: Weights) -> Floats:
    """Put the network's part and the colour part in one vector of unit length."""
    part = _unit(colored - weights.color_mean) * np.float32(COLOR_WEIGHT)
    return _unit(np.concatenate([network, part], axis=1))


def _product(rows: Floats, matrix: Floats) -> Floats:
    # Not by BLAS: its threads wait for more work by turning, which took the convolutions a third of
    # their speed.
    return np.asarray(np.einsum("bp,pf->bf", rows, matrix), np.float32)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)


def pooling(weights: Weights) -> Engine:
    """Make the network from uint8 B×S×S×3 to pooled features."""
    tensorflow = import_tensorflow()
    do = _TensorFlow(tensorflow, weights.convolutions)

    def network(x: Any, *, training: bool) -> Any:
        return plan.network(x, do)

    def scaled(x: Any) -> Any:
        return x / plan.SCALE - 1

    return run_lite(tensorflow, to_lite(tensorflow, network, scaled, weights.input_size))


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
