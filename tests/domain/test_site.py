"""What is made of an explored site: the address that was meant, names and keys, and which routes are worth reading."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.model import EndpointKind, Outcome
from monitor.domain.site import Route, Site, key_of, left_out, meant, name_of, propose
from monitor.errors import InputError
from monitor.settings.source_file import source_toml
from monitor.settings.sources import SourceFile

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
FEED = Route("https://post.example/feed", EndpointKind.FEED, 12, NOW - timedelta(hours=1), "Talks", dated=True)
MAP = replace(FEED, url="https://post.example/news.xml", kind=EndpointKind.SITEMAP, entries=40)


def site(*routes: Route, name: str = "Post", home: str = "https://www.post.example/") -> Site:
    return Site("https://post.example/", home, name, "en", routes, Outcome.NEW)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("post.example", "https://post.example/"),
        ("www.post.example/news", "https://www.post.example/news"),
        ("  https://post.example \n", "https://post.example/"),
        ("http://post.example:8080/feed", "http://post.example:8080/feed"),
        ("post.example:8080", "https://post.example:8080/"),
        ("192.168.0.1", "https://192.168.0.1/"),  # whether it may be asked is the guard's affair
        ("ftp://post.example/", "ftp://post.example/"),
    ],
)
def test_the_address_that_is_meant(written: str, address: str) -> None:
    assert meant(written) == address


@pytest.mark.parametrize(
    "written", ["", " ", "gazette", "mailto:a@b.example", "https://", "http://[bad", "a b.example"]
)
def test_what_is_no_address(written: str) -> None:
    with pytest.raises(InputError, match="is no address of a publisher; one looks like"):
        meant(written)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(InputError, match=r"an address of post\.example with a name and a password") as told:
        meant("https://user:secret@post.example/feed")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("www.morning-post.example", "morning-post"),
        ("feeds.bbci.co.uk", "bbci-co"),
        ("www.bbc.co.uk", "bbc"),
        ("8.8.8.8", "8-8-8-8"),
        ("xn--bcher-kva.example", "bucher"),
        ("xn--e1afmkfd.xn--p1ai", "source"),
    ],
)
def test_keys(host: str, key: str) -> None:
    assert key_of(host) == key


@pytest.mark.parametrize(
    ("title", "host", "name"),
    [
        ("Morning Post | News, sport and more", "www.morning-post.example", "Morning Post"),
        ("Home - The Morning Post", "www.morning-post.example", "The Morning Post"),
        ("World news from here", "www.morning-post.example", "World news from here"),
        ("", "www.morning-post.example", "morning-post.example"),
        ("N" * 500, "post.example", "N" * 80),
    ],
)
def test_names(title: str, host: str, name: str) -> None:
    assert name_of(title, host) == name


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        (replace(FEED, kind=None, cause="nothing is there"), "nothing is there"),
        (replace(FEED, entries=0), "it gave no entries"),
        (replace(FEED, url="https://post.example/comments/feed/"), "readers' comments"),
        (replace(FEED, newest=NOW - timedelta(days=400)), "its newest entry is of 2025-02-08: an archive, or given up"),
        (replace(MAP, dated=False), "none of its entries says when it was published: a list of pages, not of news"),
        (replace(MAP, too_many=True), "more entries than a run reads: an archive, not what is new"),
    ],
)
def test_what_is_left_out_and_why(route: Route, reason: str) -> None:
    assert left_out(site(route), NOW) == {route.url: reason}
    assert propose(site(route), NOW).endpoints == ()


def test_the_same_feed_under_two_addresses_is_one_route() -> None:
    twin = replace(FEED, url="https://post.example/rss")
    assert left_out(site(FEED, twin, MAP), NOW) == {twin.url: f"the same entries as {FEED.url}"}
    source = propose(site(FEED, twin, MAP), NOW)
    assert [endpoint.url for endpoint in source.endpoints] == [MAP.url, FEED.url]


def test_a_feed_without_times_is_given_the_benefit_of_the_doubt() -> None:
    (endpoint,) = propose(site(replace(FEED, newest=None, dated=False)), NOW).endpoints
    assert (endpoint.least_entries, endpoint.oldest_hours) == (3, 0)


@pytest.mark.parametrize("name", ['The "Post" \\ & Sons', "Post ''' #", "Пост", "P" * 300, "[x]\ty\n", "\x00"])
def test_what_is_proposed_can_be_read_at_once(name: str) -> None:
    odd = replace(FEED, url="https://post.example/%C3%A9/rss?a=b&c='d\"", first_title='A "title"\n[[endpoint]] \x1b[0m')
    found = site(
        odd, replace(MAP, children="news"), replace(FEED, kind=None, url="https://post.example/x\n"), name=name
    )
    source = propose(found, NOW)
    assert SourceFile.model_validate(tomllib.loads(source_toml(source, found, NOW))).source() == source
