"""How often an archive's host may be asked: kept across restarts, so that a new process is no way around a limit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

_FIRST_SHUT = timedelta(minutes=1)
_LONGEST_SHUT = timedelta(hours=24)
_SURE = timedelta(minutes=5)
"""Beyond the end of a quota's day, since clocks differ."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What was asked of a host. A request counts from before it is sent: one that a kill cut off counts too."""

    host: str
    asked_at: datetime | None = None
    day: date | None = None
    asked: int = 0
    """Requests on that day (UTC)."""
    shut_until: datetime | None = None
    strikes: int = 0
    """Refusals for asking too often, since the last good answer."""


def earliest(pace: Pace, per_minute: float, per_day: int, now: datetime) -> datetime:
    """When the host may be asked next; `now` or earlier where it may be asked at once."""
    moments = [now]
    if pace.asked_at is not None:
        moments.append(pace.asked_at + timedelta(minutes=1 / per_minute))
    if pace.shut_until is not None:
        moments.append(pace.shut_until)
    if per_day and pace.day == now.date() and pace.asked >= per_day:
        moments.append(datetime.combine(now.date() + timedelta(days=1), time(), UTC) + _SURE)
    return max(moments)


def asked(pace: Pace, now: datetime) -> Pace:
    """The pace with one more request."""
    count = pace.asked + 1 if pace.day == now.date() else 1
    return replace(pace, asked_at=now, day=now.date(), asked=count)


def answered(pace: Pace) -> Pace:
    """The pace after a good answer."""
    return replace(pace, strikes=0, shut_until=None)


def refused(pace: Pace, now: datetime, retry_after: timedelta | None) -> Pace:
    """The pace after "too many requests": shut for as long as the host says.

    Where it does not say, for a minute, doubling with each refusal up to a day: the Wayback Machine shuts an address
    out for an hour when a refusal is ignored for a minute, and for twice as long the next time (docs/backfill.md).
    """
    pause = retry_after if retry_after is not None else _FIRST_SHUT * 2 ** min(pace.strikes, 12)
    return replace(pace, shut_until=now + min(pause, _LONGEST_SHUT), strikes=pace.strikes + 1)
