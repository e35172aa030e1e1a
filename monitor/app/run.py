"""One cron pass: lease, collect, match, evidence, status, account."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from monitor.app.context import App
from monitor.app.follow import Following
from monitor.app.records import FetchPlan
from monitor.app.sync import sync_items
from monitor.app.track import TrackReport
from monitor.domain.health import NO_RHYTHM, Rest, is_due
from monitor.domain.model import Endpoint, EndpointBatch, Outcome, Source, Validators
from monitor.domain.site import Recording, Robots
from monitor.errors import ConfigError, NotFound

LEASE_S = 3600
"""A run that was killed holds the others up for an hour at most; see `lease_owner` for the shorter way."""
TOGETHER_S = 1.0
"""Readings that come in within so many seconds of each other are stored together."""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What one pass did; `state` is ok, partial (it names the sources) or failed (no source answered)."""

    run: int
    as_of: datetime
    state: str
    endpoints: dict[str, str]
    """Endpoint -> outcome."""
    counts: dict[str, int]
    troubles: tuple[str, ...]
    wrong: tuple[ConfigError, ...]
    """Files of the home that could not be read."""
    dropped: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Source -> reason (`Drop`) -> entries that became no article, and new articles that concern no item."""
    told: tuple[str, ...] = ()
    """What broke or recovered with this run: each alarm and each recovery once."""


def run(app: App, only: Sequence[str] = ()) -> PassReport:
    """One pass over the sources that the reviews cite (or over `only`). Idempotent; raises RunInProgress."""
    owner, started = lease_owner(), datetime.now(UTC)
    dead = app.store.acquire(owner, started, LEASE_S)
    try:
        return _pass(app, only, started, dead)
    finally:
        app.store.release(owner)


def _pass(app: App, only: Sequence[str], started: datetime, dead: str) -> PassReport:
    now = app.clock.now()
    _, wrong = sync_items(app)
    sources = _sources(app, only)
    killed = _killed(app, dead)
    number = app.store.begin_run(now, started, app.version)
    follow = Following(app, sources, number, now)
    collected = _collect(app, sources, number, now, follow, named=bool(only))
    batches = collected.batches
    told, tracked = follow.up()
    wrong = [*app.wrong, *wrong, *(() if sources else _nothing_read(app))]
    state, troubles = _verdict(batches, wrong)
    counts = _counts(collected, tracked) | {"pages": follow.pages.read, "pages_failed": follow.pages.failed}
    app.store.end_run(number, state, datetime.now(UTC), counts, troubles)
    outcomes = {batch.endpoint: batch.outcome.value for batch in sorted(batches, key=lambda batch: batch.endpoint)}
    dropped = _by_source(collected.drops + Counter(tracked.passed))
    return PassReport(number, now, state, outcomes, counts, troubles, tuple(wrong), dropped, (*killed, *told))


def _sources(app: App, only: Sequence[str]) -> list[Source]:
    """The sources to read: those that a review cites and a configuration describes, in order of their keys."""
    unknown = sorted(set(only) - set(app.sources))
    if unknown:
        raise NotFound(f"no source {unknown[0]!r} is configured; known are: {', '.join(sorted(app.sources))}")
    wanted = set(only) or _cited(app)
    return [source for key, source in sorted(app.sources.items()) if key in wanted]


def _cited(app: App) -> set[str]:
    return {key for review in app.store.reviews() for key in review.sources}


def _nothing_read(app: App) -> Iterator[ConfigError]:
    """A complaint where reviews cite sources and none is described: a silent run would look like a quiet day."""
    if cited := sorted(_cited(app)):
        said = f"no file describes any of the sources that reviews cite ({', '.join(cited)})"
        yield ConfigError(f"{said}, so nothing is read; see: followup doctor", file="sources")


class _Desk:
    """Where readings come in: stores them and keeps the account.

    What comes in within a second of the last time is stored with what follows it: two hundred transactions were most
    of what storing cost. Each reading goes in whole, its validators with it, so of what a crash takes the next run
    asks again.
    """

    def __init__(self, app: App, run: int, now: datetime) -> None:
        self._app, self._run, self._now = app, run, now
        self._waiting: list[EndpointBatch] = []
        self._stored = -TOGETHER_S
        self.batches: list[EndpointBatch] = []
        """The readings, without their articles: these are in the store."""
        self.counts: Counter[str] = Counter()
        """What became of the entries."""
        self.drops: Counter[tuple[str, str]] = Counter()
        """Those that became no article, by source and reason."""

    def take(self, batch: EndpointBatch) -> None:
        """One reading; stored at once, or with those that follow within the second."""
        self._waiting.append(batch)
        if monotonic() - self._stored >= TOGETHER_S:
            self.store()

    def store(self) -> None:
        """Store what waits."""
        waiting, self._waiting = self._waiting, []
        for batch, report in zip(waiting, self._app.store.save_batches(waiting, self._run, self._now), strict=True):
            self.batches.append(replace(batch, articles=()))
            self.counts.update(new=report.new, revised=report.revised, known=report.known, dropped=report.dropped)
            self.drops.update({(batch.source, reason): count for reason, count in report.drops.items()})
        self._stored = monotonic()


def _collect(app: App, sources: Sequence[Source], run: int, now: datetime, follow: Following, *, named: bool) -> _Desk:
    """Read every endpoint, then the pages of candidates; each reading is stored as it comes in, whole."""
    kept = app.store.validators()
    plans = [
        FetchPlan(each, source, kept.get(each.key, Validators()), _known(app, source.key, now), _key(app, each))
        for source, each in _due(app, sources, now, named=named)
    ]
    desk = _Desk(app, run, now)

    def followed() -> None:
        desk.store()
        follow.up()

    if plans:
        robots = Robots(app.store.robots(now), {})
        try:
            app.fetcher().collect(plans, desk.take, pages=follow.pages.round(followed), robots=robots)
        finally:
            desk.store()
        app.store.keep_robots(robots.read, now)
    return desk


def _due(app: App, sources: Sequence[Source], now: datetime, *, named: bool) -> Iterator[tuple[Source, Endpoint]]:
    """The endpoints to be asked now; sources that a person names are asked whatever their rhythm is."""
    rests, usual = app.store.rests(now), {} if named else app.store.rhythms(now.date())
    for source in sources:
        for endpoint in app.endpoints(source):
            if is_due(usual.get(endpoint.key, NO_RHYTHM), rests.get(endpoint.key, Rest()), now):
                yield source, endpoint


def probe(app: App, key: str, keep: Callable[[Recording], None] | None = None) -> list[EndpointBatch]:
    """Read a source's endpoints unconditionally and store nothing; NotFound where no such source is configured.

    `keep` gets every answer as it came.
    """
    batches: list[EndpointBatch] = []
    plans = [
        FetchPlan(endpoint, source, Validators(), lambda identities: set(), _key(app, endpoint))
        for source in _sources(app, [key])
        for endpoint in app.endpoints(source)
    ]
    app.fetcher().collect(plans, batches.append, keep)
    return sorted(batches, key=lambda batch: batch.endpoint)


def _known(app: App, source: str, now: datetime) -> Callable[[Sequence[str]], set[str]]:
    return lambda identities: app.store.known(source, identities, now)


def _key(app: App, endpoint: Endpoint) -> str:
    return app.secret(endpoint.key_env) if endpoint.key_env else ""


def _verdict(batches: Sequence[EndpointBatch], wrong: Sequence[ConfigError]) -> tuple[str, tuple[str, ...]]:
    ill = [batch for batch in batches if not batch.outcome.healthy]
    troubles = [f"{batch.endpoint}: {batch.cause or batch.outcome.value}" for batch in ill]
    troubles += [str(error) for error in wrong]
    if batches and all(batch.outcome in _UNREACHED for batch in batches):
        return "failed", tuple(sorted(troubles))
    return "partial" if troubles else "ok", tuple(sorted(troubles))


_UNREACHED = (Outcome.UNREACHABLE,)


def _killed(app: App, dead: str) -> list[str]:
    """A sentence on the run before, where it never came to its end: with the lease in our hands nobody is at it."""
    host, _, process = dead.rpartition(":")
    who = f" by process {process} of {host}" if process else ""
    return [
        f"run {run.id}, begun at {run.started:%Y-%m-%d %H:%M} UTC{who}, was never ended: it was killed from outside or"
        " ran out of memory (`dmesg` tells), or the machine stopped; this one has gone on from there"
        for run in app.store.runs(1)
        if run.state == "running"
    ]


def _by_source(drops: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (source, reason), count in sorted(drops.items()):
        found.setdefault(source, {})[reason] = count
    return found


def _counts(collected: _Desk, tracked: TrackReport) -> dict[str, int]:
    return {
        "endpoints": len(collected.batches),
        "entries": sum(batch.entries for batch in collected.batches),
        **{key: collected.counts[key] for key in ("new", "revised", "known", "dropped")},
        "tracked": tracked.articles,
        "matches": tracked.matches,
        "evidence": tracked.evidence,
        "changes": tracked.changes,
    }


def lease_owner() -> str:
    """Who holds the lease: machine and process, so that a dead holder can be told."""
    return f"{socket.gethostname()}:{os.getpid()}"
