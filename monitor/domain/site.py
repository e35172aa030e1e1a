"""A publisher's site as it was explored, and the source that is proposed of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.domain.model import Endpoint, EndpointKind, Outcome, Source
from monitor.domain.urls import house_of
from monitor.errors import InputError

_FRESH = timedelta(days=14)
"""A route whose newest entry is older is an archive, or dead."""
_BUSY = timedelta(days=1)
_COMMENTS = re.compile(r"(?:^|/)comments?(?:/|$)", re.IGNORECASE)
_LONGEST_NAME = 80
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
    dated: bool = False
    """Whether an entry says when it was published."""
    too_many: bool = False
    children: str = ""
    """Part of the addresses by which an index's sitemaps of news are told from its others; empty for all."""


@dataclass(frozen=True, slots=True)
class Site:
    """What was found; `outcome` and `cause` tell of the page itself."""

    url: str
    """As it was given."""
    home: str
    """Where that led: the page, or what the feed itself names as its site."""
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


def meant(written: str) -> str:
    """The address that a person means, with https where no scheme is written; InputError where it can be none."""
    text = written.strip()
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        host = "" if parts.port == 0 else parts.hostname or ""
    except ValueError:
        host = ""
    if not host or any(char.isspace() for char in url) or ("://" not in text and ("." not in host or "@" in text)):
        raise InputError(f"{text!r} is no address of a publisher; one looks like https://www.example.org/")
    if parts.username is not None:
        raise InputError(f"an address of {host} with a name and a password is not read; leave those out")
    return url if parts.path else f"{url}/"


def propose(site: Site, now: datetime) -> Source:
    """A source made of the usable routes that are fit, with assertions that thin days fulfil too."""
    host = urlsplit(site.home).hostname or ""
    key, unfit = key_of(host), left_out(site, now)
    names: set[str] = set()
    endpoints = []
    for route in site.usable:
        if route.url in unfit:
            continue
        name = _distinct(_route_name(route), names)
        names.add(name)
        endpoints.append(_endpoint(f"{key}/{name}", key, route, now))
    title = _one_line(site.name) or host
    aliases = tuple(dict.fromkeys((title, title.removeprefix("The "))))
    return Source(key, title, (domain_of(host),), key, site.language, tuple(endpoints), aliases, 0.8)


def _one_line(name: str) -> str:
    """A page may call itself what it likes; readers see it as a name."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:_LONGEST_NAME]


def _endpoint(name: str, key: str, route: Route, now: datetime) -> Endpoint:
    least = max(1, min(3, route.entries // 4))
    oldest = _OLDEST_HOURS if route.newest and now - route.newest <= _BUSY else 0
    options = {"children": route.children} if route.children else {}
    return Endpoint(name, key, route.url, route.kind or EndpointKind.FEED, least, oldest, options)


def left_out(site: Site, now: datetime) -> dict[str, str]:
    """Why a route is not proposed, by its address; what belongs to an index is not told apart."""
    out: dict[str, str] = {}
    seen: dict[tuple[int, datetime | None, str], str] = {}
    usable = {route.url for route in site.usable}
    for route in (*site.usable, *(each for each in site.routes if each.url not in usable and not each.part_of)):
        marks = (route.entries, route.newest, route.first_title)
        if reason := _unfit(route, now):
            out[route.url] = reason
        elif marks in seen:
            out[route.url] = f"the same entries as {seen[marks]}"
        else:
            seen[marks] = route.url
    return out


def _unfit(route: Route, now: datetime) -> str:
    if route.kind is None:
        return route.cause or "neither a feed nor a sitemap"
    if not route.entries:
        return "it gave no entries" + (f" ({route.cause})" if route.cause else "")
    if _COMMENTS.search(urlsplit(route.url).path):
        return "readers' comments"
    if route.too_many:
        return "more entries than a run reads: an archive, not what is new"
    if route.kind is EndpointKind.SITEMAP and not route.dated:
        return "none of its entries says when it was published: a list of pages, not of news"
    if route.newest is not None and now - route.newest > _FRESH:
        return f"its newest entry is of {route.newest:%Y-%m-%d}: an archive, or given up"
    return ""


def _route_name(route: Route) -> str:
    parts = urlsplit(route.url)
    words = re.findall(r"[a-z0-9]+", parts.path.lower())
    telling = [word for word in words if word not in ("rss", "xml", "feed", "feeds", "index", "gz", "www", "news")]
    return "-".join(telling[-2:]) or ("news-sitemap" if route.kind is EndpointKind.SITEMAP else "feed")


def _distinct(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}-{n}" for n in range(2, 100) if f"{name}-{n}" not in taken)


def key_of(host: str) -> str:
    """A source's key: the house where it is known, else the name in the host, in plain letters."""
    if re.fullmatch(r"[\d.]+|.*:.*", host):
        return re.sub(r"[^a-z0-9]+", "-", host).strip("-") or "source"
    name = unicodedata.normalize("NFKD", _spoken(domain_of(host)).rpartition(".")[0].lower())
    return house_of(host) or re.sub(r"[^a-z0-9]+", "-", re.sub(r"[^\x00-\x7f]", "", name)).strip("-") or "source"


def _spoken(host: str) -> str:
    """An international name in its own letters."""
    try:
        return host.encode("ascii").decode("idna")
    except (UnicodeError, ValueError):
        return host


def name_of(title: str, host: str) -> str:
    """The publisher's name in a page's title: the part that its host bears too, else all of it, else the host."""
    said = re.sub(r"[^a-z0-9]", "", key_of(host))
    parts = [part.strip() for part in re.split(r"\s+[-–—:·»/]\s+|\s*\|\s*", title)]
    squashed = [(re.sub(r"\W|_", "", part.lower().removeprefix("the ")), part) for part in parts]
    fitting = [part for letters, part in squashed if letters and (letters in said or said in letters)]
    return (min(fitting, key=len) if fitting else title or host.removeprefix("www."))[:_LONGEST_NAME]


def domain_of(host: str) -> str:
    """The host without its first label where that only says what the machine does."""
    bare = host.lower().rstrip(".")
    for prefix in ("www.", "feeds.", "rss.", "m.", "news."):
        if bare.startswith(prefix) and bare.count(".") > 1:
            return bare.removeprefix(prefix)
    return bare
