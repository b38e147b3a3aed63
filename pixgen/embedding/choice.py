"""Owns what a user can ask for of each model of a build, and how it is read from the settings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from pixgen.embedding.preprocess import MODES
from pixgen.embedding.registry import MODELS, find_model
from pixgen.errors import ConfigError, ModelError
from pixgen.progress import Progress, SilentProgress

Crop = Literal["squash", "center", "pad"]
CROPS: tuple[Crop, ...] = get_args(Crop)

PER_MODEL = ("weights", "layer", "layers", "crop", "input_size", "preprocess")
"""Settings that say something of one model, as VALUE or, where there are several, NAME=VALUE."""

_READ = ("model", "precision", "labels", *PER_MODEL)
_FOR_ALL = ("crop",)
_SIZES = range(16, 2049)
_OWN_ENDINGS = (".keras", ".h5", ".hdf5", ".tflite", ".onnx")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user asked for as one model of a build. Plain data that can be kept as JSON.

    Attributes
    ----------
    model
        Name in the registry, or path of the user's own file.
    weights
        A file of weights; empty for Keras's own.
    layers
        Whose outputs are the vector; empty for the registry's, or the file's own features.
    crop
        How pictures become squares.
    input_size
        Side of the squares in pixels; 0 for the registry's, or the file's own.
    preprocess
        One of `pixgen.embedding.preprocess.MODES`; empty for the registry's.
    precision
        In which networks of Keras compute; others know one alone.
    labels
        Whether its class labels are wanted as well. Nothing of the vectors depends on it.
    """

    model: str
    weights: str = ""
    layers: tuple[str, ...] = ()
    crop: Crop = "squash"
    input_size: int = 0
    preprocess: str = ""
    precision: str = "auto"
    labels: bool = False

    @property
    def name(self) -> str:
        """What the model is called on the page and in addresses."""
        return name_of(self.model)


def is_own(model: str) -> bool:
    """Tell whether a model is a file of the user's own, by what it is called.

    Examples
    --------
    >>> is_own("vgg16"), is_own("nets/mine.onnx"), is_own("nets/saved")
    (False, True, True)
    """
    if model in MODELS or model == "auto":
        return False
    return model.lower().endswith(_OWN_ENDINGS) or "/" in model or Path(model).is_dir()


def name_of(model: str) -> str:
    """Return the name of a model: the registry's, or made of the file's.

    Examples
    --------
    >>> name_of("vgg16"), name_of("nets/My Net (2).keras"), name_of("nets/saved.v2/")
    ('vgg16', 'my-net-2', 'saved-v2')
    """
    if not is_own(model):
        return model
    path = Path(model)
    stem = path.stem if path.suffix.lower() in _OWN_ENDINGS else path.name
    return re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-") or "model"


def choices(
    settings: Any,
    *,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> tuple[Choice, ...]:
    """Return what the settings ask for, a choice for each model in the order given.

    ``auto`` becomes ``inception_v3`` where its weights are on this machine or can be fetched, which
    is done here; otherwise ``builtin``.

    Parameters
    ----------
    settings
        `pixgen.settings.Settings`.
    progress
        Shows a download.
    tell
        Is called with one line for the user where ``auto`` was decided.

    Raises
    ------
    ConfigError
        Settings of the models do not fit together.
    """
    chosen, errors = read_choices({name: getattr(settings, name) for name in _READ})
    if errors:
        raise ConfigError("These settings are wrong:\n" + "\n".join(f"  {e}" for e in errors))
    settled = tuple(_settle(choice, progress or SilentProgress(), tell) for choice in chosen)
    names = [choice.name for choice in settled]
    if len(set(names)) < len(names):
        raise ConfigError(
            f"--model auto is {names[[c.model for c in chosen].index('auto')]} on this machine, "
            "which is given as well; leave out one of the two."
        )
    return settled


def _settle(choice: Choice, progress: Progress, tell: Callable[[str], None]) -> Choice:
    if choice.model != "auto":
        return choice
    from pixgen.embedding.auto import BEST, decide

    if choice.weights or choice.layers or choice.input_size or choice.preprocess:
        return replace(choice, model=BEST)
    name, line = decide(progress, labels=choice.labels)
    tell(line)
    return replace(choice, model=name)


def read_choices(values: Mapping[str, Any]) -> tuple[list[Choice], list[str]]:
    """Read the models and what is said of each.

    Parameters
    ----------
    values
        Settings that were given, by name: ``model``, ``precision``, ``labels`` and those of
        `PER_MODEL`.

    Returns
    -------
    choices
        One a model; ``auto`` stands as such.
    errors
        One line for each mistake.

    Examples
    --------
    >>> read_choices({"model": ("vgg16", "builtin"), "layers": ("vgg16=fc1,fc2",)})[0][0].layers
    ('fc1', 'fc2')
    """
    models: Sequence[str] = values.get("model") or ("auto",)
    errors: list[str] = []
    names = [name_of(model) for model in models]
    for model in models:
        if not is_own(model) and model != "auto" and model not in MODELS:
            errors.append(f"model: {_unknown(model)}")
    for name in sorted({name for name in names if names.count(name) > 1}):
        errors.append(f"model: two models would be called {name}; rename a file")
    said: list[dict[str, str]] = [{} for _ in models]
    for setting in PER_MODEL:
        # What is said of one model counts more than what is said of all.
        for text in sorted(values.get(setting) or (), key=lambda t: _named(t, models) is not None):
            _share(setting, text, models, said, errors)
    chosen = [
        Choice(
            model,
            weights=own.get("weights", ""),
            layers=_layers(own, errors),
            crop=_one_of("crop", own.get("crop") or "squash", CROPS, errors),
            input_size=_size(own.get("input_size", ""), errors),
            preprocess=_one_of("preprocess", own.get("preprocess", ""), ("", *MODES), errors),
            precision=values.get("precision") or "auto",
        )
        for model, own in zip(models, said, strict=True)
    ]
    if values.get("labels"):
        # The first that can tell classes is asked; that none can is told when it is loaded.
        able = [place for place, model in enumerate(models) if _has_classes(model)]
        if not able:
            errors.append(
                f"labels: {', '.join(models)} has no class labels; add a network that has, such as "
                "--model inception_v3"
            )
        else:
            chosen[able[0]] = replace(chosen[able[0]], labels=True)
    return chosen, list(dict.fromkeys(errors))


def _unknown(model: str) -> str:
    try:
        find_model(model)
    except ModelError as error:
        return str(error).rstrip(".")
    return ""


def _has_classes(model: str) -> bool:
    if is_own(model):
        return not model.lower().endswith((".tflite", ".onnx")) and not Path(model).is_dir()
    return model == "auto" or (model in MODELS and MODELS[model].kind == "keras")


def _share(
    setting: str,
    text: str,
    models: Sequence[str],
    said: list[dict[str, str]],
    errors: list[str],
) -> None:
    """Put a value down for the model that it names, or for all."""
    left, equals, right = text.partition("=")
    place = _named(text, models)
    if place is not None:
        said[place][setting] = right
    elif equals and (left in MODELS or left == "auto"):
        errors.append(f"{setting}: {left} is not among the models; add --model {left}")
    elif len(models) == 1 or setting in _FOR_ALL:
        for own in said:
            own[setting] = text
    else:
        flag = f"--{setting.replace('_', '-')}"
        errors.append(
            f"{setting}: with several models say for which, as in {flag} {models[0]}={text}"
        )


def _named(text: str, models: Sequence[str]) -> int | None:
    """Return the place of the model that a value ``NAME=VALUE`` is for."""
    left, equals, _ = text.partition("=")
    places = (place for place, m in enumerate(models) if equals and left in (m, name_of(m)))
    return next(places, None)


def _layers(own: Mapping[str, str], errors: list[str]) -> tuple[str, ...]:
    if "layer" in own and "layers" in own:
        errors.append("layers: give --layer or --layers, not both")
    if "layer" in own:
        return (own["layer"],)
    names = [name.strip() for name in own.get("layers", "").split(",")]
    if "layers" in own and not all(names):
        errors.append(f"layers: must be names parted by commas, not {own['layers']!r}")
    return tuple(filter(None, names))


def _one_of(setting: str, value: str, allowed: Sequence[Any], errors: list[str]) -> Any:
    if value in allowed:
        return value
    listed = [text for text in allowed if text]
    errors.append(f"{setting}: must be {', '.join(listed[:-1])} or {listed[-1]}, not {value!r}")
    return listed[0]


def _size(text: str, errors: list[str]) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit() and int(text) in _SIZES:
        return int(text)
    errors.append(
        f"input_size: must be a whole number from {_SIZES[0]} to {_SIZES[-1]:,}, not {text!r}"
    )
    return 0
