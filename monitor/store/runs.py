"""Runs, readings of endpoints, and the coverage that they prove."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from monitor.app.ports import EndpointState, RunReport
from monitor.domain.model import Coverage
from monitor.store import tables as t
from monitor.store.base import Base


class Runs(Base):
    """The account of what was done."""

    def begin_run(self, as_of: datetime, started: datetime, version: str) -> int:
        """Open a run's account; one that was killed is closed as such first."""
        r = t.runs.c
        values = {
            "as_of": as_of,
            "started": started,
            "state": "running",
            "version": version,
            "counts": {},
            "troubles": [],
        }
        with self.writing() as connection:
            connection.execute(update(t.runs).where(r.state == "running").values(state="killed", finished=started))
            return int(connection.execute(insert(t.runs).values(**values).returning(r.id)).scalar_one())

    def end_run(
        self, run: int, state: str, finished: datetime, counts: Mapping[str, int], troubles: Sequence[str]
    ) -> None:
        """Close a run's account."""
        values = {"state": state, "finished": finished, "counts": dict(counts), "troubles": list(troubles)}
        with self.writing() as connection:
            connection.execute(update(t.runs).where(t.runs.c.id == run).values(**values))

    def runs(self, limit: int = 10) -> list[RunReport]:
        """The newest runs first."""
        with self.reading() as connection:
            rows = connection.execute(select(t.runs).order_by(t.runs.c.id.desc()).limit(limit)).all()
        return [
            RunReport(row.id, row.as_of, row.started, row.finished, row.state, row.counts, tuple(row.troubles))
            for row in rows
        ]

    def endpoint_states(self, until: datetime) -> list[EndpointState]:
        """How every endpoint that was ever read stood at `until`."""
        r = t.readings.c
        newest = select(func.max(r.id)).where(r.at <= until).group_by(r.endpoint)
        with self.reading() as connection:
            rows = connection.execute(select(t.readings).where(r.id.in_(newest)).order_by(r.endpoint)).all()
            return [_state(connection, row, until) for row in rows]

    def coverage(self, sources: Sequence[str], first: date, last: date) -> Coverage:
        """Which sources were read through all of these days: no two days in a row without a healthy reading.

        Feeds and news sitemaps hold the last 48 hours, so a reading every other day misses nothing.
        """
        r = t.readings.c
        start, end = datetime.combine(first, time(), UTC), datetime.combine(last + timedelta(days=1), time(), UTC)
        query = select(r.source, func.substr(r.at, 1, 10).label("day")).distinct()
        query = query.where(r.at >= start, r.at < end, r.healthy == 1, r.source.in_(list(sources)))
        days: dict[str, list[date]] = {source: [] for source in sources}
        with self.reading() as connection:
            for row in connection.execute(query.order_by("day")):
                days[row.source].append(date.fromisoformat(row.day))
        gaps = tuple(source for source in sources if not _throughout(days[source], first, last))
        return Coverage(first, last, len(sources), len(sources) - len(gaps), gaps)


def _throughout(days: Sequence[date], first: date, last: date) -> bool:
    """Whether these days leave no two days in a row of the span uncovered."""
    one = timedelta(days=1)
    marks = [first - one, *days, last + one]
    return bool(days) and all(later - earlier <= 2 * one for earlier, later in itertools.pairwise(marks))


def _state(connection: Connection, row: Row[Any], until: datetime) -> EndpointState:
    r = t.readings.c
    before = [r.endpoint == row.endpoint, r.at <= until]
    last_healthy = connection.execute(select(func.max(r.id)).where(*before, r.healthy == 1)).scalar()
    failures = connection.execute(
        select(func.count()).select_from(t.readings).where(*before, r.healthy == 0, r.id > (last_healthy or 0))
    ).scalar_one()
    healthy_at = connection.execute(select(r.at).where(r.id == last_healthy)).scalar() if last_healthy else None
    return EndpointState(
        endpoint=row.endpoint,
        source=row.source,
        url="",
        outcome=row.outcome,
        cause=row.cause,
        last_read=row.at,
        last_healthy=healthy_at,
        failures=int(failures),
        entries=row.entries,
        new=row.new,
    )
