"""Values for the tests of the store; every field that a test does not name has a telling default."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.app.records import Tracked
from monitor.domain.model import (
    Clock,
    Decision,
    EndpointBatch,
    Evidence,
    Kind,
    Match,
    Modality,
    OpenItem,
    Outcome,
    RawArticle,
    Review,
    Signal,
    State,
    StatusChange,
    Validators,
)
from monitor.store import SqlStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = Review("harbour", "Harbour deal", date(2026, 3, 1), ("gazette", "herald"), "reviews/harbour.toml")
BRIDGE, TUNNEL = "harbour/bridge", "harbour/tunnel"


def hours(number: float) -> datetime:
    """So many hours after noon of the first day."""
    return NOON + timedelta(hours=number)


def item(key: str = "bridge", **fields: Any) -> OpenItem:
    given: dict[str, Any] = {"title": f"The {key} is to open", "kind": Kind.EVENT, "since": HARBOUR.date}
    return OpenItem("harbour", key, **(given | fields))


def raw(number: int = 1, **fields: Any) -> RawArticle:
    given: dict[str, Any] = {
        "source": "gazette",
        "url": f"https://gazette.example/news/{number}",
        "title": f"Report {number}",
        "published": hours(-number),
        "published_from": "feed",
        "external_id": f"g{number}",
    }
    return RawArticle(**(given | fields))


def batch(*articles: RawArticle, **fields: Any) -> EndpointBatch:
    given: dict[str, Any] = {
        "endpoint": "gazette/front",
        "source": "gazette",
        "outcome": Outcome.NEW,
        "validators": Validators("e1", "m1", "h1"),
        "entries": len(articles),
        "http_status": 200,
    }
    return EndpointBatch(**(given | {"articles": articles} | fields))


def match(article: int, of: str = BRIDGE, **fields: Any) -> Match:
    return Match(of, article, **({"score": 0.9, "decision": Decision.MATCH, "version": "m1"} | fields))


def piece(article: int, of: str = BRIDGE, **fields: Any) -> Evidence:
    given: dict[str, Any] = {
        "signal": Signal.COMPLETED,
        "modality": Modality.PERFORMED,
        "quote": "Report",
        "field": "title",
        "start": 0,
        "end": 6,
        "trigger": (0, 6),
        "cue": "opened",
        "published": hours(-1),
        "learnt": NOON,
    }
    return Evidence(of, article, **(given | fields))


def tracked(article: int, *pieces: Evidence, of: tuple[str, ...] = (BRIDGE,), **fields: Any) -> Tracked:
    """One article matched to each of `of`, with these pieces of evidence."""
    return Tracked(article, None, "gazette", tuple(match(article, one, **fields) for one in of), pieces)


def change(day: int = 3, state: State = State.DONE, **fields: Any) -> StatusChange:
    given: dict[str, Any] = {"clock": Clock.MET, "confidence": 0.95, "rule": "completed", "rule_version": "1"}
    return StatusChange(BRIDGE, date(2026, 3, day), state, **(given | fields))


def filled(store: SqlStore, articles: int = 3) -> list[int]:
    """A review with two items and some collected articles; returns the articles' ids in order of their numbers."""
    store.save_review(HARBOUR, [item("bridge"), item("tunnel")], NOON)
    run = store.begin_run(NOON, NOON, "test")
    store.save_batches([batch(*(raw(number) for number in range(1, articles + 1)))], run, NOON)
    return [store.find_article(f"g{number}").id for number in range(1, articles + 1)]
