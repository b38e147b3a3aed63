"""Owns the swap: a finished site takes the place of the old one whole, or not at all."""

import json
import os
import re
import shutil
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pixgen.cache.durable import flush_folder, flush_tree
from pixgen.cache.work import Work
from pixgen.collection.records import Collection
from pixgen.errors import InputError, PublishError
from pixgen.site.swap import exchange

MARKER = ".pixgen-site"

_OWNED = re.compile(
    r"index\.html|report\.json|duplicates\.csv|\.nojekyll|\.pixgen-site"
    r"|assets/viewer-[0-9a-f]+\.(js|css)"
    r"|data/.+\.js"
    r"|tiles/\d+/\d+\.js"
    r"|images/[0-9a-f]{2}/[0-9a-f]+\.jpg"
)
_OWNED_FOLDERS = re.compile(r"assets|data(/[a-z0-9-]+){0,2}|tiles(/\d+)?|images(/[0-9a-f]{2})?")


def check_target(site: Path, *, force: bool) -> None:
    """Make sure that the site may be put there.

    Raises
    ------
    PublishError
        There is a file in its place, or a folder that pixgen did not make, and not `force`.
    """
    if site.exists() and not site.is_dir():
        raise PublishError(f"{site} is a file; give a folder for the site with -o.")
    if site.is_dir() and any(site.iterdir()) and not (site / MARKER).is_file() and not force:
        raise PublishError(
            f"{site} holds files and was not made by pixgen, so it is left as it is. "
            "Give another folder with -o, or --force to put the site there "
            "(your files stay, save those named like the site's own)."
        )


def check_apart(collection: Collection, site: Path) -> None:
    """Refuse a site folder that holds the images, since the old folder goes when the new comes."""
    real_site = os.path.realpath(site) + os.sep

    # Tens of thousands of files lie in few folders.
    @cache
    def real(folder: str) -> str:
        return os.path.realpath(folder) + os.sep

    def is_inside(path: Path) -> bool:
        folder, name = os.path.split(path)
        whole = os.path.realpath(path) if os.path.islink(path) else real(folder) + name
        return whole.startswith(real_site)

    inside = [record for record in collection.records if is_inside(record.path)]
    if inside:
        raise InputError(
            f"{len(inside):,} of the images lie inside the folder of the site, {site} "
            f"({inside[0].name} for one). Give a folder beside them with -o."
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


def build_of(site: Path) -> str:
    """Return the id of the build that made a site, as its mark tells it; empty without one."""
    try:
        value = json.loads((site / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(value.get("build", "")) if isinstance(value, dict) else ""


def publish(staged: Path, site: Path) -> list[str]:
    """Put the staged site in the place of the old one.

    Files in the old folder that are not the site's own (a CNAME, pages of the user's) are taken
    into the new one first, and all of it is brought to the disk. Then the two change names in one
    step; where the system cannot, the old one is moved aside first, and
    `pixgen.cache.work.Work.recover` puts it back if a run is cut short in between.

    Parameters
    ----------
    staged
        The new site, on the same disk.
    site
        Its place.

    Returns
    -------
    list of str
        The user's files and empty folders that were kept, relative to the site.

    Raises
    ------
    PublishError
        A folder could not be moved; the old site stands.
    """
    work = Work.of(site)
    kept = sorted(_keep_users_files(site, staged)) if site.exists() else []
    flush_tree(staged)
    try:
        if work.previous.exists():
            shutil.rmtree(work.previous)
        old = _swap(staged, site, work)
    except OSError as error:
        raise PublishError(
            f"The site could not be put into {site} ({error.strerror}). Close what holds files "
            "there open, and build again; the old site is untouched, and all work is kept."
        ) from error
    for folder in {site.parent, staged.parent}:
        flush_folder(folder)
    if old is not None:
        # What the user put there since.
        kept += sorted(_keep_users_files(old, site))
        shutil.rmtree(old)
    return kept


def _swap(staged: Path, site: Path, work: Work) -> Path | None:
    """Put `staged` in the place of `site`; return where the old site is now."""
    if not site.exists():
        os.replace(staged, site)
        return None
    if exchange(staged, site):
        return staged
    os.replace(site, work.previous)
    try:
        os.replace(staged, site)
    except OSError:
        os.replace(work.previous, site)
        raise
    return work.previous


def _keep_users_files(old: Path, new: Path) -> Iterator[str]:
    """Take what is not pixgen's own from the old folder into the new one."""
    for current, folders, names in os.walk(old):
        inside = os.path.relpath(current, old).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        links = [name for name in folders if os.path.islink(os.path.join(current, name))]
        for name in (*names, *links):
            path = prefix + name
            if not _OWNED.fullmatch(path) and not os.path.lexists(new / path):
                _keep(old / path, new / path)
                yield path
        empty = prefix and not names and not folders and not (new / inside).exists()
        if empty and not _OWNED_FOLDERS.fullmatch(inside):
            (new / inside).mkdir(parents=True)
            yield prefix


def _keep(source: Path, target: Path) -> None:
    """Give a file its place in the new site; it leaves the old one when that goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
        return
    except (OSError, NotImplementedError):
        # Not every disk has hard links, and not every system can link a link: it is copied.
        pass
    mode = source.lstat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise PublishError(
            f"{source} is neither file nor folder nor link, so it cannot be taken into the new "
            "site. Move it elsewhere and build again; the old site is untouched."
        )
    shutil.copy2(source, target, follow_symlinks=False)
