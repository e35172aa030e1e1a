"""From the store to the follow-up report of a review, as known at the clock's present."""

from __future__ import annotations

from datetime import timedelta

from monitor.app.context import App
from monitor.app.digest import item_view
from monitor.app.known import coverage
from monitor.app.track import histories
from monitor.domain.digest import Report, ReportInput, build_report
from monitor.domain.model import Review
from monitor.errors import NotFound

COVERAGE_DAYS = 14
"""The days up to the report's own of which it says what was read."""


def make_reports(app: App, slug: str | None = None) -> list[Report]:
    """Of one review or of all that were written by now, oldest first; NotFound where there is no such review."""
    today = app.clock.now().date()
    chosen = [review for review in app.store.reviews() if slug in (None, review.slug) and review.date <= today]
    if slug is not None and not chosen:
        raise NotFound(f"no review {slug!r} of {today} or before; see: followup review list")
    return [make_report(app, review) for review in chosen]


def make_report(app: App, review: Review) -> Report:
    """What became of each item of the review, closed ones too."""
    as_of = app.clock.now()
    items = {item.id: item for item in app.store.items(review.slug, closed=True)}
    folded = histories(app, as_of, review.slug)
    first = max(review.date, as_of.date() - timedelta(days=COVERAGE_DAYS - 1))
    return build_report(
        ReportInput(
            review=review,
            items=tuple(item_view(app, items[key], changes, as_of) for key, changes in folded.items()),
            coverage=coverage(app, review.sources, first, as_of.date(), as_of),
            as_of=as_of,
            version=app.version,
            zone=app.letterhead.zone,
        )
    )
