"""What every use case is handed: the ports, and the few settings that are decisions rather than addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from monitor.app.ports import Adjudicator, Channel, Clock, Fetcher, OpinionBook, Shelf
from monitor.app.store_port import Store
from monitor.domain.model import Endpoint, Source
from monitor.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Reader:
    """A recipient of digests."""

    address: str
    reviews: tuple[str, ...] = ()
    """Slugs; without reviews and items: all."""
    policy: str = "changes"
    """always, changes, weekly."""
    channel: str = "file"
    items: tuple[str, ...] = ()
    """Single items, `review/key`, beside those of the reviews."""
    zone: tzinfo = UTC
    alerts: bool = False
    """Whether an item that closes or reopens is told at once, beside the digest."""
    token: str = ""
    """What stands for this reader in addresses of unsubscription: nobody can guess another's."""

    def follows(self, review: str, item: str = "") -> bool:
        """Whether the reader gets this item; without one, whether he gets anything of the review."""
        if not self.reviews and not self.items:
            return True
        if item:
            return review in self.reviews or item in self.items
        return review in self.reviews or any(each.partition("/")[0] == review for each in self.items)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands in the header of each digest."""

    sender: str
    list_id: str
    unsubscribe: str = ""
    dashboard: str = ""
    """Where pages of the items are served, for links; empty for none."""
    zone: tzinfo = UTC
    """Of readers who name none, and of reports."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """What an unattended command leaves for its operator; None and missing mean: nothing."""

    log: Path | None = None
    metrics: Path | None = None
    """A folder."""
    heartbeats: Mapping[str, str] = field(default_factory=dict)
    """Job -> the address that is read when it went well."""


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
    secret: Callable[[str], str] = lambda variable: ""
    """A key by the name of its variable; empty where the operator has given none."""
    max_pages: int = 0
    """Article pages that one run may read."""
    readers: tuple[Reader, ...] = ()
    letterhead: Letterhead = Letterhead("followup@localhost", "followup.localhost")
    adjudicator: Callable[[], Adjudicator | None] = lambda: None
    """Who may be asked for a second opinion; nobody, unless the settings name somebody."""
    opinions: OpinionBook | None = None
    reporting: Reporting = Reporting()
    questions: int = 20
    """The most questions that one call may ask."""

    def endpoints(self, source: Source) -> list[Endpoint]:
        """Those that can be read: an endpoint whose key is not given is left out."""
        return [each for each in source.endpoints if not each.key_env or self.secret(each.key_env)]

    def resting(self, source: Source) -> dict[str, list[Endpoint]]:
        """Those that are left out, by the variable of the key that they wait for."""
        out: dict[str, list[Endpoint]] = {}
        for each in source.endpoints:
            if each.key_env and not self.secret(each.key_env):
                out.setdefault(each.key_env, []).append(each)
        return out
