"""The bytes of a site's data files say what docs/FORMAT.md promises."""

import base64
import gzip
import json
import re
import struct

import numpy as np
import pytest

from pixgen.site import formats

RNG = np.random.default_rng(5)


def planes_of(payload: bytes) -> tuple[bytes, int, int, int, bytes]:
    content = gzip.decompress(payload)
    magic, version, parameter, count, first = struct.unpack("<4sHHII", content[:16])
    assert version == 1
    return magic, parameter, count, first, content[16:]


def unzigzag16(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    coded = low.astype(np.int64) | high.astype(np.int64) << 8
    return (coded >> 1) ^ -(coded & 1)


def read_positions(planes: np.ndarray) -> np.ndarray:
    x = np.cumsum(unzigzag16(planes[0], planes[1])) & 0xFFFF
    y = np.cumsum(unzigzag16(planes[2], planes[3])) & 0xFFFF
    return np.stack([x, y], axis=1) / 65535


def test_a_script_carries_its_payload_between_comment_marks() -> None:
    payload = bytes(range(256))
    text = formats.script("data/points", payload).decode("ascii")
    match = re.fullmatch(r'PX\("data/points",function\(\)\{/\*([A-Za-z0-9+/=]*)\*/\}\)\n', text)
    assert match is not None
    assert base64.b64decode(match[1]) == payload


@pytest.mark.parametrize("count", [1, 2, 1000])
def test_positions_come_back_within_half_a_step(count: int) -> None:
    positions = RNG.random((count, 2), dtype=np.float32)
    positions[0] = (1, 0)
    magic, parameter, n, first, rest = planes_of(formats.layout_payload(positions))
    assert (magic, parameter, n, first) == (b"PXLY", 4, count, 0)
    planes = np.frombuffer(rest, np.uint8).reshape(4, count)
    assert np.abs(read_positions(planes) - positions).max() <= 0.5 / 65535 + 1e-7


def test_points_hold_colours_and_shapes() -> None:
    positions = RNG.random((3, 2), dtype=np.float32)
    colors = np.array([[255, 0, 0], [0, 255, 0], [8, 4, 255]], np.uint8)
    ratios = np.array([1.0, 2.0, 1 / 100])
    magic, parameter, count, _, rest = planes_of(formats.points_payload(positions, colors, ratios))
    assert (magic, parameter, count) == (b"PXPT", 7, 3)
    planes = np.frombuffer(rest, np.uint8).reshape(7, 3)
    assert np.allclose(read_positions(planes), positions, atol=1e-5)
    rgb565 = planes[4].astype(int) | planes[5].astype(int) << 8
    assert rgb565.tolist() == [31 << 11, 63 << 5, 1 << 11 | 1 << 5 | 31]
    assert planes[6].tolist() == [128, 176, 0]


@pytest.mark.parametrize("count", [1, 131_072, 131_073, 262_145, 300_000, 1_000_000])
def test_the_slices_of_the_points_hold_every_id_once_and_the_first_is_small(count: int) -> None:
    slices = list(formats.points_slices(count))
    stride = formats.points_stride(count)
    assert np.array_equal(np.sort(np.concatenate([ids for _, ids in slices])), np.arange(count))
    assert np.array_equal(slices[0][1], np.arange(0, count, stride))
    if count <= 131_072:
        assert (stride, len(slices)) == (1, 1)
        return
    assert 16_384 <= len(slices[0][1]) <= 32_768
    assert len(slices) == 1 + -(-(count - 1) // 131_072)
    for number, (first, ids) in enumerate(slices[1:]):
        assert first == number * 131_072
        assert ids[0] == first + 1
        assert ids[-1] < first + 131_072


def test_the_first_slice_of_a_million_points_is_at_most_350_kb_as_a_script() -> None:
    count = 32_768
    colors = RNG.integers(0, 256, (count, 3), np.uint8)
    payload = formats.points_payload(RNG.random((count, 2)), colors, RNG.uniform(0.5, 2, count))
    assert len(formats.script("data/points", payload)) <= 350_000


def test_a_slice_names_its_first_id() -> None:
    rows = np.zeros((3, 2), np.float32)
    payload = formats.points_payload(rows, np.zeros((3, 3), np.uint8), np.ones(3), 131_072)
    assert planes_of(payload)[1:4] == (7, 3, 131_072)


def test_neighbours_come_back_with_their_similarity() -> None:
    ids = np.array([[1_000_000, 0], [6, 4]], np.int64)
    similarity = np.array([[1.0, 0.5], [0.25, -0.5]], np.float32)
    magic, k, count, first, rest = planes_of(formats.neighbors_payload(5, ids, similarity))
    assert (magic, k, count, first) == (b"PXNB", 2, 2, 5)
    planes = np.frombuffer(rest, np.uint8).reshape(5, 4)
    coded = sum(planes[byte].astype(np.int64) << 8 * byte for byte in range(4))
    own = np.repeat([5, 6], 2)
    assert ((coded >> 1 ^ -(coded & 1)) + own).tolist() == [1_000_000, 0, 6, 4]
    assert planes[4].tolist() == [255, 128, 64, 0]


def test_groups_hold_the_hotspot_of_every_image() -> None:
    groups = np.array([0, 300, formats.NO_GROUP], np.uint16)
    magic, _, count, _, rest = planes_of(formats.groups_payload(groups))
    planes = np.frombuffer(rest, np.uint8).reshape(2, 3)
    assert (magic, count) == (b"PXGR", 3)
    assert (planes[0].astype(int) | planes[1].astype(int) << 8).tolist() == groups.tolist()


def test_json_keeps_every_character_and_the_same_value_gives_the_same_bytes() -> None:
    value = {"title": "Ö */ </script> 図", "rows": [1, None]}
    payload = formats.json_payload(value)
    assert json.loads(gzip.decompress(payload)) == value
    assert payload == formats.json_payload(value)


def test_json_refuses_numbers_that_are_none() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        formats.json_payload({"x": float("nan")})
