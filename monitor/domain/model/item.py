"""What an analyst left open: reviews and their items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing was left open; decides what a signal means for it."""

    EVENT = "event"
    AGREEMENT = "agreement"
    MECHANISM = "mechanism"
    DECISION = "decision"
    PROCESS = "process"
    OBLIGATION = "obligation"


class Precision(StrEnum):
    """How exactly a due date was written."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Due:
    """When an item should have happened: a span of days, as it was written.

    `anchor` is the key of another item of the same review whose date this one takes ("at the September summit").
    """

    earliest: date | None = None
    latest: date | None = None
    text: str = ""
    precision: Precision = Precision.DAY
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One matter that a review left open, with what would count as done (`criterion`)."""

    review: str
    key: str
    title: str
    kind: Kind
    criterion: str = ""
    due: Due | None = None
    actors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Phrases and aliases of the matter itself, any case."""
    not_terms: tuple[str, ...] = ()
    """Phrases that mark another matter."""
    quote: str = ""
    span: tuple[int, int] | None = None
    """Where the quote stands in the review's text, in characters."""
    polarity: int = 1
    """-1 where the review expects that the thing does not happen."""
    commitment: bool = True
    """False where it is the author's own expectation rather than somebody's commitment."""
    closed: bool = False
    """The analyst stopped following it."""
    since: date | None = None
    """The review's date: what was published before it is background."""

    @property
    def id(self) -> str:
        """`review/key`."""
        return f"{self.review}/{self.key}"


@dataclass(frozen=True, slots=True)
class Review:
    """The analyst's text as metadata; its items stand beside it."""

    slug: str
    title: str
    date: date
    sources: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read out of a review's text, for the analyst to edit."""

    review: Review
    items: tuple[OpenItem, ...]
    warnings: tuple[str, ...] = ()
