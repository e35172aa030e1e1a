"""Verbs: what a cue points at, and whether a clause tells the past."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.review.inflect import forms, irregular_pasts
from monitor.domain.review.words import WORDS

_WORD = re.compile(r"[\w’'-]+")
_FIRSTS: Mapping[str, str] = {
    form: base.split("-")[0] for base in WORDS.act_kinds if "-" in base for form in forms(base.split("-")[0])
}
"""Forms of the first parts of "set up", "run out"."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's base ("set-up") and where it stands in the clause."""

    base: str
    start: int
    end: int
    passive: bool = False

    @property
    def kind(self) -> str:
        """The kind of thing that it does, or nothing."""
        return WORDS.act_kinds.get(self.base, "")

    @property
    def is_act(self) -> bool:
        """Whether it does something that can be reported as done."""
        return self.base in WORDS.act_kinds

    @property
    def is_effect(self) -> bool:
        """Whether it only says how things go."""
        return not self.is_act and self.base in WORDS.effect_bases


def base_of(form: str) -> str:
    """The base of a form, as far as it is known; else the form itself."""
    return WORDS.acts.get(form) or WORDS.effects.get(form) or _FIRSTS.get(form) or form


def verb_at(clause: str, start: int) -> Verb | None:
    """The verb that begins at `start`, with its particle ("set up"), or behind "be" the participle."""
    words = [
        (m.group().lower(), start + m.start(), start + m.end()) for m in _WORD.finditer(clause[start : start + 80])
    ]
    if not words:
        return None
    at = _participle(words)
    word, left, right = words[at]
    base = base_of(word)
    rest = words[at + 1 :]
    around = [words[at], *(rest[1:] if rest and rest[0][0] in ("it", "them") else rest)]
    for length in (4, 3, 2):
        following = around[:length]
        joined = "-".join([base, *(one[0] for one in following[1:])])
        if len(following) == length and joined in WORDS.act_kinds:
            return Verb(joined, left, following[-1][2], at > 0)
    return Verb(base, left, right, at > 0)


def _participle(words: list[tuple[str, int, int]]) -> int:
    """Where the participle stands behind "be" and its adverbs; 0 where the first word is the verb itself."""
    if words[0][0] not in ("be", "get", "been"):
        return 0
    for at in range(1, min(4, len(words))):
        word = words[at][0]
        if is_participle(word):
            return at
        if not word.endswith("ly") and word not in ("not", "then", "also", "both", "all", "again"):
            break
    return 0


def is_participle(word: str) -> bool:
    """held, published, taken: a regular form in -ed or a known irregular one."""
    return word in irregular_pasts() or bool(re.fullmatch(r"[a-z-]{2,}ed", word))


_VERB_FOLLOWS = re.compile(
    r"\W*(?:is|are|was|were|will|would|has|have|had|do|does|may|can|could|should|must|go|come|take|apply|remain|stay|need)\b"
)
_ADJECTIVES = frozenset(
    """new old next first second last current existing strict stricter tough tougher same final other more fewer several many most main key
joint own big small special public private national local regional basic early late recent two three four five six seven eight nine ten""".split()
)


def is_verb_here(before: str, word: str, after: str = "") -> bool:
    """Whether a word that is a noun too ("rules", "vote") is the verb of what stands before it."""
    if _VERB_FOLLOWS.match(after):
        return False
    words = re.findall(r"[\w’'-]+", before)
    last = words[-1].lower() if words else ""
    if not words:
        return True
    if last in _NOUNISH or last in _ADJECTIVES or last.endswith(("’s", "'s", "s’", "s'")):
        return False
    if word.lower().endswith("s"):
        return True
    return (
        last.endswith("s")
        or last in ("who", "they", "we", "to", "people", "not", "also", "both", "all", "then")
        or bool(re.search(r"\b(?:and|&)\s+[\w’'-]+\s*$", before))
    )


_PAST = re.compile(r"[A-Za-z’'-]+")
_NOW = frozenset(
    """is are am be will would may might could should shall must can to has have does do plans wants hopes aims intends seeks
due remains expects awaits needs comes falls meets begins starts expires lapses runs opens closes sits goes takes hears
decides""".split()
)
_BY_NOW = frozenset("is are be being been am will to".split())
_NOUNISH = frozenset(
    """the a an its their his her our my this that these those of for by with from in on at no any some each every other
newly recently previously so-called and or planned proposed""".split()
)
_NO_PAST = frozenset(
    "need indeed proceed succeed exceed speed feed seed deed breed bleed agreed-upon set put cut read hit let bid shut cost quit".split()
)


def told_as_past(text: str) -> bool:
    """Whether the last verb of a text is in the past: "ended", "has met", not "is expected", "to be lifted"."""
    past = False
    before = ""
    for match in _PAST.finditer(text):
        word = match.group().lower()
        if word in ("was", "were", "had", "did") or word.endswith(("wasn’t", "wasn't")):
            past = True
        elif word in _NOW:
            past = False
        elif _is_past_form(word) and before not in _BY_NOW and before not in _NOUNISH:
            past = True
        before = word if not word.endswith("ly") and word not in ("not", "also", "now", "still", "yet") else before
    return past


def _is_past_form(word: str) -> bool:
    if word in _NO_PAST:
        return False
    return word in irregular_pasts() or (len(word) > 4 and word.endswith("ed"))
