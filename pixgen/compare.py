"""Owns what follows from the vectors of one model: neighbours, layouts and hotspots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.stages import Keep, call
from pixgen.cache.values import Deferred
from pixgen.hotspots import find_hotspots, name_hotspots
from pixgen.layouts import LAYOUTS, resolve_order
from pixgen.layouts.base import Layout, LayoutInput
from pixgen.neighbors import find_neighbors, reduce_dimensions
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
    shape: float,
    settings: Settings,
    keep: Keep,
    progress: Progress,
) -> ModelResults:
    """Find every image's neighbours and places, and the hotspots.

    Parameters
    ----------
    embedding
        The vectors.
    metadata
        The texts of the N images by column and by role, from which hotspots get their names.
    shape
        Width / height of a cell.
    settings
        Of this build.
    keep
        Calls a function or knows what it would return.
    progress
        Shows the bars.
    """
    vectors, seed = embedding.vectors, settings.seed
    with progress.stage(f"Finding neighbours{embedding.of}", embedding.count) as advance:
        search = partial(find_neighbors, progress=advance)
        graph = keep(search, vectors, settings.neighbors, seed=seed)
    reduced = keep(reduce_dimensions, vectors, seed=seed)
    source = LayoutInput(
        reduced,
        graph,
        seed=seed,
        shape=shape,
        n_neighbors=settings.umap_neighbors,
        min_dist=settings.min_dist,
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
    return ModelResults(embedding.name, embedding.dimensions, graph, layouts, hotspots)


def arrange(
    source: LayoutInput, progress: Progress, keep: Keep = call, of: str = ""
) -> dict[str, Layout]:
    """Compute every layout that is not done, each after those it builds on.

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
    missing = [name for name in resolve_order(LAYOUTS) if name not in done]
    with progress.stage(f"Computing layouts{of}", len(missing)) as advance:
        for name in missing:
            needed = {earlier: done[earlier] for earlier in LAYOUTS[name].requires}
            done[name] = keep(LAYOUTS[name].compute, replace(source, done=needed))
            advance(1)
    return {name: done[name] for name in LAYOUTS}
