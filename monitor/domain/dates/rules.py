"""The table of date forms, the more exact first: a pattern, its resolver, and whether it names the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitor.domain.dates import resolve
from monitor.domain.dates.values import Now, Span

Resolver = Callable[[re.Match[str], Now], Span | None]

_MONTH = (
    r"(?-i:(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b)\.?"
)
_OTHER_MONTH = _MONTH.replace("<month>", "<month2>")
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?|{'|'.join(resolve.ORDINALS)})"
_NTH = r"(?P<nth>first|second|third|fourth|last)"
_FULL_YEAR = r"(?:19|20|21)\d\d"
_TO = r"\s*(?:-|–|—|to|and|or|&|through|until)\s*"
_LED = rf"(?:{_WEEKDAY}\s*,?\s+(?:the\s+)?)?"
_YEAR = rf"(?:\s*,?\s+(?:of\s+)?(?P<y>{_FULL_YEAR}|['’]\d\d)\b)?"
_YEAR_SAID = rf"\s+(?:of\s+)?(?P<y>{_FULL_YEAR})\b"
_WHICH_YEAR = rf"(?:\s+(?:of\s+)?(?:(?P<y>{_FULL_YEAR})|(?P<rel>this|next)\s+year))"
_NO_AMOUNT = r"(?![\d:%]|[.,]\d|\s*(?:per\s?cent|percent|million|billion|bn|trillion|points?|seats?|votes?)\b)"
_PREP = r"(?:\b(?P<prep>by|in|until|till|before|ahead of|since|from|through|for|after|during|to|at|over|between|of)\s+)"
_PART = (
    r"(?:(?:the\s+)?\b(?P<part>early|mid|middle of|late|end of|end|very end of|close of|start of|beginning of"
    r"|turn of|first half of|second half of|(?:first|second|third|fourth|final|last) quarter of"
    r"|(?:first|second|third|fourth|final|last) week (?:of|in))"
    r"(?:\s+|-)(?:the\s+)?(?:in\s+)?)"
)
_UNIT = r"(?P<unit>hour|day|week|fortnight|month|year)s?"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(resolve.COUNTS, key=len, reverse=True))})"
_WEEK_OF = r"\b(?P<lead>w/c|w/e|week\s+(?:of|commencing|beginning|starting|ending))\s+(?:the\s+)?"
_SHORT_DAY = r"(?-i:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_OF_EVENT = r"(?!\s+(?:of|after|from|following|before)\b(?!\s+now))"


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of date."""

    pattern: re.Pattern[str]
    resolve: Resolver
    absolute: bool = True


def _rule(pattern: str, resolver: Resolver, *, absolute: bool = True) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE), resolver, absolute)


RULES: tuple[Rule, ...] = (
    _rule(r"(?<![\d.])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)", resolve.iso),
    _rule(  # with slips such as 09.05.-13
        r"(?<![\d.])(?P<a>\d{1,2})[./-]\.?(?P<b>\d{1,2})\.?[./-]-?(?P<y>\d{4}|\d\d)(?![\d%])", resolve.numeric
    ),
    _rule(
        rf"\b(?:every|each)\s+(?:(?:other|first|second|third|fourth|last)\s+)?{_WEEKDAY}\b(?:\s+of\s+the\s+month\b)?",
        resolve.no_date,
    ),
    _rule(rf"\b(?:the\s+)?{_NTH}\s+(?P<weekday>{_WEEKDAY})\s+(?:of|in)\s+{_MONTH}{_YEAR}", resolve.nth_weekday),
    _rule(  # "w/c 3 March", "in the week of 16 September", handled above the plain day
        rf"{_WEEK_OF}(?:(?P<d>{_DAY})\s+(?:of\s+)?{_MONTH}|{_OTHER_MONTH}\s+(?P<d2>{_DAY})\b){_YEAR}",
        resolve.week_with,
    ),
    _rule(rf"{_LED}\b(?P<d>{_DAY})(?:{_TO}(?P<d2>{_DAY}))?\s+(?:of\s+)?{_MONTH}{_YEAR}", resolve.day_and_month),
    _rule(
        rf"{_LED}\b{_MONTH}\s+(?:the\s+)?(?P<d>{_DAY})\b{_NO_AMOUNT}(?:{_TO}(?P<d2>{_DAY})\b{_NO_AMOUNT})?{_YEAR}",
        resolve.day_and_month,
    ),
    _rule(
        r"\b(?:the\s+)?(?:Q(?P<q>[1-4])|(?P<name>first|second|third|fourth|final|last)\s+quarter)\b"
        rf"{_WHICH_YEAR}?",
        resolve.quarter,
    ),
    _rule(rf"\b(?:the\s+)?(?:H(?P<h>[12])|(?P<name>first|second)\s+half)\b{_WHICH_YEAR}", resolve.half),
    _rule(rf"\b{_MONTH}(?=\s+(?:be|have|not|still|yet|also|well|go|come|fall|rise|on)\b)", resolve.no_date),
    _rule(rf"{_PREP}?{_PART}?(?:\b(?P<which>next|last|past)\s+)?\b{_MONTH}{_YEAR}", resolve.month),
    _rule(r"\bbefore\s+(?:the\s+|its\s+|their\s+)?summer\s+(?:break|recess|holidays?)\b", resolve.summer_break),
    _rule(rf"{_PREP}?(?:the\s+)?{_PART}?\b(?P<season>spring|summer|autumn|winter)\b{_YEAR_SAID}", resolve.season),
    _rule(
        rf"\b(?P<which>in|by|before|until)\s+(?:the\s+)?{_PART}(?P<season>spring|summer|autumn|winter)\b",
        resolve.season,
    ),
    _rule(
        rf"{_PART}?\b(?P<which>next|last|this|in|by|before|until|over|of|during)\s+(?:the\s+|this\s+|next\s+)?"
        rf"(?P<season>spring|summer|autumn|winter)\b{_YEAR}",
        resolve.season,
    ),
    _rule(
        rf"{_PREP}?{_PART}?\b(?P<which>this|next|last|the coming|coming|the following|the|past|previous)\s+"
        r"(?P<unit>weekend|week|month|quarter|year|decade)\b(?![’']s?\b)(?!-)",
        resolve.period,
        absolute=False,
    ),
    _rule(r"\b(?P<unit>year|month|quarter)(?:-|[’']s\s+|\s+)end\b", resolve.period_end),
    _rule(r"\bbefore\s+the\s+(?P<unit>year|month|week|quarter)\s+(?:is\s+out|ends|closes)\b", resolve.period_end),
    _rule(r"\bthe\s+(?P<unit>week|month|year)\s+after\s+next\b", resolve.after_next, absolute=False),
    _rule(rf"{_PREP}?{_PART}?\b(?P<y>{_FULL_YEAR})\b(?!\s*[-–]\s*\d)(?![.,]\d)", resolve.year),
    _rule(
        r"\b(?P<prep>within the next|in the next|over the next|within|inside|in)\s+(?:about\s+|around\s+)?"
        rf"{_COUNT}\s+(?:working\s+|business\s+)?{_UNIT}\b(?!-)(?:[’']\s*time)?{_OF_EVENT}",
        resolve.count,
        absolute=False,
    ),
    _rule(  # "has 30 days to answer", "was given two weeks to reply"
        rf"\b(?:has|have|had|given|gives?|gave)\s+(?:[\w’'.-]+\s+){{0,5}}?"
        rf"(?P<date>{_COUNT}\s+(?:working\s+)?{_UNIT})(?=\s+(?:in which\s+)?to\b)",
        resolve.allowance,
        absolute=False,
    ),
    _rule(rf"\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b", resolve.ago, absolute=False),
    _rule(
        rf"\b(?:(?P<which>next|last|this|coming)\s+)?(?P<weekday>{_WEEKDAY})\b(?P<week>\s+week\b)?",
        resolve.weekday,
        absolute=False,
    ),
    _rule(  # "on Wed", "by Fri."
        rf"\b(?:on|by|until|till|before|next|this|from)\s+(?P<weekday>{_SHORT_DAY})\b\.?(?![’'-])",
        resolve.weekday,
        absolute=False,
    ),
    _rule(  # "down for the 16th": of this month or the next
        r"\b(?:on|by|for|until|till|before|from)\s+(?P<date>the\s+(?P<d>\d{1,2})(?:st|nd|rd|th))"
        r"(?=\s*(?:[.,;:)!?]|$)|\s+(?:and|or|to|at|in|with|but|it|when|after)\b)",
        resolve.day_of_month,
        absolute=False,
    ),
    _rule(r"(?<![\d./-])(?P<a>[0-3]\d)/(?P<b>[0-3]\d)(?![\d/%]|\.\d)", resolve.numeric),
    _rule(
        r"\b(?:the\s+)?(?P<word>day after tomorrow|yesterday|today|tonight|tomorrow)\b", resolve.near, absolute=False
    ),
    _rule(r"(?:\b(?P<prep>in|by|before|until|early in)\s+)?\bthe\s+new\s+year\b(?!’|')", resolve.new_year),
    _rule(rf"\b(?P<name>Christmas|Easter|New Year)\b(?:[’']s)?(?:\s+(?:Day|Eve))?{_YEAR}", resolve.holiday),
    _rule(
        r"\b(?:within|in|over)\s+(?:a\s+matter\s+of\s+|a\s+few\s+|the\s+)?(?:coming\s+|next\s+few\s+|next\s+)?"
        r"(?:hours|days|weeks|months|years)\b",
        resolve.vague,
        absolute=False,
    ),
)
