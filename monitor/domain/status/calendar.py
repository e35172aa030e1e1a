"""The days on which an item's status may change. All others are skipped, so that a year of silence costs nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.domain.status.clock import turning_days
from monitor.domain.status.silence import silent_from
from monitor.domain.status.standing import effective

if TYPE_CHECKING:
    from monitor.domain.status.fold import Course

PROVISIONAL = timedelta(days=2)
"""How long a closing may still be taken back by a later report."""


def next_day(course: Course, day: date) -> date | None:
    """The next day after `day` on which something may change; None where nothing ever will by itself."""
    standing = course.standing
    days = [*turning_days(standing.due or course.item.due)]
    days += [verdict.decided.date() for verdict in course.verdicts]
    days += [verdict.undone.date() for verdict in course.verdicts if verdict.undone is not None]
    days += [change.as_of for change in course.anchor.changes]
    if course.at < len(course.evidence):
        days.append(effective(course.evidence[course.at]))
    if standing.closed_on is not None:
        days.append(standing.closed_on + PROVISIONAL)
    if course.coverage is not None:
        days += silent_from(course.item, standing)
    return min((d for d in days if d > day), default=None)
