"""The engine for RSS, RDF and Atom: feedparser reads what the slice leaves."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.domain.model import Access, Drop, RawArticle
from monitor.domain.times import parse_time
from monitor.domain.urls import entry_identity, unwrap
from monitor.errors import NotAFeed, TooLarge
from spiders.bodies import is_markup, refuse_page
from spiders.cut import cut_known
from spiders.reading import Found, Reading, Scope, believable, newest_of
from spiders.text import surname_last, text_of

_ENDS = re.compile(rb"</\s*(?:\w+:)?(?:rss|feed|rdf)\s*>(?:\s|<!--.*?-->)*$", re.IGNORECASE | re.DOTALL)
_STARTS = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_WHOLE = 1500
"""Characters from which a text in the feed counts as the article itself."""
_LONG_TITLE = 120


def read_feed(body: bytes, headers: Mapping[str, str], scope: Scope) -> Found:
    """The feed's unseen entries as articles. Raises NotAFeed or TooLarge."""
    return Found(_read(body, headers, scope))


def _read(body: bytes, headers: Mapping[str, str], scope: Scope) -> Reading:
    refuse_page(body)
    content_type = headers.get("content-type", "")
    cut = cut_known(body, content_type, scope.known, scope.max_entries, scope.url)
    if cut is None:
        return _read_whole(body, content_type, scope)
    newest = newest_of([parse_time(text) for text in cut.dates], scope.now)
    if not cut.unseen and cut.entries:
        return Reading((), cut.entries, newest)
    feed = _parse(cut.body, "application/xml; charset=utf-8" if cut.touched else content_type, scope)
    articles, lost = _articles(feed, scope)
    note = _note(lost)
    newest = newest_of([newest, *(article.published for article in articles)], scope.now)
    return Reading(articles, cut.entries, newest, len(feed.entries), "", cut.too_many, note, lost)


def _read_whole(body: bytes, content_type: str, scope: Scope) -> Reading:
    """A feed that only the tolerant parser can read. Where it breaks off, what came before still counts."""
    if len(_STARTS.findall(body)) > scope.max_entries:
        raise TooLarge(f"more than {scope.max_entries:,} entries in a feed that is not well-formed")
    feed = _parse(body, content_type, scope)
    articles, lost = _articles(feed, scope)
    broken = "" if _ENDS.search(body[-2000:]) else f"it breaks off after {len(articles)} entries"
    seen = scope.known([_identity_of(article) for article in articles])
    unseen = tuple(article for article in articles if _identity_of(article) not in seen)
    newest = newest_of([article.published for article in articles], scope.now)
    note = _note(lost) or "it is not well-formed, and was read leniently"
    return Reading(unseen, len(feed.entries), newest, len(feed.entries), broken, note=note, lost=lost)


def _parse(body: bytes, content_type: str, scope: Scope) -> Any:
    """feedparser's result. The bytes go in as a stream: a string that names a file or an address would be opened."""
    import feedparser

    if not is_markup(body):
        raise NotAFeed("it is neither XML nor a page")
    headers = {"content-location": scope.url, "content-type": content_type or "application/xml"}
    feed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    if not feed.get("version"):
        raise NotAFeed(f"it is no feed ({_complaint(feed)})")
    return feed


def _complaint(feed: Any) -> str:
    error = feed.get("bozo_exception")
    return str(error).strip() if error else "no rss, rdf or feed element"


def _articles(feed: Any, scope: Scope) -> tuple[tuple[RawArticle, ...], dict[str, int]]:
    """All entries that have an address, and how many have none."""
    language = _language(feed.feed.get("language", "")) or scope.language
    made = [_article(entry, language, scope) for entry in feed.entries]
    lost = sum(article is None for article in made)
    return tuple(article for article in made if article), {Drop.NO_ADDRESS.value: lost} if lost else {}


def _note(lost: Mapping[str, int]) -> str:
    return f"entries without an address: {sum(lost.values())}" if lost else ""


def _article(entry: Any, language: str, scope: Scope) -> RawArticle | None:
    url = _address(entry)
    if not url:
        return None
    published, provenance = _published(entry, scope.now)
    summary = text_of(entry.get("summary", ""))
    body = _body(entry, summary)
    return RawArticle(
        source=scope.source,
        url=url,
        title=_title(entry, summary),
        summary=summary,
        body=body,
        published=published,
        published_from=provenance,
        modified=believable(_time(entry, "updated"), scope.now),
        external_id=entry_identity(entry.get("id", "")),
        language=language,
        keywords=_keywords(entry.get("tags", ())) if scope.keywords else (),
        access=_access(summary, body),
    )


def _identity_of(article: RawArticle) -> str:
    return article.external_id or article.url


def _address(entry: Any) -> str:
    """The article's own address: wrappers keep it beside their own (quirk 5)."""
    original = entry.get("feedburner_origlink") or entry.get("pheedo_origlink")
    link = original or entry.get("link") or next((link.get("href") for link in entry.get("links", ())), "")
    if not link and entry.get("id", "").startswith(("http://", "https://")):
        link = entry["id"]
    link = "".join(str(link).split())
    return unwrap(link) if link.startswith(("http://", "https://")) else ""


def _title(entry: Any, summary: str) -> str:
    title = text_of(entry.get("title", ""))
    publisher = text_of((entry.get("source") or {}).get("title", ""))
    if publisher and title.endswith(f" - {publisher}"):  # Google News writes the publisher behind each title
        title = title.removesuffix(f" - {publisher}")
    if title or len(summary) <= _LONG_TITLE:
        return title or summary
    return summary[:_LONG_TITLE].rsplit(" ", 1)[0] + "…"


def _body(entry: Any, summary: str) -> str:
    """The text that came as HTML content, if it says more than the summary. NYT's captions come as plain text."""
    texts = [part.get("value", "") for part in entry.get("content", ()) if part.get("type") != "text/plain"]
    text = text_of(max(texts, key=len, default=""))
    return text if len(text) > len(summary) else ""


def _access(summary: str, body: str) -> Access:
    if len(body) >= _WHOLE:
        return Access.FULL
    return Access.TEASER if summary or body else Access.HEADLINE


def _published(entry: Any, now: datetime) -> tuple[datetime | None, str]:
    """When it was published and how we know; nothing where it says nothing, or the future (quirk 6)."""
    name, provenance = ("published", "feed") if "published" in entry else ("updated", "feed_updated")
    moment = _time(entry, name)
    if moment is None:
        return None, ""
    return (moment, provenance) if believable(moment, now) else (None, "feed_future")


def _time(entry: Any, name: str) -> datetime | None:
    if name not in entry:
        return None
    moment = parse_time(str(entry[name]))
    parsed = entry.get(f"{name}_parsed")
    if moment is None and parsed:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    return moment


def _keywords(tags: Iterable[Any]) -> tuple[str, ...]:
    """Terms of the categories; persons of the New York Times (`Surname, Name`, quirk 4) in the order of speech."""
    out: dict[str, None] = {}
    for tag in tags:
        term = text_of(tag.get("term") or tag.get("label") or "")
        if str(tag.get("scheme") or "").endswith("/nyt_per"):
            term = surname_last(term)
        if term:
            out.setdefault(term)
    return tuple(out)


def _language(written: str) -> str:
    found = re.match(r"[A-Za-z]{2}(?![A-Za-z])", written or "")
    return found[0].lower() if found else ""
