"""What was read, before and after it was stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Access(StrEnum):
    """How much of an article we could honestly read."""

    FULL = "full"
    TEASER = "teaser"
    HEADLINE = "headline"
    BLOCKED = "blocked"


class Origin(StrEnum):
    """How an article came in. A backfilled one is never news."""

    COLLECTED = "collected"
    IMPORTED = "imported"
    BACKFILLED = "backfilled"


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An entry as an endpoint or an archive gave it, before intake."""

    source: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    published: datetime | None = None
    published_from: str = ""
    """Provenance of `published`: feed, sitemap, jsonld, meta, address, import ..."""
    modified: datetime | None = None
    external_id: str = ""
    """The publisher's own identity of the entry (guid, archive id), where there is one."""
    language: str = ""
    keywords: tuple[str, ...] = ()
    access: Access = Access.HEADLINE
    title_from: str = ""
    """"address" where nobody wrote the title: it is made of the address's words."""


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. `published` falls back to nothing: an undated article never counts as fresh."""

    id: int
    source: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    published: datetime | None = None
    first_seen: datetime | None = None
    external_id: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    access: Access = Access.HEADLINE
    origin: Origin = Origin.COLLECTED
    title_from: str = ""
    """As in `RawArticle`."""
    family: str = ""
    """Publisher family (or the wire that it copies): what independence counts."""
    copy_of: int | None = None
