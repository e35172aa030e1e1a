"""The feed engine by itself: fields of every recorded format. Numbers are those of the quirks in docs/sources.md."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from monitor.domain.model import Access
from monitor.errors import NotAFeed, TooLarge
from monitor.settings.sources import read_sources
from spiders.feed import read_feed
from spiders.reading import Reading, Scope
from tests.shared import ROOT
from tests.spiders import recorded
from tests.spiders.drive import NOW

SCOPE = Scope("bbc", "en", "https://feeds.example/rss.xml", NOW, 1000, lambda identities: set())


def read(body: str | bytes, **changes: object) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read_feed(raw, {}, dataclasses.replace(SCOPE, **changes)).reading  # type: ignore[arg-type]


def malformed(count: int) -> bytes:
    return recorded.bbc_feed(count).replace(b"RSS for Node", b"RSS & Node <br>")


def utc(year: int, month: int, day: int, *clock: int) -> datetime:
    hour, minute, second, micro = (*clock, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, micro, UTC)


def test_quirk_3_bbc() -> None:
    reading = read(recorded.bbc_feed(2))
    first = reading.articles[0]
    assert (reading.entries, len(reading.articles), reading.broken) == (2, 2, "")
    assert first.title == "Talks, round 1"
    assert first.summary == "Talks, round 1, officials say, after a day of talks at the lake."
    assert first.external_id == recorded.guid(1)
    assert first.url == f"https://www.bbc.com/news/articles/{recorded.slug(1)}?at_medium=RSS&at_campaign=rss"
    assert (first.published, first.published_from) == (utc(2026, 3, 15, 10, 30), "feed")
    assert (first.language, first.access, first.body, first.keywords) == ("en", Access.TEASER, "", ())
    assert reading.newest == utc(2026, 3, 15, 10, 30)


def test_quirk_4_nyt_categories_are_entities() -> None:
    (article,) = read(recorded.NYT).articles
    assert article.keywords == (
        "International Relations",
        "Maria T Example",
        "Geneva (Switzerland)",
        "Lake Commission",
    )
    assert article.published == utc(2026, 3, 15, 3, 10, 11)
    assert article.body == ""  # the caption of the picture is not the article
    assert read(recorded.NYT, keywords=False).articles[0].keywords == ()


def test_quirk_5_wrappers_keep_the_address_beside_their_own() -> None:
    once, twice = read(recorded.PHEEDO).articles
    assert once.url == "https://news.example/once?utm_source=rss"
    assert twice.url == "https://news.example/twice"
    assert once.published == utc(2012, 8, 21, 15, 33)
    assert twice.published == utc(2013, 1, 28, 12, 45, 51)


def test_quirk_5_no_shipped_source_reads_google_news() -> None:
    sources, wrong = read_sources(ROOT / "config" / "sources")
    asked = [each.url for source in sources.values() for each in (*source.endpoints, *source.archives)]
    assert (len(asked) > 20, wrong, [url for url in asked if "google" in url]) == (True, [], [])


def test_quirk_5_google_news_stays_opaque_and_loses_the_publisher_in_the_title() -> None:
    (article,) = read(recorded.GOOGLE).articles
    assert article.url == "https://news.google.com/rss/articles/CBMiOpaque?oc=5"
    assert article.external_id == "CBMiOpaque"
    assert article.title == "Harbour reopens after the storm"
    assert article.summary == "Harbour reopens Reuters"


def test_atom() -> None:
    first, second = read(recorded.ATOM).articles
    assert (first.title, first.url) == ("Erklärung zum See", "https://amt.example/1")
    assert first.language == "de"
    assert first.published == utc(2026, 3, 14, 8)
    assert first.modified == utc(2026, 3, 15, 8)
    assert (second.published, second.published_from) == (utc(2026, 3, 15, 9), "feed_updated")


def test_rdf_in_another_encoding() -> None:
    first, second = read(recorded.RDF.encode("iso-8859-1")).articles
    assert (first.title, first.external_id) == ("Café closes", "https://old.example/1")
    assert second.published == utc(2026, 3, 11, 8)


@pytest.mark.parametrize(
    ("pub_date", "published", "provenance"),
    [
        ("", None, ""),
        ("next Tuesday", None, ""),
        ("Sun, 15 Mar 2026 12:00:00 GMT", utc(2026, 3, 15, 12), "feed"),
        ("Mon, 16 Mar 2026 12:00:00 GMT", utc(2026, 3, 16, 12), "feed"),  # a wrong zone can do that
        ("Sat, 15 Mar 2036 12:00:00 GMT", None, "feed_future"),
    ],
)
def test_quirk_6_no_time_and_future_times(pub_date: str, published: datetime | None, provenance: str) -> None:
    extra = f"<item><title>Odd</title><link>https://a.example/odd</link><pubDate>{pub_date}</pubDate></item>"
    article = read(recorded.bbc_feed(0, extra=extra)).articles[0]
    assert (article.published, article.published_from) == (published, provenance)


def test_quirk_6_the_future_is_never_the_newest() -> None:
    extra = "<item><link>https://a.example/x</link><pubDate>Sat, 15 Mar 2036 12:00:00 GMT</pubDate></item>"
    assert read(recorded.bbc_feed(1, extra=extra)).newest == utc(2026, 3, 15, 10, 30)


@pytest.mark.parametrize(
    ("item", "title", "url"),
    [
        (
            "<link>https://a.example/x</link><description>Only words.</description>",
            "Only words.",
            "https://a.example/x",
        ),
        ("<title>T</title><guid>https://a.example/g</guid>", "T", "https://a.example/g"),
        ("<title>T</title><link>/relative</link>", "T", "https://feeds.example/relative"),
        ("<title>T</title><link>https://a.example/a\n b</link>", "T", "https://a.example/ab"),
        ("<title>A &amp;amp;lt; B</title><link>https://a.example/x</link>", "A < B", "https://a.example/x"),
        (
            "<title>5 &lt; 6 &lt;i&gt;x&lt;/i&gt;</title><link>https://a.example/x</link>",
            "5 < 6 x",
            "https://a.example/x",
        ),
    ],
)
def test_odd_entries(item: str, title: str, url: str) -> None:
    (article,) = read(recorded.bbc_feed(0, extra=f"<item>{item}</item>")).articles
    assert (article.title, article.url) == (title, url)


@pytest.mark.parametrize("item", ["<title>No address</title>", "<title>T</title><link>javascript:alert(1)</link>"])
def test_an_entry_without_an_address_is_told(item: str) -> None:
    reading = read(recorded.bbc_feed(1, extra=f"<item>{item}</item>"))
    assert (reading.entries, len(reading.articles)) == (2, 1)
    assert (reading.broken, reading.note) == ("", "entries without an address: 1")
    assert reading.lost == {"no_address": 1}


def test_an_entry_that_tells_no_more_than_its_title() -> None:
    bare = recorded.bbc_feed(1).replace(b"<description>", b"<comments>").replace(b"</description>", b"</comments>")
    assert [each.access for each in read(bare).articles] == [Access.HEADLINE]


def test_a_feed_with_whole_texts() -> None:
    text = "<p>" + "Words of the article itself. " * 80 + "</p>"
    extra = (
        "<item><title>T</title><link>https://a.example/x</link><description>Short.</description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )
    (article,) = read(recorded.bbc_feed(0, extra=extra)).articles
    assert article.access is Access.FULL
    assert article.body.startswith("Words of the article itself. Words")
    assert article.summary == "Short."


def test_a_feed_that_breaks_off_gives_what_it_has() -> None:
    body = recorded.bbc_feed(5)
    reading = read(body[: body.index(b"round 4")])
    assert len(reading.articles) >= 3
    assert reading.broken.startswith("it breaks off after")


def test_a_feed_that_is_not_well_formed_is_read_and_not_called_broken() -> None:
    reading = read(malformed(3))
    assert len(reading.articles) == 3
    assert reading.broken == ""
    assert "leniently" in reading.note


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!DOCTYPE html><html><body>Moved</body></html>", "web page"),
        (b"\xef\xbb\xbf<html lang='en'><body>Moved</body></html>", "web page"),
        (b'{"items": []}', "neither"),
        (b"/etc/passwd", "neither"),
        (b"https://other.example/feed.xml", "neither"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "no feed"),
        (b"\x89PNG\r\n\x1a\n", "neither"),
    ],
)
def test_what_is_no_feed(body: bytes, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        read(body)


def test_known_entries_are_left_out() -> None:
    seen = {recorded.guid(n) for n in range(1, 50)}
    reading = read(recorded.bbc_feed(50), known=seen.intersection)
    assert [article.external_id for article in reading.articles] == [recorded.guid(50)]
    assert (reading.entries, reading.parsed) == (50, 1)
    assert reading.newest == utc(2026, 3, 15, 11, 30)


def test_known_entries_are_left_out_of_a_feed_that_is_not_well_formed() -> None:
    reading = read(malformed(3), known={recorded.guid(2)}.intersection)
    assert [article.external_id for article in reading.articles] == [recorded.guid(1), recorded.guid(3)]


def test_too_many_entries() -> None:
    reading = read(recorded.bbc_feed(20), max_entries=5)
    assert (len(reading.articles), reading.entries, reading.too_many) == (5, 20, True)
    with pytest.raises(TooLarge, match="more than 5"):
        read(malformed(20), max_entries=5)
