"""A finished site takes the place of the old one whole, and nothing of the user's is lost."""

from pathlib import Path

import pytest

from pixgen.errors import PublishError
from pixgen.site import publish


def staged_site(site: Path, text: str) -> Path:
    staged = publish.work_folder(site) / "staging"
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
    assert not (publish.work_folder(site) / "previous").exists()


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
    site.rename(publish.work_folder(site) / "previous")
    publish.check_target(site, force=False)
    assert (site / "index.html").read_text() == "old"


def test_a_move_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish.publish(staged_site(site, "old"), site)
    missing = publish.work_folder(site) / "staging"
    with pytest.raises(PublishError, match="the old site is untouched"):
        publish.publish(missing, site)
    assert (site / "index.html").read_text() == "old"
