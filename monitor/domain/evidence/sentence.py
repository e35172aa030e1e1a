"""A sentence cut into words and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from monitor.domain.evidence.lexicon import frames

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’.,+&/-][^\W_]+)*['’]?s?(?:\+(?![^\W_]))?")
_HARD = re.compile(r"[;:()\[\]—–|]|\s-+\s|[.!?…][\"'”’]?\s|\.\.\.")
_DATE = re.compile(
    r"(?:jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\.?|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d|q[1-4]|today|tomorrow|tonight|week|weeks|month|months|year|years|spring|summer"
    r"|autumn|winter|fall|weekend|noon|midnight|date|dates|day|deadline|timetable|mid-\w+|early-\w+|late-\w+|year-end|end"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Words `[first:last]`, and how they stand to the sentence: main, background, conditional, before, contrast."""

    first: int
    last: int
    role: str = "main"


@dataclass(slots=True)
class Sentence:
    """A stretch of text as words (lower case), where they stand, and its clauses."""

    text: str
    words: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    commas: frozenset[int] = frozenset()
    """Words before which a comma stands."""
    clauses: list[Clause] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Sentence:
        """The text cut; it may be empty."""
        spans = [match.span() for match in _WORD.finditer(text)]
        words = [text[start:end].lower().replace("’", "'") for start, end in spans]
        sentence = cls(text, words, spans)
        hard, commas = sentence._breaks()
        sentence.commas = commas
        sentence.clauses = list(sentence._cut(hard))
        return sentence

    def _breaks(self) -> tuple[set[int], frozenset[int]]:
        hard, commas = set(), set()
        for at in range(1, len(self.words)):
            between = self.text[self.spans[at - 1][1] : self.spans[at][0]]
            if between == " ":
                continue
            if "," in between:
                commas.add(at)
            if _HARD.search(between + " "):
                hard.add(at)
        return hard, frozenset(commas)

    def _cut(self, hard: set[int]) -> Iterator[Clause]:
        openers = _openers()
        first, role = 0, "main"
        for at, word in enumerate(self.words):
            opens = openers.get(word)
            if at in hard or opens:
                if at > first:
                    yield Clause(first, at, role)
                first, role = at, opens or "main"
        if self.words:
            yield Clause(first, len(self.words), role)

    def clause(self, at: int) -> Clause:
        """The clause in which a word stands."""
        return next(clause for clause in self.clauses if clause.first <= at < clause.last)

    def capital(self, at: int) -> bool:
        """Whether the word is written with a capital."""
        return self.text[self.spans[at][0]].isupper()


@cache
def _openers() -> dict[str, str]:
    """Words that open a clause, and its role."""
    return {word: role for role, words in frames().lists["clauses"].items() for word in words}


def is_date(word: str) -> bool:
    """Whether a word names a day, a month, a season or a date."""
    return _DATE.fullmatch(word) is not None
