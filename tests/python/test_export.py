"""What a site holds comes out as files for other programs, and nothing of the user's is lost."""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from pixgen.build import build_site
from pixgen.cache.work import Work, clean
from pixgen.cli import main
from pixgen.errors import DiskError, InputError
from pixgen.export.parts import export
from pixgen.export.target import file_names
from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.site.reader import Site
from pixgen.vectors.files import read_vectors

COUNT = 36


@dataclass
class Made:
    site: Path
    images: Path
    vectors: np.ndarray
    names: list[str]


def draw(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 255, (3, 4, 3), np.uint8)
    Image.fromarray(coarse).resize((40, 30), Image.Resampling.BICUBIC).save(path)


def build(images: Path, out: Path, **more: object) -> None:
    settings = Settings(images=(str(images),), out=out, neighbors=5, **more)  # type: ignore[arg-type]
    build_site(settings, SilentProgress())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A site of vectors of the user's own beside a network's, with positions."""
    folder = tmp_path_factory.mktemp("export")
    names = [f"{'ab'[n % 2]}/{n:02}.png" for n in range(COUNT)]
    for number, name in enumerate(names):
        draw(folder / "in" / name, number)
    rng = np.random.default_rng(0)
    vectors = (rng.normal(size=(COUNT, 6)) + 4 * np.eye(6)[np.arange(COUNT) % 3]).astype("f4")
    np.savez(folder / "mine.npz", vectors=vectors, names=np.array(names))
    lines = [f"{name},{n % 6},{n // 6},kind {n % 3}" for n, name in enumerate(names)]
    (folder / "m.csv").write_text("filename,x,y,category\n" + "\n".join(lines), "utf-8")
    build(
        folder / "in",
        folder / "site",
        vectors=folder / "mine.npz",
        model=("descriptor",),
        metadata=(str(folder / "m.csv"),),
    )
    return Made(folder / "site", folder / "in", vectors, names)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_vectors_and_names_come_in_one_order_and_can_be_taken_in_again(
    made: Made, tmp_path: Path
) -> None:
    export("vectors", made.site, tmp_path)
    names = [row["filename"] for row in rows(tmp_path / "names.csv")]
    assert names == Site(made.site).names()
    assert sorted(names) == sorted(made.names)
    place = [made.names.index(name) for name in names]
    np.testing.assert_array_equal(np.load(tmp_path / "vectors.npy"), made.vectors[place])
    build(made.images, tmp_path / "again" / "site", vectors=tmp_path / "vectors.npy")
    again = [list(Site(tmp_path / "again" / "site").model().neighbors())]
    assert again[0][0][0].shape == (COUNT, 5)
    first = {r["filename"]: r["neighbor"] for r in neighbors_of(made.site, tmp_path / "x")}
    second = {r["filename"]: r["neighbor"] for r in neighbors_of(tmp_path / "again/site", tmp_path)}
    assert first == second


def neighbors_of(site: Path, out: Path) -> list[dict[str, str]]:
    export("neighbors", site, out)
    return [row for row in rows(out / "neighbors.csv") if row["rank"] == "1"]


def test_neighbours_are_those_of_the_vectors(made: Made, tmp_path: Path) -> None:
    export("neighbors", made.site, tmp_path)
    unit = made.vectors / np.linalg.norm(made.vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -2)
    found = rows(tmp_path / "neighbors.csv")
    assert len(found) == 5 * COUNT
    for row in found:
        own, other = made.names.index(row["filename"]), made.names.index(row["neighbor"])
        assert other == np.argsort(-cosines[own])[int(row["rank"]) - 1]
        assert float(row["similarity"]) == pytest.approx(max(cosines[own, other], 0), abs=0.003)


def test_a_network_is_exported_by_name_and_others_are_refused(made: Made, tmp_path: Path) -> None:
    export("vectors", made.site, tmp_path, model="descriptor")
    assert np.load(tmp_path / "vectors.npy").shape == (COUNT, 1005)
    for part in ("vectors", "neighbors"):
        with pytest.raises(InputError, match="no model 'vgg16'; it has mine, descriptor"):
            export(part, made.site, tmp_path / "none", model="vgg16")


def test_places_come_as_given_and_can_be_taken_in_again(made: Made, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export("layout", made.site, out)
    assert {path.name for path in out.iterdir()} == {
        "layout-map.csv", "layout-grid.csv", "layout-umap.csv", "layout-own.csv",
    }  # fmt: skip
    found = {row["filename"]: row for row in rows(out / "layout-own.csv")}
    x = np.array([float(found[name]["x"]) for name in made.names])
    y = np.array([float(found[name]["y"]) for name in made.names])
    unit = x[1] - x[0]
    np.testing.assert_allclose((x - x[0]) / unit, np.arange(COUNT) % 6, atol=1e-3)
    np.testing.assert_allclose((y - y[0]) / unit, np.arange(COUNT) // 6, atol=1e-3)
    table = str(out / "layout-umap.csv")
    build(made.images, tmp_path / "site", model=("descriptor",), metadata=(table,))
    site = Site(tmp_path / "site")
    export("layout", tmp_path / "site", tmp_path / "again", layout="own")
    before = {row["filename"]: float(row["x"]) for row in rows(out / "layout-umap.csv")}
    after = {row["filename"]: float(row["x"]) for row in rows(tmp_path / "again/layout-own.csv")}
    names = site.names()
    assert np.corrcoef([before[n] for n in names], [after[n] for n in names])[0, 1] > 0.9999


def test_clusters_are_the_hotspots(made: Made, tmp_path: Path) -> None:
    export("clusters", made.site, tmp_path)
    entries = Site(made.site).manifest["models"][0]["hotspots"]
    found = rows(tmp_path / "clusters.csv")
    assert len(found) == COUNT
    for number, entry in enumerate(entries):
        own = [row for row in found if row["cluster"] == str(number)]
        assert len(own) == entry["count"]
        assert {row["label"] for row in own} == {entry["label"]}
        assert sum(row["representative"] == "1" for row in own) == 1
    assert {row["label"] for row in found if not row["cluster"]} <= {""}


def test_parquet_holds_the_same(made: Made, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for part in ("vectors", "neighbors", "clusters"):
        export(part, made.site, tmp_path, table="parquet")
        export(part, made.site, tmp_path)
    table = read_vectors(tmp_path / "vectors.parquet")
    np.testing.assert_array_equal(table.vectors, np.load(tmp_path / "vectors.npy"))
    assert list(table.names or ()) == Site(made.site).names()
    for part in ("neighbors", "clusters"):
        found = parquet.read_table(tmp_path / f"{part}.parquet").to_pylist()
        plain = [{k: "" if v is None else str(v) for k, v in row.items()} for row in found]
        assert plain == rows(tmp_path / f"{part}.csv")


def test_each_image_can_have_files_of_its_own_as_older_tools_write_them(
    made: Made, tmp_path: Path
) -> None:
    export("vectors", made.site, tmp_path, per_image=True)
    export("neighbors", made.site, tmp_path, per_image=True)
    for number, name in enumerate(made.names):
        np.testing.assert_array_equal(
            np.load(tmp_path / "vectors" / f"{name}.npy"), made.vectors[number]
        )
        near = json.loads((tmp_path / "neighbors" / f"{name}.json").read_text("utf-8"))
        assert len(near) == 5
        assert near[0].keys() == {"filename", "similarity"}
        assert name not in [other["filename"] for other in near]
        values = [other["similarity"] for other in near]
        assert values == sorted(values, reverse=True)
    index = rows(tmp_path / "vectors" / "names.csv")
    assert {row["filename"]: row["file"] for row in index} == {
        name: f"vectors/{name}.npy" for name in made.names
    }


def test_nothing_is_written_over_unless_it_is_asked_for(made: Made, tmp_path: Path) -> None:
    (tmp_path / "neighbors.csv").write_text("mine")
    with pytest.raises(InputError, match=r"neighbors\.csv is there already.*--force"):
        export("neighbors", made.site, tmp_path)
    assert (tmp_path / "neighbors.csv").read_text() == "mine"
    export("neighbors", made.site, tmp_path, force=True)
    assert len(rows(tmp_path / "neighbors.csv")) == 5 * COUNT
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="vectors is there already"):
        export("vectors", made.site, tmp_path, per_image=True)
    (tmp_path / "clusters.csv.tmp").mkdir()
    with pytest.raises(DiskError, match=r"clusters\.csv cannot be written"):
        export("clusters", made.site, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file is a file; give a folder"):
        export("neighbors", made.site, tmp_path / "file")


def test_a_copy_gives_all_but_vectors(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.site, tmp_path / "copy")
    for part in ("neighbors", "layout", "clusters"):
        export(part, tmp_path / "copy", tmp_path / "out")
        export(part, made.site, tmp_path / "same")
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (tmp_path / "same" / path.name).read_bytes()
    with pytest.raises(InputError, match=r"is not known here.*pixgen build"):
        export("vectors", tmp_path / "copy", tmp_path / "out")
    assert not (tmp_path / ".pixgen").exists()


def test_the_work_folder_gives_vectors_without_the_site(made: Made, tmp_path: Path) -> None:
    shutil.copytree(Work.of(made.site).folder, tmp_path / ".pixgen" / "site")
    export("vectors", tmp_path / ".pixgen" / "site", tmp_path / "out", model="descriptor")
    export("vectors", made.site, tmp_path / "same", model="descriptor")
    for name in ("vectors.npy", "names.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "same" / name).read_bytes()


def test_vectors_that_are_gone_are_told(tmp_path: Path) -> None:
    for number in range(3):
        draw(tmp_path / "in" / f"{number}.png", number)
    np.save(tmp_path / "mine.npy", np.eye(3))
    site = tmp_path / "site"
    build(tmp_path / "in", site, vectors=tmp_path / "mine.npy", model=("descriptor",))
    export("vectors", site, tmp_path / "first")
    np.save(tmp_path / "mine.npy", np.eye(3) + 1)
    with pytest.raises(InputError, match=r"mine\.npy, which has changed since"):
        export("vectors", site, tmp_path / "out")
    (tmp_path / "mine.npy").unlink()
    with pytest.raises(InputError, match=r"mine\.npy, which is not there any more"):
        export("vectors", site, tmp_path / "out")
    (store,) = (Work.of(site).folder / "vectors").iterdir()
    for shard in store.iterdir():
        for file in shard.glob("vectors"):
            file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(InputError, match="vectors of descriptor are not whole"):
        export("vectors", site, tmp_path / "out", model="descriptor")
    clean(Work.of(site), site)
    with pytest.raises(InputError, match="is not known here"):
        export("vectors", site, tmp_path / "out", model="descriptor")


def test_a_record_follows_each_build_and_no_other_stays(tmp_path: Path) -> None:
    for number in range(4):
        draw(tmp_path / "in" / f"{number}.png", number)
    site = tmp_path / "site"
    build(tmp_path / "in", site, model=("descriptor",))
    build(tmp_path / "in", site, model=("descriptor",), title="Another")
    assert [path.name for path in Work.of(site).built.iterdir()] == [Site(site).build]
    (tmp_path / "in" / "3.png").unlink()
    build(tmp_path / "in", site, model=("descriptor",))
    export("vectors", site, tmp_path / "out")
    assert len(rows(tmp_path / "out" / "names.csv")) == 3


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "_/_/etc/passwd"), ("/root.jpg", "root.jpg"), ("a\\..\\b", "a_.._b"),
     ("x" * 300 + ".jpg", "x" * 200), ("..", "_"), ("Con.jpg", "_Con.jpg"), ("a\nb", "a_b")],
)  # fmt: skip
def test_a_name_never_leads_out_of_the_folder(name: str, safe: str) -> None:
    assert file_names([name]) == (safe,)


def test_a_damaged_site_is_told_by_file(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.site, tmp_path / "copy")
    groups = tmp_path / "copy" / "data" / "groups.js"
    text = groups.read_bytes()
    groups.write_bytes(text.replace(b"/*", b"/*AAAA"))
    with pytest.raises(InputError, match=r"groups\.js cannot be used: its data is damaged"):
        export("clusters", tmp_path / "copy", tmp_path / "out")
    groups.unlink()
    with pytest.raises(InputError, match=r"groups\.js cannot be read.*is no whole site"):
        export("clusters", tmp_path / "copy", tmp_path / "out")
    with pytest.raises(InputError, match="holds no site"):
        export("clusters", tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_tells_what_it_wrote(made: Made, tmp_path: Path) -> None:
    words = ["export", "vectors", str(made.site), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert result.stdout == (
        f"{COUNT} vectors of mine with 6 dimensions: vectors.npy, names.csv in {tmp_path / 'out'}\n"
    )
    result = CliRunner().invoke(
        main, ["export", "layout", str(made.site), "-o", "x", "--per-image"]
    )
    assert result.exit_code == 1
    assert "--per-image is for vectors and neighbors" in result.stderr
    result = CliRunner().invoke(main, ["names", str(made.images)])
    assert result.stdout.splitlines() == sorted(made.names)
