"""The wiring: the one file that knows every adapter. Each is imported where it is needed, since start-up counts."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version as distribution_version
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.adjudicator.book import FileBook
from monitor.app.backfill_ports import ArchivePage, Asking, Chain, RawAnswer, Tools, WindowStore
from monitor.app.context import App, Letterhead, Reader, Reporting
from monitor.app.ports import Adjudicator, Channel
from monitor.app.records import FetchPlan, PageRound
from monitor.domain.model import EndpointBatch, Source
from monitor.domain.site import Recording, Robots, Site
from monitor.domain.windows import Archive
from monitor.errors import ConfigError
from monitor.loading import loading
from monitor.settings.channel import checked_arguments
from monitor.settings.home import Home
from monitor.settings.main import (
    Fetching,
    Mail,
    MonitorFile,
    Operations,
    Recipient,
    channel_arguments,
    read_settings,
    secret,
)
from monitor.settings.secrets import key_in, read_keys
from monitor.settings.shelf import FolderShelf
from monitor.settings.sources import read_sources
from monitor.settings.token import token_of
from monitor.settings.toml import placed

if TYPE_CHECKING:
    from spiders.archive import ArchiveScope, Page
    from spiders.crawl import CrawlOptions


def program_version() -> str:
    """The version of the installed distribution."""
    return distribution_version("followup-monitor")


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """The clock that `--as-of` feeds."""

    moment: datetime

    def now(self) -> datetime:
        """Always the same."""
        return self.moment


@dataclass(frozen=True, slots=True)
class ScrapyFetcher:
    """Reads endpoints with the spiders."""

    settings: Fetching
    now: datetime

    def collect(
        self,
        plans: Sequence[FetchPlan],
        sink: Callable[[EndpointBatch], None],
        keep: Callable[[Recording], None] | None = None,
        pages: PageRound | None = None,
        robots: Robots | None = None,
    ) -> None:
        """See `monitor.app.ports.Fetcher`."""
        from spiders.crawl import Pages, crawl

        options = replace(crawl_options(self.settings, self.now), keep=keep, robots=robots)
        crawl(plans, sink, options, Pages(pages.wanted, pages.sink) if pages else None)

    def explore(self, url: str) -> Site:
        """See `monitor.app.ports.Fetcher`."""
        from spiders.crawl import explore

        return explore(url, crawl_options(self.settings, self.now))


def crawl_options(settings: Fetching, now: datetime) -> CrawlOptions:
    """How to read, from the settings."""
    from spiders.crawl import CrawlOptions

    return CrawlOptions(
        user_agent=f"followup-monitor/{program_version()}",
        contact=settings.contact,
        timeout_s=settings.timeout_s,
        max_bytes=settings.max_megabytes * 1_000_000,
        max_entries=settings.max_entries,
        read_s=settings.compute_s,
        allow_private=settings.allow_private_hosts,
        concurrency=settings.concurrency,
        run_limit_s=settings.run_limit_s,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class ArchiveEngines:
    """Reads archives' answers with the spiders' engines."""

    now: datetime

    def read(self, asking: Asking, source: Source, answer: RawAnswer) -> ArchivePage:
        """See `monitor.app.backfill_ports.ArchiveReader`."""
        from spiders.archive import read_archive

        return self._page(read_archive(asking.archive.kind, answer, self._scope(asking, source)))

    def read_any(self, asking: Asking, source: Source, answer: RawAnswer) -> ArchivePage:
        """See `monitor.app.backfill_ports.ArchiveReader`."""
        from spiders.archive import read_anything

        return self._page(read_anything(answer, self._scope(asking, source)))

    def _page(self, page: Page) -> ArchivePage:
        return ArchivePage(page.articles, page.entries, page.further, page.broken)

    def _scope(self, asking: Asking, source: Source) -> ArchiveScope:
        from spiders.archive import ArchiveScope

        window, options = asking.window, asking.archive.options
        return ArchiveScope(
            source=source.key,
            language=source.language,
            domains=source.domains,
            first=window.first,
            last=window.last,
            now=self.now,
            keywords=options.get("keywords", "") != "ignore",
            options=options,
        )


@dataclass(frozen=True, slots=True)
class ArchiveHosts:
    """Asks archives through the spiders."""

    options: CrawlOptions
    max_bytes: int
    keyed: Callable[[Asking], str]
    """The address with its key, which is added only for the request itself: never stored, never shown."""

    def fetch(self, chains: Sequence[Chain]) -> None:
        """See `monitor.app.backfill_ports.ArchiveFetcher`."""
        from spiders.archive_fetch import fetch_archives

        fetch_archives(chains, self.options, keyed=self.keyed, max_bytes=self.max_bytes)


def archive_key(folder: Path, archive: Archive) -> str | None:
    """The key of an archive; None where one is needed and not given."""
    return (key_in(archive.key_env, folder) or None) if archive.key_env else ""


def _keyed_address(folder: Path, asking: Asking) -> str:
    key = archive_key(folder, asking.archive)
    return f"{asking.address}{'&' if '?' in asking.address else '?'}api-key={quote(key)}" if key else asking.address


def backfill_tools(home: Home, app: App) -> Tools:
    """The adapters of a backfill in an opened home."""
    from monitor.store.raw_answers import RawAnswers

    settings = read_settings(home.config).fetch
    return Tools(
        windows=cast("WindowStore", app.store),
        raw=RawAnswers(home.root / "archive"),
        reader=ArchiveEngines(app.clock.now()),
        fetcher=lambda: ArchiveHosts(
            crawl_options(settings, app.clock.now()),
            settings.max_archive_megabytes * 1_000_000,
            partial(_keyed_address, home.keys),
        ),
        key=partial(archive_key, home.keys),
        wall=lambda: datetime.now(UTC),
    )


@contextmanager
def open_app(home: Home, as_of: datetime | None = None) -> Iterator[App]:
    """The home as an `App`; its database is closed in the end."""
    with loading():
        from monitor.store import SqlStore

        settings = read_settings(home.config)
        sources, wrong = read_sources(home.sources)
    clock = FixedClock(as_of) if as_of else SystemClock()
    families = {source.key: source.family for source in sources.values()}
    keys, unread = read_keys(sources.values(), home.keys)
    with SqlStore(home.database, families) as store:
        yield App(
            store=store,
            shelf=FolderShelf(home.reviews),
            clock=clock,
            version=program_version(),
            sources=sources,
            wrong=(*wrong, *unread),
            fetcher=lambda: ScrapyFetcher(settings.fetch, clock.now()),
            channel=partial(_channel, settings, home),
            secret=lambda variable: keys.get(variable, ""),
            max_pages=settings.fetch.max_pages,
            readers=tuple(_reader(r, settings.digest.timezone, home) for r in settings.recipient),
            letterhead=_letterhead(settings.digest),
            reporting=_reporting(settings.operations, home),
            adjudicator=partial(adjudicator, settings, str(home.config)),
            opinions=FileBook(home.opinions),
            questions=settings.adjudicator.max_questions,
        )


def _reader(table: Recipient, zone: str, home: Home) -> Reader:
    return Reader(
        address=table.address,
        reviews=table.reviews,
        policy=table.policy,
        channel=table.channel,
        items=table.items,
        zone=ZoneInfo(table.timezone or zone),
        alerts=table.alerts,
        token=token_of(home, table.address),
    )


def _letterhead(mail: Mail) -> Letterhead:
    return Letterhead(mail.sender, mail.list_id, mail.unsubscribe, mail.dashboard, ZoneInfo(mail.timezone))


_PATHS = {"directory", "path", "ca_file", "config"}
"""Keys of channels that name files: within the home, where they are not absolute."""


def adjudicator(settings: MonitorFile, file: str) -> Adjudicator | None:
    """The endpoint that the settings name, if they name one."""
    wanted = settings.adjudicator
    if not wanted.url:
        return None
    from monitor.adjudicator.endpoint import ChatEndpoint

    key = secret(wanted.key_env or None, wanted.key_file or None, file, "adjudicator", "key")
    return ChatEndpoint(wanted.url, wanted.model, key or "", wanted.timeout_s)


def _reporting(operations: Operations, home: Home) -> Reporting:
    beats = {
        "run": operations.heartbeat_run,
        "digest": operations.heartbeat_digest,
        "backup": operations.heartbeat_backup,
    }
    log, metrics = (home.root / path if path else None for path in (operations.log, operations.metrics))
    return Reporting(log, metrics, beats)


def _channel(settings: MonitorFile, home: Home, name: str) -> Channel:
    """The channel of this name, made from the import path and the arguments in `monitor.toml`."""
    try:
        return _made(settings, home, name)
    except ConfigError as error:
        where = (error.key or f"channel.{name}").split(".")
        text = home.config.read_text(encoding="utf-8-sig")
        raise placed(error.cause, where, file=str(home.config), text=text) from error


def _made(settings: MonitorFile, home: Home, name: str) -> Channel:
    if name not in settings.channel:
        raise ConfigError(f"no channel {name!r} is described", key="channel")
    path, arguments = channel_arguments(name, settings.channel[name], str(home.config))
    module, _, attribute = path.partition(":")
    try:
        made = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError(str(error), key=f"channel.{name}.type") from error
    arguments = checked_arguments(made, settings.channel[name], arguments, name)
    try:
        for key in _PATHS & arguments.keys():
            arguments[key] = home.root / Path(arguments[key]).expanduser()
        return cast("Channel", made(**arguments))
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError(str(error), key=f"channel.{name}") from error
