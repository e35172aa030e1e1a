"""Is it this item that the signal is about? The trigger must act upon the item's own matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import wordfreq

from monitor.domain.evidence.lexicon import frames, lexicon
from monitor.domain.evidence.meaning import ADVERSE, Reading
from monitor.domain.evidence.sentence import Sentence
from monitor.domain.model import Kind, OpenItem, Signal
from monitor.domain.text import stem, stems

TERM, WORDS, ACTORS = 1.0, 0.7, 0.7
"""How sure the anchor is: by a term of the item, by its telling words, by its actors doing what the criterion says."""
_SHARE = 0.5
"""Share of the weight of a title's telling words that must stand in the clause."""
_ENDING = frozenset({Signal.AGREED, Signal.STARTED, Signal.COMPLETED})


@dataclass(frozen=True, slots=True)
class Matter:
    """An item cut into what a sentence is searched for."""

    terms: tuple[tuple[str, ...], ...]
    naming: frozenset[tuple[str, ...]]
    """Terms that name the matter itself ("Moscow summit") rather than its subject ("missile shield")."""
    bodies: tuple[tuple[str, ...], ...]
    """Actors that are bodies ("Bilateral Commission"): what happens to them happens to the item."""
    actors: frozenset[str]
    excluded: tuple[tuple[str, ...], ...]
    telling: tuple[dict[str, float], ...]
    """Weights of the telling words of the title, of the criterion, and of each term."""
    own: frozenset[str]
    """What its title is made of where no class of nouns knows any of it ("Roadster"): it may be the matter of any cue."""
    nouns: frozenset[str]
    """Stems of the nouns of its title and terms."""
    heads: frozenset[str]
    """Their classes."""
    acts: frozenset[str]
    """The verbs of the criterion in their base form."""
    kind: Kind


@lru_cache(maxsize=20_000)
def matter_of(item: OpenItem) -> Matter:
    """The item, cut once."""
    classes, verbs = lexicon().nouns, lexicon().verbs
    nouns = [word for phrase in (item.title, *item.terms) for word in _lower(phrase) if word in classes]
    return Matter(
        terms=_phrases(item.terms),
        naming=_naming(item),
        bodies=_phrases(a for a in item.actors if any("body" in classes.get(w, ()) for w in _lower(a))),
        actors=frozenset(stems(a)[-1] for a in item.actors if stems(a)),
        excluded=_phrases(item.not_terms),
        telling=tuple(_telling(text) for text in (item.title, *item.terms) if _telling(text)),
        own=frozenset() if _heads(item.title) else _unknown(item.title),
        nouns=frozenset(stem(word) for word in nouns),
        heads=_heads(item.title),
        acts=frozenset(verbs[word][0] for word in _lower(item.criterion) if word in verbs),
        kind=item.kind,
    )


def _unknown(title: str) -> frozenset[str]:
    return frozenset(word for word in _lower(title) if len(word) > 3 and word not in frames()["prepositions", "words"])


def _naming(item: OpenItem) -> frozenset[tuple[str, ...]]:
    """The terms that share the title's kind of noun or stand in it; all of them where it has no known noun."""
    classes = lexicon().nouns
    heads = _heads(item.title)
    title = frozenset(stems(item.title))
    return frozenset(
        tuple(stems(term))
        for term in item.terms
        if not heads or classes.get(_lower(term)[-1], frozenset()) & heads or title.issuperset(stems(term))
    )


def _heads(title: str) -> frozenset[str]:
    classes = lexicon().nouns
    return frozenset().union(*(classes[word] for word in _lower(title) if word in classes))


def _lower(text: str) -> list[str]:
    return Sentence.read(text).words


def _phrases(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(phrase for text in texts if (phrase := tuple(stems(text))))


def _telling(text: str) -> dict[str, float]:
    found = {}
    for written in text.replace("-", " ").replace("/", " ").split():
        word = written.strip(".,;:()\"'")
        if word and word.lower() not in lexicon().nouns:
            weight = _COMMON - float(wordfreq.zipf_frequency(word.lower(), "en", minimum=_RARE))
            if weight > 0:
                found[stem(word)] = weight
    return found


_COMMON, _RARE = 5.8, 1.5
"""Zipf frequencies: from the commonest 500 words on a word tells nothing; what no list knows counts as rare."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """How the item stands in a sentence: word positions of its terms, and the stems of each word."""

    stems: tuple[tuple[str, ...], ...]
    terms: tuple[tuple[int, int], ...]
    names: frozenset[tuple[int, int]]
    """Those of the terms that name the matter itself, and of its bodies."""
    excluded: bool


def located(sentence: Sentence, matter: Matter) -> Anchored:
    """Where the item's phrases stand in the sentence, in words."""
    parts = tuple(tuple(stems(sentence.text[start:end])) for start, end in sentence.spans)
    flat = [(part, at) for at, split in enumerate(parts) for part in split]
    named = [*_found(flat, matter.naming), *_found(flat, matter.bodies)]
    return Anchored(
        parts,
        tuple(dict.fromkeys([*_found(flat, matter.terms), *named])),
        frozenset(named),
        any(_found(flat, matter.excluded)),
    )


def _found(flat: Sequence[tuple[str, int]], phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    return [
        (flat[at][1], flat[at + len(phrase) - 1][1] + 1)
        for phrase in phrases
        for at in range(len(flat) - len(phrase) + 1)
        if flat[at][0] == phrase[0] and tuple(p for p, _ in flat[at : at + len(phrase)]) == phrase
    ]


def anchor(sentence: Sentence, reading: Reading, place: Anchored, matter: Matter) -> float:
    """How surely the reading is about the item, 0 to 1; 0 where the signal acts upon something else."""
    hit = reading.hit
    if place.excluded:
        return 0.0
    inside = [span for span in place.terms if hit.start <= span[0] and span[1] <= hit.end]
    if any(_governed(sentence, reading, span, span in place.names, matter) for span in inside):
        return TERM
    if _acted(sentence, reading, place, matter):
        return ACTORS
    if _akin(sentence, reading, matter) and not _aside(sentence, hit.start, hit.end):
        return WORDS if _share(sentence, reading, place, matter) >= _SHARE else 0.0
    return 0.0


def _governed(sentence: Sentence, reading: Reading, span: tuple[int, int], names: bool, matter: Matter) -> bool:
    """Whether the term is the matter itself rather than something beside it ("ahead of the summit")."""
    if reading.signal not in _ENDING and reading.signal not in ADVERSE:
        return not _aside(sentence, reading.hit.start, span[0] + 1)
    before = sentence.words[max(reading.hit.start, span[0] - 4) : span[0]]
    if _AHEAD.intersection(before) or _aside(sentence, reading.hit.start, span[0] + 1):
        return False
    if names and (not _BESIDE.intersection(before) or _leads(reading, before)):
        return True
    return bool(_first_heads(sentence, reading) & matter.heads)


def _leads(reading: Reading, before: list[str]) -> bool:
    """Whether the preposition belongs to the trigger: "withdraw from", "refrain from"."""
    return bool(before) and reading.hit.cue.voice == "any" and len(before) <= 3 and before[0] in ("from", "of")


_BESIDE = frozenset("on about over regarding concerning to for from into in at".split())
_AHEAD = frozenset("ahead before toward towards against after regarding".split())
_ASIDE = frozenset("sidelines margins sideline fringes".split())


def _aside(sentence: Sentence, start: int, end: int) -> bool:
    return bool(_ASIDE.intersection(sentence.words[max(0, start - 5) : end]))


def _first_heads(sentence: Sentence, reading: Reading) -> frozenset[str]:
    """Classes of the nouns of the matter before its first preposition."""
    prepositions, nouns = frames()["prepositions", "words"], lexicon().nouns
    found: set[str] = set()
    for word in sentence.words[reading.hit.start : reading.hit.end]:
        if word in prepositions and word != "of":
            break
        found.update(nouns.get(word, ()))
    return frozenset(found)


_SYNONYMS = frozenset({"event", "pact", "talk"})
"""Classes whose nouns stand for each other in the news: a summit is a meeting, a pact a deal."""


def _akin(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether the signal acts upon the same sort of thing as the item's."""
    hit = reading.hit
    if hit.heads & matter.heads & _SYNONYMS:
        return True
    return any(w in lexicon().nouns and stem(w) in matter.nouns for w in sentence.words[hit.start : hit.end])


def _share(sentence: Sentence, reading: Reading, place: Anchored, matter: Matter) -> float:
    """The best share of a title's or term's telling words that stands in the sentence."""
    clause = sentence.clause(reading.hit.first)
    present = {part for split in place.stems[clause.first : clause.last] for part in split}
    shares = [sum(w for s, w in words.items() if s in present) / sum(words.values()) for words in matter.telling]
    return max(shares, default=0.0)


def _acted(sentence: Sentence, reading: Reading, place: Anchored, matter: Matter) -> bool:
    """Whether two of the item's actors do what the criterion says ("Kerry and Hagel meet ...")."""
    word = sentence.words[reading.hit.first]
    verb = lexicon().verbs.get(word)
    if verb is None or verb[0] not in matter.acts or _aside(sentence, 0, len(sentence.words)):
        return False
    present = {part for split in place.stems for part in split}
    needed = 2 if matter.kind in (Kind.EVENT, Kind.MECHANISM) else 3
    if len(matter.actors & present) < needed:
        return False
    return matter.kind is not Kind.EVENT or not _own_place(matter, present)


def _own_place(matter: Matter, present: set[str]) -> bool:
    """Whether a telling word of the title is missing that is no actor: the place of an event, say."""
    title = matter.telling[0] if matter.telling else {}
    return any(word not in present for word in title if word not in matter.actors)


__all__ = ["Anchored", "Matter", "anchor", "located", "matter_of", "stem"]
