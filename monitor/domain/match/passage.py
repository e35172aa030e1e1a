"""A text cut once into what all comparisons need: words, stems, weights, places, names, numbers."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from monitor.domain.match.lexicon import Concept, groups, places
from monitor.domain.match.words import MONTHS, NO_NAMES, PLACE_WEIGHT, WEEKDAYS, known
from monitor.domain.text import sentences, spans

Vector = Mapping[str, float]
_NAME_WEIGHT = 0.4
"""A word that stands only where any word has a capital letter counts as a name from this weight on."""
_HEADLINE = 0.6
"""Share of long words with a capital from which a sentence is a headline in title case: there capitals tell nothing."""
CLOSE = 3
"""Words at most so many telling words apart stand close together."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass
class Passage:
    """One or more texts, one after the other; `fields` says at which word each begins."""

    texts: tuple[str, ...]
    words: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    fields: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    """From word to word."""

    def __post_init__(self) -> None:
        for text in self.texts:
            self._read(text)

    def _read(self, text: str) -> None:
        first = len(self.words)
        self.fields.append(first)
        written = spans(text)
        self.words += [text[start:end] for start, end in written]
        found = known(self.words[first:])
        self.stems += [stem for stem, _ in found]
        self.weights += [weight for _, weight in found]
        starts = [start for start, _ in written]
        for start, end in sentences(text):
            self.sentences.append((first + bisect_left(starts, start), first + bisect_left(starts, end)))

    @cached_property
    def places(self) -> list[Concept]:
        """The places named, in order."""
        return places(self.words, self.stems)

    @cached_property
    def groups(self) -> list[Concept]:
        """The groups of the thesaurus touched, in order."""
        return groups(self.stems)

    @cached_property
    def stem_weights(self) -> dict[str, float]:
        """Each stem's weight: that of its commonest form here."""
        lightest: dict[str, float] = {}
        for stem, weight in zip(self.stems, self.weights, strict=True):
            lightest[stem] = min(weight, lightest.get(stem, weight))
        return lightest

    @cached_property
    def names(self) -> dict[str, int]:
        """Stems of proper names and how often they stand here."""
        sure: Counter[str] = Counter()
        unsure: Counter[str] = Counter()
        for first, last in self.sentences:
            self._count_names(first, last, sure, unsure)
        lower = {stem for word, stem in zip(self.words, self.stems, strict=True) if word[0].islower()}
        named = {stem: count + unsure[stem] for stem, count in sure.items() if stem not in NO_NAMES}
        known_otherwise = lower | NO_NAMES | named.keys()
        rare = {s: n for s, n in unsure.items() if self.stem_weights[s] > _NAME_WEIGHT}
        return named | {stem: count for stem, count in rare.items() if stem not in known_otherwise}

    def _count_names(self, first: int, last: int, sure: Counter[str], unsure: Counter[str]) -> None:
        long = [word for word in self.words[first + 1 : last] if len(word) > 3]
        headline = bool(long) and sum(word[0].isupper() for word in long) / len(long) > _HEADLINE
        for at in range(first, last):
            word = self.words[at]
            if word[0].isupper() and len(word) > 1:
                (unsure if headline or at == first else sure)[self.stems[at]] += 1

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers of two digits and more that are no years."""
        return frozenset(w for w in self.words if w[0].isdigit() and len(w) > 1 and not _YEAR.fullmatch(w))

    @cached_property
    def years(self) -> frozenset[str]:
        """The years written out."""
        return frozenset(word for word in self.words if _YEAR.fullmatch(word))

    @cached_property
    def months(self) -> frozenset[str]:
        """Stems of the months named."""
        return frozenset(self.stems) & MONTHS

    @cached_property
    def weekdays(self) -> frozenset[str]:
        """Stems of the weekdays named."""
        return frozenset(self.stems) & WEEKDAYS

    @cached_property
    def telling(self) -> list[str]:
        """The stems that tell something, in order."""
        return [stem for stem, weight in zip(self.stems, self.weights, strict=True) if weight]

    def close(self) -> dict[tuple[str, str], float]:
        """Pairs of telling words at most three apart, in the order of the alphabet, with their weight."""
        weights = self.stem_weights
        return {
            (min(one, other), max(one, other)): weights[one] + weights[other]
            for at, one in enumerate(self.telling)
            for other in self.telling[at + 1 : at + 1 + CLOSE]
        }

    def pairs(self) -> dict[tuple[str, str], float]:
        """Neighbouring words that both tell something, with their weight."""
        return {
            (a, b): v + w
            for a, b, v, w in zip(self.stems, self.stems[1:], self.weights, self.weights[1:], strict=False)
            if v and w
        }

    def present(self, first: int, last: int) -> set[str]:
        """Stems, places and groups from word `first` up to word `last`."""
        concepts = {c.code for c in (*self.places, *self.groups) if first <= c.at < last}
        return concepts.union(self.stems[first:last])


def vector(parts: Iterable[tuple[Passage, int, int, float]]) -> dict[str, float]:
    """Weighted stems and places of parts of passages (from word, to word, how much it counts), not normalised."""
    counts: defaultdict[str, float] = defaultdict(float)
    weights: dict[str, float] = {}
    for passage, first, last, factor in parts:
        for stem, weight in zip(passage.stems[first:last], passage.weights[first:last], strict=True):
            if weight:
                counts[stem] += factor
                weights[stem] = min(weight, weights.get(stem, weight))
        for place in passage.places:
            if first <= place.at < last:
                counts[place.code] += factor
                weights[place.code] = PLACE_WEIGHT
    return {key: damped(count) * weights[key] for key, count in counts.items()}


def damped(count: float) -> float:
    """Ten mentions are not ten times one."""
    return 1 + math.log(count) if count > 1 else count


def unit(weights: Vector) -> dict[str, float]:
    """The vector at length one."""
    length = math.sqrt(sum(value * value for value in weights.values())) or 1.0
    return {key: value / length for key, value in weights.items()}


def dot(one: Vector, other: Vector) -> float:
    """The inner product; of unit vectors the cosine."""
    if len(one) > len(other):
        one, other = other, one
    return sum([value * other[key] for key, value in one.items() if key in other])


def share(wanted: Vector, present: Iterable[object]) -> float:
    """How much of the wanted weight is present, 0 to 1; 0 if nothing is wanted."""
    total = sum(wanted.values())
    there = present if isinstance(present, (set, frozenset, dict)) else set(present)
    return sum([wanted[key] for key in wanted if key in there]) / total if total else 0.0
