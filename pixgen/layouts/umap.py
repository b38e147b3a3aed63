"""Owns the loose map: UMAP over the shared neighbour graph, turned and scaled to its box."""

import contextlib
import importlib
import sys
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.graph import Neighbors
from pixgen.layouts.base import Layout, LayoutInput

# Below, a picture has too few neighbours for a manifold to be told from chance.
SMALLEST = 10
# Spectral initialisation costs about as much as the rest at 30,000, and three times it at 100,000.
SPECTRAL_LIMIT = 50_000
STRETCH_LIMIT = 1.35
# Share of the pictures beyond each edge of the undistorted box.
TAIL = 0.05
# Side of a picture in units of the side of its share of the box.
PICTURE = 0.7

# The functions that UMAP compiles in every process although their code never changes.
_COMPILED = {
    "umap.umap_": ("smooth_knn_dist", "compute_membership_strengths"),
    "umap.layouts": ("clip", "_nb_optimize_layout_euclidean_single_epoch"),
}


def compute(source: LayoutInput) -> Layout:
    """Lay the pictures out so that the most similar ones lie near each other.

    UMAP (McInnes, Healy and Melville 2018, package umap-learn) on the shared graph, started from
    the graph's spectrum or, beyond `SPECTRAL_LIMIT`, from the principal components. Collections
    too small for it, or of one picture many times over, stand in a plain grid.

    Parameters
    ----------
    source
        Needs no earlier layout.
    """
    count = len(source.vectors)
    similarity = source.neighbors.similarity
    if count < SMALLEST or similarity.shape[1] < 2 or similarity.min() > 1 - 1e-6:
        return _rows(source)
    return fit_box(_embed(source), source.aspect)


def fit_box(points: NDArray[np.floating[Any]], aspect: float) -> Layout:
    """Turn a cloud of points to its principal axes and scale it to a box without waste.

    The axes of such a cloud mean nothing, so the longer one is laid along the longer side of the
    screen, and the box is stretched towards the screen's shape by up to `STRETCH_LIMIT`. Beyond
    the outermost twentieths of each axis, distances grow by their logarithm only, so that a
    straggler does not squeeze the rest.

    Parameters
    ----------
    points
        Floats, N×2, in any unit.
    aspect
        Width / height of the screen.
    """
    count = len(points)
    centred = points.astype(np.float64) - np.median(points, axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1]
    turned = centred @ axes
    turned *= np.where((turned**3).sum(axis=0) < 0, -1, 1)
    if aspect < 1:
        turned = turned[:, ::-1]
    low, high = np.quantile(turned, [TAIL, 1 - TAIL], axis=0)
    slack = np.maximum(0.1 * (high - low), 1e-9)
    inner = np.clip(turned, low, high)
    beyond = turned - inner
    turned = inner + np.sign(beyond) * slack * np.log1p(np.abs(beyond) / slack)
    turned -= turned.min(axis=0)
    extent = np.maximum(turned.max(axis=0), 1e-9)
    own = float(extent[0] / extent[1])
    box = own * float(np.clip(aspect / own, 1 / STRETCH_LIMIT, STRETCH_LIMIT))
    box = float(np.clip(box, aspect / 2, aspect * 2))
    cell = float(min(0.25, PICTURE * np.sqrt(box / count)))
    margin = np.array([cell / 2 / box, cell / 2])
    positions = margin + turned / extent * (1 - 2 * margin)
    return Layout(positions.astype(np.float32), box, cell)


def _embed(source: LayoutInput) -> NDArray[np.float32]:
    umap = _import_umap()
    count = len(source.vectors)
    n_neighbors = min(source.n_neighbors, source.neighbors.ids.shape[1] + 1, count - 1)
    model = umap.UMAP(
        n_neighbors=n_neighbors,
        min_dist=source.min_dist,
        init="spectral" if count <= SPECTRAL_LIMIT else "pca",
        precomputed_knn=_with_self(source.neighbors, n_neighbors),
        random_state=source.seed,
        n_jobs=1,
    )
    with warnings.catch_warnings():
        # It tells that new pictures cannot be added later, and that the spectrum of a graph in
        # pieces is taken piece by piece; neither asks for anything.
        warnings.simplefilter("ignore")
        points: NDArray[np.float32] = model.fit_transform(source.vectors)
    return points


def _with_self(neighbors: Neighbors, size: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The graph as UMAP expects it: cosine distances, every image its own first neighbour."""
    count = len(neighbors.ids)
    own = np.arange(count, dtype=np.int32)[:, None]
    ids = np.hstack([own, neighbors.ids[:, : size - 1]])
    gaps = np.maximum(1 - neighbors.similarity[:, : size - 1], 0)
    return ids, np.hstack([np.zeros((count, 1), np.float32), gaps])


def _rows(source: LayoutInput) -> Layout:
    """Pictures in rows, in the order of their first principal component."""
    count = len(source.vectors)
    columns = max(1, min(count, round(np.sqrt(count * source.aspect / source.shape))))
    rows = max(1, -(-count // columns))
    order = np.arange(count)
    if source.vectors.shape[1]:
        order = np.argsort(source.vectors[:, 0], kind="stable")
    positions = np.empty((count, 2), np.float32)
    positions[order, 0] = (np.arange(count) % columns + 0.5) / columns
    positions[order, 1] = (np.arange(count) // columns + 0.5) / rows
    return Layout(positions, columns * source.shape / rows, float(np.sqrt(source.shape)) / rows)


def _import_umap() -> Any:
    """Import UMAP without TensorFlow, which it loads for a variant that is not used here.

    Numba is told to keep what it compiles for UMAP on disk, in its usual place, so that a second
    build starts 4 s sooner.
    """
    if "umap" in sys.modules:
        return sys.modules["umap"]
    absent = "tensorflow" not in sys.modules
    if absent:
        sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ImportWarning)
            umap = importlib.import_module("umap")
    finally:
        if absent:
            del sys.modules["tensorflow"]
    for module, names in _COMPILED.items():
        for name in names:
            dispatcher: Any = getattr(sys.modules[module], name, None)
            # AttributeError: another version of UMAP has no such function.
            # RuntimeError: no folder to write to. UMAP then compiles anew, as it does by itself.
            with contextlib.suppress(AttributeError, RuntimeError):
                dispatcher.enable_caching()
    return umap
