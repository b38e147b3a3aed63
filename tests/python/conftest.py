"""Fixtures that several rooms' tests share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pixgen.embedding.ready import CACHE_VARIABLE


@pytest.fixture(scope="session", autouse=True)
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep networks that are ready to run in a folder of the tests' own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test find or fetch Keras's weights: a folder in a file cannot even be made."""
    monkeypatch.setenv("KERAS_HOME", str(Path(__file__) / "keras"))


@pytest.fixture
def shared() -> Path:
    """Return the folder of real data, or skip where there is none."""
    text = os.environ.get("PIXGEN_SHARED")
    if not text:
        pytest.skip("PIXGEN_SHARED is not set: no real data to try this on")
    folder = Path(text).resolve()
    if not (folder / "data").is_dir():
        pytest.skip(f"PIXGEN_SHARED names {folder}, which holds no data/")
    return folder


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that draws a small seeded picture and saves it under tmp_path."""

    def draw_one(name: str, size: tuple[int, int] = (48, 32), mode: str = "RGB", **save) -> Path:
        width, height = size
        rng = np.random.default_rng(len(name))
        ramp = np.linspace(0, 200, width)[None, :, None] * np.ones((height, 1, 3))
        ramp[: height // 2, :, 0] += 50
        pixels = (ramp + rng.integers(0, 6, ramp.shape)).astype(np.uint8)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).convert(mode).save(path, **save)
        return path

    return draw_one
