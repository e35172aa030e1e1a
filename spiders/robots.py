"""robots.txt as Scrapy obeys it, quietly, and with Crawl-delay.

A robots.txt that cannot be had (no connection, a wall, an error page) forbids nothing: that is Scrapy's behaviour. The
endpoint itself then fails with the same cause or is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

LONGEST_DELAY = 30.0
"""Seconds. A host that asks for more between two requests is asked one at a time, this far apart."""


def obey_crawl_delay(crawler: Crawler, agent: str) -> None:
    """Slow a host down to its Crawl-delay as soon as its robots.txt has been read."""

    def heed(robotparser: RobotParser, request: Request) -> None:
        delay = robotparser.crawl_delay(agent)
        host = request.url.split("/")[2].rpartition("@")[2].partition(":")[0]
        slot = crawler.engine.downloader.slots.get(host)
        if delay and slot is not None:
            slot.delay, slot.jitter, slot.concurrency = min(delay, LONGEST_DELAY), 0.0, 1

    crawler.signals.connect(heed, signal=signals.robots_parsed, weak=False)
