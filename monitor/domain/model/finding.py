"""What the machine finds in an article for an item: matches, and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.domain.model.item import Due


class Decision(StrEnum):
    """What the matcher makes of a pair of article and item."""

    MATCH = "match"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair matches: what was found, where. `kind` is term, actor, feature, conflict ..."""

    kind: str
    text: str
    field: str = ""
    start: int = -1
    end: int = -1


class Role(StrEnum):
    """How an article reaches an item: one event may be the subject of one item and touch others beside it."""

    SUBJECT = "subject"
    """A term of the item stands in the title."""
    TOLD = "told"
    """A term, or its words in other order, stands in title and text."""
    TOUCHED = "touched"
    """None of its terms does: it is reached by its actors, its places and other words, as by an event above several."""


@dataclass(frozen=True, slots=True)
class Match:
    """Article x item as the matcher sees it; `judgement` is a person's verdict and never the machine's."""

    item: str
    article: int
    score: float
    decision: Decision
    reasons: tuple[Reason, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    version: str = ""
    judgement: bool | None = None

    @property
    def accepted(self) -> bool:
        """Whether this counts as follow-up coverage: the person's word first."""
        return self.judgement if self.judgement is not None else self.decision is Decision.MATCH

    @property
    def role(self) -> Role:
        """How the article reaches the item, by the reasons."""
        terms = [reason for reason in self.reasons if reason.kind in ("term", "near")]
        if any(reason.field == "title" for reason in terms):
            return Role.SUBJECT
        return Role.TOLD if terms else Role.TOUCHED


class Signal(StrEnum):
    """What a report says happened to an item."""

    SCHEDULED = "scheduled"
    AGREED = "agreed"
    STARTED = "started"
    COMPLETED = "completed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    SUSPENDED = "suspended"
    DENIED = "denied"
    IN_TALKS = "in_talks"
    SUPERSEDED = "superseded"
    COMMENT = "comment"


ADVERSE = frozenset({Signal.SUPERSEDED, Signal.CANCELLED, Signal.POSTPONED, Signal.FAILED, Signal.SUSPENDED})
"""Signals of a turn for the worse."""


class Modality(StrEnum):
    """How firmly it is said. Only performed and committed may move a state."""

    PERFORMED = "performed"
    COMMITTED = "committed"
    HOPED = "hoped"
    DENIED = "denied"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quoted signal for one item, with its three times.

    `quote` is the text `[start:end]` of the article's `field`; the trigger's span lies inside it. `occurred` is when
    it happened (or is to happen) as far as the text says, `published` when it was printed, `learnt` when we had it.
    """

    item: str
    article: int
    signal: Signal
    modality: Modality
    quote: str
    field: str
    start: int
    end: int
    trigger: tuple[int, int]
    cue: str
    """Id of the cue that fired."""
    published: datetime
    learnt: datetime
    occurred: date | None = None
    new_due: Due | None = None
    """Where the signal sets another date."""
    attribution: str = ""
    anchored: bool = True
    grade: str = "C"
    family: str = ""
    source: str = ""
    relevance: float = 1.0
    """The match's calibrated probability."""
    copy: bool = False
    backfilled: bool = False
    version: str = ""
    id: int = 0
