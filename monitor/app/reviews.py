"""A review's text in, a proposal out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from monitor.domain.model import Proposal, Source
from monitor.errors import InputError

SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
"""What a review and an item may be called: it becomes a file's name."""


def propose(sources: Sequence[Source], text: str, *, file: str, day: date | None, slug: str | None) -> Proposal:
    """What the text leaves open, with warnings; InputError where its date cannot be told, or the slug is no slug."""
    if slug is not None and not SLUG.fullmatch(slug):
        raise InputError(
            "a slug is small letters, digits, dots, hyphens and underscores, at most 80", source=repr(slug)
        )
    from monitor.domain.review import read_review

    return read_review(text, file=file, day=day, slug=slug, sources=sources)
