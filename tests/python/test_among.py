"""What is computed among the values of a column, and of copies, stands in the site."""

import base64
import csv
import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pixgen.build import build_site
from pixgen.errors import ConfigError
from pixgen.progress import SilentProgress
from pixgen.settings import Settings


def payload(site, key):
    text = (site / f"{key}.js").read_text("ascii")
    return gzip.decompress(base64.b64decode(re.search(r"/\*(.*)\*/", text)[1]))


def lists(site, key):
    """Ids and similarities, n×K, of a file of lists."""
    data = payload(site, key)
    assert data[:4] == b"PXNB"
    k, count = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:12], "little")
    planes = np.frombuffer(data[16:], np.uint8).reshape(5, count, k)
    coded = sum(planes[number].astype(np.int64) << 8 * number for number in range(4))
    return (coded >> 1 ^ -(coded & 1)) + np.arange(count)[:, None], planes[4]


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for number in range(20):
        pixels = np.random.default_rng(number).integers(0, 255, (7, 9, 3), np.uint8)
        picture = Image.fromarray(pixels).resize((90, 70), Image.Resampling.BICUBIC)
        picture.save(folder / f"{number:02}.png")
    picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((45, 35)).save(folder / "=copy.jpg")
    rows = [f"{n:02}.png,{'AB'[n % 2]},{'x|y' if n % 3 else 'z'},{1900 + n}" for n in range(20)]
    table = folder / "table.csv"
    table.write_text("filename,kind,tags,year\n" + "\n".join(rows) + "\n")
    return folder


def build(photos: Path, out: Path, **more: object) -> Path:
    settings = Settings(
        images=(str(photos / "*.png"), str(photos / "*.jpg")),
        metadata=(str(photos / "table.csv"),),
        out=out,
        model=("descriptor",),
        **more,  # type: ignore[arg-type]
    )
    build_site(settings, SilentProgress())
    return out


def test_lists_within_columns_and_copies_stand_in_the_site(photos: Path, tmp_path: Path) -> None:
    site = build(photos, tmp_path / "site", within=("kind", "tags"), least=3)
    manifest = json.loads(payload(site, "data/manifest"))
    (model,) = manifest["models"]
    kind, tags = model["within"]
    assert kind == {"column": "kind", "count": 20, "values": ["A", "B"], "each": 8}
    assert tags["values"] == ["x", "y", "z"]
    rows = json.loads(payload(site, "data/records/0"))["rows"]
    place = [column["name"] for column in manifest["columns"]].index("kind")
    kinds = np.array([row[5][place] for row in rows])
    ids, near = lists(site, "data/within-0/0")
    own = np.arange(len(ids))[:, None]
    assert (ids != own).sum(axis=1).tolist() == [9 if kind else 0 for kind in kinds]
    assert (kinds[ids] == kinds[:, None]).all()
    assert (near[ids == own] == 0).all()
    each, _ = lists(site, "data/within-0-each/0")
    assert each.shape == (21, 16)
    assert (kinds[each[:, :8]] == "A").all()
    assert (kinds[each[:, 8:]] == "B").all()
    assert lists(site, "data/within-1-each/0")[0].shape == (21, 24)

    assert model["least"] == {"count": 3}
    assert (np.diff(lists(site, "data/least/0")[1].astype(int), axis=1) >= 0).all()

    assert manifest["duplicates"] == {"groups": 1, "images": 2, "threshold": 0.9}
    (group,) = json.loads(payload(site, "data/duplicates"))["groups"]
    assert [rows[number][0] for number in group] == ["19.png", "=copy.jpg"]
    with (site / "duplicates.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["19.png", "./=copy.jpg"]


def test_what_is_not_asked_for_is_not_in_the_site(photos: Path, tmp_path: Path) -> None:
    site = build(photos, tmp_path / "site", least=0, duplicate_threshold=0.0)
    manifest = json.loads(payload(site, "data/manifest"))
    assert "duplicates" not in manifest
    assert "least" not in manifest["models"][0]
    assert not list(site.glob("data/within*"))
    assert not (site / "data/duplicates.js").exists()
    assert not (site / "duplicates.csv").exists()


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("knd", r"--within knd: .* does not exist \(did you mean kind\?\)\. Allowed: kind, tags\."),
        ("year", r"--within year: .* of the kind (date|number), not category or tags"),
    ],
)
def test_a_column_that_divides_nothing_is_told_with_those_that_do(
    photos: Path, tmp_path: Path, column: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        build(photos, tmp_path / "site", within=(column,))
