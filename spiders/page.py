"""The ladder for an article's page: JSON-LD, OpenGraph, meta, microdata, what is visible, the address, htmldate last.

Each rung that fails leaves the question to the next one; every time says from which rung it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from monitor.domain.model import Access, Page
from monitor.domain.times import parse_time
from monitor.domain.urls import address_date, belongs, canonical, house_of
from monitor.errors import Unreadable
from spiders import jsonld
from spiders.blocks import wall
from spiders.reading import believable
from spiders.text import text_of

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "article_published_time",
    "datepublished", "publisheddate", "parsely-pub-date", "sailthru.date", "iso-8601-publish-date", "dc.date.issued",
    "dcterms.created", "ptime", "originalpublicationdate", "analyticsattributes.articledate", "pubdate", "publishdate",
    "revision_date", "dc.date", "pdate", "displaydate", "date",
)  # fmt: skip
"""Names of meta elements from the surest down. REVISION_DATE is what Reuters' pages of 2012 to 2014 show as theirs."""
_MODIFIED = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "lastdate",
    "last_updated_date",
    "utime",
)
_OF_DAYS = frozenset({"pdate", "displaydate", "dc.date.issued"})
_TITLES = ("og:title", "twitter:title", "title")
_SUMMARIES = ("og:description", "description", "twitter:description")
_CLOCK = re.compile(r"\d{1,2}:\d{2}|T\d{4}|\d{14}|^\d{10,13}$")
_VISIBLE = (
    '//*[@id="pubDate" or contains(@class,"timestamp") or contains(@class,"datestamp") or contains(@class,"pubdate")]'
)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\D{0,12}?(\d{1,2}:\d{2}))?")
_YEARLY = re.compile(r" \((?:Published|Updated) \d{4}\)$")
_TAIL = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")
_OPEN_TEXT = 600
"""Characters in paragraphs from which a page that says nothing of a wall is taken for open."""


def read_page(
    body: bytes,
    url: str,
    now: datetime,
    *,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
    text: bool = False,
) -> Page:
    """The page as it describes itself. `text` asks for the body of an open one too. Raises Unreadable for no page."""
    headers = headers or {}
    if wall(status, url, headers, body, page=True):
        return Page(canonical(url), "", access=Access.BLOCKED)
    _, source = html_to_unicode(headers.get("content-type", ""), body)
    try:
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable(f"{url}: no page ({error})") from error
    return _Reader(tree, source, url, now).page(text=text)


@dataclass(frozen=True, slots=True)
class _Moment:
    """One statement of a time. `clock` tells whether it is more than a day."""

    when: datetime
    rung: str
    clock: bool


class _Reader:
    """One page, looked at from the top of the ladder down."""

    def __init__(self, tree: Any, source: str, url: str, now: datetime) -> None:
        self.tree, self.source, self.url, self.now = tree, source, url, now
        self.meta = _metas(tree)
        scripts = tree.xpath('//script[contains(translate(@type,"LDJSON","ldjson"),"ld+json")]')
        self.data = next(iter(jsonld.articles(script.text or "" for script in scripts)), {})

    def page(self, *, text: bool) -> Page:
        published, rung = self._published()
        access = self._access()
        return Page(
            url=self._canonical(),
            title=self._title(),
            summary=text_of(jsonld.text(self.data.get("description")) or self._first(_SUMMARIES)),
            published=published,
            published_from=rung,
            modified=self._modified(),
            language=self._language(),
            keywords=self._keywords(),
            access=access,
            body=self._text() if text and access is Access.FULL else "",
        )

    def _first(self, names: tuple[str, ...]) -> str:
        return next((self.meta[name] for name in names if self.meta.get(name)), "")

    def _canonical(self) -> str:
        """What the page names as its address, if that lies with the same publisher; else where it was found.

        A page that was handed in without an address is believed.
        """
        links = [*self.tree.xpath('//link[translate(@rel,"CANOIL","canoil")="canonical"]/@href')]
        named = [*links[:1], self.meta.get("og:url", ""), jsonld.text(self.data.get("url"))]
        for address in named:
            full = canonical(urljoin(self.url, address.strip())) if address.strip() else ""
            if full and (not self.url or _same_publisher(full, canonical(self.url))):
                return full
        return canonical(self.url)

    def _title(self) -> str:
        given = jsonld.text(self.data.get("headline")) or self._first(_TITLES)
        if not given:
            found = self.tree.xpath("//h1") or self.tree.xpath("//title")
            given = _TAIL.sub("", " ".join(found[0].text_content().split())) if found else ""
        return _YEARLY.sub("", text_of(given))

    def _published(self) -> tuple[datetime | None, str]:
        """The first rung's time; where that is but a day, a time of that day from a lower rung."""
        moments = [each for each in self._moments() if believable(each.when, self.now)]
        first = next(iter(moments), None)
        if first is None:
            return self._guessed()
        if not first.clock:
            span = timedelta(hours=-14), timedelta(hours=38)
            first = next((m for m in moments if m.clock and span[0] <= m.when - first.when <= span[1]), first)
        return first.when, first.rung

    def _moments(self) -> Iterator[_Moment]:
        yield from _moment(jsonld.text(self.data.get("datePublished")), "jsonld")
        for name in _PUBLISHED:
            rung = "opengraph" if ":" in name else "meta"
            yield from _moment(self.meta.get(name, ""), rung, clock=name not in _OF_DAYS)
        for written in self.tree.xpath("//article//time/@datetime | //main//time/@datetime")[:1]:
            yield from _moment(written, "time")
        for element in self.tree.xpath(_VISIBLE)[:8]:
            yield from _visible(element)
        day = address_date(self.url)
        if day is not None:
            yield _Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), "address", clock=False)

    def _guessed(self) -> tuple[datetime | None, str]:
        """htmldate costs most and is right least: the last resort."""
        from htmldate import find_date

        found = find_date(self.tree, original_date=True, max_date=self.now.date().isoformat())
        moment = parse_time(found or "")
        return (moment, "htmldate") if moment else (None, "")

    def _modified(self) -> datetime | None:
        written = jsonld.text(self.data.get("dateModified")) or self._first(_MODIFIED)
        return believable(parse_time(written), self.now)

    def _language(self) -> str:
        declared = self.tree.get("lang") or self.meta.get("content-language") or self.meta.get("og:locale") or ""
        found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", declared)
        return found[0].lower() if found else ""

    def _keywords(self) -> tuple[str, ...]:
        given = self.data.get("keywords")
        parts = given if isinstance(given, list) else re.split(r"[,;]", jsonld.text(given) or self._first(_KEYWORDS))
        return tuple(dict.fromkeys(word for part in parts if isinstance(part, str) and (word := text_of(part))))

    def _access(self) -> Access:
        """What the page itself says of its wall; else whether there is text."""
        free = jsonld.flag(self.data.get("isAccessibleForFree"))
        if free is None:
            free = jsonld.flag(self.meta.get("isaccessibleforfree", ""))
        tier = (self.meta.get("article:content_tier") or self.meta.get("article_content_tier") or "").lower()
        if free is None and tier:
            free = tier == "free"
        if free is None:
            free = sum(len(p.text_content().strip()) for p in self.tree.iter("p")) >= _OPEN_TEXT
        return Access.FULL if free else Access.TEASER

    def _text(self) -> str:
        from trafilatura import extract

        return extract(self.source, url=self.url, fast=True, include_comments=False, include_tables=False) or ""


_KEYWORDS = ("news_keywords", "keywords")


def _metas(tree: Any) -> dict[str, str]:
    """The first content of each meta element, by its name in lower case."""
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = next(
            (element.get(key) for key in ("property", "name", "itemprop", "http-equiv") if element.get(key)), ""
        )
        content = (element.get("content") or element.get("value") or "").strip()
        if name and content:
            out.setdefault(name.strip().lower(), content)
    return out


def _moment(written: str, rung: str, *, clock: bool = True) -> Iterator[_Moment]:
    when = parse_time(written) if written else None
    if when is not None:
        yield _Moment(when, rung, clock and _CLOCK.search(written) is not None)


def _visible(element: Any) -> Iterator[_Moment]:
    """A time that readers see, or that stands in an attribute of what they see."""
    for written in (element.get("value"), element.get("content"), element.text_content()):
        if written and len(written) < 80:
            yield from _moment(" ".join(written.split()), "visible")
            if found := _CHINESE.search(written):
                year, month, day, clock = found.groups()
                yield from _moment(f"{year}-{month}-{day} {clock or ''}".strip(), "visible")


def _same_publisher(one: str, other: str) -> bool:
    hosts = [urlsplit(each).hostname or "" for each in (one, other)]
    if house_of(hosts[0]) or house_of(hosts[1]):
        return house_of(hosts[0]) == house_of(hosts[1])
    base = ".".join(hosts[1].removeprefix("www.").split(".")[-2:])
    return belongs(one, (base,))
