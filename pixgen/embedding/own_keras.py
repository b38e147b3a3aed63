"""Owns a user's own Keras network, a ``.keras`` or ``.h5`` file."""

from pathlib import Path
from typing import Any

from pixgen.embedding import network as nets
from pixgen.embedding.choice import Choice
from pixgen.embedding.keras_apps import KerasNetwork, hash_of
from pixgen.embedding.keras_safety import check_keras_file
from pixgen.embedding.own_settings import mode_of, size_of
from pixgen.errors import ModelError

_SQUEEZES = ("softmax", "sigmoid")


class KerasFileModel(KerasNetwork):
    """A Keras network from a file, up to what its classifier looks at or to chosen layers.

    Parameters
    ----------
    path
        The file.
    choice
        What the user asked for.

    Raises
    ------
    ModelError
        The file cannot be read, could run code, or something has to be told about it.
    """

    def __init__(self, path: Path, choice: Choice) -> None:
        self._path = path
        facts = check_keras_file(path)
        super().__init__(
            choice,
            mode=mode_of(choice, path),
            weights_key=hash_of(path),
            dimensions=0,
            input_size=size_of(choice, path, facts.size),
        )

    def network(self, tensorflow: Any, *, classes: bool) -> nets.Network:
        """Load the file.

        Raises
        ------
        ModelError
            Keras cannot load it, or it takes more than one picture.
        """
        check_keras_file(self._path)
        try:
            model = tensorflow.keras.models.load_model(
                str(self._path), compile=False, safe_mode=True
            )
        except Exception as error:  # Keras raises of all kinds
            reason = str(error).strip().splitlines() or [repr(error)]
            raise ModelError(
                f"Keras cannot load {self._path}: {reason[0][:300]}. A file of an old Keras may "
                "have to be saved again by a new one, or exported to .onnx or .tflite."
            ) from error
        if len(getattr(model, "inputs", None) or ()) != 1:
            raise ModelError(f"{self._path} must take one picture, and be built.")
        features = _before_classes(model)
        if classes and not features:
            raise ModelError(f"--labels: {self._path.name} does not end in a classifier.")
        return nets.Network(model, features)


def _before_classes(model: Any) -> str:
    """Return the layer that a classifier at the end looks at; empty where there is none."""
    layers = list(model.layers)
    squeezed = False
    while layers and type(layers[-1]).__name__ in ("Softmax", "Activation"):
        last = layers.pop()
        activation = getattr(getattr(last, "activation", None), "__name__", "softmax")
        squeezed = activation in _SQUEEZES
    if not layers or type(layers[-1]).__name__ != "Dense":
        return ""
    activation = getattr(layers[-1].activation, "__name__", "")
    if not squeezed and activation not in _SQUEEZES:
        return ""
    source = layers[-1].input._keras_history.operation
    return "" if type(source).__name__ == "InputLayer" else str(source.name)
