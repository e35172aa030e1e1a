"""robots.txt as Scrapy obeys it, quietly, and with Crawl-delay; asked for once a day.

A robots.txt that cannot be had (no connection, a wall, an error page) forbids nothing: that is Scrapy's behaviour. The
endpoint itself then fails with the same cause or is read. What was had is not asked for again within a day, as RFC 9309
allows: of the requests of a run that brings nothing new half would be for robots.txt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    from monitor.domain.site import Robots
    from spiders.spider import EndpointSpider

LONGEST_DELAY = 30.0
"""Seconds. A host that asks for more between two requests is asked one at a time, this far apart."""
_HAD = (200, 404, 410)
_LARGEST = 512_000
"""Bytes of a robots.txt that is kept: RFC 9309 asks for 500 KiB."""


class KeptRobots(RobotsTxtMiddleware):
    """Scrapy's middleware, which first looks at what is known of a site."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for the request's site; None where they cannot be had."""
        host, robots = urlparse_cached(request).netloc, self._robots()
        if robots is not None and host not in self._parsers and _site(request) in robots.known:
            parser = build_from_crawler(self._parserimpl, self.crawler, robots.known[_site(request)].encode())
            self._parsers[host] = parser
            self.crawler.signals.send_catch_log(signals.robots_parsed, robotparser=parser, request=request)
        return await super().robot_parser(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        robots = self._robots()
        if robots is not None and response.status in _HAD and len(response.body) <= _LARGEST:
            robots.read[_site(request)] = response.body.decode("utf-8", "replace").replace("\0", "")
        await super()._parse_robots(response, netloc, request)

    def _robots(self) -> Robots | None:
        return cast("EndpointSpider", self.crawler.spider).options.robots


def _site(request: Request) -> str:
    url = urlparse_cached(request)
    return f"{url.scheme}://{url.netloc}"


def obey_crawl_delay(crawler: Crawler, agent: str) -> None:
    """Slow a host down to its Crawl-delay as soon as its robots.txt has been read, or is known."""

    def heed(robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(agent)
        if not asked or crawler.engine is None:
            return
        downloader = crawler.engine.downloader
        host = downloader.get_slot_key(request)
        delay = max(min(asked, LONGEST_DELAY), downloader.per_slot_settings.get(host, {}).get("delay", 0.0))
        # Of a host that was not asked yet there is no slot; and Scrapy drops one that was idle for a minute.
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if (slot := downloader.slots.get(host)) is not None:
            slot.delay, slot.jitter, slot.concurrency = delay, 0.0, 1

    crawler.signals.connect(heed, signal=signals.robots_parsed, weak=False)
