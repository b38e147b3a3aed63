"""Owns what can be taken out of a site: vectors, neighbours, places and clusters, as tables."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pixgen.built import at_rest, newest_build, read_built, vectors_of
from pixgen.cache.work import Work
from pixgen.errors import InputError
from pixgen.export.target import Block, TableFormat, Target, check_format, file_names
from pixgen.site.publish import build_of
from pixgen.site.reader import Site

Part = Literal["vectors", "neighbors", "layout", "clusters"]

_PER_IMAGE: tuple[Part, ...] = ("vectors", "neighbors")
_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, of many the first ones, and one line about it."""

    files: Sequence[str]
    told: str


def export(
    part: Part,
    source: Path,
    out: Path,
    *,
    model: str = "",
    layout: str = "",
    table: TableFormat = "csv",
    per_image: bool = False,
    force: bool = False,
) -> Exported:
    """Write a part of a site into a folder.

    Parameters
    ----------
    part
        Which one.
    source
        The site, or its work folder in ``.pixgen``.
    out
        The folder.
    model
        Whose; the first one's if empty.
    layout
        Which layout; all of them if empty.
    table
        How tables are written.
    per_image
        A file an image, as older tools write them.
    force
        Whether files there may be replaced.

    Raises
    ------
    InputError
        The site does not have it, or there are files in the way.
    """
    if per_image and part not in _PER_IMAGE:
        raise InputError(
            f"--per-image is for {' and '.join(_PER_IMAGE)}; {part} are one table for all images."
        )
    if layout and part != "layout":
        raise InputError(f"--layout is for the part layout, not for {part}.")
    check_format(table)
    site, target = site_of(source), Target(out, force=force)
    if part == "vectors":
        return _vectors(site, target, model, table, per_image)
    if part == "neighbors":
        return _neighbors(Site(site), target, model, table, per_image)
    if part == "layout":
        return _layouts(Site(site), target, model, layout, table)
    return _clusters(Site(site), target, model, table)


def site_of(source: Path) -> Path:
    """Return the site that a path means, which may be that of its work folder."""
    real = Path(os.path.realpath(source))
    inside = real.parent.name == Work.of(real).folder.parent.name
    return real.parent.parent / real.name if inside else real


def _vectors(
    site: Path, target: Target, model: str, table: TableFormat, per_image: bool
) -> Exported:
    if not site.exists() and not Work.of(site).folder.is_dir():
        raise InputError(f"There is no site {site}.")
    with at_rest(site) as work:
        built = read_built(work, site, build_of(site) or newest_build(work))
        chosen = built.model(model)
        vectors = vectors_of(work, built, chosen)
    size = f"{len(vectors):,} vectors of {chosen.name} with {vectors.shape[1]:,} dimensions"
    if per_image:
        target.claim("vectors")
        files = [f"vectors/{name}.npy" for name in file_names(built.names)]
        for name, vector in zip(files, vectors, strict=True):
            _save(target, name, vector)
        index: Block = {"id": range(len(files)), "filename": built.names, "file": files}
        target.table("vectors/names", "csv", [index])
    elif table == "parquet":
        target.claim("vectors.parquet")
        target.table("vectors", table, _vector_blocks(built.names, vectors))
    else:
        target.claim("vectors.npy", "names.csv")
        _save(target, "vectors.npy", vectors)
        ids: Block = {"id": range(len(built.names)), "filename": built.names}
        target.table("names", "csv", [ids])
    return Exported(target.written, size)


def _save(target: Target, name: str, array: NDArray[np.float32]) -> None:
    target.write(name, lambda file: np.save(file, array, allow_pickle=False))


def _vector_blocks(names: Sequence[str], vectors: NDArray[np.float32]) -> Iterator[Block]:
    for start in range(0, len(names), _ROWS):
        part = slice(start, start + _ROWS)
        yield {"filename": names[part], "vector": list(vectors[part])}


def _neighbors(
    site: Site, target: Target, model: str, table: TableFormat, per_image: bool
) -> Exported:
    chosen = site.model(model)
    names = site.names()
    told = (
        f"{chosen.entry['neighbors']['count']} neighbours of {site.count:,} images by {chosen.name}"
    )
    if not per_image:
        target.claim(f"neighbors.{table}")
        target.table("neighbors", table, _neighbor_blocks(site, model, names))
        return Exported(target.written, told)
    target.claim("neighbors")
    files = [f"neighbors/{name}.json" for name in file_names(names)]
    own = 0
    for ids, similarity in chosen.neighbors():
        for row, near in zip(ids.tolist(), similarity.round(4).tolist(), strict=True):
            found = [
                {"filename": names[other], "similarity": likeness}
                for other, likeness in zip(row, near, strict=True)
            ]
            text = json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8")
            target.write(files[own], lambda file, text=text: file.write(text))  # type: ignore[misc]
            own += 1
    index: Block = {"id": range(len(files)), "filename": names, "file": files}
    target.table("neighbors/names", "csv", [index])
    return Exported(target.written, told)


def _neighbor_blocks(site: Site, model: str, names: Sequence[str]) -> Iterator[Block]:
    first = 0
    for ids, similarity in site.model(model).neighbors():
        rows, count = ids.shape
        own = range(first, first + rows)
        yield {
            "filename": [names[i] for i in own for _ in range(count)],
            "rank": list(range(1, count + 1)) * rows,
            "neighbor": [names[i] for i in ids.ravel().tolist()],
            "similarity": similarity.round(4).ravel().tolist(),
        }  # fmt: skip
        first += rows


def _layouts(site: Site, target: Target, model: str, layout: str, table: TableFormat) -> Exported:
    chosen = site.model(model)
    if layout and layout not in chosen.layouts:
        raise InputError(
            f"{chosen.name} has no layout {layout!r} in {site.folder}; it has "
            f"{', '.join(chosen.layouts)}."
        )
    wanted = [layout] if layout else list(chosen.layouts)
    target.claim(*(f"layout-{name}.{table}" for name in wanted))
    names = site.names()
    for name in wanted:
        places = chosen.positions(name)
        # As a plot has them, and as the columns x and y of a table are taken.
        x, y = places[:, 0] * chosen.layouts[name], 1 - places[:, 1]
        block: Block = {"filename": names, "x": x.round(6).tolist(), "y": y.round(6).tolist()}
        target.table(f"layout-{name}", table, [block])
    return Exported(
        target.written, f"{site.count:,} places in {', '.join(wanted)} of {chosen.name}"
    )


def _clusters(site: Site, target: Target, model: str, table: TableFormat) -> Exported:
    chosen = site.model(model)
    target.claim(f"clusters.{table}")
    groups, labels = chosen.groups().tolist(), chosen.labels
    first = set(chosen.representatives)
    block: Block = {
        "filename": site.names(),
        "cluster": [group if group >= 0 else None for group in groups],
        "label": [labels[group] if group >= 0 else "" for group in groups],
        "representative": [int(number in first) for number in range(site.count)],
    }
    target.table("clusters", table, [block])
    return Exported(
        target.written, f"{len(labels):,} clusters of {site.count:,} images by {chosen.name}"
    )
