"""What became of an item in the digest's time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from monitor.domain.digest import words
from monitor.domain.digest.facts import Fact, exhibit, facts
from monitor.domain.digest.model import EvidenceView, Exhibit, Face, ItemView, Step
from monitor.domain.model import Clock, State, StatusChange


class Told(NamedTuple):
    """An item's way through the digest's time."""

    old: Face
    new: Face
    steps: tuple[Step, ...]
    effect: str
    used: frozenset[int] = frozenset()
    """Ids of the evidence that the steps rest on."""
    lines: int = 0
    """Evidence lines that the steps show."""


def last_of(view: ItemView) -> StatusChange | None:
    """Where the item stands."""
    return view.history[-1] if view.history else None


def news_of(view: ItemView, since: datetime, as_of: datetime) -> list[tuple[StatusChange | None, StatusChange]]:
    """The changes that are news, each with the one before it."""
    if view.known is not None:
        known = {_key(change) for change in view.known}
        new = [change for change in view.history if _key(change) not in known]
    else:
        learnt = {shown.evidence.id: shown.evidence.learnt for shown in view.evidence}
        new = [change for change in view.history if since < _moment(change, learnt) <= as_of]
    pairs = pairwise((None, *view.history))
    return [(old, change) for old, change in pairs if change in new and "backfilled" not in change.flags]


def _key(change: StatusChange) -> tuple[object, ...]:
    """What makes a change another one; a confidence that crept up does not."""
    return change.as_of, change.state, change.clock, change.substate


def _moment(change: StatusChange, learnt: dict[int, datetime]) -> datetime:
    """When a change could first be told.

    A change that rests on evidence: when the last of it came. One of the clock or of silence: as its day begins.
    A person's verdict has a day only: when that day is over, so that no digest misses it.
    """
    known = [learnt[identity] for identity in change.evidence if identity in learnt]
    if known:
        return max(known)
    start = datetime.combine(change.learnt or change.as_of, time(), UTC)
    return start + timedelta(days=1) if "pinned" in change.flags else start


def changes_of(view: ItemView, since: datetime, as_of: datetime, room: int) -> Told | None:
    """The item's steps from its old headline to its new one, with at most `room` lines of evidence; None for none."""
    pairs = [pair for pair in news_of(view, since, as_of) if _headline(*pair)]
    if not pairs or _told_anew(view, pairs, since, as_of):
        return None
    by_id = {shown.evidence.id: shown for shown in view.evidence}
    steps: list[Step] = []
    lines = 0
    for old, change in reversed(pairs):
        step = _step(old, change, by_id, max(0, room - lines), as_of)
        lines += len(step.exhibits)
        steps.insert(0, step)
    first, last = pairs[0][0], pairs[-1][1]
    used = frozenset(identity for _, change in pairs for identity in change.evidence)
    return Told(words.face(first), words.face(last), tuple(steps), _effect(first, last), used, lines)


def _told_anew(
    view: ItemView, pairs: list[tuple[StatusChange | None, StatusChange]], since: datetime, as_of: datetime
) -> bool:
    """Whether only the way to where the item stood already is told otherwise, as after a judgement.

    Nothing happened then: all these changes are of days that the last digest knew, and it knew their end.
    """
    if not view.known:
        return False
    old = view.known[-1]
    before = since.astimezone(as_of.tzinfo).date()
    last = view.history[-1]
    same = (old.headline, old.substate, old.clock) == (last.headline, last.substate, last.clock)
    return same and all(change.as_of < before for _, change in pairs)


def all_steps(view: ItemView, room: int, as_of: datetime) -> tuple[Step, ...]:
    """Every change that a reader would call one, from the first on, each with at most `room` lines of evidence."""
    by_id = {shown.evidence.id: shown for shown in view.evidence}
    pairs = pairwise((None, *view.history))
    return tuple(_step(old, new, by_id, room, as_of) for old, new in pairs if new is not None and _headline(old, new))


def _headline(old: StatusChange | None, new: StatusChange) -> bool:
    """Whether a reader would call it a change: the headline, its detail, or another date."""
    if new.clock is Clock.MOVED and (old is None or old.clock is not Clock.MOVED):
        return True
    before = (old.headline, old.substate) if old else (State.OPEN.value, "")
    return before != (new.headline, new.substate)


def _effect(old: StatusChange | None, new: StatusChange) -> str:
    was = old is not None and old.state.terminal
    if new.state.terminal:
        return "closed"
    if was:
        return "reopened"
    return "overdue" if new.headline == Clock.OVERDUE.value else "moved"


def _step(
    old: StatusChange | None, change: StatusChange, by_id: dict[int, EvidenceView], room: int, as_of: datetime
) -> Step:
    moved_by = facts(by_id[identity] for identity in change.evidence if identity in by_id)
    shown = sorted(moved_by, key=_strength, reverse=True)[:room]
    return Step(
        on=change.as_of,
        old=words.face(old),
        new=words.face(change),
        sentence=words.clean(change.sentence, 300),
        rule=change.rule,
        confidence=change.confidence,
        notes=words.notes(change.flags),
        exhibits=tuple(_exhibit(fact, as_of) for fact in shown),
        more=len(moved_by) - len(shown),
    )


def _exhibit(fact: Fact, as_of: datetime) -> Exhibit:
    return exhibit(fact, as_of.tzinfo or UTC)


def _strength(fact: Fact) -> tuple[int, datetime]:
    """What was reported by more families first, then the newest."""
    families = {view.evidence.family or view.evidence.source for view in fact.reports}
    return len(families), fact.first.evidence.published
