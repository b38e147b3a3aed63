"""A short, repeatable slice of `make fuzz`."""

import pytest

from benchmarks.fuzz import drawn_seeds, mutated, run


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_no_damaged_file_does_more_than_be_refused(tmp_path):
    seeds = drawn_seeds()
    assert len(seeds) > 100
    counts = run(seeds, seed=7, folder=tmp_path, seconds=120, most=250)
    assert counts.total() == 250
    assert counts["whole"] > 25
    assert counts["degraded"] > 5
    assert counts["refused"] > 25
    assert set(counts) <= {"whole", "degraded", "refused", "memory"}


def test_the_same_seed_damages_the_same_files_alike():
    seeds = [bytes(range(200)), b"another file" * 9]
    first, second = mutated(seeds, 3), mutated(seeds, 3)
    assert [next(first) for _ in range(50)] == [next(second) for _ in range(50)]
