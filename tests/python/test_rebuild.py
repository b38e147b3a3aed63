"""A second build does only what the change asks for, and the site is as if built at once."""

import cProfile
import json
import logging
import os
import pstats
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import pixgen.ingest
from pixgen.build import build_site
from pixgen.cache.work import Work
from pixgen.cli import main
from pixgen.embedding.descriptor import Descriptor
from pixgen.errors import StrictError
from pixgen.imaging.decode import ImageError
from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.summary import Summary

# Module and function of each stage, as they stand in the code.
STAGES = {
    ("ingest.py", "_take"): "decode",
    ("search.py", "find_neighbors"): "neighbors",
    ("least.py", "find_least"): "least",
    ("within.py", "find_within"): "within",
    ("reduce.py", "reduce_dimensions"): "reduce",
    ("umap.py", "compute"): "umap",
    ("lattice.py", "compute"): "map",
    ("grid.py", "compute"): "grid",
    ("hotspots.py", "find_hotspots"): "hotspots",
    ("find.py", "find_duplicates"): "duplicates",
    ("atlas.py", "encode_page"): "pages",
}
COMPUTED = ("neighbors", "least", "reduce", "umap", "map", "grid", "hotspots")
LAYOUTS = {"umap": 1, "map": 1, "grid": 1, "hotspots": 1, "pages": 5}


def draw(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        coarse = np.random.default_rng(number).integers(0, 255, (3, 4, 3), np.uint8)
        picture = Image.fromarray(coarse).resize((40, 30), Image.Resampling.BICUBIC)
        picture.save(folder / f"{number:03}.png")


def contents(site: Path) -> dict[str, bytes]:
    found = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


class Workshop:
    """A folder of images, and the site that is built of it again and again."""

    def __init__(self, root: Path) -> None:
        self.root, self.images, self.site = root, root / "in", root / "out" / "site"
        self.work = Work.of(self.site)
        self.summary: Summary | None = None

    def build(self, **settings: object) -> dict[str, int]:
        """Build, and return how many times each stage ran."""
        values = {"images": (str(self.images),), "out": self.site, "model": ("descriptor",)}
        chosen = Settings(**{**values, **settings})  # type: ignore[arg-type]
        profile = cProfile.Profile()
        batches: list[int] = []
        look = Descriptor.__call__

        def counted(self: Descriptor, pictures: np.ndarray) -> np.ndarray:
            batches.append(len(pictures))
            return look(self, pictures)

        # The network runs in a thread of its own, which a profile does not see.
        with pytest.MonkeyPatch.context() as patch, profile:
            patch.setattr(Descriptor, "__call__", counted)
            self.summary = build_site(chosen, SilentProgress())
        ran: dict[str, int] = {"embed": len(batches)} if batches else {}
        for (file, _, function), (calls, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
            if stage := STAGES.get((Path(file).name, function)):
                ran[stage] = ran.get(stage, 0) + calls
        return ran


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workshop = Workshop(tmp_path_factory.mktemp("built"))
    draw(workshop.images, range(40))
    ran = workshop.build()
    assert ran == {
        "decode": 40,
        "embed": 2,
        **dict.fromkeys(COMPUTED, 1),
        "duplicates": 1,
        "pages": 5,
    }
    return workshop.root


@pytest.fixture
def workshop(built: Path, tmp_path: Path) -> Workshop:
    """What stands after a first build, in a copy of its own."""
    shutil.copytree(built, tmp_path / "w", symlinks=True)
    return Workshop(tmp_path / "w")


def test_an_unchanged_rebuild_computes_nothing(workshop: Workshop) -> None:
    before = contents(workshop.site)
    assert workshop.build() == {}
    assert contents(workshop.site) == before


def test_an_unchanged_rebuild_loads_no_network_and_no_umap(workshop: Workshop) -> None:
    code = (
        "import sys; from pixgen.cli import main; main.main(sys.argv[1:], standalone_mode=False); "
        "heavy = ('tensorflow', 'keras', 'umap', 'numba', 'sklearn'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    words = ["build", str(workshop.images), "-o", str(workshop.site), "--model", "descriptor", "-q"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_one_new_image_costs_one_decode_and_one_embedding(workshop: Workshop) -> None:
    draw(workshop.images, range(40, 41))
    ran = workshop.build()
    assert (ran["decode"], ran["embed"]) == (1, 1)
    assert {name: ran[name] for name in COMPUTED} == dict.fromkeys(COMPUTED, 1)


def test_a_renamed_or_doubled_image_is_not_decoded(workshop: Workshop) -> None:
    (workshop.images / "000.png").rename(workshop.images / "zzz.png")
    shutil.copy(workshop.images / "001.png", workshop.images / "copy.png")
    ran = workshop.build()
    assert "decode" not in ran
    assert "embed" not in ran


def test_a_further_model_is_all_that_is_computed_and_changes_nothing_of_the_first(
    workshop: Workshop,
) -> None:
    before = contents(workshop.site)
    ran = workshop.build(model=("descriptor", "builtin"))
    assert "embed" not in ran
    assert {name: ran[name] for name in COMPUTED} == dict.fromkeys(COMPUTED, 1)
    after = contents(workshop.site)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"data/manifest.js", "index.html", ".pixgen-site"}
    further = {name for name in after if name not in before}
    assert further == {
        f"data/model-1/{name}.js"
        for name in (
            "groups",
            "layout-grid",
            "layout-map",
            "layout-umap",
            "least/0",
            "neighbors/0",
        )
    }
    assert after["data/model-1/neighbors/0.js"] != after["data/neighbors/0.js"]


@pytest.mark.parametrize(
    ("settings", "stages"),
    [
        ({"title": "Another", "description": "Other words"}, {}),
        ({"min_dist": 0.3}, LAYOUTS),
        ({"umap_neighbors": 9}, LAYOUTS),
        ({"hotspots": 3}, {"hotspots": 1}),
        ({"min_cluster_size": 4}, {"hotspots": 1}),
        ({"tiers": (8, 32)}, {}),
        ({"neighbors": 12}, {"neighbors": 1, **LAYOUTS}),
        ({"seed": 25}, {"neighbors": 1, "least": 1, "reduce": 1, **LAYOUTS}),
        ({"least": 5}, {"least": 1}),
        ({"duplicate_threshold": 0.95}, {"duplicates": 1}),
        ({"metric": "euclidean"}, {"neighbors": 1, "least": 1, "reduce": 1, **LAYOUTS}),
        ({"display_quality": 70}, {"decode": 40}),
        ({"background": "#ffffff"}, {"decode": 40, "embed": 2, "pages": 5}),
    ],
    ids=lambda value: next(iter(value), "nothing"),
)
def test_a_changed_setting_runs_what_depends_on_it(
    workshop: Workshop, settings: dict[str, object], stages: dict[str, int]
) -> None:
    ran = workshop.build(**settings)
    if "background" in settings:
        # The vectors are the same again, but their key is not: all behind them looks once more.
        ran = {name: ran[name] for name in stages}
    if "umap" in stages and "pages" not in ran:
        # Where the order happens to be the same, so are the pages.
        stages = {name: count for name, count in stages.items() if name != "pages"}
    assert ran == stages
    changed = contents(workshop.site)
    if settings.keys() & {"min_dist", "display_quality"}:
        other = Workshop(workshop.root / "anew")
        other.images = workshop.images
        other.build(**settings)
        assert contents(other.site) == changed
    assert workshop.build(**settings) == {}
    # What was there before the change is still kept, but for the pages of the other order.
    assert workshop.build().keys() <= {"pages"}


def test_changed_metadata_computes_nothing(workshop: Workshop) -> None:
    table = workshop.root / "table.csv"
    table.write_text("filename,title\n000.png,One\n")
    assert workshop.build(metadata=(str(table),)) == {}
    table.write_text("filename,title\n000.png,Two\n")
    assert workshop.build(metadata=(str(table),)) == {}


def test_no_cache_computes_everything_and_keeps_it(workshop: Workshop) -> None:
    before = contents(workshop.site)
    ran = workshop.build(no_cache=True)
    assert (ran["decode"], ran["embed"], ran["umap"], ran["pages"]) == (40, 2, 1, 5)
    assert contents(workshop.site) == before
    assert workshop.build() == {}


def damage_shard(work: Work) -> None:
    (rows,) = work.folder.glob("vectors/*/*/vectors")
    flip(rows)


def damage_cells(work: Work) -> None:
    (rows,) = work.folder.glob("pixels/*/*/cells")
    flip(rows)
    # Cells are looked at when a page is made anew.
    shutil.rmtree(work.pages)


def damage_notes(work: Work) -> None:
    (rows,) = work.folder.glob("pixels/*/*/colors")
    rows.write_bytes(rows.read_bytes()[:-1])


def damage_stage(work: Work) -> None:
    (stage,) = work.folder.glob("stages/layouts.umap*")
    flip(stage)


def damage_page(work: Work) -> None:
    flip(min(work.pages.iterdir()))


def damage_display(work: Work) -> None:
    min(work.folder.glob("display/*/??/*.jpg")).write_bytes(b"an optimizer was here")


def damage_files(work: Work) -> None:
    work.files.write_text("{}")


def make_foreign(work: Work) -> None:
    for name in ("pixels", "stages", "files"):
        path = work.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (work.folder / "pixels").write_text("a file where a folder should be")
    (work.folder / "stages").mkdir()
    (work.folder / "stages" / "notes.stage").write_text("by hand")
    (work.folder / "files").mkdir()


def put_files_for_folders(work: Work) -> None:
    for name in ("stages", "pages", "staging"):
        shutil.rmtree(work.folder / name, ignore_errors=True)
        (work.folder / name).write_text("a file where a folder should be")
    shown = min(work.folder.glob("display/*/??"))
    shutil.rmtree(shown)
    shown.write_text("here too")


def flip(path: Path) -> None:
    """Turn one bit over, in the site's copy too where both are one file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [damage_shard, damage_cells, damage_notes, damage_stage, damage_page, damage_display,
     damage_files, make_foreign, put_files_for_folders],
)  # fmt: skip
def test_what_is_damaged_in_the_work_folder_never_reaches_the_site(
    workshop: Workshop, caplog: pytest.LogCaptureFixture, damage: Callable[[Work], None]
) -> None:
    before = contents(workshop.site)
    damage(workshop.work)
    if damage is damage_shard:
        # Vectors are looked at when there is something to compute from them.
        shutil.rmtree(workshop.work.stages)
    with caplog.at_level(logging.WARNING):
        workshop.build()
    assert contents(workshop.site) == before
    assert 1 <= len(caplog.messages) <= 5
    assert all("computed anew" in message for message in caplog.messages)
    caplog.clear()
    assert workshop.build() == {}
    assert caplog.messages == []


def test_a_failure_that_lasts_is_not_tried_again(workshop: Workshop) -> None:
    broken = workshop.images / "broken.jpg"
    broken.write_bytes(b"this is no picture")
    assert workshop.build()["decode"] == 1
    report = (workshop.site / "report.json").read_bytes()
    assert workshop.build() == {}
    assert (workshop.site / "report.json").read_bytes() == report
    assert b"broken.jpg" in report
    broken.write_bytes(b"still no picture")
    assert workshop.build()["decode"] == 1
    # Another limit may change which files can be read.
    assert workshop.build(max_megapixels=400)["decode"] == 41


def test_a_failure_that_may_pass_is_tried_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(workshop.images, range(40, 42))
    derive_many = pixgen.ingest.derive_many

    def short_of_memory(paths: list[Path], *given: object, **more: object) -> object:
        for path, result in zip(paths, derive_many(paths, *given, **more), strict=True):
            if path.name == "041.png":
                yield ImageError("The picture needs more memory than there is.", lasting=False)
            else:
                yield result

    monkeypatch.setattr(pixgen.ingest, "derive_many", short_of_memory)
    for decoded in (2, 1, 1):
        assert workshop.build()["decode"] == decoded
        assert workshop.summary is not None
        assert [problem.name for problem in workshop.summary.problems] == ["041.png"]
    monkeypatch.undo()
    assert workshop.build()["decode"] == 1
    assert workshop.summary.problems == ()


def changing(path: Path, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file be written to while it is read, so many times."""
    derive_many = pixgen.ingest.derive_many
    left = [times]

    def meanwhile(paths: list[Path], *given: object, **more: object) -> object:
        for current, result in zip(paths, derive_many(paths, *given, **more), strict=True):
            if current == path and left[0]:
                left[0] -= 1
                draw_over(path, 100 + left[0])
            yield result

    monkeypatch.setattr(pixgen.ingest, "derive_many", meanwhile)


def draw_over(path: Path, seed: int) -> None:
    color = tuple(np.random.default_rng(seed).integers(0, 255, 3).tolist())
    Image.new("RGB", (31, 17), color).save(path)


def test_a_file_that_changes_while_it_is_read_is_taken_as_it_is_then(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(workshop.images, range(40, 41))
    changing(workshop.images / "040.png", 1, monkeypatch)
    assert workshop.build()["decode"] == 2
    assert workshop.summary is not None
    assert workshop.summary.problems == ()
    assert any("Changed during the build" in note for note in workshop.summary.notes)
    monkeypatch.undo()
    site = contents(workshop.site)
    assert "decode" not in workshop.build(no_cache=False)
    assert contents(workshop.site) == site
    workshop.build(no_cache=True)
    assert contents(workshop.site) == site


def test_a_file_that_keeps_changing_is_skipped_with_its_reason(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(workshop.images, range(40, 41))
    shutil.copy(workshop.images / "040.png", workshop.images / "twin.png")
    changing(workshop.images / "040.png", 9, monkeypatch)
    workshop.build()
    assert workshop.summary is not None
    (problem,) = workshop.summary.problems
    assert (problem.kind, problem.name) == ("skipped", "040.png")
    assert "changed again and again" in problem.reason
    assert not any("Changed during the build" in note for note in workshop.summary.notes)
    # Its twin has the content that the other had before, and is in.
    assert workshop.summary.count == 41
    monkeypatch.undo()
    workshop.build()
    assert workshop.summary.problems == ()


def test_a_file_that_vanishes_during_the_build_is_skipped(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(workshop.images, range(40, 42))
    derive_many = pixgen.ingest.derive_many

    def then_gone(paths: list[Path], *given: object, **more: object) -> object:
        for path, result in zip(paths, derive_many(paths, *given, **more), strict=True):
            path.unlink(missing_ok=True)
            yield result

    monkeypatch.setattr(pixgen.ingest, "derive_many", then_gone)
    workshop.build()
    assert workshop.summary is not None
    assert workshop.summary.count == 40
    reasons = {problem.name: problem.reason for problem in workshop.summary.problems}
    assert reasons == dict.fromkeys(
        ["040.png", "041.png"], "The file vanished while the site was being built."
    )


def test_a_site_behind_a_link_stays_behind_it(workshop: Workshop) -> None:
    link = workshop.root / "www"
    link.symlink_to(workshop.site)
    workshop.build(out=link, title="Behind a link")
    assert link.is_symlink()
    assert "Behind a link" in (workshop.site / "index.html").read_text("utf-8")


def test_work_does_not_grow_without_end(workshop: Workshop) -> None:
    def size() -> int:
        files = [path.stat() for path in workshop.work.folder.rglob("*") if path.is_file()]
        return sum(status.st_size for status in files)

    settings = [{"background": f"#1011{number:02}"} for number in range(5)]
    sizes = []
    for chosen in settings:
        workshop.build(**chosen)
        sizes.append(size())
    assert sizes[-1] < 1.1 * sizes[0]
    for path in sorted(workshop.images.iterdir())[5:]:
        path.unlink()
    workshop.build(**settings[-1])
    assert len(list(workshop.work.folder.glob("display/*/??/*.jpg"))) <= 45


def test_strict_fails_on_any_problem_and_leaves_the_old_site(workshop: Workshop) -> None:
    before = contents(workshop.site)
    assert workshop.build(strict=True) == {}
    (workshop.images / "broken.jpg").write_bytes(b"this is no picture")
    table = workshop.root / "table.csv"
    table.write_text("filename,title\n000.png,One\n")
    with pytest.raises(StrictError) as caught:
        workshop.build(strict=True, metadata=(str(table),))
    message = str(caught.value)
    assert "1 skipped, 40 unmatched" in message
    assert "\n  skipped: broken.jpg: " in message
    assert "and 21 more" in message
    assert str(workshop.work.report) in message
    assert contents(workshop.site) == before
    report = workshop.work.report.read_bytes()
    workshop.build(metadata=(str(table),))
    assert (workshop.site / "report.json").read_bytes() == report


def test_the_command_ends_with_counts_and_strict_with_1(workshop: Workshop) -> None:
    (workshop.images / "broken.jpg").write_bytes(b"this is no picture")
    words = ["build", str(workshop.images), "-o", str(workshop.site), "--model", "descriptor"]
    end = CliRunner().invoke(main, words)
    assert (end.exit_code, "1 skipped; see " in end.stdout) == (0, True)
    strict = CliRunner().invoke(main, [*words, "--strict"])
    assert strict.exit_code == 1
    assert "\nError: With --strict nothing may be amiss, but there are 1 skipped" in strict.stderr


def test_real_reports_fit_their_schema(workshop: Workshop) -> None:
    import jsonschema

    (workshop.images / "broken.jpg").write_bytes(b"this is no picture")
    table = workshop.root / "table.csv"
    table.write_text("filename,title\n000.png,One\nnone.png,Two\n")
    workshop.build(metadata=(str(table),))
    schema = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    report = json.loads((workshop.site / "report.json").read_text("utf-8"))
    assert report["counts"]["skipped"] == 1
    jsonschema.validate(report, schema)
    report["problems"].append({"kind": "strange", "name": "x", "reason": "y"})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, schema)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(workshop: Workshop) -> None:
    parent = workshop.site.parent
    parent.chmod(0o500)
    words = ["build", str(workshop.images), "-o", str(parent / "new"), "--model", "descriptor"]
    end = CliRunner().invoke(main, words)
    parent.chmod(0o700)
    assert end.exit_code == 1
    assert "may not be written" in end.stderr


def test_a_file_in_the_way_of_the_work_folder_is_told(tmp_path: Path) -> None:
    draw(tmp_path / "in", range(1))
    (tmp_path / ".pixgen").write_text("a file")
    words = ["build", str(tmp_path / "in"), "-o", str(tmp_path / "site"), "--model", "descriptor"]
    end = CliRunner().invoke(main, words)
    assert end.exit_code == 1
    assert "is in the way" in end.stderr
    assert str(tmp_path / ".pixgen") in end.stderr
