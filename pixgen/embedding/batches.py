"""Owns how networks are run: on batches of one size, whatever the number of pictures."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.choice import Crop
from pixgen.errors import ModelError

BATCH_SIZE = 32

Run = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""From uint8 B×S×S×3 to float32 B×D."""


class FixedBatches(ABC):
    """Embeds pictures in batches of exactly `batch_size`, filled up with empty ones.

    So a picture's vector does not depend on how a collection falls into batches.

    Parameters
    ----------
    name, dimensions, input_size, crop, key
        As in `pixgen.embedding.extract.Embedder`.
    """

    batch_size = BATCH_SIZE

    def __init__(
        self, *, name: str, dimensions: int, input_size: int, crop: Crop, key: str
    ) -> None:
        self.name = name
        self.dimensions = dimensions
        self.input_size = input_size
        self.crop: Crop = crop
        self.key = key
        self._run: Run | None = None

    @abstractmethod
    def load(self) -> Run:
        """Load the network, and set `dimensions` where they were not known.

        Raises
        ------
        ModelError
            It cannot be had or does not fit.
        """

    def prepare(self) -> None:
        """Load the network, once.

        Raises
        ------
        ModelError
            As `load` does.
        """
        if self._run is None:
            self._run = self.load()

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed at most `batch_size` pictures, uint8 B×S×S×3, as float32 B×D.

        Raises
        ------
        ModelError
            As `prepare` does, or the network gave something that is not finite.
        """
        self.prepare()
        assert self._run is not None
        count = len(pictures)
        batch = np.zeros((self.batch_size, self.input_size, self.input_size, 3), np.uint8)
        batch[:count] = pictures
        vectors = np.asarray(self._run(batch), np.float32)[:count]
        if not np.isfinite(vectors).all():
            raise ModelError(
                f"{self.name} gave values that are not finite. Its weights are damaged, or "
                "--preprocess is not what it was trained with."
            )
        return vectors
