"""The baseline of `./run bench run`: Scrapy with its defaults making conditional requests, and nothing else."""

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
        port, feeds, advanced = map(int, sys.argv[1:])
        for number in range(feeds):
            url = f"http://127.0.1.{number + 1}:{port}/{number}.xml"
            yield scrapy.Request(url, headers={"If-None-Match": f'"{advanced}"'})

    def parse(self, response: Response, **kwargs: Any) -> None:
        assert response.status == 304


if __name__ == "__main__":
    process = AsyncCrawlerProcess({"LOG_ENABLED": False})
    process.crawl(Asking)
    process.start()
