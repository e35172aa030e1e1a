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
    "\u2028", "ﬁ",
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
        assert item.criterion.strip()
        assert not (item.due and item.due.earliest and item.due.latest) or item.due.earliest <= item.due.latest


@pytest.mark.parametrize(
    "part",
    [
        "The council will publish its report by 3 May 2026 and the ministry is to set up a working group; ",
        "3 May 2026, ",
        "he said “we will ",
        "( ",
    ],
)
def test_a_sentence_without_an_end_costs_as_it_is_long(part: str) -> None:
    """It was the square of its length: 200,000 characters took over a minute."""

    def cost(length: int) -> float:
        text = part * (length // len(part))
        start = time.process_time()
        read_review(text, day=DAY)
        return time.process_time() - start

    cost(1_000)
    assert cost(16_000) < 9 * max(cost(4_000), 0.02)
