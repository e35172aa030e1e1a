"""The words of the digest: states, deadlines, troubles, dates. Text and HTML say the same because both ask here."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from monitor.domain.digest.model import Face
from monitor.domain.model import Due, Modality, Precision, Signal, State, StatusChange

_FACES = {
    "open": ("open", "○", "calm"),
    "developing": ("developing", "◐", "live"),
    "stalled": ("stalled", "‖", "warn"),
    "done": ("done", "✓", "good"),
    "partly_done": ("partly done", "◕", "good"),
    "failed": ("failed", "✕", "bad"),
    "superseded": ("superseded", "»", "mute"),
    "void": ("void", "∅", "mute"),
    "overdue": ("overdue", "▲", "warn"),
}

_ORDER = ("done", "partly_done", "failed", "superseded", "void", "overdue", "stalled", "developing", "open")
HEADLINES = tuple((headline, _FACES[headline][0]) for headline in _ORDER)
"""Headlines with their words, closed ones first."""

_FLAGS = {
    "provisional": "provisional: later reports may still correct it",
    "disputed": "disputed: some reports contradict it",
    "coverage_gap": "some sources were not read in this time",
    "needs_review": "needs your decision",
    "pinned": "decided by a person",
    "without_result": "without a result",
    "backfilled": "filled in later from an archive",
}

_SIGNALS = {
    Signal.SCHEDULED: "scheduled",
    Signal.AGREED: "agreed",
    Signal.STARTED: "started",
    Signal.COMPLETED: "completed",
    Signal.POSTPONED: "put off",
    Signal.CANCELLED: "cancelled",
    Signal.FAILED: "failed",
    Signal.SUSPENDED: "suspended",
    Signal.DENIED: "denied",
    Signal.IN_TALKS: "in talks",
    Signal.COMMENT: "comment",
}

_MODALITIES = {Modality.HOPED: "hoped", Modality.DENIED: "denied", Modality.HISTORICAL: "looking back"}

_TROUBLES = {
    "blocked": "refuses us",
    "robots": "closed to robots",
    "not_a_feed": "gives no feed",
    "too_large": "too large",
    "unreadable": "unreadable",
    "assertion": "fails its checks",
    "unreachable": "unreachable",
    "error": "failing",
    "never_read": "never read",
    "silent": "silent",
    "stale_content": "stale",
    "volume_low": "unusually thin",
    "volume_high": "unusually full",
    "degraded": "degraded",
    "failing": "failing",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# Marks that reorder what follows them: a headline must not turn the line that it stands in.
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")


def clean(text: str, limit: int) -> str:
    """One line without control characters, at most `limit` characters, cut at a word where there is one."""
    kept = _BIDI.sub("", text[: limit * 8])
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") else char for char in kept)
    return shorten(" ".join(kept.split()), limit)


def shorten(text: str, limit: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:-") + "…"


def capital(text: str) -> str:
    """The text with its first letter as a capital and all others as they are."""
    return text[:1].upper() + text[1:]


def face(change: StatusChange | None) -> Face:
    """How a change's headline shows itself; an item without history is open."""
    if change is None:
        return plain_face(State.OPEN.value)
    return plain_face(change.headline, change.substate.replace("_", " "))


def plain_face(headline: str, detail: str = "") -> Face:
    """The face of a headline word."""
    word, shape, tone = _FACES[headline]
    return Face(word, shape, tone, detail if detail != word else "")


def notes(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Flags in words; one that is not for readers says nothing."""
    return tuple(_FLAGS[flag] for flag in flags if flag in _FLAGS)


def signal_words(signal: Signal, modality: Modality) -> str:
    """What a report says, with how firmly where that is not plain fact."""
    softer = _MODALITIES.get(modality)
    return f"{_SIGNALS[signal]}, {softer}" if softer else _SIGNALS[signal]


def trouble_words(outcome: str) -> str:
    """What is wrong with a source, in two or three words."""
    return _TROUBLES.get(outcome, outcome.replace("_", " "))


def count(number: int, singular: str, plural: str = "") -> str:
    """ "1 day", "3 days"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def day(value: date) -> str:
    """ "7 Aug 2013"; locale plays no part."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """ "Wed 7 Aug 2013, 07:00 UTC"."""
    zone = value.tzname() or ""
    return f"{weekday(value)}, {value:%H:%M} {zone}".rstrip()


def weekday(value: date) -> str:
    """ "Wed 7 Aug 2013"."""
    return f"{_DAYS[value.weekday()]} {day(value)}"


def percent(share: float) -> str:
    """ "93%", never a hundred where doubt remains."""
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"


def left(days: int) -> str:
    """How far a deadline is, in words."""
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    return f"in {days} days" if days > 0 else f"{count(-days, 'day')} over"


def span(due: Due) -> str:
    """The deadline itself: a day, a span, a month."""
    if due.latest is None:
        return f"from {day(due.earliest)}" if due.earliest else due.text
    if due.precision is Precision.MONTH:
        return f"{_MONTHS[due.latest.month - 1]} {due.latest.year}"
    if due.precision is Precision.QUARTER:
        return f"quarter {(due.latest.month + 2) // 3} of {due.latest.year}"
    if due.precision is Precision.YEAR:
        return str(due.latest.year)
    return day(due.latest) if due.earliest in (None, due.latest) else _days(due.earliest, due.latest)


def _days(first: date | None, last: date) -> str:
    if first is None:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{day(last)}"
    return f"{day(first)} to {day(last)}"
