"""Sentences and clauses of a block, with their places, and what in them is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.review.inflect import irregular_pasts
from monitor.domain.review.words import WORDS

_END = re.compile(
    r"[.!?…][\"”’)\]*_]*\s+(?=[\"“‘(\[*_]*[A-Z0-9€$£])"
    r"|(?<=[a-z0-9])\.(?=[A-Z][a-z]+ )"  # a blank that was forgotten
)
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|St|Prof|Jr|Sr|No|Nos|vs|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept|Sep|Oct|Nov|Dec|v|Art|Arts|approx|ca|cf|e\.g|i\.e|[A-Z]|[A-Z]\.[A-Z]|a\.m|p\.m)\.\s+)$"
)
_SUBJECT = r"(?:(?:the|a|an|its|their|both|it|they|he|she|no|[\w’'.-]+)\s+)"
_VERBS = (
    r"(?:will|is to|are to|is due|are due|is expected|are expected|has until|have until|would|could|may|might|must|plans?|wants?"
    r"|agreed|promised|pledged|decided|expires?|meets?|opens?|starts?|begins?|votes?|closes?|ends?|runs? out|takes?|lapses?|sits?"
    r"|aims?|hopes?|expects?|intends?|seeks?|needs?|depends?|hangs?|awaits?|comes?|goes|falls?|stays?|owes?"
    r"|publish(?:es)?|hears?|rules?|decides?|has to|have to|remains?|is still|are still|is not|are not|has not|have not|gave|said)\b"
)
_AUXILIARIES = r"(?:is|are|was|were|has|have|had|does|did|do|should|can)\b"
_SPLIT = re.compile(
    r";\s+(?:and |but |as well as |while )?"
    r"|,?\s+(?:but|while|whereas|although|though)\s+(?=\S)|,\s+(?:since|because)\s+"
    rf"|,?\s+and\s+(?={_SUBJECT}{{0,5}}?{_VERBS})"
    rf"|,\s+so\s+(?={_SUBJECT}{{1,5}}?(?:{_VERBS}|{_AUXILIARIES}|\w+ed\b))"
    r"|,\s+after\s+(?=(?:those|the|it|they|he|she|its|their|a|an|[A-Z])\b[^,;\d]*\b(?:fell|was|were|had|went|came|\w+ed)\b[^,;\d]*(?:$|[.,;]))"
    rf"|,\s+and\s+(?={_SUBJECT}{{1,5}}?{_AUXILIARIES})"
)
_VERB = re.compile(rf"\b(?:{_VERBS}|{_AUXILIARIES})")
_PAIR = re.compile(r"\b(?:he|she|they|it|both(?: the)? [\w-]+|between [\w-]+|(?:said|says|that) [A-Z][\w-]+)$")
"""The left half of a pair of subjects: "he" and the other agreed."""
_BARE_NAME = re.compile(r"(?:[Tt]he )?[A-Z][\w’'&.-]*(?: [A-Z][\w’'&.-]*){0,4}")
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]?")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence `[start:end]` of the text; `sentence` is the whole one's span."""

    start: int
    end: int
    sentence: tuple[int, int]
    joined: bool = False
    """Whether it goes on from the clause before, in the same sentence."""


_UNDERLINED = re.compile(r"(?<![A-Za-z0-9_])_{1,3}(?=\w)|(?<=[^\s_])_{1,3}(?![A-Za-z0-9_])")


def flat(text: str) -> str:
    """The text with line breaks as blanks: the same length, so that offsets hold. Tabs stay: they part the cells of a row.

    Emphasis by underscores becomes emphasis by asterisks: an underscore is a letter to every pattern, and hides a year's end.
    """
    text = re.sub(r"[\r\n\u00a0]", " ", text)
    return _UNDERLINED.sub(lambda mark: "*" * len(mark.group()), text)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences within `[start:end]` of a flat text."""
    at = start
    for stop in _END.finditer(text, start, end):
        if _NO_END.search(text, max(at, stop.end() - 12), stop.end()):
            continue
        yield from _trimmed(text, at, stop.end())
        at = stop.end()
    yield from _trimmed(text, at, end)


def clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """The clauses of one sentence; never cut inside a quotation or brackets."""
    at, first = start, True
    closed = [match.span() for match in _QUOTED.finditer(text, start, end)]
    closed += [match.span() for match in re.compile(r"\([^()]*\)").finditer(text, start, end)]
    for cut in _SPLIT.finditer(text, start, end):
        if any(left < cut.start() < right for left, right in closed) or cut.start() - at < 12:
            continue
        if "and" in cut.group().split() and _pairs(text, at, cut.start()):
            continue
        for left, right in _trimmed(text, at, cut.start()):
            yield Clause(left, right, (start, end), not first)
            first = False
        at = cut.end()
    for left, right in _trimmed(text, at, end):
        yield Clause(left, right, (start, end), not first)


def _pairs(text: str, start: int, joint: int) -> bool:
    """Whether an "and" joins two subjects: half a pair stands before it, or nothing that could be a verb."""
    before = text[start:joint].rpartition(":")[2].strip()
    return bool(_PAIR.search(before[-40:])) or _BARE_NAME.fullmatch(before) is not None or not _has_verb(before)


def _has_verb(words: str) -> bool:
    """Whether a clause ends before these words do; without one an "and" behind them joins two names."""
    return _VERB.search(words) is not None or any(
        word.endswith("ed")
        or word in irregular_pasts()
        or ((word in WORDS.acts or word in WORDS.effects or word.endswith("s")) and not _no_verb(word))
        for word in re.findall(r"[\w-]+", words)
    )


def _no_verb(word: str) -> bool:
    """Whether a form is rather a noun, or stands before one ("working group")."""
    return word.endswith("ing") or bool(WORDS.kind_of_noun(word))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    left, right = len(part) - len(part.lstrip()), len(part.rstrip())
    if right > left:
        yield start + left, start + right


def quoted_spans(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Spans of what stands in quotation marks and is long enough to be speech (over three words)."""
    return tuple(m.span(1) for m in _QUOTED.finditer(text, start, end) if len(m.group(1).split()) > 3)
