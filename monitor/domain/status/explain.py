"""Why an item stands where it stands, what speaks against it, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.model import Coverage, Evidence, Modality, OpenItem, State, StatusChange, Verdict
from monitor.domain.status.belief import weigh
from monitor.domain.status.effects import Vote, effect
from monitor.domain.status.fold import history
from monitor.domain.status.standing import in_order
from monitor.domain.status.transitions import Anchor


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of evidence with what it counts: how many times likelier it makes what it speaks for.

    The trigger stands at `trigger` within the quote.
    """

    evidence: Evidence
    vote: str
    weight: float
    trigger: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a reader needs to judge a status."""

    item: str
    change: StatusChange
    rule: str
    quotes: tuple[Quoted, ...]
    before: float | None
    after: float
    against: tuple[str, ...]
    would_change: tuple[str, ...]
    history: tuple[StatusChange, ...]


def explain(
    item: OpenItem,
    evidence: Sequence[Evidence],
    *,
    until: date,
    verdicts: Sequence[Verdict] = (),
    coverage: Callable[[date, date], Coverage] | None = None,
    anchor: Anchor | None = None,
    beside: Sequence[Evidence] = (),
) -> Explanation:
    """The explanation of where the item stands at the end of day `until`; `beside` is evidence of its anchor."""
    changes = history(item, evidence, until=until, verdicts=verdicts, coverage=coverage, anchor=anchor)
    now = next((c for c in reversed(changes) if c.rule != "clock"), changes[-1])
    known = in_order(evidence, until)
    able = [*known, *in_order(beside, until)]
    used = [piece for piece in able if piece.id in now.evidence and piece.id] or _latest(item, known)
    return Explanation(
        item=item.id,
        change=changes[-1],
        rule=now.sentence,
        quotes=tuple(_quoted(item, piece) for piece in used),
        before=now.before,
        after=now.confidence,
        against=tuple(_against(item, known, changes[-1])),
        would_change=tuple(_would_change(item, changes[-1])),
        history=changes,
    )


def _latest(item: OpenItem, known: Sequence[Evidence]) -> list[Evidence]:
    """Where no report moved it last (silence, a date, a person), the newest that say anything are shown."""
    return [piece for piece in known if effect(item, piece).vote is not Vote.NONE and not piece.copy][-3:]


def _quoted(item: OpenItem, piece: Evidence) -> Quoted:
    start, end = piece.trigger
    trigger = (start - piece.start, end - piece.start)
    vote = effect(item, piece).vote
    return Quoted(piece, vote.value, round(weigh(vote, piece), 1), trigger)


_OPPOSED = {
    State.DONE: (Vote.FAILED, Vote.RISK, Vote.WITHOUT_RESULT),
    State.FAILED: (Vote.DONE, Vote.FORWARD),
    State.DEVELOPING: (Vote.FAILED, Vote.STALLED),
    State.STALLED: (Vote.FORWARD,),
}


def _against(item: OpenItem, known: Sequence[Evidence], change: StatusChange) -> list[str]:
    opposed = _OPPOSED.get(change.state, ())
    lines = [
        f"{piece.published:%Y-%m-%d} {piece.source}: {piece.quote}"
        for piece in known
        if effect(item, piece).vote in opposed and piece.id not in change.evidence and not piece.copy
    ]
    denied = [
        f"{piece.published:%Y-%m-%d} {piece.source} denies it: {piece.quote}"
        for piece in known
        if piece.modality is Modality.DENIED and change.state.terminal
    ]
    return (lines + denied)[-5:]


def _would_change(item: OpenItem, change: StatusChange) -> list[str]:
    if "pinned" in change.flags:
        return ["only a person: the state is pinned"]
    if change.state.terminal:
        return [f"a person ({item.key}: followup decide); the machine only proposes to reopen"]
    done = (item.criterion or item.title).rstrip(".")
    lines = [
        f"done: {done}, reported by two independent publishers or in an official text",
        "failed: a cancellation or refusal by who can decide it, by two independent publishers or in an official text",
    ]
    if change.state is not State.STALLED:
        lines.append("stalled: a suspension; or three weeks of silence while all sources are read")
    return lines
