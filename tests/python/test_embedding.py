"""Models turn pictures into vectors, and every way they can fail is told with its remedy."""

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pixgen.embedding.extract import load_embedder
from pixgen.embedding.registry import MODELS, find_model
from pixgen.errors import ModelError


def picture(color: tuple[int, int, int], kind: str, size: int) -> np.ndarray:
    image = Image.new("RGB", (size, size), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    if kind == "disc":
        draw.ellipse((size // 4, size // 4, 3 * size // 4, 3 * size // 4), color)
    else:
        for x in range(0, size, size // 8):
            draw.rectangle((x, 0, x + size // 16, size), color)
    return np.asarray(image)


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_the_descriptor_tells_colours_and_shapes_apart() -> None:
    embedder = load_embedder("descriptor", weights=None)
    size = embedder.input_size
    batch = np.stack(
        [
            picture((200, 30, 30), "disc", size),
            picture((190, 40, 30), "disc", size),
            picture((30, 60, 200), "disc", size),
            picture((200, 30, 30), "stripes", size),
        ]
    )
    vectors = embedder(batch)
    assert vectors.shape == (4, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    near = cosine(vectors[0], vectors[1])
    assert near > cosine(vectors[0], vectors[2])
    assert near > cosine(vectors[0], vectors[3])


def test_plain_black_and_white_pictures_have_finite_descriptors() -> None:
    embedder = load_embedder("descriptor", weights=None)
    size = embedder.input_size
    batch = np.stack([np.zeros((size, size, 3), np.uint8), np.full((size, size, 3), 255, np.uint8)])
    vectors = embedder(batch)
    assert np.isfinite(vectors).all()
    assert cosine(vectors[0], vectors[1]) < 0.9


def test_a_picture_has_the_same_descriptor_in_any_batch() -> None:
    embedder = load_embedder("descriptor", weights=None)
    size = embedder.input_size
    batch = np.random.default_rng(0).integers(0, 255, (7, size, size, 3), np.uint8)
    assert np.array_equal(embedder(batch)[3:4], embedder(batch[3:4]))


def test_unknown_models_are_refused_with_those_there_are() -> None:
    with pytest.raises(ModelError, match=r"Did you mean mobilenet_v2\? Allowed: inception_v3"):
        find_model("mobilenet2")


def test_the_descriptor_takes_no_weights() -> None:
    with pytest.raises(ModelError, match="takes no weights"):
        load_embedder("descriptor", weights=Path("some.h5"))


def test_a_missing_weights_file_is_named() -> None:
    with pytest.raises(ModelError, match=r"none\.h5 does not exist"):
        load_embedder("mobilenet_v2", weights=Path("none.h5"))


def test_weights_that_do_not_fit_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.h5").write_bytes(b"no weights at all")
    with pytest.raises(ModelError, match=r"bad\.h5 do not fit mobilenet_v2"):
        load_embedder("mobilenet_v2", weights=tmp_path / "bad.h5").prepare()


def test_a_failed_download_names_both_ways_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*arguments: object, **more: object) -> str:
        raise OSError("[Errno -2] Name or service not known")

    module = importlib.import_module("keras.src.applications.inception_v3")
    monkeypatch.setattr(module.file_utils, "get_file", refuse)
    with pytest.raises(ModelError) as caught:
        load_embedder("inception_v3", weights=None).prepare()
    message = str(caught.value)
    assert "Name or service not known" in message
    assert "--weights FILE" in message
    assert "--model descriptor" in message


def test_registry_rows_are_whole() -> None:
    for name, spec in MODELS.items():
        assert spec.name == name
        assert spec.description
        assert spec.input_size > 0


@pytest.mark.parametrize("model", MODELS)
def test_models_are_found_without_loading_tensorflow(model: str) -> None:
    code = (
        "import sys; from pixgen.embedding.extract import load_embedder; "
        f"load_embedder({model!r}, weights=None); print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("model", "file"),
    [
        ("mobilenet_v2", "mobilenet_v2_1.0_224_from_coral_ptq_notop.h5"),
        ("mobilenet_v2", "mobilenet_v2_1.0_224_from_coral_ptq.h5"),
        ("inception_v3", "inception_v3_2015_92of94_genuine_notop.h5"),
    ],
)
def test_real_networks_agree_with_plain_keras_and_not_on_batches(
    model: str, file: str, shared: Path
) -> None:
    import keras

    weights = shared / "data" / "models" / file
    embedder = load_embedder(model, weights=weights)
    size = embedder.input_size
    names = sorted((shared / "data" / "images" / "fsa-color" / "images").iterdir())[:5]
    batch = np.stack([np.asarray(Image.open(n).convert("RGB").resize((size, size))) for n in names])
    vectors = embedder(batch)
    assert vectors.shape == (5, embedder.dimensions)
    spec = MODELS[model]
    headless = shared / "data" / "models" / file.replace("ptq.h5", "ptq_notop.h5")
    plain = getattr(keras.applications, spec.constructor)(
        include_top=False, weights=str(headless), pooling="avg"
    )
    preprocess = getattr(keras.applications, spec.module).preprocess_input
    expected = plain.predict(preprocess(batch.astype(np.float32)), verbose=0)
    assert min(map(cosine, vectors, expected)) > 0.9999
    assert np.array_equal(embedder(batch[2:3])[0], vectors[2])
