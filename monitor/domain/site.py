"""A publisher's site as it was explored, and the source that is proposed of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.domain.model import Endpoint, EndpointKind, Outcome, Source
from monitor.domain.urls import house_of

_FRESH = timedelta(days=14)
"""A route whose newest entry is older is an archive, or dead."""
_BUSY = timedelta(days=1)
_OLDEST_HOURS = 72
"""What is asserted of a route that had something of the last day: a weekend must not raise an alarm."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address that was tried."""

    url: str
    kind: EndpointKind | None
    """None where it is neither a feed nor a sitemap."""
    entries: int = 0
    newest: datetime | None = None
    first_title: str = ""
    cause: str = ""
    part_of: str = ""
    """The index of sitemaps that named it: the index is the route, not its pages."""


@dataclass(frozen=True, slots=True)
class Site:
    """What was found; `outcome` and `cause` tell of the page itself."""

    url: str
    name: str
    language: str
    routes: tuple[Route, ...]
    outcome: Outcome
    cause: str = ""

    @property
    def usable(self) -> tuple[Route, ...]:
        """Routes that gave entries, those with most entries first."""
        return tuple(
            sorted(
                (each for each in self.routes if each.kind and each.entries and not each.part_of),
                key=lambda each: -each.entries,
            )
        )


@dataclass(frozen=True, slots=True)
class Robots:
    """What is known of robots.txt, by site (`https://host`), so that a run within a day asks for none twice."""

    known: Mapping[str, str]
    read: dict[str, str]
    """Takes up what the crawl had to ask for."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer as it came, decompressed."""

    endpoint: str
    url: str
    status: int
    content_type: str
    body: bytes


def propose(site: Site, now: datetime) -> Source:
    """A source made of the usable routes that are alive, with assertions that thin days fulfil too."""
    host = urlsplit(site.url).hostname or ""
    key = key_of(host)
    names: set[str] = set()
    endpoints = []
    for route in site.usable:
        if not alive(route, now):
            continue
        name = _distinct(_route_name(route), names)
        names.add(name)
        least = max(1, min(3, route.entries // 4))
        oldest = _OLDEST_HOURS if route.newest and now - route.newest <= _BUSY else 0
        endpoints.append(Endpoint(f"{key}/{name}", key, route.url, route.kind or EndpointKind.FEED, least, oldest))
    return Source(key, site.name, (domain_of(host),), key, site.language, tuple(endpoints), (site.name,), 0.8)


def alive(route: Route, now: datetime) -> bool:
    """Whether it had anything of the last two weeks; a route without times is given the benefit of the doubt."""
    return route.newest is None or now - route.newest <= _FRESH


def _route_name(route: Route) -> str:
    parts = urlsplit(route.url)
    words = re.findall(r"[a-z0-9]+", parts.path.lower())
    telling = [word for word in words if word not in ("rss", "xml", "feed", "feeds", "index", "gz", "www", "news")]
    return "-".join(telling[-2:]) or ("news-sitemap" if route.kind is EndpointKind.SITEMAP else "feed")


def _distinct(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}-{n}" for n in range(2, 100) if f"{name}-{n}" not in taken)


def key_of(host: str) -> str:
    """A source's key: the house where it is known, else the name in the host."""
    return (
        house_of(host) or re.sub(r"[^a-z0-9]+", "-", domain_of(host).rpartition(".")[0].lower()).strip("-") or "source"
    )


def domain_of(host: str) -> str:
    """The host without its first label where that only says what the machine does."""
    bare = host.lower().rstrip(".")
    for prefix in ("www.", "feeds.", "rss.", "m.", "news."):
        if bare.startswith(prefix) and bare.count(".") > 1:
            return bare.removeprefix(prefix)
    return bare
