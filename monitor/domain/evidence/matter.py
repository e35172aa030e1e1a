"""An item cut into what a sentence is searched for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.domain.evidence.lexicon import frames, lexicon
from monitor.domain.evidence.sentence import Sentence
from monitor.domain.match.frequency import zipf
from monitor.domain.match.lexicon import places
from monitor.domain.model import Kind, OpenItem
from monitor.domain.text import stem, stems, words

Phrase = tuple[str, ...]
_COMMON = 5.8
"""The Zipf frequency of words so common that they tell nothing."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What to look for, in stems."""

    terms: tuple[Phrase, ...]
    naming: frozenset[Phrase]
    """Terms that name the matter itself ("harbour conference") rather than its subject ("fishing quotas")."""
    bodies: tuple[Phrase, ...]
    """Actors that are bodies ("Joint Commission"): what happens to them happens to the item."""
    actors: frozenset[str]
    people: frozenset[str]
    """Those of the actors that have a name and are no countries: people and bodies."""
    excluded: tuple[Phrase, ...]
    telling: tuple[dict[str, float], ...]
    """Weights of the telling words of the title and of each term."""
    own: frozenset[str]
    """Words of a title of which no class of nouns knows any ("Roadster"): they may be the matter of any cue."""
    nouns: frozenset[str]
    """Stems of the nouns of its title and terms."""
    title: frozenset[str]
    """Stems of its title and of its criterion."""
    known: frozenset[str]
    """All stems that tell of it: of title, criterion, terms and actors."""
    named: frozenset[str]
    """Stems of the names in its title."""
    names: frozenset[str]
    """Stems of all names in its title and of its actors, without words for kinds of things ("chips" of a firm)."""
    kinds: frozenset[str]
    """Stems of what tells its kind ("opera", "supply"): words of title, criterion and terms that are no names or actors."""
    spots: frozenset[str]
    """Stems of the places at which title and criterion say that it is: what is written with a capital behind "in"."""
    joined: frozenset[str]
    """Actors of an agreement whom its criterion names: all of them must be there."""
    doers: frozenset[str]
    """Stems of the names of the actors who, by the criterion or the title, act upon others; empty where it names but one side."""
    others: frozenset[str]
    """Stems of the names of those whom they act upon."""
    heads: frozenset[str]
    """The classes of the nouns of its title; where that names talks on something, of the talks alone."""
    talks: bool
    """Whether the title names talks: what they are about may be halted while they go on, and a pact is their fruit."""
    acts: frozenset[str]
    """The verbs of the criterion in their base form."""
    places: frozenset[str]
    """Countries that the title, the terms or the criterion name."""
    lands: frozenset[str]
    """Countries of those who act, without that of the place at which they do."""
    parties: frozenset[str]
    """Countries of the criterion: who has to act."""
    pair: frozenset[str]
    """Two or more countries of the title: whose matter it is, also where the criterion names nobody."""
    kind: Kind


@lru_cache(maxsize=20_000)
def matter_of(item: OpenItem) -> Matter:
    """The item, cut once."""
    classes, verbs = lexicon().nouns, lexicon().verbs
    subject = _subject(item.title)
    talks = "talk" in _heads(subject)
    heads = _heads(subject if talks else item.title)
    named = _named(item.title)
    sides = _sides(item)
    nouns = [word for phrase in (item.title, *item.terms) for word in _lower(phrase) if word in classes]
    if talks:
        nouns = [word for word in nouns if classes[word] & heads]
    return Matter(
        terms=_phrases(item.terms),
        naming=_naming(item, heads, talks=talks),
        bodies=_phrases(a for a in item.actors if any("body" in classes.get(w, ()) for w in _lower(a))),
        actors=frozenset(stems(actor)[-1] for actor in item.actors if stems(actor)),
        people=frozenset(stems(a)[-1] for a in item.actors if stems(a) and a[0].isupper() and not countries(a)),
        excluded=_phrases(item.not_terms),
        telling=tuple(weights for text in (item.title, *item.terms) if (weights := _telling(text))),
        own=frozenset() if heads else _unknown(item.title),
        nouns=frozenset(stem(word) for word in nouns),
        title=frozenset(stems(f"{item.title} {item.criterion}")) - frames()["prepositions", "words"],
        known=_known(item),
        named=named,
        names=(named | _of_actors(item)) - _noun_stems(),
        kinds=_kinds(item),
        spots=_spots(item),
        joined=_joined(item),
        doers=sides[0],
        others=sides[1],
        heads=heads,
        talks=talks,
        acts=frozenset(verbs[word][0] for word in _lower(item.criterion) if word in verbs) - _EMPTY,
        places=countries(" . ".join((item.title, item.criterion, *item.terms, *item.actors))),
        lands=countries(_SPOT.sub(" ", " . ".join((item.title, item.criterion, *item.actors)))),
        parties=countries(item.criterion or item.title),
        pair=pair if len(pair := countries(item.title)) > 1 else frozenset(),
        kind=item.kind,
    )


def _known(item: OpenItem) -> frozenset[str]:
    whole = " . ".join((item.title, item.criterion, *item.terms, *item.actors))
    return frozenset(stems(whole)) - frames()["prepositions", "words"] - frames()["determiners", "words"]


@cache
def _noun_stems() -> frozenset[str]:
    return frozenset(map(stem, lexicon().nouns))


def _of_actors(item: OpenItem) -> frozenset[str]:
    return frozenset(part for actor in item.actors for part in stems(actor))


def _kinds(item: OpenItem) -> frozenset[str]:
    """What is written small, but for the first word of the title; no actors, countries, prepositions and determiners."""
    closed = frames()["prepositions", "words"] | frames()["determiners", "words"] | {"and", "or"}
    found: set[str] = set()
    for number, text in enumerate((item.title, item.criterion, *item.terms)):
        sentence = Sentence.read(text)
        for at, word in enumerate(sentence.words):
            small = not sentence.capital(at) or (at == number == 0 and not countries(word))
            if small and word not in closed:
                found.update(stems(word))
    return frozenset(found) - _of_actors(item)


_SPOT = re.compile(r"\b(?:in|at|to)\s+([A-Z][\w'’-]+)")


def _spots(item: OpenItem) -> frozenset[str]:
    found = _SPOT.findall(f"{item.title}\n{item.criterion}")
    return frozenset(part for name in found for part in stems(name)) - _of_actors(item)


def _joined(item: OpenItem) -> frozenset[str]:
    """The last stems of the actors that stand in the criterion of an agreement."""
    if item.kind is not Kind.AGREEMENT:
        return frozenset()
    told = set(stems(item.criterion))
    return frozenset(s[-1] for actor in item.actors if (s := stems(actor)) and {*s} <= told)


def _sides(item: OpenItem) -> tuple[frozenset[str], frozenset[str]]:
    """The names before the first verb and those behind it ("Orbis completes the purchase of Lumen"), or nothing."""
    names = _of_actors(item) - _noun_stems()
    sentence = Sentence.read(item.criterion or item.title)
    at = next((n for n, word in enumerate(sentence.words) if _acts(word) and not sentence.capital(n)), 0)
    before, behind = (
        frozenset(part for word in side for part in stems(word)) & names
        for side in (sentence.words[:at], sentence.words[at:])
    )
    return (before, behind) if before and behind and not before & behind else (frozenset(), frozenset())


def _acts(word: str) -> bool:
    return word in lexicon().verbs or any(entry.form for entry in lexicon().index.get(word, ()))


def _named(title: str) -> frozenset[str]:
    sentence = Sentence.read(title)
    names = (w for at, w in enumerate(sentence.words) if sentence.capital(at) and (at or w.endswith("'s")))
    return frozenset(part for name in names for part in stems(name))


_EMPTY = frozenset({"be", "have", "do", "set", "work", "get", "take", "make", "see", "want", "need", "say", "plan"})
"""Verbs that tell nothing of what is to happen."""


def countries(text: str) -> frozenset[str]:
    """Codes of the countries that a text names."""
    written = words(text)
    return frozenset(concept.code for concept in places(written, [stem(word) for word in written]))


def _lower(text: str) -> list[str]:
    return Sentence.read(text).words


def _heads(title: str | list[str]) -> frozenset[str]:
    classes = lexicon().nouns
    written = _lower(title) if isinstance(title, str) else title
    return frozenset().union(*(classes[word] for word in written if word in classes))


def _subject(title: str) -> list[str]:
    """The title up to what it is about: "dialogue" of a dialogue on a programme."""
    found = _lower(title)
    return found[: next((at for at, word in enumerate(found) if word in _TOPIC), len(found))]


_TOPIC = frozenset({"on", "about", "over", "with", "regarding", "concerning", "for", "to"})


def _naming(item: OpenItem, heads: frozenset[str], *, talks: bool) -> frozenset[Phrase]:
    """The terms that share the title's kind of noun or, but for talks, stand in it; all where it has no known noun."""
    classes, title = lexicon().nouns, frozenset(stems(item.title))
    return frozenset(
        tuple(stems(term))
        for term in item.terms
        if not heads or classes.get(_last(term), frozenset()) & heads or (title.issuperset(stems(term)) and not talks)
    )


def _last(term: str) -> str:
    return _lower(term)[-1] if _lower(term) else ""


def _unknown(title: str) -> frozenset[str]:
    return frozenset(word for word in _lower(title) if len(word) > 3 and word not in frames()["prepositions", "words"])


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(phrase for text in texts if (phrase := tuple(stems(text))))


def _telling(text: str) -> dict[str, float]:
    """The words that tell this matter from others of its sort: no common words and no kinds of matter."""
    found = {}
    for word in words(text):
        weight = _COMMON - zipf(word.lower())
        if weight > 0 and word.lower() not in lexicon().nouns:
            found[stem(word)] = weight
    return found
