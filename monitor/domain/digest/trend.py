"""The last 30 days of an item, as numbers for a small picture."""

from __future__ import annotations

from datetime import date, tzinfo

from monitor.domain.digest.model import ItemView, Trend

DAYS = 30


def trend_of(view: ItemView, today: date, zone: tzinfo) -> Trend | None:
    """Reports a day (copies left out) and the days of state changes; None where there is nothing to draw."""
    counts = [0] * DAYS
    for shown in view.evidence:
        place = _place(shown.evidence.published.astimezone(zone).date(), today)
        if place is not None and not shown.evidence.copy:
            counts[place] += 1
    marks = {place for change in view.history if (place := _place(change.as_of, today)) is not None}
    return Trend(tuple(counts), tuple(sorted(marks))) if any(counts) else None


def _place(day: date, today: date) -> int | None:
    place = DAYS - 1 - (today - day).days
    return place if 0 <= place < DAYS else None
