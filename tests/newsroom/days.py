"""The days that the demonstration plays, and what must have moved by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any


def _days(*months: str) -> tuple[date, ...]:
    """Days written by the month: three of August as 2013-08 1 7 9."""
    split = [(month.split()[0], month.split()[1:]) for month in months]
    return tuple(date.fromisoformat(f"{month}-{int(day):02}") for month, days in split for day in days)


CHOSEN = _days(
    "2013-06 19",
    "2013-07 18",
    "2013-08 1 7 9 10",
    "2013-09 5 6",
    "2013-10 7",
    "2013-11 6 22 25",
    "2014-01 22 23",
    "2014-02 16",
)
"""The days played unless told otherwise."""
QUIETER = _days(
    "2013-06 26",
    "2013-07 3",
    "2013-08 5 27",
    "2013-09 7 14 28",
    "2013-10 17",
    "2013-12 5 18",
    "2014-01 10 20",
    "2014-02 1",
)
EVERY = tuple(sorted(CHOSEN + QUIETER))


def evening(day: date) -> datetime:
    """When the day's run is made."""
    return datetime(day.year, day.month, day.day, 22, tzinfo=UTC)


def chosen_days(text: str | None) -> tuple[date, ...]:
    """`all`, or days with commas between; the usual ones where nothing is said. ValueError for anything else."""
    if text is None:
        return CHOSEN
    return EVERY if text == "all" else tuple(sorted({date.fromisoformat(part.strip()) for part in text.split(",")}))


@dataclass(frozen=True, slots=True)
class Milestone:
    """What history says: the item has the headline first on a day from `first` to `last`."""

    item: str
    headline: str
    first: date
    last: date
    history: str
    required: bool = True
    """Whether the demonstration fails without it; the others are shown as they come out."""

    def verdict(self, changes: Iterable[Mapping[str, Any]]) -> str:
        """Empty where it came true; else what happened instead. `changes` are lines of `export states`, in order."""
        own = [change for change in changes if change["item"].endswith(f"/{self.item}")]
        met = [date.fromisoformat(change["as_of"]) for change in own if headline(change) == self.headline]
        if not met:
            return f"never {self.headline}; it was {', '.join(dict.fromkeys(map(headline, own))) or 'not there'}"
        if not self.first <= met[0] <= self.last:
            return f"{self.headline} on {met[0]}, not between {self.first} and {self.last}"
        return ""


def headline(change: Mapping[str, Any]) -> str:
    """The headline of a line of `export states`: a terminal state wins, else overdue, else the state."""
    overdue = change["clock"] == "overdue" and change["state"] in ("open", "developing", "stalled")
    return "overdue" if overdue else str(change["state"])


MILESTONES = (
    Milestone(
        "moscow-summit", "failed", date(2013, 8, 7), date(2013, 8, 8), "cancelled by the White House on 7 August"
    ),
    Milestone("two-plus-two", "done", date(2013, 8, 9), date(2013, 8, 10), "held in Washington on 9 August"),
    Milestone("missile-defence", "overdue", date(2013, 9, 5), date(2013, 9, 12), "no agreement by 4 September"),
    Milestone(
        "cyber-group", "done", date(2013, 11, 22), date(2013, 11, 25), "first met on 21-22 November", required=False
    ),
    Milestone("geneva-2", "done", date(2014, 1, 22), date(2014, 1, 23), "opened in Montreux on 22 January"),
)


def due_milestones(days: Iterable[date]) -> list[Milestone]:
    """Those that the played days can show: a day in the milestone's span was played, and one before it."""
    played = list(days)
    return [
        milestone
        for milestone in MILESTONES
        if any(milestone.first <= day <= milestone.last for day in played) and min(played) < milestone.first
    ]
