"""Article pages: open ones as the BBC serves them, and the walls of the others."""

from __future__ import annotations

import json
from html import escape

from tests.fakeweb import Answer
from tests.newsroom.entries import Entry, address
from tests.newsroom.feeds import NOTE


def article_page(entry: Entry) -> Answer:
    """An open page with JSON-LD, OpenGraph and the two sentences that there are."""
    data = {
        "@context": "http://schema.org",
        "@type": "ReportageNewsArticle",
        "url": address(entry),
        "headline": entry.title,
        "description": entry.summary,
        "datePublished": f"{entry.published:%Y-%m-%dT%H:%M:%S}+00:00",
        "publisher": {"@type": "NewsMediaOrganization", "name": "BBC News"},
    }
    page = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(entry.title)} - BBC News</title>
<link rel="canonical" href="{address(entry)}">
<meta name="description" content="{escape(entry.summary)}">
<meta property="og:title" content="{escape(entry.title)}"><meta property="og:type" content="article">
<script type="application/ld+json">{json.dumps(data)}</script></head>
<body><header><nav><a href="/news">News</a> <a href="/sport">Sport</a></nav></header>
<main><article><h1>{escape(entry.title)}</h1>
<time datetime="{entry.published:%Y-%m-%dT%H:%M:%S}.000Z">{entry.published:%-d %B %Y}</time>
<p>{escape(entry.summary)}</p></article></main><footer><p>{NOTE}</p></footer></body></html>
"""
    return Answer(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body=page.encode())


_WALLS = {
    "reuters": (401, '<html><body><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>'),
    "nytimes": (403, '<html><body><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>'),
    "bloomberg": (403, "<html><title>Are you a robot?</title><body>Unusual activity on your network</body></html>"),
}


def wall(source: str) -> Answer:
    """What an unknown reader gets from the publishers that do not open their pages."""
    status, page = _WALLS[source]
    return Answer(status=status, headers={"Content-Type": "text/html"}, body=page.encode())
