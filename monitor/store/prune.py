"""What the database can do without: old articles on which nothing rests.

kept: evidence, matches (possible ones and a person's no among them), what is still to be read, what is cited
dropped: an article's row with its names, former texts, page and refused matches; the search index follows by triggers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, or_, select, text, union_all
from sqlalchemy.dialects.sqlite import insert

from monitor.app.records import Cited, Spare
from monitor.domain.model import Decision
from monitor.store import tables as t
from monitor.store.base import Base, among
from monitor.store.engine import translated
from monitor.store.identity import address_key

CHUNK = 2_000
"""Articles a transaction: others wait for one no longer than for an import's."""


class Pruning(Base):
    """Dropping what nothing needs."""

    def spare(self, before: datetime, cited: Cited) -> Iterator[Spare]:
        """The articles that `prune` would drop, in order of their numbers."""
        after = 0
        while group := self._group(before, cited, after):
            yield from group
            after = group[-1].id

    def prune(self, before: datetime, cited: Cited) -> int:
        """Drop what was first seen and published before then and is not needed; returns how many articles.

        Each transaction asks anew what is needed: what a run has matched meanwhile stays.
        """
        after = dropped = 0
        while True:
            with self.writing() as connection:
                group = _spare(connection, before, cited, after)
                if not group:
                    return dropped
                _drop(connection, group)
            after, dropped = group[-1].id, dropped + len(group)

    def compact(self) -> None:
        """Give the room that is free within the file back to the disk; the file is written anew for it."""
        with self.writing() as connection:
            connection.execute(text("INSERT INTO articles_search (articles_search) VALUES ('optimize')"))
        # On the driver's own connection: neither works within a transaction.
        with translated(self.path), closing(self.engine.raw_connection()) as connection:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(statement)

    def size(self) -> int:
        """Bytes of the database, its log of writes included."""
        parts = (self.path.with_name(self.path.name + ending) for ending in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())

    def _group(self, before: datetime, cited: Cited, after: int) -> list[Spare]:
        with self.reading() as connection:
            return _spare(connection, before, cited, after)


def _spare(connection: Connection, before: datetime, cited: Cited, after: int) -> list[Spare]:
    a = t.articles.c
    size = sum((func.length(a[name]) for name in ("title", "summary", "body")), start=func.length(a.url))
    query = select(a.id, a.source, a.published, a.first_seen, a.url, a.title, size.label("characters"))
    query = query.where(a.id > after, text("tracked = 1"), a.first_seen < before)
    query = query.where(or_(a.published.is_(None), a.published < before), a.id.not_in(_needed(cited)))
    return [Spare(**row._mapping) for row in connection.execute(query.order_by(a.id).limit(CHUNK))]


def _needed(cited: Cited) -> Select[tuple[int]]:
    m, keys = t.matches.c, [address_key(address) for address in sorted(cited.addresses)]
    held = or_(m.decision != Decision.NO.value, m.judgement.is_not(None))
    every = union_all(
        select(t.evidence.c.article),
        select(m.article).where(held),
        select(t.aliases.c.article).where(t.aliases.c.key.in_(among(keys))),
        among(sorted(cited.articles)),
    ).subquery()
    return select(every.c[0])


def _drop(connection: Connection, group: Sequence[Spare]) -> None:
    numbers = [each.id for each in group]
    for table in (t.matches, t.aliases, t.revisions, t.pages):
        connection.execute(delete(table).where(table.c.article.in_(among(numbers))))
    connection.execute(delete(t.articles).where(t.articles.c.id.in_(among(numbers))))
    days = Counter((each.source, each.published.date()) for each in group if each.published is not None)
    rows = [{"source": source, "day": day, "articles": count} for (source, day), count in days.items()]
    if rows:
        added = insert(t.pruned)
        more = {"articles": t.pruned.c.articles + added.excluded.articles}
        connection.execute(added.on_conflict_do_update(index_elements=["source", "day"], set_=more), rows)
