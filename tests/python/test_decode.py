"""What opening one image file promises, whatever it holds."""

import csv
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from pixgen.imaging.decode import Decoded, ImageError, open_upright

GREY = (128, 128, 128)


def opened(path: Path, longest: int = 1600, max_pixels: int = 10**8) -> Decoded:
    return open_upright(path, longest=longest, background=GREY, max_pixels=max_pixels)


def pixels(path: Path, **options) -> np.ndarray:
    return np.asarray(opened(path, **options).image).astype(int)


def reason(path: Path, **options) -> str:
    with pytest.raises(ImageError) as error:
        opened(path, **options)
    assert str(error.value) == error.value.reason
    return error.value.reason


@pytest.fixture
def corners(tmp_path: Path):
    """Return a function that saves a picture that should stand upright after `orientation`."""

    def save(name: str, orientation: int) -> Path:
        upright = np.zeros((4 * 16, 8 * 16, 3), np.uint8)
        upright[:32, :64] = 250, 0, 0
        upright[:32, 64:] = 0, 250, 0
        upright[32:, :64] = 0, 0, 250
        stored = {
            1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
            5: upright.swapaxes(0, 1), 6: np.rot90(upright), 7: np.rot90(upright, 2).swapaxes(0, 1),
            8: np.rot90(upright, -1),
        }[orientation]  # fmt: skip
        exif = Image.Exif()
        exif[274] = orientation
        path = tmp_path / name
        # As bytes, since pillow-heif turns pictures for those alone.
        Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif.tobytes())
        return path

    return save


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(corners, suffix, orientation):
    decoded = opened(corners(f"a.{suffix}", orientation))
    assert (decoded.width, decoded.height) == decoded.image.size == (128, 64)
    for point, color in [
        ((20, 10), (250, 0, 0)),
        ((110, 10), (0, 250, 0)),
        ((20, 50), (0, 0, 250)),
    ]:
        assert np.abs(np.subtract(decoded.image.getpixel(point), color)).max() < 12


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.jpg", "RGB"), ("a.jpg", "L"), ("a.jpg", "CMYK"), ("a.png", "1"), ("a.png", "P"),
        ("a.png", "LA"), ("a.png", "RGBA"), ("a.gif", "P"), ("a.bmp", "RGB"), ("a.tif", "CMYK"),
        ("a.tif", "LAB"), ("a.tif", "YCbCr"), ("a.webp", "RGB"), ("a.avif", "RGB"),
        ("a.jp2", "RGB"), ("a.ppm", "RGB"), ("a.tga", "RGB"),
    ],
)  # fmt: skip
def test_every_mode_and_format_comes_out_as_rgb(draw, name, mode):
    if mode == "LAB":
        path = draw(name)
        lab = ImageCms.profileToProfile(
            Image.open(path), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"),
            outputMode="LAB",
        )  # fmt: skip
        lab.save(path)
    else:
        path = draw(name, mode=mode)
    decoded = opened(path)
    assert decoded.image.mode == "RGB"
    assert decoded.image.size == (48, 32)
    assert decoded.notes == ()
    expected = Image.open(draw("reference.png")).convert("L").resize((2, 1))
    got = decoded.image.convert("L").resize((2, 1))
    assert np.abs(np.asarray(got).astype(int) - np.asarray(expected)).max() < 40


@pytest.mark.parametrize("suffix", ["png", "tif", "pgm"])
def test_a_16_bit_grey_is_not_white(tmp_path, suffix):
    ramp = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    path = tmp_path / f"deep.{suffix}"
    Image.fromarray(ramp).save(path)
    got = pixels(path)[..., 0]
    assert np.abs(got - ramp / 257).max() <= 1


def test_12_bit_values_in_a_16_bit_file_are_not_black(tmp_path):
    path = tmp_path / "scanner.tif"
    Image.fromarray(np.full((8, 8), 4000, np.uint16)).save(path)
    decoded = opened(path)
    assert decoded.image.getpixel((0, 0))[0] == 249
    assert "4095" in decoded.notes[0]


def test_a_16_bit_tiff_in_which_white_is_zero_is_turned_round(tmp_path):
    path = tmp_path / "negative.tif"
    ramp = np.linspace(0, 65535, 64).reshape(8, 8).astype(np.uint16)
    Image.fromarray(ramp).save(path)
    data = path.read_bytes()
    tag = data.index(b"\x06\x01\x03\x00\x01\x00\x00\x00\x01\x00")
    path.write_bytes(data[: tag + 8] + b"\x00" + data[tag + 9 :])
    assert pixels(path)[0, 0, 0] == 255
    assert pixels(path)[-1, -1, 0] == 0


@pytest.mark.parametrize(("top", "noted"), [(1.0, False), (255.0, False), (3e6, True)])
def test_float_greys_are_scaled_by_their_range(tmp_path, top, noted):
    ramp = np.linspace(0, top, 64, dtype=np.float32).reshape(8, 8)
    ramp[0, 1] = np.nan
    path = tmp_path / "float.tif"
    Image.fromarray(ramp).save(path)
    decoded = opened(path)
    assert decoded.image.getpixel((7, 7)) == (255, 255, 255)
    assert decoded.image.getpixel((1, 0)) == (0, 0, 0)
    assert bool(decoded.notes) == noted


def test_what_is_transparent_lies_over_the_background(tmp_path):
    image = Image.new("RGBA", (4, 2), (255, 0, 0, 0))
    image.putpixel((1, 0), (255, 0, 0, 255))
    image.save(tmp_path / "a.png")
    got = pixels(tmp_path / "a.png")
    assert tuple(got[0, 0]) == GREY
    assert tuple(got[0, 1]) == (255, 0, 0)


def test_a_transparent_colour_of_a_palette_lies_over_the_background(tmp_path):
    image = Image.new("P", (4, 2), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.png", transparency=0)
    got = pixels(tmp_path / "a.png")
    assert tuple(got[0, 0]) == GREY
    assert tuple(got[0, 1]) == (0, 0, 255)


def test_a_fourth_byte_that_is_not_used_makes_nothing_transparent(tmp_path):
    image = Image.new("RGBA", (8, 8), (250, 10, 10, 0))
    for name, expected in (("a.bmp", (250, 10, 10)), ("a.tga", (250, 10, 10)), ("a.png", GREY)):
        image.save(tmp_path / name)
        assert opened(tmp_path / name).image.getpixel((4, 4)) == expected, name


def test_the_first_frame_of_an_animation_is_taken(tmp_path):
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    for name in ("a.gif", "a.webp", "a.tif", "a.png"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
        assert np.abs(pixels(tmp_path / name)[4, 4] - (255, 0, 0)).max() < 8, name


def test_an_embedded_profile_is_converted_to_srgb(tmp_path):
    # BGR instead of RGB primaries: the plainest profile that must change what is seen.
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, swap in ((b"rXYZ", b"bXYZ"), (b"bXYZ", b"rXYZ")):
        at = srgb.index(name, 128)
        srgb[at : at + 4] = swap.lower()
    swapped = bytes(srgb).replace(b"rxyz", b"rXYZ").replace(b"bxyz", b"bXYZ")
    swapped = swapped.replace(b"s\0R\0G\0B\0 \0b", b"s\0w\0a\0p\0 \0b").replace(
        b"sRGB b", b"swap b"
    )
    Image.new("RGB", (8, 8), (250, 10, 10)).save(tmp_path / "a.png", icc_profile=swapped)
    red, _, blue = pixels(tmp_path / "a.png")[0, 0]
    assert blue > 200 > 60 > red


def test_a_broken_profile_is_noted_and_left_out(tmp_path):
    Image.new("RGB", (8, 8), (250, 10, 10)).save(tmp_path / "a.png", icc_profile=b"no profile")
    decoded = opened(tmp_path / "a.png")
    assert decoded.image.getpixel((0, 0)) == (250, 10, 10)
    assert "colour profile" in decoded.notes[0]


@pytest.mark.parametrize("save", [{}, {"progressive": True}])
def test_of_a_truncated_jpeg_what_decoded_is_kept_with_a_note(draw, save):
    path = draw("cut.jpg", size=(400, 300), **save)
    whole = pixels(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    decoded = opened(path)
    got = np.asarray(decoded.image).astype(int)
    assert np.abs(got[:80] - whole[:80]).mean() < 20
    assert (decoded.width, decoded.height) == (400, 300)
    assert "may be missing" in decoded.notes[0]
    assert not decoded.plain_jpeg


@pytest.mark.parametrize("name", ["cut.png", "cut.bmp"])
def test_of_other_truncated_files_what_decoded_is_kept(draw, name):
    path = draw(name, size=(400, 300))
    whole = pixels(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    decoded = opened(path)
    rows = slice(-60, None) if name == "cut.bmp" else slice(0, 60)
    assert np.array_equal(np.asarray(decoded.image)[rows], whole[rows])
    assert decoded.notes


@pytest.mark.parametrize("name", ["cut.jpg", "cut.png", "cut.tif"])
def test_a_picture_that_is_not_whole_is_left_out_where_that_is_wanted(draw, name):
    path = draw(name, size=(400, 300))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(ImageError, match="--truncated keep") as error:
        open_upright(path, longest=1600, background=GREY, max_pixels=10**8, keep_truncated=False)
    assert error.value.lasting


def test_a_file_that_is_damaged_behind_its_picture_is_taken_whole(draw):
    path = draw("a.png", size=(40, 30))
    whole = pixels(path)
    path.write_bytes(path.read_bytes()[:-12] + b"\0\0\xff\xfftEXtcut")
    for keep in (True, False):
        decoded = open_upright(
            path, longest=1600, background=GREY, max_pixels=10**8, keep_truncated=keep
        )
        assert np.array_equal(np.asarray(decoded.image), whole)
        assert "behind its picture" in decoded.notes[0]


def test_a_broken_file_does_not_make_the_reader_lax_for_the_next(draw):
    path = draw("cut.jpg", size=(400, 300))
    path.write_bytes(path.read_bytes()[:-500])
    assert opened(path).notes
    with Image.open(path) as image, pytest.raises(OSError, match="truncated"):
        image.load()


@pytest.mark.parametrize("orientation", [1, 6])
def test_heic_pictures_stand_upright_too(corners, orientation):
    heif = pytest.importorskip("pillow_heif", reason="the extra heif is not installed")
    heif.register_heif_opener()
    decoded = opened(corners("a.heic", orientation))
    assert (decoded.width, decoded.height) == decoded.image.size == (128, 64)
    assert np.abs(np.subtract(decoded.image.getpixel((20, 10)), (250, 0, 0))).max() < 25
    assert np.abs(np.subtract(decoded.image.getpixel((20, 50)), (0, 0, 250))).max() < 25


def test_without_the_extra_for_heic_its_name_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(ImageError, match=r"pip install 'pixgen\[heif\]'") as error:
        opened(tmp_path / "a.heic")
    assert not error.value.lasting


def test_content_decides_and_not_the_ending(draw):
    path = draw("a.png")
    assert opened(path.rename(path.with_suffix(".jpg"))).image.size == (48, 32)


def test_large_pictures_are_decoded_at_a_fraction_and_told_in_full_size(draw):
    for name in ("big.jpg", "big.png"):
        decoded = opened(draw(name, size=(2400, 1800)), longest=600)
        assert (decoded.width, decoded.height) == (2400, 1800)
        assert 600 <= max(decoded.image.size) <= 1200, name
        assert min(decoded.image.size) >= 512


def test_small_and_narrow_pictures_keep_every_pixel(draw):
    assert opened(draw("a.png"), longest=16).image.size == (48, 32)
    assert opened(draw("strip.png", size=(6000, 20)), longest=600).image.size == (6000, 20)


def test_a_plain_jpeg_is_known_as_such(draw, corners):
    assert opened(draw("a.jpg")).plain_jpeg
    assert opened(draw("grey.jpg", mode="L")).plain_jpeg
    assert not opened(draw("a.png")).plain_jpeg
    assert not opened(draw("c.jpg", mode="CMYK")).plain_jpeg
    assert not opened(corners("turned.jpg", 6)).plain_jpeg


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>404</title>", "HTML"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"plain text", "holds text, not a picture"),
        (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xff\x0a\xfa\x7f", "JPEG XL"),
        (b"FUJIFILMCCD-RAW 0201", "raw file of a camera"),
        (b"\x00\x00\x00\x20ftypisom", "film"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "cannot be read"),
        (b"BM" + bytes(60), "save it anew"),
    ],
)
def test_what_is_no_picture_is_told_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    assert words in reason(path)
    assert reason(path).endswith(".")
    assert str(path) not in reason(path)


def test_a_file_that_is_gone_is_told(tmp_path):
    assert "No such file" in reason(tmp_path / "nowhere.jpg")


def test_a_picture_over_the_limit_is_refused_before_it_is_decoded(draw):
    path = draw("a.png", size=(100, 100))
    assert opened(path, max_pixels=10_000).image.size == (100, 100)
    for limit in (9_999, 100):
        assert "too large" in reason(path, max_pixels=limit)
        assert "--max-megapixels" in reason(path, max_pixels=limit)
    assert "100 × 100" in reason(path, max_pixels=9_999)


@pytest.mark.parametrize("limit", [400_000, 100_000])
@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("a.jpg", {}),
        ("a.jpg", {"progressive": True}),
        ("a.jp2", {"num_resolutions": 5}),
        ("a.j2k", {"irreversible": True}),
    ],
)
def test_a_picture_over_the_limit_is_read_smaller_where_its_format_allows(draw, name, save, limit):
    path = draw(name, size=(1200, 800), **save)
    whole = opened(path).image
    decoded = opened(path, max_pixels=limit)
    assert (decoded.width, decoded.height) == (1200, 800)
    assert limit / 5 < decoded.image.width * decoded.image.height <= limit
    assert "1200 × 800" in decoded.notes[0]
    got = np.asarray(decoded.image.resize((60, 40))).astype(int)
    assert np.abs(got - np.asarray(whole.resize((60, 40)))).mean() < 6


def test_of_a_tiff_over_the_limit_a_smaller_copy_in_it_is_read(draw):
    sizes = [(1200, 800), (600, 400), (300, 200), (150, 100)]
    pages = [Image.open(draw(f"{size[0]}.png", size=size)).convert("RGB") for size in sizes]
    path = draw("pyramid.tif")
    for page in pages[1:]:
        page.encoderinfo = {"tiffinfo": {254: 1}}
    pages[0].save(path, save_all=True, append_images=pages[1:])
    assert opened(path).image.size == (1200, 800)
    assert opened(path, max_pixels=300_000).image.size == (600, 400)
    assert opened(path, max_pixels=200_000).image.size == (300, 200)
    assert opened(path, max_pixels=20_000).image.size == (150, 100)
    assert "1/8" in opened(path, max_pixels=20_000).notes[0]
    assert "too large" in reason(path, max_pixels=10_000)


def test_the_further_pages_of_a_document_are_no_smaller_copies_of_the_first(draw):
    pages = [Image.open(draw(f"{width}.png", size=(width, 400))) for width in (600, 300)]
    pages[0].save(draw("pages.tif"), save_all=True, append_images=pages[1:])
    assert "too large" in reason(draw("600.png").with_name("pages.tif"), max_pixels=200_000)


def test_postscript_is_never_started(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n%%EOF\n")
    assert "PostScript" in reason(path)


def test_every_odd_file_that_pillow_loads_is_loaded(shared):
    folder = shared / "data/odd"
    wrong = []
    with (folder / "files.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            try:
                decoded = opened(folder / row["file"], max_pixels=160_000_000)
            except ImageError as error:
                if row["pillow"] == "ok":
                    wrong.append((row["file"], error.reason))
            else:
                size = sorted((decoded.width, decoded.height))
                if row["width"] and size != sorted((int(row["width"]), int(row["height"]))):
                    wrong.append((row["file"], str(size)))
    assert wrong == []


def test_the_same_photograph_in_eight_orientations_looks_the_same(shared):
    for name, suffixes in (("Landscape", (2, 4, 5, 6, 7, 8)), ("Portrait", range(2, 8))):
        first = opened(shared / f"data/odd/exif/{name}_1.jpg").image.resize((60, 60))
        for orientation in suffixes:
            other = opened(shared / f"data/odd/exif/{name}_{orientation}.jpg").image
            difference = np.asarray(other.resize((60, 60))).astype(int) - np.asarray(first)
            assert np.abs(difference).mean() < 3
