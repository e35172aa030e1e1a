"""How an endpoint and a source are doing, told from the record of visits: trouble, silence, unusual volume.

An endpoint is measured by its own rhythm of earlier weeks, by weekday, with medians, so that neither a quiet Sunday nor
one odd day raises an alarm. One failure is noise; what lasts is told, and its end is told once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import median

from monitor.domain.model import Outcome


class Condition(StrEnum):
    """The condition of an endpoint or a source, from good to bad."""

    OK = "ok"
    DEGRADED = "degraded"
    VOLUME_HIGH = "volume_high"
    VOLUME_LOW = "volume_low"
    STALE_CONTENT = "stale_content"
    SILENT = "silent"
    NEVER_READ = "never_read"
    FAILING = "failing"
    BLOCKED = "blocked"

    @property
    def alarm(self) -> bool:
        """Whether somebody should look at it."""
        return self not in (Condition.OK, Condition.DEGRADED)

    @property
    def hollow(self) -> bool:
        """Whether an answer, a 304 too, proves nothing: who stands still says nothing of what happened since."""
        return self in (Condition.STALE_CONTENT, Condition.SILENT)


@dataclass(frozen=True, slots=True)
class Visit:
    """One reading of an endpoint, as it was recorded."""

    when: datetime
    outcome: Outcome
    new: int = 0
    """Entries that were not stored before."""
    newest: datetime | None = None
    """Time of the newest entry there, where it was seen."""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is usual for an endpoint."""

    by_weekday: Mapping[int, tuple[float, float]]
    """Weekday (Monday 0) to new entries a day: middle and spread. Only weekdays that were seen often enough."""
    longest_gap: timedelta | None = None
    """The longest usual time without anything new; None where too little is known."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What speaks against asking an endpoint again."""

    last: datetime | None = None
    """Its last healthy reading."""
    not_before: datetime | None = None
    """Until when its host asked to be left alone."""


@dataclass(frozen=True, slots=True)
class Health:
    """The condition with its reason in one sentence and the time since which it holds."""

    condition: Condition
    because: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of condition of a route (`<source>/<name>`) or of a source (its key), as it was noticed."""

    subject: str
    source: str
    at: datetime
    health: Health

    @property
    def is_route(self) -> bool:
        """Whether it is one of the source's routes."""
        return self.subject != self.source


NO_RHYTHM = Rhythm({})

ALARM_WEIGHT = 3.0
"""Failures in a row, weighted, from which an endpoint is failing: three that may pass, two that hardly will."""
_WEIGHTS = {
    Outcome.BLOCKED: 1.5,
    Outcome.ROBOTS: 1.5,
    Outcome.NOT_A_FEED: 1.5,
    Outcome.ERROR: 1.5,
}
_LEAST_DAYS = 4
"""Days of one weekday that make a rhythm."""
_LEAST_GAPS = 20
_GAP_FACTOR = 1.3
_SURELY = 10.0
"""Entries that should have come: that none comes by chance happens once in twenty thousand times."""
_SHORTEST_SILENCE = timedelta(hours=36)
_SPREADS = 5.0
_WEEK = 7
_LONGEST_REST = timedelta(hours=6)
"""Feeds and news sitemaps hold two days: a route that rests so long loses nothing, and its days count as covered."""
_WORTH_ASKING = 0.1
"""Entries to be expected from which asking is worth it: one time in ten something is new."""
_RECENT = 12
"""Visits that are looked at for failures that come and go."""


def rhythm(visits: Sequence[Visit], now: datetime) -> Rhythm:
    """What was usual in the weeks before the day of `now`; visits oldest first."""
    today = now.date()
    past = [visit for visit in visits if visit.when.date() < today and visit.outcome.healthy]
    weekdays: defaultdict[int, list[int]] = defaultdict(list)
    for day, count in daily(past).items():
        weekdays[day.weekday()].append(count)
    usual = {day: _middle(counts) for day, counts in weekdays.items() if len(counts) >= _LEAST_DAYS}
    return Rhythm(usual, _longest_gap(past))


def daily(visits: Iterable[Visit]) -> dict[date, int]:
    """New entries by day, of days with at least one healthy visit."""
    out: defaultdict[date, int] = defaultdict(int)
    for visit in visits:
        if visit.outcome.healthy:
            out[visit.when.date()] += visit.new
    return dict(out)


def is_due(usual: Rhythm, rest: Rest, now: datetime) -> bool:
    """Whether a route is to be asked again: something is to be expected of it by its rhythm, or six hours have passed.

    Where too little is known of it, always; where its host asked to be left alone, never before that time.
    """
    if rest.not_before is not None and now < rest.not_before:
        return False
    last = rest.last
    if last is None or last >= now or len(usual.by_weekday) < _WEEK or now - last >= _LONGEST_REST:
        return True
    return _expected(usual, last, now) >= _WORTH_ASKING


def health(visits: Sequence[Visit], usual: Rhythm, now: datetime, oldest_hours: int = 0) -> Health:
    """The condition of an endpoint; `visits` are the recent ones, oldest first, at least of the last two days."""
    visits = [visit for visit in visits if visit.when <= now]
    if not visits:
        return Health(Condition.NEVER_READ)
    return (
        _failing(visits)
        or _stale(visits, now, oldest_hours)
        or _silent(visits, usual, now)
        or _volume(visits, usual, now)
        or _wavering(visits)
        or Health(Condition.OK, "", _since(visits))
    )


def source_health(endpoints: Mapping[str, Health]) -> Health:
    """The condition of a source with several endpoints: an alarm only where no route is left, else degraded."""
    if not endpoints:
        return Health(Condition.NEVER_READ, "it has no endpoints")
    worst = max(endpoints.values(), key=lambda each: list(Condition).index(each.condition))
    troubled = {name: each for name, each in endpoints.items() if each.condition.alarm}
    if len(troubled) == len(endpoints) or not troubled:
        return worst
    named = ", ".join(f"{name} {each.condition.value}" for name, each in sorted(troubled.items()))
    return Health(Condition.DEGRADED, f"{len(troubled)} of {len(endpoints)} routes in trouble: {named}", worst.since)


def told(before: Health | None, after: Health) -> str:
    """What is to be told of a change: a new alarm, another alarm, a recovery once; empty where nothing is."""
    earlier = before.condition if before else Condition.OK
    if after.condition.alarm and after.condition is not earlier:
        return f"{after.condition.value}: {after.because}"
    if earlier.alarm and not after.condition.alarm:
        return f"recovered, after having been {earlier.value}"
    return ""


def turns(source: str, routes: Mapping[str, Health], before: Mapping[str, Health], at: datetime) -> list[Turn]:
    """What changed for a source and its routes (by key) since `before`; the first condition of all counts as one."""
    names = {key.removeprefix(f"{source}/"): health for key, health in routes.items()}
    after = {**routes, source: source_health(names)}
    return [
        Turn(subject, source, at, found)
        for subject, found in after.items()
        if subject not in before or before[subject].condition is not found.condition
    ]


def _failing(visits: Sequence[Visit]) -> Health | None:
    """Failures in a row up to now."""
    row = _trailing_failures(visits)
    weight = sum(_WEIGHTS.get(visit.outcome, 1.0) for visit in row)
    if not row:
        return None
    last = row[-1]
    because = f"{last.cause or last.outcome.value} ({len(row)} times in a row)"
    if weight < ALARM_WEIGHT:
        return Health(Condition.DEGRADED, because, row[0].when)
    return Health(_named(row), because, row[0].when)


def _named(row: Sequence[Visit]) -> Condition:
    outcomes = {visit.outcome for visit in row[-2:]}
    if outcomes <= {Outcome.BLOCKED, Outcome.ROBOTS}:
        return Condition.BLOCKED
    if outcomes == {Outcome.ASSERTION}:
        return Condition.STALE_CONTENT if "old" in row[-1].cause else Condition.VOLUME_LOW
    return Condition.FAILING


def _trailing_failures(visits: Sequence[Visit]) -> list[Visit]:
    row: list[Visit] = []
    for visit in reversed(visits):
        if visit.outcome.healthy:
            break
        row.append(visit)
    return row[::-1]


def _stale(visits: Sequence[Visit], now: datetime, oldest_hours: int) -> Health | None:
    """A feed that answers and stands still: 304 forever is no news, and no health either."""
    newest = max((visit.newest for visit in visits if visit.newest), default=None)
    if not oldest_hours or newest is None or now - newest <= timedelta(hours=oldest_hours):
        return None
    hours = round((now - newest).total_seconds() / 3600)
    return Health(
        Condition.STALE_CONTENT,
        f"its newest entry is {hours} hours old, and should not be older than {oldest_hours}",
        newest + timedelta(hours=oldest_hours),
    )


def _silent(visits: Sequence[Visit], usual: Rhythm, now: datetime) -> Health | None:
    """Read without failure, and nothing new where by its rhythm a good deal should have come."""
    if usual.longest_gap is None:
        return None
    patience = max(_SHORTEST_SILENCE, usual.longest_gap * _GAP_FACTOR)
    last = max((visit.when for visit in visits if visit.new), default=visits[0].when)
    expected = _expected(usual, last, now)
    if now - last <= patience or expected < _SURELY:
        return None
    said = f"nothing new for {_hours(now - last)} hours, in which about {expected:.0f} entries are usual"
    return Health(Condition.SILENT, said, last)


def _expected(usual: Rhythm, start: datetime, end: datetime) -> float:
    """New entries that are usual between two moments, by the weekdays that lie between them."""
    total, moment = 0.0, start
    while moment < end:
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        part = (min(midnight, end) - moment) / timedelta(days=1)
        total += part * usual.by_weekday.get(moment.weekday(), (0.0, 0.0))[0]
        moment = midnight
    return total


def _volume(visits: Sequence[Visit], usual: Rhythm, now: datetime) -> Health | None:
    """Yesterday against the same weekday of earlier weeks."""
    day = now.date() - timedelta(days=1)
    middle, spread = usual.by_weekday.get(day.weekday(), (0.0, 0.0))
    of_day = [visit for visit in visits if visit.when.date() == day]
    if not middle or not of_day or not all(visit.outcome.healthy for visit in of_day):
        return None
    count = sum(visit.new for visit in of_day)
    if not count and any(visit.new for visit in visits if visit.when.date() > day):
        return None  # the day was silent, and was told as such if it was long; it is over
    said = f"{count} new entries on {day.isoformat()}; usual for that weekday are {middle:g}"
    if count < middle - _SPREADS * spread:
        return Health(Condition.VOLUME_LOW, said, of_day[-1].when)
    if count > middle + 2 * _SPREADS * spread:
        return Health(Condition.VOLUME_HIGH, said, of_day[-1].when)
    return None


def _wavering(visits: Sequence[Visit]) -> Health | None:
    recent = visits[-_RECENT:]
    failed = [visit for visit in recent if not visit.outcome.healthy]
    if len(failed) * 3 <= len(recent) or len(failed) < 3:
        return None
    return Health(Condition.DEGRADED, f"{len(failed)} of the last {len(recent)} readings failed", failed[0].when)


def _since(visits: Sequence[Visit]) -> datetime:
    failed = [visit.when for visit in visits if not visit.outcome.healthy]
    return next((visit.when for visit in visits if not failed or visit.when > failed[-1]), visits[-1].when)


def _middle(counts: Sequence[int]) -> tuple[float, float]:
    """Median, and a spread that no single odd day can move: the median deviation, at least that of chance."""
    middle = float(median(counts))
    deviation = 1.4826 * float(median(abs(count - middle) for count in counts))
    return middle, max(deviation, sqrt(middle), 1.0)


def _longest_gap(visits: Sequence[Visit]) -> timedelta | None:
    """The third longest pause between visits that brought something new: weekends recur, one or two outages do not."""
    times = [visit.when for visit in visits if visit.new]
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return gaps[-3] if len(gaps) >= _LEAST_GAPS else None


def _hours(span: timedelta) -> int:
    return round(span.total_seconds() / 3600)
