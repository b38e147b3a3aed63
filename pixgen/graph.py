"""Owns the neighbour graph: for every image, the images that look most like it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The K nearest other images of each of N images, computed once and shared by all stages.

    Attributes
    ----------
    ids
        int32, N×K. Row i holds K different images, never i itself, the most similar first.
    similarity
        float32, N×K, the cosine of the full vectors in [-1, 1], descending along each row; equal
        values stand in the order of their ids.
    method
        One short phrase that says how they were found, for the build's report.
    """

    ids: NDArray[np.int32]
    similarity: NDArray[np.float32]
    method: str
