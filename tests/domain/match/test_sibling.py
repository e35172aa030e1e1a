"""Another of a numbered series is another matter, however alike the words are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from monitor.domain.match import why_not
from monitor.domain.match.matcher import Matcher
from monitor.domain.model import Article, Decision, Kind, OpenItem

ITEM = OpenItem(
    review="baltic",
    key="contract",
    title="Contract for a third cable",
    kind=Kind.AGREEMENT,
    actors=("Elering", "Fingrid", "Estlink"),
    terms=("third cable", "Estlink 3", "Estlink-3", "Estlink III"),
    quote="Elering and Fingrid are to sign a contract for a third cable, Estlink 3",
    since=date(2026, 3, 12),
)


@pytest.mark.parametrize(
    ("title", "summary", "matched"),
    [
        ("Estlink 2 repairs completed, Elering and Fingrid say", "The Estlink 2 cable works again.", False),
        ("Estlink II cable repaired, Elering and Fingrid say", "The contract is fulfilled.", False),
        ("Elering and Fingrid sign Estlink 3 contract", "The third cable is agreed.", True),
        ("Elering and Fingrid sign Estlink-III contract", "The third cable is agreed.", True),
        ("Elering and Fingrid agree contracts for Estlink 2 and 3", "The third cable is agreed.", True),
        ("Estlink 2 owners Elering and Fingrid sign contract for third cable", "Estlink 3 is agreed.", True),
        ("Elering and Fingrid sign contract for third cable", "It will lie beside Estlink 2.", True),
    ],
)
def test_a_title_about_a_sibling_is_no_match(title: str, summary: str, matched: bool) -> None:
    seen = Article(1, "paper", "https://paper.test/1", title, summary, published=datetime(2026, 6, 24, tzinfo=UTC))
    decided = [match.decision for match in Matcher([ITEM]).match(seen)]
    assert (decided == [Decision.MATCH]) is matched


@pytest.mark.parametrize(
    ("title", "claimed"),
    [
        ("Estlink 2 repairs completed, Elering and Fingrid say", False),
        ("Estlink II cable repaired, Elering and Fingrid say", False),
        ("Elering and Fingrid plan an Estlink with the number 3", True),
    ],
)
def test_the_words_of_a_numbered_term_are_not_claimed_without_its_number(title: str, claimed: bool) -> None:
    seen = Article(1, "paper", "https://paper.test/1", title, published=datetime(2026, 6, 24, tzinfo=UTC))
    assert any("the words of the term" in line for line in why_not(ITEM, seen)) is claimed
