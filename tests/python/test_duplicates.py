"""Copies of a picture are found, whatever was done to them, and nothing else is."""

import csv
import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from pixgen.duplicates.candidates import candidate_pairs
from pixgen.duplicates.find import Duplicates, find_duplicates
from pixgen.duplicates.groups import group_copies
from pixgen.duplicates.table import duplicates_table
from pixgen.duplicates.thumbs import hashes

NONE = np.empty((0, 0), np.int32)


def picture(seed, size=(160, 120)):
    """Soft shapes of all scales, as photographs have them."""
    rng = np.random.default_rng(seed)
    pixels = np.zeros((size[1], size[0], 3))
    for scale, weight in ((3, 1.0), (7, 0.6), (17, 0.35), (40, 0.2)):
        coarse = Image.fromarray(rng.integers(0, 255, (scale, scale, 3), np.uint8))
        pixels += weight * np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), float)
    return Image.fromarray((pixels / pixels.max() * 255).astype(np.uint8))


def compressed(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file)


def cropped(image):
    width, height = image.size
    return image.crop((width // 20, height // 30, width - width // 25, height - height // 20))


COPIES = {
    "resized": lambda image: image.resize((80, 60)),
    "recompressed": lambda image: compressed(image, 25),
    "mirrored": ImageOps.mirror,
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.2),
    "grey": lambda image: ImageOps.grayscale(image).convert("RGB"),
    "cropped": cropped,
}


def cells_of(images):
    return np.stack([np.asarray(image.resize((128, 128))) for image in images])


def find(images, neighbors=None, **more):
    cells = cells_of(images)
    near = np.empty((len(images), 0), np.int32) if neighbors is None else neighbors
    sizes = np.array([image.size for image in images], np.int32)
    return find_duplicates(lambda rows: cells[np.asarray(rows)], near, sizes, **more)


def groups_of(found):
    return [group.tolist() for group in found.groups()]


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_found_among_pictures_that_are_none(kind):
    images = [picture(seed) for seed in range(12)]
    images.append(COPIES[kind](images[5]))
    # A cropped copy is known again by a network, not by its hash.
    near = np.full((13, 1), 0, np.int32)
    near[12] = 5
    found = find(images, near if kind == "cropped" else None)
    assert sorted(map(sorted, groups_of(found))) == [[5, 12]]
    assert found.similarity[1] >= 0.9


def test_all_copies_of_a_picture_make_one_group_with_the_largest_first():
    images = [picture(seed) for seed in range(4)]
    images += [COPIES["resized"](images[2]), COPIES["mirrored"](images[2])]
    images.append(images[2].resize((320, 240)))
    found = find(images)
    (group,) = groups_of(found)
    assert group[0] == 6
    assert group[-1] == 4
    assert sorted(group) == [2, 4, 5, 6]
    assert found.similarity[0] == 1


def test_pictures_of_one_colour_are_alike_only_where_the_colour_is():
    plain = [Image.new("RGB", (60, 40), tone) for tone in ("white", "white", "black", "#808080")]
    assert groups_of(find([*plain, picture(1)])) == [[0, 1]]


def test_a_higher_threshold_finds_less():
    images = [picture(1), COPIES["cropped"](picture(1))]
    near = np.array([[1], [0]], np.int32)
    assert len(find(images, near, threshold=0.8).starts) == 1
    assert len(find(images, near, threshold=1.0).starts) == 0


def test_the_same_picture_many_times_over_takes_work_in_proportion():
    thumbs = np.tile(np.asarray(picture(3).convert("L").resize((16, 16))), (3000, 1, 1))
    pairs = candidate_pairs(thumbs, np.empty((3000, 0), np.int32))
    assert len(pairs) < 20 * 3000
    few = [picture(3)] * 60
    (group,) = groups_of(find(few))
    assert sorted(group) == list(range(60))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_collections_have_no_duplicates(count):
    found = find([picture(seed) for seed in range(count)]) if count else None
    if found is None:
        found = find_duplicates(
            lambda rows: np.empty((0, 128, 128, 3), np.uint8), NONE, np.empty((0, 2), np.int32)
        )
    assert groups_of(found) == []


def test_a_series_in_which_each_is_like_the_next_is_no_group():
    pairs = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    sizes = np.array([10, 50, 10, 20, 10])

    def compare(asked):
        return np.where(np.abs(asked[:, 0] - asked[:, 1]) <= 1, 0.95, 0.2)

    groups = group_copies(pairs, np.full(4, 0.95, np.float32), sizes, compare, 0.9)
    assert [members.tolist() for members, _ in groups] == [[1, 0, 2], [3, 4]]


def test_the_hash_of_a_mirror_image_is_known_without_it():
    thumbs = np.stack([np.asarray(picture(s).convert("L").resize((16, 16))) for s in range(5)])
    np.testing.assert_array_equal(hashes(thumbs)[1], hashes(thumbs[:, :, ::-1])[0])


def test_the_table_reads_back_and_no_spreadsheet_takes_a_name_for_a_formula():
    duplicates = Duplicates(
        np.array([2, 0, 1, 3]), np.array([1, 0.9512, 1, 0.97], np.float32), np.array([0, 2])
    )
    names = ["=1+1.jpg", 'a "b", c.jpg', "@x/ü.png", "-d.png"]
    sizes = np.array([[4, 3], [2, 2], [8, 6], [1, 1]], np.int32)
    text = duplicates_table(duplicates, names, sizes)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["group"] for row in rows] == ["1", "1", "2", "2"]
    assert [row["name"] for row in rows] == [
        "./@x/ü.png",
        "./=1+1.jpg",
        'a "b", c.jpg',
        "./-d.png",
    ]
    assert rows[1] == {
        "group": "1",
        "name": "./=1+1.jpg",
        "similarity": "0.951",
        "width": "4",
        "height": "3",
    }


def test_copies_of_real_photographs_are_found(shared):
    paths = sorted((shared / "data/images/heritage-mixed/images").iterdir())[:40]
    images = []
    for path in paths:
        image = Image.open(path)
        image.draft("RGB", (400, 400))
        images.append(image.convert("RGB"))
    planted = [COPIES[kind](images[i]) for i in (3, 17, 29) for kind in COPIES if kind != "cropped"]
    found = find([*images, *planted])
    assert sorted(len(group) for group in groups_of(found)) == [6, 6, 6]
