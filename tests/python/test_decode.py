"""Whatever an image file holds, it becomes an upright sRGB picture or one plain reason why not."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from pixgen.imaging.decode import Decoded, ImageError, open_upright

Draw = Callable[..., Path]


def decode(path: Path, *, longest: int = 4000, max_pixels: int = 10_000_000) -> Decoded:
    return open_upright(path, longest=longest, background=(16, 17, 20), max_pixels=max_pixels)


def corner_picture() -> Image.Image:
    """Draw a picture whose four quarters tell which way up it is."""
    image = Image.new("RGB", (60, 40), (250, 250, 250))
    image.paste((220, 20, 20), (0, 0, 30, 20))
    image.paste((20, 20, 220), (30, 20, 60, 40))
    return image


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(tmp_path: Path, orientation: int) -> None:
    upright = corner_picture()
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    decoded = decode(tmp_path / "a.png")
    assert (decoded.width, decoded.height) == (60, 40)
    assert np.array_equal(np.asarray(decoded.image), np.asarray(upright))


def test_a_colour_profile_is_converted_to_srgb(tmp_path: Path) -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    image = Image.new("LAB", (20, 20), (128, 128, 128))
    image.save(tmp_path / "lab.tif", icc_profile=linear.tobytes())
    red, green, blue = decode(tmp_path / "lab.tif").image.getpixel((5, 5))
    assert max(abs(red - 119), abs(green - 119), abs(blue - 119)) <= 4


def test_a_broken_profile_costs_a_note_and_not_the_picture(tmp_path: Path) -> None:
    corner_picture().save(tmp_path / "a.png", icc_profile=b"not a profile at all")
    decoded = decode(tmp_path / "a.png")
    assert decoded.notes
    assert decoded.image.getpixel((5, 5)) == (220, 20, 20)


def test_transparency_lies_over_the_background(tmp_path: Path) -> None:
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert decode(tmp_path / "a.png").image.getpixel((3, 3)) == (16, 17, 20)
    palette = Image.new("P", (10, 10), 0)
    palette.putpalette([255, 0, 0])
    palette.save(tmp_path / "b.gif", transparency=0)
    assert decode(tmp_path / "b.gif").image.getpixel((3, 3)) == (16, 17, 20)


def test_cmyk_looks_as_a_viewer_shows_it(tmp_path: Path) -> None:
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=95)
    red, green, blue = decode(tmp_path / "a.jpg").image.getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize(("mode", "middle"), [("I;16", 32768), ("F", 0.5)])
def test_deep_greys_are_neither_white_nor_black(tmp_path: Path, mode: str, middle: float) -> None:
    values = np.linspace(0, 2 * middle - 1e-6, 100)[None].repeat(20, axis=0)
    kind = np.uint16 if mode == "I;16" else np.float32
    Image.fromarray(values.astype(kind)).save(tmp_path / "a.tif")
    grey = np.asarray(decode(tmp_path / "a.tif").image)[10, :, 0].astype(int)
    assert grey[0] < 15
    assert abs(grey[50] - 128) < 20
    assert grey[-1] > 240


def test_the_first_picture_of_many_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (10, 10), color) for color in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    assert decode(tmp_path / "a.tif").image.getpixel((3, 3)) == (255, 0, 0)


def test_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    content = io.BytesIO()
    corner_picture().save(content, "PNG")
    (tmp_path / "a.jpg").write_bytes(content.getvalue())
    assert decode(tmp_path / "a.jpg").image.size == (60, 40)


def test_a_truncated_file_gives_what_was_there_with_a_note(tmp_path: Path) -> None:
    content = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(content, "JPEG", quality=90)
    (tmp_path / "a.jpg").write_bytes(content.getvalue()[: len(content.getvalue()) // 2])
    decoded = decode(tmp_path / "a.jpg")
    assert decoded.image.size == (200, 200)
    assert any("ends too early" in note for note in decoded.notes)


@pytest.mark.parametrize("content", [b"", b"this is a text", b"\xff\xd8\xff\xe0 no more"])
def test_what_is_no_picture_has_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(ImageError) as caught:
        decode(tmp_path / "a.jpg")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_pictures_over_the_limit_are_refused_before_decoding(tmp_path: Path) -> None:
    Image.new("1", (5000, 4000)).save(tmp_path / "a.png")
    with pytest.raises(ImageError, match="too large"):
        decode(tmp_path / "a.png", max_pixels=1_000_000)


def test_a_large_jpeg_is_decoded_small_and_tells_its_full_size(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 3000), (90, 120, 30)).save(tmp_path / "a.jpg")
    decoded = decode(tmp_path / "a.jpg", longest=900, max_pixels=20_000_000)
    assert (decoded.width, decoded.height) == (4000, 3000)
    assert 900 <= decoded.image.width < 4000


def test_odd_files_load_where_pillow_loads_them(shared: Path) -> None:
    folder = shared / "data" / "odd"
    with (folder / "files.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 200
    for row in rows:
        try:
            decoded = decode(folder / row["file"], longest=256, max_pixels=500_000_000)
        except ImageError as error:
            assert row["pillow"] != "ok", f"{row['file']}: {error}"
        else:
            assert decoded.image.mode == "RGB"


def test_the_eight_orientations_of_real_files_look_the_same(shared: Path) -> None:
    files = sorted((shared / "data" / "odd" / "exif").glob("Landscape_*.jpg"))
    assert len(files) >= 8
    small = [np.asarray(decode(f).image.resize((48, 32)), np.float64) for f in files]
    assert max(np.abs(other - small[0]).mean() for other in small) < 12
