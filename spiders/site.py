"""Exploring a publisher: which feeds and sitemaps a page and its robots.txt name, and what a first reading gives."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from monitor.domain.model import Endpoint, EndpointBatch, EndpointKind, Outcome, Source, Validators
from monitor.domain.site import Route, Site, domain_of, key_of, name_of
from monitor.errors import NotAFeed
from spiders.bodies import is_page
from spiders.errand import ENGINES, Errand
from spiders.guard import refusal
from spiders.patience import patience
from spiders.reading import Found, Scope
from spiders.text import text_of

if TYPE_CHECKING:
    from spiders.crawl import CrawlOptions

MOST = 16
"""Addresses that are tried of one site."""
_DEEPEST = 3
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_LOOKS_LIKE_A_FEED = re.compile(
    r"(?:/rss|/feeds?)(?:[/.?]|$)|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.xml", re.IGNORECASE
)
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ABOUT_NEWS = re.compile(r"news", re.IGNORECASE)
_ENTRIES = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_USUAL = ("/feed", "/rss.xml", "/feed.xml", "/rss", "/atom.xml", "/news-sitemap.xml", "/sitemap.xml")
"""Where a publisher's feed or sitemap commonly is: tried where a page names no feed."""


class SiteErrand(Errand):
    """Reads a page, then the feeds and sitemaps that it and robots.txt name."""

    def __init__(self, url: str, options: CrawlOptions) -> None:
        host = urlsplit(url).hostname or ""
        source = Source(key_of(host), host, (domain_of(host),), key_of(host))
        super().__init__(
            0, _Explored(Endpoint(f"{source.key}/page", source.key, url, EndpointKind.FEED, 0), source), options
        )
        self.name, self.language, self.home = "", "", url
        self.routes: dict[str, Route] = {}
        self._indexes: dict[str, str] = {}
        self._named: set[str] = set()
        """What robots.txt names."""
        self._told = Outcome.NEW, ""
        self._seen = False
        self._guessed = False

    def read(self, url: str, body: bytes, headers: Mapping[str, str], depth: int) -> list[str]:
        """Take in the page, robots.txt, or one of the addresses that they name."""
        if depth == 0:
            return self._first(url, body, headers)
        if url.endswith("/robots.txt"):
            named = sorted(
                _SITEMAP.findall(body.decode("utf-8", "replace")), key=lambda each: not _ABOUT_NEWS.search(each)
            )
            self._named.update(named)
            return [each for each in named if each.startswith("http") and each not in self.routes][: MOST // 2]
        return self._route(url, body, headers, depth)

    def fail(self, outcome: Outcome, cause: str, url: str = "") -> None:
        """A route that fails is a finding; the page that fails is the outcome."""
        if not self._seen:
            self._told = outcome, f"{self.url}: {cause}"
        elif url in self._named or not (self._guessed or url.endswith("/robots.txt")):
            self.routes[url] = Route(url, None, cause=cause)

    def batch(self) -> EndpointBatch:
        """The outcome of the page alone."""
        outcome, cause = self._told
        return EndpointBatch(
            self.plan.endpoint.key, self.plan.source.key, outcome, http_status=self.status, cause=cause
        )

    def site(self) -> Site:
        """All findings."""
        outcome, cause = self._told
        name = self.name or name_of("", urlsplit(self.home).hostname or "")
        routes = tuple(self.routes.values())
        return Site(self.url, self.home, name, self.language or "en", routes, outcome, cause)

    def _first(self, url: str, body: bytes, headers: Mapping[str, str]) -> list[str]:
        """What stands at the address itself: a page, or a route. Raises NotAFeed where it is neither."""
        self.home = url
        if is_page(body):
            self._seen = True
            found = self._page(url, body, headers)
            self._guessed = not found
            return [urljoin(url, "/robots.txt"), *(found or (urljoin(url, each) for each in _USUAL))][:MOST]
        try:
            further = self._route(url, body, headers, 0)
        except NotAFeed as error:
            raise NotAFeed("neither a web page, a feed nor a sitemap stands there") from error
        self._seen = True
        with patience(self.options.read_s):
            self._introduce(body)
        return further

    def _introduce(self, body: bytes) -> None:
        """Name, language and site of a feed, by what stands before its entries."""
        import feedparser

        feed = feedparser.parse(io.BytesIO(_ENTRIES.split(body, maxsplit=1)[0])).feed
        link = str(feed.get("link") or "")
        if link and not refusal(link):
            self.home = link
        self.name = name_of(text_of(feed.get("title", "")), urlsplit(self.home).hostname or "")
        self.language = str(feed.get("language") or "")[:2].lower()

    def _page(self, url: str, body: bytes, headers: Mapping[str, str]) -> list[str]:
        _, source = html_to_unicode(headers.get("content-type", ""), body)
        try:
            tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
        except (etree.ParserError, ValueError):
            return []
        named = [each.get("content") or "" for each in tree.iter("meta") if each.get("property") == "og:site_name"]
        title = name_of(text_of(tree.findtext(".//title") or ""), urlsplit(url).hostname or "")
        self.name = text_of(next((name for name in named if name), ""))[:80] or title
        self.language = (tree.get("lang") or "")[:2].lower()
        linked = [each.get("href") for each in tree.iter("link") if (each.get("type") or "") in _FEED_TYPES]
        guessed = [href for each in tree.iter("a") if _LOOKS_LIKE_A_FEED.search(href := each.get("href") or "")]
        found = [urljoin(url, href.strip()) for href in (*linked, *guessed) if href]
        return list(dict.fromkeys(each.partition("#")[0] for each in found if each.startswith("http")))

    def _route(self, url: str, body: bytes, headers: Mapping[str, str], depth: int) -> list[str]:
        """Try each engine; an index of sitemaps leads to its first child."""
        for kind in (EndpointKind.FEED, EndpointKind.SITEMAP):
            try:
                with patience(self.options.read_s):
                    found = ENGINES[kind](body, headers, self._any(url))
            except NotAFeed:
                continue
            return self._enter(url, kind, found, depth)
        raise NotAFeed("neither a feed nor a sitemap")

    def _enter(self, url: str, kind: EndpointKind, found: Found, depth: int) -> list[str]:
        route = replace(_found(url, kind, found), part_of=self._indexes.get(url, ""))
        self.routes[url] = route
        if route.part_of:  # what the page holds tells what the index is worth
            index = self.routes[route.part_of]
            self.routes[index.url] = replace(
                index,
                entries=route.entries,
                newest=route.newest,
                first_title=route.first_title,
                dated=route.dated,
                too_many=route.too_many,
            )
        if not found.index or not found.children or depth >= _DEEPEST:
            return []
        child, _ = max(found.children, key=_worth)
        self._indexes[child] = url
        return [child]

    def _any(self, url: str) -> Scope:
        source = self.plan.source
        return Scope(source.key, source.language, url, self.options.now, self.options.max_entries, lambda _: set())


@dataclass(frozen=True, slots=True)
class _Explored:
    """The plan of an exploration."""

    endpoint: Endpoint
    source: Source
    validators: Validators = Validators()  # noqa: RUF009 - frozen, and the same for all

    secret: str = ""

    def known(self, identities: object, /) -> set[str]:
        """Nothing is known yet."""
        return set()


def _found(url: str, kind: EndpointKind, found: Found) -> Route:
    reading = found.reading
    title = reading.articles[0].title if reading.articles else ""
    dated = any(article.published for article in reading.articles)
    route = Route(url, kind, reading.entries, reading.newest, title, reading.broken or reading.note)
    route = replace(route, dated=dated, too_many=reading.too_many)
    return replace(route, cause="an index of sitemaps", children=_of_news(url, found)) if found.index else route


def _of_news(url: str, found: Found) -> str:
    """What tells an index's sitemaps of news from its others; empty where nothing does, or nothing has to."""
    about = ["news" in urlsplit(child).path for child, _ in found.children]
    return "news" if any(about) and not all(about) and "news" not in (urlsplit(url).hostname or "") else ""


def _worth(child: tuple[str, datetime | None]) -> tuple[bool, datetime]:
    """Of an index's sitemaps the one that tells most of it: about news before others, and the newest."""
    address, changed = child
    return bool(_ABOUT_NEWS.search(urlsplit(address).path)), changed or datetime.min.replace(tzinfo=UTC)
