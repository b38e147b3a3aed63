"""Owns the swap: a finished site takes the place of the old one whole, or not at all."""

import json
import os
import re
import shutil
from pathlib import Path

from pixgen.errors import PublishError

MARKER = ".pixgen-site"

_OWNED = re.compile(
    r"index\.html|report\.json|\.nojekyll|\.pixgen-site"
    r"|assets/viewer-[0-9a-f]+\.(js|css)"
    r"|data/.+\.js"
    r"|tiles/\d+/\d+\.js"
    r"|images/[0-9a-f]{2}/[0-9a-f]+\.jpg"
)


def work_folder(site: Path) -> Path:
    """Return where the work of a site lies: ``.pixgen/NAME`` beside it."""
    return site.parent / ".pixgen" / site.name


def check_target(site: Path, *, force: bool) -> None:
    """Make sure that the site may be put there.

    Raises
    ------
    PublishError
        There is a file in its place, or a folder that pixgen did not make, and not `force`.
    """
    _recover(site)
    if site.exists() and not site.is_dir():
        raise PublishError(f"{site} is a file; give a folder for the site with -o.")
    if site.is_dir() and any(site.iterdir()) and not (site / MARKER).is_file() and not force:
        raise PublishError(
            f"{site} holds files and was not made by pixgen, so it is left as it is. "
            "Give another folder with -o, or --force to put the site there "
            "(your files stay, save those named like the site's own)."
        )


def mark(folder: Path, build: str) -> tuple[str, ...]:
    """Write the marks of a finished site, pixgen's own and the one for GitHub Pages.

    Returns
    -------
    tuple of str
        Their names.
    """
    value = {"format": "pixgen-site", "version": 1, "build": build}
    (folder / MARKER).write_text(json.dumps(value) + "\n", encoding="utf-8")
    (folder / ".nojekyll").write_text("", encoding="utf-8")
    return MARKER, ".nojekyll"


def publish(staged: Path, site: Path) -> list[str]:
    """Put the staged site in the place of the old one.

    Files in the old folder that are not the site's own (a CNAME, pages of the user's) are copied
    into the new one first. A run that is cut short leaves the old site or the new one; `_recover`
    puts the old one back if it was caught between the two renames.

    Returns
    -------
    list of str
        The user's files that were kept, relative to the site.

    Raises
    ------
    PublishError
        A folder could not be moved; the old site stands.
    """
    aside = work_folder(site) / "previous"
    kept: list[str] = []
    try:
        if aside.exists():
            shutil.rmtree(aside)
        if site.exists():
            kept = _keep_users_files(site, staged)
            os.replace(site, aside)
        try:
            os.replace(staged, site)
        except OSError:
            if aside.exists():
                os.replace(aside, site)
            raise
    except OSError as error:
        raise PublishError(
            f"The site could not be put into {site} ({error}). Close what holds files there open, "
            f"and build again; the old site is untouched and the new one waits in {staged}."
        ) from error
    if aside.exists():
        shutil.rmtree(aside)
    return kept


def _recover(site: Path) -> None:
    aside = work_folder(site) / "previous"
    if aside.is_dir() and not site.exists():
        os.replace(aside, site)


def _keep_users_files(old: Path, new: Path) -> list[str]:
    kept = []
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if _OWNED.fullmatch(name) or (new / name).exists():
            continue
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, new / name, follow_symlinks=False)
        kept.append(name)
    return kept
