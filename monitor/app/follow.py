"""What follows the reading of endpoints: health, tracking, and the pages of candidates, which are tracked again.

endpoints read ──> judge ──> track ──> pages of candidates (in the same crawl) ──> track what they changed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.app.context import App
from monitor.app.health import judge
from monitor.app.records import PageRound
from monitor.app.track import TrackReport, track
from monitor.domain.model import PagePlan, PageReading, Source

RECENT = timedelta(days=7)
"""How long an article's page may still be read after it was first seen."""


class Following:
    """Health and tracking of one run: once when all endpoints are read, and again for what pages changed."""

    def __init__(self, app: App, sources: Sequence[Source], run: int, now: datetime) -> None:
        self._app, self._sources, self._run, self._now = app, sources, run, now
        self._told: list[str] | None = None
        self._tracked = TrackReport()
        self.pages = PagesOfCandidates(app, sources, now)

    def up(self) -> tuple[list[str], TrackReport]:
        """What health tells, and what tracking did in all; again only where a page has changed an article."""
        first = self._told is None
        if self._told is None:  # before tracking: it asks whether silence is covered
            self._told = judge(self._app, self._sources, self._run, self._now)
        if first or self.pages.changed:
            self.pages.changed = False
            self._tracked += track(self._app)
        return self._told, self._tracked


class PagesOfCandidates:
    """The pages of articles that may belong to an item, of sources whose file says that their pages are open."""

    def __init__(self, app: App, sources: Sequence[Source], now: datetime) -> None:
        self._app, self._now = app, now
        self._open = {source.key: source for source in sources if source.article_pages}
        self.read = self.failed = 0
        self.changed = False

    def round(self, before: Callable[[], object]) -> PageRound | None:
        """The second round of the crawl, after `before`; None where no source's pages may be read."""
        if not self._open or not self._app.max_pages:
            return None

        def wanted() -> list[PagePlan]:
            before()
            found = self._app.store.articles_without_page(list(self._open), self._now - RECENT, self._app.max_pages)
            return [PagePlan(article.id, article.url, self._open[article.source]) for article in found]

        return PageRound(wanted, self._take)

    def _take(self, reading: PageReading) -> None:
        self.read += reading.page is not None
        self.failed += reading.page is None
        self.changed |= self._app.store.save_page(reading, self._now)
