"""Windows of a backfill, planned without a clock: which archive is asked for which days, in which order.

An archive (a route back in time) has addresses made from a template, one window at a time. Routes are tried by cost;
days that a route could not give are the next route's task, and what no route gave is a gap that is shown.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

ONE = timedelta(days=1)


class ArchiveKind(StrEnum):
    """Which engine reads an archive's answers."""

    SITEMAP = "sitemap"
    NYT_ARCHIVE = "nyt_archive"
    NYT_SEARCH = "nyt_search"
    DAY_PAGE = "day_page"
    WAYBACK = "wayback"
    GDELT_EVENTS = "gdelt_events"
    GDELT_GKG = "gdelt_gkg"
    GDELT_MENTIONS = "gdelt_mentions"


class Step(StrEnum):
    """How long a window of an archive is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Archive:
    """One route back in time of one source, as its TOML describes it."""

    key: str
    """`<source>/<name>`."""
    source: str
    url: str
    """A template: {first}, {last}, {next} are days, {moment} a time of `every_minutes`, {target} one of the targets."""
    kind: ArchiveKind
    step: Step = Step.DAY
    cost: int = 1
    """Routes are tried from the cheapest to the dearest."""
    since: date | None = None
    until: date | None = None
    """The last day that the route serves; None while it still does."""
    per_minute: float = 30
    per_day: int = 0
    """0 for no limit."""
    key_env: str = ""
    """The variable that holds the key which this archive asks for."""
    targets: tuple[str, ...] = ()
    every_minutes: int = 0
    """Several files a day, so far apart; 0 for one address a window."""
    options: Mapping[str, str] = field(default_factory=dict)


class WindowState(StrEnum):
    """How far a window is. Only `done` covers its days."""

    PLANNED = "planned"
    READING = "reading"
    WAITING = "waiting"
    """To be tried again: a limit was reached, or nobody answered."""
    DONE = "done"
    EMPTY = "empty"
    """Read, and nothing was there."""
    GAP = "gap"
    """This route does not give it, or not whole; `cause` says why."""

    @property
    def open(self) -> bool:
        """Whether there is something left to ask."""
        return self in (WindowState.PLANNED, WindowState.READING, WindowState.WAITING)


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of one source by one route. `todo` are the addresses still to be asked: the cursor."""

    source: str
    route: str
    """Key of the archive."""
    first: date
    last: date
    state: WindowState = WindowState.PLANNED
    todo: tuple[str, ...] = ()
    requests: int = 0
    """Answers that were taken in."""
    entries: int = 0
    """Entries of the source that they held, of these days."""
    new: int = 0
    cause: str = ""
    attempts: int = 0
    """Failures in a row."""
    retry_at: datetime | None = None
    id: int = 0

    @property
    def days(self) -> Iterator[date]:
        """Its days, in order."""
        return days(self.first, self.last)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    return (first + ONE * number for number in range((last - first).days + 1))


def unit(step: Step, day: date) -> tuple[date, date]:
    """The first and last day of the window that a day belongs to."""
    if step is Step.MONTH:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if step is Step.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def plan(archive: Archive, wanted: Iterable[date], yesterday: date) -> list[Window]:
    """The archive's windows that hold the wanted days: whole units, oldest first, none later than yesterday.

    A unit that is not over yet ends yesterday; later it is another window, so nothing of it is taken for read.
    """
    spans = dict.fromkeys(unit(archive.step, day) for day in sorted(wanted) if _serves(archive, day, yesterday))
    windows = (
        Window(archive.source, archive.key, first, min(last, yesterday, archive.until or last)) for first, last in spans
    )
    return [replace(window, todo=addresses(archive, window.first, window.last)) for window in windows]


def _serves(archive: Archive, day: date, yesterday: date) -> bool:
    return (archive.since or day) <= day <= min(archive.until or day, yesterday)


def addresses(archive: Archive, first: date, last: date) -> tuple[str, ...]:
    """The addresses that a window begins with. ValueError or KeyError for a template that cannot be filled."""
    return tuple(
        archive.url.format(first=first, last=last, next=last + ONE, moment=moment, target=target)
        for target in archive.targets or ("",)
        for moment in _moments(archive.every_minutes, first, last)
    )


def _moments(every_minutes: int, first: date, last: date) -> Iterator[datetime]:
    start = datetime.combine(first, time(), UTC)
    if not every_minutes:
        yield start
        return
    pause, end = timedelta(minutes=every_minutes), datetime.combine(last + ONE, time(), UTC)
    for number in range((end - start) // pause):
        yield start + number * pause


def covered(windows: Iterable[Window]) -> set[date]:
    """The days that were truly read, by any route."""
    return {day for window in windows if window.state is WindowState.DONE for day in window.days}


def following(
    archives: Sequence[Archive], windows: Sequence[Window], wanted: Sequence[date], yesterday: date
) -> list[Window]:
    """The next windows of a source, when all that were planned are ended: the cheapest untried route for each gap."""
    missing = set(wanted) - covered(windows)
    for archive in sorted(archives, key=lambda each: (each.cost, each.key)):
        tried = {day for window in windows if window.route == archive.key for day in window.days}
        if fresh := plan(archive, missing - tried, yesterday):
            return fresh
    return []


def after_trouble(window: Window, cause: str, retry_at: datetime | None, patience: int) -> Window:
    """The window after a failure: waiting while it may still be mended, a gap after `patience` failures or for good."""
    attempts = window.attempts + 1
    if retry_at is None or attempts >= patience:
        return replace(window, state=WindowState.GAP, cause=cause, attempts=attempts, retry_at=None)
    return replace(window, state=WindowState.WAITING, cause=cause, attempts=attempts, retry_at=retry_at)


def after_answer(window: Window, address: str, further: Sequence[str], entries: int, broken: str) -> Window:
    """The window after an answer: its address is off the list, what it named stands next."""
    left = (*further, *(each for each in window.todo if each != address))
    entries, cause = window.entries + entries, window.cause if window.state is WindowState.READING else ""
    cause = cause or broken
    state = WindowState.READING if left else _ended(entries, cause)
    return replace(
        window,
        todo=tuple(dict.fromkeys(left)),
        state=state,
        entries=entries,
        cause=cause,
        requests=window.requests + 1,
        attempts=0,
        retry_at=None,
    )


def _ended(entries: int, cause: str) -> WindowState:
    """What was broken is kept, but another route is to look again at its days."""
    if cause:
        return WindowState.GAP
    return WindowState.DONE if entries else WindowState.EMPTY
