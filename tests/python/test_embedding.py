"""Models turn pictures into vectors, and every way they can fail is told with its remedy."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pixgen.embedding import network as nets
from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import load_embedder
from pixgen.embedding.preprocess import Mode, preprocess
from pixgen.embedding.quiet import import_tensorflow
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
    embedder = load_embedder(Choice("descriptor"))
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
    embedder = load_embedder(Choice("descriptor"))
    size = embedder.input_size
    batch = np.stack([np.zeros((size, size, 3), np.uint8), np.full((size, size, 3), 255, np.uint8)])
    vectors = embedder(batch)
    assert np.isfinite(vectors).all()
    assert cosine(vectors[0], vectors[1]) < 0.9


def test_a_picture_has_the_same_descriptor_in_any_batch() -> None:
    embedder = load_embedder(Choice("descriptor"))
    size = embedder.input_size
    batch = np.random.default_rng(0).integers(0, 255, (7, size, size, 3), np.uint8)
    assert np.array_equal(embedder(batch)[3:4], embedder(batch[3:4]))


def test_unknown_models_are_refused_with_those_there_are() -> None:
    with pytest.raises(ModelError, match=r"Did you mean mobilenet_v2\? Allowed: auto, "):
        find_model("mobilenet2")


def test_the_descriptor_takes_no_weights() -> None:
    with pytest.raises(ModelError, match="takes no weights"):
        load_embedder(Choice("descriptor", weights="some.h5"))


def test_a_missing_weights_file_is_named() -> None:
    with pytest.raises(ModelError, match=r"none\.h5 does not exist"):
        load_embedder(Choice("mobilenet_v2", weights="none.h5"))


def test_weights_that_do_not_fit_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.h5").write_bytes(b"no weights at all")
    with pytest.raises(ModelError, match=r"bad\.h5 do not fit mobilenet_v2"):
        load_embedder(Choice("mobilenet_v2", weights=str(tmp_path / "bad.h5"))).prepare()


def test_a_failed_download_names_both_ways_out() -> None:
    with pytest.raises(ModelError) as caught:
        load_embedder(Choice("inception_v3", precision="float32")).prepare()
    message = str(caught.value)
    assert "cannot be written to; set KERAS_HOME" in message
    assert "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5 where there is" in message
    assert "--weights FILE" in message
    assert "--model descriptor" in message


def test_registry_rows_are_whole() -> None:
    for name, spec in MODELS.items():
        assert spec.name == name
        assert spec.description
        assert spec.input_size > 0


@pytest.mark.parametrize("mode", ["tf", "torch", "caffe"])
def test_pixels_are_brought_to_the_ranges_that_keras_knows(mode: Mode) -> None:
    from keras.src.applications import imagenet_utils

    pixels = np.random.default_rng(0).integers(0, 256, (2, 5, 5, 3)).astype(np.float32)
    expected = imagenet_utils.preprocess_input(pixels.copy(), mode=mode)
    seen = preprocess(pixels, mode)
    assert seen.dtype == np.float32
    assert np.abs(seen - expected).max() < 1e-5


@pytest.mark.parametrize("model", ["vgg16", "mobilenet_v3_small"])
def test_rows_of_the_registry_are_true_with_the_classifier_and_without(model: str) -> None:
    tensorflow, spec = import_tensorflow(), MODELS[model]
    for whole in (True, False):
        network = nets.build(tensorflow, spec, size=spec.input_size, weights=None, whole=whole)
        if whole or not spec.whole:
            vector = nets.cut(tensorflow, network, (spec.layer,), model).output
            assert vector.shape == (None, spec.dimensions)
    with pytest.raises(ModelError, match=rf"{model} has no layer 'convv'\. There are .*conv"):
        nets.find_layer(network, "convv", model)


def test_several_layers_count_alike_and_spatial_ones_are_averaged() -> None:
    tensorflow, spec = import_tensorflow(), MODELS["vgg16"]
    network = nets.build(tensorflow, spec, size=32, weights=None, whole=False)
    layers = ("block1_conv1", "block5_pool")
    both = nets.cut(tensorflow, network, layers, "vgg16")
    pixels = np.random.default_rng(0).random((2, 32, 32, 3), np.float32)
    vectors = both.predict(pixels, verbose=0)
    first, second = vectors[:, :64], vectors[:, 64:]
    assert second.shape == (2, 512)
    for part, layer in zip((first, second), layers, strict=True):
        assert np.allclose(np.linalg.norm(part, axis=1), 1, atol=1e-5)
        alone = tensorflow.keras.Model(network.model.input, network.model.get_layer(layer).output)
        means = alone.predict(pixels, verbose=0).mean((1, 2))
        assert min(map(cosine, part, means)) > 0.9999


@pytest.mark.parametrize("model", MODELS)
def test_models_are_found_without_loading_tensorflow(model: str) -> None:
    code = (
        "import sys; from pixgen.embedding.extract import load_embedder; "
        "from pixgen.embedding.choice import Choice; "
        f"load_embedder(Choice({model!r})); print('tensorflow' in sys.modules)"
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
    # Smaller than usual, for the sake of time.
    size = 128
    choice = Choice(model, weights=str(weights), precision="float32", input_size=size)
    embedder = load_embedder(choice)
    names = sorted((shared / "data" / "images" / "fsa-color" / "images").iterdir())[:5]
    batch = np.stack([np.asarray(Image.open(n).convert("RGB").resize((size, size))) for n in names])
    vectors = embedder(batch)
    assert vectors.shape == (5, embedder.dimensions)
    spec = MODELS[model]
    headless = shared / "data" / "models" / file.replace("ptq.h5", "ptq_notop.h5")
    plain = getattr(keras.applications, spec.constructor)(
        include_top=False, weights=str(headless), pooling="avg", input_shape=(size, size, 3)
    )
    preprocess = getattr(keras.applications, model).preprocess_input
    expected = plain.predict(preprocess(batch.astype(np.float32)), verbose=0)
    assert min(map(cosine, vectors, expected)) > 0.9999
    assert np.array_equal(embedder(batch[2:3])[0], vectors[2])
