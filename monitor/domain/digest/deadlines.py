"""Deadlines that are near or past."""

from __future__ import annotations

from datetime import date, datetime

from monitor.domain.digest import words
from monitor.domain.digest.changes import last_of
from monitor.domain.digest.model import DueLine, Heading, ItemView
from monitor.domain.model import Clock, Due

NEAR = 7
"""Days before a deadline from which the digest names it."""


def due_of(view: ItemView) -> Due | None:
    """The deadline in force: a given one, else the last that evidence of a status change set, else the review's."""
    if view.due is not None:
        return view.due
    moved_by = {identity for change in view.history for identity in change.evidence}
    set_by = [shown.evidence.new_due for shown in view.evidence if shown.evidence.id in moved_by]
    return next((due for due in reversed(set_by) if due is not None), view.item.due)


def due_words(view: ItemView, today: date) -> str:
    """The deadline in words, with how far it is; empty where there is none or the item is closed."""
    due, last = due_of(view), last_of(view)
    if due is None or due.latest is None or (last is not None and last.state.terminal):
        return ""
    return f"due {words.span(due)}, {words.left((due.latest - today).days)}"


def due_line(view: ItemView, heading: Heading, since: datetime, as_of: datetime) -> DueLine | None:
    """A line for a deadline that is past or within `NEAR` days; None otherwise."""
    due = due_of(view)
    if due is None or due.latest is None:
        return None
    days = (due.latest - as_of.date()).days
    if days > NEAR:
        return None
    return DueLine(
        item=heading,
        face=words.face(last_of(view)),
        words=_words(view, days),
        written=words.span(due),
        days=days,
        fresh=_crossed(due.latest, since.astimezone(as_of.tzinfo).date(), as_of.date()),
    )


def _words(view: ItemView, days: int) -> str:
    last = last_of(view)
    if days < 0 and last is not None and last.clock is Clock.GRACE:
        return f"{words.left(days)}, within grace"
    return words.left(days)


def _crossed(latest: date, before: date, today: date) -> bool:
    """Whether the deadline came near, came, or passed between the two days."""
    return any((latest - before).days > edge >= (latest - today).days for edge in (NEAR, 0, -1))
