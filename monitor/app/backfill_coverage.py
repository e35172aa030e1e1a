"""Which days of which source were read, by which route, and how full they are beside the source's usual volume."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.app.backfill import Wanted
from monitor.app.backfill_ports import Tools
from monitor.domain.model import Source
from monitor.domain.windows import Window, WindowState, days

_THIN = 0.25
"""A day with less than this share of its weekday's median is shown as thin."""


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


def coverage(tools: Tools, what: Wanted) -> list[Covered]:
    """Every wanted day of every source, gaps included."""
    return [row for source in what.sources for row in _of_source(tools, source, what)]


def _of_source(tools: Tools, source: Source, what: Wanted) -> list[Covered]:
    first, last = what.span.first, what.span.last
    windows = tools.windows.windows(source.key, first, last)
    counts = tools.windows.volumes(source.key, first, last)
    read = {day for window in windows if window.state is WindowState.DONE for day in window.days}
    usual = _usual({day: counts.get(day, 0) for day in days(first, last) if day in read})
    return [
        _covered(source, day, windows, counts.get(day, 0), usual.get(day.weekday(), 0.0)) for day in days(first, last)
    ]


def _usual(counts: dict[date, int]) -> dict[int, float]:
    by_weekday: dict[int, list[int]] = {}
    for day, count in counts.items():
        by_weekday.setdefault(day.weekday(), []).append(count)
    return {weekday: statistics.median(values) for weekday, values in by_weekday.items()}


def _covered(source: Source, day: date, windows: Sequence[Window], articles: int, usual: float) -> Covered:
    own = [window for window in windows if window.first <= day <= window.last]
    routes = tuple(_name(window) for window in own if window.state is WindowState.DONE)
    causes = tuple(
        f"{_name(each)}: {each.cause or each.state.value}" for each in own if each.state is not WindowState.DONE
    )
    state = "gap" if not routes else "thin" if articles < usual * _THIN or not articles else "read"
    return Covered(source.key, day, routes, articles, usual, state, causes)


def _name(window: Window) -> str:
    return window.route.partition("/")[2]


def runs(rows: Sequence[Covered]) -> list[tuple[Covered, Covered, int]]:
    """Days of one source that follow each other in the same state by the same routes: first, last, articles."""
    out: list[tuple[Covered, Covered, int]] = []
    for row in rows:
        if out and _alike(out[-1][1], row):
            out[-1] = (out[-1][0], row, out[-1][2] + row.articles)
        else:
            out.append((row, row, row.articles))
    return out


def _alike(one: Covered, other: Covered) -> bool:
    return (one.source, one.state, one.routes, one.causes) == (other.source, other.state, other.routes, other.causes)
