"""Owns what it takes to open a page: requests, bytes and time before there is something to see."""

import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from benchmarks.viewer.browser import Visit

Open = Callable[[], AbstractContextManager[Visit]]
Figures = dict[str, Any]


def measure_opening(open_site: Open, turns: int) -> Figures:
    """Open a site several times with an empty cache; times are medians."""
    first, textured = [], []
    figures: Figures = {}
    for _ in range(turns):
        with open_site() as visit:
            visit.rest()
            first.append(visit.mark("pixgen-first"))
            textured.append(visit.mark("pixgen-textured"))
            moment = visit.moment(first[-1])
            asked = visit.traffic.until(moment)
            figures = {
                "requests_first": len(asked),
                "bytes_first": visit.traffic.size(moment),
                "bytes_rest": visit.traffic.size(),
                "heap_start": visit.heap(),
                "texture_bytes": visit.call("(p) => p.stats.textureBytes"),
                "complaints": visit.complaints,
            }
    known = [time for time in textured if time is not None]
    figures["first_ms"] = statistics.median(first)
    # A map that opens as colour points shows no texture.
    figures["textured_ms"] = statistics.median(known) if known else None
    return figures


def read_reference_opening(visit: Visit) -> Figures:
    """Tell what it took until the picture of an open reference stood."""
    first = visit.mark("reference-first")
    moment = visit.moment(first)
    asked = visit.traffic.until(moment)
    # Our pages of 1,024 px stand for atlases of 2,048: four of them are one request.
    pages = sum("/tiles/" in one.url for one in asked)
    return {
        "requests_first": len(asked) - pages + -(-pages // 4),
        "bytes_first": visit.traffic.size(moment),
        "bytes_rest": visit.traffic.size(),
        "first_ms": first,
        "textured_ms": first,
        "heap_start": visit.heap(),
        **visit.page.evaluate(
            """({
              texture_bytes: reference.textureBytes, textures: reference.textures,
              attribute_bytes: reference.attributeBytes, borrowed: reference.borrowed,
            })"""
        ),
    }
