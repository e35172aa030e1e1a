"""The spider: every endpoint is one errand; its answers go to the engine of its kind."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from monitor.domain.model import Outcome
from monitor.domain.site import Recording
from monitor.errors import Blocked, FetchError, MonitorError
from spiders.blocks import wall
from spiders.bodies import is_page, plain
from spiders.causes import of_download, of_error, of_status
from spiders.errand import Errand
from spiders.guard import GuardedResolver
from spiders.ledger import Ledger
from spiders.waiting import not_before

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from spiders.crawl import CrawlOptions

log = logging.getLogger("spiders")
_NOT_MODIFIED = 304
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


class EndpointSpider(Spider):
    """Reads the endpoints and settles each in the ledger."""

    name = "endpoints"

    def __init__(
        self,
        errands: Sequence[Errand],
        ledger: Ledger,
        options: CrawlOptions,
        resolver: GuardedResolver,
        pages: Callable[[], Sequence[Errand]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._pages = pages
        self.errands, self.ledger, self.options, self.resolver = errands, ledger, options, resolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> EndpointSpider:
        """Scrapy's way of making it; its errors end in the report, not only in a log."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_error, signal=signals.spider_error)
        crawler.signals.connect(_note_begun, signal=signals.headers_received)
        crawler.signals.connect(spider.on_idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request for each endpoint."""
        for errand in self.errands:
            try:
                yield self._request(errand, errand.url, 0, errand.conditions())
            except ValueError as error:
                errand.fail(Outcome.ERROR, f"is no address ({error})")
                self._settle(errand)

    def on_idle(self) -> None:
        """All endpoints are settled: the second round, once."""
        pages, self._pages = self._pages, None
        if pages is None or self.ledger.failure is not None:
            return
        try:
            requests = [self._request(errand, errand.url, 0, {}) for errand in pages()]
        except BaseException as error:  # noqa: BLE001 - Scrapy would swallow it; crawl() raises it again
            self.ledger.fail(error)
            return
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def parse(self, response: Response, errand: Errand, depth: int) -> Iterable[Request]:
        """Take an answer in; returns requests for what it names."""
        errand.pending -= 1
        errand.status = response.status if depth == 0 or response.status != 200 else errand.status
        errand.began = errand.began or float(response.meta.get("began", 0.0))
        further: list[Request] = []
        try:
            further = [self._request(errand, url, depth + 1, {}) for url in self._read(response, errand, depth)]
        except FetchError as error:
            outcome, cause = of_error(error)
            errand.fail(outcome, errand.public(cause), errand.public(response.url))
        self._settle(errand)
        return further

    def failed(self, failure: Failure) -> None:
        """Note a request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        errand: Errand = request.cb_kwargs["errand"]
        errand.pending -= 1
        errand.began = errand.began or float(request.meta.get("began", 0.0))
        host = request.url.split("/")[2].partition(":")[0] if "//" in request.url else ""
        outcome, cause = of_download(
            failure.value or Exception("no reason given"),
            begun=request.meta.get("begun", False),
            timeout_s=self.options.timeout_s,
            max_bytes=self.options.max_bytes,
            withheld=self.resolver.withheld.get(host, ""),
        )
        where = "" if request.url in cause else errand.public(request.url)
        errand.fail(outcome, errand.public(cause), where)
        self._settle(errand)

    def on_error(self, failure: Failure, response: Response) -> None:
        """A bug in an engine costs its endpoint; a store that fails ends the crawl."""
        if isinstance(failure.value, MonitorError):
            self.ledger.fail(failure.value)
            return
        errand: Errand = response.cb_kwargs["errand"]
        log.error("reading %s failed", errand.url, exc_info=failure.value)
        errand.fail(
            Outcome.ERROR,
            f"internal error ({type(failure.value).__name__}: {failure.value})",
            errand.public(response.url),
        )
        self._settle(errand)

    def _read(self, response: Response, errand: Errand, depth: int) -> list[str]:
        if response.status == _NOT_MODIFIED and depth == 0 and response.request and _conditional(response.request):
            errand.unmodified()
            return []
        url = errand.public(response.url)
        headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
        errand.refused_until(not_before(response.status, headers, self.options.now))
        body = plain(response.body, self.options.max_bytes)
        if self.options.keep is not None:
            kept = headers.get("content-type", "")
            self.options.keep(Recording(errand.plan.endpoint.key, url, response.status, kept, errand.said(body)))
        words = errand.key_refused(response.status) or wall(response.status, url, headers, body, page=is_page(body))
        if words:
            raise Blocked(f"{words} (HTTP {response.status})")
        if error := of_status(response.status):
            raise error
        return errand.read(url, body, headers, depth)

    def _request(self, errand: Errand, url: str, depth: int, headers: dict[str, str]) -> Request:
        request = Request(
            errand.asked(url),
            callback=self.parse,
            errback=self.failed,
            headers={"Accept": _ACCEPT} | headers,
            cb_kwargs={"errand": errand, "depth": depth},
            dont_filter=True,
        )
        errand.pending += 1
        return request

    def _settle(self, errand: Errand) -> None:
        if errand.pending <= 0:
            errand.settle(self.ledger)


def _conditional(request: Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def _note_begun(request: Request) -> None:
    request.meta["begun"] = True
