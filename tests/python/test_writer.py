"""The writer lays every id into the file where the viewer looks for it."""

from pathlib import Path

import numpy as np

from pixgen.problems import Problem
from pixgen.site.writer import SiteWriter


def test_pages_fill_in_id_order_and_the_last_is_shorter(tmp_path: Path) -> None:
    writer = SiteWriter(tmp_path)
    pages: list[tuple[int, list[int]]] = []

    def encode(cells: np.ndarray, size: int) -> bytes:
        pages.append((size, cells[:, 0, 0, 0].tolist()))
        return b"jpeg"

    def shrink(cells: np.ndarray, size: int) -> np.ndarray:
        return cells[:, :size, :size]

    cells = np.arange(7, dtype=np.uint8)[:, None, None, None] * np.ones((4, 4, 3), np.uint8)
    done: list[int] = []
    blocks = (cells[first : first + 2] for first in range(0, 7, 2))
    writer.tiles(blocks, {1: 4, 4: 2}, shrink, encode, done.append)
    assert [page for size, page in pages if size == 4] == [[0, 1], [2, 3], [4, 5], [6]]
    assert [page for size, page in pages if size == 1] == [[0, 1, 2, 3], [4, 5, 6]]
    assert sum(done) == 7
    names = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.js"))
    assert names[:2] == ["tiles/1/0.js", "tiles/1/1.js"]


def test_the_report_counts_each_kind(tmp_path: Path) -> None:
    problems = [Problem("skipped", "a", "x"), Problem("degraded", "b", "y")]
    SiteWriter(tmp_path).report(5, problems)
    text = (tmp_path / "report.json").read_text("utf-8")
    assert '"skipped": 1' in text
    assert '"unmatched": 0' in text


def test_other_content_gives_another_fingerprint(tmp_path: Path) -> None:
    prints = set()
    for content in (b"a", b"b", b"b"):
        writer = SiteWriter(tmp_path)
        writer.data("data/points", content)
        prints.add(writer.fingerprint({"count": 1}))
    assert len(prints) == 2
