"""What the board shows: statuses, their reasons, and the rows of an export. Reads only; every view takes an as-of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from monitor.app.context import App
from monitor.app.known import Known, known
from monitor.app.records import OutboxEntry
from monitor.app.track import anchor_of, histories
from monitor.domain.model import Article, Coverage, Decision, Evidence, OpenItem, State, StatusChange, Verdict
from monitor.domain.status import Explanation, explain, history
from monitor.domain.status.opinion import Opinion
from monitor.errors import NotFound


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One item with where it stands, and where it stood at the day one compares with."""

    item: OpenItem
    change: StatusChange
    before: StatusChange | None = None
    since: tuple[StatusChange, ...] = ()
    """What changed since that day, oldest first, each with its reason."""


def board(app: App, as_of: datetime, *, review: str | None = None, since: date | None = None) -> list[BoardRow]:
    """All items as known at `as_of`; with `since` only those whose headline was another one after that day."""
    if review is not None and all(known.slug != review for known in app.store.reviews()):
        raise NotFound(f"no review {review!r}; see: followup review list")
    items = {item.id: item for item in app.store.items(review)}
    rows = [
        BoardRow(items[key], changes[-1], _at(changes, since), _after(changes, since))
        for key, changes in histories(app, as_of, review).items()
        if changes
    ]
    if since is None:
        return rows
    return [row for row in rows if row.before is None or any(c.headline != row.before.headline for c in row.since)]


def _at(changes: tuple[StatusChange, ...], day: date | None) -> StatusChange | None:
    return next((change for change in reversed(changes) if day is not None and change.as_of <= day), None)


def _after(changes: tuple[StatusChange, ...], day: date | None) -> tuple[StatusChange, ...]:
    return tuple(change for change in changes if day is not None and change.as_of > day)


def find_item(app: App, name: str) -> OpenItem:
    """By `review/key`, or by the key alone where only one review has it."""
    items = app.store.items(closed=True)
    found = [item for item in items if name in (item.id, item.key)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"no item {name!r}; see: followup items list")
    raise NotFound(f"item {name!r} stands in several reviews: {', '.join(item.id for item in found)}")


@dataclass(frozen=True, slots=True)
class Reasons:
    """All that speaks for an item's status, with the articles that it quotes."""

    item: OpenItem
    explanation: Explanation
    articles: dict[int, Article]
    coverage: Coverage
    """Of the review's sources in the fortnight up to the day."""
    judged: tuple[tuple[Article, bool], ...] = ()
    """What a person said of single articles."""
    opinions: tuple[Opinion, ...] = ()
    """Second opinions that were asked for."""


def reasons(app: App, item: OpenItem, as_of: datetime) -> Reasons:
    """Why an item stands where it stands, as known at `as_of`."""
    if item.since is not None and as_of.date() < item.since:
        raise NotFound(f"{item.id} was not followed before its review of {item.since}")
    folded = histories(app, as_of, item.review)
    anchor = [other for other in app.store.items(item.review, closed=True) if item.due and other.key == item.due.anchor]
    facts = known(app, [item, *anchor], as_of)
    evidence = facts.evidence.get(item.id, [])
    beside = [piece for other in anchor for piece in facts.evidence.get(other.id, ())]
    day, cover = as_of.date(), facts.coverage(item)
    explanation = explain(
        item,
        evidence,
        until=day,
        verdicts=facts.verdicts.get(item.id, ()),
        coverage=cover,
        anchor=anchor_of(item, {other.id: other for other in anchor}, folded),
        beside=beside,
    )
    numbers = sorted({piece.article for piece in (*evidence, *beside)})
    articles = {article.id: article for article in app.store.articles(numbers)}
    judged = tuple(
        (article, match.judgement)
        for match, article in app.store.matches(item.id, everything=True, until=as_of)
        if match.judgement is not None
    )
    opinions = tuple(app.opinions.opinions(item.id, as_of)) if app.opinions is not None else ()
    return Reasons(item, explanation, articles, cover(day - timedelta(days=13), day), judged, opinions)


def match_rows(app: App, as_of: datetime | None, *, item: str | None, everything: bool) -> Iterator[dict[str, Any]]:
    """Lines of `export matches`."""
    for match, article in app.store.matches(item, everything=everything, until=as_of):
        yield {
            "item": match.item,
            "external_id": article.external_id,
            "url": article.url,
            "source": article.source,
            "title": article.title,
            "published": _iso(article.published),
            "score": round(match.score, 4),
            "decision": match.decision.value if match.judgement is None else ("match" if match.judgement else "no"),
            "judged": match.judgement,
            "role": match.role.value,
            "reasons": [
                {"kind": reason.kind, "text": reason.text, "field": reason.field, "span": [reason.start, reason.end]}
                for reason in match.reasons
            ],
            "version": match.version,
            "origin": article.origin.value,
        }


def state_rows(app: App, as_of: datetime, *, item: str | None) -> Iterator[dict[str, Any]]:
    """Lines of `export states`: one a change of the headline, clock changes too."""
    for key, changes in histories(app, as_of).items():
        if item in (None, key):
            yield from (change_row(change) for change in changes)


def change_row(change: StatusChange) -> dict[str, Any]:
    """One change as data."""
    return {
        "item": change.item,
        "as_of": change.as_of.isoformat(),
        "state": change.state.value,
        "clock": change.clock.value,
        "headline": change.headline,
        "substate": change.substate,
        "confidence": round(change.confidence, 4),
        "rule": change.rule,
        "rule_version": change.rule_version,
        "sentence": change.sentence,
        "flags": list(change.flags),
        "learnt": change.learnt.isoformat() if change.learnt else None,
        "evidence": list(change.evidence),
    }


def evidence_rows(app: App, as_of: datetime, *, item: str | None) -> Iterator[dict[str, Any]]:
    """Lines of `export evidence`."""
    items = [each for each in app.store.items(closed=True) if item in (None, each.id)]
    facts = known(app, items, as_of)
    numbers = sorted({piece.article for pieces in facts.evidence.values() for piece in pieces})
    articles = {article.id: article for article in app.store.articles(numbers)}
    for each in items:
        for piece in facts.evidence.get(each.id, ()):
            yield evidence_row(piece, articles[piece.article])


def evidence_row(piece: Evidence, article: Article) -> dict[str, Any]:
    """One piece of evidence as data, with where it stands."""
    return {
        "id": piece.id,
        "item": piece.item,
        "signal": piece.signal.value,
        "modality": piece.modality.value,
        "quote": piece.quote,
        "field": piece.field,
        "span": [piece.start, piece.end],
        "trigger": list(piece.trigger),
        "cue": piece.cue,
        "attribution": piece.attribution,
        "grade": piece.grade,
        "family": piece.family,
        "copy": piece.copy,
        "relevance": round(piece.relevance, 4),
        "occurred": piece.occurred.isoformat() if piece.occurred else None,
        "published": _iso(piece.published),
        "learnt": _iso(piece.learnt),
        "backfilled": piece.backfilled,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "external_id": article.external_id,
    }


def article_rows(app: App, as_of: datetime) -> Iterator[dict[str, Any]]:
    """Lines of `export articles`."""
    for article in app.store.all_articles(as_of):
        yield {
            "id": article.id,
            "external_id": article.external_id,
            "source": article.source,
            "family": article.family,
            "url": article.url,
            "title": article.title,
            "summary": article.summary,
            "published": _iso(article.published),
            "first_seen": _iso(article.first_seen),
            "language": article.language,
            "access": article.access.value,
            "origin": article.origin.value,
        }


def item_rows(app: App, as_of: datetime, *, item: str | None) -> Iterator[dict[str, Any]]:
    """Lines of `export items`: each item as it is followed, with where it stands."""
    folded = histories(app, as_of)
    for each in app.store.items(closed=True):
        if item in (None, each.id):
            changes = folded.get(each.id, ())
            yield {
                "item": each.id,
                "title": each.title,
                "kind": each.kind.value,
                "criterion": each.criterion,
                "due_earliest": each.due.earliest.isoformat() if each.due and each.due.earliest else None,
                "due_latest": each.due.latest.isoformat() if each.due and each.due.latest else None,
                "due_text": each.due.text if each.due else "",
                "actors": list(each.actors),
                "terms": list(each.terms),
                "quote": each.quote,
                "polarity": each.polarity,
                "commitment": each.commitment,
                "closed": each.closed,
                "headline": changes[-1].headline if changes else None,
                "confidence": round(changes[-1].confidence, 4) if changes else None,
            }


def decision_rows(app: App, as_of: datetime, *, item: str | None) -> Iterator[dict[str, Any]]:
    """Lines of `export decisions`: what persons said of states and of matches, and what the machine held then."""
    items = [each for each in app.store.items(closed=True) if item in (None, each.id)]
    facts = known(app, items, as_of)
    for each in items:
        for verdict in app.store.verdicts(each.id, as_of):
            held = _held(each, facts, verdict.decided.date())
            yield _decision(each, verdict.state.value if verdict.state else held, held, verdict)
        for match, article in app.store.matches(each.id, everything=True, until=as_of):
            if match.judgement is not None:
                said, held = (_TAKEN[yes] for yes in (match.judgement, match.decision is Decision.MATCH))
                yield _decision(each, said, held, None, article)


_TAKEN = {True: "match", False: "no match"}


def _held(item: OpenItem, facts: Known, day: date) -> str:
    """The machine's own state at the end of a day."""
    changes = history(item, facts.evidence.get(item.id, ()), until=day, coverage=facts.coverage(item))
    return changes[-1].state.value if changes else State.OPEN.value


def _decision(
    item: OpenItem, said: str, machine: str, verdict: Verdict | None, article: Article | None = None
) -> dict[str, Any]:
    return {
        "item": item.id,
        "said": said,
        "machine": machine,
        "because": verdict.because if verdict else "",
        "by": verdict.by if verdict else None,
        "decided": _iso(verdict.decided) if verdict else None,
        "external_id": article.external_id if article else None,
        "url": article.url if article else None,
        "title": article.title if article else None,
    }


def delivery_rows(app: App, as_of: datetime) -> Iterator[dict[str, Any]]:
    """Lines of `export deliveries`: what became of each digest that was made by then."""
    for entry in app.store.outbox():
        if entry.as_of <= as_of:
            yield delivery_row(entry)


def delivery_row(entry: OutboxEntry) -> dict[str, Any]:
    """One delivery as data."""
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "recipient": entry.recipient,
        "channel": entry.channel,
        "since": _iso(entry.since),
        "as_of": _iso(entry.as_of),
        "state": entry.state.value,
        "attempts": entry.attempts,
        "cause": entry.cause,
        "digest": entry.digest,
        "subject": entry.subject,
        "sha256": entry.sha256,
    }


def source_rows(app: App, as_of: datetime) -> Iterator[dict[str, Any]]:
    """Lines of `export sources`: how the reading of each endpoint stood."""
    for state in app.store.endpoint_states(as_of):
        yield {
            "source": state.source,
            "endpoint": state.endpoint,
            "outcome": state.outcome,
            "cause": state.cause,
            "last_read": _iso(state.last_read),
            "last_healthy": _iso(state.last_healthy),
            "failures": state.failures,
            "entries": state.entries,
            "new": state.new,
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
