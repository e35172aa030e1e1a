"""What the use cases need from outside, in the order in which a run uses it.

The contract stands in prose; hand-written fakes in the tests are typed against these Protocols.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.domain.model import (
    Endpoint,
    EndpointBatch,
    Source,
    Validators,
)


class Clock(Protocol):
    """The one clock. `--as-of` feeds it; nothing else reads the time."""

    def now(self) -> datetime:
        """The present as an aware datetime in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """One endpoint to read in this run."""

    endpoint: Endpoint
    source: Source
    validators: Validators
    known: Callable[[Sequence[str]], set[str]]
    """Which of these entry identities (guid or address, as the entry gave them) are stored already."""


class Fetcher(Protocol):
    """Reads endpoints. Calls `sink` exactly once for each plan, whatever happens; never raises FetchError."""

    def collect(self, plans: Sequence[FetchPlan], sink: Callable[[EndpointBatch], None]) -> None:
        """Read all plans; may be called once in a process (Scrapy's reactor starts only once)."""
        ...
