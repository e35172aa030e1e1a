"""What an engine makes of one body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.model import RawArticle

Known = Callable[[Sequence[str]], set[str]]
"""Which of these entry identities are stored already."""

_SLACK = timedelta(hours=26)
"""A wrong zone puts a time up to a day ahead; what is further ahead is no time of publication (quirk 6)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a body is read, and within which limits."""

    source: str
    language: str
    url: str
    now: datetime
    max_entries: int
    known: Known
    keywords: bool = True
    """False where the publisher's keywords are channels, not topics (quirk 2)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of one body. `broken` says what kept part of it from being read; empty where all of it was."""

    articles: tuple[RawArticle, ...] = ()
    entries: int = 0
    """Entries there, known ones included."""
    newest: datetime | None = None
    parsed: int = 0
    """Entries that the full parser had to read."""
    broken: str = ""
    too_many: bool = False
    note: str = ""
    """What is odd about it, though it was read."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Entries that cannot become articles, each under one reason (`Drop`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found in one body: entries and where more of them are, or an index of further bodies."""

    reading: Reading
    children: tuple[tuple[str, datetime | None], ...] = ()
    """Addresses of further bodies with the time of their last change."""
    index: bool = False


Engine = Callable[[bytes, Mapping[str, str], Scope], Found]
"""Reads a decompressed body; headers have names in lower case. Raises FetchError."""


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment, unless it lies in the future: nothing is published before it happens."""
    return moment if moment is not None and moment <= now + _SLACK else None


def newest_of(moments: Sequence[datetime | None], now: datetime) -> datetime | None:
    """The latest believable moment."""
    return max(
        (moment for moment in moments if believable(moment, now) is not None and moment is not None), default=None
    )
