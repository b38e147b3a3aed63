"""Owns the manifest: what a site tells the page about itself."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pixgen import __version__
from pixgen.among import EACH
from pixgen.atlas import Tier, page_count
from pixgen.collection.roles import page_roles
from pixgen.embedding.registry import MODELS
from pixgen.layouts import LAYOUTS
from pixgen.layouts.base import Layout
from pixgen.results import ModelResults, Results
from pixgen.settings import Settings
from pixgen.site import formats
from pixgen.site.writer import IDS_PER_FILE

GENERATOR = f"pixgen {__version__}"


def model_folder(number: int) -> str:
    """Return where the files of a model lie in the site.

    Examples
    --------
    >>> model_folder(0), model_folder(1)
    ('data', 'data/model-1')
    """
    return f"data/model-{number}" if number else "data"


def describe_site(
    results: Results, settings: Settings, ids: NDArray[np.int64], tiers: Sequence[Tier]
) -> dict[str, object]:
    """Return the manifest as docs/FORMAT.md tells it, but for the build's id.

    Parameters
    ----------
    results
        What was computed.
    settings
        Of this build.
    ids
        int64, N: the id of each image.
    tiers
        Of the small pictures, the smallest first.
    """
    count = len(ids)
    return {
        "format": "pixgen-site",
        "version": formats.VERSION,
        "generator": GENERATOR,
        "title": settings.title,
        "description": settings.description,
        "count": count,
        "seed": settings.seed,
        "models": [
            _model_entry(model, model_folder(number), settings.metric, results.shape, ids)
            for number, model in enumerate(results.models)
        ],
        "records": {"page": IDS_PER_FILE},
        "points": {"stride": formats.points_stride(count), "page": formats.ONE_SLICE},
        "tiers": [
            {"size": tier.size, "capacity": tier.capacity, "pages": page_count(count, tier)}
            for tier in tiers
        ],
        **_copies_entry(results, settings),
        "columns": [{"name": column.name, "type": column.kind} for column in results.columns],
        "roles": page_roles(results.columns),
    }


def _copies_entry(results: Results, settings: Settings) -> dict[str, object]:
    copies = results.duplicates
    if copies is None or not len(copies.starts):
        return {}
    return {
        "duplicates": {
            "groups": len(copies.starts),
            "images": len(copies.members),
            "threshold": settings.duplicate_threshold,
        }
    }


def _model_entry(
    model: ModelResults, folder: str, metric: str, shape: float, ids: NDArray[np.int64]
) -> dict[str, object]:
    return {
        "name": model.name,
        "title": MODELS[model.name].title if model.name in MODELS else model.name,
        "dimensions": model.dimensions,
        "folder": folder,
        "neighbors": {
            "count": model.graph.ids.shape[1],
            "page": IDS_PER_FILE,
            "method": model.graph.method,
            "metric": metric,
        },
        **({"least": {"count": model.least.ids.shape[1]}} if model.least else {}),
        "within": [
            {
                "column": among.column,
                "count": found.ids.shape[1],
                "values": list(among.values),
                "each": EACH,
            }
            for among, found in model.within
        ],
        "layouts": [_layout_entry(name, layout, shape) for name, layout in model.layouts.items()],
        "hotspots": [
            {
                "label": hotspot.label,
                "count": len(hotspot.members),
                "representative": int(ids[hotspot.representative]),
            }
            for hotspot in model.hotspots
        ],
    }


def _layout_entry(name: str, layout: Layout, shape: float) -> dict[str, object]:
    row = LAYOUTS[name]
    return {
        "name": name,
        "title": row.title,
        "description": row.description,
        "aspect": round(float(layout.aspect), 6),
        "cell": round(float(layout.cell), 9),
        "shape": round(shape, 6),
    }
