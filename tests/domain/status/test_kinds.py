"""Every cell of the table of kinds and signals, and the gate of modality before it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.domain.model import Evidence, Kind, Modality, OpenItem, Signal
from monitor.domain.status.effects import Effect, Vote, effect, kinds

KINDS = (Kind.EVENT, Kind.AGREEMENT, Kind.MECHANISM, Kind.DECISION, Kind.PROCESS, Kind.OBLIGATION)
TABLE = """
scheduled|forward scheduled|forward scheduled|forward scheduled|forward scheduled|forward|forward scheduled
agreed|forward scheduled|done|forward agreed|done|forward|forward
started|done|forward|done|forward under way|forward|forward under way
completed|done|done|done|done|done|done
postponed|postponed|postponed|postponed|postponed|stalled|postponed
cancelled|failed|failed|failed|failed|failed|failed
failed|without_result|failed|failed|failed|stalled|failed
suspended|stalled|stalled|stalled|stalled|stalled|stalled
superseded|superseded|superseded|superseded|superseded|superseded|superseded
denied|risk at risk|risk at risk|risk at risk|risk at risk|risk at risk|risk at risk
in_talks|none|forward in talks|forward in talks|forward in talks|forward|none
comment|none|none|none|none|none|none
"""
CELLS = [
    (Signal(signal), kind, *cell.strip().partition(" ")[::2])
    for signal, *cells in (line.split("|") for line in TABLE.strip().splitlines())
    for kind, cell in zip(KINDS, cells, strict=True)
]
MOMENT = datetime(2024, 2, 1, tzinfo=UTC)


def said(signal: Signal, kind: Kind, modality: Modality = Modality.PERFORMED, *, anchored: bool = True) -> Effect:
    item = OpenItem("r", "i", "Fishing charter", kind)
    piece = Evidence(
        item.id, 1, signal, modality, "Something happened", "title", 0, 18, (0, 9), "cue",
        published=MOMENT, learnt=MOMENT, anchored=anchored,
    )  # fmt: skip
    return effect(item, piece)


def test_the_table_has_every_signal_and_kind() -> None:
    assert {(signal, kind) for signal, cells in kinds().items() for kind in cells} == {(s, k) for s, k, *_ in CELLS}


@pytest.mark.parametrize("signal,kind,vote,detail", CELLS)
def test_what_a_signal_means_for_a_kind(signal: Signal, kind: Kind, vote: str, detail: str) -> None:
    found = said(signal, kind)
    assert found.vote is Vote(vote)
    assert found.detail in (detail, vote) if vote == "postponed" else found.detail == detail


@pytest.mark.parametrize("signal", list(Signal))
def test_history_and_what_is_not_anchored_say_nothing(signal: Signal) -> None:
    assert said(signal, Kind.AGREEMENT, Modality.HISTORICAL).vote is Vote.NONE
    assert said(signal, Kind.AGREEMENT, anchored=False).vote is Vote.NONE


@pytest.mark.parametrize("modality", [Modality.HOPED, Modality.DENIED])
@pytest.mark.parametrize("signal", list(Signal))
def test_hope_and_denial_never_end_anything(signal: Signal, modality: Modality) -> None:
    assert said(signal, Kind.AGREEMENT, modality).vote in (Vote.NONE, Vote.RISK)
