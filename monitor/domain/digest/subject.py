"""The subject carries the facts, trouble first."""

from __future__ import annotations

from collections import Counter

from monitor.domain.digest.model import Ask, Change, DueLine, News, Trouble
from monitor.domain.digest.words import count, left, shorten

_LIMIT = 140
_NAMED = 48  # characters of an item's name in a subject: more pushes the counts off a phone's screen


def facts_of(
    trouble: tuple[Trouble, ...],
    changes: tuple[Change, ...],
    due: tuple[DueLine, ...],
    evidence: tuple[News, ...],
    asks: tuple[Ask, ...],
) -> tuple[str, ...]:
    """The countable facts in the order of their weight."""
    said = [*_trouble(trouble), *_changes(changes), *_due(due)]
    if evidence:
        said.append(f"{len(evidence)} with new evidence")
    if asks:
        said.append(count(len(asks), "decision") + " for you")
    return tuple(said)


def subject_of(facts: tuple[str, ...], reviews: tuple[str, ...]) -> str:
    """Facts, then the review; at most 140 characters, of which the facts come first."""
    said = ", ".join(facts) or "nothing moved"
    said = said[0].upper() + said[1:]
    if not reviews:
        return shorten(said, _LIMIT)
    name = shorten(reviews[0], 60)
    if len(reviews) > 1:
        name = f"{name} and {len(reviews) - 1} more"
    return f"{shorten(said, _LIMIT - len(name) - 3)} - {name}"


def _trouble(trouble: tuple[Trouble, ...]) -> list[str]:
    broken = [entry for entry in trouble if not entry.mended]
    if len(broken) == 1:
        return [f"{broken[0].name} not read"]
    return [f"{len(broken)} sources not read"] if broken else []


def _changes(changes: tuple[Change, ...]) -> list[str]:
    effects = Counter(change.effect for change in changes)
    said = [f"{effects[effect]} {effect}" for effect in ("closed", "reopened", "overdue", "moved") if effects[effect]]
    if len(changes) == 1:
        only = changes[0]
        said = [f"{said[0]} ({shorten(only.item.title, _NAMED)}: {only.new.word})"]
    return said


def _due(due: tuple[DueLine, ...]) -> list[str]:
    days = [line.days for line in due if line.days >= 0]
    if not days:
        return []
    if len(set(days)) == 1 or max(days) < 2:
        return [f"{len(days)} due {left(max(days))}"]
    return [f"{len(days)} due within {max(days)} days"]
