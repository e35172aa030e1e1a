"""The sitemap engine by itself. Numbers are those of the quirks in docs/sources.md."""

from __future__ import annotations

import dataclasses
import gzip
from datetime import UTC, datetime

import pytest

from monitor.errors import NotAFeed, TooLarge, Unreadable
from spiders.bodies import plain
from spiders.reading import Found, Scope
from spiders.sitemap import read_sitemap
from tests.spiders import recorded
from tests.spiders.drive import NOW

SCOPE = Scope("reuters", "en", "https://www.reuters.com/map", NOW, 5000, lambda identities: set())


def read(body: bytes, **changes: object) -> Found:
    return read_sitemap(body, {}, dataclasses.replace(SCOPE, **changes))  # type: ignore[arg-type]


def utc(year: int, month: int, day: int, *clock: int) -> datetime:
    hour, minute, second, micro = (*clock, 0, 0, 0, 0)[:4]
    return datetime(year, month, day, hour, minute, second, micro, UTC)


def test_a_news_sitemap() -> None:
    found = read(recorded.news_sitemap(3))
    first = found.reading.articles[0]
    assert (found.index, found.children, found.reading.entries) == (False, (), 3)
    assert first.url == "https://www.reuters.com/article/lake-talks-1/lake-talks-1-idUSKBN000001"
    assert first.title == "Round 1's end"  # escaped twice, as Reuters does
    assert (first.published, first.published_from) == (utc(2026, 3, 15, 1), "sitemap")
    assert (first.language, first.keywords, first.external_id) == ("en", ("Headlines", "World"), "")
    assert found.reading.newest == utc(2026, 3, 15, 3)


def test_quirk_2_keywords_that_are_channels_are_left_out() -> None:
    assert read(recorded.news_sitemap(1), keywords=False).reading.articles[0].keywords == ()


def test_quirk_2_a_file_of_a_thousand_addresses() -> None:
    assert len(read(recorded.news_sitemap(1000)).reading.articles) == 1000


def test_a_dated_sitemap_without_titles() -> None:
    dated, bare, old, undated = read(recorded.DATED_SITEMAP.encode()).reading.articles
    assert (dated.title, dated.published) == ("Lake summit", utc(2013, 6, 17, 23, 59, 13))
    assert bare.title == bare.url  # nothing is known but the address
    assert {each.title_from for each in (dated, bare, old, undated)} == {"address"}
    assert (old.published, old.published_from) == (utc(2012, 5, 6), "address")
    assert (undated.published, undated.published_from) == (None, "")


def test_quirk_6_a_restamped_lastmod_is_no_time_of_publication() -> None:
    _, _, old, undated = read(recorded.DATED_SITEMAP.encode()).reading.articles
    assert old.modified == undated.modified == utc(2026, 3, 15, 1)
    assert old.published != old.modified


def test_an_index() -> None:
    found = read(recorded.index(["https://a.example/1?x=1&y=2", "https://a.example/2"], ["2026-03-15", "2026-03-14"]))
    assert found.index
    assert found.children == (
        ("https://a.example/1?x=1&y=2", utc(2026, 3, 15)),
        ("https://a.example/2", utc(2026, 3, 14)),
    )


@pytest.mark.parametrize("namespace", ["http://www.google.com/schemas/sitemap/0.84", "https://www.sitemaps.org/x", ""])
def test_other_namespaces(namespace: str) -> None:
    body = recorded.news_sitemap(2).replace(b"http://www.sitemaps.org/schemas/sitemap/0.9", namespace.encode())
    assert len(read(body).reading.articles) == 2


def test_an_empty_urlset() -> None:
    found = read(b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>')
    assert (found.reading.entries, found.index) == (0, False)


def test_too_many_addresses() -> None:
    reading = read(recorded.news_sitemap(12), max_entries=10).reading
    assert (reading.entries, reading.too_many) == (10, True)


def test_a_sitemap_that_breaks_off_gives_what_it_has() -> None:
    body = recorded.news_sitemap(5)
    reading = read(body[: body.index(b"lake-talks-4")]).reading
    assert len(reading.articles) == 3
    assert reading.broken.startswith("it breaks off after 3 entries")


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (b"", NotAFeed, "empty"),
        (b"<!doctype html><html></html>", NotAFeed, "web page"),
        (b"plain words", NotAFeed, "not XML"),
        (recorded.bbc_feed(2), NotAFeed, "root is <rss>"),
        (b"<urlset><url><loc>x", Unreadable, "breaks off"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', Unreadable, "document type"),
        (
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE urlset [<!ENTITY a "b">]>'
            "<urlset><url><loc>https://a.example/&a;</loc></url></urlset>".encode("utf-16"),
            (Unreadable, NotAFeed),
            "document type|not XML",
        ),
    ],
)
def test_what_is_no_sitemap(body: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read(body)


def test_compression_is_told_by_the_bytes_not_by_the_name() -> None:
    body = recorded.news_sitemap(3)
    assert plain(body, 10_000) is body
    assert plain(gzip.compress(body, mtime=0), 10_000) == body
    assert plain(gzip.compress(body[:100], mtime=0) + gzip.compress(body[100:], mtime=0), 10_000) == body


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (gzip.compress(b"x" * 20_000, mtime=0), TooLarge, "limit of 0.01 MB after decompression"),
        (gzip.compress(b"x" * 6_000, mtime=0) * 2, TooLarge, "limit of 0.01 MB after decompression"),
        (gzip.compress(recorded.news_sitemap(3), mtime=0)[:200], Unreadable, "breaks off"),
        (b"\x1f\x8bnot gzip at all", Unreadable, "broken gzip"),
    ],
)
def test_wrong_compression(body: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        plain(body, 10_000)


def test_an_entry_without_an_address_is_counted() -> None:
    body = b"<urlset><url><loc>https://a.example/1</loc></url><url><loc>ftp://a.example/2</loc></url><url/></urlset>"
    reading = read(body).reading
    assert (len(reading.articles), reading.entries, reading.lost) == (1, 3, {"no_address": 2})
