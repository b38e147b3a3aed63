"""What was computed once is found again, and what is damaged is computed anew."""

import os
from pathlib import Path

import numpy as np
import pytest

from pixgen import cache
from pixgen.cache import FileKeys, ShardStore


def test_rows_come_back_in_the_order_asked(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    store.append(["a", "b"], {"v": np.array([[1.0], [2.0]], np.float32)})
    store.append(["c"], {"v": np.array([[3.0]], np.float32)})
    again = ShardStore(tmp_path)
    assert again.rows(["c", "a", "c"], "v").ravel().tolist() == [3.0, 1.0, 3.0]
    assert "b" in again
    assert "d" not in again


def test_texts_are_kept_too(tmp_path: Path) -> None:
    ShardStore(tmp_path).append(["a", "b"], {"t": np.array(["", "Ö"], np.str_)})
    assert ShardStore(tmp_path).rows(["b", "a"], "t").tolist() == ["Ö", ""]


def test_a_text_is_whole_though_those_of_another_shard_are_shorter(tmp_path: Path) -> None:
    store = ShardStore(tmp_path)
    store.append(["a"], {"t": np.array(["x"], np.str_)})
    store.append(["b"], {"t": np.array(["a long note"], np.str_)})
    assert store.rows(["a", "b"], "t").tolist() == ["x", "a long note"]


@pytest.mark.parametrize("limit", [0, 10**9])
def test_a_table_holds_the_rows_in_the_order_asked_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(cache, "IN_MEMORY", limit)
    monkeypatch.setattr(cache, "_COPIED_AT_ONCE", 7)
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


@pytest.mark.parametrize("damage", ["truncate", "delete", "garbage index", "other version"])
def test_a_damaged_shard_is_passed_over(tmp_path: Path, damage: str) -> None:
    store = ShardStore(tmp_path)
    store.append(["a"], {"v": np.arange(10.0)[None]})
    store.append(["b"], {"v": np.arange(10.0)[None]})
    (shard,) = {path for path in tmp_path.iterdir() if '"a"' in (path / "keys.json").read_text()}
    if damage == "truncate":
        content = (shard / "v.npy").read_bytes()
        (shard / "v.npy").write_bytes(content[:-8])
    elif damage == "delete":
        (shard / "v.npy").unlink()
    elif damage == "garbage index":
        (shard / "keys.json").write_text("{")
    else:
        text = (shard / "keys.json").read_text()
        (shard / "keys.json").write_text(text.replace('"version": "', '"version": "9'))
    again = ShardStore(tmp_path)
    assert "a" not in again
    assert "b" in again


def test_a_shard_that_was_being_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / "x.tmp").mkdir()
    ShardStore(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_file_has_another_key_and_an_untouched_one_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"one")
    keys = FileKeys(tmp_path / "work")
    first = keys.key(file)
    keys.save()
    status = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert FileKeys(tmp_path / "work").key(file) == first
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert FileKeys(tmp_path / "work").key(file) != first
