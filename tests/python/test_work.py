"""One build at a time works in a work folder, and only pixgen's own things leave it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pixgen.cache.files import FileKeys
from pixgen.cache.plain import DisplayStore, PageStore, link_or_copy
from pixgen.cache.shards import commit
from pixgen.cache.work import Work, clean, hold
from pixgen.cli import main
from pixgen.errors import BusyError


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the site, until its input ends."""
    code = (
        "import sys; from pathlib import Path; from pixgen.cache.work import Work, hold\n"
        "site = Path(sys.argv[1])\n"
        "with hold(Work.of(site), site): print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "site")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_build_says_who_is_at_work_and_stops(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    (tmp_path / "images").mkdir()
    for words in (["build", str(tmp_path / "images"), "-o", str(tmp_path / "site")],
                  ["synth", str(tmp_path / "images"), "--count", "9", "-o", str(tmp_path / "site")],
                  ["clean", str(tmp_path / "site")]):  # fmt: skip
        end = CliRunner().invoke(main, words)
        assert end.exit_code == 1
        assert f"Another pixgen (process {other_process.pid}, since " in end.stderr
        assert str(tmp_path / "site") in end.stderr
        assert "-o" in end.stderr


def test_a_killed_process_holds_nothing(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    site = tmp_path / "site"
    with pytest.raises(BusyError), hold(Work.of(site), site):
        pass
    other_process.kill()
    other_process.wait()
    with hold(Work.of(site), site), pytest.raises(BusyError), hold(Work.of(site), site):
        pass


def test_another_site_beside_it_can_be_built(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    assert other_process.poll() is None
    with hold(Work.of(tmp_path / "other"), tmp_path / "other"):
        pass


def test_clean_frees_what_was_kept_and_touches_nothing_else(tmp_path: Path) -> None:
    site, work = tmp_path / "site", Work.of(tmp_path / "site")
    (site / "images").mkdir(parents=True)
    store = work.store("pixels", "abc")
    (store / "rows").write_bytes(b"x" * 1000)
    (work.folder / "mine.txt").write_text("not pixgen's")
    (work.folder.parent / "other").mkdir()
    shown = work.store("display", "abc") / "0.jpg"
    shown.write_bytes(b"y" * 500)
    os.link(shown, site / "images" / "0.jpg")
    end = CliRunner().invoke(main, ["clean", str(site)])
    assert end.exit_code == 0
    assert "Freed 1.0 kB; the next build" in end.stdout
    assert "not pixgen's: mine.txt" in end.stderr
    assert (site / "images" / "0.jpg").read_bytes() == b"y" * 500
    assert [path.name for path in work.folder.iterdir()] == ["mine.txt"]
    assert (work.folder.parent / "other").is_dir()


def test_clean_removes_its_folders_when_they_are_empty(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    Work.of(tmp_path / "site").store("vectors", "abc")
    assert CliRunner().invoke(main, ["clean", str(tmp_path / "site")]).exit_code == 0
    assert not (tmp_path / ".pixgen").exists()
    end = CliRunner().invoke(main, ["clean", str(tmp_path / "site")])
    assert (end.exit_code, end.stdout.startswith("Nothing is kept")) == (0, True)
    assert CliRunner().invoke(main, ["clean", str(tmp_path / "typo")]).exit_code == 1


def test_clean_never_follows_a_link_out_of_the_folder(tmp_path: Path) -> None:
    work = Work.of(tmp_path / "site")
    work.folder.mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"precious")
    (work.folder / "pixels").symlink_to(tmp_path / "photos")
    clean(work, tmp_path / "site")
    assert (tmp_path / "photos" / "a.jpg").read_bytes() == b"precious"


def test_clean_gives_back_an_old_site_that_was_moved_aside(tmp_path: Path) -> None:
    work = Work.of(tmp_path / "site")
    work.previous.mkdir(parents=True)
    (work.previous / "index.html").write_text("old")
    clean(work, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "old"


def test_two_stores_of_each_kind_are_kept(tmp_path: Path) -> None:
    work = Work.of(tmp_path / "site")
    for number, key in enumerate(("a", "b", "c", "a")):
        os.utime(work.store("pixels", key), (number, number))
    (work.folder / "pixels" / "note.txt").write_text("mine")
    work.sweep_stores()
    assert sorted(path.name for path in (work.folder / "pixels").iterdir()) == [
        "a",
        "c",
        "note.txt",
    ]


def test_the_vectors_of_several_models_are_kept_for_each(tmp_path: Path) -> None:
    work = Work.of(tmp_path / "site")
    for number in range(8):
        for kind in ("pixels", "vectors"):
            os.utime(work.store(kind, f"{kind} {number}"), (number, number))
    work.sweep_stores(models=3)
    assert len(list((work.folder / "pixels").iterdir())) == 2
    kept = sorted(path.name for path in (work.folder / "vectors").iterdir())
    assert kept == [f"vectors {number}" for number in range(2, 8)]


def test_a_file_in_the_place_of_a_folder_gives_way(tmp_path: Path) -> None:
    work = Work.of(tmp_path / "site")
    work.folder.mkdir(parents=True)
    (work.folder / "pixels").write_text("what is this?")
    assert work.store("pixels", "abc").is_dir()


def test_a_changed_file_has_another_key_and_an_untouched_one_is_not_read(tmp_path: Path) -> None:
    file, table = tmp_path / "f", tmp_path / "table"
    file.write_bytes(b"one")
    os.utime(file, ns=(1, 1))
    keys = FileKeys(table)
    first = keys.key(file)
    assert keys.unchanged(file)
    file.write_bytes(b"two")
    os.utime(file, ns=(1, 1))
    # Size and time of its content are as before, but the system knows when it was written.
    assert not keys.unchanged(file)
    second = FileKeys(table).key(file)
    assert second != first


def test_a_file_of_known_state_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixgen.cache import files

    file, table = tmp_path / "f", tmp_path / "table"
    file.write_bytes(b"one")
    monkeypatch.setattr(files, "_YOUNG", -(10**18))
    keys = FileKeys(table)
    first = keys.key(file)
    keys.save()
    hashed: list[object] = []
    monkeypatch.setattr(files.hashlib, "file_digest", lambda *given: hashed.append(given))
    assert FileKeys(table).key(file) == first
    assert hashed == []


def test_a_build_that_is_cut_short_forgets_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixgen.cache import files

    monkeypatch.setattr(files, "_YOUNG", -(10**18))
    keys = FileKeys(tmp_path / "table")
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
        keys.key(tmp_path / name)
    keys.save()
    cut_short = FileKeys(tmp_path / "table")
    cut_short.key(tmp_path / "a")
    cut_short.save(whole=False)
    known = FileKeys(tmp_path / "table")._known
    assert {Path(name).name for name in known} == {"a", "b"}


def test_a_file_written_just_now_is_read_again_next_time(tmp_path: Path) -> None:
    file, table = tmp_path / "f", tmp_path / "table"
    file.write_bytes(b"one")
    keys = FileKeys(table)
    keys.key(file)
    keys.save()
    assert not table.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_files_whose_names_are_no_text_are_known_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixgen.cache import files

    file, table = tmp_path / os.fsdecode(b"\xff\xfe.png"), tmp_path / "table"
    file.write_bytes(b"one")
    monkeypatch.setattr(files, "_YOUNG", -(10**18))
    keys = FileKeys(table)
    first = keys.key(file)
    keys.save()
    assert FileKeys(table).key(file) == first


def shown(folder: Path) -> DisplayStore:
    store = DisplayStore(folder)
    path, stamp = store.write("key", b"a picture")
    commit([store.prepare(["key"], [stamp])], folder, [path])
    return store


@pytest.mark.parametrize("change", ["none", "touched", "other size", "other content", "gone"])
def test_a_display_image_counts_while_its_content_is_what_was_written(
    tmp_path: Path, change: str
) -> None:
    path = shown(tmp_path).path("key")
    if change == "touched":
        os.utime(path, ns=(5, 5))
    elif change == "other size":
        path.write_bytes(b"a pictur")
    elif change == "other content":
        path.write_bytes(b"a Picture")
        os.utime(path, ns=(5, 5))
    elif change == "gone":
        path.unlink()
    again = DisplayStore(tmp_path)
    again.check(["key", "unknown"])
    assert ("key" in again) == (change in ("none", "touched"))
    assert "unknown" not in again


def test_a_display_image_that_was_written_but_not_counted_in_is_made_again(tmp_path: Path) -> None:
    DisplayStore(tmp_path).write("key", b"a picture")
    again = DisplayStore(tmp_path)
    again.check(["key"])
    assert "key" not in again


def test_images_that_serve_no_more_go_when_they_are_many(tmp_path: Path) -> None:
    store = shown(tmp_path)
    rows = [store.write(f"k{number}", b"%d" % number) for number in range(5)]
    names = [f"k{number}" for number in range(5)]
    commit([store.prepare(names, [stamp for _, stamp in rows])], tmp_path)
    store.compact([*names, "key"])
    assert len(list(tmp_path.glob("*/*.jpg"))) == 6
    store.compact(["k1"])
    assert list(tmp_path.glob("*/*.jpg")) == [store.path("k1")]


@pytest.mark.parametrize("damage", [b"another page", b"", None])
def test_a_page_is_given_out_only_as_it_was_written(tmp_path: Path, damage: bytes | None) -> None:
    path = PageStore(tmp_path).add("key", b"a page")
    assert PageStore(tmp_path).find("key") == (path, b"a page")
    assert PageStore(tmp_path).find("other") is None
    path.unlink()
    if damage is None:
        path.mkdir()
    else:
        path.write_bytes(damage)
    again = PageStore(tmp_path)
    assert again.find("key") is None
    again.add("key", b"a page")
    assert again.find("key") == (path, b"a page")


def test_pages_that_were_not_asked_for_are_swept(tmp_path: Path) -> None:
    pages = PageStore(tmp_path)
    pages.add("old", b"1")
    pages.add("older", b"2")
    again = PageStore(tmp_path)
    assert again.find("old") is not None
    new = again.add("new", b"3")
    (tmp_path / "cut.tmp").write_bytes(b"")
    again.sweep()
    assert len(list(tmp_path.iterdir())) == 2
    assert new.exists()


def test_files_are_copied_where_the_disk_knows_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: str, target: str) -> None:
        if not Path(target).parent.is_dir():
            raise FileNotFoundError(2, "No such folder")
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "a").write_bytes(b"content")
    monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "deep" / "b"
    assert link_or_copy(str(tmp_path / "a"), str(target))
    assert target.read_bytes() == b"content"
    assert not link_or_copy(str(tmp_path / "a"), str(target))
