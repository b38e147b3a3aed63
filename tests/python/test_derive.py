"""What the pictures made of one decode promise."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pixgen.imaging import derive as derive_module
from pixgen.imaging.derive import DeriveSpec, Square, derive
from pixgen.imaging.jpeg import strip_metadata

SPEC = DeriveSpec((Square(32),), cell_size=16, display_size=200)


def display(derived) -> Image.Image:
    return Image.open(BytesIO(derived.display))


def test_all_sizes_come_from_one_file(draw):
    derived = derive(draw("a.png", size=(400, 300)), SPEC)
    assert (derived.width, derived.height) == (400, 300)
    assert derived.inputs[0].shape == (32, 32, 3)
    assert derived.cell.shape == (16, 16, 3)
    assert derived.inputs[0].dtype == derived.cell.dtype == np.uint8
    assert display(derived).size == (200, 150)
    assert display(derived).format == "JPEG"
    assert "progressive" not in display(derived).info
    assert derived.notes == ()


def test_the_file_is_decoded_once(draw, monkeypatch):
    path, calls = draw("a.jpg", size=(900, 600)), []
    plain = derive_module.open_upright

    def count(*arguments, **more):
        calls.append(arguments)
        return plain(*arguments, **more)

    monkeypatch.setattr(derive_module, "open_upright", count)
    derive(path, SPEC)
    assert len(calls) == 1


def test_pictures_are_never_enlarged_for_display(draw):
    assert display(derive(draw("a.png", size=(48, 32)), SPEC)).size == (48, 32)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3000, 2)])
def test_extreme_shapes_keep_at_least_one_pixel(draw, size):
    derived = derive(draw("a.png", size=size), SPEC)
    assert min(display(derived).size) >= 1
    assert max(display(derived).size) == min(200, max(size))
    assert derived.cell.shape == (16, 16, 3)


def test_the_crop_decides_what_the_network_sees(tmp_path):
    image = Image.new("RGB", (300, 100), (0, 0, 250))
    image.paste((250, 0, 0), (100, 0, 200, 100))
    image.save(tmp_path / "a.png")

    def columns(crop) -> list[str]:
        spec = DeriveSpec((Square(30, crop),), display_size=300, background=(0, 250, 0))
        middle = derive(tmp_path / "a.png", spec).inputs[0][:, [2, 15, 27]]
        return ["".join("RGB"[int(np.argmax(p))] for p in middle[row]) for row in (2, 15)]

    assert columns("squash") == ["BRB", "BRB"]
    assert columns("center") == ["RRR", "RRR"]
    assert columns("pad") == ["GGG", "BRB"]


def test_fine_stripes_turn_grey_and_not_into_moire(tmp_path):
    stripes = np.zeros((640, 640, 3), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "a.png")
    cell = derive(tmp_path / "a.png", SPEC).cell.astype(int)
    assert np.abs(cell - 128).max() <= 3


def test_the_average_colour_is_that_of_the_whole_picture(tmp_path):
    image = Image.new("RGB", (100, 50), (200, 0, 0))
    image.paste((0, 0, 100), (50, 0, 100, 50))
    image.save(tmp_path / "a.png")
    assert np.abs(np.subtract(derive(tmp_path / "a.png", SPEC).color, (100, 0, 50))).max() <= 2


@pytest.mark.parametrize("save", [{}, {"progressive": True}, {"mode": "L"}])
def test_a_plain_jpeg_is_passed_on_without_its_metadata(draw, save):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    path = draw("a.jpg", size=(150, 100), exif=exif, comment=b"private", quality=80, **save)
    path.write_bytes(path.read_bytes() + b"trailing thumbnail")
    derived = derive(path, SPEC)
    for secret in (b"Secret", b"private", b"Exif", b"trailing"):
        assert secret not in derived.display
    assert np.array_equal(np.asarray(display(derived)), np.asarray(Image.open(path)))


def test_a_jpeg_that_is_large_turned_or_wasteful_is_encoded_again(draw):
    exif = Image.Exif()
    exif[274] = 6
    turned = derive(draw("turned.jpg", size=(150, 100), exif=exif), SPEC)
    assert display(turned).size == (100, 150)
    assert not display(turned).getexif()
    assert display(derive(draw("large.jpg", size=(300, 200)), SPEC)).size == (200, 133)
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    path = draw("noise.jpg").with_name("wasteful.jpg")
    Image.fromarray(noise).save(path, quality=100, subsampling=0)
    assert len(derive(path, SPEC).display) < path.stat().st_size


@pytest.mark.parametrize("cut", [2, 30, 300, -2])
def test_a_jpeg_that_is_not_whole_is_not_stripped(draw, cut):
    assert strip_metadata(draw("a.jpg", size=(100, 100)).read_bytes()[:cut]) is None


def test_the_same_file_gives_the_same_bytes(draw):
    path = draw("a.png", size=(300, 200))
    first, second = derive(path, SPEC), derive(path, SPEC)
    assert first.display == second.display
    assert np.array_equal(first.cell, second.cell)
    assert np.array_equal(first.inputs[0], second.inputs[0])
