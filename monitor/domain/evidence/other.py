"""Is the thing that was done the item's own, or another of its sort? Shared actors and a shared noun make nobody's matter.

closing ──> of these parties, at this place?                       else nothing is closed
        ──> "film festival" for an opera festival                  another, by the words before its noun
        ──> "the takeover of Delta Chips" for that of Lumen Chips  another, by the words behind its noun
        ──> "the peace talks film"                                 another, by the noun itself
        ──> "Delta Chips agrees takeover by Orbis"                 another, by who acts in a party's place
        ──> "Lumen Chips completes purchase of an Orbis plant"     another, by who does it to whom
        ──> "senate committee backs the treaty"                    a part of who decides
        ──> "publishes report on schools" for one on a dam         another, by its topic
        ──> "first pillar of the bridge", "a loan to fund it"      a part of it, or something for it
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.domain.evidence.act import agent
from monitor.domain.evidence.grammar import NO_ADVERBS
from monitor.domain.evidence.lexicon import SYNONYMS, frames, lexicon, listed
from monitor.domain.evidence.matter import Matter, countries
from monitor.domain.evidence.meaning import Reading
from monitor.domain.evidence.sentence import Sentence, is_date
from monitor.domain.model import Kind
from monitor.domain.text import stem, stems

_ELSEWHERE = re.compile(r"\b(?:in|at|near|from|amid|over|against|despite)\s+(?:the\s+)?(?:[A-Z][\w.'’-]*\s?)+")
_WHERE = re.compile(r"\b(?:in|at)\s+([A-Z][\w'’-]+)")
_OF = frozenset({"of", "with", "for", "on", "over"})
"""Prepositions behind which stands what a deal or an event is about."""


def other_parties(headline: str, matter: Matter) -> bool:
    """Whether a headline is of somebody else: it names a country that the matter does not know, and too few that it does.

    Where something takes place, or amid what, makes nobody a party.
    """
    parties = matter.parties or matter.pair
    if not parties:
        return False
    acting = countries(_ELSEWHERE.sub(" ", headline))
    told = set(stems(headline))
    present = len(countries(headline) & parties) + len(matter.people & told)
    return bool(acting - matter.places) and present < min(2, len(parties) + len(matter.joined & matter.people))


def elsewhere(headline: str, matter: Matter) -> bool:
    """Whether a headline tells of an event at another place: it names another, and nobody and nothing of the item's title."""
    if matter.kind is not Kind.EVENT or not matter.named:
        return False
    mine = (matter.named | matter.actors) & set(stems(headline)) or countries(headline) & matter.places
    where = [set(stems(found)) for found in _WHERE.findall(headline)]
    return not mine and any(not names & matter.known for names in where)


@dataclass(frozen=True, slots=True)
class _Thing:
    """What was done, in words: `[first:head]` before its noun, the noun, `[head + 1:end]` behind it."""

    first: int
    head: int
    end: int


def another(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether the words say that what was done is another thing than the item's, although of its sort, or a part of it."""
    if _by_a_stranger(sentence, reading, matter) or _by_a_committee(sentence, reading, matter):
        return True
    thing = _thing(sentence, reading)
    if thing is None:
        return False
    return (
        _turned_round(sentence, reading, thing, matter)
        or _alien_head(sentence, thing, matter)
        or _alien_part(sentence, thing, matter)
        or _alien_kind(sentence, thing, matter)
        or _alien_object(sentence, thing, matter)
    )


def _by_a_stranger(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether a name that the item does not know acts in place of a party ("Delta Chips agrees takeover by Orbis")."""
    hit = reading.hit
    first = sentence.clause(hit.first).first
    names = [at for at in range(first, hit.first) if sentence.capital(at)]
    if hit.stance.passive or len(matter.joined) < 2 or len(names) < 2 or names[0] != first:
        return False
    if _parts(sentence, first, hit.first) & matter.names:
        return False
    unknown = any(not set(stems(sentence.words[at])) <= matter.known for at in names)
    return unknown and len(matter.joined & matter.names & _parts(sentence, 0, len(sentence.words))) < 2


_COMMITTEES = frozenset({"committee", "committees", "subcommittee", "panel"})
_WHOLE = frozenset({"ratify", "approve", "pass", "adopt"})
"""Verbs of a criterion that ask for the whole body's word."""


def _by_a_committee(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether a committee did what is the whole body's to do: "senate committee backs the treaty" ratifies nothing."""
    first, last = agent(sentence, reading.hit)
    acting = sentence.words[first:last]
    return bool(matter.acts & _WHOLE) and any(w in _COMMITTEES and stem(w) not in matter.known for w in acting)


def another_topic(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether a decider's own act is upon something else: "publishes report on school failures" for one on a dam's failure."""
    thing = _thing(sentence, reading)
    topic = (matter.kinds | matter.names) - _acting(matter)
    if thing is None or not topic:
        return False
    topic -= {stem(sentence.words[thing.head])}
    at, link = thing.head + 1, sentence.words[thing.head + 1 : thing.head + 2]
    if not topic or not link or at >= thing.end or _parts(sentence, thing.first, thing.head + 1) & topic:
        return False
    behind = range(at + 1, thing.end)
    end = next((n for n in behind if _ends_phrase(sentence, n) and sentence.words[n] != "of"), thing.end)
    phrase = [n for n in range(at + 1, end) if not _says_nothing(sentence.words[n])]
    told = _parts(sentence, at + 1, end) & topic
    if link[0] in _AT:
        return bool(told)
    if link[0] not in _ON or not phrase or len(told) > 1 or told == topic:
        return False
    return told <= {stem(sentence.words[phrase[-1]])} and tells_kind(sentence.words[phrase[0]], matter)


_AT = frozenset({"at", "near", "beside", "outside"})
"""Behind these stands only where it was done: "reopens visitor centre at the northern lock"."""
_ON = frozenset({"on", "into", "about", "of"})


def _acting(matter: Matter) -> frozenset[str]:
    """Stems of the verbs of the criterion and of who acts."""
    return frozenset(stem(verb) for verb in matter.acts) | matter.doers


def _turned_round(sentence: Sentence, reading: Reading, thing: _Thing, matter: Matter) -> bool:
    """Whether whom the item's party acts upon does it to that party: "Lumen Chips completes purchase of an Orbis plant"."""
    hit = reading.hit
    if hit.stance.passive or sentence.words[thing.head + 1 : thing.head + 2] != ["of"]:
        return False
    subject = _parts(sentence, *agent(sentence, hit))
    behind = range(thing.head + 2, thing.end)
    end = next((at for at in behind if _ends_phrase(sentence, at) and sentence.words[at] != "of"), thing.end)
    bought = _parts(sentence, thing.head + 2, end)
    return bool(subject & matter.others and bought & matter.doers) and not (
        subject & matter.doers or bought & matter.others
    )


def _thing(sentence: Sentence, reading: Reading) -> _Thing | None:
    """The noun phrase that the trigger acts upon; None where there is none."""
    hit = reading.hit
    whole = hit.cue.voice == "any"
    first, end = (hit.last, sentence.clause(hit.first).last) if whole else (hit.start, hit.end)
    if hit.cue.id == _TRADE and sentence.words[hit.first + 1] != "to":
        first = hit.first + 1  # the words of the phrase are the thing itself: "agrees timetable for merger"
    if first < hit.first < end:
        end = hit.first
    skipped = frames()["prepositions", "words"] | frames()["determiners", "words"] | _PARTICLES
    while first < end and sentence.words[first] in skipped:
        first += 1
    end = next((at for at in range(first + 1, end) if at in sentence.commas or sentence.words[at] == "by"), end)
    stop = next((at for at in range(first, end) if _ends_phrase(sentence, at)), end)
    while stop - 1 > first and (is_date(sentence.words[stop - 1]) or sentence.words[stop - 1] in _SPANS):
        stop -= 1
    return _Thing(first, stop - 1, end) if stop > first else None


_SPANS = frozenset("days hours minutes two three four five six seven eight nine ten few several".split())
"""Words that end a noun's phrase where it is said how long before or after something else: "meet two days after"."""
_TRADE = "agree-to-trade"
_PARTICLES = frozenset({"up", "off", "out", "down", "back"})


def _ends_phrase(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return word in frames()["prepositions", "words"] or word in frames()["auxiliary", "be"] or word == "to"


def _alien_head(sentence: Sentence, thing: _Thing, matter: Matter) -> bool:
    """Whether the item's own noun or name only describes another one: "the peace talks film"."""
    head = sentence.words[thing.head]
    classes = lexicon().nouns.get(head, frozenset())
    if not classes or stem(head) in matter.known or not _parts(sentence, thing.first, thing.head) & _own_words(matter):
        return False
    akin = _akin(matter)
    return bool(akin) and not classes & akin


def _own_words(matter: Matter) -> frozenset[str]:
    """Stems of what the item is, but for its actors."""
    return matter.nouns | matter.kinds


def _akin(matter: Matter) -> frozenset[str]:
    """Classes of nouns that may stand for the item's own in the news; empty where nothing is known of its sort."""
    heads = matter.heads or _USUAL.get(matter.kind, frozenset())
    meets = matter.kind in (Kind.MECHANISM, Kind.PROCESS)
    return heads | (SYNONYMS if meets or heads & SYNONYMS else frozenset())


_USUAL = {Kind.EVENT: frozenset({"event"}), Kind.AGREEMENT: frozenset({"pact"})}
"""Where the title has no noun that is known, what a thing of that kind is called."""


def _alien_part(sentence: Sentence, thing: _Thing, matter: Matter) -> bool:
    """Whether only a part or a side of the item was done: "first pillar of the bridge", "timetable for the merger"."""
    head, at = sentence.words[thing.head], thing.head + 1
    if at >= thing.end or sentence.words[at] not in ("of", "for", "to") or stem(head) in matter.known:
        return False
    if head in ("result", "results", "outcome"):
        return False
    if not _parts(sentence, at + 1, thing.end) & (matter.known | matter.nouns):
        return False
    classes = lexicon().nouns.get(head, frozenset())
    if sentence.words[at] == "to":
        verb = lexicon().verbs.get(sentence.words[at + 1], ("",))[0] if at + 1 < thing.end else ""
        return verb == sentence.words[at + 1] and "pact" in classes and head not in listed("pacts")
    akin = _akin(matter)
    return bool(akin) and not classes & akin and not head.endswith(("ion", "ment", "ing", "al"))


def _alien_kind(sentence: Sentence, thing: _Thing, matter: Matter) -> bool:
    """Whether words before its noun make it another kind of thing, and nothing else says that it is the item's own."""
    head = sentence.words[thing.head]
    before = range(thing.first, thing.head)
    if not matter.kinds or not any(tells_kind(sentence.words[at], matter) for at in before):
        return False
    if (head not in lexicon().nouns and stem(head) not in matter.known) or stem(head) in matter.actors:
        return False  # nothing is known of the noun, or it is no thing but one of the item's own people
    if _named_in_full(sentence, thing, matter):
        return False
    if (
        sentence.words[thing.head + 1 : thing.head + 2] == ["of"]
        and _parts(sentence, thing.head, thing.end) & matter.names
    ):
        return False
    return not _parts(sentence, thing.first, thing.end) & (matter.kinds - {stem(head)})


def _named_in_full(sentence: Sentence, thing: _Thing, matter: Matter) -> bool:
    """Whether a term of several words ends with the noun."""
    written = tuple(part for word in sentence.words[thing.first : thing.head + 1] for part in stems(word))
    return any(len(term) > 1 and written[-len(term) :] == term for term in matter.terms)


def tells_kind(word: str, matter: Matter) -> bool:
    """Whether a word before a noun makes it a kind of thing that the item does not know."""
    if is_date(word) or word in listed("plain") or countries(word) or _ATTRIBUTE.search(word):
        return False
    if word.endswith("ly") and word not in NO_ADVERBS:
        return False
    return not set(stems(word)) <= matter.known


_ATTRIBUTE = re.compile(r"(?:ed|'s|s'|-long|-(?:hour|minute|day|week|month|year|way|nation)s?)$|\d")


def _alien_object(sentence: Sentence, thing: _Thing, matter: Matter) -> bool:
    """Whether it is about something else: another name ("of Delta Chips"), or what neither item nor parties tell."""
    at = thing.head + 1
    if at >= thing.end or sentence.words[at] not in _OF:
        return False
    end = next(
        (n for n in range(at + 1, thing.end) if _ends_phrase(sentence, n) and sentence.words[n] != "of"), thing.end
    )
    behind = [n for n in range(at + 1, end) if not _says_nothing(sentence.words[n])]
    told = _parts(sentence, at + 1, end)
    if not behind or told & matter.kinds:
        return False
    if any(sentence.capital(n) for n in behind):
        return not told & matter.names or _namesake(sentence, behind, matter)
    link, head = sentence.words[at], lexicon().nouns.get(sentence.words[thing.head], frozenset())
    if told & matter.known or matter.kind is not Kind.AGREEMENT:
        return False
    whole = _parts(sentence, 0, len(sentence.words))
    if link == "of":
        return bool(matter.joined) and not matter.joined <= whole
    return "pact" in head and not whole & (matter.kinds - {stem(sentence.words[thing.head])})


def _namesake(sentence: Sentence, behind: list[int], matter: Matter) -> bool:
    """Whether a name only shares a word with the item's: "Southern Front" for the Northern Front."""
    known = [set(stems(sentence.words[n])) <= matter.known for n in behind]
    names = [sentence.capital(n) and not sentence.words[n].endswith(("'s", "s'")) for n in behind]
    runs = zip(behind, behind[1:], names, names[1:], known, known[1:], strict=False)
    return any(a and b and not old and own and n + 1 == m for n, m, a, b, old, own in runs)


def _says_nothing(word: str) -> bool:
    return is_date(word) or word in frames()["determiners", "words"] or word in listed("plain") or word == "and"


def _parts(sentence: Sentence, first: int, last: int) -> set[str]:
    return {part for word in sentence.words[first:last] for part in stems(word)}
