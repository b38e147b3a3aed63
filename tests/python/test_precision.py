"""Networks run in several precisions: each is faithful or told of, chosen once, and kept."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pixgen.cache.sealed import read_sealed_json, write_sealed_json
from pixgen.embedding import precision as precisions
from pixgen.embedding.choice import Choice
from pixgen.embedding.drawn import draw_pictures
from pixgen.embedding.engines import BATCH_SIZE
from pixgen.embedding.extract import load_embedder
from pixgen.embedding.precision import (
    FAITHFUL,
    PRECISIONS,
    Compiled,
    centred_cosine,
    compile_network,
    known_precision,
)
from pixgen.embedding.ready import CACHE_VARIABLE
from pixgen.errors import ModelError

SIZE = 32
KEY = "tiny 1"


class Tiny:
    """A small network of random weights, and how many times it was built."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self) -> Any:
        import keras

        self.built += 1
        keras.utils.set_random_seed(1)
        layers = keras.layers
        return keras.Sequential(
            [
                layers.Input((SIZE, SIZE, 3)),
                layers.Conv2D(32, 3, strides=2, use_bias=False),
                layers.BatchNormalization(),
                layers.ReLU(),
                layers.Conv2D(64, 3, strides=2, activation="relu"),
                layers.GlobalAveragePooling2D(),
            ]
        )


def scaled(pictures: Any) -> Any:
    return pictures / 127.5 - 1


def compiled(network: Tiny, precision: str, cache: Path, key: str = KEY) -> Compiled:
    return compile_network(
        network, scaled, input_size=SIZE, precision=precision, key=key, cache=cache
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the network is ready in float32 and int8, and the choice was made."""
    folder = tmp_path_factory.mktemp("networks")
    compiled(Tiny(), "auto", folder)
    for precision in ("float32", "int8"):
        compiled(Tiny(), precision, folder)
    return folder


def plain() -> np.ndarray:
    vectors = Tiny()().predict(
        scaled(draw_pictures(BATCH_SIZE, SIZE).astype(np.float32)), verbose=0
    )
    return np.asarray(vectors)


def measured(folder: Path) -> Path:
    (path,) = folder.glob("*.json")
    return path


def test_drawn_pictures_are_always_the_same_and_unlike_one_another() -> None:
    pictures = draw_pictures(6, 48)
    assert np.array_equal(pictures, draw_pictures(6, 48))
    flat = pictures.reshape(6, -1).astype(float)
    assert np.abs(np.corrcoef(flat) - np.eye(6)).max() < 0.9


def test_float32_is_plain_keras(kept: Path) -> None:
    run = compiled(Tiny(), "float32", kept).run
    assert np.allclose(run(draw_pictures(BATCH_SIZE, SIZE)), plain(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("precision", ["float32", "int8", "auto"])
def test_a_picture_has_the_same_vector_in_any_batch_and_place(kept: Path, precision: str) -> None:
    run = compiled(Tiny(), precision, kept).run
    pictures = draw_pictures(BATCH_SIZE, SIZE)
    # A bright one and a dark one would shift what 8 bits span, were they looked at together.
    pictures[1], pictures[2] = 255, 0
    whole = run(pictures)
    assert np.array_equal(run(pictures[5:6])[0], whole[5])
    assert np.array_equal(run(pictures[::-1])[::-1], whole)
    assert np.array_equal(run(pictures[3:10]), whole[3:10])


def test_what_is_kept_is_run_without_building_the_network(kept: Path) -> None:
    network = Tiny()
    for precision in ("float32", "int8", "auto"):
        compiled(network, precision, kept)
    assert network.built == 0


def test_the_choice_is_faithful_and_known_without_tensorflow(kept: Path) -> None:
    found = read_sealed_json(measured(kept))
    assert (found["fidelity"][found["chosen"]] or 0) >= FAITHFUL
    code = (
        "import sys; from pathlib import Path; "
        "from pixgen.embedding.precision import known_precision; "
        f"print(known_precision('auto', key={KEY!r}, cache=Path({str(kept)!r})), "
        "'tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [found["chosen"], "False"]


def test_a_choice_that_was_made_is_kept_to(kept: Path, tmp_path: Path) -> None:
    for path in kept.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    found = read_sealed_json(measured(tmp_path))
    write_sealed_json(measured(tmp_path), {**found, "chosen": "int8"})
    assert known_precision("auto", key=KEY, cache=tmp_path) == "int8"
    assert compiled(Tiny(), "auto", tmp_path).precision == "int8"


@pytest.mark.parametrize("suffix", [".graph", ".lite"])
def test_a_damaged_form_is_made_anew(
    kept: Path, tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in kept.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (form,) = tmp_path.glob(f"*{suffix}")
    good = bytearray(form.read_bytes())
    good[len(good) // 2] ^= 4
    form.write_bytes(good)
    network = Tiny()
    precision = "int8" if suffix == ".lite" else "float32"
    pictures = draw_pictures(4, SIZE)
    expected = compiled(Tiny(), precision, kept).run(pictures)
    assert np.array_equal(compiled(network, precision, tmp_path).run(pictures), expected)
    assert network.built == 1
    assert "is damaged" in caplog.text
    compiled(network, precision, tmp_path)
    assert network.built == 1


def test_only_the_networks_that_were_used_last_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixgen.embedding.ready._MOST_NETWORKS", 1)
    compiled(Tiny(), "float32", tmp_path, "one")
    compiled(Tiny(), "float32", tmp_path, "two")
    assert len(list(tmp_path.glob("*.graph"))) == 1
    network = Tiny()
    compiled(network, "float32", tmp_path, "two")
    assert network.built == 0


def test_a_folder_that_cannot_be_made_costs_time_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert compiled(Tiny(), "float32", tmp_path / "file" / "networks").precision == "float32"
    assert "cannot be written to" in caplog.text
    assert CACHE_VARIABLE in caplog.text


def test_one_that_is_not_faithful_is_never_chosen_and_told_of_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # No other precision is as near as this to float32, which is at 1 by definition.
    monkeypatch.setattr(precisions, "FAITHFUL", 1.0)
    assert compiled(Tiny(), "auto", tmp_path).precision == "float32"
    with caplog.at_level(logging.WARNING):
        assert compiled(Tiny(), "int8", tmp_path).precision == "int8"
    assert "tiny in int8 differs from float32" in caplog.text


def test_one_that_is_not_to_be_had_is_an_error_when_asked_for(kept: Path, tmp_path: Path) -> None:
    found = read_sealed_json(measured(kept))
    (tmp_path / measured(kept).name).write_bytes(measured(kept).read_bytes())
    fidelity = {**found["fidelity"], "bfloat16": None}
    write_sealed_json(measured(tmp_path), {**found, "fidelity": fidelity})
    with pytest.raises(ModelError, match="tiny cannot be run in bfloat16 on this machine"):
        compiled(Tiny(), "bfloat16", tmp_path)


def test_unknown_precisions_are_refused_with_those_there_are() -> None:
    with pytest.raises(ModelError, match="Allowed: auto, float32, bfloat16, int8"):
        known_precision("float8", key=KEY)


def test_the_precision_is_part_of_the_key(tmp_path: Path) -> None:
    weights = tmp_path / "weights.h5"
    weights.write_bytes(b"some weights")
    keys = {
        load_embedder(Choice("mobilenet_v2", str(weights), precision=precision)).key
        for precision in PRECISIONS
    }
    assert len(keys) == len(PRECISIONS)


def test_a_real_network_is_faithful_in_every_precision_that_auto_may_take(shared: Path) -> None:
    folder = shared / "data"
    weights = folder / "models" / "mobilenet_v2_1.0_224_from_coral_ptq_notop.h5"
    paths = sorted((folder / "images" / "caltech101" / "images").iterdir())[::75]
    pictures = np.stack(
        [np.asarray(Image.open(p).convert("RGB").resize((224, 224))) for p in paths]
    )
    import keras

    network = keras.applications.MobileNetV2(include_top=False, weights=str(weights), pooling="avg")
    inputs = keras.applications.mobilenet_v2.preprocess_input(pictures.astype(np.float32))
    exact = network.predict(inputs, verbose=0)
    embedder = load_embedder(Choice("mobilenet_v2", str(weights)))
    assert centred_cosine(exact, embedder(pictures)) >= FAITHFUL
    assert shared_neighbors(exact, embedder(pictures)) > 0.95
    for precision in PRECISIONS:
        embedder = load_embedder(Choice("mobilenet_v2", str(weights), precision=precision))
        try:
            vectors = embedder(pictures)
        except ModelError as error:
            assert "cannot be run in" in str(error)
            continue
        least = 0.9999 if precision == "float32" else 0.99
        assert centred_cosine(exact, vectors) > least
        assert shared_neighbors(exact, vectors) > least - 0.1


def shared_neighbors(exact: np.ndarray, other: np.ndarray, count: int = 5) -> float:
    """Return the share of the nearest of each row that both have."""
    nearest = []
    for vectors in (exact, other):
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        cosines = unit @ unit.T
        np.fill_diagonal(cosines, -1)
        nearest.append(np.argsort(-cosines, axis=1)[:, :count])
    pairs = zip(*nearest, strict=True)
    return float(np.mean([len(set(a) & set(b)) / count for a, b in pairs]))
