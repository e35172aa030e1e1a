"""The account of a crawl: every plan is settled exactly once, whatever happens."""

from __future__ import annotations

from collections.abc import Callable

from monitor.domain.model import EndpointBatch

Sink = Callable[[EndpointBatch], None]


class Ledger:
    """Hands batches to the sink, one for each number, and keeps what the sink raised."""

    def __init__(self, count: int, sink: Sink, on_failure: Callable[[], None]) -> None:
        self._open = dict.fromkeys(range(count))
        self._sink = sink
        self._on_failure = on_failure
        self.failure: BaseException | None = None
        """What the sink raised: a full disk, a lost database. The crawl ends, and raises it again."""

    @property
    def open(self) -> list[int]:
        """Numbers that are not settled yet."""
        return list(self._open)

    def settle(self, number: int, make: Callable[[], EndpointBatch]) -> None:
        """Hand the batch on, unless this number is settled already or the sink has failed."""
        if number not in self._open or self.failure is not None:
            return
        del self._open[number]
        batch = make()
        try:
            self._sink(batch)
        except BaseException as error:  # noqa: BLE001 - Scrapy would swallow it; crawl() raises it again
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """End the crawl: nothing can be stored any more."""
        if self.failure is None:
            self.failure = error
            self._on_failure()
