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
    ("by 15:00 on 3 May 2026", None),
    ("in the week of 4 May 2026", (date(2026, 5, 4), date(2026, 5, 10))),
    ("within 30 days", (date(2026, 3, 3), date(2026, 4, 2))),
    ("Q3 2026", (date(2026, 7, 1), date(2026, 9, 30))),
    # A month stands in them, and a day that is none.
    ("32 May 2026", None),
    ("31 June 2026", None),
    ("May 32, 2026", None),
    ("3 May 20266", None),
]


@pytest.mark.parametrize("words,span", TYPED, ids=[words for words, _ in TYPED])
def test_days_that_are_typed(words: str, span: tuple[date, date] | None) -> None:
    due = due_in_words(words, date(2026, 3, 3))
    assert (due and (due.earliest, due.latest)) == span
