"""The table of models that pixgen can embed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

from pixgen.errors import ModelError

_KERAS_WEIGHTS = "https://storage.googleapis.com/tensorflow/keras-applications/"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One row of the table.

    Attributes
    ----------
    name
        What ``--model`` is given.
    dimensions
        Length D of a vector.
    input_size
        Side of the square picture that it looks at, in pixels.
    preprocessing
        What is done to uint8 pixels first: ``symmetric`` maps them to [-1, 1], ``none`` nothing.
    layer
        The layer whose output is the vector.
    constructor
        ``module:function`` that builds the network; empty for one that has no weights.
    weights_url
        Where Keras fetches the weights without the classifying layer; empty for none.
    weights_md5
        Checksum of that file, empty where Keras publishes none.
    megabytes
        Size of that download.
    description
        One line for ``--help`` and the README.
    """

    name: str
    dimensions: int
    input_size: int
    preprocessing: Literal["symmetric", "none"]
    layer: str
    constructor: str = ""
    weights_url: str = ""
    weights_md5: str = ""
    megabytes: int = 0
    description: str = ""

    @property
    def weights_file(self) -> str:
        """Name of the file that `weights_url` gives, empty for none."""
        return self.weights_url.rpartition("/")[2]


_ROWS = (
    ModelSpec(
        name="inception_v3",
        dimensions=2048,
        input_size=299,
        preprocessing="symmetric",
        layer="avg_pool",
        constructor="keras.applications.inception_v3:InceptionV3",
        weights_url=f"{_KERAS_WEIGHTS}inception_v3/"
        "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
        weights_md5="bcbd6486424b2319ff4ef7d526e38f63",
        megabytes=88,
        description="Inception-v3, ImageNet: fine distinctions, slow",
    ),
    ModelSpec(
        name="mobilenet_v2",
        dimensions=1280,
        input_size=224,
        preprocessing="symmetric",
        layer="global_average_pooling2d",
        constructor="keras.applications.mobilenet_v2:MobileNetV2",
        weights_url=f"{_KERAS_WEIGHTS}mobilenet_v2/"
        "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
        megabytes=9,
        description="MobileNetV2, ImageNet: about eight times as fast, nearly as good",
    ),
    ModelSpec(
        name="descriptor",
        dimensions=0,
        input_size=128,
        preprocessing="none",
        layer="color+gradient+texture",
        description="colours, edges and textures measured by hand: no weights, no download",
    ),
)

MODELS: Mapping[str, ModelSpec] = MappingProxyType({row.name: row for row in _ROWS})
"""Name to row; the first is the default."""

DEFAULT_MODEL = _ROWS[0].name


def find_model(name: str) -> ModelSpec:
    """Return the row of the model called `name`.

    Raises
    ------
    ModelError
        If there is none, with the names there are.

    Examples
    --------
    >>> find_model("mobilenet_v2").dimensions
    1280
    """
    if name in MODELS:
        return MODELS[name]
    close = get_close_matches(name.lower().replace("-", "_"), MODELS, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ModelError(f"There is no model {name!r}. Allowed are {', '.join(MODELS)}.{hint}")
