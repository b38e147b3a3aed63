"""Rows that were computed once are found again, and what is damaged is never given out."""

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pixgen.cache import shards
from pixgen.cache.durable import write_whole
from pixgen.cache.rows import READ_WHOLE
from pixgen.cache.shards import ShardStore
from pixgen.errors import CacheError


def test_rows_come_back_in_the_order_asked(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    store.append(["a", "b"], {"v": np.array([[1.0], [2.0]], np.float32)})
    store.append(["c"], {"v": np.array([[3.0]], np.float32)})
    again = ShardStore(tmp_path)
    assert again.rows(["c", "a", "c"], "v").ravel().tolist() == [3.0, 1.0, 3.0]
    assert "b" in again
    assert "d" not in again


def test_rows_of_many_bytes_are_read_one_by_one_or_together(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).integers(0, 255, (40, 100, 100), np.uint8)
    store = ShardStore(tmp_path)
    store.append([f"k{row}" for row in range(40)], {"v": rows})
    assert rows.nbytes > READ_WHOLE
    for wanted in ([3], [39, 0, 7], list(range(40))):
        assert np.array_equal(store.rows([f"k{row}" for row in wanted], "v"), rows[wanted])


@settings(max_examples=25)
@given(some.lists(some.text(), min_size=1, max_size=20))
def test_texts_of_any_length_come_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("texts")
    keys = [str(number) for number in range(len(texts))]
    ShardStore(folder).append(keys, {"t": np.array(texts, object)})
    assert ShardStore(folder).rows(keys, "t").tolist() == texts


def test_one_long_text_does_not_make_the_others_large(tmp_path: Path) -> None:
    texts = np.array(["", "x" * 100_000, "Ö"], object)
    ShardStore(tmp_path).append(["a", "b", "c"], {"t": texts})
    assert sum(path.stat().st_size for path in tmp_path.glob("*/t")) == 100_002


@pytest.mark.parametrize("limit", [0, 10**9])
def test_a_table_holds_the_rows_in_the_order_asked_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(shards, "IN_MEMORY", limit)
    monkeypatch.setattr(shards, "_COPIED_AT_ONCE", 7)
    store = ShardStore(tmp_path)
    rows = np.random.default_rng(1).random((40, 3), np.float32)
    names = [f"k{row}" for row in range(40)]
    for first in range(0, 40, 8):
        store.append(names[first : first + 8], {"v": rows[first : first + 8]})
    before = sorted(tmp_path.iterdir())
    order = np.random.default_rng(2).permutation(40)
    table = store.table([names[row] for row in order], "v")
    assert isinstance(table, np.memmap) == (limit == 0)
    assert np.array_equal(table, rows[order])
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files by /proc")
def test_a_store_of_many_shards_keeps_no_file_open(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    for row in range(50):
        store.append([f"k{row}"], {"v": np.array([[row]], np.int32)})
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert store.rows([f"k{row}" for row in range(50)], "v").ravel().tolist() == list(range(50))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def two_shards(folder: Path) -> Path:
    """Keep a in one shard, b in another; return that of a."""
    store = ShardStore(folder)
    store.append(["a"], {"v": np.arange(10.0)[None]})
    (first,) = folder.iterdir()
    store.append(["b"], {"v": np.arange(10.0)[None]})
    return first


@pytest.mark.parametrize(
    "damage", ["truncated", "longer", "deleted", "no index", "garbage", "a folder", "hand-made"]
)
def test_a_shard_that_is_not_whole_is_passed_over_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    shard = two_shards(tmp_path)
    rows, index = shard / "v", shard / "index.json"
    content = rows.read_bytes()
    if damage == "truncated":
        rows.write_bytes(content[:-8])
    elif damage == "longer":
        rows.write_bytes(content + b"8 bytes.")
    elif damage == "deleted":
        rows.unlink()
    elif damage == "no index":
        index.unlink()
    elif damage == "garbage":
        index.write_text('{"keys": ["a"], "fields": {}}')
    elif damage == "a folder":
        index.unlink()
        index.mkdir()
    else:
        shutil.rmtree(shard)
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "holiday.jpg").write_bytes(b"mine")
    with caplog.at_level(logging.WARNING):
        again = ShardStore(tmp_path)
    assert len(caplog.records) == 1
    assert caplog.messages[0].endswith("what it held is computed anew.")
    assert "a" not in again
    assert again.rows(["b"], "v").tolist() == [list(range(10))]
    again.append(["a"], {"v": np.arange(10.0)[None] + 1})
    assert ShardStore(tmp_path).rows(["a"], "v")[0, 0] == 1


def test_every_flipped_bit_of_rows_is_found_and_the_shard_goes(tmp_path: Path) -> None:
    for bit in range(0, 640, 37):
        folder = tmp_path / str(bit)
        shard = two_shards(folder)
        flip(shard / "v", bit)
        store = ShardStore(folder)
        with pytest.raises(CacheError):
            store.rows(["a", "b"], "v")
        again = ShardStore(folder)
        assert "a" not in again
        assert "b" in again


def test_every_flipped_bit_of_an_index_is_found(tmp_path: Path) -> None:
    shard = two_shards(tmp_path / "whole")
    size = (shard / "index.json").stat().st_size
    for bit in range(0, 8 * size, 8 * size // 40):
        folder = tmp_path / str(bit)
        shutil.copytree(tmp_path / "whole", folder)
        flip(folder / shard.name / "index.json", bit)
        assert "a" not in ShardStore(folder)


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def test_where_one_shard_is_damaged_all_are_looked_at(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    for row in range(6):
        store.append([f"k{row}"], {"v": np.array([[row]], np.int32)})
    for shard in sorted(tmp_path.iterdir())[:4]:
        flip(shard / "v", 3)
    with pytest.raises(CacheError):
        store.rows([f"k{row}" for row in range(6)], "v")
    assert len(ShardStore(tmp_path)) == 2


def test_a_shard_that_was_being_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / "x.tmp").mkdir()
    ShardStore(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_store_lets_go_of_rows_when_most_of_them_serve_no_more(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    fields = {"v": np.arange(10)[:, None], "t": np.array([f"text {n}" for n in range(10)], object)}
    store.append([f"k{row}" for row in range(10)], fields)
    store.compact([f"k{row}" for row in range(6)])
    assert len(store) == 10
    store.compact(["k7", "k2"])
    for kept in (store, ShardStore(tmp_path)):
        assert len(kept) == 2
        assert kept.rows(["k2", "k7"], "v").ravel().tolist() == [2, 7]
        assert kept.rows(["k2", "k7"], "t").tolist() == ["text 2", "text 7"]


def test_many_small_shards_become_few(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    for row in range(20):
        store.append([f"k{row}"], {"v": np.array([[row]], np.int32)})
    store.compact([f"k{row}" for row in range(20)])
    assert len(list(tmp_path.iterdir())) == 1
    assert store.rows([f"k{row}" for row in range(20)], "v").ravel().tolist() == list(range(20))


def test_bytes_reach_the_disk_before_a_name_points_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    from pixgen.cache import durable

    steps: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(durable, "_file_system_flush", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda number: (steps.append("flush"), fsync(number)))
    monkeypatch.setattr(os, "replace", lambda a, b: (steps.append("name"), replace(a, b)))
    write_whole(tmp_path / "file", b"content")
    assert steps == ["flush", "name", "flush"]
    steps.clear()
    ShardStore(tmp_path / "store").append(["a"], {"v": np.zeros((1, 1)), "w": np.zeros((1, 1))})
    last = len(steps) - 1 - steps[::-1].index("name")
    # The index with its own name inside, two fields, their folder; then the shard's name.
    assert steps[:last].count("flush") >= 4
    assert steps[last:] == ["name", "flush"]
