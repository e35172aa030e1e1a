"""The page of one article on its way: asked for only where the source's file says that its pages are open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from monitor.domain.model import Access, Endpoint, EndpointKind, Outcome, PagePlan, PageReading, Source, Validators
from monitor.domain.urls import belongs
from monitor.errors import Blocked, FetchError
from spiders.errand import Errand
from spiders.page import read_page
from spiders.patience import patience

if TYPE_CHECKING:
    from spiders.crawl import CrawlOptions
    from spiders.ledger import Ledger


class PageErrand(Errand):
    """Reads one page and hands its reading to the sink."""

    def __init__(self, plan: PagePlan, options: CrawlOptions, sink: Callable[[PageReading], None]) -> None:
        super().__init__(0, _AsPlan(plan.source, plan.url), options)
        self._sink = sink
        self.reading = PageReading(plan.article, Outcome.UNREACHABLE, None, f"{plan.url}: not read")

    def read(self, url: str, body: bytes, headers: Mapping[str, str], depth: int) -> list[str]:
        """Take the page in. Raises FetchError, also where another publisher's page or a wall stands there."""
        if not belongs(url, self.plan.source.domains):
            raise FetchError("it leads to another publisher")
        with patience(self.options.read_s):
            page = read_page(body, url, self.options.now, headers=headers, text=True)
        if page.access is Access.BLOCKED:
            raise Blocked("a wall stands before it")
        self.reading = PageReading(self.reading.article, Outcome.NEW, page)
        return []

    def fail(self, outcome: Outcome, cause: str, url: str = "") -> None:
        """Note why there is nothing to keep."""
        self.reading = PageReading(self.reading.article, outcome, None, f"{self.url}: {cause}")

    def settle(self, ledger: Ledger) -> None:
        """Hand the reading on; what the sink raises ends the crawl."""
        try:
            self._sink(self.reading)
        except BaseException as error:  # noqa: BLE001 - Scrapy would swallow it; crawl() raises it again
            ledger.fail(error)


class _AsPlan:
    """An article's page in the form of an endpoint's plan."""

    validators = Validators()
    secret = ""

    def __init__(self, source: Source, url: str) -> None:
        self.source = source
        self.endpoint = Endpoint(f"{source.key}/page", source.key, url, EndpointKind.FEED, 0)

    def known(self, identities: object, /) -> set[str]:
        """A page has no entries."""
        return set()
