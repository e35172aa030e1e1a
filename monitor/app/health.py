"""How sources and routes are doing: judged after each reading, kept as it changes, told once.

readings of the last days ─┐
rhythm of the day ─────────┴─> health of a route ──> health of its source ──> turns ──> store, run's report, digest
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.app.context import App
from monitor.app.records import EndpointState
from monitor.domain.digest import SourceView
from monitor.domain.digest.words import day
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
        own |= {each.key: _keyless(each) for each in source.endpoints if each.key not in own}
        out.append(SourceReport(source, whole, own, read))
    return out


def source_views(app: App, keys: Sequence[str], since: datetime, as_of: datetime) -> Iterator[SourceView]:
    """One line a source for the digest: how it stands, and what broke or mended within the digest's time."""
    then, between = app.store.conditions(since), app.store.turns(since, as_of)
    ways: defaultdict[str, dict[str, list[Turn]]] = defaultdict(dict)
    for subject, turn in app.store.conditions(as_of).items():
        own = [each for each in between if each.subject == subject]
        ways[turn.source][subject] = [each for each in (then.get(subject), *own) if each] or [turn]
    states, before = _best(app.store.endpoint_states(as_of)), _best(app.store.endpoint_states(since))
    for key in keys:
        source = app.sources.get(key)
        name, state = source.name if source else key, states.get(key)
        if state is None:
            cause = "" if source else "no configuration describes this source"
            yield SourceView(key, name, Condition.NEVER_READ.value, cause, healthy=False)
            continue
        ill = key in before and not before[key].healthy
        yield _alarm(name, state, ways[key], since) or _line(name, state, ways[key], ill_before=ill)


def _alarm(name: str, state: EndpointState, ways: Mapping[str, list[Turn]], since: datetime) -> SourceView | None:
    """An alarm of the source stands in each digest while it lasts, for silence means nothing then; a route's once."""
    key = state.source
    whole = ways[key][-1] if key in ways else None
    if whole and whole.health.condition.alarm:
        said, because, fresh = whole.health.condition, whole.health.because, whole.at > since
    else:
        broken = [way[-1] for subject, way in ways.items() if subject != key and way[-1].health.condition.alarm]
        new = [turn for turn in broken if turn.at > since]
        if not new or not state.healthy:
            return None
        because = "; ".join(f"{_short(each)} is {each.health.condition.value}: {each.health.because}" for each in new)
        said, fresh = Condition.DEGRADED, True
    return SourceView(key, name, said.value, because, healthy=False, last_healthy=state.last_healthy, fresh=fresh)


def _line(name: str, state: EndpointState, ways: Mapping[str, list[Turn]], *, ill_before: bool) -> SourceView:
    """No alarm: what its best route gave, and what works again."""
    over = [words for way in ways.values() if (words := _mended(way))]
    return SourceView(
        state.source,
        name,
        state.outcome,
        "; ".join(over) if state.healthy else state.cause,
        healthy=state.healthy,
        failures=state.failures,
        last_healthy=state.last_healthy,
        mended=state.healthy and bool(ill_before or over),
    )


def _mended(way: Sequence[Turn]) -> str:
    """Words for an alarm that has ended on this way of a route or source; empty where there was none, or is one."""
    ill = [place for place, turn in enumerate(way) if turn.health.condition.alarm]
    if not ill or ill[-1] == len(way) - 1:
        return ""
    first, end = day(way[ill[0]].at.date()), day(way[ill[-1] + 1].at.date())
    span = f"on {first}" if first == end else f"from {first} to {end}"
    return f"{_short(way[0])} was {way[ill[0]].health.condition.value.replace('_', ' ')} {span}"


def _short(turn: Turn) -> str:
    return turn.subject.partition("/")[2] or "it"


def _best(states: Sequence[EndpointState]) -> dict[str, EndpointState]:
    """A source is as well as its best endpoint, since one route's gap is another's task."""
    best: dict[str, EndpointState] = {}
    for state in states:
        known = best.get(state.source)
        if known is None or (not known.healthy and (state.healthy or state.failures < known.failures)):
            best[state.source] = state
    return best


def _noticed(subject: str, found: Health, noticed: Mapping[str, Turn]) -> Health:
    """The health with the time when it was first judged so, where it was."""
    turn = noticed.get(subject)
    same = turn is not None and turn.health.condition is found.condition
    return replace(found, since=turn.health.since or turn.at) if turn and same else found


def _keyless(endpoint: Endpoint) -> Health:
    return Health(Condition.NEVER_READ, f"it needs a key in {endpoint.key_env} or {endpoint.key_env}_FILE")


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
