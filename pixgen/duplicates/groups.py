"""Owns the grouping of copies: each group around its best copy, which every member is like."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from pixgen.duplicates.candidates import Pairs
from pixgen.duplicates.thumbs import Floats


def group_copies(
    pairs: Pairs,
    alike: Floats,
    sizes: NDArray[np.int64],
    compare: Callable[[Pairs], Floats],
    least: float,
) -> list[tuple[NDArray[np.int64], Floats]]:
    """Gather images that are alike into groups.

    What hangs together is gathered around its largest image; the others join if they are like
    that one, and the rest is gathered anew. So a series in which each image is like the next does
    not make one group of images that differ.

    Parameters
    ----------
    pairs
        int64, P×2, pairs that have been compared.
    alike
        float32, P, how alike they are.
    sizes
        int64, N, how large each image is.
    compare
        Tells how alike further pairs are.
    least
        How alike the images of a group are to its best.

    Returns
    -------
    For each group its images, the best first and the others by falling size, and how alike each
    is to the best; the largest group first.
    """
    known = {tuple(pair): value for pair, value in zip(pairs.tolist(), alike.tolist(), strict=True)}
    links = pairs[alike >= least]
    groups: list[tuple[NDArray[np.int64], Floats]] = []
    while len(links):
        stars = list(_stars(links, sizes))
        asked = [
            tuple(sorted((best, other)))
            for best, others in stars
            for other in others
            if tuple(sorted((best, other))) not in known
        ]
        wanted = np.array(sorted(asked), np.int64).reshape(-1, 2)
        values = compare(wanted).tolist()
        known |= {tuple(pair): value for pair, value in zip(wanted.tolist(), values, strict=True)}
        taken = np.zeros(len(sizes), bool)
        for best, others in stars:
            near = [known[min(best, other), max(best, other)] for other in others]
            joined = [(o, n) for o, n in zip(others, near, strict=True) if n >= least]
            members = np.array([best, *(other for other, _ in joined)])
            taken[members] = True
            groups.append((members, np.array([1, *(near for _, near in joined)], np.float32)))
        links = links[~taken[links].any(axis=1)]
    return sorted(groups, key=lambda group: (-len(group[0]), group[0][0]))


def _stars(links: Pairs, sizes: NDArray[np.int64]) -> list[tuple[int, list[int]]]:
    """Return the best image of each connected part, and the others; large ones first."""
    images, places = np.unique(links, return_inverse=True)
    ends = places.reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (len(images), len(images)))
    part = connected_components(graph, directed=False)[1]
    order = np.lexsort((images, -sizes[images], part))
    starts = np.flatnonzero(np.diff(part[order], prepend=-1))
    return [(int(some[0]), some[1:].tolist()) for some in np.split(images[order], starts[1:])]
