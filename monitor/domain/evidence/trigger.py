"""Finding the cues of a sentence, and the matter that each acts upon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.domain.evidence.grammar import BOTH
from monitor.domain.evidence.inflect import Form
from monitor.domain.evidence.lexicon import ANY_GAP, DATE, Cue, Entry, frames, lexicon
from monitor.domain.evidence.sentence import Clause, Sentence, is_date
from monitor.domain.evidence.stance import Mood, Stance, stance

_PARTICLE, _UNLESS, _THEN, _GAP = 4, 3, 6, 4
_STATED = Stance(Mood.DONE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found: words `[first:last]`, how firmly, and the words `[start:end]` that name the matter."""

    cue: Cue
    first: int
    last: int
    stance: Stance
    start: int
    end: int
    heads: frozenset[str] = frozenset()
    """Classes of the nouns of the matter's own noun phrase."""
    np_end: int = 0
    """Where that noun phrase ends, at its first preposition."""


def hits(sentence: Sentence, own: frozenset[str] = frozenset()) -> Iterator[Hit]:
    """The cues of a sentence in order. `own` are the item's own nouns: they pass for any class."""
    index = lexicon().index
    for at, word in enumerate(sentence.words):
        for entry in index.get(word, ()):
            hit = _phrase(sentence, at, entry) if entry.phrase else verb_hit(sentence, at, entry, own)
            if hit is not None:
                yield hit


def _phrase(sentence: Sentence, at: int, entry: Entry) -> Hit | None:
    clause = sentence.clause(at)
    end = _matched(sentence.words, at, min(clause.last + 1, len(sentence.words)), entry.phrase)
    if end < 0 or not _neighbours(sentence, end, entry.cue):
        return None
    found = _STATED if entry.form is None else stance(sentence, at, entry.form, end, sure=True)
    if found.mood is Mood.NOT_A_VERB:
        return None
    if entry.form is not None and "no" in sentence.words[at + 1 : end]:
        found = replace(found, negated=True)
    last = _conjunct_end(sentence, end, clause)
    heads = _classes(sentence, clause.first, last) | entry.cue.means
    return Hit(entry.cue, at, end, found, clause.first, last, heads, last)


def _matched(words: list[str], at: int, last: int, slots: tuple[frozenset[str], ...]) -> int:
    """The word after the phrase, if it stands at `at`; -1 if not."""
    for number, slot in enumerate(slots):
        if ANY_GAP in slot:
            rest = slots[number + 1 :]
            found = (_matched(words, at + gap, last, rest) for gap in range(_GAP + 1))
            return next((end for end in found if end >= 0), -1)
        if at >= last or not (words[at] in slot or (DATE in slot and is_date(words[at]))):
            return -1
        at += 1
    return at


def verb_hit(sentence: Sentence, at: int, entry: Entry, own: frozenset[str] = frozenset()) -> Hit | None:
    """The verb at word `at` with the matter that it acts upon; None where it is no verb, or the wrong matter."""
    cue, clause = entry.cue, sentence.clause(at)
    last = _particle(sentence, at, clause, cue)
    if last < 0 or entry.form is None or not _neighbours(sentence, last, cue):
        return None
    found = stance(sentence, at, entry.form, last, sure=bool(cue.of or cue.particle))
    if sentence.words[last : last + 1] == ["no"]:
        found = replace(found, negated=True)
    if found.mood is Mood.NOT_A_VERB or (cue.only and found.mood != cue.only):
        return None
    before = (clause.first, max(clause.first, min(found.subject, at)))
    after = _object(sentence, at, last, clause, cue)
    if cue.id == "open" and at + 1 < clause.last and _gerund(sentence.words[at + 1]):
        return None
    if cue.by and not found.passive and not _classes(sentence, *before) & cue.by:
        return None
    return _with_matter(sentence, at, last, cue, found, before, after, own)


def _gerund(word: str) -> bool:
    return word.endswith("ing") and word not in lexicon().nouns


def _with_matter(
    sentence: Sentence,
    at: int,
    last: int,
    cue: Cue,
    found: Stance,
    before: tuple[int, int],
    after: tuple[int, int],
    own: frozenset[str],
) -> Hit | None:
    clause = sentence.clause(at)
    whole = (clause.first, _conjunct_end(sentence, last, clause))
    for start, end in _regions(cue, found, before, after, whole, _is_subject(sentence, before, last, cue, own)):
        np_end = end if cue.voice == "any" else _phrase_end(sentence, start, end)
        heads = _classes(sentence, start, np_end)
        mine = bool(own.intersection(sentence.words[start:end]))
        if end > start and (not cue.of or heads & cue.of or mine) and not (start > at and _no_object(sentence, last)):
            return Hit(cue, at, last, found, start, end, heads, np_end)
    return None


def _is_subject(sentence: Sentence, before: tuple[int, int], last: int, cue: Cue, own: frozenset[str]) -> bool:
    """Whether the matter may stand before a verb of either voice: its noun is the subject's own, or nothing is acted upon.

    The festival's director who "completes a memoir" completes no festival.
    """
    clause = sentence.clause(last - 1)
    if not cue.of or last >= clause.last or last in sentence.commas or _no_object(sentence, last):
        return True
    head = before[1] - 1
    return bool(_classes(sentence, head, head + 1) & cue.of) or sentence.words[head] in own or head < before[0]


def _no_object(sentence: Sentence, last: int) -> bool:
    """Whether a preposition follows at once: "quits over", "closes in on"."""
    return last < len(sentence.words) and sentence.words[last] in frames()["prepositions", "words"]


def _phrase_end(sentence: Sentence, start: int, end: int) -> int:
    """Where the object's own noun phrase ends: at the first preposition other than "of"."""
    prepositions = frames()["prepositions", "words"]
    return next(
        (at for at in range(start, end) if sentence.words[at] in prepositions and sentence.words[at] != "of"), end
    )


def _regions(
    cue: Cue, found: Stance, before: tuple[int, int], after: tuple[int, int], whole: tuple[int, int], free: bool
) -> Iterator[tuple[int, int]]:
    """Where the matter may stand; before a verb of either voice only where nothing behind it is acted upon."""
    if cue.voice == "any":
        yield whole
    elif cue.voice == "intransitive" or found.passive:
        yield before
    elif cue.voice == "either":
        yield after
        if free:
            yield before
    else:
        yield after


def _particle(sentence: Sentence, at: int, clause: Clause, cue: Cue) -> int:
    """The word after the trigger with its particle; -1 where the particle is missing."""
    if not cue.particle:
        return at + 1
    for start in range(at + 1, min(clause.last, at + 2 + _PARTICLE)):
        for words in cue.particle:
            if tuple(sentence.words[start : start + len(words)]) == words:
                return start + len(words)
    return -1


def _neighbours(sentence: Sentence, last: int, cue: Cue) -> bool:
    following = sentence.words[last : last + _THEN]
    if cue.unless and cue.unless.intersection(following[:_UNLESS]):
        return False
    return not cue.then or any(w in cue.then or (DATE in cue.then and is_date(w)) for w in following)


def _object(sentence: Sentence, at: int, last: int, clause: Clause, cue: Cue) -> tuple[int, int]:
    """The words of the object: between the verb and its particle, or after both."""
    parted = cue.particle and not any(sentence.words[at + 1 : last] == list(words) for words in cue.particle)
    return (at + 1, last) if parted else (last, _object_end(sentence, last, clause))


def _object_end(sentence: Sentence, last: int, clause: Clause) -> int:
    """Where the object ends: at a comma, before the next verb of the same subject, or with the clause."""
    end = _conjunct_end(sentence, last, clause)
    return next((at for at in range(last + 1, end) if at in sentence.commas), end)


def _conjunct_end(sentence: Sentence, last: int, clause: Clause) -> int:
    """Where the next verb of the same subject begins ("quits the treaty and freezes the commission")."""
    words = sentence.words
    for at in range(last, clause.last - 1):
        if words[at] == "and" and _finite(words[at + 1]):
            return at
        if at in sentence.commas and at > last and _finite(words[at]):
            return at
    return clause.last


def _finite(word: str) -> bool:
    """Whether a word can only be a verb with its subject before it."""
    if word in lexicon().nouns or word in BOTH:
        return False
    known = lexicon().verbs.get(word)
    form = known[1] if known else next((e.form for e in lexicon().index.get(word, ()) if e.form), None)
    return form is Form.S


def _classes(sentence: Sentence, start: int, end: int) -> frozenset[str]:
    nouns = lexicon().nouns
    found: set[str] = set()
    for word in sentence.words[start:end]:
        found.update(nouns.get(word, ()))
        if "-" in word:
            found.update(nouns.get(word.rsplit("-", 1)[-1], ()))
    return frozenset(found)


__all__ = ["Form", "Hit", "hits"]
