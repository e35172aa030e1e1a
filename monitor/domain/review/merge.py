"""One item per matter: bottom line and body, clause and clause that speak of the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.domain.model import Due
from monitor.domain.review.candidate import Candidate
from monitor.domain.review.likeness import content_stems, likeness

_SUMMARY = 0.5
_SAME_BLOCK = 0.6
_ELSEWHERE = 0.75


@dataclass(slots=True)
class Matter:
    """Candidates of one matter; the first is the one that the item is made from."""

    lead: Candidate
    others: list[Candidate] = field(default_factory=list)

    @property
    def due(self) -> Due | None:
        """The lead's due date, else the first of the others that has days."""
        if self.lead.due and self.lead.due.latest:
            return self.lead.due
        dated = [one.due for one in self.others if one.due and one.due.latest]
        return dated[0] if dated else self.lead.due

    @property
    def members(self) -> tuple[Candidate, ...]:
        """All candidates."""
        return (self.lead, *self.others)


def merge(candidates: Sequence[Candidate]) -> list[Matter]:
    """The matters in the order of the body; a bottom line's own matters stand where it stands."""
    weights = _weights(candidates)
    matters: list[Matter] = []
    for candidate in (one for one in candidates if not one.summary):
        known = _known(candidate, matters, weights)
        if known:
            known.others.append(candidate)
        else:
            matters.append(Matter(candidate))
    for candidate in (one for one in candidates if one.summary):
        known = _closest(candidate, matters, weights)
        if known:
            known.others.append(candidate)
        else:
            matters.append(Matter(candidate))
    return sorted(matters, key=lambda matter: matter.lead.start)


def _weights(candidates: Sequence[Candidate]) -> Mapping[str, float]:
    seen = Counter(stem for one in candidates for stem in content_stems(_words(one)))
    return {stem: 1.0 / math.sqrt(count) for stem, count in seen.items()}


def _words(candidate: Candidate) -> str:
    return f"{candidate.title} {candidate.clause}"


def _known(candidate: Candidate, matters: Sequence[Matter], weights: Mapping[str, float]) -> Matter | None:
    last = matters[-1] if matters else None
    if last and last.lead.block == candidate.block and _goes_on(candidate, last):
        return last
    for matter in reversed(matters):
        lead = matter.lead
        enough = _SAME_BLOCK if lead.block == candidate.block else _ELSEWHERE
        if _dates_differ(lead.due, candidate.due):
            continue
        alike = max(
            likeness(lead.title, candidate.title, weights),
            likeness(_words(lead), _words(candidate), weights),
        )
        shared = content_stems(_words(lead)) & content_stems(_words(candidate))
        if alike >= enough and len(shared) >= 2:
            return matter
        if (
            candidate.topic
            and candidate.topic == lead.topic
            and candidate.finding.cue.id == "hope"
            and not candidate.due
        ):
            return matter
    return None


def _goes_on(candidate: Candidate, matter: Matter) -> bool:
    """It, they, the details: the matter before, unless it has a day of its own."""
    return candidate.anaphoric and not _dates_differ(matter.lead.due, candidate.due)


def _dates_differ(first: Due | None, second: Due | None) -> bool:
    if not (first and second and first.latest and second.latest):
        return False
    return first.latest != second.latest and not (
        first.earliest and second.earliest and first.earliest <= second.latest and second.earliest <= first.latest
    )


def _closest(candidate: Candidate, matters: Sequence[Matter], weights: Mapping[str, float]) -> Matter | None:
    """The matter of the body that a clause of the bottom line names best."""

    def alike(matter: Matter) -> float:
        return max(likeness(candidate.title, _words(one), weights) for one in matter.members) + (
            0.2
            if candidate.due and matter.due and candidate.due.latest == matter.due.latest and candidate.due.latest
            else 0
        )

    best = max(matters, key=alike, default=None)
    if best is None or alike(best) < _SUMMARY or (_dates_differ(best.due, candidate.due) and alike(best) < 0.9):
        return None
    return best


def with_anchor(matter: Matter, due: Due) -> Matter:
    """The matter with another due date."""
    return Matter(replace(matter.lead, due=due), matter.others)
