"""Owns the class labels of a network as columns of the metadata."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.stages import Keep
from pixgen.cache.values import Deferred
from pixgen.collection.fill import fill_missing
from pixgen.collection.records import Collection, ColumnKind
from pixgen.collection.roles import plain_name
from pixgen.embedding.download import fetch_file
from pixgen.embedding.extract import Embedder
from pixgen.embedding.keras_files import CLASS_INDEX, keras_folder
from pixgen.errors import ConfigError, ModelError

Classify = Callable[[NDArray[np.float32]], NDArray[np.float32]]

_AT_ONCE = 8192
_DECIMALS = 3


def add_labels(
    collection: Collection,
    vectors: Deferred[NDArray[np.float32]],
    embedder: Embedder,
    names: Sequence[str],
    count: int,
    keep: Keep,
) -> Collection:
    """Add a network's `count` surest labels for each image, and how sure it is, as columns.

    Parameters
    ----------
    collection
        Its N images and columns.
    vectors
        float32, N×D, of this embedder; the images are not looked at again.
    embedder
        A network with a classifier.
    names
        Of its classes.
    count
        Labels for each image.
    keep
        Calls a function or knows what it would return.

    Raises
    ------
    ModelError
        The network has no classifier on these vectors.
    ConfigError
        There are not as many names as classes.
    """
    classify = getattr(embedder, "classify", None)
    if classify is None:
        raise ModelError(f"{embedder.name} has no class labels (--labels).")
    find = partial(surest, classify=classify)
    classes, confidences = keep(find, vectors, count, embedder.key, len(names))
    for name, kind, texts in label_columns(classes, confidences, names):
        taken = {plain_name(column.name) for column in collection.columns}
        own = name if plain_name(name) not in taken else f"{name} ({embedder.name})"
        collection = fill_missing(collection, own, kind, texts, source=embedder.name)
    return collection


def surest(
    vectors: NDArray[np.float32], count: int, key: str, names: int, *, classify: Classify
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find the classes that a network is surest of.

    Parameters
    ----------
    vectors
        float32, N×D.
    count
        How many, n.
    key
        Changes whenever the network does.
    names
        How many classes have a name.
    classify
        From float32 B×D to confidences, float32 B×C.

    Returns
    -------
    classes
        int32, N×n, the surest first; of equally sure ones the first.
    confidences
        float32, N×n.

    Raises
    ------
    ConfigError
        There are more or fewer classes than names.
    """
    classes, confidences = [], []
    for first in range(0, len(vectors), _AT_ONCE):
        shares = classify(np.asarray(vectors[first : first + _AT_ONCE]))
        if shares.shape[1] != names:
            raise ConfigError(
                f"The network tells {shares.shape[1]:,} classes apart, but there are {names:,} "
                "names of classes; name a file with as many lines by --label-names."
            )
        best = np.argsort(-shares, axis=1, kind="stable")[:, :count]
        classes.append(best.astype(np.int32))
        confidences.append(np.take_along_axis(shares, best, axis=1))
    return np.concatenate(classes), np.asarray(np.concatenate(confidences), np.float32)


def label_columns(
    classes: NDArray[np.int32], confidences: NDArray[np.float32], names: Sequence[str]
) -> list[tuple[str, ColumnKind, list[str]]]:
    """Write labels down as columns.

    Parameters
    ----------
    classes, confidences
        As `surest` returns them.
    names
        Of all classes.

    Returns
    -------
    list
        Name, kind and the text of each of N cells, of two columns for each label.

    Examples
    --------
    >>> label_columns(np.array([[1]]), np.array([[0.9871]]), ["cat", "dog"])
    [('label 1', 'category', ['dog']), ('label 1 confidence', 'number', ['0.987'])]
    """
    columns: list[tuple[str, ColumnKind, list[str]]] = []
    for place in range(classes.shape[1]):
        texts = [names[number] for number in classes[:, place].tolist()]
        numbers = [f"{share:.{_DECIMALS}f}" for share in confidences[:, place].tolist()]
        columns.append((f"label {place + 1}", "category", texts))
        columns.append((f"label {place + 1} confidence", "number", numbers))
    return columns


def class_names(file: Path | None) -> list[str]:
    """Return the names of classes, those of ImageNet if no file names them.

    Parameters
    ----------
    file
        One name a line, or JSON: a list, or Keras's object of number to ``[id, name]``. A first
        line ``background`` does not count.

    Raises
    ------
    ConfigError
        The file cannot be read.
    ModelError
        Keras's list is not on this machine and cannot be fetched.
    """
    if file is None:
        file = keras_folder() / CLASS_INDEX.name
        if not file.is_file():
            try:
                fetch_file(CLASS_INDEX, file.parent, lambda count: None)
            except OSError as error:
                raise ModelError(
                    f"The names of the classes could not be fetched: {error}. Fetch "
                    f"{CLASS_INDEX.address} into {file.parent} where there is a network, or name a "
                    "file with one name a line by --label-names."
                ) from error
    try:
        text = file.read_text(encoding="utf-8-sig")
        names = _from_json(json.loads(text)) if text.lstrip()[:1] in ("{", "[") else _lines(text)
    except (OSError, UnicodeDecodeError, ValueError, LookupError, TypeError) as error:
        raise ConfigError(
            f"The names of classes in {file} cannot be read ({error}); give one name a line, or "
            "JSON as Keras's imagenet_class_index.json."
        ) from error
    return names[1:] if names and names[0].casefold() == "background" else names


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _from_json(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = [value[str(number)] for number in range(len(value))]
    names = [entry[-1] if isinstance(entry, list) else entry for entry in value]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("a name is no text")
    return [name.replace("_", " ") for name in names]
