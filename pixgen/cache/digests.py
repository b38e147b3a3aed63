"""Owns the keys under which results are kept: digests of all that a result depends on."""

import ast
import functools
import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

_DIGEST_BYTES = 16
_PACKAGE = __name__.partition(".")[0]


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
    found = importlib.util.find_spec(module)
    if module in sources or found is None or found.origin is None:
        return
    sources[module] = Path(found.origin).read_bytes()
    for node in ast.walk(ast.parse(sources[module])):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # A name may be a module of its own, as in `from pixgen import annoy_index`.
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.partition(".")[0] == _PACKAGE and _is_module(name):
                _collect(name, sources)


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
