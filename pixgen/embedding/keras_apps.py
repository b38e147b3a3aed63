"""Owns the networks of keras.applications: their weights, and inference in batches."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.engines import BATCH_SIZE, Engine
from pixgen.embedding.precision import (
    Compiled,
    compile_network,
    known_precision,
)
from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError


class KerasEmbedder:
    """A network of keras.applications up to its pooled features.

    A picture's vector does not depend on how a collection falls into batches.

    Parameters
    ----------
    spec
        The network.
    weights
        A weights file, with or without the classifier; None for Keras's own.
    precision
        In which it computes; ``auto`` for the fastest that is faithful on this machine.

    Raises
    ------
    ModelError
        There is no such file of weights.
    """

    batch_size = BATCH_SIZE

    def __init__(self, spec: ModelSpec, weights: Path | None, precision: str = "auto") -> None:
        self.name = spec.name
        self.dimensions = spec.dimensions
        self.input_size = spec.input_size
        self._spec = spec
        self._weights = weights
        origin = _hash(weights) if weights else "keras"
        self._network_key = f"{spec.name} {spec.layer} {spec.input_size} {origin}"
        self._wanted = precision
        self._precision = known_precision(precision, key=self._network_key)
        self._run: Engine | None = None

    @property
    def precision(self) -> str:
        """In which it computes; with ``auto``, the first time on a machine takes a trial."""
        if self._precision is None:
            self.prepare()
        assert self._precision is not None
        return self._precision

    @property
    def key(self) -> str:
        """Changes whenever the vectors would."""
        return f"{self._network_key} {self.precision}"

    def prepare(self) -> None:
        """Import TensorFlow and load the network, once.

        Raises
        ------
        ModelError
            The weights cannot be fetched, read or do not fit.
        """
        if self._run is None:
            wanted = self._precision or self._wanted
            compiled = _freeze(self._spec, self._weights, wanted, self._network_key)
            self._run, self._precision = compiled.run, compiled.precision

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed at most `BATCH_SIZE` pictures, uint8 B×S×S×3, as float32 B×D.

        Raises
        ------
        ModelError
            As `prepare` does, or the network gave something that is not finite.
        """
        self.prepare()
        assert self._run is not None
        vectors = self._run(pictures)
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


def _freeze(spec: ModelSpec, weights: Path | None, precision: str, key: str) -> Compiled:
    """Make preprocessing and network ready to run."""
    tensorflow = import_tensorflow()

    def preprocess(pictures: Any) -> Any:
        # Keras takes a second to load, and is not needed where a converted form is kept.
        return getattr(tensorflow.keras.applications, spec.module).preprocess_input(pictures)

    return compile_network(
        partial(_build, tensorflow, spec, weights),
        preprocess,
        input_size=spec.input_size,
        precision=precision,
        key=key,
    )


def _hash(path: Path) -> str:
    if not path.is_file():
        raise ModelError(f"The weights file {path} does not exist (--weights).")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
