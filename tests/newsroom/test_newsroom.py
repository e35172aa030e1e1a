"""The newsroom answers in the genuine formats: read here by feedparser and lxml, as any reader would."""

from __future__ import annotations

import calendar
import gzip
import io
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from monitor.settings.sources import read_sources
from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.days import EVERY, evening
from tests.newsroom.entries import address, read_entries
from tests.newsroom.newsroom import REACH, ROBOTS, Newsroom, section_of
from tests.shared import ROOT

ENTRIES = read_entries()
EVENING = datetime(2013, 8, 7, 22, tzinfo=UTC)
FEEDS = {
    "https://feeds.bbci.co.uk/news/world/rss.xml": "bbc",
    "https://feeds.bbci.co.uk/news/world/us_and_canada/rss.xml": "bbc",
    "https://rss.nytimes.com/services/xml/rss/nyt/World.xml": "nytimes",
    "https://feeds.bloomberg.com/politics/news.rss": "bloomberg",
}
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


SOURCES, _WRONG = read_sources(ROOT / "config" / "sources")
ENDPOINTS = {
    endpoint.key: endpoint for source in SOURCES.values() for endpoint in source.endpoints if not endpoint.key_env
}


def newsroom(now: datetime = EVENING) -> Newsroom:
    return Newsroom(ENTRIES, now)


def content(answer: Answer) -> bytes:
    assert isinstance(answer.body, bytes)
    return answer.body


def parsed(url: str, room: Newsroom) -> feedparser.FeedParserDict:
    answer = room.respond(url, {})
    assert answer.status == 200
    return feedparser.parse(io.BytesIO(content(answer)))


def published(entry: feedparser.FeedParserDict) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(entry.published_parsed), UTC)


@pytest.mark.parametrize("url", FEEDS)
def test_a_feed_is_well_formed_and_says_that_it_is_paraphrase(url: str) -> None:
    feed = parsed(url, newsroom())
    assert feed.version == "rss20"
    assert not feed.bozo
    assert "paraphrase for demonstration" in feed.feed.description
    assert len(feed.entries) >= 10


@pytest.mark.parametrize("url", FEEDS)
def test_a_feed_holds_nothing_from_the_future_and_the_newest_first(url: str) -> None:
    times = [published(entry) for entry in parsed(url, newsroom()).entries]
    assert times == sorted(times, reverse=True)
    assert EVENING - timedelta(hours=24) < times[0] <= EVENING


@pytest.mark.parametrize(("url", "source"), FEEDS.items())
def test_what_is_read_is_what_was_written(url: str, source: str) -> None:
    room = newsroom()
    held = {(entry.title, entry.summary, entry.published) for entry in ENTRIES if entry.source == source}
    assert {(entry.title, entry.summary, published(entry)) for entry in parsed(url, room).entries} <= held


def test_bbc_links_track_and_its_guids_are_no_permalinks() -> None:
    entry = parsed("https://feeds.bbci.co.uk/news/world/rss.xml", newsroom()).entries[0]
    assert entry.link.endswith("?at_medium=RSS&at_campaign=rss")
    assert entry.id.endswith("#0")
    assert not entry.guidislink


def test_nyt_categories_are_typed() -> None:
    feed = parsed("https://rss.nytimes.com/services/xml/rss/nyt/World.xml", newsroom())
    cancelled = next(entry for entry in feed.entries if "Cancels Moscow Summit" in entry.title)
    found = {(tag.scheme.rsplit("/", 1)[-1], tag.term) for tag in cancelled.tags}
    assert {("nyt_per", "Putin, Vladimir V"), ("nyt_geo", "Moscow (Russia)")} <= found


def test_the_news_sitemap_of_reuters_leads_from_index_to_titles() -> None:
    room = newsroom()
    index = room.respond("https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml", {})
    children = [loc.text for loc in etree.fromstring(content(index)).iter(f"{MAP}loc")]
    assert children == ["https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml"]
    urlset = etree.fromstring(content(room.respond(children[0] or "", {})))
    titles = {element.text for element in urlset.iter(f"{NEWS}title")}
    assert "White House cancels Moscow summit with Putin, cites Snowden and lack of progress" in titles
    assert all((each.text or "").startswith("Headlines,") for each in urlset.iter(f"{NEWS}keywords"))


def test_long_sitemaps_are_paged() -> None:
    room = Newsroom([entry for entry in ENTRIES if entry.source == "reuters"], EVENING)
    first = room.respond("https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml&from=100", {})
    assert first.status == 200
    assert len(list(etree.fromstring(content(first)).iter(f"{MAP}url"))) == 0


def test_the_sitemap_of_the_times_is_plain_and_its_child_zipped_in_spite_of_their_names() -> None:
    room = newsroom()
    index = etree.fromstring(content(room.respond("https://www.nytimes.com/sitemaps/new/news.xml.gz", {})))
    child = room.respond(next(index.iter(f"{MAP}loc")).text or "", {})
    assert content(child)[:2] == b"\x1f\x8b"
    assert len(list(etree.fromstring(gzip.decompress(content(child))).iter(f"{NEWS}title"))) >= 10


def through(web: FakeWeb, url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str]]:
    """Status and headers of a request through the proxy, its certificate checked."""
    context = ssl.create_default_context(cafile=str(web.ca_file))
    proxy = urllib.request.ProxyHandler({"https": web.proxy_url})
    opener = urllib.request.build_opener(proxy, urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(urllib.request.Request(url, headers=dict(headers)), timeout=10) as response:
            return response.status, dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers)


@pytest.mark.parametrize(("asked", "given"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_unchanged_is_304_and_news_is_200(asked: str, given: str) -> None:
    room, url = newsroom(), "https://feeds.bbci.co.uk/news/world/rss.xml"
    with FakeWeb(room.respond) as web:
        status, headers = through(web, url, {})
        again, _ = through(web, url, {asked: headers[given]})
        room.now += timedelta(days=1)
        later, _ = through(web, url, {asked: headers[given]})
    assert (status, again, later) == (200, 304, 200)


@pytest.mark.parametrize("host", ROBOTS)
def test_every_host_has_a_robots_file(host: str) -> None:
    answer = newsroom().respond(f"https://{host}/robots.txt", {})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain")
    assert content(answer).startswith((b"User-agent", b"#"))


def test_addresses_are_one_to_one_and_do_not_change() -> None:
    addresses = [address(entry) for entry in ENTRIES]
    assert len(set(addresses)) == len(ENTRIES)
    assert addresses == [address(entry) for entry in read_entries()]


def test_pages_are_open_at_the_bbc_and_walled_elsewhere() -> None:
    room = newsroom()
    seen = [entry for entry in ENTRIES if entry.published <= EVENING]
    statuses = {(entry.source, room.respond(address(entry), {}).status) for entry in seen}
    assert statuses == {("bbc", 200), ("reuters", 401), ("nytimes", 403), ("bloomberg", 403)}


def test_what_is_not_published_yet_is_not_there() -> None:
    later = next(entry for entry in ENTRIES if entry.published > EVENING)
    assert newsroom().respond(address(later), {}).status == 404


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/news/rss.xml", ""),
        ("/news/world/rss.xml", "world"),
        ("/news/world/middle_east/rss.xml", "middle_east"),
        ("/services/xml/rss/nyt/MiddleEast.xml", "middleeast"),
        ("/services/xml/rss/nyt/HomePage.xml", ""),
        ("/markets/news.rss", "markets"),
        ("/", None),
    ],
)
def test_the_section_stands_in_the_address(path: str, section: str | None) -> None:
    assert section_of(path) == section


def read(url: str, room: Newsroom) -> list[datetime]:
    """When the entries of a feed, a sitemap or the children of an index appeared."""
    whole = content(room.respond(url, {}))
    root = etree.fromstring(gzip.decompress(whole) if whole[:2] == b"\x1f\x8b" else whole)
    if root.tag.endswith("rss"):
        return [published(entry) for entry in feedparser.parse(io.BytesIO(whole)).entries]
    if root.tag.endswith("sitemapindex"):
        return [time for loc in root.iter(f"{MAP}loc") for time in read(loc.text or "", room)]
    return [datetime.fromisoformat(each.text or "") for each in root.iter(f"{NEWS}publication_date")]


@pytest.mark.parametrize("key", ENDPOINTS)
def test_every_configured_endpoint_holds_what_its_assertions_ask_for_on_every_day(key: str) -> None:
    endpoint = ENDPOINTS[key]
    for day in EVERY:
        times = read(endpoint.url, newsroom(evening(day)))
        assert len(times) >= endpoint.least_entries, day
        assert evening(day) - max(times) <= timedelta(hours=endpoint.oldest_hours), day


@pytest.mark.parametrize("source", ["bbc", "bloomberg", "nytimes", "reuters"])
def test_all_that_is_new_on_a_day_stands_in_some_endpoint(source: str) -> None:
    for day in EVERY:
        room, since = newsroom(evening(day)), evening(day) - REACH
        fresh = {entry.published for entry in ENTRIES if entry.source == source and since < entry.published <= room.now}
        seen = {time for each in ENDPOINTS.values() if each.source == source for time in read(each.url, room)}
        assert fresh <= seen, day
