"""A matter on its way to become an item."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.model import Due
from monitor.domain.review.judge import Finding


@dataclass(frozen=True, slots=True)
class Candidate:
    """One clause that leaves something open, with what its surroundings lend it."""

    block: int
    start: int
    end: int
    clause: str
    finding: Finding
    subject: str
    """Who or what acts, as written, or inherited where the clause says it, they or nothing."""
    topic: str
    """The label or heading that it stands under."""
    title: str
    due: Due | None
    summary: bool = False
    first: bool = False
    """Whether it opens its entry."""
    context: str = ""
    """The heading or sentence that lends actors."""
