"""A rule's sentence, filled with the facts of the day."""

from __future__ import annotations

from datetime import date

from monitor.domain.model import Clock, Due, Evidence, OpenItem
from monitor.domain.status.rules import RULES
from monitor.domain.status.standing import Standing


def sentence(rule: str, item: OpenItem, standing: Standing, ticks: Clock, day: date) -> str:
    """The rule of the change as one sentence for a reader."""
    what = _clock(standing, ticks) if rule == "clock" else standing.what
    due = standing.due or item.due
    return RULES[rule].sentence.format(
        what=what or ("something else" if rule == "superseded" else "progress"),
        when=f"{item.since or day:%Y-%m-%d}",
        who=standing.what if rule in ("silence", "gap") else standing.voice or who(standing.moved_by),
        due=due_words(due),
        since=f"{standing.last_report or item.since or day:%Y-%m-%d}",
    )


_PASSED = frozenset({Clock.GRACE, Clock.OVERDUE})


def _clock(standing: Standing, ticks: Clock) -> str:
    """How the clock stands; where the date has passed, with what is known of the matter."""
    told = ticks.value.replace("_", " ")
    if ticks not in _PASSED:
        return told
    if not standing.moved_by:
        heard = standing.last_report
        return told + (
            f"; last written about on {heard}, and nothing moved it" if heard else "; nothing was reported of it"
        )
    moved = max(piece.published for piece in standing.moved_by).date()
    what = standing.what or standing.substate or "progress"
    return f"{told}; last moved by {who(standing.moved_by)} on {moved}: {what}"


def who(by: tuple[Evidence, ...]) -> str:
    """The sources of the pieces, at most three by name."""
    names = list(dict.fromkeys(piece.source for piece in by))
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} others"
    return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and {names[2]}"


def due_words(due: Due | None) -> str:
    """A deadline as days."""
    if due is None or due.latest is None:
        return "no date"
    if due.earliest is None or due.earliest == due.latest:
        return due.latest.isoformat()
    return f"{due.earliest.isoformat()} to {due.latest.isoformat()}"
