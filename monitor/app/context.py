"""What every use case is handed: the ports, and the few settings that are decisions rather than addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from monitor.app.ports import Channel, Clock, Fetcher, Shelf, Store
from monitor.domain.model import Source
from monitor.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Reader:
    """A recipient of digests."""

    address: str
    reviews: tuple[str, ...] = ()
    """Slugs; empty means all."""
    policy: str = "changes"
    """always, changes, weekly."""
    channel: str = "file"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands in the header of each digest."""

    sender: str
    list_id: str
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """One opened home."""

    store: Store
    shelf: Shelf
    clock: Clock
    version: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    wrong: tuple[ConfigError, ...] = ()
    """Source files that could not be read; a run goes on without them and says so."""
    fetcher: Callable[[], Fetcher] = NotImplemented
    channel: Callable[[str], Channel] = NotImplemented
    readers: tuple[Reader, ...] = ()
    letterhead: Letterhead = Letterhead("followup@localhost", "followup.localhost")
