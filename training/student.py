"""Owns the student: pixgen's built-in network as a PyTorch module, and its folding for export.

What is computed in which order stands once, in `pixgen.embedding.builtin.network`; here it is only
given the operations of PyTorch, with batch normalisation after each convolution.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pixgen.embedding import builtin_network as plan

Arrays = dict[str, NDArray[np.float32]]


class _Maker:
    """Makes the layers on the way; what travels is the number of channels."""

    def __init__(self, layers: nn.ModuleDict) -> None:
        self._layers = layers

    def convolve(self, name: str, inputs: int, outputs: int, *, size: int, stride: int) -> int:
        convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
        nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
        self._layers[name] = nn.Sequential(convolution, nn.BatchNorm2d(outputs))
        return outputs

    def rectify(self, channels: int) -> int:
        return channels

    def add(self, channels: int, _: int) -> int:
        return channels

    def halve(self, channels: int) -> int:
        return channels

    def average(self, channels: int) -> int:
        return channels


class _Runner:
    """Runs the layers that were made; what travels is a tensor."""

    def __init__(self, layers: nn.ModuleDict) -> None:
        self._layers = layers

    def convolve(self, name: str, x: Tensor, outputs: int, *, size: int, stride: int) -> Tensor:
        return self._layers[name](x)

    def rectify(self, x: Tensor) -> Tensor:
        return functional.relu(x, inplace=True)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y

    def halve(self, x: Tensor) -> Tensor:
        return functional.avg_pool2d(x, 2)

    def average(self, x: Tensor) -> Tensor:
        return x.mean((2, 3))


class Student(nn.Module):
    """The network with its pooled features, and the two layers that only training needs.

    Parameters
    ----------
    outputs
        Length of the features that it learns to tell, those of the teacher after PCA.
    classes
        Number of the teacher's classes.
    """

    def __init__(self, outputs: int, classes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleDict()
        pooled = plan.network(3, _Maker(self.layers))
        self.project = nn.Linear(pooled, outputs)
        self.classify = nn.Linear(pooled, classes)
        self._runner = _Runner(self.layers)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return features and logits of pictures, float B×3×S×S in about [-1, 1]."""
        pooled = self.pool(pictures)
        return self.project(pooled), self.classify(pooled)

    def pool(self, pictures: Tensor) -> Tensor:
        """Return the pooled features, float B×P."""
        return plan.network(pictures, self._runner)


@torch.no_grad()
def folded(student: Student) -> Arrays:
    """Return each convolution with its normalisation as `NAME.kernel` (HWIO) and `NAME.bias`."""
    arrays = {}
    for name, (convolution, norm) in student.layers.items():
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        kernel = convolution.weight * gain[:, None, None, None]
        arrays[f"{name}.kernel"] = kernel.permute(2, 3, 1, 0).numpy().astype(np.float32)
        arrays[f"{name}.bias"] = (norm.bias - norm.running_mean * gain).numpy().astype(np.float32)
    return arrays


def as_input(pictures: NDArray[np.uint8]) -> Tensor:
    """Return uint8 B×S×S×3 as float32 B×3×S×S (channels last in memory), scaled for the network."""
    tensor = torch.from_numpy(pictures).permute(0, 3, 1, 2)
    return tensor.float() / plan.SCALE - 1
