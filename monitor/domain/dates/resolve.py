"""From a match of one of the rules to days. Each function returns a span, None for a vague date, or NO_DATE."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from monitor.domain.dates.periods import (
    MONTHS,
    add_months,
    easter,
    half_of,
    month_of,
    part_of,
    quarter_of,
    season_of,
    week_of,
    year_of,
)
from monitor.domain.dates.values import Now, Order, Span, Tense
from monitor.domain.model import Precision

NO_DATE: Span = (date.min, date.min, Precision.DAY)
"""It looks like a date and is none."""

COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
    "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
"""Days written out; the months' last third is rarely so."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEPS = {"next": 1, "coming": 1, "following": 1, "last": -1, "past": -1, "previous": -1}
_UNITS = {
    "hour": Precision.DAY,
    "day": Precision.DAY,
    "week": Precision.WEEK,
    "fortnight": Precision.WEEK,
    "month": Precision.MONTH,
    "year": Precision.YEAR,
}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_UP_TO = frozenset({"by", "before", "until", "till", "ahead of"})
_RECORD = re.compile(
    r"\b(?:first|high|highest|low|lowest|biggest|largest|worst|best|most|least|fewest|fastest|once|times?)\b[^.;,]*$"
)


def _low(match: re.Match[str], name: str) -> str:
    return (match.groupdict().get(name) or "").lower()


def _written_year(match: re.Match[str]) -> int | None:
    year = _low(match, "y").lstrip("'’")
    if not year:
        return None
    number = int(year)
    return number if number > 99 else 2000 + number if number < 70 else 1900 + number


def _place(now: Now, month: int, day: int, year: int | None) -> date:
    """The day with its year; without one, on the side that the tense asks for."""
    if year:
        return date(year, month, day)
    candidates = []
    for guess in (now.day.year - 1, now.day.year, now.day.year + 1):
        try:
            candidates.append(date(guess, month, day))
        except ValueError:  # 29 February
            continue
    return min(candidates, key=lambda one: _distance(one, now))


def _distance(one: date, now: Now) -> float:
    """Days away, where the wrong side of the tense counts twenty times; the nearest date is rather to come."""
    days = (one - now.day).days
    back, ahead = {Tense.FUTURE: (20.0, 1.0), Tense.PAST: (1.0, 20.0), Tense.NEAREST: (2.0, 1.0)}[now.tense]
    return -days * back if days < 0 else days * ahead


def one_day(day: date) -> Span:
    """A span of one day."""
    return day, day, Precision.DAY


def iso(match: re.Match[str], now: Now) -> Span:
    """2013-09-03."""
    return one_day(date(int(match["y"]), int(match["m"]), int(match["d"])))


def numeric(match: re.Match[str], now: Now) -> Span:
    """09.03.13, 3/9/2013; a number over 12 overrules the order."""
    first, second = int(match["a"]), int(match["b"])
    month_first = second > 12 or (first <= 12 and now.order is Order.MONTH_FIRST)
    month, day = (first, second) if month_first else (second, first)
    return one_day(_place(now, month, day, _written_year(match)))


def day_and_month(match: re.Match[str], now: Now) -> Span:
    """20 July 2014, July 20, 3-4 September."""
    month = MONTHS[_low(match, "month")[:3]]
    first, last = (_day_number(match[name] or match["d"]) for name in ("d", "d2"))
    end = _place(now, month, last, _written_year(match))
    start = end.replace(day=first) if first <= last else end
    return start, end, Precision.DAY


def _day_number(written: str) -> int:
    low = written.lower()
    return ORDINALS.index(low) + 1 if low in ORDINALS else int(re.sub(r"\D", "", written))


def nth_weekday(match: re.Match[str], now: Now) -> Span:
    """The first Monday of March, the last Friday in June."""
    nth, wanted = _low(match, "nth"), WEEKDAYS.index(_low(match, "weekday"))
    there = _place(now, MONTHS[_low(match, "month")[:3]], 15, _written_year(match))
    first, last, _ = month_of(there.year, there.month)
    if nth == "last":
        return one_day(last - timedelta((last.weekday() - wanted) % 7))
    return one_day(first + timedelta((wanted - first.weekday()) % 7 + 7 * ORDINALS.index(nth)))


def month(match: re.Match[str], now: Now) -> Span:
    """March, early March 2015, by the end of March; "before March" ends with February."""
    number, year, which = MONTHS[_low(match, "month")[:3]], _written_year(match), _low(match, "which")
    if which in ("last", "next", "past"):
        now = replace(now, tense=Tense.FUTURE if which == "next" else Tense.PAST)
    elif not year and number == now.day.month:
        year = now.day.year
    there = _place(now, number, 15, year)
    if _low(match, "prep") in ("before", "ahead of") and not match["part"]:
        return part_of(month_of(*_year_and_month(add_months(there, -1))), "end")
    return _by_middle(part_of(month_of(there.year, there.month), match["part"]), match)


def _by_middle(span: Span, match: re.Match[str]) -> Span:
    """ "By mid-January" is by the 15th, "by mid-2015" by the end of June; "in mid-January" may be some days later."""
    if _low(match, "part").split(" ")[0] != "mid" or _low(match, "prep") not in _UP_TO:
        return span
    first = span[0].replace(day=1)
    return first, first.replace(month=6, day=30) if span[2] is Precision.YEAR else first.replace(day=15), span[2]


def _year_and_month(day: date) -> tuple[int, int]:
    return day.year, day.month


def quarter(match: re.Match[str], now: Now) -> Span:
    """Q3 2015, the third quarter."""
    names = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
    number = int(match["q"] or names[_low(match, "name")])
    year = _written_year(match) or now.day.year + (_low(match, "rel") == "next")
    span = quarter_of(year, number)
    open_year = not match["y"] and not match["rel"]
    return quarter_of(year + 1, number) if open_year and span[1] < now.day and now.tense is not Tense.PAST else span


def half(match: re.Match[str], now: Now) -> Span:
    """H2 2015, the first half of next year."""
    number = int(match["h"]) if match["h"] else 1 if _low(match, "name") == "first" else 2
    return half_of(_written_year(match) or now.day.year + (_low(match, "rel") == "next"), number)


def season(match: re.Match[str], now: Now) -> Span:
    """Next spring, in the autumn, by the summer of 2015; "before summer" ends with May."""
    year, which, name = _written_year(match), _low(match, "which"), _low(match, "season")
    span = season_of(year or now.day.year, name)
    if not year and (which == "last" or now.tense is Tense.PAST):
        span = season_of(now.day.year - 1, name) if span[0] > now.day else span
    elif not year and (span[1] < now.day or (which == "next" and span[0] <= now.day)):
        span = season_of(now.day.year + 1, name)
    if "before" in (which, _low(match, "prep")) and not match["part"]:
        return one_day(span[0] - timedelta(1))
    return part_of(span, match["part"])


def summer_break(_: re.Match[str], now: Now) -> Span:
    """Before the summer break: by the end of July, when parliaments and cabinets have risen."""
    return one_day(date(now.day.year + (now.day.month > 7), 7, 31))


def period(match: re.Match[str], now: Now) -> Span:
    """This, next or last week, month, year; a bare "the year" only with its part ("the end of the year")."""
    which, unit = _low(match, "which"), _low(match, "unit")
    if which == "the" and not match["part"] and unit != "weekend":
        return NO_DATE
    if (match["part"] or "").lower().endswith("turn of") and unit == "year":
        return _turn_of_year(now.day.year, _low(match, "prep"))
    step = _STEPS.get(which.removeprefix("the "), 0)
    if unit == "weekend":
        saturday = week_of(now.day + timedelta(7 * step))[0] + timedelta(5)
        return saturday, saturday + timedelta(1), Precision.DAY
    return part_of(_whole(unit, now.day, step), match["part"])


def _turn_of_year(ending: int, lead: str) -> Span:
    """Around its last night; "by" and "before" it, that night."""
    last = date(ending, 12, 31)
    until = last if lead in _UP_TO else last + timedelta(15)
    return last - timedelta(15), until, Precision.WEEK


def new_year(match: re.Match[str], now: Now) -> Span:
    """In the new year: its first quarter; by or before it: the old year's last day."""
    if _low(match, "prep") in _UP_TO:
        return one_day(date(now.day.year, 12, 31))
    return quarter_of(now.day.year + (now.day.month > 2), 1)


def _whole(unit: str, day: date, step: int) -> Span:
    if unit == "week":
        return week_of(day + timedelta(7 * step))
    if unit == "year":
        return year_of(day.year + step)
    if unit == "decade":
        first = (day.year // 10 + step) * 10
        return date(first, 1, 1), date(first + 9, 12, 31), Precision.YEAR
    there = add_months(day, step * (3 if unit == "quarter" else 1))
    return quarter_of(there.year, (there.month + 2) // 3) if unit == "quarter" else month_of(there.year, there.month)


def after_next(match: re.Match[str], now: Now) -> Span:
    """The week after next."""
    return _whole(_low(match, "unit"), now.day, 2)


def week_with(match: re.Match[str], now: Now) -> Span:
    """The week of 16 September, w/c 3 March: seven days that begin or, with "w/e", end there."""
    groups = match.groupdict()
    number = _day_number(groups["d"] or groups["d2"])
    day = _place(now, MONTHS[(groups["month"] or groups["month2"]).lower()[:3]], number, _written_year(match))
    if _low(match, "lead") in ("w/e", "week ending"):
        return day - timedelta(6), day, Precision.WEEK
    first = week_of(day)[0] if _low(match, "lead").endswith("of") else day
    return first, first + timedelta(6), Precision.WEEK


def day_of_month(match: re.Match[str], now: Now) -> Span:
    """The 16th: of this month, or of the next where it is past."""
    number = int(match["d"])
    there = now.day if number > now.day.day or now.tense is Tense.PAST else add_months(now.day.replace(day=1), 1)
    return one_day(there.replace(day=number))


def period_end(match: re.Match[str], now: Now) -> Span:
    """year-end, month's end."""
    return part_of(_whole(_low(match, "unit"), now.day, 0), "end")


def year(match: re.Match[str], now: Now) -> Span:
    """By 2015, mid-2015: a number is a year only behind a preposition or a part; "before 2015" ends with 2014."""
    if not match["prep"] and not match["part"]:
        return NO_DATE
    number = int(match["y"])
    if _low(match, "prep") == "before" and not match["part"]:
        return part_of(year_of(number - 1), "end")
    return _by_middle(part_of(year_of(number), match["part"]), match)


def count(match: re.Match[str], now: Now) -> Span:
    """Within 14 days, in six months. Not "within 30 days of the ruling", not "the first in ten years"."""
    if _RECORD.search(match.string[max(0, match.start() - 60) : match.start()].lower()):
        return NO_DATE
    unit, lead = _low(match, "unit"), _low(match, "prep")
    until = _later(now.day, _number(match), unit)
    if lead != "in":
        return now.day, until, Precision.DAY
    return until, until, _UNITS[unit]


def allowance(match: re.Match[str], now: Now) -> Span:
    """Has 30 days to answer: from today, for want of a better beginning."""
    return now.day, _later(now.day, _number(match), _low(match, "unit")), Precision.DAY


def _number(match: re.Match[str]) -> int:
    written = _low(match, "count")
    return int(written) if written.isdigit() else COUNTS[written]


def _later(day: date, number: int, unit: str) -> date:
    if unit == "hour":
        return day + timedelta(-(-number // 24))
    if unit in _DAYS:
        return day + timedelta(number * _DAYS[unit])
    return add_months(day, number * (12 if unit == "year" else 1))


def ago(match: re.Match[str], now: Now) -> Span:
    """Three weeks ago."""
    unit = _low(match, "unit")
    then = _later(now.day, -_number(match), unit)
    return then, then, _UNITS[unit]


def weekday(match: re.Match[str], now: Now) -> Span:
    """On Friday; "next Friday" is one of the calendar's next week: on a Monday, eleven days off.

    "Friday week" is a week after Friday.
    """
    wanted = [day[:3] for day in WEEKDAYS].index(_low(match, "weekday")[:3])
    which = _low(match, "which")
    ahead = (wanted - now.day.weekday()) % 7
    if _low(match, "week"):
        return one_day(now.day + timedelta((ahead or 7) + 7))
    if which == "next":
        return one_day(week_of(now.day + timedelta(7))[0] + timedelta(wanted))
    if which == "this":
        return one_day(week_of(now.day)[0] + timedelta(wanted))
    if which == "last":
        return one_day(now.day - timedelta(7 - ahead))
    if now.tense is Tense.PAST:
        return one_day(now.day - timedelta((7 - ahead) % 7))
    return one_day(now.day + timedelta(ahead or 7))


def near(match: re.Match[str], now: Now) -> Span:
    """Today, tomorrow, yesterday."""
    steps = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}
    return one_day(now.day + timedelta(steps[_low(match, "word")]))


def holiday(match: re.Match[str], now: Now) -> Span:
    """Christmas, New Year, Easter."""
    name, year = _low(match, "name"), _written_year(match)
    if name == "easter":
        day = easter(year or now.day.year)
        day = easter(now.day.year + 1) if not year and day < now.day and now.tense is not Tense.PAST else day
    else:
        day = _place(now, *((12, 25) if name == "christmas" else (1, 1)), year)
    return one_day(day)


def vague(match: re.Match[str], now: Now) -> None:
    """Within weeks, in the coming days: said, without a day."""


def no_date(match: re.Match[str], now: Now) -> Span:
    """Hides a text from the rules that follow."""
    return NO_DATE
