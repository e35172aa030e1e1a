"""All that is known of items at a time, in a handful of queries however many items there are.

evidence of all items ──> copies folded, quotes held against the stored text, sources by name ──┐
verdicts, days on which sources were read ──────────────────────────────────────────────────────┴─> Known
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from monitor.app.context import App
from monitor.domain.dedupe import fold_copies
from monitor.domain.model import Article, Coverage, Evidence, OpenItem, Verdict
from monitor.domain.status import covered, unread

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What the folds of some items need."""

    evidence: Mapping[str, list[Evidence]]
    verdicts: Mapping[str, list[Verdict]]
    cited: Mapping[str, tuple[str, ...]]
    """Sources by review."""
    days: Mapping[str, Sequence[date]]
    """Days with a healthy reading, by source."""
    names: Mapping[str, str]

    def coverage(self, item: OpenItem) -> Callable[[date, date], Coverage]:
        """How far the sources of the item's review were read, as a function of a span of days."""
        sources = self.cited.get(item.review, ())

        def cover(first: date, last: date) -> Coverage:
            return _named(covered(self.days, sources, first, last), self.names)

        return cover


def known(app: App, items: Sequence[OpenItem], as_of: datetime) -> Known:
    """All that was known of these items at `as_of`."""
    ids = [item.id for item in items]
    cited = {review.slug: review.sources for review in app.store.reviews()}
    wanted = sorted({source for item in items for source in cited.get(item.review, ())})
    return Known(
        evidence=_evidence(app, ids, as_of),
        verdicts=app.store.verdicts_by_item(ids, as_of),
        cited=cited,
        days=app.store.days_read(wanted, as_of),
        names=_names(app),
    )


def coverage(
    app: App, sources: Sequence[str], first: date, last: date, as_of: datetime, told: date | None = None
) -> Coverage:
    """How far these sources were read in these days as known at `as_of`, with its gaps named as readers know them.

    With `told`, also on how many days between it and the first nothing was read.
    """
    days = app.store.days_read(sources, min(datetime.combine(last, time.max, UTC), as_of))
    idle = unread(days, told + A_DAY, first - A_DAY) if told else 0
    return replace(_named(covered(days, sources, first, last), _names(app)), unread=idle)


def _named(found: Coverage, names: Mapping[str, str]) -> Coverage:
    return replace(found, gaps=tuple(names.get(gap, gap) for gap in found.gaps))


def known_evidence(app: App, item: str, as_of: datetime) -> list[Evidence]:
    """One item's evidence as known at `as_of`, checked as for the fold."""
    return _evidence(app, [item], as_of).get(item, [])


def _evidence(app: App, items: Sequence[str], as_of: datetime) -> dict[str, list[Evidence]]:
    evidence, names = app.store.evidence_by_item(items, as_of), _names(app)
    wanted = sorted({piece.article for pieces in evidence.values() for piece in pieces})
    articles = {article.id: article for article in app.store.articles(wanted)}
    return {item: list(_checked(pieces, articles, names)) for item, pieces in evidence.items()}


def _names(app: App) -> dict[str, str]:
    return {key: source.name for key, source in app.sources.items()}


def _checked(
    pieces: Sequence[Evidence], articles: Mapping[int, Article], names: Mapping[str, str]
) -> Iterable[Evidence]:
    """With copies of one report marked; what no longer stands in the stored text is not anchored: it closes nothing.

    Copies are folded here, among the articles that the item already has, and not when an article comes in:
    so the result does not depend on the order in which sources happened to answer.
    """
    own = {piece.article for piece in pieces}
    copies = fold_copies(articles[number] for number in sorted(own)) if len(own) > 1 else {}
    for piece in pieces:
        stands = getattr(articles[piece.article], piece.field)[piece.start : piece.end] == piece.quote
        yield replace(
            piece,
            copy=piece.article in copies,
            anchored=piece.anchored and stands,
            source=names.get(piece.source, piece.source),
        )
