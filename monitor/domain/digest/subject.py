"""The subject carries the facts, trouble first."""

from __future__ import annotations

from collections import Counter

from monitor.domain.digest.model import Ask, Change, DueLine, News, Trouble
from monitor.domain.digest.words import capital, count, left, shorten

_LIMIT = 140
_REVIEW = 24  # characters of the review's title that stay however many facts there are
_NAMED = 32  # characters of an item's name in a subject: more pushes the counts off a phone's screen


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
    """Facts, then the review; at most 140 characters. Facts stay whole: where there are too many the last ones go."""
    if not reviews:
        return capital(_fit(facts, _LIMIT))
    more = f" and {len(reviews) - 1} more" if len(reviews) > 1 else ""
    said = capital(_fit(facts, _LIMIT - _REVIEW - len(more) - 3))
    name = shorten(reviews[0], _LIMIT - len(said) - len(more) - 3)
    return f"{said} - {name}{more}"


def _fit(facts: tuple[str, ...], room: int) -> str:
    for number in range(len(facts), 0, -1):
        said = ", ".join(facts[:number]) + (" …" if number < len(facts) else "")
        if len(said) <= room:
            return said
    return shorten(facts[0], room) if facts else "nothing moved"


def _trouble(trouble: tuple[Trouble, ...]) -> list[str]:
    said = []
    for partial, words in ((False, "not read"), (True, "read in part")):
        ill = [entry for entry in trouble if not entry.mended and entry.partial is partial]
        if ill:
            said.append(f"{ill[0].name if len(ill) == 1 else f'{len(ill)} sources'} {words}")
    return said


def _changes(changes: tuple[Change, ...]) -> list[str]:
    effects = Counter(change.effect for change in changes)
    said = []
    for effect in ("closed", "reopened", "overdue", "moved"):
        if not effects[effect]:
            continue
        fact = f"{effects[effect]} {effect}"
        if effects[effect] == 1 and (effect == "closed" or len(changes) == 1):
            only = next(change for change in changes if change.effect == effect)
            fact += f" ({shorten(only.item.title, _NAMED)}: {only.new.word})"
        said.append(fact)
    return said


def _due(due: tuple[DueLine, ...]) -> list[str]:
    days = [line.days for line in due if line.days >= 0]
    if not days:
        return []
    if len(set(days)) == 1 or max(days) < 2:
        return [f"{len(days)} due {left(max(days))}"]
    return [f"{len(days)} due within {max(days)} days"]
