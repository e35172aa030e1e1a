"""The baseline of `./run bench`: Scrapy with its defaults making conditional requests, or none, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Asking(scrapy.Spider):
    """Asks each feed whether it has changed, and ignores the answer."""

    name = "asking"
    handle_httpstatus_list = [304]  # noqa: RUF012 - the name and form that Scrapy asks for

    async def start(self) -> AsyncIterator[Any]:
        port, feeds = int(sys.argv[1]), int(sys.argv[2])
        for number in range(feeds):
            url = f"http://127.0.1.{number + 1}:{port}/{number}.xml"
            yield scrapy.Request(url, headers={"If-None-Match": f'"/{number}.xml"'})

    def parse(self, response: Response, **kwargs: Any) -> None:
        return None


if __name__ == "__main__":
    process = AsyncCrawlerProcess({"LOG_ENABLED": False})
    process.crawl(Asking)
    process.start()
