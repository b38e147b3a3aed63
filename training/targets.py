"""Owns what the student is to say of each view: the teacher's features in fewer dimensions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training import teacher

DIMENSIONS = 256

# Plain features are ruled by a few strong directions and white ones by noise. The student learns
# halfway between, and is judged on both the halfway and the plain ones.
_WHITENING = 0.5

_TEMPERATURE = 2.0
_LIKENESS_TEMPERATURE = 0.1
_WEIGHTS = {"even": 3.0, "plain": 3.0, "classes": 1.0, "likeness": 1.0}


@dataclass(frozen=True, slots=True)
class Targets:
    """What the teacher says.

    Attributes
    ----------
    features
        float16, V×N×1280, the teacher's pooled features of each view.
    mean
        float32, 1280.
    basis
        float32, 1280×`DIMENSIONS`, principal directions, divided by the root of their spread.
    spread
        float32, `DIMENSIONS`: what undoes that division.
    kernel, bias
        float32, 1280×1000 and 1000: the teacher's last layer.
    """

    features: NDArray[np.float16]
    mean: Tensor
    basis: Tensor
    spread: Tensor
    kernel: Tensor
    bias: Tensor

    @property
    def classes(self) -> int:
        """The number of the teacher's classes."""
        return len(self.bias)

    def loss(
        self, view: NDArray[np.int64], picture: NDArray[np.int64], said: Tensor, logits: Tensor
    ) -> Tensor:
        """Compare what the student says of some views with what the teacher says.

        Four parts: the angle to the features, twice (see `_WHITENING`); the divergence from the
        teacher's classes (Hinton, Vinyals and Dean, 2015); and that from its likeness of the
        batch's pictures among each other (Fang et al., SEED, 2021).
        """
        features = torch.from_numpy(self.features[view, picture]).float()
        even = (features - self.mean) @ self.basis
        plain = functional.normalize(even * self.spread)
        said_plain = functional.normalize(said * self.spread)
        parts = {
            "even": 1 - functional.cosine_similarity(said, even).mean(),
            "plain": 1 - (said_plain * plain).sum(1).mean(),
            "classes": _divergence(
                logits / _TEMPERATURE, (features @ self.kernel + self.bias) / _TEMPERATURE
            ),
            "likeness": _divergence(
                _others(said_plain @ said_plain.T) / _LIKENESS_TEMPERATURE,
                _others(plain @ plain.T) / _LIKENESS_TEMPERATURE,
            ),
        }
        return torch.stack([_WEIGHTS[name] * part for name, part in parts.items()]).sum()


def _divergence(said: Tensor, wanted: Tensor) -> Tensor:
    return functional.kl_div(
        functional.log_softmax(said, 1),
        functional.log_softmax(wanted, 1),
        reduction="batchmean",
        log_target=True,
    )


def _others(square: Tensor) -> Tensor:
    """Return a square matrix without its diagonal, B×(B-1)."""
    count = len(square)
    return square.flatten()[1:].view(count - 1, count + 1)[:, :-1].reshape(count, count - 1)


def load(work: Path, views: int, training: NDArray[np.bool_]) -> Targets:
    """Read the teacher's features and fit the directions on the pictures that train."""
    features = np.stack([np.load(teacher.feature_file(work, view)) for view in range(views)])
    first = features[0, training].astype(np.float64)
    mean = first.mean(0)
    strength, directions = np.linalg.eigh(np.cov(first - mean, rowvar=False))
    strongest = np.argsort(-strength)[:DIMENSIONS]
    spread = (strength[strongest] ** (_WHITENING / 2)).astype(np.float32)
    basis = directions[:, strongest].astype(np.float32) / spread
    classifier = np.load(teacher.classifier_file(work))
    return Targets(
        features,
        torch.from_numpy(mean.astype(np.float32)),
        torch.from_numpy(basis),
        torch.from_numpy(spread),
        torch.from_numpy(classifier["weights"]),
        torch.from_numpy(classifier["bias"]),
    )
