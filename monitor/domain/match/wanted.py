"""An item as it is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.domain.match.alias import Alias
from monitor.domain.match.passage import Passage, damped, unit, vector
from monitor.domain.match.words import PLACE_WEIGHT
from monitor.domain.model import OpenItem

_TERM_FACTOR = 0.5
"""A term's words count half: an item has many terms and they repeat each other."""
_ACTOR_FACTOR = 0.7


@dataclass
class Wanted:
    """The item's words, names and places, and its terms as aliases."""

    item: OpenItem

    @cached_property
    def title(self) -> Passage:
        """The title."""
        return Passage((self.item.title,))

    @cached_property
    def text(self) -> Passage:
        """Title, quote, criterion and actors."""
        item = self.item
        quote = item.quote.removeprefix(item.title)
        return Passage((item.title, quote, item.criterion, *item.actors))

    @cached_property
    def aliases(self) -> tuple[Alias, ...]:
        """The terms."""
        return tuple(Alias.of(term) for term in self.item.terms)

    @cached_property
    def actors(self) -> tuple[tuple[str, ...], ...]:
        """The actors as sequences of stems."""
        return tuple(tuple(Passage((actor,)).stems) for actor in self.item.actors)

    @cached_property
    def excluded(self) -> tuple[tuple[str, ...], ...]:
        """The phrases that mark another matter, as sequences of stems."""
        return tuple(tuple(Passage((phrase,)).stems) for phrase in self.item.not_terms)

    @cached_property
    def words(self) -> Mapping[str, float]:
        """All its words and places, weighted."""
        actors = len(self.item.actors)
        plain = self.text.fields[-actors] if actors else len(self.text.words)
        terms = (Passage((term,)) for term in self.item.terms)
        parts = [(self.text, 0, plain, 1.0), (self.text, plain, len(self.text.words), _ACTOR_FACTOR)]
        return vector([*parts, *((term, 0, len(term.words), _TERM_FACTOR) for term in terms)])

    @cached_property
    def table(self) -> Mapping[str, tuple[float, ...]]:
        """Of each word and place: its weight; then `unit`, `title_words`, `names`, `names_unit`, `parts`, `matter`."""
        title, names, unit, parts, matter = self.title_words, self.names, self.names_unit, self.parts, self.matter
        return {
            key: (
                weight,
                self.unit[key],
                title.get(key, 0.0),
                names.get(key, 0.0),
                unit.get(key, 0.0),
                parts.get(key, 0.0),
                matter.get(key, 0.0),
            )
            for key, weight in self.words.items()
        }

    @cached_property
    def parts(self) -> Mapping[str, float]:
        """Of each stem and concept: the largest share of a term that is present where it is."""
        return _largest(alias.shares() for alias in self.aliases)

    @cached_property
    def matter(self) -> Mapping[str, float]:
        """The same of the matter of a term."""
        return _largest(alias.matter_shares() for alias in self.aliases)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Those of `parts` that are not among the words."""
        return frozenset(self.parts.keys() - self.words.keys())

    @cached_property
    def telling(self) -> float:
        """How much its most telling term tells."""
        return max((alias.telling for alias in self.aliases), default=0.0)

    @cached_property
    def dull_term(self) -> bool:
        """Whether a term has nothing but words that tell nothing: it can stand there though none of `parts` does."""
        return any(not alias.parts for alias in self.aliases)

    @cached_property
    def acting(self) -> frozenset[str]:
        """The first stems of its actors."""
        return frozenset(actor[0] for actor in self.actors if actor)

    @cached_property
    def title_total(self) -> float:
        """The weight of the title."""
        return sum(self.title_words.values())

    @cached_property
    def names_total(self) -> float:
        """The weight of the names."""
        return sum(self.names.values())

    @cached_property
    def phrases(self) -> frozenset[tuple[str, str]]:
        """The keys of `pairs`."""
        return frozenset(self.pairs)

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """The keys of `close`."""
        return frozenset(self.close)

    @cached_property
    def words_total(self) -> float:
        """The weight of all of them."""
        return sum(self.words.values()) or 1.0

    @cached_property
    def stem_weights(self) -> Mapping[str, float]:
        """Its words and places, each with the plain weight that it has in the language."""
        passages = (self.text, *(Passage((term,)) for term in self.item.terms))
        found: dict[str, float] = {}
        for passage in passages:
            for stem, weight in passage.stem_weights.items():
                found[stem] = min(weight, found.get(stem, weight))
        return found | dict.fromkeys(self.places, PLACE_WEIGHT)

    @cached_property
    def foremost(self) -> frozenset[str]:
        """The words and places of title, terms and actors."""
        item = self.item
        short = Passage((item.title, *item.terms, *item.actors))
        return frozenset(short.stems) | {place.code for place in short.places}

    @cached_property
    def unit(self) -> Mapping[str, float]:
        """`words` at length one."""
        return unit(self.words)

    @cached_property
    def title_words(self) -> Mapping[str, float]:
        """The words and places of the title, weighted."""
        return vector([(self.title, 0, len(self.title.words), 1.0)])

    @cached_property
    def names(self) -> Mapping[str, float]:
        """Its proper names, those named more often heavier."""
        weights = self.text.stem_weights
        return {stem: weights[stem] * damped(count) for stem, count in self.text.names.items()}

    @cached_property
    def names_unit(self) -> Mapping[str, float]:
        """`names` at length one."""
        return unit(self.names)

    @cached_property
    def top_names(self) -> tuple[str, ...]:
        """The three weightiest names."""
        return tuple(sorted(self.names, key=lambda name: (-self.names[name], name))[:3])

    @cached_property
    def places(self) -> frozenset[str]:
        """The countries that it speaks of, its terms included."""
        own = Counter(place.code for place in self.text.places)
        terms = (place.code for term in self.item.terms for place in Passage((term,)).places)
        return frozenset(own) | frozenset(terms)

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], float]:
        """Neighbouring words of its text."""
        return self.text.pairs()

    @cached_property
    def close(self) -> Mapping[tuple[str, str], float]:
        """Words of its text that stand close together."""
        return self.text.close()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All its words and places."""
        return frozenset(self.words)


def _largest(shares: Iterable[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in shares:
        for key, share in each.items():
            found[key] = max(share, found.get(key, 0.0))
    return found
