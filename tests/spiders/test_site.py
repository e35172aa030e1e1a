"""Exploring a publisher, in a process of its own."""

from __future__ import annotations

from monitor.domain.model import EndpointKind, Outcome
from monitor.domain.site import propose
from tests.fakeweb import Answer, pages
from tests.spiders import recorded
from tests.spiders.drive import NOW, explore

HOME = "https://www.gazette.example/"
XML = {"Content-Type": "text/xml"}
PAGE = b"""<!DOCTYPE html><html lang="fr-FR"><head><meta charset="utf-8"><title>La Gazette - accueil</title>
<meta property="og:site_name" content="La Gazette">
<link rel="alternate" type="application/rss+xml" href="/rss/monde.xml">
<link rel="alternate" type="application/atom+xml" href="https://www.gazette.example/broken.atom">
<link rel="stylesheet" type="text/css" href="/a.css"></head>
<body><a href="/feeds/economie">flux</a> <a href="/rss/monde.xml#top">le meme</a> <a href="/m/">m</a></body></html>"""
ROBOTS = b"""User-agent: *
Disallow: /prive/
Sitemap: https://www.gazette.example/archive.xml
Sitemap: https://www.gazette.example/news-index.xml
"""
ANSWERS = {
    HOME: Answer(200, {"Content-Type": "text/html"}, PAGE),
    f"{HOME}robots.txt": Answer(200, {}, ROBOTS),
    f"{HOME}rss/monde.xml": Answer(200, XML, recorded.bbc_feed(12)),
    f"{HOME}feeds/economie": Answer(200, XML, recorded.ATOM.encode()),
    f"{HOME}broken.atom": Answer(200, XML, b"{}"),
    f"{HOME}news-index.xml": Answer(200, XML, recorded.index([f"{HOME}news-1.xml"])),
    f"{HOME}news-1.xml": Answer(200, XML, recorded.news_sitemap(30)),
}


def test_a_page_and_robots_txt_lead_to_routes() -> None:
    site = explore(HOME, pages(ANSWERS))
    assert (site.outcome, site.cause, site.name, site.language) == (Outcome.NEW, "", "La Gazette", "fr")
    routes = {route.url.removeprefix(HOME): route for route in site.routes}
    assert set(routes) == {
        "rss/monde.xml",
        "feeds/economie",
        "broken.atom",
        "news-index.xml",
        "news-1.xml",
        "archive.xml",
    }
    assert (routes["rss/monde.xml"].kind, routes["rss/monde.xml"].entries) == (EndpointKind.FEED, 12)
    assert routes["rss/monde.xml"].first_title == "Talks, round 1"
    assert (routes["news-1.xml"].kind, routes["news-1.xml"].entries) == (EndpointKind.SITEMAP, 30)
    assert routes["news-1.xml"].part_of == f"{HOME}news-index.xml"
    assert routes["news-index.xml"].entries == 30
    assert (routes["broken.atom"].kind, routes["broken.atom"].cause) == (None, "neither a feed nor a sitemap")
    assert "HTTP 404" in routes["archive.xml"].cause


def test_a_source_is_proposed_of_what_can_be_read() -> None:
    source = propose(explore(HOME, pages(ANSWERS)), NOW)
    assert (source.key, source.name, source.domains, source.language) == (
        "gazette",
        "La Gazette",
        ("gazette.example",),
        "fr",
    )
    endpoints = {endpoint.key: endpoint for endpoint in source.endpoints}
    assert endpoints["gazette/monde"].url == f"{HOME}rss/monde.xml"
    assert endpoints["gazette/monde"].least_entries == 3
    assert endpoints["gazette/economie"].kind is EndpointKind.FEED
    assert [endpoint.url for endpoint in source.endpoints if endpoint.kind is EndpointKind.SITEMAP] == [
        f"{HOME}news-index.xml"
    ]
    assert all(endpoint.least_entries >= 1 for endpoint in source.endpoints)


def test_a_feed_given_directly_is_its_only_route_and_names_its_site() -> None:
    site = explore(f"{HOME}rss/monde.xml", pages(ANSWERS))
    assert [(route.kind, route.entries) for route in site.routes] == [(EndpointKind.FEED, 12)]
    assert (site.name, site.language, site.home) == ("BBC News", "en", "https://www.bbc.co.uk/news/world")


def test_a_page_that_names_nothing_is_tried_where_feeds_commonly_are() -> None:
    """And one that moved is known by the place to which it leads; of an index the sitemaps of news are wanted."""
    moved = "https://post.example/"
    maps = {f"{HOME}{name}.xml": Answer(200, XML, recorded.news_sitemap(n)) for name, n in (("a", 5), ("news", 9))}
    answers = {
        moved: Answer(301, {"Location": HOME}),
        HOME: Answer(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><title>Gazette | Home</title></html>"),
        f"{HOME}rss.xml": Answer(200, XML, recorded.bbc_feed(12)),
        f"{HOME}feed": Answer(302, {"Location": HOME}),
        f"{HOME}sitemap.xml": Answer(200, XML, recorded.index(list(maps))),
    }
    site = explore(moved, pages(answers | maps))
    assert (site.url, site.home, site.name) == (moved, HOME, "Gazette")
    assert {route.url for route in site.routes if not route.part_of} == {f"{HOME}rss.xml", f"{HOME}sitemap.xml"}
    source = propose(site, NOW)
    assert (source.key, source.domains) == ("gazette", ("gazette.example",))
    assert [(each.options, each.least_entries) for each in source.endpoints] == [({}, 3), ({"children": "news"}, 2)]


def test_a_walled_page_is_told() -> None:
    site = explore(HOME, pages({HOME: Answer(403, {}, b"<html><title>Access Denied</title></html>")}))
    assert (site.outcome, site.routes) == (Outcome.BLOCKED, ())
    assert site.cause == f"{HOME}: access denied (HTTP 403)"


def test_a_private_address_is_not_explored() -> None:
    site = explore("http://192.168.0.1/", pages({}))
    assert site.outcome is Outcome.ERROR
    assert "private address" in site.cause
