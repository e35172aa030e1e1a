"""The condition of endpoints, by tables, and a week of two hundred sources with outages that are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.health import (
    NO_RHYTHM,
    Condition,
    Health,
    Rest,
    Rhythm,
    Visit,
    health,
    is_due,
    rhythm,
    source_health,
    told,
)
from monitor.domain.model import Outcome
from tests.health_week import simulate

NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
O = Outcome  # noqa: E741 - the tables below


def row(*outcomes: Outcome, new: int = 1, cause: str = "") -> list[Visit]:
    """Hourly visits that end now."""
    start = NOW - HOUR * (len(outcomes) - 1)
    return [
        Visit(start + HOUR * n, outcome, new if outcome is O.NEW else 0, None, cause)
        for n, outcome in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("outcomes", "condition"),
    [
        ((), Condition.NEVER_READ),
        ((O.NEW,), Condition.OK),
        ((O.NEW, O.NOT_MODIFIED, O.UNCHANGED), Condition.OK),
        ((O.NEW, O.UNREACHABLE), Condition.DEGRADED),
        ((O.NEW, O.UNREACHABLE, O.UNREACHABLE), Condition.DEGRADED),
        ((O.NEW, O.UNREACHABLE, O.UNREACHABLE, O.UNREACHABLE), Condition.FAILING),
        ((O.NEW, O.BLOCKED), Condition.DEGRADED),
        ((O.NEW, O.BLOCKED, O.BLOCKED), Condition.BLOCKED),
        ((O.NEW, O.ROBOTS, O.ROBOTS), Condition.BLOCKED),
        ((O.NEW, O.NOT_A_FEED, O.NOT_A_FEED), Condition.FAILING),
        ((O.NEW, O.ERROR, O.UNREACHABLE), Condition.DEGRADED),
        ((O.NEW, O.UNREACHABLE, O.UNREACHABLE, O.NEW), Condition.OK),
        ((O.UNREACHABLE,) * 5, Condition.FAILING),
        ((O.NEW, O.UNREACHABLE, O.NEW, O.UNREACHABLE, O.NEW, O.UNREACHABLE, O.NEW), Condition.DEGRADED),
        ((O.NEW,) * 11 + (O.UNREACHABLE, O.NEW), Condition.OK),
        ((O.ASSERTION,) * 3, Condition.VOLUME_LOW),
    ],
)
def test_failures(outcomes: tuple[Outcome, ...], condition: Condition) -> None:
    assert health(row(*outcomes), NO_RHYTHM, NOW).condition is condition


def test_an_assertion_on_age_is_stale_content() -> None:
    visits = row(*[O.ASSERTION] * 3, cause="https://a.example/: its newest entry is 90 hours old, and should not be")
    assert health(visits, NO_RHYTHM, NOW).condition is Condition.STALE_CONTENT


def test_three_hundred_and_four_forever_is_stale_content() -> None:
    visits = [Visit(NOW - 60 * HOUR, O.NEW, 5, NOW - 61 * HOUR), *row(*[O.NOT_MODIFIED] * 40)]
    found = health(visits, NO_RHYTHM, NOW, oldest_hours=48)
    assert (found.condition, found.since) == (Condition.STALE_CONTENT, NOW - 13 * HOUR)
    assert "61 hours old" in found.because
    assert health(visits, NO_RHYTHM, NOW, oldest_hours=72).condition is Condition.OK


def test_what_lies_ahead_of_now_does_not_count() -> None:
    visits = [*row(O.NEW), Visit(NOW + HOUR, O.BLOCKED), Visit(NOW + 2 * HOUR, O.BLOCKED)]
    assert health(visits, NO_RHYTHM, NOW).condition is Condition.OK


def weeks(count: int, weekday: int = 40, weekend: int = 4) -> list[Visit]:
    """Four visits a day for some weeks before today."""
    out = []
    for day in range(count * 7, 0, -1):
        midnight = NOW.replace(hour=0) - timedelta(days=day)
        total = weekend if midnight.weekday() >= 5 else weekday
        out += [Visit(midnight + 6 * HOUR * n, O.NEW, total // 4 + day % 2) for n in range(4)]
    return out


def test_the_rhythm_knows_weekdays() -> None:
    usual = rhythm(weeks(6), NOW)
    assert usual.by_weekday[0][0] == pytest.approx(42, abs=2)
    assert usual.by_weekday[6][0] < 9
    assert usual.longest_gap is not None
    assert rhythm(weeks(1), NOW).by_weekday == {}


@pytest.mark.parametrize(
    ("yesterday", "weekday", "condition"),
    [
        (40, 0, Condition.OK),
        (4, 0, Condition.VOLUME_LOW),
        (0, 0, Condition.OK),  # nothing all day, and something since: a silence that is over
        (200, 0, Condition.VOLUME_HIGH),
        (4, 6, Condition.OK),
        (0, 6, Condition.OK),
        (60, 6, Condition.VOLUME_HIGH),
    ],
)
def test_volume_against_the_same_weekday(yesterday: int, weekday: int, condition: Condition) -> None:
    usual = rhythm(weeks(6), NOW)
    now = NOW + timedelta(days=(weekday + 1 - NOW.weekday()) % 7 + 7)
    visits = [
        Visit(now - timedelta(days=1), O.NEW, yesterday),
        Visit(now - HOUR, O.NEW, 3),
        Visit(now, O.NEW, 3),
    ]
    assert health(visits, usual, now).condition is condition


def test_silence_is_measured_by_its_own_rhythm() -> None:
    busy = dict.fromkeys(range(7), (20.0, 4.0))
    often, seldom = Rhythm(busy, timedelta(hours=2)), Rhythm(busy, timedelta(days=4))
    thin = Rhythm(dict.fromkeys(range(7), (2.0, 1.0)), timedelta(hours=2))
    visits = [Visit(NOW - 40 * HOUR, O.NEW, 3), *row(*[O.UNCHANGED] * 30)]
    assert health(visits, often, NOW).condition is Condition.SILENT
    assert health(visits, seldom, NOW).condition is Condition.OK
    assert health(visits, thin, NOW).condition is Condition.OK
    assert health(visits, NO_RHYTHM, NOW).condition is Condition.OK


@pytest.mark.parametrize(
    ("conditions", "condition"),
    [
        ([], Condition.NEVER_READ),
        ([Condition.OK, Condition.OK], Condition.OK),
        ([Condition.OK, Condition.BLOCKED], Condition.DEGRADED),
        ([Condition.OK, Condition.DEGRADED], Condition.DEGRADED),
        ([Condition.FAILING, Condition.BLOCKED], Condition.BLOCKED),
        ([Condition.SILENT, Condition.FAILING], Condition.FAILING),
    ],
)
def test_a_source_is_in_trouble_when_no_route_is_left(conditions: list[Condition], condition: Condition) -> None:
    routes = {f"route{n}": Health(each, "why") for n, each in enumerate(conditions)}
    assert source_health(routes).condition is condition


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, Condition.OK, ""),
        (None, Condition.FAILING, "failing: why"),
        (Condition.OK, Condition.DEGRADED, ""),
        (Condition.DEGRADED, Condition.FAILING, "failing: why"),
        (Condition.FAILING, Condition.FAILING, ""),
        (Condition.FAILING, Condition.BLOCKED, "blocked: why"),
        (Condition.BLOCKED, Condition.OK, "recovered, after having been blocked"),
        (Condition.BLOCKED, Condition.DEGRADED, "recovered, after having been blocked"),
        (Condition.OK, Condition.OK, ""),
    ],
)
def test_alarms_and_recoveries_are_told_once(before: Condition | None, after: Condition, words: str) -> None:
    assert told(Health(before, "why") if before else None, Health(after, "why")) == words


def test_a_week_of_fifty_sources() -> None:
    """Three weeks of two hundred are measured by `./run eval sources`, which the suite runs too."""
    week = simulate(sources=50, seed=11)
    assert week.outages >= 8
    assert week.missed == 0
    assert week.recoveries >= week.outages - 8  # the others end after the week
    assert week.false_alarms / week.quiet_source_weeks <= 0.01


EVERY_DAY = dict.fromkeys(range(7), (4.0, 2.0))
SELDOM = Rhythm(dict.fromkeys(range(7), (0.0, 1.0)))


@pytest.mark.parametrize(
    ("usual", "rest", "due"),
    [
        (NO_RHYTHM, Rest(NOW - HOUR / 6), True),  # nothing is known of it
        (Rhythm({0: (4.0, 2.0)}), Rest(NOW - HOUR / 6), True),
        (Rhythm(EVERY_DAY), Rest(), True),
        (Rhythm(EVERY_DAY), Rest(NOW), True),  # the same run again
        (Rhythm(EVERY_DAY), Rest(NOW - HOUR / 6), False),
        (Rhythm(EVERY_DAY), Rest(NOW - HOUR), True),
        (SELDOM, Rest(NOW - 5 * HOUR), False),
        (SELDOM, Rest(NOW - 6 * HOUR), True),
        (SELDOM, Rest(NOW - 9 * HOUR, NOW + HOUR), False),
        (SELDOM, Rest(NOW - 9 * HOUR, NOW), True),
        (NO_RHYTHM, Rest(None, NOW + HOUR), False),
    ],
)
def test_what_is_asked_again(usual: Rhythm, rest: Rest, due: bool) -> None:
    assert is_due(usual, rest, NOW) is due
