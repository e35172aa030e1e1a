"""What archives answer, and what they answer wrongly: each kind by hand-made bytes."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from monitor.app.backfill_chain import _retry_after
from monitor.app.backfill_ports import RawAnswer
from monitor.domain.windows import ArchiveKind
from monitor.domain.windows_pace import Pace, refused
from monitor.errors import Blocked, FetchError
from spiders.archive import ArchiveScope, read_archive
from spiders.archive_wayback import read_cdx

NOW = datetime(2014, 3, 1, tzinfo=UTC)
GOOD = "uk,co,bbc)/ 20130807120000 http://feeds.bbci.co.uk/rss.xml text/xml 200 B2RKOLH7OEPRC5ZLUE7T3TGB7DRLGZ7J 4000"
SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://www.reuters.com/article/'
    b"us-lake-summit-idUSBRE97A00120130805</loc><lastmod>2013-08-05T10:00:00+00:00</lastmod></url><url><loc>"
    b"http://www.reuters.com/article/pictures-idUSRTX10R7Y</loc><lastmod>2013-08-05T11:00:00+00:00</lastmod></url></urlset>"
)
CAPTURED = {"memento-datetime": "Wed, 07 Aug 2013 12:00:00 GMT"}


def answer(body: bytes, status: int = 200, url: str = "https://a.example/", **headers: str) -> RawAnswer:
    return RawAnswer(url, status, {name.replace("_", "-"): value for name, value in headers.items()}, body, NOW)


def scope(first: date = date(2013, 8, 1), last: date = date(2013, 8, 31), domain: str = "nytimes.com") -> ArchiveScope:
    return ArchiveScope("source", "en", (domain,), first, last, NOW)


@pytest.mark.parametrize(
    "line",
    [
        "uk,co,bbc)/ 20130807120000",
        "uk,co,bbc)/ 20130807126100 http://a.example/ text/xml 200 B2RKOLH7OEPRC5ZLUE7T3TGB7DRLGZ7J 4000",
        "uk,co,bbc)/ 20130807120000 http://mailto:a@b.example/ unk 301 B2RKOLH7OEPRC5ZLUE7T3TGB7DRLGZ7J 324",
        "uk,co,bbc)/ 20130807120000 not/an/address text/xml 200 B2RKOLH7OEPRC5ZLUE7T3TGB7DRLGZ7J 324",
        "uk,co,bbc)/ 20130807120000 http://a.example/ text/xml 200 TOOSHORT 324",
    ],
    ids=["fields missing", "no minute", "a mail address", "no address", "no digest"],
)
def test_a_malformed_line_of_captures_costs_only_itself(line: str) -> None:
    found = read_cdx(f"{GOOD}\n{line}\n".encode())
    assert ([capture.url for capture in found.captures], found.bad) == (["http://feeds.bbci.co.uk/rss.xml"], 1)


def test_a_capture_without_a_length_is_one() -> None:
    assert len(read_cdx(GOOD.replace("4000", "-").encode()).captures) == 1


def test_captures_as_an_object_a_line() -> None:
    row = {"timestamp": "20130807120000", "url": "http://a.example/", "mime": "text/html", "status": "200"}
    body = json.dumps(row | {"urlkey": "x", "digest": "B2RKOLH7OEPRC5ZLUE7T3TGB7DRLGZ7J", "length": "1"})
    found = read_cdx(f"{body}\n{{broken\n".encode())
    assert ([capture.url for capture in found.captures], found.bad) == (["http://a.example/"], 1)


@pytest.mark.parametrize("status", [301, 401, 403, 429, 503])
def test_a_refusal_that_was_captured_is_an_answer_without_entries(status: int) -> None:
    page = read_archive(ArchiveKind.WAYBACK, answer(b"<html><h1>No</h1></html>", status, **CAPTURED), scope())
    assert (page.entries, page.further) == (0, ())


def test_a_wall_that_was_captured_is_no_wall_of_the_archive() -> None:
    body = b"<html><title>Just a moment...</title></html>"
    assert read_archive(ArchiveKind.WAYBACK, answer(body, **CAPTURED), scope()).entries == 0
    with pytest.raises(Blocked):
        read_archive(ArchiveKind.WAYBACK, answer(body), scope())


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_refusal_of_the_archive_itself_is_told(status: int) -> None:
    with pytest.raises(FetchError):
        read_archive(ArchiveKind.WAYBACK, answer(b"no", status), scope())


@pytest.mark.parametrize("name", ["meta", "metadata"])
@pytest.mark.parametrize("docs", [None, []])
def test_a_month_without_articles(name: str, docs: list[Any] | None) -> None:
    body = json.dumps({"response": {"docs": docs, name: {"hits": 0}}}).encode()
    for kind in (ArchiveKind.NYT_ARCHIVE, ArchiveKind.NYT_SEARCH):
        page = read_archive(kind, answer(body), scope())
        assert (page.entries, page.further, page.broken) == (0, (), "")


def test_a_month_that_breaks_off_gives_what_came_before() -> None:
    doc = {"web_url": "https://www.nytimes.com/2013/08/07/a.html", "headline": {"main": "A"}, "pub_date": "2013-08-07"}
    body = json.dumps({"response": {"docs": [doc, doc | {"web_url": "https://www.nytimes.com/b"}]}}).encode()
    page = read_archive(ArchiveKind.NYT_ARCHIVE, answer(body[: body.rindex(b"/b")]), scope())
    assert page.entries == 1
    assert "breaks off after 1 documents" in page.broken


def test_a_truncated_gzip_is_told_or_gives_what_came_before() -> None:
    packed = gzip.compress(SITEMAP)
    with pytest.raises(FetchError):
        read_archive(ArchiveKind.SITEMAP, answer(packed[:40]), scope(domain="reuters.com"))
    whole = read_archive(ArchiveKind.SITEMAP, answer(packed), scope(domain="reuters.com"))
    assert whole.entries == 2


def test_an_address_without_a_day_in_the_file_of_a_day_is_of_that_day() -> None:
    day = date(2013, 8, 5)
    page = read_archive(ArchiveKind.SITEMAP, answer(SITEMAP), scope(day, day, "reuters.com"))
    assert [article.published for article in page.articles] == [datetime(2013, 8, 5, h, tzinfo=UTC) for h in (10, 11)]
    month = read_archive(ArchiveKind.SITEMAP, answer(SITEMAP), scope(domain="reuters.com"))
    assert month.articles[1].published is None  # a change within a month may be a later one


def zipped(text: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.csv", text)
    return out.getvalue()


@pytest.mark.parametrize("added", ["20130807", "20130807121500", "2013080712150x", ""])
def test_a_row_of_gdelt_with_any_time(added: str) -> None:
    row = "\t".join([*["x"] * 56, added, "https://www.nytimes.com/2013/08/07/world/lake-summit.html"])
    page = read_archive(ArchiveKind.GDELT_EVENTS, answer(zipped(f"{row}\nshort\trow\n")), scope())
    (article,) = page.articles
    assert (article.title, article.title_from, article.published.date() if article.published else None) == (
        "Lake summit", "address", date(2013, 8, 7),
    )  # fmt: skip


def test_a_zip_that_breaks_off_is_told() -> None:
    with pytest.raises(FetchError, match="broken zip"):
        read_archive(ArchiveKind.GDELT_EVENTS, answer(zipped("x\t" * 9000)[:60]), scope())


@pytest.mark.parametrize(
    "header,seconds",
    [
        ("7", 7),
        ("Sat, 01 Mar 2014 00:02:00 GMT", 120),
        ("Fri, 28 Feb 2014 00:00:00 GMT", 0),
        ("soon", None),
        ("", None),
    ],
)
def test_what_retry_after_says(header: str, seconds: int | None) -> None:
    headers = {"retry_after": header} if header else {}
    found = _retry_after(answer(b"", 429, **headers), NOW)
    assert found == (None if seconds is None else timedelta(seconds=seconds))


def test_a_host_that_does_not_say_when_is_left_alone_longer_each_time() -> None:
    pace, waits = Pace("a.example"), []
    for _ in range(4):
        pace = refused(pace, NOW, None)
        assert pace.shut_until is not None
        waits.append((pace.shut_until - NOW).total_seconds())
    assert waits == [60, 120, 240, 480]
