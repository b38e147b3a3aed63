"""Owns SqueezeNet 1.1, a small network to compare with (Iandola et al., 2016)."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 227
# Channels of each fire's squeeze and of each half of its expansion; zeros stand for a pooling.
_SQUEEZE = (16, 16, 0, 32, 32, 0, 48, 48, 64, 64)
_EXPAND = (64, 64, 0, 128, 128, 0, 192, 192, 256, 256)
_CAFFE_MEAN = (103.939, 116.779, 123.68)


def load(weights: Path) -> Any:
    """Build the network up to its pooled features, 512 per picture."""
    from tensorflow.keras import Model, layers

    picture = layers.Input((SIZE, SIZE, 3))
    x = layers.Conv2D(64, 3, strides=2, activation="relu", name="conv1")(picture)
    x = layers.MaxPooling2D(3, 2)(x)
    number = 2
    for squeeze, expand in zip(_SQUEEZE, _EXPAND, strict=True):
        if not squeeze:
            x = layers.MaxPooling2D(3, 2)(x)
            continue
        name = f"fire{number}"
        x = layers.Conv2D(squeeze, 1, activation="relu", name=f"{name}_squeeze1x1")(x)
        left = layers.Conv2D(expand, 1, activation="relu", name=f"{name}_expand1x1")(x)
        right = layers.Conv2D(
            expand, 3, padding="same", activation="relu", name=f"{name}_expand3x3"
        )(x)
        x = layers.Concatenate()([left, right])
        number += 1
    network = Model(picture, layers.GlobalAveragePooling2D()(x))
    network.load_weights(str(weights))
    return network


def preprocess(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn sRGB into what Caffe gave it: blue first, means taken away."""
    return pictures[..., ::-1].astype(np.float32) - np.float32(_CAFFE_MEAN)
