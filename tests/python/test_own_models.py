"""Networks of the user's own, in any usual format, see what they should and run no code."""

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.embedding.layers import list_layers
from pixgen.embedding.quiet import import_tensorflow
from pixgen.errors import ModelError

SIZE = 32


@pytest.fixture(scope="module")
def keras() -> Any:
    return import_tensorflow().keras


@pytest.fixture(scope="module")
def network(keras: Any) -> Any:
    """Return a small classifier with seeded weights."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((SIZE, SIZE, 3)),
            layers.Conv2D(8, 3, activation="relu", name="seen"),
            layers.GlobalAveragePooling2D(name="averaged"),
            layers.Dense(4, activation="softmax", name="classes"),
        ]
    )


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIXGEN_CACHE", str(tmp_path / "cache"))


def pictures(count: int = 3) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (count, SIZE, SIZE, 3), np.uint8)


def scaled(batch: np.ndarray) -> np.ndarray:
    return batch.astype(np.float32) / 127.5 - 1


def load(path: Path, **more: Any) -> Embedder:
    said = {"preprocess": "tf", "precision": "float32", **more}
    return load_embedder(Choice(str(path), **said))


def check(embedder: Embedder, expected: np.ndarray, tolerance: float = 1e-4) -> None:
    """Compare with what the network gives itself, alone and in a batch."""
    batch = pictures()
    vectors = embedder(batch)
    assert embedder.dimensions == vectors.shape[1]
    assert np.abs(vectors - expected).max() <= tolerance * np.abs(expected).max()
    assert np.array_equal(embedder(batch[1:2])[0], vectors[1])


def features(keras: Any, network: Any, layer: str = "averaged") -> np.ndarray:
    until = keras.Model(network.inputs, network.get_layer(layer).output)
    return until.predict(scaled(pictures()), verbose=0)


@pytest.mark.parametrize("name", ["My net.keras", "net.h5"])
def test_a_keras_file_gives_what_its_classifier_looks_at(
    keras: Any, network: Any, tmp_path: Path, name: str
) -> None:
    network.save(tmp_path / name)
    embedder = load(tmp_path / name)
    assert (embedder.name, embedder.input_size) == (name.lower()[:-3].strip(".").removesuffix(".ke")
                                                    .replace(" ", "-"), SIZE)  # fmt: skip
    check(embedder, features(keras, network))
    check(load(tmp_path / name, layers=("seen",)), features(keras, network, "seen").mean((1, 2)))
    rows = [row.split() for row in list_layers(str(tmp_path / name))]
    assert rows[0] == "seen 30 × 30 × 8, averaged to 8".split()
    assert rows[1] == "averaged 8 the default".split()
    with pytest.raises(ModelError, match=r"no layer 'see'\. There are seen"):
        load(tmp_path / name, layers=("see",)).prepare()


def test_its_classes_are_told_from_the_vectors_alone(network: Any, tmp_path: Path) -> None:
    network.save(tmp_path / "net.keras")
    embedder: Any = load(tmp_path / "net.keras", labels=True)
    expected = network.predict(scaled(pictures()), verbose=0)
    assert np.abs(embedder.classify(embedder(pictures())) - expected).max() < 1e-5
    with pytest.raises(ModelError, match="the one layer"):
        load(tmp_path / "net.keras", labels=True, layers=("seen", "averaged")).prepare()
    with pytest.raises(ModelError, match="no class labels from seen"):
        load(tmp_path / "net.keras", labels=True, layers=("seen",)).prepare()


@pytest.mark.parametrize("name", ["net.keras", "net.h5"])
def test_code_in_a_keras_file_is_never_run(keras: Any, tmp_path: Path, name: str) -> None:
    flag = tmp_path / "it was run"

    def write(tensor: Any) -> Any:
        flag.touch()
        return tensor

    layers = keras.layers
    keras.Sequential([layers.Input((SIZE, SIZE, 3)), layers.Lambda(write)]).save(tmp_path / name)
    flag.unlink(missing_ok=True)
    with pytest.raises(ModelError, match="is not loaded: its layer Lambda runs Python code"):
        load(tmp_path / name)
    assert not flag.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"class_name": "Popen", "module": "subprocess"}, "Popen comes from subprocess"),
        ({"class_name": "get_file", "module": "keras.utils"}, "comes from keras.utils"),
        ({"class_name": "function", "module": "builtins", "config": "x"}, "its layer function"),
    ],
)
def test_other_classes_than_layers_of_keras_are_refused(
    network: Any, tmp_path: Path, change: dict[str, str], message: str
) -> None:
    network.save(tmp_path / "net.keras")
    with zipfile.ZipFile(tmp_path / "net.keras") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    config["config"]["layers"][1]["config"]["kernel_initializer"] = change
    parts["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(tmp_path / "bad.keras", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(ModelError, match=message):
        load(tmp_path / "bad.keras")


def test_what_a_file_does_not_say_must_be_told(keras: Any, network: Any, tmp_path: Path) -> None:
    network.save(tmp_path / "net.keras")
    with pytest.raises(ModelError, match=r"Say what net\.keras expects of pixels: --preprocess"):
        load(tmp_path / "net.keras", preprocess="")
    with pytest.raises(ModelError, match="takes pictures of 32 px; leave out --input-size 64"):
        load(tmp_path / "net.keras", input_size=64)
    network.save_weights(tmp_path / "bare.weights.h5")
    with pytest.raises(ModelError, match=r"(?s)it holds weights and no network; name the network"):
        load(tmp_path / "bare.weights.h5")
    (tmp_path / "text.keras").write_text("no model")
    with pytest.raises(ModelError, match=r"text\.keras cannot be read as a Keras file"):
        load(tmp_path / "text.keras")
    anything = keras.Sequential(
        [keras.layers.Input((None, None, 3)), keras.layers.GlobalAveragePooling2D()]
    )
    anything.save(tmp_path / "any.keras")
    with pytest.raises(ModelError, match="any size; say which with --input-size"):
        load(tmp_path / "any.keras")
    embedder = load(tmp_path / "any.keras", input_size=SIZE, preprocess="0-1")
    check(embedder, pictures().mean((1, 2)) / 255)


def test_a_saved_model_gives_its_output(keras: Any, network: Any, tmp_path: Path) -> None:
    until = keras.Model(network.inputs, network.get_layer("averaged").output)
    until.export(str(tmp_path / "saved"), verbose=False)
    check(load(tmp_path / "saved"), features(keras, network))
    with pytest.raises(ModelError, match="has no output 'x'; there are output_0"):
        load(tmp_path / "saved", layers=("x",)).prepare()


def test_a_saved_model_that_reaches_files_is_refused(tmp_path: Path) -> None:
    tensorflow = import_tensorflow()

    class Spy(tensorflow.Module):  # type: ignore[misc]
        @tensorflow.function(input_signature=[tensorflow.TensorSpec((None, SIZE, SIZE, 3))])
        def __call__(self, seen: Any) -> Any:
            tensorflow.io.write_file(str(tmp_path / "stolen"), "it was run")
            return tensorflow.reduce_mean(seen, (1, 2))

    tensorflow.saved_model.save(Spy(), str(tmp_path / "spy"))
    with pytest.raises(ModelError, match="its graph has WriteFile"):
        load(tmp_path / "spy").prepare()
    assert not (tmp_path / "stolen").exists()


def test_a_tflite_file_gives_its_output(keras: Any, network: Any, tmp_path: Path) -> None:
    tensorflow = import_tensorflow()
    until = keras.Model(network.inputs, network.get_layer("averaged").output)

    def convert(**settings: Any) -> bytes:
        converter = tensorflow.lite.TFLiteConverter.from_keras_model(until)
        for name, value in settings.items():
            setattr(converter, name, value)
        return bytes(converter.convert())

    (tmp_path / "net.tflite").write_bytes(convert())
    check(load(tmp_path / "net.tflite"), features(keras, network))
    with pytest.raises(ModelError, match="has no output 'x'; there are "):
        load(tmp_path / "net.tflite", layers=("x",)).prepare()
    seen = [[scaled(picture[None])] for picture in pictures()]
    (tmp_path / "bytes.tflite").write_bytes(
        convert(
            optimizations=[tensorflow.lite.Optimize.DEFAULT],
            representative_dataset=lambda: iter(seen),
            inference_input_type=tensorflow.uint8,
            inference_output_type=tensorflow.uint8,
        )
    )
    # A network of bytes takes pixels as they are, and says itself what they mean.
    for mode in ("", "tf"):
        check(load(tmp_path / "bytes.tflite", preprocess=mode), features(keras, network), 0.1)


def test_what_is_no_tflite_file_is_told_without_tensorflow(tmp_path: Path) -> None:
    for content in (b"", b"no model", b"\xff\xff\xff\x7fTFL3", b"\x10\0\0\0TFL3" + bytes(20)):
        (tmp_path / "bad.tflite").write_bytes(content)
        with pytest.raises(ModelError, match=r"bad\.tflite is (no TensorFlow Lite|damaged)"):
            load(tmp_path / "bad.tflite")


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("batch", [1, 4, "N"])
def test_an_onnx_file_gives_its_output_wherever_channels_are(
    tmp_path: Path, last: bool, batch: int | str
) -> None:
    path = write_onnx(tmp_path / "net.onnx", last=last, batch=batch)
    means = scaled(pictures()).mean((1, 2))
    check(load(path), 2 * means)
    check(load(path, layers=("places",)), 2 * means)
    both = load(path, layers=("means", "places"))(pictures())
    unit = means / np.linalg.norm(means, axis=1, keepdims=True)
    assert np.allclose(both, np.concatenate([unit, unit], axis=1), atol=1e-5)
    assert list_layers(str(path)) == ["means   output, the default", "places  output"]


def test_onnx_files_that_do_not_fit_are_told(tmp_path: Path) -> None:
    path = write_onnx(tmp_path / "net.onnx", last=False, batch=1)
    with pytest.raises(ModelError, match="has no output 'x'; there are means, places"):
        load(path, layers=("x",)).prepare()
    with pytest.raises(ModelError, match="--labels works with Keras networks"):
        load(path, labels=True)
    (tmp_path / "bad.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"bad\.onnx cannot be read as ONNX"):
        load(tmp_path / "bad.onnx")


def test_without_onnx_runtime_the_hint_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    (tmp_path / "net.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match=r'pip install "pixgen\[onnx\]"'):
        load(tmp_path / "net.onnx")


def write_onnx(path: Path, *, last: bool, batch: int | str) -> Path:
    """Write a network that doubles pixels, and averages them in another output."""
    import onnx
    from onnx import helper

    kind = onnx.TensorProto.FLOAT
    axes = [1, 2] if last else [2, 3]
    shape = [batch, SIZE, SIZE, 3] if last else [batch, 3, SIZE, SIZE]
    make: Callable[..., Any] = helper.make_node
    graph = helper.make_graph(
        [
            make("Add", ["pixels", "pixels"], ["places"]),
            make("ReduceMean", ["places", "axes"], ["means"], keepdims=0),
        ],
        "net",
        [helper.make_tensor_value_info("pixels", kind, shape)],
        [
            helper.make_tensor_value_info("means", kind, [batch, 3]),
            helper.make_tensor_value_info("places", kind, shape),
        ],
        [helper.make_tensor("axes", onnx.TensorProto.INT64, [2], axes)],
    )
    opsets = [helper.make_opsetid("", 18)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), path)
    return path
