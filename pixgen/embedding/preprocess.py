"""Owns what becomes of pixels before a network sees them: the conventions of its training."""

from typing import Any, Literal, get_args

Mode = Literal["tf", "torch", "caffe", "0-1", "none"]
MODES: tuple[Mode, ...] = get_args(Mode)

DESCRIPTIONS: dict[Mode, str] = {
    "tf": "-1 to 1",
    "torch": "0 to 1, less the mean of ImageNet, over its deviation",
    "caffe": "0 to 255, blue first, less the mean of ImageNet",
    "0-1": "0 to 1",
    "none": "0 to 255, as they are",
}

_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_CAFFE_MEAN = (103.939, 116.779, 123.68)


def preprocess(pixels: Any, mode: Mode) -> Any:
    """Bring pixels to the range that a network expects.

    Parameters
    ----------
    pixels
        float32, B×S×S×3, sRGB, 0 to 255: an array, or a tensor of any library that reckons as
        NumPy does.
    mode
        ``tf``, ``torch`` and ``caffe`` are those of keras.applications.imagenet_utils.

    Returns
    -------
    array or tensor
        Of the same kind, shape and type.

    Examples
    --------
    >>> import numpy as np
    >>> red = np.array([[[[255, 0, 0]]]], np.float32)
    >>> preprocess(red, "tf").ravel().tolist()
    [1.0, -1.0, -1.0]
    >>> preprocess(red, "caffe").ravel().astype(int).tolist()
    [-103, -116, 131]
    """
    if mode == "tf":
        return pixels / 127.5 - 1.0
    if mode == "torch":
        return (pixels / 255.0 - _channels(_MEAN)) / _channels(_DEVIATION)
    if mode == "caffe":
        return pixels[..., ::-1] - _channels(_CAFFE_MEAN)
    return pixels / 255.0 if mode == "0-1" else pixels


def _channels(values: tuple[float, ...]) -> Any:
    """Return a number for each channel, of the type of pixels."""
    import numpy as np

    return np.array(values, np.float32)


def value_range(mode: Mode) -> tuple[float, float]:
    """Return the least and greatest value that a network can see.

    Examples
    --------
    >>> value_range("tf"), value_range("none")
    ((-1.0, 1.0), (0.0, 255.0))
    """
    import numpy as np

    ends = np.stack([np.zeros((1, 1, 3), np.float32), np.full((1, 1, 3), 255, np.float32)])
    seen = preprocess(ends, mode)
    return float(seen.min()), float(seen.max())
