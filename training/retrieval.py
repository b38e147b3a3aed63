"""Owns the measure by which an embedding is judged."""

import numpy as np
from numpy.typing import NDArray


def precision(vectors: NDArray[np.float32], labels: NDArray[np.int64], *, among: int = 10) -> float:
    """Return the share of each row's nearest others, by cosine, that have its label.

    Parameters
    ----------
    vectors
        float32, N×D.
    labels
        int64, N.
    among
        How many of the nearest are looked at.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(lengths, 1e-12)
    likeness = unit @ unit.T
    np.fill_diagonal(likeness, -np.inf)
    nearest = np.argpartition(-likeness, among, axis=1)[:, :among]
    return float((labels[nearest] == labels[:, None]).mean())
