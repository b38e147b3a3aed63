"""Looks into a user's Keras file before it is loaded: it may hold Keras's own layers and no code.

Keras runs the Python that a Lambda layer carries, and looks classes and functions up by the module
that a file names. Its own `safe_mode` came to legacy HDF5 files late and has had holes, so that
the file is read here without Keras.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixgen.errors import ModelError

_MOST_CONFIG = 64 << 20
_FORBIDDEN = {
    "Lambda": "runs Python code from the file",
    "__lambda__": "runs Python code from the file",
    "TFSMLayer": "loads a SavedModel from elsewhere",
    "TorchModuleWrapper": "unpickles an object",
    "FlaxLayer": "runs Python code from the file",
    "JaxLayer": "runs Python code from the file",
    "function": "is a function that the file does not hold",
}
# Not keras.utils, keras.saving and their like, whose functions open files and addresses.
_ALLOWED = re.compile(
    r"builtins|(tensorflow\.(python\.)?)?keras(\.(src\.)?(layers|models|engine|ops|initializers|"
    r"regularizers|constraints|activations|dtype_policies|quantizers|random)(\.\w+)*)?"
)


@dataclass(frozen=True, slots=True)
class KerasFacts:
    """What a file says about its network.

    Attributes
    ----------
    size
        Side of the square pictures it takes; 0 where it takes any.
    """

    size: int


def check_keras_file(path: Path) -> KerasFacts:
    """Read the architecture of a ``.keras`` or ``.h5`` file, and refuse what could run code.

    Raises
    ------
    ModelError
        It is no such file, holds weights alone, takes no square pictures of three colours, or has
        layers that are not Keras's own.
    """
    config = _read_config(path)
    for class_name, module in _classes(config):
        if class_name in _FORBIDDEN:
            raise ModelError(
                f"{path} is not loaded: its layer {class_name} {_FORBIDDEN[class_name]}, which "
                "could do anything. Build the network with layers of Keras (Rescaling for a "
                "Lambda that scales) and save it again, or export it to .onnx or .tflite."
            )
        if module and not _ALLOWED.fullmatch(module):
            raise ModelError(
                f"{path} is not loaded: {class_name} comes from {module}, which is not part of "
                "Keras. Export the network to .onnx, .tflite or a SavedModel instead."
            )
    shape = next(_input_shapes(config), None)
    if shape is None:
        return KerasFacts(0)
    if len(shape) != 3 or shape[2] not in (3, None) or shape[0] != shape[1]:
        raise ModelError(
            f"{path} takes pictures of {' × '.join(map(str, shape))}; pixgen gives squares of "
            "three colours, channels last."
        )
    return KerasFacts(shape[0] or 0)


def _read_config(path: Path) -> Any:
    try:
        text = _from_zip(path) if zipfile.is_zipfile(path) else _from_hdf5(path)
        config = json.loads(text)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path} cannot be read as a Keras file: {error}.") from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} cannot be read as a Keras file: its configuration is no object.")
    # How it was trained is not loaded.
    return {key: value for key, value in config.items() if key != "compile_config"}


def _from_zip(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("config.json").file_size > _MOST_CONFIG:
            raise ValueError("its config.json is too large")
        return archive.read("config.json").decode("utf-8")


def _from_hdf5(path: Path) -> str:
    import h5py  # type: ignore[import-untyped]

    with h5py.File(path, "r") as file:
        if "model_config" not in file.attrs:
            raise ValueError(
                "it holds weights and no network; name the network with --model and the file with "
                "--weights"
            )
        text = file.attrs["model_config"]
    return text if isinstance(text, str) else str(bytes(text), "utf-8")


def _classes(node: Any) -> Iterator[tuple[str, str]]:
    """Yield every class that a configuration names, with its module where it is told."""
    if isinstance(node, dict):
        if "class_name" in node:
            yield str(node["class_name"]), str(node.get("module") or "")
        for value in node.values():
            yield from _classes(value)
    elif isinstance(node, list):
        for value in node:
            yield from _classes(value)


def _input_shapes(node: Any) -> Iterator[list[int | None]]:
    """Yield the shapes of input layers, without the axis of pictures, the outermost first."""
    if isinstance(node, dict):
        config = node.get("config")
        if isinstance(config, dict):
            for key in ("batch_shape", "batch_input_shape"):
                if isinstance(config.get(key), list):
                    yield config[key][1:]
        build = node.get("build_config")
        if node.get("class_name") == "Sequential" and isinstance(build, dict):
            shape = build.get("input_shape")
            if isinstance(shape, list):
                yield shape[1:]
        for value in node.values():
            yield from _input_shapes(value)
    elif isinstance(node, list):
        for value in node:
            yield from _input_shapes(value)
