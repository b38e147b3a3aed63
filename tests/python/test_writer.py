"""The writer lays every id into the file where the viewer looks for it."""

from pathlib import Path

from pixgen.problems import Problem
from pixgen.site.writer import SiteWriter


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
