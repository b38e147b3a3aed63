"""Owns what follows from the vectors of one model: neighbours, layouts and hotspots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import numpy as np
from numpy.typing import NDArray

from pixgen.among import EACH, Among
from pixgen.cache.stages import Keep, call
from pixgen.cache.values import Deferred
from pixgen.graph import Neighbors, Within
from pixgen.hotspots import find_hotspots, name_hotspots
from pixgen.layouts import LAYOUTS, resolve_order
from pixgen.layouts.base import Layout, LayoutInput
from pixgen.neighbors.least import find_least
from pixgen.neighbors.names import Metric
from pixgen.neighbors.reduce import reduce_dimensions
from pixgen.neighbors.search import find_neighbors
from pixgen.neighbors.within import find_within
from pixgen.progress import Progress
from pixgen.results import ModelResults
from pixgen.settings import Settings


@dataclass(frozen=True, slots=True)
class Embedding:
    """The vectors of a collection's N images by one model.

    Attributes
    ----------
    name
        The model, as visitors choose it.
    dimensions
        Length of a vector, D.
    vectors
        float32, N×D.
    count
        N.
    of
        What the progress bars add to their titles; empty where there is one model only.
    """

    name: str
    dimensions: int
    vectors: Deferred[NDArray[np.float32]]
    count: int
    of: str = ""


def compare(
    embedding: Embedding,
    metadata: Mapping[str, Sequence[str]],
    among: Sequence[Among],
    shape: float,
    settings: Settings,
    keep: Keep,
    progress: Progress,
    own: NDArray[np.float64] | None = None,
) -> ModelResults:
    """Find every image's neighbours of all kinds and places, and the hotspots.

    Parameters
    ----------
    embedding
        The vectors.
    metadata
        The texts of the N images by column and by role, from which hotspots get their names.
    among
        The columns among whose values similar images are looked for.
    shape
        Width / height of a cell.
    settings
        Of this build.
    keep
        Calls a function or knows what it would return.
    progress
        Shows the bars.
    own
        Positions that the user gives; see `LayoutInput`.
    """
    vectors, seed = embedding.vectors, settings.seed
    metric = cast(Metric, settings.metric)
    with progress.stage(f"Finding neighbours{embedding.of}", embedding.count) as advance:
        graph = keep(
            partial(find_neighbors, progress=advance),
            vectors,
            settings.neighbors,
            metric=metric,
            seed=seed,
            method="exact" if settings.exact else "auto",
            trees=settings.trees,
        )
    least = _least(embedding, metric, settings, keep, progress)
    within = [_within(embedding, column, metric, settings, keep, progress) for column in among]
    reduced = keep(reduce_dimensions, vectors, metric=metric, seed=seed)
    source = LayoutInput(
        reduced,
        graph,
        seed=seed,
        shape=shape,
        n_neighbors=settings.umap_neighbors,
        min_dist=settings.min_dist,
        own=own,
    )
    layouts = arrange(source, progress, keep, of=embedding.of)
    with progress.stage(f"Finding hotspots{embedding.of}", 1) as advance:
        found = keep(
            find_hotspots,
            layouts["umap"].positions,
            reduced,
            aspect=layouts["umap"].aspect,
            shown=layouts["map"].positions,
            max_count=settings.hotspots,
            min_size=settings.min_cluster_size or None,
            seed=seed,
        )
        hotspots = name_hotspots(found, metadata)
        advance(1)
    return ModelResults(
        embedding.name,
        embedding.dimensions,
        graph,
        layouts,
        hotspots,
        least,
        list(zip(among, within, strict=True)),
    )


def _least(
    embedding: Embedding, metric: Metric, settings: Settings, keep: Keep, progress: Progress
) -> Neighbors | None:
    if not settings.least:
        return None
    with progress.stage(f"Finding the least similar{embedding.of}", embedding.count) as advance:
        return keep(
            partial(find_least, progress=advance),
            embedding.vectors,
            settings.least,
            metric=metric,
            seed=settings.seed,
            exact=settings.exact,
        )


def _within(
    embedding: Embedding,
    column: Among,
    metric: Metric,
    settings: Settings,
    keep: Keep,
    progress: Progress,
) -> Within:
    steps = sum(map(len, column.members)) + len(column.values) * embedding.count
    title = f"Finding neighbours within {column.column}{embedding.of}"
    with progress.stage(title, steps) as advance:
        return keep(
            partial(find_within, progress=advance),
            embedding.vectors,
            column.members,
            min(settings.neighbors, max(embedding.count - 1, 1)),
            listed=len(column.values),
            each=EACH,
            metric=metric,
            seed=settings.seed,
            exact=settings.exact,
        )


def arrange(
    source: LayoutInput, progress: Progress, keep: Keep = call, of: str = ""
) -> dict[str, Layout]:
    """Compute every layout that can be and is not done, each after those it builds on.

    Parameters
    ----------
    source
        With the layouts that are done.
    progress
        Shows the bar.
    keep
        Calls a function or knows what it would return.
    of
        What the bar adds to its title.

    Returns
    -------
    dict
        By name, in the registry's order.
    """
    done = dict(source.done)
    able = [name for name, row in LAYOUTS.items() if source.own is not None or not row.needs_own]
    missing = [name for name in resolve_order(able) if name not in done]
    with progress.stage(f"Computing layouts{of}", len(missing)) as advance:
        for name in missing:
            needed = {earlier: done[earlier] for earlier in LAYOUTS[name].requires}
            places = source.own if LAYOUTS[name].needs_own else None
            given = replace(source, done=needed, own=places)
            done[name] = keep(LAYOUTS[name].compute, given)
            advance(1)
    return {name: done[name] for name in able}
