"""What the Hilbert order promises."""

import numpy as np
import pytest

from pixgen.order import hilbert_order


def cells(bits):
    side = 1 << bits
    return np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)


@pytest.mark.parametrize("bits", [1, 2, 5])
def test_the_curve_steps_from_each_square_to_one_beside_it(bits):
    grid = cells(bits)
    order = hilbert_order((grid + 0.5) / (1 << bits), bits)
    assert sorted(order.tolist()) == list(range(4**bits))
    assert (np.abs(np.diff(grid[order], axis=0)).sum(axis=1) == 1).all()
    assert grid[order[0]].tolist() == [0, 0]


def test_points_in_one_square_keep_their_order():
    assert hilbert_order(np.full((5, 2), 0.3)).tolist() == [0, 1, 2, 3, 4]


def test_ranks_near_each_other_lie_near_each_other():
    points = np.random.default_rng(0).random((20_000, 2), np.float32)
    order = hilbert_order(points)
    assert order.dtype == np.int64
    # A random order would step by 0.67 on average.
    assert np.abs(np.diff(points[order], axis=0)).sum(axis=1).mean() < 0.012


def test_edges_and_beyond_count_as_edges():
    points = np.array([[1.0, 0.0], [2.0, -1.0], [0.0, 0.0], [-1.0, 0.0]])
    assert hilbert_order(points).tolist() == [2, 3, 0, 1]


def test_no_points_have_an_empty_order():
    assert hilbert_order(np.zeros((0, 2))).tolist() == []


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        hilbert_order(np.array([[0.5, np.nan]]))
    with pytest.raises(ValueError, match="1 to 31"):
        hilbert_order(np.zeros((1, 2)), 32)
