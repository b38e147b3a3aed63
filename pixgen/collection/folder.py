"""Finds the image files of a collection in folders, globs and single paths."""

import os
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pixgen.collection.kinds import (
    COMPANION_SUFFIXES,
    IMAGE_SUFFIXES,
    UNREADABLE_SUFFIXES,
    begins_like_a_picture,
    is_hidden,
    is_missed,
)
from pixgen.errors import InputError
from pixgen.problems import Problem

SITE_MARKER = ".pixgen-site"
"""The file that marks a folder as a site built by pixgen: its pictures are never an input."""

_TOLD_ONE_BY_ONE = 20
_MAGIC = re.compile(r"[*?\[]")
_GLOB_TOKEN = re.compile(r"\*+|\?|\[(?P<negated>[!^])?(?P<set>\]?[^\]]*)\]|.", re.DOTALL)


class FoundFile(NamedTuple):
    """An image file: where it lies, and its unique name in the collection (NFC, with ``/``)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class _Hit:
    path: Path
    base: str
    relative: str
    real: str


def discover(
    inputs: Sequence[str], *, exclude: Path | None = None
) -> tuple[list[FoundFile], list[Problem]]:
    """Find the images that `inputs` name.

    Parameters
    ----------
    inputs
        Folders, searched with all their subfolders; globs, with ``**`` for any depth, where a
        folder that matches gives all it holds; single files.
    exclude
        A folder that is never searched: the one the site is written to.

    Returns
    -------
    files
        Each image once, sorted by name in code-point order. The name is the path relative to the
        given folder, to the fixed part of the glob, or a single file's own name. Inputs whose
        names would clash are told apart by the names of their folders in front.
    problems
        Folders that cannot be searched, links that lead nowhere, pictures of a kind that cannot
        be read, and second files of one name; and what was ignored: hidden pictures, files of
        systems, what is no picture. Of kinds that usually lie beside pictures, such as tables,
        many files are told in one entry.

    Raises
    ------
    InputError
        If an input does not exist, or no image is found at all.
    """
    missing = [text for text in inputs if not _exists(text) and not _MAGIC.search(text)]
    if missing:
        raise InputError(
            f"There is no file or folder {', '.join(map(repr, missing))}. Give a folder, a glob "
            "such as 'scans/**/*.jpg', or image files."
        )
    excluded = os.path.realpath(exclude) if exclude is not None else None
    problems: list[Problem] = []
    companions: dict[str, list[str]] = defaultdict(list)
    hits: list[_Hit] = []
    first_input: dict[str, int] = {}
    for index, text in enumerate(inputs):
        for hit in _search(Path(text).expanduser(), excluded, problems, companions):
            # Two links to one file in one folder are two names that the metadata may know.
            if first_input.setdefault(hit.real, index) == index:
                hits.append(hit)
    files = _named(hits, problems)
    problems += _told(companions)
    if not files:
        told = [problem for problem in problems if problem.kind != "ignored"][:5]
        reasons = "".join(f"\n  {problem.name}: {problem.reason}" for problem in told)
        raise InputError(
            f"No images were found in {', '.join(map(repr, inputs)) or 'no input at all'}. "
            f"Recognised are files that end in {' '.join(sorted(IMAGE_SUFFIXES))} (upper or lower "
            "case); hidden files, the output folder and sites that pixgen built are left out."
            f"{reasons}"
        )
    return files, problems


def _exists(text: str) -> bool:
    return os.path.lexists(Path(text).expanduser())


def _search(
    given: Path, excluded: str | None, problems: list[Problem], companions: dict[str, list[str]]
) -> Iterator[_Hit]:
    if given.is_dir():
        yield from _below(given, None, excluded, problems, companions)
    elif os.path.lexists(given):
        base = os.path.realpath(given.parent)
        if _is_taken(given, given.name, problems, None):
            yield _Hit(given, base, given.name, os.path.realpath(given))
    else:
        parts = given.parts
        fixed = next(i for i, part in enumerate(parts) if _MAGIC.search(part))
        pattern = _glob(parts[fixed:])
        yield from _below(Path(*parts[:fixed]), pattern, excluded, problems, companions)


def _glob(parts: Sequence[str]) -> re.Pattern[str]:
    """Translate the parts of a glob for `match` on a relative path that ends in ``/``."""

    def token(found: re.Match[str]) -> str:
        text = found[0]
        if text[0] == "*":
            return "[^/]*"
        if text == "?":
            return "[^/]"
        if found["set"] is None:
            return re.escape(text)
        inside = re.sub(r"([\\\[\]&~|^])", r"\\\1", found["set"])
        return f"(?!/)[{'^' if found['negated'] else ''}{inside}]"

    expression = ""
    for part in parts:
        expression += "(?:[^/]+/)*" if part == "**" else _GLOB_TOKEN.sub(token, part) + "/"
    return re.compile(expression)


def _below(
    base: Path,
    pattern: re.Pattern[str] | None,
    excluded: str | None,
    problems: list[Problem],
    companions: dict[str, list[str]],
) -> Iterator[_Hit]:
    real_base = os.path.realpath(base)
    for relative, entry in _walk(real_base, excluded, problems):
        if pattern is not None and not pattern.match(f"{relative}/"):
            continue
        path = base / relative
        if _is_taken(path, relative, problems, companions):
            real = entry.path if not entry.is_symlink() else os.path.realpath(entry.path)
            yield _Hit(path, real_base, relative, real)


def _walk(
    real_base: str, excluded: str | None, problems: list[Problem]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every visible file as (path relative to the base, its entry).

    Each real folder is entered once, and links to folders after all else: loops end, and a
    picture is named by the folder that it lies in rather than by one that points there.
    """
    folders = [("", real_base)]
    links: list[tuple[str, str]] = []
    seen: set[str] = set()
    while folders or links:
        prefix, real = folders.pop() if folders else links.pop(0)
        if real in seen or real == excluded:
            continue
        seen.add(real)
        try:
            with os.scandir(real) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            reason = f"The folder cannot be searched: {error.strerror}."
            problems.append(Problem("skipped", _clean(prefix) or real, reason))
            continue
        if any(entry.name == SITE_MARKER for entry in entries):
            continue
        for entry in entries:
            if is_hidden(entry.name):
                if is_missed(entry.name) and not entry.is_dir(follow_symlinks=False):
                    name, reason = _clean(f"{prefix}{entry.name}"), "A hidden or system file."
                    problems.append(Problem("ignored", name, reason))
            elif entry.is_dir(follow_symlinks=False):
                folders.append((f"{prefix}{entry.name}/", entry.path))
            elif entry.is_symlink() and entry.is_dir():
                links.append((f"{prefix}{entry.name}/", os.path.realpath(entry.path)))
            else:
                yield f"{prefix}{entry.name}", entry


def _is_taken(
    path: Path, name: str, problems: list[Problem], companions: dict[str, list[str]] | None
) -> bool:
    """Decide on a file by its ending, or by how it begins where the ending is not of a picture.

    Without `companions`, the user has named this very file.
    """
    name, suffix = _clean(name), path.suffix.lower()
    if companions is not None and suffix in COMPANION_SUFFIXES:
        companions[suffix].append(name)
        return False
    problem: Problem | None = None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problem = Problem("skipped", name, "It is not a regular file.")
        elif suffix in UNREADABLE_SUFFIXES:
            reason = f"Pictures of the kind {suffix} cannot be read; convert it to JPEG or PNG."
            problem = Problem("skipped", name, reason)
        elif suffix not in IMAGE_SUFFIXES and not begins_like_a_picture(path):
            reason = "Neither its ending nor its content is that of a picture that can be read."
            problem = Problem("skipped" if companions is None else "ignored", name, reason)
    except OSError as error:
        reason = f"The file cannot be reached: {error.strerror}."
        problem = Problem("skipped", name, reason)
    if problem is not None:
        problems.append(problem)
    return problem is None


def _told(companions: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for suffix, names in sorted(companions.items()):
        if len(names) <= _TOLD_ONE_BY_ONE:
            for name in names:
                yield Problem("ignored", name, "Files of this kind are no pictures.")
        else:
            reason = f"{len(names):,} files of this kind, which are no pictures."
            yield Problem("ignored", f"*{suffix}", reason)


def _clean(name: str) -> str:
    """Normalise a name to NFC; bytes that are not UTF-8 become U+FFFD, as no page can hold them."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _named(hits: Sequence[_Hit], problems: list[Problem]) -> list[FoundFile]:
    depth: dict[str, int] = defaultdict(int)
    while True:
        holders: dict[str, set[str]] = defaultdict(set)
        names = []
        for hit in hits:
            front = Path(hit.base).parts[1:]
            front = front[len(front) - depth[hit.base] :]
            names.append(_clean("/".join((*front, hit.relative))))
            holders[names[-1]].add(hit.base)
        clashing = set[str]().union(*(bases for bases in holders.values() if len(bases) > 1))
        deeper = {base for base in clashing if depth[base] < len(Path(base).parts) - 1}
        if not deeper:
            break
        for base in deeper:
            depth[base] += 1
    files: dict[str, FoundFile] = {}
    for hit, name in zip(hits, names, strict=True):
        if files.setdefault(name, FoundFile(hit.path, name)).path != hit.path:
            reason = "Another file has this name in another spelling of the same letters."
            problems.append(Problem("skipped", name, reason))
    return [files[name] for name in sorted(files)]
