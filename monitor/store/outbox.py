"""Digests on their way: each exists once a recipient, and each step of its delivery is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.records import DeliveryState, MailKind, OldMessage, OutboxEntry
from monitor.errors import NotFound
from monitor.store import tables as t
from monitor.store.base import Base, among
from monitor.store.identity import address_key

_UNDER_WAY = (DeliveryState.READY.value, DeliveryState.SENDING.value)


class Outbox(Base):
    """The outbox."""

    def enqueue(
        self,
        digest: str,
        recipient: str,
        channel: str,
        message: bytes,
        now: datetime,
        *,
        since: datetime | None = None,
        kind: MailKind = MailKind.DIGEST,
    ) -> OutboxEntry:
        """Put a digest in; the same digest again returns the entry that stands."""
        o = t.outbox.c
        values = {"digest": digest, "recipient": recipient, "channel": channel, "state": DeliveryState.READY.value}
        statement = upsert(t.outbox).values(**values, message=message, as_of=now, since=since, kind=kind.value)
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["digest", "recipient"]))
            row = connection.execute(select(t.outbox).where(o.digest == digest, o.recipient == recipient)).one()
        return _entry(row)

    def outbox(self, *states: DeliveryState) -> list[OutboxEntry]:
        """Entries in these states (all without), without their messages: years of them would not fit into memory."""
        query = select(*(column for column in t.outbox.c if column.name != "message")).order_by(t.outbox.c.id)
        if states:
            query = query.where(t.outbox.c.state.in_([state.value for state in states]))
        with self.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def delivery(self, entry: int) -> OutboxEntry:
        """One entry with its message."""
        with self.reading() as connection:
            row = connection.execute(select(t.outbox).where(t.outbox.c.id == entry)).first()
        if row is None:
            raise NotFound(f"no digest {entry} is in the outbox")
        return _entry(row)

    def set_delivery(self, entry: int, state: DeliveryState, now: datetime, cause: str = "") -> None:
        """Move an entry on."""
        tried = 1 if state is DeliveryState.SENDING else 0
        values = {"state": state.value, "cause": cause, "attempts": t.outbox.c.attempts + tried}
        with self.writing() as connection:
            moved = update(t.outbox).where(t.outbox.c.id == entry).values(**values).returning(t.outbox.c.id)
            if connection.execute(moved).first() is None:
                raise NotFound(f"no digest {entry} is in the outbox")
            connection.execute(insert(t.attempts).values(entry=entry, at=now, state=state.value, cause=cause))

    def old_messages(self, before: datetime) -> list[OldMessage]:
        """The messages made before then, and kept, of deliveries that are at their end."""
        o = t.outbox.c
        query = select(o.id.label("entry"), o.recipient, o.as_of, func.length(o.message).label("bytes"))
        query = query.where(o.as_of < before, o.state.not_in(_UNDER_WAY), o.sha256 == "").order_by(o.id)
        with self.reading() as connection:
            return [OldMessage(**row._mapping) for row in connection.execute(query)]

    def let_go(self, entry: int, subject: str, sha256: str, cited: Iterable[str]) -> None:
        """Keep of a message no more than its subject, its hash, and which articles these addresses in it are."""
        alias, o = t.aliases.c, t.outbox.c
        named = select(alias.article).where(alias.key.in_(among({address_key(address) for address in cited})))
        with self.writing() as connection:
            articles = sorted(set(connection.execute(named).scalars()))
            # Unless somebody has it sent again at this very moment.
            ended = update(t.outbox).where(o.id == entry, o.state.not_in(_UNDER_WAY))
            connection.execute(ended.values(message=b"", subject=subject, sha256=sha256, cited=articles))

    def once_cited(self) -> set[int]:
        """The articles that messages named which were let go."""
        o = t.outbox.c
        with self.reading() as connection:
            rows = connection.execute(select(o.cited).where(o.sha256 != "")).scalars()
            return {article for articles in rows for article in articles}

    def last_digest(self, recipient: str, before: datetime | None = None, *, alerts: bool = False) -> datetime | None:
        """As-of of the newest digest (or alert) for a recipient."""
        o = t.outbox.c
        query = select(o.as_of).where(o.recipient == recipient)
        if not alerts:
            query = query.where(o.kind == MailKind.DIGEST.value)
        if before is not None:
            query = query.where(o.as_of < before)
        with self.reading() as connection:
            found: datetime | None = connection.execute(query.order_by(o.as_of.desc()).limit(1)).scalar()
        return found

    def told_since(self, recipient: str, as_of: datetime) -> datetime | None:
        """From when on the digest of exactly this moment tells."""
        o = t.outbox.c
        query = select(o.since).where(o.recipient == recipient, o.as_of == as_of, o.kind == MailKind.DIGEST.value)
        with self.reading() as connection:
            found: datetime | None = connection.execute(query.order_by(o.id.desc()).limit(1)).scalar()
        return found

    def meet_readers(self, recipients: Iterable[str], since: datetime) -> None:
        """Remember from when on each is to be told; who is known already stays as he is."""
        rows = [{"recipient": recipient, "since": since} for recipient in recipients]
        if rows:
            with self.writing() as connection:
                connection.execute(upsert(t.readers).on_conflict_do_nothing(index_elements=["recipient"]), rows)

    def told_from(self, recipient: str) -> datetime | None:
        """From when on this reader is to be told; None for one who was never met."""
        with self.reading() as connection:
            query = select(t.readers.c.since).where(t.readers.c.recipient == recipient)
            found: datetime | None = connection.execute(query).scalar()
        return found

    def unsubscribe(self, recipient: str, now: datetime) -> None:
        """Remember that this address wants nothing more."""
        statement = upsert(t.unsubscribed).values(recipient=recipient.lower(), at=now)
        with self.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["recipient"]))

    def resubscribe(self, recipient: str) -> None:
        """Forget that this address wanted nothing more."""
        with self.writing() as connection:
            connection.execute(delete(t.unsubscribed).where(t.unsubscribed.c.recipient == recipient.lower()))

    def unsubscribed(self) -> dict[str, datetime]:
        """Who wants nothing more, and since when."""
        with self.reading() as connection:
            rows = connection.execute(select(t.unsubscribed)).all()
        return {row.recipient: row.at for row in rows}


def _entry(row: Row[Any]) -> OutboxEntry:
    return OutboxEntry(
        id=row.id,
        digest=row.digest,
        recipient=row.recipient,
        channel=row.channel,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        message=getattr(row, "message", b""),
        as_of=row.as_of,
        cause=row.cause,
        kind=MailKind(row.kind),
        since=row.since,
        subject=row.subject,
        sha256=row.sha256,
    )
