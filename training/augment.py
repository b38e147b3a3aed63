"""Owns the changes to the student's view of a picture that the teacher does not see."""

import math

import torch
from torch import Tensor
from torch.nn import functional

_LUMA = torch.tensor([0.299, 0.587, 0.114])
_SHARE_CHANGED = 0.8
_SHARE_GRAY = 0.05
_SHARE_SHARPENED = 0.5
_MOST_SHIFT = 3


def augment(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Flip, shift, recolour and sharpen or soften pictures.

    Parameters
    ----------
    pictures
        uint8, B×S×S×3.
    random
        Where chance comes from.

    Returns
    -------
    Tensor
        float32, B×3×S×S in about [-1, 1], channels last in memory.
    """
    flipped = torch.rand(len(pictures), generator=random) < 0.5
    pictures = torch.where(flipped[:, None, None, None], pictures.flip(2), pictures)
    x = _shifted(pictures, random).permute(0, 3, 1, 2).float() / 127.5 - 1
    x = _sharpened(x, random)
    matrix, offset = _color_change(len(x), x.mean((2, 3)), random)
    flat = x.permute(0, 2, 3, 1).reshape(len(x), -1, 3)
    flat = torch.baddbmm(offset[:, None], flat, matrix.transpose(1, 2)).clamp_(-1, 1)
    side = x.shape[2]
    return flat.view(len(x), side, side, 3).permute(0, 3, 1, 2)


def _shifted(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Shift the whole batch by a few pixels, repeating its margin."""
    down, right = (
        int(torch.randint(-_MOST_SHIFT, _MOST_SHIFT + 1, (1,), generator=random)) for _ in range(2)
    )
    side = pictures.shape[1]
    rows = torch.clamp(torch.arange(side) + down, 0, side - 1)
    columns = torch.clamp(torch.arange(side) + right, 0, side - 1)
    return pictures[:, rows][:, :, columns]


def _sharpened(x: Tensor, random: torch.Generator) -> Tensor:
    """Add or take away fine detail, for training pictures are softer than a user's."""
    amount = torch.empty(len(x)).uniform_(-0.5, 1.5, generator=random)
    amount[torch.rand(len(x), generator=random) >= _SHARE_SHARPENED] = 0
    soft = functional.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
    return torch.lerp(soft, x, 1 + amount[:, None, None, None])


def _color_change(count: int, means: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return a matrix and an offset in colour for each picture: B×3×3 and B×3."""

    def between(least: float, most: float) -> Tensor:
        return torch.empty(count).uniform_(least, most, generator=random)

    saturation = between(0.5, 1.5)
    saturation[torch.rand(count, generator=random) < _SHARE_GRAY] = 0
    identity = torch.eye(3).expand(count, 3, 3)
    gray = _LUMA.expand(3, 3).expand(count, 3, 3)
    share = saturation[:, None, None]
    matrix = share * identity + (1 - share) * gray
    matrix = _turned(between(-0.06, 0.06)) @ matrix
    gains = torch.stack([between(0.93, 1.07) for _ in range(3)], 1)
    contrast = between(0.6, 1.4)
    matrix = matrix * (gains * contrast[:, None])[:, :, None]
    middle = (matrix @ means[:, :, None])[:, :, 0] / contrast[:, None]
    offset = (1 - contrast)[:, None] * middle + between(-0.3, 0.3)[:, None]
    same = torch.rand(count, generator=random) >= _SHARE_CHANGED
    matrix = torch.where(same[:, None, None], identity, matrix)
    return matrix, torch.where(same[:, None], torch.zeros(()), offset)


def _turned(share: Tensor) -> Tensor:
    """Return rotations about the grey axis by a share of a full turn each (Rodrigues)."""
    angle = share * 2 * math.pi
    cosine, sine = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    axis = 1 / math.sqrt(3)
    cross = torch.tensor([[0, -axis, axis], [axis, 0, -axis], [-axis, axis, 0]])
    return cosine * torch.eye(3) + sine * cross + (1 - cosine) / 3
