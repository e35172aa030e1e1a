"""The fold: from dated evidence to the changes of an item's headline and clock.

   evidence, verdicts, the calendar ──> the days on which something may change, in order
   each day:  hear (belief) ──> close | second | contradict | move ──> silence ──> clock ──> a change, if it shows

A day is one step: what came on it is taken together, so the order within a day decides nothing that is shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files

from monitor.domain.model import Clock, Coverage, Due, Evidence, OpenItem, State, StatusChange, Verdict
from monitor.domain.status.calendar import next_day
from monitor.domain.status.clock import clock
from monitor.domain.status.hear import hear
from monitor.domain.status.rules import RULES
from monitor.domain.status.silence import after_silence
from monitor.domain.status.standing import Standing, effective, in_order
from monitor.domain.status.transitions import Anchor, after_anchor, after_reports, after_time
from monitor.domain.status.wording import sentence

VERSION = "0.2"

Cover = Callable[[date, date], Coverage]


@dataclass(slots=True)
class Course:
    """One item's fold while it runs."""

    item: OpenItem
    evidence: list[Evidence]
    verdicts: Sequence[Verdict]
    coverage: Cover | None
    anchor: Anchor
    standing: Standing = field(default_factory=Standing)
    changes: list[StatusChange] = field(default_factory=list)
    at: int = 0
    """How much of the evidence has been heard."""


def history(
    item: OpenItem,
    evidence: Sequence[Evidence],
    *,
    until: date,
    verdicts: Sequence[Verdict] = (),
    coverage: Cover | None = None,
    anchor: Anchor | None = None,
) -> tuple[StatusChange, ...]:
    """Every change of the item's headline and clock up to the end of day `until`, oldest first.

    The first is the review itself. Whatever comes later never alters a change of an earlier day, except that
    backfilled evidence takes effect on the day it was published (its changes are flagged).
    """
    course = Course(item, in_order(evidence, until), verdicts, coverage, anchor or Anchor())
    day: date | None = item.since or _first_day(course, until)
    if day is None or day > until:
        return ()
    while day is not None and day <= until:
        _live(course, day)
        day = next_day(course, day)
    return tuple(course.changes)


def _first_day(course: Course, until: date) -> date | None:
    return effective(course.evidence[0]) if course.evidence else until


def _live(course: Course, day: date) -> None:
    """One day of the item."""
    old = course.standing
    pieces = _new_pieces(course, day)
    heard = hear(course.item, old, pieces, day)
    moved = after_reports(course.item, heard, pieces, day)
    moved = after_anchor(moved, course.anchor, day)
    moved = after_time(moved, day)
    course.standing = after_silence(course.item, moved, day, course.coverage)
    _note(course, day)


def _new_pieces(course: Course, day: date) -> list[Evidence]:
    start = course.at
    while course.at < len(course.evidence) and effective(course.evidence[course.at]) <= day:
        course.at += 1
    since = course.item.since
    return [p for p in course.evidence[start : course.at] if since is None or p.published.date() > since]


def _note(course: Course, day: date) -> None:
    """Write a change down if a reader would see one."""
    change = _change(course, day)
    last = course.changes[-1] if course.changes else None
    if last is None or _shown(last) != _shown(change):
        course.changes.append(change)


def _shown(change: StatusChange) -> tuple[object, ...]:
    return change.state, change.substate, change.clock, frozenset(change.flags) - {"backfilled"}, change.due


def _change(course: Course, day: date) -> StatusChange:
    item, standing = course.item, _judged(course, day)
    ticks = clock(
        item, standing.state, day, due=standing.due, ended=standing.ended or standing.closed_on,
        moved=standing.due is not None,
    )  # fmt: skip
    rule = _rule(course, standing, ticks)
    pulled = _pulled_by(course, standing)
    late = any(piece.backfilled for piece in standing.moved_by) or any("backfilled" in c.flags for c in pulled)
    learnt = [piece.learnt.date() for piece in standing.moved_by] + [c.learnt for c in pulled if c.learnt]
    return StatusChange(
        item=item.id,
        as_of=day,
        state=standing.state,
        clock=ticks,
        confidence=round(_confidence(standing), 4),
        rule=rule,
        rule_version=RULES[rule].version,
        substate=standing.substate,
        sentence=sentence(rule, item, standing, ticks, day),
        evidence=_moving(standing) if rule != "clock" else (),
        flags=tuple(sorted(standing.flags | ({"backfilled"} if late else set()))),
        learnt=max(learnt, default=day) if rule != "clock" else day,
        before=standing.before,
        due=standing.due,
    )


def _pulled_by(course: Course, standing: Standing) -> list[StatusChange]:
    """The anchor's change that moved it, if one did."""
    return [change for change in course.anchor.changes if standing.chained and change.evidence == standing.chained][:1]


def _moving(standing: Standing) -> tuple[int, ...]:
    """The numbers of the pieces that moved it, the anchor's among them."""
    return tuple(sorted({piece.id for piece in standing.moved_by if piece.id} | set(standing.chained)))


def _rule(course: Course, standing: Standing, ticks: Clock) -> str:
    """The clock's own rule where nothing but the clock has turned."""
    if not course.changes:
        return standing.rule
    last = course.changes[-1]
    same = (last.state, last.substate, last.due) == (standing.state, standing.substate, standing.due)
    return "clock" if same and last.clock is not ticks and set(last.flags) >= standing.flags else standing.rule


def _judged(course: Course, day: date) -> Standing:
    """The standing under a person's verdict, which wins over the machine's while it stands."""
    given = [v for v in course.verdicts if v.decided.date() <= day and (v.undone is None or v.undone.date() > day)]
    if not given:
        return _taken_back(course, day)
    verdict = max(given, key=lambda v: v.decided)
    machine = course.standing
    state = verdict.state or _state_at(course, verdict.decided.date())
    flags = (machine.flags - {"needs_review", "provisional", "coverage_gap"}) | (
        {"pinned"} if verdict.pinned else set()
    )
    closed = verdict.decided.date() if state.terminal else None
    return replace(
        machine, state=state, substate="", flags=frozenset(flags), rule="person", what=verdict.because,
        voice=verdict.by or "a person",
        moved_by=(), chained=(), before=None, closed_on=closed, ended=machine.ended if state.terminal else None,
    )  # fmt: skip


def _taken_back(course: Course, day: date) -> Standing:
    """The machine's standing; on the day on which the last decision was taken back, that is why it shows."""
    shown = bool(course.changes) and course.changes[-1].rule == "person"
    taken = [v for v in course.verdicts if v.undone is not None and v.undone.date() == day]
    if not taken or not shown:
        return course.standing
    voice = max(taken, key=lambda v: v.decided).by or "a person"
    return replace(course.standing, rule="undone", voice=voice, moved_by=(), chained=(), before=None)


def _state_at(course: Course, day: date) -> State:
    return next((c.state for c in reversed(course.changes) if c.as_of < day), course.standing.state)


def _confidence(standing: Standing) -> float:
    if "pinned" in standing.flags:
        return 1.0
    belief = standing.belief
    share = {
        State.DONE: belief.done, State.PARTLY_DONE: belief.done,
        State.FAILED: belief.failed, State.SUPERSEDED: belief.failed,
    }.get(standing.state, belief.alive)  # fmt: skip
    return share * assurance(standing.state)


@cache
def _assurances() -> Mapping[str, float]:
    table: dict[str, float] = tomllib.loads(files(__package__).joinpath("assurance.toml").read_text("utf-8"))
    return table


def assurance(state: State) -> float:
    """What the filter's confidence is worth in a state, 0 to 1, as measured (assurance.toml).

    The filter tells alive from ended. That nothing was missed of an item that is `open` is not for it to know.
    """
    return _assurances().get(state.value, 1.0)


__all__ = ["VERSION", "Course", "Due", "history"]
