"""Whatever the text: no crash, an item for each passage that stands in it, and a time that grows as the text does."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.review import read_review
from monitor.errors import InputError

DAY = date(2026, 3, 1)
PIECES = (
    "The council will publish its report by 3 May 2026.", "ministers agreed to", "a working group",
    "is to be held", "within 14 days", "next Tuesday", "by the end of", "at the September summit",
    "13-14 June", "03.04.26", "32.13.2099", "0000-00-00", "Feb 30", "99999999999999", "Bottom line:",
    "Sources: Reuters, BBC,", "*I expect", "will", "or", "not", "- ", "* ", "1. ", "# Heading", "| a | b |",
    "|", "\n", "\n\n", "\r\n", "    ", "\t", "(", ")", "[", "]", '"', "“", "”", "*", "_", ";", ":", ".", ",",
    "…", "—", "> ", "=====", "U.S.", "<p>", "&amp;", "не будет", "日本", "\u202e", "\ufeff", "\x0b", "\x85",
    "\x1c", "\u00a0", "İ", "\u2028", "ﬁ",
)  # fmt: skip
PARTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=60)
TEXTS = PARTS.map(" ".join) | PARTS.map("".join) | st.text(max_size=400)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_item_points_at_its_passage(text: str) -> None:
    try:
        items = read_review(text, day=DAY).items
    except InputError:
        assert not text.strip()
        return
    assert len({item.key for item in items}) == len(items)
    for item in items:
        assert item.span is not None
        start, end = item.span
        assert 0 <= start < end <= len(text)
        assert re.sub(r"\s+", " ", text[start:end]).strip() == re.sub(r"\s+", " ", item.quote).strip()
        assert item.title.strip()
        assert len(item.title.splitlines()) == 1
        assert not re.search(r"[\x00-\x1f]", item.title)
        assert item.criterion.strip()
        assert not (item.due and item.due.earliest and item.due.latest) or item.due.earliest <= item.due.latest


@pytest.mark.parametrize(
    "part",
    [
        "The council will publish its report by 3 May 2026 and the ministry is to set up a working group; ",
        "3 May 2026, ",
        "he said “we will ",
        "( the ",
        "Abc of ",
        "*a* _b_ ",
        "a\t",
    ],
)
def test_a_sentence_without_an_end_costs_as_it_is_long(part: str) -> None:
    """It was the square of its length: 200,000 characters took over a minute."""

    _cost(part)
    small, large = (_cost("Notes\n\n- " + part * (length // len(part))) for length in (4_000, 16_000))
    assert large < 9 * max(small, 0.05)


def test_hundreds_of_bullets_are_read_in_seconds() -> None:
    bullets = "\n".join(f"- The minister will sign paper {number}." for number in range(400))
    assert _cost(f"Notes\n\n{bullets}") < 8


def _cost(text: str) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    read_review(text, day=DAY)
    return time.process_time() - start
