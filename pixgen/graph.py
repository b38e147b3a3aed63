"""Owns the plain data of who is near whom: for every image, the images most like it."""

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
        float32, N×K, at most 1, by the metric of the full vectors (see
        `pixgen.neighbors.metrics.Space`), descending along each row; equal values stand in the
        order of their ids. Where the least similar images were asked for, these ascend.
    method
        One short phrase that says how they were found, for the build's report.
    """

    ids: NDArray[np.int32]
    similarity: NDArray[np.float32]
    method: str


@dataclass(frozen=True, slots=True)
class Within:
    """The nearest images among those that share a value, and among those with each value.

    Where there are fewer than wanted, the rest of a row is the image's own id with the similarity
    0. Similarities descend along each row, and in `each` along each value's part of a row.

    Attributes
    ----------
    ids
        int32, N×K: of the images that share a value with the row's image.
    similarity
        float32, N×K.
    each_ids
        int32, N×(V·E): for each of V values in turn, E images that have it.
    each_similarity
        float32, N×(V·E).
    """

    ids: NDArray[np.int32]
    similarity: NDArray[np.float32]
    each_ids: NDArray[np.int32]
    each_similarity: NDArray[np.float32]
