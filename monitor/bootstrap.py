"""The wiring: the one file that knows every adapter. Each is imported where it is needed, since start-up counts."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version as distribution_version
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from monitor.app.context import App, Letterhead, Reader
from monitor.app.ports import Channel, FetchPlan
from monitor.domain.model import EndpointBatch
from monitor.errors import ConfigError
from monitor.settings.home import Home
from monitor.settings.main import Fetching, Mail, MonitorFile, Recipient, channel_arguments, read_settings
from monitor.settings.shelf import FolderShelf
from monitor.settings.sources import read_sources
from monitor.settings.token import token_of


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

    def collect(self, plans: Sequence[FetchPlan], sink: Callable[[EndpointBatch], None]) -> None:
        """See `monitor.app.ports.Fetcher`."""
        from spiders.crawl import CrawlOptions, crawl

        crawl(
            plans,
            sink,
            CrawlOptions(
                user_agent=f"followup-monitor/{program_version()}",
                contact=self.settings.contact,
                timeout_s=self.settings.timeout_s,
                max_bytes=self.settings.max_megabytes * 1_000_000,
                max_entries=self.settings.max_entries,
                allow_private=self.settings.allow_private_hosts,
                concurrency=self.settings.concurrency,
                run_limit_s=self.settings.run_limit_s,
                now=self.now,
            ),
        )


@contextmanager
def open_app(home: Home, as_of: datetime | None = None) -> Iterator[App]:
    """The home as an `App`; its database is closed in the end."""
    from monitor.store import SqlStore

    settings = read_settings(home.config)
    sources, wrong = read_sources(home.sources)
    clock = FixedClock(as_of) if as_of else SystemClock()
    families = {source.key: source.family for source in sources.values()}
    with SqlStore(home.database, families) as store:
        yield App(
            store=store,
            shelf=FolderShelf(home.reviews),
            clock=clock,
            version=program_version(),
            sources=sources,
            wrong=tuple(wrong),
            fetcher=lambda: ScrapyFetcher(settings.fetch, clock.now()),
            channel=partial(_channel, settings, home),
            readers=tuple(_reader(r, settings.digest.timezone, home) for r in settings.recipient),
            letterhead=_letterhead(settings.digest),
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


def _channel(settings: MonitorFile, home: Home, name: str) -> Channel:
    """The channel of this name, made from the import path and the arguments in `monitor.toml`."""
    file = str(home.config)
    if name not in settings.channel:
        raise ConfigError(f"no channel {name!r} is described", file=file, key="channel")
    path, arguments = channel_arguments(name, settings.channel[name], file)
    module, _, attribute = path.partition(":")
    try:
        for key in _PATHS & arguments.keys():
            arguments[key] = home.root / Path(arguments[key]).expanduser()
        return cast("Channel", getattr(importlib.import_module(module), attribute)(**arguments))
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError(str(error), file=file, key=f"channel.{name}") from error
