"""GDELT's files: tables with tabs in a zip, of which the rows with an address of the source are taken.

They say that a page was seen on a day (1.0) or in a quarter of an hour (2.0), and mostly not its title: what they give
is an address with a time. Columns by the codebooks of GDELT Event 1.0 and 2.0, GKG 1.0 and 2.1, Mentions.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from monitor.domain.model import RawArticle
from monitor.domain.times import parse_time
from monitor.domain.urls import address_date, address_title, belongs
from monitor.errors import TooLarge, Unreadable
from spiders.archive import LARGEST, Answer, ArchiveScope, Page
from spiders.text import text_of

_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")
_BETWEEN = re.compile(r"<UDIV>|;(?=https?://)")
Row = list[str]
Seen = tuple[str, str, str]
"""Address, time as written, title."""


def read_events(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """An events file: 58 columns with the day (1.0), 61 with the quarter of an hour (2.0)."""
    del answer
    return _page(_seen(body, _event), scope)


def read_gkg(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """A knowledge graph file: 11 columns (1.0) or 27 (2.1, which often has the page's title)."""
    del answer
    return _page(_seen(body, _graph), scope)


def read_mentions(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """A mentions file (2.0): 16 columns."""
    del answer
    return _page(_seen(body, _mention), scope)


def _event(row: Row) -> Iterator[Seen]:
    if len(row) in (58, 61):
        yield row[-1], row[-2], ""


def _graph(row: Row) -> Iterator[Seen]:
    if len(row) == 11:
        yield from ((url, row[0], "") for url in _BETWEEN.split(row[10]))
    elif len(row) == 27:
        found = _TITLE.search(row[26])
        yield row[4], row[1], found[1] if found else ""


def _mention(row: Row) -> Iterator[Seen]:
    if len(row) in (14, 15, 16):
        yield row[5], row[2], ""


def _seen(body: bytes, cut: Callable[[Row], Iterator[Seen]]) -> Iterator[Seen]:
    for row in csv.reader(_lines(body), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield from cut(row)


def _lines(body: bytes) -> Iterable[str]:
    """The table's lines; a zip is read as it is decompressed. Raises Unreadable for a broken one."""
    if not body.startswith(b"PK"):
        yield from io.TextIOWrapper(io.BytesIO(body), "utf-8", "replace", newline="\n")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            entry = packed.infolist()[0]
            if entry.file_size > LARGEST:
                raise TooLarge(f"more than {LARGEST:,} bytes after decompression")
            with packed.open(entry) as file:
                yield from io.TextIOWrapper(file, "utf-8", "replace", newline="\n")
    except (zipfile.BadZipFile, zlib.error, EOFError, IndexError) as error:
        raise Unreadable(f"broken zip ({error})") from error


def _page(seen: Iterable[Seen], scope: ArchiveScope) -> Page:
    """One article for each address, with the earliest time: a page is in many rows."""
    csv.field_size_limit(LARGEST)
    articles: dict[str, RawArticle] = {}
    for url, written, title in seen:
        url = url.strip()
        if url in articles or not belongs(url, scope.domains):
            continue
        articles[url] = _article(url, written, title, scope)
    inside = tuple(article for article in articles.values() if scope.holds(article.published))
    return Page(inside, len(inside))


def _moment(written: str) -> datetime | None:
    """Fourteen digits, or a day; None for what is neither."""
    if len(written) == 14 and written.isdigit():
        written = f"{written[:8]}T{written[8:]}Z"
    return parse_time(written)


def _article(url: str, written: str, title: str, scope: ArchiveScope) -> RawArticle:
    """When GDELT saw it is not when it was published: a day that its address bears is better."""
    seen = _moment(written)
    day = address_date(url)
    borne = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    if borne is not None and (seen is None or borne.date() != seen.date()):
        seen = borne
    return RawArticle(
        source=scope.source,
        url=url,
        title=text_of(title) or address_title(url) or url,
        title_from="" if text_of(title) else "address",
        published=seen,
        published_from="address" if seen is borne and borne else "gdelt",
        language=scope.language,
    )
