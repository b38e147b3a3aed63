"""Owns a user's own network in a ``.tflite`` file."""

import os
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.batches import NetworkEmbedder, Run
from pixgen.embedding.choice import Choice
from pixgen.embedding.keras_apps import hash_of
from pixgen.embedding.own_settings import chosen_outputs, mode_of, pooled, refuse_labels, size_of
from pixgen.embedding.preprocess import preprocess
from pixgen.embedding.quiet import import_tensorflow, silent_stderr
from pixgen.errors import ModelError

_FLOAT, _BYTES = 0, (3, 9)


class TfliteModel(NetworkEmbedder):
    """The outputs of a TensorFlow Lite model, averaged over places.

    Parameters
    ----------
    path
        The file.
    choice
        What the user asked for; `layers` names outputs.

    Raises
    ------
    ModelError
        It is no such file, takes no squares of three colours, or something has to be told about
        it.
    """

    def __init__(self, path: Path, choice: Choice) -> None:
        refuse_labels(choice, path)
        shape, kind = read_input(path)
        if len(shape) != 4 or shape[3] != 3 or shape[1] != shape[2]:
            raise ModelError(
                f"{path} takes {' × '.join(map(str, shape))}; pixgen gives squares, N × S × S × 3."
            )
        # A network of bytes has its own way from pixels to numbers.
        plain = kind in _BYTES and not choice.preprocess
        self._mode = "none" if plain else mode_of(choice, path)
        self._plain = plain
        self._path, self._choice = path, choice
        size = size_of(choice, path, max(shape[1], 0))
        super().__init__(
            name=choice.name,
            dimensions=0,
            input_size=size,
            crop=choice.crop,
            key=f"{choice.layers} {size} {choice.crop} {self._mode} {plain} {hash_of(path)}",
        )

    def load(self) -> Run:
        """Load the model.

        Raises
        ------
        ModelError
            It has no such output, or needs operations that are not there.
        """
        tensorflow = import_tensorflow()
        try:
            with silent_stderr(), warnings.catch_warnings():
                # It names its successor, which says nothing to a user of pixgen.
                warnings.simplefilter("ignore", UserWarning)
                model = tensorflow.lite.Interpreter(str(self._path), num_threads=os.cpu_count())
                (inlet,) = model.get_input_details()
                # One picture a call, as numbers of 8 bits may take their range from a whole batch.
                shape = (1, self.input_size, self.input_size, 3)
                model.resize_tensor_input(inlet["index"], shape)
                model.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"{self._path} cannot be run: {str(error)[:300]}") from error
        outlets = {outlet["name"]: outlet for outlet in model.get_output_details()}
        self.outputs = tuple(outlets)
        wanted = chosen_outputs(self._choice, self._path, self.outputs)

        def see(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
            model.set_tensor(inlet["index"], self._numbers(picture[None], inlet))
            model.invoke()
            found = [
                _dequantized(model.get_tensor(outlets[layer]["index"]), outlets[layer])
                for layer in wanted
            ]
            return np.asarray(pooled(found, channels_last=True)[0], np.float32)

        return lambda pictures: np.stack([see(picture) for picture in pictures])

    def _numbers(self, pictures: NDArray[np.uint8], inlet: Any) -> NDArray[Any]:
        dtype = inlet["dtype"]
        if np.issubdtype(dtype, np.floating):
            return np.asarray(preprocess(pictures.astype(np.float32), self._mode), dtype)
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        if self._plain:
            return np.asarray((pictures.astype(np.int16) + low).astype(dtype))
        scale, zero = inlet["quantization"]
        pixels = preprocess(pictures.astype(np.float32), self._mode)
        return np.asarray(np.clip(np.rint(pixels / (scale or 1) + zero), low, high).astype(dtype))


def _dequantized(values: NDArray[Any], outlet: Any) -> NDArray[np.float32]:
    if np.issubdtype(values.dtype, np.floating):
        return np.asarray(values, np.float32)
    scale, zero = outlet["quantization"]
    return np.asarray((values.astype(np.float32) - zero) * (scale or 1), np.float32)


def read_input(path: Path) -> tuple[tuple[int, ...], int]:
    """Read which pictures a model takes, from the file itself: TensorFlow takes seconds to import.

    Returns
    -------
    shape
        -1 for what is open.
    kind
        The type of numbers, as TensorFlow Lite's schema counts them.

    Raises
    ------
    ModelError
        It is no such file.
    """
    data = path.read_bytes()
    if data[4:8] != b"TFL3":
        raise ModelError(f"{path} is no TensorFlow Lite model.")
    try:
        model = _Table(data, struct.unpack_from("<I", data, 0)[0])
        graph = model.tables(2)[0]
        tensors, inputs = graph.tables(0), graph.numbers(1)
        if len(inputs) != 1:
            raise ModelError(f"{path} must take one picture; it has {len(inputs)} inputs.")
        inlet = tensors[inputs[0]]
        return inlet.numbers(7) or inlet.numbers(0), inlet.byte(1)
    except (struct.error, IndexError) as error:
        raise ModelError(f"{path} is damaged: {error}.") from error


class _Table:
    """A table of a FlatBuffers file (its binary format is public); fields count from 0."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data, self._start = data, start

    def byte(self, number: int) -> int:
        place = self._field(number)
        return self._data[place] if place else 0

    def numbers(self, number: int) -> tuple[int, ...]:
        place = self._field(number)
        if not place:
            return ()
        start, count = self._vector(place)
        return struct.unpack_from(f"<{count}i", self._data, start)

    def tables(self, number: int) -> list["_Table"]:
        start, count = self._vector(self._field(number))
        places = range(start, start + 4 * count, 4)
        return [_Table(self._data, place + self._number(place)) for place in places]

    def _field(self, number: int) -> int:
        layout = self._start - struct.unpack_from("<i", self._data, self._start)[0]
        size = struct.unpack_from("<H", self._data, layout)[0]
        entry = 4 + 2 * number
        offset = struct.unpack_from("<H", self._data, layout + entry)[0] if entry < size else 0
        return self._start + offset if offset else 0

    def _vector(self, place: int) -> tuple[int, int]:
        start = place + self._number(place)
        return start + 4, self._number(start)

    def _number(self, place: int) -> int:
        return int(struct.unpack_from("<I", self._data, place)[0])
