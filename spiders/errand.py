"""One endpoint on its way from the first request to its batch."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit

from monitor.domain.model import Endpoint, EndpointBatch, EndpointKind, Outcome, RawArticle, Source, Validators
from monitor.domain.urls import belongs
from monitor.errors import FetchError
from spiders.api_nyt import read_newswire, read_search
from spiders.feed import read_feed
from spiders.patience import patience, unhurried
from spiders.reading import Engine, Found, Reading, Scope
from spiders.sitemap import read_sitemap

if TYPE_CHECKING:
    from spiders.crawl import CrawlOptions
    from spiders.ledger import Ledger

ENGINES: dict[EndpointKind, Engine] = {
    EndpointKind.FEED: read_feed,
    EndpointKind.SITEMAP: read_sitemap,
    EndpointKind.NYT_NEWSWIRE: read_newswire,
    EndpointKind.NYT_SEARCH: read_search,
}
"""A new kind of endpoint is one engine and one line here."""

DEEPEST = 2
"""Levels of sitemap indexes."""
_CHILDREN = "10"
_PAGES = "3"
_KEY = "api-key"
_NO_KEY = (401, 403)
_KEYED = re.compile(rf"[?&]{_KEY}=[^&\s]*")


class Plan(Protocol):
    """One endpoint to read, as `monitor.app.ports.FetchPlan` has it."""

    @property
    def endpoint(self) -> Endpoint:
        """What to read."""
        ...

    @property
    def source(self) -> Source:
        """Whose it is."""
        ...

    @property
    def validators(self) -> Validators:
        """What the last complete reading left."""
        ...

    @property
    def secret(self) -> str:
        """The key that its requests bear; empty where none is needed."""
        ...

    def known(self, identities: Sequence[str], /) -> set[str]:
        """Which of these entry identities are stored already."""
        ...


class Errand:
    """Collects what the endpoint's answers gave; `batch` sums it up when all of them are in."""

    def __init__(self, number: int, plan: Plan, options: CrawlOptions) -> None:
        self.number, self.plan, self.options = number, plan, options
        self.pending = 0
        """Requests that are not answered yet."""
        self.status = 0
        self.began = 0.0
        self._readings: dict[str, Reading] = {}
        self._hashes: dict[str, str] = {}
        self._trouble: tuple[Outcome, str] | None = None
        self._validators = Validators()
        self._unmodified = False
        self._not_before: datetime | None = None

    @property
    def url(self) -> str:
        """The endpoint's address."""
        return self.plan.endpoint.url

    def asked(self, url: str) -> str:
        """The address with its key, for the request alone."""
        secret = self.plan.secret
        return f"{url}{'&' if '?' in url else '?'}{_KEY}={quote(secret, safe='')}" if secret else url

    def public(self, text: str) -> str:
        """An address, or what somebody says of one, without the key: what may be said and kept."""
        secret = self.plan.secret
        if not secret:
            return text
        return _KEYED.sub("", text).replace(quote(secret, safe=""), "(key)").replace(secret, "(key)")

    def said(self, body: bytes) -> bytes:
        """A body without the key, should the host repeat it: what may be kept."""
        return body.replace(self.plan.secret.encode(), b"(key)") if self.plan.secret else body

    def key_refused(self, status: int) -> str:
        """Words where it is the key that the host does not accept; empty otherwise."""
        variable = self.plan.endpoint.key_env
        return f"it does not accept the key in {variable}" if variable and status in _NO_KEY else ""

    def conditions(self) -> dict[str, str]:
        """Headers that make the request conditional.

        Some publishers keep an ETag while the feed changes, so each endpoint is asked unconditionally in one hour of
        the day; which one is drawn from its key.
        """
        kept = self.plan.validators
        if zlib.crc32(self.plan.endpoint.key.encode()) % 24 == self.options.now.hour:
            return {}
        headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
        return {name: value for name, value in headers.items() if value}

    def unmodified(self) -> None:
        """The host says that nothing changed."""
        self._unmodified = True

    def refused_until(self, moment: datetime | None) -> None:
        """The host asks to be left alone until then."""
        self._not_before = moment or self._not_before

    def fail(self, outcome: Outcome, cause: str, url: str = "") -> None:
        """Note what went wrong; the first trouble is the one that is told."""
        where = self.url if url in ("", self.url) else f"{self.url} (at {url})"
        self._trouble = self._trouble or (outcome, f"{where}: {cause}")

    def read(self, url: str, body: bytes, headers: Mapping[str, str], depth: int) -> list[str]:
        """Take in one body; returns the addresses that are to be read next. Raises FetchError."""
        self._hashes[url] = hashlib.sha256(body).hexdigest()
        same = depth == 0 and self._hashes[url] == self.plan.validators.body_hash
        with patience(self.options.read_s):
            found = ENGINES[self.plan.endpoint.kind](body, headers, self._scope(url, everything_known=same))
        if found.index:
            del self._hashes[url]  # an index may stay as it is while its children change
            return self._children(url, found, depth)
        self._readings[url] = found.reading
        if depth == 0:
            self._validators = Validators(headers.get("etag", ""), headers.get("last-modified", ""))
        further = len(self._readings) < int(self.plan.endpoint.options.get("pages", _PAGES))
        return [address for address, _ in found.children] if further else []

    def batch(self) -> EndpointBatch:
        """The sum of all answers."""
        readings = list(self._readings.values())
        entries = sum(reading.entries for reading in readings)
        newest = max((reading.newest for reading in readings if reading.newest), default=None)
        body_hash = self._body_hash()
        outcome, cause = self._outcome(readings, entries, newest, body_hash)
        kept = self._validators
        return self._batch(
            outcome,
            cause,
            articles=() if outcome is Outcome.UNCHANGED else _distinct(readings),
            validators=Validators(kept.etag, kept.last_modified, body_hash)
            if outcome in (Outcome.NEW, Outcome.UNCHANGED)
            else None,
            entries=entries,
            newest=newest,
            lost=sum((Counter(reading.lost) for reading in readings), Counter()),
        )

    def settle(self, ledger: Ledger) -> None:
        """Hand the batch on: all answers are in, and what they gave is kept no longer."""
        ledger.settle(self.number, self.batch)
        self._readings.clear()

    def cut_short(self, outcome: Outcome, cause: str) -> EndpointBatch:
        """The batch of an endpoint whose answers will not come any more."""
        return self._batch(outcome, f"{self.url}: {cause}")

    def _batch(
        self,
        outcome: Outcome,
        cause: str,
        *,
        articles: tuple[RawArticle, ...] = (),
        validators: Validators | None = None,
        entries: int = 0,
        newest: datetime | None = None,
        lost: Mapping[str, int] | None = None,
    ) -> EndpointBatch:
        return EndpointBatch(
            endpoint=self.plan.endpoint.key,
            source=self.plan.source.key,
            outcome=outcome,
            articles=articles,
            validators=validators,
            entries=entries,
            http_status=self.status,
            cause=cause,
            elapsed_ms=round((monotonic() - self.began) * 1000) if self.began else 0,
            newest=newest,
            not_before=self._not_before,
            lost=lost or {},
        )

    def _outcome(
        self, readings: Sequence[Reading], entries: int, newest: datetime | None, body_hash: str
    ) -> tuple[Outcome, str]:
        if self._trouble is not None:
            return self._trouble
        if self._unmodified:
            return Outcome.NOT_MODIFIED, ""
        for reading in readings:
            if reading.broken:
                return Outcome.UNREADABLE, f"{self.url}: {reading.broken}"
            if reading.too_many:
                return (
                    Outcome.TOO_LARGE,
                    f"{self.url}: more than {self.options.max_entries:,} entries; the rest was left",
                )
        if words := self._unfulfilled(entries, newest):
            return Outcome.ASSERTION, f"{self.url}: {words}"
        unchanged = body_hash == self.plan.validators.body_hash
        note = next((f"{self.url}: {reading.note}" for reading in readings if reading.note), "")
        return (Outcome.UNCHANGED if unchanged else Outcome.NEW), note

    def _unfulfilled(self, entries: int, newest: datetime | None) -> str:
        """Which assertion of the source's file does not hold."""
        endpoint, now = self.plan.endpoint, self.options.now
        if entries < endpoint.least_entries:
            return f"has {entries} entries, and should have at least {endpoint.least_entries}"
        if endpoint.oldest_hours and newest is None:
            return "none of its entries bears a time"
        if endpoint.oldest_hours and newest and now - newest > timedelta(hours=endpoint.oldest_hours):
            hours = round((now - newest).total_seconds() / 3600)
            return f"its newest entry is {hours} hours old, and should not be older than {endpoint.oldest_hours}"
        return ""

    def _scope(self, url: str, *, everything_known: bool) -> Scope:
        source, options = self.plan.source, self.options
        return Scope(
            source=source.key,
            language=source.language,
            url=url,
            now=options.now,
            max_entries=options.max_entries,
            known=set if everything_known else partial(unhurried, self.plan.known),
            keywords=self.plan.endpoint.options.get("keywords", "") != "ignore",
        )

    def _body_hash(self) -> str:
        parts = [self._hashes[url] for url in sorted(self._hashes)]
        return parts[0] if len(parts) == 1 else hashlib.sha256("".join(parts).encode()).hexdigest() if parts else ""

    def _children(self, url: str, found: Found, depth: int) -> list[str]:
        """The newest children of an index, of the publisher's own hosts, as many as the source's file allows."""
        if depth >= DEEPEST:
            raise FetchError("indexes of sitemaps within each other without end")
        most = int(self.plan.endpoint.options.get("max_children", _CHILDREN))
        wanted = self.plan.endpoint.options.get("children", "")
        domains = (*self.plan.source.domains, urlsplit(url).hostname or "")
        children = [
            child for child in found.children if belongs(child[0], domains) and wanted in child[0] and child[0] != url
        ]
        if not children:
            raise FetchError("it is an index that names no sitemap of the publisher")
        if all(changed is not None for _, changed in children):
            children.sort(key=lambda child: child[1] or self.options.now, reverse=True)
        return [address for address, _ in children[:most]]


def _distinct(readings: Sequence[Reading]) -> tuple[RawArticle, ...]:
    return tuple({article.url: article for reading in readings for article in reading.articles}.values())
