"""Owns what all networks share when they are run: batches, and a look at what comes out."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.choice import Crop
from pixgen.embedding.engines import BATCH_SIZE
from pixgen.errors import ModelError

Run = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""From uint8 B×S×S×3, B at most `BATCH_SIZE`, to float32 B×D, each picture for itself."""


class NetworkEmbedder(ABC):
    """Embeds pictures with a network that is loaded when it is first used.

    Parameters
    ----------
    name, dimensions, input_size, crop, key
        As in `pixgen.embedding.extract.Embedder`.
    """

    batch_size = BATCH_SIZE
    # The names of what it can give, where these are outputs and not layers, once it is loaded.
    outputs: tuple[str, ...] = ()

    def __init__(
        self, *, name: str, dimensions: int, input_size: int, crop: Crop, key: str
    ) -> None:
        self.name = name
        self.dimensions = dimensions
        self.input_size = input_size
        self.crop: Crop = crop
        self._key = key
        self._run: Run | None = None

    @property
    def key(self) -> str:
        """Changes whenever the vectors would."""
        return self._key

    @abstractmethod
    def load(self) -> Run:
        """Load the network.

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
        vectors = self._run(pictures)
        if not np.isfinite(vectors).all():
            raise ModelError(
                f"{self.name} gave values that are not finite. Its weights are damaged, or "
                "--preprocess is not what it was trained with."
            )
        self.dimensions = vectors.shape[1]
        return vectors


def filled_up(pictures: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    """Add empty pictures up to `count`: other shapes are computed in another order."""
    batch = np.zeros((count, *pictures.shape[1:]), np.uint8)
    batch[: len(pictures)] = pictures
    return batch
