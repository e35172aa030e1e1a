"""Runs, readings of endpoints, and the coverage that they prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, literal, select, text, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.records import EndpointState, RunReport
from monitor.errors import NotFound
from monitor.store import tables as t
from monitor.store.base import Base
from monitor.store.types import Moment

ROBOTS_LAST = timedelta(days=1)


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
            killed = {"state": "failed", "troubles": ["the run was killed"]}
            connection.execute(update(t.runs).where(r.state == "running").values(killed))
            return int(connection.execute(insert(t.runs).values(**values).returning(r.id)).scalar_one())

    def end_run(
        self, run: int, state: str, finished: datetime, counts: Mapping[str, int], troubles: Sequence[str]
    ) -> None:
        """Close a run's account."""
        values = {"state": state, "finished": finished, "counts": dict(counts), "troubles": list(troubles)}
        with self.writing() as connection:
            ended = connection.execute(update(t.runs).where(t.runs.c.id == run).values(**values).returning(t.runs.c.id))
            if ended.first() is None:
                raise NotFound(f"no run {run} is stored")

    def runs(self, limit: int = 10) -> list[RunReport]:
        """The newest runs first."""
        with self.reading() as connection:
            rows = connection.execute(select(t.runs).order_by(t.runs.c.id.desc()).limit(limit)).all()
        return [
            RunReport(row.id, row.as_of, row.started, row.finished, row.state, row.counts, tuple(row.troubles))
            for row in rows
        ]

    def note_job(self, name: str, begun: datetime) -> None:
        """Keep when the last start of an unattended job was that came to its end."""
        statement = upsert(t.jobs).values(name=name, begun=begun)
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"begun": begun}))

    def last_job(self, name: str) -> datetime | None:
        """When that was, whoever started it."""
        with self.reading() as connection:
            begun: datetime | None = connection.execute(select(t.jobs.c.begun).where(t.jobs.c.name == name)).scalar()
        return begun

    def robots(self, now: datetime) -> dict[str, str]:
        """What each site's robots.txt said when it was read within the last day; RFC 9309 allows no longer."""
        r = t.robots.c
        with self.reading() as connection:
            rows = connection.execute(select(t.robots).where(r.read_at > now - ROBOTS_LAST, r.read_at <= now)).all()
        return {row.site: row.body for row in rows}

    def keep_robots(self, read: Mapping[str, str], now: datetime) -> None:
        """Keep what was read now."""
        rows = [{"site": site, "body": body, "read_at": now} for site, body in read.items()]
        if not rows:
            return
        statement = upsert(t.robots)
        again = {"body": statement.excluded.body, "read_at": statement.excluded.read_at}
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["site"], set_=again), rows)

    def endpoint_states(self, until: datetime) -> list[EndpointState]:
        """How every endpoint that was ever read stood at `until`."""
        with self.reading() as connection:
            keys = connection.execute(select(t.endpoints.c.key, t.endpoints.c.source).order_by(t.endpoints.c.key)).all()
            return [_state(connection, key, source, until) for key, source in keys]

    def days_read(self, sources: Sequence[str], until: datetime) -> dict[str, list[date]]:
        """The days with a healthy reading that proves something, in order, by source."""
        r = t.readings.c
        query = select(r.source, func.substr(r.at, 1, 10).label("day")).distinct()
        query = query.where(r.at <= until, text("healthy = 1"), r.condition == "", r.source.in_(list(sources)))
        days: dict[str, list[date]] = {source: [] for source in sources}
        with self.reading() as connection:
            for row in connection.execute(query.order_by("day")):
                days[row.source].append(date.fromisoformat(row.day))
        return days


def _state(connection: Connection, endpoint: str, source: str, until: datetime) -> EndpointState:
    r = t.readings.c
    before = select(t.readings).where(r.endpoint == endpoint, r.at <= until).order_by(r.at.desc(), r.id.desc())
    last = connection.execute(before.limit(1)).first()
    if last is None:
        return EndpointState(endpoint, source, "", "never_read", "", None, None, 0, 0, 0)
    healthy = connection.execute(before.where(r.healthy == 1).limit(1)).first()
    since = select(func.count()).where(r.endpoint == endpoint, r.at <= until)
    if healthy is not None:
        since = since.where(tuple_(r.at, r.id) > tuple_(literal(healthy.at, Moment), literal(healthy.id)))
    return EndpointState(
        endpoint=endpoint,
        source=source,
        url="",
        outcome=last.outcome,
        cause=last.cause,
        last_read=last.at,
        last_healthy=healthy.at if healthy else None,
        failures=int(connection.execute(since).scalar_one()),
        entries=last.entries,
        new=last.new,
    )
