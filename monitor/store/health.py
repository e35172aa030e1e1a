"""What health is judged from, and the conditions that were judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, text, type_coerce, update

from monitor.domain.health import Condition, Health, Rest, Rhythm, Turn, Visit
from monitor.domain.model import Outcome
from monitor.store import tables as t
from monitor.store.base import Base, among
from monitor.store.types import Moment

WEEKS = 8
"""Weeks from which a rhythm is taken."""
_RECENT = text(
    """SELECT r.id FROM endpoints AS e JOIN endpoint_readings AS r ON r.id IN (
         SELECT id FROM endpoint_readings WHERE endpoint = e.key AND at <= :until ORDER BY at DESC, id DESC LIMIT 20)
       UNION SELECT r.id FROM endpoints AS e JOIN endpoint_readings AS r
         ON r.endpoint = e.key AND r.at >= :yesterday AND r.at <= :until
       UNION SELECT (SELECT id FROM endpoint_readings
         WHERE endpoint = e.key AND at <= :until AND new > 0 ORDER BY at DESC, id DESC LIMIT 1) FROM endpoints AS e
       UNION SELECT (SELECT id FROM endpoint_readings
         WHERE endpoint = e.key AND at <= :until AND newest IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1)
         FROM endpoints AS e"""
)
"""Twenty readings however long ago, yesterday and today in full, the last that brought something or showed a time."""


class Healths(Base):
    """The record that health is told from."""

    def visits(self, endpoints: Sequence[str], until: datetime) -> dict[str, list[Visit]]:
        """The recent readings of each endpoint that was read, oldest first, and the last that brought something."""
        start = (until - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        bounds = bindparam("until", until, Moment), bindparam("yesterday", start, Moment)
        wanted = _RECENT.bindparams(*bounds).columns(t.readings.c.id)
        with self.reading() as connection:
            return _visits(connection, select(t.readings).where(t.readings.c.id.in_(wanted)), endpoints)

    def past_visits(self, endpoints: Sequence[str], until: datetime) -> dict[str, list[Visit]]:
        """All readings of the weeks from which a rhythm is taken, oldest first."""
        at = t.readings.c.at
        query = select(t.readings).where(at > until - timedelta(weeks=WEEKS), at <= until)
        with self.reading() as connection:
            return _visits(connection, query, endpoints)

    def rests(self, now: datetime) -> dict[str, Rest]:
        """Of every endpoint that was read: its last healthy reading, and until when its host wants to be left alone."""
        e, r = t.endpoints.c, t.readings.c
        last = select(func.max(r.at)).where(r.endpoint == e.key, r.at <= now, r.healthy == 1).scalar_subquery()
        with self.reading() as connection:
            rows = connection.execute(select(e.key, e.not_before, type_coerce(last, Moment).label("last"))).all()
        return {row.key: Rest(row.last, row.not_before) for row in rows}

    def rhythms(self, day: date) -> dict[str, Rhythm]:
        """The rhythms that were kept for this day, by endpoint."""
        e = t.endpoints.c
        with self.reading() as connection:
            rows = connection.execute(select(e.key, e.rhythm).where(e.rhythm_of == day)).all()
        return {row.key: _rhythm(row.rhythm) for row in rows}

    def keep_rhythms(self, rhythms: Mapping[str, Rhythm], day: date) -> None:
        """Keep them for this day: a rhythm is taken from the days before, so it holds for all of it."""
        with self.writing() as connection:
            for endpoint, usual in rhythms.items():
                values = {"rhythm": _row(usual), "rhythm_of": day}
                connection.execute(update(t.endpoints).where(t.endpoints.c.key == endpoint).values(values))

    def conditions(self, until: datetime) -> dict[str, Turn]:
        """How every source and route stood at `until`, by its key: its last turn."""
        h = t.health.c
        place = func.row_number().over(partition_by=h.subject, order_by=(h.at.desc(), h.id.desc())).label("place")
        ranked = select(t.health, place).where(h.at <= until).subquery()
        with self.reading() as connection:
            rows = connection.execute(select(ranked).where(ranked.c.place == 1).order_by(ranked.c.subject)).all()
        return {row.subject: _turn(row) for row in rows}

    def turns(self, since: datetime, until: datetime) -> list[Turn]:
        """The changes of condition after `since` up to `until`, oldest first."""
        h = t.health.c
        query = select(t.health).where(h.at > since, h.at <= until).order_by(h.at, h.id)
        with self.reading() as connection:
            return [_turn(row) for row in connection.execute(query)]

    def save_health(self, run: int, found: Sequence[Turn], conditions: Mapping[str, Condition]) -> None:
        """Keep changes of condition, and mark the run's readings that prove nothing, in one transaction."""
        rows = [
            {
                "subject": each.subject,
                "source": each.source,
                "at": each.at,
                "condition": each.health.condition.value,
                "because": each.health.because,
                "since": each.health.since,
            }
            for each in found
        ]
        hollow = [(endpoint, condition) for endpoint, condition in conditions.items() if condition.hollow]
        if not rows and not hollow:
            return
        r = t.readings.c
        with self.writing() as connection:
            if rows:
                connection.execute(insert(t.health), rows)
            for endpoint, condition in hollow:
                own = update(t.readings).where(r.run == run, r.endpoint == endpoint)
                connection.execute(own.values(condition=condition.value))


def _visits(connection: Connection, query: Select[Any], endpoints: Sequence[str]) -> dict[str, list[Visit]]:
    r = t.readings.c
    found: defaultdict[str, list[Visit]] = defaultdict(list)
    chosen = query.with_only_columns(r.endpoint, r.at, r.outcome, r.new, r.newest, r.cause)
    for row in connection.execute(chosen.where(r.endpoint.in_(among(endpoints))).order_by(r.at, r.id)):
        found[row.endpoint].append(Visit(row.at, Outcome(row.outcome), row.new, row.newest, row.cause))
    return dict(found)


def _turn(row: Row[Any]) -> Turn:
    return Turn(row.subject, row.source, row.at, Health(Condition(row.condition), row.because, row.since))


def _row(usual: Rhythm) -> dict[str, Any]:
    gap = usual.longest_gap.total_seconds() if usual.longest_gap else None
    return {"weekdays": {str(day): list(pair) for day, pair in usual.by_weekday.items()}, "gap_s": gap}


def _rhythm(row: Mapping[str, Any]) -> Rhythm:
    gap = timedelta(seconds=row["gap_s"]) if row["gap_s"] is not None else None
    return Rhythm({int(day): (pair[0], pair[1]) for day, pair in row["weekdays"].items()}, gap)
