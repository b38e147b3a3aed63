"""A folder of images becomes a site: small ones, broken ones, the same one twice."""

import base64
import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pixgen.build import build_site
from pixgen.errors import InputError, PublishError
from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.summary import Summary


@pytest.fixture(autouse=True)
def viewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip nothing: the viewer must have been built when pixgen was installed."""
    from pixgen.site import render

    assert (render.WEB_FOLDER / "viewer.js").is_file(), "run pip install -e . first"


def draw(path: Path, seed: int, size: tuple[int, int] = (40, 30)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 255, (3, 4, 3), np.uint8)
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(path)


def build(folder: Path, out: Path, **more: object) -> Summary:
    settings = Settings(images=(str(folder),), out=out, model=("descriptor",), **more)  # type: ignore[arg-type]
    return build_site(settings, SilentProgress())


def payload(site: Path, key: str) -> bytes:
    text = (site / f"{key}.js").read_text("ascii")
    match = re.search(r"/\*(.*)\*/", text)
    assert match is not None
    return base64.b64decode(match[1])


def read_json(site: Path, key: str) -> dict:  # type: ignore[type-arg]
    return json.loads(gzip.decompress(payload(site, key)))


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_tiny_collections_build(tmp_path: Path, count: int) -> None:
    for number in range(count):
        draw(tmp_path / "in" / f"{number}.png", number)
    summary = build(tmp_path / "in", tmp_path / "site")
    manifest = read_json(tmp_path / "site", "data/manifest")
    assert summary.count == manifest["count"] == count
    assert manifest["models"][0]["neighbors"]["count"] == min(30, count - 1)
    rows = read_json(tmp_path / "site", "data/records/0")["rows"]
    assert sorted(row[0] for row in rows) == [f"{number}.png" for number in range(count)]
    for row in rows:
        assert (tmp_path / "site" / row[1]).is_file()
        assert row[2:4] == [40, 30]


def test_images_that_are_all_the_same_build(tmp_path: Path) -> None:
    for number in range(25):
        draw(tmp_path / "in" / f"{number}.png", 1)
    assert build(tmp_path / "in", tmp_path / "site").count == 25


def test_the_same_input_gives_the_same_bytes_with_and_without_earlier_work(tmp_path: Path) -> None:
    for number in range(40):
        draw(tmp_path / "in" / f"{number}.png", number, (30 + number, 40))
    build(tmp_path / "in", tmp_path / "a" / "site")
    first = contents(tmp_path / "a" / "site")
    build(tmp_path / "in", tmp_path / "a" / "site")
    assert contents(tmp_path / "a" / "site") == first
    build(tmp_path / "in", tmp_path / "b" / "site")
    assert contents(tmp_path / "b" / "site") == first


def test_the_summary_counts_every_file_and_byte(tmp_path: Path) -> None:
    for number in range(4):
        draw(tmp_path / "in" / f"{number}.png", number % 3)
    summary = build(tmp_path / "in", tmp_path / "site")
    sizes = {name: len(content) for name, content in contents(tmp_path / "site").items()}
    assert summary.files == len(sizes)
    assert sum(summary.sizes.values()) == sum(sizes.values())
    assert summary.largest == max(sizes.items(), key=lambda item: item[1])


def test_a_broken_file_is_reported_and_the_rest_is_built(tmp_path: Path) -> None:
    for number in range(3):
        draw(tmp_path / "in" / f"{number}.png", number)
    (tmp_path / "in" / "broken.jpg").write_bytes(b"this is no picture")
    (tmp_path / "in" / "empty.png").write_bytes(b"")
    summary = build(tmp_path / "in", tmp_path / "site")
    assert summary.count == 3
    assert sorted(p.name for p in summary.problems) == ["broken.jpg", "empty.png"]
    report = json.loads((tmp_path / "site" / "report.json").read_text("utf-8"))
    counts = {"skipped": 2, "degraded": 0, "unmatched": 0, "cell": 0, "ignored": 0}
    assert report["counts"] == counts
    assert {problem["name"] for problem in report["problems"]} == {"broken.jpg", "empty.png"}
    assert all(problem["reason"] for problem in report["problems"])


def test_nothing_but_broken_files_is_an_error_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "broken.jpg").write_bytes(b"this is no picture")
    with pytest.raises(InputError, match=r"None of the images could be read:\n  broken\.jpg"):
        build(tmp_path / "in", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_metadata_reaches_the_records(tmp_path: Path) -> None:
    for number in range(3):
        draw(tmp_path / "in" / f"{number}.png", number)
    table = tmp_path / "metadata.csv"
    table.write_text(
        'filename,title,place,permalink\n0.png,"Zürich, <b>am See</b>",CH,https://example.org/0\n'
        "1.png,,DE,\nnone.png,x,,\n",
        encoding="utf-8",
    )
    summary = build(tmp_path / "in", tmp_path / "site", metadata=(str(table),))
    assert [p.kind for p in summary.problems] == ["unmatched", "unmatched"]
    manifest = read_json(tmp_path / "site", "data/manifest")
    assert manifest["columns"] == [
        {"name": "title", "type": "text"},
        {"name": "place", "type": "text"},
        {"name": "permalink", "type": "link"},
    ]
    assert [(c.name, c.filled) for c in summary.columns] == [
        ("title", 1), ("place", 2), ("permalink", 1),
    ]  # fmt: skip
    assert "metadata.csv: 2 of 3 rows have an image." in summary.notes
    assert manifest["roles"] == {"title": "title", "link": "permalink"}
    rows = {row[0]: row for row in read_json(tmp_path / "site", "data/records/0")["rows"]}
    assert rows["0.png"][4] == "Zürich, <b>am See</b>"
    assert rows["0.png"][5] == ["Zürich, <b>am See</b>", "CH", "https://example.org/0"]
    assert rows["1.png"][4:] == ["1", ["", "DE", ""]]
    assert rows["2.png"][5] == ["", "", ""]


def test_user_text_never_becomes_markup(tmp_path: Path) -> None:
    draw(tmp_path / "in" / "0.png", 0)
    text = "</script><script>alert(1)</script>\"'>&"
    build(tmp_path / "in", tmp_path / "site", title=text, description=text)
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert page.count("</script>") == 2


def test_a_folder_that_is_not_pixgens_is_left_alone(tmp_path: Path) -> None:
    draw(tmp_path / "in" / "0.png", 0)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(PublishError, match="was not made by pixgen"):
        build(tmp_path / "in", tmp_path / "mine")
    assert contents(tmp_path / "mine") == {"thesis.txt": b"years of work"}


def test_a_site_never_takes_the_place_of_its_own_images(tmp_path: Path) -> None:
    draw(tmp_path / "in" / "0.png", 0)
    for out in (tmp_path / "in", tmp_path):
        with pytest.raises(InputError, match="lie inside the folder of the site"):
            build(tmp_path / "in", out, force=True)
    assert (tmp_path / "in" / "0.png").is_file()


def test_a_failed_build_leaves_the_old_site(tmp_path: Path) -> None:
    draw(tmp_path / "in" / "0.png", 0)
    build(tmp_path / "in", tmp_path / "site")
    before = contents(tmp_path / "site")
    (tmp_path / "in" / "0.png").write_bytes(b"broken now")
    with pytest.raises(InputError):
        build(tmp_path / "in", tmp_path / "site")
    assert contents(tmp_path / "site") == before


@pytest.mark.parametrize("tiers", [(8, 16, 32, 64, 128), (8, 32), (8,)])
def test_every_page_of_every_tier_holds_the_pictures_of_its_ids(
    tmp_path: Path, tiers: tuple[int, ...]
) -> None:
    colors = {}
    for number in range(70):
        color = tuple(np.random.default_rng(number).integers(0, 255, 3).tolist())
        path = tmp_path / "in" / f"{number:02}.png"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (20, 20), color).save(path)
        colors[path.name] = color
    build(tmp_path / "in", tmp_path / "site", tiers=tiers)
    manifest = read_json(tmp_path / "site", "data/manifest")
    rows = read_json(tmp_path / "site", "data/records/0")["rows"]
    assert [tier["size"] for tier in manifest["tiers"]] == list(tiers)
    assert [tier["pages"] for tier in manifest["tiers"]] == [
        2 if size == 128 else 1 for size in tiers
    ]
    written = {path.name for path in (tmp_path / "site" / "tiles").iterdir()}
    assert written == {str(size) for size in tiers}
    for tier in manifest["tiers"]:
        size, capacity = tier["size"], tier["capacity"]
        for id_, row in enumerate(rows):
            page = payload(tmp_path / "site", f"tiles/{size}/{id_ // capacity}")
            (tmp_path / "page.jpg").write_bytes(page)
            with Image.open(tmp_path / "page.jpg") as image:
                assert image.width == 1024
                y, x = divmod(id_ % capacity, 1024 // size)
                found = image.getpixel((x * size + size // 2, y * size + size // 2))
            assert np.abs(np.subtract(found, colors[row[0]])).max() <= 6
