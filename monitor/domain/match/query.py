"""What the store is asked for when one item is new: phrases of which at least one stands in every candidate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.domain.match.index import ENOUGH, short_terms
from monitor.domain.match.lexicon import names_of
from monitor.domain.match.passage import Passage
from monitor.domain.match.wanted import Wanted
from monitor.domain.match.words import long_forms
from monitor.domain.text import spellings


def phrases(wanted: Wanted, units: Mapping[str, int]) -> list[str]:
    """Words, names and short terms by an item's anchors; the store's own stemming finds their inflections.

    A candidate needs `ENOUGH` units, so the commonest anchors of fewer units together need not be asked for: where
    they are all that stands in an article, it is no candidate.
    """
    asked = _without_commonest(units, wanted)
    written = _written(wanted)
    found = [form for key in asked for form in _forms(key, written)]
    terms = {alias.key: alias.text for alias in wanted.aliases}
    return list(dict.fromkeys([*found, *(terms[key] for key in short_terms(wanted, units))]))


def _without_commonest(units: Mapping[str, int], wanted: Wanted) -> list[str]:
    """The anchors without those that can be spared: first the country with the most names, then the lightest words."""
    weights = wanted.stem_weights
    spare = ENOUGH - 1
    kept = []
    for key in sorted(units, key=lambda key: (-len(names_of(key)), weights[key], key)):
        if units[key] <= spare:
            spare -= units[key]
        else:
            kept.append(key)
    return kept


def _written(wanted: Wanted) -> dict[str, set[str]]:
    """How each stem is written in the item."""
    found: dict[str, set[str]] = {}
    for passage in (wanted.text, *(Passage((term,)) for term in wanted.item.terms)):
        for word, stem in zip(passage.words, passage.stems, strict=True):
            found.setdefault(stem, set()).add(word.lower())
    return found


def _forms(key: str, written: dict[str, set[str]]) -> Iterable[str]:
    if key.startswith("@"):
        return names_of(key)
    forms = {key, *written.get(key, ())}
    return sorted({spelling for form in forms for word in long_forms(form) for spelling in spellings(word)})
