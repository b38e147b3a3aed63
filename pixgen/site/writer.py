"""Owns the files under a new site's folder: data scripts, tile pages, and the report."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from itertools import count, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.plain import link_or_copy
from pixgen.problems import PROBLEM_KINDS, Problem
from pixgen.site import formats

IDS_PER_FILE = 1024


class SiteWriter:
    """Writes the data files of one site and counts their bytes.

    Parameters
    ----------
    folder
        The new, empty folder of the site.

    Attributes
    ----------
    sizes
        Bytes by part of the site.
    files
        Number of files.
    largest
        Name and bytes of the largest file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes: dict[str, int] = {}
        self.files = 0
        self.largest = ("", 0)
        self._digests: dict[str, bytes] = {}

    def data(self, key: str, payload: bytes) -> None:
        """Write the payload of one data file, such as ``data/points``."""
        part = key.split("/")
        self._write(f"{key}.js", formats.script(key, payload), part="/".join(part[:2]))

    def text(self, name: str, text: str) -> None:
        """Write a plain text file of the site."""
        self._write(name, text.encode("utf-8"), part=name)

    def neighbors(
        self, folder: str, blocks: Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]]
    ) -> None:
        """Write lists of images: ids and similarities, n×K, of `IDS_PER_FILE` ids a block."""
        for page, (ids, similarity) in enumerate(blocks):
            payload = formats.neighbors_payload(page * IDS_PER_FILE, ids, similarity)
            self.data(f"{folder}/{page}", payload)

    def records(self, rows: Iterable[Sequence[object]]) -> None:
        """Write one row an image, in id order, in files of `IDS_PER_FILE` ids."""
        remaining = iter(rows)
        for page in count():
            chunk = list(islice(remaining, IDS_PER_FILE))
            if not chunk:
                return
            value = {
                "format": "pixgen-records",
                "version": formats.VERSION,
                "first": page * IDS_PER_FILE,
                "rows": chunk,
            }
            self.data(f"data/records/{page}", formats.json_payload(value))

    def place(self, name: str, source: Path, *, part: str) -> None:
        """Take a kept file into the site, once; its name tells its content."""
        kept = os.fspath(source)
        if link_or_copy(kept, f"{self.folder}/{name}"):
            self.count_file(name, os.stat(kept).st_size, part=part)

    def place_script(self, key: str, source: Path, content: bytes) -> None:
        """Take a kept script, such as ``tiles/32/0``, into the site."""
        link_or_copy(os.fspath(source), f"{self.folder}/{key}.js")
        self._count_data(f"{key}.js", content, part=key.rpartition("/")[0])

    def report(self, taken: Sequence[str], problems: Sequence[Problem]) -> None:
        """Write ``report.json``: what became of every file and row."""
        self.text("report.json", report_text(taken, problems))

    def fingerprint(self, manifest: object) -> str:
        """Return a short hex digest of a manifest and of all that was written before.

        It does not depend on the order of writing, which kept pages change.
        """
        state = hashlib.blake2b(digest_size=8)
        for name in sorted(self._digests):
            state.update(name.encode("utf-8") + b"\0" + self._digests[name])
        state.update(json.dumps(manifest, sort_keys=True).encode("utf-8"))
        return state.hexdigest()

    def count_file(self, name: str, size: int, *, part: str) -> None:
        """Add a file that someone else put into the folder to the counts of the summary."""
        self.sizes[part] = self.sizes.get(part, 0) + size
        self.files += 1
        if size > self.largest[1]:
            self.largest = (name, size)

    def _write(self, name: str, content: bytes, *, part: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._count_data(name, content, part)

    def _count_data(self, name: str, content: bytes, part: str) -> None:
        self._digests[name] = hashlib.blake2b(content, digest_size=16).digest()
        self.count_file(name, len(content), part=part)


def report_text(taken: Sequence[str], problems: Sequence[Problem]) -> str:
    """Return the report of a build, as docs/REPORT.md describes it.

    Parameters
    ----------
    taken
        The names of the images in the site.
    problems
        All that was amiss.
    """
    kinds = [problem.kind for problem in problems]
    value = {
        "format": "pixgen-report",
        "version": formats.VERSION,
        "images": len(taken),
        "counts": {kind: kinds.count(kind) for kind in PROBLEM_KINDS},
        "problems": [
            {"kind": problem.kind, "name": problem.name, "reason": problem.reason}
            for problem in problems
        ],
        "taken": list(taken),
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
