"""Owns a user's own network in an ``.onnx`` file, run by ONNX Runtime where it is installed."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.batches import NetworkEmbedder, Run, filled_up
from pixgen.embedding.choice import Choice
from pixgen.embedding.keras_apps import hash_of
from pixgen.embedding.own_settings import chosen_outputs, mode_of, pooled, refuse_labels, size_of
from pixgen.embedding.preprocess import preprocess
from pixgen.errors import ModelError

_TYPES: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(uint8)": np.uint8,
}
_ERRORS_ONLY = 3


class OnnxModel(NetworkEmbedder):
    """The outputs of an ONNX model, averaged over places; channels may come first or last.

    Parameters
    ----------
    path
        The file.
    choice
        What the user asked for; `layers` names outputs.

    Raises
    ------
    ModelError
        ONNX Runtime is not installed, the file is no such model, takes no squares of three
        colours, or something has to be told about it.
    """

    def __init__(self, path: Path, choice: Choice) -> None:
        refuse_labels(choice, path)
        self._mode = mode_of(choice, path)
        self._path, self._choice = path, choice
        self._session = _open(path)
        (inlet,) = self._session.get_inputs()
        self._inlet, self._shape = inlet.name, [_count(side) for side in inlet.shape]
        if inlet.type not in _TYPES:
            raise ModelError(f"{path} takes {inlet.type}; pixgen gives floating-point numbers.")
        self._dtype = _TYPES[inlet.type]
        self._last = _channels_last(path, self._shape)
        sides = self._shape[1:3] if self._last else self._shape[2:4]
        size = size_of(choice, path, max(sides))
        super().__init__(
            name=choice.name,
            dimensions=0,
            input_size=size,
            crop=choice.crop,
            key=f"{choice.layers} {size} {choice.crop} {self._mode} {hash_of(path)} {_version()}",
        )

    def load(self) -> Run:
        """Find the outputs.

        Raises
        ------
        ModelError
            It has no such output, or cannot run.
        """
        self.outputs = tuple(outlet.name for outlet in self._session.get_outputs())
        wanted = list(chosen_outputs(self._choice, self._path, self.outputs))
        count = self._shape[0] or self.batch_size

        def some(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            pixels = preprocess(filled_up(pictures, count).astype(np.float32), self._mode)
            if not self._last:
                pixels = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
            found = self._session.run(wanted, {self._inlet: pixels.astype(self._dtype)})
            return pooled(found, channels_last=self._last)[: len(pictures)]

        def run(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
            blocks = range(0, len(pictures), count)
            return np.concatenate([some(pictures[first : first + count]) for first in blocks])

        try:
            trial = some(np.zeros((1, self.input_size, self.input_size, 3), np.uint8))
        except Exception as error:  # ONNX Runtime raises of its own kinds
            if isinstance(error, ModelError):
                raise
            raise ModelError(f"{self._path} cannot be run: {str(error)[:300]}") from error
        self.dimensions = trial.shape[1]
        return run


def _open(path: Path) -> Any:
    try:
        import onnxruntime  # type: ignore[import-untyped]
    except ImportError as error:
        raise ModelError(
            f'{path.name} needs ONNX Runtime: pip install "pixgen[onnx]", or pip install '
            "onnxruntime."
        ) from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime raises of its own kinds
        raise ModelError(f"{path} cannot be read as ONNX: {str(error)[:300]}") from error
    if len(session.get_inputs()) != 1:
        raise ModelError(
            f"{path} must take one picture; it has {len(session.get_inputs())} inputs."
        )
    return session


def _version() -> str:
    import onnxruntime

    return str(onnxruntime.__version__)


def _count(side: object) -> int:
    """Return the length of an axis; 0 where the file leaves it open, as a name or not at all."""
    return side if isinstance(side, int) and side > 0 else 0


def _channels_last(path: Path, shape: list[int]) -> bool:
    """Tell which axis the three colours are on.

    Raises
    ------
    ModelError
        There is none, or pictures are not square.
    """
    if len(shape) == 4:
        first, last = shape[1] == 3, shape[3] == 3
        if first and shape[2] == shape[3]:
            return False
        if last and shape[1] == shape[2]:
            return True
    told = " × ".join(str(side or "?") for side in shape)
    raise ModelError(
        f"{path} takes {told}; pixgen gives squares of three colours, N × 3 × S × S or "
        "N × S × S × 3."
    )
