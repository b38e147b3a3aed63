"""Owns what teacher and student are shown: windows onto pictures and mosaics, recoloured and mixed.

A window shows a part of one picture, or of four put together: what is small in it is as sharp as a
user's photograph, which single pictures of 64 px enlarged never are. Both networks see the same
window, each at its own size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_SHARE_MOSAIC = 0.3
_SHARE_MIXED = 0.25
_SHARE_CHANGED = 0.6
_SHARE_GRAY = 0.05
_SHARE_SHARPENED = 0.5
_LEAST_AREA = 0.2
_MOST_STRETCH = 4 / 3
_LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sides of the pictures in pixels.

    Attributes
    ----------
    student
        A multiple of 16.
    teacher
        A multiple of 32.
    """

    student: int
    teacher: int


def show(pictures: Tensor, sizes: Sizes, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Draw what the student and the teacher see.

    Parameters
    ----------
    pictures
        uint8, B×3×64×64.
    sizes
        How large each network sees it.
    random
        Where chance comes from, on the device of the pictures.

    Returns
    -------
    student, teacher : Tensor
        float32, B×3×S×S in [-1, 1]. Only the student's is sharpened or softened.
    """
    x = _recolored(pictures.float() / 127.5 - 1, random)
    four = round(_SHARE_MOSAIC * len(x))
    sources = (_mosaics(x[:four]), x[four:])
    places = (_in_mosaic(four, random), _in_picture(len(x) - four, random))
    share = _shares(len(x), random)

    def render(size: int) -> Tensor:
        seen = [_window(source, place, size) for source, place in zip(sources, places, strict=True)]
        return mixed(torch.cat(seen), share)

    return _sharpened(render(sizes.student), random), render(sizes.teacher)


def enlarge(pictures: Tensor, size: int) -> Tensor:
    """Bring whole pictures, uint8 B×3×64×64, to float32 B×3×`size`×`size` in [-1, 1]."""
    x = functional.interpolate(
        pictures.float(), size=(size, size), mode="bicubic", align_corners=False
    )
    return (x / 127.5 - 1).clamp_(-1, 1)


def mixed(x: Tensor, share: Tensor) -> Tensor:
    """Lay over each picture its successor, of which it keeps the share given (mixup)."""
    return torch.lerp(x.roll(1, 0), x, share[:, None, None, None])


def _mosaics(x: Tensor) -> Tensor:
    """Put each picture and its three successors together, two by two."""
    one, two, three, four = (x.roll(by, 0) for by in range(4))
    return torch.cat([torch.cat([one, two], 3), torch.cat([three, four], 3)], 2)


def _window(x: Tensor, place: Tensor, size: int) -> Tensor:
    grid = functional.affine_grid(place, [len(x), 3, size, size], align_corners=False)
    return functional.grid_sample(
        x, grid, mode="bicubic", padding_mode="reflection", align_corners=False
    ).clamp_(-1, 1)


def _in_picture(count: int, random: torch.Generator) -> Tensor:
    """Return windows onto a fifth of a picture and more, half of them mirrored: B×2×3."""
    return _place(_between(count, _LEAST_AREA, 1, random), random)


def _in_mosaic(count: int, random: torch.Generator) -> Tensor:
    """Return windows onto a mosaic that hold as much as one picture and more."""
    return _place(_between(count, 0.5, 1, random) ** 2, random)


def _place(area: Tensor, random: torch.Generator) -> Tensor:
    count = len(area)
    most = math.log(_MOST_STRETCH)
    stretch = torch.exp(_between(count, -most, most, random))
    width = torch.sqrt(area * stretch).clamp_(max=1)
    height = torch.sqrt(area / stretch).clamp_(max=1)
    across = _between(count, -1, 1, random) * (1 - width)
    down = _between(count, -1, 1, random) * (1 - height)
    mirrored = torch.where(_chosen(count, 0.5, random), -width, width)
    nothing = torch.zeros_like(width)
    rows = (mirrored, nothing, across), (nothing, height, down)
    return torch.stack([torch.stack(row, 1) for row in rows], 1)


def _shares(count: int, random: torch.Generator) -> Tensor:
    some = _between(count, 0.5, 1, random)
    return torch.where(_chosen(count, _SHARE_MIXED, random), some, torch.ones_like(some))


def _sharpened(x: Tensor, random: torch.Generator) -> Tensor:
    """Add or take away fine detail, for training pictures are softer than a user's."""
    amount = _between(len(x), -0.5, 1.5, random)
    amount = torch.where(_chosen(len(x), _SHARE_SHARPENED, random), amount, 0.0)
    soft = functional.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
    return torch.lerp(soft, x, 1 + amount[:, None, None, None]).clamp_(-1, 1)


def _recolored(x: Tensor, random: torch.Generator) -> Tensor:
    """Change brightness, contrast, saturation and hue of most pictures; make a few grey."""
    count = len(x)
    identity = _sent([[1, 0, 0], [0, 1, 0], [0, 0, 1]], x).expand(count, 3, 3)
    gray = _sent([_LUMA] * 3, x).expand(count, 3, 3)
    saturation = _between(count, 0.5, 1.5, random)
    saturation = torch.where(_chosen(count, _SHARE_GRAY, random), 0.0, saturation)
    matrix = torch.lerp(gray, identity, saturation[:, None, None])
    matrix = _turned(_between(count, -0.05, 0.05, random)) @ matrix
    gains = torch.stack([_between(count, 0.93, 1.07, random) for _ in range(3)], 1)
    contrast = _between(count, 0.6, 1.4, random)
    matrix = matrix * (gains * contrast[:, None])[:, :, None]
    middle = (matrix @ x.mean((2, 3))[:, :, None])[:, :, 0] / contrast[:, None]
    offset = (1 - contrast)[:, None] * middle + _between(count, -0.25, 0.25, random)[:, None]
    changed = _chosen(count, _SHARE_CHANGED, random)
    matrix = torch.where(changed[:, None, None], matrix, identity)
    offset = torch.where(changed[:, None], offset, 0.0)
    flat = torch.baddbmm(offset[:, :, None], matrix, x.flatten(2))
    return flat.clamp_(-1, 1).view_as(x)


def _turned(share: Tensor) -> Tensor:
    """Return rotations about the grey axis by a share of a full turn each (Rodrigues)."""
    angle = share * 2 * math.pi
    cosine, sine = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    axis = 1 / math.sqrt(3)
    cross = _sent([[0, -axis, axis], [axis, 0, -axis], [-axis, axis, 0]], share)
    identity = _sent([[1, 0, 0], [0, 1, 0], [0, 0, 1]], share)
    return cosine * identity + sine * cross + (1 - cosine) / 3


def _sent(values: Sequence[Sequence[float]], like: Tensor) -> Tensor:
    """Put numbers on a tensor's device, without a wait for what runs there."""
    return torch.tensor(values, dtype=torch.float32).to(like.device, non_blocking=True)


def _between(count: int, least: float, most: float, random: torch.Generator) -> Tensor:
    return torch.empty(count, device=random.device).uniform_(least, most, generator=random)


def _chosen(count: int, share: float, random: torch.Generator) -> Tensor:
    return _between(count, 0, 1, random) < share
