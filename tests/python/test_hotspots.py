"""How groups are found and named."""

import csv

import numpy as np
import pytest

from pixgen import hotspots
from pixgen.hotspots import Hotspot, find_hotspots, name_hotspots


def heaps(sizes, seed=0):
    """Positions in heaps of the given sizes, shuffled, and the heap of each."""
    rng = np.random.default_rng(seed)
    heap = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    angle = 2 * np.pi * np.arange(len(sizes)) / len(sizes)
    centres = 0.5 + 0.4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    positions = centres[heap] + 0.01 * rng.standard_normal((len(heap), 2))
    return positions.astype(np.float32), heap


def spot(members, label="Group 1"):
    ids = np.array(members, np.int32)
    return Hotspot(label, ids, int(ids[0]), 0.5, 0.5)


def labels(*args):
    return [found.label for found in name_hotspots(*args)]


def test_each_heap_is_one_hotspot_the_largest_first():
    positions, heap = heaps([40, 90, 60])
    found = find_hotspots(positions, positions, min_size=20)
    assert [len(h.members) for h in found] == pytest.approx([90, 60, 40], abs=9)
    for h, number in zip(found, (1, 2, 0), strict=True):
        assert set(heap[h.members]) == {number}
        assert h.members.dtype == np.int32
        assert (np.diff(h.members) > 0).all()
        assert h.representative in h.members
        np.testing.assert_allclose([h.x, h.y], positions[heap == number].mean(axis=0), atol=0.01)
    assert [h.label for h in found] == ["Group 1", "Group 2", "Group 3"]


def test_the_representative_is_the_member_in_the_middle_of_the_vectors():
    positions, _ = heaps([60, 60])
    vectors = np.random.default_rng(1).standard_normal((120, 12)).astype(np.float32)
    for found in find_hotspots(positions, vectors, min_size=20):
        gaps = np.linalg.norm(vectors[found.members] - vectors[found.members].mean(0), axis=1)
        assert found.representative == found.members[gaps.argmin()]


def test_the_middle_can_be_told_in_another_layout():
    positions, _ = heaps([60, 60])
    shown = np.full((120, 2), 0.25, np.float32)
    found = find_hotspots(positions, positions, shown=shown, min_size=20)
    assert [(h.x, h.y) for h in found] == [(0.25, 0.25)] * len(found)


def test_hotspots_are_the_same_every_time_and_at_most_a_few():
    positions, _ = heaps([30] * 60)
    first = find_hotspots(positions, positions, max_count=7, min_size=15)
    second = find_hotspots(positions, positions, max_count=7, min_size=15)
    assert len(first) == 7
    assert find_hotspots(positions, positions, max_count=0) == ()
    assert [h.members.tolist() for h in first] == [h.members.tolist() for h in second]


def test_a_sample_finds_the_heaps_of_all(monkeypatch):
    positions, heap = heaps([800, 600, 600])
    monkeypatch.setattr(hotspots, "SAMPLE", 400)
    found = find_hotspots(positions, positions, min_size=200)
    assert len(found) == 3
    assert sum(len(h.members) for h in found) > 1700
    assert all(len(set(heap[h.members])) == 1 for h in found)


def test_a_large_collection_without_heaps_is_parted_all_the_same():
    side = np.arange(20)
    even = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2).astype(np.float32) / 20
    found = find_hotspots(even, even, min_size=20)
    assert len(found) >= 2
    assert len(np.unique(np.concatenate([h.members for h in found]))) == sum(
        len(h.members) for h in found
    )


def test_there_are_none_in_a_few_pictures_or_in_one_picture_many_times_over():
    few = np.random.default_rng(0).random((29, 2)).astype(np.float32)
    assert find_hotspots(few, few) == ()
    same = np.full((300, 2), 0.5, np.float32)
    assert find_hotspots(same, same) == ()
    assert find_hotspots(few[:0], few[:0]) == ()


def test_a_hotspot_is_named_by_what_it_has_and_others_lack():
    metadata = {
        "category": ["ship"] * 4 + ["house"] * 4 + [""] * 4,
        "tags": ["sky|water"] * 4 + ["sky;wall-brick"] * 4 + ["sky"] * 4,
    }
    spots = [spot([0, 1, 2, 3]), spot([4, 5, 6, 7], "Group 2"), spot([8, 9, 10, 11], "Group 3")]
    assert labels(spots, metadata) == ["Ship", "House", "Group 3"]


def test_no_two_hotspots_have_the_same_name():
    metadata = {"Tags": ["cat, garden"] * 5 + ["cat, sofa"] * 5 + ["dog"] * 30}
    found = labels([spot(range(5)), spot(range(5, 10), "Group 2")], metadata)
    assert len(set(found)) == 2
    assert set(found) <= {"Cat", "Garden", "Sofa"}


def test_words_of_titles_name_where_there_is_nothing_better():
    titles = ["A lighthouse at dusk", "Lighthouse, north shore"] * 3 + ["Portrait of a man"] * 6
    assert labels([spot(range(6))], {"title": titles}) == ["Lighthouse"]


def test_rare_values_and_other_columns_name_nothing():
    metadata = {
        "category": ["ship"] + [""] * 9,
        "photographer": ["Ann"] * 5 + ["Bob"] * 5,
    }
    assert labels([spot(range(5))], metadata) == ["Group 1"]
    assert labels([spot(range(5))], {}) == ["Group 1"]
    assert labels([], metadata) == []


def test_names_of_a_large_collection_come_from_a_sample(monkeypatch):
    monkeypatch.setattr(hotspots, "NAMING_SAMPLE", 50)
    metadata = {"category": ["fish"] * 400 + ["bird"] * 600}
    assert labels([spot(range(400)), spot(range(400, 1000))], metadata) == ["Fish", "Bird"]


def test_names_for_heaps_of_real_photographs(shared):
    with open(shared / "data/images/fsa-color/metadata.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    metadata = {name: [row[name] or "" for row in rows] for name in rows[0]}
    trains = [i for i, row in enumerate(rows) if "train" in row["tags"].split("|")]
    assert labels([spot(trains)], metadata) == ["Train"]
