"""Was it held? Who met, and where: for matters of which no more is asked than that certain people come together.

"Ministers met in Vilnius", printed on the day of the item's meeting in Vilnius, in a report that names its parties,
is that meeting although the words name neither. "Energy ministers met in Vilnius" is another.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from monitor.domain.evidence.inflect import plural
from monitor.domain.evidence.lexicon import frames, listed
from monitor.domain.evidence.matter import Matter, countries
from monitor.domain.evidence.meaning import Reading
from monitor.domain.evidence.sentence import Sentence, is_date
from monitor.domain.model import Due, Kind, Modality, Signal
from monitor.domain.text import stems

GATHERING = frozenset({"hold", "hold-first", "meet", "visit", "take-place", "occur", "end-event", "summarise"})
"""Cues of gatherings. They complete what is itself one; for an agreement or a process they are one more round of talks."""
_LATE = timedelta(days=3)
"""Days after the day itself on which it is still reported."""
_LONGEST = timedelta(days=7)
"""A vaguer date than a week is no day of its own."""
_AHEAD = frozenset({"ahead", "before", "until", "after", "since"})


def on_its_day(due: Due | None, printed: date) -> bool:
    """Whether a report is printed when the matter was due, or just after."""
    if due is None or due.latest is None or due.anchor is not None:
        return False
    first = due.earliest or due.latest
    return due.latest - first <= _LONGEST and first <= printed <= due.latest + _LATE


def named(text: str, matter: Matter) -> int:
    """How many of the matter's parties, countries and others, a text names."""
    return len(countries(text) & matter.lands) + len(matter.people & set(stems(text)))


def held_there(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether the matter's own people are said to have come together at its own place."""
    hit = reading.hit
    if hit.cue.id not in GATHERING or reading.modality is not Modality.PERFORMED or matter.kind is not Kind.EVENT:
        return False
    if reading.signal not in (Signal.COMPLETED, Signal.STARTED):
        return False
    clause = sentence.clause(hit.first)
    words = sentence.words[clause.first : clause.last]
    there = {part for word in words for part in stems(word)} & matter.spots
    return bool(there) and not _AHEAD & set(words) and _own_people(sentence, clause.first, hit.first, matter)


def with_others(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether those who met are others, or one of the parties with others: its fans, or another club."""
    hit = reading.hit
    clause = sentence.clause(hit.first)
    if hit.cue.id != "meet" or matter.kind is not Kind.EVENT or len(matter.actors) < 2:
        return False
    words, head = sentence.words, hit.first - 1
    if head > clause.first and not sentence.capital(head) and _is_actor(words[head - 1], matter):
        return _stranger(sentence, head, matter) and words[head] not in people()
    beside = (at + 1 for at in range(clause.first + 1, head) if words[at] == "and" and _is_actor(words[at - 1], matter))
    other = any(sentence.capital(at) and _stranger(sentence, at, matter) for at in beside)
    return other and named(_text(sentence, clause.first, clause.last), matter) == 1


def _is_actor(word: str, matter: Matter) -> bool:
    return bool(matter.actors.intersection(stems(word)[-1:]))


def _own_people(sentence: Sentence, first: int, last: int, matter: Matter) -> bool:
    """Whether a subject names the matter's people and nobody else."""
    own = [at for at in range(first, last) if set(stems(sentence.words[at])) <= matter.known]
    text = _text(sentence, first, last)
    both = named(text, matter) > 1
    strangers = (
        at
        for at in range(first, last)
        if _stranger(sentence, at, matter) and not (both and sentence.words[at] in people())
    )
    return bool(own or countries(text) & matter.lands) and next(strangers, None) is None


def _text(sentence: Sentence, first: int, last: int) -> str:
    """Words as they are written."""
    return sentence.text[sentence.spans[first][0] : sentence.spans[last - 1][1]] if last > first else ""


@cache
def people() -> frozenset[str]:
    """Who acts for a party, one and several ("ministers"), or stands for all of them ("sides")."""
    return frozenset(form for word in listed("people") for form in (word, plural(word)))


def _stranger(sentence: Sentence, at: int, matter: Matter) -> bool:
    """Whether a word of a subject says that it is somebody else."""
    word = sentence.words[at]
    lands = countries(_text(sentence, at, at + 1))
    if lands:
        return not lands <= matter.lands
    closed = (
        frames()["prepositions", "words"]
        | frames()["determiners", "words"]
        | frames()["auxiliary", "have"]
        | frames()["skipped", "adverbs"]
        | listed("plain")
    )
    return not (set(stems(word)) <= matter.known or word in closed or word == "and" or is_date(word))
