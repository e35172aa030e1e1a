"""Talks in rounds: to open them is what was asked, and yet they are judged by what they bring.

opened ──> done ──a round ends──> developing (opened) ──result──> done
                        └── without result, by two families ──> failed, flagged without_result

Only talks for which no day was set: a meeting on a day is over with the day (docs/adr/0006-talks-in-rounds.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from monitor.domain.evidence.lexicon import lexicon
from monitor.domain.model import Evidence, Kind, OpenItem, Signal, State
from monitor.domain.status.belief import CLOSE, Belief, updated
from monitor.domain.status.effects import Vote
from monitor.domain.status.standing import WINDOW, Standing, effective
from monitor.domain.text import words

OPENED = "opened"
_FIRST = timedelta(days=3)
"""Reports of the opening still come in so long after it; what is said to have ended later is a round."""


def in_rounds(item: OpenItem) -> bool:
    """Whether the item is an event of talks without a day of its own."""
    if item.kind is not Kind.EVENT or (item.due is not None and item.due.latest is not None):
        return False
    classes = lexicon().nouns
    return any("talk" in classes.get(word.lower(), ()) for text in (item.title, *item.terms) for word in words(text))


def after_round(standing: Standing, by_vote: Mapping[Vote, Sequence[Evidence]], day: date) -> Standing | None:
    """The standing of talks that have opened, after what is reported of a round; None where nothing is."""
    opened = OPENED in standing.flags or (standing.state is State.DONE and standing.closed_on is not None)
    if not opened or (standing.state.terminal and standing.state is not State.DONE):
        return None
    return _without_result(standing, by_vote, day) or _round_over(standing, by_vote, day)


def _without_result(standing: Standing, by_vote: Mapping[Vote, Sequence[Evidence]], day: date) -> Standing | None:
    if Vote.WITHOUT_RESULT not in by_vote:
        return None
    by = standing.pieces(Vote.WITHOUT_RESULT, since=day - WINDOW)
    if len(standing.families(Vote.WITHOUT_RESULT, day=day)) < 2 and not any(piece.grade == "A" for piece in by):
        return None
    belief, told = Belief(), set[str]()
    for piece in by:  # a new question from the opening on: did it bring a result?
        belief = updated(belief, Vote.FAILED, piece, again=piece.family in told)
        told.add(piece.family)
    if belief.failed < CLOSE:
        return None
    return standing.to(
        State.FAILED, "without-result", by, substate="", what="without result", closed_on=day, belief=belief,
        flags=frozenset({"provisional", "without_result", OPENED}), before=round(standing.belief.failed, 4),
    )  # fmt: skip


def _round_over(standing: Standing, by_vote: Mapping[Vote, Sequence[Evidence]], day: date) -> Standing | None:
    ended = [piece for piece in by_vote.get(Vote.DONE, ()) if piece.signal is Signal.COMPLETED]
    opened = standing.closed_on
    if standing.state is not State.DONE or not ended or opened is None or day <= opened + _FIRST:
        return None
    flags = (standing.flags - {"provisional"}) | {OPENED}
    return standing.to(
        State.DEVELOPING, "round-over", ended, substate="round over", what="", closed_on=None, ended=None,
        flags=flags, before=None, belief=Belief(), heard=_since(standing, day),
    )  # fmt: skip


def _since(standing: Standing, day: date) -> tuple[tuple[Vote, Evidence], ...]:
    """What was heard on the day itself: a new round has its own reports."""
    return tuple((vote, piece) for vote, piece in standing.heard if effective(piece) >= day)


def as_round(by_vote: dict[Vote, list[Evidence]]) -> dict[Vote, list[Evidence]]:
    """The reports of talks that have opened already: that another round is held ends nothing."""
    kept: dict[Vote, list[Evidence]] = {}
    for vote, by in by_vote.items():
        kept.setdefault(Vote.FORWARD if vote is Vote.DONE else vote, []).extend(by)
    return kept


def bare(standing: Standing) -> Standing:
    """Without the votes for done that rounds gave."""
    return replace(standing, belief=Belief(), heard=tuple((v, p) for v, p in standing.heard if v is not Vote.DONE))
