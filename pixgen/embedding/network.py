"""Owns how a Keras network becomes one that gives the vectors: cut off at layers, and averaged."""

import contextlib
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixgen.embedding.registry import ModelSpec
from pixgen.errors import ModelError

_SHOWN_LAYERS = 12


@dataclass(frozen=True, slots=True)
class Network:
    """A Keras network with what pixgen knows of it.

    Attributes
    ----------
    model
        A `keras.Model`, from pictures to its last output.
    features
        The layer whose output is the vector if the user names none; empty for the last output.
    aliases
        Names of layers that stand for that output, though no layer is called so.
    """

    model: Any
    features: str = ""
    aliases: tuple[str, ...] = ()


def build(
    tensorflow: Any, spec: ModelSpec, *, size: int, weights: Path | None, whole: bool
) -> Network:
    """Build a network of keras.applications.

    Parameters
    ----------
    tensorflow
        The module.
    spec
        The network.
    size
        Side of the pictures.
    weights
        A file of weights; None for random ones.
    whole
        With the classifier or without.

    Raises
    ------
    ValueError, OSError, KeyError
        The weights or the size do not fit.
    """
    # The names of layers without one of their own are counted up from here.
    tensorflow.keras.utils.clear_session()
    constructor = getattr(tensorflow.keras.applications, spec.constructor)
    shape, source = (size, size, 3), str(weights) if weights else None
    if whole:
        return Network(constructor(input_shape=shape, weights=source), spec.layer)
    model = constructor(input_shape=shape, weights=source, include_top=False, pooling="avg")
    return Network(model, aliases=() if spec.whole else (spec.layer,))


def load(tensorflow: Any, spec: ModelSpec, weights: Path, *, size: int, whole: bool) -> Network:
    """Build a network with weights from a file, whichever of its two forms the file has.

    Parameters
    ----------
    tensorflow, spec, size
        As for `build`.
    weights
        A file of weights, with or without the classifier.
    whole
        Whether the classifier is needed.

    Raises
    ------
    ModelError
        The weights do not fit, or lack the classifier.
    """
    reasons = []
    for form in (True, False) if whole else (False, True):
        try:
            network = build(tensorflow, spec, size=size, weights=weights, whole=form)
        except (ValueError, OSError, KeyError) as error:
            reasons.append(_first_line(error))
            continue
        if whole and not form:
            raise ModelError(
                f"The weights in {weights} are those of {spec.name} without its classifier, which "
                f"is needed here. Give the file with it, or another --layer; pixgen models "
                f"{spec.name} --layers lists them."
            )
        return network
    raise ModelError(
        f"The weights in {weights} do not fit {spec.name} at {size} px ({reasons[-1]}). Give a "
        f"Keras weights file of keras.applications.{spec.constructor}, with or without its "
        "classifier."
    )


def needs_whole(tensorflow: Any, spec: ModelSpec, layers: Sequence[str], size: int) -> bool:
    """Tell whether one of the layers is there only with the classifier.

    Raises
    ------
    ModelError
        There is no such layer at all.
    """
    bare = build(tensorflow, spec, size=size, weights=None, whole=False)
    if set(layers) <= {*layer_names(bare), *bare.aliases}:
        return False
    whole = build(tensorflow, spec, size=spec.input_size, weights=None, whole=True)
    for layer in layers:
        find_layer(whole, layer, spec.name)
    return True


def layer_names(network: Network) -> list[str]:
    """Return the names of layers that have an output, from the pictures on."""
    layers = network.model.layers
    return [layer.name for layer in layers if type(layer).__name__ != "InputLayer"]


def find_layer(network: Network, name: str, model: str) -> Any:
    """Return the output of a layer.

    Raises
    ------
    ModelError
        There is no such layer; close ones are named.
    """
    if name in network.aliases:
        return network.model.outputs[0]
    names = layer_names(network)
    if name in names:
        return network.model.get_layer(name).output
    close = difflib.get_close_matches(name, names, n=5, cutoff=0.4) or names[-_SHOWN_LAYERS:]
    raise ModelError(
        f"{model} has no layer {name!r}. There are {', '.join(close)}; all are listed by pixgen "
        "models NAME --layers."
    )


def cut(tensorflow: Any, network: Network, layers: Sequence[str], model: str) -> Any:
    """Make a network from pictures to vectors.

    Several layers are put one behind the other, each scaled to unit length, so that none counts
    more for having larger numbers.

    Parameters
    ----------
    tensorflow
        The module.
    network
        The network.
    layers
        Names of layers; none for the network's features. Outputs with places are averaged over
        them.
    model
        What the network is called.

    Returns
    -------
    keras.Model
        From B×S×S×3 to B×D.

    Raises
    ------
    ModelError
        There is no such layer, or its output is no tensor of numbers for each picture.
    """
    keras = tensorflow.keras
    named = layers or ([network.features] if network.features else [])
    outputs = [find_layer(network, name, model) for name in named] or [network.model.outputs[0]]
    parts = [
        average(keras, output, name)
        for output, name in zip(outputs, named or ["the output"], strict=True)
    ]
    if len(parts) > 1:
        parts = [keras.layers.UnitNormalization(axis=-1)(part) for part in parts]
        parts = [keras.layers.Concatenate(axis=-1)(parts)]
    return keras.Model(network.model.inputs, parts[0])


def average(keras: Any, output: Any, name: str) -> Any:
    """Average an output over the places of a picture, where it has any.

    Raises
    ------
    ModelError
        It has no axis of features behind that of the pictures.
    """
    rank = len(output.shape) if hasattr(output, "shape") else 0
    if rank == 4:
        return keras.layers.GlobalAveragePooling2D()(output)
    if rank == 3:
        return keras.layers.GlobalAveragePooling1D()(output)
    if rank == 2:
        return output
    raise ModelError(
        f"The output of {name} cannot be a vector: it is {getattr(output, 'shape', 'a list')}. "
        "Name another with --layer."
    )


def head(tensorflow: Any, network: Network, layer: str, model: str) -> Any:
    """Make a network from the vectors of a layer to the classes.

    Returns
    -------
    keras.Model
        From the layer's output, whose places are one each, to B×C.
    """
    found = find_layer(network, layer, model)
    if any(side not in (None, 1) for side in found.shape[1:-1]):
        raise ModelError(f"{model} has no class labels from {layer}, whose output has places.")
    # A layer that was called more than once has several outputs, of which one leads to the classes.
    for inner in (found, *_taken_from(network, layer)):
        with contextlib.suppress(ValueError):
            return tensorflow.keras.Model(inner, network.model.outputs[0])
    raise ModelError(
        f"{model} has no class labels from {layer}, which does not lead to them alone."
    )


def _taken_from(network: Network, name: str) -> Iterator[Any]:
    """Yield what layers take from the layer called so."""
    for layer in network.model.layers:
        inputs = getattr(layer, "input", None)
        for tensor in inputs if isinstance(inputs, list) else [inputs]:
            history = getattr(tensor, "_keras_history", None)
            if history is not None and history.operation.name == name:
                yield tensor


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
