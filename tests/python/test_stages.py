"""A stage runs again only when something that it depends on has changed."""

import json
import logging
import os
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from pixgen.cache.stages import Stages, call
from pixgen.cache.values import Deferred, fingerprint, put_together, take_apart
from pixgen.graph import Neighbors
from pixgen.hotspots import Hotspot
from pixgen.layouts.base import Layout

RAN: list[str] = []


def stage(values: np.ndarray, factor: float = 1.0) -> dict[str, object]:
    RAN.append("stage")
    return {"sum": float(values.sum() * factor), "values": values * factor, "pair": (1, None)}


@pytest.fixture(autouse=True)
def forget() -> None:
    RAN.clear()


def test_the_same_arguments_give_the_same_result_without_a_run(tmp_path: Path) -> None:
    first = Stages(tmp_path)(stage, np.arange(4.0), factor=2.0)
    again = Stages(tmp_path)(stage, np.arange(4.0), factor=2.0)
    assert RAN == ["stage"]
    assert again["values"].tolist() == first["values"].tolist() == [0, 2, 4, 6]
    assert (again["sum"], again["pair"]) == (first["sum"], (1, None))


@pytest.mark.parametrize(
    "other", [np.arange(4.0) + 1e-9, np.arange(4, dtype=np.float32), np.arange(4.0)[None]]
)
def test_any_other_argument_runs_it(tmp_path: Path, other: np.ndarray) -> None:
    keep = Stages(tmp_path)
    keep(stage, np.arange(4.0), factor=2.0)
    keep(stage, other, factor=2.0)
    keep(stage, np.arange(4.0), factor=2.1)
    keep(stage, np.arange(4.0))
    assert len(RAN) == 4


def test_what_a_partial_binds_does_not_count(tmp_path: Path) -> None:
    def told(count: int) -> None:
        RAN.append("told")

    from pixgen.neighbors.search import find_neighbors

    vectors = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
    first = Stages(tmp_path)(partial(find_neighbors, progress=told), vectors, 2)
    assert RAN == ["told"]
    again = Stages(tmp_path)(partial(find_neighbors, progress=None), vectors, 2)
    assert isinstance(again, Neighbors)
    assert again.method == first.method
    assert np.array_equal(again.ids, first.ids)
    assert np.array_equal(again.similarity, first.similarity)
    assert again.ids.dtype == np.int32


def test_a_deferred_value_is_made_for_a_run_only(tmp_path: Path) -> None:
    def make() -> np.ndarray:
        RAN.append("made")
        return np.arange(3.0)

    keep = Stages(tmp_path)
    keep(stage, Deferred("key", make))
    keep(stage, Deferred("key", make))
    assert RAN == ["made", "stage"]
    keep(stage, Deferred("another", make))
    assert RAN == ["made", "stage"] * 2
    call(stage, Deferred("key", make))
    assert RAN == ["made", "stage"] * 3


@pytest.mark.parametrize("damage", ["flipped", "truncated", "empty", "foreign", "folder"])
def test_a_damaged_result_is_computed_again_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    first = Stages(tmp_path)(stage, np.arange(100.0))
    (path,) = tmp_path.iterdir()
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        (path / "inside").mkdir(parents=True)
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        versions = {
            "flipped": flipped,
            "truncated": content[:-1],
            "empty": b"",
            "foreign": b"PK\3\4 made elsewhere",
        }
        path.write_bytes(versions[damage])
    with caplog.at_level(logging.WARNING):
        again = Stages(tmp_path)(stage, np.arange(100.0))
    assert again["values"].tolist() == first["values"].tolist()
    assert len(RAN) == 2
    assert len(caplog.records) == 1
    assert str(path) in caplog.messages[0]
    Stages(tmp_path)(stage, np.arange(100.0))
    assert len(RAN) == 2


def test_the_results_used_last_are_kept(tmp_path: Path) -> None:
    keep = Stages(tmp_path)
    for size in range(1, 5):
        keep(stage, np.zeros(size))
        for number, path in enumerate(sorted(tmp_path.iterdir(), key=os.path.getmtime)):
            os.utime(path, (number, number))
    keep(stage, np.zeros(1))
    keep.sweep(2)
    RAN.clear()
    keep(stage, np.zeros(1))
    keep(stage, np.zeros(4))
    assert RAN == []
    keep(stage, np.zeros(3))
    assert RAN == ["stage"]


def test_results_of_the_stages_come_back_as_they_were() -> None:
    spot = Hotspot("Group 1", np.array([1, 2], np.int32), 1, 0.1, 1 / 3)
    value = {"umap": Layout(np.ones((2, 2), np.float32), 1.6, 0.1)}, (spot,)
    kept: list[np.ndarray] = []
    tree = json.loads(json.dumps(take_apart(value, kept)))
    layouts, (back,) = put_together(tree, kept)
    assert isinstance(layouts["umap"], Layout)
    assert (back.label, back.representative, back.x, back.y) == ("Group 1", 1, 0.1, 1 / 3)
    assert back.members.tolist() == [1, 2]


def test_what_cannot_be_kept_is_refused() -> None:
    with pytest.raises(TypeError, match="a set cannot be kept"):
        fingerprint({1, 2})
    with pytest.raises(TypeError, match="cannot be kept"):
        fingerprint(np.array([object()]))


@given(arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_side=0)))
def test_arrays_of_any_kind_have_a_fingerprint_that_tells_their_kind(values: np.ndarray) -> None:
    assert fingerprint(values) == fingerprint(values.copy())
    assert fingerprint(values) != fingerprint(values[None])


def test_another_version_of_the_code_has_another_digest(tmp_path: Path) -> None:
    package = tmp_path / "pixgen"
    cache = package / "cache"
    cache.mkdir(parents=True)
    import pixgen.cache.digests

    source = Path(pixgen.cache.digests.__file__).read_text("utf-8")
    (cache / "digests.py").write_text(source, "utf-8")
    (package / "helper.py").write_text("VALUE = 1\n")
    (package / "other.py").write_text("VALUE = 1\n")
    (package / "stage.py").write_text("def work():\n    from pixgen import helper\n")
    code = textwrap.dedent(
        """
        from pixgen.cache.digests import code_version
        print(code_version("pixgen.stage", "numpy"), code_version("pixgen.stage"))
        """
    )

    def versions() -> list[str]:
        command = [sys.executable, "-S", "-c", code]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.split()

    first = versions()
    assert first[0] != first[1]
    (package / "other.py").write_text("VALUE = 2\n")
    assert versions() == first
    (package / "helper.py").write_text("VALUE = 2\n")
    assert versions()[1] != first[1]
