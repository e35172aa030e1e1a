"""Reviews and their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.sqlite import insert

from monitor.app.records import SyncReport
from monitor.domain.model import Due, Kind, OpenItem, Precision, Review
from monitor.store import tables as t
from monitor.store.base import Base, among, require_items

_WRITTEN = tuple(field.name for field in fields(OpenItem) if field.name not in ("review", "closed", "since"))


class Reviews(Base):
    """What the analyst keeps."""

    def save_review(self, review: Review, items: Sequence[OpenItem], now: datetime) -> SyncReport:
        """Take in one review's items; what is gone from them is closed."""
        with self.writing() as connection:
            known = {row.id: row for row in connection.execute(select(t.items).where(t.items.c.review == review.slug))}
            values = {**asdict(review), "sources": list(review.sources), "synced_at": now}
            statement = insert(t.reviews).values(**values)
            connection.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=values))
            for position, item in enumerate(items):
                _save_item(connection, item, position, known.get(item.id), now)
            kept = {item.id for item in items}
            gone = [row.id for row in known.values() if row.id not in kept]
            connection.execute(update(t.items).where(t.items.c.id.in_(among(gone))).values(closed=1))
        return _report(review.slug, known, {item.id: item for item in items})

    def reviews(self) -> list[Review]:
        """All reviews, oldest first."""
        with self.reading() as connection:
            rows = connection.execute(select(t.reviews).order_by(t.reviews.c.date, t.reviews.c.slug)).all()
        return [Review(row.slug, row.title, row.date, tuple(row.sources), row.file) for row in rows]

    def items(self, review: str | None = None, *, closed: bool = False) -> list[OpenItem]:
        """Items in the order of their reviews."""
        query = select(t.items, t.reviews.c.date).join(t.reviews)
        query = query.order_by(t.reviews.c.date, t.items.c.review, t.items.c.position, t.items.c.id)
        if review is not None:
            query = query.where(t.items.c.review == review)
        if not closed:
            query = query.where(t.items.c.closed == 0)
        with self.reading() as connection:
            return [item_of(row) for row in connection.execute(query)]

    def untracked_items(self) -> list[str]:
        """Items new or changed since they were matched against the archive."""
        query = select(t.items.c.id).where(t.items.c.tracked == 0, t.items.c.closed == 0).order_by(t.items.c.id)
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def mark_items_tracked(self, items: Sequence[str]) -> None:
        """These items have been matched against the whole archive."""
        with self.writing() as connection:
            require_items(connection, items)
            connection.execute(update(t.items).where(t.items.c.id.in_(among(items))).values(tracked=1))


def _save_item(connection: Connection, item: OpenItem, position: int, before: Row[Any] | None, now: datetime) -> None:
    said = {"position": position, "definition": definition_of(item), "closed": int(item.closed)}
    if before is None:
        new = {"id": item.id, "review": item.review, "added_at": now, "tracked": 0}
        connection.execute(insert(t.items).values(**said, **new))
    elif any(getattr(before, name) != value for name, value in said.items()):
        again = {"tracked": 0} if _changed(before, item) else {}
        connection.execute(update(t.items).where(t.items.c.id == item.id).values(**said, **again))


def _changed(row: Row[Any], item: OpenItem) -> bool:
    """Whether it was edited, or opened again: what came in while it was closed was never matched against it."""
    return bool(row.definition != definition_of(item) or (row.closed and not item.closed))


def _report(review: str, known: Mapping[str, Row[Any]], now: Mapping[str, OpenItem]) -> SyncReport:
    closed = [i for i, row in known.items() if not row.closed and (i not in now or now[i].closed)]
    changed = [i for i, item in now.items() if i in known and i not in closed and _changed(known[i], item)]
    added = [i for i in now if i not in known]
    renamed = _renamed([known[i] for i in closed if i not in now], now, added)
    return SyncReport(review, _keys(added), _keys(changed), _keys(closed), renamed)


def _keys(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(_key(item_id) for item_id in ids)


def _key(item_id: str) -> str:
    return item_id.split("/", 1)[1]


def _renamed(
    gone: Sequence[Row[Any]], now: Mapping[str, OpenItem], added: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Pairs of a key that is gone and a new one that is the same matter by its quote, else by its title."""
    pairs = [(old, now[new]) for old in gone for new in added]
    return tuple(
        (_key(old.id), new.key)
        for old, new in pairs
        if new.title == old.definition["title"] or (new.quote and new.quote == old.definition["quote"])
    )


def definition_of(item: OpenItem) -> dict[str, Any]:
    """All that the analyst wrote of an item, as a plain value; equal if and only if nothing was edited."""
    values = {name: getattr(item, name) for name in _WRITTEN}
    values |= {"kind": item.kind.value, "due": due_value(item.due)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def due_value(due: Due | None) -> dict[str, Any] | None:
    """A due date as a plain value."""
    if due is None:
        return None
    days = {key: day.isoformat() if day else None for key, day in (("earliest", due.earliest), ("latest", due.latest))}
    return {**days, "text": due.text, "precision": due.precision.value, "anchor": due.anchor}


def due_of(value: dict[str, Any] | None) -> Due | None:
    """The due date of a plain value."""
    if value is None:
        return None
    days = {key: date.fromisoformat(value[key]) if value[key] else None for key in ("earliest", "latest")}
    return Due(**days, text=value["text"], precision=Precision(value["precision"]), anchor=value["anchor"])


def item_of(row: Row[Any]) -> OpenItem:
    """A row of items, with its review's date, as the house's value."""
    fields = dict(row.definition)
    for key in ("actors", "terms", "not_terms"):
        fields[key] = tuple(fields[key])
    fields["span"] = tuple(fields["span"]) if fields["span"] else None
    fields["kind"], fields["due"] = Kind(fields["kind"]), due_of(fields["due"])
    return OpenItem(review=row.review, closed=bool(row.closed), since=row.date, **fields)
