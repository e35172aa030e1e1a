"""From the store to a digest for each reader, and through the outbox to its channel.

gather ──> build (domain) ──> lay out (render) ──> enqueue ──> sending ──> channel ──> sent | failed | uncertain
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.app.context import App, Reader
from monitor.app.known import known_evidence
from monitor.app.ports import DeliveryState, EndpointState, OutboxEntry
from monitor.app.track import histories
from monitor.domain.dedupe import fold_copies
from monitor.domain.digest import (
    Digest,
    DigestInput,
    EvidenceView,
    ItemView,
    Question,
    SourceView,
    build,
)
from monitor.domain.model import Article, Decision, Evidence, OpenItem, Outcome, StatusChange
from monitor.errors import DeliveryError, Uncertain

MAX_QUESTIONS = 10
MAX_ATTEMPTS = 12
"""Transient failures after which a delivery counts as failed: three days at one digest run every six hours."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest laid out as one message."""

    digest: Digest
    text: str
    message: bytes


Layout = Callable[[Digest, str, datetime], Letter]
"""Lays a digest out for an address, dated by the moment."""


def make_digest(app: App, reader: Reader, since: datetime | None = None) -> Digest:
    """What this reader should know at the clock's present; without `since`, since the last digest or a day ago."""
    as_of = app.clock.now()
    start = since or app.store.last_digest(reader.address) or as_of - timedelta(days=1)
    return build(gather(app, reader, min(start, as_of), as_of))


def gather(app: App, reader: Reader, since: datetime, as_of: datetime) -> DigestInput:
    """All that the digest is made from, as known at `as_of`."""
    reviews = tuple(
        r for r in app.store.reviews() if r.date <= as_of.date() and r.slug in (reader.reviews or (r.slug,))
    )
    items = {item.id: item for review in reviews for item in app.store.items(review.slug)}
    now = {key: changes for review in reviews for key, changes in histories(app, as_of, review.slug).items()}
    then = {key: changes for review in reviews for key, changes in histories(app, since, review.slug).items()}
    sources = sorted({key for review in reviews for key in review.sources})
    return DigestInput(
        recipient=reader.address,
        reviews=reviews,
        items=tuple(_view(app, items[key], changes, then.get(key, ()), as_of) for key, changes in now.items()),
        sources=tuple(_source_views(app, sources, since, as_of)),
        coverage=app.store.coverage(sources, max(since, as_of - timedelta(days=1)).date(), as_of.date()),
        questions=tuple(_questions(app, list(items.values()), since, as_of)),
        since=since,
        as_of=as_of,
        version=app.version,
    )


def _view(
    app: App, item: OpenItem, changes: tuple[StatusChange, ...], known: tuple[StatusChange, ...], as_of: datetime
) -> ItemView:
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


def _source_views(app: App, keys: Sequence[str], since: datetime, as_of: datetime) -> Iterator[SourceView]:
    """One line a source: it is as well as its best endpoint, since one route's gap is another's task."""
    now, then = _best(app.store.endpoint_states(as_of)), _best(app.store.endpoint_states(since))
    for key in keys:
        source, state, before = app.sources.get(key), now.get(key), then.get(key)
        name = source.name if source else key
        if state is None:
            cause = "" if source else "no configuration describes this source"
            yield SourceView(key, name, "never_read", cause, healthy=False)
            continue
        ill_before = before is not None and not _healthy(before)
        yield SourceView(
            key,
            name,
            state.outcome,
            state.cause,
            healthy=_healthy(state),
            failures=state.failures,
            last_healthy=state.last_healthy,
            mended=_healthy(state) and ill_before,
        )


def _healthy(state: EndpointState) -> bool:
    return any(state.outcome == outcome.value and outcome.healthy for outcome in Outcome)


def _best(states: Sequence[EndpointState]) -> dict[str, EndpointState]:
    best: dict[str, EndpointState] = {}
    for state in states:
        known = best.get(state.source)
        if known is None or (not _healthy(known) and (_healthy(state) or state.failures < known.failures)):
            best[state.source] = state
    return best


def _questions(app: App, items: Sequence[OpenItem], since: datetime, as_of: datetime) -> Iterator[Question]:
    """Possible matches that came in since and that nobody has judged, the likeliest first."""
    found = [
        Question(item, article.title, article.url, match.score)
        for item in items
        for match, article in app.store.matches(item.id, everything=True, until=as_of)
        if match.decision is Decision.POSSIBLE and match.judgement is None
        if article.first_seen is not None and article.first_seen > since
    ]
    found.sort(key=lambda question: (-question.score, question.item.id, question.url))
    yield from found[:MAX_QUESTIONS]


def wanted(reader: Reader, digest: Digest, last: datetime | None) -> bool:
    """Whether the reader's policy asks for this digest: always, on changes, or on changes and once a week."""
    if digest.news or reader.policy == "always":
        return True
    return reader.policy == "weekly" and (last is None or digest.as_of - last >= timedelta(days=7))


def post(app: App, lay_out: Layout, since: datetime | None = None) -> list[OutboxEntry]:
    """Make each reader's digest, put it into the outbox and deliver all that waits there."""
    for reader in app.readers:
        last = app.store.last_digest(reader.address)
        if last is not None and last >= app.clock.now():
            continue  # told already, as of this moment or a later one
        digest = make_digest(app, reader, since)
        if wanted(reader, digest, last):
            letter = lay_out(digest, reader.address, app.clock.now())
            app.store.enqueue(digest.id, reader.address, reader.channel, letter.message, app.clock.now())
    return deliver(app)


def deliver(app: App) -> list[OutboxEntry]:
    """Send what is ready; returns every entry that was touched, as it stands afterwards.

    An entry found in `sending` was left there by a crash: nobody knows whether it arrived, so it is never sent again by
    itself but shown as uncertain.
    """
    touched = [entry.id for entry in app.store.outbox(DeliveryState.SENDING)]
    for number in touched:
        app.store.set_delivery(number, DeliveryState.UNCERTAIN, app.clock.now(), "interrupted while it was being sent")
    for entry in app.store.outbox(DeliveryState.READY):
        _send(app, entry)
        touched.append(entry.id)
    return [entry for entry in app.store.outbox() if entry.id in touched]


def _send(app: App, entry: OutboxEntry) -> None:
    now = app.clock.now()
    app.store.set_delivery(entry.id, DeliveryState.SENDING, now)
    try:
        app.channel(entry.channel).send(entry.message, entry.recipient)
    except Uncertain as error:
        app.store.set_delivery(entry.id, DeliveryState.UNCERTAIN, now, str(error))
    except DeliveryError as error:
        again = error.transient and entry.attempts + 1 < MAX_ATTEMPTS
        app.store.set_delivery(entry.id, DeliveryState.READY if again else DeliveryState.FAILED, now, str(error))
    else:
        app.store.set_delivery(entry.id, DeliveryState.SENT, now)
