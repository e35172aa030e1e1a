"""The Wayback Machine: lists of captures (CDX), and captures of feeds, sitemaps and pages as they were (`id_`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor.errors import FetchError, NotAFeed, Unreadable
from spiders.archive import Answer, ArchiveScope, Page, read_article, read_listing
from spiders.bodies import is_page

_STAMP = re.compile(r"\d{14}$")
_DIGEST = re.compile(r"[A-Z2-7]{32}$")
_FIELDS = 7
_OBJECT = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length")
_EVERY_HOURS = "6"
"""A feed holds a day or two: a capture every six hours misses little and spares the archive the rest."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One line of a CDX answer."""

    at: datetime
    url: str
    mime: str
    status: int
    digest: str

    @property
    def address(self) -> str:
        """Where the capture lies, without the archive's own additions."""
        return f"https://web.archive.org/web/{self.at:%Y%m%d%H%M%S}id_/{self.url}"


@dataclass(frozen=True, slots=True)
class Captures:
    """What a CDX answer lists. `bad` lines could not be read; real answers have some."""

    captures: tuple[Capture, ...]
    lines: int
    bad: int
    resume: str
    """Where the list goes on; empty where it ends."""


def read_cdx(body: bytes) -> Captures:
    """A CDX answer as JSON, as lines or as a JSON object a line (Common Crawl). Raises NotAFeed where it is none."""
    read = {b"[": _json_rows, b"{": _object_rows}.get(body.lstrip()[:1], _text_rows)
    rows = list(read(body))
    resume, rows = _resume(rows)
    found = [capture for row in rows if (capture := _capture(row))]
    if rows and not found and not any(len(row) >= _FIELDS - 1 for row in rows):
        raise NotAFeed("it is no list of captures")
    return Captures(tuple(found), len(rows), len(rows) - len(found), resume)


def _json_rows(body: bytes) -> Iterator[list[str]]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON ({error})") from error
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise NotAFeed("it is no list of captures")
    for row in value:
        if row[:1] != ["urlkey"]:
            yield [str(field) for field in row]


def _object_rows(body: bytes) -> Iterator[list[str]]:
    for line in filter(None, body.splitlines()):
        try:
            value = json.loads(line)
            yield [str(value.get(name, "")) for name in _OBJECT] if isinstance(value, dict) else ["?"]
        except (ValueError, RecursionError):
            yield ["?"]


def _text_rows(body: bytes) -> Iterator[list[str]]:
    for line in body.decode("utf-8", "replace").splitlines():
        yield line.split(" ") if line.strip() else []


def _resume(rows: list[list[str]]) -> tuple[str, list[list[str]]]:
    """The key stands alone after an empty row."""
    if len(rows) >= 2 and not rows[-2] and len(rows[-1]) == 1:
        return rows[-1][0], [row for row in rows[:-2] if row]
    return "", [row for row in rows if row]


def _capture(row: list[str]) -> Capture | None:
    """None for a malformed line: fields missing or too many, no time, an address that is none."""
    if len(row) < _FIELDS - 1 or not _STAMP.match(row[1]) or not _DIGEST.match(row[5]):
        return None
    url = row[2]
    if not url.startswith(("http://", "https://")) or url.startswith(("http://mailto:", "https://mailto:")):
        return None
    try:
        at = datetime.strptime(row[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Capture(at, url, row[3], int(row[4]) if row[4].isdigit() else 0, row[5])


def read_wayback(body: bytes, answer: Answer, scope: ArchiveScope) -> Page:
    """A list of captures names what to ask next; a capture gives its entries."""
    if "/cdx/" in urlsplit(answer.url).path:
        listed = read_cdx(body)
        hours = float(scope.options.get("every_hours", _EVERY_HOURS))
        chosen = tuple(capture.address for capture in spaced(listed.captures, timedelta(hours=hours)))
        more = (_resumed(answer.url, listed.resume),) if listed.resume else ()
        return Page(further=(*chosen, *more))
    if is_page(body):
        return read_article(body, answer, scope)
    try:
        return read_listing(body, answer, scope)
    except FetchError:
        return Page()  # what was captured there was no listing that day; other captures are


def spaced(captures: Iterable[Capture], pause: timedelta) -> Iterator[Capture]:
    """Good captures in order of time, no two of one address closer than `pause`, none with the bytes of the last."""
    last: dict[str, Capture] = {}
    for capture in sorted(captures, key=lambda each: each.at):
        before = last.get(capture.url)
        if capture.status not in (200, 0):
            continue
        if before is None or (capture.at - before.at >= pause and capture.digest != before.digest):
            last[capture.url] = capture
            yield capture


def _resumed(url: str, key: str) -> str:
    """The next page of the list. Keys come quoted or not, and must go back quoted once."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "resumeKey"]
    plain = unquote(key.replace("+", " "))
    query = urlencode([*kept, ("resumeKey", plain)], quote_via=quote)
    return urlunsplit(parts._replace(query=query))
