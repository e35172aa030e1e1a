"""Is what sounds like an ending one? "Approves a delay of the licence", "ends the trial because the drug did not help".

closing ──> of these parties?          else nothing is closed
        ──> of the matter itself?      else what is done to it (put off, called off, frozen), or a step
        ──> come to something?         else failed
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from monitor.domain.evidence.act import OWN
from monitor.domain.evidence.inflect import Form, forms
from monitor.domain.evidence.lexicon import SYNONYMS, endings, frames, irregular_forms, lexicon
from monitor.domain.evidence.matter import Matter
from monitor.domain.evidence.meaning import Reading
from monitor.domain.evidence.other import another, another_topic
from monitor.domain.evidence.sentence import Sentence, is_date
from monitor.domain.model import Kind, Modality, Signal
from monitor.domain.text import stem, stems

CLOSING = frozenset({Signal.AGREED, Signal.STARTED, Signal.COMPLETED})
_CLOSES = {
    Signal.AGREED: frozenset({Kind.AGREEMENT, Kind.DECISION}),
    Signal.STARTED: frozenset({Kind.EVENT, Kind.MECHANISM}),
    Signal.COMPLETED: frozenset(Kind),
}
"""Kinds that each of them ends (status/kinds.toml): for the others it is a step, whose own thing is not asked for."""
_LINKS = frozenset({"of", "on", "for", "to", "into", "about", "over", "against", "in"})
"""Prepositions behind which the matter may stand as what something else is about."""
_LOOSE = _LINKS - {"of", "on"}
"""Those behind which it is another matter altogether, unless the words before them are the matter's own."""
_ROUND = "round"
"""One of these ends as such for what meets in rounds, and for anything else it is a step."""


@cache
def _nouns() -> Mapping[str, Signal]:
    return {word: Signal(name) for name, words in endings()["nouns"].items() for word in words.split()}


@cache
def _verbs() -> Mapping[str, tuple[str, str]]:
    """Base and row of the infinitives and the forms in -ing."""
    return {
        word: (verb, name)
        for name, verbs in endings()["verbs"].items()
        for verb in verbs.split()
        for word, form in forms(verb, irregular_forms().get(verb)).items()
        if form in (Form.BASE, Form.ING, Form.SAME)
    }


@cache
def _words(section: str, name: str) -> frozenset[str]:
    return frozenset(endings()[section][name].split())


@cache
def _neutral() -> frozenset[str]:
    irregular = irregular_forms()
    return frozenset(word for verb in _words("neutral", "verbs") for word in forms(verb, irregular.get(verb)))


def as_it_ended(sentence: Sentence, reading: Reading, matter: Matter) -> Reading:
    """The reading, where it speaks for an ending, as what it says in truth of the matter."""
    firm = reading.modality in (Modality.PERFORMED, Modality.COMMITTED)
    if firm and reading.hit.cue.id == _BARE and _only_to_meet(matter):
        return replace(reading, signal=Signal.COMMENT)
    if reading.signal not in CLOSING or not firm:
        return reading
    if _to_come(sentence, reading, matter):
        return replace(reading, signal=Signal.SCHEDULED)
    signal = _instead(sentence, reading, matter) or _undone(sentence, reading, matter)
    if signal is None and not (_only_to_meet(matter) and reading.hit.heads & _GATHERINGS):
        signal = _in_vain(sentence, reading)
    if signal is None and reading.signal is Signal.AGREED and _to_be_completed(matter):
        signal = Signal.IN_TALKS
    foreign = another_topic if reading.hit.cue.id in OWN else another
    if signal is None and matter.kind in _CLOSES[reading.signal] and foreign(sentence, reading, matter):
        signal = Signal.IN_TALKS
    return reading if signal is None else replace(reading, signal=signal)


_COMPLETED = frozenset(map(stem, ("completes", "finishes", "consummates")))


def _to_be_completed(matter: Matter) -> bool:
    """Whether an agreement is only done when it is carried out: its criterion says "complete", and no more than that."""
    return matter.kind is Kind.AGREEMENT and bool(matter.title & _COMPLETED) and not matter.acts & _CONCLUDING


_CONCLUDING = frozenset({"sign", "agree", "approve", "ratify", "reach"})
_BARE = "without-deal"
"""The cue of what brought no result."""
_GATHERINGS = frozenset({"event", "talk"})
_MEETING = frozenset({"meet", "hold", "convene", "gather", "open"})


def _only_to_meet(matter: Matter) -> bool:
    """Whether no more is asked of a body than that it meets: then it has, whatever its meeting brought."""
    return matter.kind is Kind.MECHANISM and bool(matter.acts & _MEETING)


def _to_come(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether it was only agreed to do what would conclude it: "agree to sign the treaty". Who meets to sign does meet."""
    behind = sentence.words[reading.hit.last : reading.hit.last + 2]
    return matter.kind is not Kind.EVENT and behind[:1] == ["to"] and bool(_words("conclude", "verbs") & {*behind[1:]})


def _object(sentence: Sentence, reading: Reading) -> tuple[int, int, str]:
    """Where the noun phrase of what was done stands, and the preposition behind it, empty where none links it."""
    hit = reading.hit
    first = hit.start if hit.stance.passive else hit.last
    last = hit.first if hit.stance.passive else sentence.clause(hit.first).last
    prepositions = frames()["prepositions", "words"]
    if "without" in sentence.words[first : first + 1]:
        return first, first, ""
    skipped = prepositions | frames()["determiners", "words"]
    while first < last and sentence.words[first] in skipped:
        first += 1
    for at in range(first, last):
        word = sentence.words[at]
        if at > first and at in sentence.commas:
            return first, at, ""
        if word in prepositions:
            infinitive = word == "to" and _is_base(sentence, at + 1)
            return first, at, word if word in _LINKS | {"with"} and not infinitive else ""
    return first, last, ""


def _is_base(sentence: Sentence, at: int) -> bool:
    known = lexicon().verbs.get(sentence.words[at]) if at < len(sentence.words) else None
    return known is not None and known[0] == sentence.words[at]


def _instead(sentence: Sentence, reading: Reading, matter: Matter) -> Signal | None:
    """What something else that was done means for the matter; None where the matter itself is the thing done."""
    first, last, link = _object(sentence, reading)
    named = [word for word in sentence.words[first:last] if not is_date(word)]
    if not named:
        return None
    head = named[-1]
    known = _nouns().get(head) or _nouns().get(head.rsplit("-", 1)[-1])
    meets = head == _ROUND and matter.kind in (Kind.EVENT, Kind.MECHANISM)
    if known is not None and stem(head) not in matter.title and not meets:
        return known
    own = matter.known
    if _left_out(sentence, last, matter):
        return Signal.IN_TALKS
    if {part for word in named for part in stems(word)} & own:
        return None
    clause = sentence.words[last : sentence.clause(last - 1).last]
    ahead = next((at for at, word in enumerate(clause) if word in _words("behind", "ahead")), len(clause))
    if not {part for word in clause[:ahead] for part in stems(word)} & own:
        begun = reading.signal is Signal.STARTED and not reading.hit.stance.passive
        return Signal.IN_TALKS if ahead < len(clause) or (begun and not _akin(head, "of", matter)) else None
    return None if not link or _akin(head, link, matter) else Signal.IN_TALKS


def _left_out(sentence: Sentence, first: int, matter: Matter) -> bool:
    """Whether it was done without the matter ("passes the budget without the levy")."""
    words = sentence.words[first : sentence.clause(max(0, first - 1)).last]
    behind = words[words.index("without") + 1 :] if "without" in words else []
    return bool(matter.nouns & {part for word in behind for part in stems(word)})


def _akin(head: str, link: str, matter: Matter) -> bool:
    """Whether what stands before the preposition may still be the matter itself: a deal over quotas, a talk on them."""
    classes = lexicon().nouns.get(head, frozenset())
    near = classes & SYNONYMS and (matter.heads & SYNONYMS or not matter.heads)
    if link in _LOOSE:
        return bool(near and "pact" in classes)
    meets = matter.kind in (Kind.MECHANISM, Kind.PROCESS) and "event" in classes
    return bool(not classes or classes & matter.heads or near or meets)


def _undone(sentence: Sentence, reading: Reading, matter: Matter) -> Signal | None:
    """What a verb behind the trigger does to the matter: "to repeal the levy", "ending the treaty"."""
    hit = reading.hit
    end = sentence.clause(hit.first).last
    end = next((at for at in range(hit.first + 1, end) if at in sentence.commas), end)
    if _words("behind", "denied").intersection(sentence.words[hit.last : end]):
        return Signal.DENIED
    if _words("behind", "sent").intersection(sentence.words[hit.last : end]) and "to" in sentence.words[hit.last : end]:
        return Signal.IN_TALKS
    for at in range(hit.first + 1, end):
        base, row = _verbs().get(sentence.words[at], ("", ""))
        opened = sentence.words[at - 1] == "to" or sentence.words[at].endswith("ing")
        if not base or not opened or base in matter.acts:
            continue
        if row != "bare":
            return Signal(row)
        if sentence.words[at - 2] == sentence.words[hit.first]:
            return Signal.CANCELLED
    return None


def _in_vain(sentence: Sentence, reading: Reading) -> Signal | None:
    """Failed, where it only came to an end, and the reason is a failure or nothing came of it."""
    hit = reading.hit
    if sentence.words[hit.last - 1] not in _words("behind", "over") and sentence.words[hit.first] not in _neutral():
        return None
    rest = sentence.words[hit.last :]
    at = next((at for at, word in enumerate(rest) if word in _words("neutral", "reasons")), len(rest))
    told = set(rest[at:]) & _words("neutral", "failure") or _words("behind", "vain") & set(rest)
    return Signal.FAILED if told else None


__all__ = ["CLOSING", "as_it_ended"]
