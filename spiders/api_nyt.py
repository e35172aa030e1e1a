"""The New York Times' APIs as live routes: the Newswire (what came last) and Article Search (what a query finds).

Both give twenty or ten documents a call; older ones are asked for while all that a call brought is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from monitor.domain.model import Access, Drop, RawArticle
from monitor.domain.times import parse_time
from monitor.errors import NotAFeed
from spiders.reading import Found, Reading, Scope, believable, newest_of
from spiders.text import surname_last, text_of

A_CALL = 20
"""Documents that the Newswire gives at most."""
_TIMES = ("first_published_date", "published_date", "created_date")
_FIRST_YEAR = 1851
"""Its first issue; a time that was never set reads as the year 1."""
_FACETS = ("per_facet", "geo_facet", "org_facet", "des_facet")


def read_newswire(body: bytes, headers: Mapping[str, str], scope: Scope) -> Found:
    """The articles of one call that are not stored yet. Raises NotAFeed."""
    del headers
    results = _answer(body).get("results")
    documents = [each for each in results if isinstance(each, dict)] if isinstance(results, list) else []
    return _found([_article(document, scope) for document in documents], scope, "offset", A_CALL)


def read_search(body: bytes, headers: Mapping[str, str], scope: Scope) -> Found:
    """The articles of one page of Article Search, in either envelope, that are not stored yet. Raises NotAFeed."""
    del headers
    _answer(body)
    # Imported late: only who has a key pays for a parser that streams.
    from spiders.archive_nyt import article_of, documents

    made = [article_of(document, scope.source, scope.language) for document in documents(body)]
    dated = [_believed(article, scope) for article in made]
    return _found(dated, scope, "page", 1)


def _believed(article: RawArticle | None, scope: Scope) -> RawArticle | None:
    """Without a time of publication that lies ahead, and without keywords where they are not wanted."""
    if article is None:
        return None
    published = believable(article.published, scope.now)
    provenance = article.published_from if published else ""
    keywords = article.keywords if scope.keywords else ()
    return replace(article, published=published, published_from=provenance, keywords=keywords)


def _answer(body: bytes) -> dict[str, Any]:
    """The JSON object; NotAFeed where it is none, or says what is wrong."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("it is no JSON") from error
    if not isinstance(answer, dict):
        raise NotAFeed("it is no JSON object")
    fault = answer.get("fault")
    if isinstance(fault, dict):
        raise NotAFeed(f"the API says: {text_of(str(fault.get('faultstring', 'no reason given')))[:200]}")
    return answer


def _found(made: Sequence[RawArticle | None], scope: Scope, name: str, step: int) -> Found:
    """The unseen ones, and the address of the next call where all that this one gave was unseen."""
    articles = [article for article in made if article]
    seen = scope.known([article.external_id or article.url for article in articles])
    unseen = tuple(article for article in articles if (article.external_id or article.url) not in seen)
    lost = len(made) - len(articles)
    note = f"entries without an address or a title: {lost}" if lost else ""
    newest = newest_of([article.published for article in articles], scope.now)
    without = {Drop.NAMELESS.value: lost} if lost else {}
    reading = Reading(unseen, len(made), newest, len(unseen), note=note, lost=without)
    more = ((_next(scope.url, name, step), None),) if articles and len(unseen) == len(articles) else ()
    return Found(reading, more)


def _next(url: str, name: str, step: int) -> str:
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    asked[name] = str(int(asked.get(name, "0") or 0) + step)
    return urlunsplit(parts._replace(query=urlencode(asked)))


def _article(document: Mapping[str, Any], scope: Scope) -> RawArticle | None:
    url, title = str(document.get("url") or "").strip(), text_of(str(document.get("title") or ""))
    if not url.startswith(("http://", "https://")) or not title:
        return None
    summary = text_of(str(document.get("abstract") or ""))
    moments = [believable(parse_time(str(document.get(name) or "")), scope.now) for name in _TIMES]
    published = next((moment for moment in moments if moment and moment.year >= _FIRST_YEAR), None)
    return RawArticle(
        source=scope.source,
        url=url,
        title=title,
        summary=summary,
        published=published,
        published_from="nyt_api" if published else "",
        modified=believable(parse_time(str(document.get("updated_date") or "")), scope.now),
        external_id=str(document.get("uri") or ""),
        language=scope.language,
        keywords=_keywords(document) if scope.keywords else (),
        access=Access.TEASER if summary else Access.HEADLINE,
    )


def _keywords(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What an editor gave: persons (turned round, quirk 4), places, organisations, subjects."""
    out: dict[str, None] = {}
    for facet in _FACETS:
        terms = document.get(facet)
        for term in terms if isinstance(terms, list) else ():
            words = text_of(str(term))
            if words:
                out.setdefault(surname_last(words) if facet == "per_facet" else words)
    return tuple(out)
