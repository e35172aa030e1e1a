"""Dates that a person types for an item."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.domain.review import due_in_words

TYPED = [
    ("2026-06-01 to 2026-06-30", (date(2026, 6, 1), date(2026, 6, 30))),
    ("2026-06-01 to 2026-06-01", (date(2026, 6, 1), date(2026, 6, 1))),
    # Taken by its first day alone, a mistyped span would set a deadline that nobody meant.
    ("2026-06-30 to 2026-06-01", None),
    ("2026-06-01 to 2026-01-01", None),
    ("3 May 2026", (date(2026, 5, 3), date(2026, 5, 3))),
]


@pytest.mark.parametrize("words,span", TYPED, ids=[words for words, _ in TYPED])
def test_days_that_are_typed(words: str, span: tuple[date, date] | None) -> None:
    due = due_in_words(words, date(2026, 3, 3))
    assert (due and (due.earliest, due.latest)) == span
