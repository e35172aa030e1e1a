"""The engine for sitemaps: urlset and index, with the fields of news sitemaps, which Scrapy's own drops."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lxml import etree

from monitor.domain.model import Drop, RawArticle
from monitor.domain.times import parse_time
from monitor.domain.urls import address_date, address_title, unwrap
from monitor.errors import NotAFeed, Unreadable
from spiders.bodies import is_markup, refuse_page
from spiders.reading import Found, Reading, Scope, believable, newest_of
from spiders.text import text_of

_UNSAFE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_STARTS = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_HEAD = 4096
_LANGUAGES = {"eng": "en", "rus": "ru", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "ara": "ar"}
_NEAR = timedelta(days=2)


def read_sitemap(body: bytes, headers: Mapping[str, str], scope: Scope) -> Found:
    """The sitemap's addresses as articles, or its children. Raises NotAFeed or Unreadable."""
    refuse_page(body)
    if _UNSAFE.search(body[:_HEAD]):
        raise Unreadable("it declares a document type, which no sitemap needs")
    if not is_markup(body):
        raise NotAFeed("it is not XML")
    articles: list[RawArticle] = []
    children: list[tuple[str, datetime | None]] = []
    broken, more, root, lost = "", False, "", 0
    walk = etree.iterparse(
        io.BytesIO(body), events=("end",), tag=("{*}url", "{*}sitemap"), resolve_entities=False, no_network=True
    )
    try:
        for _, element in walk:
            root = root or _root_of(element)
            if len(articles) + len(children) >= scope.max_entries:
                more = True
                break
            if _name(element) == "sitemap":
                children += _child(element)
            elif article := _article(element, scope):
                articles.append(article)
            else:
                lost += 1
            element.clear()
        root = root or _name(walk.root)
    except etree.XMLSyntaxError as error:
        broken = f"it breaks off after {len(articles) or len(children)} entries ({error.msg})"
        root = root or ("urlset" if _STARTS.search(body[:_HEAD]) else "")
    return _sitemap(articles, children, scope, _Walk(root, broken, more, lost))


@dataclass(frozen=True, slots=True)
class _Walk:
    """How the way through the document ended."""

    root: str
    broken: str
    more: bool
    lost: int
    """Entries without an address."""


def _sitemap(
    articles: list[RawArticle], children: list[tuple[str, datetime | None]], scope: Scope, walk: _Walk
) -> Found:
    if walk.broken and not articles and not children:
        raise Unreadable(walk.broken) if walk.root else NotAFeed(f"it is no sitemap: {walk.broken}")
    if walk.root not in ("urlset", "sitemapindex"):
        raise NotAFeed(f"its root is <{walk.root}>, not <urlset> or <sitemapindex>")
    newest = newest_of([article.published or article.modified for article in articles], scope.now)
    count = len(articles) + len(children) + walk.lost
    lost = {Drop.NO_ADDRESS.value: walk.lost} if walk.lost else {}
    reading = Reading(tuple(articles), count, newest, len(articles), walk.broken, walk.more, lost=lost)
    return Found(reading, tuple(children), walk.root == "sitemapindex")


def _root_of(element: etree._Element) -> str:
    """The name of the document's root; a document type that came in another encoding is found here."""
    tree = element.getroottree()
    if tree.docinfo.internalDTD:
        raise Unreadable("it declares a document type, which no sitemap needs")
    return _name(tree.getroot())


def _child(element: etree._Element) -> list[tuple[str, datetime | None]]:
    fields = _fields(element)
    return [(fields["loc"], parse_time(fields.get("lastmod", "")))] if fields.get("loc") else []


def _article(element: etree._Element, scope: Scope) -> RawArticle | None:
    fields = _fields(element)
    url = unwrap("".join(fields.get("loc", "").split()))
    if not url.startswith(("http://", "https://")):
        return None
    news = next((_fields(child, deep=True) for child in element if _name(child) == "news"), {})
    published, provenance = _published(url, fields, news, scope.now)
    title = text_of(news.get("title", ""))
    return RawArticle(
        source=scope.source,
        url=url,
        title=title or address_title(url) or url,
        title_from="" if title else "address",
        published=published,
        published_from=provenance,
        modified=believable(parse_time(fields.get("lastmod", "")), scope.now),
        language=_language(news.get("language", "")) or scope.language,
        keywords=_keywords(news.get("keywords", "")) if scope.keywords else (),
    )


def _published(url: str, fields: dict[str, str], news: dict[str, str], now: datetime) -> tuple[datetime | None, str]:
    """When, and how we know. Some re-stamp `lastmod` daily (quirk 6): it counts only near the address's day."""
    given = parse_time(news.get("publication_date", ""))
    if given is not None:
        return (given, "sitemap") if believable(given, now) else (None, "sitemap_future")
    day = address_date(url)
    if day is None:
        return None, ""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    changed = parse_time(fields.get("lastmod", ""))
    if changed is not None and -_NEAR / 2 <= changed - start < _NEAR:
        return (changed, "sitemap") if believable(changed, now) else (None, "sitemap_future")
    return (start, "address") if believable(start, now) else (None, "address_future")


def _fields(element: etree._Element, *, deep: bool = False) -> dict[str, str]:
    """Texts of the children by name; with `deep` of all below, the first of each name."""
    out: dict[str, str] = {}
    for child in element.iterdescendants() if deep else element:
        if text := (child.text or "").strip():
            out.setdefault(_name(child), text)
    return out


def _keywords(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in written.split(",") if (word := text_of(part))))


def _language(written: str) -> str:
    lower = written.lower()
    return _LANGUAGES.get(lower[:3], "") or (lower[:2] if re.match(r"[a-z]{2}(?:$|[-_])", lower) else "")


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
