"""The page around the map: detail view, neighbours, hotspots, links, and who it talks to."""

import os
from pathlib import Path

import numpy as np
import pytest
from harness import ROOT, Opener, everywhere
from helpers import boxes, call, free_ids, members, middle, names, rest
from PIL import Image

from pixgen.build import build_site
from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import load_embedder
from pixgen.imaging.derive import DeriveSpec, Square, derive
from pixgen.progress import SilentProgress
from pixgen.setting_files import load_settings
from pixgen.settings import Settings


def click_on(page, id_: int) -> None:  # type: ignore[no-untyped-def]
    page.mouse.click(*middle(boxes(page)[id_]))


@everywhere
def test_a_click_opens_the_right_picture_with_its_metadata(
    open_site: Opener, sample_site: Path
) -> None:
    page = open_site(sample_site).page
    rest(page)
    id_ = free_ids(page, boxes(page))[60]
    record = call(page, "(p, id) => p.site.record(id)", id_)
    click_on(page, id_)
    detail = page.locator("#detail")
    detail.get_by_role("heading", name=record["title"], exact=True).wait_for()
    image = detail.locator(".detail-image")
    page.wait_for_function("() => document.querySelector('.detail-image').naturalWidth > 0")
    assert image.get_attribute("src") == record["image"]
    text = detail.inner_text()
    for column, value in zip(
        call(page, "(p) => p.site.manifest.columns"), record["values"], strict=True
    ):
        for part in value.split("|") if column["type"] == "tags" else [value]:
            assert part in text, column["name"]
    assert f"image={id_}" in page.evaluate("location.hash")


@pytest.fixture(scope="session")
def typed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two pictures whose metadata has links, tags and hostile words."""
    folder = tmp_path_factory.mktemp("typed")
    for name, color in (("a.png", "navy"), ("b.png", "maroon")):
        Image.new("RGB", (40, 30), color).save(folder / name)
    (folder / "m.csv").write_text(
        "filename,title,year,source,materials,height,note\n"
        "a.png,A,ca. 1905,https://example.org/a?b=1&c=2,oil|can<b>vas,12.50,<img src=x onerror=y>\n"
        'b.png,B,1906,javascript:alert(1),"oil, gold|wood",7,https://example.org/b\n',
        encoding="utf-8",
    )
    settings = Settings(
        images=(str(folder),),
        metadata=(str(folder / "m.csv"),),
        type=(("source", "link"),),
        model=("descriptor",),
        out=folder / "site",
    )
    summary = build_site(settings, SilentProgress())
    assert [(p.kind, p.name) for p in summary.problems] == [("cell", "m.csv, row 3, column source")]
    return folder / "site"


def test_each_kind_of_column_is_shown_as_what_it_is(open_site: Opener, typed_site: Path) -> None:
    page = open_site(typed_site).page
    for id_, name in enumerate(names(page)):
        page.evaluate("(id) => { location.hash = `#image=${id}`; }", id_)
        detail = page.locator("#detail")
        detail.get_by_role("heading", name=name[0].upper(), exact=True).wait_for()
        rows = {
            row.locator("dt").inner_text(): row.locator("dd")
            for row in detail.locator(".fields > div").all()
        }
        assert detail.locator(".fields b, .fields img").count() == 0
        if name == "b.png":
            assert list(rows) == ["Year", "Materials", "Height", "Note", "File", "Original size"]
            assert rows["Materials"].locator("li").all_inner_texts() == ["oil, gold", "wood"]
            assert detail.locator(".fields a").count() == 0
            continue
        link = rows["Source"].get_by_role("link")
        assert link.get_attribute("href") == "https://example.org/a?b=1&c=2"
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert rows["Materials"].locator("li").all_inner_texts() == ["oil", "can<b>vas"]
        assert [rows[key].inner_text() for key in ("Year", "Height", "Note")] == [
            "ca. 1905", "12.50", "<img src=x onerror=y>",
        ]  # fmt: skip


def exact_neighbors(own: str, count: int) -> dict[str, float]:
    """Compare every sample image with one by brute force over its network's vectors."""
    settings = load_settings(ROOT / "sample_data" / "pixgen.toml", {})
    embedder = load_embedder(Choice(settings.model[0]))
    spec = DeriveSpec(
        inputs=(Square(embedder.input_size),),
        background=(0x10, 0x11, 0x14),
        max_pixels=500_000_000,
    )
    paths = sorted((ROOT / "sample_data" / "images").glob("*.jpg"))
    inputs = np.stack([derive(path, spec).inputs[0] for path in paths])
    size = embedder.batch_size
    parts = [embedder(inputs[first : first + size]) for first in range(0, len(inputs), size)]
    vectors = np.concatenate(parts).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    listed = [path.name for path in paths]
    cosine = vectors @ vectors[listed.index(own)]
    order = [index for index in np.argsort(-cosine) if listed[index] != own][:count]
    return {listed[index]: float(cosine[index]) for index in order}


@everywhere
def test_the_neighbour_strip_equals_the_exact_neighbours(
    open_site: Opener, sample_site: Path
) -> None:
    page = open_site(sample_site, "#image=17").page
    page.get_by_role("button", name="Show all 30").click()
    page.locator(".neighbor").nth(29).wait_for()
    own = names(page)[17]
    exact = exact_neighbors(own, 30)
    found = call(page, "async (p) => (await p.site.models[0].neighbors(17))")
    listed = [names(page)[id_] for id_ in found["ids"]]
    assert listed == list(exact)
    assert (
        np.abs(np.subtract(found["similarities"], list(exact.values()))).max() <= 0.5 / 255 + 1e-3
    )
    percents = [
        int(text.strip("%")) for text in page.locator(".neighbor-percent").all_inner_texts()
    ]
    assert percents == sorted(percents, reverse=True)
    assert np.abs(np.subtract(percents, [100 * c for c in exact.values()])).max() <= 1
    titles = call(
        page,
        "async (p, ids) => Promise.all(ids.map(async (id) => (await p.site.record(id)).title))",
        found["ids"],
    )
    page.locator(f'.neighbor[title="{titles[0]}"]').first.wait_for()
    page.locator(".neighbor").first.click()
    page.locator("#detail").get_by_role("heading", name=titles[0], exact=True).wait_for()
    assert f"image={found['ids'][0]}" in page.evaluate("location.hash")


def test_previous_next_back_and_escape(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site, "#image=5").page
    detail = page.locator("#detail")

    def shows(id_: int) -> None:
        title = call(page, "async (p, id) => (await p.site.record(id)).title", id_)
        detail.get_by_role("heading", name=title, exact=True).wait_for()

    shows(5)
    page.get_by_role("button", name="Next picture").click()
    shows(6)
    page.get_by_role("button", name="Previous picture").click()
    shows(5)
    page.go_back()
    shows(6)
    page.keyboard.press("Escape")
    detail.wait_for(state="hidden")
    assert "image=" not in page.evaluate("location.hash")


@everywhere
def test_a_link_opens_the_identical_view(open_site: Opener, sample_site: Path) -> None:
    first = open_site(sample_site).page
    rest(first)
    first.get_by_role("button", name="Grid").click()
    first.wait_for_function("() => window.pixgen.scene.layout === 'grid'")
    rest(first)
    first.mouse.move(700, 300)
    first.mouse.wheel(0, -600)
    rest(first)
    first.mouse.move(1, 1)
    first.wait_for_function("() => location.hash.includes('view=')")
    hash_ = first.evaluate("location.hash")
    second = open_site(sample_site, hash_).page
    second.wait_for_function("() => window.pixgen.scene.layout === 'grid'")
    rest(second)
    assert np.abs(boxes(first) - boxes(second)).max() < 0.5


@everywhere
def test_a_hotspot_card_flies_to_its_pictures(open_site: Opener, sample_site: Path) -> None:
    page = open_site(sample_site).page
    rest(page)
    hotspots = call(page, "(p) => p.site.models[0].info.hotspots")
    assert len(hotspots) >= 8
    page.get_by_role("button", name=hotspots[1]["label"]).click()
    page.wait_for_function("() => location.hash.includes('hotspot=1')")
    rest(page)
    ids = members(page, 1)
    assert len(ids) == hotspots[1]["count"]
    assert hotspots[1]["representative"] in ids
    places = boxes(page)[ids]
    middles = places[:, :2] + places[:, 2:] / 2
    inside = ((middles > 0) & (middles < [1200, 800])).all(axis=1)
    assert inside.mean() >= 0.9
    view = page.evaluate("window.pixgen.scene.view")
    page.evaluate("history.back()")
    page.wait_for_function("() => !location.hash.includes('hotspot=')")
    rest(page)
    assert page.evaluate("window.pixgen.scene.view")["scale"] < view["scale"]


def test_the_policy_lets_nothing_in_from_elsewhere(open_site: Opener, sample_site: Path) -> None:
    visit = open_site(sample_site)
    blocked = visit.page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (event) => done(event.blockedURI));
          const image = new Image();
          image.src = "https://elsewhere.example/pixel.png";
        })"""
    )
    assert "elsewhere.example" in blocked
    assert visit.foreign == []
    visit.complaints = [c for c in visit.complaints if "Content Security Policy" not in c]


def test_touch_taps_open_and_a_phone_shows_the_sheet(open_site: Opener, sample_site: Path) -> None:
    page = open_site(
        sample_site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).page
    rest(page)
    places = boxes(page)
    id_ = free_ids(page, places)[20]
    page.touchscreen.tap(*middle(places[id_]))
    title = call(page, "async (p, id) => (await p.site.record(id)).title", id_)
    heading = page.locator("#detail").get_by_role("heading", name=title, exact=True)
    heading.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared = os.environ.get("PIXGEN_SHARED")
    if not shared:
        pytest.skip("PIXGEN_SHARED is not set: no real photographs here")
    data = (ROOT / shared / "data").resolve()
    out = tmp_path_factory.mktemp("fsa") / "site"
    settings = Settings(
        images=(str(data / "images" / "fsa-color" / "images"),),
        metadata=(str(data / "images" / "fsa-color" / "metadata.csv"),),
        model=("mobilenet_v2",),
        weights=(str(data / "models" / "mobilenet_v2_1.0_224_from_coral_ptq_notop.h5"),),
        title="Photographs",
        out=out,
    )
    build_site(settings, SilentProgress())
    return out


def test_the_first_picture_of_real_photographs_is_light(
    open_site: Opener, photographs: Path
) -> None:
    visit = open_site(photographs)
    first = [request.split("?")[0] for request in visit.requests]
    # What was asked for up to the first picture; what follows it is not counted.
    asked = visit.page.evaluate(
        """() => {
          const ready = performance.getEntriesByName("pixgen-first")[0].startTime;
          const entries = [...performance.getEntriesByType("navigation"),
            ...performance.getEntriesByType("resource")];
          const before = entries.filter(
            (e) => e.startTime <= ready && !/^(data|blob):/.test(e.name));
          return { requests: before.length,
            bytes: before.reduce((sum, e) => sum + (e.transferSize || 0), 0) };
        }"""
    )
    if visit.url.startswith("http"):
        assert asked["requests"] <= 6
        assert 0 < asked["bytes"] <= 500_000
    assert len(first) >= 5
    rest(visit.page)
    stats = visit.page.evaluate("window.pixgen.stats")
    assert stats["drawn"] == stats["visible"] == 1077
