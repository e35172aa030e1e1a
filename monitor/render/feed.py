"""Status changes as an Atom feed (RFC 4287), newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from feedgen.feed import FeedGenerator

from monitor.domain.digest.model import Exhibit, Step
from monitor.domain.digest.report import Entry, Report
from monitor.domain.digest.words import day, percent

ENTRIES = 100
"""Changes that the feed holds at most."""


def render_atom(reports: Sequence[Report], authority: str, address: str = "") -> bytes:
    """The latest changes of these reviews; `authority` makes identities, `address` is where the feed is served."""
    told = [(step, entry, report) for report in reports for entry in report.entries for step in entry.steps]
    told.sort(key=lambda change: (change[0].on, change[1].key), reverse=True)
    began = min((report.date for report in reports), default=date(2000, 1, 1))
    feed = FeedGenerator()
    feed.id(f"tag:{authority},{began.isoformat()}:changes/{','.join(report.slug for report in reports)}")
    feed.title(reports[0].title if len(reports) == 1 else "What became of your reviews")
    feed.updated(max((report.as_of for report in reports), default=datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC))
    feed.author(name="followup-monitor")
    feed.generator("followup-monitor")
    feed.language("en")
    if address:
        feed.link(href=address, rel="self", type="application/atom+xml")
    for step, entry, report in told[:ENTRIES]:
        _entry(feed.add_entry(order="append"), step, entry, report, authority)
    written: bytes = feed.atom_str(pretty=True)
    return written


def _entry(node: Any, step: Step, entry: Entry, report: Report, authority: str) -> None:
    moment = datetime.combine(step.on, time(), UTC)
    state = f"{step.new.words}-{step.rule}".replace(" ", "-")
    node.id(f"tag:{authority},{report.date.isoformat()}:{report.slug}/{entry.key}/{step.on.isoformat()}/{state}")
    node.title(f"{step.new.shape} {entry.title}: {step.old.words} → {step.new.words}")
    node.updated(moment)
    node.published(moment)
    node.category(term=step.new.word)
    for shown in step.exhibits:
        if shown.url:
            node.link(href=shown.url, rel="related", title=shown.source)
    why = f"{step.sentence} ({percent(step.confidence)} sure)"
    # Content rather than a summary: an entry without content must have an alternate link (RFC 4287, 4.1.2).
    node.content("\n".join((why, *map(_said, step.exhibits))), type="text")


def _said(shown: Exhibit) -> str:
    words = f"“{shown.quote.text}”" if shown.quote else shown.title
    return f"{words} {shown.source}, {day(shown.published)}"
