"""Where cells lie on a page, and what JPEG leaves of them."""

import io

import numpy as np
import pytest
from PIL import Image

from pixgen.atlas import TIERS, compose_page, encode_page, page_count, place, reduce_cells

SMALL, _, MIDDLE, _, LARGE = TIERS


def drawn(page, size):
    """Show a page as one letter a cell, from the red value at its centre."""
    centres = page[size // 2 :: size, size // 2 :: size, 0]
    return ["".join(chr(value) if value else "." for value in row) for row in centres.tolist()]


def test_cells_fill_the_page_row_by_row_and_the_last_page_is_short():
    letters = np.array([ord(c) for c in "abcdefghijk"], np.uint8)
    cells = np.broadcast_to(letters[:, None, None, None], (11, 128, 128, 3))
    page = compose_page(cells)
    assert page.shape == (256, 1024, 3)
    assert drawn(page, 128) == [
        "abcdefgh",
        "ijk.....",
    ]


@pytest.mark.parametrize("tier", TIERS)
def test_a_full_page_is_1024_px_square(tier):
    cells = np.zeros((tier.capacity, tier.size, tier.size, 3), np.uint8)
    assert compose_page(cells).shape == (1024, 1024, 3)


def test_capacities_are_those_of_the_format():
    assert [tier.size for tier in TIERS] == [8, 16, 32, 64, 128]
    assert [tier.capacity for tier in TIERS] == [16384, 4096, 1024, 256, 64]


@pytest.mark.parametrize("tier", TIERS)
def test_an_id_alone_tells_page_and_cell(tier):
    bits = tier.capacity.bit_length() - 1
    for image in (0, 1, tier.columns, tier.capacity - 1, tier.capacity, 3 * tier.capacity + 9):
        page, x, y = place(image, tier)
        assert page == image >> bits
        assert (y // tier.size) * tier.columns + x // tier.size == image & (tier.capacity - 1)


@pytest.mark.parametrize(("count", "pages"), [(0, 0), (1, 1), (64, 1), (65, 2)])
def test_pages_are_as_many_as_needed(count, pages):
    assert page_count(count, LARGE) == pages


def test_a_composed_cell_is_the_picture_itself():
    cells = np.random.default_rng(0).integers(0, 256, (40, 32, 32, 3), np.uint8)
    page = compose_page(cells)
    _, x, y = place(37, MIDDLE)
    np.testing.assert_array_equal(page[y : y + 32, x : x + 32], cells[37])


@pytest.mark.parametrize("size", [8, 16, 32, 64, 128])
def test_shrinking_takes_the_mean_of_blocks(size):
    cells = np.random.default_rng(0).integers(0, 256, (5, 128, 128, 3), np.uint8)
    side = 128 // size
    mean = cells.reshape(5, size, side, size, side, 3).mean(axis=(2, 4))
    shrunk = reduce_cells(cells, size)
    assert shrunk.dtype == np.uint8
    assert np.abs(shrunk - mean).max() <= 1.01


def test_shrinking_no_cells_gives_no_cells():
    assert reduce_cells(np.zeros((0, 128, 128, 3), np.uint8), 8).shape == (0, 8, 8, 3)


@pytest.mark.parametrize("tier", TIERS)
def test_colours_do_not_run_into_the_next_cell(tier):
    colours = np.array([[230, 20, 20], [20, 30, 230]], np.uint8)
    size = tier.size
    cells = np.broadcast_to(
        colours[np.arange(2 * tier.columns) % 2][:, None, None, :],
        (2 * tier.columns, size, size, 3),
    )
    data = encode_page(compose_page(cells), tier)
    page = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    lines = page.reshape(2, size, tier.columns, size, 3)
    # The decoder smooths halved colour over the outermost pixels.
    margin = 0 if tier.subsampling == "4:4:4" else 2
    inner = lines[:, :, :, margin : size - margin]
    for parity in (0, 1):
        assert np.abs(inner[:, :, parity::2] - colours[parity]).max() <= 12


def test_pages_are_jpeg_with_the_colour_resolution_of_their_tier():
    for tier, block in zip(TIERS, (1, 2, 2, 2, 2), strict=True):
        page = compose_page(np.zeros((1, tier.size, tier.size, 3), np.uint8))
        with Image.open(io.BytesIO(encode_page(page, tier))) as picture:
            assert picture.format == "JPEG"
            assert picture.size == (1024, tier.size)
            assert picture.layer[0][1:3] == (block, block)


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: str(tier.size))
def test_a_page_of_nothing_but_noise_is_encoded(tier):
    noise = np.random.default_rng(1).integers(0, 256, (1024, 1024, 3), np.uint8)
    with Image.open(io.BytesIO(encode_page(noise, tier))) as picture:
        assert np.abs(np.asarray(picture, int) - noise).mean() < 60


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="holds 1 to 64, not 65"):
        compose_page(np.zeros((65, 128, 128, 3), np.uint8))
    with pytest.raises(ValueError, match="holds 1 to 64, not 0"):
        compose_page(np.zeros((0, 128, 128, 3), np.uint8))
    with pytest.raises(ValueError, match="n×size×size×3 is needed"):
        compose_page(np.zeros((2, 24, 24, 3), np.uint8))
    with pytest.raises(ValueError, match="n×128×128×3 is needed"):
        reduce_cells(np.zeros((2, 64, 64, 3), np.uint8), 8)
    with pytest.raises(ValueError, match="48 px does not divide 128"):
        reduce_cells(np.zeros((2, 128, 128, 3), np.uint8), 48)
