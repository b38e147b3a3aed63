"""A network's class labels become columns, computed from the vectors that are there already."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pixgen.build import build_site
from pixgen.embedding.quiet import import_tensorflow
from pixgen.errors import ConfigError, ModelError, PixgenError
from pixgen.labels import class_names, surest
from pixgen.progress import SilentProgress
from pixgen.settings import Settings


def test_the_surest_classes_come_first_and_equal_ones_in_their_order() -> None:
    shares = np.array([[0.1, 0.6, 0.3], [0.4, 0.2, 0.4]], np.float32)
    vectors = np.zeros((2, 5), np.float32)
    classes, confidences = surest(vectors, 2, "k", 3, classify=lambda part: shares)
    assert classes.tolist() == [[1, 2], [0, 2]]
    assert np.allclose(confidences, [[0.6, 0.3], [0.4, 0.4]])
    with pytest.raises(ConfigError, match="tells 3 classes apart, but there are 4 names"):
        surest(vectors, 2, "k", 4, classify=lambda part: shares)


@pytest.mark.parametrize(
    "text",
    [
        "background\ncat\nhot dog\n",
        '["cat", "hot_dog"]',
        '{"1": ["n2", "hot_dog"], "0": ["n1", "cat"]}',
    ],
)
def test_names_of_classes_are_read_in_any_usual_form(tmp_path: Path, text: str) -> None:
    (tmp_path / "names").write_text(text)
    assert class_names(tmp_path / "names") == ["cat", "hot dog"]


@pytest.mark.parametrize("text", ['{"0": ["n1", "cat"], "2": ["n2", "dog"]}', '{"0":', "[5]"])
def test_names_that_cannot_be_read_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "names").write_text(text)
    with pytest.raises(ConfigError, match=r"The names of classes in .*names cannot be read"):
        class_names(tmp_path / "names")
    with pytest.raises(ConfigError, match="cannot be read"):
        class_names(tmp_path / "none")


def test_the_names_of_imagenet_lie_where_keras_keeps_them_or_are_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match=r"could not be fetched: .*--label-names"):
        class_names(None)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "models").mkdir(parents=True)
    index = tmp_path / "home" / "models" / "imagenet_class_index.json"
    index.write_text('{"0": ["n01440764", "tench"], "1": ["n01443537", "great_white_shark"]}')
    assert class_names(None) == ["tench", "great white shark"]


def read_json(site: Path, name: str) -> Any:
    import base64
    import gzip

    text = (site / f"{name}.js").read_text()
    return json.loads(gzip.decompress(base64.b64decode(text.split("/*")[1].split("*/")[0])))


def test_an_own_network_builds_a_site_with_its_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIXGEN_CACHE", str(tmp_path / "cache"))
    keras = import_tensorflow().keras
    layers = keras.layers
    classes = layers.Dense(2, activation="softmax", name="classes")
    network = keras.Sequential(
        [layers.Input((32, 32, 3)), layers.GlobalAveragePooling2D(name="mean"), classes]
    )
    # More red than blue is the first class.
    classes.set_weights([np.array([[9, -9], [0, 0], [-9, 9]], np.float32), np.zeros(2, np.float32)])
    network.save(tmp_path / "redness.keras")
    (tmp_path / "in").mkdir()
    for name, color in {"a": (200, 20, 30), "b": (10, 30, 250), "c": (180, 60, 40)}.items():
        Image.new("RGB", (40, 30), color).save(tmp_path / "in" / f"{name}.png")
    (tmp_path / "names").write_text("red\nblue\n")
    (tmp_path / "table.csv").write_text("filename,label 1\na.png,mine\n")

    def build(**more: object) -> None:
        settings = Settings(
            images=(str(tmp_path / "in"),),
            metadata=(str(tmp_path / "table.csv"),),
            out=tmp_path / "site",
            model=(str(tmp_path / "redness.keras"),),
            preprocess=("0-1",),
            precision="float32",
            labels=1,
            label_names=tmp_path / "names",
            **more,  # type: ignore[arg-type]
        )
        build_site(settings, SilentProgress())

    build()
    manifest = read_json(tmp_path / "site", "data/manifest")
    assert (manifest["models"][0]["name"], manifest["models"][0]["dimensions"]) == ("redness", 3)
    assert [(column["name"], column["type"]) for column in manifest["columns"]] == [
        ("label 1", "text"),
        ("label 1 (redness)", "category"),
        ("label 1 confidence", "number"),
    ]
    rows = {row[0]: row[5] for row in read_json(tmp_path / "site", "data/records/0")["rows"]}
    assert rows["a.png"][:2] == ["mine", "red"]
    assert [rows[name][:2] for name in ("b.png", "c.png")] == [["", "blue"], ["", "red"]]
    assert all(0.98 < float(row[2]) <= 1 for row in rows.values())
    before = (tmp_path / "site" / "data" / "manifest.js").read_bytes()
    # All of it is known by now, so that the network is not even looked for.
    monkeypatch.setattr("pixgen.embedding.keras_apps.import_tensorflow", _not_again)
    build()
    assert (tmp_path / "site" / "data" / "manifest.js").read_bytes() == before
    monkeypatch.undo()
    monkeypatch.setenv("PIXGEN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "names").write_text("red\n")
    with pytest.raises(PixgenError, match="tells 2 classes apart, but there are 1 names"):
        build()


def _not_again() -> None:
    raise AssertionError("TensorFlow was asked for again")
