"""The day on which a review was written, where nobody says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.domain.dates import DateMention, Order, find_dates, guess_order
from monitor.domain.model import Precision
from monitor.domain.review.layout import Block, Form

_STATED = re.compile(
    r"\b(?:posted|published|updated|dated?|written|filed|as of|issued|status|version)\b:?[^\n.;]{0,25}$", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|due|is to|are to|expected|scheduled|plans? to|by|until|before|expires|has until)\b", re.IGNORECASE
)
_DATELINE = re.compile(r"\W*(?:(?:[A-Z][\w’'-]*|morning|noon|afternoon|evening|night),?\s+){0,4}(?:\(|,\s*)?")
_SENTENCE, _NEAR = 250, 70
"""Characters before a date: a sentence with what is quoted in it, and where the verb stands that tells the past."""
_FAR = date(1990, 1, 1)
_MAY_NAME_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]-?\d\d|['’]\d\d")
"""Most passages name none: the search for dates is the reader's dearest part."""
_YEARED = re.compile(r"(?:19|20)\d\d|\d[./-]\d{2}$|['’]\d\d$")


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """The day, if any, with what it rests on and what speaks against it."""

    day: date | None
    sure: bool
    because: str = ""
    warnings: tuple[str, ...] = ()


def _with_year(text: str, order: Order) -> list[DateMention]:
    """Dates that name a day and a year: those mean the same whenever they are read."""
    if not _MAY_NAME_YEAR.search(text):
        return []
    return [m for m in find_dates(text, day=_FAR, order=order) if m.latest and m.absolute and _YEARED.search(m.text)]


def review_day(text: str, blocks: Sequence[Block], given: date | None) -> ReviewDay:
    """The day that is given, stated at the top, or told by the sources line, then by the last thing that happened."""
    order, _ = guess_order(text, day=given)
    cited = _cited(text, blocks, order)
    happened, ahead = _told(text, blocks, order)
    contradicted = [m for m in cited if m.latest and _contradicts(m.latest, happened, ahead, given)]
    warnings = (_contradiction(contradicted, ahead),) if contradicted else ()
    if given:
        return ReviewDay(given, True, "given", warnings)
    stated = _stated(text, blocks, order)
    if stated:
        return ReviewDay(stated.latest, True, f"{stated.text!r} at the top", warnings)
    if cited and not contradicted:
        last = max(m.latest for m in cited if m.latest)
        return ReviewDay(last, False, "the last date of the sources line", ())
    if month := _month_of_title(text, blocks, order):
        return ReviewDay(month.latest, False, f"the end of {month.text!r}, which stands at the top", warnings)
    if happened:
        return ReviewDay(max(happened), False, "the last day that the text calls past", warnings)
    return ReviewDay(None, False, "", warnings)


def _cited(text: str, blocks: Sequence[Block], order: Order) -> list[DateMention]:
    return [
        m for block in blocks if block.form is Form.SOURCES for m in _with_year(text[block.start : block.end], order)
    ]


def _stated(text: str, blocks: Sequence[Block], order: Order) -> DateMention | None:
    """A date in the title, in a line of its own at the top, or behind "posted" or "as of" in the first lines."""
    for index, block in enumerate(blocks[:6]):
        words = text[block.start : block.end]
        for mention in _with_year(words, order):
            if mention.earliest is None or mention.latest is None or (mention.latest - mention.earliest).days > 7:
                continue
            if block.form is Form.BYLINE or _STATED.search(words[: mention.start]):
                return mention
            if index < 2 and block.form in (Form.TITLE, Form.HEADING) and not _AHEAD.search(words):
                return mention
            if block.form in (Form.PARAGRAPH, Form.TITLE) and _is_dateline(words, mention):
                return mention
    return None


def _month_of_title(text: str, blocks: Sequence[Block], order: Order) -> DateMention | None:
    """ "Harbour scheme, March 2020": a month at the top where no day is given."""
    for block in blocks[:3]:
        words = text[block.start : block.end]
        for mention in (
            find_dates(words, day=_FAR, order=order) if len(words) < 130 and not _AHEAD.search(words) else ()
        ):
            if mention.precision is Precision.MONTH and mention.latest and re.search(r"\d{4}$", mention.text):
                return mention
    return None


def _is_dateline(words: str, mention: DateMention) -> bool:
    """A line that is little more than a date, or "Geneva, 6 March 2026. ..." before the first sentence."""
    if len(words) - len(mention.text) < 40:
        return not _AHEAD.search(words)
    return bool(_DATELINE.fullmatch(words[: mention.start])) and words[mention.end : mention.end + 1] in (
        ".",
        ":",
        ",",
        " ",
    )


def is_dateline(sentence: str, day: date) -> bool:
    """Whether a sentence is no more than places and the review's day: "Geneva, Friday morning, 6 March 2026."."""
    return any(
        mention.earliest == mention.latest == day
        and not sentence[mention.end :].strip(" .:)*")
        and _DATELINE.fullmatch(sentence[: mention.start])
        for mention in find_dates(sentence, day=day)
    )


def _told(text: str, blocks: Sequence[Block], order: Order) -> tuple[list[date], list[date]]:
    """Days with their year that the body tells as past, and those that it tells as to come."""
    happened: list[date] = []
    ahead: list[date] = []
    for block in blocks:
        if block.form is Form.SOURCES:
            continue
        words = text[block.start : block.end]
        for mention in _with_year(words, order):
            whole = re.split(r"[.;!?]\s", words[max(0, mention.start - _SENTENCE) : mention.start])[-1]
            sentence = whole[-_NEAR:]
            if mention.latest and re.search(
                r"\b(?:will|due|is to|are to|scheduled|expected)\b[^.;]*$|\b(?:by|until)\s+(?:the\s+|\w+day,?\s+)?$",
                whole,
                re.IGNORECASE,
            ):
                ahead.append(mention.latest)
            elif mention.latest and re.search(
                r"\b\w+ed\b|\b(?:met|held|was|were|began|took|came|ran out|went)\b", sentence
            ):
                happened.append(mention.latest)
    return happened, ahead


def _contradicts(cited: date, happened: Sequence[date], ahead: Sequence[date], given: date | None) -> bool:
    """A source later than what is still to come, or months away from the day that is given."""
    if given:
        return cited > given + timedelta(7)
    return bool(ahead) and cited > min(ahead) and bool(happened)


def _contradiction(mentions: Sequence[DateMention], ahead: Sequence[date]) -> str:
    written = " and ".join(dict.fromkeys(m.text for m in mentions))
    verb = "lies" if len({m.text for m in mentions}) == 1 else "lie"
    later = f", also after {min(ahead).isoformat()}, which the text says is still to come" if ahead else ""
    return (
        f"the sources line's {written} {verb} after the events that the review reports{later}: "
        "a slip of the month, it seems; the review's date was not moved"
    )
