"""One source's way back in time: what to ask next, and what becomes of an answer.

    next ──> pause ──> asked ──> take ──> keep raw ──> read ──> store, window moved on
                            └──> failed ──> the window waits, or is a gap for the next route

Everything resumes from the store: a window's list of addresses moves on in the transaction that stores the articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from time import perf_counter
from typing import TypeVar
from urllib.parse import urlsplit

from monitor.app.backfill_ports import ArchivePage, Asking, Place, RawAnswer, Tools
from monitor.app.records import IntakeReport
from monitor.domain.model import Outcome, Source
from monitor.domain.windows import (
    Archive,
    Window,
    WindowState,
    addresses,
    after_answer,
    after_trouble,
    covered,
    days,
    following,
)
from monitor.domain.windows_pace import answered, asked, earliest, refused
from monitor.errors import FetchError

Given = TypeVar("Given")

PATIENCE = 3
"""Failures in a row after which a route counts as unable to give a window."""
AGAIN = timedelta(minutes=15)
LONGEST_PAUSE_S = 90.0
"""A longer pause is not slept through: the window waits for the next backfill."""
_PASSING = (Outcome.UNREACHABLE, Outcome.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Step:
    """What has just happened, for a progress bar."""

    source: str
    ended: int
    windows: int
    new: int
    asking: str


@dataclass(slots=True)
class Account:
    """What a backfill did so far."""

    counts: Counter[str] = field(default_factory=Counter)
    """answers, failures, entries, new, known, dropped, bytes."""
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """By stage: fetch, keep, read, store, match."""

    def timed(self, stage: str, call: Callable[[], Given]) -> Given:
        """What the call returns; its time counts for the stage."""
        begun = perf_counter()
        try:
            return call()
        finally:
            self.seconds[stage] += perf_counter() - begun

    def took_in(self, entries: int, report: IntakeReport) -> None:
        """Count the entries of an answer and what became of them."""
        known = report.known + report.revised
        self.counts.update(entries=entries, new=report.new, known=known, dropped=report.dropped)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are wanted; nothing later than yesterday is ever asked for."""

    first: date
    last: date
    yesterday: date
    now: datetime
    """The clock's time: from when on the articles are known."""


class SourceChain:
    """`monitor.app.backfill_ports.Chain` on the store."""

    def __init__(
        self,
        tools: Tools,
        source: Source,
        archives: Sequence[Archive],
        span: Span,
        account: Account,
        progress: Callable[[Step], None] = lambda step: None,
        *,
        anew: bool = False,
    ) -> None:
        """`anew` asks the archives also for days that others gave."""
        self.tools, self.source, self.span, self.account, self.progress = tools, source, span, account, progress
        self.archives = {archive.key: archive for archive in archives}
        kept = tools.windows.windows(source.key, span.first, span.last)
        self.windows = {_key(window): window for window in kept if window.route in self.archives}
        # An archive that cannot be asked today, its key is missing, say, may have given its days before.
        others = (window for window in kept if window.route not in self.archives)
        self._given = frozenset[date]() if anew else frozenset(covered(others))
        self._sent = 0.0

    def retry(self) -> None:
        """What a route did not give, or gave empty, is asked again."""
        for window in list(self.windows.values()):
            if window.state in (WindowState.GAP, WindowState.EMPTY):
                self._save(self._fresh(window))

    def _fresh(self, window: Window) -> Window:
        todo = addresses(self.archives[window.route], window.first, window.last)
        return Window(window.source, window.route, window.first, window.last, todo=todo, new=window.new)

    def next(self) -> Asking | None:
        """The oldest window of the cheapest route; then, for what was not given, the next route's."""
        while True:
            window = next(self._ready(), None)
            if window is not None:
                return Asking(window, self.archives[window.route], window.todo[0])
            fresh = self._following()
            if not fresh:
                return None
            self.tools.windows.plan_windows(fresh)
            self.windows |= {_key(each): each for each in fresh}

    def plan(self) -> None:
        """Keep the windows of the first route, so that they can be shown before anything is asked."""
        fresh = self._following()
        self.tools.windows.plan_windows(fresh)
        self.windows |= {_key(each): each for each in fresh}

    def pause(self, asking: Asking) -> float:
        """Seconds until the host may be asked."""
        now, pace = self.tools.wall(), self.tools.windows.pace(_host(asking.address))
        return (earliest(pace, asking.archive.per_minute, asking.archive.per_day, now) - now).total_seconds()

    def asked(self, asking: Asking) -> None:
        """Counted before it is sent: a kill must not make a request free."""
        now = self.tools.wall()
        self.tools.windows.save_pace(asked(self.tools.windows.pace(_host(asking.address)), now))
        self._sent = perf_counter()

    def take(self, asking: Asking, answer: RawAnswer) -> None:
        """Keep what came, read it, store it; a refusal or an unreadable body is the window's trouble."""
        self.account.seconds["fetch"] += perf_counter() - self._sent
        self.account.counts.update(answers=1, bytes=len(answer.body))
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and "memento-datetime" not in answer.headers:
            self._refused(asking, answer)
            return
        place = self.account.timed("keep", lambda: self.tools.raw.keep(asking, answer)) if _worth(answer) else None
        self._read(asking, answer, place)
        if answer.status == HTTPStatus.OK:
            self.tools.windows.save_pace(answered(self.tools.windows.pace(_host(asking.address))))

    def _read(self, asking: Asking, answer: RawAnswer, place: Place | None) -> None:
        try:
            page = self.account.timed("read", lambda: self.tools.reader.read(asking, self.source, answer))
        except FetchError as error:
            self.trouble(asking, str(error), passing=answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        self._store(asking, page, place)

    def failed(self, asking: Asking, outcome: Outcome, cause: str) -> None:
        """No answer came: try again later, unless it never will."""
        self.account.seconds["fetch"] += perf_counter() - self._sent
        self.trouble(asking, cause, passing=outcome in _PASSING)

    def wait(self, asking: Asking, seconds: float) -> None:
        """The host may not be asked for so long that the window has to wait for another backfill."""
        until = self.tools.wall() + timedelta(seconds=seconds)
        self._save(replace(asking.window, state=WindowState.WAITING, cause=_until(until), retry_at=until))

    def trouble(self, asking: Asking, cause: str, *, passing: bool) -> None:
        """What is passing is asked again; else the address is given up, and the window goes on without it."""
        self.account.counts["failures"] += 1
        retry = self.tools.wall() + AGAIN if passing else None
        window = after_trouble(asking.window, cause, retry, PATIENCE)
        if window.state is WindowState.GAP and len(window.todo) > 1:
            window = after_answer(asking.window, asking.address, (), 0, cause)
        self._save(window)
        self._tell(asking)

    def _refused(self, asking: Asking, answer: RawAnswer) -> None:
        now = self.tools.wall()
        pace = refused(self.tools.windows.pace(_host(asking.address)), now, _retry_after(answer, now))
        self.tools.windows.save_pace(pace)
        self.account.counts["failures"] += 1
        if (pace.shut_until or now) - now > timedelta(seconds=LONGEST_PAUSE_S):
            until = pace.shut_until
            self._save(replace(asking.window, state=WindowState.WAITING, cause=_until(until), retry_at=until))
        self._tell(asking)

    def _store(self, asking: Asking, page: ArchivePage, place: Place | None) -> None:
        window = after_answer(asking.window, asking.address, page.further, page.entries, page.broken)
        report = self.account.timed(
            "store",
            lambda: self.tools.windows.save_answer(window, asking.address, page.articles, place, self.span.now),
        )
        self.account.took_in(page.entries, report)
        self.windows[_key(window)] = replace(window, new=window.new + report.new)
        self._tell(asking)

    def _ready(self) -> Iterator[Window]:
        """Windows that may be asked now, in their order. A host's pace is looked up once, not for each window."""
        now, waits = self.tools.wall(), dict[tuple[str, str], timedelta]()
        for window in sorted((each for each in self.windows.values() if self._due(each, now)), key=self._rank):
            archive, host = self.archives[window.route], _host(window.todo[0])
            if (window.route, host) not in waits:
                pace = self.tools.windows.pace(host)
                waits[window.route, host] = earliest(pace, archive.per_minute, archive.per_day, now) - now
            if waits[window.route, host].total_seconds() <= LONGEST_PAUSE_S:
                yield window

    def _due(self, window: Window, now: datetime) -> bool:
        wanted = window.first <= self.span.last and window.last >= self.span.first
        early = window.state is WindowState.WAITING and window.retry_at is not None and window.retry_at > now
        return window.state.open and bool(window.todo) and wanted and not early

    def _rank(self, window: Window) -> tuple[int, date, str]:
        return self.archives[window.route].cost, window.first, window.route

    def _following(self) -> list[Window]:
        held = {day for window in self.windows.values() if window.state.open for day in window.days}
        wanted = [day for day in days(self.span.first, self.span.last) if day not in held | self._given]
        return following(list(self.archives.values()), list(self.windows.values()), wanted, self.span.yesterday)

    def _save(self, window: Window) -> None:
        self.tools.windows.save_window(window)
        self.windows[_key(window)] = window

    def _tell(self, asking: Asking) -> None:
        ended = sum(not window.state.open for window in self.windows.values())
        new = sum(window.new for window in self.windows.values())
        self.progress(Step(self.source.key, ended, len(self.windows), new, asking.address))


def _key(window: Window) -> tuple[str, date, date]:
    return window.route, window.first, window.last


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _worth(answer: RawAnswer) -> bool:
    """Refusals and error pages need not be kept; what an archive captured of one is its answer."""
    return answer.status == HTTPStatus.OK or "memento-datetime" in answer.headers


def _until(moment: datetime | None) -> str:
    return f"the host may not be asked before {moment:%Y-%m-%d %H:%M} UTC" if moment else "the host may not be asked"


def _retry_after(answer: RawAnswer, now: datetime) -> timedelta | None:
    """Seconds or a date; None where the header is missing or means nothing."""
    from monitor.domain.times import parse_time

    written = answer.headers.get("retry-after", "").strip()
    if written.isdigit():
        return timedelta(seconds=min(int(written), 86_400))
    moment = parse_time(written) if written else None
    return max(moment - now, timedelta()) if moment else None
