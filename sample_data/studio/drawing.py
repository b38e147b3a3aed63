"""What a family of drawings is, and what one drawing carries to the collection's table."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Drawing:
    """One picture with its museum label.

    Parameters
    ----------
    image : PIL.Image.Image
        RGB, its long side exactly the size that was asked for.
    title : str
        As on a museum label, said of what was drawn.
    tags : tuple of str
        Sub-kind, colour, technique; none contains ``|``.
    year : int
        Year of the (invented) object.
    description : str
        One true sentence about the picture.
    lat, lng : float or None
        Place in degrees, or None where the object has none.
    """

    image: Image.Image
    title: str
    tags: tuple[str, ...]
    year: int
    description: str
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class Family:
    """One kind of picture the collection holds.

    Parameters
    ----------
    name : str
        Lower-case ASCII slug, the first part of every file name.
    category : str
        The heading visitors read.
    draw : callable
        ``draw(rng, size)`` makes one drawing whose long side is ``size`` pixels.
        All chance comes from ``rng``, so the same generator state gives the same picture.
    """

    name: str
    category: str
    draw: Callable[[np.random.Generator, int], Drawing]
