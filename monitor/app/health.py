"""How sources and routes are doing: judged after each reading, kept as it changes, told once.

readings of the last days ─┐
rhythm of the day ─────────┴─> health of a route ──> health of its source ──> turns ──> store, run's report, digest
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.app.context import App
from monitor.domain.health import (
    NO_RHYTHM,
    Condition,
    Health,
    Rhythm,
    Turn,
    Visit,
    health,
    rhythm,
    source_health,
    told,
    turns,
)
from monitor.domain.model import Endpoint, Source


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source and its routes, each with the time since which it has been so (None where it was never read)."""

    source: Source
    health: Health
    routes: Mapping[str, Health]
    """By endpoint."""
    read: Mapping[str, datetime]
    """When each route was last read, by endpoint."""


def judge(app: App, sources: Sequence[Source], run: int, now: datetime) -> list[str]:
    """Judge the routes of these sources after a run has read them and keep what changed; returns what to tell."""
    before = {key: turn.health for key, turn in app.store.conditions(now).items()}
    routes = healths(app, sources, now)
    found: list[Turn] = []
    for source in sources:
        own = {endpoint.key: routes[endpoint.key] for endpoint in app.endpoints(source)}
        found += turns(source.key, own, before, now)
    app.store.save_health(run, found, {key: each.condition for key, each in routes.items()})
    return [f"{turn.subject} {words}" for turn in found if (words := told(before.get(turn.subject), turn.health))]


def healths(app: App, sources: Sequence[Source], now: datetime) -> dict[str, Health]:
    """The health of every route of these sources as the readings up to `now` tell it, by endpoint."""
    endpoints = [endpoint for source in sources for endpoint in app.endpoints(source)]
    visits = app.store.visits([endpoint.key for endpoint in endpoints], now)
    usual = _rhythms(app, list(visits), now)
    return {each.key: _health(each, visits.get(each.key, ()), usual, now) for each in endpoints}


def report(app: App, now: datetime) -> list[SourceReport]:
    """Every configured source and its routes as they stand at `now`."""
    sources = list(app.sources.values())
    routes = healths(app, sources, now)
    visits = app.store.visits([endpoint.key for source in sources for endpoint in source.endpoints], now)
    noticed = app.store.conditions(now)
    out = []
    for source in sources:
        own = {each.key: _noticed(each.key, routes[each.key], noticed) for each in app.endpoints(source)}
        names = {key.removeprefix(f"{source.key}/"): each for key, each in own.items()}
        whole = _noticed(source.key, source_health(names), noticed)
        read = {key: visits[key][-1].when for key in own if key in visits}
        own |= {key: Health(Condition.NEVER_READ, words) for key, words in waiting(app, source).items()}
        out.append(SourceReport(source, whole, own, read))
    return out


def _noticed(subject: str, found: Health, noticed: Mapping[str, Turn]) -> Health:
    """The health with the time when it was first judged so, where it was."""
    turn = noticed.get(subject)
    same = turn is not None and turn.health.condition is found.condition
    return replace(found, since=turn.health.since or turn.at) if turn and same else found


def waiting(app: App, source: Source) -> dict[str, str]:
    """What is said of each endpoint that rests for want of a key, by the endpoint."""
    return {each.key: key_wanted(variable) for variable, every in app.resting(source).items() for each in every}


def key_wanted(variable: str) -> str:
    """What is said of an endpoint or an archive that waits for a key."""
    return f"a key is missing: write it to keys/{variable} in the home, or set {variable}"


def _health(endpoint: Endpoint, visits: Sequence[Visit], usual: Mapping[str, Rhythm], now: datetime) -> Health:
    return health(visits, usual.get(endpoint.key, NO_RHYTHM), now, endpoint.oldest_hours)


def _rhythms(app: App, endpoints: Sequence[str], now: datetime) -> dict[str, Rhythm]:
    """What is usual for each endpoint; taken anew once a day, for it costs weeks of readings."""
    kept = app.store.rhythms(now.date())
    if missing := [endpoint for endpoint in endpoints if endpoint not in kept]:
        past = app.store.past_visits(missing, now)
        fresh = {endpoint: rhythm(past.get(endpoint, ()), now) for endpoint in missing}
        app.store.keep_rhythms(fresh, now.date())
        kept |= fresh
    return kept
