"""The role of a clause's dates: which of them says until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from monitor.domain.dates import DateMention, Order, Tense, find_dates
from monitor.domain.model import Due, Precision
from monitor.domain.review.verbs import told_as_past

_LEADS = {
    "by": 5, "no later than": 5, "not later than": 5, "until": 4, "till": 4, "before": 4, "within": 4, "ahead of": 3, "on": 3,
    "between": 2, "for": 1, "after": -1,
}  # fmt: skip
_FIRM = frozenset({"by", "until", "till", "before", "within", "no later than", "not later than", "ahead of"})
_COMING = re.compile(r"(?:the )?(?:next|coming|tomorrow|later|within|year|month)\b", re.IGNORECASE)
_GONE = re.compile(r"(?:last|yesterday|past|previous)\b|.*\bago\b", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:has|have|had|given|gave|gives|extended|open|adjourned|postponed|delayed|deferred|suspended|prolonged|deadline|valid|runs?|put off"
    r"|recommendations?|refund|left)\b[^,;]{0,60}$",
    re.IGNORECASE,
)
_SET_FOR = re.compile(
    r"\b(?:scheduled|planned|set|due|expected|slated|listed|called|down|pencilled in|penciled in|booked|fixed|foreseen|announced|lined up"
    r"|hearing|meeting|vote|election|summit|session|date|trial|launch|start)\s+for\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:not|no|n[’']t|hardly|never|unlikely)\b[^,;]*\b(?:before|until|till|earlier than|sooner than)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_WAS_DUE = re.compile(
    r"\b(?:was|were) (?:\w+ly )?(?:supposed|due|expected|meant|scheduled|planned|to)\b(?:(?!\b(?:now|has|have|is|are)\b)[^,;])*$",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"\b(?:set|fixed|scheduled|listed|planned|expected|due|adjourned|postponed|moved|delayed|extended|brought forward|put off|called)"
    r"(?: (?!and\b)\w+){0,3}? (?:for|to|until|on|at|by|in)\s+(?:the\s+)?$|\b(?:expected|due|planned|scheduled|promised)\s+$"
    r"|\bdeadline of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:alert|letter|note|memo|memorandum|order|decree|decision|ruling|judgment|judgement|report|statement|warning|incident|attack|accident"
    r"|spill|blackout|outage|protest|election|vote|resolution|agreement|communiqu[eé]|mail|complaint|request)s?\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LONG_PAST = timedelta(45)


def dates_ahead(clause: str, *, day: date, order: Order) -> tuple[DateMention, ...]:
    """The clause's dates that lie ahead of `day` or are vague, and whose words do not say that they are past."""
    return tuple(
        mention
        for mention in find_dates(clause, day=day, order=order, tense=Tense.FUTURE)
        if mention.preposition != "since" and _is_ahead(clause, mention, day)
    )


def long_past(clause: str, *, day: date, order: Order) -> bool:
    """Whether the clause names a time well before `day`: it tells history."""
    return any(
        mention.latest and mention.latest < day - _LONG_PAST
        for mention in find_dates(clause, day=day, order=order, tense=Tense.PAST)
        if (mention.absolute and re.search(r"\d{4}|\d[./-]\d\d$", mention.text)) or "ago" in mention.text
    )


def _is_ahead(clause: str, mention: DateMention, day: date) -> bool:
    """ "ended on Tuesday" is past whatever the Tuesday; a date with its year speaks for itself."""
    if mention.latest is None:
        return True
    if mention.latest < day or _GONE.match(mention.text) or _is_letterhead(clause, mention):
        return False
    if mention.absolute and re.search(r"\d{4}|\d[./-]\d\d$", mention.text):
        return True
    before = clause[: mention.start]
    if _WAS_DUE.search(before):
        return False
    if mention.preposition in _FIRM or _COMING.match(mention.text) or _FIXED.search(before):
        return True
    return not told_as_past(clause[: mention.start])


def _is_letterhead(clause: str, mention: DateMention) -> bool:
    """ "the first alert of 3 January": a day without its year that dates a paper or an event of the past."""
    return (
        mention.preposition == "of"
        and mention.precision is Precision.DAY
        and not re.search(r"\d{4}", mention.text)
        and bool(_PAPER.search(clause[: mention.start]))
    )


def due_of(clause: str, ahead: Sequence[DateMention], cue_end: int) -> Due | None:
    """The deadline among the dates ahead: led by "by" or "until" rather than "in", then the one nearest to the cue."""
    ranked = sorted(
        (mention for mention in ahead if not _lasts(clause, mention)),
        key=lambda one: (one.latest is None, -_LEADS.get(one.preposition, 1), abs(one.start - cue_end)),
    )
    if not ranked:
        return None
    best = ranked[0]
    text = clause[best.start : best.end]
    if best.preposition == "after":
        return Due(best.earliest, None, f"after {text}", best.precision)
    if _NOT_BEFORE.search(clause[: best.start]):
        return Due(best.earliest, None, f"not before {text}", best.precision)
    return Due(best.earliest, best.latest, text, best.precision)


def _lasts(clause: str, mention: DateMention) -> bool:
    """ "job guarantees until 2030", "for this year": how long, not by when."""
    before = clause[: mention.start]
    if mention.preposition in ("until", "till", "through"):
        return not _HELD.search(before) and mention.precision is Precision.YEAR
    if mention.preposition == "for":
        return not _SET_FOR.search(before) and mention.precision is not Precision.DAY
    return mention.preposition == "over" or (mention.preposition == "of" and mention.precision is Precision.YEAR)
