"""What a day's reports do to an item. Each function takes a standing and returns the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.domain.model import Due, Evidence, Kind, OpenItem, Signal, State, StatusChange
from monitor.domain.status.belief import CLOSE, Belief
from monitor.domain.status.calendar import PROVISIONAL
from monitor.domain.status.effects import Vote, effect
from monitor.domain.status.hear import votes
from monitor.domain.status.rounds import OPENED, after_round, as_round, bare, in_rounds
from monitor.domain.status.standing import WINDOW, Standing

_ENDINGS = ((Vote.FAILED, Vote.SUPERSEDED), (Vote.DONE,))
_RULES = {
    State.FAILED: "failed",
    State.SUPERSEDED: "superseded",
    State.DONE: "done",
    State.PARTLY_DONE: "partly-done",
}


def after_reports(item: OpenItem, standing: Standing, pieces: Sequence[Evidence], day: date) -> Standing:
    """The day's reports: an ending first, else a new date, else the strongest movement."""
    by_vote = votes(item, pieces)
    if not by_vote:
        return standing
    if in_rounds(item):
        after = after_round(standing, by_vote, day)
        if after is not None:
            return after
        if OPENED in standing.flags and not standing.state.terminal:
            standing, by_vote = bare(standing), as_round(by_vote)
    if standing.state.terminal:
        return _closed(item, standing, by_vote, day)
    ended = _ended(item, standing, by_vote, day)
    if ended is not None:
        late: dict[Vote, list[Evidence]] = {v: by for v, by in by_vote.items() if v is Vote.WITHOUT_RESULT}
        return _closed(item, ended, late, day)
    return _redated(_moved(item, standing, by_vote, day), day)


def _ended(item: OpenItem, standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date) -> Standing | None:
    for group in _ENDINGS:
        told = any(vote in by_vote for vote in group)
        if told and standing.belief.of(group[0]) >= CLOSE and seconded(standing, group, day):
            by = standing.pieces(*group, since=day - WINDOW)
            state = _ending(item, standing, by, day)
            ended = min((p.occurred for p in by if p.occurred and p.occurred <= day), default=None)
            what = successor(by) if state is State.SUPERSEDED else _what(by)
            return standing.to(
                state, _RULES[state], by, substate="", what=what, closed_on=day, ended=ended,
                flags=frozenset({"provisional"}), before=_before(standing, group[0]),
            )  # fmt: skip
    return None


def _ending(item: OpenItem, standing: Standing, by: Sequence[Evidence], day: date) -> State:
    """Which ending: in part where most say so, replaced where at least as many families say so as that it failed."""
    effects = [effect(item, piece) for piece in by]
    if effects[0].vote is Vote.DONE:
        partly = sum(found.detail == "in part" for found in effects)
        return State.PARTLY_DONE if 2 * partly > len(effects) else State.DONE
    replaced = len(standing.families(Vote.SUPERSEDED, day=day))
    return State.SUPERSEDED if replaced and replaced >= len(standing.families(Vote.FAILED, day=day)) else State.FAILED


_SUCCESSOR = re.compile(r"^[^,;.]*?\b(?:by|with|in favou?r of)\s+((?:\S+\s*){1,8}?)(?=[,;.:]|\s(?:after|as|in|on)\s|$)")


def successor(by: Sequence[Evidence]) -> str:
    """What came instead, in the words of the newest quote that names it; empty where none does."""
    for piece in reversed(by):
        found = _SUCCESSOR.search(piece.quote[piece.trigger[1] - piece.start :])
        if piece.signal is Signal.SUPERSEDED and found:
            return found.group(1).strip()
    return ""


def seconded(standing: Standing, votes: Sequence[Vote], day: date) -> bool:
    """Two independent publisher families, or one explicit official text."""
    official = any(p.grade == "A" for p in standing.pieces(*votes, since=day - WINDOW))
    return official or len(standing.families(*votes, day=day)) >= 2


def _before(standing: Standing, vote: Vote) -> float:
    return round(standing.belief.of(vote), 4)


def _what(by: Sequence[Evidence]) -> str:
    return by[-1].signal.value.replace("_", " ") if by else ""


def _moved(item: OpenItem, standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date) -> Standing:
    """The movement that the day's reports make: doubt weighs more than progress, a suspension more than doubt."""
    for vote, act in _MOVES:
        if vote in by_vote:
            moved = act(item, standing, by_vote[vote])
            settled = {"coverage_gap"} if vote is Vote.DONE else {"coverage_gap", "needs_review"}
            if vote is Vote.FORWARD:
                settled = settled | {OFF}
            return replace(moved, flags=moved.flags - settled) if moved is not standing else moved
    return replace(standing, flags=standing.flags - {"coverage_gap"})


def _suspend(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    return standing.to(State.STALLED, "suspended", by, substate="suspended", what=_what(by))


def _off(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    flags = standing.flags | {OFF}
    return standing.to(State.DEVELOPING, "off-date", by, substate="off date", what=_what(by), flags=flags)


def _likely(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    return standing.to(
        State.DEVELOPING, "likely-done", by, substate="likely done", what=_what(by),
        flags=standing.flags | {"needs_review"},
    )  # fmt: skip


def _postpone(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    flags = standing.flags | {OFF}
    return standing.to(State.DEVELOPING, "postponed", by, substate="postponed", what="postponed", flags=flags)


def _doubt(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    if standing.state is State.STALLED:
        return standing
    return standing.to(State.DEVELOPING, "in-doubt", by, substate="in doubt", what=_what(by))


def _forward(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    detail = effect(item, by[-1]).detail
    if standing.state is State.DEVELOPING and (not detail or detail == standing.substate):
        return standing
    rule = {"scheduled": "scheduled", "agreed": "agreed"}.get(detail, "moving")
    return standing.to(State.DEVELOPING, rule, by, substate=detail, what=_what(by))


_MOVES = (
    (Vote.FAILED, _off),
    (Vote.SUPERSEDED, _off),
    (Vote.STALLED, _suspend),
    (Vote.POSTPONED, _postpone),
    (Vote.DONE, _likely),
    (Vote.RISK, _doubt),
    (Vote.FORWARD, _forward),
)


def _redated(standing: Standing, day: date) -> Standing:
    """Another deadline, where an official text or two families name the same one."""
    named: dict[Due, list[Evidence]] = {}
    for _, piece in standing.heard:
        if piece.new_due is not None and not piece.copy:
            named.setdefault(piece.new_due, []).append(piece)
    for due, by in reversed(named.items()):
        families = {piece.family or piece.source for piece in by}
        sure = len(families) >= 2 or any(piece.grade == "A" for piece in by)
        if sure and due != standing.due and any(piece.signal in _DATING for piece in by):
            flags = standing.flags - {OFF}
            return standing.to(State.DEVELOPING, "moved", by, due=due, substate=standing.substate, flags=flags)
    return standing


OFF = "off_date"
"""Flag: not on the planned date, whatever the finer question of postponed or cancelled will bring."""
_DATING = frozenset({Signal.SCHEDULED, Signal.POSTPONED})


def _closed(item: OpenItem, standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date) -> Standing:
    """After the end: a missing result, a contradiction, or nothing."""
    if Vote.WITHOUT_RESULT in by_vote and standing.state is State.DONE and "without_result" not in standing.flags:
        by = by_vote[Vote.WITHOUT_RESULT]
        flags = standing.flags | {"without_result"}
        return replace(standing, rule="without-result", moved_by=tuple(by), flags=flags, what=_what(by), before=None)
    if standing.state is State.PARTLY_DONE and Vote.DONE in by_vote:
        return _wholly(item, standing, day)
    if _done_after_all(item, standing, by_vote, day):
        standing = replace(standing, flags=standing.flags - {"disputed", "needs_review"})
        by = [piece for piece in standing.pieces(Vote.DONE, since=day - WINDOW) if piece.cue == DECIDER]
        return standing.to(
            State.DONE, "reversed", by, what=_what(by), closed_on=day, ended=None, flags=frozenset({"provisional"})
        )
    again = [piece for piece in by_vote.get(Vote.FORWARD, ()) if piece.cue == STEP]
    if standing.state is State.FAILED and again and item.kind is Kind.DECISION:
        flags = frozenset({"needs_review"})
        return standing.to(
            State.DEVELOPING, "taken-up", again, what=_what(again), closed_on=None, ended=None, flags=flags,
            belief=Belief(), heard=(),
        )  # fmt: skip
    opposite = Vote.FAILED if _own(standing) is Vote.DONE else Vote.DONE
    by = by_vote.get(opposite) or _still_to_come(item, standing, by_vote, day)
    if not by or "disputed" in standing.flags:
        return standing
    if opposite in by_vote and "provisional" in standing.flags and not seconded(standing, (_own(standing),), day):
        return standing.to(State.DEVELOPING, "reopened", by, substate="disputed", closed_on=None, ended=None)
    flags = standing.flags | {"disputed", "needs_review"}
    return replace(standing, rule="disputed", moved_by=tuple(by), flags=flags, what=_what(by), before=None)


_ONCE = frozenset({Kind.AGREEMENT, Kind.DECISION, Kind.OBLIGATION})
"""Kinds that are done by one act: who is still to do it has not done it."""
_ANEW = re.compile(r"\b(?:again|another|next|new|further|more|second|third|also|re-\w+)\b", re.IGNORECASE)


def _still_to_come(
    item: OpenItem, standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date
) -> list[Evidence]:
    """Later reports of the very act as one that is still ahead ("will sign"), of what one act has done."""
    if item.kind not in _ONCE or standing.state is not State.DONE or standing.closed_on is None:
        return []
    acts = {piece.cue for vote, piece in standing.heard if vote is Vote.DONE}
    return [
        piece
        for piece in by_vote.get(Vote.FORWARD, ())
        if piece.signal is Signal.SCHEDULED and piece.cue in acts and day > standing.closed_on + _NEWS
        and piece.grade != "E" and not _ANEW.search(piece.quote)
    ]  # fmt: skip


_NEWS = timedelta(days=1)
"""A preview may still be printed on the day after."""
DECIDER, STEP = "own-act", "own-step"
"""The cues of the decider doing what the criterion asks for, and taking a step towards it (evidence/act.py)."""


def _done_after_all(item: OpenItem, standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date) -> bool:
    """Whether the very body that had refused now does what was asked, as two families or an official text say.

    Who refused may think better of it: that is no contradiction of the first reports, and no machine's reopening.
    """
    if standing.state is not State.FAILED or Vote.DONE not in by_vote or item.kind in (Kind.EVENT, Kind.PROCESS):
        return False
    by = [p for p in standing.pieces(Vote.DONE, since=day - WINDOW) if p.cue == DECIDER and p.grade != "E"]
    return len({p.family or p.source for p in by}) >= 2 or any(p.grade == "A" for p in by)


def _wholly(item: OpenItem, standing: Standing, day: date) -> Standing:
    """What was done in part is done where two families or an official text now say so without "in part"."""
    since = standing.closed_on or day
    by = [p for p in standing.pieces(Vote.DONE, since=since) if effect(item, p).detail != "in part"]
    if len({piece.family or piece.source for piece in by}) < 2 and not any(piece.grade == "A" for piece in by):
        return standing
    return standing.to(State.DONE, "done", by, what=_what(by), closed_on=day, flags=frozenset({"provisional"}))


def _own(standing: Standing) -> Vote:
    return {State.SUPERSEDED: Vote.SUPERSEDED, State.FAILED: Vote.FAILED}.get(standing.state, Vote.DONE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The item on whose date another hangs, and its history; empty where there is none."""

    key: str = ""
    title: str = ""
    changes: tuple[StatusChange, ...] = ()


def after_anchor(standing: Standing, anchor: Anchor, day: date) -> Standing:
    """The new date, where the event on whose date the item hangs was moved; doubt, where it is off."""
    known = [change for change in anchor.changes if change.as_of <= day]
    if not known or standing.state.terminal or standing.rule == "anchor-off":
        return standing
    last = known[-1]
    due = replace(last.due, anchor=anchor.key) if last.due is not None else None
    if last.as_of == day and due is not None and due != standing.due:
        moved = standing.to(standing.state, "anchor-moved", chained=last.evidence, what=f"“{anchor.title}”", due=due)
        return replace(moved, before=None)
    if last.as_of != day or last.state not in (State.FAILED, State.SUPERSEDED):
        return standing
    if len(known) > 1 and known[-2].state is last.state:
        return standing
    what = f"“{anchor.title}”, which is off ({last.sentence.rstrip('.')})"
    return standing.to(State.DEVELOPING, "anchor-off", substate="in doubt", what=what, chained=last.evidence)


def after_time(standing: Standing, day: date) -> Standing:
    """A closing that nobody contradicted for two days stands; where somebody did, that stays the last word on it."""
    if standing.closed_on is None or "provisional" not in standing.flags or day < standing.closed_on + PROVISIONAL:
        return standing
    settled = replace(standing, flags=standing.flags - {"provisional"}, before=None)
    return settled if "disputed" in settled.flags else replace(settled, rule="confirmed")
