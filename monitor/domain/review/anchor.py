"""Due dates that hang on another item: "at the September summit"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.domain.model import Due, Kind, OpenItem, Precision
from monitor.domain.review.words import WORDS

_PHRASE = re.compile(
    r"\b(?P<lead>at|before|after|ahead of|during|by|when they|until|in time for)\s+(?:the|their|its|this|next|that)?\s*"
    r"(?P<words>(?:[\w’'&-]+\s+){0,3}?)(?P<head>[a-z]+)\b",
    re.IGNORECASE,
)
_MEETING = re.compile(r"\b(?:summit|meet|meets|meeting|conference|session|talks|visit)\b", re.IGNORECASE)


def anchored(items: Sequence[OpenItem], day: date) -> tuple[OpenItem, ...]:
    """The items, those that name another's occasion with its date and key."""
    occasions = [item for item in items if item.kind is Kind.EVENT and item.due and item.due.latest]
    return tuple(_anchored(item, [one for one in occasions if one.key != item.key]) for item in items)


def _anchored(item: OpenItem, occasions: Sequence[OpenItem]) -> OpenItem:
    if item.due and item.due.latest and item.due.precision is not Precision.MONTH:
        return item
    for occasion in occasions:
        phrase = _names(item.quote, occasion)
        if phrase:
            return replace(item, due=_taken(phrase, occasion))
    if item.due and item.due.latest and item.due.earliest and _MEETING.search(item.quote):
        inside = [
            one for one in occasions
            if one.due and one.due.latest and item.due.earliest <= one.due.latest <= item.due.latest
        ]  # fmt: skip
        if len(inside) == 1 and inside[0].due:
            return replace(item, due=replace(inside[0].due, text=item.due.text, anchor=inside[0].key))
    return item


def _taken(phrase: re.Match[str], occasion: OpenItem) -> Due:
    due = occasion.due or Due()
    lead = phrase["lead"].lower()
    if lead in ("before", "ahead of", "by", "until", "in time for"):
        return Due(None, due.earliest, phrase.group().strip(), due.precision, occasion.key)
    if lead == "after":
        return Due(due.latest, None, phrase.group().strip(), due.precision, occasion.key)
    return Due(due.earliest, due.latest, phrase.group().strip(), due.precision, occasion.key)


def _names(quote: str, occasion: OpenItem) -> re.Match[str] | None:
    """A phrase that names the occasion: its kind of event, and a word or month that it is known by."""
    about = f"{occasion.title} {occasion.quote}".lower()
    for phrase in _PHRASE.finditer(quote):
        head, given = (
            phrase["head"].lower(),
            [w.lower() for w in phrase["words"].split() if w.lower() not in WORDS.stop],
        )
        if head not in WORDS.nouns["event"] or head not in about:
            continue
        month = occasion.due.latest.strftime("%B").lower() if occasion.due and occasion.due.latest else ""
        named = [w for w in re.findall(r"[a-z]+", phrase["words"].lower()) if w == month or (len(w) > 3 and w in about)]
        if named or not given:
            return phrase
    return None
