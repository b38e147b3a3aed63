"""Owns what the student is to say of a picture: the teacher's features in fewer dimensions."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training import teacher

DIMENSIONS = 256

# Plain features are ruled by a few strong directions and white ones by noise. The student learns
# halfway between, and is judged on both the halfway and the plain ones.
_WHITENING = 0.5

_TEMPERATURE = 2.0
_LIKENESS_TEMPERATURE = 0.1
_WEIGHTS = {"even": 3.0, "plain": 3.0, "classes": 1.0, "likeness": 1.0}


class Targets(nn.Module):
    """Principal directions of the teacher's features, and the loss. A checkpoint keeps them.

    Attributes
    ----------
    mean
        float32, 1280.
    basis
        float32, 1280×`DIMENSIONS`, principal directions, divided by the root of their spread.
    spread
        float32, `DIMENSIONS`: what undoes that division.
    """

    mean: Tensor
    basis: Tensor
    spread: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(teacher.FEATURES))
        self.register_buffer("basis", torch.zeros(teacher.FEATURES, DIMENSIONS))
        self.register_buffer("spread", torch.ones(DIMENSIONS))

    def fit(self, features: Tensor) -> None:
        """Find the directions on the teacher's features, N×1280, of the pictures that train."""
        exact = features.double()
        mean = exact.mean(0)
        strength, directions = torch.linalg.eigh(torch.cov((exact - mean).T))
        strongest = torch.argsort(strength, descending=True)[:DIMENSIONS]
        spread = strength[strongest] ** (_WHITENING / 2)
        self.mean.copy_(mean)
        self.spread.copy_(spread)
        self.basis.copy_(directions[:, strongest] / spread)

    def forward(
        self, said: Tensor, said_logits: Tensor, features: Tensor, logits: Tensor
    ) -> Tensor:
        """Compare what the student says with what the teacher says, all float32.

        Four parts: the angle to the features, twice (see `_WHITENING`); the divergence from the
        teacher's classes (Hinton, Vinyals and Dean, 2015); and that from its likeness of the
        batch's pictures among each other (Fang et al., SEED, 2021).
        """
        even = (features - self.mean) @ self.basis
        plain = functional.normalize(even * self.spread)
        said_plain = functional.normalize(said * self.spread)
        parts = {
            "even": 1 - functional.cosine_similarity(said, even).mean(),
            "plain": 1 - (said_plain * plain).sum(1).mean(),
            "classes": _divergence(said_logits / _TEMPERATURE, logits / _TEMPERATURE),
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
