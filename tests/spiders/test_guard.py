"""Private addresses in every spelling, and the resolver that withholds them."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from monitor.domain.model import Outcome
from spiders.guard import is_private, refusal
from tests.spiders import recorded
from tests.spiders.drive import crawl, plan


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://10.1.2.3/feed.xml",
        "http://172.16.0.1/",
        "http://192.168.1.1:8080/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://db.localhost/",
        "http://metadata.google.internal/",
        "http://printer.local/",
        "http://intranet/",
        "https://user:secret@10.0.0.1/",
        "https://user:secret@news.example.org/",
        "ftp://news.example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http:///path",
        "http://[broken/",
    ],
)
def test_refused_as_written(url: str) -> None:
    assert refusal(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://feeds.bbci.co.uk/news/rss.xml",
        "http://93.184.216.34/feed",
        "https://[2606:2800:220:1::1]/",
        "https://local.example.org/",
        "https://10.example.org/",
        "https://xn--e1afmkfd.xn--p1ai/",
    ],
)
def test_public(url: str) -> None:
    assert refusal(url) == ""


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("8.8.8.8", False),
        ("127.0.0.53", True),
        ("fe80::1%eth0", True),
        ("2001:4860:4860::8888", False),
        ("::", True),
        ("192.0.2.1", True),
        ("no address", True),
    ],
)
def test_addresses(address: str, private: bool) -> None:
    assert is_private(address) is private


@pytest.fixture
def neighbour() -> Iterator[http.server.HTTPServer]:
    """A server of this machine that must not be read."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = recorded.bbc_feed(2) if "feed" in self.path else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = asked  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_public_name_that_resolves_to_a_private_address(address: str, neighbour: http.server.HTTPServer) -> None:
    url = f"http://rebind.example.org:{neighbour.server_port}/feed.xml"
    crawled = crawl([plan(url)], None, hosts={"rebind.example.org": address})
    (batch,) = crawled.batches
    assert batch.outcome is Outcome.ERROR
    assert "refused: its name resolves to the private address" in batch.cause
    assert neighbour.asked == []  # type: ignore[attr-defined]
    assert crawled.stderr == ""


def test_a_name_that_changes_after_it_was_looked_at(neighbour: http.server.HTTPServer) -> None:
    """Rebinding: public to whoever asks first, this machine to whoever asks again, between robots.txt and the feed."""
    url = f"http://rebind.example.org:{neighbour.server_port}/feed.xml"
    crawled = crawl([plan(url)], None, hosts={"rebind.example.org": "8.8.8.8/127.0.0.1"}, timeout_s=1)
    assert not crawled.batches[0].outcome.healthy
    assert neighbour.asked == []  # type: ignore[attr-defined]


def test_private_hosts_are_read_where_the_operator_allows_it(neighbour: http.server.HTTPServer) -> None:
    url = f"http://intranet.example.org:{neighbour.server_port}/feed.xml"
    crawled = crawl([plan(url)], None, hosts={"intranet.example.org": "127.0.0.1"}, allow_private=True)
    assert [(batch.outcome, batch.entries) for batch in crawled.batches] == [(Outcome.NEW, 2)]
    assert neighbour.asked == ["/robots.txt", "/feed.xml"]  # type: ignore[attr-defined]


def test_a_name_that_nobody_knows() -> None:
    (batch,) = crawl(
        [plan("http://nowhere.example.org/feed.xml")], None, hosts={"other.example.org": "8.8.8.8"}
    ).batches
    assert (batch.outcome, batch.cause) == (
        Outcome.UNREACHABLE,
        "http://nowhere.example.org/feed.xml: its name cannot be resolved",
    )
