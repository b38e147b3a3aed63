"""Owns the files under a new site's folder: data scripts, tile pages, and the report."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pixgen.problems import PROBLEM_KINDS, Problem
from pixgen.site import formats

IDS_PER_FILE = 1024

Advance = Callable[[int], None]
PageEncoder = Callable[[NDArray[np.uint8], int], bytes]
CellReducer = Callable[[NDArray[np.uint8], int], NDArray[np.uint8]]


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
        self._content = hashlib.blake2b(digest_size=8)

    def data(self, key: str, payload: bytes) -> None:
        """Write the payload of one data file, such as ``data/points``."""
        part = key.split("/")
        self._write(f"{key}.js", formats.script(key, payload), part="/".join(part[:2]))

    def text(self, name: str, text: str) -> None:
        """Write a plain text file of the site."""
        self._write(name, text.encode("utf-8"), part=name)

    def neighbors(self, blocks: Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]]) -> None:
        """Write the neighbour lists: ids and similarities, n×K, of `IDS_PER_FILE` ids a block."""
        for page, (ids, similarity) in enumerate(blocks):
            payload = formats.neighbors_payload(page * IDS_PER_FILE, ids, similarity)
            self.data(f"data/neighbors/{page}", payload)

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

    def tiles(
        self,
        blocks: Iterable[NDArray[np.uint8]],
        capacities: Mapping[int, int],
        reduce_cells: CellReducer,
        encode: PageEncoder,
        advance: Advance,
    ) -> None:
        """Write the pages of every tier from one pass over the cells.

        Parameters
        ----------
        blocks
            The cells, uint8 n×S×S×3 a block, in id order; every page takes a whole number of
            blocks, the last of which may be shorter.
        capacities
            Cells a page by cell size, none larger than S.
        reduce_cells
            Makes smaller cells: ``(cells, size) -> cells``.
        encode
            Lays cells out as a page and encodes it: ``(cells, size) -> JPEG bytes``.
        advance
            Called with the number of cells done.
        """
        waiting: dict[int, list[NDArray[np.uint8]]] = {size: [] for size in capacities}
        pages = dict.fromkeys(capacities, 0)

        def flush(size: int) -> None:
            if waiting[size]:
                cells = np.concatenate(waiting[size])
                self.data(f"tiles/{size}/{pages[size]}", encode(cells, size))
                pages[size] += 1
                waiting[size].clear()

        for block in blocks:
            for size, capacity in capacities.items():
                waiting[size].append(block if block.shape[1] == size else reduce_cells(block, size))
                if sum(map(len, waiting[size])) >= capacity:
                    flush(size)
            advance(len(block))
        for size in capacities:
            flush(size)

    def report(self, images: int, problems: Sequence[Problem]) -> None:
        """Write ``report.json``: what was skipped, degraded or unmatched."""
        kinds = [problem.kind for problem in problems]
        value = {
            "format": "pixgen-report",
            "version": formats.VERSION,
            "images": images,
            "counts": {kind: kinds.count(kind) for kind in PROBLEM_KINDS},
            "problems": [
                {"kind": problem.kind, "name": problem.name, "reason": problem.reason}
                for problem in problems
            ],
        }
        self.text("report.json", json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def fingerprint(self, manifest: object) -> str:
        """Return a short hex digest of a manifest and of all that was written before."""
        state = self._content.copy()
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
        self._content.update(name.encode("utf-8") + b"\0" + content)
        self.count_file(name, len(content), part=part)
