"""Hearing the reports of a day: belief, who said what, when the item was last written about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from monitor.domain.model import Due, Evidence, OpenItem, Precision
from monitor.domain.status.belief import passed, updated
from monitor.domain.status.effects import Vote, effect
from monitor.domain.status.standing import WINDOW, Standing, effective


def hear(item: OpenItem, standing: Standing, pieces: Sequence[Evidence], day: date) -> Standing:
    """The standing with the day's reports heard and nothing moved yet. A family counts once for what it repeats."""
    if not pieces:
        return standing
    belief = passed(standing.belief, due=_is_due(standing.due or item.due, day))
    heard = [(vote, piece) for vote, piece in standing.heard if effective(piece) >= day - WINDOW]
    for piece in pieces:
        vote = effect(item, piece).vote
        again = any(v is vote and _family(p) == _family(piece) for v, p in heard)
        belief = updated(belief, vote, piece, again=again)
        heard.append((vote, piece))
    return _timed(replace(standing, belief=belief, heard=tuple(heard), last_report=day), pieces)


def _timed(standing: Standing, pieces: Sequence[Evidence]) -> Standing:
    """With the usual gap between reports as these tell it."""
    last, newest = standing.last_written, max(piece.published.date() for piece in pieces)
    if last is None or newest <= last:
        return replace(standing, last_written=last or newest)
    return replace(standing, last_written=newest, gap=round((2 * standing.gap + (newest - last).days) / 3))


def _is_due(due: Due | None, day: date) -> bool:
    """Whether the day is one of those that were set, or the morning after."""
    if due is None or due.latest is None or due.precision is not Precision.DAY or due.anchor is not None:
        return False
    return (due.earliest or due.latest) <= day <= due.latest + timedelta(days=1)


def _family(piece: Evidence) -> str:
    return piece.family or piece.source


def votes(item: OpenItem, pieces: Sequence[Evidence]) -> dict[Vote, list[Evidence]]:
    """The pieces by what they speak for, copies left out."""
    by_vote: dict[Vote, list[Evidence]] = {}
    for piece in pieces:
        if not piece.copy:
            by_vote.setdefault(effect(item, piece).vote, []).append(piece)
    return by_vote
