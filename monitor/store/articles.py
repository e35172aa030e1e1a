"""Articles: intake by identity, the archive's search, and what is still to be tracked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.app.ports import IntakeReport
from monitor.domain.model import Access, Article, EndpointBatch, Origin, RawArticle, Validators
from monitor.domain.urls import canonical
from monitor.errors import NotFound
from monitor.store import tables as t
from monitor.store.base import Base, batched

CHUNK = 2_000
"""Records a transaction of an import."""
_VARIABLES = 500
"""Keys a query; SQLite's own limit is far higher, but the plan is the same."""


class Articles(Base):
    """The archive."""

    def validators(self, endpoint: str) -> Validators:
        """What the last complete reading left."""
        with self.reading() as connection:
            row = connection.execute(select(t.endpoints).where(t.endpoints.c.key == endpoint)).first()
        return Validators(row.etag, row.last_modified, row.body_hash) if row else Validators()

    def known(self, source: str, identities: Sequence[str]) -> set[str]:
        """Which entry identities are stored for the source."""
        keys = {identity: _identity_keys(source, identity) for identity in identities}
        with self.reading() as connection:
            found = _owners(connection, {key for group in keys.values() for key in group})
        return {identity for identity, group in keys.items() if any(key in found for key in group)}

    def save_batch(self, batch: EndpointBatch, run: int, now: datetime) -> IntakeReport:
        """Articles, aliases, the reading's account and the validators in one transaction."""
        with self.writing() as connection:
            intake = _Intake(connection, Origin.COLLECTED, self.families)
            for raw in batch.articles:
                intake.take(raw, now)
            intake.finish()
            row = {"key": batch.endpoint, "source": batch.source}
            kept = batch.validators
            if kept is not None:
                row |= {"etag": kept.etag, "last_modified": kept.last_modified, "body_hash": kept.body_hash}
            connection.execute(
                upsert(t.endpoints).values(**row).on_conflict_do_update(index_elements=["key"], set_=row)
            )
            connection.execute(insert(t.readings).values(**_reading(batch, run, now, intake.report.new)))
        return intake.report

    def import_articles(self, articles: Iterable[RawArticle], origin: Origin, now: datetime | None) -> IntakeReport:
        """Archive records, a transaction for each two thousand; an undated one is dropped where `now` is None."""
        total = IntakeReport()
        for chunk in batched(articles, CHUNK):
            with self.writing() as connection:
                intake = _Intake(connection, origin, self.families)
                intake.prepare(chunk)
                for raw in chunk:
                    intake.take(raw, now or raw.published)
                intake.finish()
            total = _sum(total, intake.report)
        return total

    def untracked(self, limit: int, until: datetime) -> list[Article]:
        """Articles that no tracking has seen yet."""
        a = t.articles.c
        query = select(t.articles).where(a.tracked == 0, a.first_seen <= until).order_by(a.published, a.url, a.id)
        with self.reading() as connection:
            return [article_of(row) for row in connection.execute(query.limit(limit))]

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """These articles, in this order."""
        found: dict[int, Article] = {}
        with self.reading() as connection:
            for chunk in batched(ids, _VARIABLES):
                for row in connection.execute(select(t.articles).where(t.articles.c.id.in_(chunk))):
                    found[row.id] = article_of(row)
        return [found[number] for number in ids if number in found]

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

    def search(self, phrases: Sequence[str], *, after: int = 0, limit: int = 1000) -> list[Article]:
        """Articles in which any of the phrases stands."""
        wanted = " OR ".join(_quoted(phrase) for phrase in phrases if any(char.isalnum() for char in phrase))
        if not wanted:
            return []
        found = text("SELECT rowid FROM articles_search WHERE articles_search MATCH :wanted AND rowid > :after")
        query = select(t.articles).where(t.articles.c.id.in_(found.columns(t.articles.c.id).scalar_subquery()))
        with self.reading() as connection:
            rows = connection.execute(query.order_by(t.articles.c.id).limit(limit), {"wanted": wanted, "after": after})
            return [article_of(row) for row in rows]


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
        family=row.family,
    )


@dataclass(slots=True)
class _Intake:
    """Takes entries in one after the other within a transaction: identity first, then new, revised or known."""

    connection: Connection
    origin: Origin
    families: Any
    report: IntakeReport = field(default_factory=IntakeReport)
    owners: dict[str, int] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    fresh: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    next_id: int = 0
    pending: dict[int, dict[str, Any]] = field(default_factory=dict)

    def prepare(self, raws: Sequence[RawArticle]) -> None:
        """Look all identities up at once."""
        wanted = {key for raw in raws for key in article_keys(raw)} - self.looked
        self.owners |= _owners(self.connection, wanted)
        self.looked |= wanted

    def take(self, raw: RawArticle, first_seen: datetime | None) -> None:
        """One entry; without a title, an identity or a time at which it became known it is dropped."""
        keys = article_keys(raw)
        if not raw.title.strip() or not keys or first_seen is None:
            self._count("dropped")
            return
        self.prepare([raw])
        owner = next((self.owners[key] for key in keys if key in self.owners), None)
        if owner is None:
            owner = self._add(raw, first_seen)
            self._count("new")
        elif self._revise(owner, raw, first_seen):
            self._count("revised")
        else:
            self._count("known")
        for key in keys:
            if key not in self.owners:
                self.owners[key] = owner
                self.keys.append({"key": key, "article": owner})

    def finish(self) -> None:
        """Write what has gathered."""
        if self.fresh:
            self.connection.execute(insert(t.articles), self.fresh)
        if self.keys:
            self.connection.execute(insert(t.aliases), self.keys)

    def _add(self, raw: RawArticle, first_seen: datetime) -> int:
        if not self.next_id:
            self.next_id = (self.connection.execute(select(func.max(t.articles.c.id))).scalar() or 0) + 1
        row = {"id": self.next_id, **_row(raw, first_seen, self.origin, self.families)}
        self.fresh.append(row)
        self.pending[self.next_id] = row
        self.next_id += 1
        return int(row["id"])

    def _revise(self, owner: int, raw: RawArticle, now: datetime) -> bool:
        """A known article seen again: by another route of the same run, or later and changed.

        Several routes of one run give one article, and which answers first is chance: the richest account wins, so that
        the order decides nothing. Later a changed title or summary is a revision, and the article is tracked anew.
        An archive record never rewrites what was collected.
        """
        if owner in self.pending or self.origin is not Origin.COLLECTED:
            return False
        row = self.connection.execute(select(t.articles).where(t.articles.c.id == owner)).one()
        if row.source != raw.source or row.origin != Origin.COLLECTED.value:
            return False
        fresh = _row(raw, row.first_seen, self.origin, self.families)
        if row.first_seen == now:
            self._enrich(row, fresh, now)
            return False
        fresh["summary"] = fresh["summary"] or row.summary
        if _said(row) == _said_by(fresh) or _said_before(self.connection, owner, fresh):
            return False
        self._keep(owner, row.title, row.summary, now)
        kept = {key: fresh[key] for key in ("title", "summary")}
        changed = update(t.articles).where(t.articles.c.id == owner)
        self.connection.execute(changed.values(**kept, modified=raw.modified or now, tracked=0))
        return True

    def _enrich(self, row: Row[Any], fresh: dict[str, Any], now: datetime) -> None:
        """Keep the richer of two accounts, the keywords of both, and remember what the poorer one said."""
        stored = {key: getattr(row, key) for key in fresh}
        richer, poorer = (fresh, stored) if _richness(fresh) > _richness(stored) else (stored, fresh)
        kept = {**richer, "keywords": sorted({*row.keywords, *fresh["keywords"]}), "tracked": row.tracked}
        kept["published"] = min((day for day in (row.published, fresh["published"]) if day), default=None)
        if _said_by(richer) != _said_by(poorer) and not _said_before(self.connection, row.id, poorer):
            self._keep(row.id, poorer["title"], poorer["summary"], now)
        if kept != stored:
            changed = update(t.articles).where(t.articles.c.id == row.id)
            self.connection.execute(changed.values(**{**kept, "tracked": 0}))

    def _keep(self, article: int, title: str, summary: str, now: datetime) -> None:
        old = {"article": article, "replaced_at": now, "title": title, "summary": summary}
        self.connection.execute(insert(t.revisions).values(**old))

    def _count(self, what: str) -> None:
        self.report = _sum(self.report, IntakeReport(**{what: 1}))


_ACCESS = [Access.BLOCKED.value, Access.HEADLINE.value, Access.TEASER.value, Access.FULL.value]


def _richness(row: dict[str, Any]) -> tuple[Any, ...]:
    """A total order of accounts of one article: more access, more text; then whatever tells two apart."""
    words = len(row["body"]), len(row["summary"]), len(row["title"])
    apart = tuple(
        str(row[key] or "") for key in ("title", "summary", "url", "external_id", "published_from", "language")
    )
    return _ACCESS.index(row["access"]), words, apart


def _said(row: Row[Any]) -> tuple[str, str]:
    return _folded(row.title), _folded(row.summary)


def _said_by(row: dict[str, Any]) -> tuple[str, str]:
    return _folded(row["title"]), _folded(row["summary"])


def _said_before(connection: Connection, article: int, row: dict[str, Any]) -> bool:
    """Two feeds may carry one article under two titles: flipping to and fro between them is no news."""
    rows = connection.execute(select(t.revisions).where(t.revisions.c.article == article))
    return any(_said(old) == _said_by(row) for old in rows)


def article_keys(raw: RawArticle) -> list[str]:
    """All identities of an entry: its canonical address, and the publisher's own id."""
    keys = [f"url:{canonical(raw.url)}"] if raw.url.strip() else []
    if raw.external_id:
        keys.append(f"id:{raw.source}:{raw.external_id}")
    return keys


def _identity_keys(source: str, identity: str) -> list[str]:
    keys = [f"id:{source}:{identity}"]
    if identity.startswith(("http://", "https://")):
        keys.append(f"url:{canonical(identity)}")
    return keys


def _owners(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in batched(sorted(keys), _VARIABLES):
        found |= {
            row.key: row.article for row in connection.execute(select(t.aliases).where(t.aliases.c.key.in_(chunk)))
        }
    return found


def _lookups(reference: str) -> Iterator[Select[Any]]:
    a = t.articles.c
    if reference.isdecimal() and len(reference) < 19:
        yield select(t.articles).where(a.id == int(reference))
    yield select(t.articles).where(a.external_id == reference).order_by(a.id)
    keys = _identity_keys("", reference)
    yield select(t.articles).join(t.aliases).where(t.aliases.c.key.in_(keys))


def _row(raw: RawArticle, first_seen: datetime, origin: Origin, families: Any) -> dict[str, Any]:
    return {
        "source": raw.source,
        "family": families.get(raw.source, raw.source),
        "origin_family": families.get(raw.source, raw.source),
        "external_id": raw.external_id,
        "url": raw.url,
        "title": raw.title.strip(),
        "summary": raw.summary.strip(),
        "body": raw.body,
        "published": raw.published,
        "published_from": raw.published_from,
        "modified": raw.modified,
        "first_seen": first_seen,
        "language": raw.language,
        "keywords": sorted(set(raw.keywords)),
        "access": raw.access.value,
        "origin": origin.value,
        "tracked": 0,
    }


def _reading(batch: EndpointBatch, run: int, now: datetime, new: int) -> dict[str, Any]:
    return {
        "endpoint": batch.endpoint,
        "source": batch.source,
        "run": run,
        "at": now.astimezone(UTC),
        "outcome": batch.outcome.value,
        "healthy": int(batch.outcome.healthy),
        "http_status": batch.http_status,
        "entries": batch.entries,
        "new": new,
        "cause": batch.cause,
        "elapsed_ms": batch.elapsed_ms,
    }


def _folded(value: str) -> str:
    return " ".join(value.split())


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', " ") + '"'


def _sum(one: IntakeReport, other: IntakeReport) -> IntakeReport:
    return IntakeReport(
        one.new + other.new, one.revised + other.revised, one.known + other.known, one.dropped + other.dropped
    )
