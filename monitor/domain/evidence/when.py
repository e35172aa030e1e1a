"""When it happened or is to happen, as far as the sentence says."""

from __future__ import annotations

import re
from datetime import date, timedelta

from monitor.domain.dates import DateMention, Tense, find_dates
from monitor.domain.model import Due, Modality, Signal

_OLD = timedelta(days=45)
"""What happened longer ago than this before it was printed is looked back upon."""
_DATING = frozenset({Signal.SCHEDULED, Signal.POSTPONED})
_LONGEST = timedelta(days=92)
"""A vaguer date than a quarter sets no deadline."""


_BOUNDS = frozenset({"before", "until", "till", "after", "since", "from", "than"})
"""Prepositions of dates that bound a time without naming the day."""


def when(
    sentence: str, trigger: tuple[int, int], signal: Signal, modality: Modality, printed: date
) -> tuple[date | None, Due | None]:
    """The day it happened, and the deadline that the sentence sets; either may be unknown."""
    ahead = modality is Modality.COMMITTED or signal in _DATING
    mentions = find_dates(sentence, day=printed, tense=Tense.FUTURE if ahead else Tense.PAST)
    dated = [mention for mention in mentions if mention.latest is not None and mention.earliest is not None]
    if not ahead:
        dated = [mention for mention in dated if not _PURPOSE.search(sentence[trigger[1] : mention.start])]
    nearest = min(dated, key=lambda mention: _distance(mention, trigger), default=None)
    if nearest is None or nearest.latest is None or nearest.earliest is None:
        return None, None
    if not ahead:
        return (nearest.earliest if nearest.earliest <= printed else None), None
    if (
        nearest.preposition in _BOUNDS
        or nearest.latest < printed
        or nearest.latest - nearest.earliest > _LONGEST
        or signal not in _DATING
    ):
        return None, None
    return None, Due(nearest.earliest, nearest.latest, nearest.text, nearest.precision)


_PURPOSE = re.compile(r"[,;:] to [a-z]+ ")
"""What is "to resume" on a day has not happened on it."""


def _distance(mention: DateMention, trigger: tuple[int, int]) -> int:
    """Characters between; what follows the trigger is preferred."""
    if mention.start >= trigger[1]:
        return mention.start - trigger[1]
    return trigger[0] - mention.end + 20


def long_ago(occurred: date | None, printed: date, since: date | None) -> bool:
    """Whether it belongs to the past of the matter: before the review, or long before it was printed."""
    if occurred is None:
        return False
    return printed - occurred > _OLD or (since is not None and occurred < since)
