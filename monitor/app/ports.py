"""What the use cases need from outside, in the order in which a run uses it.

The contract stands in prose; hand-written fakes in the tests are typed against these Protocols.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from monitor.app.records import (
        FetchPlan,
        PageRound,
    )
    from monitor.domain.model import (
        EndpointBatch,
        OpenItem,
        Proposal,
        Review,
    )
    from monitor.domain.site import Recording, Robots, Site
    from monitor.domain.status.opinion import Opinion
    from monitor.errors import ConfigError


class Clock(Protocol):
    """The one clock. `--as-of` feeds it; nothing else reads the time."""

    def now(self) -> datetime:
        """The present as an aware datetime in UTC."""
        ...


class Fetcher(Protocol):
    """Reads endpoints. Calls `sink` exactly once for each plan, whatever happens; never raises FetchError."""

    def collect(
        self,
        plans: Sequence[FetchPlan],
        sink: Callable[[EndpointBatch], None],
        keep: Callable[[Recording], None] | None = None,
        pages: PageRound | None = None,
        robots: Robots | None = None,
    ) -> None:
        """Read all plans, then the pages; may be called once in a process (Scrapy's reactor starts only once).

        `keep` gets every answer as it came. Without `robots` every site's robots.txt is asked for.
        """
        ...

    def explore(self, url: str) -> Site:
        """The routes that a publisher's page and its robots.txt name, each read once; in place of `collect`."""
        ...


class Channel(Protocol):
    """A way to a reader."""

    def send(self, message: bytes, recipient: str) -> None:
        """Deliver or raise DeliveryError; `transient` where trying again later makes sense.

        A time-out after the message was handed over raises Uncertain: nobody may send it again by himself.
        """
        ...


@runtime_checkable
class Examinable(Protocol):
    """A channel that can be tried without sending anything."""

    def check(self) -> None:
        """Go as far as a message would, and send none; DeliveryError where one would not arrive."""
        ...


class Shelf(Protocol):
    """The reviews' TOML files in the home, which the analyst edits."""

    def load(self) -> tuple[list[tuple[Review, tuple[OpenItem, ...]]], list[ConfigError]]:
        """All reviews that can be read, and a complaint (file, line, key) for each file that cannot."""
        ...

    def save(self, proposal: Proposal, text: str) -> str:
        """Write a new review's TOML and text; returns the TOML's path. ConfigError where the slug exists already."""
        ...

    def put_item(self, item: OpenItem) -> str:
        """Write one item into its review's TOML, over the one with its key or at the end; all else stays.

        Returns the path; ConfigError (file, key) where there is no such review, or where the item would not be valid.
        """
        ...


class Adjudicator(Protocol):
    """Somebody who can be asked what became of an item. Optional; never believed without a quote."""

    @property
    def name(self) -> str:
        """Who it is, as it stands beside the opinion."""
        ...

    def ask(self, question: str) -> str:
        """The answer as text, of whatever worth. FetchError where there is none in time."""
        ...


class OpinionBook(Protocol):
    """Where opinions are kept."""

    def keep(self, opinion: Opinion) -> None:
        """Keep one that was verified."""
        ...

    def opinions(self, item: str, until: datetime) -> list[Opinion]:
        """Those given of an item by `until`, oldest first."""
        ...
