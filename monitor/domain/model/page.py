"""An article's own page: what is asked for, and what it gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.domain.model.article import Access
from monitor.domain.model.source import Outcome, Source


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page to read in this run."""

    article: int
    url: str
    source: Source


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of its article."""

    url: str
    """Canonical."""
    title: str
    summary: str = ""
    published: datetime | None = None
    published_from: str = ""
    modified: datetime | None = None
    language: str = ""
    keywords: tuple[str, ...] = ()
    access: Access = Access.TEASER
    body: str = ""
    """Only of an open page, and only where it was asked for."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """How the reading of one article's page ended; `page` is None where there is nothing to keep."""

    article: int
    outcome: Outcome
    page: Page | None = None
    cause: str = ""


RUNGS = ("jsonld", "opengraph", "meta", "feed", "nyt_api", "sitemap", "time", "visible", "feed_updated", "address")
"""Where a time of publication comes from, from the surest down; htmldate, which guesses, comes last."""


def surer(one: str, other: str) -> bool:
    """Whether a time of the first provenance is to be believed rather than one of the second."""
    return _place(one) < _place(other)


def _place(rung: str) -> int:
    return RUNGS.index(rung) if rung in RUNGS else len(RUNGS)
