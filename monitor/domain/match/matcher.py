"""The matcher: stage one finds the candidates, stage two compares and scores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from monitor.domain.match.address import by_address
from monitor.domain.match.alias import stands
from monitor.domain.match.ceiling import Ceiling
from monitor.domain.match.features import Features, features
from monitor.domain.match.index import Index, anchors, item_anchors, short_terms
from monitor.domain.match.profile import Profile, log_odds_learnt
from monitor.domain.match.query import phrases
from monitor.domain.match.reading import Reading
from monitor.domain.match.reasons import reasons
from monitor.domain.match.scorer import data_version, log_odds, probability, shape, shapes
from monitor.domain.match.sibling import sibling
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Article, Decision, Drop, Match, OpenItem, Reason

VERSION = f"6-{data_version()}"
"""Changes with the rules (by hand) and with any shipped table (by itself)."""

MATCH, POSSIBLE = 0.5, 0.2
"""Probabilities from which a pair is a match, and from which a person may want to see it."""
WEAK = 0.01
"""Pairs below are not worth keeping even where they only serve to rank."""
_DIGITS = 4
_WORTH = 4
"""Candidates of an article from which its limits are worth their making. (An address can lift a pair above them.)"""
_BARRED = 0.05
"""What a pair is worth at most where a rule speaks against it, however alike it is."""
_BACKGROUND = timedelta(days=1)
"""What was printed earlier than this before the review is its background. Dates of archives can be a day late."""


class Matcher:
    """Scores articles against a fixed set of items: a pure function of items, profiles, article and shipped tables."""

    def __init__(
        self, items: Sequence[OpenItem], profiles: Mapping[str, Profile] | None = None, least: float = WEAK
    ) -> None:
        known = profiles or {}
        self._least, self._floor = least, log_odds(least - 10**-_DIGITS)
        self._items = list(items)
        self._wanted = [Wanted(item) for item in items]
        self._profiles = [known.get(item.id, Profile()) for item in items]
        told = zip(self._wanted, self._profiles, strict=True)
        doors = [(number, *door) for number, (wanted, profile) in enumerate(told) for door in _doors(wanted, profile)]
        self._doors = [number for number, _, _ in doors]
        self._index = Index((units, short_terms(wanted, units)) for _, wanted, units in doors)

    def candidates(self, article: Article) -> list[OpenItem]:
        """Stage one alone: the items that the article can concern at all."""
        return [self._items[number] for number in self._numbers(Reading(article))]

    def match(self, article: Article) -> list[Match]:
        """The pairs of this article that are worth keeping, scored; in the order of the items."""
        reading = Reading(article)
        numbers = self._numbers(reading)
        ceilings = _Ceilings(reading) if len(numbers) >= _WORTH and not reading.bare_address else None
        pairs = (self._pair(number, reading, ceilings) for number in numbers)
        return [pair for pair in pairs if pair is not None]

    def _numbers(self, reading: Reading) -> list[int]:
        found = self._index.candidates([text for _, text in reading.fields])
        return found if len(self._doors) == len(self._wanted) else sorted({self._doors[door] for door in found})

    def _pair(self, number: int, reading: Reading, ceilings: _Ceilings | None) -> Match | None:
        wanted, profile = self._wanted[number], self._profiles[number]
        # Answers judge a pair by another regression than that from which the limits follow.
        if ceilings is not None and not profile and not ceilings[bool(wanted.aliases)].reaches(wanted, self._floor):
            return None
        found = features(wanted, reading)
        own = shapes()[shape(bool(wanted.aliases), reading)].log_odds(found)
        answers = profile.without(reading.article.id).compare(own, reading)
        score = probability(log_odds_learnt(wanted, answers) if answers else own)
        if round(score, _DIGITS) < self._least:
            return None
        why = _barred(wanted, reading)
        if why is not None:
            score = min(score, _BARRED)
        elif (named := by_address(wanted, reading)) is not None:
            why, decision = named
            score = max(score, {Decision.MATCH: MATCH}.get(decision, POSSIBLE))
        return _match(wanted, reading, score, found | answers, why)


class _Ceilings(dict[bool, Ceiling]):
    """One article's limits for items that have terms and for those that have none."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __missing__(self, terms: bool) -> Ceiling:
        self[terms] = found = Ceiling(self._reading, shape(terms, self._reading))
        return found


def _match(wanted: Wanted, reading: Reading, score: float, found: Features, why: Reason | None) -> Match:
    decision = Decision.MATCH if score >= MATCH else Decision.POSSIBLE if score >= POSSIBLE else Decision.NO
    told = reasons(wanted, reading, found) if score >= _BARRED else ()
    return Match(
        item=wanted.item.id,
        article=reading.article.id,
        score=round(score, _DIGITS),
        decision=decision,
        reasons=(*([why] if why else []), *told),
        features={name: round(value, _DIGITS) for name, value in found.items() if value},
        version=VERSION,
    )


def _barred(wanted: Wanted, reading: Reading) -> Reason | None:
    """The rule that speaks against the pair, whatever its likeness."""
    published, since = reading.article.published, wanted.item.since
    if published and since and published.date() < since - _BACKGROUND:
        return Reason("conflict: when", f"published {published.date()}, before the review of {since}")
    if stands(reading.passage.stems, wanted.excluded):
        return Reason("conflict: what", "a phrase that marks another matter")
    if other := sibling(wanted.item.terms, reading.article):
        return Reason("conflict: what", f"the title is about {other}")
    return None


def passed_over(matches: Sequence[Match]) -> Drop | None:
    """Why an article with these pairs concerns no item; None where it may concern one."""
    best = max(matches, key=lambda match: match.score, default=None)
    if best is None:
        return Drop.NO_ITEM
    if any(match.decision is not Decision.NO for match in matches):
        return None
    return Drop.CONFLICT if best.reasons and best.reasons[0].kind.startswith("conflict") else Drop.UNLIKE


def candidates_query(item: OpenItem, profile: Profile | None = None) -> list[str]:
    """Phrases with which the store can pre-select articles for one item: in every candidate, one of them stands."""
    doors = _doors(Wanted(item), profile or Profile())
    return list(dict.fromkeys(phrase for wanted, units in doors for phrase in phrases(wanted, units)))


def _doors(wanted: Wanted, profile: Profile) -> list[tuple[Wanted, Mapping[str, int]]]:
    """What an item is found by, with the anchors: its own text, and as other wordings of it what was accepted."""
    return [(wanted, item_anchors(wanted)), *((one.wanted, anchors(one.wanted)) for one in profile.accepted)]
