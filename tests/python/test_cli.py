"""The command line parses, calls, prints, and ends with the right code."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import pixgen.build
import pixgen.synth
from pixgen import __version__
from pixgen.cli import hosting, main
from pixgen.collection.records import Column
from pixgen.errors import InputError
from pixgen.problems import Problem
from pixgen.settings import Settings, flag_name, options
from pixgen.summary import Summary


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    seen: list[Settings] = []

    def build_site(settings: Settings, progress: object) -> Summary:
        seen.append(settings)
        problems = (Problem("skipped", "a.jpg", "It is empty."),)
        sizes, largest = {"images": 2_500_000}, ("images/aa/0.jpg", 700_000)
        columns = (Column("year", "date", "date", 12, 2, "1905 – 1906"),)
        return Summary(settings.out, 12, problems, (), sizes, 1234, largest, 3.0, columns)

    monkeypatch.setattr(pixgen.build, "build_site", build_site)
    return seen


def test_the_flags_reach_the_build(calls: list[Settings], tmp_path: Path) -> None:
    words = ["build", "photos", "more/*.png", "-o", str(tmp_path / "s"), "--model", "descriptor"]
    words += ["--metadata", "a.csv", "--metadata", "b.xlsx", "--column", "title=Titel"]
    words += ["--type", "Nr=text"]
    result = CliRunner().invoke(main, [*words, "--neighbors", "5", "--force"])
    assert result.exit_code == 0
    (settings,) = calls
    assert settings == Settings(
        images=("photos", "more/*.png"),
        out=tmp_path / "s",
        metadata=("a.csv", "b.xlsx"),
        column=(("title", "Titel"),),
        type=(("Nr", "text"),),
        model=("descriptor",),
        neighbors=5,
        force=True,
    )


def test_results_go_to_stdout_and_talk_to_stderr(calls: list[Settings]) -> None:
    result = CliRunner().invoke(main, ["build", "photos", "-o", "s"])
    assert "12 images in s (2.5 MB in 3 s)" in result.stdout
    assert "1,234 files, the largest 700.0 kB (images/aa/0.jpg)\n" in result.stdout
    assert "index.html" in result.stdout
    assert "skipped: a.jpg: It is empty." in result.stderr
    assert "  year  date  12  1905 – 1906\n" in result.stderr


@pytest.mark.parametrize(("total", "largest"), [(1_000_000_001, 5), (200_000_000, 100_000_001)])
def test_a_site_too_large_for_github_pages_is_told(total: int, largest: int) -> None:
    summary = Summary(Path("s"), 12, (), (), {"tiles/128": total}, 3, ("a", largest), 3.0)
    assert "GitHub Pages takes 1 GB, and 100 MB a file" in hosting(summary)


def test_quiet_says_nothing(calls: list[Settings]) -> None:
    result = CliRunner().invoke(main, ["build", "photos", "-q"])
    assert (result.exit_code, result.output) == (0, "")


def test_a_config_in_this_folder_is_taken(
    calls: list[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pixgen.toml").write_text('images = "photos"\nseed = 5\n')
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["build", "--title", "T"]).exit_code == 0
    assert (calls[0].images, calls[0].seed, calls[0].title) == (("photos",), 5, "T")


def test_wrong_usage_ends_with_2_and_a_failed_build_with_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert CliRunner().invoke(main, ["build"]).exit_code == 2
    assert CliRunner().invoke(main, ["build", "a", "--seed", "x"]).exit_code == 2
    assert CliRunner().invoke(main, ["build", "a", "--seed", "-4"]).exit_code == 2
    missing = CliRunner().invoke(main, ["build", str(tmp_path / "none"), "-q"])
    assert missing.exit_code == 1
    assert "none" in missing.stderr

    def fail(settings: Settings, progress: object) -> Summary:
        raise InputError("Nothing could be read.")

    monkeypatch.setattr(pixgen.build, "build_site", fail)
    result = CliRunner().invoke(main, ["build", "a"])
    assert (result.exit_code, result.stderr.strip()) == (1, "Error: Nothing could be read.")


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(settings: Settings, progress: object) -> Summary:
        raise KeyboardInterrupt

    monkeypatch.setattr(pixgen.build, "build_site", interrupt)
    assert CliRunner().invoke(main, ["build", "a"]).exit_code == 130


def test_every_setting_is_a_flag_with_help() -> None:
    text = CliRunner().invoke(main, ["build", "--help"]).output
    for option in options():
        if option.name != "images":
            assert flag_name(option.name) in text


def test_version_names_the_installation() -> None:
    text = CliRunner().invoke(main, ["--version"]).output
    assert text.startswith(f"pixgen {__version__} from ")


def test_help_and_parsing_load_no_heavy_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from pixgen.cli import main; "
        "CliRunner().invoke(main, ['build', '--help']); CliRunner().invoke(main, ['build']); "
        "print([m for m in ('numpy', 'tensorflow', 'umap', 'PIL', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_module_runs_as_the_command_does() -> None:
    command = [sys.executable, "-m", "pixgen", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("pixgen ")


def test_synth_hands_over_the_count_and_the_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[object] = []

    def synthesize_site(settings: Settings, count: int, progress: object) -> Summary:
        seen.extend([settings, count])
        return Summary(settings.out, count, (), (), {"images": 1}, 1, ("a", 1), 3.0)

    monkeypatch.setattr(pixgen.synth, "synthesize_site", synthesize_site)
    words = ["synth", "photos", "--count", "1000000", "-o", "s", "--tiers", "8,32", "--seed", "5"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert "1,000,000 images in s" in result.stdout
    assert seen == [Settings(images=("photos",), out=Path("s"), tiers=(8, 32), seed=5), 1000000]
    for words in (["synth", "photos"], ["synth", "photos", "--count", "0"], ["synth"]):
        assert CliRunner().invoke(main, words).exit_code == 2
