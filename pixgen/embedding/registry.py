"""Owns the table of networks that can look at a collection."""

import difflib
from dataclasses import dataclass
from typing import Literal

from pixgen.embedding.preprocess import Mode
from pixgen.errors import ModelError

Kind = Literal["keras", "builtin", "descriptor"]
Speed = Literal["very fast", "fast", "medium", "slow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One way to turn a picture into a vector.

    Attributes
    ----------
    name
        What the user calls it.
    title
        As visitors read it.
    kind
        ``keras``: a network of keras.applications; ``builtin``: pixgen's own, whose weights lie in
        the package; ``descriptor``: computed without weights.
    dimensions
        Length of a vector.
    input_size
        Side of the square picture it looks at, in pixels.
    constructor
        Name of the function in keras.applications; empty for other kinds.
    preprocess
        What becomes of pixels before they go in.
    layer
        The layer whose output is the vector. In a network without its classifier the pooled output
        is the same.
    whole
        Whether that layer is there only with the classifier.
    download_mb
        About the size of the weights that are fetched on first use.
    speed
        Beside ``inception_v3`` on the same processor, in float32: 15 times as fast or more, 4 times
        or more, about as fast, or less than half as fast.
    description
        One line for people who choose.
    """

    name: str
    title: str
    kind: Kind = "keras"
    dimensions: int
    input_size: int = 224
    constructor: str = ""
    preprocess: Mode = "none"
    layer: str = ""
    whole: bool = False
    download_mb: int = 0
    speed: Speed
    description: str


MODELS = {
    spec.name: spec
    for spec in (
        ModelSpec(
            name="inception_v3", title="Inception-v3", dimensions=2048, input_size=299,
            constructor="InceptionV3",
            preprocess="tf", layer="avg_pool", download_mb=88, speed="medium",
            description="What is in the picture; the network most maps like this were made with.",
        ),
        ModelSpec(
            name="inception_resnet_v2", title="Inception-ResNet-v2", dimensions=1536,
            input_size=299,
            constructor="InceptionResNetV2", preprocess="tf", layer="avg_pool", download_mb=219,
            speed="slow", description="The relative of Inception-v4 that Keras has; deeper.",
        ),
        ModelSpec(
            name="resnet50", title="ResNet-50", dimensions=2048, constructor="ResNet50",
            preprocess="caffe",
            layer="avg_pool", download_mb=95, speed="medium",
            description="What is in the picture; the usual measure of others.",
        ),
        ModelSpec(
            name="vgg16", title="VGG-16", dimensions=4096, constructor="VGG16", preprocess="caffe",
            layer="fc2",
            whole=True, download_mb=553, speed="medium",
            description="Old and large; its middle layers tell styles and textures apart.",
        ),
        ModelSpec(
            name="vgg19", title="VGG-19", dimensions=4096, constructor="VGG19", preprocess="caffe",
            layer="fc2",
            whole=True, download_mb=575, speed="medium",
            description="As vgg16, with three more layers.",
        ),
        ModelSpec(
            name="mobilenet_v2", title="MobileNetV2", dimensions=1280, constructor="MobileNetV2",
            preprocess="tf",
            layer="global_average_pooling2d", download_mb=9, speed="fast",
            description="What is in the picture; several times as fast as inception_v3.",
        ),
        ModelSpec(
            name="mobilenet_v3_small", title="MobileNetV3 small", dimensions=576,
            constructor="MobileNetV3Small",
            layer="global_average_pooling2d", download_mb=4, speed="very fast",
            description="The smallest download; sees less than mobilenet_v3_large.",
        ),
        ModelSpec(
            name="mobilenet_v3_large", title="MobileNetV3 large", dimensions=960,
            constructor="MobileNetV3Large",
            layer="global_average_pooling2d", download_mb=13, speed="fast",
            description="A good deal for little time.",
        ),
        ModelSpec(
            name="efficientnet_b0", title="EfficientNet-B0", dimensions=1280,
            constructor="EfficientNetB0",
            layer="avg_pool", download_mb=17, speed="fast",
            description="A small download that sees about as much as resnet50.",
        ),
        ModelSpec(
            name="efficientnet_v2_b0", title="EfficientNetV2-B0", dimensions=1280,
            constructor="EfficientNetV2B0",
            layer="avg_pool", download_mb=24, speed="fast",
            description="As efficientnet_b0, and faster.",
        ),
        ModelSpec(
            name="convnext_tiny", title="ConvNeXt tiny", dimensions=768, constructor="ConvNeXtTiny",
            layer="convnext_tiny_head_layernorm", download_mb=112, speed="slow",
            description="The newest; sees most of these.",
        ),
        ModelSpec(
            name="builtin", title="pixgen", kind="builtin", dimensions=375, input_size=160,
            preprocess="tf",
            speed="very fast",
            description="pixgen's own small network: what is in the picture, roughly; no download.",
        ),
        ModelSpec(
            name="descriptor", title="Colours and edges", kind="descriptor", dimensions=1005,
            input_size=128,
            speed="very fast",
            description="Colours, edges and textures, by hand-made rules; needs no weights.",
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
    raise ModelError(
        f"There is no model {name!r}. {hint}Allowed: auto, {', '.join(MODELS)}, or a file of your "
        "own (.keras, .h5, .tflite, .onnx, or the folder of a SavedModel)."
    )
