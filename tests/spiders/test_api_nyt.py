"""The New York Times' APIs: both envelopes, paging until something known comes, and a key that shows nowhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.domain.model import EndpointKind, Outcome
from monitor.errors import NotAFeed
from spiders.api_nyt import read_newswire, read_search
from spiders.reading import Scope
from tests.fakeweb import Answer
from tests.spiders.drive import NOW, Given, crawl, plan

WIRE = "https://api.nytimes.com/svc/news/v3/content/all/all.json?limit=20"
KEY = "k3y with/odd&signs"
JSON = {"Content-Type": "application/json;charset=UTF-8"}


def piece(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "uri": f"nyt://article/{number}",
        "url": f"https://www.nytimes.com/2026/03/15/world/piece-{number}.html",
        "title": f"Piece &amp; title {number}",
        "abstract": f"Abstract {number}.",
        "first_published_date": "2026-03-15T07:00:00-04:00",
        "published_date": "2026-03-15T08:00:00-04:00",
        "updated_date": "2026-03-15T08:30:00-04:00",
        "created_date": "2026-03-15T06:00:00-04:00",
        "des_facet": ["Bridges"],
        "per_facet": ["Doe, Jane"],
        "org_facet": "",
        "geo_facet": None,
        "multimedia": {},
    } | fields


def wire(*pieces: Any) -> bytes:
    return json.dumps({"status": "OK", "num_results": 500, "results": list(pieces)}).encode()


def read(body: bytes, stored: frozenset[str] = frozenset()) -> Any:
    scope = Scope("nytimes", "en", WIRE, NOW, 100, lambda names: set(stored.intersection(names)))
    return read_newswire(body, {}, scope)


def test_a_piece_with_its_entities_and_times() -> None:
    (article,) = read(wire(piece(1))).reading.articles
    assert (article.title, article.summary) == ("Piece & title 1", "Abstract 1.")
    assert article.published is not None
    assert (article.published.isoformat(), article.published_from) == ("2026-03-15T11:00:00+00:00", "nyt_api")
    assert article.modified is not None
    assert article.modified.isoformat() == "2026-03-15T12:30:00+00:00"
    assert article.keywords == ("Jane Doe", "Bridges")
    assert (article.external_id, article.access.value) == ("nyt://article/1", "teaser")


@pytest.mark.parametrize(
    "fields,published,provenance",
    [
        ({"first_published_date": "0001-01-01T00:00:00-05:00"}, "2026-03-15T12:00:00+00:00", "nyt_api"),
        ({"first_published_date": None}, "2026-03-15T12:00:00+00:00", "nyt_api"),
        ({"first_published_date": "2026-04-15T07:00:00-04:00"}, "2026-03-15T12:00:00+00:00", "nyt_api"),
        ({"first_published_date": "", "published_date": "", "created_date": ""}, None, ""),
    ],
)
def test_times_that_mislead(fields: dict[str, Any], published: str | None, provenance: str) -> None:
    (article,) = read(wire(piece(1, **fields))).reading.articles
    assert (article.published.isoformat() if article.published else None, article.published_from) == (
        published,
        provenance,
    )


@pytest.mark.parametrize(
    "body,says",
    [
        (b"", "no JSON"),
        (b"<html>", "no JSON"),
        (b"[1]", "no JSON object"),
        (b"[" * 100_000, "no JSON"),
        (b'{"fault": {"faultstring": "Invalid ApiKey"}}', "Invalid ApiKey"),
    ],
)
def test_what_is_no_answer(body: bytes, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        read(body)


def test_odd_members_cost_only_themselves() -> None:
    found = read(wire(piece(1), None, "x", piece(2, url=None), piece(3, title=""), piece(4, per_facet="x")))
    assert [article.external_id[-1] for article in found.reading.articles] == ["1", "4"]
    assert found.reading.note == "entries without an address or a title: 2"
    assert found.reading.lost == {"nameless": 2}
    assert read(b'{"results": null}').reading.entries == 0


class Wire:
    """Sixty pieces, twenty a call, for who brings the key."""

    def respond(self, url: str, _headers: Mapping[str, str]) -> Answer:
        asked = parse_qs(urlsplit(url).query)
        if asked.get("api-key") != [KEY]:
            return Answer(401, JSON, b'{"fault": {"faultstring": "Failed to resolve API Key"}}')
        start = int(asked.get("offset", ["0"])[0])
        return Answer(200, JSON, wire(*(piece(number) for number in range(start, min(start + 20, 60)))))


def newswire(secret: str = KEY, **more: Any) -> Given:
    return replace(plan(WIRE, "wire", kind=EndpointKind.NYT_NEWSWIRE, source="nytimes", **more), secret=secret)


@pytest.mark.parametrize(
    "options,stored,calls,new",
    [
        ({}, [], 3, 60),
        ({"pages": "2"}, [], 2, 40),
        ({}, [f"nyt://article/{n}" for n in range(30, 60)], 2, 30),
        ({}, [f"nyt://article/{n}" for n in range(60)], 1, 0),
    ],
)
def test_it_is_asked_on_until_something_known_comes(
    options: dict[str, str], stored: list[str], calls: int, new: int
) -> None:
    crawled = crawl([newswire(options=options, stored=stored)], Wire().respond)
    (batch,) = crawled.batches
    assert (batch.outcome, len(batch.articles)) == (Outcome.NEW, new), batch.cause
    assert len([asked for asked in crawled.asked if "/svc/" in asked.url]) == calls


def test_a_host_is_asked_with_the_pauses_that_the_file_names() -> None:
    crawled = crawl([newswire(options={"pages": "2", "delay_s": "1.5"})], Wire().respond)
    assert (len(crawled.batches[0].articles), crawled.seconds > 3) == (40, True)  # robots.txt and two calls


def test_the_key_shows_nowhere() -> None:
    crawled = crawl([newswire("another key")], Wire().respond)
    (batch,) = crawled.batches
    assert batch.outcome is Outcome.BLOCKED
    assert batch.cause.startswith(f"{WIRE}: ")
    assert "another" not in batch.cause + crawled.stderr
    lost = crawl([newswire("another key")], lambda url, headers: Answer(hang_up=True))
    assert "another" not in lost.batches[0].cause + lost.stderr


DOCUMENT = {
    "web_url": "https://www.nytimes.com/2026/03/15/world/found.html",
    "uri": "nyt://article/found",
    "headline": {"main": "Found"},
    "abstract": "What was found.",
    "pub_date": "2026-03-15T11:00:00+0000",
    "keywords": [{"name": "persons", "value": "Doe, Jane"}],
    "multimedia": {},
}
LATER = DOCUMENT | {"uri": "nyt://article/later", "pub_date": "2027-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    "response,found",
    [
        ({"docs": [DOCUMENT], "meta": {"hits": 1}}, ["found"]),
        ({"docs": [DOCUMENT, LATER, {"web_url": None}], "metadata": {"hits": 3}}, ["found", "later"]),
        ({"docs": None, "metadata": {"hits": 0}}, []),
    ],
)
def test_both_envelopes_of_article_search(response: dict[str, Any], found: list[str]) -> None:
    url = "https://api.nytimes.com/svc/search/v2/articlesearch.json?q=bridge&sort=newest"
    scope = Scope("nytimes", "en", url, NOW, 100, lambda names: set())
    got = read_search(json.dumps({"status": "OK", "response": response}).encode(), {}, scope)
    assert [article.external_id.rpartition("/")[2] for article in got.reading.articles] == found
    assert [article.published for article in got.reading.articles if article.external_id.endswith("later")] in (
        [],
        [None],
    )
    assert {article.keywords for article in got.reading.articles} <= {("Jane Doe",)}
    assert [parse_qs(urlsplit(child).query).get("page") for child, _ in got.children] == ([["1"]] if found else [])


def test_article_search_says_what_is_wrong() -> None:
    scope = Scope("nytimes", "en", WIRE, NOW, 100, lambda names: set())
    with pytest.raises(NotAFeed, match="Invalid ApiKey"):
        read_search(b'{"fault": {"faultstring": "Invalid ApiKey"}}', {}, scope)
