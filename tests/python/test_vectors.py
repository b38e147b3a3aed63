"""Vectors that the user brings are read, and each finds its image."""

import json
from pathlib import Path

import numpy as np
import pytest

from pixgen.build import build_site
from pixgen.errors import InputError, StrictError
from pixgen.export.parts import export
from pixgen.progress import SilentProgress
from pixgen.settings import Settings
from pixgen.site.reader import Site
from pixgen.vectors.files import read_vectors
from pixgen.vectors.join import load_own_vectors

NAMES = ["a/one.jpg", "a/two.jpg", "b/three.png"]
ROWS = np.array([[1, 0, 2], [0, 3, 0], [4, 5, 6]], np.float32)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def lines(header: str, *names: str) -> str:
    body = [f"{name},{','.join(map(str, row))}" for name, row in zip(names, ROWS, strict=True)]
    return "\n".join([*([header] if header else []), *body])


def taken(path: Path, names=NAMES, **more) -> np.ndarray:
    own = load_own_vectors(path, names, **more)
    assert not own.problems
    return own.take(names)


@pytest.mark.parametrize("kind", [np.float32, np.float16, np.float64, np.int8, np.uint8])
def test_rows_without_names_are_taken_in_the_order_of_the_images(tmp_path, kind):
    np.save(tmp_path / "v.npy", ROWS.astype(kind))
    own = load_own_vectors(tmp_path / "v.npy", NAMES)
    np.testing.assert_array_equal(own.take(NAMES), ROWS)
    np.testing.assert_array_equal(own.take(NAMES[::-1]), ROWS[::-1])
    assert own.take(NAMES).dtype == np.float32
    assert "from a/one.jpg to b/three.png; pixgen names lists them" in own.notes[-1]


@pytest.mark.parametrize(
    "names",
    [["b/three.png", "a/one.jpg", "a/two.jpg"], ["three", "ONE.JPG", "two.tif"],
     ["C:\\x\\b\\three.png", "./a/one.jpg", "a%2Ftwo.jpg"]],
)  # fmt: skip
def test_rows_with_names_find_their_images_as_the_rows_of_tables_do(tmp_path, names):
    np.savez(tmp_path / "v.npz", vectors=ROWS[[2, 0, 1]], names=np.array(names))
    np.testing.assert_array_equal(taken(tmp_path / "v.npz"), ROWS)


def test_a_names_csv_beside_the_array_names_its_rows(tmp_path):
    np.save(tmp_path / "vectors.npy", ROWS[::-1])
    written(tmp_path / "names.csv", "id,filename\n" + "\n".join(f"0,{n}" for n in NAMES[::-1]))
    np.testing.assert_array_equal(taken(tmp_path / "vectors.npy"), ROWS)


def test_another_names_csv_is_told_by_its_count(tmp_path):
    np.save(tmp_path / "vectors.npy", ROWS)
    written(tmp_path / "names.csv", "filename\none.jpg\n")
    with pytest.raises(InputError, match=r"has 3 vectors, but names\.csv has 1 names"):
        read_vectors(tmp_path / "vectors.npy")


@pytest.mark.parametrize(
    "text",
    [
        lines("filename,x,y,z", *NAMES),
        lines("filename,0,1,2", *NAMES),
        lines("", *NAMES),
        lines("Signatur,x,y,z", "three", "one", "two").replace("1.0,0.0,2.0", "4,5,6")
        .replace("one,0.0,3.0,0.0", "one,1,0,2").replace("two,4.0,5.0,6.0", "two,0,3,0"),
        "label;file;x;y;z\nq;one;1,0;0;2\nq;two;0;3,0;0\nq;three;4;5;6",
        "x\ty\tz\n1\t0\t2\n\n0\t3\t0\n4\t5\t6",
        "1,0,2\n0,3,0\n4,5,6\n",
        "0,1,2\n1,0,2\n0,3,0\n4,5,6\n",
        ",0,1,2\n0,1,0,2\n1,0,3,0\n2,4,5,6\n",
        ',x,y,z\n"a/one.jpg",1,0,2\n"a/two.jpg",0,3,0\nthree.png,4,5,6',
    ],
    ids=["header", "counted", "bare", "other header", "semicolons", "tabs", "numbers",
         "counted numbers", "pandas", "pandas with names"],
)  # fmt: skip
def test_tables_of_text_are_read_as_they_come(tmp_path, text):
    np.testing.assert_array_equal(taken(written(tmp_path / "v.csv", text)), ROWS)


def test_columns_that_are_left_out_are_told(tmp_path):
    table = read_vectors(written(tmp_path / "v.csv", "file,label,x\na.jpg,cat,1\nb.jpg,dog,2"))
    assert table.vectors.tolist() == [[1], [2]]
    assert table.notes == ("v.csv: label left out of the vectors.",)


@pytest.mark.parametrize("form", ["list", "fixed list", "columns"])
def test_parquet_is_read_from_a_column_of_lists_or_a_column_a_dimension(tmp_path, form):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {"filename": NAMES, "year": ["1", "2", "3"]}
    if form == "columns":
        columns |= {f"d{i}": ROWS[:, i] for i in range(3)}
    else:
        kind = arrow.list_(arrow.float32(), 3) if form == "fixed list" else None
        columns["vector"] = arrow.array(ROWS.tolist(), kind)
    parquet.write_table(arrow.table(columns), tmp_path / "v.parquet")
    np.testing.assert_array_equal(taken(tmp_path / "v.parquet"), ROWS)


def test_a_wrong_count_is_an_error_that_tells_both(tmp_path):
    np.save(tmp_path / "v.npy", ROWS[:2])
    with pytest.raises(
        InputError, match=r"v\.npy has 2 rows, but there are 3 images.*'a/one\.jpg'"
    ):
        load_own_vectors(tmp_path / "v.npy", NAMES)


def test_images_whose_vectors_cannot_serve_are_skipped_and_told(tmp_path):
    rows = np.vstack([ROWS, [[np.nan, 1, 1], [np.inf, 1, 1], [0, 0, 0], [1e300, 0, 1]]])
    names = [*NAMES, "nan.jpg", "inf.jpg", "zero.jpg", "large.jpg"]
    np.savez(tmp_path / "v.npz", vectors=rows, names=names)
    own = load_own_vectors(tmp_path / "v.npz", sorted([*names, "none.jpg"]))
    assert sorted(own.rows) == NAMES
    told = {problem.name: (problem.kind, problem.reason) for problem in own.problems}
    assert told["nan.jpg"] == (
        "skipped", "Its vector (v.npz, row 4) holds a value that is not finite (nan).",
    )  # fmt: skip
    assert "not finite (inf)" in told["inf.jpg"][1]
    assert "not finite (inf)" in told["large.jpg"][1]
    assert "(v.npz, row 6) is all zeros" in told["zero.jpg"][1]
    assert told["none.jpg"] == ("skipped", "The image has no vector in v.npz.")


def test_zeros_count_where_the_metric_is_no_angle(tmp_path):
    np.save(tmp_path / "v.npy", np.vstack([ROWS[:2], np.zeros(3)]))
    assert not load_own_vectors(tmp_path / "v.npy", NAMES, metric="euclidean").problems


@pytest.mark.parametrize("kind", [bool, np.uint8, np.float32])
def test_codes_may_be_packed_or_not(tmp_path, kind):
    bits = np.random.default_rng(0).integers(0, 2, (3, 16)).astype(kind)
    np.save(tmp_path / "v.npy", bits)
    np.save(tmp_path / "packed.npy", np.packbits(bits.astype(bool), axis=1))
    plain = load_own_vectors(tmp_path / "v.npy", NAMES, metric="hamming")
    packed = load_own_vectors(tmp_path / "packed.npy", NAMES, metric="hamming")
    assert plain.dimensions == packed.dimensions == 16
    np.testing.assert_array_equal(plain.take(NAMES), bits)
    np.testing.assert_array_equal(packed.take(NAMES), bits)
    assert "packed.npy: its bytes were taken as codes of 16 bits." in packed.notes


def test_a_row_without_an_image_is_told_with_the_nearest_name(tmp_path):
    np.savez(tmp_path / "v.npz", vectors=ROWS, names=["one", "two", "thre.png"])
    own = load_own_vectors(tmp_path / "v.npz", NAMES)
    assert [problem.kind for problem in own.problems] == ["unmatched", "skipped"]
    assert own.problems[0].name == "v.npz, row 3"
    assert "'b/three.png'" in own.problems[0].reason
    assert "'thre.png' (v.npz, row 3)" in own.problems[1].reason


def test_vectors_of_which_none_can_serve_are_an_error(tmp_path):
    np.save(tmp_path / "v.npy", np.zeros((3, 4)))
    with pytest.raises(InputError, match=r"Not one image has a vector.*\n  a/one\.jpg: "):
        load_own_vectors(tmp_path / "v.npy", NAMES)


def broken(tmp_path: Path, kind: str) -> Path:
    if kind == "missing":
        return tmp_path / "v.npy"
    if kind == "ending":
        return written(tmp_path / "v.json", json.dumps(ROWS.tolist()))
    if kind == "objects":
        np.save(tmp_path / "v.npy", np.array([{"a": 1}], object), allow_pickle=True)
    elif kind == "no array":
        return written(tmp_path / "v.npy", "hello")
    elif kind == "empty file":
        return written(tmp_path / "v.npy", "")
    elif kind == "one axis":
        np.save(tmp_path / "v.npy", np.ones(3))
    elif kind == "no row":
        np.save(tmp_path / "v.npy", np.ones((0, 3)))
    elif kind == "texts":
        np.save(tmp_path / "v.npy", np.array([["a"]]))
    elif kind == "complex":
        np.save(tmp_path / "v.npy", np.ones((3, 1), complex))
    elif kind == "no archive":
        return written(tmp_path / "v.npz", "hello")
    elif kind == "two arrays":
        np.savez(tmp_path / "v.npz", a=ROWS, b=ROWS)
        return tmp_path / "v.npz"
    elif kind == "no numbers":
        return written(tmp_path / "v.csv", "filename,label\na.jpg,cat\nb.jpg,dog")
    elif kind == "gap":
        return written(tmp_path / "v.csv", "filename,x,y\na.jpg,1,2\nb.jpg,1,")
    elif kind == "short row":
        return written(tmp_path / "v.csv", "filename,x,y\na.jpg,1,2\nb.jpg,1")
    elif kind == "header only":
        return written(tmp_path / "v.csv", "filename,x\n")
    elif kind == "blank":
        return written(tmp_path / "v.csv", "\n\n")
    elif kind == "no parquet":
        pytest.importorskip("pyarrow")
        return written(tmp_path / "v.parquet", "hello")
    return tmp_path / "v.npy"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("missing", r"v\.npy does not exist \(--vectors\)"),
        ("ending", r"ends in '\.json'\. Allowed are \.npy"),
        ("objects", r"no array that NumPy can read"),
        ("no array", r"no array that NumPy can read"),
        ("empty file", r"no array that NumPy can read"),
        ("one axis", r"shape 3; it has to have two axes"),
        ("no row", r"holds no vector: its shape is 0×3"),
        ("texts", r"type <U1; a vector is made of real numbers"),
        ("complex", r"type complex128; a vector"),
        ("no archive", r"no archive of plain arrays"),
        ("two arrays", r"holds the arrays a \(2 axes\), b \(2 axes\); call the one"),
        ("no numbers", r"v\.csv has no column of numbers"),
        ("gap", r"v\.csv, row 3, column y: '' is no number"),
        ("short row", r"row 3 has 2 cells where the first row has 3"),
        ("header only", r"has a header but not a single vector"),
        ("blank", r"v\.csv is empty"),
        ("no parquet", r"cannot be read as a Parquet file"),
    ],
)
def test_a_file_that_cannot_serve_says_what_is_wrong(tmp_path, kind, told):
    with pytest.raises(InputError, match=told):
        read_vectors(broken(tmp_path, kind))


def test_the_key_follows_the_content_and_the_rows(tmp_path):
    np.save(tmp_path / "v.npy", ROWS)
    key = load_own_vectors(tmp_path / "v.npy", NAMES).deferred(NAMES).key
    assert load_own_vectors(tmp_path / "v.npy", NAMES).deferred(NAMES).key == key
    assert load_own_vectors(tmp_path / "v.npy", NAMES).deferred(NAMES[:2]).key != key
    np.save(tmp_path / "v.npy", ROWS + 1)
    assert load_own_vectors(tmp_path / "v.npy", NAMES).deferred(NAMES).key != key


def test_vectors_called_as_a_network_get_another_name(tmp_path):
    np.save(tmp_path / "VGG16.npy", ROWS)
    assert load_own_vectors(tmp_path / "VGG16.npy", NAMES).name == "vgg16"
    assert load_own_vectors(tmp_path / "VGG16.npy", NAMES, taken=["vgg16"]).name == "own-vgg16"


def test_a_site_is_built_of_vectors_alone_and_rows_belong_to_the_files_found(draw, tmp_path):
    for number in range(6):
        draw(f"in/{number}.png", (30 + number, 20))
    (tmp_path / "in" / "2.png").write_bytes(b"no picture")
    np.save(tmp_path / "CLIP.npy", np.array([[1, 0], [0, 1], [9, 9], [1, 0.1], [0.1, 1], [0, 0]]))
    settings = Settings(
        images=(str(tmp_path / "in"),),
        out=tmp_path / "site",
        vectors=tmp_path / "CLIP.npy",
        neighbors=1,
    )
    summary = build_site(settings, SilentProgress())
    site = Site(tmp_path / "site")
    assert site.models == ("clip",)
    assert site.manifest["models"][0]["dimensions"] == 2
    assert sorted(site.names()) == ["0.png", "1.png", "3.png", "4.png"]
    told = {problem.name: problem.reason for problem in summary.problems}
    assert told.keys() == {"2.png", "5.png"}
    assert told["5.png"].startswith("Its vector (CLIP.npy, row 6) is all zeros")
    ((ids, _),) = site.model().neighbors()
    names = site.names()
    nearest = {names[id_]: names[int(row[0])] for id_, row in enumerate(ids)}
    assert nearest == {"0.png": "3.png", "3.png": "0.png", "1.png": "4.png", "4.png": "1.png"}


def test_strict_builds_refuse_images_without_a_vector(draw, tmp_path):
    for number in range(3):
        draw(f"in/{number}.png", (30 + number, 20))
    np.savez(tmp_path / "v.npz", vectors=ROWS[:2], names=["0", "1"])
    settings = Settings(
        images=(str(tmp_path / "in"),),
        out=tmp_path / "site",
        vectors=tmp_path / "v.npz",
        strict=True,
    )
    with pytest.raises(StrictError, match=r"skipped: 2\.png: The image has no vector in v\.npz"):
        build_site(settings, SilentProgress())


def test_packed_codes_are_compared_bit_by_bit(draw, tmp_path):
    for number in range(4):
        draw(f"in/{number}.png", (30 + number, 20))
    codes = np.array([[0b11110000], [0b00001111], [0b11111000], [0]], np.uint8)
    np.save(tmp_path / "codes.npy", codes)
    settings = Settings(
        images=(str(tmp_path / "in"),),
        out=tmp_path / "site",
        vectors=tmp_path / "codes.npy",
        metric="hamming",
        neighbors=1,
        duplicate_threshold=0.0,
    )
    build_site(settings, SilentProgress())
    site = Site(tmp_path / "site")
    assert site.manifest["models"][0]["dimensions"] == 8
    ((ids, similarity),) = site.model().neighbors()
    names = site.names()
    own = names.index("0.png")
    assert names[int(ids[own, 0])] == "2.png"
    assert similarity[own, 0] == pytest.approx(7 / 8, abs=0.002)
    export("vectors", tmp_path / "site", tmp_path / "out")
    written = [row.split(",")[1] for row in (tmp_path / "out/names.csv").read_text().split()[1:]]
    bits = np.unpackbits(codes, axis=1)[[int(name[0]) for name in written]]
    np.testing.assert_array_equal(np.load(tmp_path / "out/vectors.npy"), bits)
