"""Owns the networks of keras.applications: their weights, and inference in batches."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError

BATCH_SIZE = 32


class KerasEmbedder:
    """A network of keras.applications up to its pooled features.

    Every call runs one graph on a batch of exactly `BATCH_SIZE` pictures, filled up with empty
    ones, so that a picture's vector does not depend on how a collection falls into batches.

    Parameters
    ----------
    spec
        The network.
    weights
        A weights file, with or without the classifier; None for Keras's own.

    Raises
    ------
    ModelError
        There is no such file of weights.
    """

    batch_size = BATCH_SIZE

    def __init__(self, spec: ModelSpec, weights: Path | None) -> None:
        self.name = spec.name
        self.dimensions = spec.dimensions
        self.input_size = spec.input_size
        self._spec = spec
        self._weights = weights
        origin = _hash(weights) if weights else "keras"
        self.key = f"{spec.name} {spec.layer} {spec.input_size} {origin}"
        self._run: Any = None

    def prepare(self) -> None:
        """Import TensorFlow and load the network, once.

        Raises
        ------
        ModelError
            The weights cannot be fetched, read or do not fit.
        """
        if self._run is None:
            tensorflow = import_tensorflow()
            network = _build(tensorflow, self._spec, self._weights)
            self._run = _freeze(tensorflow, self._spec, network)

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed at most `BATCH_SIZE` pictures, uint8 B×S×S×3, as float32 B×D.

        Raises
        ------
        ModelError
            As `prepare` does, or the network gave something that is not finite.
        """
        self.prepare()
        count = len(pictures)
        batch = np.zeros((self.batch_size, self.input_size, self.input_size, 3), np.uint8)
        batch[:count] = pictures
        vectors = np.asarray(self._run(batch), np.float32)[:count]
        if not np.isfinite(vectors).all():
            raise ModelError(
                f"{self.name} gave values that are not finite; its weights are damaged. "
                "Give another file with --weights, or remove Keras's copy in ~/.keras/models."
            )
        return vectors


def _build(tensorflow: Any, spec: ModelSpec, weights: Path | None) -> Any:
    """Build the network up to `spec.layer`, with its weights."""
    constructor = getattr(tensorflow.keras.applications, spec.constructor)
    if weights is None:
        try:
            return constructor(include_top=False, weights="imagenet", pooling="avg")
        except Exception as error:  # urllib, ssl, h5py and Keras each raise their own
            raise ModelError(_no_download(spec, error)) from error
    try:
        return constructor(include_top=False, weights=str(weights), pooling="avg")
    except (ValueError, OSError, KeyError):
        pass  # A file with the classifier has more layers: tried next, and its error is told.
    try:
        whole = constructor(weights=str(weights))
    except (ValueError, OSError, KeyError) as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else "unreadable"
        raise ModelError(
            f"The weights in {weights} do not fit {spec.name} ({reason}). Give a Keras weights "
            f"file of keras.applications.{spec.constructor}, with or without its classifier."
        ) from error
    return tensorflow.keras.Model(whole.input, whole.layers[-2].output)


def _no_download(spec: ModelSpec, error: Exception) -> str:
    reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error)
    return (
        f"The weights of {spec.name} ({spec.download_mb} MB) could not be fetched: {reason}\n"
        'Either fetch them where there is a network (python -c "import keras; '
        f'keras.applications.{spec.constructor}(include_top=False)" leaves the file in '
        "~/.keras/models) and name that file with --weights FILE,\n"
        "or build with --model builtin, pixgen's own small network, whose weights lie in the "
        "package, or --model descriptor, which compares colours and edges."
    )


def _freeze(tensorflow: Any, spec: ModelSpec, network: Any) -> Any:
    """Make one graph of preprocessing and network for batches of one size."""
    preprocess = getattr(tensorflow.keras.applications, spec.module).preprocess_input
    shape = (BATCH_SIZE, spec.input_size, spec.input_size, 3)

    def run(pictures: Any) -> Any:
        return network(preprocess(tensorflow.cast(pictures, tensorflow.float32)), training=False)

    signature = [tensorflow.TensorSpec(shape, tensorflow.uint8)]
    return tensorflow.function(run, input_signature=signature)


def _hash(path: Path) -> str:
    if not path.is_file():
        raise ModelError(f"The weights file {path} does not exist (--weights).")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
