"""Positions that the user gives stay in proportion, and images without one stand beside them."""

from pathlib import Path

import numpy as np
import pytest

from pixgen.collection.positions import read_positions
from pixgen.collection.records import Column, Record
from pixgen.compare import arrange
from pixgen.graph import Neighbors
from pixgen.layouts.base import Layout, LayoutInput
from pixgen.layouts.own import compute
from pixgen.progress import SilentProgress

NAN = float("nan")


def laid_out(own, shape=1.0, aspect=1.6) -> Layout:
    own = np.asarray(own, np.float64)
    nobody = Neighbors(np.zeros((len(own), 0), np.int32), np.zeros((len(own), 0), np.float32), "")
    vectors = np.zeros((len(own), 1), np.float32)
    return compute(LayoutInput(vectors, nobody, own=own, shape=shape, aspect=aspect))


def boxes(layout: Layout, shape=1.0):
    """Left, top, right and bottom of every picture's cell, in heights of the box."""
    middle = layout.positions * [layout.aspect, 1]
    half = layout.cell * np.array([np.sqrt(shape), 1 / np.sqrt(shape)]) / 2
    return np.hstack([middle - half, middle + half])


def assert_apart(layout: Layout, shape=1.0) -> None:
    found = boxes(layout, shape)
    for number, box in enumerate(found):
        others = np.delete(found, number, axis=0)
        overlaps = (others[:, :2] < box[2:] - 1e-4) & (others[:, 2:] > box[:2] + 1e-4)
        assert not overlaps.all(axis=1).any(), number


def assert_inside(layout: Layout, shape=1.0) -> None:
    found = boxes(layout, shape)
    assert (found[:, :2] > -1e-4).all()
    assert (found[:, 2:] < np.array([layout.aspect, 1]) + 1e-4).all()


@pytest.mark.parametrize("unit", [1e-3, 1, 5e4])
@pytest.mark.parametrize("shape", [0.7, 1.0, 1.4])
def test_distances_keep_their_proportions(unit, shape):
    own = np.random.default_rng(1).normal(size=(200, 2)) * [5, 2] * unit + 7 * unit
    layout = laid_out(own, shape)
    assert_inside(layout, shape)
    places = (layout.positions * [layout.aspect, 1]).astype(np.float64)
    wanted = np.linalg.norm(own - own[0], axis=1)
    found = np.linalg.norm(places - places[0], axis=1)
    np.testing.assert_allclose(found / found[1], wanted / wanted[1], atol=1e-3)
    assert (np.diff(places[np.argsort(own[:, 1]), 1]) >= -1e-6).all()


@pytest.mark.parametrize("shape", [0.7, 1.0, 1.4])
@pytest.mark.parametrize("step", [(1, 1), (128, 96), (1, 3)])
def test_whole_numbers_on_a_lattice_give_pictures_that_fit_its_cells(shape, step):
    own = [(x * step[0], y * step[1]) for x in range(9) for y in range(5) if (x, y) != (3, 3)]
    layout = laid_out(own, shape)
    assert_apart(layout, shape)
    assert_inside(layout, shape)
    size = layout.cell * np.array([np.sqrt(shape), 1 / np.sqrt(shape)])
    gap = (layout.positions * [layout.aspect, 1]).astype(np.float64)
    unit = (gap[:, 0].max() - gap[:, 0].min()) / (8 * step[0])
    # In one direction pictures fill their cells.
    assert np.isclose(size, unit * np.array(step), rtol=1e-3).any()


def test_pixels_of_a_cloud_are_not_taken_for_a_lattice():
    own = np.random.default_rng(2).integers(0, 2000, (300, 2))
    assert laid_out(own).cell > 0.02


@pytest.mark.parametrize("aspect", [0.6, 1.6])
@pytest.mark.parametrize("wide", [1, 10])
def test_images_without_a_position_stand_in_a_block_that_touches_nothing(aspect, wide):
    own = [(x, y) for x in range(6 * wide) for y in range(6)]
    lost = [(NAN, NAN), (NAN, 1.0)] * 7
    layout = laid_out([*own, *lost], shape=1.3, aspect=aspect)
    assert_apart(layout, 1.3)
    assert_inside(layout, 1.3)
    placed = layout.positions[: len(own)]
    beside = layout.positions[len(own) :]
    below = (beside[:, 1] > placed[:, 1].max()).all()
    right = (beside[:, 0] > placed[:, 0].max()).all()
    assert below or right


@pytest.mark.parametrize(
    "own",
    [[(3, 4)], [(3, 4), (3, 4)], [(0.5, 1), (0.7, 1), (9, 1)], [(1, y) for y in range(400)],
     [(3, 4), (NAN, NAN)]],
    ids=["one", "one place", "line", "column", "one and one lost"],
)  # fmt: skip
def test_odd_positions_make_a_box_that_a_screen_can_show(own):
    layout = laid_out(own)
    assert_inside(layout)
    assert np.isfinite(layout.positions).all()
    assert 0.3 < layout.aspect < 6.5
    assert 0 < layout.cell <= 1


def records(*values: dict[str, float]) -> list[Record]:
    return [
        Record(Path(f"{n}.jpg"), f"{n}.jpg", {k: str(v) for k, v in value.items()}, value)
        for n, value in enumerate(values)
    ]


PLANE = (Column("East", "number", "x"), Column("North", "number", "y"))


def test_y_grows_upwards_as_in_plots_unless_it_is_said_otherwise():
    rows = records({"East": 1.0, "North": 2.0}, {"East": 3.0, "North": 8.0})
    up = read_positions(rows, PLANE)
    down = read_positions(rows, PLANE, upwards=False)
    assert up.points is not None
    assert down.points is not None
    assert up.points.tolist() == [[1, -2], [3, -8]]
    assert down.points.tolist() == [[1, 2], [3, 8]]
    assert up.notes == ()


def test_what_is_lacking_is_told():
    rows = records({"East": 1.0, "North": 2.0}, {"East": 1.0, "North": 2.0}, {"East": 3.0})
    found = read_positions(rows, PLANE)
    assert found.points is not None
    assert np.isnan(found.points[2]).all()
    assert found.notes == (
        "Own positions: 2 of 3 images have one; the others stand in a block beside them.",
        "Own positions: 1 image lies exactly where another one does, and covers it.",
    )
    assert read_positions(rows, ()).notes == ()
    (note,) = read_positions(rows, PLANE[:1]).notes
    assert "need a column y too; tell which with --column y=COLUMN" in note
    (note,) = read_positions(rows, (PLANE[0], Column("North", "text", "y"))).notes
    assert "North (text) should hold numbers" in note
    (note,) = read_positions(records({"East": 1.0}), PLANE).notes
    assert "no image has both x and y" in note


def test_the_layout_is_there_only_where_positions_are():
    nobody = Neighbors(np.zeros((3, 2), np.int32), np.ones((3, 2), np.float32), "")
    source = LayoutInput(np.zeros((3, 1), np.float32), nobody)
    assert list(arrange(source, SilentProgress())) == ["map", "grid", "umap"]
    own = np.array([[0, 0], [1, 0], [0, 1.0]])
    source = LayoutInput(np.zeros((3, 1), np.float32), nobody, own=own)
    assert list(arrange(source, SilentProgress())) == ["map", "grid", "umap", "own"]
