"""Weights that are not on this machine are fetched whole or not at all, and never waited for."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import h5py
import numpy as np
import pytest

from pixgen.embedding import auto, download, keras_files
from pixgen.embedding.download import RemoteFile, fetch_file
from pixgen.embedding.keras_files import origin, present
from pixgen.embedding.registry import MODELS
from pixgen.errors import ModelError
from pixgen.progress import SilentProgress

SPEC = MODELS["inception_v3"]


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "home" / "models"


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    """Return a whole HDF5 file of a few megabytes."""
    with h5py.File(tmp_path / "made.h5", "w") as file:
        file["weights"] = np.zeros(3_200_000, np.uint8)
    return (tmp_path / "made.h5").read_bytes()


@pytest.fixture
def server(content: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.endswith(".h5")
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(content) if found else 0))
            self.end_headers()
            self.wfile.write(content if found else b"")

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{made.server_address[1]}"
        made.shutdown()
        thread.join()


def offer(monkeypatch: pytest.MonkeyPatch, address: str, content: bytes) -> None:
    """Let a server stand for Keras's."""
    digest = f"md5:{hashlib.md5(content).hexdigest()}"
    files = tuple(RemoteFile(name, f"{address}/{name}", digest) for name in ("a.h5", "b.h5"))
    monkeypatch.setitem(keras_files._FILES, SPEC.name, files)


def test_a_file_is_fetched_with_its_progress(server: str, content: bytes, keras_home: Path) -> None:
    told: list[int] = []
    digest = f"md5:{hashlib.md5(content).hexdigest()}"
    path = fetch_file(RemoteFile("w.h5", f"{server}/w.h5", digest), keras_home, told.append)
    assert path == keras_home / "w.h5"
    assert path.read_bytes() == content
    assert sum(told) == len(content) // 1_000_000
    assert [file.name for file in keras_home.iterdir()] == ["w.h5"]


@pytest.mark.parametrize(
    ("name", "digest", "message"),
    [
        ("w.h5", "md5:00000000000000000000000000000000", "is another file than expected"),
        ("none", "", "404"),
    ],
)
def test_what_is_not_the_file_is_not_kept(
    server: str, keras_home: Path, name: str, digest: str, message: str
) -> None:
    with pytest.raises(OSError, match=message):
        fetch_file(RemoteFile(name, f"{server}/{name}", digest), keras_home, lambda count: None)
    assert list(keras_home.iterdir()) == []


def test_a_server_that_does_not_answer_is_given_up(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/w.h5"
        with pytest.raises(OSError, match=r"did not answer|timed out"):
            fetch_file(RemoteFile("w.h5", address, ""), keras_home, lambda count: None)


def test_without_a_network_auto_is_the_built_in_network_and_says_why(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    offer(monkeypatch, f"http://127.0.0.1:{port}", b"")
    name, line = auto.decide(SilentProgress(), labels=False)
    assert name == "builtin"
    assert "\n" not in line
    for part in ("Network: builtin", "could not be fetched: ", "refused", "--model NAME"):
        assert part in line
    with pytest.raises(ModelError, match="could not be fetched"):
        auto.decide(SilentProgress(), labels=True)


def test_auto_fetches_once_and_then_needs_no_network(
    server: str, content: bytes, keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, server, content)
    name, line = auto.decide(SilentProgress(), labels=False)
    assert (name, "were fetched" in line) == ("inception_v3", True)
    offer(monkeypatch, "http://127.0.0.1:9", content)
    name, line = auto.decide(SilentProgress(), labels=False)
    assert (name, "are on this machine" in line) == ("inception_v3", True)


def test_a_file_that_is_cut_off_counts_as_missing_and_is_replaced(
    server: str, content: bytes, keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, server, content)
    keras_home.mkdir(parents=True)
    (keras_home / "b.h5").write_bytes(content[:-1000])
    assert present(SPEC, whole=False) is None
    assert auto.decide(SilentProgress(), labels=False)[0] == "inception_v3"
    assert present(SPEC, whole=False) == keras_home / "b.h5"


def test_both_of_kerass_files_give_the_same_vectors_and_another_file_others(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, "http://127.0.0.1:9", content)
    assert origin(SPEC, tmp_path / "made.h5") == "keras"
    (tmp_path / "other.h5").write_bytes(b"other")
    assert origin(SPEC, tmp_path / "other.h5") not in ("keras", "")
