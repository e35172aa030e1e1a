"""The New York Times' archives: a month by the Archive API, a day by Article Search, the site's own page of a day."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import ijson
from lxml import html

from monitor.domain.model import Access, RawArticle
from monitor.domain.times import parse_time
from monitor.domain.urls import address_date, belongs, urlsplit_or_none
from monitor.errors import NotAFeed, Unreadable
from spiders.archive import Answer, ArchiveScope, Page
from spiders.text import surname_last, text_of

A_PAGE, PAGES = 10, 100
"""Article Search gives ten documents a page and no more than a hundred pages."""
_NAMES = frozenset({"subject", "glocations", "organizations", "persons", "creative_works"})


def read_month(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """All documents of a month, streamed: twenty megabytes are never one tree of objects."""
    del answer
    articles, count, broken = [], 0, ""
    try:
        for document in documents(body):
            count += 1
            if article := article_of(document, scope.source, scope.language):
                articles.append(article)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        broken = f"it breaks off after {count} documents ({str(error).splitlines()[0]})"
        if not count:
            raise Unreadable(broken) from error
    inside = tuple(article for article in articles if scope.holds(article.published))
    return Page(inside, len(inside), (), broken)


def read_search(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """One page of a day's search; the first one names the others, up to the hundredth."""
    page = read_month(body, answer, scope)
    asked = dict(parse_qsl(urlsplit(answer.url).query))
    if int(asked.get("page", "0") or 0) > 0:
        return page
    hits = count_of(body)
    last = min(-(-hits // A_PAGE), PAGES)
    broken = f"{hits} documents, and only {A_PAGE * PAGES} can be asked for" if hits > A_PAGE * PAGES else page.broken
    further = tuple(_paged(answer.url, number) for number in range(1, last))
    return Page(page.articles, page.entries, further, broken)


def count_of(body: bytes) -> int:
    """How many documents there are: `response.meta.hits`, since April 2025 `response.metadata.hits`."""
    try:
        found = (next(ijson.items(io.BytesIO(body), f"response.{name}.hits"), None) for name in ("metadata", "meta"))
        return int(next((hits for hits in found if hits is not None), 0))
    except ijson.JSONError as error:
        raise Unreadable(f"no JSON ({str(error).splitlines()[0]})") from error


def documents(body: bytes) -> Iterator[dict[str, Any]]:
    """Documents of either envelope; `docs` may be null (a month without any)."""
    if not body.lstrip()[:1] == b"{":
        raise NotAFeed("it is no JSON object")
    for value in ijson.items(io.BytesIO(body), "response.docs.item", use_float=True):
        if isinstance(value, dict):
            yield value


def article_of(document: dict[str, Any], source: str, language: str) -> RawArticle | None:
    """A document as an article; None where it has no address or no headline."""
    url = str(document.get("web_url") or "")
    headline = document.get("headline")
    title = text_of(str((headline.get("main") if isinstance(headline, dict) else headline) or ""))
    if urlsplit_or_none(url) is None or not title:
        return None
    summary = text_of(str(document.get("abstract") or document.get("snippet") or document.get("lead_paragraph") or ""))
    return RawArticle(
        source=source,
        url=url,
        title=title,
        summary=summary,
        published=parse_time(str(document.get("pub_date") or "")),
        published_from="nyt_api",
        external_id=str(document.get("uri") or document.get("_id") or ""),
        language=language,
        keywords=_keywords(document.get("keywords")),
        access=Access.TEASER if summary else Access.HEADLINE,
    )


def _keywords(written: Any) -> tuple[str, ...]:
    """Names that an editor gave: persons, places, organisations, subjects."""
    rows = written if isinstance(written, list) else []
    found = (row for row in rows if isinstance(row, dict) and str(row.get("name", "")).lower() in _NAMES)
    return tuple(dict.fromkeys(_spoken(row) for row in found if row.get("value")))


def _spoken(row: dict[str, Any]) -> str:
    """A name in the order of speech: persons come as `Surname, Name` (quirk 4)."""
    return surname_last(str(row["value"])) if str(row["name"]).lower() == "persons" else str(row["value"])


def _paged(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = urlencode({**dict(parse_qsl(parts.query)), "page": str(number)})
    return urlunsplit(parts._replace(query=query))


def read_day_page(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """A page that lists a day's articles by title: links of the publisher whose address bears a day of the window."""
    root = html.document_fromstring(body or b"<html/>")
    articles: dict[str, RawArticle] = {}
    for link in root.iterfind(".//a[@href]"):
        url = urljoin(answer.url, link.get("href") or "")
        title, day = text_of("".join(str(part) for part in link.itertext())), address_date(url)
        if (
            not title
            or day is None
            or not belongs(url, scope.domains)
            or urlsplit(url).path == urlsplit(answer.url).path
        ):
            continue
        published = datetime.combine(day, time(), UTC)
        if scope.holds(published):
            articles.setdefault(
                url, RawArticle(scope.source, url, title, published=published, published_from="address",
                                language=scope.language)
            )  # fmt: skip
    return Page(tuple(articles.values()), len(articles))
