"""Where articles come from, and how the reading of an address ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.domain.model.article import RawArticle
from monitor.domain.windows import Archive


class EndpointKind(StrEnum):
    """Which engine reads an endpoint."""

    FEED = "feed"
    SITEMAP = "sitemap"
    NYT_NEWSWIRE = "nyt_newswire"
    NYT_SEARCH = "nyt_search"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One feed, sitemap, API or archive address of a source, with what must hold for it."""

    key: str
    """`<source>/<name>`."""
    source: str
    url: str
    kind: EndpointKind
    least_entries: int = 1
    oldest_hours: int = 0
    """The newest entry must not be older than this; 0 for no such assertion."""
    options: Mapping[str, str] = field(default_factory=dict)
    key_env: str = ""
    """The variable that holds its key, or with `_FILE` names the key's file; empty where none is needed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher as its TOML describes it."""

    key: str
    name: str
    domains: tuple[str, ...]
    family: str
    language: str = "en"
    endpoints: tuple[Endpoint, ...] = ()
    aliases: tuple[str, ...] = ()
    """How reviews cite it ("NYT", "New York Times")."""
    reliability: float = 0.9
    article_pages: bool = False
    """Whether its article pages may be fetched."""
    archives: tuple[Archive, ...] = ()
    """Its routes back in time."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back, and the hash that catches an ETag that lies."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


class Outcome(StrEnum):
    """How the reading of one endpoint ended."""

    NEW = "new"
    NOT_MODIFIED = "not_modified"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    NOT_A_FEED = "not_a_feed"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    ASSERTION = "assertion"
    UNREACHABLE = "unreachable"
    ERROR = "error"

    @property
    def healthy(self) -> bool:
        """Whether the endpoint was truly read."""
        return self in (Outcome.NEW, Outcome.NOT_MODIFIED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class EndpointBatch:
    """All that one reading of one endpoint gave: stored in one transaction, validators with their articles."""

    endpoint: str
    source: str
    outcome: Outcome
    articles: tuple[RawArticle, ...] = ()
    validators: Validators | None = None
    """None where something failed: then the old ones stay and nothing can hide behind a later 304."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Entries that cannot become articles, each under one reason (`Drop`)."""
    entries: int = 0
    """Entries there, known ones included."""
    http_status: int = 0
    cause: str = ""
    elapsed_ms: int = 0
    newest: datetime | None = None
    not_before: datetime | None = None
    """Until when the host asked to be left alone (Retry-After)."""
