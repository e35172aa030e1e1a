"""The simulated week once more, through the store: readings saved as a run saves them, judged and told by the app."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from monitor.app.context import App
from monitor.app.health import judge
from monitor.domain.health import Visit
from monitor.domain.model import Endpoint, EndpointBatch, EndpointKind, RawArticle, Source
from monitor.settings.shelf import FolderShelf
from monitor.store import SqlStore, migrate
from monitor.store import tables as t
from tests.health_week import EVERY, HISTORY, START, Week, count, outage_of, visits_of


@dataclass(frozen=True)
class At:
    """A clock that stands."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def simulate_stored(folder: Path, sources: int, seed: int) -> Week:
    """The week's account. All sources are read by the same runs, one every two hours."""
    week, begun = Week(), START + HISTORY
    chances = [random.Random(f"{seed}-{number}") for number in range(sources)]
    outages = [outage_of(chance) if chance.random() < 0.35 else None for chance in chances]
    visits = [list(visits_of(chance, outage, 0)) for chance, outage in zip(chances, outages, strict=True)]
    path = folder / "week.db"
    migrate.upgrade(path)
    alarms: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    with SqlStore(path) as store:
        known = [_source(number) for number in range(sources)]
        app = App(store, FolderShelf(folder), At(begun), "test", {each.key: each for each in known})
        _remember(store, [[visit for visit in each if visit.when < begun] for each in visits])
        for place in range(HISTORY // EVERY, len(visits[0])):
            for line in _run(app, known, [each[place] for each in visits]):
                subject, _, words = line.partition(" ")
                if "/" in subject:
                    alarms[int(subject.partition("/")[0][1:])].append((visits[0][place].when, words))
    for number, outage in enumerate(outages):
        count(week, outage, alarms[number])
    return week


def _source(number: int) -> Source:
    key = f"s{number}"
    return Source(
        key, key, (), key, endpoints=(Endpoint(f"{key}/feed", key, f"https://{key}.example", EndpointKind.FEED),)
    )


def _remember(store: SqlStore, histories: Sequence[Sequence[Visit]]) -> None:
    """The weeks before, at once: what they brought is remembered as a count alone."""
    run = store.begin_run(START, START, "test")
    rows = [
        {"endpoint": f"s{number}/feed", "source": f"s{number}", "run": run, "at": visit.when,
         "outcome": visit.outcome.value, "healthy": int(visit.outcome.healthy), "new": visit.new}
        for number, visits in enumerate(histories)
        for visit in visits
    ]  # fmt: skip
    with store.writing() as connection:
        endpoints = [{"key": f"s{number}/feed", "source": f"s{number}"} for number in range(len(histories))]
        connection.execute(insert(t.endpoints), endpoints)
        connection.execute(insert(t.readings), rows)


def _run(app: App, sources: Sequence[Source], visits: Sequence[Visit]) -> list[str]:
    now = visits[0].when
    run = app.store.begin_run(now, now, "test")
    for source, visit in zip(sources, visits, strict=True):
        new = tuple(
            RawArticle(source.key, f"https://{source.key}.example/{now:%m%d%H}/{n}", f"Report {n}")
            for n in range(visit.new)
        )
        batch = EndpointBatch(f"{source.key}/feed", source.key, visit.outcome, new, cause=visit.cause)
        app.store.save_batches([batch], run, now)
    return judge(app, sources, run, now)
