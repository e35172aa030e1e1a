"""Dropping old articles on which nothing rests: no evidence, no match, no person's word, no message that was made."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

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


def cited(app: App) -> Cited:
    """What digests, decisions and opinions name beside the evidence of today: a later retrack may have dropped that."""
    items = [item.id for item in app.store.items(closed=True)]
    return Cited(
        addresses=frozenset({*_in_messages(app), *_in_verdicts(app, items)}),
        articles=frozenset(_in_opinions(app, items)),
    )


def _in_messages(app: App) -> Iterator[str]:
    for entry in app.store.outbox():
        message = message_from_bytes(app.store.delivery(entry.id).message, policy=policy.default)
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
