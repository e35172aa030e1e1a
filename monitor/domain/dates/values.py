"""The values of dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.model import Precision

Span = tuple[date, date, Precision]
"""First day, last day, and how exactly it was written."""


class Order(StrEnum):
    """Which of the two first numbers of 03.04.13 is the month."""

    MONTH_FIRST = "month.day"
    DAY_FIRST = "day.month"


class Tense(StrEnum):
    """On which side of the day a date without a year, or a weekday, is looked for."""

    PAST = "past"
    FUTURE = "future"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period in a text. Both days are None where it is vague ("within weeks")."""

    start: int
    end: int
    text: str
    earliest: date | None
    latest: date | None
    precision: Precision = Precision.DAY
    preposition: str = ""
    """The word that leads it in (by, until, before, from, since, within ...), lower case."""
    absolute: bool = True
    """Whether it names a day, month or year of the calendar, rather than counting from today."""


@dataclass(frozen=True, slots=True)
class Now:
    """What a date is resolved against."""

    day: date
    order: Order
    tense: Tense
