"""Archive records in: JSON lines, plain or gzipped, one article each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from monitor.app.context import App
from monitor.app.records import IntakeReport
from monitor.domain.model import Access, Origin, RawArticle
from monitor.domain.urls import urlsplit_or_none
from monitor.errors import InputError

MAX_LINE = 5_000_000
"""Characters of one record; a longer line is no article."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
"""No letters, and commands to a terminal that shows them."""
_LIMITS = {"title": 2_000, "summary": 20_000, "body": 1_000_000, "url": 4_000, "external_id": 500, "source": 100}
_WHOLE = ("url", "external_id", "source")
"""Cut, they would be another's name."""
_PROSE = ("summary", "body")
"""The keys whose lines are kept."""


def import_lines(
    app: App, lines: Iterator[str], *, name: str, origin: Origin = Origin.IMPORTED
) -> tuple[IntakeReport, list[str]]:
    """Store all good records; returns the account and a complaint for each bad line, by its number.

    A backfilled record is known from now on; an imported one counts as first seen when it was published.
    """
    complaints: list[str] = []
    now = app.clock.now() if origin is Origin.BACKFILLED else None
    report = app.store.import_articles(_records(lines, name, complaints), origin, now)
    return report, complaints


def _records(lines: Iterator[str], name: str, complaints: list[str]) -> Iterator[RawArticle]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield read_record(line)
        except InputError as error:
            complaints.append(f"{name}:{number}: {error}")


def read_record(line: str) -> RawArticle:
    """One line as an article; InputError says what is wrong with it."""
    if len(line) > MAX_LINE:
        raise InputError(f"a line of {len(line)} characters is no record")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError("a record is a JSON object")
    texts = {key: _text(record, key, limit) for key, limit in _LIMITS.items()}
    for key in ("source", "title"):
        if not texts[key]:
            raise InputError(f"{key}: missing")
    parts = urlsplit_or_none(texts["url"])
    if texts["url"] and parts is None:
        raise InputError("url: no http or https address")
    if parts is not None and (parts.username or parts.password):
        raise InputError("url: a name or a password stands in it, which readers would be shown")
    if not texts["url"] and not texts["external_id"]:
        raise InputError("a record needs a url or an external_id")
    access = Access.FULL if texts["body"] else Access.TEASER if texts["summary"] else Access.HEADLINE
    return RawArticle(
        source=texts["source"],
        url=texts["url"],
        title=texts["title"],
        summary=texts["summary"],
        body=texts["body"],
        external_id=texts["external_id"],
        published=_moment(record),
        published_from="import",
        language=_text(record, "language", 35),
        access=access,
    )


def _text(record: dict[str, Any], key: str, limit: int) -> str:
    value = record.get(key) or ""
    if not isinstance(value, str):
        raise InputError(f"{key}: text is expected, not {type(value).__name__}")
    # A lone surrogate is legal JSON but no text: SQLite would refuse it in the middle of a batch.
    text = _CONTROL.sub(" ", value.encode("utf-8", "replace").decode("utf-8"))
    text = (text if key in _PROSE else " ".join(text.split())).strip()
    if key in _WHOLE and len(text) > limit:
        raise InputError(f"{key}: {len(text)} characters, where {limit} are the most")
    return text[:limit]


def _moment(record: dict[str, Any]) -> datetime:
    value = record.get("published")
    if not isinstance(value, str) or not value:
        raise InputError("published: missing")
    try:
        if len(value) == len("2013-06-18"):
            return datetime.combine(datetime.fromisoformat(value).date(), time(), UTC)
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"published: {error}") from error
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        raise InputError(f"published: {value} is out of range") from error
