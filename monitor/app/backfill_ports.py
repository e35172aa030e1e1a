"""What a backfill needs from outside, besides what a run needs (`monitor.app.ports`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from monitor.app.records import IntakeReport
from monitor.domain.model import Origin, Outcome, RawArticle, Source
from monitor.domain.windows import Archive, Window
from monitor.domain.windows_pace import Pace


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as the host gave it, transfer coding undone; names of headers are in lower case."""

    url: str
    """As it was asked, without the key."""
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a raw answer lies: a WARC file of the home's archive, and the offset of its record."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """What an engine read out of one answer."""

    articles: tuple[RawArticle, ...] = ()
    entries: int = 0
    """Entries of the source that stood there."""
    further: tuple[str, ...] = ()
    """Addresses to be asked next."""
    broken: str = ""
    """What kept part of it from being read."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One address of one window, about to be asked."""

    window: Window
    archive: Archive
    address: str


class ArchiveReader(Protocol):
    """The engines: pure functions of an answer's bytes. Raises FetchError."""

    def read(self, asking: Asking, source: Source, answer: RawAnswer) -> ArchivePage:
        """The entries and further addresses of an answer."""
        ...

    def read_any(self, asking: Asking, source: Source, answer: RawAnswer) -> ArchivePage:
        """The entries of a feed, a sitemap or an article's page: whatever a WARC record of the source holds."""
        ...


class Chain(Protocol):
    """One source's way back. A fetcher asks for the next address until there is none; calls are never concurrent."""

    def next(self) -> Asking | None:
        """What to ask next; None where nothing is left, or nothing that may be asked now."""
        ...

    def pause(self, asking: Asking) -> float:
        """Seconds to wait before asking."""
        ...

    def asked(self, asking: Asking) -> None:
        """The request goes out now."""
        ...

    def take(self, asking: Asking, answer: RawAnswer) -> None:
        """The host answered, whatever it said."""
        ...

    def failed(self, asking: Asking, outcome: Outcome, cause: str) -> None:
        """No answer came."""
        ...

    def wait(self, asking: Asking, seconds: float) -> None:
        """The pause is too long to be slept through: the window waits for another backfill."""
        ...


class ArchiveFetcher(Protocol):
    """Asks the network. May be called once in a process."""

    def fetch(self, chains: Sequence[Chain]) -> None:
        """Work all chains off, one request at a time for each host."""
        ...


class RawStore(Protocol):
    """Raw answers in WARC files of the home."""

    def keep(self, asking: Asking, answer: RawAnswer) -> Place:
        """Append an answer; once this returns it is on disk."""
        ...

    def at(self, place: Place) -> RawAnswer:
        """The answer that lies there; InputError where the file is gone or broken."""
        ...

    def records(self, path: Path) -> Iterator[RawAnswer]:
        """All answers of any WARC file, as they come; InputError where it cannot be read (further)."""
        ...


class WindowStore(Protocol):
    """The part of the store that a backfill works on. Each method is one transaction."""

    def plan_windows(self, windows: Sequence[Window]) -> None:
        """Keep windows; those that stand already stay as they are."""
        ...

    def windows(self, source: str, first: date, last: date) -> list[Window]:
        """The windows of a source that touch these days, in order of their first day."""
        ...

    def save_window(self, window: Window) -> None:
        """Keep the window's state and cursor."""
        ...

    def save_answer(
        self, window: Window, address: str, articles: Sequence[RawArticle], place: Place | None, now: datetime
    ) -> IntakeReport:
        """Articles as backfilled, the window moved on and the place of the raw answer, together or not at all."""
        ...

    def pace(self, host: str) -> Pace:
        """What was asked of a host."""
        ...

    def save_pace(self, pace: Pace) -> None:
        """Keep it."""
        ...

    def raw_place(self, address: str) -> Place | None:
        """Where the newest answer of an address lies."""
        ...

    def volumes(self, source: str, first: date, last: date) -> dict[date, int]:
        """Articles of a source by day of publication, those dropped since too; days without any are left out."""
        ...

    def acquire(self, owner: str, now: datetime, ttl_s: int, name: str = "run") -> str:
        """As `monitor.app.ports.Store`, by name: a backfill and a run do not keep each other out."""
        ...

    def release(self, owner: str, name: str = "run") -> None:
        """Give the lease back."""
        ...

    def import_articles(self, articles: Iterator[RawArticle], origin: Origin, now: datetime | None) -> IntakeReport:
        """As `monitor.app.ports.Store`."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """The adapters of a backfill."""

    windows: WindowStore
    raw: RawStore
    reader: ArchiveReader
    fetcher: Callable[[], ArchiveFetcher]
    key: Callable[[Archive], str | None]
    """The key that an archive asks for; empty where it asks for none, None where it is not set."""
    wall: Callable[[], datetime]
    """The machine's time: limits of others are kept by it, whatever `--as-of` says."""
