"""Finds the Chromium that the browser tests drive, and installs one where there is none."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HELP = (
    "The browser tests need Chromium and none could be installed. Install it (Debian: "
    "apt-get install chromium; elsewhere: python -m playwright install chromium) "
    "or name it in PIXGEN_CHROMIUM."
)


def find() -> str | None:
    """Return the path of a Chromium: PIXGEN_CHROMIUM, one on PATH, or Playwright's own."""
    named = os.environ.get("PIXGEN_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def install() -> None:
    """Install Debian's package where we may, else Playwright's browser."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", NAMES[0]],
        ):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    path = find()
    if path is None:
        sys.exit(HELP)
    sys.stdout.write(f"Chromium for the browser tests: {path}\n")
