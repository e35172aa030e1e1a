"""Copies of one report, and reports that only look like copies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.dedupe import CopyIndex, containment, fold_copies, same, shingles, wire_origin
from monitor.domain.model import Article

DAY = datetime(2013, 6, 20, tzinfo=UTC)
REPORT = (
    "The ministers of both countries opened a new round of talks on the river dam in Addis on Tuesday and said that"
    " they would name a panel of engineers by the end of the month. The panel shall look at how fast the reservoir may"
    " be filled. Fishermen downstream fear for their catch, and growers of cotton ask for a share of the water that"
    " the upper valley has kept since spring. A first report is due in October, the hosts said."
)
WORDS = REPORT.split()


def article(number: int, text: str, day: int = 0, title: str = "") -> Article:
    return Article(number, "paper", f"https://p.example/{number}", title, text, published=DAY + timedelta(days=day))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("nothing", REPORT),
        ("case", REPORT.upper()),
        ("trimmed", " ".join(WORDS[:30])),
        ("the end alone", " ".join(WORDS[40:])),
        ("a paragraph before it", "Correction: an earlier version gave another day for the talks. " + REPORT),
        ("a sentence lost", REPORT.replace(" The panel shall look at how fast the reservoir may be filled.", "")),
        ("every eighth word changed", " ".join("lamp" if at % 8 == 7 else word for at, word in enumerate(WORDS))),
        ("punctuation", REPORT.replace(",", " -").replace(".", ";")),
    ],
)
def test_a_copy_is_known_whatever_an_editor_did(change: str, text: str) -> None:
    assert same(REPORT, text), change


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Voters in Norway go to the polls for a general election", "Voters in Chad go to the polls for a new council"),
        (
            "Voters in Kenya go to the polls for a general election that had been put off twice by the court",
            "Voters in Samoa go to the polls for a general election after a campaign on fishing rights and roads",
        ),
        ("Council of ministers on the river dam", f"{REPORT} It met as the council of ministers on the river dam."),
        ("Talks open", "Talks open"),
        ("", REPORT),
        ("", ""),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert not same(one, other)


def test_the_first_printed_is_the_original_whatever_the_order() -> None:
    articles = [article(3, " ".join(WORDS[:40]), 2), article(2, REPORT, 1), article(1, f"Update: {REPORT}", 0)]
    assert fold_copies(articles) == {3: 1, 2: 1}
    assert fold_copies(reversed(articles)) == {3: 1, 2: 1}


@pytest.mark.parametrize(("day", "folded"), [(0, True), (5, True), (6, False)])
def test_the_same_words_a_week_later_are_news(day: int, folded: bool) -> None:
    assert (fold_copies([article(1, REPORT), article(2, REPORT, day)]) == {2: 1}) is folded


def test_a_short_cut_of_a_very_long_text_is_found() -> None:
    long = " ".join(f"word{at} and{at % 7}" for at in range(600))
    index = CopyIndex()
    index.add(1, "", long, DAY)
    assert index.find("", " ".join(long.split()[:60]), DAY) == 1
    other = CopyIndex()
    other.add(2, "", " ".join(long.split()[:60]), DAY)
    assert other.find("", long, None) == 2


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_is_mutual_and_a_share(one: str, other: str) -> None:
    assert same(one, other) == same(other, one)
    assert 0 <= containment(shingles(one), shingles(other)) <= 1


@given(st.lists(st.sampled_from(WORDS), min_size=10, max_size=150), st.integers(0, 3), st.integers(0, 3))
def test_a_text_is_its_own_copy_and_an_index_finds_what_same_finds(text: list[str], cut: int, add: int) -> None:
    whole, part = " ".join(text), " ".join(["Update:"] * add + text[cut:])
    index = CopyIndex()
    index.add(1, "", whole, DAY)
    assert (index.find("", part, DAY) == 1) == same(whole, part)


@given(st.permutations(range(5)))
def test_folding_does_not_depend_on_the_order(order: list[int]) -> None:
    texts = [REPORT, REPORT + " More follows.", " ".join(WORDS[:35]), "Another matter of no weight at all", REPORT]
    articles = [article(number, texts[number], number % 3) for number in range(5)]
    assert fold_copies(articles[at] for at in order) == fold_copies(articles)


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("PARIS (Reuters) - The ministers met", "reuters"),
        ("GENEVA, June 3 (AP) — The ministers met", "ap"),
        ("(AFP) - The ministers met", "afp"),
        ("The ministers met, Reuters reported", None),
        ("He wrote (Reuters) that the ministers met", None),
        ("", None),
    ],
)
def test_the_dateline_names_the_wire(text: str, wire: str | None) -> None:
    assert wire_origin(text) == wire
