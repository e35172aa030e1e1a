"""The door to the archives' hosts: works chains off, one request at a time for each host, at the pace they name."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from monitor.domain.model import Outcome

if TYPE_CHECKING:
    from spiders.crawl import CrawlOptions

WEEK_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, as `monitor.app.backfill_ports.RawAnswer` has it."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime


class Asking(Protocol):
    """One address about to be asked."""

    @property
    def address(self) -> str:
        """Without the key."""
        ...


class Chain(Protocol):
    """One source's way back, as `monitor.app.backfill_ports.Chain` has it."""

    def next(self) -> Any:
        """What to ask next, or None."""
        ...

    def pause(self, asking: Any, /) -> float:
        """Seconds to wait."""
        ...

    def asked(self, asking: Any, /) -> None:
        """The request goes out."""
        ...

    def take(self, asking: Any, answer: Any, /) -> None:
        """The host answered."""
        ...

    def failed(self, asking: Any, outcome: Outcome, cause: str, /) -> None:
        """No answer came."""
        ...

    def wait(self, asking: Any, seconds: float, /) -> None:
        """The pause is too long to be slept through."""
        ...


class Keys(Protocol):
    """Adds an archive's key to an address."""

    def __call__(self, asking: Any, /) -> str:
        """The address with its key: never stored, never shown."""
        ...


def fetch_archives(
    chains: Sequence[Chain], options: CrawlOptions, *, keyed: Keys, longest_pause_s: float = 90, max_bytes: int
) -> None:
    """Ask until the chains have nothing left. What a chain raises (a full disk) ends the crawl and is raised again."""
    from spiders.crawl import CrawlRun

    run = CrawlRun(replace(options, run_limit_s=WEEK_S, max_bytes=max_bytes))
    failures: list[BaseException] = []
    run.go(
        "spiders.archive_spider:ArchiveSpider",
        chains=list(chains), keyed=keyed, longest_pause_s=longest_pause_s, failures=failures, stop=run.stop,
    )  # fmt: skip
    if failures:
        raise failures[0]
    if run.signal:
        signal.raise_signal(run.signal)
