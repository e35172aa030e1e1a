"""One line a source for the digest: how it stands, and what broke or mended within the digest's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from monitor.app.context import App
from monitor.app.records import EndpointState
from monitor.domain.digest import SourceView
from monitor.domain.digest.words import day
from monitor.domain.health import Condition, Turn


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
