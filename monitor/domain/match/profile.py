"""What an item has learnt from the analyst's answers. Nothing learns from what nobody confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.domain.match.reading import Reading
from monitor.domain.model import Article, OpenItem


@dataclass(frozen=True, slots=True)
class Profile:
    """The term vectors of the articles that were confirmed and rejected for an item."""

    positive: tuple[Mapping[str, float], ...] = ()
    negative: tuple[Mapping[str, float], ...] = ()
    shift: float = 0.0
    """Added to the log-odds of the item's pairs."""

    @classmethod
    def from_answers(cls, item: OpenItem, answers: Iterable[tuple[Article, bool]]) -> Profile:
        """The profile after these answers, oldest first."""
        told = [(Reading(article).unit, yes) for article, yes in answers]
        return cls(tuple(v for v, yes in told if yes), tuple(v for v, yes in told if not yes))
