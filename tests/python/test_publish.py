"""A finished site takes the place of the old one whole, and nothing of the user's is lost."""

import os
import sys
from pathlib import Path

import pytest

from pixgen.cache.work import Work
from pixgen.errors import PublishError
from pixgen.site import publish
from pixgen.site.swap import exchange


def staged_site(site: Path, text: str) -> Path:
    staged = Work.of(site).staging
    (staged / "data").mkdir(parents=True)
    (staged / "index.html").write_text(text)
    (staged / "data" / "manifest.js").write_text(text)
    publish.mark(staged, "abc")
    return staged


def test_a_first_site_is_put_in_place(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish.check_target(site, force=False)
    assert publish.publish(staged_site(site, "new"), site) == []
    assert (site / "index.html").read_text() == "new"
    assert (site / ".nojekyll").is_file()


def test_a_rebuild_replaces_the_site_and_keeps_the_users_files(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish.publish(staged_site(site, "old"), site)
    (site / "CNAME").write_text("pictures.example")
    (site / "pages").mkdir()
    (site / "pages" / "about.html").write_text("mine")
    (site / "data" / "stale.js").write_text("old data")
    publish.check_target(site, force=False)
    kept = publish.publish(staged_site(site, "new"), site)
    assert kept == ["CNAME", "pages/about.html"]
    assert (site / "index.html").read_text() == "new"
    assert (site / "pages" / "about.html").read_text() == "mine"
    assert not (site / "data" / "stale.js").exists()
    assert not (Work.of(site).previous).exists()


def test_a_folder_of_somebody_else_is_refused_unless_forced(tmp_path: Path) -> None:
    site = tmp_path / "photos"
    site.mkdir()
    (site / "holiday.jpg").write_text("precious")
    with pytest.raises(PublishError, match=r"was not made by pixgen.*--force"):
        publish.check_target(site, force=False)
    publish.check_target(site, force=True)
    publish.publish(staged_site(site, "new"), site)
    assert (site / "holiday.jpg").read_text() == "precious"
    assert (site / "index.html").read_text() == "new"


def test_an_empty_folder_is_taken_and_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    publish.check_target(tmp_path / "empty", force=False)
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishError, match="is a file"):
        publish.check_target(tmp_path / "file", force=True)


def test_a_run_cut_short_between_the_two_moves_gives_the_old_site_back(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish.publish(staged_site(site, "old"), site)
    staged_site(site, "new")
    site.rename(Work.of(site).previous)
    Work.of(site).recover(site)
    assert (site / "index.html").read_text() == "old"


@pytest.mark.parametrize("together", [True, False])
def test_a_rebuild_is_one_exchange_or_else_two_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    site = tmp_path / "site"
    publish.publish(staged_site(site, "old"), site)
    moves: list[Path] = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (moves.append(a), replace(a, b)))
    if not together:
        monkeypatch.setattr(publish, "exchange", lambda first, second: False)
    elif not exchange_works(tmp_path):
        pytest.skip("this file system exchanges no names")
    publish.publish(staged_site(site, "new"), site)
    assert (site / "index.html").read_text() == "new"
    assert len(moves) == (0 if together else 2)
    assert not Work.of(site).previous.exists()
    assert not Work.of(site).staging.exists()


def test_a_move_that_fails_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish.publish(staged_site(site, "old"), site)
    staged = staged_site(site, "new")
    replace = os.replace

    def move(source: Path, target: Path) -> None:
        if source == staged:
            raise PermissionError(13, "The process cannot access the file")
        replace(source, target)

    monkeypatch.setattr(publish, "exchange", lambda first, second: False)
    monkeypatch.setattr(os, "replace", move)
    with pytest.raises(PublishError, match="the old site is untouched"):
        publish.publish(staged, site)
    assert (site / "index.html").read_text() == "old"


def exchange_works(folder: Path) -> bool:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    return exchange(folder / "a", folder / "b")


@pytest.mark.skipif(sys.platform != "linux", reason="knows for sure of Linux only")
def test_names_of_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "what").write_text(name)
    if not exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system exchanges no names")
    assert [(tmp_path / name / "what").read_text() for name in "ab"] == ["b", "a"]
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "a", tmp_path / "none")


def test_folders_and_links_of_the_user_survive_a_rebuild(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish.publish(staged_site(site, "old"), site)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "film.txt").write_text("large")
    (site / "films").symlink_to(tmp_path / "elsewhere")
    (site / "dangling").symlink_to("nowhere")
    (site / "to-come" / "deep").mkdir(parents=True)
    (site / "data" / "hotspots.json").write_text("my names")
    (site / "images" / "mine").mkdir(parents=True)
    (site / "images" / "mine" / "logo.png").write_text("logo")
    (site / "data" / "records").mkdir()
    kept = publish.publish(staged_site(site, "new"), site)
    names = ["dangling", "data/hotspots.json", "films", "images/mine/logo.png", "to-come/deep/"]
    assert kept == names
    assert (site / "films").is_symlink()
    assert (site / "films" / "film.txt").read_text() == "large"
    assert (site / "dangling").readlink() == Path("nowhere")
    assert (site / "to-come" / "deep").is_dir()
    assert (site / "data" / "hotspots.json").read_text() == "my names"
    assert not (site / "data" / "records").exists()
    assert (tmp_path / "elsewhere" / "film.txt").read_text() == "large"
