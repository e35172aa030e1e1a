"""A term of an item, as it may stand in an article: word for word, or its parts near each other, reworded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.domain.match.passage import Passage
from monitor.domain.match.words import PLACE_WEIGHT
from monitor.domain.text import stem

_REWORDED = 0.6
"""What a word of the same group counts for the word itself."""


Sought = tuple[frozenset[str], frozenset[str], float, float]
"""Stems, concepts, and what a part counts where a stem, or only a concept, is present."""


@dataclass(frozen=True, slots=True)
class Part:
    """One word, or one place of several words."""

    stems: frozenset[str]
    concepts: frozenset[str]
    weight: float
    place: bool = False

    @property
    def sought(self) -> Sought:
        """What is looked for, and what either counts."""
        return self.stems, self.concepts, self.weight, self.weight * (1.0 if self.place else _REWORDED)


@dataclass(frozen=True, slots=True)
class Alias:
    """A term cut into parts."""

    text: str
    key: tuple[str, ...]
    parts: tuple[Sought, ...]
    matter: tuple[Sought, ...]
    """The parts that name neither a place nor anything else written with a capital letter."""
    stems: frozenset[str]
    """All its stems: where one is missing it cannot stand word for word."""
    keys: frozenset[str]
    """All stems and concepts that any part of it is found by."""
    named: bool
    """Whether it holds a name, an abbreviation or a number: such a term stands for itself, "trade talks" does not."""
    weight: float
    matter_weight: float

    @property
    def telling(self) -> float:
        """How much its occurrence tells, 0 to 1."""
        return min(1.0, self.weight)

    def share(self, present: AbstractSet[str]) -> float:
        """How much of it is present, 0 to 1."""
        return _found(self.parts, present) / self.weight

    def matter_share(self, present: AbstractSet[str]) -> float:
        """How much of its matter is present, 0 to 1; 0 if it is nothing but names."""
        return _found(self.matter, present) / self.matter_weight if self.matter_weight else 0.0

    def shares(self) -> Mapping[str, float]:
        """Each stem and concept, and the share of the term that is present where it is."""
        return _shares(self.parts, self.weight)

    def matter_shares(self) -> Mapping[str, float]:
        """The same of its matter."""
        return _shares(self.matter, self.matter_weight)

    @classmethod
    def of(cls, text: str) -> Alias:
        """The term `text`, any case."""
        passage = Passage((text,))
        places = [(place, range(place.at, place.at + place.length)) for place in passage.places]
        parts = [
            Part(frozenset(passage.stems[r.start : r.stop]), frozenset({p.code}), PLACE_WEIGHT, place=True)
            for p, r in places
        ]
        inside = {at for _, taken in places for at in taken}
        parts += [_part(passage, at) for at in range(len(passage.words)) if at not in inside and passage.weights[at]]
        matter = tuple(part for part in parts if not part.place and not part.stems & _capitals(passage))
        named = len(matter) < len(parts) or any(
            word.isupper() or any(c.isdigit() for c in word) for word in passage.words
        )
        keys = frozenset[str]().union(passage.stems, *(part.stems | part.concepts for part in parts))
        weight = sum(part.weight for part in parts) or 0.1
        stems = tuple(passage.stems)
        told, told_matter = (tuple(part.sought for part in some) for some in (parts, matter))
        return cls(text, stems, told, told_matter, frozenset(stems), keys, named, weight, sum(p.weight for p in matter))


def tells_nothing(term: str) -> bool:
    """Whether a term is made of words alone that stand in nearly every report, so that it finds no article."""
    return not Alias.of(term).parts


def _part(passage: Passage, at: int) -> Part:
    codes = frozenset(group.code for group in passage.groups if group.at <= at < group.at + group.length)
    return Part(frozenset({passage.stems[at]}), codes, passage.weights[at])


def _capitals(passage: Passage) -> frozenset[str]:
    """Stems written with a capital letter where that tells something: not the lone first word."""
    if len(passage.words) < 2:
        return frozenset()
    return frozenset(stem(word) for word in passage.words if word[0].isupper() and not word.isupper())


def _shares(parts: Sequence[Sought], total: float) -> Mapping[str, float]:
    # A word that stands twice in the term is found twice where it is present.
    found: defaultdict[str, float] = defaultdict(float)
    for stems, concepts, weight, reworded in parts:
        for key in stems:
            found[key] += weight / total
        for key in concepts:
            found[key] += reworded / total
    return found


def _found(parts: Sequence[Sought], present: AbstractSet[str]) -> float:
    """The parts' weight as far as it is present."""
    found = 0.0
    for stems, concepts, weight, reworded in parts:
        if not stems.isdisjoint(present):
            found += weight
        elif not concepts.isdisjoint(present):
            found += reworded
    return found


def find(stems: Sequence[str], key: tuple[str, ...], first: int = 0) -> int:
    """At which word the phrase begins, from word `first` on; -1 where it does not stand."""
    if not key:
        return -1
    last = len(stems) - len(key)
    while first <= last:
        try:
            at = stems.index(key[0], first, last + 1)
        except ValueError:
            return -1
        if tuple(stems[at : at + len(key)]) == key:
            return at
        first = at + 1
    return -1


def stands(stems: Sequence[str], keys: Collection[tuple[str, ...]]) -> bool:
    """Whether any of the phrases stands among the stems."""
    return any(find(stems, key) >= 0 for key in keys)
