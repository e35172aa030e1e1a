"""The ladder for article pages, on pages of our own. Numbers are those of the quirks in docs/sources.md."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.domain.model import Access
from monitor.errors import Unreadable
from spiders import jsonld
from spiders.page import Page, read_page

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
URL = "https://www.bbc.co.uk/news/world-23456789?at_medium=RSS"
PARAGRAPH = "<p>" + "Both sides met at the lake and said little of it. " * 20 + "</p>"
PUBLISHED = '<meta property="article:published_time" content="2026-03-14T09:30:00Z">'
LD = {
    "@context": "http://schema.org",
    "@type": "ReportageNewsArticle",
    "url": "https://www.bbc.com/news/world-23456789",
    "headline": "Talks at the lake",
    "description": "A first day without a text.",
    "datePublished": "2026-03-14T09:30:00+00:00",
    "dateModified": "2026-03-15T10:00:00+00:00",
}


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def page(head: str = "", body: str = PARAGRAPH, url: str = URL, **more: object) -> Page:
    source = f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return read_page(source.encode(), url, NOW, **more)  # type: ignore[arg-type]


def script(block: object) -> str:
    text = block if isinstance(block, str) else json.dumps(block)
    return f'<script type="application/ld+json">{text}</script>'


def test_quirk_7_json_ld_of_the_bbc() -> None:
    found = page(script(LD))
    assert found == Page(
        url="https://www.bbc.com/news/world-23456789",
        title="Talks at the lake",
        summary="A first day without a text.",
        published=utc(2026, 3, 14, 9, 30),
        published_from="jsonld",
        modified=utc(2026, 3, 15, 10),
        language="en",
        access=Access.FULL,
    )


@pytest.mark.parametrize(
    "block",
    [
        json.dumps(LD),
        json.dumps([{"@type": "Organization"}, LD]),
        json.dumps({"@graph": [{"@type": "WebPage"}, LD]}),
        json.dumps({"@type": "WebPage", "mainEntity": LD}),
        json.dumps(LD | {"@type": ["NewsArticle", "Thing"]}),
        f"//<![CDATA[\n{json.dumps(LD)}\n//]]>",
        f"<!-- {json.dumps(LD)} -->",
        json.dumps(LD) + ";",
        json.dumps(LD)[:-1] + ", }",
        json.dumps(LD).replace("first day", "first\n day"),
    ],
)
def test_quirk_7_blocks_that_can_be_read(block: str) -> None:
    (found,) = jsonld.articles([block])
    assert found["datePublished"] == LD["datePublished"]


@pytest.mark.parametrize(
    "block",
    ["", "{}", "null", '{"headline": , "datePublished": "2026-03-14"}', "[" * 100_000, json.dumps({"@type": "Person"})],
)
def test_quirk_7_a_bad_block_is_passed_over(block: str) -> None:
    assert jsonld.articles([block, json.dumps(LD)]) == [LD]
    assert jsonld.articles([block]) == []


@pytest.mark.parametrize(
    ("head", "published", "rung"),
    [
        (
            '<meta property="article:published_time" content="2026-03-14T09:30:00Z">',
            utc(2026, 3, 14, 9, 30),
            "opengraph",
        ),
        ('<meta name="REVISION_DATE" content="Sat Mar 14 09:30:00 UTC 2026">', utc(2026, 3, 14, 9, 30), "meta"),
        ('<meta name="OriginalPublicationDate" content="2026/03/14 09:30:00">', utc(2026, 3, 14, 9, 30), "meta"),
        ('<meta name="pdate" content="20260314">', utc(2026, 3, 14), "meta"),
        (
            '<meta name="pdate" content="20260314"><meta name="ptime" content="20260314093000">',
            utc(2026, 3, 14, 9, 30),
            "meta",
        ),
        ('<meta property="article:published_time" content="soon">', None, ""),
        ('<meta property="article:published_time" content="2036-03-14T09:30:00Z">', None, ""),
    ],
)
def test_lower_rungs(head: str, published: datetime | None, rung: str) -> None:
    found = page(head)
    assert (found.published, found.published_from) == (published, rung)


def test_quirk_7_after_a_bad_block_comes_opengraph() -> None:
    meta = (
        '<meta property="article:published_time" content="2026-03-14T09:30:00Z"><meta property="og:title" content="T">'
    )
    found = page(script('{"@type": "NewsArticle", "headline": }') + meta)
    assert (found.title, found.published, found.published_from) == ("T", utc(2026, 3, 14, 9, 30), "opengraph")


def test_quirk_6_an_old_page_that_was_changed_lately_stays_old() -> None:
    found = page(script(LD | {"datePublished": "2012-05-06T07:08:00Z", "dateModified": "2026-03-15T01:00:00Z"}))
    assert (found.published, found.modified) == (utc(2012, 5, 6, 7, 8), utc(2026, 3, 15, 1))


def test_what_readers_see_and_the_address_come_before_guessing() -> None:
    assert page(body='<span class="timestamp">Sat Mar 14, 2026 9:30am GMT</span>').published_from == "visible"
    guessable = "<p>Posted on: March 12, 2026</p>"
    found = page(body=guessable, url="https://news.example/2026/03/14/talks.html")
    assert (found.published, found.published_from) == (utc(2026, 3, 14), "address")
    found = page(body=guessable, url="https://news.example/talks.html")
    assert (found.published, found.published_from) == (utc(2026, 3, 12), "htmldate")


RUNGS = {
    "jsonld": script(LD | {"datePublished": "2026-03-01T10:00:00Z"}),
    "opengraph": '<meta property="article:published_time" content="2026-03-02T10:00:00Z">',
    "meta": '<meta name="OriginalPublicationDate" content="2026/03/03 10:00:00">',
}


def test_a_surer_rung_goes_before_a_lower_one() -> None:
    rungs = list(RUNGS)
    for place, rung in enumerate(rungs):
        found = page("".join(RUNGS[each] for each in reversed(rungs[place:])))
        assert (found.published, found.published_from) == (utc(2026, 3, 1 + place, 10), rung)


@pytest.mark.parametrize(
    ("root", "head", "language"),
    [
        ('lang="fr-FR"', '<meta property="og:locale" content="de_DE">', "fr"),
        ("", '<meta property="og:locale" content="de_DE">', "de"),
        ("", '<meta http-equiv="Content-Language" content="es">', "es"),
        ("", "", ""),
    ],
)
def test_the_language(root: str, head: str, language: str) -> None:
    source = f"<!DOCTYPE html><html {root}><head>{head}<title>Talks</title></head><body>{PARAGRAPH}</body></html>"
    assert read_page(source.encode(), URL, NOW).language == language


@pytest.mark.parametrize(
    ("head", "body", "access"),
    [
        (script(LD | {"isAccessibleForFree": False}), PARAGRAPH, Access.TEASER),
        (script(LD | {"isAccessibleForFree": "False"}), PARAGRAPH, Access.TEASER),
        (script(LD | {"isAccessibleForFree": "http://schema.org/True"}), "<p>Short.</p>", Access.FULL),
        ('<meta property="article:content_tier" content="metered">', PARAGRAPH, Access.TEASER),
        ('<meta property="article:content_tier" content="free">', "<p>Short.</p>", Access.FULL),
        ('<meta itemprop="isAccessibleForFree" content="false">', PARAGRAPH, Access.TEASER),
        ("", PARAGRAPH, Access.FULL),
        ("", "<p>Short.</p>", Access.TEASER),
    ],
)
def test_quirk_7_access_is_told_without_the_body(head: str, body: str, access: Access) -> None:
    assert page(head, body).access is access


def test_quirk_8_a_wall_is_blocked_whatever_its_status() -> None:
    for status in (200, 401):
        found = page('<script src="https://ct.captcha-delivery.com/c.js"></script>', status=status)
        assert (found.access, found.title, found.published) == (Access.BLOCKED, "", None)


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        ('<link rel="canonical" href="/news/world-1234567"/>', URL, "https://www.bbc.com/news/world-1234567"),
        ('<link rel="CANONICAL" href="https://evil.example/x"/>', URL, "https://www.bbc.com/news/world-23456789"),
        ('<meta property="og:url" content="https://www.bbc.com/news/world-7654321">', URL, "https://www.bbc.com/news/world-7654321"),
        ('<link rel="canonical" href="https://b.news.example/x?utm_source=y"/>', "https://a.news.example/y", "https://b.news.example/x"),
        ("", URL, "https://www.bbc.com/news/world-23456789"),
        ('<link rel="canonical" href="https://news.example/x"/>', "", "https://news.example/x"),
    ],
)  # fmt: skip
def test_the_address(head: str, url: str, expected: str) -> None:
    assert page(head, url=url).url == expected


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="A &amp;amp; B (Published 2018)">', "", "A & B"),
        ("<title>Talks at the lake | News | Example</title>", "", "Talks at the lake | News"),
        ("<title>Talks at the lake - Example News</title>", "", "Talks at the lake"),
        ("<title>Site</title>", "<h1>Talks <b>at</b> the lake</h1>", "Talks at the lake"),
        ("", "", ""),
    ],
)
def test_the_title(head: str, body: str, title: str) -> None:
    assert page(head, body or "<p>x</p>").title == title


def test_the_text_of_an_open_page() -> None:
    found = page(script(LD), f"<nav>Home</nav><main><article><h1>Talks</h1>{PARAGRAPH}</article></main>", text=True)
    assert found.body.startswith("Talks")
    assert "Both sides met at the lake" in found.body
    assert page(script(LD)).body == ""


@pytest.mark.parametrize("body", [b"", b"   "])
def test_what_is_no_page(body: bytes) -> None:
    with pytest.raises(Unreadable, match="no page"):
        read_page(body, URL, NOW)


def test_an_encoding_is_found_where_it_is_said() -> None:
    source = '<html><head><meta charset="iso-8859-1"><title>Café am Léman</title></head></html>'
    assert read_page(source.encode("iso-8859-1"), URL, NOW).title == "Café am Léman"
    plain = "<html><head><title>Café am Léman</title></head></html>".encode("iso-8859-1")
    assert read_page(plain, URL, NOW, headers={"content-type": "text/html; charset=latin-1"}).title == "Café am Léman"
