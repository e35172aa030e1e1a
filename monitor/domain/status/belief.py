"""The Bayes filter of one item: is it alive, done or failed, given reports that are misread at a measured rate?

confusion.toml   how the reader errs (measured)      ┐
reporting.toml   what is written, given what is true ┴─> P(vote | truth) ──> filter, one step a report
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.domain.model import Evidence, Signal
from monitor.domain.status.effects import Vote

CLOSE = 0.90
"""Probability from which an item may be closed, if the reports are independent."""
ENDS = 0.05
"""Chance that an item has ended, one way or the other, whenever somebody writes about it."""
DUE = 0.15
"""The same chance of being done, on the days for which it was set."""
_AGAIN = 0.25
"""What another report of the same publisher family counts."""
_BEFORE = 0.5
"""What a report of anything but an ending counts against one: on the day itself previews are printed beside reports."""
_SMOOTH = 0.5
"""Added to every count: what was never seen among some hundred texts is not impossible."""
_TRUTHS = ("alive", "done", "failed")
_FIRM = frozenset({"agreed", "cancelled", "failed"})
"""Classes of endings that are now and then reported of what has not ended."""
_ENDINGS = (Signal.AGREED, Signal.STARTED, Signal.COMPLETED)
_ADVERSE = (Signal.CANCELLED, Signal.FAILED, Signal.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Belief:
    """Probabilities, which add up to one."""

    alive: float = 1 - 2 * ENDS
    done: float = ENDS
    failed: float = ENDS

    def of(self, vote: Vote) -> float:
        """Of the ending that the vote speaks for; of being alive for all others."""
        return {Vote.DONE: self.done, Vote.FAILED: self.failed, Vote.SUPERSEDED: self.failed}.get(vote, self.alive)


def _table(name: str) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return table


@cache
def read_as(true: Signal) -> Mapping[Signal, float]:
    """How often a text of a class is read as each class: the measured counts, smoothed."""
    row = _table("confusion.toml").get(true.value, {})
    total = sum(row.values()) + _SMOOTH * len(Signal)
    return {signal: (row.get(signal.value, 0) + _SMOOTH) / total for signal in Signal}


@cache
def likelihood(grade: str) -> Mapping[str, Mapping[Vote, float]]:
    """P(vote | what is true, the report is no mere comment) for a report of a grade: done, failed, or anything else."""
    mixes = _table("reporting.toml")
    stray = mixes["stray"][grade]
    alive = {name: share * (mixes["early"][grade] if name in _FIRM else 1.0) for name, share in mixes["alive"].items()}
    return {truth: _votes(mix, stray) for truth, mix in (mixes | {"alive": alive}).items() if truth in _TRUTHS}


def _votes(mix: Mapping[str, float], stray: float) -> Mapping[Vote, float]:
    """One row: classes of `mix` as they are read, and a share of readings that meant another matter."""
    shares: dict[Signal, float] = {}
    for name, share in mix.items():
        group = {"ending": _ENDINGS, "adverse": _ADVERSE}.get(name) or (Signal(name),)
        for signal in group:
            shares[signal] = shares.get(signal, 0.0) + share / len(group)
    silent = sum(share * read_as(signal)[Signal.COMMENT] for signal, share in shares.items())
    firm = {s for s in shares if s in (*_ENDINGS, *_ADVERSE)}
    done = sum(share * _mass(signal, _ENDINGS, stray, signal in firm) for signal, share in shares.items())
    failed = sum(share * _mass(signal, _ADVERSE, stray, signal in firm) for signal, share in shares.items())
    done, failed = done / (1 - silent), failed / (1 - silent)
    return {Vote.DONE: done, Vote.FAILED: failed, Vote.FORWARD: 1 - done - failed}


def _mass(true: Signal, read: tuple[Signal, ...], stray: float, firm: bool) -> float:
    """How often a text of a class is read as one of these; misreadings are bounded by the share of strays."""
    mass = sum(read_as(true)[signal] for signal in read)
    return mass if firm and true in read else min(mass, stray)


def passed(belief: Belief, *, due: bool = False) -> Belief:
    """The belief on a later day: it may have ended meanwhile, and what was believed may have been wrong.

    `due` on the days for which it was set: then it is expected to happen.
    """
    done = max(belief.done * 0.95, DUE if due else ENDS)
    return _normal(Belief(max(belief.alive, 0.02), done, max(belief.failed * 0.95, ENDS)))


def updated(belief: Belief, vote: Vote, piece: Evidence, *, again: bool) -> Belief:
    """The belief after one report. A copy counts nothing, a repetition of the same family a quarter.

    A comment, or what could not be read, says nothing either way. With the probability
    that the article is not about the item at all, it says what is said of any live item.
    """
    if piece.copy or vote is Vote.NONE:
        return belief
    ends = vote.ends
    column = (Vote.FAILED if vote is Vote.SUPERSEDED else vote) if ends else Vote.FORWARD
    table = likelihood(piece.grade)
    plain = table["alive"][column]
    weight = (1.0 if ends else _BEFORE) * (_AGAIN if again else 1.0)
    relevance = min(1.0, max(0.0, piece.relevance))
    done, failed = (
        ((relevance * table[truth][column] + (1 - relevance) * plain) / plain) ** weight for truth in ("done", "failed")
    )
    return _normal(Belief(belief.alive, belief.done * done, belief.failed * failed))


def weigh(vote: Vote, piece: Evidence, *, again: bool = False) -> float:
    """How much more likely one report makes what it speaks for: 1 says nothing, 20 much."""
    if not vote.ends:
        return 1.0
    before = Belief(0.5, 0.5, 0.0) if vote is Vote.DONE else Belief(0.5, 0.0, 0.5)
    after = updated(before, vote, piece, again=again)
    return after.of(vote) / max(after.alive, 1e-9)


def _normal(belief: Belief) -> Belief:
    total = belief.alive + belief.done + belief.failed
    return Belief(belief.alive / total, belief.done / total, belief.failed / total)
