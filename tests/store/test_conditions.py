"""Each of the nine conditions by stored readings, its end told once; and a run that asks by a route's own rhythm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from monitor.app.context import App
from monitor.app.health import judge, report
from monitor.app.records import FetchPlan
from monitor.app.run import run
from monitor.domain.health import Condition
from monitor.domain.model import Endpoint, EndpointBatch, EndpointKind, Outcome, Source
from monitor.domain.site import Site
from monitor.settings.shelf import FolderShelf
from monitor.store import SqlStore
from monitor.store import tables as t
from tests.store.builders import HARBOUR, NOON, batch, item, raw

O = Outcome  # noqa: E741 - the tables below
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
USUAL = 40
"""New entries of every day of the six weeks before."""
FRONT = Endpoint("gazette/front", "gazette", "https://gazette.example/front", EndpointKind.FEED)
GAZETTE = Source("gazette", "The Gazette", ("gazette.example",), "gazette", endpoints=(FRONT,))
Reading = tuple[timedelta, Outcome, int]


@dataclass(frozen=True)
class At:
    """A clock that stands."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def opened(store: SqlStore, folder: Path, **endpoint: Any) -> App:
    source = replace(GAZETTE, endpoints=(replace(FRONT, **endpoint),))
    return App(store, FolderShelf(folder), At(NOON), "test", {"gazette": source})


def remember(store: SqlStore) -> None:
    """Six weeks of four readings a day, at once."""
    number = store.begin_run(NOON - 42 * DAY, NOON - 42 * DAY, "test")
    times = [NOON - day * DAY - 6 * HOUR * part for day in range(1, 43) for part in range(4)]
    rows = [
        {"endpoint": FRONT.key, "source": "gazette", "run": number, "at": when, "outcome": "new", "healthy": 1,
         "new": USUAL // 4, "newest": when}
        for when in sorted(times)
    ]  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(t.endpoints), [{"key": FRONT.key, "source": "gazette"}])
        connection.execute(insert(t.readings), rows)


def read(app: App, readings: Sequence[Reading]) -> list[str]:
    """Readings as runs store them, at so long after noon; returns what is told after each of them."""
    told: list[str] = []
    for after, outcome, new in readings:
        now = NOON + after
        number = app.store.begin_run(now, now, "test")
        first = 1000 * round(after / HOUR)
        articles = [raw(first + n, published=now - HOUR) for n in range(new)]
        newest = now - HOUR if new else None
        app.store.save_batches([batch(*articles, outcome=outcome, newest=newest, cause=outcome.value)], number, now)
        told += judge(app, list(app.sources.values()), number, now)
    return told


def daily(first: int, last: int, outcome: Outcome, new: int = 0) -> list[Reading]:
    """One reading at each noon of these days."""
    return [(day * DAY, outcome, new) for day in range(first, last)]


GOOD = [(timedelta(), O.NEW, USUAL), (6 * HOUR, O.NEW, 5)]
STATES: list[tuple[Condition, list[Reading], dict[str, Any], list[Reading]]] = [
    (Condition.OK, GOOD, {}, []),
    (Condition.DEGRADED, [*GOOD, (8 * HOUR, O.UNREACHABLE, 0)], {}, []),
    (Condition.FAILING, [*GOOD, *((n * HOUR, O.UNREACHABLE, 0) for n in (8, 9, 10))], {}, [(11 * HOUR, O.NEW, 3)]),
    (Condition.BLOCKED, [*GOOD, *((n * HOUR, O.BLOCKED, 0) for n in (8, 9))], {}, [(11 * HOUR, O.NEW, 3)]),
    (Condition.STALE_CONTENT, [*GOOD, *daily(1, 4, O.UNCHANGED)], {"oldest_hours": 30}, [(4 * DAY, O.NEW, USUAL)]),
    (Condition.SILENT, [*GOOD, *daily(1, 3, O.UNCHANGED)], {}, [(3 * DAY, O.NEW, USUAL)]),
    (Condition.VOLUME_LOW, [*daily(0, 1, O.NEW, 2), *daily(1, 2, O.NEW, USUAL)], {}, daily(2, 3, O.NEW, USUAL)),
    (Condition.VOLUME_HIGH, [*daily(0, 1, O.NEW, 150), *daily(1, 2, O.NEW, USUAL)], {}, daily(2, 3, O.NEW, USUAL)),
]


@pytest.mark.parametrize(("condition", "readings", "endpoint", "mended"), STATES, ids=lambda value: str(value)[:14])
def test_each_condition_comes_from_stored_readings_and_its_end_is_told_once(
    store: SqlStore,
    tmp_path: Path,
    condition: Condition,
    readings: list[Reading],
    endpoint: dict[str, Any],
    mended: list[Reading],
) -> None:
    app = opened(store, tmp_path, **endpoint)
    remember(store)
    told = read(app, readings)
    (found,) = report(app, NOON + readings[-1][0])
    assert found.routes[FRONT.key].condition is condition
    assert found.routes[FRONT.key].because or condition is Condition.OK
    alarms = [line.partition(":")[0] for line in told]
    assert alarms == ([f"gazette/front {condition.value}", f"gazette {condition.value}"] if condition.alarm else [])
    over = f"recovered, after having been {condition.value}"
    assert read(app, mended) == ([f"gazette/front {over}", f"gazette {over}"] if mended else [])
    later = (mended or readings)[-1][0]
    assert read(app, [(later + 2 * HOUR, O.NEW, 3), (later + 4 * HOUR, O.NEW, 3)]) == []


def test_what_was_never_read_is_so_called(store: SqlStore, tmp_path: Path) -> None:
    (found,) = report(opened(store, tmp_path), NOON)
    assert (found.health.condition, found.routes[FRONT.key].condition) == (Condition.NEVER_READ,) * 2
    assert {each for each, *_ in STATES} | {Condition.NEVER_READ} == set(Condition)


@dataclass
class Host:
    """A `monitor.app.ports.Fetcher` that notes which endpoints a run asks."""

    asked: list[str] = field(default_factory=list)

    def collect(self, plans: Sequence[FetchPlan], sink: Callable[[EndpointBatch], None], *_: Any, **__: Any) -> None:
        for plan in plans:
            self.asked.append(plan.endpoint.key)
            sink(EndpointBatch(plan.endpoint.key, plan.source.key, O.UNCHANGED))

    def explore(self, url: str) -> Site:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("usual", "after", "only", "asked"),
    [
        (USUAL, HOUR, (), True),  # more than one entry an hour
        (0, HOUR, (), False),
        (0, HOUR, ("gazette",), True),  # who names a source wants it asked
        (0, 6 * HOUR, (), True),
    ],
)
def test_a_run_asks_a_route_by_its_own_rhythm(
    store: SqlStore, tmp_path: Path, usual: int, after: timedelta, only: tuple[str, ...], asked: bool
) -> None:
    host = Host()
    app = replace(opened(store, tmp_path), fetcher=lambda: host)
    store.save_review(HARBOUR, [item()], NOON)
    remember(store)
    if not usual:
        with store.writing() as connection:
            connection.exec_driver_sql("UPDATE endpoint_readings SET new = 0")
    number = store.begin_run(NOON, NOON, "test")
    store.save_batches([batch(outcome=O.UNCHANGED)], number, NOON)
    judge(app, [GAZETTE], number, NOON)  # takes the day's rhythm
    store.end_run(number, "ok", NOON, {}, [])
    run(replace(app, clock=At(NOON + after)), only)
    assert host.asked == [FRONT.key] * asked
