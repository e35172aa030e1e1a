"""Small bodies in the formats that were recorded from the publishers; every word in them is our own."""

from __future__ import annotations

from collections.abc import Sequence

BBC = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet title="XSL_formatting" type="text/xsl" href="/shared/bsp/xsl/rss/nolsol.xsl"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:media="http://search.yahoo.com/mrss/">
  <channel>
    <title><![CDATA[BBC News]]></title>
    <description><![CDATA[BBC News - World]]></description>
    <link>https://www.bbc.co.uk/news/world</link>
    <generator>RSS for Node</generator>
    <lastBuildDate>Sun, 15 Mar 2026 11:59:00 GMT</lastBuildDate>
    <language><![CDATA[en-gb]]></language>
    <ttl>15</ttl>
    {items}
  </channel>
</rss>
"""
_BBC_ITEM = """<item>
      <title><![CDATA[{title}]]></title>
      <description><![CDATA[{title}, officials say, after a day of talks at the lake.]]></description>
      <link>https://www.bbc.com/news/articles/{slug}?at_medium=RSS&amp;at_campaign=rss</link>
      <guid isPermaLink="false">https://www.bbc.com/news/articles/{slug}#{turn}</guid>
      <pubDate>{day} Mar 2026 {hour:02}:30:00 GMT</pubDate>
      <media:thumbnail width="240" height="135" url="https://ichef.bbci.co.uk/{slug}.jpg"/>
    </item>"""

NYT = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" \
xmlns:atom="http://www.w3.org/2005/Atom" xmlns:nyt="http://www.nytimes.com/namespaces/rss/2.0" version="2.0">
  <channel>
    <title>NYT &gt; World News</title>
    <link>https://www.nytimes.com/section/world</link>
    <language>en-us</language>
    <pubDate>Sun, 15 Mar 2026 11:40:00 +0000</pubDate>
    <item>
      <title>Lake Talks Adjourn Without a Text</title>
      <link>https://www.nytimes.com/2026/03/15/world/europe/lake-talks.html</link>
      <guid isPermaLink="true">https://www.nytimes.com/2026/03/15/world/europe/lake-talks.html</guid>
      <atom:link href="https://www.nytimes.com/2026/03/15/world/europe/lake-talks.html" rel="standout"></atom:link>
      <description>Both delegations left the hotel before supper.</description>
      <dc:creator>A. Writer</dc:creator>
      <pubDate>Sun, 15 Mar 2026 03:10:11 +0000</pubDate>
      <category domain="http://www.nytimes.com/namespaces/keywords/des">International Relations</category>
      <category domain="http://www.nytimes.com/namespaces/keywords/nyt_per">Example, Maria T</category>
      <category domain="http://www.nytimes.com/namespaces/keywords/nyt_geo">Geneva (Switzerland)</category>
      <category domain="http://www.nytimes.com/namespaces/keywords/nyt_org">Lake Commission</category>
      <media:content height="1800" medium="image" url="https://static01.nyt.com/x.jpg" width="1800"/>
      <media:credit>A. Photographer</media:credit>
      <media:description>A caption of the picture that is no text of the article at all.</media:description>
    </item>
  </channel>
</rss>
"""

PHEEDO = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:pheedo="http://www.pheedo.com/namespace/pheedo" \
xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
<title>Wrapped</title><link>https://news.example/</link>
<item><title>Wrapped once</title><link>https://feeds.wrapper.example/click.phdo?i=1</link>
  <pheedo:origLink>https://news.example/once?utm_source=rss</pheedo:origLink>
  <guid isPermaLink="false">a-1</guid><pubDate>Tue, 21 Aug 2012 10:33:00 EST</pubDate></item>
<item><title>Wrapped twice</title><link>https://feeds.feedburner.example/~r/news/~3/x/</link>
  <feedburner:origLink>https://www.google.com/url?url=https://news.example/twice</feedburner:origLink>
  <guid isPermaLink="false">a-2</guid><pubDate>2013/01/28 12:45:51</pubDate></item>
</channel></rss>
"""

GOOGLE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><generator>NFE/5.0</generator>
<title>"site:reuters.com" - Google News</title><language>en-SG</language>
<item><title>Harbour reopens after the storm - Reuters</title>
<link>
  https://news.google.com/rss/articles/CBMiOpaque?oc=5</link>
<guid isPermaLink="false">
  CBMiOpaque</guid>
<pubDate>Fri, 13 Mar 2026 12:33:03 GMT</pubDate>
<description>&lt;a href="https://news.google.com/rss/articles/CBMiOpaque?oc=5"&gt;Harbour reopens&lt;/a&gt;&amp;nbsp;\
&lt;font&gt;Reuters&lt;/font&gt;</description>
<source url="https://www.reuters.com">Reuters</source></item>
</channel></rss>
"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Amt</title><id>urn:amt</id>
<updated>2026-03-15T11:00:00+01:00</updated>
<entry><title type="html">Erkl&amp;auml;rung &lt;b&gt;zum&lt;/b&gt; See</title><id>urn:amt:1</id>
<link rel="enclosure" href="https://amt.example/1.pdf"/><link rel="alternate" href="https://amt.example/1"/>
<updated>2026-03-15T09:00:00+01:00</updated><published>2026-03-14T09:00:00+01:00</published>
<summary>Kurz.</summary></entry>
<entry><title>Nachtrag</title><id>urn:amt:2</id><link href="https://amt.example/2"/>
<updated>2026-03-15T10:00:00+01:00</updated><summary>Auch kurz.</summary></entry>
</feed>
"""

RDF = """<?xml version="1.0" encoding="iso-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old</title><link>https://old.example/</link></channel>
<item rdf:about="https://old.example/1"><title>Caf\u00e9 closes</title><link>https://old.example/1</link>
<dc:date>2026-03-10T08:00:00Z</dc:date></item>
<item rdf:about="https://old.example/2"><title>Caf\u00e9 opens</title><link>https://old.example/2</link>
<dc:date>2026-03-11T08:00:00Z</dc:date></item>
</rdf:RDF>
"""

NEWS_SITEMAP = """<?xml version="1.0" encoding="utf-8"?>

<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" \
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" \
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
{urls}
</urlset>
"""
_NEWS_URL = """<url>
<loc>https://www.reuters.com/article/{slug}/{slug}-id{code}</loc>
<image:image>
<image:loc>https://www.reuters.com/resources/r/?m=02&amp;d=20260315&amp;r={code}</image:loc>
</image:image>
<news:news>
<news:publication>
<news:name>Reuters</news:name>
<news:language>eng</news:language>
</news:publication>
<news:publication_date>2026-03-15T{hour:02}:00:00+00:00</news:publication_date>
<news:title>{title}&amp;apos;s end</news:title>
<news:keywords>Headlines,World</news:keywords>
<news:stock_tickers></news:stock_tickers>
</news:news>
</url>"""

DATED_SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generated Time:2016-12-06T04:05+00:00 . This is Google site map for 2013-06-17 to 2013-06-18 of BETAUS . -->

<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" \
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url>
<loc>http://www.reuters.com/article/us-lake-summit-idUSBRE95G00120130617</loc>
<image:image>
<image:loc>http://www.reuters.com/resources/r/?m=02&amp;d=20130617&amp;r=CBRE95G</image:loc>
</image:image>
<lastmod>2013-06-17T23:59:13+00:00</lastmod>
<changefreq>always</changefreq>
</url>
<url>
<loc>http://www.reuters.com/article/idUSL5N0EU0AB20130617</loc>
<lastmod>2013-06-17T21:00:00+00:00</lastmod>
<changefreq>always</changefreq>
</url>
<url>
<loc>https://www.example.org/2012/05/06/an-old-page.html</loc>
<lastmod>2026-03-15T01:00:00+00:00</lastmod>
</url>
<url>
<loc>https://www.example.org/about-us</loc>
<lastmod>2026-03-15T01:00:00+00:00</lastmod>
</url>
</urlset>
"""


def bbc_feed(count: int = 3, first: int = 1, *, extra: str = "", turn: int = 0) -> bytes:
    """`count` entries, numbered from `first`, newest first."""
    items = [
        _BBC_ITEM.format(title=f"Talks, round {n}", slug=slug(n), turn=turn, day="Sun, 15", hour=max(0, 11 - n % 12))
        for n in range(first, first + count)
    ]
    return BBC.format(items="\n    ".join([*items, extra])).encode()


def slug(number: int) -> str:
    """The BBC's id of entry `number`."""
    return f"c{number:04}lake00x"


def guid(number: int) -> str:
    """Identity of entry `number` as it is stored."""
    return f"https://www.bbc.com/news/articles/{slug(number)}"


def news_sitemap(count: int = 3, first: int = 1) -> bytes:
    """`count` addresses of a Reuters news sitemap."""
    urls = [
        _NEWS_URL.format(slug=f"lake-talks-{n}", code=f"USKBN{n:06}", hour=n % 12, title=f"Round {n}")
        for n in range(first, first + count)
    ]
    return NEWS_SITEMAP.format(urls="\n".join(urls)).encode()


def index(children: Sequence[str], lastmods: Sequence[str] = ()) -> bytes:
    """A sitemap index."""
    changed = [f"<lastmod>{each}</lastmod>" for each in lastmods] or [""] * len(children)
    rows = [
        f"<sitemap><loc>{child.replace('&', '&amp;')}</loc>{mod}</sitemap>"
        for child, mod in zip(children, changed, strict=True)
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{''.join(rows)}</sitemapindex>"
    ).encode()
