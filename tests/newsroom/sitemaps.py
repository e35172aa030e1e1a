"""News sitemaps as Reuters, Bloomberg, the New York Times and the BBC write them: titles and times, no summaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from tests.newsroom.entries import Entry, address
from tests.newsroom.feeds import nyt_categories

_URLSET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def index(children: Sequence[tuple[str, datetime]]) -> str:
    """A sitemap of sitemaps: address and last change of each."""
    rows = "".join(
        f"<sitemap><loc>{escape(loc)}</loc><lastmod>{_stamp(changed)}</lastmod></sitemap>\n"
        for loc, changed in children
    )
    return f'{_HEAD}\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'


def news_sitemap(source: str, entries: Sequence[Entry]) -> str:
    """The source's own way of writing it; an empty set where there is nothing."""
    rows = "".join(_WRITERS[source](entry) for entry in entries)
    return f"{_HEAD}\n{_URLSET}\n{rows}</urlset>\n"


def _reuters(entry: Entry) -> str:
    # Keywords are channels, not topics; the offset is spelled out.
    channel = {"world": "World", "politics": "Politics", "sport": "Sports"}.get(entry.section.split("/")[0], "Business")
    return f"""<url>
<loc>{address(entry)}</loc>
<lastmod>{_stamp(entry.published)}</lastmod>
<news:news>
<news:publication>
<news:name>Reuters</news:name>
<news:language>eng</news:language>
</news:publication>
<news:publication_date>{entry.published:%Y-%m-%dT%H:%M:%S}+00:00</news:publication_date>
<news:title>{escape(entry.title, {"'": "&apos;"})}</news:title>
<news:keywords>Headlines,{channel}</news:keywords>
</news:news>
</url>
"""


def _bloomberg(entry: Entry) -> str:
    # Milliseconds in the time, empty keywords and tickers.
    return f"""    <url>
        <loc>{address(entry)}</loc>
        <news:news>
            <news:publication>
                <news:name>Bloomberg</news:name>
                <news:language>en</news:language>
            </news:publication>
            <news:publication_date>{entry.published:%Y-%m-%dT%H:%M:%S}.000Z</news:publication_date>
            <news:title>{escape(entry.title)}</news:title>
            <news:keywords></news:keywords>
            <news:stock_tickers></news:stock_tickers>
        </news:news>
    </url>
"""


def _nytimes(entry: Entry) -> str:
    # Blanks around the text of elements, as captured.
    keywords = ", ".join(name for _, name in nyt_categories(entry))
    return f"""  <url> <loc>{address(entry)} </loc>
    <lastmod>{_stamp(entry.published)}</lastmod> <news:news> <news:publication> \
<news:name>The New York Times</news:name> <news:language>en-US</news:language> </news:publication> \
<news:publication_date>{_stamp(entry.published)}</news:publication_date> <news:title> {escape(entry.title)} \
</news:title> <news:keywords> {escape(keywords)} </news:keywords> </news:news> </url>
"""


def _bbc(entry: Entry) -> str:
    page = address(entry).replace("www.bbc.co.uk", "www.bbc.com")
    return f"""  <url>
    <loc>{page}</loc>
    <lastmod>{_stamp(entry.published)}</lastmod>
    <news:news>
      <news:publication><news:name>BBC News</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>{_stamp(entry.published)}</news:publication_date>
      <news:title>{escape(entry.title)}</news:title>
    </news:news>
  </url>
"""


_WRITERS: dict[str, Callable[[Entry], str]] = {
    "reuters": _reuters,
    "bloomberg": _bloomberg,
    "nytimes": _nytimes,
    "bbc": _bbc,
}
