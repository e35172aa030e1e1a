"""Windows of a backfill, the pace kept with hosts, places of raw answers, and how many articles a day has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.sqlite import insert

from monitor.app.backfill_ports import Place
from monitor.app.records import IntakeReport
from monitor.domain.model import Origin, RawArticle
from monitor.domain.windows import Window, WindowState
from monitor.domain.windows_pace import Pace
from monitor.store import tables as t
from monitor.store.articles import CHUNK, take_in
from monitor.store.base import Base, batched


class Windows(Base):
    """The account of a backfill."""

    def plan_windows(self, windows: Sequence[Window]) -> None:
        """Keep windows; those that stand already stay as they are."""
        if windows:
            rows = [_row(window) for window in windows]
            with self.writing() as connection:
                connection.execute(insert(t.windows).on_conflict_do_nothing(), rows)

    def windows(self, source: str, first: date, last: date) -> list[Window]:
        """The windows of a source that touch these days, in order of their first day."""
        w = t.windows.c
        query = select(t.windows).where(w.source == source, w.first <= last, w.last >= first)
        with self.reading() as connection:
            return [_window(row) for row in connection.execute(query.order_by(w.first, w.route))]

    def save_window(self, window: Window) -> None:
        """Keep the window's state and cursor."""
        with self.writing() as connection:
            _save(connection, window)

    def save_answer(
        self, window: Window, address: str, articles: Sequence[RawArticle], place: Place | None, now: datetime
    ) -> IntakeReport:
        """Articles as backfilled, the window moved on and the place of the raw answer, together or not at all."""
        total = IntakeReport()
        with self.writing() as connection:
            for chunk in batched(articles, CHUNK):
                total += take_in(connection, [chunk], Origin.BACKFILLED, self.families, now)[0]
            _save(connection, window, new=window.new + total.new)
            if place is not None:
                row = {"url": address, "file": place.file, "offset": place.offset, "fetched_at": now}
                statement = insert(t.raw_answers).values(**row)
                connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=row))
        return total

    def pace(self, host: str) -> Pace:
        """What was asked of a host."""
        with self.reading() as connection:
            row = connection.execute(select(t.archive_hosts).where(t.archive_hosts.c.host == host)).first()
        return Pace(**row._mapping) if row else Pace(host)

    def save_pace(self, pace: Pace) -> None:
        """Keep it."""
        names = ("host", "asked_at", "day", "asked", "shut_until", "strikes")
        row = {name: getattr(pace, name) for name in names}
        statement = insert(t.archive_hosts).values(**row)
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=row))

    def raw_place(self, address: str) -> Place | None:
        """Where the newest answer of an address lies."""
        r = t.raw_answers.c
        with self.reading() as connection:
            row = connection.execute(select(r.file, r.offset).where(r.url == address)).first()
        return Place(row.file, row.offset) if row else None

    def volumes(self, source: str, first: date, last: date) -> dict[date, int]:
        """Articles of a source by day of publication, those dropped since too; days without any are left out."""
        a, gone = t.articles.c, t.pruned.c
        start, end = datetime.combine(first, time(), UTC), datetime.combine(last + timedelta(days=1), time(), UTC)
        day = func.substr(a.published, 1, 10).label("day")
        query = select(day, func.count().label("count")).group_by(day)
        query = query.where(a.source == source, a.published >= start, a.published < end)
        dropped = select(gone.day, gone.articles).where(gone.source == source, gone.day.between(first, last))
        with self.reading() as connection:
            counts = Counter({date.fromisoformat(row.day): int(row[1]) for row in connection.execute(query)})
            counts.update({row.day: row.articles for row in connection.execute(dropped)})
        return dict(counts)


def _save(connection: Connection, window: Window, **changes: Any) -> None:
    w = t.windows.c
    same = (w.source == window.source, w.route == window.route, w.first == window.first, w.last == window.last)
    connection.execute(update(t.windows).where(*same).values(**_row(window) | changes))


def _row(window: Window) -> dict[str, Any]:
    plain = ("source", "route", "first", "last", "requests", "entries", "new", "cause", "attempts", "retry_at")
    row = {name: getattr(window, name) for name in plain}
    return row | {"state": window.state.value, "cursor": json.dumps(window.todo)}


def _window(row: Row[Any]) -> Window:
    values = dict(row._mapping)
    todo, state = json.loads(values.pop("cursor") or "[]"), WindowState(values.pop("state"))
    return Window(**values, todo=tuple(todo), state=state)
