"""Arithmetic of calendar periods."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from monitor.domain.dates.values import Span
from monitor.domain.model import Precision

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
_ORDINALS = ("first", "second", "third", "fourth")


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the month's last where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_of(year: int, month: int) -> Span:
    """A whole month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH


def quarter_of(year: int, number: int) -> Span:
    """A whole quarter, 1 to 4."""
    return date(year, 3 * number - 2, 1), month_of(year, 3 * number)[1], Precision.QUARTER


def half_of(year: int, number: int) -> Span:
    """A half of a year, 1 or 2; known to the quarter at best."""
    return date(year, 6 * number - 5, 1), month_of(year, 6 * number)[1], Precision.QUARTER


def season_of(year: int, name: str) -> Span:
    """A season of the northern half of the world; a winter belongs to the year in which it begins."""
    first, last = _SEASONS[name]
    return date(year, first, 1), month_of(year + (last < first), last)[1], Precision.QUARTER


def year_of(year: int) -> Span:
    """A whole year."""
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


def week_of(day: date) -> Span:
    """The week from Monday to Sunday."""
    monday = day - timedelta(day.weekday())
    return monday, monday + timedelta(6), Precision.WEEK


def easter(year: int) -> date:
    """Easter Sunday (Butcher's reckoning)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def part_of(span: Span, part: str | None) -> Span:
    """The early, middle or late part of a period; its "end" are the last days."""
    word = re.sub(r"[\s-]+", " ", (part or "").lower()).strip().removeprefix("the ")
    first, last, precision = span
    days = (last - first).days
    if word.split(" ")[0] in ("early", "start", "beginning", "turn"):
        return first, first + timedelta(days // 3), precision
    if word in ("mid", "middle of"):
        return first + timedelta(days // 3), first + timedelta(2 * days // 3), precision
    if word == "late":
        return first + timedelta(2 * days // 3), last, precision
    if word.startswith(("end", "very end", "close")):
        return last - timedelta(min(days, 6)), last, precision
    if precision is Precision.MONTH:
        return _part_of_month(span, word)
    return _part_of_year(span, word)


def _part_of_month(span: Span, word: str) -> Span:
    """Its halves part behind the 15th; its weeks begin with its days 1, 8, 15 and 22."""
    first, last, _ = span
    name, _, unit = word.partition(" ")
    if unit == "half of":
        middle = first + timedelta(14)
        return (first, middle, Precision.WEEK) if name == "first" else (middle + timedelta(1), last, Precision.WEEK)
    if unit == "week of":
        start = last - timedelta(6) if name not in _ORDINALS else first + timedelta(7 * _ORDINALS.index(name))
        return start, start + timedelta(6), Precision.WEEK
    return span


def _part_of_year(span: Span, word: str) -> Span:
    name, _, unit = word.partition(" ")
    if unit == "half of":
        return half_of(span[0].year, 1 if name == "first" else 2)
    if unit == "quarter of":
        return quarter_of(span[0].year, _ORDINALS.index(name) + 1 if name in _ORDINALS else 4)
    return span
