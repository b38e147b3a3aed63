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

NO_TORCH = "torch is not installed: pip install -r training/requirements.txt"


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


def test_an_enlarged_picture_shows_the_same() -> None:
    picture = np.zeros((1, 64, 64, 3), np.uint8)
    picture[0, :32, :32] = 255
    large = data.enlarged(picture, 128)
    assert large[0, :60, :60].min() == 255
    assert large[0, 68:].max() == 0


def test_precision_counts_the_nearest_others() -> None:
    angle = np.array([0.0, 0.1, 0.2, 1.5, 1.6, 1.7])
    vectors = np.stack([np.cos(angle), np.sin(angle)], 1) * np.arange(1, 7)[:, None]
    labels = np.array([0, 0, 0, 1, 1, 1])
    assert precision(vectors, labels, among=2) == 1
    assert precision(vectors, labels, among=3) == pytest.approx(2 / 3)
    assert precision(vectors, np.array([0, 1, 0, 1, 0, 1]), among=2) < 0.5


def test_every_picture_comes_once_in_an_epoch() -> None:
    pytest.importorskip("torch", reason=NO_TORCH)
    from training.train import chosen

    seen = [index for step in range(6) for index in chosen(step, 2, 12, seed=1)]
    assert sorted(seen) == list(range(12))
    assert not np.array_equal(chosen(0, 12, 12, 1), chosen(1, 12, 12, 1))


def test_teacher_and_student_see_the_same_window() -> None:
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    from training import views

    noise = np.random.default_rng(1).integers(0, 256, (40, 3, 4, 4), np.uint8)
    pictures = torch.from_numpy(noise).repeat_interleave(16, 2).repeat_interleave(16, 3)
    random = torch.Generator().manual_seed(1)
    student, shown = views.show(pictures, views.Sizes(64, 128), random)
    assert student.shape == (40, 3, 64, 64) and shown.shape == (40, 3, 128, 128)
    smaller = torch.nn.functional.avg_pool2d(shown, 2)
    assert max(student.abs().max(), shown.abs().max()) <= 1
    away = (student - smaller).abs().mean((1, 2, 3))
    others = (student - smaller.roll(20, 0)).abs().mean((1, 2, 3))
    assert away.max() < 0.1 < others.min()


def test_the_same_seed_shows_the_same() -> None:
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    from training import views

    pictures = torch.randint(0, 256, (6, 3, 64, 64), dtype=torch.uint8)
    once, again, other = (
        views.show(pictures, views.Sizes(32, 32), torch.Generator().manual_seed(seed))[0]
        for seed in (1, 1, 2)
    )
    assert torch.equal(once, again)
    assert not torch.equal(once, other)


def test_the_exported_network_says_what_the_trained_one_said(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason=NO_TORCH)
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
    pooled = builtin.pooling(builtin.read_weights(path))(pictures)
    with torch.no_grad():
        expected = student.pool(as_input(pictures)).numpy()
    assert np.linalg.norm(pooled - expected) < 0.05 * np.linalg.norm(expected)
