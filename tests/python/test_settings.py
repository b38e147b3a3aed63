"""Settings come from a file and from flags, and every mistake is told at once."""

from pathlib import Path

import pytest

from pixgen.atlas import TIERS
from pixgen.errors import ConfigError
from pixgen.setting_files import load_settings
from pixgen.settings import TIER_SIZES, Settings, flag_name, options


def write(folder: Path, text: str) -> Path:
    path = folder / "pixgen.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    config = write(tmp_path, 'images = "a"\nseed = 1\nneighbors = 7\n')
    settings = load_settings(config, {"seed": 2})
    assert (settings.seed, settings.neighbors) == (2, 7)


def test_paths_in_the_file_are_relative_to_its_folder(tmp_path: Path) -> None:
    config = write(tmp_path, 'images = ["a", "b"]\nmetadata = "m.csv"\nout = "site"\n')
    settings = load_settings(config, {})
    assert settings.images == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert settings.metadata == (str(tmp_path / "m.csv"),)
    assert settings.out == tmp_path / "site"


@pytest.mark.parametrize(
    "text",
    [
        'metadata = ["m.csv", "more"]\nencoding = "cp1250"\ncolumn = {title = "Titel"}\n'
        'type = ["Nr=text"]\n',
        '[metadata]\nfiles = ["m.csv", "more"]\nencoding = "cp1250"\ntitle = "Titel"\n'
        'types = {Nr = "text"}\n',
    ],
)
def test_metadata_is_a_list_of_files_or_a_table_with_roles(tmp_path: Path, text: str) -> None:
    settings = load_settings(write(tmp_path, f'images = "a"\n{text}'), {"sheet": "Werke"})
    assert settings.images == (str(tmp_path / "a"),)
    assert settings.metadata == (str(tmp_path / "m.csv"), str(tmp_path / "more"))
    assert (settings.encoding, settings.sheet) == ("cp1250", "Werke")
    assert (settings.column, settings.type) == ((("title", "Titel"),), (("Nr", "text"),))


def test_roles_kinds_and_encodings_that_do_not_exist_are_told_with_what_is_allowed(
    tmp_path: Path,
) -> None:
    config = write(tmp_path, 'images = "a"\n[metadata]\nfile = "m.csv"\nencoding = "utf-88"\n')
    flags = {"type": ["Nr=words"], "metadata": 5}
    with pytest.raises(ConfigError) as caught:
        load_settings(config, flags)
    message = str(caught.value)
    assert "column: knows the roles filename, title" in message
    assert "not 'file'; did you mean files?" in message
    assert "encoding: must be an encoding of text such as utf-8" in message
    assert "type: must be one of category, tags, number, date, text, link, coordinate" in message
    assert "metadata: must be a list of texts, not 5" in message
    with pytest.raises(ConfigError, match=r"knows the roles filename, title.*did you mean title"):
        load_settings(None, {"images": ["a"], "column": ["tittle=Titel"]})
    with pytest.raises(ConfigError, match=r"not 'typess'; did you mean types\?"):
        load_settings(None, {"images": ["a"], "column": {"typess": {"Nr": "text"}}})
    for value in (["title"], "title=Titel", {"title": 5}, ["=x"], [["a", "b", "c"]], 5):
        with pytest.raises(ConfigError, match="column: must be pairs"):
            load_settings(None, {"images": ["a"], "column": value})


def test_all_mistakes_are_told_at_once_with_what_is_allowed(tmp_path: Path) -> None:
    config = write(tmp_path, 'images = "a"\nneighbours = 5\nmin_dist = 2.5\nforce = "yes"\n')
    with pytest.raises(ConfigError) as caught:
        load_settings(config, {"background": "black", "seed": True})
    message = str(caught.value)
    assert "neighbours: unknown key" in message
    assert "did you mean neighbors?" in message
    assert "min_dist: must be a number from 0 to 0.99, not 2.5" in message
    assert "force: must be true or false, not 'yes'" in message
    assert "background: must look like '#101114', not 'black' (in --background)" in message
    assert "seed: must be a whole number" in message


def test_an_unknown_key_unlike_any_lists_what_is_allowed(tmp_path: Path) -> None:
    config = write(tmp_path, 'images = "a"\nzzz = 5\n')
    with pytest.raises(ConfigError, match=r"zzz: unknown key in .*allowed: images, out, metadata"):
        load_settings(config, {})


@pytest.mark.parametrize("value", ["8,32", "8, 32", [8, 32], (8, 32), ["8", "32"]])
def test_tiers_are_a_list_or_a_text(value: object) -> None:
    assert load_settings(None, {"images": ["a"], "tiers": value}).tiers == (8, 32)


@pytest.mark.parametrize(
    "value", ["", "32", "32,8", "8,8", "8,24", "16,32", "8;32", 9, [], [8.0], None]
)
def test_other_tiers_are_refused_with_what_is_allowed(value: object) -> None:
    with pytest.raises(ConfigError, match=r"tiers: must be 8, alone or followed by any of 16, 32"):
        load_settings(None, {"images": ["a"], "tiers": value})


def test_the_tiers_that_may_be_chosen_are_those_that_can_be_packed() -> None:
    assert tuple(tier.size for tier in TIERS) == TIER_SIZES
    for value in ("8", "8,128", "8,16,32,64,128"):
        chosen = load_settings(None, {"images": ["a"], "tiers": value}).tiers
        assert ",".join(map(str, chosen)) == value


def test_no_images_is_an_error() -> None:
    with pytest.raises(ConfigError, match="images: none given"):
        load_settings(None, {})


@pytest.mark.parametrize("text", ["images = [", "\x00"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"pixgen\.toml is not valid TOML"):
        load_settings(write(tmp_path, text), {})


def test_the_title_is_the_folder_where_none_is_given() -> None:
    assert Settings(images=("photos/harbour",)).title == "harbour"


def test_the_defaults_pass_their_own_checks() -> None:
    for option in options():
        if option.name != "images" and option.default is not None:
            load_settings(None, {"images": ["a"], option.name: option.default})


def test_every_setting_stands_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    missing = [o.name for o in options() if o.name != "images" and flag_name(o.name) not in readme]
    assert missing == []
