"""Owns a small local web server that serves a site the way GitHub Pages does, gzip included."""

import gzip
import sys
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pixgen.errors import InputError

_TEXT = {".html", ".js", ".css", ".json", ".svg", ".txt"}


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with the file, compressed where it is text and the browser takes gzip."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            if not self.path.split("?")[0].endswith("/"):
                return super().send_head()
            path = path / "index.html"
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND, "No such file in the site")
            return None
        packed = path.suffix in _TEXT and "gzip" in self.headers.get("Accept-Encoding", "")
        modified = path.stat().st_mtime_ns
        body = _compressed(path, modified) if packed else path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        return BytesIO(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: one line a request helps nobody."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that left before it had everything: pages are closed so."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@lru_cache(maxsize=256)
def _compressed(path: Path, modified: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


def make_server(site: Path, *, address: str = "127.0.0.1", port: int = 8000) -> ThreadingHTTPServer:
    """Make a server for a site; the caller runs ``serve_forever`` and closes it.

    Parameters
    ----------
    site
        A folder with ``index.html``.
    address
        The address to listen on.
    port
        0 takes any free port; see ``server_address``.

    Raises
    ------
    InputError
        There is no site in the folder, or the port is taken.
    """
    if not (site / "index.html").is_file():
        raise InputError(
            f"{site} holds no site (index.html is missing). Build one first: "
            f"pixgen build IMAGES -o {site}"
        )
    try:
        return _Server((address, port), partial(_Handler, directory=str(site)))
    except OSError as error:
        raise InputError(
            f"Cannot listen on {address}, port {port} ({error.strerror}). "
            "Give another one with --port, or --port 0 for any free one."
        ) from error
