"""The Bayes filter of one item: is it alive, done or failed, given reports that are misread at a measured rate?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from monitor.domain.model import Evidence
from monitor.domain.status.effects import Vote

CLOSE = 0.90
"""Probability from which an item may be closed, if the reports are independent."""
_ENDS = 0.04
"""Chance that an item has ended, one way or the other, whenever somebody writes about it."""
_AGAIN = 0.25
"""What another report of the same publisher family counts."""


@dataclass(frozen=True, slots=True)
class Belief:
    """Probabilities, which add up to one."""

    alive: float = 1 - 2 * _ENDS
    done: float = _ENDS
    failed: float = _ENDS

    def of(self, vote: Vote) -> float:
        """Of the ending that the vote speaks for; of being alive for all others."""
        return {Vote.DONE: self.done, Vote.FAILED: self.failed}.get(vote, self.alive)


@cache
def emissions() -> Mapping[str, Mapping[str, float]]:
    """The shipped table."""
    table: dict[str, dict[str, float]] = tomllib.loads(files(__package__).joinpath("emissions.toml").read_text("utf-8"))
    return table


def passed(belief: Belief) -> Belief:
    """The belief on a later day: it may have ended meanwhile, and what was believed may have been wrong."""
    done, failed = max(belief.done * 0.95, _ENDS), max(belief.failed * 0.95, _ENDS)
    return _normal(Belief(max(belief.alive, 0.02), done, failed))


def updated(belief: Belief, vote: Vote, piece: Evidence, *, again: bool) -> Belief:
    """The belief after one report; `again` where its family has said the same before. Copies count nothing."""
    column = vote.value if vote in (Vote.DONE, Vote.FAILED) else "other"
    weight = weigh(piece, again=again)
    table = emissions()
    likely = {state: table[state][column] ** weight for state in ("alive", "done", "failed")}
    return _normal(
        replace(
            belief,
            alive=belief.alive * likely["alive"],
            done=belief.done * likely["done"],
            failed=belief.failed * likely["failed"],
        )
    )


def weigh(piece: Evidence, *, again: bool = False) -> float:
    """How much one report counts: its grade, its relevance, and whether it is only a repetition."""
    if piece.copy:
        return 0.0
    return emissions()["weight"][piece.grade] * min(1.0, max(0.0, piece.relevance)) * (_AGAIN if again else 1.0)


def _normal(belief: Belief) -> Belief:
    total = belief.alive + belief.done + belief.failed
    return Belief(belief.alive / total, belief.done / total, belief.failed / total)
