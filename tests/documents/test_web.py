"""Fetching a page from a real server on this machine: what comes, what is followed, and where it stops."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import trustme

from monitor.documents import web
from monitor.errors import InputError

PAGE = b"<html><p>The council will publish its report by 3 May.</p></html>"


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answer = getattr(self, f"_{self.path.partition('?')[0].strip('/').replace('-', '_')}")
        with contextlib.suppress(OSError):  # the reader hangs up on what is too large or too slow
            answer()

    def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> None:
        self._send(200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)

    def _zipped(self) -> None:
        self._send(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE))

    def _moved(self) -> None:
        self._send(302, {"Location": "/page"})

    def _loop(self) -> None:
        self._send(301, {"Location": "/loop"})

    def _inside(self) -> None:
        self._send(302, {"Location": "http://inside.example/page"})

    def _file(self) -> None:
        self._send(302, {"Location": "file:///etc/passwd"})

    def _gone(self) -> None:
        self._send(410, {})

    def _endless(self) -> None:
        self._send(200, {"Content-Type": "text/html"})
        while True:
            self.wfile.write(b"x" * 1_000_000)

    def _bomb(self) -> None:
        self._send(200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 30_000_000, 1))

    def _drip(self) -> None:
        self._send(200, {"Content-Type": "text/html"})
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def _served(wrap: Callable[[socket.socket], socket.socket] = lambda plain: plain) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that distrusts us hangs up
    server.socket = wrap(server.socket)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _served() as number:
        yield number


@pytest.mark.parametrize("path", ["page", "page?by=3 May", "zipped", "moved"])
def test_a_page_is_fetched_through_its_redirects(port: int, path: str) -> None:
    body, media = web.fetch(f"http://127.0.0.1:{port}/{path}", allow_private=True)
    assert (body, media.partition(";")[0]) == (PAGE, "text/html")


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("loop", "redirects more than 5 times"),
        ("file", "only http and https"),
        ("gone", "answered 410"),
        ("endless", "larger than 20 MB"),
        ("bomb", "unpacks to more than 20 MB"),
        ("drip", "took longer than"),
    ],
)
def test_a_page_that_never_comes_is_refused_with_its_cause(
    port: int, path: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if path == "drip":
        monkeypatch.setattr(web, "_SECONDS", 1.0)
    address = f"http://127.0.0.1:{port}/{path}"
    with pytest.raises(InputError, match=cause) as refused:
        web.fetch(address, allow_private=True)
    assert address in str(refused.value)


def test_a_public_page_leads_to_no_private_host(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network is this machine's: the public name leads to our server, the private one must not be asked at all."""
    numbers, asked = {"public.example": "93.184.216.34", "inside.example": "10.0.0.8"}, []
    real = socket.create_connection
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: [(2, 1, 6, "", (numbers.get(host, host), port))])

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address[0])
        return real(("127.0.0.1", port), timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(InputError, match="private network"):
        web.fetch("http://public.example/inside")
    assert asked == ["93.184.216.34"]
    assert web.fetch("http://public.example/page")[0] == PAGE


def test_certificates_are_checked() -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with _served(lambda plain: context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)) as port:
        address = f"https://localhost:{port}/page"
        assert web.fetch(address, allow_private=True, context=trusting)[0] == PAGE
        with pytest.raises(InputError, match="certificate is not valid"):
            web.fetch(address, allow_private=True)
