"""A past period, filled from archives: windows planned, asked, stored; then matched like everything else."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from monitor.app.backfill_chain import Account, SourceChain, Span, Step
from monitor.app.backfill_ports import Asking, RawAnswer, Tools
from monitor.app.backfill_replay import Replay
from monitor.app.context import App
from monitor.app.health import key_wanted
from monitor.app.sync import sync_items
from monitor.app.track import TrackReport, track
from monitor.domain.model import Origin, RawArticle, Source
from monitor.domain.urls import belongs
from monitor.domain.windows import Archive, ArchiveKind, Window, WindowState
from monitor.errors import FetchError, InputError, NotFound, RunInProgress

LEASE_S = 12 * 3600
_TRIES, _PAUSE_S = 60, 5.0
"""How long matching waits for a run that is under way."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fill: sources and days."""

    sources: tuple[Source, ...]
    span: Span
    routes: tuple[str, ...] = ()
    """Only these routes, by their names; empty means all."""


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What a backfill did."""

    windows: tuple[Window, ...]
    counts: dict[str, int]
    seconds: dict[str, float]
    tracked: TrackReport | None
    """None where a run was under way: then the next run matches what came in."""
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan costs at least."""

    requests: int
    minutes: float
    by_route: dict[str, int] = field(default_factory=dict)


def wanted(
    app: App, review: str | None, sources: Sequence[str], first: date | None, last: date | None, routes: Sequence[str]
) -> Wanted:
    """The sources that a review cites (or those named), from the review's day up to yesterday unless told otherwise."""
    cited, since = _cited(app, review)
    keys = list(dict.fromkeys(sources)) or [key for key in cited if key in app.sources]
    for key in keys:
        if key not in app.sources:
            raise NotFound(f"no source {key!r} is configured; known are: {', '.join(sorted(app.sources))}")
    if not keys:
        raise InputError(_nothing_to_ask(review, cited))
    yesterday = app.clock.now().date() - timedelta(days=1)
    begin, end = first or since, min(last or yesterday, yesterday)
    if begin is None:
        raise InputError("name a review, or the first day by --from")
    if begin > end:
        raise InputError(f"from {begin} to {end} there is no day; the last that can be filled is yesterday")
    span = Span(begin, end, yesterday, app.clock.now())
    return Wanted(tuple(app.sources[key] for key in keys), span, tuple(routes))


def _nothing_to_ask(review: str | None, cited: Sequence[str]) -> str:
    if review is None:
        return "name a review, or sources by --source"
    what = f"cites none that is configured ({', '.join(cited)})" if cited else "cites no source"
    return f"review {review!r} {what}: name some as sources = [...] under [review] in its file, or give --source"


def _cited(app: App, review: str | None) -> tuple[list[str], date | None]:
    if review is None:
        return [], None
    found = next((each for each in app.store.reviews() if each.slug == review), None)
    if found is None:
        raise NotFound(f"no review {review!r}; see: followup review list")
    return list(found.sources), found.date


def routes_of(tools: Tools, source: Source, only: Sequence[str]) -> tuple[list[Archive], list[str]]:
    """The source's routes that can be used, and a sentence for each that cannot."""
    chosen = _chosen(source, only)
    usable = [each for each in chosen if tools.key(each) is not None]
    lacking = [f"{each.key}: {key_wanted(each.key_env)}" for each in chosen if each not in usable]
    return usable, lacking if chosen else [f"{source.key}: no archive is described for it"]


def _chosen(source: Source, only: Sequence[str]) -> list[Archive]:
    return [each for each in source.archives if not only or each.key.partition("/")[2] in only]


def chains_of(
    tools: Tools, what: Wanted, account: Account, progress: Callable[[Step], None] = lambda step: None
) -> tuple[list[SourceChain], list[str]]:
    """One chain for each source, and what keeps routes from being used."""
    chains, troubles = [], []
    for source in what.sources:
        archives, lacking = routes_of(tools, source, what.routes)
        troubles += lacking
        chains.append(SourceChain(tools, source, archives, what.span, account, progress, anew=bool(what.routes)))
    return chains, troubles


def plan(app: App, tools: Tools, what: Wanted) -> tuple[list[Window], Estimate, list[str]]:
    """The windows that a backfill would begin with, and what they cost at least. Nothing is asked."""
    del app
    chains, troubles = chains_of(tools, what, Account())
    for chain in chains:
        chain.plan()
    windows = [window for chain in chains for window in chain.windows.values()]
    archives = {key: archive for chain in chains for key, archive in chain.archives.items()}
    return windows, estimate(windows, archives), troubles


def estimate(windows: Iterable[Window], archives: dict[str, Archive]) -> Estimate:
    """Requests, and minutes at the pace of the slowest host: hosts are asked side by side."""
    from urllib.parse import urlsplit

    by_route: dict[str, int] = {}
    by_host: dict[str, float] = {}
    for window in windows:
        if window.state.open and window.todo:
            count, host = len(window.todo), urlsplit(window.todo[0]).hostname or ""
            by_route[window.route] = by_route.get(window.route, 0) + count
            by_host[host] = by_host.get(host, 0.0) + count / archives[window.route].per_minute
    return Estimate(sum(by_route.values()), max(by_host.values(), default=0.0), by_route)


def backfill(
    app: App,
    tools: Tools,
    what: Wanted,
    *,
    again: bool = False,
    progress: Callable[[Step], None] = lambda step: None,
) -> BackfillReport:
    """Fill the days; resumes where an earlier call was killed. Raises RunInProgress where another backfill runs."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    tools.windows.acquire(owner, tools.wall(), LEASE_S, "backfill")
    try:
        account = Account()
        chains, troubles = chains_of(tools, what, account, progress)
        if again:
            for chain in chains:
                chain.retry()
        tools.fetcher().fetch(chains)
        windows = tuple(window for chain in chains for window in chain.windows.values())
        return _report(app, account, troubles, windows)
    finally:
        tools.windows.release(owner, "backfill")


def replay(
    app: App, tools: Tools, what: Wanted, progress: Callable[[Step], None] = lambda step: None
) -> BackfillReport:
    """Read the answers on disk again, by any route and without its key; windows and hosts' paces stay as they are."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    tools.windows.acquire(owner, tools.wall(), LEASE_S, "backfill")
    try:
        account, troubles = Account(), list[str]()
        for source in what.sources:
            archives = _chosen(source, what.routes)
            troubles += Replay(tools, source, what.span, account, progress).read(archives)
        return _report(app, account, troubles)
    finally:
        tools.windows.release(owner, "backfill")


def _report(app: App, account: Account, troubles: Sequence[str], windows: tuple[Window, ...] = ()) -> BackfillReport:
    tracked = account.timed("match", lambda: match(app))
    return BackfillReport(windows, dict(account.counts), dict(account.seconds), tracked, tuple(troubles))


def match(app: App) -> TrackReport | None:
    """Match what came in, under the lease of a run; None where a run holds it all the while, and will do it itself."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    for _ in range(_TRIES):
        try:
            app.store.acquire(owner, app.clock.now(), LEASE_S)
        except RunInProgress:
            time.sleep(_PAUSE_S)
            continue
        try:
            sync_items(app)
            return track(app)
        finally:
            app.store.release(owner)
    return None


def from_warc(app: App, tools: Tools, files: Sequence[Path], what: Wanted) -> BackfillReport:
    """Take in what WARC files hold of the sources and days; a file that breaks off is told, what came before counts."""
    account, troubles = Account(), list[str]()
    for file in files:
        report = tools.windows.import_articles(
            _from_file(tools, file, what, account, troubles), Origin.BACKFILLED, what.span.now
        )
        account.took_in(0, report)
    return _report(app, account, troubles)


def _from_file(tools: Tools, file: Path, what: Wanted, account: Account, troubles: list[str]) -> Iterator[RawArticle]:
    try:
        for answer in tools.raw.records(file):
            account.counts["answers"] += 1
            source = next((each for each in what.sources if belongs(answer.url, each.domains)), None)
            if source is not None:
                yield from _articles(tools, answer, source, what, account)
    except InputError as error:
        troubles.append(str(error))


def _articles(tools: Tools, answer: RawAnswer, source: Source, what: Wanted, account: Account) -> Iterator[RawArticle]:
    archive = Archive(f"{source.key}/warc", source.key, "", ArchiveKind.SITEMAP)
    window = Window(source.key, archive.key, what.span.first, what.span.last, WindowState.READING)
    try:
        page = tools.reader.read_any(Asking(window, archive, answer.url), source, answer)
    except FetchError:
        account.counts["failures"] += 1
        return
    account.counts["entries"] += page.entries
    yield from page.articles
