"""Owns the choice of pairs that may be copies: by hash, and by the neighbour graph."""

import numpy as np
from numpy.typing import NDArray

from pixgen.duplicates.thumbs import Bytes, hashes

Pairs = NDArray[np.int64]

# Bits in which the hashes of copies may differ: of unrelated pictures one pair in a million does.
MOST_BITS = 12
# In each order of the hashes, so many that follow are looked at.
REACH = 6
TURNS = range(0, 64, 8)
# So many nearest neighbours of each image are looked at: a network knows a cropped copy again.
NEAREST = 8


def candidate_pairs(thumbs: Bytes, neighbors: NDArray[np.int32]) -> Pairs:
    """Return the pairs of images that are worth a closer look.

    Parameters
    ----------
    thumbs
        uint8, N×side×side, grey pictures.
    neighbors
        int32, N×K, the most similar images of each, the nearest first.

    Returns
    -------
    int64, P×2, the lower index first, each pair once, ascending.
    """
    count = len(thumbs)
    near = neighbors[:, :NEAREST].astype(np.int64)
    own = np.repeat(np.arange(count)[:, None], near.shape[1], axis=1)
    pairs = np.vstack([np.stack([own.ravel(), near.ravel()], axis=1), _alike(thumbs)])
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    codes = np.unique(pairs[:, 0] * count + pairs[:, 1])
    return np.stack([codes // max(count, 1), codes % max(count, 1)], axis=1)


def _alike(thumbs: Bytes) -> Pairs:
    """Pairs with similar hashes, one of the two mirrored or not.

    The hashes are put in order eight times, each time from another bit on, and each is compared
    with those that follow it (M. Charikar's search, 2002): however many are equal, the work is in
    proportion to their number.
    """
    plain, mirrored = hashes(thumbs)
    codes = np.concatenate([plain, mirrored])
    images = np.tile(np.arange(len(plain)), 2)
    found = [np.empty((0, 2), np.int64)]
    for turn in TURNS:
        turned = codes << np.uint64(turn) | codes >> np.uint64((64 - turn) % 64)
        order = np.argsort(turned, kind="stable")
        for step in range(1, min(REACH, len(order) - 1) + 1):
            first, second = order[:-step], order[step:]
            close = _bits(codes[first] ^ codes[second]) <= MOST_BITS
            found.append(np.stack([images[first[close]], images[second[close]]], axis=1))
    return np.vstack(found)


def _bits(codes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Count the bits that are set."""
    counts: NDArray[np.int64] = _COUNTS[codes.view(np.uint8).reshape(-1, 8)].sum(axis=1)
    return counts


_COUNTS = np.array([number.bit_count() for number in range(256)], np.int64)
