"""A simulated week of many sources after six weeks of history: rhythms, chance, and outages that are known."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.domain.health import Health, Visit, health, rhythm, told
from monitor.domain.model import Outcome

START = datetime(2026, 1, 5, tzinfo=UTC)
EVERY = timedelta(hours=2)
HISTORY = timedelta(weeks=6)
WEEK = timedelta(weeks=1)
CHANCE = 0.01
"""A visit in a hundred fails without meaning anything."""
_KINDS = (Outcome.UNREACHABLE, Outcome.BLOCKED, Outcome.NOT_A_FEED, Outcome.ERROR, Outcome.UNREADABLE)


@dataclass(frozen=True)
class Outage:
    """From and until when a source does not work."""

    start: datetime
    end: datetime
    outcome: Outcome

    @property
    def runs(self) -> int:
        return math.ceil((self.end - self.start) / EVERY)


@dataclass
class Week:
    """What came out."""

    outages: int = 0
    """Outages over two runs."""
    missed: int = 0
    false_alarms: int = 0
    """Sources without an outage that raised any alarm."""
    quiet_source_weeks: int = 0
    recoveries: int = 0
    slowest_runs: int = 0
    """Runs until the latest alarm."""


def simulate(sources: int, seed: int) -> Week:
    """The week's account."""
    week = Week()
    for number in range(sources):
        chance = random.Random(f"{seed}-{number}")
        _one(week, chance, outage_of(chance) if chance.random() < 0.35 else None)
    return week


def _one(week: Week, chance: random.Random, outage: Outage | None) -> None:
    count(week, outage, list(_alarms(list(visits_of(chance, outage)), START + HISTORY)))


def count(week: Week, outage: Outage | None, alarms: list[tuple[datetime, str]]) -> None:
    """Add what was told of one source, which had this outage."""
    if outage is None:
        week.quiet_source_weeks += 1
        week.false_alarms += bool(alarms)
    elif outage.runs > 2:
        week.outages += 1
        noticed = [when for when, words in alarms if outage.start <= when <= outage.end and "recovered" not in words]
        week.missed += not noticed
        week.recoveries += sum("recovered" in words for _, words in alarms)
        if noticed:
            week.slowest_runs = max(week.slowest_runs, round((noticed[0] - outage.start) / EVERY) + 1)


def _alarms(visits: list[Visit], begun: datetime) -> Iterator[tuple[datetime, str]]:
    """What is told after each run of the week."""
    before: Health | None = None
    usual, day = rhythm([], begun), None
    for place, visit in enumerate(visits):
        if visit.when < begun:
            continue
        if visit.when.date() != day:
            day = visit.when.date()
            usual = rhythm(visits[:place], visit.when)
        after = health(visits[max(0, place - 100) : place + 1], usual, visit.when)
        if words := told(before, after):
            yield visit.when, words
        before = after


def outage_of(chance: random.Random) -> Outage:
    start = START + HISTORY + timedelta(hours=chance.uniform(0, 24 * 5))
    return Outage(start, start + EVERY * chance.choice([1, 2, 3, 4, 6, 12, 20]), chance.choice(_KINDS))


def visits_of(chance: random.Random, outage: Outage | None, latest_minute: int = 110) -> Iterator[Visit]:
    """Every two hours; fewer entries by night and at weekends, more or less by weeks, never exactly the same."""
    rate = math.exp(chance.uniform(math.log(3), math.log(150)))
    weekend = chance.uniform(0.1, 1.0)
    when, waiting = START + timedelta(minutes=chance.uniform(0, latest_minute)), 0
    while when < START + HISTORY + WEEK:
        waiting += _poisson(chance, rate * _share(when, weekend))
        if outage and outage.start <= when < outage.end:
            yield Visit(when, outage.outcome, cause="it does not work")
        elif chance.random() < CHANCE:
            yield Visit(when, Outcome.UNREACHABLE, cause="no answer")
        else:
            yield Visit(when, Outcome.NEW if waiting else Outcome.UNCHANGED, waiting)
            waiting = 0
        when += EVERY


def _share(when: datetime, weekend: float) -> float:
    """The part of a day's entries that two hours bring."""
    by_day = 0.2 if when.hour < 6 else 1.25
    return by_day / 12 * (weekend if when.weekday() >= 5 else 1.0)


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth's, enough for small means."""
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count
