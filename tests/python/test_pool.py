"""What reading many files in bounded processes promises, whatever the files do."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from pixgen.errors import PixgenError
from pixgen.imaging.decode import ImageError
from pixgen.imaging.derive import Derived, DeriveSpec, Square, derive
from pixgen.imaging.pool import derive_many
from pixgen.imaging.worker import Limits

SPEC = DeriveSpec((Square(32),), cell_size=16, display_size=200)

needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    """Return a file that is never read to its end: a pipe into which nobody writes."""
    path = tmp_path / "hanging.png"
    os.mkfifo(path)
    return path


def readers() -> list[psutil.Process]:
    """Return the processes that read images for this one."""
    found = []
    for child in psutil.Process().children():
        try:
            if "pixgen.imaging.worker" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            continue
    return found


def kinds(results) -> list[str]:
    return [type(result).__name__ for result in results]


@pytest.mark.parametrize("workers", [1, 3])
def test_many_come_in_the_order_of_their_paths(draw, tmp_path, workers):
    paths = [draw(f"{i}.png", size=(10 + i, 10)) for i in range(40)]
    paths.insert(5, tmp_path / "nowhere.png")
    results = list(derive_many(paths, SPEC, workers=workers))
    missing = results.pop(5)
    assert isinstance(missing, ImageError)
    assert "No such file" in missing.reason
    assert not missing.lasting
    assert [result.width for result in results] == [10 + i for i in range(40)]
    assert not readers()


def test_what_comes_from_another_process_is_what_would_be_made_here(draw, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"")
    cut = draw("cut.jpg", size=(300, 200))
    cut.write_bytes(cut.read_bytes()[:-800])
    paths = [draw("a.png", size=(400, 300)), cut, tmp_path / "bad.jpg"]
    first, second, bad = derive_many(paths, SPEC, workers=1)
    for path, got in ((paths[0], first), (paths[1], second)):
        expected = derive(path, SPEC)
        for name in ("width", "height", "display", "color", "notes", "embedded"):
            assert getattr(got, name) == getattr(expected, name), name
        assert np.array_equal(got.inputs[0], expected.inputs[0])
        assert np.array_equal(got.cell, expected.cell)
    assert second.notes
    assert (bad.reason, bad.lasting) == ("The file is empty (0 bytes).", True)


def test_names_of_any_letters_reach_the_process(draw, tmp_path):
    names = ["naïve – 写真 🖼.png", "a#b%20c&d'\"<b>\n.png", "cafe\u0301.png"]
    if os.name == "nt":
        names = [names[0], names[2]]
    paths = [draw(name) for name in names]
    if sys.platform == "linux":
        paths.append(draw("x.png").rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")))
    assert kinds(derive_many(paths, SPEC, workers=1)) == ["Derived"] * len(paths)


@needs_fifo
def test_a_file_that_hangs_costs_that_file_alone(draw, hanging):
    paths = [draw("a.png"), hanging, draw("b.png"), draw("c.png")]
    results = list(derive_many(paths, SPEC, workers=1, limits=Limits(seconds=1)))
    assert kinds(results) == ["Derived", "ImageError", "Derived", "Derived"]
    assert "over 1 seconds" in results[1].reason
    assert "--image-seconds" in results[1].reason
    assert not results[1].lasting


def test_a_file_that_eats_memory_costs_that_file_alone(draw, tmp_path):
    Image.new("RGB", (9000, 9000)).save(tmp_path / "large.png", compress_level=1)
    paths = [draw("a.png"), tmp_path / "large.png", draw("b.png")]
    results = list(derive_many(paths, SPEC, workers=1, limits=Limits(megabytes=64)))
    assert kinds(results) == ["Derived", "ImageError", "Derived"]
    assert "memory" in results[1].reason
    assert not results[1].lasting


@needs_fifo
def test_a_process_that_dies_costs_the_file_it_was_reading_alone(draw, hanging):
    results = derive_many([draw("a.png"), hanging, draw("b.png")], SPEC, workers=1)
    assert isinstance(next(results), Derived)
    readers()[0].kill()
    lost, last = results
    assert isinstance(lost, ImageError)
    assert "ended the process" in lost.reason
    assert not lost.lasting
    assert isinstance(last, Derived)


@needs_fifo
def test_closing_ends_what_is_under_way_and_leaves_nothing_behind(draw, hanging):
    results = derive_many([draw("a.png"), *[hanging] * 40], SPEC, workers=2)
    next(results)
    assert 1 <= len(readers()) <= 2
    results.close()
    assert not readers()
    assert not [t for t in threading.enumerate() if t.name.startswith("derive")]


def test_a_few_files_start_one_process(draw):
    results = derive_many([draw("a.png")] * 12, SPEC, workers=8)
    next(results)
    assert len(readers()) == 1
    assert len(list(results)) == 11


def test_a_process_that_cannot_start_is_told_with_its_reason(draw, monkeypatch):
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if "site-packages" not in entry])
    with pytest.raises(PixgenError, match=r"ended when it started.*No module named"):
        list(derive_many([draw("a.png")], SPEC, workers=1))
    assert not readers()


@needs_fifo
@pytest.mark.parametrize("sent", ["SIGINT", "SIGKILL"])
def test_no_process_outlives_a_program_that_is_interrupted_or_killed(draw, hanging, sent):
    code = (
        "import sys; from pathlib import Path\n"
        "from pixgen.imaging.derive import DeriveSpec, Square\n"
        "from pixgen.imaging.pool import derive_many\n"
        "spec = DeriveSpec((Square(32),))\n"
        "results = derive_many([Path(p) for p in sys.argv[1:]], spec, workers=1)\n"
        "next(results); print('one', flush=True); next(results)\n"
    )
    command = [sys.executable, "-c", code, str(draw("a.png")), str(hanging)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"one\n"
        children = psutil.Process(program.pid).children()
        assert len(children) == 1
        program.send_signal(getattr(signal, sent))
        assert program.wait(timeout=10) != 0
    assert not psutil.wait_procs(children, timeout=10)[1]


def test_the_process_that_reads_images_loads_nothing_heavy():
    code = "import pixgen.imaging.worker, sys; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    loaded = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert "PIL.Image" in loaded.split()
    heavy = {"tensorflow", "umap", "scipy", "sklearn", "psutil", "pandas", "rich", "click"}
    assert not heavy & set(loaded.split())


def test_the_prints_of_libraries_reach_nobody(draw, capfd):
    path = draw("a.tif", size=(64, 64), compression="tiff_lzw")
    content = bytearray(path.read_bytes())
    content[200:2000] = b"\xff" * 1800
    path.write_bytes(content)
    list(derive_many([path], SPEC, workers=1))
    assert capfd.readouterr() == ("", "")


def test_real_photographs_are_derived_whole(shared):
    paths = sorted((shared / "data/images/heritage-mixed/images").iterdir())
    results = list(derive_many(paths, DeriveSpec((Square(299),)), workers=2))
    assert kinds(results) == ["Derived"] * 100
