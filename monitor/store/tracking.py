"""What the machine says of articles and items: matches, evidence, status changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.ports import Tracked
from monitor.domain.model import (
    Article,
    Clock,
    Decision,
    Evidence,
    Match,
    Modality,
    Reason,
    Signal,
    State,
    StatusChange,
)
from monitor.store import tables as t
from monitor.store.articles import CHUNK, article_of
from monitor.store.base import Base, batched
from monitor.store.reviews import due_of, due_value

_IDENTITY = ("item", "article", "field", "start", "end", "signal", "cue")
_ACCEPTED = or_(
    t.matches.c.judgement == 1, and_(t.matches.c.judgement.is_(None), t.matches.c.decision == Decision.MATCH.value)
)
"""A person's word first."""


class Tracking(Base):
    """Matches, evidence and histories."""

    def save_tracking(self, tracked: Sequence[Tracked], *, mark: bool = True) -> None:
        """Replace what the machine said of each article, for the items that it now names; with `mark` it is tracked."""
        with self.writing() as connection:
            for one in tracked:
                if one.matches or not mark:
                    _replace(connection, one, all_items=mark)
            if mark:
                self._mark(connection, tracked)

    def _mark(self, connection: Connection, tracked: Sequence[Tracked]) -> None:
        unmatched = [one.article for one in tracked if not one.matches]
        for chunk in batched(unmatched, 500):
            _forget_articles(connection, chunk)
        for one in tracked:
            changed = update(t.articles).where(t.articles.c.id == one.article)
            connection.execute(changed.values(tracked=1, family=one.family))

    def clear_tracking(self, item: str) -> None:
        """Forget the machine's word on an item; judgements and verdicts stay."""
        with self.writing() as connection:
            connection.execute(delete(t.evidence).where(t.evidence.c.item == item))
            unjudged = t.matches.c.judgement.is_(None)
            connection.execute(delete(t.matches).where(t.matches.c.item == item, unjudged))
            connection.execute(delete(t.status_changes).where(t.status_changes.c.item == item))
            connection.execute(update(t.items).where(t.items.c.id == item).values(tracked=0))

    def forget_tracking(self) -> None:
        """Every article counts as untracked again."""
        with self.writing() as connection:
            connection.execute(update(t.articles).values(tracked=0, family=t.articles.c.origin_family))

    def matches(
        self, item: str | None = None, *, everything: bool = False, until: datetime | None = None
    ) -> Iterator[tuple[Match, Article]]:
        """Accepted matches, or all scored ones, with their articles."""
        query = _pairs(item, until)
        if not everything:
            query = query.where(_ACCEPTED)
        with self.reading() as connection:
            rows = connection.execution_options(yield_per=CHUNK).execute(query)
            for row in rows:
                yield match_of(row), article_of(row)

    def evidence(self, item: str, until: datetime | None = None) -> list[Evidence]:
        """The item's evidence of accepted matches."""
        e, m = t.evidence.c, t.matches.c
        query = select(t.evidence).join(t.matches, and_(m.item == e.item, m.article == e.article))
        query = query.where(e.item == item, _ACCEPTED).order_by(e.learnt, e.published, e.article, e.start, e.id)
        if until is not None:
            query = query.where(e.learnt <= until)
        with self.reading() as connection:
            return [evidence_of(row) for row in connection.execute(query)]

    def history(self, item: str) -> list[StatusChange]:
        """The stored changes."""
        query = select(t.status_changes).where(t.status_changes.c.item == item).order_by(t.status_changes.c.position)
        with self.reading() as connection:
            return [change_of(row) for row in connection.execute(query)]

    def save_history(self, item: str, changes: Sequence[StatusChange], now: datetime) -> int:
        """Make the stored changes equal to these; rows that stay the same keep the time when they were recorded."""
        wanted = [_change_row(change, position) for position, change in enumerate(changes)]
        c = t.status_changes.c
        with self.writing() as connection:
            stored = {row.position: row for row in connection.execute(select(t.status_changes).where(c.item == item))}
            fresh = [row for row in wanted if not _same(stored.get(row["position"]), row)]
            if len(stored) > len(wanted):
                connection.execute(delete(t.status_changes).where(c.item == item, c.position >= len(wanted)))
            for row in fresh:
                values = {**row, "recorded_at": now}
                statement = upsert(t.status_changes).values(**values)
                connection.execute(statement.on_conflict_do_update(index_elements=["item", "position"], set_=values))
        return len(fresh)


def _replace(connection: Connection, one: Tracked, *, all_items: bool) -> None:
    """The machine's columns of an article's pairs anew; a judged pair stays even where the machine drops it."""
    named = [match.item for match in one.matches]
    if all_items:
        m, e = t.matches.c, t.evidence.c
        gone = [m.article == one.article, m.item.not_in(named)]
        connection.execute(delete(t.matches).where(*gone, m.judgement.is_(None)))
        connection.execute(delete(t.evidence).where(e.article == one.article, e.item.not_in(named)))
    for match in one.matches:
        values = _match_row(match)
        statement = upsert(t.matches).values(**values)
        connection.execute(statement.on_conflict_do_update(index_elements=["item", "article"], set_=values))
        _replace_evidence(connection, match, [piece for piece in one.evidence if piece.item == match.item])


def _replace_evidence(connection: Connection, match: Match, pieces: Sequence[Evidence]) -> None:
    """A piece that is found again keeps its id, so that what cites it still does."""
    e = t.evidence.c
    pair = select(t.evidence).where(e.item == match.item, e.article == match.article)
    stored = {tuple(getattr(row, key) for key in _IDENTITY): row.id for row in connection.execute(pair)}
    for row in {tuple(row[key] for key in _IDENTITY): row for row in map(_evidence_row, pieces)}.values():
        known = stored.pop(tuple(row[key] for key in _IDENTITY), None)
        if known is None:
            connection.execute(insert(t.evidence).values(**row))
        else:
            connection.execute(update(t.evidence).where(e.id == known).values(**row))
    if stored:
        connection.execute(delete(t.evidence).where(e.id.in_(list(stored.values()))))


def _forget_articles(connection: Connection, articles: Sequence[int]) -> None:
    m = t.matches.c
    connection.execute(delete(t.evidence).where(t.evidence.c.article.in_(articles)))
    connection.execute(delete(t.matches).where(m.article.in_(articles), m.judgement.is_(None)))


def _pairs(item: str | None, until: datetime | None) -> Select[Any]:
    m, a = t.matches.c, t.articles.c
    pair = [m.item, m.article, m.score, m.decision, m.reasons, m.features, m.version, m.judgement]
    query = select(*pair, t.articles).join(t.articles, a.id == m.article)
    query = query.order_by(m.item, a.published, a.url, a.id)
    if item is not None:
        query = query.where(m.item == item)
    if until is not None:
        query = query.where(a.first_seen <= until)
    return query


def match_of(row: Row[Any]) -> Match:
    """A row of matches as the house's value."""
    return Match(
        item=row.item,
        article=row.article,
        score=row.score,
        decision=Decision(row.decision),
        reasons=tuple(Reason(*reason) for reason in row.reasons),
        features=row.features,
        version=row.version,
        judgement=None if row.judgement is None else bool(row.judgement),
    )


def _match_row(match: Match) -> dict[str, Any]:
    return {
        "item": match.item,
        "article": match.article,
        "score": match.score,
        "decision": match.decision.value,
        "reasons": [[r.kind, r.text, r.field, r.start, r.end] for r in match.reasons],
        "features": dict(match.features),
        "version": match.version,
    }


def evidence_of(row: Row[Any]) -> Evidence:
    """A row of evidence as the house's value."""
    return Evidence(
        id=row.id,
        item=row.item,
        article=row.article,
        signal=Signal(row.signal),
        modality=Modality(row.modality),
        quote=row.quote,
        field=row.field,
        start=row.start,
        end=row.end,
        trigger=(row.trigger_start, row.trigger_end),
        cue=row.cue,
        published=row.published,
        learnt=row.learnt,
        occurred=row.occurred,
        new_due=due_of(row.new_due),
        attribution=row.attribution,
        anchored=bool(row.anchored),
        grade=row.grade,
        family=row.family,
        source=row.source,
        relevance=row.relevance,
        backfilled=bool(row.backfilled),
        version=row.version,
    )


def _evidence_row(piece: Evidence) -> dict[str, Any]:
    plain = ("item", "article", "quote", "field", "start", "end", "cue", "published", "learnt", "occurred")
    row = {
        key: getattr(piece, key) for key in (*plain, "attribution", "grade", "family", "source", "relevance", "version")
    }
    return row | {
        "signal": piece.signal.value,
        "modality": piece.modality.value,
        "trigger_start": piece.trigger[0],
        "trigger_end": piece.trigger[1],
        "new_due": due_value(piece.new_due),
        "anchored": int(piece.anchored),
        "backfilled": int(piece.backfilled),
    }


def change_of(row: Row[Any]) -> StatusChange:
    """A row of status changes as the house's value."""
    return StatusChange(
        item=row.item,
        as_of=row.as_of,
        state=State(row.state),
        clock=Clock(row.clock),
        confidence=row.confidence,
        rule=row.rule,
        rule_version=row.rule_version,
        substate=row.substate,
        sentence=row.sentence,
        evidence=tuple(row.evidence),
        flags=tuple(row.flags),
        learnt=row.learnt,
        before=row.before,
    )


def _change_row(change: StatusChange, position: int) -> dict[str, Any]:
    plain = ("item", "as_of", "confidence", "before", "rule", "rule_version", "substate", "sentence", "learnt")
    return {key: getattr(change, key) for key in plain} | {
        "position": position,
        "state": change.state.value,
        "clock": change.clock.value,
        "evidence": list(change.evidence),
        "flags": list(change.flags),
    }


def _same(stored: Row[Any] | None, row: dict[str, Any]) -> bool:
    return stored is not None and all(getattr(stored, key) == value for key, value in row.items())
