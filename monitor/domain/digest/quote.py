"""Quotes: at most 30 words, cut around the words that decided."""

from __future__ import annotations

import re

from monitor.domain.digest.model import EvidenceView, Quote
from monitor.domain.digest.words import clean

WORDS = 30
"""What a quote may have at most: enough to judge, too little to stand for the article."""

_CHARACTERS = 320  # thirty words of an ordinary text; a headline of one endless word ends here too
_WORD = re.compile(r"\S+")


def quote_of(view: EvidenceView) -> Quote | None:
    """The quote with its trigger marked; None where it was not found again in the stored text."""
    evidence = view.evidence
    if not view.verified or not evidence.quote.strip():
        return None
    if evidence.field == "title" and view.title[evidence.start : evidence.end] != evidence.quote:
        return None
    return cut(evidence.quote, evidence.trigger[0] - evidence.start, evidence.trigger[1] - evidence.start)


def cut(text: str, start: int, end: int) -> Quote:
    """At most `WORDS` words of the text around `[start:end]`, with ellipses where something was left out."""
    start, end = max(0, start), min(len(text), end)
    if start >= end:
        start = end = 0
    words = [match.span() for match in _WORD.finditer(text)]
    first, last = _window(words, start, end)
    begin, finish = words[first][0], words[last][1]
    start, end = max(begin, start), min(finish, end)
    if start >= end:
        start = end = begin
    before = ("… " if first else "") + _tidy(text[begin:start])
    after = _tidy(text[end:finish]) + (" …" if last + 1 < len(words) else "")
    return Quote(before, _tidy(text[start:end]), after)


def _window(words: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The first and last word to show: the trigger in the middle, the text's beginning preferred."""
    inside = [index for index, (a, b) in enumerate(words) if a < end and b > start] or [0]
    spare = max(0, WORDS - (inside[-1] - inside[0] + 1))
    first = 0 if inside[-1] < WORDS else max(0, inside[0] - spare // 2)
    last = min(len(words) - 1, first + WORDS - 1)
    return max(0, last - WORDS + 1) if last == len(words) - 1 and first else first, last


def _tidy(text: str) -> str:
    """One line, keeping the spaces at both ends, which part the pieces."""
    inner = clean(text, _CHARACTERS)
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
