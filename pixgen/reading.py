"""Owns what the settings of a build say about reading images: sizes, limits, processes."""

import os
from collections.abc import Sequence

from pixgen.embedding.extract import Embedder
from pixgen.imaging.derive import DeriveSpec, Square
from pixgen.imaging.worker import Limits
from pixgen.settings import Settings
from pixgen.site.render import parse_color


def square_of(embedder: Embedder) -> Square:
    """Return what a network looks at."""
    return Square(embedder.input_size, embedder.crop)


def spec_of(settings: Settings, embedders: Sequence[Embedder]) -> DeriveSpec:
    """Return what to make of each image."""
    return DeriveSpec(
        inputs=tuple(map(square_of, embedders)),
        display_size=settings.display_size,
        display_quality=settings.display_quality,
        background=parse_color(settings.background),
        max_pixels=settings.max_megapixels * 1_000_000,
        keep_truncated=settings.truncated == "keep",
    )


def limits_of(settings: Settings) -> Limits:
    """Return what reading one image may take."""
    return Limits(
        seconds=settings.image_seconds,
        megabytes=settings.image_memory or max(1000, 10 * settings.max_megapixels),
    )


def workers_of(settings: Settings) -> int:
    """Return how many processes read images."""
    return settings.workers or os.cpu_count() or 1
