"""A review's text in, a proposal out; and what the analyst already keeps beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.model import OpenItem, Proposal, Source
from monitor.domain.review import read_review
from monitor.errors import InputError

SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
"""What a review and an item may be called: it becomes a file's name."""


def propose(sources: Sequence[Source], text: str, *, file: str, day: date | None, slug: str | None) -> Proposal:
    """What the text leaves open, with warnings; InputError where its date cannot be told, or the slug is no slug."""
    if slug is not None and not SLUG.fullmatch(slug):
        raise InputError(
            "a slug is small letters, digits, dots, hyphens and underscores, at most 80", source=repr(slug)
        )
    return read_review(text, file=file, day=day, slug=slug, sources=sources)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A proposal beside the items that the analyst keeps; nothing of these is touched."""

    added: tuple[OpenItem, ...]
    """Proposed, not kept."""
    gone: tuple[OpenItem, ...]
    """Kept, no longer proposed."""
    changed: tuple[tuple[OpenItem, OpenItem], ...]
    """Kept and proposed with another title, due or quote."""


def compare(proposal: Proposal, kept: tuple[OpenItem, ...]) -> Comparison:
    """By key, and by quote where the analyst renamed the key."""
    by_key = {item.key: item for item in kept}
    by_quote = {item.quote: item for item in kept if item.quote}
    pairs = [(by_key.get(new.key) or by_quote.get(new.quote), new) for new in proposal.items]
    met = {old.key for old, _ in pairs if old}
    return Comparison(
        added=tuple(new for old, new in pairs if old is None),
        gone=tuple(item for item in kept if item.key not in met),
        changed=tuple((old, new) for old, new in pairs if old and _differs(old, new)),
    )


def _differs(old: OpenItem, new: OpenItem) -> bool:
    return (old.title, old.due, old.quote) != (new.title, new.due, new.quote)
