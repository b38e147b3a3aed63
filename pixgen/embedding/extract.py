"""Owns the way from a model's name to something that turns batches of pictures into vectors."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.registry import find_model
from pixgen.errors import ModelError


class Embedder(Protocol):
    """Turns batches of square pictures into vectors.

    Attributes
    ----------
    name
        The model's name in the registry.
    dimensions
        Length of a vector, D.
    input_size
        Side of a picture in pixels, S.
    batch_size
        Most pictures that a call takes.
    key
        Text that changes whenever the vectors would: model, layer, weights, preprocessing,
        precision.
    """

    name: str
    dimensions: int
    input_size: int
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


def load_embedder(name: str, *, weights: Path | None, precision: str = "auto") -> Embedder:
    """Find a model; what is heavy is loaded when it is first used.

    Parameters
    ----------
    name
        A name of `pixgen.embedding.registry.MODELS`.
    weights
        A Keras weights file; None lets Keras fetch its own on first use.
    precision
        In which networks of Keras compute; others know one alone.

    Raises
    ------
    ModelError
        There is no such model, or no such file of weights.
    """
    spec = find_model(name)
    if spec.kind != "keras" and weights is not None:
        raise ModelError(f"The model {name} takes no weights; leave out --weights.")
    if spec.kind == "descriptor":
        from pixgen.embedding.descriptor import Descriptor

        return Descriptor(spec)
    if spec.kind == "builtin":
        from pixgen.embedding.builtin import Builtin

        return Builtin(spec)
    from pixgen.embedding.keras_apps import KerasEmbedder

    return KerasEmbedder(spec, weights, precision)
