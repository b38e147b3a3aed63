"""Owns the hotspots: the few groups of like pictures that a visitor can fly to by name."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]

# Fewer pictures are seen at a glance.
SMALLEST_COLLECTION = 30
SMALLEST_GROUP = 5
# The smallest group as a share of the collection.
SHARE = 1 / 50
# Clusters are sought among at most this many pictures, the others join the nearest of them.
SAMPLE = 20_000
FALLBACK_COLLECTION = 200
FALLBACK_GROUPS = 8

# Columns that name what is in a picture, best first: one value, several, or words of a text.
VALUE_COLUMNS = ("category", "class", "label", "genre", "type")
TAG_COLUMNS = ("tags", "keywords", "subject", "subjects")
TEXT_COLUMNS = ("title", "caption", "description")
# A word of a title says less about a group than a category does.
WORD_WEIGHT = 0.6
# A label must hold for this share of the group, and this many times more often than elsewhere.
COVERAGE = 0.2
LIFT = 1.5
NAMING_SAMPLE = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Hotspot:
    """One group of like pictures.

    Attributes
    ----------
    label
        Its name, as visitors read it.
    members
        int32, ids of its pictures, ascending.
    representative
        Id of the picture that stands for it, one of `members`.
    x, y
        The middle of its members in the layout, each coordinate their median.
    """

    label: str
    members: Ids
    representative: int
    x: float
    y: float


def find_hotspots(
    positions: NDArray[np.float32],
    vectors: NDArray[np.float32],
    *,
    aspect: float = 1.0,
    shown: NDArray[np.float32] | None = None,
    max_count: int = 24,
    min_size: int | None = None,
    seed: int = 24,
) -> tuple[Hotspot, ...]:
    """Find the groups of pictures that lie close together in a layout.

    HDBSCAN (Campello, Moulavi and Sander 2013; scikit-learn), leaves of its tree, on a seeded
    sample of at most `SAMPLE` pictures; the others join the group, or the noise, of the nearest
    sampled one. A large collection without two such groups is parted by k-means.

    Parameters
    ----------
    positions
        float32, N×2, the layout whose distances mean likeness (``umap``).
    vectors
        float32, N×D, in which the representatives are sought: the member nearest to the mean.
    aspect
        Width / height of that layout's box.
    shown
        float32, N×2, the layout for `Hotspot.x` and `Hotspot.y`; `positions` if None.
    max_count
        Greatest number of hotspots; the smallest are left out.
    min_size
        Members of the smallest group; N / 50, but at least 5, if None.
    seed
        Seed of the sample and of k-means.

    Returns
    -------
    At most `max_count` hotspots by descending size, labelled ``Group 1`` and so on; none for fewer
    than `SMALLEST_COLLECTION` pictures.
    """
    count = len(positions)
    if count < SMALLEST_COLLECTION or max_count < 1:
        return ()
    smallest = max(SMALLEST_GROUP, round(count * SHARE)) if min_size is None else min_size
    places = positions.astype(np.float64) * [aspect, 1]
    if np.ptp(places, axis=0).max() == 0:
        return ()
    groups = _cluster(places, smallest, seed)
    members = [np.flatnonzero(groups == g).astype(np.int32) for g in range(groups.max() + 1)]
    members = [ids for ids in members if len(ids) >= smallest]
    members.sort(key=lambda ids: (-len(ids), int(ids[0])))
    centres = positions if shown is None else shown
    found = []
    for number, ids in enumerate(members[:max_count], 1):
        own = vectors[ids]
        gaps = ((own - own.mean(axis=0)) ** 2).sum(axis=1)
        x, y = np.median(centres[ids], axis=0)
        best = int(ids[int(gaps.argmin())])
        found.append(Hotspot(f"Group {number}", ids, best, float(x), float(y)))
    return tuple(found)


def name_hotspots(
    hotspots: Sequence[Hotspot], metadata: Mapping[str, Sequence[str]]
) -> tuple[Hotspot, ...]:
    """Name each hotspot by what its metadata says more often than the rest of the collection's.

    A term's score is its share of the group times the logarithm of how much more often it stands
    there than in the whole (the class-based tf-idf of Grootendorst 2022, on shares). The best
    pairs of hotspot and term are taken first, and no term names two hotspots.

    Parameters
    ----------
    hotspots
        As `find_hotspots` returns them.
    metadata
        Column name to the N texts of that column. Looked at are the columns called as in
        `VALUE_COLUMNS`, `TAG_COLUMNS` (parted at ``|``, ``;`` and ``,``) and `TEXT_COLUMNS`.

    Returns
    -------
    The same hotspots in the same order. One for which no term holds keeps its label.

    Examples
    --------
    >>> spots = [Hotspot("Group 1", np.array([0, 1], np.int32), 0, 0.5, 0.5)]
    >>> name_hotspots(spots, {"category": ["cat", "cat", "dog", "dog", "dog"]})[0].label
    'Cat'
    """
    columns = {name.casefold(): texts for name, texts in metadata.items()}
    count = max((len(texts) for texts in columns.values()), default=0)
    stride = -(-count // NAMING_SAMPLE) or 1
    terms = {i: _terms(columns, i) for i in range(0, count, stride)}
    spelling: dict[str, str] = {}
    weight: dict[str, float] = {}
    for entry in terms.values():
        for term, (text, worth) in entry.items():
            spelling.setdefault(term, text)
            weight[term] = max(worth, weight.get(term, 0))
    overall = Counter(term for entry in terms.values() for term in entry)
    offers = []
    for number, spot in enumerate(hotspots):
        inside = [terms[i] for i in spot.members.tolist() if i in terms]
        for term, hits in Counter(term for entry in inside for term in entry).items():
            share = hits / len(inside)
            lift = share / (overall[term] / len(terms))
            if hits >= 2 and share >= COVERAGE and lift >= LIFT:
                offers.append((-share * math.log(lift) * weight[term], number, term))
    labels: dict[int, str] = {}
    taken: set[str] = set()
    for _, number, term in sorted(offers):
        if number not in labels and term not in taken:
            labels[number] = spelling[term][:1].upper() + spelling[term][1:]
            taken.add(term)
    return tuple(
        replace(spot, label=labels.get(number, spot.label)) for number, spot in enumerate(hotspots)
    )


def _cluster(places: NDArray[np.float64], smallest: int, seed: int) -> NDArray[np.int64]:
    """Return the number of each place's group, -1 for none."""
    # More than a second, which a build that knows its hotspots need not spend.
    from scipy.spatial import cKDTree  # type: ignore[import-untyped]
    from sklearn.cluster import HDBSCAN, KMeans  # type: ignore[import-untyped]

    count = len(places)
    rows = np.arange(count)
    if count > SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(count, SAMPLE, replace=False))
    sample = places[rows]
    size = max(2, round(smallest * len(rows) / count))
    model = HDBSCAN(
        min_cluster_size=min(size, len(rows)),
        min_samples=min(SMALLEST_GROUP, size),
        cluster_selection_method="leaf",
        copy=True,
    )
    labels = model.fit_predict(sample)
    if labels.max() < 1:
        if count < FALLBACK_COLLECTION or len(np.unique(sample, axis=0)) < FALLBACK_GROUPS:
            return np.full(count, -1)
        labels = KMeans(FALLBACK_GROUPS, n_init=4, random_state=seed).fit_predict(sample)
    if count > len(rows):
        labels = labels[cKDTree(sample).query(places)[1]]
    return np.asarray(labels, np.int64)


def _terms(columns: Mapping[str, Sequence[str]], row: int) -> dict[str, tuple[str, float]]:
    """Terms of one picture: folded spelling to the spelling as written and its weight."""
    found: dict[str, tuple[str, float]] = {}
    for names, pattern, weight in (
        (VALUE_COLUMNS, r".+", 1.0),
        (TAG_COLUMNS, r"[^|;,]+", 1.0),
        (TEXT_COLUMNS, r"[^\W\d_]{4,}", WORD_WEIGHT),
    ):
        for name in names:
            if name in columns:
                for match in re.findall(pattern, columns[name][row]):
                    text = " ".join(re.split(r"[\s_-]+", match.strip()))
                    if text:
                        found.setdefault(text.casefold(), (text, weight))
    return found
