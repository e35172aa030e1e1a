"""Aliases are proposed, and only from what a person wrote or confirmed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.match import Matcher
from monitor.domain.match.propose import MOST, propose
from monitor.domain.model import Article, Kind, OpenItem

ITEM = OpenItem(
    "valley",
    "dam",
    "Treaty on the river dam",
    Kind.AGREEMENT,
    actors=("Ethiopia", "Sudan"),
    terms=("river dam",),
    quote="Ministers will sign a treaty on the river dam; the Nile Basin Commission (NBC) shall keep water accounts.",
)


def article(number: int, title: str, summary: str = "") -> Article:
    return Article(number, "paper", f"https://p.example/{number}", title, summary)


def texts(*accepted: Article, rejected: tuple[Article, ...] = ()) -> list[str]:
    return [proposal.text for proposal in propose(ITEM, accepted, rejected)]


def test_the_passage_proposes_its_names_and_abbreviations() -> None:
    assert texts() == ["NBC", "Nile Basin Commission"]


def test_what_two_confirmed_articles_share_is_proposed_with_their_number() -> None:
    both = [
        article(1, "Khartoum Declaration nears", "The Khartoum Declaration is to be signed on Monday."),
        article(2, "What the Khartoum Declaration says"),
    ]
    found = {proposal.text: proposal.articles for proposal in propose(ITEM, both, ())}
    assert found["Khartoum Declaration"] == 2


def test_one_article_proposes_only_what_it_explains() -> None:
    one = article(1, "Ministers meet", "The Blue River Accord (BRA) was read out. Elsewhere the Addis Pages reported.")
    assert {"BRA", "Blue River Accord"} <= set(texts(one))
    assert "Addis Pages" not in texts(one)


def test_what_a_rejected_article_names_too_is_not_proposed() -> None:
    both = [article(1, "Khartoum Declaration nears"), article(2, "What the Khartoum Declaration says")]
    assert "Khartoum Declaration" not in texts(*both, rejected=(article(3, "Khartoum Declaration of 1967 recalled"),))


def test_actors_terms_and_days_are_not_proposed() -> None:
    both = [article(n, "Ethiopia and Sudan", "Ethiopia said on Monday June 3 the river dam is safe.") for n in (1, 2)]
    assert not {"Ethiopia", "Sudan", "river dam", "Monday June 3"} & set(texts(*both))


def test_actors_side_by_side_are_not_proposed() -> None:
    item = replace(
        ITEM, actors=("Hentzau", "Tarlenheim"), quote="They await another Hentzau Tarlenheim round at Strelsau Lake."
    )
    assert [proposal.text for proposal in propose(item, (), ())] == ["Strelsau Lake"]


def test_an_accepted_alias_finds_what_the_item_alone_does_not() -> None:
    report = article(9, "Khartoum Declaration signed", "Both presidents put their names to it.")
    (before,) = Matcher([ITEM]).match(report) or [None]
    known = OpenItem("valley", "dam", ITEM.title, ITEM.kind, terms=("river dam", "Khartoum Declaration"))
    (after,) = Matcher([known]).match(report)
    assert after.score > (before.score if before else 0.0)


@given(st.lists(st.text(max_size=80), max_size=5), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_proposes_few_distinct_phrases_and_is_read_alike_again(yes: list[str], no: list[str]) -> None:
    accepted = [article(number, text, text) for number, text in enumerate(yes)]
    rejected = [article(number, text) for number, text in enumerate(no)]
    found = propose(ITEM, accepted, rejected)
    assert found == propose(ITEM, accepted, rejected)
    assert len({proposal.text for proposal in found}) == len(found) <= MOST
