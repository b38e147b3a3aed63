"""Owns the networks of keras.applications as pixgen uses them: their weights and inference."""

import hashlib
from abc import abstractmethod
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding import network as nets
from pixgen.embedding.batches import NetworkEmbedder, Run
from pixgen.embedding.choice import Choice
from pixgen.embedding.keras_files import fetch, origin, present
from pixgen.embedding.precision import compile_network, known_precision
from pixgen.embedding.preprocess import Mode, preprocess
from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError
from pixgen.progress import Progress

_CLASSIFIED_AT_ONCE = 1024


class KerasNetwork(NetworkEmbedder):
    """A Keras network up to some of its layers.

    Parameters
    ----------
    choice
        What the user asked for.
    mode
        What becomes of pixels.
    weights_key
        Changes whenever the weights do.
    dimensions
        Length of a vector; 0 if only the network knows.
    input_size
        Side of a picture.
    """

    def __init__(
        self, choice: Choice, *, mode: Mode, weights_key: str, dimensions: int, input_size: int
    ) -> None:
        layers = ",".join(choice.layers)
        # The crop is no part of it: the same network serves all.
        network_key = f"{choice.name} [{layers}] {input_size} {mode} {weights_key}"
        super().__init__(
            name=choice.name,
            dimensions=dimensions,
            input_size=input_size,
            crop=choice.crop,
            key=network_key,
        )
        self._network_key = network_key
        self._precision = known_precision(choice.precision, key=network_key)
        self._choice = choice
        self._mode: Mode = mode
        self._classes: Any = None

    @property
    def untried(self) -> bool:
        """Whether the precision has yet to be found, which `prepare` does and takes a while."""
        return self._precision is None

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
        return f"{self._network_key} {self.crop} {self.precision}"

    @abstractmethod
    def network(self, tensorflow: Any, *, classes: bool) -> nets.Network:
        """Load the network with its weights, and with its classifier if `classes` are wanted.

        Raises
        ------
        ModelError
            The weights cannot be had or do not fit.
        """

    def load(self) -> Run:
        """Import TensorFlow, and load the network or what was made of it before.

        Raises
        ------
        ModelError
            The weights cannot be fetched, read or do not fit, or there is no such layer.
        """
        tensorflow = import_tensorflow()
        compiled = compile_network(
            partial(self._build, tensorflow),
            partial(preprocess, mode=self._mode),
            input_size=self.input_size,
            precision=self._precision or self._choice.precision,
            key=self._network_key,
        )
        self._precision = compiled.precision
        return compiled.run

    def _build(self, tensorflow: Any) -> Any:
        network = self.network(tensorflow, classes=self._choice.labels)
        if self._choice.labels:
            # What is amiss there shows before any work.
            self._head(tensorflow, network)
        return nets.cut(tensorflow, network, self._choice.layers, self.name)

    def classify(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Tell from vectors how sure the network is of each of its classes.

        Parameters
        ----------
        vectors
            float32, N×D, as this embedder gave them; a memory map is read in parts.

        Returns
        -------
        ndarray
            float32, N×C, 0 to 1.

        Raises
        ------
        ModelError
            It has no classifier on these vectors.
        """
        tensorflow = import_tensorflow()
        if self._classes is None:
            self._classes = self._head(tensorflow, self.network(tensorflow, classes=True))
        head = self._classes
        shape = tuple(side or 1 for side in head.input_shape[1:])
        parts = []
        for first in range(0, len(vectors), _CLASSIFIED_AT_ONCE):
            block = np.asarray(vectors[first : first + _CLASSIFIED_AT_ONCE], np.float32)
            seen = tensorflow.constant(block.reshape(-1, *shape))
            parts.append(np.asarray(head(seen, training=False), np.float32))
        return shares(np.concatenate(parts))

    def _head(self, tensorflow: Any, network: nets.Network) -> Any:
        layers = self._choice.layers or (network.features,)
        if len(layers) > 1 or not layers[0]:
            raise ModelError(
                f"--labels needs vectors of the one layer of {self.name} that its classifier looks "
                "at; leave out --layers."
            )
        return nets.head(tensorflow, network, layers[0], self.name)


class KerasEmbedder(KerasNetwork):
    """A network of keras.applications.

    Parameters
    ----------
    spec
        The network.
    choice
        What the user asked for.
    progress
        Shows a download.

    Raises
    ------
    ModelError
        There is no such file of weights.
    """

    def __init__(self, spec: ModelSpec, choice: Choice, progress: Progress) -> None:
        self._spec = spec
        self._progress = progress
        self._file = Path(choice.weights) if choice.weights else None
        if self._file and not self._file.is_file():
            raise ModelError(f"The weights file {self._file} does not exist (--weights).")
        # Keras's own, if they are not here yet: nothing else would be fetched.
        path = self._file or present(spec, whole=choice.labels) or present(spec, whole=False)
        super().__init__(
            choice,
            mode=cast(Mode, choice.preprocess) or spec.preprocess,
            weights_key=origin(spec, path) if path else "keras",
            dimensions=0 if choice.layers else spec.dimensions,
            input_size=choice.input_size or spec.input_size,
        )

    def network(self, tensorflow: Any, *, classes: bool) -> nets.Network:
        """Load the network; weights that are not on this machine are fetched.

        Raises
        ------
        ModelError
            They cannot be fetched, or do not fit.
        """
        spec, layers = self._spec, self._choice.layers
        default = not layers or layers == (spec.layer,)
        whole = classes or (
            spec.whole if default else nets.needs_whole(tensorflow, spec, layers, self.input_size)
        )
        path = self._file
        if path is None:
            path = present(spec, whole=whole) or fetch(spec, whole=whole, progress=self._progress)
        return nets.load(tensorflow, spec, path, size=self.input_size, whole=whole)


def shares(outputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn the outputs of a classifier into confidences, where they are not yet.

    Examples
    --------
    >>> shares(np.array([[0.25, 0.75]], np.float32)).tolist()
    [[0.25, 0.75]]
    >>> shares(np.array([[-1000.0, 1000.0]], np.float32)).tolist()
    [[0.0, 1.0]]
    """
    if outputs.min(initial=0) >= 0 and outputs.max(initial=0) <= 1 + 1e-4:
        return outputs
    raised = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def hash_of(path: Path) -> str:
    """Return a digest of a file, or of all files of a folder."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    state = hashlib.sha256()
    for inner in sorted(path.rglob("*")):
        if inner.is_file():
            state.update(f"{inner.relative_to(path).as_posix()} {hash_of(inner)}\n".encode())
    return state.hexdigest()[:16]
