"""Another of a numbered series: "Line 2" in a title, where the item waits for "Line 3"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from monitor.domain.model import Article

_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth".split())
_NUMBER = r"(\d{1,2}|I{1,3}|IV|V)"
_NUMBERED = re.compile(rf"([A-Z][\w’'.]*(?: [A-Z][\w’'.]*)*)[ -]{_NUMBER}")


def sibling(terms: Sequence[str], article: Article) -> str:
    """The sibling that the title names, where neither title nor name bears an own number; else ""."""
    return next(_siblings(terms, article), "")


def lacks_number(key: Sequence[str], present: Set[str]) -> bool:
    """Whether a term's stems hold a number that is not among those present: "Line 3" without a 3, "third line" too."""
    return any((word.isdigit() or word in _ORDINALS) and word not in present for word in key)


def _siblings(terms: Sequence[str], article: Article) -> Iterator[str]:
    for numbered, numbers in _series(tuple(terms)):
        named = numbered.search(article.title)
        if named and not numbers & _own(numbered, article):
            yield named[0]


def _own(numbered: re.Pattern[str], article: Article) -> set[str]:
    """The name's numbers anywhere, and all numbers of the title: "lines 2 and 3" repeats no name."""
    everywhere = numbered.findall(f"{article.title}\n{article.summary}\n{article.body}")
    return {_plain(number) for number in (*everywhere, *re.findall(rf"\b{_NUMBER}\b", article.title))}


@lru_cache(maxsize=20_000)
def _series(terms: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Of names that stand with a number in whole terms: what finds them with any number, and their own numbers."""
    found: dict[str, frozenset[str]] = {}
    for match in filter(None, map(_NUMBERED.fullmatch, terms)):
        found[match[1]] = found.get(match[1], frozenset()) | {_plain(match[2])}
    return tuple(
        (re.compile(rf"\b{re.escape(name)}[ -]{_NUMBER}\b(?![.,:]\d|%)"), numbers) for name, numbers in found.items()
    )


def _plain(number: str) -> str:
    return _ROMAN.get(number, number)
