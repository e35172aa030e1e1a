"""Pages of candidates in a run: only of sources that open them, after the feeds, once; and what they know better."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.followup import Followup

DAY = "2026-03-15T12:00"
REVIEW = """[review]
slug = "harbour"
title = "Harbour deal"
date = 2026-03-01
sources = ["gazette", "herald"]

[[item]]
key = "bridge"
title = "The Harbour Bridge is to open"
kind = "event"
terms = ["Harbour Bridge"]
"""
SOURCE = """key = "{key}"
name = "{key}"
domains = ["{key}.example"]
article_pages = {pages}

[[endpoint]]
name = "front"
url = "https://{key}.example/front.xml"
kind = "feed"
"""
PROSE = "The mayor cut the ribbon at noon and the first cars rolled across the water while a band was playing. " * 12


def feed(host: str, *paths: str) -> Answer:
    items = "".join(
        f"<item><title>Harbour Bridge report {path}</title><link>https://{host}{path}?from=rss</link>"
        f"<description>About the Harbour Bridge.</description><pubDate>Sun, 15 Mar 2026 10:00:00 GMT</pubDate></item>"
        if path != "/other"
        else f"<item><title>Football</title><link>https://{host}{path}</link></item>"
        for path in paths
    )
    return Answer(200, {"Content-Type": "text/xml"}, f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())


def page(head: str = "", words: str = PROSE) -> Answer:
    said = f"<p>The Harbour Bridge was opened on Sunday.</p><p>{words}</p>"
    body = f"<!DOCTYPE html><html lang='en'><head><title>Bridge</title>{head}</head><body><article>{said}</article>"
    return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, f"{body}</body></html>".encode())


LD = """<link rel="canonical" href="https://gazette.example/open">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge", "datePublished":
"2026-03-15T07:30:00Z", "dateModified": "2026-03-15T09:00:00Z", "isAccessibleForFree": true}</script>"""
WALLED = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'


class Hosts:
    """Two publishers: one opens its pages, the other does not."""

    def __init__(self) -> None:
        self.answers = {
            "gazette.example/front.xml": feed("gazette.example", "/open", "/wall", "/paid", "/lost", "/away", "/other"),
            "herald.example/front.xml": feed("herald.example", "/open"),
            "gazette.example/open": page(LD),
            "gazette.example/wall": Answer(403, {"Content-Type": "text/html"}, b"<title>Access Denied</title>"),
            "gazette.example/paid": page(WALLED),
            "gazette.example/away": Answer(302, {"Location": "https://herald.example/open"}),
            "herald.example/open": page(),
        }

    def respond(self, url: str, _headers: Mapping[str, str]) -> Answer:
        answer = self.answers.get(url.partition("//")[2].partition("?")[0])
        if answer is None and "lost" in url:
            return Answer(hang_up=True)
        return answer or Answer(404)


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with FakeWeb(Hosts().respond) as web:
        yield web


def prepared(home: Path, web: FakeWeb) -> Followup:
    command = Followup(home, web.environment())
    command.call("init", str(home))
    for path in (home / "sources").glob("*.toml"):
        path.unlink()
    for key, pages in (("gazette", "true"), ("herald", "false")):
        (home / "sources" / f"{key}.toml").write_text(SOURCE.format(key=key, pages=pages), encoding="utf-8")
    (home / "reviews" / "harbour.toml").write_text(REVIEW, encoding="utf-8")
    return command


def rows(home: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(home / "followup.db")) as db:
        return db.execute(query).fetchall()


def asked(web: FakeWeb) -> list[str]:
    """Pages that were asked for."""
    return sorted(each.url for each in web.requests if not each.url.endswith(("robots.txt", "front.xml")))


def test_open_pages_of_candidates_are_read_once(tmp_path: Path, web: FakeWeb) -> None:
    command = prepared(tmp_path / "home", web)
    counts = command.json("run", "--as-of", DAY)["counts"]
    assert (counts["new"], counts["pages"], counts["pages_failed"]) == (7, 2, 3)
    first = asked(web)
    assert not [url for url in first if "/other" in url]
    ended = dict(
        rows(command.home, "SELECT substr(a.url, 24, 5), p.outcome FROM pages p JOIN articles a ON a.id = p.article")
    )
    assert {path.strip("/")[:4]: outcome for path, outcome in ended.items()} == {
        "open": "new",
        "wall": "blocked",
        "paid": "new",
        "lost": "unreachable",
        "away": "error",
    }
    ((body, published, provenance, modified, access),) = rows(
        command.home,
        "SELECT body, published, published_from, modified, access FROM articles"
        " WHERE source = 'gazette' AND url LIKE '%/open%'",
    )
    assert "The Harbour Bridge was opened on Sunday." in body
    assert (published[:16], provenance, modified[:16], access) == (
        "2026-03-15T07:30",
        "jsonld",
        "2026-03-15T09:00",
        "full",
    )
    ((paid, paid_access),) = rows(command.home, "SELECT body, access FROM articles WHERE url LIKE '%/paid%'")
    assert (paid, paid_access) == ("", "teaser")
    quotes = [row["quote"] for row in command.jsonl("export", "evidence", "--as-of", DAY)]
    assert any("was opened on Sunday" in quote for quote in quotes)

    web.requests.clear()
    again = command.json("run", "--as-of", "2026-03-15T13:00")["counts"]
    assert [url for url in asked(web) if "lost" not in url] == []  # and what could not be reached is tried again
    assert asked(web) == ["https://gazette.example/lost?from=rss"] * len(asked(web)) != []
    assert (again["pages"], again["pages_failed"], again["new"]) == (0, 1, 0)


def test_no_page_where_none_is_wanted(tmp_path: Path, web: FakeWeb) -> None:
    command = prepared(tmp_path / "home", web)
    settings = command.home / "monitor.toml"
    settings.write_text(settings.read_text("utf-8").replace("max_pages = 40", "max_pages = 0"), encoding="utf-8")
    assert command.json("run", "--as-of", DAY)["counts"]["pages"] == 0
    assert asked(web) == []
