"""Where an item stands within the fold, and the one step that a report makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from monitor.domain.model import Due, Evidence, State
from monitor.domain.status.belief import Belief
from monitor.domain.status.effects import Vote

WINDOW = timedelta(days=30)
"""Two families second each other within this time; reports a season apart are about two things."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the fold carries from day to day. `rule` and `voices` say what moved it last."""

    state: State = State.OPEN
    substate: str = ""
    flags: frozenset[str] = frozenset()
    rule: str = "review"
    what: str = ""
    moved_by: tuple[Evidence, ...] = ()
    voice: str = ""
    """The person who decided, where it was one."""
    chained: tuple[int, ...] = ()
    """Evidence of another item on which this one hangs, where that moved it."""
    belief: Belief = field(default_factory=Belief)
    before: float | None = None
    due: Due | None = None
    """The deadline that evidence set; None where the review's is in force."""
    ended: date | None = None
    closed_on: date | None = None
    last_report: date | None = None
    """When one was last learnt: from then on it is silent."""
    last_written: date | None = None
    """When the newest of them was published."""
    gap: int = 7
    """Usual days between reports, by when they were published: a machine that sleeps learns several on one day."""
    heard: tuple[tuple[Vote, Evidence], ...] = ()
    """Votes of the last weeks, oldest first."""

    def to(self, state: State, rule: str, by: Iterable[Evidence] = (), **changes: object) -> Standing:
        """Moved to a state by a rule on the word of these pieces."""
        fresh: dict[str, object] = {"chained": ()}
        return replace(self, state=state, rule=rule, moved_by=tuple(by), **(fresh | changes))  # type: ignore[arg-type]

    def pieces(self, *votes: Vote, since: date) -> tuple[Evidence, ...]:
        """Pieces that gave one of these votes since a day, without copies."""
        return tuple(
            piece for vote, piece in self.heard if vote in votes and not piece.copy and effective(piece) >= since
        )

    def families(self, *votes: Vote, day: date) -> frozenset[str]:
        """Publisher families that gave one of the votes within the window; hearsay does not count."""
        heard = self.pieces(*votes, since=day - WINDOW)
        return frozenset(piece.family or piece.source for piece in heard if piece.grade != "E")


def effective(piece: Evidence) -> date:
    """The day on which a piece takes effect: learnt, or published where it was only filled in later."""
    return (piece.published if piece.backfilled else piece.learnt).date()


def in_order(evidence: Iterable[Evidence], until: date) -> list[Evidence]:
    """What is known by `until`, in the one order of the fold."""
    known = [piece for piece in evidence if piece.learnt.date() <= until and effective(piece) <= until]
    return sorted(
        known,
        key=lambda e: (effective(e), e.learnt, e.published, e.article, e.field != "title", e.field, e.start, e.cue),
    )
