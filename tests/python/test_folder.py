"""What finding the images of a collection promises."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pixgen.collection.folder import discover
from pixgen.errors import InputError


@pytest.fixture
def touch(tmp_path: Path) -> Callable[..., Path]:
    def touch_all(*names: str) -> Path:
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(b"x")
        return tmp_path

    return touch_all


def names(*inputs: Path | str, exclude: Path | None = None) -> list[str]:
    return [file.name for file in discover([str(i) for i in inputs], exclude=exclude)[0]]


def test_a_folder_is_searched_to_its_depth_in_code_point_order(touch):
    root = touch("b.jpg", "B.PNG", "sub/deep/a.TIFF", "sub/a.webp", "10.jpg", "9.jpg")
    assert names(root) == ["10.jpg", "9.jpg", "B.PNG", "b.jpg", "sub/a.webp", "sub/deep/a.TIFF"]


def test_each_file_is_told_with_its_path(touch):
    root = touch("sub/a.jpg")
    files, problems = discover([str(root)])
    assert files == [(root / "sub/a.jpg", "sub/a.jpg")]
    assert problems == []


def test_hidden_system_and_other_files_are_passed_over_but_told(touch):
    root = touch(
        "a.jpg", ".hidden.jpg", "._a.jpg", ".git/b.jpg", "__MACOSX/c.jpg", "Thumbs.db", ".DS_Store",
        "metadata.csv", "no-extension", ".gitignore", "x.h5", *(f"{i}.TXT" for i in range(30)),
    )  # fmt: skip
    files, problems = discover([str(root)])
    assert files == [(root / "a.jpg", "a.jpg")]
    assert {problem.kind for problem in problems} == {"ignored"}
    told = {problem.name: problem.reason for problem in problems}
    assert sorted(told) == [
        "*.txt", ".DS_Store", "._a.jpg", ".hidden.jpg", "Thumbs.db", "metadata.csv",
        "no-extension", "x.h5",
    ]  # fmt: skip
    assert "30 files" in told["*.txt"]


def test_a_picture_without_a_known_ending_is_known_by_how_it_begins(draw):
    root = draw("scan.jpg").rename(draw("x.png").with_name("IMG_0001")).parent
    draw("y.png").rename(root / "photo.jpg_original")
    draw("z.webp").rename(root / "z.bak")
    assert names(root) == ["IMG_0001", "photo.jpg_original", "x.png", "z.bak"]


def test_pictures_of_a_kind_that_cannot_be_read_are_reported(touch):
    files, problems = discover([str(touch("a.jpg", "b.CR2"))])
    assert [file.name for file in files] == ["a.jpg"]
    assert [(p.kind, p.name) for p in problems] == [("skipped", "b.CR2")]
    assert ".cr2" in problems[0].reason


def test_the_output_folder_and_sites_built_before_are_not_searched(touch):
    root = touch(
        "a.jpg", "out/images/b.jpg", "old/.pixgen-site", "old/images/c.jpg", ".pixgen/d.jpg"
    )
    assert names(root, exclude=root / "out") == ["a.jpg"]


def test_a_glob_names_files_relative_to_its_fixed_part(touch):
    root = touch("scans/x/1.jpg", "scans/x/2.png", "scans/y/deep/3.jpg", "other/4.jpg")
    assert names(root / "scans/**/*.jpg") == ["x/1.jpg", "y/deep/3.jpg"]
    assert names(root / "scans/*/*.jpg") == ["x/1.jpg"]
    assert names(root / "*/?/[!2].*") == ["scans/x/1.jpg"]


def test_a_glob_that_matches_a_folder_gives_all_it_holds(touch):
    root = touch("2019-a/1.jpg", "2019-b/deep/2.jpg", "2020/3.jpg")
    assert names(root / "2019-*") == ["2019-a/1.jpg", "2019-b/deep/2.jpg"]


def test_a_folder_with_glob_characters_in_its_name_is_a_folder(touch):
    root = touch("box [1]/a.jpg")
    assert names(root / "box [1]") == ["a.jpg"]


def test_single_files_go_by_their_own_name(touch):
    root = touch("sub/a.jpg", "b.jpg")
    assert names(root / "sub/a.jpg", root / "b.jpg") == ["a.jpg", "b.jpg"]


def test_a_file_given_twice_counts_once(touch):
    root = touch("sub/a.jpg", "b.jpg")
    assert names(root, root / "sub", root / "b.jpg", root / "**/*.jpg") == ["b.jpg", "sub/a.jpg"]


def test_clashing_names_get_the_name_of_their_input_folder(touch):
    root = touch("one/1.jpg", "one/2.jpg", "two/1.jpg", "three/3.jpg")
    assert names(root / "one", root / "two", root / "three") == [
        "3.jpg", "one/1.jpg", "one/2.jpg", "two/1.jpg",
    ]  # fmt: skip


def test_clashing_folder_names_are_told_apart_by_the_folders_above(touch):
    root = touch("one/img/1.jpg", "two/img/1.jpg")
    assert names(root / "one/img", root / "two/img") == ["one/img/1.jpg", "two/img/1.jpg"]


def test_names_are_normalised_to_composed_letters(touch):
    root = touch("cafe\u0301.jpg")
    assert names(root) == ["caf\u00e9.jpg"]


def test_two_spellings_of_one_name_are_reported_not_lost_in_silence(touch):
    root = touch("cafe\u0301.jpg", "caf\u00e9.jpg")
    if len(list(root.iterdir())) == 1:
        pytest.skip("this file system itself takes the two spellings as one")
    files, problems = discover([str(root)])
    assert len(files) == 1
    assert [p.kind for p in problems] == ["skipped"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_in_a_circle_end_and_a_picture_is_named_by_its_real_folder(touch):
    root = touch("sub/a.jpg")
    (root / "sub/round").symlink_to(root)
    (root / "alias").symlink_to(root / "sub")
    (root / "copy.jpg").symlink_to(root / "sub/a.jpg")
    (root / "lost.jpg").symlink_to(root / "nowhere.jpg")
    files, problems = discover([str(root)])
    assert [file.name for file in files] == ["copy.jpg", "sub/a.jpg"]
    assert [p.name for p in problems] == ["lost.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_linked_folder_outside_is_searched(touch):
    root = touch("in/a.jpg", "out/b.jpg")
    (root / "in/more").symlink_to(root / "out")
    assert names(root / "in") == ["a.jpg", "more/b.jpg"]


def test_an_unreadable_folder_is_a_problem_and_the_rest_is_found(touch, monkeypatch):
    root = touch("a.jpg", "locked/b.jpg")
    scandir = os.scandir

    def refuse(folder):
        if str(folder).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    files, problems = discover([str(root)])
    assert [file.name for file in files] == ["a.jpg"]
    assert [(p.name, p.reason) for p in problems] == [
        ("locked/", "The folder cannot be searched: Permission denied.")
    ]


def test_inputs_that_do_not_exist_are_all_named(tmp_path):
    with pytest.raises(InputError, match=r"(?s)nowhere.*neither"):
        discover([str(tmp_path / "nowhere"), str(tmp_path), str(tmp_path / "neither.jpg")])


def test_finding_nothing_tells_where_and_for_what_was_searched(touch):
    root = touch("notes.txt", "photo.svg")
    with pytest.raises(InputError) as error:
        discover([str(root)])
    for part in (str(root), ".jpg", ".avif", "photo.svg"):
        assert part in str(error.value)


def test_a_given_file_of_no_image_type_is_reported(touch):
    root = touch("a.jpg", "notes.txt")
    files, problems = discover([str(root / "a.jpg"), str(root / "notes.txt")])
    assert len(files) == 1
    assert [(problem.kind, problem.name) for problem in problems] == [("skipped", "notes.txt")]


def test_a_given_file_may_be_hidden(touch):
    root = touch(".hidden.jpg")
    assert names(root / ".hidden.jpg") == [".hidden.jpg"]


def test_names_of_any_letters_and_length_are_kept(touch):
    hard = ["a b%20#?&'.jpg", "100 % \u00e9.jpg", "x" * 251 + ".jpg", "\u5199\u771f \U0001f5bc.jpg"]
    if os.name != "nt":
        hard += ['quote"<b>|*.jpg', "line\nbreak.jpg", "back\\slash.jpg"]
    else:
        hard = [name.replace("?", "") for name in hard]
    assert names(touch(*hard)) == sorted(hard)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_what_is_no_regular_file_is_told_and_never_opened(touch):
    root = touch("a.jpg", "folder.jpg/b.png")
    os.mkfifo(root / "pipe.jpg")
    os.mkfifo(root / "pipe")
    (root / "device.png").symlink_to("/dev/zero")
    files, problems = discover([str(root)])
    assert [file.name for file in files] == ["a.jpg", "folder.jpg/b.png"]
    assert [p.name for p in problems] == ["device.png", "pipe", "pipe.jpg"]
    assert {(p.kind, p.reason) for p in problems} == {("skipped", "It is not a regular file.")}


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="nothing is locked for this user or system"
)
def test_a_locked_folder_and_a_locked_file_are_problems(touch):
    root = touch("a.jpg", "locked/b.jpg", "no-ending")
    for name in ("locked", "no-ending"):
        (root / name).chmod(0)
    try:
        files, problems = discover([str(root)])
    finally:
        (root / "locked").chmod(0o755)
    assert [file.name for file in files] == ["a.jpg"]
    assert sorted(p.name for p in problems) == ["locked/", "no-ending"]
    assert all("Permission denied" in p.reason for p in problems)


def test_the_odd_collection_is_found_whole(shared):
    files, _ = discover([str(shared / "data/odd/made")])
    found = {file.name for file in files}
    assert {"sub1/DUP.jpg", "sub2/DUP.jpg", "UPPER.JPG", "a#b%20c&d+e.jpg"} <= found
    assert "no-extension" in found
    assert not found & {".hidden.jpg", ".DS_Store", "Thumbs.db"}
