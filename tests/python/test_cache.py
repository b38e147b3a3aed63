"""What was computed once is found again, and what is damaged is computed anew."""

import os
from pathlib import Path

import numpy as np
import pytest

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
