"""A person's word: judgements on matches, verdicts on states. Kept apart from the machine's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.domain.model import Article, Decision, State, Verdict
from monitor.errors import NotFound
from monitor.store import tables as t
from monitor.store.articles import article_of
from monitor.store.base import Base, among, require_article, require_items


class Person(Base):
    """What people said."""

    def judge(self, article: int, item: str, verdict: bool, by: str, now: datetime) -> None:
        """Accept or reject a match; a pair that the machine never scored comes into being with score 0."""
        human = {"judgement": int(verdict), "judged_by": by, "judged_at": now}
        machine = {
            "item": item,
            "article": article,
            "score": 0.0,
            "decision": Decision.NO.value,
            "reasons": [],
            "features": {},
        }
        statement = upsert(t.matches).values(**machine, **human)
        m = t.matches.c
        with self.writing() as connection:
            require_items(connection, [item])
            require_article(connection, article)
            standing = select(m.judgement).where(m.item == item, m.article == article)
            if connection.execute(standing).scalar() == int(verdict):
                return
            connection.execute(statement.on_conflict_do_update(index_elements=["item", "article"], set_=human))
            # The matcher learns from answers: the item is matched anew.
            connection.execute(update(t.items).where(t.items.c.id == item).values(tracked=0))

    def decide(self, verdict: Verdict) -> None:
        """Keep a verdict; the same one again, where it stands, changes nothing."""
        values = {
            "item": verdict.item,
            "state": verdict.state.value if verdict.state else None,
            "because": verdict.because,
            "by": verdict.by,
            "decided": verdict.decided,
            "pinned": int(verdict.pinned),
        }
        v = t.verdicts.c
        same = [v[name].is_not_distinct_from(value) for name, value in values.items()]
        with self.writing() as connection:
            require_items(connection, [verdict.item])
            if connection.execute(select(v.id).where(*same, v.undone_at.is_(None))).first() is None:
                connection.execute(insert(t.verdicts).values(**values))

    def undo(self, item: str, now: datetime) -> Verdict:
        """Take the newest standing verdict back."""
        v = t.verdicts.c
        standing = (
            select(t.verdicts).where(v.item == item, v.undone_at.is_(None)).order_by(v.decided.desc(), v.id.desc())
        )
        with self.writing() as connection:
            require_items(connection, [item])
            row = connection.execute(standing.limit(1)).first()
            if row is None:
                raise NotFound(f"no decision on {item} stands")
            connection.execute(update(t.verdicts).where(v.id == row.id).values(undone_at=now))
        return _verdict(row)

    def verdicts(self, item: str, until: datetime | None = None) -> list[Verdict]:
        """Verdicts that stood at `until` (or stand now)."""
        v = t.verdicts.c
        query = select(t.verdicts).where(v.item == item).order_by(v.decided, v.id)
        if until is None:
            query = query.where(v.undone_at.is_(None))
        else:
            query = query.where(v.decided <= until, or_(v.undone_at.is_(None), v.undone_at > until))
        with self.reading() as connection:
            require_items(connection, [item])
            return [_verdict(row) for row in connection.execute(query)]

    def verdicts_by_item(self, items: Sequence[str], until: datetime) -> dict[str, list[Verdict]]:
        """Verdicts given by `until`, oldest first, by item; those taken back by then say when."""
        v = t.verdicts.c
        query = select(t.verdicts).where(v.item.in_(among(items)), v.decided <= until).order_by(v.item, v.decided, v.id)
        found: dict[str, list[Verdict]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                undone = row.undone_at if row.undone_at is not None and row.undone_at <= until else None
                found.setdefault(row.item, []).append(replace(_verdict(row), undone=undone))
        return found

    def answers_by_item(self, items: Sequence[str], until: datetime) -> dict[str, list[tuple[Article, bool]]]:
        """The articles judged by `until` of those of the items that have any, oldest judgement first."""
        m, a = t.matches.c, t.articles.c
        query = select(m.item.label("judged_item"), m.judgement, t.articles).join(t.matches, m.article == a.id)
        query = query.where(m.judgement.is_not(None), m.judged_at <= until, m.item.in_(among(items)))
        query = query.order_by(m.judged_at, a.id)
        found: dict[str, list[tuple[Article, bool]]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.judged_item, []).append((article_of(row), bool(row.judgement)))
        return found


def _verdict(row: Row[Any]) -> Verdict:
    return Verdict(
        item=row.item,
        state=State(row.state) if row.state else None,
        because=row.because,
        decided=row.decided,
        by=row.by,
        pinned=bool(row.pinned),
    )
