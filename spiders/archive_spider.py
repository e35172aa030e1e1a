"""The spider of a backfill: each chain in turn asks, waits its host's pace out, and takes the answer."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider

from spiders.archive_fetch import Chain, Fetched, Keys
from spiders.causes import of_download
from spiders.guard import GuardedResolver

if TYPE_CHECKING:
    from spiders.crawl import CrawlOptions


_NONE: tuple[Request, ...] = ()
"""Scrapy wants an asynchronous generator, and this one has nothing for its queue."""


class ArchiveSpider(Spider):
    """One task for each source; a lock for each host, since several sources lie in one archive."""

    name = "archives"

    def __init__(
        self, chains: list[Chain], keyed: Keys, longest_pause_s: float, failures: list[BaseException],
        stop: Callable[[], None], options: CrawlOptions, resolver: GuardedResolver, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.chains, self.keyed, self.longest, self.failures = chains, keyed, longest_pause_s, failures
        self.give_up, self.options, self.resolver = stop, options, resolver
        self.locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def start(self) -> AsyncIterator[Request]:
        """Everything happens here: what is next depends on what came, so there is no queue of requests."""
        await asyncio.gather(*(self._follow(chain) for chain in self.chains))
        for request in _NONE:
            yield request

    async def _follow(self, chain: Chain) -> None:
        try:
            while (asking := chain.next()) is not None:
                async with self.locks[urlsplit(asking.address).hostname or ""]:
                    await self._ask(chain, asking)
        except Exception as error:  # noqa: BLE001 - Scrapy would swallow it; fetch_archives raises it again
            self.failures.append(error)
            self.give_up()

    async def _ask(self, chain: Chain, asking: Any) -> None:
        pause = chain.pause(asking)
        if pause > self.longest:
            chain.wait(asking, pause)
            return
        await asyncio.sleep(max(0.0, pause))
        chain.asked(asking)
        try:
            request = Request(self.keyed(asking), dont_filter=True, headers={"Accept": "*/*"})
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - told apart by `of_download`
            host = urlsplit(asking.address).hostname or ""
            outcome, cause = of_download(
                error,
                begun=False,
                timeout_s=self.options.timeout_s,
                max_bytes=self.options.max_bytes,
                withheld=self.resolver.withheld.get(host, ""),
            )
            chain.failed(asking, outcome, cause)
            return
        headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
        chain.take(asking, Fetched(asking.address, response.status, headers, response.body, datetime.now(UTC)))
