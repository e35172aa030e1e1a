"""Deadlines as a calendar that mail and calendar programs subscribe to (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from monitor.domain.digest.report import Entry, Report
from monitor.domain.digest.words import capital

_WHOLE_SPAN = 14
"""A span up to so many days is shown whole; of a longer one ("in 2014") only the last day, which is the deadline."""


def render_ics(reports: Sequence[Report], authority: str) -> bytes:
    """All deadlines of these reviews; `authority` (the list's id) makes the identities unique in the world."""
    calendar = Calendar()
    calendar.add("prodid", "-//followup-monitor//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(reports))
    for report in reports:
        for entry in report.entries:
            if event := _event(report, entry, authority):
                calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _name(reports: Sequence[Report]) -> str:
    return f"Deadlines: {reports[0].title}" if len(reports) == 1 else "Deadlines of your reviews"


def _event(report: Report, entry: Entry, authority: str) -> Event | None:
    if entry.last_due is None:
        return None
    first = entry.first_due or entry.last_due
    if not 0 <= (entry.last_due - first).days < _WHOLE_SPAN:
        first = entry.last_due
    identity = hashlib.sha256(f"{report.slug}/{entry.key}".encode()).hexdigest()[:24]
    event = Event()
    event.add("uid", f"{identity}@{authority}")
    event.add("dtstamp", report.as_of.astimezone(UTC))
    event.add("dtstart", first)
    event.add("dtend", entry.last_due + timedelta(days=1))  # the end is the first day that is free again
    event.add("summary", f"{entry.face.shape} {entry.title}")
    event.add("description", _description(report, entry))
    event.add("transp", "TRANSPARENT")
    return event


def _description(report: Report, entry: Entry) -> str:
    said = [f"{capital(entry.face.words)}." if entry.face.word else ""]
    said.append(f"Done when: {entry.criterion}" if entry.criterion else "")
    said.append(entry.steps[-1].sentence if entry.steps else "")
    return "\n".join(part for part in (*said, report.title) if part)
