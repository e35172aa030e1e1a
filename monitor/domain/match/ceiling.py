"""No more than a pair can score, from what is cheap to know of it: most candidates need not be compared in full.

What sums over shared words give is exact. The window, the terms and the numbers stand at the most that those leave
them: no stretch of the article holds more of the item than the whole, and no sentence more of a term. The terms are
first taken together, as if all that stands there were of one, and each by itself only where that is not enough.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from monitor.domain.match.common import actors_present
from monitor.domain.match.features import NO_MATTER, abroad, strangers
from monitor.domain.match.reading import Reading
from monitor.domain.match.scorer import shapes
from monitor.domain.match.wanted import Wanted

_TOGETHER = {
    "near": ("near", "near_in_lead", "near_in_title", "near_in_sentence"),
    "term": ("term", "term_in_title", "term_count"),
    "matter": ("matter", "matter_in_title"),
}
"""Comparisons with one limit for all of them."""
_ROUNDED = 1e-9
"""Sums in another order may differ so much."""
_SUMMED = ("cosine", "lead_cosine", "window", "title_cover")
_OF_TERMS = ("near", "term", "matter", "no_matter", "actors")
_OF_NUMBERS = ("numbers", "number_count", "year", "month", "weekday")
_OF_NAMES = ("names", "lead_names", "top_names", "names_cosine")
_IN_FULL = ("phrases", "close_words", "rare_words")
_KNOWN = ("known_title", "known_lead")
_STRANGE = ("who", "lead_who", "who_often", "where")


class Ceiling:
    """The limits of an article's pairs with the items of one sort, as log-odds."""

    def __init__(self, reading: Reading, shape: str) -> None:
        self._reading = reading
        weights, self._rest = _weights(shape)
        self._weights = defaultdict(float, weights)
        self._told = _told(reading, self._weights)
        numbers = sum(self._weights[name] * most for name, most in reading.numbers_at_most.items())
        names = sum(self._weights[name] * strange for name, strange in strangers(reading, 0.0, 0.0, 0.0).items())
        self._names = self._weights["names"] + self._weights["lead_names"]
        self._top = self._weights["top_names"] + self._weights["names_cosine"]
        self._whole = sum(self._weights[name] for name in _OF_TERMS if name != "no_matter")
        self._always = self._rest + max(0.0, self._weights["rare_words"]) + numbers + names

    def reaches(self, wanted: Wanted, floor: float) -> bool:
        """Whether the pair's log-odds may come to so much."""
        rest, parts, matter = self._shared(wanted)
        if rest < floor and not wanted.aliases:
            return False
        if wanted.aliases and rest + self._terms_together(wanted, parts, matter) < floor:
            return False
        return rest + self._places(wanted) + self._each_term(wanted) >= floor

    def _shared(self, wanted: Wanted) -> tuple[float, float, float]:
        """All but terms and places, by one pass over the words that both have; parts of terms and of their matter."""
        asked, told, present = wanted.table, self._told, self._reading.present
        cosine = lead = total = title = names = parts = matter = known = 0.0
        for key in [key for key in asked if key in present]:
            weight, unit, in_title, name, _, part, of_matter = asked[key]
            told_unit, lead_unit, gain = told[key]
            cosine += unit * told_unit
            lead += unit * lead_unit
            total += weight
            title += in_title
            names += name
            parts += part
            matter += of_matter
            known += gain
        weights = self._weights
        most = self._always + known + weights["cosine"] * math.sqrt(cosine) + weights["lead_cosine"] * lead
        most += weights["window"] * math.sqrt(total / wanted.words_total)
        most += weights["title_cover"] * title / (wanted.title_total or 1.0)
        if names:
            most += self._names * names / wanted.names_total
        return most + self._named(wanted) + self._neighbours(wanted) + _ROUNDED, parts, matter

    def _named(self, wanted: Wanted) -> float:
        """What the weightiest names can add."""
        return 0.0 if self._reading.present.isdisjoint(wanted.names) else self._top

    def _neighbours(self, wanted: Wanted) -> float:
        """What words that stand together in both can add: seldom any do."""
        reading, weights = self._reading, self._weights
        together = 0.0 if wanted.phrases.isdisjoint(reading.pairs) else weights["phrases"]
        return together if wanted.neighbours.isdisjoint(reading.neighbours) else together + weights["close_words"]

    def _terms_together(self, wanted: Wanted, parts: float, matter: float) -> float:
        """What the terms can add, were their parts all of one term."""
        weights, present = self._weights, self._reading.present
        if not present.isdisjoint(wanted.concepts):
            there = [key for key in wanted.concepts if key in present]
            parts += sum([wanted.parts[key] for key in there])
            matter += sum([wanted.matter[key] for key in there if key in wanted.matter])
        if wanted.dull_term or parts > 1 - _ROUNDED:
            return self._whole
        near = parts**2 * wanted.telling
        acting = 0.0 if self._reading.lead.isdisjoint(wanted.acting) else min(1.0, len(wanted.actors) / 3)
        none = weights["no_matter"] if matter < NO_MATTER else 0.0
        return weights["near"] * near + weights["matter"] * min(1.0, matter) + weights["actors"] * acting + none

    def _each_term(self, wanted: Wanted) -> float:
        """What the best term can add."""
        if not wanted.aliases:
            return 0.0
        weights, present = self._weights, self._reading.present
        aliases = [alias for alias in wanted.aliases if not alias.keys.isdisjoint(present)]
        if any(alias.stems <= present for alias in aliases):
            return self._whole
        near = max([alias.share(present) ** 2 * alias.telling for alias in aliases], default=0.0)
        matter = max([alias.matter_share(present) for alias in aliases], default=0.0)
        acting = min(1.0, actors_present(wanted, self._reading) / 3)
        none = weights["no_matter"] if matter < NO_MATTER else 0.0
        return weights["near"] * near + weights["matter"] * matter + weights["actors"] * acting + none

    def _places(self, wanted: Wanted) -> float:
        """What foreign places cost at least."""
        return self._weights["where"] * abroad(wanted, self._reading)


@cache
def _weights(shape: str) -> tuple[Mapping[str, float], float]:
    """The weights of what is limited, and what all the rest can give at most."""
    judged = shapes()[shape]
    weights = dict(judged.weights)
    for name, all_of_them in _TOGETHER.items():
        weights[name] = sum(max(0.0, weights.pop(one, 0.0)) for one in all_of_them)
    unlimited = weights.keys() - _LIMITED
    rest = judged.bias + sum(max(0.0, weights.pop(name)) for name in unlimited)
    return weights, rest


def _told(reading: Reading, weights: Mapping[str, float]) -> dict[str, tuple[float, float, float]]:
    """Of what the article holds: its weight there and in the lead, and what is gained where an item knows the name."""
    unit, lead_unit = reading.unit, reading.lead_unit
    named = (("who", reading.key_names), ("lead_who", reading.lead_names), ("who_often", reading.repeated_names))
    gains: defaultdict[str, float] = defaultdict(float)
    for (name, names), total in zip(named, reading.name_totals, strict=True):
        for stem, weight in names.items():
            gains[stem] -= weights[name] * weight / (total or 1.0)
    told = (reading.title_words, reading.lead_words)
    for name, words, total in zip(_KNOWN, told, reading.word_totals, strict=True):
        if weights[name]:
            for key, weight in words.items():
                gains[key] += weights[name] * weight / total
    return {key: (unit.get(key, 0.0), lead_unit.get(key, 0.0), gains.get(key, 0.0)) for key in reading.present}


_LIMITED = {*_SUMMED, *_OF_TERMS, *_OF_NUMBERS, *_STRANGE, *_OF_NAMES, *_IN_FULL, *_KNOWN}
