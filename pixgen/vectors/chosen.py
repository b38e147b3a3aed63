"""Owns what the settings ask for: networks, vectors of the user's own, or both."""

from collections.abc import Sequence

from pixgen.collection.records import Collection
from pixgen.embedding.choice import PER_MODEL, Choice, choices
from pixgen.errors import ConfigError
from pixgen.progress import Progress
from pixgen.settings import Settings, flag_name
from pixgen.vectors.join import OwnVectors, load_own_vectors


def networks(settings: Settings, progress: Progress, told: list[str]) -> tuple[Choice, ...]:
    """Return the networks that look at the images: none where vectors are given instead.

    Raises
    ------
    ConfigError
        Settings of the models do not fit together.
    """
    if settings.vectors is None or settings.model != Settings().model:
        return choices(settings, progress=progress, tell=told.append)
    said = [name for name in (*PER_MODEL, "labels") if getattr(settings, name)]
    if said:
        raise ConfigError(
            f"{flag_name(said[0])} says something of a network, but with --vectors no other looks "
            "at the images than --model names; add --model NAME, or leave it out."
        )
    return ()


def own_vectors(
    collection: Collection, settings: Settings, chosen: Sequence[Choice]
) -> OwnVectors | None:
    """Return the vectors that the user gives, joined to the images; None where there are none.

    Raises
    ------
    InputError
        They cannot serve.
    """
    if settings.vectors is None:
        return None
    return load_own_vectors(
        settings.vectors,
        [record.name for record in collection.records],
        wanted=dict(settings.column).get("filename", ""),
        taken=[choice.name for choice in chosen],
        metric=settings.metric,
    )
