"""The writer lays every id into the file where the viewer looks for it."""

import json
from pathlib import Path

from pixgen.problems import Problem
from pixgen.site.writer import SiteWriter


def test_the_report_counts_each_kind_and_names_what_was_taken(tmp_path: Path) -> None:
    problems = [Problem("skipped", "a", "x"), Problem("degraded", "b", "y")]
    SiteWriter(tmp_path).report(["b", "c"], problems)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["counts"]["skipped"] == 1
    assert report["counts"]["unmatched"] == 0
    assert (report["images"], report["taken"]) == (2, ["b", "c"])


def test_other_content_gives_another_fingerprint(tmp_path: Path) -> None:
    prints = set()
    for content in (b"a", b"b", b"b"):
        writer = SiteWriter(tmp_path)
        writer.data("data/points", content)
        prints.add(writer.fingerprint({"count": 1}))
    assert len(prints) == 2
