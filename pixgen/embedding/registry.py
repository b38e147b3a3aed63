"""Owns the table of networks that can look at a collection."""

import difflib
from dataclasses import dataclass
from typing import Literal

from pixgen.errors import ModelError

Kind = Literal["keras", "builtin", "descriptor"]


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One way to turn a picture into a vector.

    Attributes
    ----------
    name
        What the user calls it.
    kind
        ``keras``: a network of keras.applications; ``builtin``: pixgen's own, whose weights lie in
        the package; ``descriptor``: computed without weights.
    dimensions
        Length of a vector.
    input_size
        Side of the square picture it looks at, in pixels.
    constructor
        Name of the function in keras.applications; empty for other kinds.
    module
        Name of the module there that holds its ``preprocess_input``.
    layer
        The layer whose output is the vector.
    download_mb
        Size of the weights that Keras fetches on first use.
    description
        One line for people who choose.
    """

    name: str
    kind: Kind
    dimensions: int
    input_size: int
    constructor: str
    module: str
    layer: str
    download_mb: int
    description: str


MODELS = {
    spec.name: spec
    for spec in (
        ModelSpec(
            "inception_v3", "keras", 2048, 299, "InceptionV3", "inception_v3", "avg_pool", 88,
            "Inception-v3: what is in the picture; slow and good.",
        ),
        ModelSpec(
            "mobilenet_v2", "keras", 1280, 224, "MobileNetV2", "mobilenet_v2",
            "global_average_pooling2d", 9,
            "MobileNetV2: what is in the picture; several times as fast.",
        ),
        ModelSpec(
            "builtin", "builtin", 375, 80, "", "", "", 0,
            "pixgen's own small network: what is in the picture, roughly; fast, no download.",
        ),
        ModelSpec(
            "descriptor", "descriptor", 1005, 128, "", "", "", 0,
            "Colours, edges and textures, by hand-made rules; needs no weights.",
        ),
    )
}  # fmt: skip


def find_model(name: str) -> ModelSpec:
    """Return the row of a model.

    Raises
    ------
    ModelError
        There is none of that name.
    """
    if name in MODELS:
        return MODELS[name]
    close = difflib.get_close_matches(name, MODELS, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise ModelError(f"There is no model {name!r}. {hint}Allowed: {', '.join(MODELS)}.")
