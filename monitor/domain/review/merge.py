"""One item per matter: bottom line and body, clause and clause that speak of the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.model import Due
from monitor.domain.review.candidate import Candidate
from monitor.domain.review.likeness import content_stems, likeness

_SUMMARY = 0.5
_SAME_BLOCK = 0.6
_ELSEWHERE = 0.75
_OTHER_ACT = 0.25
"""Added where two clauses let somebody do different things."""
_MATTER = re.compile(
    r"^\W*(?:(?:but|and|so|still|yet|though|however)\s+)?(?:(?:the |some |its )?details?|terms|this|that|these|which"
    r"|the (?:deal|plan|bill|measure|proposal|agreement|vote|ruling|decision|text|draft|idea|question|matter|issue|project)"
    r"|an? (?:final )?(?:decision|ruling|verdict|answer|result|announcement|vote|reply|date)|no (?:text|date|decision))\b",
    re.IGNORECASE,
)
"""Openings that go on about the matter before."""
_UNLED = re.compile(
    r"^\W*(?:to be|stopped|halted|blocked|suspended|delayed|postponed|adjourned|expected|due|planned|scheduled)\b",
    re.IGNORECASE,
)
"""Participles without who or what."""
_WITHOUT = re.compile(r"^\W*(?:without|w/o|with) (?:it|them|this|that)\b", re.IGNORECASE)
_ACTOR = re.compile(
    r"^\W*(?:it|they|he|she|both|neither|management|officials|the (?:company|government|two|sides|parties))\b",
    re.IGNORECASE,
)
"""Openings that go on about whoever acted before."""
_OBJECT = re.compile(r"\s+(?:it|them)\b(?! (?:is|was|will|would|has|to)\b)")
"""What a verb is done to, where the matter before says what that is."""


@dataclass(slots=True)
class Matter:
    """Candidates of one matter; the first is the one that the item is made from."""

    lead: Candidate
    others: list[Candidate] = field(default_factory=list)

    @property
    def due(self) -> Due | None:
        """The lead's due date, else the first of the others that has days."""
        if self.lead.due and (self.lead.due.latest or self.lead.due.earliest):
            return self.lead.due
        dated = [one.due for one in self.others if one.due and one.due.latest]
        return dated[0] if dated else self.lead.due

    @property
    def members(self) -> tuple[Candidate, ...]:
        """All candidates."""
        return (self.lead, *self.others)


def merge(candidates: Sequence[Candidate]) -> list[Matter]:
    """The matters in the order of the text; what only a bottom line names stands where it stands."""
    weights = _weights(candidates)
    matters: list[Matter] = []
    for candidate in (one for one in candidates if not one.summary):
        _add(candidate, _known(candidate, matters, weights), matters)
    body = list(matters)
    for candidate in (one for one in candidates if one.summary):
        _add(candidate, _closest(candidate, body, weights), matters)
    return sorted(matters, key=lambda matter: matter.lead.start)


def _add(candidate: Candidate, known: Matter | None, matters: list[Matter]) -> None:
    if known:
        known.others.append(candidate)
    else:
        matters.append(Matter(candidate))


def _weights(candidates: Sequence[Candidate]) -> Mapping[str, float]:
    """A word that many clauses share says little about which matter it is."""
    seen = Counter(stem for one in candidates for stem in content_stems(_words(one)))
    return {stem: 1.0 / math.sqrt(count) for stem, count in seen.items()}


def _words(candidate: Candidate) -> str:
    return f"{candidate.title} {candidate.clause}"


def _known(candidate: Candidate, matters: Sequence[Matter], weights: Mapping[str, float]) -> Matter | None:
    last = matters[-1] if matters else None
    if last and last.lead.block == candidate.block and _goes_on(candidate, last):
        return last
    for matter in reversed(matters):
        if _same(candidate, matter.lead, weights):
            return matter
    return None


def _same(candidate: Candidate, lead: Candidate, weights: Mapping[str, float]) -> bool:
    if _dates_differ(lead.due, candidate.due):
        return False
    if candidate.topic and candidate.topic == lead.topic and candidate.finding.cue.id == "hope" and not candidate.due:
        return True
    enough = (_SAME_BLOCK if lead.block == candidate.block else _ELSEWHERE) + _OTHER_ACT * _other_act(candidate, lead)
    shared = content_stems(_words(lead)) & content_stems(_words(candidate))
    alike = max(likeness(lead.title, candidate.title, weights), likeness(_words(lead), _words(candidate), weights))
    return alike >= enough and len(shared) >= 2


def _goes_on(candidate: Candidate, matter: Matter) -> bool:
    """It, they, the details, "to be settled by": the matter before, unless both have a day of their own."""
    if candidate.due and candidate.due.latest and not _completes(candidate, matter):
        return False
    near = candidate.start - max(one.end for one in matter.members) <= 40
    opens = any(opening.match(candidate.clause) for opening in (_MATTER, _ACTOR, _UNLED, _WITHOUT))
    return not candidate.first and near and (opens or _acts_on_it(candidate) or _is_bare(candidate))


def _acts_on_it(candidate: Candidate) -> bool:
    """ "and will share it with the trust", "Poland wants it now"."""
    end = candidate.finding.verb.end if candidate.finding.verb else candidate.finding.end
    return bool(_OBJECT.match(candidate.clause, end))


def _is_bare(candidate: Candidate) -> bool:
    """ "contract award due end of August": a thing without who or which, in the entry of another."""
    words = candidate.title.rpartition(": ")[2].split()
    return (
        candidate.finding.cue.id in ("nominal", "expected", "terse-due")
        and not candidate.finding.inherits
        and len(words) < 3
        and words[-1].islower()
        and not candidate.clause[:1].isupper()
    )


def _completes(candidate: Candidate, matter: Matter) -> bool:
    """ "It has until October.", "Stopped until 18 March.": the day of the matter before, which has none."""
    dateless = not (matter.due and matter.due.latest)
    if dateless and (_is_bare(candidate) or _WITHOUT.match(candidate.clause)):
        return True
    bare_deadline = candidate.finding.cue.id == "has-until" and candidate.finding.verb is None
    return dateless and (bool(_UNLED.match(candidate.clause)) or (bare_deadline and candidate.finding.inherits))


def _other_act(first: Candidate, second: Candidate) -> bool:
    one, two = first.finding.verb, second.finding.verb
    return bool(one and two and one.is_act and two.is_act and one.base != two.base)


def _dates_differ(first: Due | None, second: Due | None) -> bool:
    """Whether both have days, and these do not overlap."""
    if not (first and second and first.latest and second.latest):
        return False
    return (first.earliest or first.latest) > second.latest or (second.earliest or second.latest) > first.latest


def _closest(candidate: Candidate, matters: Sequence[Matter], weights: Mapping[str, float]) -> Matter | None:
    """The matter of the body that a clause of the bottom line names best."""
    scored = [
        (_alike(candidate, matter, weights), matter)
        for matter in matters
        if not _dates_differ(candidate.due, matter.due)
    ]
    best, matter = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return matter if best >= _SUMMARY else None


def _alike(candidate: Candidate, matter: Matter, weights: Mapping[str, float]) -> float:
    same_day = candidate.due and matter.due and candidate.due.latest and candidate.due.latest == matter.due.latest
    telling = len(content_stems(candidate.title)) > 1 or any(c.isdigit() or c.isupper() for c in candidate.title[1:])
    passages = (candidate.title, candidate.clause) if telling else (candidate.clause,)
    alike = max(
        likeness(words, _words(one), weights) - 0.2 * _other_act(candidate, one)
        for one in matter.members
        for words in passages
    )
    same_head = any(_head(candidate.title) == _head(one.title) for one in matter.members)
    return alike + (0.2 if same_day else 0.0) + (0.15 if same_head else 0.0)


def _head(title: str) -> str:
    """The last word before the first preposition: "working group on trade" is a group."""
    words = re.split(r"\s(?:of|on|in|for|between|with|to|at|by)\s", title.rpartition(": ")[2])[0].lower().split()
    return words[-1] if words else ""
