"""Scrapy's downloader, with a host's limit that holds.

Scrapy 2.19 counts a request as under way only when the task that fetches it has begun, and takes all that waits for a
host out of its queue before any has: two at a time hold for the first two alone.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader import Downloader, Slot

if TYPE_CHECKING:
    from scrapy import Request


class PoliteDownloader(Downloader):
    """Counts a request from the moment in which it leaves the queue."""

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Any) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)
