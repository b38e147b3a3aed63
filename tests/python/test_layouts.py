"""What every layout promises, and each one for itself."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial import cKDTree

from pixgen.errors import ConfigError
from pixgen.graph import Neighbors
from pixgen.layouts import LAYOUTS, resolve_order
from pixgen.layouts.base import Layout, LayoutInput
from pixgen.layouts.cells import assign_cells
from pixgen.layouts.density import gather, spread
from pixgen.layouts.settle import settle
from pixgen.layouts.umap import fit_box


def graph(vectors, k=30):
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -9)
    ids = np.argsort(-cosines, axis=1, kind="stable")[:, : min(k, len(vectors) - 1)]
    near = np.take_along_axis(cosines, ids, 1)
    return Neighbors(ids.astype(np.int32), near.astype(np.float32), "exact")


def groups(count, clusters=6, seed=0):
    """Vectors in well-parted groups, and the group of each."""
    rng = np.random.default_rng(seed)
    group = np.arange(count) % clusters
    centres = 4 * rng.standard_normal((clusters, 20))
    vectors = centres[group] + rng.standard_normal((count, 20))
    return vectors.astype(np.float32), group


def loose(positions, aspect=1.6):
    """Input for a layout that starts from a loose map."""
    positions = np.asarray(positions, np.float32)
    empty = Neighbors(np.zeros((len(positions), 0), np.int32), np.zeros((0, 0), np.float32), "")
    done = {"umap": Layout(positions, aspect, 0.02)}
    return LayoutInput(positions, empty, done=done, aspect=aspect)


def blobs(count, clusters=5, seed=0):
    """Positions in tight round heaps, and the heap of each."""
    rng = np.random.default_rng(seed)
    heap = rng.integers(0, clusters, count)
    angle = 2 * np.pi * np.arange(clusters) / clusters
    centres = 0.5 + 0.35 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.clip(centres[heap] + 0.02 * rng.standard_normal((count, 2)), 0, 1), heap


def kept(before, after, k=10):
    """Share of each point's k nearest before that are among its k nearest after."""
    old = cKDTree(before).query(before, k + 1)[1][:, 1:]
    new = cKDTree(after).query(after, k + 1)[1][:, 1:]
    return (old[:, :, None] == new[:, None, :]).any(axis=2).mean()


def lattice_cells(layout, shape=1.0):
    """Column and row of every picture, which must lie in the middle of a cell."""
    rows = np.sqrt(shape) / layout.cell
    places = layout.positions * [rows * layout.aspect / shape, rows] - 0.5
    np.testing.assert_allclose(places, np.rint(places), atol=2e-3)
    return np.rint(places).astype(int)


def assert_sound(layout, count):
    assert layout.positions.shape == (count, 2)
    assert layout.positions.dtype == np.float32
    assert np.isfinite(layout.positions).all()
    assert (layout.positions >= 0).all()
    assert (layout.positions <= 1).all()
    assert layout.aspect > 0
    assert 0 < layout.cell <= 1


def compute_all(source):
    done = {}
    for name in resolve_order(name for name, row in LAYOUTS.items() if not row.needs_own):
        step = LayoutInput(
            source.vectors, source.neighbors, done, seed=source.seed, aspect=source.aspect
        )
        done[name] = LAYOUTS[name].compute(step)
    return done


def test_visitors_see_the_map_first():
    assert list(LAYOUTS) == ["map", "grid", "umap", "own"]
    assert all(row.title and row.description for row in LAYOUTS.values())


def test_layouts_come_after_those_they_require():
    assert resolve_order(["grid", "map"]) == ["umap", "grid", "map"]
    with pytest.raises(
        ConfigError, match=r"no layout 'spiral'; choose from map, grid, umap, own\."
    ):
        resolve_order(["spiral"])


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9, 10, 11, 17, 40])
def test_small_collections_have_every_layout(count):
    vectors, _ = groups(count)
    layouts = compute_all(LayoutInput(vectors, graph(vectors)))
    for layout in layouts.values():
        assert_sound(layout, count)
    assert len(np.unique(lattice_cells(layouts["map"]), axis=0)) == count


@pytest.mark.parametrize("aspect", [0.6, 1.6])
def test_one_picture_many_times_over_has_every_layout(aspect):
    vectors = np.ones((70, 8), np.float32)
    layouts = compute_all(LayoutInput(vectors, graph(vectors), aspect=aspect))
    for layout in layouts.values():
        assert_sound(layout, 70)
        assert len(np.unique(layout.positions, axis=0)) == 70
        assert 0.5 < layout.aspect / aspect < 2


def test_layouts_are_the_same_every_time_and_keep_groups_together():
    vectors, group = groups(400)
    source = LayoutInput(vectors, graph(vectors))
    first, second = compute_all(source), compute_all(source)
    for name, layout in first.items():
        np.testing.assert_array_equal(layout.positions, second[name].positions)
        places = layout.positions * [layout.aspect, 1]
        near = cKDTree(places).query(places, 6)[1][:, 1:]
        assert (group[near] == group[:, None]).mean() > 0.85, name
        assert 1.0 < layout.aspect < 2.5


def test_half_a_collection_of_one_picture_is_no_trouble():
    vectors, _ = groups(200)
    vectors[::2] = vectors[0]
    layouts = compute_all(LayoutInput(vectors, graph(vectors)))
    for layout in layouts.values():
        assert_sound(layout, 200)


def test_umap_is_imported_without_tensorflow_and_leaves_no_trace():
    program = (
        "import sys; from pixgen.layouts import umap; umap._import_umap();"
        "assert 'tensorflow' not in sys.modules; assert 'umap' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_long_side_of_a_cloud_lies_along_the_long_side_of_the_screen():
    rng = np.random.default_rng(0)
    along = np.array([np.cos(1.2), np.sin(1.2)])
    cloud = rng.uniform(-3, 3, (500, 1)) * along + rng.uniform(-1, 1, (500, 1)) * along[::-1]
    wide, tall = fit_box(cloud, 1.6), fit_box(cloud, 0.6)
    assert wide.aspect > 1 > tall.aspect
    for layout in (wide, tall):
        assert_sound(layout, 500)
        assert np.ptp(layout.positions, axis=0).min() > 0.8


def test_stragglers_do_not_squeeze_the_rest():
    cloud = np.random.default_rng(0).uniform(0, 1, (1000, 2))
    cloud[:3] = [[40, 0], [0, -60], [-50, 50]]
    middle = fit_box(cloud, 1.6).positions[3:]
    assert np.ptp(middle, axis=0).min() > 0.4


@pytest.mark.parametrize("count", [10, 300, 5000])
def test_every_picture_of_the_map_has_a_cell_of_its_own(count):
    positions, _ = blobs(count)
    layout = LAYOUTS["map"].compute(loose(positions))
    assert_sound(layout, count)
    cells = lattice_cells(layout)
    assert len(np.unique(cells, axis=0)) == count
    assert cells.min() == 0


def test_the_map_is_near_the_loose_map_and_fills_the_frame():
    positions, _ = blobs(1500)
    layout = LAYOUTS["map"].compute(loose(positions))
    assert kept(positions * [1.6, 1], layout.positions * [layout.aspect, 1]) > 0.5
    assert 1.2 < layout.aspect < 2.2
    assert layout.cell > np.sqrt(layout.aspect / 1500 / 2.5)


@pytest.mark.parametrize("shape", [2 / 3, 1.0, 1.5])
@pytest.mark.parametrize("name", ["map", "grid"])
def test_cells_take_the_shape_of_the_pictures_and_the_box_that_of_the_screen(name, shape):
    positions, _ = blobs(1500)
    layout = LAYOUTS[name].compute(replace(loose(positions), shape=shape))
    assert len(np.unique(lattice_cells(layout, shape), axis=0)) == 1500
    assert 1.2 < layout.aspect < 2.2


def test_islands_of_the_map_are_tiled_and_have_channels_between_them():
    positions, heap = blobs(1000)
    cells = lattice_cells(LAYOUTS["map"].compute(loose(positions)))
    columns, rows = cells.max(axis=0) + 1
    board = np.full((rows + 2, columns + 2), -1)
    board[cells[:, 1] + 1, cells[:, 0] + 1] = heap
    around = [np.roll(board, step, axis) for axis in (0, 1) for step in (-1, 1)]
    strangers = [(near >= 0) & (board >= 0) & (near != board) for near in around]
    assert np.mean(strangers) == 0
    holes = (board < 0) & np.all([near >= 0 for near in around], axis=0)
    assert holes.sum() < 0.02 * 1000


def test_pictures_in_one_place_are_parted_on_the_map():
    positions, _ = blobs(1000)
    positions[:600] = positions[0]
    layout = LAYOUTS["map"].compute(loose(positions))
    assert len(np.unique(lattice_cells(layout), axis=0)) == 1000


@pytest.mark.parametrize("count", [1, 7, 16, 1000])
def test_the_grid_has_no_gap_but_at_the_end_of_its_last_row(count):
    positions = np.random.default_rng(0).random((count, 2))
    layout = LAYOUTS["grid"].compute(loose(positions))
    cells = lattice_cells(layout)
    columns = round(layout.aspect / layout.cell)
    taken = sorted((cells[:, 1] * columns + cells[:, 0]).tolist())
    assert taken == list(range(count))


def test_the_grid_keeps_neighbours_together():
    positions = np.random.default_rng(0).random((1000, 2))
    layout = LAYOUTS["grid"].compute(loose(positions))
    assert kept(positions * [1.6, 1], layout.positions * [layout.aspect, 1]) > 0.6


def board(points, rows, columns, usable=None):
    """Show which cells the points a, b, c … get."""
    lines = [["."] * columns for _ in range(rows)]
    for letter, cell in zip(
        "abcdefghij", assign_cells(np.array(points), rows, columns, usable), strict=False
    ):
        lines[cell // columns][cell % columns] = letter
    return ["".join(line) for line in lines]


def test_points_stay_in_their_cells_where_there_is_room():
    points = [[0.5, 0.5], [3.5, 0.5], [1.5, 2.5], [3.5, 2.5]]
    assert board(points, 3, 4) == [
        "a..b",
        "....",
        ".c.d",
    ]


def test_points_too_many_for_their_half_go_to_the_other_nearest_first():
    points = [[0.1, 0.5], [0.2, 0.5], [0.3, 0.5], [0.4, 0.5]]
    assert board(points, 1, 6) == ["abcd.."]


def test_only_usable_cells_are_taken():
    points = [[2.5, 1.5], [2.4, 1.4], [2.3, 1.3], [2.2, 1.2]]
    lines = board(points, 2, 3, usable=4)
    assert lines[1][1:] == ".."
    assert sorted("".join(lines)) == sorted("abcd..")


@pytest.mark.parametrize("usable", [500, 977, 1000])
def test_cells_are_never_shared(usable):
    points = np.random.default_rng(1).normal(3, 2, (500, 2))
    cells = assign_cells(points, 25, 40, usable)
    assert len(np.unique(cells)) == 500
    assert 0 <= cells.min() <= cells.max() < usable


def test_more_points_than_cells_are_refused():
    with pytest.raises(ValueError, match="5 points do not fit in 4 cells"):
        assign_cells(np.zeros((5, 2)), 2, 2)


def test_spreading_leaves_no_place_over_its_capacity_and_keeps_gaps():
    rng = np.random.default_rng(0)
    left, right = rng.normal([12, 12], 1.5, (300, 2)), rng.normal([28, 12], 1.5, (300, 2))
    points = spread(np.concatenate([left, right]), (24, 40), 1.2, 150)
    counts = np.histogram2d(points[:, 1], points[:, 0], bins=(6, 10), range=[(0, 24), (0, 40)])[0]
    assert counts.max() < 1.4 * 1.2 * 16
    assert points[:300, 0].max() < 20 < points[300:, 0].min()
    assert points.min() >= 0
    assert (points < [40, 24]).all()


def test_spreading_leaves_points_alone_that_fit():
    points = np.stack(np.meshgrid(np.arange(2, 38, 4), np.arange(2, 22, 4)), -1).reshape(-1, 2)
    np.testing.assert_array_equal(spread(points.astype(float), (24, 40), 1.0, 50), points)


def test_gathering_draws_neighbours_nearer():
    points = np.random.default_rng(0).normal([20, 12], 2, (100, 2))
    assert gather(points, (24, 40), 2.0, 6).std() < 0.5 * points.std() + 4
    moved = gather(points, (24, 40), 2.0, 6)
    assert moved.std(axis=0).max() < 0.7 * points.std(axis=0).max()


def test_settling_swaps_pictures_home_and_closes_a_hole():
    points = np.array([[0.5, 0.5], [1.5, 0.5]])
    assert settle(np.array([1, 0]), points, 1, 2, 0.0, 5).tolist() == [0, 1]
    ring = np.array([[x + 0.5, y + 0.5] for y in range(3) for x in range(3) if (x, y) != (1, 1)])
    straggler = np.array([[1.5, 2.6]])
    cells = np.array([0, 1, 2, 5, 7, 10, 11, 12, 16])
    settled = settle(cells, np.concatenate([ring, straggler]), 4, 5, 1.5, 20)
    assert 6 in settled.tolist()
    assert len(set(settled.tolist())) == 9
