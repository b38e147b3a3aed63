"""What is handed out works alone: an sdist carries the viewer, and its wheel builds sites."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def path_without_node(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return PATH as it would be on a machine without Node: folders that hold it are mirrored."""
    folders = []
    for folder in os.environ["PATH"].split(os.pathsep):
        if not shutil.which("node", path=folder):
            folders.append(folder)
            continue
        mirror = tmp_path_factory.mktemp("bin")
        for program in Path(folder).iterdir():
            if program.stem not in {"node", "npm", "npx"}:
                (mirror / program.name).symlink_to(program)
        folders.append(str(mirror))
    path = os.pathsep.join(folders)
    assert shutil.which("node", path=path) is None
    return path


@pytest.fixture(scope="module")
def distributions(
    tmp_path_factory: pytest.TempPathFactory, path_without_node: str
) -> dict[str, Path]:
    """Build the sdist from a clean copy with PyPI's Node, then the wheel from the sdist alone."""
    copy = tmp_path_factory.mktemp("copy") / "pixgen"
    ignore = shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "_web", ".pixgen", "demo-site", "sample_data", "*_cache"
    )
    shutil.copytree(ROOT, copy, ignore=ignore)
    out = tmp_path_factory.mktemp("dist")
    environment = {**os.environ, "PATH": path_without_node}
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(copy)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return {"sdist": sdist, "wheel": wheel}


def test_the_sdist_carries_sources_and_the_built_viewer(distributions: dict[str, Path]) -> None:
    with tarfile.open(distributions["sdist"]) as sdist:
        names = {name.split("/", 1)[1] for name in sdist.getnames()}
    assert {
        "pixgen/_web/viewer.js",
        "pixgen/_web/index.html.j2",
        "web_template/src/main.ts",
    } <= names
    assert not any("node_modules" in name for name in names)


def test_the_wheel_carries_the_viewer_and_nothing_that_only_builds_it(
    distributions: dict[str, Path],
) -> None:
    with zipfile.ZipFile(distributions["wheel"]) as wheel:
        names = wheel.namelist()
    assert "pixgen/_web/viewer.js" in names
    assert "pixgen/_web/viewer.css" in names
    assert "pixgen/cli.py" in names
    assert "pixgen/embedding/builtin.npz" in names
    only_for_makers = ("web_template", "tests", "sample_data", "training")
    assert not any(name.startswith(only_for_makers) for name in names)


def test_the_wheel_alone_builds_a_site(
    distributions: dict[str, Path], tmp_path: Path, path_without_node: str
) -> None:
    from PIL import Image

    (tmp_path / "in").mkdir()
    for number in range(4):
        Image.new("RGB", (40, 30), (60 * number, 90, 200)).save(tmp_path / "in" / f"{number}.png")
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, str(distributions["wheel"])], check=True)
    # The dependencies come from this environment; pixgen itself can come from the wheel alone.
    (site_packages,) = environment.rglob("site-packages")
    links = "\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (site_packages / "dependencies.pth").write_text(links)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    clean["PATH"] = path_without_node
    command = [str(scripts / "pixgen"), "build", "in", "-o", "site", "--model", "builtin"]
    done = subprocess.run(
        command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "4 images in site" in done.stdout
    assert (tmp_path / "site" / "index.html").is_file()
    where = "import pixgen; print(pixgen.__file__)"
    found = subprocess.run(
        [str(scripts / "python"), "-c", where],
        cwd=tmp_path, env=clean, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(environment) in found.stdout
