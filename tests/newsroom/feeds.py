"""RSS as the BBC, the New York Times and Bloomberg write it, quirk by quirk (learnt from captured feeds).

`lastBuildDate` is the newest entry's time, not the moment of asking: a feed without news is the same bytes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from tests.newsroom.entries import Entry, address

NOTE = "paraphrase for demonstration"
_NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
)


def _newest(entries: Sequence[Entry]) -> datetime:
    return max((entry.published for entry in entries), default=datetime(2013, 6, 1, tzinfo=UTC))


def _gmt(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def bbc_feed(name: str, url: str, entries: Sequence[Entry]) -> str:
    """Tracking parameters in the link, a guid that ends in #0 and is no permalink, everything in CDATA."""
    items = "".join(_bbc_item(entry) for entry in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet title="XSL_formatting" type="text/xsl" href="/shared/bsp/xsl/rss/nolsol.xsl"?>
<rss {_NAMESPACES}>
    <channel>
        <title>{_cdata(f"BBC News - {name}")}</title>
        <description>{_cdata(f"BBC News - {name}: {NOTE}")}</description>
        <link>https://www.bbc.co.uk/news</link>
        <image>
            <url>https://news.bbcimg.co.uk/nol/shared/img/bbc_news_120x60.gif</url>
            <title>BBC News - {escape(name)}</title>
            <link>https://www.bbc.co.uk/news</link>
        </image>
        <generator>RSS for Node</generator>
        <lastBuildDate>{_gmt(_newest(entries))}</lastBuildDate>
        <atom:link href={quoteattr(url)} rel="self" type="application/rss+xml"/>
        <language>{_cdata("en-gb")}</language>
        <ttl>15</ttl>
{items}    </channel>
</rss>
"""


def _bbc_item(entry: Entry) -> str:
    page = address(entry)
    return f"""        <item>
            <title>{_cdata(entry.title)}</title>
            <description>{_cdata(entry.summary)}</description>
            <link>{page}?at_medium=RSS&amp;at_campaign=rss</link>
            <guid isPermaLink="false">{page}#0</guid>
            <pubDate>{_gmt(entry.published)}</pubDate>
        </item>
"""


# Names that the paper's indexers give as typed categories: found in the text of the entry itself, never beyond it.
_INDEXED = {
    "Obama": ("nyt_per", "Obama, Barack"),
    "Putin": ("nyt_per", "Putin, Vladimir V"),
    "Kerry": ("nyt_per", "Kerry, John"),
    "Lavrov": ("nyt_per", "Lavrov, Sergey V"),
    "Hagel": ("nyt_per", "Hagel, Chuck"),
    "Snowden": ("nyt_per", "Snowden, Edward J"),
    "Rouhani": ("nyt_per", "Rouhani, Hassan"),
    "Brahimi": ("nyt_per", "Brahimi, Lakhdar"),
    "Russia": ("nyt_geo", "Russia"),
    "Moscow": ("nyt_geo", "Moscow (Russia)"),
    "Syria": ("nyt_geo", "Syria"),
    "Iran": ("nyt_geo", "Iran"),
    "Geneva": ("nyt_geo", "Geneva (Switzerland)"),
    "North Korea": ("nyt_geo", "North Korea"),
    "Group of 20": ("nyt_org", "Group of Twenty"),
    "State Department": ("nyt_org", "State Department"),
    "Fed": ("nyt_org", "Federal Reserve System"),
    "missile": ("des", "Missiles and Missile Defense Systems"),
    "nuclear": ("des", "Nuclear Weapons"),
    "sanctions": ("des", "Embargoes and Sanctions"),
}
_KEYWORDS = "http://www.nytimes.com/namespaces/keywords"


def nyt_categories(entry: Entry) -> list[tuple[str, str]]:
    """(kind, name) of each indexed name in the entry's own words; a plain subject where there is none."""
    text = f"{entry.title} {entry.summary}"
    return [pair for word, pair in _INDEXED.items() if word in text] or [("des", entry.section.split("/")[-1].title())]


def nyt_feed(name: str, url: str, entries: Sequence[Entry]) -> str:
    """Permalink guid, an atom link in each item, categories typed by what they name, +0000 rather than GMT."""
    built = format_datetime(_newest(entries))
    items = "".join(_nyt_item(entry) for entry in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" \
xmlns:atom="http://www.w3.org/2005/Atom" xmlns:nyt="http://www.nytimes.com/namespaces/rss/2.0" version="2.0">
  <channel>
    <title>NYT &gt; {escape(name)}</title>
    <link>https://www.nytimes.com</link>
    <atom:link href={quoteattr(url)} rel="self" type="application/rss+xml"></atom:link>
    <description>{NOTE}</description>
    <language>en-us</language>
    <lastBuildDate>{built}</lastBuildDate>
    <pubDate>{built}</pubDate>
{items}  </channel>
</rss>
"""


def _nyt_item(entry: Entry) -> str:
    page = address(entry)
    categories = "".join(
        f'      <category domain="{_KEYWORDS}/{kind}">{escape(name)}</category>\n'
        for kind, name in nyt_categories(entry)
    )
    return f"""    <item>
      <title>{escape(entry.title)}</title>
      <link>{page}</link>
      <guid isPermaLink="true">{page}</guid>
      <atom:link href="{page}" rel="standout"></atom:link>
      <description>{escape(entry.summary)}</description>
      <dc:creator></dc:creator>
      <pubDate>{format_datetime(entry.published)}</pubDate>
{categories}    </item>
"""


def bloomberg_feed(name: str, url: str, entries: Sequence[Entry]) -> str:
    """All on one line, CDATA, a permalink guid, an empty media description."""
    items = "".join(_bloomberg_item(entry) for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss {_NAMESPACES}><channel>'
        f"<title>{_cdata(f'Bloomberg {name}')}</title>"
        f"<description>{_cdata(NOTE)}</description><link>https://bloomberg.com/{escape(name.lower())}/</link>"
        f"<generator>RSS for Node</generator><lastBuildDate>{_gmt(_newest(entries))}</lastBuildDate>"
        f'<atom:link href={quoteattr(url)} rel="self" type="application/rss+xml"/>'
        f"<language>{_cdata('en')}</language>{items}</channel></rss>"
    )


def _bloomberg_item(entry: Entry) -> str:
    page = address(entry)
    return (
        f"<item><title>{_cdata(entry.title)}</title><description>{_cdata(entry.summary)}</description>"
        f'<link>{page}</link><guid isPermaLink="true">{page}</guid><pubDate>{_gmt(entry.published)}</pubDate>'
        f'<media:content url="{page}/1200x-1.jpg" type="image/jpeg"><media:description/></media:content></item>'
    )
