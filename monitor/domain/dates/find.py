"""Finding the dates of a text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from monitor.domain.dates.resolve import NO_DATE
from monitor.domain.dates.rules import RULES, Rule
from monitor.domain.dates.values import DateMention, Now, Order, Tense
from monitor.domain.model import Precision

_BEFORE = re.compile(
    r"\b(by|until|till|before|after|since|from|on|in|within|for|during|through|at|of|to|no later than|not later than"
    r"|at the latest (?:on|by|in)"
    r"|as of|between|ahead of|up to|starting|beginning|effective)\s+(?:the\s+|about\s+|around\s+|its\s+|their\s+)?$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(by|until|till|before|after|since|from|on|in|within|for|during|through|at|of|to|ahead of|between|over)\s+",
    re.IGNORECASE,
)
_EITHER_DAYS = 7
"""Two days no further apart and joined by "or" are one stretch: "next Wednesday or Thursday"."""
_RANGE_DAYS = 400
"""A longer stretch between two dates joined by a dash is no range of days but two dates."""


def find_dates(
    text: str, *, day: date, order: Order = Order.MONTH_FIRST, tense: Tense = Tense.NEAREST
) -> tuple[DateMention, ...]:
    """All dates of `text` in their order, resolved against `day`; a range is one mention."""
    now = Now(day, order, tense)
    found: list[DateMention] = []
    taken = bytearray(len(text))
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            if any(taken[slice(*match.span())]):
                continue
            mention = _mention(text, match, rule, now)
            if mention or rule.absolute:
                taken[slice(*match.span())] = b"\1" * len(match.group())
            if mention:
                found.append(mention)
    return _join_ranges(text, sorted(found, key=lambda mention: mention.start))


def _mention(text: str, match: re.Match[str], rule: Rule, now: Now) -> DateMention | None:
    try:
        span = rule.resolve(match, now)
    except (ValueError, OverflowError):  # 31 June, year 0
        return None
    if span is NO_DATE:
        return None
    part = "date" if "date" in match.groupdict() else 0
    start, words = match.start(part), match.group(part).rstrip(" ,.(")
    led = _LED.match(words)
    if led:
        start, words = start + led.end(), words[led.end() :]
    before = led or _BEFORE.search(text[max(0, start - 30) : start])
    lead = before.group(1).lower() if before else "within" if part else ""
    earliest, latest, precision = span or (None, None, Precision.DAY)
    return DateMention(
        start,
        start + len(words),
        words,
        earliest,
        latest,
        precision,
        "no later than" if lead.startswith("at the latest") else lead,
        rule.absolute,
    )


def _join_ranges(text: str, mentions: list[DateMention]) -> tuple[DateMention, ...]:
    """`A - B` and `between A and B` become one mention."""
    joined: list[DateMention] = []
    for mention in mentions:
        if joined and _is_range(text, joined[-1], mention):
            first = joined[-1]
            joined[-1] = replace(first, end=mention.end, text=text[first.start : mention.end], latest=mention.latest)
        else:
            joined.append(mention)
    return tuple(joined)


def _is_range(text: str, first: DateMention, second: DateMention) -> bool:
    if not (first.earliest and second.latest and first.earliest <= second.latest):
        return False
    between = text[first.end : second.start].strip(" .,").lower()
    joins = between in ("-", "–", "—", "to", "until", "through") or (
        not between and second.preposition in ("to", "through", "until")
    )
    if first.preposition == "between":
        joins = joins or between == "and"
    days = (second.latest - first.earliest).days
    return (joins and days < _RANGE_DAYS) or (between == "or" and days < _EITHER_DAYS)
