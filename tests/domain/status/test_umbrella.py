"""One event may end several matters: each moves by itself, with the quote that speaks of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.domain.evidence import read_evidence
from monitor.domain.model import Article, Decision, Due, Evidence, Kind, Match, OpenItem, State
from monitor.domain.status import Anchor, explain, history

SEEN = datetime(2024, 6, 1, tzinfo=UTC)
DAY = Due(date(2024, 7, 1), date(2024, 7, 1))
ITEMS = {
    "summit": OpenItem("r", "summit", "Harbour summit", Kind.EVENT, due=DAY, terms=("harbour summit",)),
    "treaty": OpenItem("r", "treaty", "Fishing treaty", Kind.AGREEMENT, terms=("fishing treaty",)),
    "group": OpenItem("r", "group", "Ferry commission", Kind.MECHANISM, terms=("ferry commission",)),
    "visit": OpenItem("r", "visit", "Royal visit to Kestrel", Kind.EVENT, terms=("royal visit",)),
}
TITLES = (
    "Norland cancels harbour summit, quits fishing treaty and freezes ferry commission",
    "Norland calls off harbour summit; it withdraws from fishing treaty and suspends the ferry commission",
)


def evidence(key: str) -> list[Evidence]:
    """What two publishers' reports of the one event say of an item."""
    found: list[Evidence] = []
    for number, title in enumerate(TITLES, 1):
        paper = f"paper{number}"
        article = Article(number, paper, f"https://{paper}.example/1", title, published=SEEN, first_seen=SEEN)
        pieces = read_evidence(article, ITEMS[key], Match(ITEMS[key].id, number, 0.95, Decision.MATCH))
        for piece in pieces:
            assert getattr(article, piece.field)[piece.start : piece.end] == piece.quote
        found += pieces
    return [replace(piece, id=at) for at, piece in enumerate(found, 1)]


@pytest.mark.parametrize(
    "key,state,words",
    [
        ("summit", State.FAILED, {"cancels", "calls off"}),
        ("treaty", State.FAILED, {"quits", "withdraws from"}),
        ("group", State.STALLED, {"freezes", "suspends"}),
        ("visit", State.OPEN, set()),
    ],
)
def test_each_item_moves_by_its_own_words(key: str, state: State, words: set[str]) -> None:
    pieces = evidence(key)
    found = explain(ITEMS[key], pieces, until=date(2024, 6, 2))
    assert found.change.state is state
    triggers = {q.evidence.quote[q.trigger[0] : q.trigger[1]] for q in found.quotes} if words else set()
    assert triggers == words


def test_an_item_that_hangs_on_one_of_them_is_in_doubt_with_its_quotes() -> None:
    anchor = history(ITEMS["summit"], evidence("summit"), until=date(2024, 6, 2))
    hung = OpenItem("r", "gift", "Harbour gift", Kind.AGREEMENT, due=Due(DAY.earliest, DAY.latest, anchor="summit"),
                    terms=("harbour gift",), since=date(2024, 5, 1))  # fmt: skip
    change = history(hung, [], until=date(2024, 6, 2), anchor=Anchor("summit", ITEMS["summit"].title, anchor))[-1]
    assert (change.rule, change.state, change.evidence) == ("anchor-off", State.DEVELOPING, anchor[-1].evidence)
