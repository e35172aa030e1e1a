from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.domain.match import Matcher
from monitor.domain.model import Article, Decision, Kind, OpenItem

ITEM = OpenItem(
    review="harbour-2020-03",
    key="ferry",
    title="Ferry agreement between Ruritania and Graustark",
    kind=Kind.AGREEMENT,
    actors=("Zenda", "Hentzau"),
    terms=("ferry agreement", "ferry pact", "Strelsau crossing"),
    not_terms=("fairy tale",),
    quote="hope that the ferry agreement can be signed at Strelsau in May",
    since=date(2020, 3, 1),
)


def article(title: str, summary: str = "", day: int = 10) -> Article:
    return Article(
        1, "paper", "https://paper.test/1", title, summary, published=datetime(2020, 3, day, tzinfo=UTC), family="paper"
    )


@pytest.mark.parametrize(
    ("title", "decision"),
    [
        ("Zenda and Hentzau sign ferry agreement", Decision.MATCH),
        ("Ferry pact between Ruritania and Graustark collapses", Decision.MATCH),
        ("A fairy tale of the ferry agreement", Decision.NO),
        ("Rain delays the cricket", None),
    ],
)
def test_decisions(title: str, decision: Decision | None) -> None:
    pairs = Matcher([ITEM]).match(article(title))
    assert (pairs[0].decision if pairs else None) == decision


def test_spans_of_reasons_quote_the_article() -> None:
    one = article("Minister Zenda on the ferry agreements", "The Strelsau crossing may open.")
    (pair,) = Matcher([ITEM]).match(one)
    found = {(r.kind, getattr(one, r.field)[r.start : r.end]) for r in pair.reasons if r.kind in ("term", "actor")}
    assert {("actor", "Zenda"), ("term", "ferry agreements"), ("term", "Strelsau crossing")} <= found
