"""Retry-After: until when a host asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.domain.times import parse_time

_LONGEST = timedelta(days=1)
"""A host that asks for more is asked once a day: its silence is to be noticed, and told."""
_SAID_BY = (429, 503)


def not_before(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment that a refusal names, in seconds or as a date; None where it names none, or one that is past."""
    written = headers.get("retry-after", "").strip()
    if status not in _SAID_BY or not written:
        return None
    if written.isascii() and written.isdigit():
        moment = now + min(timedelta(seconds=int(written[:9])), _LONGEST)
    else:
        named = parse_time(written)
        moment = min(named, now + _LONGEST) if named else now
    return moment if moment > now else None
