"""What became of an item, who said so, and how far it was watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.domain.model.item import Due


class State(StrEnum):
    """What became of an item, folded from evidence."""

    OPEN = "open"
    DEVELOPING = "developing"
    STALLED = "stalled"
    DONE = "done"
    PARTLY_DONE = "partly_done"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    VOID = "void"

    @property
    def terminal(self) -> bool:
        """Whether the item is closed."""
        return self in _TERMINAL


_TERMINAL = frozenset({State.DONE, State.PARTLY_DONE, State.FAILED, State.SUPERSEDED, State.VOID})


class Clock(StrEnum):
    """Where an item stands against its deadline: a pure function, never an opinion."""

    NONE = "none"
    AHEAD = "ahead"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    GRACE = "grace"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's decision on an item's state."""

    item: str
    state: State | None
    """None only pins what the machine says."""
    because: str
    decided: datetime
    by: str = ""
    pinned: bool = True
    undone: datetime | None = None
    """When it was taken back."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a review's sources were read in a span of days: proof of silence, or its absence."""

    first: date
    last: date
    expected: int
    """Sources that should have been read."""
    read: int
    """Sources that were."""
    gaps: tuple[str, ...] = ()
    """Sources that were not, by name."""
    unread: int = 0
    """Days before `first`, since the reader was last told, on which no source was read."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One change of an item's headline. `as_of` is the day it takes effect, `learnt` the day we knew."""

    item: str
    as_of: date
    state: State
    clock: Clock
    confidence: float
    rule: str
    rule_version: str = ""
    substate: str = ""
    sentence: str = ""
    """The rule in one sentence, filled with this item's facts."""
    evidence: tuple[int, ...] = ()
    """Ids of the evidence that moved it."""
    flags: tuple[str, ...] = ()
    """provisional, disputed, coverage_gap, needs_review, pinned, backfilled, without_result."""
    learnt: date | None = None
    before: float | None = None
    """Probability of the new state before this evidence."""
    due: Due | None = None
    """The deadline in force, where evidence moved it away from the review's."""

    @property
    def headline(self) -> str:
        """A terminal state wins; else overdue if the clock says so; else the state."""
        if not self.state.terminal and self.clock is Clock.OVERDUE:
            return Clock.OVERDUE.value
        return self.state.value
