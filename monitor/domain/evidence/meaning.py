"""What a hit says: signal and modality, from the cue's own class and the stance of its verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from monitor.domain.evidence.lexicon import frames
from monitor.domain.evidence.sentence import Sentence, is_date
from monitor.domain.evidence.stance import Mood, Stance
from monitor.domain.evidence.trigger import Hit, hits
from monitor.domain.model import ADVERSE, Modality, Signal

_FORWARD = frozenset({Signal.AGREED, Signal.STARTED, Signal.COMPLETED, Signal.SCHEDULED})
_FIRM = {
    Modality.PERFORMED: 3.0,
    Modality.COMMITTED: 3.0,
    Modality.DENIED: 2.0,
    Modality.HOPED: 1.0,
    Modality.HISTORICAL: 0.0,
}
_WEAK, _DOUBT, _FEARED = 1.5, 2.5, 1.8


@dataclass(frozen=True, slots=True)
class Reading:
    """One signal of a sentence. `role` is that of its clause."""

    hit: Hit
    signal: Signal
    modality: Modality
    role: str = "main"

    @property
    def rank(self) -> tuple[bool, float, int, int]:
        """Readings of main clauses first, then the firmer, then the earlier, then the more closely described."""
        cue = self.hit.cue
        exact = self.hit.last - self.hit.first + bool(cue.then) + bool(cue.by)
        return (self.role in ("main", "contrast"), self.firmness, -self.hit.first, exact)

    @property
    def firmness(self) -> float:
        """How much the modality says; a doubt that is stated as such says more than a plan that it doubts."""
        if self.hit.cue.weak:
            return _WEAK if self.modality in (Modality.PERFORMED, Modality.COMMITTED) else 0.0
        if self.modality is Modality.HOPED and self.signal in ADVERSE:
            return _DOUBT if self.hit.cue.stated is Modality.HOPED else _FEARED
        return _FIRM[self.modality]


Finder = Callable[[Sentence], Iterable[Hit]]


def readings(
    text: str, own: frozenset[str] = frozenset(), also: Finder = lambda _: ()
) -> tuple[Sentence, list[Reading]]:
    """All signals of a sentence, and the sentence as it was cut. What `also` finds at a word outranks its cue there."""
    sentence = Sentence.read(text)
    special = list(also(sentence))
    taken = {hit.first for hit in special}
    plain = (hit for hit in hits(sentence, own) if hit.first not in taken)
    both = sorted((*special, *plain), key=lambda hit: hit.first)
    found = _without_weak(sentence, [r for hit in both if (r := _reading(sentence, hit)) is not None])
    found = _without_embedded(found)
    gate = _gate(sentence, text)
    return sentence, [Reading(r.hit, r.signal, gate, r.role) if gate else r for r in found]


def best(found: list[Reading]) -> Reading | None:
    """The reading that a headline stands for."""
    return max(found, key=lambda reading: reading.rank, default=None)


def _reading(sentence: Sentence, hit: Hit) -> Reading | None:
    role = sentence.clause(hit.first).role
    signal = hit.cue.signal
    if hit.cue.talk is not None and "talk" in hit.heads:
        signal = hit.cue.talk
    meant = _stated(hit, signal) or _meant(sentence, hit.stance, signal)
    if meant is None:
        return None
    signal, modality = meant
    if role in ("conditional", "before"):
        modality = Modality.HOPED
    if role == "background" and _years_after(sentence, hit):
        modality = Modality.HISTORICAL
    return Reading(hit, signal, modality, role)


_LONG = frozenset({"years", "decades", "year", "months", "century"})


def _years_after(sentence: Sentence, hit: Hit) -> bool:
    """ "Ten years after ...": what follows is long past."""
    first = sentence.clause(hit.first).first
    return sentence.words[first] in ("after", "since") and first > 0 and sentence.words[first - 1] in _LONG


def _stated(hit: Hit, signal: Signal) -> tuple[Signal, Modality] | None:
    stated = hit.cue.stated
    if stated is None:
        return None
    if hit.stance.mood is Mood.HOPED and stated is not Modality.HOPED:
        return signal, Modality.HOPED
    if hit.stance.negated:
        return Signal.DENIED, Modality.PERFORMED
    return signal, stated


def _meant(sentence: Sentence, found: Stance, signal: Signal) -> tuple[Signal, Modality] | None:
    if found.mood is Mood.PAST_PERFECT:
        return signal, Modality.HISTORICAL
    if signal in ADVERSE:
        return _adverse(found, signal)
    if signal is Signal.DENIED:
        if found.negated:
            return signal, Modality.HOPED
        return signal, Modality.HOPED if found.mood is Mood.HOPED else Modality.PERFORMED
    return _negated(sentence, found, signal) if found.negated else _plain(found, signal)


def _adverse(found: Stance, signal: Signal) -> tuple[Signal, Modality]:
    if found.negated:
        return signal, Modality.DENIED
    if found.mood is Mood.DONE:
        return signal, Modality.PERFORMED
    if found.mood is Mood.FUTURE and signal is not Signal.FAILED:
        return signal, Modality.COMMITTED
    return signal, Modality.HOPED


def _plain(found: Stance, signal: Signal) -> tuple[Signal, Modality]:
    if found.mood is Mood.HOPED:
        return signal, Modality.HOPED
    if found.mood is Mood.FUTURE:
        return Signal.SCHEDULED, Modality.COMMITTED
    return signal, Modality.COMMITTED if signal is Signal.SCHEDULED else Modality.PERFORMED


def _negated(sentence: Sentence, found: Stance, signal: Signal) -> tuple[Signal, Modality] | None:
    """What did not or will not happen: put off, off, refused, or failed."""
    if found.mood is Mood.HOPED:
        return Signal.CANCELLED, Modality.HOPED
    if found.mood is Mood.FUTURE or found.refused:
        if dated_negation(sentence):
            return Signal.POSTPONED, Modality.COMMITTED
        matter = found.passive or signal is Signal.COMPLETED
        return (Signal.CANCELLED if matter and not found.governor else Signal.DENIED), Modality.PERFORMED
    if signal is Signal.SCHEDULED or "yet" in sentence.words:
        return None
    return Signal.FAILED, Modality.PERFORMED


_BOUNDS = frozenset({"before", "until", "till", "earlier", "than", "sooner", "in", "this", "next", "on", "by"})


def dated_negation(sentence: Sentence) -> bool:
    """Whether a negation is bound to a time: "not before August", "not in November", "no earlier than"."""
    words = [word for word in sentence.words if word not in ("the", "a", "an", "at", "least")]
    return any(first in _BOUNDS and is_date(second) for first, second in pairwise(words))


def _without_weak(sentence: Sentence, found: list[Reading]) -> list[Reading]:
    """Without the weak readings of clauses in which something says more."""
    strong = {sentence.clause(r.hit.first).first for r in found if not r.hit.cue.weak}
    return [r for r in found if not r.hit.cue.weak or sentence.clause(r.hit.first).first not in strong]


_DENIALS = frozenset({"deny", "reject", "rule-out", "refuse", "decline", "shoot-down"})


def _without_embedded(found: list[Reading]) -> list[Reading]:
    """A denial swallows what it denies: "denies that talks were cancelled" denies a cancellation."""
    kept: list[Reading] = []
    for reading in found:
        denial = next((k for k in kept if k.hit.cue.id in _DENIALS and k.role == reading.role), None)
        if denial is None or denial.hit.first == reading.hit.first:
            kept.append(reading)
        elif denial.modality is Modality.HOPED or _not_denied(reading):
            kept[kept.index(denial)] = Reading(denial.hit, denial.signal, Modality.HOPED, denial.role)
        elif reading.signal in ADVERSE and reading.modality is not Modality.DENIED:
            kept[kept.index(denial)] = Reading(denial.hit, reading.signal, Modality.DENIED, denial.role)
    return kept


def _not_denied(reading: Reading) -> bool:
    """ "Refuses to rule out": a denial denied says nothing."""
    return reading.hit.cue.id in _DENIALS and reading.modality is Modality.HOPED


def _gate(sentence: Sentence, text: str) -> Modality | None:
    """Questions and opinion say nothing; they are hoped at most."""
    words = sentence.words
    if not words:
        return None
    stripped = text.rstrip(" \"'”’)")
    asked = stripped.endswith("?") or (words[0] in frames()["questions", "words"] and not stripped.endswith("."))
    head = text.split(":", 1)[0].lower() if ":" in text else ""
    opinion = bool(head) and bool(frames()["openers", "comment"].intersection(head.split()[:3]))
    return Modality.HOPED if asked or opinion else None
