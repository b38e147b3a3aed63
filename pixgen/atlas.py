"""Owns the pages of small pictures: square cells, placed by id alone, encoded as JPEG."""

import io
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

PAGE = 1024
SOURCE = 128


@dataclass(frozen=True, slots=True)
class Tier:
    """One size of picture in the atlas.

    Attributes
    ----------
    size
        Side of a cell in px, a power of two from 8 to 128.
    subsampling
        How its pages store colour. A JPEG block spans 8 px with full colour (4:4:4) and 16 px
        with halved colour (4:2:0). At 8 px a block must not mix four pictures. From 16 px on
        cells are whole blocks either way; decoders smooth halved colour over the edge of a block,
        which costs the outermost pixels one level of 255 and saves a fifth of the bytes.
    quality
        JPEG quality of its pages, 1 to 95. The smaller the cells, the more a page of photographs
        is like noise: at equal quality one of 8 px takes twice the bytes of one of 128 px.
    """

    size: int
    subsampling: Literal["4:4:4", "4:2:0"]
    quality: int

    @property
    def columns(self) -> int:
        """Cells in a row of a page."""
        return PAGE // self.size

    @property
    def capacity(self) -> int:
        """Cells in a page, a power of two."""
        return self.columns**2


TIERS = (
    Tier(8, "4:4:4", 55),
    Tier(16, "4:2:0", 75),
    Tier(32, "4:2:0", 75),
    Tier(64, "4:2:0", 75),
    Tier(128, "4:2:0", 80),
)
"""Each twice as large as the one before, so that whatever the zoom a view takes few pages."""


def page_count(count: int, tier: Tier) -> int:
    """Number of pages that `count` images fill, the last one perhaps in part.

    Examples
    --------
    >>> [page_count(1025, tier) for tier in TIERS]
    [1, 1, 2, 5, 17]
    """
    return -(-count // tier.capacity)


def place(image: int, tier: Tier) -> tuple[int, int, int]:
    """Page of an image, and x and y of its cell's upper left corner in px.

    ``page = id >> log2(capacity)``, ``cell = id & (capacity - 1)``, cells row by row.

    Examples
    --------
    >>> place(1024 + 33, TIERS[2])
    (1, 32, 32)
    """
    page, cell = divmod(image, tier.capacity)
    row, column = divmod(cell, tier.columns)
    return page, column * tier.size, row * tier.size


def reduce_cells(cells: Pixels, size: int) -> Pixels:
    """Shrink cells by the mean of whole blocks of pixels.

    The mean is of the stored, gamma-coded values, as browsers and image viewers take it, and is
    rounded after each step of at most four to one, for which Pillow has fast code.

    Parameters
    ----------
    cells
        uint8, n×128×128×3.
    size
        Wanted side, a divisor of 128.

    Returns
    -------
    uint8, n×size×size×3.

    Raises
    ------
    ValueError
        `size` does not divide 128, or the cells have another shape.
    """
    count = len(cells)
    if cells.shape != (count, SOURCE, SOURCE, 3):
        raise ValueError(f"cells have the shape {cells.shape}; n×{SOURCE}×{SOURCE}×3 is needed")
    if size < 1 or SOURCE % size:
        raise ValueError(f"a side of {size} px does not divide {SOURCE}")
    if size == SOURCE or count == 0:
        return cells[:, :size, :size]
    strip = Image.fromarray(cells.reshape(count * SOURCE, SOURCE, 3))
    while strip.width > size:
        strip = strip.reduce(min(4, strip.width // size))
    return np.asarray(strip).reshape(count, size, size, 3)


def compose_page(cells: Pixels) -> Pixels:
    """Lay the cells of one page out row by row.

    Parameters
    ----------
    cells
        uint8, n×size×size×3, in the order of their ids, 1 to the tier's capacity of them.

    Returns
    -------
    uint8, height×1024×3. Always 1024 px wide; only as high as the rows in use, so a small
    collection costs few bytes. Unused cells of the last row are black.

    Raises
    ------
    ValueError
        There are no cells or more than fit, or they are not square cells of a size that divides
        1024.

    Examples
    --------
    >>> compose_page(np.zeros((33, 32, 32, 3), np.uint8)).shape
    (64, 1024, 3)
    """
    if cells.ndim != 4 or cells.shape[1] != cells.shape[2] or PAGE % cells.shape[1]:
        raise ValueError(f"cells have the shape {cells.shape}; n×size×size×3 is needed")
    count, size = cells.shape[:2]
    columns = PAGE // size
    if not 1 <= count <= columns**2:
        raise ValueError(f"a page of {size}-px cells holds 1 to {columns**2}, not {count}")
    rows = -(-count // columns)
    page = np.zeros((rows * columns, size, size, 3), np.uint8)
    page[:count] = cells
    lines = page.reshape(rows, columns, size, size, 3).transpose(0, 2, 1, 3, 4)
    return lines.reshape(rows * size, PAGE, 3)


def encode_page(page: Pixels, tier: Tier) -> bytes:
    """Encode a page as a JPEG file, as its tier wants it.

    Parameters
    ----------
    page
        uint8, height×1024×3.
    tier
        The tier whose cells are on it.
    """
    image = Image.fromarray(page)
    for optimize in (True, False):
        out = io.BytesIO()
        try:
            image.save(
                out,
                "JPEG",
                quality=tier.quality,
                subsampling=tier.subsampling,
                optimize=optimize,
            )
            break
        except OSError:
            # Pillow optimizes only files of up to a byte a pixel; noise takes more.
            if not optimize:
                raise
    return out.getvalue()
