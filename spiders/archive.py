"""The engines of archives: what an answer of each kind holds. Functions of bytes, so a replay reads as a fetch did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Protocol

from monitor.domain.model import Access, RawArticle
from monitor.domain.urls import belongs, unwrap
from monitor.domain.windows import ArchiveKind
from monitor.errors import Blocked, FetchError, NotAFeed
from spiders.blocks import wall
from spiders.bodies import is_page, plain
from spiders.causes import of_status
from spiders.feed import read_feed
from spiders.patience import patience
from spiders.reading import Found, Scope
from spiders.sitemap import read_sitemap

LARGEST = 200_000_000
"""Bytes of one body after decompression: a month of the New York Times' archive has 20 MB, a day of GDELT 100."""
MOST = 100_000
_READ_S = 120.0
_SLACK = timedelta(days=1)
"""Publishers' days are not UTC's."""


class Answer(Protocol):
    """A raw answer, as `monitor.app.backfill_ports.RawAnswer` has it."""

    @property
    def url(self) -> str:
        """As it was asked."""
        ...

    @property
    def status(self) -> int:
        """HTTP's."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case."""
        ...

    @property
    def body(self) -> bytes:
        """As it came."""
        ...

    @property
    def at(self) -> datetime:
        """When."""
        ...


@dataclass(frozen=True, slots=True)
class ArchiveScope:
    """For whom, for which days and with which options an answer is read."""

    source: str
    language: str
    domains: tuple[str, ...]
    first: date
    last: date
    now: datetime
    keywords: bool = True
    options: Mapping[str, str] = field(default_factory=dict)

    def holds(self, moment: datetime | None) -> bool:
        """Whether a time lies in the window, give or take a day; what has none is not known to lie outside."""
        start = datetime.combine(self.first, time(), UTC)
        end = datetime.combine(self.last + timedelta(days=1), time(), UTC)
        return moment is None or start - _SLACK <= moment < end + _SLACK

    def live(self, url: str) -> Scope:
        """The scope of the live engines, with nothing known."""
        return Scope(self.source, self.language, url, self.now, MOST, lambda _: set(), self.keywords)


@dataclass(frozen=True, slots=True)
class Page:
    """What stood in an answer."""

    articles: tuple[RawArticle, ...] = ()
    entries: int = 0
    further: tuple[str, ...] = ()
    broken: str = ""


ArchiveEngine = Callable[[bytes, Answer, ArchiveScope], Page]


def read_archive(kind: ArchiveKind, answer: Answer, scope: ArchiveScope) -> Page:
    """The entries and further addresses of an answer. Raises FetchError; a refusal that was captured is an answer."""
    captured = "memento-datetime" in answer.headers
    if captured and answer.status != HTTPStatus.OK:
        return Page()
    body = plain(answer.body, LARGEST)
    if words := wall(answer.status, answer.url, answer.headers, body, page=is_page(body)):
        if captured:
            return Page()
        raise Blocked(f"{words} (HTTP {answer.status})")
    if error := of_status(answer.status):
        raise error
    with patience(_READ_S):
        return engines()[kind](body, answer, scope)


def engines() -> dict[ArchiveKind, ArchiveEngine]:
    """A new kind of archive is one engine and one line here."""
    from spiders import archive_gdelt as gdelt
    from spiders import archive_nyt as nyt
    from spiders import archive_wayback as wayback

    return {
        ArchiveKind.SITEMAP: read_dated_sitemap,
        ArchiveKind.NYT_ARCHIVE: nyt.read_month,
        ArchiveKind.NYT_SEARCH: nyt.read_search,
        ArchiveKind.DAY_PAGE: nyt.read_day_page,
        ArchiveKind.WAYBACK: wayback.read_wayback,
        ArchiveKind.GDELT_EVENTS: gdelt.read_events,
        ArchiveKind.GDELT_GKG: gdelt.read_gkg,
        ArchiveKind.GDELT_MENTIONS: gdelt.read_mentions,
    }


def read_dated_sitemap(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """A sitemap of some days, or an index of which the files are asked that were changed since the window began."""
    found = read_sitemap(body, answer.headers, scope.live(answer.url))
    if found.index:
        return Page(further=_children(found, scope))
    return taken(found.reading.articles, found.reading.broken, scope)


def taken(articles: Sequence[RawArticle], broken: str, scope: ArchiveScope) -> Page:
    """The entries that lie in the window. An entry without a day is placed by its last change, if that is wanted."""
    dated = (_placed(article, scope) for article in articles)
    inside = tuple(article for article in dated if scope.holds(article.published))
    return Page(inside, len(inside), (), broken)


def _placed(article: RawArticle, scope: ArchiveScope) -> RawArticle:
    """An address may bear no day (Reuters' pictures). A change on the very day that the file is of is its time.

    The BBC's archive knows no days at all. Its lastmod may be a later edit's, and says so.
    """
    changed = article.modified
    if article.published is not None or changed is None:
        return article
    if scope.first == scope.last == changed.date():
        return replace(article, published=changed, published_from="sitemap")
    if scope.options.get("by") == "lastmod":
        return replace(article, published=changed, published_from="lastmod")
    return article


def _children(found: Found, scope: ArchiveScope) -> tuple[str, ...]:
    start = datetime.combine(scope.first, time(), UTC)
    wanted = scope.options.get("children", "")
    return tuple(
        url
        for url, changed in found.children
        if belongs(url, scope.domains) and wanted in url and (changed is None or changed >= start)
    )


def read_anything(answer: Answer, scope: ArchiveScope) -> Page:
    """The entries of a feed or a sitemap, or the one article of a page: whatever a WARC record holds."""
    if answer.status != HTTPStatus.OK or not belongs(answer.url, scope.domains):
        return Page()
    body = plain(answer.body, LARGEST)
    if is_page(body):
        return read_article(body, answer, scope)
    return read_listing(body, answer, scope)


def read_article(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """The one article of a page. None where only a guess dates it: an undated page is no evidence of a day."""
    from spiders.page import read_page

    page = read_page(body, unwrap(answer.url), scope.now, headers=answer.headers, status=answer.status)
    if not page.title or page.published is None or page.published_from == "htmldate" or not scope.holds(page.published):
        return Page()
    article = RawArticle(
        source=scope.source,
        url=page.url,
        title=page.title,
        summary=page.summary,
        published=page.published,
        published_from=page.published_from,
        modified=page.modified,
        language=page.language or scope.language,
        keywords=page.keywords if scope.keywords else (),
        access=Access.TEASER if page.summary else Access.HEADLINE,
    )
    return Page((article,), 1)


def read_listing(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """The entries of a feed or a sitemap, told by what reads them. Raises FetchError."""
    for engine in (read_sitemap, read_feed):
        try:
            reading = engine(body, answer.headers, scope.live(answer.url)).reading
        except NotAFeed:
            continue
        inside = tuple(article for article in reading.articles if scope.holds(article.published))
        return Page(inside, len(inside), (), reading.broken)
    raise FetchError("it is neither a feed nor a sitemap")
