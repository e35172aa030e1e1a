"""The door of the spiders: `crawl` reads endpoints and hands each one's batch to a sink.

Nothing heavy is imported before it is called: a command that crawls nothing pays nothing.
"""

from __future__ import annotations

import importlib
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from monitor.domain.model import EndpointBatch, Outcome, PagePlan, PageReading
from monitor.domain.site import Recording, Robots, Site
from monitor.loading import loading

if TYPE_CHECKING:
    import asyncio

    from spiders.errand import Plan
    from spiders.guard import GuardedResolver
    from spiders.page_errand import PageErrand

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_QUIET = ("core.scraper", "core.downloader.handlers.http11", "downloadermiddlewares", "middleware")
"""Loggers of Scrapy's that repeat, with a traceback, what the report says in a sentence."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to read. `now` is the one clock's time: what counts as stale or as future is measured by it."""

    user_agent: str
    contact: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    timeout_s: float = 30
    max_bytes: int = 10_000_000
    """Of one body, as sent and also after decompression."""
    max_entries: int = 5_000
    read_s: float = 10
    """Seconds of computing for one body. Downloads wait meanwhile, so it must stay well below `timeout_s`."""
    allow_private: bool = False
    """Read hosts of this machine and of inner networks too: for tests."""
    obey_robots: bool = True
    concurrency: int = 16
    run_limit_s: float = 600
    delays: Mapping[str, float] = field(default_factory=dict)
    """Seconds between two requests, by host, where a source's file asks for them."""
    robots: Robots | None = None
    """What sites' robots.txt said within the last day, and where to note what had to be asked for."""
    keep: Callable[[Recording], None] | None = None
    """Gets every body that was read, decompressed: a recording is what a source's tests are made from."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A second round in the same crawl, when all endpoints are settled: pages of articles."""

    wanted: Callable[[], Sequence[PagePlan]]
    """Asked once; what it raises ends the crawl."""
    sink: Callable[[PageReading], None]


def crawl(
    plans: Sequence[Plan],
    sink: Callable[[EndpointBatch], None],
    options: CrawlOptions,
    pages: Pages | None = None,
) -> None:
    """Read all plans' endpoints; `sink` is called exactly once for each plan, whatever happens to it.

    Blocks until all are read or `run_limit_s` is over. What the sink or a plan's `known` raises ends the crawl and is
    raised again. On SIGINT or SIGTERM what is open is reported as unreachable; then the signal takes its usual course.
    May be called once in a process: Twisted's reactor starts only once.
    """
    if not plans:
        return
    from spiders.errand import Errand
    from spiders.ledger import Ledger

    run = CrawlRun(replace(options, delays=_delays(plans)))
    errands = [Errand(number, plan, options) for number, plan in enumerate(plans)]
    ledger = Ledger(len(errands), sink, on_failure=run.stop)
    try:
        run.go("spiders.spider:EndpointSpider", errands=errands, ledger=ledger, pages=_round(pages, options))
    finally:
        for number in ledger.open:
            ledger.settle(number, partial(errands[number].cut_short, Outcome.UNREACHABLE, f"not read: {run.ended}"))
    if ledger.failure is not None:
        raise ledger.failure
    if run.signal:
        signal.raise_signal(run.signal)


def _delays(plans: Sequence[Plan]) -> dict[str, float]:
    """The pauses that the sources' files ask for, by host; of several the longest."""
    out: dict[str, float] = {}
    for plan in plans:
        host = urlsplit(plan.endpoint.url).hostname or ""
        out[host] = max(out.get(host, 0.0), float(plan.endpoint.options.get("delay_s", 0)))
    return {host: delay for host, delay in out.items() if delay}


def _round(pages: Pages | None, options: CrawlOptions) -> Callable[[], Sequence[PageErrand]] | None:
    """The errands of the second round, made when it begins; each hands its reading on by itself."""
    if pages is None:
        return None

    def errands() -> list[PageErrand]:
        plans = pages.wanted()
        if not plans:
            return []
        from spiders.page_errand import PageErrand

        return [PageErrand(plan, options, pages.sink) for plan in plans]

    return errands


def explore(url: str, options: CrawlOptions) -> Site:
    """What a publisher's page, its robots.txt and the routes that they name give; at most `spiders.site.MOST` of each.

    Like `crawl` once in a process. `monitor.domain.site.propose` makes a source of it.
    """
    from spiders.ledger import Ledger
    from spiders.site import SiteErrand

    errand = SiteErrand(url, options)
    batches: list[EndpointBatch] = []
    run = CrawlRun(options)
    ledger = Ledger(1, batches.append, on_failure=run.stop)
    run.go("spiders.spider:EndpointSpider", errands=[errand], ledger=ledger)
    if not batches:
        errand.fail(Outcome.UNREACHABLE, f"not read: {run.ended}")
    return errand.site()


class CrawlRun:
    """One crawl of Scrapy's in this process."""

    def __init__(self, options: CrawlOptions) -> None:
        self.options = options
        self.ended = "the crawl ended before its turn"
        self.signal = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def go(self, spider: str, **arguments: Any) -> None:
        """Run the reactor until the spider is done, the time is over or somebody stops it.

        `spider` is an import path, since nothing of Scrapy's may be imported before the reactor is installed.
        """
        with loading():
            resolver = _install(self.options)
            from scrapy.crawler import Crawler
            from twisted.internet import reactor as installed

            from spiders.robots import obey_crawl_delay
            from spiders.settings import scrapy_settings

            reactor = cast("Any", installed)
            self._loop = reactor._asyncioEventloop
            crawler = Crawler(_imported(spider), scrapy_settings(self.options))
            obey_crawl_delay(crawler, self.options.user_agent.partition("/")[0])
        self._task = self._loop.create_task(crawler.crawl_async(options=self.options, resolver=resolver, **arguments))
        self._task.add_done_callback(lambda _: reactor.stop())
        self._loop.call_later(self.options.run_limit_s, self._over)
        before = {number: _handle(number, self._signalled) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            reactor.run(installSignalHandlers=False)
        finally:
            for number, handler in before.items():
                if handler is not None:
                    signal.signal(number, handler)
            self._sweep()

    def stop(self) -> None:
        """End the crawl at once; downloads under way are given up."""
        if self._task is not None:
            self._task.cancel()

    def _over(self) -> None:
        self.ended = f"the run's limit of {self.options.run_limit_s:g} s was over"
        self.stop()

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number
        self.ended = f"the run was ended by {signal.Signals(number).name}"
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.stop)

    def _sweep(self) -> None:
        """Cancel what still waits for an answer, so that nothing complains at the interpreter's end."""
        import asyncio

        if self._loop is None:
            return
        left = [task for task in asyncio.all_tasks(self._loop) if not task.done()]
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def _imported(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def _install(options: CrawlOptions) -> GuardedResolver:
    """Reactor, resolver and loggers."""
    import logging

    from scrapy.utils.reactor import install_reactor

    install_reactor(_REACTOR)
    from twisted.internet import reactor
    from twisted.python.log import PythonLoggingObserver

    from spiders.guard import GuardedResolver

    logging.getLogger("scrapy").setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(f"scrapy.{name}").setLevel(logging.CRITICAL)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    PythonLoggingObserver("twisted").start()  # type: ignore[no-untyped-call]
    resolver = GuardedResolver(cast("Any", reactor), options.allow_private)
    resolver.install_on_reactor()
    return resolver


def _handle(number: int, handler: Callable[[int, FrameType | None], None]) -> Any:
    """Take a signal over; returns its earlier handler, None outside the main thread, where signals are not ours."""
    try:
        return signal.signal(number, handler)
    except ValueError:
        return None
