"""What a day's reports do to an item. Each function takes a standing and returns the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.domain.model import Due, Evidence, OpenItem, Signal, State, StatusChange
from monitor.domain.status.belief import CLOSE
from monitor.domain.status.calendar import PROVISIONAL
from monitor.domain.status.effects import Vote, effect
from monitor.domain.status.hear import votes
from monitor.domain.status.standing import WINDOW, Standing

_ENDINGS = ((Vote.FAILED, State.FAILED, "failed"), (Vote.DONE, State.DONE, "done"))


def after_reports(item: OpenItem, standing: Standing, pieces: Sequence[Evidence], day: date) -> Standing:
    """The day's reports: an ending first, else a new date, else the strongest movement."""
    by_vote = votes(item, pieces)
    if not by_vote:
        return standing
    if standing.state.terminal:
        return _closed(standing, by_vote, day)
    ended = _ended(standing, by_vote, day)
    if ended is not None:
        return ended
    return _redated(_moved(item, standing, by_vote, day), day)


def _ended(standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date) -> Standing | None:
    for vote, state, rule in _ENDINGS:
        if vote in by_vote and standing.belief.of(vote) >= CLOSE and seconded(standing, vote, day):
            by = standing.pieces(vote, since=day - WINDOW)
            ended = min((p.occurred for p in by if p.occurred and p.occurred <= day), default=None)
            return standing.to(
                state, rule, by, substate="", what=_what(by), closed_on=day, ended=ended,
                flags=frozenset({"provisional"}), before=_before(standing, vote),
            )  # fmt: skip
    return None


def seconded(standing: Standing, vote: Vote, day: date) -> bool:
    """Two independent publisher families, or one explicit official text."""
    official = any(p.grade == "A" for p in standing.pieces(vote, since=day - WINDOW))
    return official or len(standing.families(vote, day)) >= 2


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
            return replace(moved, flags=moved.flags - settled) if moved is not standing else moved
    return replace(standing, flags=standing.flags - {"coverage_gap"})


def _suspend(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    return standing.to(State.STALLED, "suspended", by, substate="suspended", what=_what(by))


def _off(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    return standing.to(State.DEVELOPING, "off-date", by, substate="off date", what=_what(by))


def _likely(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    return standing.to(
        State.DEVELOPING, "likely-done", by, substate="likely done", what=_what(by),
        flags=standing.flags | {"needs_review"},
    )  # fmt: skip


def _postpone(item: OpenItem, standing: Standing, by: list[Evidence]) -> Standing:
    return standing.to(State.DEVELOPING, "postponed", by, substate="postponed", what="postponed")


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
            return standing.to(State.DEVELOPING, "moved", by, due=due, substate=standing.substate)
    return standing


_DATING = frozenset({Signal.SCHEDULED, Signal.POSTPONED})


def _closed(standing: Standing, by_vote: dict[Vote, list[Evidence]], day: date) -> Standing:
    """After the end: a missing result, a contradiction, or nothing."""
    if Vote.WITHOUT_RESULT in by_vote and standing.state is State.DONE and "without_result" not in standing.flags:
        by = by_vote[Vote.WITHOUT_RESULT]
        flags = standing.flags | {"without_result"}
        return replace(standing, rule="without-result", moved_by=tuple(by), flags=flags, what=_what(by), before=None)
    opposite = Vote.FAILED if standing.state is State.DONE else Vote.DONE
    if opposite not in by_vote or "disputed" in standing.flags:
        return standing
    by = by_vote[opposite]
    if "provisional" in standing.flags and not seconded(standing, _own(standing), day):
        return standing.to(State.DEVELOPING, "reopened", by, substate="disputed", closed_on=None, ended=None)
    flags = standing.flags | {"disputed", "needs_review"}
    return replace(standing, rule="disputed", moved_by=tuple(by), flags=flags, what=_what(by), before=None)


def _own(standing: Standing) -> Vote:
    return Vote.DONE if standing.state is State.DONE else Vote.FAILED


def after_anchor(standing: Standing, anchor: tuple[StatusChange, ...], day: date) -> Standing:
    """Doubt, where the event on whose date the item hung is off."""
    known = [change for change in anchor if change.as_of <= day]
    if not known or standing.state.terminal or standing.rule == "anchor-off":
        return standing
    last = known[-1]
    if last.as_of != day or last.state not in (State.FAILED, State.SUPERSEDED):
        return standing
    if len(known) > 1 and known[-2].state is last.state:
        return standing
    return standing.to(State.DEVELOPING, "anchor-off", substate="in doubt", what=last.item.rsplit("/", 1)[-1])


def after_time(standing: Standing, day: date) -> Standing:
    """A closing that nobody contradicted for two days stands."""
    if standing.closed_on is None or "provisional" not in standing.flags or day < standing.closed_on + PROVISIONAL:
        return standing
    return replace(standing, rule="confirmed", flags=standing.flags - {"provisional"}, before=None)
