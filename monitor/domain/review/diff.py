"""A proposal beside the items that the analyst keeps; nothing of these is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.model import OpenItem, Proposal
from monitor.domain.review.likeness import likeness

_SAME = 0.6
"""At this likeness of title or quote an item is the kept one under another key."""


@dataclass(frozen=True, slots=True)
class ReviewDiff:
    """What a changed text would add, drop or alter."""

    added: tuple[OpenItem, ...]
    """Proposed and not kept."""
    gone: tuple[OpenItem, ...]
    """Kept and no longer proposed."""
    changed: tuple[tuple[OpenItem, OpenItem], ...]
    """Kept and proposed (in this order) with another title, due date or quote."""
    renamed: tuple[tuple[OpenItem, OpenItem], ...] = ()
    """Kept and proposed (in this order) under another key."""


def diff(proposal: Proposal, kept: Sequence[OpenItem]) -> ReviewDiff:
    """Pairs items by key, then by quote, then by likeness; each kept item at most once."""
    left = list(kept)
    pairs: list[tuple[OpenItem | None, OpenItem]] = []
    for new in proposal.items:
        old = _counterpart(new, left)
        if old:
            left.remove(old)
        pairs.append((old, new))
    return ReviewDiff(
        added=tuple(new for old, new in pairs if old is None),
        gone=tuple(left),
        changed=tuple((old, new) for old, new in pairs if old and _differs(old, new)),
        renamed=tuple((old, new) for old, new in pairs if old and old.key != new.key),
    )


def same_review(proposal: Proposal, kept: Sequence[OpenItem]) -> bool:
    """Whether the kept items were read from an earlier form of this text: most of their passages stand in it again."""
    quotes = {item.quote for item in kept if item.quote}
    again = quotes & {item.quote for item in proposal.items}
    return 2 * len(again) > max(len(quotes), len(proposal.items))


def _counterpart(new: OpenItem, kept: Sequence[OpenItem]) -> OpenItem | None:
    for same in (
        lambda old: old.key == new.key,
        lambda old: bool(old.quote) and old.quote in new.quote,
        lambda old: likeness(f"{old.title} {old.quote}", f"{new.title} {new.quote}") >= _SAME,
    ):
        for old in kept:
            if same(old):
                return old
    return None


def _differs(old: OpenItem, new: OpenItem) -> bool:
    return (old.title, old.due, old.quote) != (new.title, new.due, new.quote)
