"""Our own small scorer, by the same rules as the one that measures the shared reviews.

A proposed item finds a gold item when one of its `match` strings stands in title or quote. Precision: items that find
any gold item; recall: core gold items that were found; a deadline is right when a finding item's latest day (or month,
where the gold says a month) is the gold's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.domain.model import OpenItem, Proposal


@dataclass(frozen=True)
class Score:
    """The figures of one review."""

    name: str
    proposed: int
    used: int
    found: int
    core: int
    due_right: int
    due_all: int
    due_wrong: tuple[str, ...]
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    leaks: tuple[str, ...]
    sources_missing: tuple[str, ...]
    day_wrong: str = ""
    """The review's date as read, where it lies outside the gold list's bounds."""

    @property
    def precision(self) -> float:
        """Share of proposed items that are wanted; 1 where nothing is open and nothing is proposed."""
        return self.used / self.proposed if self.proposed else float(not self.core)

    @property
    def recall(self) -> float:
        """Share of core items found."""
        return self.found / self.core if self.core else 1.0


def _text(item: OpenItem) -> str:
    return f"{item.title} {item.quote}".lower().replace("’", "'")


def _finds(item: OpenItem, gold: dict[str, Any]) -> bool:
    return any(match.lower().replace("’", "'") in _text(item) for match in gold["match"])


def _due_right(item: OpenItem, wanted: str) -> bool:
    latest = item.due.latest.isoformat() if item.due and item.due.latest else ""
    return latest.startswith(wanted) if len(wanted) == len("2025-01") else latest == wanted


def score(name: str, gold: dict[str, Any], proposal: Proposal) -> Score:
    """The figures of a proposal against a gold list."""
    items = proposal.items
    core = [one for one in gold["items"] if one["core"]]
    hits = {one["id"]: [item for item in items if _finds(item, one)] for one in gold["items"]}
    used = {item.key for found in hits.values() for item in found}
    dated = [one for one in gold["items"] if one.get("deadline") and hits[one["id"]]]
    right = [one["id"] for one in dated if any(_due_right(item, one["deadline"]) for item in hits[one["id"]])]
    return Score(
        name=name,
        proposed=len(items),
        used=len(used),
        found=sum(bool(hits[one["id"]]) for one in core),
        core=len(core),
        due_right=len(right),
        due_all=len(dated),
        due_wrong=tuple(one["id"] for one in dated if one["id"] not in right),
        missed=tuple(one["id"] for one in core if not hits[one["id"]]),
        extra=tuple(item.title for item in items if item.key not in used),
        leaks=_leaks(gold.get("not", []), items),
        day_wrong=_day_wrong(gold, proposal),
        sources_missing=tuple(key for key in gold.get("sources", []) if key not in proposal.review.sources),
    )


def _day_wrong(gold: dict[str, Any], proposal: Proposal) -> str:
    first, last = gold.get("reference_date_between", ("", "9"))
    day = proposal.review.date.isoformat()
    return "" if first <= day <= last else day


def _leaks(forbidden: Sequence[str], items: Sequence[OpenItem]) -> tuple[str, ...]:
    return tuple(text for text in forbidden if any(text.lower() in _text(item) for item in items))
