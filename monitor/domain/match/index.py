"""Stage one: which items can an article concern at all? Exact, one pass over the words, cost by the items touched.

An item is a candidate where its anchors that stand in the article weigh enough together: one very rare word, or two or
three telling ones. Whether a pair is a candidate depends on the pair alone and never on the other items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ahocorasick_rs import AhoCorasick

from monitor.domain.match.lexicon import places
from monitor.domain.match.wanted import Wanted
from monitor.domain.match.words import known
from monitor.domain.text import words

ANCHORS, BARE_ANCHORS = 24, 40
"""Anchors an item has at most, the weightiest of its words and places; more where it has no terms to be found by."""
_READ = 1_500
"""Characters of each text that are looked through: what concerns an item says so early."""
_STEPS = (0.2, 0.3, 0.45)
"""Weights from which a word counts one, two and three units. Lighter words stand everywhere."""
ENOUGH = 3
"""Units from which an item is a candidate: a name that is rare, a country and another word, or three telling words.

On T1, T4 and the replay this keeps .997, .95 and 1.0 of the positives that stage two would score .3 or more, with
12, 14 and 4 per cent of the pairs.
"""
FEW = 30
"""Units of all anchors below which a bare passage is so short that one telling word must do."""


def units(weight: float) -> int:
    """A word's weight in whole units."""
    return sum(weight >= step for step in _STEPS)


def anchors(wanted: Wanted, most: int = ANCHORS) -> dict[str, int]:
    """The weightiest words and places of a text with their units."""
    weights = wanted.stem_weights
    telling = (key for key, weight in weights.items() if units(weight))
    return {key: units(weights[key]) for key in sorted(telling, key=lambda key: (-weights[key], key))[:most]}


def item_anchors(wanted: Wanted) -> dict[str, int]:
    """The anchors of an item; what has no terms is found by more of its words, and by fewer at a time if it is short.

    On T1 that took mean average precision from .9281 to .9306: its short passages had lost 23 of 1,362 reports here.
    """
    if wanted.aliases:
        return anchors(wanted)
    found = anchors(wanted, BARE_ANCHORS)
    return {key: min(count + 1, ENOUGH) for key, count in found.items()} if sum(found.values()) < FEW else found


def short_terms(wanted: Wanted, weights: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Terms that do not make a candidate by the weight of their words: these are looked for as phrases."""
    light = (alias.key for alias in wanted.aliases if sum(weights.get(stem, 0) for stem in set(alias.key)) < ENOUGH)
    return [key for key in light if key]


class Index:
    """The anchors and short terms of a set of items, inverted.

    The items that an anchor stands for are the bits of one whole number, so that ten thousand of them are counted in
    a handful of operations a word: one by one they were most of the cost (560 articles a second at 10,000 items).
    """

    def __init__(self, items: Iterable[tuple[Mapping[str, int], Sequence[tuple[str, ...]]]]) -> None:
        anchored: dict[str, list[list[int]]] = {}
        phrases: dict[str, list[int]] = {}
        for number, (weights, terms) in enumerate(items):
            for key, count in weights.items():
                anchored.setdefault(key, [[] for _ in range(ENOUGH)])[count - 1].append(number)
            for term in terms:
                phrases.setdefault(f" {' '.join(term)} ", []).append(number)
        self._anchored = {key: tuple(map(_bits, by_units)) for key, by_units in anchored.items()}
        self._phrases = list(phrases.values())
        self._automaton = AhoCorasick(list(phrases))

    def candidates(self, texts: Sequence[str]) -> list[int]:
        """Numbers of the items that these texts of one article may concern, ascending."""
        present, joined = _cut(texts)
        one = two = enough = 0
        for key in present & self._anchored.keys():
            light, telling, rare = self._anchored[key]
            enough |= rare | telling & one | light & two
            two |= telling | rare | light & one
            one |= light | telling | rare
        found = set(_numbers(enough))
        for phrase, _, _ in self._automaton.find_matches_as_indexes(joined, overlapping=True):
            found.update(self._phrases[phrase])
        return sorted(found)


def _bits(numbers: Sequence[int]) -> int:
    written = bytearray(max(numbers, default=0) // 8 + 1)
    for number in numbers:
        written[number // 8] |= 1 << number % 8
    return int.from_bytes(written, "little")


def _numbers(bits: int) -> Iterator[int]:
    """Which bits are set, ascending: by the search of strings, since taking one bit after the other off was slow."""
    written = bin(bits)[:1:-1]
    at = written.find("1")
    while at >= 0:
        yield at
        at = written.find("1", at + 1)


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
