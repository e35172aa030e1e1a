"""Dropping old articles on which nothing rests: no evidence, no match, no person's word, no message that was made.

And the text of messages that were sent long ago: that they were stays, and what they named stays too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256

from monitor.app.context import App
from monitor.app.records import Cited, Spare

_EVER = datetime.max.replace(tzinfo=UTC)
_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]]+")


def spare(app: App, older: timedelta) -> Iterator[Spare]:
    """The articles that `prune` would drop."""
    return app.store.spare(app.clock.now() - older, cited(app))


def prune(app: App, older: timedelta) -> int:
    """Drop articles first seen and published longer ago than `older` that nothing needs; returns how many."""
    return app.store.prune(app.clock.now() - older, cited(app))


def let_messages_go(app: App, older: timedelta) -> int:
    """Let the text go of every message made longer ago than `older` whose delivery is at its end; returns how many."""
    old = app.store.old_messages(app.clock.now() - older)
    for each in old:
        content = app.store.delivery(each.entry).message
        message = _read(content)
        subject = " ".join(str(message["Subject"] or "").split())
        app.store.let_go(each.entry, subject, sha256(content).hexdigest(), set(_named(message)))
    return len(old)


def cited(app: App) -> Cited:
    """What digests, decisions and opinions name beside the evidence of today: a later retrack may have dropped that."""
    items = [item.id for item in app.store.items(closed=True)]
    return Cited(
        addresses=frozenset({*_in_messages(app), *_in_verdicts(app, items)}),
        articles=frozenset({*_in_opinions(app, items), *app.store.once_cited()}),
    )


def _in_messages(app: App) -> Iterator[str]:
    for entry in app.store.outbox():
        if not entry.sha256:
            yield from _named(_read(app.store.delivery(entry.id).message))


def _read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def _named(message: EmailMessage) -> Iterator[str]:
    """The addresses that stand in its texts."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield from _addresses(str(part.get_content()))


def _in_verdicts(app: App, items: Sequence[str]) -> Iterator[str]:
    for verdicts in app.store.verdicts_by_item(items, _EVER).values():
        for verdict in verdicts:
            yield from _addresses(verdict.because)


def _in_opinions(app: App, items: Sequence[str]) -> Iterator[int]:
    if app.opinions is not None:
        for item in items:
            for opinion in app.opinions.opinions(item, _EVER):
                yield from (article for article, _ in opinion.quotes)


def _addresses(text: str) -> Iterator[str]:
    for found in _ADDRESS.findall(html.unescape(text)):
        yield found.rstrip(".,;:")
