"""Lists what ``--layer`` can name: layers of Keras networks, outputs of other files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from pixgen.embedding import network as nets
from pixgen.embedding.batches import NetworkEmbedder
from pixgen.embedding.choice import Choice, is_own
from pixgen.embedding.extract import load_embedder
from pixgen.embedding.keras_safety import check_keras_file
from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.registry import find_model
from pixgen.errors import ModelError

_ANY_SIZE = 224


def list_layers(model: str) -> list[str]:
    """Return one line for each layer of a network, from the pictures on.

    Weights are not needed for the networks of the registry.

    Parameters
    ----------
    model
        A name of the registry, or a file of the user's own.

    Raises
    ------
    ModelError
        There is no such model, or it has no layers.
    """
    if is_own(model):
        return _own(Path(model))
    spec = find_model(model)
    if spec.kind != "keras":
        raise ModelError(f"The model {model} has no layers to choose from.")
    tensorflow = import_tensorflow()
    size = spec.input_size
    bare = nets.build(tensorflow, spec, size=size, weights=None, whole=False)
    names = set(nets.layer_names(bare)) | set(bare.aliases)
    whole = nets.build(tensorflow, spec, size=size, weights=None, whole=True)
    notes = dict.fromkeys(nets.layer_names(whole), "needs the classifier's weights")
    notes = {name: note for name, note in notes.items() if name not in names}
    default = "the default" + (f"; {notes[spec.layer]}" if spec.layer in notes else "")
    return _table(whole, {**notes, spec.layer: default})


def _own(path: Path) -> list[str]:
    if path.suffix.lower() in (".keras", ".h5", ".hdf5"):
        from pixgen.embedding.own_keras import KerasFileModel

        size = check_keras_file(path).size or _ANY_SIZE
        model = KerasFileModel(path, Choice(str(path), preprocess="none", input_size=size))
        network = model.network(import_tensorflow(), classes=False)
        return _table(network, {network.features: "the default"})
    first, *others = _outputs(path)
    width = max(map(len, (first, *others)))
    return [
        f"{first:<{width}}  output, the default",
        *(f"{name:<{width}}  output" for name in others),
    ]


def _outputs(path: Path) -> tuple[str, ...]:
    """Return the outputs of a network that has no layers by name."""
    choice = Choice(str(path), preprocess="none")
    try:
        embedder = load_embedder(choice)
    except ModelError as error:
        if "--input-size" not in str(error):
            raise
        embedder = load_embedder(replace(choice, input_size=_ANY_SIZE))
    embedder.prepare()
    return cast(NetworkEmbedder, embedder).outputs


def _table(network: nets.Network, notes: dict[str, str]) -> list[str]:
    rows = []
    for name in nets.layer_names(network):
        shape = getattr(network.model.get_layer(name).output, "shape", None)
        rows.append((name, _told(shape), notes.get(name, "")))
    widths = [max(len(row[place]) for row in rows) for place in range(2)]
    return [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {note}".rstrip() for a, b, note in rows]


def _told(shape: Sequence[Any] | None) -> str:
    """Write a shape, and how long its vector is.

    Examples
    --------
    >>> _told((None, 8, 8, 2048)), _told((None, 1000))
    ('8 × 8 × 2048, averaged to 2,048', '1,000')
    """
    if not shape or not 2 <= len(shape) <= 4 or not isinstance(shape[-1], int):
        return "no vector"
    if len(shape) == 2:
        return f"{shape[-1]:,}"
    return " × ".join(str(side or "?") for side in shape[1:]) + f", averaged to {shape[-1]:,}"
