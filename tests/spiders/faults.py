"""Hostile and broken answers, each with its outcome: one table for the tests and for `./run eval sources`."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.domain.model import EndpointKind, Outcome
from tests.fakeweb import Answer
from tests.spiders import recorded

XML = {"Content-Type": "text/xml; charset=utf-8"}
GZIP = XML | {"Content-Encoding": "gzip"}
LIMIT = 1_000_000
"""Bytes of a body."""
TIMEOUT = 7.0
PATIENCE = 1.0

_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "boom boom boom boom boom boom boom boom">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghi"))
    + ']><rss version="2.0"><channel><title>x</title><item><title>&i;</title><link>https://a.example/1</link>'
    "</item></channel></rss>"
)
_OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
    "<item><title>see &x; here</title><link>https://a.example/1</link></item></channel></rss>"
)
_DEEP = b'<rss version="2.0"><channel>' + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</channel></rss>"
_WIDE = b'<rss version="2.0"><channel><item ' + b" ".join(b'a%d="x"' % n for n in range(40_000)) + b"/></channel></rss>"


@dataclass(frozen=True)
class Fault:
    """`make` gives the answer; `path` where it stands; `outcome` and a word of the cause are what must come out."""

    name: str
    make: Callable[[], Answer]
    outcome: Outcome
    says: str = ""
    articles: int = 0
    kind: EndpointKind = EndpointKind.FEED

    @property
    def url(self) -> str:
        return f"https://{self.name}.example.org/feed"


def _drip() -> Answer:
    return Answer(200, XML, itertools.repeat(b"<item/>"), pause=0.2)


def _endless() -> Answer:
    return Answer(200, XML, itertools.repeat(b"<!-- more and more and more -->" * 500))


def _cut_short() -> Answer:
    return Answer(200, XML | {"Content-Length": "5000"}, recorded.bbc_feed(3)[:900], hang_up=True)


def _slow_head() -> Answer:
    return Answer(200, XML, recorded.bbc_feed(1), delay=TIMEOUT * 4)


def _to(location: str, status: int = 302) -> Callable[[], Answer]:
    return lambda: Answer(status, {"Location": location})


def _body(body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> Callable[[], Answer]:
    return lambda: Answer(status, XML if headers is None else headers, body)


def _page(title: str, status: int = 200) -> Callable[[], Answer]:
    return _body(f"<!DOCTYPE html><html><head><title>{title}</title></head></html>".encode(), {}, status)


@dataclass(frozen=True)
class FalseName:
    """A public name that leads inside: `answers` is what the name server says, as `tests/nameserver` reads it."""

    name: str
    answers: str
    outcome: Outcome
    says: str

    @property
    def host(self) -> str:
        return f"{self.name}.example.org"


FALSE_NAMES = [
    FalseName("name-of-loopback", "127.0.0.1", Outcome.ERROR, "resolves to the private address 127.0.0.1"),
    FalseName("name-of-metadata", "169.254.169.254", Outcome.ERROR, "resolves to the private address 169.254.169.254"),
    FalseName("name-mapped", "::ffff:127.0.0.1", Outcome.ERROR, "resolves to the private address ::ffff:127.0.0.1"),
    # What is public of it may be asked, and does not answer here; what is private never is.
    FalseName("name-of-both", "8.8.8.8+127.0.0.1", Outcome.UNREACHABLE, ""),
    FalseName("name-rebound", "8.8.8.8/127.0.0.1", Outcome.UNREACHABLE, ""),
]
"""DNS rebinding: the last one is public to whoever asks first and this machine to whoever asks again."""


FAULTS = [
    Fault("nothing-wrong", _body(recorded.bbc_feed(3)), Outcome.NEW, "", 3),
    # Not what was asked for.
    Fault("page-instead", _page("Welcome"), Outcome.NOT_A_FEED, "web page"),
    Fault("empty-body", _body(b""), Outcome.NOT_A_FEED, "empty"),
    Fault("white-space", _body(b"\n \n"), Outcome.NOT_A_FEED, "empty"),
    Fault("json", _body(b'{"error": "moved"}'), Outcome.NOT_A_FEED, "neither XML"),
    Fault("a-file-name", _body(str(Path(__file__)).encode()), Outcome.NOT_A_FEED, "neither XML"),
    Fault("other-xml", _body(b"<?xml version='1.0'?><opml/>"), Outcome.NOT_A_FEED, "no feed"),
    Fault("feed-as-sitemap", _body(recorded.bbc_feed(2)), Outcome.NOT_A_FEED, "<rss>", kind=EndpointKind.SITEMAP),
    Fault("zeros", _body(b"\0" * 5000), Outcome.NOT_A_FEED, "neither XML"),
    # Sizes.
    Fault("endless", _endless, Outcome.TOO_LARGE, "larger than the limit"),
    Fault("two-gigabytes", _body(b"<rss/>", XML | {"Content-Length": "2000000000"}), Outcome.TOO_LARGE, "larger"),
    Fault("gzip-bomb", _body(gzip.compress(b"<a>" * 5_000_000, mtime=0), GZIP), Outcome.TOO_LARGE, "after decompression"),
    Fault("hidden-bomb", _body(gzip.compress(b"<a>" * 5_000_000, mtime=0), {}), Outcome.TOO_LARGE, "after decompression"),
    Fault("many-entries", _body(recorded.bbc_feed(300)), Outcome.TOO_LARGE, "more than 200 entries", 200),
    # Entities and structures that explode.
    Fault("entity-bomb", _body(_BOMB.encode()), Outcome.NEW, "leniently", 1),
    Fault("entity-bomb-map", _body(_BOMB.encode()), Outcome.UNREADABLE, "document type", kind=EndpointKind.SITEMAP),
    Fault("outside-entity", _body(_OUTSIDE.encode()), Outcome.NEW, "leniently", 1),
    Fault("deep", _body(_DEEP), Outcome.NEW, "leniently"),
    Fault("wide", _body(_WIDE), Outcome.TOO_LARGE, "takes more than 1 s of computing"),
    # Compression that lies.
    Fault("gzip-not-gzip", _body(recorded.bbc_feed(2), GZIP), Outcome.UNREADABLE, "compressed"),
    Fault("gzip-cut", _body(gzip.compress(recorded.bbc_feed(40), mtime=0)[:700], GZIP), Outcome.UNREADABLE, "breaks off", 2),
    Fault("gzip-cut-unsaid", _body(gzip.compress(recorded.bbc_feed(40), mtime=0)[:700]), Outcome.UNREADABLE, "breaks off"),
    Fault("deflate-lie", _body(b"junk", XML | {"Content-Encoding": "deflate"}), Outcome.NOT_A_FEED, "neither XML"),
    Fault("raw-deflate", _body(zlib.compress(recorded.bbc_feed(2))[2:-4], XML | {"Content-Encoding": "deflate"}),
          Outcome.NEW, "", 2),
    Fault("no-such-coding", _body(b"\x01", {"Content-Encoding": "zopfli"}), Outcome.NOT_A_FEED, "neither XML"),
    # Breaks.
    Fault("cut-short", _cut_short, Outcome.UNREADABLE, "the answer breaks off"),
    Fault("cut-inside", _body(recorded.bbc_feed(5)[:1900]), Outcome.UNREADABLE, "breaks off", 2),
    Fault("hangs-up", lambda: Answer(hang_up=True), Outcome.UNREACHABLE, "connection failed"),
    Fault("hangs-up-inside", lambda: Answer(200, XML, [b"<rss>"] * 3, hang_up=True), Outcome.UNREADABLE, "breaks off"),
    # Time.
    Fault("drip", _drip, Outcome.TOO_LARGE, "drips"),
    Fault("never-begins", _slow_head, Outcome.UNREACHABLE, f"no answer within {TIMEOUT:.0f} s"),
    # Redirects.
    Fault("loop", _to("https://loop.example.org/feed"), Outcome.ERROR, "redirects without end"),
    Fault("to-loopback", _to("http://127.0.0.1/admin"), Outcome.ERROR, "private address 127.0.0.1"),
    Fault("to-metadata", _to("http://169.254.169.254/latest/meta-data/"), Outcome.ERROR, "169.254.169.254"),
    Fault("to-decimal", _to("http://2130706433/"), Outcome.ERROR, "private address 127.0.0.1"),
    Fault("to-inner-name", _to("http://metadata.google.internal/"), Outcome.ERROR, "inner network"),
    Fault("to-a-file", _to("file:///etc/passwd"), Outcome.ERROR, "HTTP 302"),
    Fault("to-nowhere", lambda: Answer(302), Outcome.ERROR, "HTTP 302"),
    # Refusals.
    Fault("forbidden", _page("Forbidden", 403), Outcome.BLOCKED, "refuses access"),
    Fault("captcha", _body(b"<html><script src='https://ct.captcha-delivery.com/c.js'></script></html>", {}, 401),
          Outcome.BLOCKED, "DataDome"),
    Fault("challenge-with-200", _page("Just a moment..."), Outcome.BLOCKED, "Cloudflare"),
    Fault("denied-with-200", _page("Access Denied"), Outcome.BLOCKED, "access denied"),
    Fault("too-often", _body(b"", {"Retry-After": "120"}, 429), Outcome.BLOCKED, "after 120 seconds"),
    Fault("gone", _page("Gone", 410), Outcome.ERROR, "HTTP 410"),
    Fault("not-found", _page("Not found", 404), Outcome.ERROR, "HTTP 404"),
    Fault("server-error", _page("Oops", 503), Outcome.UNREACHABLE, "HTTP 503"),
    Fault("strange-status", _body(b"", {}, 299), Outcome.ERROR, "HTTP 299"),
    Fault("unasked-304", lambda: Answer(304), Outcome.ERROR, "HTTP 304"),
    # Sitemaps that lead astray.
    Fault("index-of-itself", _body(recorded.index(["https://index-of-itself.example.org/feed"])), Outcome.ERROR,
          "names no sitemap", kind=EndpointKind.SITEMAP),
    Fault("index-inside", _body(recorded.index(["http://10.0.0.1/map.xml"])), Outcome.ERROR, "names no sitemap",
          kind=EndpointKind.SITEMAP),
]  # fmt: skip
