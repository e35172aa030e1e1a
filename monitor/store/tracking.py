"""What the machine says of articles and items: matches, evidence, status changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.records import Tracked
from monitor.domain.model import (
    Article,
    Clock,
    Decision,
    Evidence,
    Match,
    Modality,
    RawArticle,
    Reason,
    Signal,
    State,
    StatusChange,
)
from monitor.store import tables as t
from monitor.store.articles import CHUNK, article_of
from monitor.store.base import Base, among, require_items
from monitor.store.identity import article_keys
from monitor.store.reviews import due_of, due_value

_MACHINE = {"score": 0.0, "decision": Decision.NO.value, "reasons": [], "features": {}, "version": ""}
"""The machine's columns of a pair of which only a person spoke."""


class Tracking(Base):
    """Matches, evidence and histories."""

    def save_tracking(self, tracked: Sequence[Tracked], *, mark: bool = True) -> None:
        """Replace what the machine said of each pair that is named; with `mark` the articles are tracked.

        With `mark` the machine has also spoken on every open item that an article does not name: nothing stays of it.
        """
        with self.writing() as connection:
            require_items(connection, {match.item for one in tracked for match in one.matches})
            _Replacement(connection, tracked, all_items=mark).write()
            if mark and tracked:
                done = update(t.articles).where(t.articles.c.id == bindparam("number"))
                done = done.values(tracked=1, family=bindparam("wire"))
                connection.execute(done, [{"number": one.article, "wire": one.family} for one in tracked])

    def clear_tracking(self, item: str) -> None:
        """Forget the machine's word on an item; judgements and verdicts stay."""
        with self.writing() as connection:
            require_items(connection, [item])
            connection.execute(delete(t.evidence).where(t.evidence.c.item == item))
            _silence(connection, t.matches.c.item == item)
            connection.execute(delete(t.status_changes).where(t.status_changes.c.item == item))
            connection.execute(update(t.items).where(t.items.c.id == item).values(tracked=0))

    def forget_tracking(self) -> None:
        """Every article counts as untracked again."""
        with self.writing() as connection:
            connection.execute(update(t.articles).values(tracked=0, family=t.articles.c.origin_family))

    def matches(
        self,
        item: str | None = None,
        *,
        article: int | None = None,
        everything: bool = False,
        until: datetime | None = None,
    ) -> Iterator[tuple[Match, Article]]:
        """Accepted matches, or all scored ones, with their articles; judgements made after `until` do not count yet."""
        if item is not None:
            with self.reading() as connection:
                require_items(connection, [item])
        pairs = _pairs(item, until, everything=everything)
        return self._stream(pairs if article is None else pairs.where(t.matches.c.article == article))

    def _stream(self, query: Select[Any]) -> Iterator[tuple[Match, Article]]:
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=CHUNK).execute(query):
                yield match_of(row), article_of(row)

    def evidence(self, item: str, until: datetime | None = None) -> list[Evidence]:
        """The item's evidence of accepted matches; judgements made after `until` do not count yet."""
        with self.reading() as connection:
            require_items(connection, [item])
        return self.evidence_by_item([item], until).get(item, [])

    def evidence_by_item(self, items: Sequence[str], until: datetime | None = None) -> dict[str, list[Evidence]]:
        """The same for many items, by item; items without evidence are left out."""
        e, m = t.evidence.c, t.matches.c
        query = select(t.evidence).join(t.matches, and_(m.item == e.item, m.article == e.article))
        query = query.where(e.item.in_(among(items)), _accepted(until))
        query = query.order_by(e.item, e.learnt, e.published, e.article, e.start, e.id)
        if until is not None:
            query = query.where(e.learnt <= until)
        found: dict[str, list[Evidence]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.item, []).append(evidence_of(row))
        return found

    def history(self, item: str) -> list[StatusChange]:
        """The stored changes."""
        with self.reading() as connection:
            require_items(connection, [item])
            return [change for change, _ in _recorded(connection, [item]).get(item, [])]

    def save_histories(self, histories: Mapping[str, Sequence[StatusChange]], now: datetime) -> int:
        """In one transaction; returns how many rows are new or different."""
        fresh = 0
        with self.writing() as connection:
            require_items(connection, histories)
            stored = _recorded(connection, histories)
            rows: list[dict[str, Any]] = []
            gone: list[str] = []
            for item, changes in histories.items():
                before = stored.get(item, [])
                if [change for change, _ in before] != list(changes):
                    gone.append(item)
                    rows += _history_rows(changes, before, now)
            fresh = sum(row.pop("fresh") for row in rows)
            if gone:
                connection.execute(delete(t.status_changes).where(t.status_changes.c.item.in_(among(gone))))
            if rows:
                connection.execute(insert(t.status_changes), rows)
        return fresh


def _history_rows(
    changes: Sequence[StatusChange], before: Sequence[tuple[StatusChange, datetime]], now: datetime
) -> list[dict[str, Any]]:
    """One row a change, with whether it is fresh; what stood before keeps its time."""
    times: dict[StatusChange, list[datetime]] = {}
    for change, recorded in reversed(before):
        times.setdefault(change, []).append(recorded)
    kept = [times[change].pop() if times.get(change) else None for change in changes]
    return [
        {**_change_row(change, position), "recorded_at": recorded or now, "fresh": recorded is None}
        for position, (change, recorded) in enumerate(zip(changes, kept, strict=True))
    ]


class _Replacement:
    """What a batch of tracked articles replaces: rows that are found again keep their ids, what is gone goes."""

    def __init__(self, connection: Connection, tracked: Sequence[Tracked], *, all_items: bool) -> None:
        self.connection = connection
        self.articles = [one.article for one in tracked]
        self.matches = {(match.item, match.article): match for one in tracked for match in one.matches}
        self.pieces = [
            piece for one in tracked for piece in one.evidence if (piece.item, piece.article) in self.matches
        ]
        self.open = set(connection.execute(select(t.items.c.id).where(t.items.c.closed == 0)).scalars())
        self.all_items = all_items

    def write(self) -> None:
        """Delete, then insert or update."""
        identities = _identities(self.connection, {piece.article for piece in self.pieces})
        rows = {row["id"]: row for row in (_evidence_row(piece, identities[piece.article]) for piece in self.pieces)}
        self._drop_evidence(rows.keys())
        self._drop_matches()
        _upsert(self.connection, t.matches, [_match_row(match) for match in self.matches.values()], ("item", "article"))
        _upsert(self.connection, t.evidence, list(rows.values()), ("id",))

    def _replaced(self, item: str, article: int) -> bool:
        return (item, article) in self.matches or (self.all_items and item in self.open)

    def _drop_evidence(self, again: Collection[int]) -> None:
        e = t.evidence.c
        stored = self.connection.execute(select(e.id, e.item, e.article).where(e.article.in_(among(self.articles))))
        gone = [row.id for row in stored if row.id not in again and self._replaced(row.item, row.article)]
        if gone:
            self.connection.execute(delete(t.evidence).where(e.id.in_(among(gone))))

    def _drop_matches(self) -> None:
        m = t.matches.c
        stored = self.connection.execute(select(m.item, m.article).where(m.article.in_(among(self.articles)))).all()
        for item, article in stored:
            if self._replaced(item, article) and (item, article) not in self.matches:
                _silence(self.connection, and_(m.item == item, m.article == article))


def _silence(connection: Connection, where: ColumnElement[bool]) -> None:
    """Remove the machine's word from these pairs; where a person spoke the row stays with his word alone."""
    connection.execute(delete(t.matches).where(where, t.matches.c.judgement.is_(None)))
    connection.execute(update(t.matches).where(where).values(_MACHINE))


def _upsert(connection: Connection, table: Table, rows: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    if not rows:
        return
    statement = upsert(table)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=fresh), rows)


def _identities(connection: Connection, articles: set[int]) -> dict[int, str]:
    """What each article is called in every database: its address, else its id or title with its source."""
    a = t.articles.c
    rows = connection.execute(select(a.id, a.source, a.url, a.external_id, a.title).where(a.id.in_(among(articles))))
    return {number: article_keys(RawArticle(source, url, title, external_id=own))[0]
            for number, source, url, own, title in rows}  # fmt: skip


def _recorded(connection: Connection, items: Iterable[str]) -> dict[str, list[tuple[StatusChange, datetime]]]:
    """The stored changes by item, each with the time when it was recorded."""
    c = t.status_changes.c
    query = select(t.status_changes).where(c.item.in_(among(items))).order_by(c.item, c.position)
    found: dict[str, list[tuple[StatusChange, datetime]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.item, []).append((change_of(row), row.recorded_at))
    return found


def _judgement(until: datetime | None) -> ColumnElement[Any]:
    m = t.matches.c
    return m.judgement if until is None else case((m.judged_at <= until, m.judgement))


def _accepted(until: datetime | None) -> ColumnElement[bool]:
    """A person's word first."""
    return func.coalesce(_judgement(until), t.matches.c.decision == Decision.MATCH.value) == 1


def _pairs(item: str | None, until: datetime | None, *, everything: bool) -> Select[Any]:
    m, a = t.matches.c, t.articles.c
    pair = [m.item, m.article, m.score, m.decision, m.reasons, m.features, m.version]
    query = select(*pair, _judgement(until).label("judgement"), t.articles).join(t.articles, a.id == m.article)
    query = query.order_by(m.item, a.published, a.url, a.id)
    if not everything:
        query = query.where(_accepted(until))
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


def _evidence_id(piece: Evidence, identity: str) -> int:
    """The same number for the same evidence, in every database and after every retrack; 52 bits, exact in JSON too."""
    parts = (piece.item, identity, piece.field, piece.start, piece.end, piece.signal.value, piece.cue)
    digest = blake2b("\n".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 12


def _evidence_row(piece: Evidence, identity: str) -> dict[str, Any]:
    plain = ("item", "article", "quote", "field", "start", "end", "cue", "published", "learnt", "occurred")
    row = {
        key: getattr(piece, key) for key in (*plain, "attribution", "grade", "family", "source", "relevance", "version")
    }
    return row | {
        "id": _evidence_id(piece, identity),
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
        due=due_of(row.due),
    )


def _change_row(change: StatusChange, position: int) -> dict[str, Any]:
    plain = ("item", "as_of", "confidence", "before", "rule", "rule_version", "substate", "sentence", "learnt")
    return {key: getattr(change, key) for key in plain} | {
        "position": position,
        "state": change.state.value,
        "clock": change.clock.value,
        "evidence": list(change.evidence),
        "flags": list(change.flags),
        "due": due_value(change.due),
    }
