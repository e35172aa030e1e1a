"""Is it this item that the signal is about? The trigger must act upon the item's own matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.domain.evidence.act import OWN
from monitor.domain.evidence.lexicon import SYNONYMS, frames, lexicon
from monitor.domain.evidence.matter import Matter, Phrase, countries
from monitor.domain.evidence.meaning import Reading
from monitor.domain.evidence.sentence import Sentence
from monitor.domain.model import ADVERSE, Kind, Signal
from monitor.domain.text import stem, stems

TERM, WORDS, ACTORS = 1.0, 0.7, 0.7
"""How sure the anchor is: by a term of the item, by its telling words, by its actors doing what the criterion says."""
_SHARE = 0.5
"""Share of the weight of a title's or a term's telling words that must stand in the clause."""
_ENDING = frozenset({Signal.AGREED, Signal.STARTED, Signal.COMPLETED})
_BESIDE = frozenset({"on", "about", "over", "regarding", "concerning", "to", "for", "from", "into", "in", "at"})
_AHEAD = frozenset({"ahead", "before", "toward", "towards", "against", "after", "regarding"})
_ASIDE = frozenset({"sidelines", "margins", "sideline", "fringes"})


@dataclass(frozen=True, slots=True)
class Place:
    """How the item stands in a sentence: stems of each word, and word positions of its phrases."""

    stems: tuple[Phrase, ...]
    terms: tuple[tuple[int, int], ...]
    names: frozenset[tuple[int, int]]
    """Those of the terms that name the matter itself, and of its bodies."""
    excluded: bool


def located(sentence: Sentence, matter: Matter) -> Place:
    """Where the item's phrases stand in the sentence, in words."""
    parts = tuple(tuple(stems(sentence.text[start:end])) for start, end in sentence.spans)
    flat = [(part, at) for at, split in enumerate(parts) for part in split]
    named = [*_found(flat, matter.naming), *_found(flat, matter.bodies)]
    terms = dict.fromkeys([*_found(flat, matter.terms), *named])
    return Place(parts, tuple(terms), frozenset(named), any(_found(flat, matter.excluded)))


def _found(flat: Sequence[tuple[str, int]], phrases: Iterable[Phrase]) -> list[tuple[int, int]]:
    return [
        (flat[at][1], flat[at + len(phrase) - 1][1] + 1)
        for phrase in phrases
        for at in range(len(flat) - len(phrase) + 1)
        if flat[at][0] == phrase[0] and tuple(p for p, _ in flat[at : at + len(phrase)]) == phrase
    ]


def anchor(sentence: Sentence, reading: Reading, place: Place, matter: Matter) -> float:
    """How surely the reading is about the item, 0 to 1; 0 where the signal acts upon something else."""
    hit = reading.hit
    ends = reading.signal in _ENDING or reading.signal in ADVERSE
    if place.excluded or (ends and _foreign(sentence, reading, matter)):
        return 0.0
    if hit.cue.id in OWN:
        return TERM  # who acts, and on what, was held against the criterion when it was found
    inside = [span for span in place.terms if hit.start <= span[0] and span[1] <= hit.end]
    if any(_governed(sentence, reading, span, span in place.names, matter) for span in inside):
        return TERM
    if _acted(sentence, reading, place, matter) or _by_parties(sentence, reading, place, matter):
        return ACTORS
    if _akin(sentence, reading, matter) and not _aside(sentence, hit.start, hit.end):
        if ends and _still_ahead(sentence, reading, matter):
            return 0.0
        return WORDS if _share(sentence, reading, place, matter) >= _SHARE else 0.0
    return 0.0


def _foreign(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether the thing acted upon is named after a country that the item does not know ("Turkish missile deal")."""
    hit = reading.hit
    if not matter.places or hit.np_end <= hit.start:
        return False
    if hit.cue.voice == "any":
        return _anothers(sentence, reading, matter)
    thing = sentence.text[sentence.spans[hit.start][0] : sentence.spans[hit.np_end - 1][1]]
    return bool(countries(thing) - matter.places)


_LEAD = 3
"""Words before a noun in which a country may say whose it is."""


def _anothers(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether every noun of the matter's sort is said to be another country's ("throws Sudan talks into doubt")."""
    whose = [
        countries(sentence.text[sentence.spans[first][0] : sentence.spans[at][0]])
        for at in range(reading.hit.start, reading.hit.end)
        if _of_the_sort(sentence, at, matter) and (first := _lead(sentence, at, reading.hit.start)) < at
    ]
    return any(whose) and all(lands - matter.places and not lands & matter.places for lands in whose)


def _of_the_sort(sentence: Sentence, at: int, matter: Matter) -> bool:
    word = sentence.words[at]
    return bool(lexicon().nouns.get(word, frozenset()) & matter.heads & SYNONYMS) or stem(word) in matter.nouns


def _lead(sentence: Sentence, at: int, start: int) -> int:
    """The first of the words before a noun that belong to it."""
    ends, known, first = frames()["prepositions", "words"], lexicon(), at
    while first > max(start, at - _LEAD) and (word := sentence.words[first - 1]) not in ends:
        if word in known.verbs and word not in known.nouns:
            break
        first -= 1
    return first


def _governed(sentence: Sentence, reading: Reading, span: tuple[int, int], names: bool, matter: Matter) -> bool:
    """Whether the term is the matter itself rather than something beside it ("ahead of the summit")."""
    if reading.signal not in _ENDING and reading.signal not in ADVERSE:
        return not _aside(sentence, reading.hit.start, span[0] + 1)
    first = max(reading.hit.start, span[0] - 4)
    before = [word for at, word in enumerate(sentence.words[first : span[0]], first) if not _infinitive(sentence, at)]
    if _AHEAD.intersection(before) or _aside(sentence, reading.hit.start, span[0] + 1):
        return False
    if names and (not _BESIDE.intersection(before) or _leads(reading, before) or _agreed_on(sentence, reading, span)):
        return True
    return _same_sort(reading, matter) or _vote_on(sentence, reading, matter)


_VOTES = frozenset({"vote", "decision", "ruling", "verdict", "hearing", "debate", "ballot", "judgment", "judgement"})


def _vote_on(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether it is the vote or the ruling on a decision: put off, it puts off the decision itself."""
    return (
        matter.kind is Kind.DECISION
        and reading.signal is Signal.POSTPONED
        and bool(_VOTES.intersection(sentence.words[reading.hit.start : reading.hit.np_end]))
    )


def _same_sort(reading: Reading, matter: Matter) -> bool:
    """Whether the thing acted upon is of the matter's sort, or a pact that its talks have brought."""
    return bool(reading.hit.heads & matter.heads) or _fruit(reading, matter)


def _fruit(reading: Reading, matter: Matter) -> bool:
    return matter.talks and reading.signal is Signal.AGREED and "pact" in reading.hit.heads


def _infinitive(sentence: Sentence, at: int) -> bool:
    """Whether this is the "to" of a verb ("agrees to buy") and no preposition."""
    following = sentence.words[at + 1] if at + 1 < len(sentence.words) else ""
    verb = lexicon().verbs.get(following)
    return sentence.words[at] == "to" and verb is not None and verb[0] == following


def _leads(reading: Reading, before: list[str]) -> bool:
    """Whether the preposition belongs to the trigger: "withdraw from", "refrain from"."""
    return bool(before) and reading.hit.cue.voice == "any" and len(before) <= 3 and before[0] in ("from", "of")


def _agreed_on(sentence: Sentence, reading: Reading, span: tuple[int, int]) -> bool:
    """Whether the preposition belongs to "agree", and the term is all that was agreed on."""
    hit, determiners = reading.hit, frames()["determiners", "words"]
    between = sentence.words[hit.last : span[0]]
    ends = span[1] >= hit.end or sentence.words[span[1]] not in lexicon().nouns
    return hit.cue.id == "agree" and between[:1] in (["on"], ["to"]) and ends and set(between[1:]) <= determiners


def _aside(sentence: Sentence, start: int, end: int) -> bool:
    return bool(_ASIDE.intersection(sentence.words[max(0, start - 5) : end]))


def _akin(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether the signal acts upon the same sort of thing as the item's."""
    hit = reading.hit
    if hit.heads & matter.heads & SYNONYMS or _fruit(reading, matter):
        return True
    return any(w in lexicon().nouns and stem(w) in matter.nouns for w in sentence.words[hit.start : hit.np_end])


def _still_ahead(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether the trigger acts on something else "ahead of" all that is of the matter's sort."""
    hit = reading.hit
    found = [at for at in range(hit.start, hit.end) if _of_the_sort(sentence, at, matter)]
    return bool(found) and all(_AHEAD.intersection(sentence.words[hit.last : at]) for at in found)


def _share(sentence: Sentence, reading: Reading, place: Place, matter: Matter) -> float:
    """The best share of a title's or term's telling words that stands in the clause."""
    clause = sentence.clause(reading.hit.first)
    present = {part for split in place.stems[clause.first : clause.last] for part in split}
    shares = [sum(w for s, w in words.items() if s in present) / sum(words.values()) for words in matter.telling]
    return max(shares, default=0.0)


def _acted(sentence: Sentence, reading: Reading, place: Place, matter: Matter) -> bool:
    """Whether two of the item's actors do what the criterion says ("the two ministers meet ...")."""
    verb = lexicon().verbs.get(sentence.words[reading.hit.first])
    if verb is None or verb[0] not in matter.acts or _aside(sentence, 0, len(sentence.words)):
        return False
    present = {part for split in place.stems for part in split}
    needed = 2 if matter.kind in (Kind.EVENT, Kind.MECHANISM) else 3
    if len(matter.actors & present) < needed:
        return False
    return matter.kind is not Kind.EVENT or not _own_place(matter, present)


def _by_parties(sentence: Sentence, reading: Reading, place: Place, matter: Matter) -> bool:
    """Whether all parties of an agreement act on a thing of its sort and its kind ("port and union reach pay deal")."""
    hit = reading.hit
    same = _same_sort(reading, matter) or (not matter.heads and "pact" in hit.heads)
    if len(matter.joined) < 2 or not same or _aside(sentence, 0, len(sentence.words)):
        return False
    present = {part for split in place.stems for part in split}
    thing = {part for split in place.stems[hit.start : hit.end] for part in split}
    return matter.joined <= present and bool(thing & matter.kinds - {stem(sentence.words[hit.np_end - 1])})


def _own_place(matter: Matter, present: set[str]) -> bool:
    """Whether a telling word of the title is missing that is no actor: the place of an event, say."""
    title = matter.telling[0] if matter.telling else {}
    return any(word not in present for word in title if word not in matter.actors)
