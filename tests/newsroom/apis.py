"""The New York Times' APIs as they answer now: the Newswire by offset, Article Search by page; 401 without the key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.fakeweb import Answer
from tests.newsroom.archives import document
from tests.newsroom.entries import Entry, address
from tests.newsroom.feeds import nyt_categories

HOST = "api.nytimes.com"
_JSON = {"Content-Type": "application/json;charset=UTF-8"}
_A_CALL, _A_PAGE = 20, 10
_FACETS = {"per_facet": "nyt_per", "geo_facet": "nyt_geo", "org_facet": "nyt_org", "des_facet": "des"}


def api(path: str, query: Mapping[str, list[str]], held: Sequence[Entry], key: str) -> Answer:
    """What the host of the APIs answers; `held` are the paper's entries, newest first."""
    given = query.get("api-key", [""])[0]
    if not key or given != key:
        # As the real one does, it repeats what it was given.
        fault = {"faultstring": f"Invalid ApiKey for given resource: {given}", "detail": {"errorcode": "oauth.v2"}}
        return Answer(401, _JSON, json.dumps({"fault": fault}).encode())
    if path == "/svc/news/v3/content/all/all.json":
        start = int(query.get("offset", ["0"])[0])
        results = [_piece(entry) for entry in held[start : start + _A_CALL]]
        return _answer({"status": "OK", "num_results": len(held), "results": results})
    if path == "/svc/search/v2/articlesearch.json":
        start = int(query.get("page", ["0"])[0]) * _A_PAGE
        docs = [document(entry) for entry in held[start : start + _A_PAGE]]
        metadata = {"hits": len(held), "offset": start, "time": 12}
        return _answer({"status": "OK", "response": {"docs": docs or None, "metadata": metadata}})
    return Answer(404, _JSON, b'{"fault": {"faultstring": "no such service"}}')


def _answer(value: Mapping[str, object]) -> Answer:
    return Answer(headers=_JSON, body=json.dumps(value).encode())


def _piece(entry: Entry) -> dict[str, object]:
    indexed = nyt_categories(entry)
    when = f"{entry.published:%Y-%m-%dT%H:%M:%S}+00:00"
    facets = {facet: [name for kind, name in indexed if kind == wanted] for facet, wanted in _FACETS.items()}
    return {
        "uri": f"nyt://article/{entry.number}",
        "url": address(entry),
        "title": entry.title,
        "abstract": entry.summary,
        "section": entry.section.split("/")[0].title(),
        "item_type": "Article",
        "first_published_date": when,
        "published_date": when,
        "created_date": when,
        "updated_date": when,
        "multimedia": [],
    } | {facet: names or "" for facet, names in facets.items()}
