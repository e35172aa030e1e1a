"""A cron line: five fields, read as cron reads them (man 5 crontab) and put so that all schedulers read them alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")


@dataclass(frozen=True, slots=True)
class CronLine:
    """When something starts. Each field is `*` or a list of numbers; weekdays are names, since their numbers differ."""

    minute: str
    hour: str
    day: str
    month: str
    weekday: str
    either: bool
    """Cron starts on the day of the month or on the weekday where both are given, and neither begins with a star."""


def read_cron_line(text: str) -> CronLine:
    """The line; ValueError says which part is wrong."""
    fields = text.lower().split()
    if len(fields) != 5:
        raise ValueError("a cron line has five fields: minute hour day month weekday, as in '30 6 * * 1-5'")
    minutes = _numbers(fields[0], "minute", 0, 59)
    hours = _numbers(fields[1], "hour", 0, 23)
    days = _numbers(fields[2], "day", 1, 31)
    months = _numbers(fields[3], "month", 1, 12, MONTHS)
    weekdays = {number % 7 for number in _numbers(fields[4], "weekday", 0, 7, DAYS)}
    star = fields[2].startswith("*") or fields[4].startswith("*")
    if star and not any(day <= _LONGEST[month - 1] for day in days for month in months):
        raise ValueError("no month that is meant has such a day")
    return CronLine(
        _listed(fields[0], minutes),
        _listed(fields[1], hours),
        _listed(fields[2], days),
        _listed(fields[3], months),
        "*" if fields[4] == "*" else ",".join(DAYS[number] for number in sorted(weekdays)),
        not star,
    )


def _listed(field: str, numbers: set[int]) -> str:
    return "*" if field == "*" else ",".join(str(number) for number in sorted(numbers))


def _numbers(field: str, what: str, least: int, most: int, names: tuple[str, ...] = ()) -> set[int]:
    numbers: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None or (match[3] and match[1] and not match[2]):
            raise ValueError(f"{what} {part!r} is none that cron takes")
        first = _number(match[1], what, least, least, names)
        last = _number(match[2], what, first if match[1] else most, least, names)
        step = int(match[3] or 1)
        if not least <= first <= last <= most or step < 1:
            raise ValueError(f"{what} {part!r} does not lie within {least}-{most}")
        numbers.update(range(first, last + 1, step))
    return numbers


def _number(word: str | None, what: str, missing: int, least: int, names: tuple[str, ...]) -> int:
    if word is None:
        return missing
    if word in names:
        return names.index(word) + least
    if not (word.isascii() and word.isdigit()):
        raise ValueError(f"{what} {word!r} is no number")
    return int(word)
