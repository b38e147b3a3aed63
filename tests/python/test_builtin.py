"""The built-in network computes what its plan says, from weights that lie in the package."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pixgen.embedding import builtin
from pixgen.embedding import builtin_network as plan
from pixgen.embedding.choice import Choice
from pixgen.embedding.extract import load_embedder
from pixgen.embedding.registry import MODELS
from pixgen.errors import ModelError


class Numpy:
    """The operations of the plan by their definitions, in double precision."""

    def __init__(self, convolutions: dict[str, np.ndarray]) -> None:
        self.convolutions = convolutions

    def convolve(self, name: str, x: np.ndarray, outputs: int, *, size: int, stride: int) -> Any:
        kernel = self.convolutions[f"{name}.kernel"].astype(np.float64)
        assert kernel.shape == (size, size, x.shape[3], outputs)
        margin = size // 2
        padded = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
        rows = range(0, x.shape[1], stride)
        columns = range(0, x.shape[2], stride)
        windows = [[padded[:, i : i + size, j : j + size] for j in columns] for i in rows]
        found = [[np.tensordot(w, kernel, 3) for w in row] for row in windows]
        return np.array(found).transpose(2, 0, 1, 3) + self.convolutions[f"{name}.bias"]

    def rectify(self, x: np.ndarray) -> np.ndarray:
        return np.maximum(x, 0)

    def add(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return x + y

    def halve(self, x: np.ndarray) -> np.ndarray:
        return (x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2]) / 4

    def average(self, x: np.ndarray) -> np.ndarray:
        return x.mean((1, 2))


def noise(count: int, size: int) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (count, size, size, 3), np.uint8)


def disc(color: tuple[int, int, int], size: int) -> np.ndarray:
    away = np.hypot(*(np.indices((size, size)) - (size - 1) / 2))
    return np.where(away[..., None] < size / 3, np.uint8(color), np.uint8(240))


@pytest.fixture(scope="module")
def embedder() -> builtin.Builtin:
    return builtin.Builtin(MODELS["builtin"])


def test_the_network_computes_the_plan_but_for_the_rounding_to_8_bits() -> None:
    weights = replace(builtin.read_weights(builtin.WEIGHTS), input_size=48)
    pictures = np.stack([noise(1, 48)[0], disc((200, 30, 30), 48)])
    found = builtin.pooling(weights)(pictures)
    plain = plan.network(pictures / plan.SCALE - 1.0, Numpy(weights.convolutions))
    assert found.shape == (2, plan.HEAD)
    away = np.linalg.norm(found - plain, axis=1) / np.linalg.norm(plain, axis=1)
    assert away.max() < 0.05


def test_vectors_are_as_the_registry_says_and_of_unit_length(embedder: builtin.Builtin) -> None:
    spec = MODELS["builtin"]
    assert (embedder.dimensions, embedder.input_size) == (spec.dimensions, spec.input_size)
    vectors = embedder(noise(3, embedder.input_size))
    assert vectors.shape == (3, spec.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_picture_has_the_same_vector_in_any_batch_and_any_process(
    embedder: builtin.Builtin,
) -> None:
    batch = noise(7, embedder.input_size)
    again = load_embedder(Choice("builtin"))
    assert np.array_equal(embedder(batch)[3:4], again(batch[3:4]))
    assert embedder.key == again.key


@pytest.mark.parametrize("level", [0, 128, 255])
def test_plain_pictures_have_finite_vectors(level: int, embedder: builtin.Builtin) -> None:
    size = embedder.input_size
    assert np.isfinite(embedder(np.full((1, size, size, 3), level, np.uint8))).all()


def test_colour_counts(embedder: builtin.Builtin) -> None:
    size = embedder.input_size
    colors = [(200, 30, 30), (190, 40, 35), (30, 60, 200)]
    red, reddish, blue = embedder(np.stack([disc(color, size) for color in colors]))
    assert red @ reddish > red @ blue


def test_weights_are_small() -> None:
    assert builtin.WEIGHTS.stat().st_size <= 4_000_000


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda content: content[:1000], "cannot be read"),
        (lambda content: b"", "cannot be read"),
        (lambda content: _of_version(content, 99), "version 99 instead of 1"),
    ],
)
def test_damaged_weights_are_told_with_a_way_out(damage: Any, told: str, tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(damage(builtin.WEIGHTS.read_bytes()))
    with pytest.raises(ModelError, match=told) as caught:
        builtin.read_weights(path)
    assert "Install pixgen again" in str(caught.value)


def _of_version(content: bytes, version: int) -> bytes:
    with np.load(io.BytesIO(content)) as file:
        arrays = dict(file) | {"version": np.array(version)}
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def test_it_takes_no_weights() -> None:
    with pytest.raises(ModelError, match="builtin takes no weights"):
        load_embedder(Choice("builtin", weights="some.h5"))


def test_it_finds_photographs_of_the_same_kind(embedder: builtin.Builtin, shared: Path) -> None:
    """Asks with 200 photographs of 10 kinds, of which a 20th would be right by chance."""
    folder = shared / "data" / "images" / "caltech101" / "images"
    kinds: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        kinds.setdefault(path.name.rsplit("_image", 1)[0], []).append(path)
    chosen = [path for kind in sorted(kinds)[::5] for path in kinds[kind][:20]]
    size = embedder.input_size
    pictures = np.stack(
        [np.asarray(Image.open(path).convert("RGB").resize((size, size))) for path in chosen]
    )
    blocks = range(0, len(pictures), embedder.batch_size)
    vectors = np.concatenate([embedder(pictures[i : i + embedder.batch_size]) for i in blocks])
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    nearest = np.argsort(-likeness, axis=1)[:, :10]
    kind = np.arange(len(chosen)) // 20
    assert (kind[nearest] == kind[:, None]).mean() > 0.5
