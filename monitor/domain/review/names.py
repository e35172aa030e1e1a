"""Proper names: who may act, without the capitals that only begin a sentence or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.domain.review.words import WORDS

_CAPITAL = r"(?:[A-Z][\w’'&+]*(?:-[A-Z0-9][\w’'&+]*)*|\d\+\d)"
_PROPER = re.compile(
    rf"{_CAPITAL}(?:\s+(?:(?:of|for|de|van|von|al|und|et)\s+(?:the\s+)?)?{_CAPITAL}|\s+and\s+{_CAPITAL}(?=\s+[A-Z][a-z]+\b))*"
)
_MIDDLE = re.compile(r"(?<=[a-z,;)]\s)[A-Z][\w’'-]*")
_CALENDAR = frozenset(
    "jan feb mar apr jun jul aug sept sep oct nov dec january february march april may june july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday christmas easter q1 q2 q3 q4 h1 h2 i".split()
)
_TITLES = frozenset(
    "president minister chancellor judge secretary senator governor chairman mayor king queen pope dr mr mrs ms sir".split()
)
MOST_ACTORS = 6


def known_names(text: str) -> frozenset[str]:
    """Words that the text writes with a capital in the middle of a sentence."""
    return frozenset(re.sub(r"[’']s?$", "", word) for word in _MIDDLE.findall(text)) - {"I"}


def names_in(text: str, known: frozenset[str]) -> Iterator[str]:
    """Names of a passage in order. One that opens a sentence counts if the text knows it, or if it looks like no word."""
    for match in _PROPER.finditer(text):
        words = match.group().split()
        lead = text[: match.start()].rstrip(' "“‘(*_')
        opens = not lead or lead[-1] in ".:?!•|;–—-\t"
        if (
            opens
            and not _is_name(words[0], known)
            and (len(words) < 2 or _is_common(words[0]) or not words[1][0].isupper())
        ):
            words = words[1:]
        while words and not _may_begin(words[0]):
            words = words[1:]
        while words and (words[-1].lower() in _CALENDAR or words[-1][0].islower()):
            words = words[:-1]
        name = re.sub(r"[’']s?$", "", " ".join(words))
        if len(name) > 1 and name.lower() not in _TITLES:
            yield name


def _is_name(word: str, known: frozenset[str]) -> bool:
    bare = re.sub(r"[’']s?$", "", word)
    return (
        bare in known or bare in WORDS.places or bool(re.search(r"[A-Z0-9].*[A-Z0-9]|\d\+\d|^[A-Z][a-z]+-[A-Z]", bare))
    )


def _is_common(word: str) -> bool:
    low = word.lower()
    return low in WORDS.stop or low in WORDS.acts or low in WORDS.effects


def _may_begin(word: str) -> bool:
    if word.isupper() and len(word) > 1:
        return word.lower() not in _CALENDAR
    return word.lower() not in _CALENDAR | WORDS.function and (word[0].isupper() or word[0].isdigit())


def actors_of(known: frozenset[str], subject: str, *passages: str) -> tuple[str, ...]:
    """The names of the first passage that has any, with a subject that is a single unknown word: "Eurostat will ..."."""
    alone = (subject,) if re.fullmatch(r"[A-Z][\w-]*[^\Ws]", subject) and not _is_plain(subject) else ()
    for passage in passages:
        names = list(dict.fromkeys((*alone, *names_in(passage, known))))
        if names:
            return tuple(names[:MOST_ACTORS])
    return ()


def _is_plain(word: str) -> bool:
    low = word.lower()
    return _is_common(low) or low in WORDS.actors or bool(WORDS.kind_of_noun(low))
