"""Drawn sites have any size, look like real ones, and hold the pictures they say."""

import base64
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pixgen.build import Summary
from pixgen.layouts.base import Layout
from pixgen.progress import SilentProgress
from pixgen.scatter import STRANDS, choose_pictures, scatter
from pixgen.settings import Settings
from pixgen.synth import find_nearest, largest_islands, synthesize_site


def synthesize(folder: Path, count: int, **more: object) -> Summary:
    rng = np.random.default_rng(1)
    (folder / "in").mkdir(exist_ok=True)
    for number in range(20):
        color = tuple(rng.integers(0, 255, 3).tolist())
        size = tuple(rng.integers(20, 40, 2).tolist())
        Image.new("RGB", size, color).save(folder / "in" / f"{number:02}.png")
    settings = Settings(images=(str(folder / "in"),), out=folder / "site", **more)  # type: ignore[arg-type]
    return synthesize_site(settings, count, SilentProgress())


def payload(site: Path, key: str) -> bytes:
    text = (site / f"{key}.js").read_text("ascii")
    return base64.b64decode(text[text.index("/*") + 2 : text.rindex("*/")])


def read_json(site: Path, key: str) -> dict:  # type: ignore[type-arg]
    return json.loads(gzip.decompress(payload(site, key)))


@pytest.mark.parametrize("count", [1, 2, 9, 40])
def test_sites_of_any_size_can_be_drawn(tmp_path: Path, count: int) -> None:
    assert synthesize(tmp_path, count).count == count
    manifest = read_json(tmp_path / "site", "data/manifest")
    assert manifest["count"] == count
    assert manifest["models"][0]["neighbors"]["count"] == min(30, count - 1)
    assert [layout["name"] for layout in manifest["models"][0]["layouts"]] == [
        "map",
        "grid",
        "umap",
    ]


def test_every_cell_shows_the_picture_of_its_record(tmp_path: Path) -> None:
    synthesize(tmp_path, 1500, tiers=(8, 32), neighbors=3)
    manifest = read_json(tmp_path / "site", "data/manifest")
    assert [tier["size"] for tier in manifest["tiers"]] == [8, 32]
    assert not (tmp_path / "site" / "tiles" / "128").exists()
    colors = {}
    for path in (tmp_path / "in").iterdir():
        with Image.open(path) as image:
            colors[path.name] = image.getpixel((0, 0))
    rows = [
        row for p in (0, 1) for row in read_json(tmp_path / "site", f"data/records/{p}")["rows"]
    ]
    assert len({row[0] for row in rows}) == 1500
    for page in (0, 1):
        with Image.open(io.BytesIO(payload(tmp_path / "site", f"tiles/32/{page}"))) as image:
            pixels = np.asarray(image)
        for cell, row in enumerate(rows[page * 1024 : (page + 1) * 1024]):
            y, x = divmod(cell, 32)
            expected = colors[row[0].split("/")[1]]
            assert np.abs(pixels[y * 32 + 16, x * 32 + 16] - np.array(expected)).max() <= 6
            assert (tmp_path / "site" / row[1]).is_file()


def test_the_same_seed_draws_the_same_site_and_another_seed_another(tmp_path: Path) -> None:
    builds = []
    for seed in (1, 1, 2):
        synthesize(tmp_path, 60, seed=seed)
        builds.append(read_json(tmp_path / "site", "data/manifest")["build"])
    assert builds[0] == builds[1] != builds[2]


def test_the_largest_islands_are_the_hotspots(tmp_path: Path) -> None:
    synthesize(tmp_path, 400, hotspots=3)
    hotspots = read_json(tmp_path / "site", "data/manifest")["models"][0]["hotspots"]
    rows = read_json(tmp_path / "site", "data/records/0")["rows"]
    islands = [row[5][0] for row in rows]
    counts = sorted((islands.count(name) for name in set(islands)), reverse=True)
    assert [spot["count"] for spot in hotspots] == counts[:3]
    for spot in hotspots:
        assert islands[spot["representative"]] == spot["label"]


def test_islands_with_hardly_an_image_are_no_hotspots() -> None:
    layout = Layout(np.zeros((12, 2), np.float32), 1.6, 0.1)
    islands = np.array([0] * 4 + [1] * 8)
    (only,) = largest_islands(islands, layout, 24)
    assert only.members.tolist() == list(range(4, 12))


def test_islands_have_many_sizes_and_lie_apart() -> None:
    drawn = scatter(20_000, aspect=1.6, seed=3)
    sizes = np.sort(np.bincount(drawn.islands))[::-1]
    assert sizes[0] > 5 * sizes[-1] > 0
    assert (drawn.strands // STRANDS == drawn.islands).all()
    places = Layout(drawn.points.astype(np.float32), 1, 0.01)
    nearest = find_nearest(places, 1, lambda count: None).ids[:, 0]
    assert (drawn.islands[nearest] == drawn.islands).mean() > 0.97


def test_pictures_of_a_strand_are_alike_in_colour() -> None:
    rng = np.random.default_rng(2)
    colors = rng.integers(0, 255, (300, 3)).astype(np.uint8)
    strands = rng.integers(0, 20 * STRANDS, 5000)
    shown = colors[choose_pictures(strands, colors, seed=1)].astype(float)
    within = np.mean([shown[strands == s].std(axis=0).mean() for s in np.unique(strands)])
    assert within < shown.std(axis=0).mean() / 2


@pytest.mark.parametrize("count", [1, 5, 300])
def test_neighbours_are_the_nearest_on_the_map(count: int) -> None:
    places = np.random.default_rng(4).random((count, 2)).astype(np.float32)
    found = find_nearest(Layout(places, 1.6, 0.01), 7, lambda n: None)
    scaled = places.astype(float) * [1.6, 1]
    gaps = np.hypot(*(scaled[:, None] - scaled[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    assert found.ids.tolist() == np.argsort(gaps, axis=1)[:, : min(7, count - 1)].tolist()
    assert (np.diff(found.similarity, axis=1) <= 0).all()


def test_places_that_coincide_are_never_their_own_neighbours() -> None:
    found = find_nearest(Layout(np.full((50, 2), 0.5, np.float32), 1, 0.01), 4, lambda n: None)
    assert found.ids.shape == (50, 4)
    assert (found.ids != np.arange(50)[:, None]).all()
    assert all(len(set(row)) == 4 for row in found.ids.tolist())
