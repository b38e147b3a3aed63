"""Owns the search for the images of a site that are most like pictures from outside it."""

import contextlib
import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from pixgen.built import Built, BuiltModel, at_rest, read_built, vectors_of
from pixgen.collection.folder import FoundFile, discover
from pixgen.collection.roles import find_column
from pixgen.embedding.choice import Choice, is_own
from pixgen.embedding.extract import Embedder, load_embedder
from pixgen.errors import InputError, ModelError
from pixgen.imaging.decode import ImageError
from pixgen.imaging.pool import derive_many
from pixgen.neighbors.names import Metric
from pixgen.neighbors.outside import nearest
from pixgen.problems import Problem
from pixgen.progress import Progress
from pixgen.site.reader import Site

Floats = NDArray[np.float32]
Within = tuple[str, str]
"""A column and the value that the images found have in it."""

_LISTED = 8
_TAG_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Match:
    """One image of the site.

    Attributes
    ----------
    id
        In the site.
    name, title
        Of the image.
    similarity
        To the picture, by the site's metric.
    """

    id: int
    name: str
    title: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The images most like one picture, the most similar first."""

    picture: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a search found.

    Attributes
    ----------
    site
        The folder that was searched.
    model
        By which model.
    fragment
        What an address in the site begins with to show this model; empty for the first.
    answers
        One a picture that could be read.
    problems
        Pictures that could not be read, or only with a loss.
    """

    site: Path
    model: str
    fragment: str
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]

    def address(self, match: Match) -> str:
        """Return the part of an address behind ``#`` that opens an image."""
        return f"{self.fragment}image={match.id}"


def query(
    pictures: Sequence[str],
    folder: Path,
    *,
    count: int,
    progress: Progress,
    within: Sequence[Within] = (),
    model: str = "",
) -> Answers:
    """Find the images of a site that are most like some pictures.

    They are read and embedded as the site's own were: the same network, layer, weights and crop,
    in the same processes of bounded time and memory.

    Parameters
    ----------
    pictures
        Files, folders and globs.
    folder
        The site.
    count
        How many images to find for each.
    progress
        Shows the bars.
    within
        Only images that have these values are found.
    model
        By which model; the first one's if empty.

    Raises
    ------
    InputError
        There is no such site, nothing is kept of its build, its vectors are the user's own, or no
        image has the values of `within`.
    ModelError
        The network is not what it was when the site was built.
    """
    place = Path(os.path.realpath(folder))
    site = Site(place)
    chosen_ids = choose_ids(site, within)
    files, problems = discover(pictures)
    with at_rest(place) as work:
        built = read_built(work, place, site.build)
        chosen = built.model(model)
        embedder = embedder_of(chosen)
        kept = vectors_of(work, built, chosen)
    asked, vectors = _embed(files, embedder, built, chosen, problems, progress)
    metric = cast(Metric, chosen.metric)
    ids, similarity = nearest(vectors, kept, chosen_ids, count, metric)
    answers = [
        Answer(name, tuple(_match(site, i, s) for i, s in zip(near, likeness, strict=True)))
        for name, near, likeness in zip(asked, ids.tolist(), similarity.tolist(), strict=True)
    ]
    fragment = "" if chosen.name == site.models[0] else f"model={chosen.name}&"
    told = tuple(problem for problem in problems if problem.kind != "ignored")
    return Answers(place, chosen.name, fragment, tuple(answers), told)


def choose_ids(site: Site, within: Sequence[Within]) -> NDArray[np.int64] | None:
    """Return the images that have all these values, None for all.

    Raises
    ------
    ConfigError
        There is no such column.
    InputError
        No image has such a value.
    """
    if not within:
        return None
    columns = [column["name"] for column in site.manifest["columns"]]
    kinds = {column["name"]: column["type"] for column in site.manifest["columns"]}
    chosen = np.ones(site.count, bool)
    for wanted, value in within:
        name = find_column(wanted, columns)
        place = columns.index(name)
        cells = [str(row[5][place]) for row in site.rows()]
        parted = [c.split(_TAG_SEPARATOR) if kinds[name] == "tags" else [c] for c in cells]
        plain = value.strip().casefold()
        has = np.array([any(part.casefold() == plain for part in parts) for parts in parted])
        if not has.any():
            known = dict.fromkeys(part for parts in parted for part in parts if part)
            close = difflib.get_close_matches(value, known, n=_LISTED) or list(known)[:_LISTED]
            raise InputError(
                f"No image of {site.folder} has the value {value!r} in its column {name}; it has "
                f"{', '.join(map(repr, close))}{', …' if len(known) > len(close) else ''}."
            )
        chosen &= has
    if not chosen.any():
        raise InputError("No image has all these values: " + ", ".join("=".join(w) for w in within))
    return np.flatnonzero(chosen)


def embedder_of(model: BuiltModel) -> Embedder:
    """Return the network that the site was built with, as it was then."""
    if model.choice is None:
        raise InputError(
            f"The site was built with vectors of your own ({model.file}), and no network is known "
            "that would make such vectors of a picture. Build it with --model beside --vectors, "
            "and query it with that --model."
        )
    choice = Choice(**{**model.choice, "layers": tuple(model.choice["layers"])})
    try:
        embedder = load_embedder(choice)
        key = embedder.key
    except ModelError as error:
        raise ModelError(
            f"The site was built with {model.name}, which is not to be had any more: {error}"
        ) from error
    if key != model.key:
        file = choice.weights or (choice.model if is_own(choice.model) else "")
        raise ModelError(
            f"The site was built with another {model.name} than the one that is here now"
            f"{f' ({file})' if file else ''}, so that its vectors cannot be compared. Put "
            "the file back that it was built with, or build the site again."
        )
    return embedder


def _embed(
    files: Sequence[FoundFile],
    embedder: Embedder,
    built: Built,
    model: BuiltModel,
    problems: list[Problem],
    progress: Progress,
) -> tuple[list[str], Floats]:
    """Read and embed files; return the names of those that could be read, and their vectors."""
    assert model.square is not None
    embedder.prepare()
    spec = replace(built.spec, inputs=(model.square,))
    names: list[str] = []
    squares: list[NDArray[np.uint8]] = []
    parts: list[Floats] = []
    reading = derive_many(
        [file.path for file in files], spec, workers=built.workers, limits=built.limits
    )
    with progress.stage("Looking", len(files)) as advance, contextlib.closing(reading) as results:
        for file, result in zip(files, results, strict=True):
            advance(1)
            if isinstance(result, ImageError):
                problems.append(Problem("skipped", file.name, result.reason))
                continue
            problems += [Problem("degraded", file.name, note) for note in result.notes]
            names.append(file.name)
            squares.append(result.inputs[0])
            if len(squares) == embedder.batch_size:
                parts.append(embedder(np.stack(squares)))
                squares.clear()
    if squares:
        parts.append(embedder(np.stack(squares)))
    empty = np.empty((0, model.dimensions), np.float32)
    return names, np.concatenate([empty, *parts])


def _match(site: Site, id_: int, similarity: float) -> Match:
    row = site.row(id_)
    return Match(id_, str(row[0]), str(row[4]), round(similarity, 4))
