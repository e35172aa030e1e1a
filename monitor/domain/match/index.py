"""Stage one: which items can an article concern at all? Exact, one pass over the words, cost by the items touched.

An item is a candidate where its anchors that stand in the article weigh enough together: one very rare word, or two or
three telling ones. Whether a pair is a candidate depends on the pair alone and never on the other items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from ahocorasick_rs import AhoCorasick

from monitor.domain.match.lexicon import places
from monitor.domain.match.wanted import Wanted
from monitor.domain.match.words import known
from monitor.domain.text import words

ANCHORS = 24
"""Anchors an item has at most, the weightiest of its words and places."""
_READ = 1_500
"""Characters of each text that are looked through: what concerns an item says so early."""
_STEPS = (0.2, 0.3, 0.45)
"""Weights from which a word counts one, two and three units. Lighter words stand everywhere."""
ENOUGH = 3
"""Units from which an item is a candidate: a name that is rare, a country and another word, or three telling words.

On T1, T4 and the replay this keeps .997, .95 and 1.0 of the positives that stage two would score .3 or more, with
12, 14 and 4 per cent of the pairs.
"""


def units(weight: float) -> int:
    """A word's weight in whole units."""
    return sum(weight >= step for step in _STEPS)


def anchors(wanted: Wanted) -> dict[str, int]:
    """The item's anchors with their units."""
    weights = wanted.stem_weights
    telling = (key for key, weight in weights.items() if units(weight))
    return {key: units(weights[key]) for key in sorted(telling, key=lambda key: (-weights[key], key))[:ANCHORS]}


def short_terms(wanted: Wanted, weights: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Terms that do not make a candidate by the weight of their words: these are looked for as phrases."""
    light = (alias.key for alias in wanted.aliases if sum(weights.get(stem, 0) for stem in set(alias.key)) < ENOUGH)
    return [key for key in light if key]


class Index:
    """The anchors and short terms of a set of items, inverted; an item stands in a list once for each unit."""

    def __init__(self, items: Iterable[tuple[Mapping[str, int], Sequence[tuple[str, ...]]]]) -> None:
        postings: dict[str, list[int]] = {}
        phrases: dict[str, list[int]] = {}
        for number, (weights, terms) in enumerate(items):
            for key, count in weights.items():
                postings.setdefault(key, []).extend([number] * count)
            for term in terms:
                phrases.setdefault(f" {' '.join(term)} ", []).append(number)
        self._postings = postings

        self._phrases = list(phrases.values())
        self._automaton = AhoCorasick(list(phrases))

    def candidates(self, texts: Sequence[str]) -> list[int]:
        """Numbers of the items that these texts of one article may concern, ascending."""
        present, joined = _cut(texts)
        touched = Counter(chain.from_iterable(self._postings[key] for key in present & self._postings.keys()))
        enough = {number for number, count in touched.items() if count >= ENOUGH}
        for phrase, _, _ in self._automaton.find_matches_as_indexes(joined, overlapping=True):
            enough.update(self._phrases[phrase])
        return sorted(enough)


def _cut(texts: Sequence[str]) -> tuple[set[str], str]:
    """The stems and places of all texts, and the stems in order with a blank around each."""
    present: set[str] = set()
    lines = []
    for text in texts:
        written = words(text[:_READ])
        stems = [stem for stem, _ in known(written)]
        present.update(stems)
        present.update(place.code for place in places(written, stems))
        lines.append(" ".join(stems))
    return present, f" {' | '.join(lines)} "
