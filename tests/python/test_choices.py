"""What is said of models in the settings reaches the right one, and mistakes are told."""

from pathlib import Path

import pytest

from pixgen.embedding.choice import Choice, choices, read_choices
from pixgen.embedding.extract import load_embedder
from pixgen.errors import ConfigError, ModelError
from pixgen.setting_files import load_settings


def chosen(**flags: object) -> tuple[Choice, ...]:
    return choices(load_settings(None, {"images": ["a"], **flags}))


def test_with_one_model_a_value_needs_no_name() -> None:
    assert chosen(
        model="vgg16", weights="w=1.h5", layer="fc1", crop="pad", input_size=320, preprocess="tf"
    ) == (
        Choice("vgg16", weights="w=1.h5", layers=("fc1",), crop="pad", input_size=320,
               preprocess="tf"),
    )  # fmt: skip


def test_with_several_models_values_go_by_name_and_a_crop_is_for_all() -> None:
    first, second = chosen(
        model=["vgg16", "nets/Mine.onnx"],
        weights={"vgg16": "a.h5"},
        layers=["vgg16=fc1,fc2"],
        crop=["mine=center", "pad"],
        preprocess="mine=torch",
    )
    assert first == Choice("vgg16", weights="a.h5", layers=("fc1", "fc2"), crop="pad")
    assert second == Choice("nets/Mine.onnx", crop="center", preprocess="torch")
    assert second.name == "mine"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"model": ["vgg16", "builtin"], "weights": "a.h5"},
         "weights: with several models say for which, as in --weights vgg16=a.h5"),
        ({"model": "vgg16", "layer": "resnet50=a"},
         "layer: resnet50 is not among the models; add --model resnet50"),
        ({"model": "vgg16", "layer": "a", "layers": "a,b"}, "layers: give --layer or --layers"),
        ({"model": "vgg16", "layers": "a,,b"}, "layers: must be names parted by commas"),
        ({"model": "vgg16", "crop": "middle"}, "crop: must be squash, center or pad, not 'middle'"),
        ({"model": "vgg16", "preprocess": "x"}, "preprocess: must be tf, torch, caffe, 0-1 or"),
        ({"model": "vgg16", "input_size": 5}, "input_size: must be a whole number from 16 to"),
        ({"model": "vgg16", "input_size": True}, "input_size: must be a text, or a table"),
        ({"model": "vg16"}, "model: There is no model 'vg16'. Did you mean vgg16?"),
        ({"model": ["a/n.onnx", "b/n.keras"]}, "two models would be called n; rename a file"),
        ({"model": "builtin", "labels": 2}, "labels: builtin has no class labels; add a network"),
    ],
)  # fmt: skip
def test_mistakes_are_told_before_any_work(flags: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(None, {"images": ["a"], **flags})
    assert message in str(caught.value)


def test_all_mistakes_of_models_are_told_at_once() -> None:
    errors = read_choices({"model": ("x", "vgg16"), "crop": ("y",), "weights": ("z",)})[1]
    assert [error.partition(":")[0] for error in errors] == ["model", "weights", "crop"]


def test_files_in_a_configuration_lie_beside_it(tmp_path: Path) -> None:
    config = tmp_path / "pixgen.toml"
    config.write_text(
        'images = "a"\nmodel = ["vgg16", "nets/mine.onnx"]\nlabel_names = "names.txt"\n'
        '[weights]\nvgg16 = "w.h5"\n'
    )
    settings = load_settings(config, {})
    assert settings.model == ("vgg16", str(tmp_path / "nets/mine.onnx"))
    assert settings.weights == (f"vgg16={tmp_path / 'w.h5'}",)
    assert settings.label_names == tmp_path / "names.txt"


def test_labels_are_asked_of_the_first_model_that_has_classes() -> None:
    flags = {"model": ["builtin", "vgg16", "resnet50"], "labels": 3}
    assert [choice.labels for choice in chosen(**flags)] == [False, True, False]


def test_what_only_a_network_of_keras_can_do_leaves_no_choice_to_auto() -> None:
    for flags in ({"weights": "a.h5"}, {"layer": "mixed7"}, {"input_size": "320"}):
        (choice,) = chosen(**flags)
        assert choice.model == "inception_v3"


@pytest.mark.parametrize("model", ["builtin", "descriptor"])
def test_models_without_layers_refuse_what_they_cannot_do_and_take_a_crop(model: str) -> None:
    assert load_embedder(Choice(model, crop="center")).crop == "center"
    for choice in (Choice(model, layers=("a",)), Choice(model, input_size=64)):
        with pytest.raises(ModelError, match=f"The model {model} takes no (layer|input-size)"):
            load_embedder(choice)


def test_files_that_are_no_models_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.onnx does not exist"):
        load_embedder(Choice(str(tmp_path / "none.onnx")))
    (tmp_path / "net.pb").write_bytes(b"")
    with pytest.raises(ModelError, match=r"net\.pb is no model that pixgen knows: \.keras"):
        load_embedder(Choice(str(tmp_path / "net.pb")))
    with pytest.raises(ModelError, match=r"is no SavedModel: it has no saved_model\.pb"):
        load_embedder(Choice(str(tmp_path)))
