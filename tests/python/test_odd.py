"""Odd, hostile and broken files go into one build, and not one of them is lost from sight."""

import csv
import json
import unicodedata
from pathlib import Path

from pixgen.build import build_site
from pixgen.progress import SilentProgress
from pixgen.settings import Settings


def test_every_odd_file_is_in_the_site_or_has_a_reason(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "odd"
    settings = Settings(images=(str(folder),), out=tmp_path / "site", model=("descriptor",))
    summary = build_site(settings, SilentProgress())
    report = json.loads((tmp_path / "site" / "report.json").read_text("utf-8"))
    with (folder / "files.csv").open(encoding="utf-8", newline="") as file:
        rows = [(unicodedata.normalize("NFC", row["file"]), row) for row in csv.DictReader(file)]

    taken = set(report["taken"])
    left_out = {row["name"] for row in report["problems"] if row["kind"] != "degraded"}
    assert taken & left_out == set()
    assert [name for name, _ in rows if name not in taken | left_out] == []
    readable = {name for name, row in rows if row["pillow"] == "ok"}
    assert readable - taken == {"made/.hidden.jpg"}
    assert len(taken) == summary.count == report["images"]
