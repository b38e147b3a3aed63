"""Owns the way from a configuration file and flags to the settings of a build."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pixgen.embedding.choice import is_own, read_choices
from pixgen.embedding.registry import MODELS
from pixgen.errors import ConfigError
from pixgen.metadata_settings import unfold_metadata
from pixgen.setting_checks import check_value, named_values
from pixgen.settings import Settings, flag_name, options


def load_settings(config: Path | None, flags: Mapping[str, object]) -> Settings:
    """Make the settings of a build from a TOML file and flags; flags win.

    Parameters
    ----------
    config
        A TOML file; None for none. Paths in it are relative to its folder.
    flags
        Setting name to value, only those that were given.

    Raises
    ------
    ConfigError
        Every unknown key and every bad value, each with what is allowed.
    """
    values: dict[str, object] = {}
    errors: list[str] = []
    if config is not None:
        for name, value in unfold_metadata(_read_toml(config)).items():
            _take(name, _from_folder(name, value, config.parent), str(config), values, errors)
    for name, value in flags.items():
        _take(name, value, flag_name(name), values, errors)
    if not values.get("images") and not any(error.startswith("images") for error in errors):
        errors.append("images: none given; name a folder, a glob or files")
    errors += read_choices(values)[1]
    if errors:
        raise ConfigError("These settings are wrong:\n" + "\n".join(f"  {e}" for e in errors))
    return Settings(**values)  # type: ignore[arg-type]


def _read_toml(config: Path) -> dict[str, object]:
    try:
        return tomllib.loads(config.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"Cannot read the configuration {config}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{config} is not valid TOML: {error}.") from error


def _from_folder(name: str, value: object, folder: Path) -> object:
    """Make the paths of a configuration file relative to its own folder."""
    if name in {"images", "metadata"}:
        entries = [value] if isinstance(value, str) else value
        if isinstance(entries, list):
            return [str(folder / entry) if isinstance(entry, str) else entry for entry in entries]
    if name in {"out", "label_names", "vectors"} and isinstance(value, str):
        return folder / value
    if name == "model":
        entries = [value] if isinstance(value, str) else value
        if isinstance(entries, list):
            return [
                str(folder / entry) if isinstance(entry, str) and is_own(entry) else entry
                for entry in entries
            ]
    if name == "weights":
        return [_weights_from(folder, entry) for entry in named_values(value)]
    return value


def _weights_from(folder: Path, entry: str) -> str:
    model, equals, path = entry.partition("=")
    if equals and (model in MODELS or model == "auto"):
        return f"{model}={folder / path}"
    return str(folder / entry)


def _take(
    name: str, value: object, source: str, values: dict[str, object], errors: list[str]
) -> None:
    known = {option.name: option for option in options()}
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"allowed: {', '.join(known)}"
        errors.append(f"{name}: unknown key in {source}; {hint}")
        return
    try:
        values[name] = check_value(known[name], value)
    except ValueError as error:
        errors.append(f"{name}: {error} (in {source})")
