"""What one piece of evidence means for an item: the table of kinds and signals, behind the gate of modality."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from monitor.domain.evidence.degree import degree, degree_of
from monitor.domain.model import ADVERSE, Evidence, Kind, Modality, OpenItem, Signal


class Vote(StrEnum):
    """What a report speaks for."""

    DONE = "done"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    STALLED = "stalled"
    FORWARD = "forward"
    POSTPONED = "postponed"
    RISK = "risk"
    WITHOUT_RESULT = "without_result"
    NONE = "none"

    @property
    def ends(self) -> bool:
        """Whether it speaks for an ending."""
        return self in (Vote.DONE, Vote.FAILED, Vote.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Effect:
    """A vote, with the detail that forward movement shows."""

    vote: Vote
    detail: str = ""


_FORWARD = frozenset({"scheduled", "agreed", "under_way", "in_talks", "moving"})
_ADVERSE = ADVERSE | {Signal.DENIED}
_NOTHING = Effect(Vote.NONE)
_EARLY = timedelta(days=1)
"""News of an evening can bear the date of the day before the event, by time zone."""


@cache
def kinds() -> Mapping[Signal, Mapping[Kind, str]]:
    """The table as it is shipped."""
    table = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8"))
    return {Signal(row): {Kind(kind): cell for kind, cell in cells.items()} for row, cells in table.items()}


def effect(item: OpenItem, piece: Evidence) -> Effect:
    """What the piece speaks for. Hope, history and what is not anchored never speak for an ending."""
    if piece.modality is Modality.HISTORICAL or not piece.anchored:
        return _NOTHING
    if piece.modality is Modality.HOPED:
        return Effect(Vote.RISK, "in doubt") if piece.signal in _ADVERSE else _NOTHING
    if piece.modality is Modality.DENIED:
        return _denied(piece.signal)
    found = _said(item, piece.signal)
    if found.vote is not Vote.DONE:
        return found
    if _too_early(item, piece):
        return Effect(Vote.FORWARD, "scheduled")
    return _in_part(item, piece) or found


def _in_part(item: OpenItem, piece: Evidence) -> Effect | None:
    """An interim result is a step on the way; one "in part" ends the matter, but not wholly. An event has no parts."""
    how = degree(piece)
    if not how or item.kind in (Kind.EVENT, Kind.MECHANISM) or degree_of(item.title):
        return None
    return Effect(Vote.FORWARD, "interim") if how == "interim" else Effect(Vote.DONE, "in part")


def _denied(signal: Signal) -> Effect:
    """Who denies an ending says that it is still on; who denies success says that it is not there."""
    return _NOTHING if signal in _ADVERSE else Effect(Vote.RISK, "denied")


def _said(item: OpenItem, signal: Signal) -> Effect:
    cell = kinds()[signal][item.kind]
    if cell in _FORWARD:
        return Effect(Vote.FORWARD, "" if cell == "moving" else cell.replace("_", " "))
    if cell == "at_risk":
        return Effect(Vote.RISK, "at risk")
    return Effect(Vote(cell), cell if cell == "postponed" else "")


def _too_early(item: OpenItem, piece: Evidence) -> bool:
    """Nothing that has a day of its own has taken place before it."""
    due = item.due
    if item.kind is not Kind.EVENT or due is None or due.earliest is None or due.anchor is not None:
        return False
    return piece.published.date() < due.earliest - _EARLY
