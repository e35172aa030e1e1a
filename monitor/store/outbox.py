"""Digests on their way: each exists once a recipient, and each step of its delivery is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.ports import DeliveryState, OutboxEntry
from monitor.errors import NotFound
from monitor.store import tables as t
from monitor.store.base import Base


class Outbox(Base):
    """The outbox."""

    def enqueue(self, digest: str, recipient: str, channel: str, message: bytes, now: datetime) -> OutboxEntry:
        """Put a digest in; the same digest again returns the entry that stands."""
        o = t.outbox.c
        values = {"digest": digest, "recipient": recipient, "channel": channel, "state": DeliveryState.READY.value}
        statement = upsert(t.outbox).values(**values, message=message, as_of=now)
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["digest", "recipient"]))
            row = connection.execute(select(t.outbox).where(o.digest == digest, o.recipient == recipient)).one()
        return _entry(row)

    def outbox(self, *states: DeliveryState) -> list[OutboxEntry]:
        """Entries in these states (all without)."""
        query = select(t.outbox).order_by(t.outbox.c.id)
        if states:
            query = query.where(t.outbox.c.state.in_([state.value for state in states]))
        with self.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def set_delivery(self, entry: int, state: DeliveryState, now: datetime, cause: str = "") -> None:
        """Move an entry on."""
        tried = 1 if state is DeliveryState.SENDING else 0
        values = {"state": state.value, "cause": cause, "attempts": t.outbox.c.attempts + tried}
        with self.writing() as connection:
            moved = update(t.outbox).where(t.outbox.c.id == entry).values(**values).returning(t.outbox.c.id)
            if connection.execute(moved).first() is None:
                raise NotFound(f"no digest {entry} is in the outbox")
            connection.execute(insert(t.attempts).values(entry=entry, at=now, state=state.value, cause=cause))

    def last_digest(self, recipient: str) -> datetime | None:
        """As-of of the newest digest for a recipient."""
        query = select(t.outbox.c.as_of).where(t.outbox.c.recipient == recipient)
        with self.reading() as connection:
            found: datetime | None = connection.execute(query.order_by(t.outbox.c.as_of.desc()).limit(1)).scalar()
        return found


def _entry(row: Row[Any]) -> OutboxEntry:
    return OutboxEntry(
        id=row.id,
        digest=row.digest,
        recipient=row.recipient,
        channel=row.channel,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        message=row.message,
        cause=row.cause,
    )
