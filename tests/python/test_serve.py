"""The local server answers as GitHub Pages would."""

import gzip
import socket
import struct
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from pixgen.errors import InputError
from pixgen.serve import make_server


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    (site / "index.html").write_text("<p>hello</p>")
    (site / "data" / "a.js").write_text("x" * 5000)
    (site / "a.jpg").write_bytes(b"\xff\xd8jpeg")
    (tmp_path / "secret.txt").write_text("secret")
    with make_server(site, port=0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def get(address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read(), dict(answer.headers)


def test_the_page_is_served_at_the_root(url: str) -> None:
    body, headers = get(url + "/")
    assert body == b"<p>hello</p>"
    assert headers["Content-Type"].startswith("text/html")


def test_texts_are_compressed_for_those_who_take_it(url: str) -> None:
    body, headers = get(url + "/data/a.js?v=1", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"x" * 5000
    plain, headers = get(url + "/data/a.js")
    assert plain == b"x" * 5000
    assert "Content-Encoding" not in headers


def test_pictures_are_passed_on_as_they_are(url: str) -> None:
    body, headers = get(url + "/a.jpg", **{"Accept-Encoding": "gzip"})
    assert body == b"\xff\xd8jpeg"
    assert headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("path", ["/none.js", "/../secret.txt", "/%2e%2e/secret.txt"])
def test_what_is_not_in_the_site_is_not_found(url: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(url + path)


def test_a_folder_without_a_site_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no site"):
        make_server(tmp_path)


def test_a_taken_port_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    with make_server(tmp_path, port=0) as server:
        port = server.server_address[1]
        with pytest.raises(InputError, match=rf"port {port} .*--port"):
            make_server(tmp_path, port=port)


def test_a_browser_that_leaves_early_is_nothing_to_tell_of(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("<p>hello</p>")
    (tmp_path / "large.jpg").write_bytes(bytes(50_000_000))
    with make_server(tmp_path, port=0) as server:
        server.daemon_threads = False
        thread = Thread(target=server.serve_forever)
        thread.start()
        with socket.create_connection(server.server_address[:2]) as early:
            early.sendall(b"GET /large.jpg HTTP/1.1\r\nHost: here\r\n\r\n")
            assert early.recv(15) == b"HTTP/1.1 200 OK"
            # Closing then resets the connection, whatever is still on its way.
            early.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        server.shutdown()
        thread.join()
    assert capfd.readouterr().err == ""
