"""The families of the sample collection, in the order they are numbered."""

from studio.drawing import Family

from families import (
    botanical,
    butterflies,
    coins,
    feathers,
    maps,
    minerals,
    mountains,
    night_skies,
    posters,
    rose_windows,
    sea_charts,
    seascapes,
    shells,
    skylines,
    textiles,
    vases,
)

FAMILIES: tuple[Family, ...] = (
    vases.FAMILY,
    butterflies.FAMILY,
    mountains.FAMILY,
    botanical.FAMILY,
    night_skies.FAMILY,
    rose_windows.FAMILY,
    textiles.FAMILY,
    skylines.FAMILY,
    shells.FAMILY,
    maps.FAMILY,
    minerals.FAMILY,
    sea_charts.FAMILY,
    coins.FAMILY,
    posters.FAMILY,
    seascapes.FAMILY,
    feathers.FAMILY,
)
