"""Silence: it moves an item only where it is proven that somebody listened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from monitor.domain.model import Coverage, OpenItem, State
from monitor.domain.status.standing import Standing

LEAST = 21
"""Days without a report before silence may mean anything."""
TIMES = 3
"""... or so many times the usual gap between reports of this item, if that is longer."""


def covered(days: Mapping[str, Sequence[date]], sources: Sequence[str], first: date, last: date) -> Coverage:
    """Which sources were read through all of a span: no two days in a row of it without a healthy reading.

    `days` are those with a healthy reading, in order, by source. Feeds and news sitemaps hold the last 48 hours, so a
    reading every other day misses nothing.
    """
    gaps = tuple(source for source in sources if not _throughout(days.get(source, ()), first, last))
    return Coverage(first, last, len(sources), len(sources) - len(gaps), gaps)


def unread(days: Mapping[str, Sequence[date]], first: date, last: date) -> int:
    """On how many days of a span no source was read, nor on the day after, when their feeds still held them."""
    one = timedelta(days=1)
    known = {held for read in days.values() for day in read for held in (day, day - one)}
    return sum(first + one * number not in known for number in range((last - first).days + 1))


def _throughout(days: Sequence[date], first: date, last: date) -> bool:
    one = timedelta(days=1)
    inside = days[bisect_left(days, first) : bisect_right(days, last)]
    marks = [first - one, *inside, last + one]
    return bool(inside) and all(later - earlier <= 2 * one for earlier, later in pairwise(marks))


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
