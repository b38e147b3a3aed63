"""The training cuts, holds out and orders its pictures by the seed alone."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pixgen.embedding import builtin
from training import data
from training.retrieval import precision


def test_pictures_come_in_the_order_of_their_names_with_their_folders_as_labels(
    tmp_path: Path,
) -> None:
    for archive, names in {"0": ["b/2", "a/9"], "1": ["b/1", "a/3"]}.items():
        with zipfile.ZipFile(tmp_path / f"{archive}.zip", "w") as file:
            for name in names:
                content = io.BytesIO()
                level = 20 * int(name[-1])
                Image.new("RGB", (64, 64), (level, level, level)).save(content, "WEBP")
                file.writestr(f"{name}.webp", content.getvalue())
    found = data.load(tmp_path, seed=1)
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert np.allclose(found.pictures.mean((1, 2, 3)) / 20, [3, 9, 1, 2], atol=0.2)


def test_a_folder_without_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        data.load(tmp_path, seed=1)


def test_the_same_pictures_are_held_out_for_the_same_seed() -> None:
    labels = np.repeat(np.arange(50), 60)
    chosen = data.hold_out(labels, seed=1)
    assert np.array_equal(chosen, data.hold_out(labels, seed=1))
    assert not np.array_equal(chosen, data.hold_out(labels, seed=2))
    counts = np.bincount(labels[chosen], minlength=50)
    assert sorted(set(counts)) == [0, 50]
    assert (counts == 50).sum() == 40


@pytest.mark.parametrize(("view", "least"), [(0, 0.75), (1, 0.18)])
def test_boxes_lie_in_the_picture_and_the_first_view_shows_nearly_all(
    view: int, least: float
) -> None:
    left, top, right, bottom = data.boxes(2000, view, 64, seed=1).T
    assert min(left.min(), top.min()) >= 0
    assert max(right.max(), bottom.max()) <= 64 + 1e-9
    area = (right - left) * (bottom - top) / 64**2
    assert area.min() >= least
    assert np.array_equal(data.boxes(2000, view, 64, seed=1)[:, 0], left)


def test_a_cut_shows_its_box() -> None:
    picture = np.zeros((1, 64, 64, 3), np.uint8)
    picture[0, :32, :32] = 255
    quarter = data.cut(picture, np.array([[0.0, 0.0, 32.0, 32.0]]), 16, workers=1)
    whole = data.cut(picture, data.whole(1, 64), 16, workers=1)
    assert quarter[0, :14, :14].min() == 255
    assert whole[0, :7, :7].min() == 255
    assert whole[0, 9:, 9:].max() == 0


def test_precision_counts_the_nearest_others() -> None:
    angle = np.array([0.0, 0.1, 0.2, 1.5, 1.6, 1.7])
    vectors = np.stack([np.cos(angle), np.sin(angle)], 1) * np.arange(1, 7)[:, None]
    labels = np.array([0, 0, 0, 1, 1, 1])
    assert precision(vectors, labels, among=2) == 1
    assert precision(vectors, labels, among=3) == pytest.approx(2 / 3)
    assert precision(vectors, np.array([0, 1, 0, 1, 0, 1]), among=2) < 0.5


def test_every_pair_of_view_and_picture_comes_once_in_an_epoch() -> None:
    pytest.importorskip("torch", reason="torch is not installed: pip install -r training/...")
    from training.train import pairs

    training = np.array([2, 3, 5, 8])
    seen = [
        pair for step in range(6) for pair in zip(*pairs(step, 2, 3, training, seed=1), strict=True)
    ]
    assert sorted(seen) == [(view, picture) for view in range(3) for picture in training]
    assert not np.array_equal(pairs(0, 2, 3, training, 1)[1], pairs(6, 2, 3, training, 1)[1])


def test_the_exported_network_says_what_the_trained_one_said(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    from training import export
    from training.student import Student, as_input

    torch.manual_seed(1)
    student = Student(256, 10).eval()
    for _, norm in student.layers.values():
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
        torch.nn.init.uniform_(norm.weight, 0.5, 1.5)
        torch.nn.init.normal_(norm.bias)
    pictures = np.random.default_rng(1).integers(0, 256, (builtin.BATCH_SIZE, 48, 48, 3), np.uint8)
    features, colors = export.look(student, pictures)
    path = tmp_path / "weights.npz"
    np.savez(path, **export.contents(student, features, colors, 48))
    weights = builtin.read_weights(path)
    pooled = np.asarray(builtin.pooling(weights)(pictures))
    with torch.no_grad():
        expected = student.pool(as_input(pictures)).numpy()
    assert np.linalg.norm(pooled - expected) < 0.02 * np.linalg.norm(expected)
