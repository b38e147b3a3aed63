"""Owns drawn maps: places in the manner of UMAP, and pictures alike in colour along each strand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRANDS = 7
# Pictures that a strand repeats, and how far around an island's own colour its strands begin.
PICTURES_PER_STRAND = 12
PICTURES_PER_ISLAND = 40

# Share of the box that the islands would cover as discs.
COVER = 0.75
CANDIDATES = 200
STEPS = 64
# How far a walk turns at each step, in radians, and how thick its middle is.
TURN = 0.25
THICKNESS = 0.09
KNOTS = 3
# Share of the points that lie in knots, and of those that stray.
KNOTTED = 0.2
STRAY = 0.01


@dataclass(frozen=True, slots=True)
class Scatter:
    """Drawn places.

    Attributes
    ----------
    points
        float64, N×2, in any unit.
    islands
        int64, N: the island of each point.
    strands
        int64, N: the strand of each point, `STRANDS` for each island, counted through.
    """

    points: NDArray[np.float64]
    islands: NDArray[np.int64]
    strands: NDArray[np.int64]


def scatter(count: int, *, aspect: float, seed: int) -> Scatter:
    """Draw places for a collection of any size.

    The sizes of the islands follow Zipf's law; each takes an area as its share of the points and
    is a bundle of random walks, thick in the middle and thin at the ends, with knots of points
    that all but coincide. A few points stray.

    Parameters
    ----------
    count
        Number of points, N.
    aspect
        Width / height of the whole.
    seed
        Seed of every choice.
    """
    rng = np.random.default_rng(seed)
    number = max(1, round(2 * count**0.25))
    shares = 1 / np.arange(2, number + 2) ** 0.8
    shares /= shares.sum()
    radii = np.sqrt(COVER * aspect * shares / np.pi)
    centres = _keep_apart(radii, aspect, rng)
    walks = _walks(number, rng)

    islands = rng.choice(number, count, p=shares)
    strands = islands * STRANDS + rng.integers(0, STRANDS, count)
    along = rng.beta(1.6, 1.6, count)
    width = THICKNESS * np.sin(np.pi * along) * np.where(rng.random(count) < STRAY, 8, 1)
    knots = rng.random((len(walks), KNOTS))[strands, rng.integers(0, KNOTS, count)]
    knotted = rng.random(count) < KNOTTED
    along = np.where(knotted, knots, along)
    width = np.where(knotted, 0.02, width)
    step, part = np.divmod(along * (STEPS - 1), 1)
    low = np.minimum(step.astype(np.int64), STEPS - 2)
    part = part[:, None]
    places = (1 - part) * walks[strands, low] + part * walks[strands, low + 1]
    places += rng.normal(size=(count, 2)) * width[:, None]
    return Scatter(centres[islands] + places * radii[islands, None], islands, strands)


def choose_pictures(
    strands: NDArray[np.int64], colors: NDArray[np.uint8], seed: int
) -> NDArray[np.int64]:
    """Give every point one of P pictures, those of a strand alike in colour, and its island's near.

    Parameters
    ----------
    strands
        int64, N, as in `Scatter`.
    colors
        uint8, P×3, average colours.
    seed
        Seed of every choice.

    Returns
    -------
    int64, N, below P.
    """
    rng = np.random.default_rng(seed)
    wide = colors.astype(np.float64)
    gaps = ((wide[:, None] - wide[None]) ** 2).sum(axis=2)
    nearest = np.argsort(gaps, axis=1, kind="stable")
    number = int(strands.max()) // STRANDS + 1
    rounds = -(-number // len(colors))
    islands = np.concatenate([rng.permutation(len(colors)) for _ in range(rounds)])[:number]
    around = nearest[islands, :PICTURES_PER_ISLAND]
    starts = around[:, rng.integers(0, around.shape[1], STRANDS)].ravel()
    pictures = nearest[starts, :PICTURES_PER_STRAND]
    return pictures[strands, rng.integers(0, pictures.shape[1], len(strands))]


def _walks(islands: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the strands of every island, walks that turn little by little, within (-1, 1)²."""
    turns = rng.normal(0, TURN, (islands * STRANDS, STEPS))
    turns[:, 0] = rng.uniform(0, 2 * np.pi, len(turns))
    heading = turns.cumsum(axis=1)
    walks = np.stack([np.cos(heading), np.sin(heading)], axis=2).cumsum(axis=1)
    # Strands begin near the middle of their island.
    walks += rng.normal(0, STEPS / 10, (len(walks), 1, 2))
    furthest = np.abs(walks).reshape(islands, -1).max(axis=1)
    walks /= np.repeat(furthest, STRANDS)[:, None, None]
    return walks


def _keep_apart(
    radii: NDArray[np.float64], aspect: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Place discs one after the other, each where its edge is furthest from all before.

    Best-candidate sampling (Mitchell 1991), with the gap between discs for the distance.
    """
    centres = np.empty((0, 2))
    for number, radius in enumerate(radii):
        margin = min(radius, 0.45)
        low, high = np.array([margin, margin]), np.array([aspect - margin, 1 - margin])
        offers = rng.uniform(low, high, (CANDIDATES, 2))
        away = np.hypot(*(offers[:, None] - centres[None]).transpose(2, 0, 1)) - radii[:number]
        centres = np.vstack([centres, offers[away.min(axis=1, initial=np.inf).argmax()]])
    return centres
