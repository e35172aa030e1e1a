"""The reader on any text at all: no crash, places that hold, and a time that grows with the length alone."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.domain.review import read_review

DAY = date(2020, 3, 4)
_PHRASES = st.sampled_from(
    ["The minister will sign the treaty by 3 May 2020", "- ", "* ", "\n", "\n\n", "\t", " | ", "# ", "1) ", "(Reuters)",
     "Sources: Reuters, BBC", "“", "”", "**", "_", "is to", "agreed to", "next Tuesday", "09.05.-13-09.06.13",
     "on 99 May",
     "31.02.2020", "within 14 days", "at the September summit", "Bottom line: ", "I expect", "; ", ". ",
     "\u00a0", "\u2028", "é", "İ", "\x1c", "0"]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_PHRASES, st.text(max_size=12)), min_size=1, max_size=60).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(_TEXTS.filter(str.strip))
def test_any_text_is_read_and_every_quote_stands_where_it_says(text: str) -> None:
    for item in read_review(text, day=DAY).items:
        assert item.span is not None
        start, end = item.span
        assert 0 <= start < end <= len(text)
        assert " ".join(text[start:end].split()) == " ".join(item.quote.split())
        assert item.title
        assert item.key


@pytest.mark.parametrize(
    "unit",
    [
        "the minister will sign, ",
        "word ",
        "( the ",
        "Abc of ",
        "3 May 2031 ",
        '"we will" ',
        "12 ",
        "*a* _b_ ",
        "a\t",
        "a - b ",
    ],
)
def test_a_passage_takes_no_longer_than_its_length(unit: str) -> None:
    """Four times the length takes about four times the time: nothing in the reader is quadratic in a passage."""
    small, large = (_seconds("Notes\n\n- " + unit * (size // len(unit))) for size in (4_000, 16_000))
    assert large < 9 * max(small, 0.05)


def test_thousands_of_bullets_are_read_in_seconds() -> None:
    bullets = "\n".join(f"- The minister will sign paper {number}." for number in range(400))
    assert _seconds(f"Notes\n\n{bullets}") < 8


def _seconds(text: str) -> float:
    started = time.process_time()
    read_review(text, day=DAY)
    return time.process_time() - started
