"""Owns the teacher: MobileNetV2 in PyTorch, with the weights of a Keras file.

It runs beside the student on the very pictures that the student sees, so that every step can show
pictures that were never cut that way before (Beyer et al., "Knowledge distillation: a good teacher
is patient and consistent", 2022).
"""

from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

FEATURES = 1280

# Keras's value, which is not PyTorch's.
_EPSILON = 1e-3

# Width, blocks, stride of the first and expansion, as in the paper of Sandler et al. (2018).
_STAGES = (
    (16, 1, 1, 1),
    (24, 2, 2, 6),
    (32, 3, 2, 6),
    (64, 4, 2, 6),
    (96, 3, 1, 6),
    (160, 3, 2, 6),
    (320, 1, 1, 6),
)

Arrays = Mapping[str, NDArray[np.float32]]


class Teacher(nn.Module):
    """MobileNetV2 of width 1.0 with normalisation folded into its convolutions.

    Parameters
    ----------
    arrays
        What `read` gives.
    """

    def __init__(self, arrays: Arrays) -> None:
        super().__init__()
        self.stem = _folded(arrays, "Conv1", "bn_Conv1", stride=2)
        blocks, before, number = [], 32, 0
        for width, depth, stride, expansion in _STAGES:
            for index in range(depth):
                name = f"block_{number}" if number else "expanded_conv"
                first = stride if index == 0 else 1
                blocks.append(_Block(arrays, name, first, expansion > 1, before == width))
                before, number = width, number + 1
        self.blocks = nn.Sequential(*blocks)
        self.head = _folded(arrays, "Conv_1", "Conv_1_bn")
        self.classify = nn.Linear(FEATURES, len(arrays["predictions/bias"]))
        self.classify.weight.data = torch.from_numpy(arrays["predictions/kernel"].T.copy())
        self.classify.bias.data = torch.from_numpy(arrays["predictions/bias"])
        self.requires_grad_(False)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return pooled features and logits of pictures, float B×3×S×S in [-1, 1].

        The side is a multiple of 32.
        """
        x = functional.relu6(self.stem(_wider(pictures)))
        x = functional.relu6(self.head(self.blocks(x)))
        features = x.mean((2, 3))
        return features, self.classify(features)


class _Block(nn.Module):
    """An inverted residual: wider, depthwise, narrower."""

    def __init__(
        self, arrays: Arrays, name: str, stride: int, expands: bool, keeps_width: bool
    ) -> None:
        super().__init__()
        layer = f"{name}_{{}}"
        self.expand: nn.Module = nn.Identity()
        if expands:
            expand = _folded(arrays, layer.format("expand"), layer.format("expand_BN"))
            self.expand = nn.Sequential(expand, nn.ReLU6())
        self.depthwise = _folded(
            arrays, layer.format("depthwise"), layer.format("depthwise_BN"), stride=stride
        )
        self.project = _folded(arrays, layer.format("project"), layer.format("project_BN"))
        self.halves = stride == 2
        self.adds = keeps_width and not self.halves

    def forward(self, x: Tensor) -> Tensor:
        inner = self.expand(x)
        inner = functional.relu6(self.depthwise(_wider(inner) if self.halves else inner))
        inner = self.project(inner)
        return x + inner if self.adds else inner


def _wider(x: Tensor) -> Tensor:
    """Add Keras's margin of a convolution that halves an even side: below and right alone."""
    return functional.pad(x, (0, 1, 0, 1))


def _folded(arrays: Arrays, name: str, norm: str, *, stride: int = 1) -> nn.Conv2d:
    kernel = torch.from_numpy(arrays[f"{name}/kernel"])
    depthwise = name.endswith("depthwise")
    kernel = kernel.permute(2, 3, 0, 1) if depthwise else kernel.permute(3, 2, 0, 1)
    gamma, beta, mean, variance = (
        torch.from_numpy(arrays[f"{norm}/{part}"])
        for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    gain = gamma / torch.sqrt(variance + _EPSILON)
    outputs, side = kernel.shape[0], kernel.shape[2]
    convolution = nn.Conv2d(
        outputs if depthwise else kernel.shape[1],
        outputs,
        side,
        stride,
        side // 2 if stride == 1 else 0,
        groups=outputs if depthwise else 1,
    )
    convolution.weight.data = (kernel * gain[:, None, None, None]).contiguous()
    convolution.bias = nn.Parameter(beta - mean * gain)
    return convolution


def read(path: Path) -> dict[str, NDArray[np.float32]]:
    """Read a Keras weights file of MobileNetV2 (1.0) with its classifier, by `LAYER/WEIGHT`."""
    arrays: dict[str, NDArray[np.float32]] = {}

    def take(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            layer, *_, weight = name.split("/")
            arrays[f"{layer}/{weight.split(':')[0]}"] = np.asarray(item, np.float32)

    with h5py.File(path) as file:
        file.visititems(take)
    return arrays
