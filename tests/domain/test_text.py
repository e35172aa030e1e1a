"""How texts are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.text import american, sentences, spans, spellings, stem, stems, tokens, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.N. envoy met Putin's aide", ["The", "U.N", "envoy", "met", "Putin's", "aide"]),
        ("R&D and 4x4 at the G20", ["R&D", "and", "4x4", "at", "the", "G20"]),
        ("mid-2014, Geneva-2", ["mid", "2014", "Geneva", "2"]),
        ("Ariane5", ["Ariane", "5"]),
        ("L’accord été", ["L’accord", "été"]),
        ("Россия, 2013", ["Россия", "2013"]),
        ("", []),
        ("--- … !", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("agreements", "agreement"),
        ("Putin's", "Putin"),
        ("U.S.", "USA"),
        ("U.N", "UN"),
        ("defence", "defense"),
        ("harbour", "harbor"),
        ("organisation", "organization"),
        ("Geneva’s", "Geneva"),
        ("II", "2"),
    ],
)
def test_written_apart_stem_alike(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), [("US", "us"), ("II", "ii"), ("four", "for"), ("promise", "promize")])
def test_what_looks_alike_stays_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["hour", "four", "tour", "advise", "promise", "exercise", "surprised", "television"])
def test_no_spelling_is_made_of_a_word_that_has_none(word: str) -> None:
    assert american(word) == word


def test_spellings_hold_both_sides_of_the_ocean_and_numerals() -> None:
    assert {"harbour", "harbor"} <= spellings("harbor")
    assert {"organise", "organize"} <= spellings("organise")
    assert {"2", "ii"} <= spellings("2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met. Nothing came of it.", ["They met.", "Nothing came of it."]),
        ("Mr. Smith came. He left.", ["Mr. Smith came.", "He left."]),
        ("The U.S. Senate voted. It failed.", ["The U.S. Senate voted.", "It failed."]),
        ('"We agreed." He left.', ['"We agreed."', "He left."]),
        ("A heading\n\nThe text", ["A heading", "The text"]),
        ("It rose 3.5 percent in May.", ["It rose 3.5 percent in May."]),
        ("  ", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == found


@given(st.text(max_size=300))
def test_every_cut_of_any_text_agrees(text: str) -> None:
    found = tokens(text)
    assert [text[token.start : token.end] for token in found] == words(text) == [token.text for token in found]
    assert [(token.start, token.end) for token in found] == spans(text)
    assert [token.stem for token in found] == stems(text)
    assert all(token.stem for token in found)


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_lose_nothing_but_white_space(text: str) -> None:
    found = sentences(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert "".join("".join(text[start:end] for start, end in found).split()) == "".join(text.split())


@given(st.from_regex(r"[a-z]{2,12}", fullmatch=True))
def test_case_and_possessive_change_no_stem(word: str) -> None:
    assert stem(word.capitalize()) == stem(word) == stem(f"{word}'s")
