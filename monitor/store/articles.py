"""Articles: intake by identity, the archive's search, and what is still to be tracked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.records import IntakeReport
from monitor.domain.model import Access, Article, EndpointBatch, Origin, RawArticle, Validators
from monitor.domain.urls import entry_identity
from monitor.errors import NotFound
from monitor.store import tables as t
from monitor.store.base import Base, among, batched
from monitor.store.identity import ENTRY, address_key, entry_key, owners, told
from monitor.store.intake import Intake, Standing, keyed, said

CHUNK = 2_000
"""Records a transaction of an import."""
PHRASES = 200
"""Phrases a full-text query: its parser keeps a stack of limited depth."""

_SEARCH = text(
    "SELECT s.rowid FROM articles_search AS s CROSS JOIN articles AS a ON a.id = s.rowid "
    "WHERE articles_search MATCH :wanted AND s.rowid > :after AND a.tracked >= :tracked "
    "ORDER BY s.rowid LIMIT :limit"
)


class Articles(Base):
    """The archive."""

    def validators(self) -> dict[str, Validators]:
        """What the last complete reading of each endpoint left, by its key."""
        with self.reading() as connection:
            rows = connection.execute(select(t.endpoints)).all()
        return {row.key: Validators(row.etag, row.last_modified, row.body_hash) for row in rows}

    def known(self, source: str, identities: Sequence[str], before: datetime | None = None) -> set[str]:
        """Which entry identities need not be read again."""
        by_id = {entry_key(source, identity): identity for identity in identities}
        with self.reading() as connection:
            found = {by_id[key] for key in told(connection, by_id, before)}
            # Most are known by their own id: only of the others is it worth while to look at the address.
            by_address = {i: address_key(i) for i in identities if "://" in i and i not in found}
            stored = told(connection, by_address.values(), before) if by_address else ()
        return found | {identity for identity, key in by_address.items() if key in stored}

    def save_batches(self, batches: Sequence[EndpointBatch], run: int, now: datetime) -> list[IntakeReport]:
        """Articles, aliases, the readings' accounts and the validators in one transaction; a report for each batch."""
        if not batches:
            return []
        with self.writing() as connection:
            taken = take_in(connection, [each.articles for each in batches], Origin.COLLECTED, self.families, now)
            reports = [one + IntakeReport(drops=each.lost) for one, each in zip(taken, batches, strict=True)]
            _keep_endpoints(connection, batches)
            accounts = zip(batches, reports, strict=True)
            connection.execute(insert(t.readings), [_reading(each, run, now, report) for each, report in accounts])
        return reports

    def import_articles(self, articles: Iterable[RawArticle], origin: Origin, now: datetime | None) -> IntakeReport:
        """Archive records, a transaction for each two thousand; an undated one is dropped where `now` is None."""
        total = IntakeReport()
        for chunk in batched(articles, CHUNK):
            with self.writing() as connection:
                total += take_in(connection, [chunk], origin, self.families, now)[0]
        return total

    def untracked(self, limit: int, until: datetime) -> list[Article]:
        """Articles that no tracking has seen yet."""
        a = t.articles.c
        query = select(t.articles).where(text("tracked = 0"), a.first_seen <= until).order_by(a.published, a.url, a.id)
        with self.reading() as connection:
            return [article_of(row) for row in connection.execute(query.limit(limit))]

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """These articles, in this order."""
        query = select(t.articles).where(t.articles.c.id.in_(among(ids)))
        with self.reading() as connection:
            found = {row.id: article_of(row) for row in connection.execute(query)}
        return [found[number] for number in ids if number in found]

    def has_tracked(self) -> bool:
        """Whether any article was tracked already."""
        query = select(t.articles.c.id).where(t.articles.c.tracked == 1).limit(1)
        with self.reading() as connection:
            return connection.execute(query).first() is not None

    def all_articles(self, until: datetime) -> Iterator[Article]:
        """Every article first seen by `until`."""
        a = t.articles.c
        query = select(t.articles).where(a.first_seen <= until).order_by(a.published, a.url, a.id)
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=CHUNK).execute(query):
                yield article_of(row)

    def find_article(self, reference: str) -> Article:
        """By id, address, alias or external id."""
        with self.reading() as connection:
            for query in _lookups(reference):
                row = connection.execute(query.limit(1)).first()
                if row is not None:
                    return article_of(row)
        raise NotFound(f"no article {reference!r} is stored")

    def search(
        self, phrases: Sequence[str], *, after: int = 0, limit: int = 1000, tracked: bool = False
    ) -> list[Article]:
        """Articles in which any of the phrases stands; with `tracked` only those that were tracked already."""
        wanted = [phrase for phrase in dict.fromkeys(phrases) if any(char.isalnum() for char in phrase)]
        found: set[int] = set()
        with self.reading() as connection:
            for group in batched(wanted, PHRASES):
                match = {"wanted": " OR ".join(map(_quoted, group)), "after": after, "limit": limit}
                found.update(connection.execute(_SEARCH, {**match, "tracked": int(tracked)}).scalars())
        return self.articles(sorted(found)[:limit])


def article_of(row: Row[Any]) -> Article:
    """A row as the house's value."""
    return Article(
        id=row.id,
        source=row.source,
        url=row.url,
        title=row.title,
        summary=row.summary,
        body=row.body,
        published=row.published,
        first_seen=row.first_seen,
        external_id=row.external_id,
        language=row.language,
        keywords=tuple(row.keywords),
        access=Access(row.access),
        origin=Origin(row.origin),
        title_from=row.title_from,
        family=row.family,
    )


def take_in(
    connection: Connection,
    batches: Sequence[Sequence[RawArticle]],
    origin: Origin,
    families: Mapping[str, str],
    now: datetime | None,
) -> list[IntakeReport]:
    """Decide on batches in memory, one after the other, and write what was decided; a report for each.

    The number of statements does not grow with them, but for articles that stood there and change.
    """
    entries = [keyed(raws) for raws in batches]
    if not any(entries):
        return [IntakeReport() for _ in batches]
    owned = owners(connection, {key for batch in entries for _, keys in batch for key in keys})
    newest = connection.execute(select(func.max(t.articles.c.id))).scalar() or 0
    intake = Intake(origin, families, owned, _standing(connection, set(owned.values())), newest + 1)
    reports = [intake.take(batch, now) for batch in entries]
    for table, rows in ((t.articles, intake.articles), (t.revisions, intake.revisions), (t.aliases, intake.aliases)):
        if rows:
            connection.execute(insert(table), rows)
    for article, changes in intake.changes.items():
        connection.execute(update(t.articles).where(t.articles.c.id == article).values(changes))
    return reports


def _keep_endpoints(connection: Connection, batches: Sequence[EndpointBatch]) -> None:
    """What the readings left at their endpoints."""
    partly: list[dict[str, Any]] = []
    whole: list[dict[str, Any]] = []
    for batch in batches:
        row = {"key": batch.endpoint, "source": batch.source, "not_before": batch.not_before}
        kept = batch.validators
        # Only after a complete reading: else a later 304 would hide for good what was not read.
        if kept is not None and batch.outcome.healthy:
            row |= {"etag": kept.etag, "last_modified": kept.last_modified, "body_hash": kept.body_hash}
        (whole if "etag" in row else partly).append(row)
    for rows in filter(None, (partly, whole)):
        statement = upsert(t.endpoints)
        again = {name: statement.excluded[name] for name in rows[0] if name != "key"}
        connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=again), rows)


def _standing(connection: Connection, articles: set[int]) -> dict[int, Standing]:
    a, r = t.articles.c, t.revisions.c
    rows = connection.execute(select(t.articles).where(a.id.in_(among(articles))))
    found = {row.id: Standing(dict(row._mapping)) for row in rows}
    for row in connection.execute(select(r.article, r.title, r.summary).where(r.article.in_(among(articles)))):
        found[row.article].former.add(said(row.title, row.summary))
    return found


def _lookups(reference: str) -> Iterator[Select[Any]]:
    a, key = t.articles.c, t.aliases.c.key
    if reference.isascii() and reference.isdigit() and len(reference) < 19:
        yield select(t.articles).where(a.id == int(reference))
    yield select(t.articles).where(a.external_id == reference).order_by(a.id)
    named = select(t.articles).join(t.aliases).order_by(a.id)
    yield named.where(key == address_key(reference))
    # An id under which another endpoint or a later record gave an article that stood there already.
    sources = select(a.source).distinct().subquery()
    yield named.where(key.in_(select(ENTRY + sources.c.source + f":{entry_identity(reference)}")))


def _reading(batch: EndpointBatch, run: int, now: datetime, report: IntakeReport) -> dict[str, Any]:
    return {
        "endpoint": batch.endpoint,
        "source": batch.source,
        "run": run,
        "at": now,
        "outcome": batch.outcome.value,
        "healthy": int(batch.outcome.healthy),
        "http_status": batch.http_status,
        "entries": batch.entries,
        "new": report.new,
        "revised": report.revised,
        "known": report.known,
        "dropped": report.dropped,
        "newest": batch.newest,
        "cause": batch.cause,
        "elapsed_ms": batch.elapsed_ms,
    }


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', " ") + '"'
