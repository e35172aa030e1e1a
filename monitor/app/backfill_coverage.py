"""Which days of which source were read, by which route, and how full they are beside the source's usual volume."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.app.backfill import Wanted
from monitor.app.backfill_ports import Tools
from monitor.app.context import App
from monitor.domain.model import Source
from monitor.domain.windows import Window, WindowState, days

_THIN = 0.25
"""A day with less than this share of its weekday's median is shown as thin."""
_UNASKED = "no archive was asked"
LIVE = "live"
"""Stands for the routes of the monitor's own runs."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One day of one source."""

    source: str
    day: date
    routes: tuple[str, ...]
    """Those that read it."""
    articles: int
    """Stored ones that were published on it, however they came in."""
    usual: float
    """The median of the span's same weekdays that were read."""
    state: str
    """read, thin, or gap."""
    causes: tuple[str, ...] = ()


def coverage(app: App, tools: Tools, what: Wanted) -> list[Covered]:
    """Every wanted day of every source, gaps included; what a run read on the day itself is no gap."""
    live = app.store.days_read([source.key for source in what.sources], app.clock.now())
    return [row for source in what.sources for row in _of_source(tools, source, what, set(live[source.key]))]


def _of_source(tools: Tools, source: Source, what: Wanted, live: set[date]) -> list[Covered]:
    first, last = what.span.first, what.span.last
    windows = tools.windows.windows(source.key, first, last)
    counts = tools.windows.volumes(source.key, first, last)
    read = live | {day for window in windows if window.state is WindowState.DONE for day in window.days}
    usual = _usual({day: counts.get(day, 0) for day in days(first, last) if day in read})
    rows = []
    for day in days(first, last):
        own = [window for window in windows if window.first <= day <= window.last]
        routes = [LIVE] * (day in live) + [_name(window) for window in own if window.state is WindowState.DONE]
        rows.append(_covered(source, day, routes, own, counts.get(day, 0), usual.get(day.weekday(), 0.0)))
    return rows


def _usual(counts: dict[date, int]) -> dict[int, float]:
    by_weekday: dict[int, list[int]] = {}
    for day, count in counts.items():
        by_weekday.setdefault(day.weekday(), []).append(count)
    return {weekday: statistics.median(values) for weekday, values in by_weekday.items()}


def _covered(
    source: Source, day: date, routes: Sequence[str], windows: Sequence[Window], articles: int, usual: float
) -> Covered:
    causes = tuple(
        f"{_name(each)}: {each.cause or each.state.value}" for each in windows if each.state is not WindowState.DONE
    )
    state = "gap" if not routes else "thin" if articles < usual * _THIN or not articles else "read"
    return Covered(source.key, day, tuple(routes), articles, usual, state, causes or ((_UNASKED,) * (not routes)))


def _name(window: Window) -> str:
    return window.route.partition("/")[2]


def runs(rows: Sequence[Covered]) -> list[list[Covered]]:
    """Days of one source that follow each other in the same state by the same routes."""
    out: list[list[Covered]] = []
    for row in rows:
        if out and _alike(out[-1][-1], row):
            out[-1].append(row)
        else:
            out.append([row])
    return out


def _alike(one: Covered, other: Covered) -> bool:
    return (one.source, one.state, one.routes, one.causes) == (other.source, other.state, other.routes, other.causes)
