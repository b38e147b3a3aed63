"""Finds, installs and starts the browsers that the tests drive, each as its maker ships it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_HELP = (
    "The browser tests need Chromium and none could be installed. Install it (Debian: "
    "apt-get install chromium; elsewhere: python -m playwright install chromium) "
    "or name it in PIXGEN_CHROMIUM."
)
FIREFOX = ("firefox-esr", "firefox")
# Without a screen Firefox has no WebGL on Linux; Mesa draws on Xvfb's.
FIREFOX_PACKAGES = (FIREFOX[0], "xvfb", "libegl1", "libgl1-mesa-dri")
FIREFOX_HELP = (
    "no Firefox with WebGL here: install it, on Linux with Xvfb and Mesa (Debian: apt-get install "
    f"{' '.join(FIREFOX_PACKAGES)}), or name it in PIXGEN_FIREFOX"
)
FIREFOX_PREFERENCES = {
    # Profiles for automation let pages from a disk read each other; those of people do not.
    "security.fileuri.strict_origin_policy": True,
    "webgl.force-enabled": True,
}


def find_chromium() -> str | None:
    """Return the path of a Chromium: PIXGEN_CHROMIUM, one on PATH, or Playwright's own."""
    if found := on_path("PIXGEN_CHROMIUM", CHROMIUM):
        return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def find_firefox() -> str | None:
    """Return the path of a Firefox that can draw: PIXGEN_FIREFOX or one on PATH."""
    drawable = not sys.platform.startswith("linux") or shutil.which("Xvfb")
    return on_path("PIXGEN_FIREFOX", FIREFOX) if drawable else None


def on_path(variable: str, names: tuple[str, ...]) -> str | None:
    found = (shutil.which(name) for name in names)
    return os.environ.get(variable) or next(filter(None, found), None)


def install(*packages: str) -> None:
    """Install Debian's packages where we may."""
    if not (shutil.which("apt-get") and is_root()):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium with a GPU made of software."""
    path = find_chromium()
    assert path is not None, CHROMIUM_HELP
    flags = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    browser = playwright.chromium.launch(
        executable_path=path, args=[*flags, *(["--no-sandbox"] if is_root() else [])]
    )
    yield browser
    browser.close()


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """Start Firefox, on Linux on a screen of its own."""
    path = find_firefox()
    assert path is not None, FIREFOX_HELP
    with screen() as environment:
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=path,
            headless=environment is None,
            env=environment,  # type: ignore[arg-type]
            firefox_user_prefs=FIREFOX_PREFERENCES,  # type: ignore[arg-type]
        )
        yield browser
        browser.close()


@contextmanager
def screen() -> Iterator[dict[str, str] | None]:
    """Open a screen that nobody sees, and yield the environment in which programs find it."""
    if not sys.platform.startswith("linux"):
        yield None
        return
    reader, writer = os.pipe()
    size = ["-screen", "0", "1920x1920x24"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), *size, "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start."
        yield {**os.environ, "DISPLAY": f":{number}", "MOZ_ENABLE_WAYLAND": "0"}
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    if find_chromium() is None:
        install(CHROMIUM[0])
    if find_chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if find_firefox() is None:
        install(*FIREFOX_PACKAGES)
    if find_chromium() is None:
        sys.exit(CHROMIUM_HELP)
    sys.stdout.write(f"Chromium for the browser tests: {find_chromium()}\n")
    sys.stdout.write(f"Firefox for the browser tests: {find_firefox() or FIREFOX_HELP}\n")
