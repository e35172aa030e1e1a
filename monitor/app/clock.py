"""What an as-of means."""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def end_of(day: date) -> datetime:
    """The last second of a day in UTC: an as-of that names only a day means all of it."""
    return datetime.combine(day, time(23, 59, 59), UTC)
