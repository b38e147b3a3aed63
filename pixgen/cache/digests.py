"""Owns the keys under which results are kept: digests of all that a result depends on."""

import ast
import functools
import hashlib
import importlib.metadata
from pathlib import Path

_DIGEST_BYTES = 16
_ROOT = Path(__file__).resolve().parents[1]


def digest(*parts: str | bytes | memoryview) -> str:
    """Return a short hex digest of the parts, each kept apart from the next.

    Examples
    --------
    >>> digest("a", "b") == digest("ab")
    False
    """
    state = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(content).to_bytes(8, "little"))
        state.update(content)
    return state.hexdigest()


@functools.cache
def code_version(module: str, *distributions: str) -> str:
    """Return a digest of the code behind a result.

    It covers the source of a module and of every module of pixgen that it imports, directly or
    not, and the versions of installed packages. So a new version of pixgen computes anew only
    what its changes touch, and nobody has to remember a number.

    Parameters
    ----------
    module
        Name of the module that computes.
    distributions
        Names of packages, as installed, whose versions matter; absent ones count as such.
    """
    sources: dict[str, bytes] = {}
    _collect(module, sources)
    parts = [part for name in sorted(sources) for part in (name, sources[name])]
    return digest(*parts, *(f"{name} {_installed(name)}" for name in distributions))


def _installed(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _collect(module: str, sources: dict[str, bytes]) -> None:
    path = _source(module)
    if path is None or module in sources:
        return
    sources[module] = path.read_bytes()
    for node in ast.walk(ast.parse(sources[module])):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # A name may be a module of its own, as in `from pixgen import annoy_index`.
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            _collect(name, sources)


def _source(module: str) -> Path | None:
    """Return the source of a module of pixgen, which is not imported for that."""
    package, *parts = module.split(".")
    if package != _ROOT.name:
        return None
    places = (_ROOT.joinpath(*parts, "__init__.py"), _ROOT.joinpath(*parts).with_suffix(".py"))
    return next((path for path in places if path.is_file()), None)
