"""Owns what a user must tell of a model of their own, because its file does not."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from pixgen.embedding.choice import Choice
from pixgen.embedding.preprocess import DESCRIPTIONS, Mode
from pixgen.errors import ModelError


def mode_of(choice: Choice, path: Path) -> Mode:
    """Return what becomes of pixels.

    Raises
    ------
    ModelError
        It was not told.
    """
    if choice.preprocess:
        return cast(Mode, choice.preprocess)
    modes = ", ".join(f"{mode} ({text})" for mode, text in DESCRIPTIONS.items())
    raise ModelError(
        f"Say what {path.name} expects of pixels: --preprocess with one of {modes}. Networks that "
        "scale pixels themselves take none; pixgen preview-input shows what each makes."
    )


def size_of(choice: Choice, path: Path, own: int) -> int:
    """Return the side of the squares a network takes.

    Parameters
    ----------
    choice
        What the user asked for.
    path
        The file.
    own
        What the file says; 0 if it leaves that open.

    Raises
    ------
    ModelError
        Neither says it, or they say different things.
    """
    if own and choice.input_size not in (0, own):
        raise ModelError(
            f"{path.name} takes pictures of {own} px; leave out --input-size {choice.input_size}."
        )
    if own or choice.input_size:
        return own or choice.input_size
    raise ModelError(
        f"{path.name} takes pictures of any size; say which with --input-size, such as 224."
    )


def chosen_outputs(choice: Choice, path: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Return the outputs that are taken: the first, if none are named.

    Raises
    ------
    ModelError
        There is no such output.
    """
    for name in choice.layers:
        if name not in names:
            raise ModelError(f"{path.name} has no output {name!r}; there are {', '.join(names)}.")
    return choice.layers or tuple(names[:1])


def refuse_labels(choice: Choice, path: Path) -> None:
    """Refuse class labels of models whose classifier cannot be told apart.

    Raises
    ------
    ModelError
        They were asked for.
    """
    if choice.labels:
        raise ModelError(f"--labels works with Keras networks; {path.name} is none.")


def pooled(outputs: Sequence[NDArray[np.float32]], *, channels_last: bool) -> NDArray[np.float32]:
    """Make vectors of the outputs of a network.

    Parameters
    ----------
    outputs
        Each B×D, B×P×D or with two axes of places, which are averaged over.
    channels_last
        Whether these two lie before the features.

    Returns
    -------
    ndarray
        float32, B×D. Several outputs lie one behind the other, each of unit length.

    Raises
    ------
    ModelError
        An output cannot be a vector.

    Examples
    --------
    >>> pooled([np.ones((2, 4, 4, 8))], channels_last=True).shape
    (2, 8)
    """
    parts = []
    for output in outputs:
        axes = {2: (), 3: (1,), 4: (1, 2) if channels_last else (2, 3)}.get(output.ndim)
        if axes is None:
            raise ModelError(f"An output of shape {output.shape} cannot be a vector; name another.")
        parts.append(np.asarray(output.mean(axis=axes) if axes else output, np.float32))
    if len(parts) == 1:
        return parts[0]
    lengths = [np.linalg.norm(part, axis=1, keepdims=True) for part in parts]
    scaled = [part / np.maximum(length, 1e-12) for part, length in zip(parts, lengths, strict=True)]
    return np.asarray(np.concatenate(scaled, axis=1), np.float32)
