"""A newsroom that answers as the four sources' real hosts, as of a moment that its owner sets.

Served through `tests.fakeweb` (a TLS forward proxy) the real program reads it unchanged. Real feeds reach back a day or
two; this one reaches back three weeks, because the demonstration does not come by every day.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from tests.fakeweb import Answer
from tests.newsroom import apis, feeds, sitemaps
from tests.newsroom.entries import Entry, address
from tests.newsroom.pages import article_page, wall
from tests.newsroom.sections import matches, spoken

REACH = timedelta(days=22)
MOST = 40
LEAST = 25
"""A section with fewer entries is filled up with the newest of its source, as thin sections are."""
SITEMAP_PAGE = 100
_RSS = "application/rss+xml; charset=utf-8"
_XML = "text/xml; charset=utf-8"

ROBOTS = {
    "feeds.bbci.co.uk": "User-agent: *\nDisallow: /search\n",
    "www.bbc.co.uk": "User-agent: *\nDisallow: /cgi-bin\nDisallow: /search/\n\nUser-agent: omgili\nDisallow: /\n",
    "www.bbc.com": "User-agent: *\nDisallow: /cgi-bin\nSitemap: https://www.bbc.com/sitemaps/https-index-com-news.xml\n",
    "rss.nytimes.com": "User-agent: *\nDisallow: /ads/\n",
    "www.nytimes.com": "User-agent: *\nDisallow: /svc\nDisallow: /search/\nDisallow: /*?*query=\n"
    "Sitemap: https://www.nytimes.com/sitemaps/new/news.xml.gz\n",
    "feeds.bloomberg.com": "User-agent: *\nDisallow: /polska\n",
    "www.bloomberg.com": "# Bot rules are posted at the door.\nUser-agent: *\nDisallow: /polska\n"
    "Sitemap: https://www.bloomberg.com/sitemaps/news/latest.xml\n",
    "www.reuters.com": "User-agent: *\nDisallow: /search\nDisallow: /finance/stocks/option\n"
    "SITEMAP: https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml\n",
}
_FEED_HOSTS = {
    "feeds.bbci.co.uk": ("bbc", feeds.bbc_feed),
    "rss.nytimes.com": ("nytimes", feeds.nyt_feed),
    "feeds.bloomberg.com": ("bloomberg", feeds.bloomberg_feed),
}
_REUTERS = "https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml"
_NYTIMES = "https://www.nytimes.com/sitemaps/new/news-1.xml.gz"
_BBC = "https://www.bbc.com/sitemaps/https-sitemap-com-news-1.xml"


@dataclass(frozen=True, slots=True)
class Page:
    """A feed or a sitemap as it stands now."""

    body: bytes
    content_type: str
    changed: datetime
    """When its newest part appeared."""


class Newsroom:
    """`respond` is what `tests.fakeweb` calls; `now` is the moment as of which it answers.

    `key` is what the New York Times' APIs ask for; without one they refuse everybody.
    """

    def __init__(self, entries: Sequence[Entry], now: datetime | None = None, key: str = "") -> None:
        self._key = key
        self._entries = sorted(entries, key=lambda entry: entry.published, reverse=True)
        self.now = now or datetime(2013, 6, 19, 22, tzinfo=UTC)

    def respond(self, url: str, _headers: Mapping[str, str]) -> Answer:
        """The answer of the host that the address names."""
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path
        if path == "/robots.txt" and host in ROBOTS:
            return Answer(headers={"Content-Type": "text/plain"}, body=ROBOTS[host].encode())
        if host == apis.HOST and path != "/robots.txt":
            return apis.api(path, parse_qs(parts.query), self.entries("nytimes"), self._key)
        page = self._feed(host, path, url) or self._sitemap(host, path, parse_qs(parts.query))
        return _answer_of(page) if page else self._article(host, path)

    def entries(self, source: str, section: str = "") -> list[Entry]:
        """What a feed of that section holds now, newest first."""
        out = [entry for entry in self._entries if entry.source == source and entry.published <= self.now]
        fresh = [
            entry for entry in out if entry.published > self.now - REACH and matches(source, section, entry.section)
        ]
        rest = [entry for entry in out if entry not in fresh]
        chosen = fresh[:MOST] + rest[: max(0, LEAST - len(fresh))]
        return sorted(chosen, key=lambda entry: entry.published, reverse=True)

    def _feed(self, host: str, path: str, url: str) -> Page | None:
        source, write = _FEED_HOSTS.get(host, ("", None))
        section = section_of(path) if path.endswith((".xml", ".rss")) else None
        if write is None or section is None:
            return None
        held = self.entries(source, section)
        return Page(write(spoken(section), url, held).encode(), _RSS, _changed(held))

    def _sitemap(self, host: str, path: str, query: Mapping[str, list[str]]) -> Page | None:
        if (host, path) == ("www.reuters.com", "/arc/outboundfeeds/news-sitemap-index/"):
            return self._index("reuters", _REUTERS, more="&from={}")
        if (host, path) == ("www.reuters.com", "/arc/outboundfeeds/news-sitemap/"):
            return self._urlset("reuters", first=int(query.get("from", ["0"])[0]))
        if (host, path) == ("www.bloomberg.com", "/sitemaps/news/latest.xml"):
            return self._urlset("bloomberg")
        if (host, path) == ("www.nytimes.com", "/sitemaps/new/news.xml.gz"):
            return self._index("nytimes", _NYTIMES)  # plain XML in spite of its name
        if (host, path) == ("www.nytimes.com", urlsplit(_NYTIMES).path):
            return _gzipped(self._urlset("nytimes"))
        if (host, path) == ("www.bbc.com", "/sitemaps/https-index-com-news.xml"):
            return self._index("bbc", _BBC)
        if (host, path) == ("www.bbc.com", urlsplit(_BBC).path):
            return self._urlset("bbc")
        return None

    def _index(self, source: str, child: str, more: str = "") -> Page:
        held = self.entries(source)
        starts = range(0, max(1, len(held)), SITEMAP_PAGE)
        children = [child + (more.format(start) if start else "") for start in starts]
        changed = _changed(held)
        return Page(sitemaps.index([(loc, changed) for loc in children]).encode(), _XML, changed)

    def _urlset(self, source: str, first: int = 0) -> Page:
        held = self.entries(source)[first : first + SITEMAP_PAGE]
        return Page(sitemaps.news_sitemap(source, held).encode(), _XML, _changed(held))

    def _article(self, host: str, path: str) -> Answer:
        for entry in self._entries:
            known = urlsplit(address(entry))
            if known.path == path and entry.published <= self.now and host.split(".")[1] == known.netloc.split(".")[1]:
                return article_page(entry) if entry.source == "bbc" else wall(entry.source)
        return Answer(status=404, headers={"Content-Type": "text/html"}, body=b"<html><title>Not found</title></html>")


def section_of(path: str) -> str | None:
    """The section that a feed's path names; empty for the front page's, None where no feed is."""
    parts = [part for part in path.removesuffix(".xml").removesuffix(".rss").split("/") if part]
    if not parts:
        return None
    if parts[-1] in ("rss", "news"):  # /news/world/rss.xml, /markets/news.rss
        parts = parts[:-1]
    return "" if not parts or parts[-1] in ("news", "HomePage") else parts[-1].lower()


def _answer_of(page: Page) -> Answer:
    """With validators: FakeWeb answers 304 to whoever brings them back."""
    headers = {
        "Content-Type": page.content_type,
        "ETag": f'"{hashlib.sha256(page.body).hexdigest()[:24]}"',
        "Last-Modified": format_datetime(page.changed, usegmt=True),
    }
    return Answer(headers=headers, body=page.body)


def _changed(entries: Sequence[Entry]) -> datetime:
    return max((entry.published for entry in entries), default=datetime(2013, 6, 1, tzinfo=UTC))


def _gzipped(page: Page) -> Page:
    return Page(gzip.compress(page.body, mtime=0), "application/x-gzip", page.changed)
