"""By which names an article is known: its address, the publisher's own id of it, at last its title."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from monitor.domain.model import RawArticle
from monitor.domain.urls import article_key, entry_identity
from monitor.store import tables as t
from monitor.store.base import among
from monitor.store.types import Moment

ADDRESS, ENTRY, TITLE = "url:", "id:", "title:"


def article_keys(raw: RawArticle) -> list[str]:
    """All identities of an entry, the surest first; none where it has neither address nor title."""
    keys = [address_key(raw.url)] if raw.url.strip() else []
    if raw.external_id.strip():
        keys.append(entry_key(raw.source, raw.external_id))
    if not keys and raw.title.strip():
        keys.append(f"{TITLE}{raw.source}:{' '.join(raw.title.lower().split())}")
    return keys if raw.url.strip() or raw.title.strip() else []


def address_key(url: str) -> str:
    """The key that all spellings of an article's address share."""
    return ADDRESS + article_key(url)


def entry_key(source: str, identity: str) -> str:
    """The key of a publisher's own id of an entry."""
    return f"{ENTRY}{source}:{entry_identity(identity)}"


def owners(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Those of the keys that are stored, with their articles."""
    found = connection.execute(select(t.aliases).where(t.aliases.c.key.in_(among(keys))))
    return {row.key: row.article for row in found}


def told(connection: Connection, keys: Iterable[str], before: datetime | None) -> set[str]:
    """Those of the keys whose article has nothing to gain: its own id is known, or at least a summary.

    A sitemap may be faster than the feed, and then the feed's account must still be read. `before` leaves out what was
    first seen then or later.
    """
    return set(connection.execute(_TOLD, {"keys": json.dumps(list(keys)), "before": before or _NEVER}).scalars())


_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_TOLD = (
    select(t.aliases.c.key)
    .join(t.articles, t.articles.c.id == t.aliases.c.article)
    .where(
        t.aliases.c.key.in_(select(func.json_each(bindparam("keys")).table_valued("value").c.value)),
        or_(t.aliases.c.key.startswith(ENTRY), t.articles.c.summary != ""),
        t.articles.c.first_seen < bindparam("before", type_=Moment),
    )
)
"""Made once: every reading asks it, and to make it took longer than to answer it."""
