"""From digests to readers, through the outbox.

make (app.digest) ──> lay out (render) ──> ready ──> sending ──> channel ──> sent | failed | uncertain

One process at a time does this, under a lease of its own: what another finds in `sending` was left there by a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.app.context import App, Reader
from monitor.app.digest import make_alerts, make_digest, present
from monitor.app.known import A_DAY
from monitor.app.records import DeliveryState, MailKind, OutboxEntry
from monitor.app.run import lease_owner
from monitor.domain.digest import Digest
from monitor.errors import ConfigError, DeliveryError, NotFound, Uncertain

LEASE = "mail"
LEASE_S = 3600
PATIENCE = timedelta(days=5)
"""How long a delivery that may be tried again is: as long as mail servers queue, by RFC 5321, 4.5.4.1."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest laid out as one message."""

    digest: Digest
    text: str
    message: bytes


Layout = Callable[[Digest, Reader, datetime], Letter]
"""Lays a digest out for a reader, dated by the moment."""


def post(app: App, lay_out: Layout, since: datetime | None = None) -> list[OutboxEntry]:
    """Make each reader's digest, put it into the outbox and deliver all that waits there.

    RunInProgress where another process is at it.
    """
    with _leased(app):
        for reader in _met(app):
            last = app.store.last_digest(reader.address)
            if last is not None and _ran_ahead(last):
                last = app.store.last_digest(reader.address, present(app))
            if last is not None and last >= present(app):
                continue  # told already, as of this moment or a later one
            digest = make_digest(app, reader, since)
            if wanted(reader, digest, last):
                _enqueue(app, lay_out, reader, digest, MailKind.DIGEST)
        return _deliver(app)


def _ran_ahead(told: datetime) -> bool:
    """Whether a digest was dated by a clock that has been set back since: to wait for it would be silence for as long.

    A clock that is trimmed by minutes must not send a day's digest twice, so it is a day and more.
    """
    return told > datetime.now(UTC) + A_DAY


def post_alerts(app: App, lay_out: Layout, since: datetime | None = None) -> list[OutboxEntry]:
    """An alert to each reader who wants them for each item that closed or reopened; then deliver all that waits."""
    with _leased(app):
        for reader in _met(app):
            for digest in make_alerts(app, reader, since) if reader.alerts else ():
                _enqueue(app, lay_out, reader, digest, MailKind.ALERT)
        return _deliver(app)


def wanted(reader: Reader, digest: Digest, last: datetime | None) -> bool:
    """Whether the reader's policy asks for this digest: always, on changes, or on changes and once a week."""
    if digest.news or reader.policy == "always":
        return True
    return reader.policy == "weekly" and (last is None or digest.as_of - last >= timedelta(days=7))


def _met(app: App) -> list[Reader]:
    """The subscribed readers, each known from his first time on: what stops us now must not cost him a day's news."""
    readers = subscribed(app)
    app.store.meet_readers([reader.address for reader in readers], present(app) - A_DAY)
    return readers


def subscribed(app: App) -> list[Reader]:
    """The readers of the settings but those who unsubscribed."""
    gone = app.store.unsubscribed()
    return [reader for reader in app.readers if reader.address.lower() not in gone]


def lost_wishes(app: App) -> list[str]:
    """A sentence for each review or item that a recipient is to get and that is not followed: silence would lie."""
    reviews = {review.slug for review in app.store.reviews()}
    items = {item.id for item in app.store.items(closed=True)}
    return [
        f"recipient {reader.address}: no {what} {name!r} is followed"
        for reader in app.readers
        for what, names, known in (("review", reader.reviews, reviews), ("item", reader.items, items))
        for name in names
        if name not in known
    ]


def wrong_channels(app: App) -> list[str]:
    """What is wrong with the channels of the readers; what waits for them goes out when the settings are mended."""
    found = []
    for name in {reader.channel for reader in subscribed(app)}:
        try:
            app.channel(name)
        except ConfigError as error:
            found.append(str(error))
    return found


def whole(app: App, number: int) -> OutboxEntry:
    """An entry with its message; NotFound where there is none, or where its text was let go."""
    entry = app.store.delivery(number)
    if entry.sha256:
        what = f"{entry.subject!r} for {entry.recipient}, sha256 {entry.sha256}"
        moment = entry.as_of.isoformat().replace("+00:00", "")
        make = f"followup digest --as-of {moment} --for {entry.recipient} --to-file FILE"
        again = f"; its text comes again by: {make}" if entry.kind is MailKind.DIGEST else ""
        raise NotFound(f"of {entry.kind.value} {number} no more is kept than that it was made ({what}){again}")
    return entry


def again(app: App, number: int) -> OutboxEntry:
    """Have an entry sent once more, at the operator's word; NotFound as with `whole`."""
    entry = whole(app, number)
    if entry.state is not DeliveryState.READY:
        app.store.set_delivery(number, DeliveryState.READY, app.clock.now(), "to be sent again, by the operator")
    return app.store.delivery(number)


def _enqueue(app: App, lay_out: Layout, reader: Reader, digest: Digest, kind: MailKind) -> None:
    now = present(app)
    letter = lay_out(digest, reader, now)
    since = digest.since.astimezone(UTC)
    app.store.enqueue(digest.id, reader.address, reader.channel, letter.message, now, since=since, kind=kind)


def _deliver(app: App) -> list[OutboxEntry]:
    """Send what is ready; returns every entry that was touched, as it stands afterwards.

    An entry found in `sending` was left there by a crash: nobody knows whether it arrived, so it is never sent again by
    itself but shown as uncertain.
    """
    touched = [entry.id for entry in app.store.outbox(DeliveryState.SENDING)]
    for number in touched:
        app.store.set_delivery(number, DeliveryState.UNCERTAIN, app.clock.now(), "interrupted while it was being sent")
    gone = app.store.unsubscribed()
    for entry in app.store.outbox(DeliveryState.READY):
        if entry.recipient.lower() in gone:
            app.store.set_delivery(entry.id, DeliveryState.FAILED, app.clock.now(), "the reader has unsubscribed")
        else:
            _send(app, entry.id)
        touched.append(entry.id)
    return [app.store.delivery(number) for number in touched]


def _send(app: App, number: int) -> None:
    now, entry = app.clock.now(), app.store.delivery(number)
    try:
        channel = app.channel(entry.channel)
    except ConfigError as error:  # the other channels go on; this entry waits until the settings are mended
        app.store.set_delivery(number, DeliveryState.READY, now, str(error))
        return
    app.store.set_delivery(number, DeliveryState.SENDING, now)
    try:
        channel.send(entry.message, entry.recipient)
    except Uncertain as error:
        app.store.set_delivery(number, DeliveryState.UNCERTAIN, now, str(error))
    except DeliveryError as error:
        once_more = error.transient and now - entry.as_of < PATIENCE
        app.store.set_delivery(number, DeliveryState.READY if once_more else DeliveryState.FAILED, now, str(error))
    else:
        app.store.set_delivery(number, DeliveryState.SENT, now)


@contextmanager
def _leased(app: App) -> Iterator[None]:
    holder = lease_owner()
    app.store.acquire(holder, datetime.now(UTC), LEASE_S, LEASE)
    try:
        yield
    finally:
        app.store.release(holder, LEASE)
