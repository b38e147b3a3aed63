"""Owns the pages of every tier: those of earlier builds are taken, the others made in one pass."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pixgen.atlas import Tier, compose_page, encode_page, reduce_cells
from pixgen.cache.digests import code_version, digest
from pixgen.cache.plain import PageStore
from pixgen.progress import Advance
from pixgen.site import formats
from pixgen.site.writer import SiteWriter


def write_tiles(
    writer: SiteWriter,
    tiers: Sequence[Tier],
    order: NDArray[np.int64],
    cells: Callable[[Sequence[int]], NDArray[np.uint8]],
    cells_key: Callable[[Sequence[int]], str],
    pages: PageStore,
    advance: Advance,
) -> None:
    """Put the pages of every tier in place; cells are read once, and only for new pages.

    Parameters
    ----------
    writer
        Of the site.
    tiers
        The tiers of the site, the smallest cells first.
    order
        int64, N: the image at each id.
    cells
        Returns the cells of images, uint8 n×128×128×3.
    cells_key
        Returns a digest that changes whenever those cells would.
    pages
        The pages of earlier builds.
    advance
        Called with the number of images done.
    """
    code = code_version(encode_page.__module__, "pillow") + code_version(formats.__name__)
    count = len(order)
    new: dict[tuple[int, int], str] = {}
    for tier in tiers:
        for number, first in enumerate(range(0, count, tier.capacity)):
            name = _name(tier, number)
            images = order[first : first + tier.capacity].tolist()
            key = digest(code, name, cells_key(images))
            kept = pages.find(key)
            if kept is None:
                new[tier.size, number] = key
            else:
                writer.place_script(name, *kept)
    waiting: dict[int, list[NDArray[np.uint8]]] = {tier.size: [] for tier in tiers}
    # Every page takes a whole number of the largest cells' pages.
    step = min(tier.capacity for tier in tiers)
    for first in range(0, count, step):
        end = min(first + step, count)
        wanting = [tier for tier in tiers if (tier.size, first // tier.capacity) in new]
        for tier, block in _reduced(wanting, cells, order[first:end].tolist()):
            waiting[tier.size].append(block)
            if end % tier.capacity == 0 or end == count:
                number = first // tier.capacity
                page = encode_page(compose_page(np.concatenate(waiting[tier.size])), tier)
                waiting[tier.size].clear()
                script = formats.script(_name(tier, number), page)
                kept_in = pages.add(new[tier.size, number], script)
                writer.place_script(_name(tier, number), kept_in, script)
        advance(end - first)


def _reduced(
    tiers: Sequence[Tier], cells: Callable[[Sequence[int]], NDArray[np.uint8]], images: list[int]
) -> Iterable[tuple[Tier, NDArray[np.uint8]]]:
    """Give the cells of images in the size of each tier; where there is none, nothing is read."""
    if tiers:
        block = cells(images)
        for tier in tiers:
            yield tier, block if block.shape[1] == tier.size else reduce_cells(block, tier.size)


def _name(tier: Tier, number: int) -> str:
    return f"tiles/{tier.size}/{number}"
