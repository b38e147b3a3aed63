"""Owns the way from a choice to something that turns batches of pictures into vectors."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.choice import Choice, Crop, is_own
from pixgen.embedding.registry import ModelSpec, find_model
from pixgen.errors import ModelError
from pixgen.progress import Progress, SilentProgress


class Embedder(Protocol):
    """Turns batches of square pictures into vectors.

    Attributes
    ----------
    name
        The model's name in the registry, or made of the name of the user's own file.
    dimensions
        Length of a vector, D; of chosen layers and of files 0 until `prepare` has been called.
    input_size
        Side of a picture in pixels, S.
    crop
        How a picture becomes a square.
    batch_size
        Most pictures that a call takes.
    key
        Text that changes whenever the vectors would: model, layers, weights, preprocessing,
        precision.
    """

    name: str
    dimensions: int
    input_size: int
    crop: Crop
    batch_size: int

    @property
    def key(self) -> str:
        """As above."""
        ...

    def prepare(self) -> None:
        """Load what the first call needs, so that what is amiss shows before any work.

        Raises
        ------
        ModelError
            The weights cannot be had or do not fit.
        """
        ...

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed uint8 B×S×S×3, sRGB, as float32 B×D, all finite."""
        ...


def load_embedder(choice: Choice, progress: Progress | None = None) -> Embedder:
    """Find a model; what is heavy is loaded when it is first used.

    Parameters
    ----------
    choice
        What the user asked for.
    progress
        Shows the download of weights, if there is one.

    Raises
    ------
    ModelError
        There is no such model or file, or it cannot do what was asked for.
    """
    if is_own(choice.model):
        return _load_own(choice)
    spec = find_model(choice.model)
    if spec.kind == "keras":
        from pixgen.embedding.keras_apps import KerasEmbedder

        return KerasEmbedder(spec, choice, progress or SilentProgress())
    _refuse(spec, choice)
    if spec.kind == "descriptor":
        from pixgen.embedding.descriptor import Descriptor

        descriptor = Descriptor(spec)
        descriptor.crop = choice.crop
        return descriptor
    from pixgen.embedding.builtin import Builtin

    builtin = Builtin(spec)
    builtin.crop = choice.crop
    return builtin


def _refuse(spec: ModelSpec, choice: Choice) -> None:
    """Refuse what only other networks can do."""
    asked = {
        "weights": choice.weights,
        "layer": choice.layers,
        "input-size": choice.input_size,
        "preprocess": choice.preprocess,
        "labels": choice.labels,
    }
    for flag, value in asked.items():
        if value:
            raise ModelError(f"The model {spec.name} takes no {flag}; leave out --{flag}.")


def _load_own(choice: Choice) -> Embedder:
    path = Path(choice.model)
    if not path.exists():
        raise ModelError(f"The model file {path} does not exist (--model).")
    if choice.weights:
        raise ModelError(f"{path} has weights of its own; leave out --weights.")
    ending = path.suffix.lower()
    if path.is_dir():
        from pixgen.embedding.own_saved import SavedModel

        return SavedModel(path, choice)
    if ending == ".onnx":
        from pixgen.embedding.own_onnx import OnnxModel

        return OnnxModel(path, choice)
    if ending == ".tflite":
        from pixgen.embedding.own_tflite import TfliteModel

        return TfliteModel(path, choice)
    if ending in (".keras", ".h5", ".hdf5"):
        from pixgen.embedding.own_keras import KerasFileModel

        return KerasFileModel(path, choice)
    raise ModelError(
        f"{path} is no model that pixgen knows: .keras, .h5, .tflite, .onnx, or the folder of a "
        "SavedModel."
    )
