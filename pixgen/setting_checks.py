"""Owns how the value of a setting is converted and checked."""

import re
from collections.abc import Mapping
from dataclasses import Field
from pathlib import Path
from typing import Any

from pixgen.embedding.choice import PER_MODEL
from pixgen.metadata_settings import check_encoding, check_kinds, check_roles

TIER_SIZES = (8, 16, 32, 64, 128)


def check_value(option: Field[Any], value: object) -> object:
    """Convert and check a value.

    Parameters
    ----------
    option
        A field of `pixgen.settings.Settings`.
    value
        From a flag or a file.

    Raises
    ------
    ValueError
        It says what is allowed.
    """
    if option.name == "column":
        return check_roles(value)
    if option.name == "type":
        return check_kinds(value)
    if option.name in PER_MODEL:
        return named_values(value)
    if option.type == tuple[str, ...]:
        entries = [value] if isinstance(value, str) else value
        if not isinstance(entries, list | tuple) or not all(isinstance(e, str) for e in entries):
            raise ValueError(f"must be a list of texts, not {value!r}")
        return _check_models(entries) if option.name == "model" else tuple(entries)
    if option.name == "tiers":
        return _check_tiers(value)
    if option.type in (Path, Path | None):
        if not isinstance(value, str | Path) or not str(value):
            raise ValueError(f"must be a path, not {value!r}")
        return Path(value)
    if option.type is bool:
        if not isinstance(value, bool):
            raise ValueError(f"must be true or false, not {value!r}")
        return value
    if option.type is str:
        return _check_text(option, value)
    return _check_number(option, value)


def _check_models(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Take at least one model, none twice: visitors choose by name."""
    if not names:
        raise ValueError("must name a model")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"names {', '.join(twice)} more than once")
    return tuple(names)


def named_values(value: object) -> tuple[str, ...]:
    """Take what is said of models: ``VALUE``, ``NAME=VALUE``, a list of these, or a table.

    Raises
    ------
    ValueError
        It is something else.

    Examples
    --------
    >>> named_values({"vgg16": 224}), named_values("center")
    (('vgg16=224',), ('center',))
    """
    if isinstance(value, Mapping):
        value = [f"{name}={entry}" for name, entry in value.items()]
    entries = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(e, str | int) and not isinstance(e, bool) and str(e) for e in entries):
        raise ValueError(f"must be a text, or a table of texts by model, not {value!r}")
    return tuple(map(str, entries))


def _check_tiers(value: object) -> tuple[int, ...]:
    """Take ``8,32`` from a flag, a list from a file."""
    entries = value.split(",") if isinstance(value, str) else value
    parts = entries if isinstance(entries, list | tuple) else [entries]
    texts = [str(part).strip() for part in parts]
    chosen = tuple(size for size in TIER_SIZES if str(size) in texts)
    if list(map(str, chosen)) != texts or TIER_SIZES[0] not in chosen:
        further = ", ".join(map(str, TIER_SIZES[1:]))
        raise ValueError(
            f"must be {TIER_SIZES[0]}, alone or followed by any of {further} in this order, as in "
            f"8,32, not {value!r}"
        )
    return chosen


def _check_text(option: Field[Any], value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a text, not {value!r}")
    choices = option.metadata["choices"]
    if choices and value not in choices:
        raise ValueError(f"must be {' or '.join(choices)}, not {value!r}")
    pattern = option.metadata["pattern"]
    if pattern and not re.fullmatch(pattern, value):
        raise ValueError(f"must look like {option.default!r}, not {value!r}")
    return check_encoding(value) if option.name == "encoding" and value else value


def _check_number(option: Field[Any], value: object) -> int | float:
    low, high = option.metadata["low"], option.metadata["high"]
    whole = option.type is int
    kind = "a whole number" if whole else "a number"
    allowed = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or not low <= value <= high:
        raise ValueError(f"must be {kind} from {low:,} to {high:,}, not {value!r}")
    return value if whole else float(value)
