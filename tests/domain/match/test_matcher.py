from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.domain.match import Matcher, Profile, passed_over
from monitor.domain.model import Article, Decision, Drop, Kind, OpenItem, Role

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


@pytest.mark.parametrize(
    ("title", "day", "reason"),
    [
        ("Zenda and Hentzau sign ferry agreement", 10, None),
        ("Rain delays the cricket", 10, Drop.NO_ITEM),
        ("A fairy tale of the ferry agreement", 10, Drop.CONFLICT),
        ("Zenda opens a zoo in Ruritania", 10, Drop.UNLIKE),
    ],
)
def test_an_article_is_passed_over_for_one_reason(title: str, day: int, reason: Drop | None) -> None:
    assert passed_over(Matcher([ITEM]).match(article(title, day=day))) is reason


SINKING = replace(ITEM, title="Ferry sinks off Strelsau", actors=(), terms=(), quote="", not_terms=())
LONG = replace(
    SINKING,
    quote="Divers seek the wreck of the paddle steamer near the lighthouse; a widow and her lawyer blame the pilot.",
)


@pytest.mark.parametrize(
    ("item", "title", "found"),
    [
        (SINKING, "Divers raise the ferry", True),
        (SINKING, "Divers raise the lighthouse", False),
        (replace(SINKING, terms=("ferry disaster",)), "Divers raise the ferry", False),
        (LONG, "A ferry for the islands", False),
        (LONG, "Divers raise the ferry", True),
    ],
)
def test_a_short_passage_without_terms_is_found_by_one_telling_word(item: OpenItem, title: str, found: bool) -> None:
    assert bool(Matcher([item]).candidates(article(title))) is found


def test_spans_of_reasons_quote_the_article() -> None:
    one = article("Minister Zenda on the ferry agreements", "The Strelsau crossing may open.")
    (pair,) = Matcher([ITEM]).match(one)
    found = {(r.kind, getattr(one, r.field)[r.start : r.end]) for r in pair.reasons if r.kind in ("term", "actor")}
    assert {("actor", "Zenda"), ("term", "ferry agreements"), ("term", "Strelsau crossing")} <= found


@pytest.mark.parametrize(
    ("title", "summary", "role"),
    [
        ("Zenda and Hentzau sign ferry agreement", "", Role.SUBJECT),
        ("Zenda and Hentzau meet at last", "They put their names to a ferry agreement.", Role.TOLD),
        ("Zenda signs pact on the ferry with Hentzau", "", Role.TOLD),
        ("Ruritania and Graustark freeze all ties; Zenda and Hentzau recalled", "", Role.TOUCHED),
    ],
)
def test_an_article_reaches_an_item_in_a_role(title: str, summary: str, role: Role) -> None:
    (pair,) = Matcher([ITEM]).match(article(title, summary))
    assert pair.role is role


def report(number: int, title: str, summary: str) -> Article:
    when = datetime(2020, 3, 10 + number, tzinfo=UTC)
    return Article(number, "paper", f"https://paper.test/{number}", title, summary, published=when, family="paper")


FIRE = OpenItem(
    review="harbour-2020-03",
    key="fire",
    title="Fire at the Streslau warehouse in Ruritania",
    kind=Kind.EVENT,
    quote="A fire at a warehouse in Streslau, Ruritania, killed four workers on Tuesday; police seek its cause.",
    since=date(2020, 3, 1),
)
SAME = report(1, "Warehouse fire kills four in Streslau", "Police say that Hentzau Timber stored paint there.")
OTHER = report(
    2, "Warehouse fire in Ruritanian port of Zenda", "Two sailors died when the grain depot of Tarlenheim burnt."
)
NEW_SAME = report(3, "Hentzau Timber owner held over warehouse fire", "Police in Streslau say paint was stored there.")
NEW_OTHER = report(4, "Ruritania warehouse fire: Zenda port to reopen", "Two sailors died at the depot of Tarlenheim.")


def score(article: Article, answers: list[tuple[Article, bool]]) -> float:
    profiles = {FIRE.id: Profile.from_answers(answers)} if answers else {}
    pairs = Matcher([FIRE], profiles).match(article)
    return pairs[0].score if pairs else 0.0


@pytest.mark.parametrize(
    ("new", "answers", "rises"),
    [
        (NEW_SAME, [(SAME, True)], True),
        (NEW_OTHER, [(OTHER, False)], False),
        (NEW_SAME, [(SAME, True), (OTHER, False)], True),
    ],
)
def test_answers_teach(new: Article, answers: list[tuple[Article, bool]], rises: bool) -> None:
    before, after = score(new, []), score(new, answers)
    assert (after > before) is rises and after != before


def test_an_article_is_no_witness_to_itself() -> None:
    assert score(SAME, [(SAME, True)]) == score(SAME, [])
