"""From the store to a digest for one reader, as known at a moment: the same moment gives the same digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from monitor.app.context import App, Reader
from monitor.app.known import A_DAY, coverage, known_evidence
from monitor.app.source_views import source_views
from monitor.app.track import histories
from monitor.domain.dedupe import fold_copies
from monitor.domain.digest import (
    Digest,
    DigestInput,
    EvidenceView,
    ItemView,
    Question,
    alerts,
    build,
)
from monitor.domain.model import Article, Decision, Evidence, OpenItem, Origin, StatusChange

FIRST_ALERTS = 3
"""Answers an item that a reader is asked for, match or not: on events with look-alikes three of them more than halve
the look-alikes taken for the event (./run eval matching).
"""


def make_digest(app: App, reader: Reader, since: datetime | None = None) -> Digest:
    """What this reader should know at the clock's present.

    Without `since`: what that digest told that was sent as of this very moment, so that it can be made again; else what
    is new since the last one.
    """
    as_of = present(app)
    start = since or app.store.told_since(reader.address, as_of) or _last(app, reader, as_of)
    return build(gather(app, reader, min(start, as_of), as_of))


def make_alerts(app: App, reader: Reader, since: datetime | None = None) -> tuple[Digest, ...]:
    """One for each item that closed or reopened since the reader was last told anything."""
    as_of = present(app)
    start = since or _last(app, reader, as_of, alerts=True)
    return alerts(gather(app, reader, min(start, as_of), as_of))


def _last(app: App, reader: Reader, as_of: datetime, *, alerts: bool = False) -> datetime:
    """When the reader was last told; else the day before he was met, which may be long ago; else a day ago."""
    told = app.store.last_digest(reader.address, as_of, alerts=alerts) or app.store.told_from(reader.address)
    return told if told and told < as_of else as_of - A_DAY


def present(app: App) -> datetime:
    """The clock's present in whole seconds, so that `--as-of` can name it again."""
    return app.clock.now().replace(microsecond=0)


def gather(app: App, reader: Reader, since: datetime, as_of: datetime) -> DigestInput:
    """All that the digest is made from, as known at `as_of`."""
    reviews = tuple(r for r in app.store.reviews() if r.date <= as_of.date() and reader.follows(r.slug))
    kept = [item for review in reviews for item in app.store.items(review.slug)]
    items = {item.id: item for item in kept if reader.follows(item.review, item.id)}
    now = {key: changes for review in reviews for key, changes in histories(app, as_of, review.slug).items()}
    then = {key: changes for review in reviews for key, changes in histories(app, since, review.slug).items()}
    sources = sorted({key for review in reviews for key in review.sources})
    return DigestInput(
        recipient=reader.address,
        reviews=reviews,
        items=tuple(
            item_view(app, items[k], changes, as_of, then.get(k, ())) for k, changes in now.items() if k in items
        ),
        sources=tuple(source_views(app, sources, since, as_of)),
        coverage=coverage(app, sources, max(since, as_of - A_DAY).date(), as_of.date(), as_of, told=since.date()),
        questions=tuple(_questions(app, list(items.values()), since, as_of)),
        since=since,
        as_of=as_of,
        version=app.version,
        zone=reader.zone,
        address=app.letterhead.dashboard,
    )


def item_view(
    app: App,
    item: OpenItem,
    changes: tuple[StatusChange, ...],
    as_of: datetime,
    known: tuple[StatusChange, ...] | None = None,
) -> ItemView:
    """The item with its history and evidence as known at `as_of`; `known` is the history that was told already."""
    pieces = known_evidence(app, item.id, as_of)
    articles = {article.id: article for article in app.store.articles(sorted({piece.article for piece in pieces}))}
    copies: defaultdict[int, int] = defaultdict(int)
    for original in fold_copies(articles.values()).values():
        copies[original] += 1
    views = (_evidence_view(app, piece, articles[piece.article], copies[piece.article]) for piece in pieces)
    return ItemView(item=item, history=changes, evidence=tuple(views), known=known)


def _evidence_view(app: App, piece: Evidence, article: Article, copies: int) -> EvidenceView:
    source = app.sources.get(article.source)
    stored = str(getattr(article, piece.field))[piece.start : piece.end]
    return EvidenceView(
        evidence=piece,
        title=article.title,
        url=article.url,
        source_name=source.name if source else article.source,
        copies=copies,
        verified=stored == piece.quote,
    )


def _questions(app: App, items: Sequence[OpenItem], since: datetime, as_of: datetime) -> Iterator[Question]:
    """What came in since and nobody has judged: possible matches, and an item's first alerts.

    What a backfill brought is asked of nobody.
    """
    for item in items:
        yield from _asked(app, item, since, as_of)


def _asked(app: App, item: OpenItem, since: datetime, as_of: datetime) -> Iterator[Question]:
    pairs = list(app.store.matches(item.id, everything=True, until=as_of))
    answers = sum(match.judgement is not None for match, _ in pairs)
    news = [
        (article.first_seen, match, article)
        for match, article in pairs
        if match.judgement is None and article.first_seen is not None and article.origin is not Origin.BACKFILLED
    ]
    alerts = sorted((seen, article.id) for seen, match, article in news if match.decision is Decision.MATCH)
    first = {number for _, number in alerts[: max(0, FIRST_ALERTS - answers)]}
    for seen, match, article in news:
        if seen > since and (match.decision is Decision.POSSIBLE or article.id in first):
            yield Question(item, article.title, article.url, match.score)
