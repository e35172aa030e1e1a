"""Who or what acts in a clause."""

from __future__ import annotations

import re

from monitor.domain.review.inflect import irregular_pasts
from monitor.domain.review.words import WORDS

_LISTS = WORDS.subject
_LEADING = re.compile(rf"^(?:(?:{_LISTS['leading']})\b[\s,]*)+", re.IGNORECASE)
_ADVERBIAL = re.compile(rf"^(?:{_LISTS['adverbial']})\b[^,]*,\s*")
_PLACE = re.compile(r"^(?:In|At|On) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)? (?=(?:the|a|an|its|his|her|their) )")
_TRAILING = re.compile(rf"(?:(?:^|\s+)(?:{_LISTS['trailing']}))+$", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b((?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*){0,3}),? (?:which|who) (?:has |have |had )?"
    rf"(?:{_LISTS['reported']})\b[^,]*$"
)
"""\"the Commission, which told him that it would\"."""
_WHICH = re.compile(r"(?<=[a-z]) (?:that|which|who) (?P<verb>[a-z]+)\b[^,;:]*$")
_DETERMINED = re.compile(r" (?:the|an?|its|their|all|each)\b")
_AUXILIARY = frozenset(_LISTS["auxiliary"].split("|"))
_SAYS = re.compile(rf"\b(?:{_LISTS['says']})$", re.IGNORECASE)
_PREPOSITION = re.compile(rf"(?:{_LISTS['preposition']})\b")
_DEED = re.compile(rf"(?<=[a-z’'] )(?<!the )(?<!an )(?<!its )(?<!and )(?<! a )(?:{_LISTS['deed']})\b")
"""A verb of the past that is no adjective: the subject ends before it."""
_CLAUSAL = re.compile(rf"\b(?:{_LISTS['clausal']})\b")
_PRONOUN = re.compile(rf"^(?:{_LISTS['pronoun']})$", re.IGNORECASE)
_BREAK = re.compile(
    r"\b(?:said|says?|told (?:(?:the|his|her|its|their|a|an) )?[\w’'-]+(?: [A-Z]\w+)?"
    rf"|{_LISTS['break_verb']})\s+(?=(?:he|she|it|they|the|[A-Z]\w*)\b)|"
    r"[;:]\s|[“\"]|,\s+so\s+(?=\S)|\bthat\s(?=\S+\s\S)|\bwhether\s|,\s+(?:when|where|at which)\s|\s[–—-]\s|[.!?]\s"
)


def subject_of(clause: str, start: int, who: str = "") -> str:
    """The words that name who or what acts before `start`; empty for a pronoun or nothing."""
    if who and re.search(r" (?:he|she|it|they)\s*$", who):
        who = ""
    if who and not _PRONOUN.match(bare(who)):
        return bare(who)
    before = _without_relative(clause[:start])
    if relative := _RELATIVE.search(before):
        return str(relative.group(1))
    pieces = [piece for piece in _BREAK.split(before) if piece and piece.strip()]
    for at, piece in reversed(list(enumerate(pieces))[-2:]):
        words = bare(piece)
        if pair := re.match(r"(?:he|she|it|they) and (.+)", words):  # "the minister said she and her guest"
            first = bare(pieces[at - 1]) if at else ""
            return f"{first} and {pair.group(1)}" if first else str(pair.group(1))
        if words and _PREPOSITION.match(words) and at:
            continue
        if words and not _PRONOUN.match(words):
            return words
        if words:
            return ""
    return ""


def _without_relative(before: str) -> str:
    """ "the consultancies that measure capacity" -> "the consultancies": "that" and a verb only say which."""
    for mark in _WHICH.finditer(before):
        verb = mark["verb"]
        if (
            verb in WORDS.acts
            or verb in WORDS.effects
            or verb in _AUXILIARY
            or _DETERMINED.match(before, mark.end("verb"))
        ) and not _SAYS.search(before[: mark.start()]):
            return before[: mark.start()]
    return before


def bare(piece: str) -> str:
    """A subject without what leads in, stands in brackets or apposition, and without auxiliaries behind it."""
    words = re.sub(r"\([^()]*\)", "", piece).strip(" *_,;:.“”\"'([")
    for _ in range(3):
        shorter = _PLACE.sub("", _LEADING.sub("", _ADVERBIAL.sub("", words)))
        if shorter == words:
            break
        words = shorter
    words = _TRAILING.sub("", words.strip(" ,")).strip(" ,")
    parts = words.split(", ")
    if len(parts) > 1 and not re.search(r"\b(?:and|or)\b", parts[-1]):
        words = parts[0] if len(parts[0].split()) > 1 or parts[0][:1].isupper() else parts[-1]
    elif len(parts) == 2 and re.match(r"(?:who|which|where|whose)\b", parts[1]):
        words = parts[0]
    words = _LEADING.sub("", _TRAILING.sub("", words))
    if _CLAUSAL.search(words):
        return ""
    if past := _DEED.search(words):
        words = words[: past.start()].strip()
    return " ".join(words.replace("**", "").split()) if len(words.split()) <= 14 else ""


_FIRST_VERB = re.compile(rf"\b(?:{_LISTS['first_verb']}|{'|'.join(sorted(irregular_pasts()))})\b")


def lead_subject(clause: str) -> str:
    """Who the clause is about, whether or not it leaves anything open: what stands before its first verb."""
    verb = _FIRST_VERB.search(clause)
    return subject_of(clause, verb.start()) if verb and verb.start() else ""


def is_pronoun(words: str) -> bool:
    """Whether a subject only points at another."""
    return bool(_PRONOUN.match(bare(words)))


def subject_points(subject: str, *, pronoun: bool, names: frozenset[str]) -> int:
    """1 for a name, an institution that can act or a thing that happens; 0 for anything else."""
    if not subject:
        return 0 if pronoun else 1
    words = re.findall(r"[\w’'+&-]+", subject)
    bare_words = [re.sub(r"[’']s?$", "", word) for word in words]
    if any(
        word in names or word in WORDS.places or word[:1].isdigit() or re.search(r"[A-Z].*[A-Z]", word)
        for word in bare_words
    ):
        return 1
    if any(word[:1].isupper() for word in words[1:]):
        return 1
    if any(word.lower() in WORDS.actors or WORDS.kind_of_noun(word) for word in bare_words):
        return 1
    return 0


_PEOPLE = re.compile(rf"^(?:{_LISTS['people']})$")
_PARTING = re.compile(rf"\s(?:{_LISTS['parting']})\s")


def is_plural(subject: str) -> bool:
    """Whether a subject takes "are"."""
    head = _PARTING.split(subject)[0]
    if re.search(r"\s(?:and|&)\s", head):
        return True
    words = head.split()
    last = words[-1] if words else ""
    if _PEOPLE.search(last):
        return True
    if last[:1].isupper() and (len(words) > 1 or last.lower() not in WORDS.actors | WORDS.nouns["event"]):
        return False
    return bool(re.search(r"[^s’'iu]s$", last)) or last.lower() in _LISTS["plural"].split("|")
