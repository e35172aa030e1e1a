"""The newsroom's archives: what the four sources' entries look like months later, in the form of each archive.

Reuters by dated sitemaps without titles, Bloomberg by a sitemap of the month, the New York Times by the Archive API and
by pages of days, the BBC by captures of its world feed in the Wayback Machine. Everything else is not there (404).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from monitor.domain.windows import Step, days, unit
from tests.fakeweb import Answer
from tests.newsroom import feeds, sitemaps
from tests.newsroom.entries import Entry, address

_REUTERS = re.compile(r"https://www\.reuters\.com/sitemap_(\d{8})-\d{8}\.xml$")
_BLOOMBERG = re.compile(r"https://www\.bloomberg\.com/sitemaps/news/(\d{4})-(\d{1,2})\.xml$")
_NYT_MONTH = re.compile(r"https://api\.nytimes\.com/svc/archive/v1/(\d{4})/(\d{1,2})\.json")
_NYT_DAY = re.compile(r"https://www\.nytimes\.com/sitemap/(\d{4})/(\d{2})/(\d{2})/$")
_CDX = "https://web.archive.org/cdx/search/cdx?"
_CAPTURE = re.compile(r"https://web\.archive\.org/web/(\d{14})id_/(.+)$")
_WORLD = "feeds.bbci.co.uk/news/world/rss.xml"
_REACH = timedelta(days=3)


class Archives:
    """`respond` is what `tests.fakeweb` calls."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._days: defaultdict[tuple[str, date], list[Entry]] = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: entry.published):
            self._days[entry.source, entry.published.date()].append(entry)

    def respond(self, url: str, _headers: Mapping[str, str]) -> Answer:
        """The answer of the archive that the address names; 404 for whatever is no archive."""
        if found := _REUTERS.match(url):
            day = date.fromisoformat(f"{found[1][:4]}-{found[1][4:6]}-{found[1][6:]}")
            return _xml(_urlset(self.of("reuters", day, day)))
        if found := _BLOOMBERG.match(url):
            return _xml(sitemaps.news_sitemap("bloomberg", self._month("bloomberg", *found.groups())))
        if found := _NYT_MONTH.match(url):
            return self._nyt_month(url, *found.groups())
        if found := _NYT_DAY.match(url):
            day = date(*map(int, found.groups()))
            return _html(_day_page(self.of("nytimes", day, day)))
        if url.startswith(_CDX):
            return self._captures(parse_qs(urlsplit(url).query))
        found = _CAPTURE.match(url)
        return self._capture(found[1]) if found else Answer(404, {"Content-Type": "text/plain"}, b"not archived")

    def of(self, source: str, first: date, last: date) -> list[Entry]:
        """The source's entries of these days."""
        return [entry for day in days(first, last) for entry in self._days.get((source, day), ())]

    def _month(self, source: str, year: str, month: str) -> list[Entry]:
        return self.of(source, *unit(Step.MONTH, date(int(year), int(month), 1)))

    def _nyt_month(self, url: str, year: str, month: str) -> Answer:
        if "api-key=" not in url:
            return Answer(401, {"Content-Type": "application/json"}, b'{"fault": {"faultstring": "no key"}}')
        docs = [document(entry) for entry in self._month("nytimes", year, month)]
        body = {"status": "OK", "response": {"docs": docs or None, "metadata": {"hits": len(docs)}}}
        return Answer(headers={"Content-Type": "application/json"}, body=json.dumps(body).encode())

    def _captures(self, query: Mapping[str, list[str]]) -> Answer:
        """A capture every second day at noon."""
        rows = [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]]
        if query["url"] == [_WORLD]:
            first, last = (datetime.strptime(query[name][0], "%Y%m%d").replace(tzinfo=UTC) for name in ("from", "to"))
            for number in range(0, (last - first).days + 1, 2):
                stamp = f"{first + timedelta(days=number, hours=12):%Y%m%d%H%M%S}"
                digest = "".join(chr(65 + int(digit)) for digit in stamp).ljust(32, "Q")
                rows.append(["uk,co,bbci)/", stamp, f"http://{_WORLD}", "text/xml", "200", digest, "4000"])
        return Answer(headers={"Content-Type": "application/json"}, body=json.dumps(rows).encode())

    def _capture(self, stamp: str) -> Answer:
        now = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        held = [e for e in self.of("bbc", (now - _REACH).date(), now.date()) if now - _REACH < e.published <= now]
        body = feeds.bbc_feed("World", f"https://{_WORLD}", held).encode()
        stamped = {"Memento-Datetime": f"{now:%a, %d %b %Y %H:%M:%S GMT}", "Content-Type": "application/rss+xml"}
        return Answer(headers=stamped, body=body)


def hasten(home: Path) -> None:
    """Let a home's archives be asked a hundred times a second: nobody but the newsroom answers."""
    for path in (home / "sources").glob("*.toml"):
        text = re.sub(r"^per_minute = .*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
        path.write_text(text.replace("[[archive]]\n", "[[archive]]\nper_minute = 6000\n"), encoding="utf-8")


def _urlset(entries: Sequence[Entry]) -> str:
    """As Reuters' dated sitemaps are: addresses and times, no titles."""
    rows = "".join(
        f"<url>\n<loc>{escape(address(entry))}</loc>\n<lastmod>{entry.published:%Y-%m-%dT%H:%M:%S}+00:00</lastmod>\n"
        "<changefreq>always</changefreq>\n</url>\n"
        for entry in reversed(entries)
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"


def document(entry: Entry) -> dict[str, object]:
    """An entry as the Archive API and Article Search give it."""
    return {
        "web_url": address(entry),
        "headline": {"main": entry.title},
        "abstract": entry.summary,
        "snippet": entry.summary,
        "pub_date": f"{entry.published:%Y-%m-%dT%H:%M:%S}+0000",
        "keywords": [],
        "multimedia": {"default": {}, "thumbnail": {}},
        "uri": f"nyt://article/{entry.number}",
    }


def _day_page(entries: Sequence[Entry]) -> str:
    rows = "".join(f'<li><a href="{address(entry)}">{escape(entry.title)}</a></li>' for entry in entries)
    return f"<!DOCTYPE html><html><body><ul>{rows}</ul></body></html>"


def _xml(text: str) -> Answer:
    return Answer(headers={"Content-Type": "text/xml"}, body=text.encode())


def _html(text: str) -> Answer:
    return Answer(headers={"Content-Type": "text/html"}, body=text.encode())
