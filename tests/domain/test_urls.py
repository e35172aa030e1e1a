"""Addresses. Numbers are those of the quirks in docs/sources.md."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.domain.urls import (
    address_date,
    address_words,
    article_key,
    belongs,
    canonical,
    copy_keys,
    entry_identity,
    house_of,
    unwrap,
)

REUTERS_DATED = "http://www.reuters.com/article/2013/06/17/us-summit-lake-idUSBRE95G00120130617"
REUTERS_PLAIN = "https://www.reuters.com/article/us-summit-lake-idUSBRE95G00120130617"
REUTERS_WIRE = "http://www.reuters.com/article/summit-lake-idUSL5N0EU0AB20130617"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTP://Example.ORG:80/a", "http://example.org/a"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org//a//b", "https://example.org/a/b"),
        ("  https://example.org/a \n", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&id=5&fbclid=1", "https://example.org/a?id=5"),
        ("https://example.org/a?wprss=rss_wellness", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a%7Eb/%c3%a9", "https://example.org/a~b/%C3%A9"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://amp.example.org/a", "https://example.org/a"),
        ("https://example.org/story/amp/", "https://example.org/story"),
        ("ftp://example.org/a", "ftp://example.org/a"),
        ("no address", "no address"),
        ("https://[broken/", "https://[broken/"),
        ("", ""),
    ],
)
def test_canonical(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "https://www.bbc.co.uk/news/world-europe-23456789?at_medium=RSS&at_campaign=rss#0",
            "https://www.bbc.com/news/world-europe-23456789",
        ),
        ("http://m.bbc.co.uk/news/world-europe-23456789", "https://www.bbc.com/news/world-europe-23456789"),
        ("https://www.bbc.com/news/world-europe-23456789.amp", "https://www.bbc.com/news/world-europe-23456789"),
        ("https://www.bbc.com/news/amp/world-europe-23456789", "https://www.bbc.com/news/world-europe-23456789"),
        ("http://news.bbc.co.uk/2/hi/europe/1234567.stm", "https://news.bbc.co.uk/2/hi/europe/1234567.stm"),
    ],
)
def test_quirk_3_the_bbc_has_one_address_for_a_page(written: str, expected: str) -> None:
    assert canonical(written) == expected


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("https://www.bbc.co.uk/news/world-23456789#0", "https://www.bbc.co.uk/news/world-23456789"),
        ("https://www.bbc.co.uk/news/articles/c0ffee1234ab#4", "https://www.bbc.co.uk/news/articles/c0ffee1234ab"),
        (" urn:x:1 ", "urn:x:1"),
        ("https://example.org/page#section", "https://example.org/page#section"),
        ("tag:example.org,2013:#10", "tag:example.org,2013:#10"),
        ("", ""),
    ],
)
def test_quirk_3_what_follows_the_hash_is_no_identity(written: str, identity: str) -> None:
    assert entry_identity(written) == identity


@pytest.mark.parametrize(
    "others",
    [
        (REUTERS_DATED, REUTERS_PLAIN, REUTERS_PLAIN + "?feedType=RSS&feedName=worldNews"),
        (
            "https://www.reuters.com/article/bank-merger/analysis-bank-merger-stalls-idUSL1N2D3ZZZ",
            "https://www.reuters.com/article/bank-merger-idUSL1N2D3ZZZ",
        ),
        (
            "https://www.reuters.com/world/europe/talks-resume-2023-12-24/",
            "https://www.reuters.com/world/europe/talks-resume-2023-12-24?utm_source=x",
        ),
        (
            "https://www.bbc.co.uk/news/uk-politics-23456789",
            "https://www.bbc.com/news/world-europe-23456789.amp",
            "https://www.bbc.com/news/23456789",
        ),
        (
            "https://www.bbc.com/news/articles/c0ffee1234ab",
            "https://www.bbc.co.uk/news/articles/c0ffee1234ab?at_medium=RSS#2",
        ),
        (
            "https://www.nytimes.com/2013/08/07/world/europe/visit-off.html?partner=rss&emc=rss",
            "http://mobile.nytimes.com/2013/08/07/world/europe/visit-off.html",
            "https://nytimes.com/2013/08/07/world/europe/visit-off.html",
        ),
        (
            "https://www.bloomberg.com/news/articles/2013-08-07/visit-off?srnd=politics",
            "https://bloomberg.com/news/articles/2013-08-07/visit-off",
        ),
        ("http://www.example.org/a/", "https://example.org/a"),
        (
            "https://web.archive.org/web/20130807101112id_/http://www.bbc.co.uk/news/world-23456789",
            "https://www.bbc.com/news/world-23456789",
        ),
    ],
)
def test_quirk_1_addresses_of_one_article_have_one_key(others: tuple[str, ...]) -> None:
    assert len({article_key(address) for address in others}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (REUTERS_PLAIN, REUTERS_WIRE),
        (REUTERS_PLAIN, REUTERS_PLAIN.replace("20130617", "20130618")),  # the id recurs on a later day: an update
        ("https://www.bbc.com/news/world-23456789", "https://www.bbc.com/news/world-23456780"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a", "https://example.com/a"),
        ("https://www.nytimes.com/2013/08/07/world/a.html", "https://www.nytimes.com/2013/08/08/world/a.html"),
        ("https://www.bbc.com/news/world", "https://www.bbc.com/news/business"),
    ],
)
def test_addresses_of_two_articles_have_two_keys(one: str, other: str) -> None:
    assert article_key(one) != article_key(other)


def test_quirk_1_the_key_of_reuters_is_what_follows_id() -> None:
    assert article_key(REUTERS_DATED) == "reuters:USBRE95G00120130617"


def test_quirk_1_web_and_wire_share_day_and_subject_and_an_update_the_id() -> None:
    assert copy_keys(REUTERS_DATED) == ("reuters:2013-06-17:summit-lake", "reuters:USBRE95G001")
    assert copy_keys(REUTERS_WIRE)[0] == copy_keys(REUTERS_DATED)[0]
    later = REUTERS_WIRE.replace("20130617", "20130618")
    assert copy_keys(later)[0] != copy_keys(REUTERS_WIRE)[0]
    assert copy_keys(later)[1] == copy_keys(REUTERS_WIRE)[1]
    assert copy_keys("https://www.reuters.com/article/idUSL5N0EU0AB20130617") == ("reuters:USL5N0EU0AB",)
    assert copy_keys("https://www.bbc.com/news/world-23456789") == ()


@pytest.mark.parametrize(
    ("address", "day"),
    [
        (REUTERS_DATED, date(2013, 6, 17)),
        (REUTERS_WIRE, date(2013, 6, 17)),
        ("https://www.reuters.com/world/talks-resume-2023-12-24/", date(2023, 12, 24)),
        # Quirk 4: a hint that may be a day late; the value is what stands there.
        ("https://www.nytimes.com/2013/08/08/world/europe/visit-off.html", date(2013, 8, 8)),
        ("https://www.bloomberg.com/news/articles/2013-08-07/visit-off", date(2013, 8, 7)),
        ("https://www.theguardian.com/world/2013/aug/07/visit-off", date(2013, 8, 7)),
        ("https://example.org/20130807/visit", date(2013, 8, 7)),
        ("https://example.org/2013/13/45/visit", None),
        ("https://example.org/2013/02/30/visit", None),
        ("https://www.bbc.com/news/world-23456789", None),
        ("https://example.org/visit-20139999", None),
        ("no address", None),
    ],
)
def test_quirk_4_the_day_in_an_address(address: str, day: date | None) -> None:
    assert address_date(address) == day


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (REUTERS_DATED, ("summit", "lake")),
        ("https://www.reuters.com/article/net-us-phone-maker-idUSBRE97A00120130811", ("phone", "maker")),
        ("https://www.reuters.com/world/europe/talks-resume-2023-12-24/", ("talks", "resume")),
        ("https://www.bbc.com/news/uk-politics-23456789", ("uk", "politics")),
        ("https://www.nytimes.com/2013/08/08/world/visit-off.html?_r=0", ("visit", "off")),
        ("https://example.org/Visit_Off+again", ("visit", "off", "again")),
        ("https://www.bbc.com/news/articles/c0ffee1234ab", ()),
        ("https://www.reuters.com/article/idUSL5N0EU0AB20130617", ()),
        ("https://example.org/", ()),
        ("no address", ()),
    ],
)
def test_the_words_of_an_address(address: str, words: tuple[str, ...]) -> None:
    assert address_words(address) == words


@pytest.mark.parametrize(
    ("wrapper", "inner"),
    [
        ("https://www.google.com/url?rct=j&url=https://example.org/a%3Fb%3D1&ct=ga", "https://example.org/a?b=1"),
        ("https://web.archive.org/web/20130807id_/http://example.org/a", "http://example.org/a"),
        ("http://web.archive.org/web/20130807101112/example.org/a", "http://example.org/a"),
        ("https://web.archive.org/web/https://example.org/a", "https://example.org/a"),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
        (
            "https://news.google.com/rss/articles/CBMiOpaque?oc=5",
            "https://news.google.com/rss/articles/CBMiOpaque?oc=5",
        ),
        ("https://example.org/url?url=/relative", "https://example.org/url?url=/relative"),
        (
            "https://example.org/search?url=https://other.example/",
            "https://example.org/search?url=https://other.example/",
        ),
    ],
)
def test_quirk_5_wrappers_that_show_what_they_wrap(wrapper: str, inner: str) -> None:
    assert unwrap(wrapper) == inner


def test_whose_an_address_is() -> None:
    assert house_of("feeds.bbci.co.uk") == ""
    assert house_of("uk.reuters.com") == "reuters"
    assert house_of("notreuters.com") == ""
    assert belongs("https://www.bbc.co.uk/a", ("bbc.com", "bbc.co.uk"))
    assert not belongs("https://evilbbc.co.uk/a", ("bbc.co.uk",))
    assert not belongs("nothing", ("bbc.co.uk",))
