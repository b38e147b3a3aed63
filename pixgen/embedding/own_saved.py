"""Owns a user's own network in the folder of a TensorFlow SavedModel."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.batches import NetworkEmbedder, Run, filled_up
from pixgen.embedding.choice import Choice
from pixgen.embedding.keras_apps import hash_of
from pixgen.embedding.own_settings import chosen_outputs, mode_of, pooled, refuse_labels, size_of
from pixgen.embedding.preprocess import preprocess
from pixgen.embedding.quiet import import_tensorflow
from pixgen.errors import ModelError

# The graph is no Python, but these reach beyond it.
_FORBIDDEN = {"PyFunc", "PyFuncStateless", "EagerPyFunc", "ReadFile", "WriteFile", "MatchingFiles"}
_SIGNATURES = ("serving_default", "serve")


class SavedModel(NetworkEmbedder):
    """The outputs of a SavedModel, averaged over places.

    Parameters
    ----------
    path
        The folder.
    choice
        What the user asked for; `layers` names outputs of the signature.

    Raises
    ------
    ModelError
        It is no SavedModel, or something has to be told about it.
    """

    def __init__(self, path: Path, choice: Choice) -> None:
        if not (path / "saved_model.pb").is_file():
            raise ModelError(f"{path} is no SavedModel: it has no saved_model.pb.")
        refuse_labels(choice, path)
        self._path, self._choice, self._mode = path, choice, mode_of(choice, path)
        # To read the size from the file takes TensorFlow, which takes seconds.
        self._signature = None if choice.input_size else _open(path)
        size = choice.input_size or size_of(choice, path, _side(self._signature))
        super().__init__(
            name=choice.name,
            dimensions=0,
            input_size=size,
            crop=choice.crop,
            key=f"{choice.layers} {size} {choice.crop} {self._mode} {hash_of(path)}",
        )

    def load(self) -> Run:
        """Load the graph.

        Raises
        ------
        ModelError
            It has no such output, or takes other pictures.
        """
        tensorflow = import_tensorflow()
        signature = self._signature or _open(self._path)
        (name,) = signature.structured_input_signature[1]
        size_of(self._choice, self._path, _side(signature))
        self.outputs = tuple(signature.structured_outputs)
        wanted = chosen_outputs(self._choice, self._path, self.outputs)
        inlet = signature.structured_input_signature[1][name]
        dtype, count = inlet.dtype, (inlet.shape or [None])[0] or self.batch_size

        def some(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            batch = filled_up(pictures, count)
            pixels = preprocess(batch.astype(np.float32), self._mode)
            found = signature(**{name: tensorflow.cast(pixels, dtype)})
            vectors = pooled([found[layer].numpy() for layer in wanted], channels_last=True)
            return vectors[: len(pictures)]

        def run(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            blocks = range(0, len(pictures), count)
            return np.concatenate([some(pictures[first : first + count]) for first in blocks])

        return run


def _open(path: Path) -> Any:
    """Load the signature, if the graph stays within itself."""
    tensorflow = import_tensorflow()
    from tensorflow.core.protobuf.saved_model_pb2 import (  # type: ignore[import-untyped]
        SavedModel as Message,
    )

    try:
        message = Message.FromString((path / "saved_model.pb").read_bytes())
        for graph in (meta.graph_def for meta in message.meta_graphs):
            nodes = [*graph.node, *(n for f in graph.library.function for n in f.node_def)]
            found = sorted({node.op for node in nodes} & _FORBIDDEN)
            if found:
                raise ModelError(
                    f"{path} is not loaded: its graph has {', '.join(found)}, which reaches files "
                    "or Python. Export it again from pictures to vectors alone."
                )
        loaded = tensorflow.saved_model.load(str(path))
    except ModelError:
        raise
    except Exception as error:  # TensorFlow and protobuf raise of all kinds
        reason = str(error).strip().splitlines() or [repr(error)]
        raise ModelError(f"{path} cannot be loaded: {reason[0][:300]}") from error
    signatures = loaded.signatures
    name = next((name for name in (*_SIGNATURES, *signatures) if name in signatures), None)
    if name is None:
        raise ModelError(f"{path} has no signature to call; export it with one.")
    signature = signatures[name]
    # The graph goes when what was loaded does.
    signature.pixgen_owner = loaded
    if len(signature.structured_input_signature[1]) != 1:
        raise ModelError(f"{path} must take one picture; its signature {name} takes more.")
    return signature


def _side(signature: Any) -> int:
    """Return the side of the pictures that a signature takes; 0 for any.

    Raises
    ------
    ModelError
        It takes no squares of three colours.
    """
    (spec,) = signature.structured_input_signature[1].values()
    shape = spec.shape.as_list() if spec.shape.rank is not None else [None] * 4
    if len(shape) != 4 or shape[3] not in (3, None) or shape[1] != shape[2]:
        raise ModelError(f"The SavedModel takes {shape}; pixgen gives squares, N × S × S × 3.")
    return shape[1] or 0
