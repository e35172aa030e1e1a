"""Silence: it moves an item only where it is proven that somebody listened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from monitor.domain.model import Coverage, OpenItem, State
from monitor.domain.status.standing import Standing

LEAST = 21
"""Days without a report before silence may mean anything."""
TIMES = 3
"""... or so many times the usual gap between reports of this item, if that is longer."""


def limit(standing: Standing) -> int:
    """Days of silence that are beyond expectation for this item."""
    return max(LEAST, TIMES * standing.gap)


def silent_from(item: OpenItem, standing: Standing) -> list[date]:
    """The day on which the silence so far would become remarkable; empty where silence means nothing."""
    if standing.state is not State.DEVELOPING or standing.last_report is None:
        return []
    due = standing.due or item.due
    start = standing.last_report
    if due is not None and due.latest is not None:
        start = max(start, due.latest)  # nobody writes every week about a date that is set
    return [start + timedelta(days=limit(standing))]


def after_silence(
    item: OpenItem, standing: Standing, day: date, coverage: Callable[[date, date], Coverage] | None
) -> Standing:
    """Stalled by silence under proven coverage; flagged `coverage_gap` where nobody knows."""
    days = silent_from(item, standing)
    if coverage is None or not days or day < days[0]:
        return standing
    first = (standing.last_report or day) + timedelta(days=1)
    found = coverage(first, day)
    quiet = (day - first).days + 1
    if found.expected and found.read >= found.expected:
        what = f"{found.read} of {found.expected} sources were read"
        stalled = standing.to(State.STALLED, "silence", substate="silent", what=what)
        return replace(stalled, flags=standing.flags - {"coverage_gap"}, before=None, gap=quiet // TIMES)
    if "coverage_gap" in standing.flags:
        return standing
    what = f"{found.read} of {found.expected} sources were read"
    return replace(standing, rule="gap", what=what, moved_by=(), flags=standing.flags | {"coverage_gap"}, before=None)
