"""From one decode come the model's input, the cell and the display image."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pixgen.imaging import derive as derive_module
from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec, derive, derive_many

Draw = Callable[..., Path]
SPEC = DeriveSpec(input_size=64, display_size=400, background=(16, 17, 20))


def open_display(derived: Derived) -> Image.Image:
    return Image.open(io.BytesIO(derived.display))


def test_all_sizes_come_from_one_picture(draw: Draw) -> None:
    derived = derive(draw("a.png", (900, 300)), SPEC)
    assert (derived.width, derived.height) == (900, 300)
    assert derived.model_input.shape == (64, 64, 3)
    assert derived.cell.shape == (128, 128, 3)
    assert open_display(derived).size == (400, 133)
    mean = derived.cell.mean(axis=(0, 1))
    assert np.abs(mean - derived.color).max() <= 1


def test_the_file_is_decoded_once(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    path, calls = draw("a.jpg", (900, 600)), []
    plain = derive_module.open_upright

    def count(*arguments: object, **more: object) -> object:
        calls.append(arguments)
        return plain(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(derive_module, "open_upright", count)
    derive(path, SPEC)
    assert len(calls) == 1


def test_small_pictures_are_never_enlarged_for_display(draw: Draw) -> None:
    assert open_display(derive(draw("a.png", (50, 20)), SPEC)).size == (50, 20)


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (3000, 2)])
def test_any_shape_is_kept_whole(draw: Draw, size: tuple[int, int]) -> None:
    derived = derive(draw("a.png", size), SPEC)
    assert (derived.width, derived.height) == size
    assert derived.cell.shape == (128, 128, 3)
    assert max(open_display(derived).size) <= 400


@pytest.mark.parametrize(("crop", "edge"), [("squash", 200), ("center", 0), ("pad", 16)])
def test_crops_squash_cut_or_pad(tmp_path: Path, crop: str, edge: int) -> None:
    image = Image.new("RGB", (300, 100), (0, 0, 0))
    image.paste((200, 200, 200), (0, 0, 60, 100))
    image.save(tmp_path / "a.png")
    spec = DeriveSpec(input_size=60, crop=crop, background=(16, 17, 20))  # type: ignore[arg-type]
    derived = derive(tmp_path / "a.png", spec)
    # Squash keeps the bright left part, centre cuts it off, pad puts background above it.
    assert abs(int(derived.model_input[3, 3, 0]) - edge) <= 3


def test_the_cell_has_no_moire(tmp_path: Path) -> None:
    stripes = np.zeros((1024, 1024, 3), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "a.png")
    cell = derive(tmp_path / "a.png", SPEC).cell
    assert np.abs(cell.astype(int) - 128).max() <= 6


def test_a_plain_jpeg_is_passed_on_without_its_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret description"
    image = Image.effect_noise((200, 150), 60).convert("RGB")
    image.save(tmp_path / "a.jpg", quality=60, exif=exif, comment=b"another secret")
    derived = derive(tmp_path / "a.jpg", SPEC)
    assert b"secret" not in derived.display
    with Image.open(tmp_path / "a.jpg") as original:
        assert np.array_equal(np.asarray(open_display(derived)), np.asarray(original))


def test_many_come_in_order_with_errors_in_their_places(draw: Draw, tmp_path: Path) -> None:
    paths = [draw(f"{'x' * n}.png", (20 + n, 20)) for n in range(1, 30)]
    paths[7] = tmp_path / "missing.png"
    results = list(derive_many(paths, SPEC, workers=3))
    assert isinstance(results[7], ImageError)
    widths = [r.width for r in results if isinstance(r, Derived)]
    assert widths == [20 + n for n in range(1, 30) if n != 8]


def test_few_are_read_ahead_and_closing_stops(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Path] = []
    plain = derive_module.derive

    def count(path: Path, spec: DeriveSpec) -> Derived:
        started.append(path)
        return plain(path, spec)

    monkeypatch.setattr(derive_module, "derive", count)
    many = derive_many([draw("a.png")] * 500, SPEC, workers=2)
    next(many)
    many.close()  # type: ignore[attr-defined]
    assert len(started) <= 20


def test_the_same_file_gives_the_same_bytes(draw: Draw) -> None:
    path = draw("a.png", (500, 400))
    first, second = derive(path, SPEC), derive(path, SPEC)
    assert first.display == second.display
    assert np.array_equal(first.cell, second.cell)
