"""A build that is cut short at any moment, or meets a full disk, costs only the batch in hand."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the children are forked")

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 20


class World:
    """A folder with images and a site, and a process that builds the one from the other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.images, self.out = root / "images", root / "place" / "site"
        self.place = root / "place"
        command = [sys.executable, "-m", "tests.python.doomed", str(self.place)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def build(
        self, *flags: str, kind: str | None = None, moment: int = 0, out: Path | None = None
    ) -> dict[str, Any]:
        target = str(out or self.out)
        words = ["build", str(self.images), "-o", target, "--model", "descriptor", "--workers", "1"]
        words += flags
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(
            json.dumps({"words": words, "kind": kind, "moment": moment}) + "\n"
        )
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def site(self) -> dict[str, bytes]:
        """Read the whole site that a visitor finds."""
        return contents(self.out)

    def set(self, state: Path) -> None:
        """Bring the site and its work folder to a state that was saved."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(state, self.place, symlinks=True)

    def save(self, name: str) -> Path:
        shutil.copytree(self.place, self.root / name, symlinks=True)
        return self.root / name


def contents(site: Path) -> dict[str, bytes]:
    found = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def draw(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        coarse = np.random.default_rng(number).integers(0, 255, (3, 4, 3), np.uint8)
        picture = Image.fromarray(coarse).resize((40, 30), Image.Resampling.BICUBIC)
        picture.save(folder / f"{number:02}.png")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    yield world
    assert world.process.stdin is not None
    world.process.stdin.close()
    world.process.wait()


class Story:
    """An old site of 12 images, and the new one of 40 that an undisturbed build makes of it."""

    def __init__(self, world: World) -> None:
        draw(world.images, range(12))
        (world.images / "broken.jpg").write_bytes(b"this is no picture")
        assert world.build()["code"] == 0
        (world.out / "CNAME").write_text("pictures.example")
        self.old = world.site()
        self.before = world.save("before")
        draw(world.images, range(12, 40))
        undisturbed = world.build()
        assert undisturbed["code"] == 0
        self.operations: int = undisturbed["operations"]
        self.new = world.site()


@pytest.fixture(scope="module")
def story(world: World) -> Story:
    return Story(world)


def test_the_bytes_of_a_site_do_not_depend_on_what_was_kept(world: World, story: Story) -> None:
    world.set(story.before)
    end = world.build("--no-cache")
    assert end["code"] == 0, end["said"]
    assert world.site() == story.new


def test_killed_at_20_moments_it_ends_in_the_same_bytes(world: World, story: Story) -> None:
    moments = np.random.default_rng(20).integers(1, story.operations - 4, MOMENTS).tolist()
    seen = set()
    for number, moment in enumerate(moments):
        # Every third begins anew; the others go on from the wreck that the one before left.
        if number % 3 == 0:
            world.set(story.before)
        end = world.build(kind="kill", moment=moment if number % 3 == 0 else moment // 3 + 1)
        assert end["killed"] or end["code"] == 0
        assert number % 3 or end["killed"]
        site = world.site()
        assert site in (story.old, story.new), f"a mixture at {moment}"
        seen.add(site == story.new)
        if number % 3 == 2:
            assert world.build()["code"] == 0
            assert world.site() == story.new
    assert world.build()["code"] == 0
    assert world.site() == story.new
    assert False in seen


def test_a_kill_costs_no_more_than_the_batch_in_hand(world: World, story: Story) -> None:
    world.set(story.before)
    # The last batch of eight is being kept when the neighbours are about to be computed.
    late = story.operations // 2
    assert world.build(kind="kill", moment=late)["killed"]
    again = world.build("-v")
    assert again["operations"] < story.operations
    assert world.site() == story.new


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_a_full_disk_is_one_clear_error_and_the_old_site_stands(
    world: World, story: Story, share: float
) -> None:
    world.set(story.before)
    end = world.build(kind="full", moment=max(1, int(story.operations * share)))
    site = world.site()
    if end["code"] == 0:
        # The new site stood already, and only the tidying was left to do.
        assert site == story.new
    else:
        assert end["code"] == 1
        assert site == story.old
        told = [line for line in end["said"].splitlines() if line.startswith("Error: ")]
        assert len(told) == 1
        for part in ("is full", "MB free", "The old site is untouched", "is kept in", "Make room"):
            assert part in told[0]
        assert "Traceback" not in end["said"]
        assert not (world.place / ".pixgen" / "site" / "staging").exists()
    assert world.build()["code"] == 0
    assert world.site() == story.new


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_keeps_the_work_says_one_line_and_ends_with_130(
    world: World, story: Story, name: str
) -> None:
    world.set(story.before)
    end = world.build(kind=name, moment=story.operations // 4)
    assert end["code"] == 130
    assert end["said"].count("Interrupted; what was finished is kept") == 1
    assert "Traceback" not in end["said"]
    assert world.site() == story.old
    assert world.build()["code"] == 0
    assert world.site() == story.new


def test_on_a_real_disk_that_is_full_the_old_site_stands(
    world: World, story: Story, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not permitted here; the disk that is full at a moment serves")
    try:
        shutil.copytree(story.before, disk, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,size=1500k", str(disk)], check=True)
        end = world.build(out=disk / "site")
        assert end["code"] == 1
        assert end["said"].count("Error: The disk that holds") == 1
        assert contents(disk / "site") == story.old
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        assert world.build(out=disk / "site")["code"] == 0
        assert contents(disk / "site") == story.new
    finally:
        subprocess.run(["umount", str(disk)], check=True)
