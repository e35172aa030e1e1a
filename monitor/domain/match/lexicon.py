"""Countries under all their names, and words that news writers use for one another: shipped tables.

A place is found by name, adjective or seat of government and stands for its country ("@ru"); a word of the thesaurus
stands for its group ("~agreement"). Places count in every comparison, groups only beside an item's own terms: in a
plain cosine they lost more than they gained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.domain.text import stem, words

_Entry = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Concept:
    """A place or a group that stands in a text: `length` words from word `at` on."""

    code: str
    at: int
    length: int


def _lines(name: str) -> Iterator[str]:
    text = files("monitor.domain.match").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _cut(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(phrase))


def _by_first(entries: Iterator[_Entry]) -> dict[str, list[_Entry]]:
    table: dict[str, list[_Entry]] = {}
    for key, code in entries:
        if (key, code) not in table.setdefault(key[0], []):
            table[key[0]].append((key, code))
    for found in table.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return table


@cache
def _places() -> dict[str, list[_Entry]]:
    rows = (line.split("\t") for line in _lines("places.tsv"))
    return _by_first((_cut(name), f"@{code}") for code, names in rows for name in names.split("|"))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    rows = (line.split("\t") for line in _lines("places.tsv"))
    return {f"@{code}": tuple(names.split("|")) for code, names in rows}


def names_of(code: str) -> tuple[str, ...]:
    """All names of the place; none of what is no place."""
    return _names().get(code, ())


@cache
def _groups() -> dict[str, list[_Entry]]:
    rows = (line.split(":") for line in _lines("thesaurus.txt"))
    return _by_first((_cut(word), f"~{group}") for group, members in rows for word in members.split())


def places(written: Sequence[str], stems: Sequence[str]) -> list[Concept]:
    """The places that are named, in order, the longest name first: South Sudan is not Sudan."""
    table, found, free = _places(), list[Concept](), 0
    for at in [at for at, first in enumerate(stems) if first in table]:
        if at >= free and written[at][0].isupper():
            for key, code in table[stems[at]]:
                if len(key) == 1 or tuple(stems[at : at + len(key)]) == key:
                    found.append(Concept(code, at, len(key)))
                    free = at + len(key)
                    break
    return found


def groups(stems: Sequence[str]) -> list[Concept]:
    """The groups of the thesaurus that are touched, in order."""
    table = _groups()
    return [
        Concept(code, at, len(key))
        for at, first in enumerate(stems)
        if first in table
        for key, code in table[first]
        if len(key) == 1 or tuple(stems[at : at + len(key)]) == key
    ]
