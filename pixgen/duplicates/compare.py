"""Owns the verdict on pairs of images: how alike they are, mirrored or not, by their cells."""

import numpy as np
from numpy.typing import NDArray

from pixgen.duplicates.align import likeness, place
from pixgen.duplicates.candidates import Pairs
from pixgen.duplicates.thumbs import Bytes, Floats, Reader, read_grey

# Correlation of the smallest pictures below which a pair is not worth a closer look, as they come
# and laid on each other.
ROUGH, PLACED = 0.45, 0.35
# A likeness at 32 px may grow by so much at 64.
GROWTH = 0.12
MIDDLE, LARGE = 32, 64
# Pairs whose pictures are held at a time, and pairs that are worked on at a time.
HELD, AT_ONCE = 2048, 128


def compare(thumbs: Bytes, cells: Reader, pairs: Pairs, least: float) -> Floats:
    """Return how alike the images of each pair are, 0…1; see `pixgen.duplicates.align.likeness`.

    Pairs are laid on each other as they are and mirrored, at 16, 32 and 64 px, and given up as
    soon as they fall behind.

    Parameters
    ----------
    thumbs
        uint8, N×16×16, grey pictures of the whole collection.
    cells
        Reads the square cells of some images.
    pairs
        int64, P×2; reading is quickest where they ascend.
    least
        What lies below comes back as 0, or as it is.
    """
    found = np.zeros(len(pairs), np.float32)
    for start in range(0, len(pairs), HELD):
        part = slice(start, start + HELD)
        rows, mirrored, moves = _rough(thumbs, pairs[part])
        if not len(rows):
            continue
        wanted, places = np.unique(pairs[part][rows], return_inverse=True)
        pictures = read_grey(cells, wanted.tolist(), LARGE)
        alike = _close(pictures, places.reshape(-1, 2), mirrored, moves, least)
        np.maximum.at(found[part], rows, alike)
    return found


def _rough(thumbs: Bytes, pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.bool_], Floats]:
    """Return which pairs may be alike, whether mirrored, and how the second lies on the first.

    A pair may come twice, as it is and mirrored.
    """
    first = thumbs[pairs[:, 0]].astype(np.float32)
    second = thumbs[pairs[:, 1]].astype(np.float32)
    rows = np.tile(np.arange(len(pairs)), 2)
    mirrored = np.repeat([False, True], len(pairs))
    both = np.concatenate([second, second[:, :, ::-1]])
    worth = _correlation(first[rows], both) >= ROUGH
    rows, mirrored, both = rows[worth], mirrored[worth], both[worth]
    moves = np.zeros((len(rows), 4), np.float32)
    alike = np.zeros(len(rows), np.float32)
    for part in _parts(len(rows)):
        moves[part] = place(first[rows[part]], both[part], moves[part])
        alike[part] = likeness(first[rows[part]], both[part], moves[part])
    worth = alike >= PLACED
    return rows[worth], mirrored[worth], moves[worth]


def _close(
    pictures: Bytes,
    places: NDArray[np.int64],
    mirrored: NDArray[np.bool_],
    moves: Floats,
    least: float,
) -> Floats:
    """Return how alike pictures are, laid on each other more closely."""
    found = np.zeros(len(places), np.float32)
    for part in _parts(len(places)):
        first = pictures[places[part, 0]].astype(np.float32)
        second = pictures[places[part, 1]].astype(np.float32)
        second = np.where(mirrored[part, None, None], second[:, :, ::-1], second)
        small = _halved(first), _halved(second)
        at = place(*small, moves[part])
        alike = likeness(*small, at)
        worth = np.flatnonzero(alike >= least - GROWTH)
        at = place(first[worth], second[worth], at[worth], steps=2)
        alike[worth] = likeness(first[worth], second[worth], at)
        found[part] = np.where(alike < least - GROWTH, 0, alike)
    return found


def _correlation(first: Floats, second: Floats) -> Floats:
    flat = [pictures.reshape(len(pictures), -1) for pictures in (first, second)]
    one, two = (rows - rows.mean(axis=1, keepdims=True) for rows in flat)
    energy = [np.einsum("ij,ij->i", rows, rows) + 4 * rows.shape[1] for rows in (one, two)]
    alike: Floats = (np.einsum("ij,ij->i", one, two) + 4 * one.shape[1]) / np.sqrt(
        energy[0] * energy[1]
    )
    return alike


def _halved(pictures: Floats) -> Floats:
    rows = pictures[:, ::2] + pictures[:, 1::2]
    out: Floats = (rows[:, :, ::2] + rows[:, :, 1::2]) * np.float32(0.25)
    return out


def _parts(count: int) -> list[slice]:
    return [slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE)]
