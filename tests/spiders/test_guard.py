"""Private addresses in every spelling, and the resolver that withholds them."""

from __future__ import annotations

import pytest

from spiders.guard import is_private, refusal


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
