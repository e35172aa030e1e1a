"""What the reader can do for an item that a person adds or edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from monitor.domain.dates import DateMention, Order, Tense, find_dates
from monitor.domain.model import Due
from monitor.domain.review.due import due_of
from monitor.domain.review.names import known_names
from monitor.domain.review.naming import key_of
from monitor.domain.review.terms import terms_of


def due_in_words(words: str, day: date, order: Order = Order.DAY_FIRST) -> Due | None:
    """The due date that the words tell, read against the review's `day`; None where they tell none.

    Two days ("2015-03-01 to 2015-03-31") are a span; where the second lies before the first, one of them is mistyped and
    there is no date. Nor is there where a number is left over: in "32 May 2026" a May stands, and a mistyped day. What lies
    before `day` is taken as it is written.
    """
    found = find_dates(words, day=day, order=order, tense=Tense.FUTURE)
    if re.search(r"\d", _besides(words, found)):
        return None
    days = [mention for mention in found if mention.earliest and mention.latest]
    if len(days) == 2:
        first, last = days[0].earliest, days[1].latest
        return Due(first, last, words, days[1].precision) if first <= last else None  # type: ignore[operator]
    return due_of(words, found, 0)


def _besides(words: str, found: Sequence[DateMention]) -> str:
    """What of the words stands in no date."""
    ends = [0, *(mention.end for mention in found)]
    starts = [*(mention.start for mention in found), len(words)]
    return " ".join(words[end:start] for end, start in zip(ends, starts, strict=True))


def key_and_terms(title: str, taken: AbstractSet[str]) -> tuple[str, tuple[str, ...]]:
    """A free key and the phrases of a title."""
    return key_of(title, set(taken)), terms_of(title, "", {}, known_names(f"- {title}"))
