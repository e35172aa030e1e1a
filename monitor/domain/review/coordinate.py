"""A bottom line's "set up A, B and C" as three matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.domain.review.candidate import Candidate
from monitor.domain.review.phrases import capital, clean, head, without_article
from monitor.domain.review.words import WORDS

_JOINT = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_THINGS = frozenset({"mechanism", "agreement", "event"})


def split_objects(candidate: Candidate) -> Iterator[Candidate]:
    """One candidate for each thing in the list that the verb acts on, where every one of them names a thing."""
    verb = candidate.finding.verb
    if verb is None or verb.base not in WORDS.light:
        yield candidate
        return
    offset = verb.end
    parts: list[tuple[int, int]] = []
    for joint in [*_JOINT.finditer(candidate.clause, verb.end), None]:
        parts.append((offset, joint.start() if joint else len(candidate.clause)))
        offset = joint.end() if joint else offset
    if len(parts) < 2 or not all(_names_thing(candidate.clause[a:b]) for a, b in parts):
        yield candidate
        return
    for number, (start, end) in enumerate(parts):
        words = candidate.clause[start:end]
        title = capital(without_article(head(words))) or clean(words)
        left = candidate.start if number == 0 else candidate.start + start
        yield replace(
            candidate,
            start=left,
            end=candidate.start + end,
            clause=candidate.clause[left - candidate.start : end],
            title=title,
        )


def _names_thing(words: str) -> bool:
    return (
        any(WORDS.kind_of_noun(word.lower()) in _THINGS for word in re.findall(r"[\w-]+", words))
        and len(words.split()) > 1
    )
