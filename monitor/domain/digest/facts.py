"""Facts rather than articles: which evidence is new, and which reports tell the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.domain.digest.model import EvidenceView, Exhibit, Witness
from monitor.domain.digest.quote import quote_of
from monitor.domain.digest.words import clean, signal_words
from monitor.domain.model import Evidence, Modality, Signal

_SAME_DAYS = 4  # undated reports of one signal this close together tell one fact: a news cycle and a weekend
_MOVING = (Modality.PERFORMED, Modality.COMMITTED)
TITLE = 160
"""Characters of a headline that are shown."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Reports of the same thing, the first one first."""

    reports: tuple[EvidenceView, ...]

    @property
    def first(self) -> EvidenceView:
        """The report that told it first."""
        return self.reports[0]


def facts(views: Iterable[EvidenceView]) -> list[Fact]:
    """Group reports by what they tell, in order of the first report. Comments tell nothing and are left out."""
    groups: list[list[EvidenceView]] = []
    told = (view for view in views if view.evidence.signal is not Signal.COMMENT)
    for view in sorted(told, key=lambda view: (view.evidence.learnt, view.evidence.published, view.evidence.id)):
        group = next((group for group in reversed(groups) if _same(group[-1].evidence, view.evidence)), None)
        if group is None:
            groups.append([view])
        else:
            group.append(view)
    return [Fact(tuple(group)) for group in groups]


def _same(old: Evidence, new: Evidence) -> bool:
    if old.signal is not new.signal or (old.modality in _MOVING) != (new.modality in _MOVING):
        return False
    if old.new_due and new.new_due and old.new_due.latest != new.new_due.latest:
        return False
    if old.occurred and new.occurred:
        return old.occurred == new.occurred
    return abs((new.published - old.published).days) <= _SAME_DAYS


def fresh(view: EvidenceView, since: datetime, as_of: datetime) -> bool:
    """Whether this report came in the digest's time and is none of backfill, copy."""
    evidence = view.evidence
    return since < evidence.learnt <= as_of and not evidence.backfilled and not evidence.copy


def new_facts(views: Iterable[EvidenceView], since: datetime, as_of: datetime) -> list[Fact]:
    """Facts whose first report came in the digest's time: a repeat of what was known is no news."""
    return [fact for fact in facts(views) if fresh(fact.first, since, as_of)]


def exhibit(fact: Fact, zone: tzinfo) -> Exhibit:
    """The fact as one line: its best report quoted, the others named."""
    best = max(fact.reports, key=_worth)
    evidence = best.evidence
    quote = quote_of(best)
    others: dict[str, Witness] = {}
    for view in fact.reports:
        if view.source_name != best.source_name and not view.evidence.copy:
            others.setdefault(view.source_name, _witness(view, zone))
    counted = sum(view.copies for view in fact.reports if not view.evidence.copy)
    copies = max(counted, sum(view.evidence.copy for view in fact.reports if view is not best))
    return Exhibit(
        signal=signal_words(evidence.signal, evidence.modality),
        quote=quote,
        title="" if quote and evidence.field == "title" else clean(best.title, TITLE),
        source=clean(best.source_name, 60),
        published=evidence.published.astimezone(zone).date(),
        url=safe_url(best.url),
        copies=copies,
        also=tuple(others.values())[:3],
        hearsay=evidence.modality not in _MOVING,
    )


def _witness(view: EvidenceView, zone: tzinfo) -> Witness:
    published = view.evidence.published.astimezone(zone).date()
    return Witness(clean(view.source_name, 60), published, safe_url(view.url))


def _worth(view: EvidenceView) -> tuple[bool, bool, int, float]:
    """Originals before copies, verified quotes before others, then by grade, then the earliest."""
    evidence = view.evidence
    return (
        not evidence.copy,
        quote_of(view) is not None,
        -ord(evidence.grade[:1] or "Z"),
        -evidence.learnt.timestamp(),
    )


def safe_url(url: str) -> str:
    """The address if it can be a link of the web, else nothing: `javascript:` and the like never become links."""
    cleaned = url.strip()
    if not cleaned.lower().startswith(("http://", "https://")) or len(cleaned) > 2000:
        return ""
    if any(char.isspace() or ord(char) < 33 or char in "<>\"'\\`" for char in cleaned):
        return ""
    return cleaned
