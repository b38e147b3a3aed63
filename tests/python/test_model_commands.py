"""People find out which networks there are, what is in them, and what they see."""

import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from pixgen.cli import main
from pixgen.embedding.choice import CROPS, Choice
from pixgen.embedding.keras_files import file_of
from pixgen.embedding.preprocess import MODES, value_range
from pixgen.embedding.registry import MODELS
from pixgen.preview import normalized, preview_input


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_list_tells_whether_weights_are_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "models").mkdir(parents=True)
    name = file_of(MODELS["resnet50"], whole=True).name
    with h5py.File(tmp_path / "home" / "models" / name, "w") as file:
        file["weights"] = np.zeros(10)
    lines = run("models").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(MODELS)
    told = {line.split()[0]: line for line in lines}
    assert told["resnet50"].endswith("on this machine")
    assert told["vgg16"].endswith("to be fetched")
    assert told["builtin"].endswith("come with pixgen")
    assert "2,048" in told["inception_v3"] and "88 MB" in told["inception_v3"]


def test_one_network_is_told_with_its_file() -> None:
    text = run("models", "vgg16").stdout
    assert "The vector is its layer fc2" in text
    assert "vgg16_weights_tf_dim_ordering_tf_kernels.h5, from https://" in text
    assert run("models", "vgg").exit_code == 1
    assert "Did you mean vgg16?" in run("models", "vgg-16").stderr
    assert run("models", "--layers").exit_code == 2


def test_layers_are_listed_without_weights() -> None:
    lines = run("models", "vgg16", "--layers").stdout.splitlines()
    told = {line.split()[0]: " ".join(line.split()) for line in lines}
    assert told["block5_pool"] == "block5_pool 7 × 7 × 512, averaged to 512"
    assert told["fc2"] == "fc2 4,096 the default; needs the classifier's weights"
    assert run("models", "descriptor", "--layers").exit_code == 1


def test_the_list_loads_no_heavy_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from pixgen.cli import main; "
        "CliRunner().invoke(main, ['models']); print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_preview_shows_the_image_the_square_and_the_values(tmp_path: Path) -> None:
    image = Image.new("RGB", (60, 30), (250, 20, 20))
    image.paste((20, 20, 250), (0, 0, 15, 30))
    image.save(tmp_path / "a.png")
    out = tmp_path / "seen.png"
    result = run(
        "preview-input", tmp_path / "a.png", "--model", "vgg16", "--crop", "center", "-o", out
    )
    assert result.stdout == f"{out}: a.png as vgg16 sees it.\n"
    sheet = np.asarray(Image.open(out).convert("RGB")).astype(int)
    cropped, seen = sheet[200:400, 400:740], sheet[200:400, 780:1110]
    # The blue quarter is cut off, and the network gets blue first: red stands where blue was.
    assert (cropped[..., 0] > 200).mean() > 0.95
    assert (seen[..., 2] > 200).mean() > 0.95


def test_crops_differ_where_pictures_are_not_square(tmp_path: Path) -> None:
    Image.linear_gradient("L").resize((90, 30)).convert("RGB").save(tmp_path / "a.png")
    sheets = {
        preview_input(tmp_path / "a.png", Choice("builtin", crop=crop), (0, 99, 0)).tobytes()
        for crop in CROPS
    }
    assert len(sheets) == len(CROPS)


@pytest.mark.parametrize("mode", MODES)
def test_normalised_values_are_shown_from_dark_to_bright(mode) -> None:
    ends = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    shown = normalized(ends, mode)
    low, high = value_range(mode)
    assert low < high
    assert shown.min() == 0 and shown.max() == 255


def test_what_cannot_be_previewed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("text")
    Image.new("RGB", (9, 9)).save(tmp_path / "b.png")
    for words, code, message in (
        ([tmp_path / "a.png"], 1, "The file holds text, not a picture."),
        ([tmp_path / "b.png", "--model", "vg16"], 1, "Did you mean vgg16?"),
        ([tmp_path / "b.png", "--background", "black"], 2, "'black' is not a colour"),
        ([tmp_path / "b.png", "-o", tmp_path / "b.xyz"], 1, "b.xyz cannot be written"),
        ([tmp_path / "b.png", "--crop", "middle"], 2, "middle"),
    ):
        result = run("preview-input", *words)
        assert (result.exit_code, message in result.stderr) == (code, True), result.stderr
